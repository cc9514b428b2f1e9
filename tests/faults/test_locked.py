"""A database that somebody keeps locked: it is read as ever, who records is told and may try again."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from contract.samples import made

from engine import care
from engine.ledger import Ledger

from .commands import READ, RECORD, run

#: Nobody waits long in a test.
IMPATIENT = """
import functools, sqlite3
from engine.stores import sqlite
sqlite._LOCK_TIMEOUT = 0.2
sqlite3.connect = functools.partial(sqlite3.connect, timeout=0.2)
"""
#: Whoever waits for a lock as long as a recording may, does not come back within a test.
PATIENT = """
from engine.stores import sqlite
sqlite._LOCK_TIMEOUT = 3600
"""


@contextmanager
def held(path: Path, how: str, mode: str = "normal") -> Iterator[None]:
    """Keep a store locked."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA locking_mode={mode}")
        connection.execute(f"BEGIN {how}")
        yield
        connection.execute("ROLLBACK")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a store of one coalition."""
    made(tmp_path / "a.db")
    return tmp_path


def events(folder: Path) -> int:
    """How many events there are, all of them sound."""
    with Ledger(f"sqlite:///{folder / 'a.db'}") as ledger:
        checked = care.check(ledger)
    assert checked["faults"] == []
    return int(checked["events"])


def test_who_only_reads_reads_on(folder: Path) -> None:
    commands = (READ, ("show", "alder"), ("export",), ("audit", "verify"), ("store", "check"))
    free = [run(folder, *command, "--store", "a.db") for command in commands]
    with held(folder / "a.db", "IMMEDIATE"):
        assert [run(folder, *command, "--store", "a.db", before=IMPATIENT) for command in commands] == free


def test_the_portfolio_is_told_though_it_cannot_be_kept(folder: Path) -> None:
    with held(folder / "a.db", "IMMEDIATE"):
        done = run(folder, "list", "--json", "--as-of", "2020-02-01", before=IMPATIENT)
    assert done.code == 0
    assert "cannot be stored" in done.err
    told, free = json.loads(done.out), json.loads(run(folder, "list", "--json", "--as-of", "2020-02-01").out)
    assert (told["behind"], free["behind"]) == (3, 0)
    assert told["coalitions"] == free["coalitions"] != []


@pytest.mark.parametrize("about", [("list",), ("list", "--parties"), ("list", "--as-of", "2020-01-01")], ids=" ".join)
def test_the_portfolio_does_not_wait_for_a_writer_who_hangs(folder: Path, about: tuple[str, ...]) -> None:
    assert run(folder, "list").code == 0
    assert run(folder, *RECORD).code == 0
    with held(folder / "a.db", "IMMEDIATE"):
        done = run(folder, *about, "--json", before=PATIENT)
    assert (done.code, len(done.err.splitlines())) == (0, 1)
    assert "1 events behind and cannot be stored" in done.err
    told, free = json.loads(done.out), json.loads(run(folder, *about, "--json").out)
    assert (told["behind"], free["behind"]) == (1, 0)
    rows = "parties" if "--parties" in about else "coalitions"
    assert _steady(told[rows]) == _steady(free[rows]) != []


def _steady(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows without what passes by the second."""
    return [{name: value for name, value in row.items() if name != "momentum"} for row in rows]


@pytest.mark.parametrize("command", [RECORD, ("audit", "checkpoint")], ids=lambda command: command[0])
def test_who_writes_is_told_and_may_try_again(folder: Path, command: tuple[str, ...]) -> None:
    with held(folder / "a.db", "IMMEDIATE"):
        said = run(folder, *command, before=IMPATIENT)
        assert said.code == 1
        assert "locked" in said.sentence or "busy" in said.err
        assert events(folder) == 3
    assert run(folder, *command, before=IMPATIENT).code == 0
    assert events(folder) == 4 if command == RECORD else 3


@pytest.mark.parametrize("command", [READ, RECORD], ids=lambda command: command[0])
def test_a_store_that_is_all_somebody_else_s_is_left_alone(folder: Path, command: tuple[str, ...]) -> None:
    with held(folder / "a.db", "EXCLUSIVE", "exclusive"):
        assert "locked" in run(folder, *command, before=IMPATIENT).sentence
    assert events(folder) == 3


@pytest.mark.parametrize("command", [READ, RECORD], ids=lambda command: command[0])
def test_a_store_that_is_all_somebody_else_s_is_not_told_to_be_none(folder: Path, command: tuple[str, ...]) -> None:
    with held(folder / "a.db", "EXCLUSIVE", "exclusive"):
        said = run(folder, *command, before=IMPATIENT)
    assert said.code == 1
    assert "not a coalition store" not in said.sentence
