"""Soundness of a store's file: whether all of it can be read, and is what the log says was recorded.

A database finds what is wrong with its pages. Only the log finds a bit of an event that has turned over, or a page
that a disk has forgotten to write.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from engine.stores.leaves import Cursor, Log
from engine.stores.sqlite import has_log, plain
from engine.stores.sqlite_events import ID_COLUMN, found_by_itself


def faults_in(path: Path) -> list[str]:
    """What is wrong with a store's file, each in one line and the events first; empty where it is sound."""
    found: list[str] = []
    with plain(path, "rw") as connection:  # a crash may have left something to roll back
        connection.isolation_level = None
        connection.execute("BEGIN")  # one state of everything
        looks = (_of_the_log, _of_the_database) if has_log(connection) else (_of_the_database,)
        for look in looks:
            found += _noted(look, connection.cursor())
    return found


def _noted(look: Callable[[Cursor], Iterator[str]], c: sqlite3.Cursor) -> list[str]:
    """What a look finds, in one line each; that it cannot go on is a fault, too."""
    found: list[str] = []
    try:
        found.extend(look(c))
    except (sqlite3.Error, ValueError, OverflowError) as fault:
        found.append(f"{_unreadable(c)} cannot be read: {fault}")
    return [" ".join(each.split()) for each in found]


def _of_the_log(c: Cursor) -> Iterator[str]:
    from engine.care import unsound  # which is built on stores

    yield from unsound(Log(c, ID_COLUMN))


def _of_the_database(c: Cursor) -> Iterator[str]:
    yield from (f"the database finds fault with itself: {told}" for told in found_by_itself(c))


def _unreadable(c: sqlite3.Cursor) -> str:
    """The coalitions of which an event cannot be read, as far as that can be told."""
    try:
        streams = [stream for (stream,) in c.execute("SELECT DISTINCT originator_id FROM stored_events").fetchall()]
    except sqlite3.Error:
        return "the list of coalitions"
    return " and ".join(str(stream) for stream in streams if not _can_be_read(c, stream)) or "the log"


def _can_be_read(c: sqlite3.Cursor, stream: object) -> bool:
    try:
        c.execute("SELECT topic, state FROM stored_events WHERE originator_id = ?", (stream,)).fetchall()
    except sqlite3.Error:
        return False
    return True
