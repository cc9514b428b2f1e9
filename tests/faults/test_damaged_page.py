"""Each page of a store's file in turn is spoilt: what is told is right, what cannot be read is said, all is found."""

from __future__ import annotations

import io
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

import pytest
from contract.samples import begin, made, moment, record_all

from cli.main import main
from engine.ledger import Ledger
from engine.stores import sqlite_copies

from .commands import Ran

PAGE = 4096
SPOILT = (bytes(PAGE), b"\xa5" * PAGE, b"SQLite format 3\0" * (PAGE // 16))
ASKED = (("timeline", "alder"), ("timeline", "beech"), ("log", "alder"), ("store", "check"), ("audit", "verify"))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A store of two coalitions over many pages, as one file."""
    path = tmp_path_factory.mktemp("whole") / "a.db"
    with Ledger(made(path)) as ledger:
        begin(ledger, "beech")
        record_all(ledger, [moment(f"walk {number}") for number in range(60)])
    return path.read_bytes()


def ask(path: Path, *arguments: str) -> Ran:
    """Run a command in this process."""
    out, err, code = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO(), 0
    with (
        patch.object(sys, "argv", ["coalition", *arguments, "--store", str(path)]),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 1
    out.flush()
    return Ran(code, out.buffer.getvalue().decode(), err.getvalue())


def put(path: Path, whole: bytes) -> None:
    """Let these bytes be the store."""
    for beside in path.parent.glob("a.db*"):
        beside.unlink()
    path.write_bytes(whole)


def answers(path: Path, whole: bytes) -> list[Ran]:
    """What is answered where these bytes are the store, and there is nothing else."""
    for beside in path.parent.glob("*"):
        beside.unlink()
    path.write_bytes(whole)
    return [ask(path, *asked) for asked in ASKED]


@pytest.mark.parametrize("spoilt", SPOILT, ids=[*"01S"])
def test_no_page_can_be_spoilt_unnoticed(whole: bytes, tmp_path: Path, spoilt: bytes) -> None:
    path, found = tmp_path / "a.db", 0
    sound = answers(path, whole)
    assert [done.code for done in sound] == [0] * len(ASKED)
    assert len(whole) // PAGE > 8
    for page in range(len(whole) // PAGE):
        start = page * PAGE
        *told, checked, verified = answers(path, whole[:start] + spoilt + whole[start + PAGE :])
        for right, done in zip(sound, told, strict=False):
            assert done == right or said(done), (page, done)
        if told != sound[:-2]:
            assert checked.code in (2, 4), page
            assert verified.code in (2, 4), page
            found += 1
    assert found >= 5


def test_who_has_a_signing_key_is_told_of_a_spoilt_page_too(
    whole: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key goes by the first leaf of the log, which may be what cannot be read."""
    path = tmp_path / "a.db"
    monkeypatch.setenv("COALITION_KEY", str(tmp_path / "key.pem"))
    put(path, whole)
    assert [ask(path, "audit", "key").code, ask(path, "audit", "verify").code] == [0, 0]
    codes = set[int]()
    for start in range(0, len(whole), PAGE):
        put(path, whole[:start] + SPOILT[1] + whole[start + PAGE :])
        done = ask(path, "audit", "verify")
        codes.add(done.code)
        assert done.code in (0, 2, 4), (start // PAGE, done)
    assert 4 in codes


@pytest.mark.parametrize("spoilt", SPOILT, ids=[*"01S"])
def test_what_is_called_a_backup_is_sound(whole: bytes, tmp_path: Path, spoilt: bytes) -> None:
    """Whichever page is spoilt: a copy with the name that was asked for holds everything, else it is said."""
    path, backup, kept = tmp_path / "a.db", tmp_path / "b.db", tmp_path / "b.damaged.db"
    sound, damaged = answers(path, whole), 0
    for start in range(0, len(whole), PAGE):
        kept.unlink(missing_ok=True)
        put(path, whole[:start] + spoilt + whole[start + PAGE :])
        done = ask(path, "store", "backup", str(backup))
        if done.code == 0:
            assert answers(path, backup.read_bytes()) == sound, start // PAGE
            continue
        assert (done.code in (2, 4), backup.exists()) == (True, False), (start // PAGE, done)
        assert "Copied" not in done.out
        if done.code == 4:
            damaged += 1
            assert "damaged: " in done.sentence
            assert f"kept as {kept}" in done.sentence
            assert kept.read_bytes()[start : start + PAGE] == spoilt
            nothing = ask(tmp_path / "c.db", "restore", str(kept))
            assert (nothing.code, (tmp_path / "c.db").exists()) == (4, False)
            assert f"The backup {kept} is damaged: " in nothing.sentence
    assert damaged >= 5


def test_a_page_of_another_time_is_not_called_a_backup(whole: bytes, tmp_path: Path) -> None:
    path, backup, found = tmp_path / "a.db", tmp_path / "b.db", 0
    put(path, whole)
    with Ledger(f"sqlite:///{path}") as ledger:
        record_all(ledger, [moment(f"meal {number}") for number in range(60)])
    later = path.read_bytes()
    sound = answers(path, later)
    for start in range(PAGE, len(whole), PAGE):
        put(path, later[:start] + whole[start : start + PAGE] + later[start + PAGE :])
        done = ask(path, "store", "backup", str(backup))
        found += done.code == 4
        assert done.code == 4 or answers(path, backup.read_bytes()) == sound, start // PAGE
    assert found >= 2


def test_a_bit_that_turned_over_is_found_in_a_backup(whole: bytes, tmp_path: Path) -> None:
    """No page is broken by it, and the database finds no fault with itself."""
    path = tmp_path / "a.db"
    put(path, whole.replace(b"walk 33", b"talk 33"))
    done = ask(path, "store", "backup", str(tmp_path / "b.db"))
    assert (done.code, names(tmp_path)) == (4, ["a.db", "b.damaged.db"])
    assert "The event is not the one that was logged (leaf 39, coalition alder, event 37)" in done.sentence
    assert "coalition audit verify" in done.sentence


def test_every_damaged_copy_is_kept_and_none_overwritten(whole: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    for number in range(3):
        put(path, whole.replace(b"walk 33", f"talk {number:02}".encode()))
        (tmp_path / "b.damaged.db-journal").write_text("mine")
        assert ask(path, "store", "backup", str(tmp_path / "b.db")).code == 4
    for number in range(3):
        assert f"talk {number:02}".encode() in (tmp_path / f"b.damaged-{number + 2}.db").read_bytes()
    assert names(tmp_path) == ["a.db", "b.damaged-2.db", "b.damaged-3.db", "b.damaged-4.db", "b.damaged.db-journal"]
    assert (tmp_path / "b.damaged.db-journal").read_text() == "mine"


def test_a_copy_that_a_disk_has_spoilt_is_not_laid_to_the_store(
    whole: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, copy = tmp_path / "a.db", sqlite_copies._copy

    def spoiling(source: Path, draft: Path) -> None:
        copy(source, draft)
        draft.write_bytes(draft.read_bytes().replace(b"walk 33", b"talk 33"))

    monkeypatch.setattr(sqlite_copies, "_copy", spoiling)
    put(path, whole)
    for arguments in (("store", "backup", str(tmp_path / "b.db")), ("restore", str(path))):
        done = ask(path if arguments[0] == "store" else tmp_path / "b.db", *arguments)
        assert (done.code, names(tmp_path)) == (1, ["a.db"])
        assert "What was copied is sound" in done.sentence
        assert f"check the disk of {tmp_path / 'b.db'}" in done.sentence


def names(folder: Path) -> list[str]:
    return sorted(item.name for item in folder.iterdir() if not item.name.endswith(("-wal", "-shm")))


def said(done: Ran) -> bool:
    """Whether it was said in a sentence that the store is damaged, and nothing wrong was told."""
    words = ("malformed", "not a database", "not a coalition store", "cannot be read", "disk I/O error")
    return any(word in done.sentence for word in words)


def test_a_sound_page_of_another_time_is_found(whole: bytes, tmp_path: Path) -> None:
    """A disk that forgot a write: the page is sound in itself, and no longer fits the others."""
    path = tmp_path / "a.db"
    answers(path, whole)
    with Ledger(f"sqlite:///{path}") as ledger:
        record_all(ledger, [moment(f"meal {number}") for number in range(60)])
    later, noticed = path.read_bytes(), 0
    sound = answers(path, later)
    for start in range(PAGE, len(whole), PAGE):
        if whole[start : start + PAGE] != later[start : start + PAGE]:
            *told, checked, verified = answers(
                path, later[:start] + whole[start : start + PAGE] + later[start + PAGE :]
            )
            if told != sound[:-2]:
                assert {checked.code, verified.code} & {2, 4}, start // PAGE
                noticed += 1
    assert noticed
