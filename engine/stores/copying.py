"""Moving a ledger from one store to another, of whatever kind: every row as it is, in the order of recording.

The log is made anew by what inserts events anywhere, leaf by leaf, and has to come out as it was; entries that were
not made for an event are taken over at their place. So the tree is the same tree, and every checkpoint, receipt and
proof that was given before holds for the copy.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, NamedTuple

from eventsourcing.persistence import InfrastructureFactory, StoredEvent

from engine.errors import Damaged, StoreExists
from engine.integrity.merkle import Node, leaf_hash
from engine.stores.leaves import Leaf, Log
from engine.stores.sqlite_events import ID_COLUMN, LedgerRecorder
from engine.stores.told import Command

_PORTION = 2_000  # leaves that are compared and stored at once


class Copied(NamedTuple):
    """What was copied."""

    events: int
    coalitions: int
    commands: int
    leaves: int  #: of the log, those among them that were not made for an event
    sha256: str  #: over every row of both, read back from each


def copy_ledger(source: InfrastructureFactory[Any], target: InfrastructureFactory[Any]) -> Copied:
    """Copy all of a ledger into an empty store, in one transaction, and read both back to compare them.

    Raises StoreExists where the target is not empty; Damaged where the source is, or where the copy differs.
    """
    old, new = source.application_recorder(), target.application_recorder()
    with old.audit_log() as log:  # type: ignore[attr-defined]
        _check_whole(log)
        commands = _commands(old, log)
        with new.datastore.transaction(commit=True) as cursor:  # type: ignore[attr-defined]
            _take(new, cursor, log, commands)
        told = _read(log, commands)
    with new.audit_log() as copied:  # type: ignore[attr-defined]
        if _read(copied, _commands(new, copied)) != told:
            raise Damaged("The copy is not what was copied, although it was stored: do not use it")
    return told


def _take(new: Any, cursor: Any, log: Log, commands: list[Command]) -> None:
    taken = Log(cursor, ID_COLUMN) if isinstance(new, LedgerRecorder) else new.log_on(cursor)
    if taken.size or new.max_notification_id():
        raise StoreExists("The store to copy to holds something already; it is left as it is. Name an empty one")
    for is_event, leaves in _portions(log.leaves()):
        if is_event:
            new._insert_events(cursor, [StoredEvent(*leaf[4:]) for leaf in leaves])
        else:
            for leaf in leaves:
                taken.append_entry(leaf.entry)
        _compare(leaves, taken)
    new._insert_events(cursor, [], commands=commands)
    taken.keep_nodes(Node(*node) for node in log.nodes())
    for size, note in log.checkpoints():
        taken.keep_checkpoint(size, note)


def _portions(leaves: Iterable[Leaf]) -> Iterator[tuple[bool, list[Leaf]]]:
    """Leaves in a row that were made for events, or that were not, so many at a time."""
    sound = (_sound(number, leaf) for number, leaf in enumerate(leaves))
    for (is_event, _), group in groupby(sound, lambda leaf: (leaf.stream is not None, leaf.idx // _PORTION)):
        yield is_event, list(group)


def _sound(number: int, leaf: Leaf) -> Leaf:
    """A row that is at its place and whose columns hold what they should, whatever that says. Raises Damaged."""
    kinds = (str, int, str, bytes) if leaf.notification_id is not None else (type(None),) * 4
    is_sound = leaf.idx == number and tuple(map(type, leaf[4:])) == kinds and isinstance(leaf.entry, bytes)
    if not is_sound or leaf_hash(leaf.entry) != leaf.leaf:
        raise Damaged(f"Leaf {number} of the log is not what it should be. See: coalition audit verify")
    return leaf


def _compare(leaves: list[Leaf], taken: Log) -> None:
    """Make sure that the log of the copy came out as it was, as far as it goes."""
    for leaf in leaves:
        if taken.leaf(leaf.idx) != leaf.leaf:
            where = f"{leaf.stream} event {leaf.version}" if leaf.stream else f"leaf {leaf.idx}"
            raise Damaged(f"The log does not commit to {where} as it is stored. See: coalition audit verify")


def _check_whole(log: Log) -> None:
    if lacking := next(log.unlogged(), None):
        raise Damaged(f"The log has no leaf of {lacking[0]} event {lacking[1]}. See: coalition audit verify")


def _commands(recorder: Any, log: Log) -> list[Command]:
    """The recordings of what is in this state of the log; others may have recorded since."""
    held = {stream: version for stream, version, _ in log.heads()}
    commands = list(recorder.all_commands())
    if strange := [each for each in commands if list(map(type, each)) != [str, str, int, int]]:
        raise Damaged(f"The recording {strange[0].id!r} is not what it should be. See: coalition store check")
    return sorted(command for command in commands if command.last <= held.get(command.stream, 0))


def _read(log: Log, commands: list[Command]) -> Copied:
    """Everything there is, counted and hashed."""
    digest, events, leaves, streams = hashlib.sha256(), 0, 0, set[str]()
    for leaf in log.leaves():
        digest.update(repr((leaf.idx, *leaf[2:])).encode())
        leaves += 1
        if leaf.stream is not None:
            events += 1
            streams.add(leaf.stream)
    rest = (sorted(commands), log.checkpoints(), list(log.nodes()))
    digest.update(repr(rest).encode())
    return Copied(events, len(streams), len(commands), leaves, digest.hexdigest())
