"""Dates: on which days something on the page changes, and which of them a page holds.

Days are those of UTC, as everywhere: a reading of a day is that of its last instant. What happened comes first, then
what the passing of time alone changes: a promise that is soon due, is due, is overdue; a review or a session whose date
has passed; an interval of the rhythm that went by without one. Between those, while the coalition lives, the first day
of each month shows how momentum and trust fade.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple, get_args

from domain.event import Recorded
from domain.values import asked_moment
from projections.impulses import Beat, beaten
from projections.moments import day
from projections.page.reading import Source

#: The fields that hold a date after which something is late.
_TERMS = ("due", "review_on", "next_review", "next_on", "decide_by", "sunset")
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


class Dates(NamedTuple):
    """The days that a page holds, in order, the one asked about last, and on how many something changes."""

    days: list[str]
    of: int

    def moments(self, as_of: datetime) -> list[datetime]:
        """The instant that is read on each day: its last, and of the day asked about the instant asked about."""
        return [*(asked_moment(one) for one in self.days[:-1]), as_of]


def dates(source: Source, as_of: datetime, limit: int, *others: Source, always: Iterable[str] = ()) -> Dates:
    """At most so many days (2 or more) up to a date, of one history or of several that stand beside each other.

    Where something changes on more, the first day, the last and those that are always held come first, then what
    happened, then what time changed, then days to see it fade by; each kind evenly spread.
    """
    of_each = [_by_kind(one, as_of) for one in (source, *others)]
    kinds = [set[str]().union(*those) for those in zip(*of_each, strict=True)]
    last = day(as_of)
    everything = set[str]().union(*kinds) | {last}
    first = sorted(kinds[0])[:1]
    held = {last, *first[: limit - 1]}
    for kind in ({*always} & everything, *kinds):
        held |= set(_spread(sorted(kind - held), limit - len(held)))
    return Dates(sorted(held), len(everything))


def thinned(these: Dates, number: int, always: Iterable[str] = ()) -> Dates:
    """So many of the days (2 or more), evenly spread; the first and the last stay, others as far as they fit."""
    first, *between, last = these.days
    kept = _spread(sorted({*always} & {*between}), number - 2)
    rest = _spread([one for one in between if one not in kept], number - 2 - len(kept))
    return these._replace(days=[first, *sorted((*kept, *rest)), last])


def said(at: str, precision: str = "day") -> str:
    """A date in words, as far as it is known: 4 March 2019, March 2019, 2019."""
    year, month = at[:4].lstrip("0"), _MONTHS[int(at[5:7]) - 1]
    match precision:
        case "year":
            return year
        case "month":
            return f"{month} {year}"
    return f"{int(at[8:10])} {month} {year}"


def _by_kind(source: Source, as_of: datetime) -> list[set[str]]:
    """Days on which something happened; those on which time changed something; and days to see it fade by."""
    records = source.until(as_of)
    if not records:
        return [set(), set(), set()]
    happened = {day(recorded.event.moment) for recorded in records}
    first, taken_back = min(happened), (one.record.event.moment for one in source.withdrawn if one.had_happened(as_of))
    happened |= {day(moment) for moment in taken_back if day(moment) > first}
    beats = [recorded for recorded in records if isinstance(recorded.event, get_args(Beat))]
    passed = set(_passed(records, source.weights.accountability.due_soon_days)) | set(map(day, beaten(beats, as_of)[1]))
    turned = {one for one in passed if min(happened) <= one <= day(as_of)}
    return [happened, turned, set(_months(min(happened), max(happened)))]


def _passed(records: Iterable[Recorded], soon: int) -> Iterator[str]:
    """For each date that was set: when it is soon, when it is reached, and when it is past."""
    for recorded in records:
        for term in _terms(recorded.event.as_written()):
            on = date.fromisoformat(term)
            for days in (-soon, 0, 1):
                if on.toordinal() + days in range(1, date.max.toordinal() + 1):
                    yield (on + timedelta(days=days)).isoformat()


def _terms(written: Any) -> Iterator[str]:
    if isinstance(written, dict):
        yield from (value for name, value in written.items() if name in _TERMS and isinstance(value, str))
        written = [value for name, value in written.items() if name != "instead"]
    if isinstance(written, (list, tuple)):
        for value in written:
            yield from _terms(value)


def _months(first: str, last: str) -> Iterator[str]:
    """The first day of each month between two days."""
    year, month = int(first[:4]), int(first[5:7])
    while (one := datetime(year, month, 1, tzinfo=UTC).date().isoformat()) <= last:
        if one > first:
            yield one
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        if year > date.max.year:
            return


def _spread(these: Sequence[str], room: int) -> Sequence[str]:
    """As many of these as there is room for, evenly spread, the first among them."""
    if len(these) <= room:
        return these
    return [these[place * len(these) // room] for place in range(max(room, 0))]
