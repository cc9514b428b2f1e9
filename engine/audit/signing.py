"""Signing: checkpoints over the log, receipts and evidence packs under them.

Before anything is signed the whole log is walked along and re-hashed from the stored bytes; what does not hold is
never signed. Nodes that were kept for proofs are not trusted: a proof that does not show what it should is not
handed out.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from engine.audit.faults import Faults
from engine.audit.origin import origin_of
from engine.audit.verifying import Held, check_log
from engine.errors import NoCheckpoint, NoCoalition, Unsigned
from engine.integrity import checkpoint as checkpoints
from engine.integrity import merkle, pack, receipt
from engine.integrity.checkpoint import Checkpoint
from engine.integrity.note import Signer, Verifier
from engine.integrity.receipt import Receipt
from engine.integrity.strict import Unsound
from engine.ledger import Ledger
from engine.stores.leaves import Log


class Signed(NamedTuple):
    """A checkpoint with the tree that proofs under it are made from."""

    head: Checkpoint
    note: bytes
    tree: merkle.Tree
    verifier: Verifier


def verifier_of(ledger: Ledger, private: Ed25519PrivateKey) -> Verifier:
    """The public half of a key, in the name of this ledger's log. Raises NothingToSign where that is empty."""
    with ledger.audit_log() as log:
        return Signer(origin_of(log), private).verifier


def signed(ledger: Ledger, private: Ed25519PrivateKey) -> Signed:
    """A checkpoint over all that the ledger holds: the last one, where nothing was recorded since.

    Raises Unsigned where something does not hold, saying what.
    """
    faults = Faults()
    with ledger.audit_log() as log:  # the long way first, while others record
        signer = Signer(origin_of(log), private)
        walk, _ = check_log(log, Held(verifier=signer.verifier, strict=False), faults)
    with ledger.audit_log(write=True) as log:
        walk.along(log.leaves(walk.size))
        _refuse(faults)
        note = _kept(log, walk.size, signer.verifier)
        if note is None:
            log.close()
            walk.along(log.leaves(walk.size))
            _refuse(faults)  # what was closed over a coalition that the log does not know is undone
            note = checkpoints.signed(Checkpoint(signer.verifier.name, walk.size, walk.root), signer)
            log.keep_checkpoint(walk.size, note)
            log.keep_nodes(merkle.Node(*place, hash) for place, hash in walk.nodes.items())
        return Signed(checkpoints.opened(note, signer.verifier), note, walk, signer.verifier)


def proved(ledger: Ledger, coalition: str, number: int, private: Ed25519PrivateKey, size: int | None = None) -> Receipt:
    """The receipt of one event; a checkpoint is signed where none covers it yet. Raises NoCoalition, Unsigned.

    With `size` it is made under the checkpoint of that size, which somebody else may hold: raises NoCheckpoint where
    none was signed here or that does not cover the event.
    """
    ledger.known(coalition)
    if not 1 <= number <= (events := ledger.version(coalition)):
        raise NoCoalition(f"{coalition} has events 1 to {events}, not {number}")
    if size is not None:
        return _under(ledger, coalition, number, private, size)
    quick = _under_last(ledger, coalition, number, private)
    return quick or _receipt(ledger, signed(ledger, private), coalition, number)


def packed(ledger: Ledger, coalitions: Sequence[str], private: Ed25519PrivateKey) -> bytes:
    """The evidence pack of whole coalitions, under a checkpoint over all that the ledger holds.

    Raises NoCoalition, Unsigned, and ValueError where they are too large for a pack.
    """
    for coalition in coalitions:
        ledger.known(coalition)
    now = signed(ledger, private)
    with ledger.audit_log() as log:
        closings = [pack.Closing(leaf.idx, leaf.entry) for leaf in log.closings() if leaf.idx < now.head.size]
        rows = [row for coalition in sorted(set(coalitions)) for row in _rows(log, coalition, now.head.size)]
    return pack.packed(rows, closings, now.note, now.tree, now.verifier)


def _refuse(faults: Faults) -> None:
    """Raises Unsigned where something is wrong."""
    if found := list(faults):
        raise Unsigned(f"Nothing was signed, because something does not hold: {found[0]}. See: coalition audit verify")


def _kept(log: Log, size: int, verifier: Verifier) -> bytes | None:
    """The checkpoint of this size that this very key has signed, where there is one."""
    for kept, note in log.checkpoints():
        if kept == size:
            with suppress(Unsound):
                checkpoints.opened(bytes(note), verifier)
                return bytes(note)
    return None


def _under_last(ledger: Ledger, coalition: str, number: int, private: Ed25519PrivateKey) -> Receipt | None:
    """The receipt from what is kept, under the last checkpoint; null where that does not cover it or does not fit."""
    with ledger.audit_log() as log:
        verifier, kept = Signer(origin_of(log), private).verifier, log.checkpoints()
        try:
            head = checkpoints.opened(kept[-1][1], verifier)
            return _made(log, Signed(head, kept[-1][1], _Kept(log, head.size), verifier), coalition, number)
        except (IndexError, LookupError, ValueError, TypeError, Unsound):
            return None


def _under(ledger: Ledger, coalition: str, number: int, private: Ed25519PrivateKey, size: int) -> Receipt:
    """The receipt under an earlier checkpoint: from what is kept, else from the whole log, re-hashed."""
    with ledger.audit_log() as log:
        verifier = Signer(origin_of(log), private).verifier
        note = _kept(log, size, verifier)
        if note is None:
            raise NoCheckpoint(_not_signed(log, size, verifier))
        head = checkpoints.opened(note, verifier)
        with suppress(LookupError, ValueError, TypeError, Unsound):
            if size <= (idx := log.row(coalition, number).idx):
                raise NoCheckpoint(
                    f"{coalition} event {number} came after the checkpoint of size {size}: it is entry {idx}, from 0. "
                    "A receipt under a later one, or an evidence pack, shows it"
                )
            return _made(log, Signed(head, note, _Kept(log, size), verifier), coalition, number)
    now = signed(ledger, private)  # which tells what is wrong
    return _receipt(ledger, now._replace(head=head, note=note), coalition, number)


def _not_signed(log: Log, size: int, verifier: Verifier) -> str:
    sizes = [kept for kept, _ in log.checkpoints() if _kept(log, kept, verifier)]
    there = f"Those that were: {', '.join(map(str, sizes))}" if sizes else "None was signed yet"
    return f"No checkpoint of size {size} was signed here with this key. {there}"


def _receipt(ledger: Ledger, now: Signed, coalition: str, number: int) -> Receipt:
    with ledger.audit_log() as log:
        return _made(log, now, coalition, number)


def _made(log: Log, under: Signed, coalition: str, number: int) -> Receipt:
    row = log.row(coalition, number)
    return receipt.made(under.tree, row.idx, under.head, under.note, row.entry, row.state)


def _rows(log: Log, coalition: str, size: int) -> list[pack.Row]:
    return [pack.Row(leaf.idx, leaf.entry, leaf.state) for leaf in log.of(coalition) if leaf.idx < size]


class _Kept:
    """The tree as it is kept in the store, up to a checkpoint."""

    def __init__(self, log: Log, size: int) -> None:
        self.size, self.leaf, self.node = size, log.leaf, log.node
