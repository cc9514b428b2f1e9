"""Backups are looked at before they are called so: of either kind of store, and before a store is made of one."""

from __future__ import annotations

import io
import shlex
import sqlite3
from collections.abc import Callable
from contextlib import closing, nullcontext
from pathlib import Path

import pytest
from audit.sealed import relogged

from engine import care, stores
from engine.errors import CannotWrite, Damaged
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
    "DROP TABLE audit_node": "cannot be read",
    "DROP TABLE command": "cannot be read",
    "PRAGMA user_version = 1": "it is marked as of layout 1, and its tables are those of layout 2",
    "PRAGMA user_version = 0": "it is marked as of layout 0, and its tables are those of layout 2",
    "PRAGMA user_version = -5": "it is marked as of layout -5, and its tables are those of layout 2",
    "CREATE TRIGGER mine AFTER INSERT ON stored_events BEGIN SELECT 1; END": (
        "there is a trigger mine that does not belong here"
    ),
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


def test_whoever_is_called_as_a_key_is_backed_up_as_anybody(tmp_path: Path, new_url: Callable[[str], str]) -> None:
    """What is said in an event is not looked for among its keys."""
    url = new_url("store")
    with Ledger(url, create=True) as ledger:
        begin(ledger)
        events = [(moment(f"walk {number}"), None) for number in range(2)]
        ledger.record_all(events, recorded_by="command_id")
        ledger.record(moment("a meal"), recorded_by="clerk", attest="command_id")
        assert care.check(ledger)["faults"] == []
    stores.backup(url, tmp_path / "b.db")
    stores.restore(tmp_path / "b.db", new_url("again"))


#: What a line may say of a recording that it does not name, and whether it is one at all.
NAMELESS = {
    '"command_id"': True,
    '["command_id"]': True,
    '{"a":"command_id"}': True,
    '{"command_id":[1]}': True,
    '{"command_id":{}}': True,
    '{"command_id"': False,
    '["command_id"' + "[" * 99_999: False,
}


@pytest.mark.parametrize(("line", "is_one"), NAMELESS.items(), ids=[line[:20] for line in NAMELESS])
def test_no_line_of_a_rewritten_log_stops_the_looking(tmp_path: Path, line: str, is_one: bool) -> None:
    """Where events name no recordings, as those of the first stores, none is missed."""
    begun(f"sqlite:///{tmp_path / 'a.db'}")
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection, connection:
        connection.execute("UPDATE stored_events SET state = CAST(state || ? AS BLOB)", (f"\n{line}",))
        relogged(connection)
    with nullcontext() if is_one else pytest.raises(Damaged, match="cannot be read"):
        stores.backup(f"sqlite:///{tmp_path / 'a.db'}", tmp_path / "b.db")
    assert names(tmp_path) == ["a.db", "b.db" if is_one else "b.damaged.db"]


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def spoilt_at_100(data: bytes) -> bytes:
    return data[:100] + b"\xff" * 100 + data[200:]


@pytest.mark.parametrize("spoil", [cut, spoilt_at_100])
def test_a_store_that_no_database_opens_is_damaged(tmp_path: Path, spoil: Callable[[bytes], bytes]) -> None:
    """The target is not blamed, and nobody is told that it is none."""
    made(tmp_path / "a.db")
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    (tmp_path / "a.db").write_bytes(spoil((tmp_path / "a.db").read_bytes()))
    told = r"a\.db is damaged.*malformed.* Go on from a backup made before"
    with pytest.raises(Damaged, match=told):
        stores.backup(f"sqlite:///{tmp_path / 'a.db'}", tmp_path / "b.db")
    with pytest.raises(Damaged, match=told):
        stores.restore(tmp_path / "a.db", f"sqlite:///{tmp_path / 'b.db'}")
    assert names(tmp_path) == ["a.db"]


@pytest.mark.parametrize("name", ["x" * 240, "é" * 110, "x" * 235 + ".db", "x." + "y" * 240])
def test_the_name_of_a_damaged_copy_is_one_that_there_can_be(tmp_path: Path, name: str) -> None:
    made(tmp_path / "a.db")
    edit(tmp_path / "a.db", "DELETE FROM audit_leaf WHERE idx = 1")
    for number in range(2):
        with pytest.raises(Damaged, match=r"kept as .*\.damaged"):
            stores.backup(f"sqlite:///{tmp_path / 'a.db'}", tmp_path / name)
        assert len(names(tmp_path)) == 2 + number
    assert all("damaged" in each for each in names(tmp_path) if each != "a.db")


def test_damage_is_told_also_where_the_copy_cannot_be_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    made(tmp_path / "a.db")
    edit(tmp_path / "a.db", "DELETE FROM audit_leaf WHERE idx = 1")
    monkeypatch.setattr("os.replace", full)
    with pytest.raises(Damaged, match=r"lacks leaf 1 .* it cannot be kept: No space left on device\."):
        stores.backup(f"sqlite:///{tmp_path / 'a.db'}", tmp_path / "b.db")
    assert names(tmp_path) == ["a.db"]


def test_what_is_advised_can_be_pasted(tmp_path: Path) -> None:
    folder = tmp_path / "it's a folder"
    folder.mkdir()
    made(folder / "a.db")
    edit(folder / "a.db", "DELETE FROM audit_leaf WHERE idx = 1")
    with pytest.raises(Damaged) as damaged:
        stores.backup(f"sqlite:///{folder / 'a.db'}", folder / "b.db")
    url = f"sqlite:///{folder / 'a.db'}"
    assert shlex.split(str(damaged.value).rpartition("with: ")[2]) == ["coalition", "audit", "verify", "--store", url]
    with pytest.raises(Damaged) as damaged:
        stores.restore(folder / "b.damaged.db", f"sqlite:///{folder / 'c.db'}")
    url = f"sqlite:///{folder / 'b.damaged.db'}"
    assert shlex.split(str(damaged.value).rpartition("with: ")[2]) == ["coalition", "export", "ID", "--store", url]


def test_a_damaged_recording_on_a_server_is_told_of_by_the_name_of_the_store(tmp_path: Path) -> None:
    schema = new_schema()
    url = begun(server().url(schema))
    server().execute(f"DELETE FROM {schema}.command")
    with pytest.raises(Damaged, match=r"not acknowledged.* coalition audit verify --store") as damaged:
        stores.backup(url, tmp_path / "b.db")
    assert shlex.split(str(damaged.value).rpartition("with: ")[2])[-1] == stores.shown(url)
    assert names(tmp_path) == ["b.damaged.db"]


@pytest.mark.parametrize("suffix", ["-wal", "-shm", "-journal"])
def test_no_copy_lies_where_a_database_keeps_a_journal(tmp_path: Path, suffix: str) -> None:
    """It would be deleted, or played into the store."""
    url = made(tmp_path / "a.db")
    for _ in range(2):
        with pytest.raises(CannotWrite, match=rf"a\.db{suffix} is where a database keeps the journal of .*a\.db\."):
            stores.backup(url, tmp_path / f"a.db{suffix}")
        with pytest.raises(CannotWrite, match="Choose another name"):
            stores.restore(tmp_path / "a.db", f"sqlite:///{tmp_path / 'a.db'}{suffix}")
    assert names(tmp_path) == ["a.db"]
    stores.backup(url, tmp_path / f"b.db{suffix}")  # it is nobody's
