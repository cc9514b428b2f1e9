"""Over time: what a view said at each moment of the past, facts that arrived late counted from when they happened."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import NamedTuple, Protocol, Self, TypeAlias, TypeVar

from domain.event import Recorded

Key: TypeAlias = "tuple[str, str] | int | str"


class Foldable(Protocol):
    """An immutable value that takes in records one by one."""

    def apply(self, recorded: Recorded) -> Self: ...


V = TypeVar("V", bound=Foldable)


class Fact(NamedTuple):
    """A record, and from when on it holds."""

    since: datetime
    recorded: Recorded


def facts(records: Sequence[Recorded]) -> list[Fact]:
    """These records, which count and are in reader order, each with the moment from which a history as of it has it.

    That is when it happened, but never before all that it refers to is in, and nothing before the first.
    """
    known: dict[Key, datetime] = {}
    found: list[Fact] = []
    for recorded in records:
        awaited = [known[key] for key in _refers(recorded) if key in known]
        since = max(records[0].event.moment, recorded.event.moment, *awaited)
        for key in _names(recorded):
            known[key] = min(known.get(key, since), since)
        found.append(Fact(since, recorded))
    return found


def over_time(initial: V, bearing: Sequence[Fact]) -> Iterator[tuple[datetime, V]]:
    """The view at each moment at which one of these facts began to hold: of those that held by then, in reader order.

    `bearing` are in reader order. Where that is the order of time, each is taken in once; what arrived late is taken
    in where it belongs, and what follows it again.
    """
    places: list[int] = []  # of the facts that hold, in reader order
    views = [initial]  # after none of them, one, two …
    by_time = sorted(range(len(bearing)), key=lambda place: bearing[place].since)
    for since, beginning in groupby(by_time, key=lambda place: bearing[place].since):
        for place in beginning:
            spot = bisect(places, place)
            places.insert(spot, place)
            del views[spot + 1 :]
        for place in places[len(views) - 1 :]:
            views.append(views[-1].apply(bearing[place].recorded))
        yield since, views[-1]


def _refers(recorded: Recorded) -> Iterator[Key]:
    event = recorded.event
    if recorded.derived_from is not None:
        yield from (recorded.place, recorded.derived_from)
    for kinds, name in event.refers():
        yield from ((kind, name) for kind in kinds)
    yield from event.refers_to_events()


def _names(recorded: Recorded) -> Iterator[Key]:
    event = recorded.event
    yield from (recorded.n, recorded.place)
    yield from (*event.introduces(), *event.also_names())
    if event.ref is not None:
        yield event.ref
