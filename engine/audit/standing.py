"""Standing: how much of a coalition is under a checkpoint, told by what is stored; nothing of it is verified here."""

from __future__ import annotations

from typing import Any, cast

from eventsourcing.persistence import PersistenceError

from domain.event import Recorded
from engine.errors import Damaged
from engine.ledger import Ledger


def standing(ledger: Ledger, coalition: str) -> dict[str, Any] | None:
    """How a coalition stands in the log now; None where the log cannot be read, which the audit says more about.

    `{"leaves": of the whole log, "checkpoint": the last one or None, "since": events of the coalition after it}`, and
    the checkpoint as `{"size": leaves, "version": the coalition's last event under it or None, "recorded_at": when
    that was recorded}`. A checkpoint itself bears no date. Raises NoCoalition.
    """
    ledger.known(coalition)
    try:
        with ledger.audit_log() as log:
            leaves, size = log.size, log.last_checkpoint()
            version = log.covered(coalition, size) if _is_number(size) else None
        checkpoint = None if size is None else _checkpoint(ledger, coalition, size, version)
    except (PersistenceError, Damaged):
        return None
    held = ledger.version(coalition)
    return {"leaves": leaves, "checkpoint": checkpoint, "since": held - (version or 0)}


def _checkpoint(ledger: Ledger, coalition: str, size: Any, version: Any) -> dict[str, Any]:
    if not _is_number(size) or not (version is None or _is_number(version)):
        raise Damaged("The log keeps a checkpoint of no size. See: coalition audit verify")
    recorded = None if version is None else _recorded_at(ledger, coalition, version)
    return {"size": size, "version": version, "recorded_at": recorded}


def _recorded_at(ledger: Ledger, coalition: str, version: int) -> str | None:
    found = cast("list[Recorded]", [*ledger.events.get(coalition, gt=version - 1, lte=version)])
    return found[0].recorded_at if found else None


def _is_number(value: Any) -> bool:
    return type(value) is int
