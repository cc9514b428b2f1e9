"""Promise: what became of each commitment, event by event; a fold that measures share.

Where a promise stands is said by the domain's own functions, applied in reader order: who answers for it, to whom it
passed when its promisor left, whether it is open. Its dates are read from the events by their `at`, never by the
order of arrival: "latest" is by `at`, then n. Dates compare with the date as written: what happened on the day on
which a promise was due was in time.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import chain, pairwise, takewhile
from typing import NamedTuple

from rpds import HashTrieMap, List

from domain import membership, promises
from domain.commitments import (
    CommitmentDelivered,
    CommitmentMade,
    CommitmentRenegotiated,
    DeliveryAccepted,
    DeliveryRefused,
)
from domain.dissolution import CoalitionReconvened
from domain.event import Event, Recorded
from domain.evolution import evolutions
from domain.formation import CoalitionProposed
from domain.membership import Membership, PartyJoined, PartyRemoved, PartyWithdrew
from domain.promises import Commitment, Commitments, State
from domain.values import written_day
from projections.delivery import delivery_accepted, due_then
from projections.moments import Point, latest, when
from projections.view import shared

#: What changes both rooms, or one by the other; who comes and goes; and what is followed of other areas. Types are
#: looked up, as to ask of each event whether it is one of several takes long.
_SPANNING: frozenset[type[Event]] = frozenset((PartyWithdrew, PartyRemoved, DeliveryRefused, CoalitionReconvened))
_MOVES: frozenset[type[Event]] = frozenset((PartyJoined, PartyWithdrew, PartyRemoved))
_CYCLES: frozenset[type[Event]] = frozenset((CoalitionProposed, CoalitionReconvened))


@dataclass(frozen=True, slots=True)
class Rooms:
    """The two rooms of a coalition that promises rest on, as the domain evolves them."""

    membership: Membership = field(default_factory=Membership)
    commitments: Commitments = field(default_factory=Commitments)

    def apply(self, event: Event) -> Rooms:
        """Both rooms after an event, with what spans them: a party leaves, a promise reopens, a cycle begins."""
        parties, kept = self.membership, self.commitments
        for name, change in evolutions(type(event)):
            if name == "membership":
                parties = change(parties, event)
            elif name == "commitments":
                kept = change(kept, event)
        if type(event) in _SPANNING:
            match event:
                case PartyWithdrew() | PartyRemoved():
                    kept = promises.without_promisor(kept, event.party, parties)
                case DeliveryRefused():
                    kept = promises.reopened(kept, event.commitment, parties)
                case CoalitionReconvened():
                    parties, kept = membership.emptied(parties, event.convener), promises.orphaned(kept)
        return Rooms(parties, kept)


class Step(NamedTuple):
    """An event about a promise, or one that changed whose it is, and where the promise stood after it."""

    recorded: Recorded
    place: int  #: in the order of reading
    after: Commitment
    self_certified: bool = False  #: an acceptance by a party that answers for the promise

    @property
    def event(self) -> Event:
        return self.recorded.event

    @property
    def day(self) -> str:
        """The calendar day on which it happened, as written."""
        return written_day(self.event.at)

    @property
    def order(self) -> tuple[datetime, int]:
        """What "latest" goes by."""
        return when(self.recorded)

    @property
    def point(self) -> Point:
        """Where in time it lies."""
        return Point(self.event.moment, self.place)


@dataclass(frozen=True)
class Promise:
    """One commitment: its steps in reader order, the first of which is its making."""

    name: str
    steps: tuple[Step, ...]

    @property
    def made(self) -> CommitmentMade:
        event = self.steps[0].event
        assert isinstance(event, CommitmentMade)
        return event

    @property
    def stands(self) -> Commitment:
        """Where it stands, by the rules."""
        return self.steps[-1].after

    @property
    def state(self) -> State:
        return self.stands.state

    @property
    def accountable(self) -> tuple[str, ...]:
        """The parties that answer for it, the promisor first."""
        return tuple(dict.fromkeys(self.stands.accountable))

    @cached_property
    def entered(self) -> Step:
        """The step that brought it into the state in which it is."""
        for step, before in pairwise(reversed(self.steps)):
            if before.after.state != self.state:
                return step
        return self.steps[0]

    @cached_property
    def acceptance(self) -> Step | None:
        """The latest acceptance of what was accepted and still is."""
        since = takewhile(lambda step: step.after.state == "accepted", reversed(self.steps))
        return latest(step for step in since if type(step.event) is DeliveryAccepted)

    @cached_property
    def delivery(self) -> Step | None:
        """The delivery that was accepted, or that waits to be; an acceptance without one stands for it."""
        if self.acceptance is not None:
            return self.delivery_before(self.acceptance)
        return latest(self._in_force(self.steps[-1])) if self.state == "delivered" else None

    def delivery_before(self, acceptance: Step) -> Step:
        """The delivery that an acceptance is about: see `projections.delivery`."""
        if acceptance.place not in self._accepted:
            self._accepted[acceptance.place] = delivery_accepted(self._in_force(acceptance), acceptance)
        return self._accepted[acceptance.place]

    @cached_property
    def _accepted(self) -> dict[int, Step]:
        """The deliveries that were looked for already, by the place of the acceptance."""
        return {}

    def _in_force(self, then: Step) -> list[Step]:
        """The deliveries that were read by then and not refused since."""
        found: list[Step] = []
        for step in takewhile(lambda step: step.place <= then.place, self.steps):
            if type(step.event) is CommitmentDelivered:
                found.append(step)
            elif type(step.event) is DeliveryRefused:
                found = []
        return found

    @cached_property
    def first_due(self) -> str | None:
        """The first due date ever given."""
        return self.made.due or next((due for _, due in self.renegotiations if due is not None), None)

    @property
    def due(self) -> str | None:
        """The due date in force: the latest word."""
        return self.renegotiations[-1][1] if self.renegotiations else self.made.due

    @property
    def dated_by(self) -> Step:
        """The event that gave or withdrew the due date in force."""
        return self.renegotiations[-1][0] if self.renegotiations else self.steps[0]

    @cached_property
    def honoured_due(self) -> str | None:
        """The due date by which it is to be honoured: renegotiations move it as long as it has not passed."""
        due = self.made.due
        for step, agreed in self.renegotiations:
            if due is not None and step.day > due:  # moving a missed date does not unmiss it
                return due
            due = agreed
        return due

    def due_for(self, step: Step) -> str | None:
        """The due date that was in force when something happened, such as the delivery."""
        return due_then(self.made.due, self.renegotiations, step)

    def due_at(self, moment: datetime) -> str | None:
        """The due date that was in force at a moment."""
        earlier = (due for agreed, due in reversed(self.renegotiations) if agreed.event.moment <= moment)
        return next(earlier, self.made.due)

    def days_late(self, delivery: Step) -> int | None:
        """Days from the due date then in force to a delivery, 0 where it was in time; null where there was no date."""
        due = self.due_for(delivery)
        return None if due is None else max(0, days_between(due, delivery.day))

    @cached_property
    def renegotiations(self) -> list[tuple[Step, str | None]]:
        """Each renegotiation with the date agreed, null where the date was withdrawn; in the order of their `at`."""
        found = [(step, step.event.due) for step in self.steps if type(step.event) is CommitmentRenegotiated]
        return sorted(found, key=lambda item: item[0].order)


def days_between(earlier: str, later: str) -> int:
    """Calendar days from one written day to another; negative where that lies before."""
    return (date.fromisoformat(later) - date.fromisoformat(earlier)).days


@dataclass(frozen=True, slots=True)
class Promises:
    """Every promise of a history; takes in any event and keeps what concerns promises."""

    rooms: Rooms = field(default_factory=Rooms)
    steps: HashTrieMap[str, List[Step]] = field(default_factory=HashTrieMap)  #: by commitment, the last one first
    moves: HashTrieMap[str, List[tuple[int, Recorded]]] = field(default_factory=HashTrieMap)  #: by party, with places
    cycles: List[tuple[int, Recorded]] = field(default_factory=List)
    seen: int = 0

    @shared
    def apply(self, recorded: Recorded) -> Promises:
        """The promises after one more event."""
        event, place = recorded.event, self.seen + 1
        if event.area not in ("membership", "commitments") and type(event) not in _CYCLES:
            return self
        rooms = self.rooms.apply(event)
        moves, cycles, steps = self.moves, self.cycles, self.steps
        if type(event) in _MOVES and isinstance(event, PartyJoined | PartyWithdrew | PartyRemoved):
            earlier = moves.get(event.party, List())
            moves = moves.insert(event.party, earlier.push_front((place, recorded)))
        elif type(event) is CoalitionReconvened:
            cycles = cycles.push_front((place, recorded))
        for name in _concerned(event, self.rooms, rooms):
            step = Step(recorded, place, rooms.commitments.promises[name], _self_certified(event, self.rooms))
            steps = steps.insert(name, (steps.get(name) or List()).push_front(step))
        return Promises(rooms, steps, moves, cycles, place)

    def each(self) -> list[Promise]:
        """Every promise, in the order in which they were read."""
        found = [Promise(name, tuple(steps)[::-1]) for name, steps in self.steps.items()]
        return sorted(found, key=lambda promise: promise.steps[0].place)

    def past(self, promise: Promise) -> Callable[[datetime], State | None]:
        """In which state a promise was at a moment, by all that had happened by then; null before it was made.

        Facts that arrived late count from when they happened: where they are not in the order of their `at`, what
        bears on this promise is folded again without what came after the moment.
        """
        when = [step.event.moment for step in promise.steps]
        if any(later < earlier for earlier, later in pairwise(when)) or self._moved_since(promise):
            behind = self._behind(promise)
            moments = [recorded.event.moment for recorded in behind]
            if any(later < earlier for earlier, later in pairwise(moments)):
                return lambda moment: self._refolded(promise, behind, moment)

        def looked_up(moment: datetime) -> State | None:
            passed = bisect_right(when, moment)
            return promise.steps[passed - 1].after.state if passed else None

        return looked_up

    def _moved_since(self, promise: Promise) -> bool:
        """Whether one of its parties came or went, or a cycle began, later than it was made, as read or by `at`."""
        made = promise.steps[0]
        parties = {party for step in promise.steps for party in step.after.accountable}
        moves = chain(self.cycles, *(self.moves.get(party, ()) for party in parties))
        return any(place > made.place or move.event.moment > made.event.moment for place, move in moves)

    def _behind(self, promise: Promise) -> list[Recorded]:
        """What bears on where a promise stands, in reader order: its events, who of its parties came and went."""
        found = {step.place: step.recorded for step in promise.steps} | dict(self.cycles)
        for party in {party for step in promise.steps for party in step.after.accountable}:
            found |= dict(self.moves.get(party, List()))
        return [found[place] for place in sorted(found)]

    def _refolded(self, promise: Promise, behind: Iterable[Recorded], moment: datetime) -> State | None:
        if promise.made.moment > moment:
            return None
        rooms = Rooms(commitments=Commitments(requests=self.rooms.commitments.requests))
        for recorded in behind:
            if recorded.event.moment <= moment:
                rooms = rooms.apply(recorded.event)
        return rooms.commitments.promises[promise.name].state


#: Of a history without events; views that are folded side by side begin with this one.
NO_PROMISES = Promises()


def _concerned(event: Event, before: Rooms, after: Rooms) -> Iterator[str]:
    """The promises that an event speaks of or changes."""
    if (name := getattr(event, "commitment", None)) is not None:
        yield name
    elif isinstance(event, PartyWithdrew | PartyRemoved | CoalitionReconvened):
        for name in before.commitments.pending:
            if before.commitments.promises[name] is not after.commitments.promises[name]:
                yield name


def _self_certified(event: Event, before: Rooms) -> bool:
    """Whether a delivery is accepted by a party that answers for it, and by nobody on the promisee's side."""
    if type(event) is not DeliveryAccepted or event.by is None:
        return False
    promise = before.commitments.promises[event.commitment]
    acting = before.membership.acting(event.by)
    others = [party for party in acting if party not in promise.accountable]
    if before.membership.is_in(promise.promisee):
        return len(others) < len(acting) and promise.promisee not in others
    return len(others) < len(acting) and not any(map(before.membership.is_member, others))
