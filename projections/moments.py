"""Moments: which of two events came first, and how much time lies between two instants.

What happened is ordered by `at`, never by when it was told. Of two events of which one is known to the day only, both
of the same day as written, nobody knows by `at` which came first (and so with months and years): there, and of the same
instant, the order in which they are read tells, as it does in the rules.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Protocol, TypeVar

from domain.event import Event, Recorded
from domain.values import not_later


class Point(NamedTuple):
    """A point in time: the instant, and of the same instant the order in which events were read."""

    moment: datetime
    turn: int


class Located(Protocol):
    """Whatever lies in time by a record of its own."""

    @property
    def point(self) -> Point: ...

    @property
    def recorded(self) -> Recorded: ...


L = TypeVar("L", bound=Located)


class Fact(NamedTuple):
    """A record, and where in time it lies."""

    point: Point
    recorded: Recorded


def when(recorded: Recorded) -> tuple[datetime, int]:
    """What decides which of two events is the later: when it happened, then its number."""
    return recorded.event.moment, recorded.n


def came_before(one: Located, other: Located) -> bool:
    """Whether one event came before another: by `at` at the coarser precision; within that, as they were read."""
    if not _not_later(one.recorded.event, other.recorded.event):
        return False
    return one.point.turn < other.point.turn or not _not_later(other.recorded.event, one.recorded.event)


def latest(those: Iterable[L]) -> L | None:
    """The one that happened last; null of none."""
    return max(those, key=lambda located: when(located.recorded), default=None)


def latest_before(those: Iterable[L], other: Located) -> L | None:
    """Of those that came before another the one that happened last; null where none did."""
    return latest(located for located in those if came_before(located, other))


def day(moment: datetime) -> str:
    """The calendar day of an instant, in UTC, as dates are written."""
    return moment.astimezone(UTC).date().isoformat()


def days(since: datetime, until: datetime) -> int:
    """Whole calendar days (UTC) from one instant to another; 0 where the second is not later.

    Spans that follow each other add up: the days of a, then b, are those of both together.
    """
    return max(0, (until.astimezone(UTC).date() - since.astimezone(UTC).date()).days)


def intervals(since: datetime, until: datetime, every_days: int, halves: int = 0) -> int:
    """How many full intervals of a rhythm lie between two instants by the time elapsed, so many half ones added to it.

    Every measure that looks at a rhythm counts so: an interval of a day is full 24 hours after the instant at which it
    began, to the microsecond, and not on the next calendar day.
    """
    every = timedelta(days=every_days)
    return (2 * (until - since) + halves * every) // (2 * every)


def _not_later(one: Event, other: Event) -> bool:
    return not_later(one.at, one.exactness, other.at, other.exactness)
