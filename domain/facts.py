"""Facts: what is on record that an event runs into, in the sentence after the rule that refuses it.

A rule says what holds for everybody. Here it is said of this event: who has been in since when, which date lies before
which, by whom it may be said. Asked for only where an event is refused to somebody's face.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from domain.charter import CharterConsented, CharterObjected
from domain.commitments import (
    AccountabilityChanged,
    CommitmentDelivered,
    CommitmentMade,
    CommitmentReleased,
    CommitmentRenegotiated,
    DeliveryAccepted,
    DeliveryRefused,
)
from domain.conflict_steps import HOSTILE, most_important
from domain.conflicts import ConflictSettled
from domain.event import Event
from domain.formation import CoalitionProposed
from domain.membership import STANDING_GIVEN, PartyInvited, PartyJoined
from domain.sides import side_of_promisee
from domain.values import Precision, not_later

if TYPE_CHECKING:
    from domain.coalition import Coalition, Origin

_NAMED = 8  #: parties at most; of more it is told who they are all together
_STANDINGS = {"member": "a member", "observer": "an observer", "rotating": "a rotating member"}
_WIDTH = {"month": 7, "year": 4}


def facts(rule: str, coalition: Coalition, event: Event) -> Iterable[str]:
    """What an event runs into that breaks this rule, in sentences; nothing where the rule says it all."""
    told = _FACTS.get(rule)
    return () if told is None else told(coalition, event)


def early(opening: Event | Origin, event: Event) -> list[str]:
    """What in an event that is accepted lies so early that the year may be wrong, in sentences.

    `opening` is the event with which the history starts.
    """
    told, when = list[str](), _day(event.at, event.exactness)
    if not not_later(opening.at, opening.exactness, event.at, event.exactness):
        first = _day(opening.at, opening.exactness)
        told.append(f"{when} lies before {event.coalition} was proposed ({first}); check the year.")
    if isinstance(event, CommitmentRenegotiated) and event.due is not None and _before(event.due, event):
        told.append(f"{event.due} lies before {event.commitment} was renegotiated ({when}); check the year.")
    return told


def late(coalition: Coalition, event: CommitmentDelivered) -> tuple[str, str] | None:
    """The day by which a promise was due and the later one on which it is reported done; null where that is in time."""
    promise = coalition.commitments.promises.get(event.commitment)
    if promise is None or promise.due is None or not_later(event.at, event.exactness, promise.due, "day"):
        return None
    return promise.due, _day(event.at, event.exactness)


def _before(day: str, event: Event) -> bool:
    return not not_later(event.at, event.exactness, day, "day")


def _already_in(coalition: Coalition, event: PartyInvited | PartyJoined) -> Iterator[str]:
    standing = _STANDINGS[coalition.membership.parties[event.party]]
    given = coalition.entries.get(coalition.touched.get((STANDING_GIVEN, event.party), 0))
    since = "" if given is None else f" since {_day(given.at, given.exactness)}"
    yield f"{event.party} has been {standing}{since}."


def _proposed(coalition: Coalition, event: CoalitionProposed) -> Iterator[str]:
    first = coalition.entries[min(coalition.entries)]
    when = _day(first.at, first.exactness)
    yield f"{event.coalition} was proposed on {when}: choose another id for another coalition."


def _both_dates(coalition: Coalition, event: CommitmentMade) -> Iterator[str]:
    yield f"This one is made on {_day(event.at, event.exactness)} and due on {event.due}: check the year."


def _whose_word(coalition: Coalition, event: CommitmentMade) -> Iterator[str]:
    answering = list(dict.fromkeys((event.promisor, *event.co_accountable)))
    yield f"It may be said by {_speakers(answering)}, not by {event.by}."


def _who_answers(coalition: Coalition, event: CommitmentDelivered) -> Iterator[str]:
    answering = list(dict.fromkeys(coalition.commitments.promises[event.commitment].accountable))
    answer = "answers" if len(answering) == 1 else "answer"
    yield f"{event.by} reported it; {_listed(answering, 'and')} {answer} for it."


def _whose_side(
    coalition: Coalition, event: CommitmentRenegotiated | CommitmentReleased | DeliveryAccepted | DeliveryRefused
) -> Iterator[str]:
    speaker = event.agreed_by if isinstance(event, CommitmentRenegotiated) else event.by
    side = side_of_promisee(coalition, coalition.commitments.promises[event.commitment])
    if not side:
        yield f"Nobody who is in is on that side; {speaker} is not."
    elif len(side) > _NAMED:
        yield f"That side is any member that does not answer for the promise; {speaker} is not on it."
    else:
        yield f"That side is {_speakers(side)}; {speaker} is not on it."


def _to_whom(coalition: Coalition, event: CommitmentMade | AccountabilityChanged) -> Iterator[str]:
    about = event if isinstance(event, CommitmentMade) else coalition.commitments.promises[event.commitment]
    promisee = about.promisee
    yield f"It is promised to {promisee}, and {promisee} would answer for it."


def _which_version(coalition: Coalition, event: CharterConsented | CharterObjected) -> Iterator[str]:
    charter = coalition.charter
    draft = "no draft waits" if charter.pending is None else f"the present draft is version {charter.pending}"
    force = "no charter is in force" if charter.in_force is None else f"version {charter.in_force} is in force"
    yield f"Version {event.version} is neither: {draft}, {force}."


def _whose_motive(coalition: Coalition, event: ConflictSettled) -> Iterator[str]:
    conflict = coalition.conflicts[event.conflict]
    for side in conflict.sides:
        if (motive := conflict.motives.get(side)) in HOSTILE:
            yield f"By its latest word {side} wants to {motive}."


def _what_is_not_met(coalition: Coalition, event: ConflictSettled) -> Iterator[str]:
    conflict = coalition.conflicts[event.conflict]
    unmet = [
        f"{interest} of {side}"
        for side in conflict.sides
        for interest in most_important(coalition, conflict, side)
        if interest not in event.interests_met.get(side, ())
    ]
    yield f"Not among interests_met: {', '.join(unmet)}."


_FACTS: dict[str, Callable[[Coalition, Any], Iterable[str]]] = {
    "membership.not-already-in": _already_in,
    "formation.once": _proposed,
    "commitments.due-ahead": _both_dates,
    "commitments.own-word": _whose_word,
    "commitments.only-the-accountable-deliver": _who_answers,
    "commitments.only-the-promisee-accepts": _whose_side,
    "commitments.only-the-promisee-releases": _whose_side,
    "commitments.promisee-agrees": _whose_side,
    "commitments.not-to-self": _to_whom,
    "charter.is-the-draft": _which_version,
    "conflicts.no-hostile-motive": _whose_motive,
    "conflicts.interests-met": _what_is_not_met,
}


def _speakers(parties: list[str]) -> str:
    """Parties, and whoever acts for them."""
    return f"{_listed(parties, 'or')}, or who acts for {'it' if len(parties) == 1 else 'one of them'}"


def _listed(names: list[str], last: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}"


def _day(at: str, exactness: Precision) -> str:
    """The date as it was written, as exactly as it is known."""
    return at[: _WIDTH.get(exactness, 10)]
