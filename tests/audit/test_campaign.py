"""A campaign of tampering: every column of every table of the ledger and its log, eight kinds of edit.

One attacker edits and leaves it at that; every edit is found, and one of an event at that very event. The other makes
the whole log anew from what he has edited, and has no key; who kept a checkpoint finds every edit under it. TRIALS
says how often each kind of edit is tried on each column (default 3).
"""

from __future__ import annotations

import os
import random
import sqlite3
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from .sealed import Sealed, audited, kinds, relogged, tampered

TRIALS = int(os.environ.get("TRIALS", "3"))
COLUMNS = {
    "stored_events": ("rowid", "originator_id", "originator_version", "topic", "state"),
    "command": ("id", "stream", "first", "last"),
    "audit_leaf": ("idx", "notification_id", "entry", "leaf"),
    "audit_node": ("level", "idx", "hash"),
    "checkpoint": ("size", "note"),
}
KEYS = {
    "stored_events": "rowid",
    "command": "id",
    "audit_leaf": "idx",
    "audit_node": "(level || '-' || idx)",
    "checkpoint": "size",
}
PLACES = [(table, column) for table, columns in COLUMNS.items() for column in columns]


class Edit(NamedTuple):
    """Something that somebody did to one row."""

    table: str
    column: str
    key: Any

    @property
    def where(self) -> str:
        return f"{KEYS[self.table]} IS ?"


def picked(connection: sqlite3.Connection, table: str, column: str, chance: random.Random) -> Edit:
    keys = [key for (key,) in connection.execute(f"SELECT {KEYS[table]} FROM {table} ORDER BY 1").fetchall()]
    return Edit(table, column, chance.choice(keys))


def value(connection: sqlite3.Connection, edit: Edit) -> Any:
    select = f"SELECT {edit.column} FROM {edit.table} WHERE {edit.where}"
    return connection.execute(select, (edit.key,)).fetchone()[0]


def put(connection: sqlite3.Connection, edit: Edit, new: Any) -> None:
    connection.execute(f"UPDATE {edit.table} SET {edit.column} = ? WHERE {edit.where}", (new, edit.key))


def flip_a_bit(connection: sqlite3.Connection, edit: Edit, chance: random.Random) -> None:
    old = value(connection, edit)
    if isinstance(old, int) or old is None:
        put(connection, edit, (old or 0) ^ 1 << chance.randrange(8))
        return
    raw = bytearray(old if isinstance(old, bytes) else old.encode())
    raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(7)
    put(connection, edit, bytes(raw) if isinstance(old, bytes) else raw.decode(errors="replace"))


def put_another(connection: sqlite3.Connection, edit: Edit, chance: random.Random) -> None:
    """The value that another row has there, else one like it."""
    select = f"SELECT DISTINCT {edit.column} FROM {edit.table} ORDER BY 1"
    others = [other for (other,) in connection.execute(select).fetchall() if other != value(connection, edit)]
    put(connection, edit, chance.choice(others))


def put_nothing(connection: sqlite3.Connection, edit: Edit, chance: random.Random) -> None:
    put(connection, edit, None)


def put_another_kind(connection: sqlite3.Connection, edit: Edit, chance: random.Random) -> None:
    """The same, said in a value of another type."""
    old = value(connection, edit)
    if isinstance(old, bytes):
        put(connection, edit, old.decode("latin-1"))
    elif isinstance(old, str):
        put(connection, edit, old.encode())
    else:
        put(connection, edit, f"{old}x".encode())


def put_far_off(connection: sqlite3.Connection, edit: Edit, chance: random.Random) -> None:
    old = value(connection, edit)
    put(connection, edit, 10**9 if isinstance(old, int) or old is None else old * 2)


def delete(connection: sqlite3.Connection, edit: Edit, chance: random.Random) -> None:
    connection.execute(f"DELETE FROM {edit.table} WHERE {edit.where}", (edit.key,))


def insert(connection: sqlite3.Connection, edit: Edit, chance: random.Random) -> None:
    """A row like this one, under a key of its own."""
    columns = [name for name in COLUMNS[edit.table] if name != "rowid"]
    row = connection.execute(
        f"SELECT {', '.join(columns)} FROM {edit.table} WHERE {edit.where}", (edit.key,)
    ).fetchone()
    new = dict(zip(columns, row, strict=True))
    if edit.table == "command":
        new["id"] += "x"
    else:
        number = {"stored_events": "originator_version", "audit_leaf": "idx", "audit_node": "idx", "checkpoint": "size"}
        new[number[edit.table]] += 100
    if edit.table == "audit_leaf":
        new["notification_id"] = None if chance.random() < 0.5 else 10**6
    places = ", ".join("?" * len(new))
    connection.execute(f"INSERT INTO {edit.table} ({', '.join(new)}) VALUES ({places})", list(new.values()))


