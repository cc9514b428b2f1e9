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

from .commands import Ran

PAGE = 4096
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


def answers(path: Path, whole: bytes) -> list[Ran]:
    """What is answered where these bytes are the store."""
    for beside in path.parent.glob("*"):
        beside.unlink()
    path.write_bytes(whole)
    return [ask(path, *asked) for asked in ASKED]


@pytest.mark.parametrize("spoilt", [bytes(PAGE), b"\xa5" * PAGE, b"SQLite format 3\0" * (PAGE // 16)], ids=[*"01S"])
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
