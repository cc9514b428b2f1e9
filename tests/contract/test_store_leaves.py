"""The log of a store: what is read of the events before one, when that is recorded."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from eventsourcing.persistence import StoredEvent

from engine.errors import Damaged
from engine.ledger import Ledger
from engine.stores.leaves import Log
from engine.stores.sqlite_events import ID_COLUMN

from .samples import made, moment, record

EVENT = StoredEvent("alder", 4, "trust-moment", b"{}")


def test_what_events_say_is_not_read_when_the_next_one_is_logged(tmp_path: Path) -> None:
    made(tmp_path / "a.db")
    read: set[tuple[str | None, str | None]] = set()

    def noting(action: int, table: str | None, column: str | None, *_: str | None) -> int:
        if action == sqlite3.SQLITE_READ:
            read.add((table, column))
        return sqlite3.SQLITE_OK

    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        connection.set_authorizer(noting)
        Log(connection.cursor(), ID_COLUMN).append([EVENT], [99])
    assert ("audit_leaf", "leaf") in read
    assert read.isdisjoint({("stored_events", "state"), ("stored_events", "topic"), ("audit_leaf", "entry")})


def test_an_event_follows_on_the_leaf_of_the_one_before_it(tmp_path: Path) -> None:
    with Ledger(made(tmp_path / "a.db")) as ledger:
        record(ledger, moment("a walk"))
        with ledger.audit_log() as log:
            before, last = log.of("alder")[-2:]
    assert f'"prev":"{bytes(before.leaf).hex()}"' in bytes(last.entry).decode()


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("DELETE FROM audit_leaf WHERE idx = 2", "The log has no leaf of alder event 3"),
        ("UPDATE audit_leaf SET notification_id = NULL WHERE idx = 2", "The log has no leaf of alder event 3"),
        ("UPDATE audit_leaf SET leaf = x'00' WHERE idx = 2", "The log holds something that is no hash"),
        ("UPDATE audit_leaf SET leaf = 'text' WHERE idx = 2", "The log holds something that is no hash"),
    ],
)
def test_nothing_is_logged_on_a_leaf_that_is_not_there(tmp_path: Path, damage: str, told: str) -> None:
    url = made(tmp_path / "a.db")
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection, connection:
        connection.execute(damage)
    with Ledger(url) as ledger:
        with pytest.raises(Damaged, match=told):
            record(ledger, moment("a walk"))
        assert ledger.version("alder") == 3
