"""Files that are there whole or not at all: on disk before they are named, named before anybody is told."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.errors import CannotWrite
from engine.files import new_file, new_path, write_whole

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs folders that can be opened, and rights")


def streamed(path: Path, data: bytes) -> None:
    with new_file(path) as stream:
        stream.write(data)


def made(path: Path, data: bytes) -> None:
    with new_path(path) as draft:
        draft.write_bytes(data)


every_way = pytest.mark.parametrize("write", [write_whole, streamed, made])
only_new = pytest.mark.parametrize("write", [streamed, made])
Write = Callable[[Path, bytes], None]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@posix
@every_way
def test_a_file_is_on_disk_before_it_is_named_and_its_name_before_anybody_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Write
) -> None:
    file, done = tmp_path / "file", list[str]()
    fsync = os.fsync

    def syncing(descriptor: int) -> None:
        kind = "folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file"
        done.append(
            f"{kind} {'named' if file.exists() else 'not named'} {os.fstat(descriptor).st_size * (kind == 'file')}"
        )
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", syncing)
    write(file, b"whole")
    assert done == ["file not named 5", "folder named 0"]
    assert file.read_bytes() == b"whole"
    assert names(tmp_path) == ["file"]


@posix
@every_way
def test_a_new_file_has_the_rights_that_its_user_gives_new_files(tmp_path: Path, write: Write) -> None:
    before = os.umask(0o027)
    try:
        write(tmp_path / "file", b"")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o640


@posix
@pytest.mark.parametrize("rights", [0o600, 0o666, 0o400])
def test_what_takes_a_file_s_place_takes_its_rights(tmp_path: Path, rights: int) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"old")
    file.chmod(rights)
    write_whole(file, b"new")
    assert file.read_bytes() == b"new"
    assert stat.S_IMODE(file.stat().st_mode) == rights


@posix
def test_what_only_its_owner_may_read_is_never_open_to_others(tmp_path: Path) -> None:
    with new_path(tmp_path / "file", mode=0o600) as draft:
        assert stat.S_IMODE(draft.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o600


@only_new
@pytest.mark.parametrize("leads_nowhere", [False, True])
def test_what_is_there_is_never_overwritten_by_what_is_to_be_new(
    tmp_path: Path, write: Write, leads_nowhere: bool
) -> None:
    file = tmp_path / "file"
    if leads_nowhere:
        file.symlink_to(tmp_path / "gone")
    else:
        file.write_bytes(b"old")
    with pytest.raises(FileExistsError, match="file exists already"):
        write(file, b"new")
    assert names(tmp_path) == ["file"]
    assert file.is_symlink() if leads_nowhere else file.read_bytes() == b"old"


def test_who_was_faster_is_not_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "file"
    with pytest.raises(FileExistsError), new_path(file):
        file.write_bytes(b"early")
    assert file.read_bytes() == b"early"
    assert names(tmp_path) == ["file"]


def test_where_only_a_rename_is_left_a_path_that_must_not_be_overwritten_is_not_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def link(*_: object) -> None:
        raise OSError(errno.ENOTSUP, "Operation not supported")

    monkeypatch.setattr(os, "link", link)
    with pytest.raises(OSError, match="Operation not supported"):
        made(tmp_path / "file", b"new")
    assert names(tmp_path) == []


@every_way
def test_where_writing_fails_nothing_has_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Write) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    if write is write_whole:
        (tmp_path / "file").write_bytes(b"old")
    before = names(tmp_path)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises((CannotWrite, OSError), match="No space left on device"):
        write(tmp_path / "file", b"new")
    assert names(tmp_path) == before
    assert not before or (tmp_path / "file").read_bytes() == b"old"


@every_way
def test_a_folder_that_is_not_there_is_told_by_the_name_that_was_asked_for(tmp_path: Path, write: Write) -> None:
    with pytest.raises((CannotWrite, FileNotFoundError)) as told:
        write(tmp_path / "nowhere" / "file", b"new")
    assert str(tmp_path / "nowhere" / "file") in str(told.value)
    assert ".file-" not in str(told.value)
    assert "No such file or directory" in str(told.value)


@every_way
@pytest.mark.parametrize("name", ["x" * 250, "ñ" * 120, "x", ".x"])
def test_a_name_is_as_long_as_the_file_system_has_it(tmp_path: Path, write: Write, name: str) -> None:
    write(tmp_path / name, b"whole")
    assert names(tmp_path) == [name]


@every_way
def test_a_file_in_the_present_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Write) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path("file"), b"whole")
    assert (tmp_path / "file").read_bytes() == b"whole"
    assert names(tmp_path) == ["file"]


@posix
@every_way
@pytest.mark.parametrize("answer", [errno.EINVAL, errno.EBADF])
def test_a_file_system_that_cannot_put_folders_on_disk_gets_its_file_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Write, answer: int
) -> None:
    fsync = os.fsync

    def syncing(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(answer, os.strerror(answer))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", syncing)
    write(tmp_path / "file", b"whole")
    assert (tmp_path / "file").read_bytes() == b"whole"


@posix
@every_way
def test_a_disk_that_fails_while_a_name_is_put_on_it_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Write
) -> None:
    fsync = os.fsync

    def syncing(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EIO, "Input/output error")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", syncing)
    with pytest.raises((CannotWrite, OSError), match="Input/output error"):
        write(tmp_path / "file", b"whole")
    assert names(tmp_path) == ["file"]  # it may be gone after a power cut, so nobody was told that it is there


@posix
def test_what_is_no_file_is_written_to_as_it_is(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_whole(tmp_path / "pipe", b"through")
        assert os.read(reader, 100) == b"through"
    finally:
        os.close(reader)
    assert names(tmp_path) == ["pipe"]


def test_a_folder_is_not_replaced(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="cannot be written"):
        write_whole(tmp_path, b"")
    assert tmp_path.is_dir()


@posix
def test_where_a_link_leads_is_written_and_the_link_stays(tmp_path: Path) -> None:
    target, link = tmp_path / "kept" / "page", tmp_path / "link"
    target.parent.mkdir()
    target.write_bytes(b"old")
    link.symlink_to(target)
    write_whole(link, b"new")
    assert (target.read_bytes(), link.is_symlink(), names(target.parent)) == (b"new", True, ["page"])


@posix
def test_what_the_shell_put_a_stream_into_gets_the_text_and_keeps_what_it_has(tmp_path: Path) -> None:
    link, put = tmp_path / "stdout", tmp_path / "into"
    link.symlink_to("/dev/stdout")
    code = "import sys, pathlib, engine.files as files; files.write_whole(pathlib.Path(sys.argv[1]), b'note')"
    for asked in (link, Path("/dev/stdout")):
        with put.open("wb") as stream:
            stream.write(b"before ")
            stream.flush()
            subprocess.run([sys.executable, "-c", code, asked], stdout=stream, check=True)
        assert put.read_bytes() == b"before note"
    assert link.is_symlink()
