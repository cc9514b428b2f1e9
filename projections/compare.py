"""Comparing: the differences of views between two dates, versions or sequences of records, and who made them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from projections.figure import Figure, by_name, plain
from projections.paths import path_of

#: What holds no more than itself.
_SINGLE = frozenset((str, int, float, bool, type(None)))


class Difference(NamedTuple):
    """Something that two views say differently; null where one of them does not speak of it."""

    path: str
    before: Any
    after: Any
    events: tuple[int, ...]  #: the events that made the difference


def differences(before: Any, after: Any) -> list[Difference]:
    """Every place at which two answers of a view differ. Items of a list are matched by their id."""
    return list(_differences((), before, after, ()))


def _differences(path: tuple[str, ...], before: Any, after: Any, events: tuple[int, ...]) -> Iterator[Difference]:
    if isinstance(before, Figure) and isinstance(after, Figure):
        if before.value != after.value:
            yield Difference(path_of(path), before.value, after.value, _made(before, after))
    elif isinstance(before, (Mapping, list)) and isinstance(after, (Mapping, list)):
        yield from _inside(path, before, after, events)
    elif plain(before) != plain(after):
        yield Difference(path_of(path), plain(before), plain(after), events)


def _inside(path: tuple[str, ...], before: Any, after: Any, events: tuple[int, ...]) -> Iterator[Difference]:
    one, other = _by_name(before), _by_name(after)
    own = _events(one, other) or events
    for name in dict.fromkeys((*one, *other)):
        if name != "events":
            was, is_now = one.get(name), other.get(name)
            if type(was) in _SINGLE and type(is_now) in _SINGLE:  # most are, and are the same
                if was != is_now:
                    yield Difference(path_of((*path, name)), was, is_now, own)
                continue
            new = _events(*(_by_name(v) if isinstance(v, (Mapping, list)) else {} for v in (was, is_now)))
            yield from _differences((*path, name), was, is_now, new or own)


def _by_name(value: Any) -> dict[str, Any]:
    """A map as it is; a list by the ids of its items, where they have one, else by position."""
    if isinstance(value, Mapping):
        return {str(name): inner for name, inner in value.items()}
    return by_name(value)


def _events(one: Mapping[str, Any], other: Mapping[str, Any]) -> tuple[int, ...]:
    """The events behind one of two answers and not behind the other, where they name theirs."""
    was, is_now = set(_listed(one.get("events"))), set(_listed(other.get("events")))
    return tuple(sorted(was ^ is_now))


def _listed(events: Any) -> Iterable[int]:
    return events if isinstance(events, (list, tuple)) else ()


def _made(before: Figure, after: Figure) -> tuple[int, ...]:
    """The events that add something else to a figure than before; what merely faded along with all is left out."""
    was, is_now = _adds(before), _adds(after)
    changed = [n for n in {*was, *is_now} if (n in was) != (n in is_now)]
    altered = [n for n in {*was, *is_now} if was.get(n) != is_now.get(n)]
    return tuple(sorted(changed or altered))


def _adds(figure: Figure) -> dict[int, Any]:
    adds: dict[int, Any] = {}
    for part in figure.parts:
        if part.n is not None:
            adds[part.n] = adds.get(part.n, 0) + part.contribution
    return adds
