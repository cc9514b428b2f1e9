"""Axes: the time that all charts share, and the points of a curve that show in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

Layer = dict[str, Any]

_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200)
_LINE = 1.6  # units that a line is broad


def drawable(values: Sequence[tuple[datetime, float]], width: int) -> list[Layer]:
    """The points of a curve; of many in the breadth of a line, the lowest, the highest and the last."""
    whole = (values[-1][0] - values[0][0]).total_seconds() or 1
    columns: dict[int, list[tuple[datetime, float]]] = {}
    for at, value in values:
        columns.setdefault(int((at - values[0][0]).total_seconds() / whole * width / _LINE), []).append((at, value))
    kept = [one for those in columns.values() for one in _telling(those)]
    return [{"t": ms(at), "v": round(value, 3)} for at, value in kept]


def _telling(those: Sequence[tuple[datetime, float]]) -> Iterable[tuple[datetime, float]]:
    if len(those) <= 3:
        return those
    low, high = (most(range(len(those)), key=lambda place: those[place][1]) for most in (min, max))
    return [those[place] for place in sorted({low, high, len(those) - 1})]


def time_axis(since: datetime, until: datetime, most: int) -> Layer:
    """Ticks at the first days of months, as many as there is room for; the year is told at its start and at first."""
    starts = next(found for step in _MONTHS if len(found := _starts(since, until, step)) <= most or step == _MONTHS[-1])
    month = "utcFormat(datum.value, utcmonth(datum.value) == 0 ? '%Y' : datum.index == 0 ? '%b %Y' : '%b')"
    return {"grid": True, "values": starts, "labelExpr": month, "labelFlush": False, "labelOverlap": True}


def _starts(since: datetime, until: datetime, step: int) -> list[int]:
    first, last = since.year * 12 + since.month, until.year * 12 + until.month - 1
    months = [month for month in range(first, last + 1) if month % step == 0 and month < 12 * 10_000]
    return [ms(datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)) for month in months]


def ms(moment: datetime) -> int:
    """Milliseconds since 1970."""
    return round(moment.timestamp() * 1000)
