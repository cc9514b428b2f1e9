"""Plain: the same history in an aggregate of the event store's library, with the library's own mapper: a yardstick."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from benchmarks.histories import Line


class Plain(Aggregate):
    """A coalition that keeps where its promises stand, who met whom and how often, and what else was said."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.promises: dict[str, dict[str, Any]] = {}
        self.sessions: dict[str, dict[str, int]] = {}
        self.moments: dict[str, int] = {}
        self.others: dict[str, int] = {}

    @event("CommitmentMade")
    def made(self, at: str, by: str, commitment: str, promisor: str, promisee: str, what: str, due: str) -> None:
        """A promise."""
        self.promises[commitment] = {"promisor": promisor, "promisee": promisee, "due": due, "state": "open"}

    @event("CommitmentDelivered")
    def delivered(self, at: str, by: str, commitment: str, evidence: str) -> None:
        """Whoever promised says that it is done."""
        self.promises[commitment]["state"] = "delivered"

    @event("DeliveryAccepted")
    def accepted(self, at: str, by: str, commitment: str) -> None:
        """And the other agrees."""
        self.promises[commitment]["state"] = "accepted"

    @event("SessionHeld")
    def met(self, at: str, by: str, session: str, topic: str, kind: str, attendance: dict[str, int]) -> None:
        """A session."""
        self.sessions[session] = attendance

    @event("TrustMoment")
    def trusted(self, at: str, by: str, between: list[str], kind: str, what: str) -> None:
        """A moment of trust."""
        for party in between:
            self.moments[party] = self.moments.get(party, 0) + 1

    @event("Said")
    def said(self, at: str, by: str, type_: str, fields: dict[str, Any]) -> None:
        """Everything else."""
        self.others[type_] = self.others.get(type_, 0) + 1

    def tell(self, line: Line) -> None:
        """Take in one line of a history."""
        fields = {name: value for name, value in line.items() if name not in ("coalition", "type", "co_accountable")}
        match line["type"]:
            case "commitment-made":
                self.made(**fields)
            case "commitment-delivered":
                self.delivered(**fields)
            case "delivery-accepted":
                self.accepted(**fields)
            case "session-held":
                self.met(**fields)
            case "trust-moment":
                self.trusted(**fields)
            case other:
                at, by = fields.pop("at"), fields.pop("by")
                self.said(at=at, by=by, type_=other, fields=fields)


def stored(lines: Iterable[Line], path: Path) -> tuple[Application[UUID], UUID]:
    """An application over a new SQLite file that holds the history as one aggregate, and the id of that."""
    app = Application[UUID](
        env={"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(path), "SQLITE_LOCK_TIMEOUT": "10"}
    )
    plain = Plain("generated")
    for line in lines:
        plain.tell(line)
    app.save(plain)
    return app, plain.id
