"""The condition that a rhythm is kept: sessions held ÷ those that it asked for, since it was agreed, or recently.

A rhythm asks for one session each time that its days have elapsed; at least the last two intervals are looked at.
"""

from __future__ import annotations

from datetime import datetime

from domain.event import Recorded

from .momentum import watched_rhythm
from .plain import DAY, of_type

RECENT = 180
KEPT, HALF_KEPT = 0.75, 0.5


def rhythm_kept(records: list[Recorded], now: datetime) -> tuple[str, float | None]:
    """The state, and the sessions held ÷ those asked for."""
    runs = watched_rhythm(records)
    given_up = bool(runs) and runs[-1].every_days is None
    agreed = [run for run in runs if run.every_days is not None]
    if not agreed or (given_up and len(runs) > 1 and runs[-1].series != runs[-2].series):
        return "unknown", None
    since, every_days, _ = agreed[-1]
    until = runs[-1].since if given_up else now
    looked_at = min(until - since, max(RECENT, 2 * (every_days or 0)) * DAY)
    asked = 0
    while (asked + 1) * (every_days or 1) * DAY <= looked_at:
        asked += 1
    if asked < 1:
        return "absent" if given_up else "unknown", None
    moments = [r.event.moment for r in of_type(records, "session-held")]
    kept = sum(1 for moment in moments if since < moment <= until and until - moment <= looked_at) / asked
    if kept >= KEPT and not given_up:
        return "present", kept
    return "weak" if kept >= HALF_KEPT else "absent", kept
