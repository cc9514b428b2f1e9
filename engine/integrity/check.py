"""Checking a file that somebody handed over: what it is, what of it holds, and what does not."""

from __future__ import annotations

from collections.abc import Sequence

from engine.integrity import against, checkpoint, heads, pack_check, proof, reading, receipt
from engine.integrity.checkpoint import Checkpoint
from engine.integrity.findings import Checked, Findings, Stood
from engine.integrity.note import Verifier
from engine.integrity.proof import Proof
from engine.integrity.strict import Unsound, shown

_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06")  # with files in it, and without
_SIGNATURE = "\n\n— ".encode()


def check(data: bytes, verifier: Verifier, kept: Sequence[bytes] = ()) -> Checked:
    """What a checkpoint, a proof or an evidence pack shows to who has this key. Never raises for what is in it.

    Where it holds it is also held against each of the checkpoints that somebody kept.
    """
    return against.compared(_checked(data, verifier), kept, verifier)


def _checked(data: bytes, verifier: Verifier) -> Checked:
    if data.startswith(_ARCHIVES):
        return pack_check.checked(data, verifier)
    if data.startswith(proof.HEADER.encode()):
        return _proof(data, verifier)
    if _SIGNATURE in data:
        return _checkpoint(data, verifier)
    found = Findings()
    found.bad("It is none of what can be checked: a checkpoint, a proof (.tlog-proof) or an evidence pack (.zip)")
    return Checked("unknown", found.all())


def _checkpoint(data: bytes, verifier: Verifier) -> Checked:
    found, head = Findings(), None
    with found.noting():
        head = _head(data, verifier, found)
        found.remark("It shows nothing of any event by itself. Hold the ledger against it: audit verify --against FILE")
    return Checked("checkpoint", found.all(), head)


def _head(note: bytes, verifier: Verifier, found: Findings) -> Checkpoint:
    head = checkpoint.opened(note, verifier)
    found.good(f"The checkpoint of {shown(head.origin)} over {head.size} entries is signed by the key")
    return head


def _proof(data: bytes, verifier: Verifier) -> Checked:
    found = Findings()
    try:
        given = proof.parsed(data)
        head = _head(given.note, verifier, found)
    except Unsound as unsound:
        found.bad(str(unsound))
        return Checked("proof", found.all())
    if given.extra is None:
        found.bad("The proof does not carry the event that it is for: ask for the receipt, which does")
        return Checked("proof", found.all(), head)
    if given.extra.startswith(heads.FORM.encode()):
        return _stream_heads(given, head, found)
    return _receipt(given, head, found)


def _stream_heads(given: Proof, head: Checkpoint, found: Findings) -> Checked:
    coalitions: dict[str, int] = {}
    with found.noting():
        ends = pack_check.stream_heads(given, head)
        coalitions = {stream: end.version for stream, end in ends.heads.items()}
        found.good(f"Entry {given.index} of the log says where its {len(coalitions)} coalitions ended")
        pack_check.remark_on(ends, found)
        if given.index < head.size - 1:
            found.remark(f"{head.size - 1 - given.index} entries came after it")
    return Checked("stream-heads", found.all(), head, coalitions, stood=(pack_check.stood(given),))


def _receipt(given: Proof, head: Checkpoint, found: Findings) -> Checked:
    event, stood = None, tuple[Stood, ...]()
    with found.noting():
        item = receipt.of(given)
        item.shows(head)
        place = f"event {item.entry.version} of {item.entry.stream}, {item.entry.topic}"
        found.good(f"Entry {given.index} of the log is {place}, in the bytes given here")
        if item.entry.key_id is not None:
            found.remark(f"The entry carries a signature by the key {item.entry.key_id}, which is not checked here")
        event = reading.exported(item.entry, item.leaf.hex(), item.state).decode()
        stood = (Stood(given.index, given.path, item.entry_bytes),)
    return Checked("receipt", found.all(), head, event=event, stood=stood)
