"""Copies of a store: a consistent backup while others record, and a store made from one."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from engine.errors import CannotWrite, NoStore, StoreExists
from engine.files import new_path
from engine.stores.sqlite import HOW_TO_MAKE_ONE, check_mark, plain, sqlite_path


def backup(url: str, target: Path) -> None:
    """Write a consistent copy of a store to a new file, also while others record. Raises StoreExists."""
    source = sqlite_path(url)
    if not source.exists():
        raise NoStore(f"There is no store at {source}. {HOW_TO_MAKE_ONE}")
    check_mark(source)
    _copy(source, target)


def restore(file: Path, url: str) -> None:
    """Make a store from a backup, where there is none yet. Raises NoStore, NotAStore, StoreExists."""
    if not file.exists():
        raise NoStore(f"There is no backup at {file}")
    check_mark(file)
    _copy(file, sqlite_path(url))


def _copy(source: Path, target: Path) -> None:
    for suffix in ("", "-wal", "-journal"):  # SQLite would play a journal that was left into the copy
        if (taken := Path(f"{target}{suffix}")).exists():
            raise StoreExists(f"{taken} exists already; it is left as it is. Choose another name")
    try:
        with new_path(target) as draft, plain(source, "rw") as origin, plain(draft, "rw") as copy:
            origin.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
    except FileExistsError as taken:
        raise StoreExists(f"{target} exists already; it is left as it is. Choose another name") from taken
    except (sqlite3.Error, OSError) as fault:
        what = getattr(fault, "strerror", None) or fault
        raise CannotWrite(f"{source} cannot be copied to {target}: {what}. Check the folder and the disk") from fault
