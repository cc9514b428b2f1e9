"""Signed notes, as C2SP's signed-note has them: a text, an empty line, and a line for each signature on it.

Only Ed25519 signatures of one key are looked at. Others, of witnesses or of keys unknown here, are read and ignored
as the format asks. Signing is deterministic: the same key and text give the same bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from engine.integrity.strict import DoesNotHold, Malformed, base64_bytes, base64_text, shown, utf8

NOTE_AT_MOST = 1 << 18  #: bytes
SIGNATURES_AT_MOST = 64
NAME_AT_MOST = 255  #: characters
_ED25519 = b"\x01"  # the type of signature
_DASH = "— "
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f]")


class Signature(NamedTuple):
    """One signature line."""

    name: str
    id: bytes  #: 4 bytes that tell keys of one name apart
    value: bytes

    @property
    def line(self) -> str:
        """The line as it is written, its end included."""
        return f"{_DASH}{self.name} {base64_text(self.id + self.value)}\n"


class Note(NamedTuple):
    """A note as it was read. Nothing in it is to be believed before a signature was verified."""

    text: str  #: ends in a newline
    signatures: tuple[Signature, ...]

    def written(self) -> bytes:
        """The bytes of the note."""
        return "".join((self.text, "\n", *(signature.line for signature in self.signatures))).encode()


@dataclass(frozen=True, slots=True)
class Verifier:
    """The public half of a key with the name of the log that it signs for. Raises Malformed."""

    name: str
    public: bytes  #: 32 bytes

    def __post_init__(self) -> None:
        check_name(self.name)
        if len(self.public) != 32:
            raise Malformed(f"An Ed25519 key has 32 bytes, not {len(self.public)}")

    @classmethod
    def parsed(cls, text: str) -> Verifier:
        """The key that a text like `example.com/log+530d903a+Aekye…` stands for. Raises Malformed."""
        parts = text.split("+", 2)
        if len(parts) != 3:
            raise Malformed(f"A verifier key is written NAME+ID+KEY; {shown(text)} is not")
        name, _, encoded = parts
        key = base64_bytes(encoded, "The last part of the verifier key")
        if key[:1] != _ED25519:
            raise Malformed("The verifier key is not for Ed25519 signatures, the only ones that are checked here")
        verifier = cls(name, key[1:])
        if str(verifier) != text:
            raise Malformed(f"The parts of the verifier key {shown(text)} do not belong together: copy it once more")
        return verifier

    @property
    def id(self) -> bytes:
        """4 bytes of a hash over name and key. They name the key; they do not prove it."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:4]

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the public key as 16 groups of 4 hex digits, to be read out or compared by eye."""
        digits = sha256(self.public).hexdigest()
        return " ".join(digits[place : place + 4] for place in range(0, 64, 4))

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64_text(_ED25519 + self.public)}"

    def made(self, signature: Signature, text: str) -> bool:
        """Whether this key made the signature for the text."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature.value, text.encode())
        except InvalidSignature:
            return False
        return True


class Signer:
    """A private key that signs in the name of a log. Raises Malformed for a name that cannot be one."""

    def __init__(self, name: str, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.verifier = Verifier(name, private.public_key().public_bytes_raw())

    def signed(self, text: str) -> bytes:
        """The text as a note with this key's signature. Raises Malformed for a text that cannot be a note's."""
        signature = Signature(self.verifier.name, self.verifier.id, self._private.sign(text.encode()))
        note = Note(text, (signature,))
        if parsed(note.written()) != note:
            raise Malformed("The text of a note ends in a newline")
        return note.written()


def parsed(data: bytes) -> Note:
    """The note that bytes stand for; its signatures have not been verified. Raises Malformed."""
    if len(data) > NOTE_AT_MOST:
        raise Malformed(f"The note has {len(data)} bytes: at most {NOTE_AT_MOST} are read")
    whole = utf8(data, "The note")
    if _CONTROL.search(whole):
        raise Malformed("The note holds a control character")
    text, parting, signatures = whole.rpartition("\n\n")
    if not parting or not signatures.endswith("\n"):
        raise Malformed("A note is a text, an empty line and signature lines that end in a newline; this is not")
    lines = signatures[:-1].split("\n")
    if len(lines) > SIGNATURES_AT_MOST:
        raise Malformed(f"The note has {len(lines)} signatures: at most {SIGNATURES_AT_MOST} are read")
    return Note(f"{text}\n", tuple(map(_signature, lines)))


def opened(data: bytes, verifier: Verifier) -> str:
    """The text of a note that this key has signed. Raises Malformed; DoesNotHold where it did not sign it."""
    note = parsed(data)
    own = [signature for signature in note.signatures if (signature.name, signature.id) == (verifier.name, verifier.id)]
    if not own:
        signers = ", ".join(shown(signature.name) for signature in note.signatures[:4])
        raise DoesNotHold(f"It is not signed by the key {shown(str(verifier))}, but by {signers}")
    if not all(verifier.made(signature, note.text) for signature in own):
        raise DoesNotHold("The signature does not fit the text: one of them was changed after signing")
    return note.text


def check_name(name: str) -> None:
    """Raises Malformed for what cannot be the name of a key: spaces and plus signs part it from what follows."""
    if not 0 < len(name) <= NAME_AT_MOST or any(c.isspace() or c < " " or c == "+" for c in name):
        raise Malformed(f"{shown(name)} cannot be a key's name: 1 to {NAME_AT_MOST} characters, no spaces, no plus")
    if any("\ud800" <= character <= "\udfff" for character in name):
        raise Malformed(f"{shown(name)} cannot be a key's name: it holds half a character")


def _signature(line: str) -> Signature:
    name, space, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not space:
        raise Malformed(f"{shown(line)} is not a signature line")
    check_name(name)
    value = base64_bytes(encoded, f"The signature of {shown(name)}")
    if len(value) <= 4:
        raise Malformed(f"The signature of {shown(name)} is too short")
    return Signature(name, value[:4], value[4:])
