"""Timing: two things in turn, so that what slows the machine down slows both, and the median of the pairs' ratios."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter
from typing import Any, NamedTuple, TypeAlias

Work: TypeAlias = Callable[[], Any]
#: Seconds: those that pass, or those that the processor spends on this process.
Clock: TypeAlias = Callable[[], float]


class Pairs(NamedTuple):
    """How many seconds each run took, in the order in which they were made."""

    what: Sequence[float]
    yardstick: Sequence[float]

    @property
    def costs(self) -> list[float]:
        """How many times as long as the yardstick it takes, pair by pair."""
        return [one / other for one, other in zip(self.what, self.yardstick, strict=True)]

    @property
    def speeds(self) -> list[float]:
        """How many times as fast as the yardstick it is, pair by pair."""
        return [other / one for one, other in zip(self.what, self.yardstick, strict=True)]

    @property
    def medians(self) -> tuple[float, float]:
        """Seconds, of what was timed and of the yardstick."""
        return median(self.what), median(self.yardstick)


def paired(what: Work, yardstick: Work, times: int, clock: Clock = perf_counter) -> Pairs:
    """Time both, in turn, so many times, after one run of each that does not count."""
    what(), yardstick()
    timed = [(_seconds(what, clock), _seconds(yardstick, clock)) for _ in range(times)]
    return Pairs([one for one, _ in timed], [other for _, other in timed])


def _seconds(work: Work, clock: Clock) -> float:
    """How long it takes, with no garbage of others about."""
    gc.collect()
    begun = clock()
    left = work()
    ended = clock()
    del left
    return ended - begun
