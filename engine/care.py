"""Care: what a store holds, and whether all of it can still be read and still follows from the rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from eventsourcing.persistence import PersistenceError

from domain.event import Recorded
from domain.history import counting, redecide
from domain.refusal import Refused
from engine.errors import Damaged
from engine.ledger import Ledger


def info(ledger: Ledger) -> dict[str, Any]:
    """Size, counts, versions and settings of a ledger's store."""
    health = ledger.health()
    return {
        "store": health.url,
        "bytes": health.bytes,
        "coalitions": health.coalitions,
        "events": health.events,
        "settings": health.settings,
        "versions": {listed.coalition: listed.events for listed in ledger.list()},
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
                faults += [_fault(coalition, message) for message in _faults(ledger, coalition)]
    with _noting(faults):
        faults += [_fault(command.stream, _broken_promise(command)) for command in _lost(ledger)]
    return {**counts, "faults": faults}


@contextmanager
def _noting(faults: list[dict[str, Any]], coalition: str | None = None) -> Iterator[None]:
    """What the database cannot give back is a fault, and the check goes on."""
    try:
        yield
    except PersistenceError as error:
        faults.append(_fault(coalition, f"the database cannot read it: {error}"))


def _faults(ledger: Ledger, coalition: str) -> Iterator[str]:
    try:
        entries = ledger.stream(coalition)
    except Damaged as damaged:
        yield str(damaged)
        return
    gap = next((place for place, entry in enumerate(entries, 1) if entry.n != place), None)
    if gap is not None:
        yield f"event {gap} is missing"
    else:
        yield from _unfounded(entries)


def _unfounded(entries: Sequence[Recorded]) -> Iterator[str]:
    """Where the rules, asked again, do not give what is on record."""
    try:
        again = [record.event for group in redecide(entries) for record in (group.act, *group.consequences)]
    except (Refused, KeyError, IndexError) as refused:
        yield f"the rules no longer accept what is on record: {refused}"
        return
    kept = [record for record in counting(entries) if record.type != "event-retracted"]
    for place, record in enumerate(kept):
        if place >= len(again) or again[place] != record.event:
            yield f"event {record.n} ({record.type}) is not what the rules make of the acts before it"
            return
    if len(again) > len(kept):
        yield f"the rules derive a {again[len(kept)].type} that is not on record"


def _lost(ledger: Ledger) -> Iterator[Any]:
    held: dict[str, int] = {}
    for command in ledger.commands():
        numbers = (1, command.first, command.last, held.setdefault(command.stream, ledger.version(command.stream)))
        if not all(isinstance(number, int) for number in numbers) or sorted(numbers) != list(numbers):
            yield command


def _broken_promise(command: Any) -> str:
    return (
        f"recording {command.id} was acknowledged as events {command.first} to {command.last}, which are not all there"
    )


def _fault(coalition: str | None, message: str) -> dict[str, Any]:
    return {"coalition": None if coalition is None else str(coalition), "message": message}
