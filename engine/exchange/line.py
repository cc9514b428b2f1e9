"""Lines: what a reader gives for each event that somebody wrote, and for each thing that is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

#: How many bytes one line may have, its end included.
LINE_AT_MOST = 1 << 20
#: How deeply lists and maps may be nested in one event.
DEPTH_AT_MOST = 32

BOM = b"\xef\xbb\xbf"
TOO_LONG = "The line is longer than 1 MiB: write one event a line, and keep long documents elsewhere."


@dataclass(frozen=True, slots=True)
class Line:
    """One event as somebody wrote it."""

    number: int  #: line of the file, from 1, at which it starts
    fields: Mapping[str, Any]
    #: those of the fields that it does not give itself, and that hold for the whole meeting
    assumed: frozenset[str] = field(default=frozenset(), compare=False)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is no event."""

    number: int
    message: str  #: what is wrong, where, what to do


def physical_lines(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """The lines of a file with their numbers and line ends, without a BOM; None stands for one that is too long."""
    number = 0
    while raw := stream.readline(LINE_AT_MOST + 1):
        number += 1
        if len(raw) > LINE_AT_MOST:
            _skip_rest(stream, raw)
            yield number, None
        else:
            yield number, raw.removeprefix(BOM) if number == 1 else raw


def _skip_rest(stream: BinaryIO, raw: bytes) -> None:
    while raw and not raw.endswith(b"\n"):
        raw = stream.readline(LINE_AT_MOST)


def not_utf8(error: UnicodeDecodeError, line_start: int = 0) -> str:
    """What to tell someone whose text is not UTF-8; the byte is counted from the start of its line."""
    byte = error.object[error.start]
    return f"Not UTF-8 at byte {error.start - line_start + 1} (0x{byte:02x}): save the file as UTF-8."


def kind_of(value: object) -> str:
    """What a value that should have been an object is, in words."""
    if value is None:
        return "nothing"
    names = {list: "a list", str: "text", bool: "true or false", dict: "an object"}
    return names.get(type(value), "a number")
