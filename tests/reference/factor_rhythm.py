"""The condition that a rhythm is kept: sessions held ÷ those that it asked for, since it was agreed, or recently.

Days are calendar days (UTC); at least the last two intervals are looked at.
"""

from __future__ import annotations

from datetime import datetime

from domain.event import Recorded

from .momentum import watched_rhythm
from .plain import days_between, of_type, today

RECENT = 180
KEPT, HALF_KEPT = 0.75, 0.5


def rhythm_kept(records: list[Recorded], now: datetime) -> str:
    runs = watched_rhythm(records)
    given_up = bool(runs) and runs[-1].every_days is None
    agreed = [run for run in runs if run.every_days is not None]
    if not agreed or (given_up and len(runs) > 1 and runs[-1].series != runs[-2].series):
        return "unknown"
    since, every_days, _ = agreed[-1]
    until = runs[-1].since if given_up else now
    looked_at = min(_days(since, until), max(RECENT, 2 * (every_days or 0)))
    asked = looked_at // (every_days or 1)
    if asked < 1:
        return "absent" if given_up else "unknown"
    moments = [r.event.moment for r in of_type(records, "session-held")]
    held = [moment for moment in moments if since < moment <= until and _days(moment, until) <= looked_at]
    kept = len(held) / asked
    if kept >= KEPT and not given_up:
        return "present"
    return "weak" if kept >= HALF_KEPT else "absent"


def _days(since: datetime, until: datetime) -> int:
    return max(0, days_between(today(since), today(until)))
