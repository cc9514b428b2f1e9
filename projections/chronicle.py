"""Chronicle: every event as it was read; the one list of what happened that many views go by.

While a history is folded it only grows. What is told of it all (in which order things happened, who was in when) is
made when a view is first asked for a date, once for all that have it in common.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property

from rpds import List

from domain.event import Event, Recorded
from projections.moments import Fact, Point
from projections.presence import Roster
from projections.view import shared


@dataclass(frozen=True)
class Chronicle:
    """An immutable value; without slots, to keep what was asked of it once."""

    records: List[Recorded] = field(default_factory=List)  #: the last one first

    @shared
    def apply(self, recorded: Recorded) -> Chronicle:
        """The chronicle with one more record."""
        return Chronicle(self.records.push_front(recorded))

    def read(self, types: Collection[type[Event]]) -> list[Fact]:
        """The events of these types in the order in which they were read."""
        return [fact for fact in self._facts if type(fact.recorded.event) in types]

    def happened(self, types: Collection[type[Event]]) -> list[Fact]:
        """The events of these types in the order in which they happened; of the same instant, as they were read."""
        return [fact for fact in self._by_time if type(fact.recorded.event) in types]

    @cached_property
    def roster(self) -> Roster:
        """Who was in when."""
        return Roster(self._facts)

    @cached_property
    def _facts(self) -> list[Fact]:
        records = list(self.records)[::-1]
        return [Fact(Point(recorded.event.moment, turn), recorded) for turn, recorded in enumerate(records)]

    @cached_property
    def _by_time(self) -> list[Fact]:
        return sorted(self._facts, key=lambda fact: fact.point)


#: Of a history without events; views that are folded side by side begin with this one.
NO_RECORDS = Chronicle()
