"""Verifying: everything recomputed from the stored bytes, and held against what was kept elsewhere.

All faults are reported. Someone who holds a checkpoint learns that what it covers was changed, and between which
checkpoints; someone who holds the leaf hashes too learns which event.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import starmap
from typing import Any, NamedTuple

from engine.audit.faults import Fault, Faults
from engine.audit.histories import unacknowledged
from engine.audit.origin import origin_of
from engine.audit.parts import Answers, looked_at
from engine.audit.walk import Progress, Walk, nodes_differ, silent
from engine.errors import Damaged, NothingToSign
from engine.integrity import checkpoint as checkpoints
from engine.integrity import note as notes
from engine.integrity.checkpoint import Checkpoint
from engine.integrity.note import Verifier
from engine.integrity.strict import DoesNotHold, Unsound, shown
from engine.ledger import Ledger
from engine.stores import Command
from engine.stores.leaves import Log


@dataclass(frozen=True, slots=True)
class Held:
    """What somebody outside has kept: checkpoints, leaf hashes by index in hex, and the log's key."""

    checkpoints: Sequence[bytes] = ()
    leaves: Mapping[int, str] = field(default_factory=dict)
    verifier: Verifier | None = None
    strict: bool = True  #: whether what another key has signed is a fault; else its root alone is looked at


def verify(
    ledger: Ledger,
    held: Held | None = None,
    *,
    coalition: str | None = None,
    histories: bool = True,
    processes: int = 1,
    progress: Progress = silent,
) -> dict[str, Any]:
    """Check a ledger: `{"size", "root", "trusted", "faults": [{…}], "checkpoints": [{"size", "ok", "message"}]}`.

    `root` is in hex; `trusted` says how many leaves were there before the log, and were taken in as they were found.
    With `coalition` only that history is put before the rules again, and only its faults and those of the log as a
    whole are told; without `histories` none is. `progress` is told how many leaves are done. With more `processes` than
    one, which are started anew, some look at histories while this one walks along the log.
    """
    held, faults = held or Held(), Faults()
    answer: dict[str, Any] = {"size": 0, "root": None, "trusted": 0, "faults": [], "checkpoints": []}
    snapshot = _snapshot(ledger, faults)
    asked = {k: n for k, n in snapshot.versions.items() if coalition in (None, k)} if histories else {}
    with looked_at(ledger, asked, processes) as answers:
        with faults.noting("store"):
            faults.take(Fault("store", message) for message in ledger.health().faults)
        with faults.noting("store"), ledger.audit_log() as log:
            walk, told = check_log(log, held, faults, progress)
            answer |= {"size": walk.size, "root": walk.root.hex(), "trusted": walk.trusted, "checkpoints": told}
        if histories:
            _verify_histories(asked, snapshot.commands, answers, faults, whole=coalition is None)
    told = [fault.told() for fault in faults if coalition is None or fault.coalition in (None, coalition)]
    return answer | {"faults": told}


def check_log(log: Log, held: Held, faults: Faults, progress: Progress = silent) -> tuple[Walk, list[dict[str, Any]]]:
    """Walk along a whole log; the walk, and what became of each checkpoint: `{"size", "ok", "message"}`."""
    stored = log.checkpoints()
    known = _Known(faults, held, _origin(log))
    ours = [head for size, note in stored if (head := known.stored(size, note))]
    theirs = [head for note in held.checkpoints if (head := known.opened(note, "A checkpoint that you hold"))]
    walk = Walk(faults, held.leaves, (head.size for head in (*ours, *theirs)))
    walk.along(log.leaves(), progress)
    for stream, version in log.unlogged():
        faults.add("event-unlogged", "The store holds an event that the log does not know", **_place(stream, version))
    for level, idx in nodes_differ(log.nodes(), walk.nodes, max((head.size for head in ours), default=0)):
        faults.add("node-wrong", f"Node {idx} of level {level}, kept for proofs, is not that of the tree")
    _check_closed(walk, [size for size, _ in stored if isinstance(size, int)], faults)
    return walk, _compared(walk, [*ours, *theirs], faults)


