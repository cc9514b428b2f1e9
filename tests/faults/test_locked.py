"""A database that somebody keeps locked: it is read as ever, who records is told and may try again."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from contract.postgres import new_schema, server
from contract.samples import begun, made

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
IMPATIENT_ON_A_SERVER = "from engine.stores import postgres; postgres.LOCK_TIMEOUT = 0.2"
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


def test_who_asks_for_the_portfolio_to_be_made_anew_is_given_one_advice(folder: Path) -> None:
    with held(folder / "a.db", "IMMEDIATE"):
        said = run(folder, "views", "rebuild", before=IMPATIENT)
    assert (said.code, said.sentence) == (1, "The store is busy: database is locked. Try again\n")


def test_where_nobody_can_tell_how_far_the_portfolio_is_behind_no_number_is_told(folder: Path) -> None:
    url = begun(server().url(schema := new_schema()))
    soon = "from engine import views\nviews.SOON = 0.2"
    free = run(folder, "list", "--json", "--as-of", "2020-02-01", COALITION_STORE=url)
    with server().connect() as other, other.transaction():
        other.execute(f"LOCK TABLE {schema}_views.tracking IN ACCESS EXCLUSIVE MODE")
        told = run(folder, "list", "--json", "--as-of", "2020-02-01", before=soon, COALITION_STORE=url)
        status = run(folder, "views", "status", before=soon, COALITION_STORE=url)
        rebuilt = run(folder, "views", "rebuild", before=f"{soon}\n{IMPATIENT_ON_A_SERVER}", COALITION_STORE=url)
    assert json.loads(told.out) == json.loads(free.out) | {"position": None, "behind": None}
    busy = "The stored views are busy: somebody else has kept them to themselves. Try again"
    how_far = "How far the portfolio is behind cannot be told"
    assert (told.code, told.err) == (0, f"{how_far} ({busy}); all of it is read anew for now.\n")
    assert (status.code, status.out) == (0, "portfolio: how far it is behind 3 events cannot be told now. Try again\n")
    assert (rebuilt.code, rebuilt.sentence) == (1, f"{busy}\n")


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
