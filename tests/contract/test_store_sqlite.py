"""The SQLite store: which addresses name one, what is opened, how durably, and what is left alone."""

from __future__ import annotations

import shutil
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from eventsourcing.persistence import OperationalError, PersistenceError

from engine import stores
from engine.errors import NoStore, NotAStore
from engine.ledger import Ledger
from engine.stores import sqlite, sqlite_events

from .samples import begin, made, moment, opened, record, record_all

#: What SQLite cannot do, and finds out only when it does it.
FAILS = "SELECT abs(-9223372036854775808)"


@contextmanager
def locked(path: Path, how: str) -> Iterator[sqlite3.Connection]:
    """Somebody else holds a lock."""
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as connection:
        connection.execute(f"BEGIN {how}")
        yield connection


def test_every_connection_writes_ahead_and_waits_for_the_disk(tmp_path: Path) -> None:
    with Ledger(made(tmp_path / "a.db")) as ledger:
        transaction = ledger.recorder.datastore.transaction
        with transaction(commit=False) as one, transaction(commit=False) as two, transaction(commit=True) as three:
            for cursor in (one, two, three):
                assert [sqlite_events.pragma(cursor, name) for name in ("journal_mode", "synchronous")] == ["wal", 2]
        assert ledger.health().settings == {"journal_mode": "wal", "synchronous": "full", "user_version": 2}


@pytest.mark.skipif(sys.platform == "win32", reason="the file system layer is that of Unix")
def test_a_place_that_cannot_keep_things_is_refused(tmp_path: Path) -> None:
    made(tmp_path / "a.db")
    stores.backup(f"sqlite:///{tmp_path / 'a.db'}", tmp_path / "b.db")
    address = f"{(tmp_path / 'b.db').as_uri()}?mode=rw&vfs=unix-dotfile"  # as on a disk without shared memory
    pool = sqlite.DurablePool(db_name=address)
    with pytest.raises(NotAStore, match="journal delete"):
        pool.get_connection(is_writer=False)
    pool.close()


def test_memory_keeps_nothing() -> None:
    with closing(sqlite3.connect(":memory:")) as connection, pytest.raises(NotAStore, match="journal memory"):
        sqlite.make_durable(connection)


def test_a_store_that_somebody_else_is_turning_durable_is_waited_for(tmp_path: Path) -> None:
    stores.backup(made(tmp_path / "a.db"), tmp_path / "b.db")
    with locked(tmp_path / "b.db", "EXCLUSIVE") as connection:
        threading.Timer(0.3, connection.rollback).start()
        with Ledger(f"sqlite:///{tmp_path / 'b.db'}") as ledger:
            assert ledger.version("alder") == 3


def test_a_store_that_is_never_free_is_told_to_be_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stores.backup(made(tmp_path / "a.db"), tmp_path / "b.db")
    monkeypatch.setattr(sqlite, "_LOCK_TIMEOUT", 0.1)
    with (
        locked(tmp_path / "b.db", "IMMEDIATE"),
        Ledger(f"sqlite:///{tmp_path / 'b.db'}") as ledger,
        pytest.raises(NotAStore, match="locked"),
    ):
        ledger.version("alder")


def test_a_writing_transaction_takes_the_lock_at_once_and_a_reading_one_none(tmp_path: Path) -> None:
    with (
        Ledger(made(tmp_path / "a.db")) as ledger,
        closing(sqlite3.connect(tmp_path / "a.db", timeout=0, isolation_level=None)) as other,
    ):
        with ledger.recorder.datastore.transaction(commit=False) as cursor:
            cursor.execute("SELECT COUNT(*) FROM stored_events")
            other.execute("BEGIN IMMEDIATE")
            other.execute("ROLLBACK")
        with (
            ledger.recorder.datastore.transaction(commit=True),
            pytest.raises(sqlite3.OperationalError, match="locked"),
        ):
            other.execute("BEGIN IMMEDIATE")


def test_transactions_that_read_and_then_write_wait_for_each_other(tmp_path: Path) -> None:
    url = made(tmp_path / "a.db")

    def read_then_write(number: int) -> None:
        with Ledger(url) as ledger, ledger.recorder.datastore.transaction(commit=True) as cursor:
            cursor.execute("SELECT COUNT(*) FROM command")
            assert cursor.fetchone()[0]
            cursor.execute("INSERT INTO command VALUES (?, 'alder', 1, 1)", (f"c-{number}",))

    with ThreadPoolExecutor(8) as pool:
        assert len(list(pool.map(read_then_write, range(100)))) == 100


