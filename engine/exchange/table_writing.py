"""Tables written: a header row with the names of fields and one event a row, with commas, as `table` reads it back."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO
from typing import Any

from domain.event import Event, registry
from engine.exchange.cells import cell
from engine.exchange.kinds import ADDED, Kind, kinds, nullable, own_fields

_ALWAYS = ("coalition", "type", "at")


def columns(entries: Iterable[Mapping[str, Any]]) -> list[str]:
    """The columns that a table of these entries needs: the fields that any of them has, in the vocabulary's order."""
    used = {*_ALWAYS}.union(*entries)
    known = dict.fromkeys(("coalition", "type", *Event.model_fields, *own_fields(), *ADDED))
    return [*filter(used.__contains__, known), *sorted(used - known.keys())]


def header(names: Sequence[str]) -> str:
    """The first row, without the end of its line."""
    return _row(names)


def rows(entries: Iterable[Mapping[str, Any]], names: Sequence[str]) -> Iterator[str]:
    """The rows of entries as they are exported, under a header of these names, without the ends of their lines."""
    for entry in entries:
        event_type = registry()[entry["type"]]
        of, null = {**kinds(event_type), **ADDED}, nullable(event_type)
        yield _row([_cell(entry, name, of.get(name, "text"), name in null) for name in names])


def _cell(entry: Mapping[str, Any], name: str, kind: Kind, says_null: bool) -> str:
    """An optional field that is null is left out; only where a type demands the field does null say something."""
    if name not in entry or (entry[name] is None and not says_null):
        return ""
    return cell(kind, entry[name])


def _row(cells: Iterable[str]) -> str:
    line = StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)  # which puts a text with line ends into quotation marks
    return line.getvalue()[:-1]
