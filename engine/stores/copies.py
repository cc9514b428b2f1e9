"""Copies of a store by its address: a backup while others record, a store made from one, a move to another store.

The backup of a store on a server is a SQLite store that holds the same, so that a ledger can be taken away, looked at
and put anywhere without the server.
"""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path

from engine.errors import CannotWrite, Damaged, NoStore, StoreExists
from engine.stores import sqlite_copies
from engine.stores.copying import Copied, copy_ledger
from engine.stores.kinds import factory_for, is_shared, shown
from engine.stores.sqlite import check_mark


def backup(url: str, target: Path) -> None:
    """Write a consistent copy of a store to a new file, also while others record, and read it back.

    Raises StoreExists, CannotWrite; and Damaged where the store is: the copy has another name then, which is told.
    """
    if not is_shared(url):
        return sqlite_copies.backup(url, target)
    if target.exists():
        raise StoreExists(f"{target} exists already; it is left as it is. Choose another name")
    if not target.absolute().parent.is_dir():
        raise CannotWrite(f"{target} cannot be written: there is no folder {target.absolute().parent}")
    with tempfile.TemporaryDirectory(prefix=f".{target.name[:40]}-", dir=target.absolute().parent) as draft:
        try:
            copy(url, f"sqlite:///{draft}/copy.db")
        except Damaged as wrong:
            raise Damaged(f"{wrong}. No backup was made of it; keep those made before") from wrong
        sqlite_copies.backup(f"sqlite:///{draft}/copy.db", target, shown(url))
    return None


def restore(file: Path, url: str) -> None:
    """Make a store from a backup, where there is none yet. Raises NoStore, NotAStore, StoreExists, Damaged."""
    if not is_shared(url):
        return sqlite_copies.restore(file, url)
    if not file.exists():
        raise NoStore(f"There is no backup at {file}")
    check_mark(file)
    with tempfile.TemporaryDirectory() as draft:  # to open a store is to change its file, and backups stay as they are
        sqlite_copies.restore(file, f"sqlite:///{draft}/copy.db")
        copy(f"sqlite:///{draft}/copy.db", url)
    return None


def copy(source: str, target: str) -> Copied:
    """Copy a ledger with every hash intact into an empty store, which is made where there is none.

    Raises NoStore, NotAStore, StoreExists, Damaged; PersistenceError where a server does not answer.
    """
    with closing(factory_for(source)) as old, closing(factory_for(target, create=True)) as new:
        return copy_ledger(old, new)
