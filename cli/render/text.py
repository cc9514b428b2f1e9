"""Text for terminals: user text made harmless, tables for people, plain columns for pipes."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable, Sequence

import typer

#: Marks that turn the direction of writing around, with which text can pretend to be other text.
_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def plain(text: object) -> str:
    """User text without anything that a terminal would act on: such characters are shown as escapes."""
    return "".join(_harmless(character) for character in str(text))


def cell(value: object) -> str:
    """User text for one cell of a table: harmless, on one line; nothing for null, never a zero."""
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return ", ".join(cell(item) for item in value)
    return plain(value).replace("\n", " ").replace("\t", " ")


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table: with lines and colour on a terminal, aligned plain text when piped."""
    cells = [[cell(value) for value in row] for row in rows]
    if sys.stdout.isatty():
        _drawn(columns, cells)
    else:
        _aligned(columns, cells)


def heading(text: str) -> None:
    """Print a heading."""
    typer.secho(plain(text), bold=sys.stdout.isatty())


def line(text: str = "") -> None:
    """Print a line of text."""
    typer.echo(plain(text))


def _harmless(character: str) -> str:
    if character in "\n\t":
        return character
    if unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") or character in _DIRECTIONS:
        return f"\\u{ord(character):04x}"
    return character


def _drawn(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        drawn.add_column(column, overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(value) for value in row))
    Console().print(drawn)


def _aligned(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich.cells import cell_len

    widths = [max(map(cell_len, column)) for column in zip(columns, *rows, strict=True)]
    for row in [columns, *rows]:
        padded = (value + " " * (width - cell_len(value)) for value, width in zip(row, widths, strict=True))
        typer.echo("  ".join(padded).rstrip())
