"""Receipts: the proof of one event, with all that an outsider needs to check it.

The `extra` line of the proof holds the entry, a newline and the stored bytes of the event, as they are: what has to
be hashed to arrive at the leaf, which is what the format has that line for. Nothing wraps them, so that every bit is
one that a hash covers, and `base64 -d` shows four lines that can be read.
"""

from __future__ import annotations

from typing import NamedTuple

from engine.integrity import entry as entries
from engine.integrity import proof
from engine.integrity.checkpoint import Checkpoint
from engine.integrity.entry import Entry
from engine.integrity.merkle import Tree, leaf_hash
from engine.integrity.proof import Proof
from engine.integrity.strict import DoesNotHold, Malformed


class Receipt(NamedTuple):
    """A proof that carries its event."""

    proof: Proof
    entry: Entry
    entry_bytes: bytes
    state: bytes  #: the event as it is stored

    @property
    def leaf(self) -> bytes:
        """The hash of the event's leaf."""
        return leaf_hash(self.entry_bytes)

    def shows(self, head: Checkpoint) -> None:
        """Make sure that this very event is in the tree of a checkpoint. Raises DoesNotHold."""
        if not self.entry.holds(self.state):
            raise DoesNotHold("The event is not the one that its entry was made for: its bytes were changed")
        self.proof.shows(self.leaf, head)


def made(tree: Tree, index: int, head: Checkpoint, note: bytes, entry: bytes, state: bytes) -> Receipt:
    """The receipt of an event under a checkpoint; `receipt.proof.written()` is the file.

    Raises ValueError, Malformed or DoesNotHold rather than give one that shows nothing.
    """
    receipt = of(proof.made(tree, index, head, note, b"%b\n%b" % (entry, state)))
    receipt.shows(head)
    return receipt


def of(proof: Proof) -> Receipt:
    """The event that a proof carries; nothing in it has been verified. Raises Malformed."""
    form, _, rest = (proof.extra or b"").partition(b"\n")
    fields, parting, state = rest.partition(b"\n")
    if not parting:
        raise Malformed("The proof does not carry the event that it is for")
    data = b"%b\n%b" % (form, fields)
    return Receipt(proof, entries.parsed(data), data, state)
