"""Calendar: the entry that each date of a history has in a calendar, as things stand by all that is on record.

What is said of a thing is read from the event that brought it in and counts; of one that counts no more, from the last
that did. A date that was met is told as met, and one that no longer holds as off.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple

from domain.agreements import AgreementReached
from domain.commitments import CommitmentMade, RequestMade
from domain.conflicts import ConflictRaised
from domain.decisions import ProposalMade
from domain.event import Event, Recorded
from domain.history import counting
from domain.initiatives import GoalSet, InitiativeLaunched, MilestonePlanned
from domain.sessions import SessionHeld
from engine.exchange.jsonl import dumps
from projections.export.dates import Date, Dated, Slot
from projections.export.standings import Standings, State
from projections.known import Known
from projections.sentences.wording import cut, listed, number

_SUMMARY = 120  # characters; the whole of a long text is in the details


class Entry(NamedTuple):
    """A date in a calendar."""

    uid: str  #: the same as long as it is about the same
    slot: Slot
    coalition: str
    date: Date
    state: State
    summary: str  #: one line
    details: tuple[str, ...]
    created: Recorded  #: the entry of the ledger that first gave a date
    changed: Recorded  #: the last one that bears on it


def entries(stream: Sequence[Recorded]) -> Iterator[Entry]:
    """The entries of one coalition, from all that its ledger holds, in the order in which they came up."""
    first = stream[0].event
    standings, dated = Standings(first.coalition, counting(stream)), Dated(stream)
    ledger = sha256(dumps(first.as_written()).encode()).hexdigest()[:16]  # coalitions of one id begin differently
    for slot, said in dated.said.items():
        stands = standings.of(slot)
        what, *details = _told(slot, standings, standings.known.introduced.get(slot.thing) or dated.brought_in(slot))
        name = standings.known.coalition.formation.name
        yield Entry(
            uid=f"{slot.kind}.{slot.id}@{first.coalition}.{ledger}",
            slot=slot,
            coalition=first.coalition,
            date=stands.date or said[-1].date,
            state=stands.state,
            summary=cut(f"{stands.words}: {what}", _SUMMARY),
            details=(f"{stands.words}: {what}", *details, f"{name} ({first.coalition}), {slot.kind} {slot.id}"),
            created=said[0].recorded,
            changed=dated.last_word(slot),
        )


def _told(slot: Slot, standings: Standings, event: Event | None) -> Iterator[str]:
    """What a date is about, in a line, then what else there is to say."""
    match event:
        case CommitmentMade():
            return _promise(standings, event)
        case GoalSet():
            return iter((event.statement, f"{event.measure}: {number(event.target)} {event.unit}"))
        case ProposalMade():
            return iter((event.what,))
        case MilestonePlanned():
            return _milestone(standings.known, event)
        case SessionHeld() if slot.kind == "session":
            return _session(standings.known, event)
        case SessionHeld():
            return iter((f"the one after “{event.topic}”",))
        case RequestMade() | ConflictRaised() | AgreementReached():
            return _between(standings.known, event)
    return iter(("the end that the coalition has set itself",))


def _between(known: Known, event: RequestMade | ConflictRaised | AgreementReached) -> Iterator[str]:
    """What parties have with one another: whose it is, and what about."""
    match event:
        case RequestMade():
            yield event.what
            yield f"{known.name(event.asker)} asks {known.name(event.asked)}"
        case ConflictRaised():
            yield f"does the settlement hold? {event.about}"
            yield f"Between {listed(map(known.name, event.between))}"
        case AgreementReached():
            yield f"the agreement between {listed(map(known.name, sorted(event.parties)))}"
            yield from (f"{known.name(t.party)} gives {known.name(t.to)}: {t.gives}" for t in event.terms)


def _milestone(known: Known, planned: MilestonePlanned) -> Iterator[str]:
    yield planned.what
    if (launched := known.of(InitiativeLaunched, "initiative", planned.initiative)) is not None:
        yield f"Initiative: {launched.name}"


def _promise(standings: Standings, made: CommitmentMade) -> Iterator[str]:
    promise, known = standings.promise(made.commitment), standings.known
    stands = made if promise is None else promise.stands
    yield stands.what
    to = "all" if stands.promisee == "all" else known.name(stands.promisee)
    yield f"{known.name(stands.promisor)} promised it to {to}"
    if stands.co_accountable:
        yield f"Also answers for it: {listed(map(known.name, stands.co_accountable))}"
    if promise is not None and promise.first_due not in (None, promise.due):
        yield f"First due {promise.first_due}"


def _session(known: Known, held: SessionHeld) -> Iterator[str]:
    yield held.topic
    if held.kind is not None:
        yield f"A {held.kind} session"
    came = (f"{known.name(party)} {headcount}" for party, headcount in held.attendance.items())
    yield from [f"Came: {listed(came)}"] if held.attendance else []
    yield from (f"- {highlight}" for highlight in held.highlights)
