"""Leaf files: the hashes of a log's leaves, one a line, for who wants to know later exactly which event was changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from engine.integrity.strict import Malformed, number, shown

FORM = "coalition-log/leaves/v1"
_HASH = re.compile(r"[0-9a-f]{64}")


class LeafFile(NamedTuple):
    """What such a file holds."""

    origin: str  #: the log
    leaves: dict[int, str]  #: by index, in hex


def written(origin: str, hashes: Sequence[bytes]) -> bytes:
    """The file: lines for its form, the log and the number of leaves, then the hashes in hex from leaf 0 on."""
    return "".join(f"{line}\n" for line in (FORM, origin, len(hashes), *(leaf.hex() for leaf in hashes))).encode()


def parsed(data: bytes) -> LeafFile:
    """The leaf hashes by index. Raises Malformed, with the line."""
    form, *lines = data.decode(errors="replace").split("\n")
    if form != FORM:
        raise Malformed(f"A file of leaves begins with the line {FORM}; this one with {shown(form)}")
    if len(lines) < 3 or lines.pop():
        raise Malformed("The file of leaves does not end in a newline: it is not whole")
    origin, count, *hashes = lines
    if number(count, "The number of leaves in the file") != len(hashes):
        raise Malformed(f"The file says that it holds {count} leaves, and holds {len(hashes)}: it is not whole")
    for place, line in enumerate(hashes, 4):
        if not _HASH.fullmatch(line):
            raise Malformed(f"Line {place} of the file of leaves is no hash: {shown(line)}")
    return LeafFile(origin, dict(enumerate(hashes)))
