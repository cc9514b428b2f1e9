"""Copies of a SQLite store: consistent while others write, never over anything, and taken back whole."""

from __future__ import annotations

import multiprocessing
import shutil
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from engine import care, stores
from engine.errors import CannotWrite, NoStore, NotAStore, StoreExists
from engine.importing import exported
from engine.ledger import Ledger

from .samples import made, moment, record, told


def content(url: str) -> list[str]:
    """All that a store holds."""
    with Ledger(url) as ledger:
        assert care.check(ledger)["faults"] == []
        return list(exported(ledger, ledger.streams()))


def names(folder: Path) -> list[str]:
    return sorted(item.name for item in folder.iterdir())


def test_a_backup_holds_what_the_store_holds_and_stands_alone(tmp_path: Path) -> None:
    url = made(tmp_path / "a.db")
    with Ledger(url) as ledger:
        record(ledger, moment("still in the journal"))
        stores.backup(url, tmp_path / "b.db")
        assert not (tmp_path / "b.db-wal").exists()
    (tmp_path / "apart").mkdir()
    shutil.move(tmp_path / "b.db", tmp_path / "apart" / "c.db")
    assert content(f"sqlite:///{tmp_path / 'apart' / 'c.db'}") == content(url)
    assert names(tmp_path) == ["a.db", "apart"]


def test_a_backup_is_taken_back_as_it_was(tmp_path: Path) -> None:
    url = made(tmp_path / "a.db")
    stores.backup(url, tmp_path / "b.db")
    with Ledger(url) as ledger:
        record(ledger, moment("later"))
    stores.restore(tmp_path / "b.db", f"sqlite:///{tmp_path / 'c.db'}")
    assert content(f"sqlite:///{tmp_path / 'c.db'}") == content(url)[:3]
    assert names(tmp_path) == ["a.db", "b.db", "c.db"]


def _write_on(url: str, started: str, stop: str) -> None:
    with Ledger(url) as ledger:
        number = 0
        while not Path(stop).exists():
            number += 1
            record(ledger, moment(str(number)))
            Path(started).touch()


def test_backups_are_consistent_while_another_process_writes(tmp_path: Path) -> None:
    url, started, stop = made(tmp_path / "a.db"), tmp_path / "started", tmp_path / "stop"
    writer = multiprocessing.get_context("spawn").Process(target=_write_on, args=(url, str(started), str(stop)))
    writer.start()
    try:
        while not started.exists():
            assert writer.is_alive()
        for number in range(10):
            stores.backup(url, tmp_path / f"{number}.db")
    finally:
        stop.touch()
        writer.join()
    assert writer.exitcode == 0
    lengths = []
    for number in range(10):
        with Ledger(f"sqlite:///{tmp_path / f'{number}.db'}") as copy:
            assert care.check(copy)["faults"] == []
            kept = told(copy.stream("alder"))
        assert kept == [str(number) for number in range(1, len(kept) + 1)]
        lengths.append(len(kept))
    assert lengths == sorted(lengths)


def test_a_backup_is_taken_while_a_writer_is_in_the_middle_of_something(tmp_path: Path) -> None:
    url = made(tmp_path / "a.db")
    with closing(sqlite3.connect(tmp_path / "a.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("DELETE FROM stored_events")
        stores.backup(url, tmp_path / "b.db")
    assert content(f"sqlite:///{tmp_path / 'b.db'}") == content(url)


def _backup(url: str, file: Path) -> None:
    stores.backup(url, file)


def _restore(url: str, file: Path) -> None:
    backup = file.with_name("backup.db")
    stores.backup(url, backup)
    try:
        stores.restore(backup, f"sqlite:///{file}")
    finally:
        backup.unlink()


@pytest.mark.parametrize("copy", [_backup, _restore])
@pytest.mark.parametrize("taken", ["b.db", "b.db-wal", "b.db-journal"])
def test_nothing_is_ever_overwritten(tmp_path: Path, copy: Callable[[str, Path], None], taken: str) -> None:
    url = made(tmp_path / "a.db")
    (tmp_path / taken).write_text("mine")
    with pytest.raises(StoreExists, match=taken):
        copy(url, tmp_path / "b.db")
    assert (tmp_path / taken).read_text() == "mine"
    assert names(tmp_path) == ["a.db", taken]


@pytest.mark.parametrize("copy", [_backup, _restore])
def test_a_store_is_not_copied_over_itself(tmp_path: Path, copy: Callable[[str, Path], None]) -> None:
    url = made(tmp_path / "a.db")
    before = content(url)
    with pytest.raises(StoreExists):
        copy(url, tmp_path / "a.db")
    assert content(url) == before


def test_what_a_lost_store_has_left_is_never_played_into_the_one_taken_back(tmp_path: Path) -> None:
    url = made(tmp_path / "a.db")
    stores.backup(url, tmp_path / "backup.db")
    with Ledger(url) as ledger:
        for number in range(10):
            record(ledger, moment(str(number)))
        shutil.copy(tmp_path / "a.db-wal", tmp_path / "lost.db-wal")  # as after a crash, the file itself deleted
    lost = f"sqlite:///{tmp_path / 'lost.db'}"
    with pytest.raises(StoreExists, match=r"lost\.db-wal"):
        stores.restore(tmp_path / "backup.db", lost)
    (tmp_path / "lost.db-wal").unlink()
    stores.restore(tmp_path / "backup.db", lost)
    assert content(lost) == content(url)[:3]


def test_what_a_lost_store_has_left_is_never_played_into_a_new_one(tmp_path: Path) -> None:
    with Ledger(made(tmp_path / "a.db")) as ledger:
        record(ledger, moment("a walk"))
        shutil.copy(tmp_path / "a.db-wal", tmp_path / "lost.db-wal")
    with Ledger(f"sqlite:///{tmp_path / 'lost.db'}", create=True) as ledger:
        assert list(ledger.streams()) == []
        assert care.check(ledger)["faults"] == []


def test_of_two_who_copy_to_one_place_one_is_told_so(tmp_path: Path) -> None:
    url = made(tmp_path / "a.db")
    ready = threading.Barrier(2)

    def copy(number: int) -> str:
        ready.wait()
        try:
            stores.backup(url, tmp_path / "b.db")
        except StoreExists:
            return "told"
        return "copied"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(copy, range(2))) == ["copied", "told"]
    assert content(f"sqlite:///{tmp_path / 'b.db'}") == content(url)
    assert names(tmp_path) == ["a.db", "b.db"]


def test_without_a_backup_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(NoStore):
        stores.restore(tmp_path / "none.db", f"sqlite:///{tmp_path / 'a.db'}")
    (tmp_path / "text.db").write_text("no store")
    with pytest.raises(NotAStore):
        stores.restore(tmp_path / "text.db", f"sqlite:///{tmp_path / 'a.db'}")
    assert names(tmp_path) == ["text.db"]


def test_a_copy_to_where_nothing_can_be_made_leaves_nothing(tmp_path: Path) -> None:
    url = made(tmp_path / "a.db")
    with pytest.raises(CannotWrite, match="none"):
        stores.backup(url, tmp_path / "none" / "b.db")
    assert names(tmp_path) == ["a.db"]
