"""Entries: the bytes of an event that become a leaf of the log.

A line that names the form, then RFC 8785 JSON on one line without an end. Names in it are slugs, hashes are lower-case
hex, so that one pattern tells every entry that is accepted from everything else: keys in order and once each, no
spaces, no escapes, numbers in one form. What was stored is verified as it is and never written anew.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256

from engine.integrity.strict import NUMBER_AT_MOST, Malformed, shown

FORM = "coalition-log/entry/v1"
SLUG = "[a-z0-9][a-z0-9-]{0,63}"
HEX_HASH = "[0-9a-f]{64}"
NUMBER_FROM_1 = "[1-9][0-9]{0,15}"
#: More than any entry has, so that nothing long is looked at.
ENTRY_AT_MOST = 1024
_ENTRY = re.compile(
    rf'{re.escape(FORM)}\n\{{(?:"key_id":"(?P<key_id>{HEX_HASH})",)?"prev":(?:null|"(?P<prev>{HEX_HASH})")'
    rf',(?:"sig":"(?P<sig>[0-9a-f]{{128}})",)?"state_sha256":"(?P<state_sha256>{HEX_HASH})","stream":"(?P<stream>{SLUG})"'
    rf',"topic":"(?P<topic>{SLUG})","version":(?P<version>{NUMBER_FROM_1})\}}'
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What the log holds of one event. Hashes are lower-case hex."""

    stream: str  #: the coalition
    version: int  #: position in the coalition's stream, from 1
    topic: str  #: the type of the event
    state_sha256: str  #: of the stored bytes, verbatim
    prev: str | None  #: leaf hash of the coalition's event before; null for the first alone
    key_id: str | None = None  #: SHA-256 of the public key of who signed the event, where somebody did
    sig: str | None = None  #: the Ed25519 signature of the entry without `key_id` and `sig`

    def written(self) -> bytes:
        """The bytes of the entry. Raises Malformed where its values cannot stand in one."""
        data = self.assumed()
        if parsed(data) != self:  # what an entry cannot hold is not written
            raise Malformed(f"It cannot stand in an entry: {shown(repr(self)[:80])}")
        return data

    def assumed(self) -> bytes:
        """The bytes if its values can stand in an entry: RFC 8785 needs no more than their names in order then."""
        key_id = "" if self.key_id is None else f'"key_id":"{self.key_id}",'
        sig = "" if self.sig is None else f'"sig":"{self.sig}",'
        return assumed(self.stream, self.version, self.topic, self.state_sha256, self.prev, key_id, sig)

    def holds(self, state: bytes) -> bool:
        """Whether these are the stored bytes that the entry was made for."""
        return sha256(state).hexdigest() == self.state_sha256


def assumed(
    stream: str, version: int, topic: str, state_sha256: str, prev: str | None, key_id: str = "", sig: str = ""
) -> bytes:
    """The bytes of an entry of these values, were they such as can stand in one; who signed as it is written there."""
    before = "null" if prev is None else f'"{prev}"'
    return (
        f'{FORM}\n{{{key_id}"prev":{before},{sig}"state_sha256":"{state_sha256}","stream":"{stream}",'
        f'"topic":"{topic}","version":{version}}}'
    ).encode("utf-8", "surrogatepass")


def for_event(stream: str, version: int, topic: str, state: bytes, prev: bytes | None) -> Entry:
    """The entry of an event: its stored bytes as `state`, the leaf hash of its coalition's event before as `prev`."""
    return Entry(stream, version, topic, sha256(state).hexdigest(), None if prev is None else prev.hex())


def parsed(data: bytes) -> Entry:
    """The entry that bytes stand for. Raises Malformed for all that is not exactly in form."""
    if len(data) > ENTRY_AT_MOST or not data.isascii() or not (match := _ENTRY.fullmatch(data.decode())):
        raise Malformed(f"It is not an entry of the form {FORM}: {shown(data[:80].decode(errors='replace'))}")
    found = match.groupdict()
    entry = Entry(version=int(found.pop("version")), **found)
    if entry.version > NUMBER_AT_MOST:
        raise Malformed(f"The entry's version {entry.version} is larger than any can be")
    if (entry.prev is None) != (entry.version == 1):
        raise Malformed("The first entry of a coalition has nothing before it, and every other one has: this one lies")
    if (entry.key_id is None) != (entry.sig is None):
        raise Malformed("An entry names a key and carries its signature, or neither")
    return entry
