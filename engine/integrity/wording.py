"""Wording: the texts of an evidence pack that people read.

They are part of the pack's form: a check writes them anew and compares. To change a word here is to change the form,
so that `pack.FORM` counts up and the former words are kept for the packs that have them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.exchange import jsonl
from engine.integrity.checkpoint import Checkpoint
from engine.integrity.heads import StreamHeads
from engine.integrity.note import Verifier
from engine.integrity.strict import base64_text, visible

HOW_TO = """\
How to verify this evidence pack
================================

With the engine, offline; KEY is the verifier key of the log, which you should have from somewhere else than here:

    coalition audit check FILE.zip --key KEY

It says what holds and what does not, and exits with 4 where anything does not hold. key.txt shows the key that the
pack was made with. Compare it, or its fingerprint, with what the log's keeper told you. It proves nothing by itself.

What is in here
---------------

checkpoint.txt
    the log's name, its size and the root over all its entries, signed (c2sp.org/tlog-checkpoint)
events-of-NAME.jsonl
    the events of a coalition, one a line, as the engine exports them
proofs-of-NAME/N.tlog-proof
    the receipt of event N: its entry, its stored bytes and the proof (c2sp.org/tlog-proof)
stream-heads.tlog-proof, earlier-stream-heads/K.tlog-proof
    the last entry of the log, which says where every coalition ended; and those before earlier checkpoints
manifest.json
    which coalitions are in here, and whether these are all
summary.txt
    the events in short, for people to read

Without the engine
------------------

1. checkpoint.txt is a signed note (c2sp.org/signed-note): verify its Ed25519 signature with the key.
2. The extra line of a .tlog-proof file, decoded from base64, is an entry of two lines, and after it the event as it is
   stored. SHA-256 of the stored event is the state_sha256 of the entry.
3. SHA-256 of a zero byte and the entry's two lines (without a newline at the end) is its leaf hash. The hashes of the
   proof lead from there to the root in checkpoint.txt (RFC 9162, section 2.1.3.2).
4. The prev of every entry is the leaf hash of its coalition's event before; that of the first is null.
5. The extra line of stream-heads.tlog-proof is the last entry of the log, index = size - 1. It names the last event of
   every coalition and its leaf hash. A coalition whose receipts lead from its first event to that leaf is here from
   beginning to end. Every entry of the log is an event or stream heads: the versions and the number in here add up to
   the size, and so they do in earlier-stream-heads, each of which is in the log. So no coalition was left out.
6. Each line of events-of-NAME.jsonl says what the stored event says: as written, then what recording added.

What this shows: these are the events that the log held when the checkpoint was signed, all of them of the coalitions
in here, unchanged. What it does not show: that what the events say is true, or what was recorded afterwards.
"""


def key(verifier: Verifier) -> str:
    """The key that a pack was made with."""
    return f"verifier key: {verifier}\nfingerprint:  {verifier.fingerprint}\n"


def summary(head: Checkpoint, ends: StreamHeads, told: Mapping[str, Sequence[bytes]]) -> str:
    """What a pack holds, from its events as exports write them, by coalition."""
    others = sorted(ends.heads.keys() - told.keys())
    return "".join(f"{line}\n" for line in _summary(head, ends, told, others))


def _summary(
    head: Checkpoint, ends: StreamHeads, told: Mapping[str, Sequence[bytes]], others: Sequence[str]
) -> Iterator[str]:
    yield f"Evidence from the log {visible(head.origin)}"
    yield f"{head.size} entries, root {base64_text(head.root)}"
    yield f"{ends.events} events of {len(ends.heads)} coalitions; in this pack: {', '.join(sorted(told)) or 'none'}"
    yield f"Not in this pack: {', '.join(others)}" if others else "Every coalition of the log is in this pack."
    for stream in sorted(told):
        yield from ("", *_coalition(stream, [jsonl.loads(event.decode()) for event in told[stream]]))


def _coalition(stream: str, events: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    title = f"{stream}: events 1 to {len(events)}"
    yield from (title, "-" * len(title), "")
    yield from map(_line, events)
    yield ""
    for tag, count in sorted(Counter(event["type"] for event in events).items()):
        yield f"{count:7} {tag}"


def _line(event: Mapping[str, Any]) -> str:
    by, derived = event.get("by"), event.get("derived_from")
    parts = [
        f"{event['n']:6}  {event['at']}  {event['type']}",
        f"by {by}" if by else "by nobody named",
        f"recorded {event['recorded_at']} by {visible(event['recorded_by'])}",
        f"derived from {derived}" if derived else "",
        f"attested by {visible(event['attested']['by'])}: {visible(event['attested']['reason'])}"
        if "attested" in event
        else "",
        f"breaks {', '.join(event['breaches'])}" if event.get("breaches") else "",
        f"voids {', '.join(map(str, event['voids']))}" if event.get("voids") else "",
        f"source: {visible(event['source'])}" if event.get("source") else "no source",
    ]
    return "; ".join(filter(None, parts))
