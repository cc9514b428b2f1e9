"""The demo, and the care of a store: backup, restore, info."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from command_line import new, run


def test_the_demo_says_what_to_try_and_all_of_it_works(folder: Path) -> None:
    done = run("demo", "a folder; with 'quotes'")
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert [line.partition(":")[0] for line in lines[:4]] == ["i3t", "leads", "went-alone", "fell-apart"]
    tried = [shlex.split(line) for line in lines[lines.index("Try next:") + 1 :]]
    assert len(tried) == 5
    assert {words[0] for words in tried} == {"coalition"}
    assert {run(*words[1:]).code for words in tried} == {0}
    assert run("demo", "a folder; with 'quotes'").out == done.out


def test_a_demo_cannot_be_made_in_a_file(folder: Path) -> None:
    Path("file").touch()
    done = run("demo", "file")
    assert done.code == 1
    assert len(done.err.splitlines()) == 1


def test_info_counts(examples: Path) -> None:
    told = run("store", "info", "--json").json
    assert (told["coalitions"], told["events"]) == (4, 334)
    assert told["versions"] == {"fell-apart": 38, "i3t": 133, "leads": 152, "went-alone": 11}
    assert told["settings"]["journal_mode"] == "wal"
    assert "versions.i3t" in run("store", "info").out


def test_a_backup_is_restored_where_nothing_is(examples: Path) -> None:
    assert run("store", "backup", "copy.db").out == "Copied sqlite:///coalition.db to copy.db.\n"
    new("later")
    assert run("restore", "copy.db", "--store", "sqlite:///restored.db").code == 0
    assert run("export", "--store", "restored.db").out == run("export", "--store", "copy.db").out
    assert len(run("list", "--json").json["coalitions"]) == 5


@pytest.mark.parametrize(
    "arguments", [("store", "backup", "there.db"), ("restore", "coalition.db", "--store", "there.db")]
)
def test_what_is_there_is_never_written_over(examples: Path, arguments: tuple[str, ...]) -> None:
    Path("there.db").write_bytes(b"mine")
    done = run(*arguments)
    assert (done.code, done.out) == (2, "")
    assert "left as it is" in done.err
    assert Path("there.db").read_bytes() == b"mine"


def test_what_is_no_backup_is_not_restored(folder: Path) -> None:
    Path("notes.txt").write_text("Nobody said a word. " * 100, encoding="utf-8")
    done = run("restore", "notes.txt")
    assert (done.code, done.out) == (2, "")
    assert not Path("coalition.db").exists()
