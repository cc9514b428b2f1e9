"""Care: what a store holds, and whether all of it can still be read and still follows from the rules."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import starmap
from typing import Any

from eventsourcing.persistence import PersistenceError

from engine.audit.faults import Fault, Faults
from engine.audit.histories import Found, faults_in, unacknowledged
from engine.audit.verifying import Held, check_log
from engine.exchange import jsonl
from engine.ledger import Ledger
from engine.stores import Command
from engine.stores.leaves import Log

_NAMED = b'"command_id"'  # in what recording adds to an event, which is its last line


def info(ledger: Ledger) -> dict[str, Any]:
    """Size, counts, versions and settings of a ledger's store."""
    health = ledger.health()
    with ledger.audit_log() as log:
        versions = log.versions()
    return {
        "store": health.url,
        "bytes": health.bytes,
        "coalitions": health.coalitions,
        "events": health.events,
        "settings": health.settings,
        "versions": versions,
    }


def check(ledger: Ledger) -> dict[str, Any]:
    """Everything read back, every history put before the rules again: what does not hold, with its place."""
    faults: list[dict[str, Any]] = []
    counts = {"coalitions": 0, "events": 0}
    with _noting(faults):
        health = ledger.health()
        counts = {"coalitions": health.coalitions, "events": health.events}
        faults += [_fault(None, message) for message in health.faults]
    with _noting(faults):
        for coalition in ledger.streams():
            with _noting(faults, coalition):
                faults += [_fault(coalition, found.message) for found in faults_in(ledger, coalition)]
    with _noting(faults), ledger.audit_log() as log:
        faults += [_fault(command.stream, _broken_promise(command)) for command in _lost(log)]
    return {**counts, "faults": faults}


def unsound(log: Log) -> Iterator[str]:
    """What of the events, their log and the recordings does not fit together, each with its place.

    No history is put before the rules, so that this takes little longer than reading everything back.
    """
    faults = Faults()
    check_log(log, Held(), faults)
    if not list(faults):  # else nothing can be said of what the events say
        faults.take(_unacknowledged(log))
    yield from map(str, faults)


@contextmanager
def _noting(faults: list[dict[str, Any]], coalition: str | None = None) -> Iterator[None]:
    """What the database cannot give back is a fault, and the check goes on."""
    try:
        yield
    except PersistenceError as error:
        faults.append(_fault(coalition, f"the database cannot read it: {error}"))


def _lost(log: Log) -> Iterator[Command]:
    """The recordings that were acknowledged and of which not all is there, in one state of everything."""
    held = log.versions()
    for command in starmap(Command, log.commands()):
        numbers = (1, command.first, command.last, held.get(command.stream, 0))
        if not all(isinstance(number, int) for number in numbers) or sorted(numbers) != list(numbers):
            yield command


def _unacknowledged(log: Log) -> Iterator[Fault]:
    """Where the recordings that were acknowledged are not those that the events of a sound log name."""
    began, last = dict[str, list[tuple[int, str]]](), dict[str, int]()
    for leaf in log.leaves():
        if leaf.stream is not None:
            last[leaf.stream], named = leaf.version, _command_named_in(leaf.state)
            began.setdefault(leaf.stream, []).extend([(leaf.version, named)] if named else [])
    acknowledged = dict[str, list[Command]]()
    for command in starmap(Command, log.commands()):
        acknowledged.setdefault(command.stream, []).append(command)
    for stream in sorted({*last, *acknowledged}, key=repr):
        found = _found(stream, began.get(stream, []), last.get(stream, 0))
        yield from unacknowledged(found, stream, acknowledged.get(stream, []))


def _command_named_in(state: bytes) -> str | None:
    """The id of the recording that an event is the first of, without reading the event."""
    envelope = state.rpartition(b"\n")[2]
    if _NAMED not in envelope:
        return None
    said = jsonl.loads(envelope.decode())
    named = said.get("command_id") if isinstance(said, dict) else None  # it may be said of anything, or be a name
    return named if isinstance(named, str) else None


def _found(stream: str, began: list[tuple[int, str]], last: int) -> Found:
    """The recordings that events name, of which each goes on up to the next."""
    ends = [*(first - 1 for first, _ in began[1:]), last]
    recordings = [Command(named, stream, first, end) for (first, named), end in zip(began, ends, strict=False)]
    return Found((), recordings, began[0][0] - 1 if began else last)


def _broken_promise(command: Command) -> str:
    return (
        f"recording {command.id} was acknowledged as events {command.first} to {command.last}, which are not all there"
    )


def _fault(coalition: str | None, message: str) -> dict[str, Any]:
    return {"coalition": None if coalition is None else str(coalition), "message": message}
