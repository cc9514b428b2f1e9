"""Summary at the ends of time, and under weights by which nothing ever passes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from recounting import PROPOSED, THREE, joined, line, promised, record

from domain.values import instant
from projections.measures import measured
from projections.summary import summary
from projections.weights import weights_from

END_OF_TIME = datetime.max.replace(tzinfo=UTC)


def test_in_the_first_days_there_are_the_windows_reach_back_beyond_them() -> None:
    """Momentum looks twelve weeks back: on the third day of the year 1 there are none."""
    records = record(PROPOSED | {"at": "0001-01-01"}, joined("ash", "0001-01-02"))
    held = summary(records, instant("0001-01-03"))
    assert (held.state["members"], held.state["momentum_state"]) == (1, "building")  # type: ignore[index]
    assert held.since == instant("0001-01-02")
    assert held.until == instant("0001-01-02") + timedelta(days=14)


def test_on_the_last_day_there_is_nothing_is_still_to_come() -> None:
    records = record(*THREE, promised("p", "ash", "birch", "9999-12-31"), line("rhythm-agreed", every_days=36_500))
    held = summary(records, END_OF_TIME)
    assert held.until is None
    assert held.state["overdue"] == 0  # type: ignore[index]
    assert held.state["kept_rate_n"] == 1  # type: ignore[index]


@pytest.mark.parametrize("days", ["1e9", "1e15"])
def test_a_standstill_that_never_comes_turns_nothing(days: str) -> None:
    """So many days from now there is no date any more."""
    records = record(*THREE)
    weights = weights_from(f"[momentum]\nstalled_days = {days}\nrecent_days = {days}\nusual_days = {days}")
    held = summary(records, instant("2020-01-05"), None, weights)
    assert (held.since, held.until) == (instant("2020-01-01"), None)
    far = measured("momentum", records, instant("9000-01-01"), weights)
    assert held.state["momentum_state"] == far["state"] != "stalled"  # type: ignore[index]
