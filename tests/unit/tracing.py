"""Tracing: what holds of the figures of every view that also names its events, such as conflicts and decisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from math import isclose
from typing import Any

from recounting import view

from domain.event import Recorded
from engine.exchange import jsonl
from projections.figure import Figure, by_name, plain
from projections.measures import figures
from projections.paths import path_of
from projections.view import folded, latest_moment

#: Where numbers are the numbers of events.
_NUMBERS = ("n", "events")


def every_figure(place: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Figure]]:
    """Every figure with its path; a number that is none, nor the number of an event, fails."""
    if isinstance(place, Figure):
        yield ".".join(path), place
    elif isinstance(place, Mapping):
        for name, inner in place.items():
            yield from every_figure(inner, (*path, name))
    elif isinstance(place, list):
        for number, inner in enumerate(place):
            yield from every_figure(inner, path if path[-1] in _NUMBERS else (*path, str(number)))
    elif isinstance(place, (int, float, Decimal)) and not isinstance(place, bool):
        assert path[-1] in _NUMBERS, f"{'.'.join(path)} is a bare number"


def path_to(measure: str, records: Sequence[Recorded], as_of: datetime) -> list[tuple[str, Figure]]:
    """Every figure of a measure with the path by which `why` is asked for it."""
    return list(named_figures(figures(measure, records, as_of), (measure,)))


def named_figures(place: Any, names: tuple[str, ...]) -> Iterator[tuple[str, Figure]]:
    """Every figure below a place, with the path that leads to it."""
    if isinstance(place, Figure):
        yield path_of(names), place
    elif isinstance(place, Mapping | list):
        for name, inner in (by_name(place) if isinstance(place, list) else place).items():
            yield from named_figures(inner, (*names, name))


def assert_traceable(measure: str, records: Sequence[Recorded]) -> None:
    """Figures add up to their parts, are ready for JSON, are the same each time, and do not hang on how it was read."""
    as_of, half = latest_moment(records), len(records) // 2
    told = folded(view(measure), records).figures(as_of)
    numbers = {recorded.n for recorded in records}
    for path, figure in every_figure(told):
        if figure.value is not None:
            assert isclose(sum(part.contribution for part in figure.parts), figure.value, abs_tol=1e-9), path
        assert {part.n for part in figure.parts if part.n is not None} <= numbers, path
    begun = folded(view(measure), records[:half])
    before = jsonl.dumps(begun.at(as_of))
    assert jsonl.dumps(folded(begun, records[half:]).at(as_of)) == jsonl.dumps(plain(told))
    assert jsonl.dumps(begun.at(as_of)) == before
