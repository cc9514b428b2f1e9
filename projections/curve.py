"""Curve: how momentum came to be what it is, moment by moment.

Each point is told from the one before it: what was there then, as far as it is left, and the impulses since. So a
point costs what is new at it, not all that ever was.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from projections.figure import Case, Figure, total
from projections.impulses import COMPONENTS, Impulse

#: A moment, and how it is written.
Point: TypeAlias = tuple[datetime, str]


def left(half_life_days: float, since: datetime, moment: datetime) -> float:
    """The share of an impulse that is left of it at a later moment."""
    return float(2.0 ** (-age(moment, since) / half_life_days))


def age(moment: datetime, since: datetime) -> float:
    """Days and fractions of days."""
    return (moment - since) / timedelta(days=1)


def curve(points: Iterable[Point], impulses: Iterable[Impulse], half_life_days: float) -> Iterator[dict[str, Any]]:
    """`{"at", "score", "components"}` at each point; points and impulses come in the order of their dates."""
    coming, components = deque(impulses), dict.fromkeys(COMPONENTS, Figure(0))
    before: Point | None = None
    for moment, at in points:
        new = [(i, i.weight * left(half_life_days, i.moment, moment)) for i in _taken(coming, moment)]
        carried = _carried(components, before, moment, half_life_days)
        components = {
            name: total([*carried[name], *((i.case, weight) for i, weight in new if i.component == name)])
            for name in COMPONENTS
        }
        before = moment, at
        yield {"at": at, "score": _score(carried, new), "components": components}


def _taken(coming: deque[Impulse], moment: datetime) -> Iterator[Impulse]:
    while coming and coming[0].moment <= moment:
        yield coming.popleft()


def _carried(
    components: Mapping[str, Figure], before: Point | None, moment: datetime, half_life_days: float
) -> dict[str, list[tuple[Case, float]]]:
    """What is left of each component of the point before."""
    if before is None:
        return {name: [] for name in components}
    share, what = left(half_life_days, before[0], moment), Case(None, "carried-over", before[1])
    return {name: [(what, float(figure.value) * share)] if figure.value else [] for name, figure in components.items()}


def _score(carried: Mapping[str, list[tuple[Case, float]]], new: Iterable[tuple[Impulse, float]]) -> Figure:
    whole = [part for parts in carried.values() for part in parts]
    together = [(whole[0][0], sum(weight for _, weight in whole))] if whole else []
    return total([*together, *((impulse.case, weight) for impulse, weight in new)])
