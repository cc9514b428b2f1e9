"""Happened: what of a history had happened by a date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TypeAlias

from domain.event import Recorded

#: What later events may refer to: something by kind and id, an entry by its number, an event by its ref.
Name: TypeAlias = "tuple[str, str] | int | str"


def happened(records: Sequence[Recorded], as_of: datetime) -> Sequence[Recorded]:
    """Those of the records that had happened by a date, in the order given: the very same, where all had.

    Each waits for what it refers to, and all for the first: before that there is no coalition.
    """
    if all(recorded.event.moment <= as_of for recorded in records):  # nothing waits for what is yet to come
        return records
    return [recorded for recorded, moment in zip(records, moments(records), strict=True) if moment <= as_of]


def moments(records: Sequence[Recorded]) -> Iterator[datetime]:
    """The instant from which each of the records had happened, as its coalition's histories tell it."""
    since: dict[Name, datetime] = {}
    for recorded in records:
        moment = max(records[0].event.moment, recorded.event.moment, *_awaited(recorded, since))
        _note(recorded, moment, since)
        yield moment


def _awaited(recorded: Recorded, since: dict[Name, datetime]) -> Iterator[datetime]:
    event = recorded.event
    if recorded.derived_from is not None:
        yield from _known(since, recorded.place, recorded.derived_from)
    for kinds, name in event.refers():
        yield from _known(since, *((kind, name) for kind in kinds))
    yield from _known(since, *event.refers_to_events())


def _known(since: dict[Name, datetime], *keys: Name) -> Iterator[datetime]:
    for key in keys:
        if key in since:
            yield since[key]


def _note(recorded: Recorded, moment: datetime, since: dict[Name, datetime]) -> None:
    event = recorded.event
    names: list[Name] = [recorded.n, recorded.place, *event.introduces(), *event.also_names()]
    for name in names if event.ref is None else [*names, event.ref]:
        since[name] = min(since.get(name, moment), moment)
