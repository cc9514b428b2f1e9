"""The first screen: it tells what `show` tells, though it reads most events but once for all that it tells."""

from __future__ import annotations

import pytest
from reference import generate, histories

from domain.event import AREAS, registry
from domain.evolution import evolutions
from projections.monday import _APART, monday
from projections.show import show
from projections.view import latest_moment


@pytest.mark.parametrize("seed", range(6))
def test_it_tells_what_show_tells(seed: int) -> None:
    lines = generate.generate(seed, 400, oddities=True, reconvened=seed % 2 == 0, others=0.1)
    records = histories.recorded(lines)
    for upto in (len(records), 250, 60, 3):
        told = records[:upto]
        as_of = latest_moment(told)
        screen = monday(told, as_of)
        blocked = [conflict.pop("blocked_by") for conflict in screen["open_conflicts"]]
        assert {name: screen[name] for name in show(told, as_of)} == show(told, as_of)
        assert all(blocked)


def test_the_areas_apart_change_nothing_else_of_the_coalition() -> None:
    for event_type in registry().values():
        if event_type.area in _APART:
            assert {room for room, _ in evolutions(event_type)} <= {event_type.area}
    assert set(AREAS) >= _APART
