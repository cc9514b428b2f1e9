"""Files that are there whole or not at all, also where the power fails while they are written.

What is to be a file is written beside its place under another name; once all of it is on disk it gets its own name, in
place of what was there (`write_whole`) or only where there is nothing (`new_file`, `new_path`), and that too is on disk
before anybody is told.
"""

from __future__ import annotations

import errno
import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from engine.errors import CannotWrite

_READERS_CHOICE = 0o666  # less what the user's mask takes away
_STREAMS = (Path("/dev/stdout"), Path("/dev/stderr"))
JOURNALS = ("-wal", "-shm", "-journal")  #: what SQLite adds to a file's name for what lies beside it
_PREFIX = 40  # characters of a file's name in that of its draft, which must not be too long for the file system
_NO_WAY_TO = (errno.EACCES, errno.EBADF, errno.EINVAL)  # what is answered where a folder cannot be put on disk


def write_whole(path: Path, data: bytes) -> None:
    """Write a file with the rights of the one that it replaces, if any. Raises CannotWrite, and nothing has changed.

    Where the path is a link, what it leads to is written. What is no file, such as /dev/stdout, is written to as it is.
    """
    try:
        if _is_handed_on(path):
            with path.open("ab") as stream:
                stream.write(data)
            return
        target = path.resolve()
        with _drafted(target, os.replace, _rights(target)) as draft:
            draft.write_bytes(data)
    except OSError as fault:
        raise CannotWrite(
            f"{path} cannot be written: {fault.strerror or fault}. Check the folder and the disk"
        ) from fault


def _is_handed_on(path: Path) -> bool:
    """Whether what is written there goes on to somebody: a pipe, a terminal, a stream of this process."""
    return path.exists() and (not path.is_file() or any(map(_is_stream, _links(path.absolute()))))


def _links(path: Path) -> Iterator[Path]:
    """A path, and what it leads to link by link."""
    yield path
    while path.is_symlink():
        path = path.parent / path.readlink()
        yield path


def _is_stream(path: Path) -> bool:
    """Whether a name stands for what this process was handed, though that may be a file: there the shell put it."""
    return path.is_relative_to("/proc") or path.is_relative_to("/dev/fd") or path in _STREAMS


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """A stream for a file that is not there yet; what is written is found under the name once all of it is on disk.

    Raises FileExistsError where the name is taken, before or by the time that the file is finished; OSError.
    """
    _check_free(path)
    with _drafted(path, _linked_or_renamed) as draft, draft.open("wb") as stream:
        yield stream


@contextmanager
def new_path(path: Path, mode: int = _READERS_CHOICE) -> Iterator[Path]:
    """A path to an empty file beside a name that is free; what is made of it gets the name once all of it is on disk.

    Raises FileExistsError where the name is taken, before or by the time that the file is finished; OSError, also
    where the file system has no links, because nothing else is certain never to overwrite.
    """
    _check_free(path)
    with _drafted(path, _linked, mode=mode) as draft:
        yield draft


@contextmanager
def _drafted(
    path: Path, name: Callable[[Path, Path], None], rights: int | None = None, *, mode: int = _READERS_CHOICE
) -> Iterator[Path]:
    """An empty file beside a path, made with a mode; `name` gives it the path once it is on disk with its rights."""
    draft = path.absolute().with_name(f".{path.name[:_PREFIX]}-{uuid.uuid4().hex}")
    try:
        _make(draft, mode, path)
        yield draft
        with draft.open("rb+") as written:
            if rights is not None:
                os.chmod(draft, rights)
            os.fsync(written.fileno())
        try:
            name(draft, path)
        finally:  # who was faster may not have come to this yet, and is relied on from now on
            _put_names_on_disk(draft.parent)
    finally:
        for left in ("", *JOURNALS):  # where the disk is full, a database may not get to do it
            draft.with_name(f"{draft.name}{left}").unlink(missing_ok=True)


def _make(draft: Path, mode: int, path: Path) -> None:
    try:
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode))
    except OSError as fault:  # tells of the name that was asked for
        raise OSError(fault.errno, fault.strerror, str(path)) from None


def _linked(draft: Path, path: Path) -> None:
    os.link(draft, path)  # fails, unlike a rename, where somebody was faster


def _linked_or_renamed(draft: Path, path: Path) -> None:
    """Not every file system has links."""
    try:
        _linked(draft, path)
    except FileExistsError:
        raise
    except OSError:
        _check_free(path)
        os.rename(draft, path)


def _check_free(path: Path) -> None:
    if os.path.lexists(path):
        raise FileExistsError(f"{path} exists already")


def _rights(path: Path) -> int | None:
    return path.stat().st_mode & 0o777 if path.exists() else None


def _put_names_on_disk(folder: Path) -> None:
    """Make a new name in a folder outlast a power cut, where the system and the rights there allow it."""
    if os.name != "posix":
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as fault:
        if fault.errno not in _NO_WAY_TO:
            raise
