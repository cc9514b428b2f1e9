"""Text for terminals: user text made harmless, tables for people, plain columns for pipes."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import typer

from cli.render.directions import isolated, laid_out

if TYPE_CHECKING:
    from rich.console import Console

#: Letters of South East Asian scripts, which are written without blanks: a zero-width space is where words end.
_UNSPACED = "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf\ua9e0-\ua9ff\uaa60-\uaadf]"
#: What a terminal may act on: control characters, line and paragraph separators, halves of surrogate pairs; and what
#: makes text pretend to be other text: marks that turn the direction of writing around, and marks that nobody sees.
#: Joiners stay, for emoji and many scripts are written with them.
_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
    f"|(?<!{_UNSPACED})\u200b|\u200b(?!{_UNSPACED})"
)
#: At the end of a text, the first of the two letters that make a flag.
_HALF_FLAG = re.compile("(?<![\U0001f1e6-\U0001f1ff])((?:[\U0001f1e6-\U0001f1ff]{2})*)[\U0001f1e6-\U0001f1ff]$")
#: A column whose cells are no wider than this is never wrapped; a wider one gets at least _WRAPPED.
_NARROW, _WRAPPED = 24, 16


def plain(text: object) -> str:
    """User text without anything that a terminal would act on: such characters are shown as escapes."""
    told = str(text)
    if told.isascii() and told.isprintable():  # most is, and a page asks it of very much
        return told
    return _HARMFUL.sub(lambda found: f"\\u{ord(found[0]):04x}", told)


def cell(value: object) -> str:
    """User text for one cell of a table: harmless, on one line; nothing for null, never a zero."""
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return ", ".join(cell(item) for item in value)
    return plain(value).replace("\n", " ").replace("\t", " ")


def brief(text: str, cells: int) -> str:
    """As much of a text as that many cells hold, with … where something is left out; no character is taken apart."""
    from rich.cells import cell_len, chop_cells

    return text if cell_len(text) <= cells else _HALF_FLAG.sub(r"\1", chop_cells(text, cells - 1)[0]) + "…"


def parts(whole: Mapping[str, Any], told: Callable[[Any], object], cells: int) -> str:
    """The parts of a thing by their names, as `told`, in so many cells; … stands for those that have parts too."""
    simple = [f"{name} {told(part)}" for name, part in whole.items() if isinstance(part, (str, int, float))]
    more = any(isinstance(part, (list, dict)) and part for part in whole.values())
    return brief(", ".join([*simple, "…"] if more else simple), cells)


def some(items: Sequence[Any], at_most: int) -> list[Any]:
    """The first of many, with … where there are more."""
    return [*items] if len(items) <= at_most else [*items[:at_most], "…"]


def on_terminal() -> bool:
    """Whether people read along: lines are wrapped then, and may be styled."""
    return sys.stdout is not None and sys.stdout.isatty()


def line(text: str = "") -> None:
    """Print a line of text."""
    if on_terminal() and text:
        _print(_styled(plain(text)))
    else:
        typer.echo(plain(text))


def heading(text: str) -> None:
    """Print a heading."""
    if on_terminal():
        _print(_styled(plain(text), "bold"))
    else:
        typer.echo(plain(text))


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], spare: Sequence[str] = ()) -> None:
    """Print a table: aligned plain text when piped; wrapped on a terminal, a cell a line where that is too narrow.

    Before that, columns in which nothing stands are left out, then the `spare` ones, as few as will do, in their order.
    """
    cells = [[cell(value) for value in row] for row in rows]
    if not on_terminal():
        _aligned(columns, cells)
        return
    for left_out in _narrower(columns, cells, spare):
        titles, kept = _without(left_out, columns, cells)
        if _fits(titles, kept):
            grid(kept, titles)
            _tell_left_out([title for title in columns if title in left_out and title in spare])
            return
    _stacked(columns, cells)


def facts(pairs: Iterable[tuple[str, object]]) -> None:
    """Print what is known under its labels; what is not known is left out."""
    told = [(label, cell(value)) for label, value in pairs if value not in (None, "", [], ())]
    if on_terminal():
        grid(told, styles=("bold",))
    else:
        for label, value in told:
            typer.echo(f"{label}: {value}")


def bullets(items: Iterable[str]) -> None:
    """Print a list, an item a line; on a terminal the item's further lines are indented."""
    if on_terminal():
        grid([("  -", cell(item)) for item in items])
    else:
        for item in items:
            typer.echo(f"  - {cell(item)}")


def grid(rows: Sequence[Sequence[str]], columns: Sequence[str] = (), styles: Sequence[str] = ()) -> None:
    """Print harmless text in columns on a terminal; long texts are wrapped within theirs."""
    from rich.table import Table

    if not (rows or columns):
        return
    drawn = Table(box=None, show_header=bool(columns), pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for title, style, whole in zip_longest(columns, styles, _whole(rows, columns)):
        drawn.add_column(title or "", style=style or "", overflow="fold", no_wrap=whole)
    for row in rows:
        drawn.add_row(*map(laid_out, row))
    _print(drawn)


def _tell_left_out(titles: Sequence[str]) -> None:
    if titles:
        line(f"… more with a wider terminal or --json: {', '.join(titles)}")


def _narrower(columns: Sequence[str], rows: Sequence[Sequence[str]], spare: Sequence[str]) -> Iterator[set[str]]:
    """The columns to leave out: none; then those in which nothing stands; then, one by one, those to spare too."""
    left_out: set[str] = set()
    yield left_out
    if rows:
        left_out = {title for title, *column in zip(columns, *rows, strict=True) if not any(column)}
    yield left_out
    for title in spare:
        if title not in left_out:
            left_out = {*left_out, title}
            yield left_out


def _without(
    left_out: set[str], columns: Sequence[str], rows: Sequence[Sequence[str]]
) -> tuple[list[str], list[list[str]]]:
    places = [place for place, title in enumerate(columns) if title not in left_out]
    return [columns[place] for place in places], [[row[place] for place in places] for row in rows]


def _fits(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    needed = [width if width <= _NARROW else _WRAPPED for width in _widths(rows, columns)]
    return sum(needed) + 2 * (len(needed) - 1) <= _console().width


def _whole(rows: Sequence[Sequence[str]], columns: Sequence[str]) -> Iterator[bool]:
    """Which columns are not wrapped; where there is no room for that, the first alone, and only in half of it."""
    fits, room = _fits(columns, rows), _console().width
    for place, width in enumerate(_widths(rows, columns)):
        yield width <= _NARROW and (fits or (place == 0 and 2 * width <= room))


def _stacked(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    for place, row in enumerate(rows):
        if place:
            line()
        facts(zip(columns, row, strict=True))


def _widths(rows: Sequence[Sequence[str]], columns: Sequence[str]) -> Iterator[int]:
    """How wide each column is."""
    from rich.cells import cell_len

    everything = [columns, *rows] if columns else rows
    return (max(map(cell_len, column)) for column in zip(*everything, strict=True))


def _styled(text: str, style: str = "") -> Any:
    from rich.text import Text

    return Text(text, style)


def _print(what: Any) -> None:
    _console().print(what)


def _console() -> Console:
    from rich.console import Console

    return Console(color_system=None if os.environ.get("NO_COLOR") else "auto", highlight=False, markup=False)


def _aligned(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich.cells import cell_len

    widths = list(_widths(rows, columns))
    for row in [columns, *rows]:
        padded = (isolated(value) + " " * (width - cell_len(value)) for value, width in zip(row, widths, strict=True))
        typer.echo("  ".join(padded).rstrip())
