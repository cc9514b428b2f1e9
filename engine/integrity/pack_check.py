"""Checking an evidence pack, with the pack and the key and nothing else.

Everything is followed down from the signed checkpoint. Its last leaf says where every coalition ended; each event
names the one before it; each stands in the tree, and so do all earlier stream heads, so that the entries of the log
can be counted and none is neither. What people read was written anew from these events and came out the same: no
byte of any file in a pack is free to say something else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.exchange import jsonl
from engine.integrity import checkpoint, heads, pack, proof, reading, receipt, unzip, wording
from engine.integrity.checkpoint import Checkpoint
from engine.integrity.findings import Checked, Findings, Stood
from engine.integrity.heads import StreamHeads
from engine.integrity.merkle import leaf_hash
from engine.integrity.note import Verifier
from engine.integrity.receipt import Receipt
from engine.integrity.strict import DoesNotHold, Malformed, Unsound, shown, utf8


@dataclass(frozen=True, slots=True)
class _Pack:
    """A pack whose checkpoint is signed and whose stream heads stand in the log."""

    files: Mapping[str, bytes]
    head: Checkpoint
    ends: StreamHeads
    coalitions: Mapping[str, int]  #: those that it says it holds, with how many events they have in the log

    @property
    def left_out(self) -> list[str]:
        """The coalitions of the log that are not in it."""
        return sorted(self.ends.heads.keys() - self.coalitions.keys())


def checked(data: bytes, verifier: Verifier) -> Checked:
    """What an evidence pack shows and what of it does not hold. Never raises for what is in it."""
    found = Findings()
    try:
        opened = _opened(unzip.unzipped(data), verifier)
    except Unsound as unsound:
        found.bad(str(unsound))
        return Checked("pack", found.all())
    _check_contents(opened, verifier, found)
    stood: tuple[Stood, ...] = ()
    if not found.faults:
        _tell(opened, found)
        stood = tuple(_closings(opened))
        if pack.zipped(opened.files) != data:
            found.remark("The archive was packed again since: the files in it are the same, its bytes are not")
    return Checked("pack", found.all(), opened.head, opened.coalitions, tuple(opened.left_out), stood=stood)


def stood(shown: proof.Proof) -> Stood:
    """Stream heads that were found in the log, as they tell of other checkpoints."""
    return Stood(shown.index, shown.path, shown.extra or b"")


def _tell(opened: _Pack, found: Findings) -> None:
    found.good(f"The checkpoint of {shown(opened.head.origin)} over {opened.head.size} entries is signed by the key")
    for stream, events in opened.coalitions.items():
        found.good(f"{stream}: all its events, 1 to {events}, are here, unchanged, and in the log")
    if opened.left_out:
        found.remark(f"Not in this pack, though in the log: {', '.join(opened.left_out)}")
    else:
        found.good(f"Every coalition of the log is here, and nothing else is among its {opened.head.size} entries")
    name = pack.HEADS if opened.ends.number == 1 else pack.earlier_name(1)
    remark_on(heads.parsed(proof.parsed(opened.files[name]).extra or b""), found)
    found.remark("Nothing is said of what was recorded after the checkpoint")


def _closings(opened: _Pack) -> Iterable[Stood]:
    """All stream heads in a pack that holds, the last of which are those under its own checkpoint."""
    names = [*map(pack.earlier_name, range(1, opened.ends.number)), pack.HEADS]
    return (stood(proof.parsed(opened.files[name])) for name in names)


def _opened(files: Mapping[str, bytes], verifier: Verifier) -> _Pack:
    """What everything else rests on. Raises Malformed, DoesNotHold."""
    head = checkpoint.opened(_file(files, pack.CHECKPOINT), verifier)
    last = proof.parsed(_file(files, pack.HEADS))
    _check_note(last, files)
    ends = stream_heads(last, head)
    pack.check_last(last.index, head)
    return _Pack(files, head, ends, _claimed(_file(files, pack.MANIFEST), ends))


def stream_heads(shown: proof.Proof, head: Checkpoint, number: int | None = None) -> StreamHeads:
    """The stream heads that a proof carries, as a leaf under a checkpoint. Raises Malformed, DoesNotHold."""
    data = shown.extra or b""
    ends = heads.parsed(data)
    shown.shows(leaf_hash(data), head)
    pack.check_closing(ends, ends.number if number is None else number, shown.index)
    return ends


def remark_on(ends: StreamHeads, found: Findings) -> None:
    """Say so where the log took in what was there before it."""
    if ends.trusted:
        found.remark(f"The first {ends.events} events are older than the log: what they were before it is not shown")


def _check_note(given: proof.Proof, files: Mapping[str, bytes]) -> None:
    if given.note != files[pack.CHECKPOINT]:
        raise DoesNotHold(f"It rests on another checkpoint than {pack.CHECKPOINT}")


def _file(files: Mapping[str, bytes], name: str) -> bytes:
    if name not in files:
        raise Malformed(f"The pack has no {name}: it is not an evidence pack, or not all of one")
    return files[name]


def _claimed(manifest: bytes, ends: StreamHeads) -> dict[str, int]:
    """The coalitions that the manifest says are here. Raises Malformed, DoesNotHold."""
    try:
        fields = jsonl.loads(utf8(manifest, pack.MANIFEST))
    except ValueError as error:
        raise Malformed(f"{pack.MANIFEST} cannot be read: {shown(str(error))}") from error
    names = fields.get("coalitions") if isinstance(fields, dict) else None
    if not isinstance(names, dict):
        raise Malformed(f"{pack.MANIFEST} does not tell which coalitions the pack holds")
    if strangers := [name for name in names if name not in ends.heads]:
        raise DoesNotHold(f"{pack.MANIFEST} tells of {shown(strangers[0])}, which the log does not have")
    if sum(ends.heads[name].version for name in names) + ends.number > unzip.FILES_AT_MOST:
        raise Malformed(f"The pack would hold more files than can be checked: at most {unzip.FILES_AT_MOST}")
    return {name: ends.heads[name].version for name in names}


def _check_contents(opened: _Pack, verifier: Verifier, found: Findings) -> None:
    _check_manifest(opened, found)
    expected = pack.names(opened.coalitions, opened.ends.number)
    for name in sorted(expected - opened.files.keys()):
        found.bad(f"{name} is missing: what it held was left out", name)
    for name in sorted(opened.files.keys() - expected):
        found.bad(f"{shown(name)} does not belong in the pack: nothing vouches for it", shown(name))
    for number in range(1, opened.ends.number):
        _check_earlier(opened, number, found)
    told = {stream: _events(opened, stream, found) for stream in opened.coalitions}
    texts = {pack.KEY: wording.key(verifier), pack.HOW_TO: wording.HOW_TO}
    if not found.faults:
        texts[pack.SUMMARY] = wording.summary(opened.head, opened.ends, told)
    for name, text in texts.items():
        if opened.files.get(name, text.encode()) != text.encode():
            found.bad(f"{name} does not say what it should: it was changed, or is of another pack or key", name)


def _check_earlier(opened: _Pack, number: int, found: Findings) -> None:
    """Stream heads are counted among the entries of the log: each of those that are said to be there is looked at."""
    name = pack.earlier_name(number)
    if name in opened.files:
        with found.noting(name):
            given = proof.parsed(opened.files[name])
            _check_note(given, opened.files)
            stream_heads(given, opened.head, number)


def _check_manifest(opened: _Pack, found: Findings) -> None:
    manifest = opened.files[pack.MANIFEST]
    if manifest == pack.manifest(opened.coalitions, opened.ends):
        return
    if b'"scope":"ledger"' in manifest and opened.left_out:
        found.bad(f"It says that it holds the whole ledger, and leaves out {', '.join(opened.left_out)}", pack.MANIFEST)
    else:
        found.bad(f"{pack.MANIFEST} does not say what the stream heads say of its coalitions", pack.MANIFEST)


def _events(opened: _Pack, stream: str, found: Findings) -> list[bytes]:
    """The events of a coalition as exports write them, each followed down to the checkpoint."""
    events: list[bytes] = []
    receipts = _receipts(opened, stream, found)
    before = None
    for number, item in enumerate(receipts, 1):
        if item is not None:
            with found.noting(pack.proof_name(stream, number)):
                if number == 1 or before is not None:  # one that could not be read was told of already
                    pack.check_follows(item.entry, stream, number, before)
                item.shows(opened.head)
                events.append(reading.exported(item.entry, item.leaf.hex(), item.state))
        before = item.leaf.hex() if item else None
    if before is not None and before != opened.ends.heads[stream].leaf:
        last = opened.coalitions[stream]
        found.bad(f"Event {last} of {stream} is not the one that the stream heads name as its last")
    _compare(opened.files.get(pack.events_name(stream)), events, pack.events_name(stream), found)
    return events


def _receipts(opened: _Pack, stream: str, found: Findings) -> Iterable[Receipt | None]:
    """The receipts of a coalition in order; None for those that are missing or cannot be read."""
    for number in range(1, opened.coalitions[stream] + 1):
        name, item = pack.proof_name(stream, number), None
        if name in opened.files:
            with found.noting(name):
                item = receipt.of(proof.parsed(opened.files[name]))
                _check_note(item.proof, opened.files)
        yield item


def _compare(data: bytes | None, events: list[bytes], name: str, found: Findings) -> None:
    """Whether a file with events says what the receipts say; where some of them are faulty, that was told already."""
    if data is None or found.faults or data == b"".join(event + b"\n" for event in events):
        return
    lines = data.split(b"\n")
    first = next((n for n, event in enumerate(events) if n >= len(lines) or lines[n] != event), len(events))
    found.bad(f"Line {first + 1} of {name} does not say what the stored event says, or the line is not there", name)
