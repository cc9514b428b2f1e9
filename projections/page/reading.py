"""Readings: all that the page tells of a history on a date, each view read once.

A reader goes through many dates of one history. Views are immutable, so where one date only adds to what counted on
the one before, the folds go on from there; where it does not, they begin anew. The answers are the same either way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, NamedTuple

from domain.event import Recorded
from domain.history import counting
from projections.figure import found, plain
from projections.measures import initial
from projections.show import Show
from projections.timeline import Timeline
from projections.view import folded
from projections.weights import Weights, shipped
from projections.why import steps

#: The measures that stand on the page; what else there is, the command line tells.
MEASURES = ("accountability", "momentum", "trust", "reciprocity", "conflicts", "participation", "factors")
VIEWS = (*MEASURES, "show", "timeline")


class Source(NamedTuple):
    """Where a page's readings come from: the entries of one coalition, what was known of them, and the constants."""

    entries: Sequence[Recorded]
    known_at: datetime | None = None
    weights: Weights = shipped()


@dataclass(frozen=True)
class Reading:
    """What a history says on a date: by view, what its JSON holds."""

    as_of: datetime
    records: Sequence[Recorded]
    views: Mapping[str, Any]
    weights: Weights

    @property
    def day(self) -> str:
        """The date, as dates are written (UTC)."""
        return self.as_of.astimezone(UTC).date().isoformat()

    @cached_property
    def names(self) -> dict[str, str]:
        """The name of each party that ever joined, and of those that the screen of the coalition names."""
        show = self.views["show"]
        told = [*show["members"], *show["observers"], *show["sponsors"]] + [show["convener"]] * bool(show["convener"])
        named = {one.get("party") or one["sponsor"]: one["name"] for one in told}
        return named | {party: one["name"] for party, one in self.views["participation"]["parties"].items()}

    def name(self, party: str | None) -> str:
        """What a party is called; its id where it has no name, and everyone for all."""
        if party is None:
            return "someone"
        return "everyone" if party == "all" else self.names.get(party, party)

    def at(self, path: str) -> Any:
        """What lies at a path such as `accountability.coalition.kept_rate`. Raises LookupError."""
        return found(self.views, steps(path))

    @cached_property
    def sentences(self) -> dict[int, str]:
        """By event, what the timeline says of it."""
        return {entry["n"]: entry["sentence"] for entry in self.views["timeline"]["entries"]}


class Reader:
    """Reads one history on one date after the other."""

    def __init__(self, source: Source, only: Sequence[str] = VIEWS) -> None:
        self.source = source
        self._empty: dict[str, Any] = {name: _initial(name, source.weights) for name in only}
        self._read: list[Recorded] = []
        self._views = dict(self._empty)

    def at(self, as_of: datetime) -> Reading:
        """The reading of a date."""
        records = counting(self.source.entries, as_of, self.source.known_at)
        self._take_in(records)
        told = {name: _answer(view, as_of) for name, view in self._views.items()}
        return Reading(as_of, records, told, self.source.weights)

    def view(self, name: str) -> Any:
        """A view as it stands after the latest reading."""
        return self._views[name]

    def _take_in(self, records: list[Recorded]) -> None:
        if not _goes_on_from(records, self._read):
            self._read, self._views = [], dict(self._empty)
        more = records[len(self._read) :]
        self._views = {name: folded(view, more) for name, view in self._views.items()}
        self._read = records


def _initial(name: str, weights: Weights) -> Any:
    match name:
        case "show":
            return Show.initial()
        case "timeline":
            return Timeline.initial()
    return initial(name, weights)


def _answer(view: Any, as_of: datetime) -> Any:
    return plain(view.figures(as_of)) if hasattr(view, "figures") else view.at(as_of)


def _goes_on_from(records: Sequence[Recorded], before: Sequence[Recorded]) -> bool:
    return len(before) <= len(records) and all(one is other for one, other in zip(before, records, strict=False))
