"""Tables: CSV as spreadsheets write it, a header row with the names of fields and one event a row.

Comma, semicolon or tab, as the header shows. An empty cell is a field left out; what others mean is told in `cells`.
Columns that a type does not know are kept where they are filled in, for the rules to refuse by name.
"""

from __future__ import annotations

import csv
import difflib
import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import chain
from typing import Any, BinaryIO

from domain.event import ADDED_BY_RECORDING, Event, registry
from engine.exchange.cells import field_readings as field_readings  # what reads a cell reads an option too
from engine.exchange.line import LINE_AT_MOST, TOO_LONG, Fault, Line, not_utf8, physical_lines

_DELIMITERS = ",;\t"
_SHOWN = 12  # names of columns at most
#: What spreadsheets call a field, above all the type, without which no row is an event.
_CALLED = {"type": "type", "date": "at", "when": "at", "who": "by", "promise": "commitment"}


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
    names = _in_small_letters([cell.strip() for cell in row.cells])
    named = [name for name in names if name]
    if "type" not in named:
        return Fault(row.number, _no_header(named))
    if len(set(named)) != len(named):
        twice = next(name for name in named if named.count(name) > 1)
        return Fault(row.number, f"Two columns are called {twice[:80]!r}: keep one of them.")
    return names


def _in_small_letters(names: list[str]) -> list[str]:
    """The names of columns, those of fields as fields are called, however large their letters are."""
    known = _known_columns()
    return [name.lower() if name.lower() in known else name for name in names]


def _no_header(named: list[str]) -> str:
    """What is said of a first row without a type, and which of its cells may have been meant for fields."""
    known = sorted(_known_columns())
    shown = ",".join(name[:20] for name in named[:_SHOWN]) + (",…" if len(named) > _SHOWN else "")
    near = [(name[:40], _nearest(name, known)) for name in named[:_SHOWN] if name not in known]
    meant = [f"{found} for {name!r}" for name, found in near if found]
    hint = f" Did you mean {', '.join(meant)}?" if meant else ""
    return (
        "The first row should name the fields, in small letters and type among them: coalition,type,at,by,… "
        f"It is: {shown}.{hint}"
    )


def _nearest(name: str, known: list[str]) -> str | None:
    """The field that a column may have been meant for."""
    words = name[:40].lower().split()
    meant = next((_CALLED[word] for word in words if word in _CALLED), None)
    return meant or next(iter(difflib.get_close_matches("_".join(words), known, n=1, cutoff=0.75)), None)


@cache
def _known_columns() -> frozenset[str]:
    """The name of every field of every type, with what recording adds."""
    return frozenset(
        ("type", *ADDED_BY_RECORDING, *(name for kind in registry().values() for name in kind.model_fields))
    )


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
    for name, written in cells.items():
        try:
            fields[name] = readings.get(name, _anything)(written)
        except ValueError as error:
            raise ValueError(f"Column {name}: {error}") from None
    return fields


def _anything(written: str) -> Any:
    """A cell of a field that the type does not have: nothing is made of it."""
    return written
