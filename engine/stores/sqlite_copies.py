"""Copies of a store: a consistent backup while others record, and a store made from one.

Every copy is looked at before it gets its name. What has a name that was asked for is sound: nobody finds out on the
day when it is needed. A damaged backup may all the same be the best that there will ever be, so it is kept, under a
name that says what it is. Of a damaged backup no store is made, which somebody would go on recording into.
"""

from __future__ import annotations

import os
import shlex
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from engine.errors import CannotWrite, Damaged, NoStore, StoreExists
from engine.files import JOURNALS, new_path
from engine.stores.sqlite import HOW_TO_MAKE_ONE, check_mark, is_corrupt, plain, sqlite_path
from engine.stores.sqlite_soundness import faults_in

_LONGEST_SUFFIX = 20  # characters; what is longer is no suffix
_SHORT = 100  # bytes of a name that any file system takes


def backup(url: str, target: Path, told_of: str | None = None) -> None:
    """Write a consistent copy of a store to a new file, also while others record, and read it back.

    `told_of`: the address that is named where the store is damaged, if it is not that of the file that is copied.
    Raises StoreExists, CannotWrite; and Damaged where the store is: the copy has another name then, which is told.
    """
    source = sqlite_path(url)
    if not source.exists():
        raise NoStore(f"There is no store at {source}. {HOW_TO_MAKE_ONE}")
    check_mark(source)
    with _copied(source, target) as draft:
        if found := _faults_of_both(source, draft, target):
            raise Damaged(
                f"The store {told_of or source} is damaged: {_told(found)}. The copy of it is damaged too, so it is "
                f"{_kept_as_damaged(draft, target)}. Keep the backups made before, and see all that is wrong with: "
                f"coalition audit verify --store {shlex.quote(told_of or f'sqlite:///{source}')}"
            )


def restore(file: Path, url: str) -> None:
    """Make a store from a backup, where there is none yet. Raises NoStore, NotAStore, StoreExists, Damaged."""
    if not file.exists():
        raise NoStore(f"There is no backup at {file}")
    check_mark(file)
    with _copied(file, target := sqlite_path(url)) as draft:
        if found := _faults_of_both(file, draft, target):
            raise Damaged(
                f"The backup {file} is damaged: {_told(found)}. No store was made of it: restore another one, or take "
                f"out of this what can be read, with: coalition export ID --store {shlex.quote(f'sqlite:///{file}')}"
            )


@contextmanager
def _copied(source: Path, target: Path) -> Iterator[Path]:
    """A copy that gets its name once it was looked at."""
    if (ledger := _whose_journal(target)) is not None:
        raise CannotWrite(f"{target} is where a database keeps the journal of {ledger}. Choose another name")
    try:
        if (there := _taken(target)) is not None:
            raise StoreExists(f"{there} exists already; it is left as it is. Choose another name")
        with new_path(target) as draft:
            _copy(source, draft)
            yield draft
    except FileExistsError as taken:
        raise StoreExists(f"{target} exists already; it is left as it is. Choose another name") from taken
    except (sqlite3.Error, OSError) as fault:
        if isinstance(fault, sqlite3.Error) and is_corrupt(fault):
            raise Damaged(
                f"{source} is damaged, and cannot be copied: {fault}. Go on from a backup made before"
            ) from fault
        what = getattr(fault, "strerror", None) or fault
        raise CannotWrite(f"{source} cannot be copied to {target}: {what}. Check the folder and the disk") from fault


def _taken(name: Path) -> Path | None:
    """What lies there already; also a journal that was left, which SQLite would play into a copy of that name."""
    there = (Path(f"{name}{suffix}") for suffix in ("", "-wal", "-journal"))
    return next((path for path in there if path.exists()), None)


def _whose_journal(name: Path) -> Path | None:
    """The file there of which a database takes what has that name for a journal, and plays it back or deletes it."""
    owners = (name.with_name(name.name.removesuffix(each)) for each in JOURNALS if name.name.endswith(each))
    return next((path for path in owners if path.exists()), None)


def _copy(source: Path, draft: Path) -> None:
    with plain(source, "rw") as origin, plain(draft, "rw") as copy:
        origin.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")


def _faults_of_both(source: Path, draft: Path, target: Path) -> list[str]:
    """What is wrong with a copy and with what was copied. Raises CannotWrite where that is sound."""
    if (found := faults_in(draft)) and not faults_in(source):
        raise CannotWrite(
            f"The copy of {source} came out damaged: {_told(found)}. What was copied is sound, so nothing is lost and "
            f"no copy was kept: check the disk of {target}"
        )
    return found


def _kept_as_damaged(draft: Path, target: Path) -> str:
    """Keep a copy although it is damaged, beside its name under one that is free: what became of it, in words."""
    numbers = count(2)
    name = _name_of_damaged(target, "")
    try:
        while not _is_kept(draft, name):
            name = _name_of_damaged(target, f"-{next(numbers)}")
    except OSError as fault:
        return f"not kept as {target}, and under another name it cannot be kept: {fault.strerror or fault}"
    return f"kept as {name} and not as {target}"


def _is_kept(draft: Path, name: Path) -> bool:
    """Whether a copy got a name, and not somebody else who was faster."""
    if _taken(name) is not None:
        return False
    try:
        with new_path(name) as kept:
            os.replace(draft, kept)
    except FileExistsError:
        return False
    return True


def _name_of_damaged(target: Path, number: str) -> Path:
    """A name that tells of the damage, and that the file system takes where it took the one that was asked for."""
    suffix = target.suffix if len(target.suffix) <= _LONGEST_SUFFIX else ""
    stem, added = target.name.removesuffix(suffix), f".damaged{number}{suffix}"
    room = max(len(os.fsencode(target.name)), _SHORT) - len(os.fsencode(added))
    while len(os.fsencode(stem)) > room:
        stem = stem[:-1]
    return target.with_name(f"{stem}{added}")


def _told(faults: list[str]) -> str:
    """The first fault, and how many more there are."""
    more = len(faults) - 1
    return faults[0] + (f" (and {more} more fault{'s' * (more > 1)})" if more else "")
