"""Lines of blocks: as long a time in every block, and lines beside each other that differ only where the curves do."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.sparkline import sparkline, sparklines

START = date(2020, 1, 1)


def points(*scores: tuple[int, float | None]) -> list[dict[str, Any]]:
    """A curve from days after its start, and the scores on them."""
    return [{"at": str(START + timedelta(days=day)), "score": score} for day, score in scores]


def test_every_block_is_as_long_a_time() -> None:
    """Much happens on the first days and nothing for long: that is how it looks."""
    assert sparkline(points((0, 0), (1, 1), (2, 2), (3, 3), (4, 7), (230, 0), (231, 0))) == "▁" + "█" * 22 + "▁"
    assert sparkline(points((0, 0), (115, 7), (230, 7), (231, 7))) == "▁" * 12 + "█" * 12


def test_its_last_block_is_the_date_asked_about_however_long_nothing_happened() -> None:
    assert sparkline(points((0, 0), (115, 7), (230, 7), (3000, 1))) == "▁" * 12 + "█" * 11 + "▂"
    assert sparkline(points((0, 7), (230, 0), (3000, 1))) == "█" * 23 + "▁"
    assert sparkline(points((0, 0), (3000, 7))) == "▁" * 23 + "█"


@pytest.mark.parametrize("curve", [points(), points((0, 1)), points((0, None), (1, 1), (2, None))])
def test_of_fewer_than_two_scores_there_is_no_line(curve: list[dict[str, Any]]) -> None:
    assert sparkline(curve) == ""
    assert sparklines(curve, points((0, 0), (23, 7))) == ["", "▁" * 23 + "█"]


def test_a_curve_that_is_level_is_a_level_line() -> None:
    assert sparkline(points((0, 3), (9, 3))) == "▁" * 24


def test_lines_beside_each_other_share_their_time_and_scale() -> None:
    low, high = sparklines(points((0, 0), (22, 0), (23, 1)), points((0, 0), (12, 7), (22, 7), (23, 7)))
    assert (low, high) == ("▁" * 23 + "▂", "▁" * 12 + "█" * 12)
    late, early = sparklines(points((12, 7), (23, 7)), points((0, 0), (23, 0)))
    assert (late, early) == ("█" * 24, "▁" * 24)


curves = st.lists(st.tuples(st.integers(0, 400), st.floats(-9, 9)), min_size=2, max_size=30).map(
    lambda scores: points(*sorted(dict(scores).items()))
)


@given(curves, st.integers(0, 29))
def test_up_to_where_two_curves_part_so_do_their_lines(curve: list[dict[str, Any]], place: int) -> None:
    place = min(place, len(curve) - 1)
    other = [*curve[:place], *({**point, "score": 9.0} for point in curve[place:])]
    one, changed = sparklines(curve, other)
    if len(curve) < 2:
        assert (one, changed) == ("", "")
        return
    first, last = (date.fromisoformat(curve[at]["at"]) for at in (0, -1))
    parting = (date.fromisoformat(curve[place]["at"]) - first) / (last - first or timedelta(1))
    alike = int(parting * 23)
    assert one[:alike] == changed[:alike]
    assert len(one) == len(changed) == 24
