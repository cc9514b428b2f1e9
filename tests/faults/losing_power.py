"""A disk that remembers what was written and what was synced, put under SQLite; and the states that a power cut leaves.

SQLite reaches the disk through a table of functions. Here a table of our own is put before it, which notes each write,
each change of length and each sync, and passes them on. What was written after a file's last sync may or may not be
on disk when the power fails, in any order, and a write may be torn between two sectors.
"""

from __future__ import annotations

import ctypes
import random
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p, cast
from pathlib import Path
from typing import Any, NamedTuple

SECTOR = 512


class Done(NamedTuple):
    """Something that was done to a file; `what` is write, truncate, sync, delete or acknowledged."""

    what: str
    file: str
    place: int = 0
    data: bytes = b""


class _Methods(Structure):
    _fields_ = [("version", c_int)] + [
        (name, c_void_p)
        for name in (
            *("close", "read", "write", "truncate", "sync", "size", "lock", "unlock", "reserved", "control"),
            *("sector", "character", "shm_map", "shm_lock", "shm_barrier", "shm_unmap", "fetch", "unfetch"),
        )
    ]


class _File(Structure):
    _fields_ = [("methods", POINTER(_Methods))]


class _Vfs(Structure):
    _fields_ = [
        ("version", c_int),
        ("file_size", c_int),
        ("longest_path", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("app_data", c_void_p),
        ("open", c_void_p),
        ("delete", c_void_p),
        ("rest", c_void_p * 16),
    ]


_OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, POINTER(_File), c_int, c_void_p)
_DELETE = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)
_WRITE = CFUNCTYPE(c_int, POINTER(_File), c_void_p, c_int, c_int64)
_TRUNCATE = CFUNCTYPE(c_int, POINTER(_File), c_int64)
_SYNC = CFUNCTYPE(c_int, POINTER(_File), c_int)


def sqlite_library() -> Any:
    """The SQLite that Python itself uses; null where it is built into Python and cannot be reached."""
    import _sqlite3

    loaded = Path("/proc/self/maps")
    if not loaded.exists() or not _sqlite3:
        return None
    names = {line.split()[-1] for line in loaded.read_text(encoding="utf-8").splitlines() if "libsqlite3" in line}
    return ctypes.CDLL(names.pop()) if names else None


class Disk:
    """Notes what SQLite does to files under a folder, from now on and for every connection."""

    def __init__(self, library: Any, folder: Path) -> None:
        self.done: list[Done] = []
        self._folder, self._names, self._tables = str(folder), dict[int, str](), dict[int, _Methods]()
        library.sqlite3_vfs_find.restype = POINTER(_Vfs)
        self._inner = library.sqlite3_vfs_find(None)
        self._vfs = _Vfs.from_buffer_copy(self._inner.contents)
        self._vfs.name = b"noting"
        self._kept: list[Any] = [_OPEN(self._open), _DELETE(self._delete)]  # they must outlive this function
        self._vfs.open, self._vfs.delete = (cast(function, c_void_p) for function in self._kept)
        assert library.sqlite3_vfs_register(ctypes.byref(self._vfs), 1) == 0

    def acknowledge(self, what: str) -> None:
        """Somebody was told that something is recorded."""
        self.done.append(Done("acknowledged", what))

    def _open(self, _: Any, name: Any, file: Any, flags: int, out: Any) -> int:
        inner = cast(self._inner.contents.open, _OPEN)
        code = inner(cast(self._inner, c_void_p), name, file, flags, out)
        path = cast(name, c_char_p).value
        if code == 0 and path and path.decode().startswith(self._folder):
            self._names[cast(file, c_void_p).value or 0] = Path(path.decode()).name
            file.contents.methods = ctypes.pointer(self._table(file.contents.methods))
        return code

    def _delete(self, _: Any, name: bytes, sync: int) -> int:
        self.done.append(Done("delete", Path(name.decode()).name))
        inner = cast(self._inner.contents.delete, _DELETE)
        return int(inner(cast(self._inner, c_void_p), name, sync))

    def _table(self, inner: Any) -> _Methods:
        """A table of functions that notes and passes on; one for each table that SQLite has."""
        place = cast(inner, c_void_p).value or 0
        if place not in self._tables:
            write, truncate, sync = (
                cast(inner.contents.write, _WRITE),
                cast(inner.contents.truncate, _TRUNCATE),
                cast(inner.contents.sync, _SYNC),
            )

            def noted_write(file: Any, data: int, size: int, offset: int) -> int:
                self.done.append(Done("write", self._name(file), offset, ctypes.string_at(data, size)))
                return int(write(file, data, size, offset))

            def noted_truncate(file: Any, size: int) -> int:
                self.done.append(Done("truncate", self._name(file), size))
                return int(truncate(file, size))

            def noted_sync(file: Any, flags: int) -> int:
                self.done.append(Done("sync", self._name(file)))
                return int(sync(file, flags))

            table = _Methods.from_buffer_copy(inner.contents)
            functions = (_WRITE(noted_write), _TRUNCATE(noted_truncate), _SYNC(noted_sync))
            self._kept += functions
            table.write, table.truncate, table.sync = (cast(function, c_void_p) for function in functions)
            self._tables[place] = table
        return self._tables[place]

    def _name(self, file: Any) -> str:
        return self._names[cast(file, c_void_p).value or 0]


def after_power_cut(done: list[Done], chance: random.Random) -> tuple[dict[str, bytes], list[str]]:
    """What is on disk when the power fails after these: the files, and what had been acknowledged by then."""
    files: dict[str, bytearray] = {}
    unsynced: dict[str, list[Done]] = {}
    acknowledged: list[str] = []
    for each in done:
        match each.what:
            case "acknowledged":
                acknowledged.append(each.file)
            case "delete":
                files.pop(each.file, None)
                unsynced.pop(each.file, None)
            case "sync":
                for waiting in unsynced.pop(each.file, []):
                    _apply(files, waiting)
            case _:
                unsynced.setdefault(each.file, []).append(each)
    for waiting in unsynced.values():
        for each in _survivors(waiting, chance):
            _apply(files, each)
    return {name: bytes(content) for name, content in files.items()}, acknowledged


def _survivors(waiting: list[Done], chance: random.Random) -> list[Done]:
    """Of what was not synced: nothing, all of it, or any part in any order, the last perhaps torn."""
    how = chance.randrange(4)
    if how == 0:
        return []
    if how == 1:
        return waiting
    kept = [each for each in waiting if chance.random() < 0.5]
    if how == 3:
        chance.shuffle(kept)
    if kept and kept[-1].what == "write" and len(kept[-1].data) > SECTOR:
        kept[-1] = kept[-1]._replace(data=kept[-1].data[: SECTOR * chance.randrange(len(kept[-1].data) // SECTOR)])
    return kept


def _apply(files: dict[str, bytearray], each: Done) -> None:
    content = files.setdefault(each.file, bytearray())
    if each.what == "truncate":
        del content[each.place :]
        content.extend(bytes(each.place - len(content)))
        return
    end = each.place + len(each.data)
    content.extend(bytes(max(0, end - len(content))))
    content[each.place : end] = each.data
