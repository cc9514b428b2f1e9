"""Tables: CSV as spreadsheets write it, a header row with the names of fields and one event a row.

Comma, semicolon or tab, as the header shows. An empty cell is a field left out. What a cell means follows
from the field's type: whole numbers; `true` and `false`; lists as JSON or as `a; b; c`; maps, and lists of
objects, as JSON; all else is text as it stands, decimals and dates too. `null` stands for "expressly
nothing" where a field demands it (the date that a renegotiation withdraws). Columns that a type does not
know are kept where they are filled in, for the rules to refuse by name.

Spreadsheets run cells that begin with = + - @ as formulas. A text that begins so, behind any number of
apostrophes, is therefore exported behind one apostrophe more; reading takes one away: `'=1+1` is read as
`=1+1`, and `'tis` as it stands.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from itertools import chain
from types import UnionType
from typing import Annotated, Any, BinaryIO, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from domain.event import Event, registry
from engine.exchange.jsonl import loads
from engine.exchange.line import LINE_AT_MOST, TOO_LONG, Fault, Line, not_utf8, physical_lines

Cell = Callable[[str], Any]

_DELIMITERS = ",;\t"
_PROTECTED = re.compile(r"'+[=+\-@\t\r]")
_WHOLE = re.compile(r"-?[0-9]{1,18}")


def read(stream: BinaryIO) -> Iterator[Line | Fault]:
    """The events of a table, one a row; rows with nothing in them are skipped."""
    source = _Source(stream)
    first = _first(source)
    if first is None:
        return
    delimiter = max(_DELIMITERS, key=first.count)
    rows = _rows(csv.reader(chain([first], source), delimiter=delimiter, strict=True), source)
    header = _header(next(rows))
    if isinstance(header, Fault):
        yield header
    else:
        yield from (_event(header, row) for row in rows if not (isinstance(row, _Row) and row.blank))


def _first(source: _Source) -> str | None:
    for text in source:
        if text.strip() or source.faults:
            return text
        source.begin_row()
    return None


class _Source(Iterator[str]):
    """The lines of a file for the csv module. What is wrong with them is kept until their row is complete."""

    def __init__(self, stream: BinaryIO) -> None:
        self._pieces = _pieces(stream)
        self.number = 0  #: of the line given last
        self.size = 0  #: characters given since a row began
        self.faults: list[str] = []

    def __next__(self) -> str:
        text, fault = next(self._pieces)
        self.number += 1
        self.size += len(text)
        if fault:
            self.faults.append(f"Line {self.number}: {fault}")
        if self.size > LINE_AT_MOST:
            raise csv.Error("the row is longer than 1 MiB, perhaps for want of a closing quotation mark")
        return text

    def begin_row(self) -> None:
        """Forget what belonged to the row before."""
        self.size, self.faults = 0, []


class _Row:
    """A row of cells, and the line at which it starts."""

    __slots__ = ("cells", "number")

    def __init__(self, number: int, cells: list[str]) -> None:
        self.number = number
        self.cells = [cell.replace("\r\n", "\n").replace("\r", "\n") for cell in cells]

    @property
    def blank(self) -> bool:
        """Whether nothing is filled in."""
        return not any(map(str.strip, self.cells))


def _pieces(stream: BinaryIO) -> Iterator[tuple[str, str]]:
    """Lines of text, ended by LF, CR or both, each with what is wrong with it."""
    for _, raw in physical_lines(stream):
        text, fault = ("\n", TOO_LONG) if raw is None else _decoded(raw)
        pieces = re.split(r"(?<=\r)(?!\n|\Z)", text)
        yield pieces[0], fault
        yield from ((piece, "") for piece in pieces[1:])


def _decoded(raw: bytes) -> tuple[str, str]:
    try:
        return raw.decode(), ""
    except UnicodeDecodeError as error:
        return raw.decode(errors="replace"), not_utf8(error)


def _rows(reader: Iterator[list[str]], source: _Source) -> Iterator[_Row | Fault]:
    start = source.number
    while True:
        try:
            row = _Row(start, next(reader))
        except StopIteration:
            return
        except csv.Error as error:
            yield Fault(start, f"Not CSV: {error}. A cell with quotation marks, delimiters or line ends is quoted.")
        else:
            yield Fault(start, source.faults[0]) if source.faults else row
        source.begin_row()
        start = source.number + 1


def _header(row: _Row | Fault) -> list[str] | Fault:
    if isinstance(row, Fault):
        return row
    names = [cell.strip() for cell in row.cells]
    named = [name for name in names if name]
    if "type" not in named:
        return Fault(row.number, "The first row should name the fields, type among them: coalition,type,at,by,…")
    if len(set(named)) != len(named):
        twice = next(name for name in named if named.count(name) > 1)
        return Fault(row.number, f"Two columns are called {twice[:80]!r}: keep one of them.")
    return names


def _event(header: list[str], row: _Row | Fault) -> Line | Fault:
    if isinstance(row, Fault):
        return row
    try:
        return Line(row.number, _fields(_filled_in(header, row.cells)))
    except ValueError as error:
        return Fault(row.number, str(error))


def _filled_in(header: list[str], cells: list[str]) -> dict[str, str]:
    """The cells that hold something, by field. Raises ValueError where one stands under no name."""
    names = [*header, *[""] * (len(cells) - len(header))]
    for column, (name, cell) in enumerate(zip(names, cells, strict=False), 1):
        if cell.strip() and not name:
            where = "has no name in the first row" if column <= len(header) else "is one more than the first row has"
            raise ValueError(f"Column {column} {where}, and holds {cell[:40]!r}: is a cell with delimiters unquoted?")
    return {name: cell for name, cell in zip(names, cells, strict=False) if cell.strip()}


def _fields(cells: Mapping[str, str]) -> dict[str, Any]:
    readings, fields = field_readings(registry().get(cells.get("type", ""), Event)), dict[str, Any]()
    for name, cell in cells.items():
        try:
            fields[name] = readings.get(name, _anything)(cell)
        except ValueError as error:
            raise ValueError(f"Column {name}: {error}") from None
    return fields


@cache
def field_readings(event_type: type[Event]) -> Mapping[str, Cell]:
    """How the cells of each field of a type are read; the base stands for types that nobody knows."""
    fields = event_type.model_fields.items()
    nullable = [name for name, field in fields if field.is_required() and type(None) in _bases(field.annotation)]
    readings = {name: _reading(field.annotation) for name, field in fields}
    return {**readings, **dict.fromkeys(nullable, _text_or_null), **_ADDED}


def _reading(annotation: Any) -> Cell:
    bases = _bases(annotation)
    if tuple in bases:
        return _list_of_text if _holds_text(annotation) else _json
    if any(base is dict or issubclass(base, BaseModel) for base in bases):
        return _json
    if bool in bases:
        return _flag
    return _number if int in bases and Decimal not in bases else _text


def _bases(annotation: Any) -> set[type]:
    """The plain types that an annotation allows."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _bases(args[0])
    if origin in (Union, UnionType):
        return set().union(*map(_bases, args))
    if origin is Literal:
        return set(map(type, args))
    return {origin or annotation}


def _holds_text(annotation: Any) -> bool:
    return get_origin(annotation) is tuple and _bases(get_args(annotation)[0]) == {str}


def _text(cell: str) -> str:
    return cell[1:] if _PROTECTED.match(cell) else cell


def _text_or_null(cell: str) -> str | None:
    return None if cell.strip() == "null" else _text(cell)


def _number(cell: str) -> int | str:
    return int(cell) if _WHOLE.fullmatch(cell.strip()) else cell


def _flag(cell: str) -> bool | str:
    return {"true": True, "false": False}.get(cell.strip().lower(), cell)


def _json(cell: str) -> Any:
    return loads(cell) if cell.lstrip().startswith(("[", "{")) else cell


def _list_of_text(cell: str) -> Any:
    if cell.lstrip().startswith(("[", "{")):
        return loads(cell)
    return [item.strip() for item in cell.split(";") if item.strip()]


def _anything(cell: str) -> Any:
    """A cell of a field that the type does not have: nothing is made of it."""
    return cell


#: What recording adds.
_ADDED: Mapping[str, Cell] = {
    **dict.fromkeys(("n", "derived_from", "stands_at"), _number),
    **dict.fromkeys(("attested", "breaches", "voids"), _json),
}
