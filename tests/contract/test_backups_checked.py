"""Backups are looked at before they are called so: of either kind of store, and before a store is made of one."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from engine import care, stores
from engine.errors import Damaged
from engine.exchange import jsonl
from engine.importing import exported, restored
from engine.ledger import Ledger
from engine.stores.sqlite_soundness import faults_in

from .postgres import new_schema, server
from .samples import begin, begun, made, moment, record


def edit(path: Path, statement: str) -> None:
    """Change a store behind the ledger's back."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)


def names(folder: Path) -> list[str]:
    return sorted(item.name for item in folder.iterdir() if not item.name.endswith(("-wal", "-shm")))


#: What somebody or a disk may have done to a store that SQLite itself finds sound, and what is said of it.
SPOILT = {
    "UPDATE stored_events SET state = CAST(replace(CAST(state AS TEXT), 'a walk', 'a talk') AS BLOB)": (
        "The event is not the one that was logged (leaf 3, coalition alder, event 4)"
    ),
    "DELETE FROM stored_events WHERE originator_version = 4": (
        "The log knows this event, and the store does not hold it (leaf 3, coalition alder, event 4)"
    ),
    "DELETE FROM audit_leaf WHERE idx = 3": "The store holds an event that the log does not know",
    "DELETE FROM audit_leaf WHERE idx = 1": "The log lacks leaf 1",
    "DELETE FROM command WHERE first = 4": "of events 4 to 4 is not acknowledged (coalition alder, event 4)",
    "UPDATE command SET last = 2 WHERE first = 1": "of events 1 to 3 is not acknowledged (coalition alder, event 1)",
    "DROP INDEX naming": None,
    "CREATE TABLE notes (text)": None,
}


@pytest.mark.parametrize("statement", SPOILT)
def test_what_no_page_tells_the_log_does(tmp_path: Path, statement: str) -> None:
    with Ledger(made(tmp_path / "a.db")) as ledger:
        record(ledger, moment("a walk"))
    edit(tmp_path / "a.db", statement)
    said = SPOILT[statement]
    if said is None:  # nothing of what was recorded is lost
        stores.backup(f"sqlite:///{tmp_path / 'a.db'}", tmp_path / "b.db")
        assert names(tmp_path) == ["a.db", "b.db"]
        return
    with pytest.raises(Damaged) as damaged:
        stores.backup(f"sqlite:///{tmp_path / 'a.db'}", tmp_path / "b.db")
    assert said in str(damaged.value)
    assert f"kept as {tmp_path / 'b.damaged.db'} and not as {tmp_path / 'b.db'}" in str(damaged.value)
    assert names(tmp_path) == ["a.db", "b.damaged.db"]
    assert faults_in(tmp_path / "b.damaged.db") == faults_in(tmp_path / "a.db") != []


def test_a_damaged_backup_is_made_no_store(tmp_path: Path, new_url: Callable[[str], str]) -> None:
    stores.backup(made(tmp_path / "a.db"), tmp_path / "b.db")
    edit(tmp_path / "b.db", "UPDATE stored_events SET topic = 'party-withdrew' WHERE originator_version = 3")
    before, url = (tmp_path / "b.db").read_bytes(), new_url("store")
    with pytest.raises(Damaged, match=r"b\.db is damaged: .*coalition alder, event 3.* No store was made of it"):
        stores.restore(tmp_path / "b.db", url)
    assert not stores.exists(url)
    assert (tmp_path / "b.db").read_bytes() == before
    assert names(tmp_path) == ["a.db", "b.db", "store"]
    assert list((tmp_path / "store").iterdir()) == []


def test_of_a_damaged_store_on_a_server_no_backup_is_made(tmp_path: Path) -> None:
    schema = new_schema()
    url = begun(server().url(schema))
    server().execute(f"UPDATE {schema}.stored_events SET state = state || 'x' WHERE originator_version = 2")
    with pytest.raises(Damaged, match=r"does not commit to alder event 2 .* No backup was made of it"):
        stores.backup(url, tmp_path / "b.db")
    assert names(tmp_path) == []


def test_what_was_restored_from_text_is_sound_too(tmp_path: Path) -> None:
    """Its recordings are those that its events name."""
    with Ledger(made(tmp_path / "a.db")) as ledger:
        begin(ledger, "beech")
        lines = list(exported(ledger, ledger.streams()))
    with Ledger(f"sqlite:///{tmp_path / 'b.db'}", create=True) as ledger:
        ledger.restore(restored(jsonl.read(io.BytesIO("\n".join(lines).encode()))))
        assert care.check(ledger)["faults"] == []
    assert faults_in(tmp_path / "b.db") == []
