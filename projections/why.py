"""Why: the events behind a figure, with what each adds to it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from domain.event import Recorded
from projections.figure import Figure, found
from projections.measures import MEASURES, figures
from projections.weights import Weights

_STEP = re.compile(r'"([^"]*)"|([^."]+)')


def steps(path: str) -> list[str]:
    """The steps of a path such as `trust.pairs.navy.nasa.expectation`; a step with dots in it stands in quotes."""
    return [quoted or bare for quoted, bare in _STEP.findall(path)]


def why(path: str, records: Iterable[Recorded], as_of: datetime, weights: Weights | None = None) -> dict[str, Any]:
    """`{"path", "value", "contributions": [{"n", "type", "at", "contribution"}…]}`; contributions add up to the value.

    Raises LookupError where the path leads to no figure, telling what there is.
    """
    measure, *rest = steps(path) or [""]
    if measure not in MEASURES:
        raise LookupError(f"A path starts with a measure: {', '.join(MEASURES)}")
    figure = found(figures(measure, records, as_of, weights), rest)
    if not isinstance(figure, Figure):
        raise LookupError(_no_figure(path, figure))
    contributions = [part._asdict() for part in figure.parts]
    return {"path": path, "value": figure.value, "contributions": contributions}


def _no_figure(path: str, place: Any) -> str:
    if isinstance(place, dict):
        return f"{path} holds several figures; name one of: {', '.join(map(str, place)) or 'none here'}"
    if isinstance(place, list):
        return f"{path} is a list of {len(place)}: name one by its position from 0, or by its id"
    return f"{path} is no number but {place!r}"
