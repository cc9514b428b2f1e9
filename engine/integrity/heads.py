"""Stream heads: the leaf before each checkpoint that says where every coalition ended.

It is always the last leaf of a signed tree, so that no event under that checkpoint comes after it. Every leaf is an
event or one of these, and these are numbered: the versions and the number add up to the size of the tree. Whoever
leaves out a coalition, or the end of one, has to leave it out here too, and then the sum is wrong.

A ledger that is older than its log begins the log with its events as they were found, and stream heads that say so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from engine.integrity.entry import HEX_HASH, NUMBER_FROM_1, SLUG
from engine.integrity.strict import NUMBER_AT_MOST, Malformed, canonical, shown

FORM = "coalition-log/stream-heads/v1"
_HEAD = rf'"({SLUG})":\{{"leaf":"({HEX_HASH})","version":({NUMBER_FROM_1})\}}'
_ONE = re.compile(_HEAD)
_HEADS = re.compile(
    rf'{re.escape(FORM)}\n\{{"heads":\{{(?P<heads>(?:{_HEAD}(?:,{_HEAD})*+)?)\}},"number":(?P<number>{NUMBER_FROM_1})'
    r'(?P<trusted>,"trusted_on_first_use":true)?\}'
)


class Head(NamedTuple):
    """Where a coalition ended."""

    version: int  #: of its last event, which is how many it has
    leaf: str  #: the leaf hash of that event, in lower-case hex


@dataclass(frozen=True, slots=True)
class StreamHeads:
    """Where every coalition ended when a checkpoint was about to be signed."""

    number: int  #: how many leaves of this kind the log has, this one counted
    heads: Mapping[str, Head]
    trusted: bool = False  #: whether the events up to here were there before the log, and taken in as they were

    @property
    def events(self) -> int:
        """How many events the log held."""
        return sum(head.version for head in self.heads.values())

    @property
    def closes(self) -> int:
        """The size of the tree of which it is the last leaf."""
        return self.events + self.number

    def written(self) -> bytes:
        """The bytes of the leaf: RFC 8785 JSON after the line that names the form. Raises Malformed."""
        fields: dict[str, Any] = {
            "heads": {stream: head._asdict() for stream, head in self.heads.items()},
            "number": self.number,
        }
        if self.trusted:
            fields["trusted_on_first_use"] = True
        data = FORM.encode() + b"\n" + canonical(fields)
        parsed(data)  # what a leaf cannot hold is not written
        return data


def parsed(data: bytes) -> StreamHeads:
    """The stream heads that bytes stand for. Raises Malformed for all that is not exactly in form."""
    match = _HEADS.fullmatch(data.decode()) if data.isascii() else None
    if match is None:
        raise Malformed(f"It is not of the form {FORM}: {shown(data[:80].decode(errors='replace'))}")
    found = [(stream, Head(int(version), leaf)) for stream, leaf, version in _ONE.findall(match["heads"])]
    names = [stream for stream, _ in found]
    if names != sorted(set(names)):
        raise Malformed("The stream heads are not in order, or name a coalition twice")
    number = int(match["number"])
    if max([number, *(head.version for _, head in found)]) > NUMBER_AT_MOST:
        raise Malformed("The stream heads hold a number larger than any can be")
    return StreamHeads(number, dict(found), match["trusted"] is not None)
