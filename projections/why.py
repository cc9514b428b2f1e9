"""Why: the events behind a figure, with what each adds to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from domain.event import Recorded
from projections.figure import Figure, found
from projections.measures import MEASURES, figures
from projections.paths import steps as steps
from projections.paths import there_is
from projections.weights import Weights


def why(path: str, records: Iterable[Recorded], as_of: datetime, weights: Weights | None = None) -> dict[str, Any]:
    """`{"path", "value", "contributions": [{"n", "type", "at", "contribution"}…]}`; contributions add up to the value.

    Raises LookupError where the path leads to no figure, telling what there is.
    """
    measure, *_ = steps(path)
    if measure not in MEASURES:
        raise LookupError(f"A path starts with a measure, not with {measure!r}; {there_is(MEASURES, measure)}")
    return explained(path, {measure: figures(measure, records, as_of, weights)})


def explained(path: str, told: Mapping[str, Any]) -> dict[str, Any]:
    """The same of figures that are at hand, by measure. Raises LookupError where the path leads to no figure."""
    figure = found(told, steps(path))
    if not isinstance(figure, Figure):
        raise LookupError(_no_figure(path, figure))
    return {"path": path, "value": figure.value, "contributions": [part._asdict() for part in figure.parts]}


def _no_figure(path: str, place: Any) -> str:
    match place:
        case Mapping():
            return f"{path} holds several figures; name one: {there_is(place)}"
        case list():
            return f"{path} is a list of {len(place)}: name one by its id, or by its position from 0"
        case None:
            return f"{path} is no number, and nothing is known of it"
        case bool():
            return f"{path} is no number: it says {'yes' if place else 'no'}"
    return f"{path} is no number: it says {place!r}"
