"""A read-only file, folder or disk, or what is somebody else's: said in a sentence, and nothing is lost.

Root passes over the modes of files; where the tests run as root, commands are run without that right.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from contract.samples import made

from engine import care
from engine.ledger import Ledger

from .commands import READ, RECORD, Ran, mounted, run

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's rights over files")
WRITE = (RECORD, ("audit", "checkpoint"), ("views", "rebuild"))


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder with a store of one coalition; it can be removed afterwards."""
    made(tmp_path / "a.db")
    yield tmp_path
    for path in (tmp_path, *tmp_path.rglob("*")):
        path.chmod(0o700)


def powerless(folder: Path, *arguments: str | Path) -> Ran:
    return run(folder, *arguments, lacking="power", COALITION_KEY="/nowhere/key.pem")


@contextmanager
def mode(path: Path, bits: int) -> Iterator[None]:
    """Give a path another mode for a while."""
    before = path.stat().st_mode
    path.chmod(bits)
    try:
        yield
    finally:
        path.chmod(before)


def unharmed(path: Path, events: int = 3) -> bool:
    """Whether all is there, sound, and can be added to."""
    with Ledger(f"sqlite:///{path}") as ledger:
        return care.check(ledger) == {"coalitions": 1, "events": events, "faults": []}


def test_a_store_that_is_read_only_is_read_and_says_that_it_cannot_be_written(folder: Path) -> None:
    whole = run(folder, *READ)
    with mode(folder / "a.db", 0o444):
        assert powerless(folder, *READ) == whole
        assert powerless(folder, "store", "check").code == 0
        for command in (RECORD, ("views", "rebuild")):
            said = powerless(folder, *command)
            assert said.code == 1
            assert "readonly" in said.sentence
    assert unharmed(folder / "a.db")
    assert powerless(folder, *RECORD).code == 0


@pytest.mark.parametrize("bits", [0o444, 0o644])
def test_a_folder_that_is_read_only_is_told_with_what_to_do(folder: Path, bits: int) -> None:
    (folder / "a.db").chmod(bits)
    with mode(folder, 0o555):
        for command in (READ, *WRITE):
            said = powerless(folder, *command)
            assert said.code == 1
            assert "a.db cannot be opened for writing" in said.sentence
            assert "coalition store restore" in said.err
    (folder / "a.db").chmod(0o644)
    assert unharmed(folder / "a.db")


def test_a_store_that_is_somebody_else_s_is_told_with_its_name(folder: Path) -> None:
    with mode(folder / "a.db", 0o000):
        for command in (READ, *WRITE):
            said = powerless(folder, *command)
            assert said.code == 1
            assert f"{folder / 'a.db'} cannot be opened" in said.sentence
    assert unharmed(folder / "a.db")


@pytest.mark.parametrize(
    "arguments",
    [
        ("list", "--store", "shut/a.db"),
        (*RECORD, "--store", "shut/a.db"),
        ("new", "x", "--name", "X", "--purpose", "p", "--convener", "ash", "--origin", "invited", "--store", "shut/x"),
        ("demo", "shut/in"),
        ("store", "backup", "shut/b.db"),
        ("restore", "shut/b.db", "--store", "c.db"),
        ("export", "alder", "-o", "shut/x.jsonl"),
        ("report", "alder", "-o", "shut/x.html"),
        ("import", "shut/x.jsonl"),
        ("minutes", "shut/x.yaml"),
        ("whatif", "alder", "--scenario", "shut/x.yaml"),
        ("momentum", "alder", "--weights", "shut/x.toml"),
        ("audit", "verify", "--against", "shut/x"),
        ("audit", "pack", "alder", "-o", "shut/x.pack"),
        ("audit", "checkpoint", "--key", "shut/key.pem"),
    ],
    ids=lambda arguments: " ".join((*arguments[:2], arguments[-1])),
)
def test_a_folder_that_is_shut_is_told_with_the_path(folder: Path, arguments: tuple[str, ...]) -> None:
    """A store in it, a file to be written there, a file to be read from there, a key."""
    (folder / "shut").mkdir()
    with mode(folder / "shut", 0o000):
        said = powerless(folder, *arguments)
    assert "shut/" in said.sentence
    assert "ermission denied" in said.err
    assert list((folder / "shut").iterdir()) == []
    assert unharmed(folder / "a.db")


def test_what_is_written_goes_into_a_folder_that_can_be_written_or_nowhere(folder: Path) -> None:
    (folder / "there").mkdir()
    with mode(folder / "there", 0o555):
        for command in (("export", "alder", "-o", "there/x"), ("store", "backup", "there/x")):
            said = powerless(folder, *command)
            assert said.code == 1
            assert "there/x" in said.sentence
    assert list((folder / "there").iterdir()) == []


def test_a_disk_that_is_read_only_is_told_with_what_to_do(folder: Path) -> None:
    disk = folder / "disk"
    disk.mkdir()
    with mounted(disk, "1m"):
        made(disk / "a.db")
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        for command in (READ, RECORD):
            said = run(disk, *command)
            assert said.code == 1
            assert "a.db cannot be opened for writing" in said.sentence
        said = run(folder, "export", "alder", "-o", disk / "x")
        assert said.code == 1
        assert "Read-only file system" in said.sentence
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
        assert unharmed(disk / "a.db")
