"""Parquet: a column per field of the vocabulary, typed, and the whole event as JSON; one row an event.

The columns are always the same, whatever the events: files of several exports can be read as one. Beside the fields
of the events and what recording added there are

    moment       the instant, in UTC, that `at` stands for
    recorded_at  as an instant
    voided       whether a retraction took the event out
    attested     the reason given; `attested_by`: on whose word
    json         the line that an export as JSON Lines has

Dates are dates, whole numbers are 64 bits, lists of text are lists; decimals are text, as written, for money is not
rounded; maps and lists of objects are JSON. Where one name stands for several kinds of field, the column is of the
widest: a text in a list of texts is a list of one, a number among texts is a text.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import islice
from typing import Any, BinaryIO, NamedTuple, TypeVar

from domain.event import Event, Recorded
from engine.errors import CannotWrite
from engine.exchange.jsonl import dumps
from engine.exchange.kinds import Kind, own_fields

T = TypeVar("T")

_ROWS_AT_ONCE = 2_000  # written as one group of rows


class Row(NamedTuple):
    """An entry of the ledger, with what of it is known only from those after it."""

    record: Recorded
    entry: Mapping[str, Any]  #: as it is exported
    voided: bool


class _Column(NamedTuple):
    name: str
    type: str
    value: Callable[[Row], Any]


def write(rows: Iterable[Row], stream: BinaryIO) -> None:
    """Write rows as a Parquet file. Raises CannotWrite where pyarrow is not installed."""
    pyarrow, parquet = _module("pyarrow"), _module("pyarrow.parquet")
    types = _types(pyarrow)
    schema = pyarrow.schema([(column.name, types[column.type]) for column in _columns()])
    with parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
        for group in _groups(rows, _ROWS_AT_ONCE):
            arrays = [
                pyarrow.array([column.value(row) for row in group], type=field.type)
                for column, field in zip(_columns(), schema, strict=True)
            ]
            writer.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))


@cache
def _columns() -> tuple[_Column, ...]:
    own = [_own(name, kinds) for name, kinds in own_fields().items()]
    return (*_ENVELOPE, *own, *_RECORDING)


def _own(name: str, kinds: frozenset[Kind]) -> _Column:
    """The column of a field that types have of their own, of the widest of its kinds."""
    if "parts" in kinds:
        return _Column(name, "string", lambda row: _as(dumps, row.entry.get(name)))
    if "texts" in kinds:
        return _Column(name, "list", lambda row: _as(_list, row.entry.get(name)))
    if kinds == {"date"}:
        return _Column(name, "date", lambda row: _as(date.fromisoformat, row.entry.get(name)))
    if kinds in ({"whole"}, {"flag"}):
        return _field(name, min(kinds))
    return _Column(name, "string", lambda row: _as(_plain, row.entry.get(name)))


def _as(shape: Callable[[Any], T], value: Any) -> T | None:
    return None if value is None else shape(value)


def _list(value: str | Sequence[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _plain(value: Any) -> str:
    """A text as it stands, a number as it is written."""
    return value if isinstance(value, str) else dumps(value)


def _groups(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(rows)
    while group := list(islice(rest, size)):
        yield group


def _types(pyarrow: Any) -> dict[str, Any]:
    return {
        "string": pyarrow.string(),
        "whole": pyarrow.int64(),
        "flag": pyarrow.bool_(),
        "date": pyarrow.date32(),
        "instant": pyarrow.timestamp("us", tz="UTC"),
        "list": pyarrow.list_(pyarrow.string()),
        "numbers": pyarrow.list_(pyarrow.int64()),
    }


def _module(name: str) -> Any:
    """A module of pyarrow, which is large and not everybody's; it tells no types."""
    try:
        return importlib.import_module(name)
    except ImportError:
        raise CannotWrite(
            "Parquet files are written with pyarrow, which is not installed: pip install 'coalition-engine[parquet]'"
        ) from None


def _field(name: str, type_: str = "string") -> _Column:
    return _Column(name, type_, lambda row: row.entry.get(name))


_ENVELOPE = (
    _field("coalition"),
    _field("n", "whole"),
    _field("type"),
    _Column("area", "string", lambda row: row.record.event.area),
    _Column("moment", "instant", lambda row: row.record.event.moment),
    *map(_field, (name for name in Event.model_fields if name != "coalition")),
    _Column("voided", "flag", lambda row: row.voided),
)
_RECORDING = (
    _Column("recorded_at", "instant", lambda row: row.record.known_from),
    _field("recorded_by"),
    _field("derived_from", "whole"),
    _Column("attested", "string", lambda row: row.record.attested and row.record.attested.reason),
    _Column("attested_by", "string", lambda row: row.record.attested and row.record.attested.by),
    _field("breaches", "list"),
    _field("voids", "numbers"),
    _field("stands_at", "whole"),
    _field("command_id"),
    _field("prev"),
    _field("hash"),
    _Column("json", "string", lambda row: dumps(row.entry)),
)
