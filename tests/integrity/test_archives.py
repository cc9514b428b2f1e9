"""Archives that somebody sent: what a pack never is is refused, before much is made of it."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Callable

import pytest

from engine.integrity import pack, unzip
from engine.integrity.check import check
from engine.integrity.strict import Malformed
from integrity.making import KEY, small

LOG, NOTE = small()
PACK = LOG.pack(NOTE)
FILES = unzip.unzipped(PACK)
Edit = Callable[[zipfile.ZipInfo], None]


def archive(files: dict[str, bytes], edit: Edit = lambda _: None, method: int = zipfile.ZIP_STORED) -> bytes:
    """An archive as other tools make one."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as made:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, (2024, 2, 3, 4, 5, 6))
            info.compress_type = method
            edit(info)
            made.writestr(info, data)
    return buffer.getvalue()


def refused(data: bytes, why: str) -> None:
    with pytest.raises(Malformed, match=why):
        unzip.unzipped(data)
    result = check(data, KEY.verifier)
    assert result.kind == "pack"
    assert not result.holds


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_pack_that_was_packed_again_holds_and_says_so(method: int) -> None:
    again = archive(dict(reversed(FILES.items())), method=method)
    result = check(again, KEY.verifier)
    assert result.holds
    assert result.findings[-1].message == (
        "The archive was packed again since: the files in it are the same, its bytes are not"
    )
    assert check(archive(FILES, lambda info: setattr(info, "external_attr", 0o600 << 16)), KEY.verifier).holds


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04", b"PK\x05\x06", b"PK\x03\x04" + b"\0" * 1000, PACK[:-1], PACK[:100], PACK[:-200]]
)
def test_a_damaged_archive(data: bytes) -> None:
    refused(data, "The archive is damaged")


def test_an_archive_without_files() -> None:
    result = check(archive({}), KEY.verifier)
    assert [fault.message for fault in result.faults] == [
        "The pack has no checkpoint.txt: it is not an evidence pack, or not all of one"
    ]


def test_an_archive_that_grows_out_of_proportion() -> None:
    refused(archive({"summary.txt": bytes(50_000_000)}, method=zipfile.ZIP_DEFLATED), "out of proportion")


def test_the_proportion_is_that_of_all_files_together(monkeypatch: pytest.MonkeyPatch) -> None:
    data = archive({f"{n}": b"x" * 1000 for n in range(10)}, method=zipfile.ZIP_DEFLATED)
    monkeypatch.setattr(unzip, "RATIO_AT_MOST", -(-10_000 // len(data)))
    assert len(unzip.unzipped(data)) == 10
    monkeypatch.setattr(unzip, "RATIO_AT_MOST", 10_000 // len(data))
    refused(data, f"The archive of {len(data)} bytes would grow to 10000: that is out of proportion")


def test_the_size_in_any_case(monkeypatch: pytest.MonkeyPatch) -> None:
    data = archive({f"{n}": b"x" * 1000 for n in range(10)})
    monkeypatch.setattr(unzip, "SIZE_AT_MOST", 10_000)
    assert len(unzip.unzipped(data)) == 10
    monkeypatch.setattr(unzip, "SIZE_AT_MOST", 9_999)
    refused(data, "out of proportion")


def test_the_size_of_the_archive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unzip, "PACK_AT_MOST", len(PACK))
    assert unzip.unzipped(PACK) == FILES
    refused(PACK + b"\0", f"at most {len(PACK)} are read")


def test_the_number_of_files_is_counted_before_they_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    refused(b"PK\x03\x04" + b"PK\x01\x02" * 60_001, "more than 60000 files")
    monkeypatch.setattr(unzip, "FILES_AT_MOST", len(FILES))
    assert unzip.unzipped(PACK) == FILES
    monkeypatch.setattr(unzip, "FILES_AT_MOST", len(FILES) - 1)
    refused(PACK, "more than 18 files")


def patched(data: bytes, size: int) -> bytes:
    """An archive of one file that gives another size for it, in both places."""
    local, central = data.index(b"PK\x03\x04"), data.index(b"PK\x01\x02")
    written = bytearray(data)
    written[local + 22 : local + 26] = written[central + 24 : central + 28] = struct.pack("<I", size)
    return bytes(written)


@pytest.mark.parametrize("size", [0, 1, 999, 1001, 2000])
def test_a_file_that_is_not_of_the_size_it_gives(size: int) -> None:
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        refused(
            patched(archive({"summary.txt": b"x" * 999 + b"y"}, method=method), size), "The archive|not of the size"
        )


def test_one_file_told_of_many_times() -> None:
    """The bomb without recursion: many names for one stretch of bytes."""
    data = archive({"a" * 10: bytes(100_000)}, method=zipfile.ZIP_DEFLATED)
    start, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    record = data[start:end]
    records = b"".join(record.replace(b"a" * 10, b"%010d" % n) for n in range(1000))
    tail = data[:start] + records + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 1000, 1000, len(records), start, 0)
    refused(tail, "out of proportion|damaged")
    few = b"".join(record.replace(b"a" * 10, b"%010d" % n) for n in range(2))
    refused(
        data[:start] + few + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 2, 2, len(few), start, 0) + bytes(10_000),
        "damaged",
    )


def test_a_name_twice() -> None:
    data = archive({"summary.txt": b"one", "summary.tx!": b"two"}).replace(b"summary.tx!", b"summary.txt")
    refused(data, "holds a name twice")


def with_mode(mode: int) -> Edit:
    return lambda info: setattr(info, "external_attr", mode << 16)


@pytest.mark.parametrize(
    "mode", [stat.S_IFLNK | 0o777, stat.S_IFIFO | 0o600, stat.S_IFCHR | 0o600, stat.S_IFDIR | 0o700]
)
def test_what_is_no_file(mode: int) -> None:
    refused(archive({"summary.txt": b"/etc/passwd"}, with_mode(mode)), "'summary.txt', which is no file of a pack")


def test_folders_and_long_names() -> None:
    refused(archive({"folder/": b""}), "which is no file of a pack")
    refused(archive({"n" * 161: b""}), "which is no file of a pack")
    assert unzip.unzipped(archive({"n" * 160: b""})) == {"n" * 160: b""}


def test_a_name_that_ends_before_it_ends() -> None:
    data = archive({"summary.txtX.exe": b""}).replace(b"summary.txtX", b"summary.txt\0")
    refused(data, "which is no file of a pack")


@pytest.mark.parametrize(
    "name", ["../summary.txt", "/etc/passwd", "C:\\x", "a/../b", "..\\x", "\u202etxt.exe", "\x1b[2J"]
)
def test_names_that_lead_elsewhere_lead_nowhere(name: str) -> None:
    result = check(pack.zipped(FILES | {name: b"x"}), KEY.verifier)
    assert not result.holds
    assert all(fault.message.isprintable() and fault.place.isprintable() for fault in result.faults)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_compressions(method: int) -> None:
    refused(archive({"summary.txt": b"x"}, method=method), "compressed in a way that packs are not")


def test_encryption() -> None:
    data = bytearray(archive({"summary.txt": b"x" * 20}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    refused(bytes(data), "is encrypted or compressed")


def test_an_archive_before_which_something_stands() -> None:
    """A program that unpacks itself is no pack: what it would show when it is run, nobody has checked."""
    assert not check(b"#!/bin/sh\n" + PACK, KEY.verifier).holds


def test_what_stands_after_an_archive_is_said_to() -> None:
    result = check(PACK + b"\0" * 20, KEY.verifier)
    assert result.holds
    assert "was packed again since" in result.findings[-1].message
