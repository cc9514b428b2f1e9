"""A new file that is there whole or not at all: written under another name, on disk, then named."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """A stream for a file that is not there yet; what is written is found under the name once all of it is on disk.

    Raises FileExistsError where the name is taken, before or by the time that the file is finished.
    """
    if os.path.lexists(path):
        raise FileExistsError(f"{path} exists already")
    partial = path.with_name(f".{uuid.uuid4().hex}.partial")
    try:
        with _opened(partial, path) as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        _name(partial, path)
        _on_disk(path.parent)
    finally:
        partial.unlink(missing_ok=True)


def _opened(partial: Path, path: Path) -> BinaryIO:
    try:
        return partial.open("xb")
    except OSError as fault:  # tells of the name that was asked for
        raise OSError(fault.errno, fault.strerror, str(path)) from None


def _name(partial: Path, path: Path) -> None:
    """A link fails, unlike a rename, where somebody was faster; not every file system has links."""
    try:
        os.link(partial, path)
    except FileExistsError:
        raise
    except OSError:
        if os.path.lexists(path):
            raise FileExistsError(f"{path} exists already") from None
        os.rename(partial, path)


def _on_disk(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
