"""Files that are there whole or not at all, also where the power fails while they are written."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from engine.errors import CannotWrite


@contextmanager
def whole(path: Path) -> Iterator[BinaryIO]:
    """A file to write to; it takes the place of what was at the path once all is on disk, else nothing changes.

    What is no file, such as /dev/stdout, is written to as it is. Raises CannotWrite.
    """
    try:
        if path.exists() and not path.is_file():
            with path.open("wb") as file:
                yield file
            return
        descriptor, draft = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.absolute().parent)
        try:
            with open(descriptor, "wb") as file:
                yield file
                file.flush()
                os.fsync(descriptor)
            os.chmod(draft, _mode(path))
            os.replace(draft, path)
        finally:
            with suppress(FileNotFoundError):
                os.unlink(draft)
    except OSError as fault:
        raise CannotWrite(
            f"{path} cannot be written: {fault.strerror or fault}. Check the folder and the disk"
        ) from fault


def write_whole(path: Path, data: bytes) -> None:
    """Write a file, whole or not at all. Raises CannotWrite."""
    with whole(path) as file:
        file.write(data)


def _mode(path: Path) -> int:
    """The rights of the file that is replaced, else those that a new file gets here."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
