"""A ledger made before there was a log: its events are taken in on first opening, at once, and the log says so."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from contract.samples import begin, moment, record

from engine import stores
from engine.audit.signing import packed, proved
from engine.audit.verifying import Held
from engine.errors import Damaged
from engine.integrity import check
from engine.integrity.heads import parsed
from engine.ledger import Ledger

from .sealed import Sealed, audited, kinds, signed_again, tampered


@pytest.fixture
def old(original: Sealed, copy: Path) -> Path:
    """The ledger as it was kept before: no log, and no command ids in its events."""
    with tampered(copy) as connection:
        connection.execute("DROP TABLE audit_leaf")
        connection.execute("DROP TABLE audit_node")
        connection.execute("DROP TABLE checkpoint")
        rows = connection.execute("SELECT rowid, state FROM stored_events").fetchall()
        for rowid, state in rows:
            event, envelope = state.split(b"\n")
            plain = envelope.split(b',"command_id"')[0].removesuffix(b"}") + b"}"
            connection.execute("UPDATE stored_events SET state = ? WHERE rowid = ?", (event + b"\n" + plain, rowid))
        connection.execute("PRAGMA user_version = 1")
    return copy


def test_it_is_taken_in_on_first_opening(old: Path, original: Sealed) -> None:
    told = audited(old, Held())
    assert (told["faults"], told["size"], told["trusted"]) == ([], 14, 14)
    with Ledger(f"sqlite:///{old}") as ledger:
        assert [len(ledger.stream(name)) for name in ("alder", "beech", "cherry")] == [7, 3, 3]
        assert [command.id for command in ledger.commands()][:1] != []
        with ledger.audit_log() as log:
            (closing_leaf,) = log.closings()
        assert parsed(closing_leaf.entry).trusted


def test_it_is_backed_up_before_and_after(old: Path, tmp_path: Path) -> None:
    """Neither that it has no log, nor that its events name no recordings, is taken for damage."""
    stores.backup(f"sqlite:///{old}", tmp_path / "before.db")
    audited(old, Held())
    stores.backup(f"sqlite:///{old}", tmp_path / "after.db")
    stores.restore(tmp_path / "before.db", f"sqlite:///{tmp_path / 'again.db'}")
    for path in (tmp_path / "after.db", tmp_path / "again.db"):
        assert (audited(path, Held())["faults"], audited(path, Held())["trusted"]) == ([], 14)


def test_it_goes_on_as_any_other(old: Path, original: Sealed) -> None:
    with Ledger(f"sqlite:///{old}") as ledger:
        begin(ledger)  # the very command that was acknowledged before
        assert ledger.version("alder") == 7
        record(ledger, moment("another walk"))
    now = signed_again(old, original.private)
    told = audited(old, Held((now.note,), {}, now.verifier))
    assert (told["faults"], told["trusted"]) == ([], 14)
    with Ledger(f"sqlite:///{old}") as ledger:
        assert check.check(packed(ledger, ["alder"], original.private), now.verifier).holds
        assert check.check(proved(ledger, "beech", 1, original.private).proof.written(), now.verifier).holds


def test_what_is_changed_after_that_is_found(old: Path) -> None:
    audited(old, Held())
    with tampered(old) as connection:
        connection.execute("UPDATE stored_events SET originator_version = 9 WHERE rowid = 8")
        connection.execute("INSERT INTO command VALUES ('forged', 'cherry', 3, 9)")
    assert {"event-moved", "command-wrong"} <= kinds(old, Held())


def test_two_that_open_it_at_once_take_it_in_once(old: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(lambda _: audited(old, Held()), range(4)))
    assert {(each["size"], each["trusted"], len(each["faults"])) for each in told} == {(14, 14, 0)}


def test_it_is_taken_in_whole_or_not_at_all(old: Path) -> None:
    with tampered(old) as connection:
        connection.execute("UPDATE stored_events SET originator_version = 'x' WHERE rowid = 13")
    for _ in range(2):
        with pytest.raises(Damaged, match="is no event, so it cannot be logged"):
            Ledger(f"sqlite:///{old}")
        with closing(sqlite3.connect(old)) as connection:
            names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        assert not {"audit_leaf", "audit_node", "checkpoint"} & set(names)


def test_an_empty_ledger_of_before_has_nothing_to_trust(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    with Ledger(f"sqlite:///{path}", create=True):
        pass
    with tampered(path) as connection:
        for table in ("audit_leaf", "audit_node", "checkpoint"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("PRAGMA user_version = 1")
    told = audited(path, Held())
    assert (told["size"], told["trusted"], told["faults"]) == (0, 0, [])
