"""Evidence packs: all events of some coalitions with their proofs, in one archive that is checked offline.

The same contents give the same bytes on every machine: names in order, no dates, nothing compressed (two builds of
one compressor may differ). `pack_check` reads packs back, and holds every byte of every file in them to account.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from engine.integrity import checkpoint, heads, proof, reading, receipt, wording
from engine.integrity import entry as entries
from engine.integrity.checkpoint import Checkpoint
from engine.integrity.entry import Entry
from engine.integrity.heads import StreamHeads
from engine.integrity.merkle import Tree
from engine.integrity.note import Verifier
from engine.integrity.receipt import Receipt
from engine.integrity.strict import DoesNotHold, Malformed, canonical
from engine.integrity.unzip import FILES_AT_MOST, PACK_AT_MOST

FORM = "coalition-log/pack/v1"
HOW_TO, SUMMARY, KEY, MANIFEST = "HOW-TO-VERIFY.txt", "summary.txt", "key.txt", "manifest.json"
CHECKPOINT, HEADS = "checkpoint.txt", "stream-heads.tlog-proof"


class Row(NamedTuple):
    """One event as a pack takes it in."""

    idx: int  #: of its leaf
    entry: bytes
    state: bytes  #: the event as it is stored


class Closing(NamedTuple):
    """The stream heads before one checkpoint, as a pack takes them in."""

    idx: int  #: of their leaf
    entry: bytes


def packed(rows: Iterable[Row], closings: Sequence[Closing], note: bytes, tree: Tree, verifier: Verifier) -> bytes:
    """A pack of these events under a checkpoint.

    Rows come coalition by coalition, each coalition whole and from its first event on. `closings` are all stream heads
    in the log up to those that are the last leaf under the checkpoint, in order. Raises Malformed, DoesNotHold,
    ValueError where they do not make a pack that holds.
    """
    head = checkpoint.opened(note, verifier)
    files, ends = _closed(closings, tree, head, note)
    told: dict[str, list[bytes]] = {}
    for stream, group in groupby(rows, key=lambda row: entries.parsed(row.entry).stream):
        receipts = [receipt.made(tree, row.idx, head, note, row.entry, row.state) for row in group]
        _check_whole(stream, receipts, ends)
        told[stream] = [reading.exported(item.entry, item.leaf.hex(), item.state) for item in receipts]
        files |= {proof_name(stream, item.entry.version): item.proof.written() for item in receipts}
        files[events_name(stream)] = b"".join(event + b"\n" for event in told[stream])
    files |= {CHECKPOINT: note, HOW_TO: wording.HOW_TO.encode(), KEY: wording.key(verifier).encode()}
    files |= {MANIFEST: manifest(told, ends), SUMMARY: wording.summary(head, ends, told).encode()}
    data = zipped(files)
    if len(files) > FILES_AT_MOST or len(data) > PACK_AT_MOST:
        raise ValueError(f"A pack of {len(files)} files and {len(data)} bytes is too large: pack fewer coalitions")
    return data


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Files as an archive, in the one way in which packs are."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system, info.external_attr = 3, 0o100644 << 16  # as on Unix, wherever it is made
            archive.writestr(info, files[name])
    return buffer.getvalue()


def events_name(stream: str) -> str:
    """The file with a coalition's events. The name of a coalition stands alone in no name: `con` is none on Windows."""
    return f"events-of-{stream}.jsonl"


def proof_name(stream: str, number: int) -> str:
    """The file with the receipt of one event."""
    return f"proofs-of-{stream}/{number}.tlog-proof"


def earlier_name(number: int) -> str:
    """The file with the stream heads of an earlier checkpoint."""
    return f"earlier-stream-heads/{number}.tlog-proof"


def names(coalitions: Mapping[str, int], closings: int) -> set[str]:
    """The names of all files of a pack with so many events of these coalitions, of a log with so many stream heads."""
    proofs = {proof_name(stream, n) for stream, events in coalitions.items() for n in range(1, events + 1)}
    earlier = map(earlier_name, range(1, closings))
    return {CHECKPOINT, HEADS, HOW_TO, KEY, MANIFEST, SUMMARY, *earlier, *map(events_name, coalitions)} | proofs


def manifest(coalitions: Iterable[str], ends: StreamHeads) -> bytes:
    """What a pack says it holds: which coalitions, and whether these are all of the ledger."""
    held = {stream: ends.heads[stream].version for stream in coalitions}
    scope = "ledger" if held.keys() == ends.heads.keys() else "coalitions"
    fields = {"coalitions": held, "format": FORM, "scope": scope}
    return canonical(fields) + b"\n"


def check_closing(ends: StreamHeads, number: int, index: int) -> None:
    """Make sure that stream heads can be those of this number and the leaf of this index. Raises DoesNotHold."""
    if ends.number != number:
        raise DoesNotHold(f"These are stream heads number {ends.number} in the place of number {number}")
    if ends.closes != index + 1:
        raise DoesNotHold(
            f"Stream heads number {number} tell of {ends.events} events, but with them the log has {index + 1} "
            "entries: a coalition, or the end of one, was left out of them"
        )


def check_last(index: int, head: Checkpoint) -> None:
    """Make sure that the stream heads of this index are the last leaf under a checkpoint. Raises DoesNotHold."""
    if index != head.size - 1:
        raise DoesNotHold(f"The stream heads are entry {index} of {head.size}, not the last: others came after")


def check_follows(found: Entry, stream: str, number: int, before: str | None) -> None:
    """Make sure that an entry is the one that comes next in its coalition. Raises DoesNotHold."""
    if (found.stream, found.version) != (stream, number):
        raise DoesNotHold(f"It is event {found.version} of {found.stream} in the place of event {number} of {stream}")
    if found.prev != before:
        raise DoesNotHold(f"Event {number} of {stream} does not follow on the event before it: one was exchanged")


def _closed(
    closings: Sequence[Closing], tree: Tree, head: Checkpoint, note: bytes
) -> tuple[dict[str, bytes], StreamHeads]:
    """The files with stream heads, and the last of these."""
    files, ends = dict[str, bytes](), None
    for number, closing in enumerate(closings, 1):
        ends = heads.parsed(closing.entry)
        check_closing(ends, number, closing.idx)
        name = HEADS if number == len(closings) else earlier_name(number)
        files[name] = proof.made(tree, closing.idx, head, note, closing.entry).written()
    if ends is None:
        raise ValueError("A log without stream heads is not closed, and there is no pack of it")
    check_last(closings[-1].idx, head)
    return files, ends


def _check_whole(stream: str, receipts: Sequence[Receipt], ends: StreamHeads) -> None:
    before = None
    for number, item in enumerate(receipts, 1):
        check_follows(item.entry, stream, number, before)
        before = item.leaf.hex()
    if stream not in ends.heads or ends.heads[stream] != (len(receipts), before):
        raise Malformed(f"The rows do not hold {stream} from its first event to the last under the checkpoint")
