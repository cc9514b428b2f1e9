"""Rules that every event faces: what makes sense at all (¶), whether it has ended, who acts, what is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from domain.commitments import AssessmentGiven, RequestDeclined
from domain.dissolution import CoalitionReconvened, LessonLearned
from domain.event import Event
from domain.formation import CoalitionProposed, InterestRegistered
from domain.membership import IntroductionMade, Membership, PartyDeclined, PartyJoined
from domain.refusal import RULES, declare, rule
from domain.sponsorship import (
    RecognitionReceived,
    SponsorshipDeclined,
    SponsorshipGranted,
    SponsorshipRequested,
    SponsorshipWithdrawn,
)
from domain.testimony import AccountContested, AccountReconciled, EventRetracted
from domain.values import Precision, is_future, not_later

if TYPE_CHECKING:
    from domain.coalition import Coalition

# Sets of types: to ask `isinstance` of each of a dozen models takes a microsecond, at every event.
_TESTIMONY = frozenset({AccountContested, AccountReconciled, EventRetracted})
_AFTER_THE_END = frozenset({*_TESTIMONY, LessonLearned, CoalitionReconvened})
_ANYONE = frozenset(
    {
        CoalitionProposed,
        PartyJoined,
        PartyDeclined,
        RequestDeclined,
        InterestRegistered,
        SponsorshipRequested,
        SponsorshipGranted,
        SponsorshipDeclined,
        SponsorshipWithdrawn,
        RecognitionReceived,
        AssessmentGiven,
        CoalitionReconvened,
    }
)

declare("¶shape", "An event has to have the fields of its type, in the forms that the vocabulary gives them.")
declare("¶opened", "A coalition's history starts with coalition-proposed.")
declare("¶new", "An id or ref that an event introduces has to be new in its coalition.")
declare("¶known", "What an event refers to has to be recorded earlier, and may not have happened later.")
declare("¶not-in-the-future", "An event may lie at most a day ahead of its recording.")


def senseless(coalition: Coalition, event: Event, now: datetime) -> Iterator[tuple[str, str]]:
    """The structural rules that an event breaks against a history, each with what exactly is wrong."""
    if not coalition.opened and not isinstance(event, CoalitionProposed):
        yield "¶opened", f"{RULES['¶opened'].sentence} {event.coalition} has none; record that first."
    if taken := _taken(coalition, event):
        yield "¶new", f"{RULES['¶new'].sentence} Taken already: {', '.join(taken)}."
    if unknown := [*_unknown_ids(coalition, event), *_unknown_events(coalition, event)]:
        yield "¶known", f"{RULES['¶known'].sentence} {'; '.join(unknown)}."
    if is_future(event.at, now):
        yield (
            "¶not-in-the-future",
            f"{RULES['¶not-in-the-future'].sentence} It says {event.at}; check the year.",
        )


@rule(
    "dissolution.ended",
    "After the end only testimony, lessons learned and reconvening are accepted.",
)
def not_ended(coalition: Coalition, event: Event) -> bool:
    return coalition.dissolution.ended is None or type(event) in _AFTER_THE_END


@rule(
    "membership.actor-is-in",
    "Only a party that is in acts, or a person introduced or given a role for one.",
)
def actor_is_in(coalition: Coalition, event: Event) -> bool:
    if event.by is None or type(event) in _ANYONE:
        return True
    membership = coalition.membership
    if membership.is_in(event.by):
        return True
    parties = membership.acting(event.by)
    return any(map(membership.is_in, parties)) or _exempt(membership, event, parties)


@rule(
    "recording.complete",
    "Everything the vocabulary asks for has to be given, and lists need the length it asks for.",
)
def complete(coalition: Coalition, event: Event) -> bool:
    return not event.missing()


@rule(
    "recording.outcomes-follow",
    "What the rules derive is not recorded by hand.",
)
def outcomes_follow(coalition: Coalition, event: Event) -> bool:
    return not event.derived


#: The normative rules for every type, in the order in which they are reported.
COMMON = tuple(
    RULES[rule_id]
    for rule_id in (
        "dissolution.ended",
        "membership.actor-is-in",
        "recording.complete",
        "recording.outcomes-follow",
    )
)


def _exempt(membership: Membership, event: Event, parties: tuple[str, ...]) -> bool:
    if membership.convener_not_yet_joined and membership.convener in parties:
        return True
    if isinstance(event, IntroductionMade):
        return event.by == event.person and membership.is_in(event.party)
    if type(event) in _TESTIMONY or isinstance(event, LessonLearned):
        return any(map(membership.had_standing, parties))
    return False


def _taken(coalition: Coalition, event: Event) -> list[str]:
    introduced = [*event.introduces(), *event.reserves()]
    if not introduced and event.ref is None:  # most events
        return []
    taken = [key for key in introduced if key in coalition.ids or introduced.count(key) > 1]
    names = [f"{kind} {name}" for kind, name in dict.fromkeys(taken)]
    if event.ref is not None and event.ref in coalition.refs:
        names.append(f"ref {event.ref}")
    return names


def _unknown_ids(coalition: Coalition, event: Event) -> list[str]:
    at, exactness = event.at, event.exactness
    return [
        _not_known(coalition, kinds, name, at)
        for kinds, name in event.refers()
        if not _is_known(coalition, kinds, name, at, exactness)
    ]


def _is_known(coalition: Coalition, kinds: Sequence[str], name: str, at: str, exactness: Precision) -> bool:
    """Whether something of that name, of one of these kinds, came before that."""
    for kind in kinds:
        first = coalition.ids.get((kind, name))
        if first is None:
            continue
        if not_later(first.at, first.exactness, at, exactness):
            return True
        for origin in coalition.ids_again.get((kind, name), ()):
            if not_later(origin.at, origin.exactness, at, exactness):
                return True
    return False


def _not_known(coalition: Coalition, kinds: Sequence[str], name: str, at: str) -> str:
    for kind in kinds:
        for origin in coalition.origins_of(kind, name):
            return f"The {kinds[0]} {name} dates from {origin.at}, after {at}"
    return f"No {' or '.join(kinds)} {name} is known; check the spelling or record it first"


def _unknown_events(coalition: Coalition, event: Event) -> list[str]:
    unknown: list[str] = []
    for named in event.refers_to_events():
        number = coalition.number_of(named)
        origin = None if number is None else coalition.entries.get(number)
        if origin is None:
            unknown.append(f"No event {named} is recorded")
        elif not not_later(origin.at, origin.exactness, event.at, event.exactness):
            unknown.append(f"Event {named} dates from {origin.at}, after {event.at}")
    return unknown
