"""Against: what somebody handed over, held against checkpoints that the checker kept.

A checkpoint bears no date, and the dates in an event are the ledger's own word. But whoever was given a checkpoint
knows when that was: what is shown to stand under it was in the log by then.

Where the sizes are equal, the roots tell. A smaller tree's root follows from the way to its last leaf in the larger
one. That leaf holds the stream heads before its checkpoint, and a pack carries all of these; a receipt carries its own
way alone, which can tell of few other sizes. What a file cannot show is said to be unknown, with what to ask for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeAlias

from engine.integrity import checkpoint, entry, heads, merkle
from engine.integrity.checkpoint import Checkpoint
from engine.integrity.findings import Against, Checked, Finding, Kind, Stood
from engine.integrity.note import Verifier
from engine.integrity.strict import Unsound

_Told: TypeAlias = tuple[bool | None, str]

_WHAT: dict[Kind, str] = {
    "receipt": "the event was in it",
    "stream-heads": "what it tells was in it",
    "pack": "all that is in here was in it",
}


def compared(checked: Checked, kept: Sequence[bytes], verifier: Verifier) -> Checked:
    """The same with what it is to each checkpoint kept. What does not hold by itself is not compared."""
    if not (checked.head and checked.holds):
        return checked
    told = tuple(_against(checked, checked.head, note, verifier) for note in kept)
    findings = (Finding(one.ok, one.message) for one in told)
    return replace(checked, findings=(*checked.findings, *findings), against=told)


def _against(checked: Checked, head: Checkpoint, note: bytes, verifier: Verifier) -> Against:
    try:
        kept = checkpoint.opened(note, verifier)
    except Unsound as unsound:
        return Against(None, None, f"The checkpoint that you kept cannot be compared: {unsound}")
    return Against(kept.size, *_told(checked, head, kept))


def _told(checked: Checked, head: Checkpoint, kept: Checkpoint) -> _Told:
    if kept.size == head.size:
        return _at_one_size(checked, head, kept)
    for stood in reversed(checked.stood):  # the last stream heads under the smaller tree tell most of it
        leaf = merkle.leaf_hash(stood.data)
        root = merkle.beginning(leaf, stood.idx, head.size, stood.path, kept.size)
        if root is not None:
            return _beginning(checked, stood, head, kept) if root == kept.root else _forked(head, kept)
    if checked.kind == "pack" and 0 < kept.size < head.size:
        return False, (
            f"You kept a checkpoint over {kept.size} entries, and the log in here was never closed there, as it is "
            "before each checkpoint: it is another history. Keep both, they prove it"
        )
    return None, f"{_unknown(checked, head, kept)} {_to_ask_for(checked, kept)}"


def _at_one_size(checked: Checked, head: Checkpoint, kept: Checkpoint) -> _Told:
    verdict, message = checkpoint.compare(kept, head)
    if verdict != "same":
        return False, message
    what = f": {_WHAT[checked.kind]} when you were given that" if checked.kind in _WHAT else ""
    return True, f"It rests on the same {kept.size} entries as the checkpoint that you kept{what}"


def _forked(head: Checkpoint, kept: Checkpoint) -> _Told:
    return False, (
        f"The {head.size} entries that it rests on do not begin with the {kept.size} under the checkpoint that you "
        "kept: the log has signed two different histories. Keep both, they prove it"
    )


def _beginning(checked: Checked, stood: Stood, head: Checkpoint, kept: Checkpoint) -> _Told:
    begins = f"The {head.size} entries that it rests on begin with the {kept.size} under the checkpoint that you kept"
    if checked.kind != "pack":
        return True, f"{begins}: {_WHAT[checked.kind]} when you were given that"
    ends = heads.parsed(stood.data).heads
    there = [f"{name} 1 to {ends[name].version}" for name in checked.coalitions if name in ends]
    return True, f"{begins}. Of the events in here it held then: {', '.join(there) or 'none'}"


def _unknown(checked: Checked, head: Checkpoint, kept: Checkpoint) -> str:
    if checked.kind == "receipt" and checked.stood[0].idx >= kept.size:
        return (
            f"The event came after the {kept.size} entries under the checkpoint that you kept, which says nothing of "
            "it; whether the log went on from there, this file cannot show."
        )
    return (
        f"You kept a checkpoint over {kept.size} entries, and this rests on one over {head.size}: from this file "
        "alone it cannot be told whether they are of one history."
    )


def _to_ask_for(checked: Checked, kept: Checkpoint) -> str:
    if checked.kind == "receipt" and checked.stood[0].idx < kept.size:
        event = entry.parsed(checked.stood[0].data)
        return f"Ask for: coalition audit prove {event.stream} {event.version} --checkpoint {kept.size}"
    return "Ask for an evidence pack made since: it goes back to every checkpoint before it"
