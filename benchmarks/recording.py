"""Recording: one event at a time, durably; and many at once from a file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import cast

from benchmarks import bare, ledgers
from benchmarks.histories import history, written
from benchmarks.machine import memory
from benchmarks.rows import Bench, Figure, at_least, row
from domain.coalition import Coalition, evolve
from domain.event import Event, Recorded
from domain.shape import parsed
from engine.ledger import Ledger

_AT_A_TIME = 20  #: recordings between two turns of the yardstick


@row(2)
def record_one_event(bench: Bench) -> Iterator[Figure]:
    """Row 2: what is recorded one by one goes into a twin first, to know the very rows that this writes."""
    events, more = bench.sizes.short, _AT_A_TIME * (bench.sizes.times + 1)
    lines = list(history(8, events + more))
    acts = [parsed(line) for line in lines[events:]]
    file, store, twin = (bench.folder / f"recording.{end}" for end in ("jsonl", "db", "twin.db"))
    written(lines[:events], file)
    for path in (store, twin):
        ledgers.imported(file, path)
    connection = bare.like(store, bench.folder / "recording.bare.db")
    bare.insert(connection, bare.written(store))
    with Ledger(ledgers.url(twin)) as ledger:
        _record(ledger, acts)
    recordings = _by_recording(twin, len(acts))
    turns, same_turns = (iter(range(0, more, _AT_A_TIME)) for _ in range(2))

    def recorded() -> None:
        turn = next(turns)
        _record(ledger, acts[turn : turn + _AT_A_TIME])

    def inserted() -> None:
        turn = next(same_turns)
        for rows in recordings[turn : turn + _AT_A_TIME]:
            bare.insert(connection, rows)

    with Ledger(ledgers.url(store)) as ledger, closing(connection):
        pairs = bench.paired(recorded, inserted)
    each = [seconds / _AT_A_TIME * 1e3 for seconds in pairs.medians]
    note = f"{each[0]:.2f} ms a recording, {each[1]:.2f} ms bare."
    what = f"record one event durably, {events:,} there"
    yield Figure("2", what, "the same rows in a bare transaction", pairs.speeds, at_least(0.5), note)


def _record(ledger: Ledger, acts: list[Event]) -> None:
    for act in acts:
        ledger.record(act, recorded_by="bench")


def _by_recording(store: Path, last: int) -> list[list[bare.Rows]]:
    """What each of the last recordings wrote, each of which made one event."""
    tables = {table: rows[-last:] for table, rows in bare.written(store)}
    return [[bare.Rows(table, rows[turn : turn + 1]) for table, rows in tables.items()] for turn in range(last)]


@row(3)
def import_a_file(bench: Bench) -> Iterator[Figure]:
    """Row 3."""
    events, file, fresh = bench.sizes.long, bench.file(bench.sizes.long), count()
    first = bench.folder / "import.db"
    ledgers.imported(file, first)
    rows = bare.written(first)

    def imported() -> None:
        ledgers.imported(file, bench.folder / f"import.{next(fresh)}.db")

    def inserted() -> None:
        with closing(bare.like(first, bench.folder / f"import.{next(fresh)}.db")) as connection:
            bare.insert(connection, rows)

    pairs = bench.paired(imported, inserted)
    what, note = f"import {events:,} events from JSON Lines", f"{events / pairs.medians[0]:,.0f} events a second."
    yield Figure("3", what, "executemany of the same rows", pairs.speeds, at_least(0.1), note)
    yield from _memory(file, first, bench.folder / "import.memory.db")


def _memory(file: Path, store: Path, new: Path) -> Iterator[Figure]:
    """How much memory an import takes, in a process of its own, beside what the live coalition takes."""
    taken, live = memory(ledgers.imported, file, new), memory(_live, store)
    if taken and live:
        note = f"{taken.grown:.0f} MiB more at the peak; the live coalition takes {live.grown:.0f}."
        yield Figure("3b", "memory that the import takes", "the live coalition", [taken.grown / live.grown], None, note)


def _live(store: Path) -> Coalition:
    """The coalition of a store, its entries read a page at a time."""
    coalition = Coalition()
    with Ledger(ledgers.url(store)) as ledger:
        while page := list(ledger.events.get(ledgers.NAME, gt=coalition.version, limit=1_000)):
            for record in page:
                coalition = evolve(coalition, cast(Recorded, record))
    return coalition
