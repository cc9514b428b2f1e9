"""Copies of a store: a consistent backup while others record, and a store made from one.

Every copy is looked at before it gets its name. What has a name that was asked for is sound: nobody finds out on the
day when it is needed. A damaged backup may all the same be the best that there will ever be, so it is kept, under a
name that says what it is. Of a damaged backup no store is made, which somebody would go on recording into.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from engine.errors import CannotWrite, Damaged, NoStore, StoreExists
from engine.files import new_path
from engine.stores.sqlite import HOW_TO_MAKE_ONE, check_mark, plain, sqlite_path
from engine.stores.sqlite_soundness import faults_in


def backup(url: str, target: Path) -> None:
    """Write a consistent copy of a store to a new file, also while others record, and read it back.

    Raises StoreExists, CannotWrite; and Damaged where the store is: the copy has another name then, which is told.
    """
    source = sqlite_path(url)
    if not source.exists():
        raise NoStore(f"There is no store at {source}. {HOW_TO_MAKE_ONE}")
    check_mark(source)
    with _copied(source, target) as draft:
        if found := _faults_of_both(source, draft, target):
            kept = _kept_as_damaged(draft, target)
            raise Damaged(
                f"The store {source} is damaged: {_told(found)}. The copy of it is damaged too, so it is kept as "
                f"{kept} and not as {target}. Keep the backups made before, and see all that is wrong with: "
                "coalition audit verify"
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
                f"out of this what can be read, with: coalition export ID --store sqlite:///{file}"
            )


@contextmanager
def _copied(source: Path, target: Path) -> Iterator[Path]:
    """A copy that gets its name once it was looked at."""
    if (taken := _taken(target)) is not None:
        raise StoreExists(f"{taken} exists already; it is left as it is. Choose another name")
    try:
        with new_path(target) as draft:
            _copy(source, draft)
            yield draft
    except FileExistsError as taken:
        raise StoreExists(f"{target} exists already; it is left as it is. Choose another name") from taken
    except (sqlite3.Error, OSError) as fault:
        what = getattr(fault, "strerror", None) or fault
        raise CannotWrite(f"{source} cannot be copied to {target}: {what}. Check the folder and the disk") from fault


def _taken(name: Path) -> Path | None:
    """What lies there already; also a journal that was left, which SQLite would play into a copy of that name."""
    there = (Path(f"{name}{suffix}") for suffix in ("", "-wal", "-journal"))
    return next((path for path in there if path.exists()), None)


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


def _kept_as_damaged(draft: Path, target: Path) -> Path:
    """The name beside that of a copy under which it is kept although it is damaged; one that is free."""
    numbers = count(2)
    name = target.with_name(f"{target.stem}.damaged{target.suffix}")
    while True:
        try:
            if _taken(name) is None:
                with new_path(name) as kept:
                    os.replace(draft, kept)
                return name
        except FileExistsError:  # somebody was faster
            pass
        name = target.with_name(f"{target.stem}.damaged-{next(numbers)}{target.suffix}")


def _told(faults: list[str]) -> str:
    """The first fault, and how many more there are."""
    more = len(faults) - 1
    return faults[0] + (f" (and {more} more fault{'s' * (more > 1)})" if more else "")
