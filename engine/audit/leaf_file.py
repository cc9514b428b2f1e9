"""Leaf files: the hashes of a log's leaves, one a line, for who wants to know later exactly which event was changed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from engine.integrity.strict import Malformed, shown

FORM = "coalition-log/leaves/v1"
_HASH = re.compile(r"[0-9a-f]{64}")


def written(hashes: Iterable[bytes]) -> bytes:
    """The file: a line that names the form, then the leaf hashes in hex from leaf 0 on."""
    return "".join([f"{FORM}\n", *(f"{leaf.hex()}\n" for leaf in hashes)]).encode()


def parsed(data: bytes) -> dict[int, str]:
    """The leaf hashes by index. Raises Malformed, with the line."""
    form, *lines = data.decode(errors="replace").split("\n")
    if form != FORM:
        raise Malformed(f"A file of leaves begins with the line {FORM}; this one with {shown(form)}")
    if lines.pop() if lines else True:
        raise Malformed("The file of leaves does not end in a newline: it is not whole")
    for number, line in enumerate(lines, 2):
        if not _HASH.fullmatch(line):
            raise Malformed(f"Line {number} of the file of leaves is no hash: {shown(line)}")
    return dict(enumerate(lines))
