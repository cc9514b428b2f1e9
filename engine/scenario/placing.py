"""Placing: where acts stand that are shifted in time or inserted. Everything else keeps its recorded order."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import NamedTuple

from domain.event import Recorded
from engine.scenario.moments import shifted

_EARLIEST = datetime.min.replace(tzinfo=UTC)
_LATEST = datetime.max.replace(tzinfo=UTC)


class Placed(NamedTuple):
    """What stands somewhere in a branch."""

    slot: int | None  #: of the act in the record; null for one that is inserted
    act: Recorded | None  #: null where it is dropped
    moved: bool = False  #: whether it no longer stands where it was recorded


def with_shift(order: Sequence[Placed], moving: Iterable[int], by: timedelta) -> list[Placed]:
    """The order with the acts of some slots shifted.

    Forward, an act goes just after the last following unshifted one that was not earlier and now is; back, just
    before the first preceding one that was not later and now is. Shifted acts keep their order among themselves:
    none comes to stand before one that was recorded earlier. The first act of all keeps its place. Raises ValueError
    where an act would lie outside the years 1 to 9999.
    """
    slots = frozenset(moving)
    standing = [placed for placed in order if placed.slot not in slots or placed.act is None]
    gaps, passed, least = dict[int, list[Placed]](), 0, 0
    search = _Search(standing)
    for placed in order:
        if placed.slot not in slots or placed.act is None:
            passed += 1
            continue
        act = shifted(placed.act, by)
        gap = passed if placed.slot == 0 else search.gap(placed.act.event.moment, act.event.moment, passed)
        least = max(least, gap)
        gaps.setdefault(least, []).append(Placed(placed.slot, act, placed.moved or least != passed))
    return list(_merged(standing, gaps))


def with_insertion(order: Sequence[Placed], act: Recorded) -> list[Placed]:
    """The order with one more act: before the first, in recorded order, whose `at` is later."""
    moment = act.event.moment
    later = (place for place, placed in enumerate(order) if placed.act and placed.act.event.moment > moment)
    place = next(later, len(order))
    return [*order[:place], Placed(None, act), *order[place:]]


def _merged(standing: Sequence[Placed], gaps: Mapping[int, Sequence[Placed]]) -> Iterator[Placed]:
    for gap in range(len(standing) + 1):
        yield from gaps.get(gap, ())
        yield from standing[gap : gap + 1]


class _Search:
    """Finds between which unshifted acts a shifted one comes to stand; a gap is the number of those before it."""

    def __init__(self, standing: Sequence[Placed]) -> None:
        self._moments = [placed.act.event.moment if placed.act else None for placed in standing]
        known = [moment or _LATEST for moment in reversed(self._moments)]
        self._earliest_from = list(accumulate(known, min))[::-1]  #: at or after each place
        self._latest_until = list(accumulate((moment or _EARLIEST for moment in self._moments), max))

    def gap(self, was: datetime, now: datetime, passed: int) -> int:
        """Where an act comes to stand that is moved between these moments and has so many unshifted ones before it."""
        return self._forward(was, now, passed) if now > was else self._back(was, now, passed)

    def _forward(self, was: datetime, now: datetime, passed: int) -> int:
        for place in range(bisect_left(self._earliest_from, now) - 1, passed - 1, -1):
            moment = self._moments[place]
            if moment is not None and was <= moment < now:
                return place + 1
        return passed

    def _back(self, was: datetime, now: datetime, passed: int) -> int:
        for place in range(bisect_right(self._latest_until, now), passed):
            moment = self._moments[place]
            if moment is not None and now < moment <= was:
                return place
        return passed
