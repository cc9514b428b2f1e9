"""A machine without a home folder, and a user without a name: what needs neither works, the rest says what it needs."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from contract.samples import made

from .commands import READ, RECORD, Ran, run

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's namespaces")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a store of one coalition."""
    made(tmp_path / "a.db")
    return tmp_path


def stranger(folder: Path, *arguments: str | Path, user: str = "", key: str = "") -> Ran:
    return run(folder, *arguments, lacking="home", COALITION_USER=user, COALITION_KEY=key)


def test_reading_and_recording_need_no_home(folder: Path) -> None:
    assert stranger(folder, *READ) == run(folder, *READ)
    assert stranger(folder, *RECORD, user="clerk").code == 0
    assert stranger(folder, *RECORD, "--as", "clerk").code == 0
    for command in (("list",), ("show", "alder"), ("export",), ("store", "check"), ("audit", "verify"), ("--help",)):
        done = stranger(folder, *command)
        assert (done.code, done.err) == (0, ""), done
    assert stranger(folder, "export", "alder", "--format", "ical", "-o", "alder.ics").code == 0
    assert stranger(folder, "report", "alder", "-o", "page.html").code == 0
    assert stranger(folder, "demo", "demo", user="clerk").code == 0


def test_who_has_no_name_is_asked_for_one(folder: Path) -> None:
    said = stranger(folder, *RECORD)
    assert said.code == 2
    assert "--as: Nobody knows who you are here: give your name" in said.sentence


def test_the_key_needs_a_place(folder: Path) -> None:
    said = stranger(folder, "audit", "checkpoint")
    assert said.code == 1
    assert "no home folder in which to keep the signing key" in said.sentence
    assert "--key FILE or COALITION_KEY=FILE" in said.err
    assert stranger(folder, "audit", "checkpoint", key="key.pem").code == 0
    assert stranger(folder, "audit", "checkpoint", "--key", "key.pem").code == 0
    assert not (folder / "~").exists()


def test_a_home_that_is_not_there_is_told_where_it_is_needed(folder: Path) -> None:
    gone = {"HOME": "/proc/gone", "XDG_DATA_HOME": "", "COALITION_KEY": ""}
    assert run(folder, *READ, **gone) == run(folder, *READ)
    said = run(folder, "audit", "checkpoint", **gone)
    assert said.code == 1
    assert "/proc/gone" in said.sentence
    assert "--key FILE or COALITION_KEY=FILE" in said.err
    said = run(folder, "--install-completion", "bash", **gone)
    assert said.code == 1
    assert "/proc/gone" in said.sentence


def test_completion_needs_a_home(folder: Path) -> None:
    said = stranger(folder, "--install-completion", "bash")
    assert said.code == 1
    assert "home" in said.sentence
