"""Presence: who was in when, and in what standing, so that what went to all is known to have gone to whom.

There is one reading of this, that of the rules: who is in on a date is who is in once all that had happened by then was
read in its order (recorded order, corrections in their place). So what is told here is what the state of the coalition
as of that date says, and what `show` and accountability say. A word told late counts from when it happened; where two
words about a party contradict each other, the one that was recorded later has it.

Who was in when something happened is told by what came before that: at the coarser of the two precisions and, within
that, as it was read. On a day on which one party joined at ten and another left "that day", the record's order tells.
A new cycle finds nobody in. A leaving of a party that was not seen to join changes nothing: since when it was in,
nobody knows.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple, TypeAlias

from rpds import HashTrieMap

from domain.dissolution import CoalitionReconvened
from domain.event import Event
from domain.membership import PartyJoined, PartyRemoved, PartyWithdrew, StandingChanged
from projections.moments import Fact, Located, came_before

#: What changes who is in.
CHANGES: tuple[type[Event], ...] = (PartyJoined, PartyWithdrew, PartyRemoved, StandingChanged, CoalitionReconvened)
_DECIDING = ("member", "rotating")

#: How far apart, in days, two instants are at most of which only so much is known that they may be the same:
#: the period itself, and two days for days that are written in other offsets.
_APART = {"instant": 0.0, "day": 3.0, "month": 33.0, "year": 368.0}
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


class Stay(NamedTuple):
    """A party that is in."""

    standing: str
    since: Fact  #: what gave it that standing

    @property
    def decides(self) -> bool:
        """Whether it is a member."""
        return self.standing in _DECIDING


#: By party, those that are in.
Present: TypeAlias = "HashTrieMap[str, Stay]"


class Roster:
    """Who was in when, made ready for many questions about one history."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        changes = (fact for fact in facts if isinstance(fact.recorded.event, CHANGES))
        self._changes = sorted(changes, key=lambda fact: fact.point.turn)
        self._by_time = sorted(range(len(self._changes)), key=lambda place: self._changes[place].point.moment)
        self._days = [_days(self._changes[place]) for place in self._by_time]
        self._apart = max(map(_apart, self._changes), default=0.0)
        self._first: list[tuple[Present, int]] = [(HashTrieMap(), -1)]
        self._members: dict[tuple[int, ...], tuple[str, ...]] = {}
        last = _read(HashTrieMap(), self._changes)
        self.lasting = {party: last[party] for party in sorted(last)}

    @property
    def present(self) -> list[str]:
        """The parties that are in at last, by id."""
        return list(self.lasting)

    @property
    def members(self) -> list[str]:
        """Those of them that decide."""
        return [party for party, stay in self.lasting.items() if stay.decides]

    def present_at(self, located: Located) -> Mapping[str, Stay]:
        """The parties that were in when something happened."""
        return self._after(*self._before(located))

    def members_at(self, located: Located) -> tuple[str, ...]:
        """The parties that were members when something happened, by id."""
        first, beside = self._before(located)
        if (key := (first, *beside)) not in self._members:
            present = self._after(first, beside)
            self._members[key] = tuple(sorted(party for party, stay in present.items() if stay.decides))
        return self._members[key]

    def _before(self, located: Located) -> tuple[int, tuple[int, ...]]:
        """Which changes came before something: so many of the first by time, and these places beside them."""
        moment, apart = _days(located), max(self._apart, _apart(located))
        first, end = bisect_left(self._days, moment - apart), bisect_right(self._days, moment + apart)
        beside = (place for place in self._by_time[first:end] if came_before(self._changes[place], located))
        return first, tuple(sorted(beside))

    def _after(self, first: int, beside: tuple[int, ...]) -> Present:
        """Who is in after some changes: read in order, also where one that happened earlier was told later."""
        present, last = self._after_first(first)
        if not beside or beside[0] > last:
            return _read(present, map(self._changes.__getitem__, beside))
        return _read(HashTrieMap(), map(self._changes.__getitem__, sorted((*self._by_time[:first], *beside))))

    def _after_first(self, many: int) -> tuple[Present, int]:
        """Who is in after so many of the first changes by time, and the last place among those."""
        while len(self._first) <= many:
            (present, last), place = self._first[-1], self._by_time[len(self._first) - 1]
            if place > last:
                present = _read(present, (self._changes[place],))
            else:
                earlier = sorted(self._by_time[: len(self._first)])
                present = _read(HashTrieMap(), map(self._changes.__getitem__, earlier))
            self._first.append((present, max(place, last)))
        return self._first[many]


def _read(present: Present, changes: Iterable[Fact]) -> Present:
    """Who is in after these changes, in the order given."""
    for fact in changes:
        match fact.recorded.event:
            case PartyJoined(party=party, standing=standing):
                present = present.insert(party, Stay(standing, fact))
            case StandingChanged(party=party, standing=standing) if party in present:
                present = present.insert(party, Stay(standing, fact))
            case PartyWithdrew(party=party) | PartyRemoved(party=party):
                present = present.discard(party)
            case CoalitionReconvened():
                present = HashTrieMap()
    return present


def _days(located: Located) -> float:
    return (located.point.moment - _EPOCH).total_seconds() / 86_400


def _apart(located: Located) -> float:
    return _APART[located.recorded.event.exactness]
