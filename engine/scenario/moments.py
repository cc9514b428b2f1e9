"""Moments: a written date or instant, some time later or earlier, in the form in which it was written."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from domain.event import Recorded
from domain.values import instant

_DATE = len("2019-03-04")
_SECONDS = len("2019-03-04T10:00:00")


def shifted(act: Recorded, by: timedelta) -> Recorded:
    """An act that happened, and was recorded, so much later. Raises ValueError outside the years 1 to 9999.

    A bare date stays one where whole days are added; else it becomes an instant that is known to the day.
    """
    event = act.event
    at = later(event.at, by)
    changes = {"at": at}
    if len(event.at) == _DATE < len(at) and event.precision is None:
        changes["precision"] = "day"
    return replace(act, event=event.model_copy(update=changes), recorded_at=later(act.recorded_at, by))


def later(at: str, by: timedelta) -> str:
    """A written date or instant so much later, its offset and fraction of a second as they were.

    Raises ValueError outside the years 1 to 9999.
    """
    try:
        moment = datetime.fromisoformat(at[:_SECONDS].upper()) + by
        if len(at) > _DATE:
            new = moment.isoformat(sep=at[_DATE]) + at[_SECONDS:]
        else:
            new = moment.isoformat()[:_DATE] if not by % timedelta(days=1) else f"{moment.isoformat()}Z"
        instant(new)
    except (OverflowError, ValueError):
        raise ValueError(f"{at} would lie outside the years 1 to 9999") from None
    return new
