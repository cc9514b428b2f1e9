"""Promises: every commitment of a history, and in which state each was at any moment; a fold that measures share.

Where a promise stands is said by the domain's own functions, applied in reader order: who answers for it, to whom it
passed when its promisor left, whether it is open.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import chain, pairwise

from rpds import HashTrieMap, List

from domain import membership, promises
from domain.commitments import DeliveryAccepted, DeliveryRefused
from domain.dissolution import CoalitionReconvened
from domain.event import Event, Recorded
from domain.evolution import evolutions
from domain.formation import CoalitionProposed
from domain.membership import Membership, PartyJoined, PartyRemoved, PartyWithdrew
from domain.promises import Commitments, State
from projections.promise import Promise, Step
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


@dataclass(frozen=True)
class Promises:
    """Every promise of a history; takes in any event and keeps what concerns promises.

    An immutable value; without slots, to keep what was asked of it once.
    """

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
        after = object.__new__(Promises)  # what the constructor does, in half the time: it is done at most events
        after.__dict__.update(rooms=rooms, steps=steps, moves=moves, cycles=cycles, seen=place)
        return after

    def each(self) -> Sequence[Promise]:
        """Every promise, in the order in which they were read."""
        return self._each

    @cached_property
    def _each(self) -> list[Promise]:
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
