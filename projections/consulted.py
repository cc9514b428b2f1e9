"""Consulted: what may be asked about a coalition by name, each view made when it is first asked for.

The names are those of `show` (`phase`, `members`, `charter` …), of the measures (`accountability`, `momentum` …), and
`timeline` (its phases) and `sessions` (their summaries by id). What `show` tells of the coalition's state alone is told
without folding any view.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from domain.coalition import Coalition
from domain.event import Recorded
from domain.happened import happened
from domain.history import fold
from engine.causes import Told as Told
from projections.figure import Figure, found, plain
from projections.known import Known
from projections.measures import MEASURES, initial
from projections.paths import there_is
from projections.session import Sessions
from projections.show import Show
from projections.timeline import Timeline
from projections.view import folded
from projections.weights import Weights

#: What `show` tells of the state alone → the rooms of the state that it is told from.
STATE: dict[str, frozenset[str]] = {
    "name": frozenset(("formation",)),
    "purpose": frozenset(("formation",)),
    "phase": frozenset(("membership", "charter", "dissolution")),
    "sponsored": frozenset(("sponsorship",)),
    "sponsors": frozenset(("sponsorship", "membership")),
    "members": frozenset(("membership",)),
    "observers": frozenset(("membership",)),
    "convener": frozenset(("membership",)),
    "charter": frozenset(("charter",)),
    "draft": frozenset(("charter", "membership")),
    "open_conflicts": frozenset(("conflicts", "ids", "membership")),
    "promises": frozenset(("commitments",)),
}
#: What it tells of the events.
SHOWN = ("next", "overdue", "events", "breaches", "last_recorded_at")
OTHERS = ("timeline", "sessions")
#: Every name that may be asked about.
NAMES = (*STATE, *SHOWN, *OTHERS, *MEASURES)


@dataclass(frozen=True)
class When:
    """The date that is asked about, and the constants of the measures."""

    as_of: datetime
    weights: Weights | None = None


class Consulted:
    """The views of one history on a date.

    `folds` shares what several histories begin with; see `Folds`. `settled` says that all of it had happened by then,
    so that nobody need look.
    """

    def __init__(self, told: Told, when: When, folds: Folds | None = None, *, settled: bool = False) -> None:
        self._told, self._when, self._folds, self._settled = told, when, folds, settled
        self._views: dict[str, Any] = {}
        self._views_of_state: dict[str, Any] = {}

    def at(self, steps: Sequence[str]) -> Any:
        """What lies at a path, in plain numbers; null where a step before its last is. Raises LookupError."""
        return plain(self.figure(steps))

    def figure(self, steps: Sequence[str]) -> Any:
        """The same, where it is a number with the events behind it."""
        if not steps or steps[0] not in NAMES:
            name = steps[0] if steps else ""
            raise LookupError(f"There is no {name!r} to ask about; {there_is(NAMES, name)}")
        whole = {steps[0]: self._root(steps)}
        for number in range(1, len(steps)):
            place = found(whole, steps[:number])
            if place is None or (isinstance(place, Figure) and place.value is None):
                return None
        return found(whole, steps)

    def view(self, name: str) -> Any:
        """Everything under a name, with its figures."""
        if name not in self._views:
            self._views[name] = self._made(name)
        return self._views[name]

    @cached_property
    def records(self) -> Sequence[Recorded]:
        """What had happened by the date."""
        records = self._told.records
        return records if self._settled else happened(records, self._when.as_of)

    @cached_property
    def _coalition(self) -> Coalition:
        if self._settled or len(self.records) == len(self._told.records):
            return self._told.coalition
        return fold(self.records)

    def _state(self, name: str) -> Any:
        """What `show` tells of a state in which there is nothing but the rooms that it is told from."""
        if name not in self._views_of_state:
            rooms = {room: getattr(self._coalition, room) for room in STATE[name]}
            alone = Coalition(version=self._coalition.version, **rooms)
            self._views_of_state[name] = Show(Known(alone)).at(self._when.as_of)[name]
        return self._views_of_state[name]

    @cached_property
    def _shown(self) -> Mapping[str, Any]:
        return folded(Show.initial(), self.records).at(self._when.as_of)

    def _root(self, steps: Sequence[str]) -> Any:
        if needs_only_state(steps):
            return self._state(steps[0])
        return self.view(steps[0])

    def _made(self, name: str) -> Any:
        if name in STATE or name in SHOWN:
            return self._shown[name]
        as_of = self._when.as_of
        if name in MEASURES:
            return self._folded(name, initial(name, self._when.weights)).figures(as_of)
        view: Any = Timeline.initial() if name == "timeline" else Sessions.initial()
        told = self._folded(name, view).at(as_of)
        return {"phases": told["phases"]} if name == "timeline" else told

    def _folded(self, name: str, view: Any) -> Any:
        return folded(view, self.records) if self._folds is None else self._folds.folded(name, view, self.records)


class Folds:
    """Views of histories that begin like a known one: what they have in common with it is folded once."""

    def __init__(self, records: Sequence[Recorded]) -> None:
        self._records = records
        self._after: dict[str, list[Any]] = {}  #: view → itself after none, one, two … of the records

    def folded(self, name: str, view: Any, records: Sequence[Recorded]) -> Any:
        """A view of these records; `view` is the one of a history without events."""
        after = self._after.setdefault(name, [view])
        common = self._common(records)
        while len(after) <= common:
            after.append(after[-1].apply(self._records[len(after) - 1]))
        return folded(after[common], records[common:])

    def _common(self, records: Sequence[Recorded]) -> int:
        for place, (one, other) in enumerate(zip(self._records, records, strict=False)):
            if one is not other:
                return place
        return min(len(self._records), len(records))


def needs_only_state(steps: Sequence[str]) -> bool:
    """Whether a path is told from the state alone. When a charter was ratified, the state does not know."""
    return steps[0] in STATE and tuple(steps[:2]) != ("charter", "ratified_at")
