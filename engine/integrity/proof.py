"""Proofs, as C2SP's tlog-proof has them: that a leaf stands at an index of a log, down to a signed checkpoint.

A proof is checked offline with nothing but the log's key. What stands in its `extra` line is not to be believed
until the leaf that is made of it was found in the tree.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.integrity import merkle
from engine.integrity.checkpoint import Checkpoint
from engine.integrity.note import NOTE_AT_MOST
from engine.integrity.strict import (
    HASH_SIZE,
    DoesNotHold,
    Malformed,
    base64_bytes,
    base64_hash,
    base64_text,
    number,
    shown,
    utf8,
)

HEADER = "c2sp.org/tlog-proof@v1"
EXTRA_AT_MOST = 12 << 20  #: bytes
_PATH_AT_MOST = 63  # hashes, more than any tree is high
_HEAD_AT_MOST = EXTRA_AT_MOST // 3 * 4 + 8192
PROOF_AT_MOST = _HEAD_AT_MOST + NOTE_AT_MOST  #: bytes


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof as it was read or made. Raises Malformed where it cannot be written."""

    index: int
    path: tuple[bytes, ...]  #: from the leaf's sibling up
    note: bytes  #: the checkpoint, verbatim
    extra: bytes | None = None  #: what more the application gives, not empty

    def __post_init__(self) -> None:
        if len(self.path) > _PATH_AT_MOST or any(len(step) != HASH_SIZE for step in self.path):
            raise Malformed(f"A proof has at most {_PATH_AT_MOST} hashes of {HASH_SIZE} bytes")
        if self.extra is not None and not 0 < len(self.extra) <= EXTRA_AT_MOST:
            raise Malformed(f"What a proof carries has {len(self.extra)} bytes: from 1 to {EXTRA_AT_MOST} are read")

    def written(self) -> bytes:
        """The bytes of the proof."""
        extra = [] if self.extra is None else [f"extra {base64_text(self.extra)}"]
        lines = [HEADER, *extra, f"index {self.index}", *map(base64_text, self.path)]
        return "".join(f"{line}\n" for line in lines).encode() + b"\n" + self.note

    def shows(self, leaf: bytes, head: Checkpoint) -> None:
        """Make sure that it shows this leaf hash in the tree of this checkpoint. Raises DoesNotHold."""
        if not merkle.included(leaf, self.index, head.size, self.path, head.root):
            raise DoesNotHold(
                f"The proof does not show this entry as entry {self.index} of the {head.size} under the checkpoint: "
                "the entry, the proof or the checkpoint is another"
            )


def made(tree: merkle.Tree, index: int, head: Checkpoint, note: bytes, extra: bytes | None = None) -> Proof:
    """The proof of a leaf under a checkpoint. Raises ValueError where there is none, DoesNotHold where it is wrong.

    Nodes that were kept are not trusted: a proof that does not show what it should is never handed out.
    """
    proof = Proof(index, merkle.inclusion_path(tree, index, head.size), note, extra)
    proof.shows(tree.leaf(index), head)
    return proof


def parsed(data: bytes) -> Proof:
    """The proof that bytes stand for; nothing in it has been verified. Raises Malformed."""
    top, parting, note = data[:PROOF_AT_MOST].partition(b"\n\n")
    if len(data) > PROOF_AT_MOST or len(note) > NOTE_AT_MOST or not parting:
        raise Malformed(f"A proof is lines, an empty line and a checkpoint, in at most {PROOF_AT_MOST} bytes")
    header, *lines = utf8(top, "The proof").split("\n")
    if header != HEADER:
        raise Malformed(f"A proof begins with the line {HEADER}; this one with {shown(header)}")
    extra = _after("extra", lines.pop(0)) if lines and lines[0].startswith("extra ") else None
    index = _after("index", lines.pop(0) if lines else "")
    return Proof(
        number(index, "The index in the proof"),
        tuple(base64_hash(line, "A hash in the proof") for line in lines[: _PATH_AT_MOST + 1]),
        note,
        None if extra is None else base64_bytes(extra, "The extra line of the proof"),
    )


def _after(word: str, line: str) -> str:
    if not line.startswith(f"{word} "):
        raise Malformed(f"The proof has no line for its {word} where that should be")
    return line[len(word) + 1 :]
