"""The measures: every view that has figures, by name, imported when it is asked for."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol, Self, cast

from domain.event import Recorded
from projections.choosing import DATED as DATED
from projections.choosing import between as between
from projections.choosing import of_party as of_party
from projections.compare import differences
from projections.view import folded, together
from projections.weights import Weights, shipped

#: Measure → the class of its view, in the module of the same name.
MEASURES = {
    "accountability": "Accountability",
    "momentum": "Momentum",
    "trust": "Trust",
    "participation": "Participation",
    "reciprocity": "Reciprocity",
    "collaboration": "Collaboration",
    "conflicts": "Conflicts",
    "decisions": "Decisions",
    "factors": "Factors",
    "resources": "Resources",
}

#: Where the formulas stand that a measure shares with others or keeps in a module of their own.
_FORMULAS = {
    "accountability": ("tally", "shares", "delivery"),
    "momentum": ("impulses", "delivery"),
    "trust": ("dealings", "delivery", "presence"),
    "participation": ("presence", "diversity", "regularity"),
    "reciprocity": ("dealings", "delivery", "presence"),
    "collaboration": ("ties",),
    "decisions": ("decided",),
    "factors": ("factor_rules", "factor_practice"),
}


class Measured(Protocol):
    """A view whose numbers are figures."""

    def apply(self, recorded: Recorded) -> Self:
        """The view with one more record taken in."""

    def at(self, as_of: datetime) -> dict[str, Any]:
        """What the view says on a date, in plain numbers."""

    def figures(self, as_of: datetime) -> dict[str, Any]:
        """The same, every number a figure."""


def initial(measure: str, weights: Weights | None = None) -> Measured:
    """The empty view of a measure. Raises LookupError for a name that is none."""
    if measure not in MEASURES:
        raise LookupError(f"There is no measure {measure!r}; there is: {', '.join(MEASURES)}")
    view = getattr(importlib.import_module(f"projections.{measure}"), MEASURES[measure])
    return cast(Measured, view.initial(weights or shipped()))


def figures(
    measure: str, records: Iterable[Recorded], as_of: datetime, weights: Weights | None = None
) -> dict[str, Any]:
    """One measure of these records on a date, every number a figure."""
    view: Any = initial(measure, weights)
    answer: dict[str, Any] = folded(view, records).figures(as_of)
    return answer


def measured(
    measure: str, records: Iterable[Recorded], as_of: datetime, weights: Weights | None = None
) -> dict[str, Any]:
    """One measure of these records on a date, in plain numbers."""
    view: Any = initial(measure, weights)
    answer: dict[str, Any] = folded(view, records).at(as_of)
    return answer


def all_figures(
    records: Sequence[Recorded], as_of: datetime, weights: Weights | None = None
) -> dict[str, dict[str, Any]]:
    """Every measure of these records on a date."""
    views: list[Any] = together([initial(measure, weights) for measure in MEASURES], records)
    return {measure: view.figures(as_of) for measure, view in zip(MEASURES, views, strict=True)}


def diff(
    before: tuple[Sequence[Recorded], datetime],
    after: tuple[Sequence[Recorded], datetime],
    weights: Weights | None = None,
) -> dict[str, Any]:
    """`{"differences": [{"view", "path", "from", "to", "events"}…], "events": [n…]}` between two readings.

    `events` are those that only one of the readings holds.
    """
    one, other = all_figures(*before, weights), all_figures(*after, weights)
    found = [
        {"view": measure, "path": f"{measure}.{d.path}", "from": d.before, "to": d.after, "events": list(d.events)}
        for measure in MEASURES
        for d in differences(one[measure], other[measure])
    ]
    was, is_now = {r.n for r in before[0]}, {r.n for r in after[0]}
    return {"differences": found, "events": sorted(was ^ is_now)}


def catalogue() -> list[dict[str, Any]]:
    """Every measure with its formulas and their sources, as its code says them, and the constants it is made with."""
    constants = shipped().model_dump()
    return [
        {
            "measure": measure,
            "formulas": {name: _said(name) for name in (measure, *_FORMULAS.get(measure, ()))},
            "weights": constants.get(measure, {}),
        }
        for measure in MEASURES
    ]


def _said(module: str) -> str:
    return inspect.getdoc(importlib.import_module(f"projections.{module}")) or ""