def swap(connection: sqlite3.Connection, edit: Edit, chance: random.Random) -> None:
    """What two rows say, exchanged."""
    rows = connection.execute(f"SELECT {KEYS[edit.table]}, {edit.column} FROM {edit.table} ORDER BY 1").fetchall()
    mine = next(row for row in rows if row[0] == edit.key)
    key, theirs = chance.choice([row for row in rows if row[1] != mine[1]])
    spare = 10**7 if isinstance(theirs, int) or theirs is None else b"spare" if isinstance(theirs, bytes) else "spare"
    other = edit._replace(key=key)
    if edit.column in ("rowid", "idx", "size", "id", "level") and edit.column != "level":
        put(connection, edit, spare)  # the key itself: the other row must not be in the way
        put(connection, other, mine[1])
        put(connection, edit._replace(key=spare), theirs)
    else:
        put(connection, edit, spare)
        put(connection, other, mine[1])
        put(connection, edit, theirs)


KINDS = (flip_a_bit, put_another, put_nothing, put_another_kind, put_far_off, delete, insert, swap)


def state_of(path: Path) -> list[Any]:
    """Everything that the store holds, with its types."""
    with tampered(path) as connection:
        return [
            [
                tuple(map(repr, row))
                for row in connection.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY 1")
            ]
            for table, columns in COLUMNS.items()
        ]


def spoil(path: Path, how: Any, table: str, column: str, chance: random.Random) -> Edit | None:
    """Make an edit; null where the database does not take it, or where nothing is different after it."""
    before = state_of(path)
    with tampered(path) as connection:
        edit = picked(connection, table, column, chance)
        try:
            connection.execute("BEGIN")
            how(connection, edit, chance)
            connection.execute("COMMIT")
        except (sqlite3.IntegrityError, sqlite3.DataError, StopIteration, IndexError, TypeError):
            connection.execute("ROLLBACK")
            return None
    return None if state_of(path) == before else edit


@pytest.mark.parametrize("how", KINDS, ids=lambda how: how.__name__)
@pytest.mark.parametrize(("table", "column"), PLACES)
def test_every_edit_is_found(original: Sealed, copy: Path, table: str, column: str, how: Any) -> None:
    chance = random.Random(f"{table} {column} {how.__name__}")
    for _ in range(TRIALS):
        original.copy(copy)
        with tampered(copy) as connection:
            places = {
                rowid: (stream, version)
                for rowid, stream, version in connection.execute(
                    "SELECT rowid, originator_id, originator_version FROM stored_events"
                )
            }
        edit = spoil(copy, how, table, column, chance)
        if edit is None:
            continue
        faults = audited(copy, original.held)["faults"]
        assert faults, edit
        if table == "stored_events" and how is not insert:
            found = {(fault["coalition"], fault["version"]) for fault in faults}
            assert places[edit.key] in found, (edit, faults)


@pytest.mark.parametrize("how", KINDS, ids=lambda how: how.__name__)
@pytest.mark.parametrize("column", COLUMNS["stored_events"])
def test_who_makes_the_log_anew_is_found_by_a_checkpoint(original: Sealed, copy: Path, column: str, how: Any) -> None:
    chance = random.Random(f"anew {column} {how.__name__}")
    for _ in range(TRIALS):
        original.copy(copy)
        edit = spoil(copy, how, "stored_events", column, chance)
        if edit is None:
            continue
        with tampered(copy) as connection:
            try:
                relogged(connection)
            except Exception:  # he cannot make a log of that at all, so what he did stays in the open
                original.copy(copy)
                continue
        told = audited(copy, original.held)
        assert told["faults"], edit
        if how not in (
            insert,
            put_another_kind,
        ):  # what comes last is under no checkpoint; the same bytes hash alike
            assert not all(checkpoint["ok"] for checkpoint in told["checkpoints"]), edit
            assert {"history-rewritten", "truncated"} & {fault["kind"] for fault in told["faults"]}, edit


def test_nothing_is_found_where_nothing_was_done(original: Sealed, copy: Path) -> None:
    assert audited(copy, original.held_with_leaves)["faults"] == []
    with tampered(copy) as connection:
        relogged(connection)
        connection.execute("INSERT INTO audit_node SELECT * FROM (SELECT 1, 1, x'') WHERE 0")
    assert kinds(copy, original.held) <= {"node-wrong"}  # the nodes that he did not keep
