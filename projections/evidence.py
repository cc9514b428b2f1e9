"""Evidence: what the conditions of success are judged by, and what such a judgement says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple, TypeAlias, TypeVar

from domain.event import Event, Recorded
from projections.conflicts import Conflicts
from projections.figure import UNKNOWN, Figure, count, total
from projections.known import Known
from projections.moments import days, when
from projections.weights import Factors as Limits

E = TypeVar("E", bound=Event)
State: TypeAlias = Literal["present", "weak", "absent", "unknown"]


class Finding(NamedTuple):
    """How a condition is judged, the number behind that, and events that speak to it beside those that made it."""

    state: State
    value: Figure = UNKNOWN
    beside: tuple[Recorded, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """The events by their type, the coalition and its conflicts, and how much is enough."""

    seen: Mapping[str, Iterable[Recorded]]  #: by type
    conflicts: Conflicts
    limits: Limits
    until: datetime  #: the date asked about, or the end of the coalition

    @property
    def known(self) -> Known:
        """The coalition as the rules know it."""
        return self.conflicts.known

    def of(self, *types: type[Event]) -> list[Recorded]:
        """The events of some types, by `at`."""
        found = (recorded for event_type in types for recorded in self.seen.get(event_type.type, ()))
        return sorted((recorded for recorded in found if recorded.event.moment <= self.until), key=when)

    def told(self, event_type: type[E]) -> list[tuple[Recorded, E]]:
        """The events of one type, by `at`, each with what it says."""
        return [(r, r.event) for r in self.of(event_type) if isinstance(r.event, event_type)]

    def is_recent(self, recorded: Recorded) -> bool:
        """Whether something happened in the last days."""
        return days(recorded.event.moment, self.until) <= self.limits.recent_days

    def graded(self, value: Figure, beside: Iterable[Recorded] = ()) -> Finding:
        """Present, weak or absent by the number; unknown where nothing made it and nothing else speaks to it."""
        beside, number = tuple(beside), value.value or 0
        if not value.parts and not beside:
            return Finding("unknown")
        if number >= self.limits.enough:
            return Finding("present", value, beside)
        return Finding("weak" if number >= self.limits.few else "absent", value, beside)


Judge: TypeAlias = Callable[[Evidence], Finding]


class Condition(NamedTuple):
    """A condition of success, what its number counts, and the rule that judges it."""

    sentence: str
    counts: str
    judge: Judge


#: By slug, in the order of the measures.
CONDITIONS: dict[str, Condition] = {}


def condition(slug: str, sentence: str, counts: str) -> Callable[[Judge], Judge]:
    """Enter the rule of a condition."""

    def enter(judge: Judge) -> Judge:
        CONDITIONS[slug] = Condition(sentence, counts, judge)
        return judge

    return enter


def by_share(share: float, present: float, weak: float) -> State:
    """Present or weak from some share on, absent below."""
    share += 1e-9  # a share that floating numbers make a hair too small still reaches its mark
    return "present" if share >= present else "weak" if share >= weak else "absent"


def number_of(records: Iterable[Recorded]) -> Figure:
    """How many events there are."""
    return count(records)


def sum_of(records: Iterable[tuple[Recorded, int]]) -> Figure:
    """What events add up to; those that add nothing are left out."""
    return total((recorded, amount) for recorded, amount in records if amount)
