"""Taken back: what became of an event since, which its receipt cannot tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from domain.event import Recorded
from domain.testimony import EventRetracted


class TakenBack(NamedTuple):
    """That an event does not count any more."""

    n: int  #: of the retraction by which it stopped
    instead: int | None  #: the event that stands in its place now; null where none does
    derived: bool  #: whether it was none of its own, but followed from another


def taken_back(history: Sequence[Recorded], number: int) -> TakenBack | None:
    """What became of the event with this number, from the whole history; null while it counts."""
    entries = {record.n: record for record in history}
    retraction = _retraction(history, number)
    if retraction is None:
        return None
    derived, instead = not _is_act(entries, number), _instead(entries, retraction, number)
    while instead is not None and (later := _retraction(history, instead)):  # what was mended was mended again
        instead = _instead(entries, later, instead)
    return TakenBack(retraction.n, instead, derived)


def _retraction(history: Sequence[Recorded], number: int) -> Recorded | None:
    return next((record for record in history if record.n > number and number in record.voids), None)


def _instead(entries: Mapping[int, Recorded], retraction: Recorded, number: int) -> int | None:
    """The correction that stands where this act stood; one that fell along with another has none."""
    correction = entries.get(retraction.n + 1)
    if correction is None or not _corrects(retraction) or not _is_act(entries, number):
        return None
    return correction.n if correction.place == entries[number].place else None


def _is_act(entries: Mapping[int, Recorded], number: int) -> bool:
    """Whether somebody recorded it, as an act or a correction."""
    before = entries.get(number - 1)
    return entries[number].derived_from is None or (before is not None and _corrects(before))


def _corrects(record: Recorded) -> bool:
    return isinstance(record.event, EventRetracted) and record.event.instead is not None
