"""Unzipping what somebody sent: nothing in an archive is believed, not its names, not its sizes, not its counts.

Nothing is ever written to disk, so that no name leads anywhere. What a pack never is, is refused: encrypted,
compressed in unusual ways, holding folders, links or one name twice, or growing out of proportion.
"""

from __future__ import annotations

import io
import stat
import zipfile

from engine.integrity.strict import Malformed, shown

PACK_AT_MOST = 512 << 20  #: bytes of the archive
FILES_AT_MOST = 60_000
#: How many times as large as the archive its files may be, and how large in any case.
RATIO_AT_MOST, SIZE_AT_MOST = 100, 1 << 30
NAME_AT_MOST = 160  #: characters
_ENTRY_OF_DIRECTORY = b"PK\x01\x02"


def unzipped(data: bytes) -> dict[str, bytes]:
    """The files of an archive by name. Raises Malformed."""
    if len(data) > PACK_AT_MOST:
        raise Malformed(f"The archive has {len(data)} bytes: at most {PACK_AT_MOST} are read")
    if data.count(_ENTRY_OF_DIRECTORY) > FILES_AT_MOST:  # counted before anything is made of them
        raise Malformed(f"The archive holds more than {FILES_AT_MOST} files")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(archive, len(data))
            return {info.filename: _read(archive, info) for info in archive.infolist()}
    except Malformed:
        raise
    except Exception as error:  # the library raises whatever it stumbles over
        raise Malformed(f"The archive is damaged: {shown(str(error) or type(error).__name__)}") from error


def _check(archive: zipfile.ZipFile, size: int) -> None:
    infos = archive.infolist()
    if len({info.filename for info in infos}) != len(infos):
        raise Malformed("The archive holds a name twice: which of the two would be read is not told")
    whole = sum(info.file_size for info in infos)
    if whole > min(size * RATIO_AT_MOST, SIZE_AT_MOST):
        raise Malformed(f"The archive of {size} bytes would grow to {whole}: that is out of proportion")
    for info in infos:
        _check_file(info)


def _check_file(info: zipfile.ZipInfo) -> None:
    kind, name = stat.S_IFMT(info.external_attr >> 16), info.orig_filename
    if info.is_dir() or kind not in (0, stat.S_IFREG) or len(name) > NAME_AT_MOST or name != info.filename:
        raise Malformed(f"The archive holds {shown(name)}, which is no file of a pack")
    if info.flag_bits & 0x1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Malformed(f"{shown(name)} is encrypted or compressed in a way that packs are not")


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    data = archive.read(info)  # never more than it says, but perhaps less
    if len(data) != info.file_size:
        raise Malformed(f"{shown(info.orig_filename)} is not of the size that the archive says")
    return data
