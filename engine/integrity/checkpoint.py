"""Checkpoints, as C2SP's tlog-checkpoint has them: a log's name, size and root, signed.

Whoever keeps one can tell later whether the log still holds all that it held then. Two that do not fit together,
both signed, show that the log has told two stories.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from engine.integrity import merkle, note
from engine.integrity.note import Signer, Verifier
from engine.integrity.strict import HASH_SIZE, DoesNotHold, Malformed, base64_hash, base64_text, number, shown

Verdict: TypeAlias = Literal["same", "extends", "fork", "unproven", "other-log"]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log: what it was called, how many leaves it had, and the root over them. Raises Malformed."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()  #: lines of which we know nothing, kept as they are

    def __post_init__(self) -> None:
        lines = (self.origin, *self.extensions)
        if not all(lines) or any("\n" in line for line in lines):
            raise Malformed("The lines of a checkpoint are not empty")
        if len(self.root) != HASH_SIZE:
            raise Malformed(f"The root of a checkpoint has {HASH_SIZE} bytes, not {len(self.root)}")
        if self.size == 0 and self.root != merkle.EMPTY:
            raise Malformed("The checkpoint says that the log is empty, and gives a root of one that is not")

    @property
    def text(self) -> str:
        """The text that is signed."""
        return "".join(f"{line}\n" for line in (self.origin, self.size, base64_text(self.root), *self.extensions))


class Compared(NamedTuple):
    """What two checkpoints are to each other.

    same: of one history at one size. extends: the one's history goes on in the other. fork: two histories of one
    log. unproven: nothing is known without a proof that fits. other-log: they are not of one log.
    """

    verdict: Verdict
    message: str


def signed(checkpoint: Checkpoint, signer: Signer) -> bytes:
    """A checkpoint as a note. Raises Malformed where the key is not that of the log it names."""
    _check_origin(checkpoint, signer.verifier)
    return signer.signed(checkpoint.text)


def opened(data: bytes, verifier: Verifier) -> Checkpoint:
    """The checkpoint that this key has signed. Raises Malformed, DoesNotHold."""
    checkpoint = parsed(note.opened(data, verifier))
    _check_origin(checkpoint, verifier)
    return checkpoint


def parsed(text: str) -> Checkpoint:
    """The checkpoint that the text of a note stands for. Raises Malformed."""
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop():
        raise Malformed("A checkpoint has a line for the log's name, one for its size and one for its root")
    origin, size, root, *extensions = lines
    numbered = number(size, "The size in the checkpoint")
    return Checkpoint(origin, numbered, base64_hash(root, "The root in the checkpoint"), tuple(extensions))


def compare(one: Checkpoint, other: Checkpoint, path: merkle.Path = ()) -> Compared:
    """What two checkpoints are to each other, opened both, in any order; `path` is the consistency proof between them.

    A proof that does not fit shows nothing: it may be the proof that is wrong. Two roots at one size are a fork.
    """
    if one.origin != other.origin:
        names = f"{shown(one.origin)} and {shown(other.origin)}"
        return Compared("other-log", f"They are checkpoints of two logs, {names}, and cannot be compared")
    older, newer = sorted((one, other), key=lambda checkpoint: checkpoint.size)
    if older.size == newer.size:
        return _at_one_size(older, newer)
    if older.size == 0 or merkle.consistent(older.size, newer.size, path, older.root, newer.root):
        return Compared("extends", f"The log of {newer.size} entries begins with the {older.size} of the earlier one")
    lacking = "the proof does not fit them" if path else "it takes a proof between them"
    return Compared(
        "unproven",
        f"That the log of {newer.size} entries begins with the {older.size} of the earlier one is not shown: {lacking}",
    )


def _at_one_size(one: Checkpoint, other: Checkpoint) -> Compared:
    if one.root == other.root:
        return Compared("same", f"Both say the same of the same {one.size} entries")
    return Compared(
        "fork",
        f"The log has signed two different histories of {one.size} entries: keep both checkpoints, they prove it",
    )


def _check_origin(checkpoint: Checkpoint, verifier: Verifier) -> None:
    if checkpoint.origin != verifier.name:
        raise DoesNotHold(
            f"It is a checkpoint of {shown(checkpoint.origin)}, and the key is that of {shown(verifier.name)}"
        )
