"""Formats: every way out of a ledger under its name, written to a stream coalition by coalition."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO

from domain.event import Recorded
from engine.importing import exported
from engine.ledger import Ledger

FORMATS = ("jsonl", "csv", "parquet", "ocel", "ical")
#: Those that are no text, and that no terminal can show.
BINARY = frozenset(("parquet",))


def write(
    ledger: Ledger,
    coalitions: Sequence[str],
    format_name: str,
    stream: BinaryIO,
    come: Callable[[str], None] = lambda come: None,
) -> None:
    """Write the histories of these coalitions in one of `FORMATS`; `come` is told how far it has come.

    Raises NoCoalition, before anything is written, where there is no coalition of a name; CannotWrite where the format
    needs something that is not installed; ValueError for another format.
    """
    if format_name not in FORMATS:
        raise ValueError(f"{format_name!r} is not a format of export; there is: {', '.join(FORMATS)}")
    for coalition in coalitions:
        ledger.known(coalition)
    if format_name in BINARY:
        _parquet(ledger, coalitions, stream, come)
    else:
        for text in _texts(ledger, coalitions, format_name, come):
            stream.write(text.encode())


def _texts(ledger: Ledger, coalitions: Sequence[str], format_name: str, come: Callable[[str], None]) -> Iterator[str]:
    """The export in pieces, the ends of lines included."""
    match format_name:
        case "csv":
            yield from _ended(_csv(ledger, coalitions, come))
        case "ocel":
            from projections.export.ocel import Log

            yield from _ended(Log().lines(_histories(ledger, coalitions, come)))
        case "ical":
            from projections.export.ical import blocks

            yield from blocks(_histories(ledger, coalitions, come))
        case _:
            yield from _ended(exported(ledger, _counted(coalitions, come)))


def _csv(ledger: Ledger, coalitions: Sequence[str], come: Callable[[str], None]) -> Iterator[str]:
    """A table has the columns that it needs, so histories are read twice; what is recorded meanwhile is left out."""
    from engine.exchange.table_writing import columns, header, rows

    held: dict[str, int] = {}
    names: dict[str, None] = {}
    for coalition in coalitions:
        entries = ledger.stream(coalition)
        held[coalition] = len(entries)
        names |= dict.fromkeys(columns(entry.as_exported() for entry in entries))
    names = dict.fromkeys(columns([names]))
    yield header([*names])
    for coalition, entries in _histories(ledger, coalitions, come):
        yield from rows((entry.as_exported() for entry in entries[: held[coalition]]), [*names])


def _parquet(ledger: Ledger, coalitions: Sequence[str], stream: BinaryIO, come: Callable[[str], None]) -> None:
    from engine.exchange import parquet

    def told() -> Iterator[parquet.Row]:
        for _, entries in _histories(ledger, coalitions, come):
            voided = {n for entry in entries for n in entry.voids}
            yield from (parquet.Row(entry, entry.as_exported(), entry.n in voided) for entry in entries)

    parquet.write(told(), stream)


def _histories(
    ledger: Ledger, coalitions: Sequence[str], come: Callable[[str], None]
) -> Iterator[tuple[str, list[Recorded]]]:
    """One history after the other with all its entries; no more than one is held at a time."""
    for coalition in _counted(coalitions, come):
        yield coalition, ledger.stream(coalition)


def _counted(coalitions: Sequence[str], come: Callable[[str], None]) -> Iterator[str]:
    for count, coalition in enumerate(coalitions, 1):
        come(f"coalition {count:,} of {len(coalitions):,}")
        yield coalition


def _ended(lines: Iterator[str]) -> Iterator[str]:
    return (f"{line}\n" for line in lines)
