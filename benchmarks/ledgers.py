"""Ledgers to measure on: filled through the engine's own doors, once for all rows that want the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from benchmarks.histories import history
from benchmarks.rows import Bench
from domain.coalition import Coalition, decide, evolve
from domain.event import Recorded
from domain.shape import parsed
from engine.exchange import jsonl
from engine.importing import How, import_lines, into
from engine.ledger import Ledger

NAME = "generated"
HOW = How("bench")
NOW = "2026-01-05T09:00:00.000000Z"
_TOLD_APART = 20  #: so many histories of their own; the other coalitions tell one of them under another name


def ledger_of(bench: Bench, events: int) -> str:
    """The URL of a ledger that holds one coalition of so many events."""
    path = bench.folder / f"{events}.db"
    if not path.exists():
        imported(bench.file(events), path)
    return url(path)


def imported(file: Path, into_path: Path) -> None:
    """Import a file into a new ledger. Raises AssertionError where a line was refused."""
    with file.open("rb") as lines, Ledger(url(into_path), create=True) as ledger:
        report = import_lines(jsonl.read(lines), HOW, into(ledger, HOW))
    assert not report.refusals, report.refusals[0]


def many(bench: Bench, coalitions: int, events: int) -> str:
    """The URL of a ledger that holds so many coalitions of so many events."""
    path = bench.folder / f"{coalitions}x{events}.db"
    if not path.exists():
        told = [recorded(seed, events) for seed in range(min(coalitions, _TOLD_APART))]
        with Ledger(url(path), create=True) as ledger:
            for number in range(coalitions):
                ledger.events.put(_renamed(told[number % len(told)], f"coalition-{number:04}"))
    return url(path)


def recorded(seed: int, events: int) -> list[Recorded]:
    """The records of a history, decided by the rules one after the other."""
    coalition, records = Coalition(), list[Recorded]()
    for line in history(seed, events):
        for record in decide(coalition, parsed(line), now=NOW, recorded_by="bench"):
            coalition = evolve(coalition, record)
            records.append(record)
    return records


def url(path: Path) -> str:
    """The address of a store."""
    return f"sqlite:///{path}"


def _renamed(records: list[Recorded], name: str) -> list[Recorded]:
    return [replace(r, event=r.event.model_copy(update={"coalition": name})) for r in records]
