"""Agenda: the dates that the parties have set themselves, which of them are past, and whose they are.

A date is overdue from the day after it. Sessions: the next one that the latest session announced, until another
is held or it is recorded as missed. Reviews: the date that the latest word on the matter set. After the end of a
coalition only promises are still due.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

from rpds import HashTrieMap

from domain.agreements import AgreementReached, AgreementReviewed
from domain.conflicts import ConflictReviewed, ConflictSettled
from domain.decisions import DecisionReviewed, ProposalMade
from domain.dissolution import CoalitionReconvened
from domain.event import Event
from domain.initiatives import InitiativeLaunched, MilestonePlanned
from domain.sessions import SessionHeld, SessionMissed
from projections.known import Known
from projections.sentences.wording import listed


class Item(NamedTuple):
    """A date with what is due on it and who answers for that."""

    on: str
    kind: str
    id: str | None
    what: str
    whose: tuple[str, ...] = ()


class Review(NamedTuple):
    """What the latest word on a matter says about when it is looked at again."""

    said: datetime
    on: str | None


#: All that sets a date or meets one.
_DATED: frozenset[type[Event]] = frozenset(
    (
        SessionHeld,
        SessionMissed,
        CoalitionReconvened,
        ConflictSettled,
        ConflictReviewed,
        AgreementReached,
        AgreementReviewed,
        DecisionReviewed,
    )
)


class Agenda(NamedTuple):
    session: SessionHeld | None = None  #: the latest of this cycle
    missed: HashTrieMap[str, bool] = HashTrieMap()  #: days on which a session was missed
    reviews: HashTrieMap[tuple[str, str], Review] = HashTrieMap()  #: by (kind, id)

    def apply(self, event: Event) -> Agenda:
        """The agenda after an event."""
        if type(event) not in _DATED:
            return self
        match event:
            case SessionHeld() if self.session is None or event.moment >= self.session.moment:
                return self._replace(session=event)
            case SessionMissed():
                return self._replace(missed=self.missed.insert(event.due_on, True))
            case CoalitionReconvened():
                return self._replace(session=None)
            case ConflictSettled():
                return self._review("conflict", event.conflict, event.moment, event.review_on)
            case ConflictReviewed():
                return self._review("conflict", event.conflict, event.moment, event.next_review)
            case AgreementReached():
                return self._review("agreement", event.agreement, event.moment, event.review_on)
            case AgreementReviewed():
                return self._review("agreement", event.agreement, event.moment, event.next_review)
            case DecisionReviewed():
                return self._review("proposal", event.proposal, event.moment, event.next_review)
        return self

    def dates(self, known: Known) -> list[Item]:
        """Every date that stands, the earliest first."""
        items = list(_promises(known))
        if known.coalition.opened and known.coalition.dissolution.ended is None:
            items += [*self._session(known), *self._reviews(known), *_milestones(known), *_sunset(known)]
        return sorted(items, key=lambda item: (item.on, item.kind, item.id or ""))

    def _review(self, kind: str, name: str, said: datetime, on: str | None) -> Agenda:
        earlier = self.reviews.get((kind, name))
        if earlier is not None and earlier.said > said:
            return self
        return self._replace(reviews=self.reviews.insert((kind, name), Review(said, on)))

    def _session(self, known: Known) -> Iterator[Item]:
        held = self.session
        if held is not None and held.next_on is not None and held.next_on not in self.missed:
            yield Item(held.next_on, "session", None, f"the session after “{held.topic}”", _convener(known))

    def _reviews(self, known: Known) -> Iterator[Item]:
        for (kind, name), review in self.reviews.items():
            if review.on is not None and (due := _reviewable(kind, name, known)) is not None:
                yield Item(review.on, f"{'decision' if kind == 'proposal' else kind}-review", name, *due)


def split(items: Iterable[Item], as_of: datetime) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Those that are past on a date, and those that are still to come, that day's among them."""
    day = as_of.astimezone(UTC).date().isoformat()
    told = [{**item._asdict(), "whose": list(item.whose)} for item in items]
    return [item for item in told if item["on"] < day], [item for item in told if item["on"] >= day]


def _promises(known: Known) -> Iterator[Item]:
    commitments = known.coalition.commitments
    for name in commitments.pending:
        promise = commitments.promises[name]
        if promise.state == "open" and promise.due is not None:
            yield Item(promise.due, "promise", name, promise.what, promise.accountable)


def _milestones(known: Known) -> Iterator[Item]:
    for name, is_open in known.coalition.initiatives.milestones.items():
        planned = known.of(MilestonePlanned, "milestone", name)
        if is_open and planned and known.coalition.initiatives.running.get(planned.initiative):
            launched = known.of(InitiativeLaunched, "initiative", planned.initiative)
            leads = (lead.party for lead in launched.leads) if launched else ()
            yield Item(planned.due, "milestone", name, planned.what, tuple(dict.fromkeys(leads)))


def _sunset(known: Known) -> Iterator[Item]:
    if (sunset := known.coalition.dissolution.sunset) is not None:
        yield Item(sunset, "sunset", None, "the coalition’s sunset", _convener(known))


def _reviewable(kind: str, name: str, known: Known) -> tuple[str, tuple[str, ...]] | None:
    """What a review is about and whose it is; null where there is nothing left to review."""
    coalition = known.coalition
    match kind:
        case "conflict":
            conflict = coalition.conflicts.get(name)
            return (conflict.about, conflict.sides) if conflict and conflict.state == "settled" else None
        case "agreement":
            reached = known.of(AgreementReached, "agreement", name)
            return _agreement(reached, known) if reached and coalition.agreements.get(name) else None
        case _:
            proposal, made = coalition.decisions.get(name), known.of(ProposalMade, "proposal", name)
            return (made.what, _of(proposal.proposer)) if proposal and proposal.adopted and made else None


def _agreement(reached: AgreementReached, known: Known) -> tuple[str, tuple[str, ...]]:
    between = tuple(sorted(reached.parties))
    return f"the agreement between {listed(map(known.name, between))}" if between else "the agreement", between


def _convener(known: Known) -> tuple[str, ...]:
    return _of(known.coalition.membership.convener)


def _of(name: str | None) -> tuple[str, ...]:
    return () if name is None else (name,)
