"""Bare: the database without the engine, for yardsticks: the same tables, the same rows, the same durability."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

#: What a recording writes to, in the order of writing.
TABLES = (("stored_events", "rowid"), ("command", "first"), ("audit_leaf", "idx"))


class Rows(NamedTuple):
    """Rows of one table."""

    table: str
    rows: Sequence[tuple[Any, ...]]


def written(path: Path) -> list[Rows]:
    """All that recordings have written to a store."""
    with closing(sqlite3.connect(path)) as connection:
        return [
            Rows(table, connection.execute(f"SELECT * FROM {table} ORDER BY {by}").fetchall()) for table, by in TABLES
        ]


def like(path: Path, new: Path) -> sqlite3.Connection:
    """An empty database with the same tables, as durable as a store."""
    with closing(sqlite3.connect(path)) as store:
        statements = [sql for (sql,) in store.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")]
    connection = sqlite3.connect(new, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    for statement in statements:
        connection.execute(statement)
    return connection


def insert(connection: sqlite3.Connection, many: Sequence[Rows]) -> None:
    """Insert rows in one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    for table, rows in many:
        if rows:
            connection.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(rows[0]))})", rows)
    connection.execute("COMMIT")
