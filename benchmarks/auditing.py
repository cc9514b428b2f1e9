"""Auditing: verifying a ledger against a bare loop that hashes the same bytes, read from the same database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256

from benchmarks import ledgers
from benchmarks.rows import Bench, Figure, at_least, row
from engine.audit.verifying import verify
from engine.ledger import Ledger
from engine.processes import processors
from engine.stores import sqlite_path


@row(10)
def verification(bench: Bench) -> Iterator[Figure]:
    """Row 10."""
    url, events = ledgers.ledger_of(bench, bench.sizes.long), bench.sizes.long
    what, processes = f"audit verify, {events:,} events", processors()
    pairs = bench.paired(lambda: _verified(url, histories=False), lambda: _hashed(url))
    yield Figure("10", f"{what}: hashes and fields", _BARE, pairs.speeds, at_least(0.2))
    pairs = bench.paired(lambda: _verified(url, processes=processes), lambda: _hashed(url))
    yield Figure("10b", f"{what}, with re-decision, as a command does it", _BARE, pairs.speeds, at_least(0.06))
    pairs = bench.computed(lambda: _verified(url), lambda: _hashed(url))
    note = f"{pairs.medians[0] / events * 1e6:.0f} µs an event, against {pairs.medians[1] / events * 1e6:.1f}."
    yield Figure("10c", f"{what}, with re-decision, by one process", _BARE, pairs.speeds, note=note)


_BARE = "hashing the same bytes in a bare loop"


def _verified(url: str, *, histories: bool = True, processes: int = 1) -> None:
    with Ledger(url) as ledger:
        assert not verify(ledger, histories=histories, processes=processes)["faults"]


def _hashed(url: str) -> bytes:
    """State, entry and leaf of every event, and the root over a chain of them."""
    last = b""
    with closing(sqlite3.connect(sqlite_path(url))) as connection:
        rows = connection.execute(
            "SELECT e.state, l.entry FROM audit_leaf l "
            "JOIN stored_events e ON e.rowid = l.notification_id ORDER BY l.idx"
        )
        for state, entry in rows:
            last = sha256(sha256(state).digest() + sha256(entry).digest() + last).digest()
    return last
