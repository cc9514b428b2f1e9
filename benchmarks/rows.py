"""Rows: what is measured, against what, and what it must reach; each module of `MODULES` enters its own.

A row is a function that is given a `Bench` and yields figures:

    @row(1)
    def load(bench: Bench) -> Iterator[Figure]:
        pairs = bench.paired(what, yardstick)
        yield Figure("1", "load …", "a plain aggregate", pairs.speeds, at_least(2.5))
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import process_time
from typing import NamedTuple, TypeAlias

from benchmarks.histories import history, written
from benchmarks.timing import Pairs, Work, paired

#: The modules in the order of the rows; whoever measures something new adds one.
MODULES = ("loading", "recording", "whatif", "projecting", "following", "growing", "starting", "auditing", "sharing")


class Sizes(NamedTuple):
    """How much is measured, in events, coalitions and writers."""

    short: int = 1_000
    middle: int = 10_000
    long: int = 100_000
    coalitions: int = 1_000
    times: int = 5  #: how often each of a pair is timed
    writers: int = 8  #: how many record at once

    @classmethod
    def small(cls) -> Sizes:
        """So little that it only shows that everything runs."""
        return cls(short=40, middle=80, long=160, coalitions=10, times=1, writers=2)


class Limit(NamedTuple):
    """What a figure must reach."""

    sign: str
    bound: float

    def met(self, value: float) -> bool:
        """Whether a figure reaches it."""
        return value >= self.bound if self.sign == "≥" else value <= self.bound


def at_least(bound: float) -> Limit:
    """A figure that must not be smaller."""
    return Limit("≥", bound)


def at_most(bound: float) -> Limit:
    """A figure that must not be larger."""
    return Limit("≤", bound)


class Figure(NamedTuple):
    """One line of the table."""

    key: str  #: the number of its row and, where that has several, a letter
    what: str
    yardstick: str
    values: Sequence[float]  #: one for each pair
    limit: Limit | None = None
    note: str = ""

    @property
    def value(self) -> float:
        """The figure: the median."""
        return median(self.values)


@dataclass(frozen=True)
class Bench:
    """How much is measured, and a folder to do it in."""

    sizes: Sizes
    folder: Path
    _files: dict[int, Path] = field(default_factory=dict)

    def paired(self, what: Work, yardstick: Work) -> Pairs:
        """Both timed in turn, by the clock on the wall: for what waits for the disk or for other processes."""
        return paired(what, yardstick, self.sizes.times)

    def computed(self, what: Work, yardstick: Work) -> Pairs:
        """Both timed in turn, by what the processor spends on them: for what only computes."""
        return paired(what, yardstick, self.sizes.times, process_time)

    def file(self, events: int) -> Path:
        """A history of one coalition, `generated`, as JSON Lines; the same one for all rows."""
        if events not in self._files:
            self._files[events] = self.folder / f"{events}.jsonl"
            written(history(7, events), self._files[events])
        return self._files[events]


Row: TypeAlias = Callable[[Bench], Iterator[Figure]]
_ROWS: dict[int, Row] = {}


def row(number: int) -> Callable[[Row], Row]:
    """Enter a row under its number in the table of what is measured."""

    def enter(measure: Row) -> Row:
        _ROWS[number] = measure
        return measure

    return enter


def rows() -> dict[int, Row]:
    """Every row by its number, in order."""
    for module in MODULES:
        importlib.import_module(f"benchmarks.{module}")
    return dict(sorted(_ROWS.items()))
