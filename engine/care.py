"""Care: what a store holds, and whether all of it can still be read and still follows from the rules."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from eventsourcing.persistence import PersistenceError

from engine.audit.histories import faults_in
from engine.ledger import Ledger


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


def _lost(ledger: Ledger) -> Iterator[Any]:
    with ledger.audit_log() as log:
        held = log.versions()
    for command in ledger.commands():
        numbers = (1, command.first, command.last, held.get(command.stream, 0))
        if not all(isinstance(number, int) for number in numbers) or sorted(numbers) != list(numbers):
            yield command


def _broken_promise(command: Any) -> str:
    return (
        f"recording {command.id} was acknowledged as events {command.first} to {command.last}, which are not all there"
    )


def _fault(coalition: str | None, message: str) -> dict[str, Any]:
    return {"coalition": None if coalition is None else str(coalition), "message": message}
