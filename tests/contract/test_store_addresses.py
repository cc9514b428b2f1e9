"""Addresses of SQLite stores: which name one, whatever the file is called, and which name none."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from eventsourcing.persistence import PersistenceError

from engine import care, stores
from engine.errors import EngineError, NoStore, NotAStore
from engine.ledger import Ledger

from .samples import begin, made, moment, record


@pytest.mark.parametrize("name", ["a.db", "deep/er/a.db"])
def test_without_a_store_nothing_is_made(tmp_path: Path, name: str) -> None:
    url = f"sqlite:///{tmp_path / name}"
    with pytest.raises(NoStore, match="coalition new"):
        Ledger(url)
    with pytest.raises(NoStore):
        stores.backup(url, tmp_path / "copy.db")
    assert not stores.exists(url)
    assert list(tmp_path.iterdir()) == []


def test_a_store_is_made_where_folders_are_missing_and_opened_where_it_is(tmp_path: Path) -> None:
    url = made(tmp_path / "deep" / "er" / "a.db")
    with Ledger(url, create=True) as ledger:
        assert ledger.version("alder") == 3


@pytest.mark.parametrize(
    "name",
    [
        "a b.db",
        "100%.db",
        "%20.db",
        "what?.db",
        "a?mode=memory",
        "#1.db",
        "Größe-大.db",
        'it\'s "so";.db',
        "a&b=c",
        "~",
    ],
)
def test_a_file_may_have_any_name(tmp_path: Path, name: str) -> None:
    made(tmp_path / name)
    assert [item.name for item in tmp_path.iterdir()] == [name]
    stores.backup(f"sqlite:///{tmp_path / name}", tmp_path / f"{name} copy")
    for address in (f"sqlite:///{tmp_path / name}", str(tmp_path / name), f"sqlite:///{tmp_path / name} copy"):
        with Ledger(address) as ledger:
            assert ledger.version("alder") == 3


@pytest.mark.skipif(sys.platform != "linux", reason="other systems allow no such names")
def test_a_file_may_have_a_name_that_is_no_text(tmp_path: Path) -> None:
    made(tmp_path / os.fsdecode(b"caf\xe9.db"))
    assert os.listdir(os.fsencode(tmp_path)) == [b"caf\xe9.db"]


@pytest.mark.parametrize("address", ["sqlite:///a.db", "a.db", "./a.db", "SQLite:///a.db", "sqlite:///./a.db"])
def test_an_address_may_be_relative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.chdir(tmp_path)
    with Ledger(address, create=True) as ledger:
        begin(ledger)
    assert stores.sqlite_path(address) == tmp_path / "a.db"
    assert [item.name for item in tmp_path.iterdir()] == ["a.db"]


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("sqlite://a.db", "third slash"),
        ("sqlite://[a", "third slash"),
        ("sqlite:///", "outlives the process"),
        ("", "outlives the process"),
        ("sqlite:///:memory:", "outlives the process"),
        (":memory:", "outlives the process"),
        ("sqlite:///a\0b", "outlives the process"),
        ("mysql://localhost/ledger", "'mysql'"),
        ("mysql://localhost/ledger", "postgresql://role@server/database"),
        ("http://℀/", "'http'"),
        ("://", "''"),
    ],
)
def test_an_address_that_names_no_store_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str, told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for create in (False, True):
        with pytest.raises(NotAStore, match=told):
            Ledger(address, create=create)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def nobody() -> Iterator[Path]:
    """A folder that anybody may enter, and no special rights."""
    if not hasattr(os, "geteuid"):
        pytest.skip("no users to be")
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    before = os.geteuid()
    if before == 0:
        os.chown(folder, 65534, -1)
        os.seteuid(65534)
    try:
        yield folder
    finally:
        os.seteuid(before)
        shutil.rmtree(folder)


@pytest.mark.parametrize(("folder_mode", "turned"), [(0o777, True), (0o555, True), (0o777, False), (0o555, False)])
def test_a_file_that_is_only_for_reading_takes_nothing(nobody: Path, folder_mode: int, turned: bool) -> None:
    url, path = made(nobody / "a.db"), nobody / "a.db"
    if not turned:  # a copy has not been turned to write ahead yet
        stores.backup(url, nobody / "b.db")
        url, path = f"sqlite:///{nobody / 'b.db'}", nobody / "b.db"
    path.chmod(0o444)
    nobody.chmod(folder_mode)
    started = time.monotonic()
    with pytest.raises((EngineError, PersistenceError)), Ledger(url, create=True) as ledger:
        record(ledger, moment("a walk"))
    assert time.monotonic() - started < 20  # no waiting for what never comes
    nobody.chmod(0o777)
    path.chmod(0o666)
    with Ledger(url) as ledger:
        assert ledger.version("alder") == 3
        assert care.check(ledger)["faults"] == []
