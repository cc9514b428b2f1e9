"""Figures: numbers that know which events made them.

Every number of a measure is a `Figure`: a value with the parts that give it, each with the event behind it. The parts
always add up to the value, whatever the formula: a rate is the sum of what each case adds to it (1/n where it counts,
0 where it does not), a Beta expectation that of its prior and each piece of evidence over the same denominator. So
`why` can answer for any number with a list that sums to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

from domain.event import Recorded
from projections.paths import path_of, there_is

#: Money is counted in decimals, all else in whole or floating numbers.
Amount: TypeAlias = "int | float | Decimal"


class Part(NamedTuple):
    """What one event adds to a figure; what no event made (a prior, a passed date) has a null `n` and a name."""

    n: int | None
    type: str
    at: str
    contribution: Amount


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with the parts that add up to it; an unknown one (null) has no value, and says what it looked at."""

    value: Amount | None
    parts: tuple[Part, ...] = ()


class Case(NamedTuple):
    """Something that counts or does not, with the event that made it one."""

    n: int | None
    type: str
    at: str


UNKNOWN = Figure(None)
_PLAIN = frozenset((str, int, float, bool, type(None)))


def case(recorded: Recorded) -> Case:
    """The event behind a figure."""
    event = recorded.event
    return Case(recorded.n, event.type, event.at)


def total(weighted: Iterable[tuple[Case, Amount]]) -> Figure:
    """The sum of what each case adds; 0 of nothing."""
    parts = [Part(*what, amount) for what, amount in weighted]
    return Figure(sum([part.contribution for part in parts]), tuple(parts))


def count(cases: Iterable[Case]) -> Figure:
    """How many there are."""
    parts = [Part(*what, 1) for what in cases]
    return Figure(len(parts), tuple(parts))


def rate(counted: Iterable[tuple[Case, bool]]) -> Figure:
    """The share of cases that hold, 0 to 1; unknown where there is none."""
    cases = list(counted)
    if not cases:
        return UNKNOWN
    held, share = sum([holds for _, holds in cases]), 1 / len(cases)
    return Figure(held / len(cases), tuple([Part(*what, share if holds else 0.0) for what, holds in cases]))


def mean(measured: Iterable[tuple[Case, float]]) -> Figure:
    """The mean; unknown of nothing."""
    cases = list(measured)
    if not cases:
        return UNKNOWN
    parts = tuple(Part(*what, value / len(cases)) for what, value in cases)
    return Figure(sum(value for _, value in cases) / len(cases), parts)


def middle(measured: Iterable[tuple[Case, float]]) -> Figure:
    """The median: the middle case, or half of each of the two in the middle; unknown of nothing."""
    cases = sorted(measured, key=lambda item: item[1])
    if not cases:
        return UNKNOWN
    half, odd = divmod(len(cases), 2)
    chosen = cases[half : half + 1] if odd else cases[half - 1 : half + 1]
    parts = tuple(Part(*what, value if odd else value / 2) for what, value in chosen)
    values = [value for _, value in chosen]
    return Figure(sum(values) / len(values) if len(values) > 1 else values[0], parts)


def largest(measured: Iterable[tuple[Case, float]]) -> Figure:
    """The largest, with the first case that has it; unknown of nothing."""
    cases = list(measured)
    if not cases:
        return UNKNOWN
    what, value = max(cases, key=lambda item: item[1])
    return Figure(value, (Part(*what, value),))


def plain(figures: Any) -> Any:
    """The same structure with every figure as its value: what JSON shows."""
    if isinstance(figures, Figure):
        return figures.value
    if isinstance(figures, dict):
        return {name: inner if type(inner) in _PLAIN else plain(inner) for name, inner in figures.items()}
    if isinstance(figures, (list, tuple)):
        return [inner if type(inner) in _PLAIN else plain(inner) for inner in figures]
    if isinstance(figures, datetime):
        raise TypeError("a view answers with texts, not datetimes")
    return {name: plain(inner) for name, inner in figures.items()} if isinstance(figures, Mapping) else figures


def found(figures: Any, path: Sequence[str]) -> Any:
    """What lies at a path of keys, ids and list positions. Raises LookupError that tells what there is instead."""
    place = figures
    for step, name in enumerate(path):
        try:
            place = _item(place, name) if isinstance(place, (list, tuple)) else place[name]
        except (KeyError, TypeError):
            raise LookupError(_nothing_at(place, path, step)) from None
    return place


def id_of(item: Any) -> str | None:
    """The id of an item of a list: the first thing that it says of itself, where that is a word or a number."""
    first = plain(next(iter(item.values()), None)) if isinstance(item, Mapping) else None
    return str(first) if isinstance(first, (str, int)) else None


def by_name(items: Sequence[Any]) -> dict[str, Any]:
    """The items of a list by id, of those with the same id the first; those that have none by position from 0.

    Where a position is also an id, a # stands before the position.
    """
    ids = {name for item in items if (name := id_of(item)) is not None}
    named: dict[str, Any] = {}
    for place, item in enumerate(items):
        named.setdefault(id_of(item) or (f"#{place}" if str(place) in ids else str(place)), item)
    return named


def _item(items: Sequence[Any], name: str) -> Any:
    """An item by its id or, where that is none, by its position from 0. Raises KeyError."""
    for item in items:
        if id_of(item) == name:
            return item
    place = name.removeprefix("#")
    if place.isascii() and place.isdecimal() and int(place) < len(items):
        return items[int(place)]
    raise KeyError(name)


def _nothing_at(place: Any, path: Sequence[str], step: int) -> str:
    before = path_of(path[:step]) or "the view"
    if isinstance(place, Mapping):
        return f"There is no {path[step]!r} in {before}; {there_is(place, path[step])}"
    if isinstance(place, (list, tuple)):
        ids = [name for item in place if (name := id_of(item)) is not None]
        listed = f"; {there_is(ids, path[step])}" if ids else ""
        return f"There is no {path[step]!r} in {before}, a list of {len(place)} with positions from 0{listed}"
    return f"{before} is a single value; nothing lies below it"
