"""Sessions, reckoned a second time: how many were held, and how many of those that the rhythm asked for.

A session is expected each full interval after the agreement of the series agreed first; it was held where one took
place within half an interval of that day, each session standing for one. It is expected once it was held or half an
interval has gone by, and none is after the rhythm, or the coalition, has ended.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from domain.event import Recorded

from .momentum import ENDS, had_ended, watched_rhythm
from .plain import of_type, share


def sessions(records: list[Recorded], as_of: datetime) -> dict[str, Any]:
    held = sorted(r.event.moment for r in of_type(records, "session-held"))
    ends = [r.event.moment for r in of_type(records, *ENDS)]
    rhythm = watched_rhythm(records)
    counts: dict[str, list[int]] = {}
    every: dict[str, int | None] = {}
    for number, run in enumerate(rhythm):
        if run.every_days is None or had_ended(records, run.since):
            continue
        until = [later.since for later in rhythm[number + 1 :]] + [end for end in ends if end >= run.since]
        asked, came = _of_run(held, run.since, min([*until, as_of]), timedelta(days=run.every_days), not until)
        count = counts.setdefault(run.series or "main", [0, 0])
        count[0], count[1] = count[0] + asked, count[1] + came
        every[run.series or "main"] = None if until else run.every_days
    series = {
        name: {"every_days": every[name], "expected": asked, "met": came, "regularity": share(came, asked)}
        for name, (asked, came) in counts.items()
    }
    return {"held": len(held), "missed": len(of_type(records, "session-missed")), "series": series}


def _of_run(held: list[datetime], since: datetime, until: datetime, every: timedelta, goes_on: bool) -> tuple[int, int]:
    asked = came = 0
    due = since + every
    while due <= (until + every / 2 if goes_on else until):
        there = any(due - every / 2 <= moment < due + every / 2 and since <= moment <= until for moment in held)
        if there or due + every / 2 <= until:
            asked += 1
            came += there
        due += every
    return asked, came
