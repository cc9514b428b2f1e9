"""Presence: who was in when, and in what standing, so that what went to all is known to have gone to whom.

A stretch lasts from a joining (or a change of standing) to the leaving (or change) that was read next, each at the
time at which it happened. A leaving that happened before the joining it follows leaves no stretch; so does one of a
party that was never seen to join: since when it was in, nobody knows. A new cycle ends all stretches where the cycle
before it ended. Who is in at last is what the rules say, whatever the dates.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from rpds import HashTrieMap, List

from domain.dissolution import CoalitionDissolved, CoalitionReconvened
from domain.event import Event, Recorded
from domain.evolution import evolutions
from domain.formation import CoalitionAbandoned
from domain.membership import Membership, PartyJoined, PartyRemoved, PartyWithdrew, StandingChanged, emptied

#: What changes who is in.
CHANGES: tuple[type[Event], ...] = (
    PartyJoined,
    PartyWithdrew,
    PartyRemoved,
    StandingChanged,
    CoalitionDissolved,
    CoalitionAbandoned,
    CoalitionReconvened,
)
_DECIDING = ("member", "rotating")


class Point(NamedTuple):
    """A point in time: the instant, and of the same instant the order in which events were read."""

    moment: datetime
    turn: int


class Stretch(NamedTuple):
    party: str
    standing: str
    since: Point
    until: Point | None  #: null while it lasts


@dataclass(frozen=True, slots=True)
class Presence:
    membership: Membership = field(default_factory=Membership)
    since: HashTrieMap[str, Point] = field(default_factory=HashTrieMap)  #: of each party that is in: its last change
    past: List[Stretch] = field(default_factory=List)  #: the last one first
    ended: Point | None = None  #: where this cycle ended

    def apply(self, recorded: Recorded, point: Point) -> Presence:
        """The same with one more record read, where in time it lies being known."""
        event = recorded.event
        match event:
            case PartyJoined() | PartyWithdrew() | PartyRemoved() | StandingChanged():
                return self._changed(event, event.party, point)
            case CoalitionDissolved() | CoalitionAbandoned():
                return replace(self, ended=point)
            case CoalitionReconvened():
                past = self.past
                for stretch in self._lasting(self.ended or point):
                    past = past.push_front(stretch)
                return Presence(emptied(self.membership, event.convener), past=past)
        return self

    def stretches(self) -> list[Stretch]:
        """Every stretch that has an extent, in the order in which they ended; those that last come last."""
        stretches = [*list(self.past)[::-1], *self._lasting(None)]
        return [stretch for stretch in stretches if stretch.until is None or stretch.since < stretch.until]

    def _changed(self, event: Event, party: str, point: Point) -> Presence:
        membership, past, since = self.membership, self.past, self.since
        for slice_name, change in evolutions(type(event)):
            membership = change(membership, event) if slice_name == "membership" else membership
        if party in since:
            past = past.push_front(Stretch(party, self.membership.parties[party], since[party], point))
        since = since.insert(party, point) if membership.is_in(party) else since.discard(party)
        return replace(self, membership=membership, past=past, since=since)

    def _lasting(self, until: Point | None) -> list[Stretch]:
        parties = self.membership.parties
        lasting = [Stretch(party, parties[party], since, until) for party, since in self.since.items()]
        return sorted(lasting, key=lambda stretch: (stretch.since, stretch.party))


class Roster:
    """Who was a member when, made ready for many questions about one history."""

    def __init__(self, presence: Presence) -> None:
        changes = sorted(_changes(presence), key=lambda change: change[0])
        self._points = [point for point, _, _ in changes]
        self._members: list[tuple[str, ...]] = [()]
        stretches: Counter[str] = Counter()  # what was recorded late may overlap
        for _, party, difference in changes:
            stretches[party] += difference
            self._members.append(tuple(sorted(name for name, number in stretches.items() if number > 0)))

    def members(self, point: Point) -> tuple[str, ...]:
        """The parties that were members then, by id."""
        return self._members[bisect_right(self._points, point)]


def _changes(presence: Presence) -> list[tuple[Point, str, int]]:
    deciding = [stretch for stretch in presence.stretches() if stretch.standing in _DECIDING]
    begun = [(stretch.since, stretch.party, 1) for stretch in deciding]
    return begun + [(stretch.until, stretch.party, -1) for stretch in deciding if stretch.until is not None]
