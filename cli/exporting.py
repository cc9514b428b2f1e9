"""Exporting: whole histories out of the ledger, in the formats that other programs read."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, cast

import typer

from cli.completing import coalitions as known_coalitions
from cli.conventions import Store, one_of, opened
from cli.render.patience import patience

if TYPE_CHECKING:
    from engine.ledger import Ledger


def export_formats(incomplete: str) -> list[str]:
    """The formats that can be exported, for the shell to offer."""
    from projections.export.formats import FORMATS

    return [name for name in FORMATS if name.startswith(incomplete)]


def export(
    coalitions: Annotated[
        list[str] | None,
        typer.Argument(metavar="ID", help="The coalitions; all where none is named.", autocompletion=known_coalitions),
    ] = None,
    format_: Annotated[
        str,
        typer.Option(
            "--format", metavar="FORMAT", help="jsonl, csv, parquet, ocel or ical.", autocompletion=export_formats
        ),
    ] = "jsonl",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="A new file; else stdout.")
    ] = None,
    store: Store = None,
) -> None:
    """Export histories: JSON Lines that `import --restore` takes back, tables, Parquet, OCEL 2.0, a calendar of dates.

    Example: coalition export i3t --format ical -o i3t.ics
    """
    from projections.export.formats import BINARY, FORMATS

    one_of(FORMATS, format_, "--format")
    if format_ in BINARY and output is None:
        raise typer.BadParameter(f"{format_} is no text: name a file to write it to", param_hint="-o")
    with opened(store) as ledger:
        named = list(dict.fromkeys(coalitions or ledger.streams()))
        if output is None:
            _to_stdout(ledger, named, format_)
        else:
            _to_file(ledger, named, format_, output)


def _to_file(ledger: Ledger, coalitions: Sequence[str], format_: str, output: Path) -> None:
    from engine.files import new_file
    from projections.export.formats import write

    try:
        with new_file(output) as stream, patience(f"Writing {output}") as come:
            write(ledger, coalitions, format_, stream, come)
    except FileExistsError:
        raise typer.BadParameter(f"{output} exists already; it is left as it is", param_hint="-o") from None


def _to_stdout(ledger: Ledger, coalitions: Sequence[str], format_: str) -> None:
    from cli.render.text import on_terminal
    from projections.export.formats import write

    write(ledger, coalitions, format_, cast(BinaryIO, _Terminal()) if on_terminal() else sys.stdout.buffer)
    sys.stdout.flush()


class _Terminal:
    """A terminal, to which text goes without anything that it would act on."""

    def write(self, data: bytes) -> int:
        from cli.render.text import plain

        sys.stdout.write(plain(data.decode().replace("\r\n", "\n")))
        return len(data)
