"""Curve: how momentum came to be what it is, moment by moment.

Each point is told from the one before it: what was there then, as far as it is left, and the impulses since. So a
point costs what is new at it, not all that ever was.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from projections.figure import Case, Figure, Part, case
from projections.impulses import COMPONENTS, Impulse

#: A moment, and how it is written.
Point: TypeAlias = tuple[datetime, str]

_DAY = timedelta(days=1)
_NOTHING = Figure(0)


def left(half_life_days: float, since: datetime, moment: datetime) -> float:
    """The share of an impulse that is left of it at a later moment."""
    return float(2.0 ** (-age(moment, since) / half_life_days))


def age(moment: datetime, since: datetime) -> float:
    """Days and fractions of days."""
    return (moment - since) / _DAY


def curve(points: Iterable[Point], impulses: Iterable[Impulse], half_life_days: float) -> Iterator[dict[str, Any]]:
    """`{"at", "score", "components"}` at each point; points and impulses come in the order of their dates."""
    coming, components = deque(impulses), dict.fromkeys(COMPONENTS, _NOTHING)
    share, what = 0.0, Case(None, "carried-over", "")
    before: Point | None = None
    for moment, at in points:
        if before is not None:
            share, what = left(half_life_days, before[0], moment), Case(None, "carried-over", before[1])
        carried = {name: float(figure.value) * share for name, figure in components.items() if figure.value}
        new = _new(coming, moment, half_life_days)
        components = {name: _point(carried.get(name), what, new.get(name, ())) for name in COMPONENTS}
        whole = sum(carried.values()) if carried else None
        before = moment, at
        yield {"at": at, "score": _point(whole, what, new.get("", ())), "components": components}


def plain_curve(
    points: Iterable[Point], impulses: Iterable[Impulse], half_life_days: float
) -> Iterator[dict[str, Any]]:
    """What `curve` tells, in plain numbers: the same sums, without a list of what each of them is made of."""
    coming = deque(impulses)
    components: dict[str, float] = dict.fromkeys(COMPONENTS, 0)
    before: datetime | None = None
    for moment, at in points:
        share = 0.0 if before is None else left(half_life_days, before, moment)
        components = {name: value * share if value else 0 for name, value in components.items()}
        score = sum(components.values())
        while coming and coming[0].moment <= moment:
            impulse = coming.popleft()
            weight = impulse.weight * left(half_life_days, impulse.moment, moment)
            components[impulse.component] += weight
            score += weight
        before = moment
        yield {"at": at, "score": score, "components": components}


def _new(coming: deque[Impulse], moment: datetime, half_life_days: float) -> dict[str, list[Part]]:
    """What impulses since the point before add, by component; under "" all of them."""
    new: dict[str, list[Part]] = {}
    while coming and coming[0].moment <= moment:
        impulse = coming.popleft()
        part = Part(*case(impulse.case), impulse.weight * left(half_life_days, impulse.moment, moment))
        new.setdefault(impulse.component, []).append(part)
        new.setdefault("", []).append(part)
    return new


def _point(carried: float | None, what: Case, new: Sequence[Part]) -> Figure:
    """What is left of the point before, and what is new."""
    if not new:
        return _NOTHING if carried is None else Figure(carried, (Part(*what, carried),))
    parts = new if carried is None else [Part(*what, carried), *new]
    return Figure(sum(part.contribution for part in parts), tuple(parts))
