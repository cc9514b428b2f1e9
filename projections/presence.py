"""Presence: who was in when, and in what standing, so that what went to all is known to have gone to whom.

A stretch lasts from a joining or a change of standing to the next change or the leaving, by when they happened and not
by when they were told; of the same instant, what was read first came first. A new cycle ends all stretches. A leaving
of a party that was not seen to join ends none: since when it was in, nobody knows.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from domain.dissolution import CoalitionReconvened
from domain.event import Event, Recorded
from domain.membership import PartyJoined, PartyRemoved, PartyWithdrew, StandingChanged

#: What changes who is in.
CHANGES: tuple[type[Event], ...] = (PartyJoined, PartyWithdrew, PartyRemoved, StandingChanged, CoalitionReconvened)
_DECIDING = ("member", "rotating")


class Point(NamedTuple):
    """A point in time: the instant, and of the same instant the order in which events were read."""

    moment: datetime
    turn: int


class Fact(NamedTuple):
    """A record, and where in time it lies."""

    point: Point
    recorded: Recorded


class Stretch(NamedTuple):
    party: str
    standing: str
    since: Fact
    until: Fact | None  #: null while it lasts

    @property
    def decides(self) -> bool:
        """Whether the party is a member as long as it lasts."""
        return self.standing in _DECIDING


def stretches(facts: Iterable[Fact]) -> list[Stretch]:
    """Every stretch in the order in which they ended; those that last come last, by party."""
    lasting: dict[str, Stretch] = {}
    ended: list[Stretch] = []
    for fact in sorted((f for f in facts if isinstance(f.recorded.event, CHANGES)), key=lambda f: f.point):
        event = fact.recorded.event
        changed = list(lasting) if isinstance(event, CoalitionReconvened) else [getattr(event, "party", "")]
        was_in = [lasting.pop(party) for party in changed if party in lasting]
        ended += [stretch._replace(until=fact) for stretch in was_in]
        match event:
            case PartyJoined(party=party, standing=standing):
                lasting[party] = Stretch(party, standing, fact, None)
            case StandingChanged(party=party, standing=standing) if was_in:
                lasting[party] = Stretch(party, standing, fact, None)
    return ended + [lasting[party] for party in sorted(lasting)]


class Roster:
    """Who was in when, made ready for many questions about one history."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self.stretches = stretches(facts)
        self.lasting = {stretch.party: stretch for stretch in self.stretches if stretch.until is None}
        changes = sorted(_changes(self.stretches))
        self._points = [point for point, _, _ in changes]
        self._members: list[tuple[str, ...]] = [()]
        deciding: Counter[str] = Counter()
        for _, party, difference in changes:
            deciding[party] += difference
            self._members.append(tuple(sorted(+deciding)))

    @property
    def present(self) -> list[str]:
        """The parties that are in at last, by id."""
        return list(self.lasting)

    @property
    def members(self) -> list[str]:
        """Those of them that decide."""
        return [party for party, stretch in self.lasting.items() if stretch.decides]

    def members_at(self, point: Point) -> tuple[str, ...]:
        """The parties that were members then, by id."""
        return self._members[bisect_right(self._points, point)]


def _changes(stretches: Iterable[Stretch]) -> Iterable[tuple[Point, str, int]]:
    for stretch in stretches:
        if stretch.decides:
            yield stretch.since.point, stretch.party, 1
            if stretch.until is not None:
                yield stretch.until.point, stretch.party, -1
