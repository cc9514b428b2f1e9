"""Strict reading: every number, hash and text has one accepted form, so that different bytes never mean the same."""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode

HASH_SIZE = 32  #: bytes of a SHA-256 hash
#: How large a number may be: what JSON numbers hold exactly (RFC 8785).
NUMBER_AT_MOST = 2**53 - 1
_NUMBER = re.compile(r"0|[1-9][0-9]{0,15}")
#: What a reader does not see, or sees in another place than it stands.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\xa0\xad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202f\u2060-\u206f"
    "\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"))


class Unsound(ValueError):
    """Something handed in does not stand up; the message says what and why."""


class Malformed(Unsound):
    """Bytes that are not of the form that they should be."""


class DoesNotHold(Unsound):
    """Bytes of the right form that say something untrue: a signature, a hash or a proof that does not fit."""


def canonical(fields: object) -> bytes:
    """RFC 8785 JSON of maps, ASCII texts, whole numbers up to NUMBER_AT_MOST and nulls: for these this does."""
    return _CANONICAL.encode(fields).encode()


def number(text: str, what: str) -> int:
    """A whole number from 0, in decimal without leading zeros. Raises Malformed."""
    if not _NUMBER.fullmatch(text) or int(text) > NUMBER_AT_MOST:
        raise Malformed(f"{what} is {shown(text)}, not a whole number as it should be written")
    return int(text)


def base64_bytes(text: str, what: str) -> bytes:
    """What a text in base64 (RFC 4648, section 4) stands for, written in the one way there is. Raises Malformed.

    So is nothing at all: no place where base64 is read may be empty.
    """
    try:
        value = b64decode(text)
    except ValueError:
        value = b""
    if base64_text(value) != text or not value:  # other characters were skipped, or bits that are left over were set
        raise Malformed(f"{what} is not base64 as it should be written: {shown(text)}")
    return value


def base64_hash(text: str, what: str) -> bytes:
    """A hash of 32 bytes, in base64. Raises Malformed."""
    value = base64_bytes(text, what)
    if len(value) != HASH_SIZE:
        raise Malformed(f"{what} has {len(value)} bytes: a SHA-256 hash has {HASH_SIZE}")
    return value


def base64_text(value: bytes) -> str:
    """Bytes in base64."""
    return b64encode(value).decode()


def utf8(data: bytes, what: str) -> str:
    """The text that bytes stand for. Raises Malformed."""
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise Malformed(f"{what} is not UTF-8 at byte {error.start + 1}") from None


def visible(text: str) -> str:
    """A text on one line in which nothing is hidden: control and direction marks stand as escapes."""
    return _UNSEEN.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def shown(text: str) -> str:
    """The beginning of a text that somebody else wrote, fit for a message."""
    return f"'{visible(text[:60])}{'…' if len(text) > 60 else ''}'"