class _Known:
    """Checkpoints as they are opened: whose signature does not fit is a fault, and nothing is compared with it."""

    def __init__(self, faults: Faults, held: Held, origin: str | None) -> None:
        self._faults, self._verifier, self._strict, self._origin = faults, held.verifier, held.strict, origin

    def stored(self, size: Any, note: Any) -> Checkpoint | None:
        """A checkpoint that the store keeps."""
        head = self.opened(note if isinstance(note, bytes) else b"", f"The checkpoint kept for size {size}")
        if head is not None and (type(size), size) != (int, head.size):
            self._faults.add("checkpoint-wrong", f"The checkpoint kept for size {size} is one of size {head.size}")
        return head

    def opened(self, note: bytes, what: str) -> Checkpoint | None:
        """A checkpoint, its signature verified where the key is known."""
        try:
            if self._verifier is not None and (self._strict or self._has_signed(note, self._verifier)):
                return checkpoints.opened(note, self._verifier)
            return self._of_this_log(checkpoints.parsed(notes.parsed(note).text))
        except Unsound as unsound:
            self._faults.add("checkpoint-wrong", f"{what}: {unsound}")
            return None

    def _has_signed(self, note: bytes, verifier: Verifier) -> bool:
        """Whether a note bears the name and number of this key; whether the signature fits is another question."""
        borne = {(signature.name, signature.id) for signature in notes.parsed(note).signatures}
        return (verifier.name, verifier.id) in borne

    def _of_this_log(self, head: Checkpoint) -> Checkpoint:
        """Raises DoesNotHold where a checkpoint is of a log that began otherwise."""
        if self._origin is not None and head.origin != self._origin:
            raise DoesNotHold(
                f"It is of the log {shown(head.origin)}, and this is {shown(self._origin)}: another ledger, or one of "
                "which the first event was changed since"
            )
        return head


def _check_closed(walk: Walk, kept: Sequence[int], faults: Faults) -> None:
    """Stream heads are written right before a checkpoint, in one transaction."""
    for size in sorted({*walk.closed} - {*kept}):
        faults.add("checkpoint-missing", f"The checkpoint of size {size} that was signed here is not kept any more")
    for size in sorted({*kept} - {*walk.closed}):
        if size <= walk.size:
            faults.add("checkpoint-wrong", f"No stream heads stand before the checkpoint of size {size}")


def _compared(walk: Walk, heads: Iterable[Checkpoint], faults: Faults) -> list[dict[str, Any]]:
    """Each known checkpoint against the tree of its size."""
    told, good = [], 0
    for head in sorted(dict.fromkeys(heads), key=lambda one: one.size):
        message, ok = "The log holds all that it held then", True
        if head.size > walk.size:
            message, ok = f"The log has {walk.size} leaves, and had {head.size} when this was signed", False
            faults.add("truncated", message, interval=(walk.size, head.size))
        elif walk.roots[head.size] != head.root:
            message, ok = f"What the log holds up to leaf {head.size - 1} is not what it held then", False
            faults.add("history-rewritten", message, interval=(good, head.size))
        else:
            good = head.size
        told.append({"size": head.size, "ok": ok, "message": message})
    return told


class _Snapshot(NamedTuple):
    """What the ledger held at first: what is recorded meanwhile is left for the next time."""

    versions: Mapping[Any, Any]  #: of every coalition
    commands: Sequence[tuple[Any, ...]] | None  #: null where they cannot be read


def _snapshot(ledger: Ledger, faults: Faults) -> _Snapshot:
    """As far as the database gives it back: what it does not must not keep the log from being looked at."""
    versions: Mapping[Any, Any] = {}
    commands: Sequence[tuple[Any, ...]] | None = None
    with faults.noting("store"), ledger.audit_log() as log:
        versions = log.versions()
        commands = log.commands()
    return _Snapshot(versions, commands)


def _origin(log: Log) -> str | None:
    """The name of the log, as far as there is one."""
    try:
        return origin_of(log)
    except (NothingToSign, Damaged):
        return None


def _verify_histories(
    asked: Iterable[Any], commands: Sequence[tuple[Any, ...]] | None, answers: Answers, faults: Faults, *, whole: bool
) -> None:
    acknowledged = defaultdict[Any, list[Command]](list)
    for command in starmap(Command, commands or ()):
        acknowledged[command.stream].append(command)
    for stream in asked:
        with faults.noting("unreadable", coalition=str(stream)):
            found = answers(stream)
            faults.take(found.faults)
            if commands is not None:
                faults.take(unacknowledged(found, stream, acknowledged[stream]))
        acknowledged.pop(stream, None)
    if whole:
        for stream, commands in sorted(acknowledged.items(), key=repr):
            for command in commands:
                faults.add("command-wrong", f"recording {command.id} was acknowledged for {stream}, which is not there")


def _place(stream: Any, version: Any) -> dict[str, Any]:
    return {"coalition": str(stream), "version": version if isinstance(version, int) else None}
