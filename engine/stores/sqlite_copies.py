"""Copies of a store: a consistent backup while others record, and a store made from one."""

from __future__ import annotations

import os
import sqlite3
import uuid
from pathlib import Path

from engine.errors import CannotWrite, NoStore, StoreExists
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
    partial = target.with_name(f".{target.name}.{uuid.uuid4().hex}.partial")
    try:
        with plain(source, "rw") as origin, plain(partial, "rwc") as copy:
            origin.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        _on_disk(partial)
        os.link(partial, target)  # fails, unlike a rename, where somebody was faster
        _on_disk(target.parent)
    except FileExistsError as taken:
        raise StoreExists(f"{target} exists already; it is left as it is. Choose another name") from taken
    except (sqlite3.Error, OSError) as fault:
        raise CannotWrite(f"{source} cannot be copied to {target}: {fault}. Check the folder and the disk") from fault
    finally:
        partial.unlink(missing_ok=True)


def _on_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
