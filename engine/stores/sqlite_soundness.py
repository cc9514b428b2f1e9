"""Soundness of a store's file: whether all of it can be read, and is what the log says was recorded.

A database finds what is wrong with its pages. Only the log finds a bit of an event that has turned over, or a page
that a disk has forgotten to write.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from engine.stores.leaves import TABLE_NAMES, Cursor, Log
from engine.stores.sqlite import LAYOUT, plain
from engine.stores.sqlite_events import ID_COLUMN, found_by_itself


def faults_in(path: Path) -> list[str]:
    """What is wrong with a store's file, each in one line and the events first; empty where it is sound."""
    found: list[str] = []
    with plain(path, "rw") as connection:  # a crash may have left something to roll back
        connection.isolation_level = None
        connection.execute("BEGIN")  # one state of everything
        for look in (_of_the_log, _of_the_layout, _of_the_database):
            found += _noted(look, connection.cursor())
    return found


def _noted(look: Callable[[Cursor], Iterator[str]], c: sqlite3.Cursor) -> list[str]:
    """What a look finds, in one line each; that it cannot go on is a fault, too."""
    found: list[str] = []
    try:
        found.extend(look(c))
    except (sqlite3.Error, ValueError, ArithmeticError, LookupError, TypeError, AttributeError) as fault:
        found.append(f"{_unreadable(c)} cannot be read: {fault}")
    return [" ".join(each.split()) for each in found]


def _of_the_log(c: Cursor) -> Iterator[str]:
    from engine.care import unsound  # which is built on stores

    if _has_log(c):
        yield from unsound(Log(c, ID_COLUMN))


def _has_log(c: Cursor) -> bool:
    """Whether a store is so new that its events have a log, going by its tables."""
    return not set(TABLE_NAMES).isdisjoint(_named(c, "table"))


def _of_the_layout(c: Cursor) -> Iterator[str]:
    """What a store lacks, or has beside what was made, so that one could not go on recording into it.

    Tables of somebody else's, and indexes that were lost, are in nobody's way.
    """
    tables, layout = _named(c, "table"), c.execute("PRAGMA user_version").fetchone()[0]
    there = LAYOUT if _has_log(c) else LAYOUT - 1
    if layout != there:
        yield f"it is marked as of layout {layout}, and its tables are those of layout {there}"
    needed = ("stored_events", "command", *(TABLE_NAMES if there == LAYOUT else ()))
    yield from (f"there is no table {name}" for name in needed if name not in tables)
    yield from (f"there is a trigger {name} that does not belong here" for name in _named(c, "trigger"))


def _named(c: Cursor, kind: str) -> list[str]:
    return [name for (name,) in c.execute("SELECT name FROM sqlite_master WHERE type=? ORDER BY name", (kind,))]


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
