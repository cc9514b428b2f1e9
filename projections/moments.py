"""Moments: which of two events is the later one, and how many days lie between two instants."""

from __future__ import annotations

from datetime import UTC, datetime

from domain.event import Recorded


def when(recorded: Recorded) -> tuple[datetime, int]:
    """What decides which of two events is the later: when it happened, then its number."""
    return recorded.event.moment, recorded.n


def day(moment: datetime) -> str:
    """The calendar day of an instant, in UTC, as dates are written."""
    return moment.astimezone(UTC).date().isoformat()


def days(since: datetime, until: datetime) -> int:
    """Whole calendar days (UTC) from one instant to another; 0 where the second is not later.

    Spans that follow each other add up: the days of a, then b, are those of both together.
    """
    return max(0, (until.astimezone(UTC).date() - since.astimezone(UTC).date()).days)
