"""Readings: all that the page tells of a history on a date, each view read once.

A reader goes through many dates of one history. Views are immutable, so it keeps them as they stood here and there on
the way: the folds of a date go on from the last place up to which it begins like the date before. What arrived late is
why a date may not begin with all of the one before. The answers are the same as those of folds that begin anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from typing import Any

from domain.event import Recorded
from domain.happened import moments
from domain.history import counting
from engine.scenario import Replay
from projections.figure import found
from projections.measures import initial
from projections.page.withdrawn import Withdrawn, merged
from projections.show import Show
from projections.timeline import Timeline
from projections.view import together
from projections.weights import Weights, shipped
from projections.why import steps

#: The measures that stand on the page; what else there is, the command line tells.
MEASURES = ("accountability", "momentum", "trust", "reciprocity", "conflicts", "participation", "factors")
VIEWS = (*MEASURES, "show", "timeline")
_APART = 50  # records after which views are kept, to go on from


@dataclass(frozen=True)
class Source:
    """Where a page's readings come from: the entries of one coalition, what was known of them, and the constants.

    Of a branch no ledger holds entries: it comes with what counts of it.
    """

    entries: Sequence[Recorded]
    known_at: datetime | None = None
    weights: Weights = field(default_factory=shipped)
    counted: Sequence[Recorded] | None = None  #: in reader order, where that is known

    @classmethod
    def branch(cls, replay: Replay, weights: Weights) -> Source:
        """What a scenario made of a history."""
        return cls(replay.timeline.history, weights=weights, counted=replay.branch.records)

    @cached_property
    def records(self) -> Sequence[Recorded]:
        """What counts, whenever it happened."""
        return counting(self.entries, known_at=self.known_at) if self.counted is None else self.counted

    def until(self, as_of: datetime) -> list[Recorded]:
        """What counts and had happened by a date, as `domain.happened` tells it."""
        return [record for record, since in zip(self.records, self._since, strict=True) if since <= as_of]

    @cached_property
    def _since(self) -> list[datetime]:
        """From when on each counts: it waits for what it refers to, and all wait for the first."""
        return list(moments(self.records))

    @cached_property
    def withdrawn(self) -> list[Withdrawn]:
        """What was taken back, whenever it happened, by retractions that count here."""
        known = [record for record in self.entries if self.known_at is None or record.known_from <= self.known_at]
        count = {record.n for record in self.records}
        told = _withdrawn(known, [one for one in known if one.voids and one.n in count], self.weights)
        return [one for one in told if one.record.n not in count]  # a branch may have what the record took back


@dataclass(frozen=True)
class Reading:
    """What a history says on a date: by view, what its JSON holds."""

    as_of: datetime
    records: Sequence[Recorded]
    views: Mapping[str, Any]
    weights: Weights
    withdrawn: Sequence[Withdrawn] = ()  #: what had happened by then and was taken back: it enters no view

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
        return found(self.views, _steps(path))

    @cached_property
    def entries(self) -> Sequence[Mapping[str, Any]]:
        """Those of the timeline, and at their place those that were taken back."""
        entries: Sequence[Mapping[str, Any]] = self.views["timeline"]["entries"]
        return merged(entries, self.withdrawn) if self.withdrawn else entries

    @cached_property
    def sentences(self) -> dict[int, str]:
        """By event, what the timeline says of it."""
        return {entry["n"]: entry["sentence"] for entry in self.views["timeline"]["entries"]}


class Reader:
    """Reads one history on one date after the other."""

    def __init__(self, source: Source, only: Sequence[str] = VIEWS) -> None:
        self.source, self._names = source, tuple(only)
        self._read: Sequence[Recorded] = ()
        #: how many records were taken in, and the views after them; from none to all of the latest reading
        self._on_the_way: list[tuple[int, list[Any]]] = [(0, [_initial(name, source.weights) for name in only])]

    def at(self, as_of: datetime, beside: Reading | None = None) -> Reading:
        """The reading of a date; that of another history beside it, where nothing differs up to then."""
        records = self.source.until(as_of)
        if beside is not None and self._says(beside, as_of, records):
            return beside
        self.take_in(records)
        _, views = self._on_the_way[-1]
        told = {name: view.at(as_of) for name, view in zip(self._names, views, strict=True)}
        taken_back = [one for one in self.source.withdrawn if one.had_happened(as_of)] if records else []
        return Reading(as_of, records, told, self.source.weights, taken_back)

    def view(self, name: str) -> Any:
        """A view as it stands after the latest reading."""
        return self._on_the_way[-1][1][self._names.index(name)]

    def _says(self, beside: Reading, as_of: datetime, records: Sequence[Recorded]) -> bool:
        """Whether a reading is of the very same records, and of all views that this one reads."""
        alike = (beside.as_of, beside.weights, len(beside.records)) == (as_of, self.source.weights, len(records))
        taken_back = [one.record.n for one in self.source.withdrawn if one.had_happened(as_of)]
        alike = alike and [one.record.n for one in beside.withdrawn] == taken_back
        return alike and beside.views.keys() >= {*self._names} and _in_common(beside.records, records) == len(records)

    def take_in(self, records: Sequence[Recorded]) -> None:
        """Read these records, going on from what they have in common with those read before."""
        common = _in_common(self._read, records)
        while self._on_the_way[-1][0] > common:
            self._on_the_way.pop()
        taken, views = self._on_the_way[-1]
        while taken < len(records):
            stop = min(taken + _APART, len(records))
            views = together(views, records[taken:stop])
            taken = stop
            self._on_the_way.append((taken, views))
        self._read = records


@lru_cache(maxsize=8_192)  # a page asks for the same figures on every date
def _steps(path: str) -> tuple[str, ...]:
    return tuple(steps(path))


def _initial(name: str, weights: Weights) -> Any:
    match name:
        case "show":
            return Show.initial()
        case "timeline":
            return Timeline.initial()
    return initial(name, weights)


def _withdrawn(known: Sequence[Recorded], retractions: Iterable[Recorded], weights: Weights) -> Iterator[Withdrawn]:
    """Each is told as the timeline told it right before it was taken back."""
    by_number = {record.n: record for record in known}
    reader = Reader(Source((), weights=weights), ("timeline",))
    for by in retractions:
        reader.take_in(counting(record for record in known if record.n < by.n))
        entries = {entry["n"]: entry for entry in reader.view("timeline").at(by.event.moment)["entries"]}
        yield from (Withdrawn(by_number[n], by, entries[n]) for n in by.voids if n in entries)


def _in_common(before: Sequence[Recorded], records: Sequence[Recorded]) -> int:
    """With how many records both begin."""
    for place, (one, other) in enumerate(zip(before, records, strict=False)):
        if one is not other:
            return place
    return min(len(before), len(records))
