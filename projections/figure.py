"""Figures: numbers that know which events made them.

Every number of a measure is a `Figure`: a value with the parts that give it, each with the event behind it. The parts
always add up to the value, whatever the formula: a rate is the sum of what each case adds to it (1/n where it counts,
0 where it does not), a Beta expectation that of its prior and each piece of evidence over the same denominator. So
`why` can answer for any number with a list that sums to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple, TypeAlias

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


#: What figures are made of.
Parts: TypeAlias = tuple[Part, ...]


class Figure:
    """A number with the parts that add up to it; an unknown one (null) has no value, and says what it looked at.

    An immutable value. Most are asked for their number alone, so the parts may be given as a function: it is called
    when somebody asks for them, and once.
    """

    __slots__ = ("_parts", "value")

    def __init__(self, value: Amount | None, parts: Parts | Callable[[], Parts] = ()) -> None:
        self.value: Final = value
        self._parts = parts

    @property
    def parts(self) -> Parts:
        """What adds up to the value."""
        if not isinstance(self._parts, tuple):
            self._parts = self._parts()
        return self._parts

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Figure) and self.value == other.value and self.parts == other.parts

    def __hash__(self) -> int:
        return hash((self.value, self.parts))

    def __repr__(self) -> str:
        return f"Figure(value={self.value!r}, parts={self.parts!r})"

    def __reduce__(self) -> tuple[type[Figure], tuple[Amount | None, Parts]]:
        return Figure, (self.value, self.parts)


class Case(NamedTuple):
    """Something that counts or does not, with the event that made it one."""

    n: int | None
    type: str
    at: str


#: What is behind a number: a record, or what no event made.
What: TypeAlias = "Case | Recorded"

UNKNOWN, _NOTHING = Figure(None), Figure(0)
_PLAIN = frozenset((str, int, float, bool, type(None)))


def case(what: What) -> Case:
    """The event behind a figure."""
    if isinstance(what, Case):
        return what
    event = what.event
    return Case(what.n, event.type, event.at)


def total(weighted: Iterable[tuple[What, Amount]]) -> Figure:
    """The sum of what each case adds; 0 of nothing."""
    cases = tuple(weighted)
    return Figure(sum([amount for _, amount in cases]), lambda: _parts(cases)) if cases else _NOTHING


def count(counted: Iterable[What]) -> Figure:
    """How many there are."""
    cases = tuple(counted)
    return Figure(len(cases), lambda: _parts((what, 1) for what in cases)) if cases else _NOTHING


def rate(counted: Iterable[tuple[What, bool]]) -> Figure:
    """The share of cases that hold, 0 to 1; unknown where there is none."""
    cases = tuple(counted)
    if not cases:
        return UNKNOWN
    share = 1 / len(cases)
    held = sum([holds for _, holds in cases])
    return Figure(held / len(cases), lambda: _parts((what, share if holds else 0.0) for what, holds in cases))


def mean(measured: Iterable[tuple[What, float]]) -> Figure:
    """The mean; unknown of nothing."""
    cases = tuple(measured)
    if not cases:
        return UNKNOWN
    number = len(cases)
    return Figure(sum(value for _, value in cases) / number, lambda: _parts((w, value / number) for w, value in cases))


def middle(measured: Iterable[tuple[What, float]]) -> Figure:
    """The median: the middle case, or half of each of the two in the middle; unknown of nothing."""
    cases = sorted(measured, key=lambda item: item[1])
    if not cases:
        return UNKNOWN
    half, odd = divmod(len(cases), 2)
    chosen = cases[half : half + 1] if odd else cases[half - 1 : half + 1]
    values = [value for _, value in chosen]
    parts = _parts((what, value if odd else value / 2) for what, value in chosen)
    return Figure(sum(values) / len(values) if len(values) > 1 else values[0], parts)


def largest(measured: Iterable[tuple[What, float]]) -> Figure:
    """The largest, with the first case that has it; unknown of nothing."""
    cases = list(measured)
    if not cases:
        return UNKNOWN
    what, value = max(cases, key=lambda item: item[1])
    return Figure(value, _parts([(what, value)]))


def _parts(weighted: Iterable[tuple[What, Amount]]) -> Parts:
    return tuple([Part(*case(what), amount) for what, amount in weighted])


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
