"""Contrast: where a record and a branch of it differ on a date, of all that stands on the page.

The paths are those of `coalition whatif`, and so are the figures. What that tells besides is of views that the page
does not have.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.scenario import Replay
from projections.branch import Difference, differing, named
from projections.consulted import NAMES as EVERY
from projections.consulted import SHOWN, STATE
from projections.figure import id_of
from projections.page.reading import MEASURES, Reading

#: What may be asked about by name, of what stands on the page.
NAMES = tuple(name for name in EVERY if name in (*STATE, *SHOWN, "timeline", *MEASURES))


def contrast(record: Reading, branch: Reading, replay: Replay) -> list[Difference]:
    """Every place at which both readings differ, the views in the order in which `coalition whatif` tells them."""
    return list(_differences(record, branch, replay))


def told(reading: Reading, name: str) -> Any:
    """What a reading says under a name that may be asked about."""
    if name in STATE or name in SHOWN:
        return reading.views["show"][name]
    return {"phases": reading.views["timeline"]["phases"]} if name == "timeline" else reading.views[name]


def _differences(record: Reading, branch: Reading, replay: Replay) -> Iterator[Difference]:
    for name in NAMES:
        was, becomes = _apart(_compared(record, name), _compared(branch, name))
        if was != becomes:
            yield from differing(name, was, named(becomes, replay))


def _compared(reading: Reading, name: str) -> Any:
    """What is said under a name; the points of the curve of momentum are no differences of their own."""
    said = told(reading, name)
    return {part: value for part, value in said.items() if part != "curve"} if name == "momentum" else said


def _apart(was: Any, becomes: Any) -> tuple[Any, Any]:
    """Both without what they say alike, which is most of it and need not be gone through value by value.

    Only a branch has numbers that go by another name, so what is alike is so under the names that readers know, too.
    """
    if isinstance(was, Mapping) and isinstance(becomes, Mapping):
        return _parts_apart(was, becomes)
    if isinstance(was, list) and isinstance(becomes, list):
        return _items_apart(was, becomes)
    return was, becomes


def _parts_apart(was: Mapping[str, Any], becomes: Mapping[str, Any]) -> tuple[Any, Any]:
    alike = {name for name, value in was.items() if name in becomes and value == becomes[name]}
    pairs = {name: _apart(value, becomes[name]) for name, value in was.items() if name in becomes and name not in alike}
    one = {name: pairs[name][0] if name in pairs else value for name, value in was.items() if name not in alike}
    return one, {name: pairs[name][1] if name in pairs else becomes[name] for name in becomes if name not in alike}


def _items_apart(was: Sequence[Any], becomes: Sequence[Any]) -> tuple[Any, Any]:
    """The items of lists that all go by ids; those of others go by their places, and stay."""
    one, other = ({_id(item): item for item in items} for items in (was, becomes))
    if None in one or None in other or (len(one), len(other)) != (len(was), len(becomes)):
        return was, becomes
    alike = {name for name, item in one.items() if name in other and item == other[name]}
    return [one[name] for name in one if name not in alike], [other[name] for name in other if name not in alike]


def _id(item: Any) -> str | None:
    """The id of an item, but for the number of an event: a branch may call that otherwise, or not at all."""
    return None if isinstance(item, Mapping) and next(iter(item), None) == "n" else id_of(item)