def test_a_writer_who_waits_in_vain_is_told_so_and_may_try_again(tmp_path: Path) -> None:
    with Ledger(made(tmp_path / "a.db")) as ledger:
        with ledger.recorder.datastore.transaction(commit=True) as cursor:
            cursor.execute("PRAGMA busy_timeout=50")
        with locked(tmp_path / "a.db", "IMMEDIATE"), pytest.raises(OperationalError, match="busy"):
            record(ledger, moment("a walk"))
        assert record(ledger, moment("a walk")).last == 4


def test_events_and_their_command_are_stored_together_or_not_at_all(tmp_path: Path) -> None:
    with Ledger(made(tmp_path / "a.db")) as ledger, closing(sqlite3.connect(tmp_path / "a.db")) as other:
        with other:
            other.execute(f"CREATE TRIGGER full BEFORE INSERT ON command BEGIN {FAILS}; END")
        with pytest.raises(PersistenceError):
            record_all(ledger, opened("beech"))
        assert list(ledger.streams()) == ["alder"]


def test_the_last_event_of_a_batch_takes_the_others_with_it(tmp_path: Path) -> None:
    with Ledger(made(tmp_path / "a.db")) as ledger, closing(sqlite3.connect(tmp_path / "a.db")) as other:
        with other:
            other.execute(
                f"CREATE TRIGGER full BEFORE INSERT ON stored_events WHEN NEW.originator_version = 6 BEGIN {FAILS}; END"
            )
        with pytest.raises(PersistenceError):
            record_all(ledger, [moment("one"), moment("two"), moment("three")])
        assert (ledger.version("alder"), len(list(ledger.commands()))) == (3, 1)
        assert record_all(ledger, [moment("one"), moment("two")]).last == 5


def _text(path: Path) -> None:
    path.write_text("coalition,type,at\n" * 1000)


def _headed(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000)


def _other_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE stored_events (x)")


def _marked_by_somebody_else(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA application_id=7")


@pytest.mark.parametrize("make", [_text, _headed, _other_database, _marked_by_somebody_else])
@pytest.mark.parametrize("create", [False, True])
def test_what_is_no_store_is_refused_and_left_as_it_is(
    tmp_path: Path, make: Callable[[Path], None], create: bool
) -> None:
    path = tmp_path / "a.db"
    make(path)
    before = path.read_bytes()
    with pytest.raises(NotAStore, match="is not a coalition store"):
        Ledger(f"sqlite:///{path}", create=create)
    with pytest.raises(NotAStore):
        stores.backup(f"sqlite:///{path}", tmp_path / "copy.db")
    assert path.read_bytes() == before
    assert [item.name for item in tmp_path.iterdir()] == ["a.db"]


@pytest.mark.parametrize("create", [False, True])
def test_a_folder_is_no_store(tmp_path: Path, create: bool) -> None:
    with pytest.raises(NotAStore, match="is not a coalition store"):
        Ledger(f"sqlite:///{tmp_path}", create=create)


def test_an_empty_file_is_made_a_store_only_where_one_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    path.touch()
    with pytest.raises(NoStore):
        Ledger(f"sqlite:///{path}")
    assert path.stat().st_size == 0
    with Ledger(f"sqlite:///{path}", create=True) as ledger:
        assert ledger.health().events == 0


def test_a_store_of_a_newer_layout_is_refused(tmp_path: Path) -> None:
    url = made(tmp_path / "a.db")
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        connection.execute("PRAGMA user_version=3")
    for create in (False, True):
        with pytest.raises(NotAStore, match="newer version"):
            Ledger(url, create=create)


def test_a_store_whose_making_was_cut_short_is_made_whole(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "half.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size=1")
        connection.execute("BEGIN IMMEDIATE")
        for statement in sqlite_events.STATEMENTS:
            connection.execute(statement)
        for number in range(200):  # more than the cache holds: part of it is in the file already
            connection.execute("INSERT INTO command VALUES (?, ?, 1, 1)", (str(number), "x" * 1000))
        shutil.copy(tmp_path / "half.db", tmp_path / "a.db")
        shutil.copy(tmp_path / "half.db-journal", tmp_path / "a.db-journal")
    assert (tmp_path / "a.db").stat().st_size
    with Ledger(f"sqlite:///{tmp_path / 'a.db'}", create=True) as ledger:
        assert list(ledger.commands()) == []
        begin(ledger)


def test_many_who_make_one_store_at_once_all_find_it(tmp_path: Path) -> None:
    def make(number: int) -> None:
        with Ledger(f"sqlite:///{tmp_path / 'a.db'}", create=True) as ledger:
            begin(ledger, f"c-{number}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(make, range(8)))
    with Ledger(f"sqlite:///{tmp_path / 'a.db'}") as ledger:
        assert len(list(ledger.streams())) == 8
