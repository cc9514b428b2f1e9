"""Accountability, reckoned from its definition: what became of each promise, and the rates that follow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from domain.event import Recorded

from .plain import (
    Promise,
    about,
    days_between,
    delivery_for,
    due_in_force,
    due_when,
    dues_of,
    ended_by,
    events_of,
    median,
    named,
    naming,
    of_type,
    promises_after,
    share,
    standing_after,
    today,
    waiting_at,
    written,
)

DUE_SOON = 7
SETTLED = {"accepted": "kept", "delivered": "awaiting-acceptance"}


def accountability(records: list[Recorded], as_of: datetime) -> dict[str, Any]:
    rows = [_row(records, name, promise, as_of) for name, promise in promises_after(records).items()]
    standing = standing_after(records)
    parties = sorted({*standing.members, *(party for row in rows for party in row["accountable"])})
    by_party = {party: [row for row in rows if party in row["accountable"]] for party in parties}
    return {
        "commitments": [{name: value for name, value in row.items() if name[0] != "_"} for row in rows],
        "parties": {party: _figures(own, as_of) for party, own in by_party.items()},
        "coalition": _figures(rows, as_of) | _whole(rows, by_party, standing.members) | _requests(records),
    }


def _row(records: list[Recorded], name: str, promise: Promise, as_of: datetime) -> dict[str, Any]:
    told = about(records, name)
    dues = dues_of(records, name)
    due = due_in_force(dues, as_of)
    first_due = next((given for _, given in dues if given is not None), None)
    made: Any = promise.made.event
    brought = _brought(records, told, promise.state)
    status = _status(promise.state, due, today(as_of))
    return {
        "commitment": name,
        "promisor": promise.promisor,
        "promisee": promise.promisee,
        "first_due": first_due,
        "due": due,
        "status": status,
        "delivered_at": brought.event.at if brought else None,
        "days_late": _days_late(brought, dues),
        "accountable": sorted(promise.accountable),
        "clause": _clause(told),
        "initiative": made.initiative,
        "settles": made.settles,
        "answers": made.answers,
        "events": sorted(promise.events),
        "refused": len(of_type(told, "delivery-refused")),
        "renegotiated": len(of_type(told, "commitment-renegotiated")),
        "handed_over": len(of_type(told, "commitment-handed-over")),
        "progress": len(of_type(told, "progress-reported")),
        "days_overdue": days_between(due, today(as_of)) if due is not None and status == "overdue" else None,
        "self_certified": promise.self_certified and status == "kept",
        "_delivered": written(brought) if brought else None,
        "_released": written(promise.entered) if promise.entered and status == "released" else None,
        "_honoured": _followed(dues),
        "_reason": _reason(promise.entered, status),
    }


def _brought(records: Sequence[Recorded], told: Sequence[Recorded], state: str) -> Recorded | None:
    """The delivery that was accepted, or that waits to be."""
    name = named(told[0], "commitment")
    if state == "delivered":
        return waiting_at(records, naming(records, "commitment", name)[-1])[-1]
    if state != "accepted":
        return None
    return delivery_for(records, ended_by(records, name, "delivery-accepted"))


def _status(state: str, due: str | None, day: str) -> str:
    if state != "open":
        return SETTLED.get(state, state)
    if due is None:
        return "undated"
    if day > due:
        return "overdue"
    return "due-soon" if days_between(day, due) <= DUE_SOON else "open"


def _days_late(brought: Recorded | None, dues: Sequence[tuple[Recorded, str | None]]) -> int | None:
    due = due_when(dues, brought) if brought else None
    return max(0, days_between(due, written(brought))) if brought and due else None


def _clause(told: Sequence[Recorded]) -> str | None:
    clauses = [event.clause for event in events_of(told, "commitment-made", "commitment-anchored")]
    return next((clause for clause in reversed(clauses) if clause is not None), None)


def _reason(entered: Recorded | None, status: str) -> str | None:
    return named(entered, "reason") if entered and status in ("broken", "revoked") else None


def _followed(dues: Sequence[tuple[Recorded, str | None]]) -> str | None:
    """The due date in force, as far as it was moved in time: the first move after it had passed ends the chain."""
    due: str | None = None
    for recorded, given in dues:
        if due is not None and written(recorded) > due:
            return due
        due = given
    return due


def _figures(rows: list[dict[str, Any]], as_of: datetime) -> dict[str, Any]:
    day = today(as_of)
    counted = {name: [row for row in rows if row["status"] == name] for name in _COUNTED.values()}
    figures: dict[str, Any] = {key: len(counted[name]) for key, name in _COUNTED.items()}
    late = [row["days_late"] for row in counted["kept"] if row["days_late"]]
    kept = _rate(rows, "first_due", day)
    verified = _rate([row for row in rows if not row["self_certified"]], "first_due", day)
    honoured = _rate(rows, "_honoured", day)
    return figures | {
        "made": len(rows),
        "kept": len(counted["kept"]) - len(late),
        "kept_late": len(late),
        "self_certified": sum(1 for row in rows if row["self_certified"]),
        "kept_rate": kept[0],
        "kept_rate_n": kept[1],
        "verified_rate": verified[0],
        "verified_rate_n": verified[1],
        "honoured_rate": honoured[0],
        "honoured_rate_n": honoured[1],
        "median_days_late": median(late),
        "worst_days_late": max(late, default=None),
        "load": sum(1 for row in rows if row["status"] in _STANDING),
    }


_STANDING = ("open", "due-soon", "overdue", "undated")
_COUNTED = {
    "kept": "kept",
    "overdue": "overdue",
    "awaiting": "awaiting-acceptance",
    "broken": "broken",
    "revoked": "revoked",
    "released": "released",
    "orphaned": "orphaned",
    "open": "open",
    "due_soon": "due-soon",
    "undated": "undated",
}


def _rate(rows: list[dict[str, Any]], date: str, day: str) -> tuple[float | None, int]:
    """Kept by the date ÷ due by the day asked about, without what awaits acceptance or was released in time."""
    kept = asked = 0
    for row in rows:
        due = row[date]
        if due is None or due > day or row["status"] == "awaiting-acceptance":
            continue
        if row["_released"] is not None and row["_released"] <= due:
            continue
        asked += 1
        kept += row["status"] == "kept" and row["_delivered"] is not None and row["_delivered"] <= due
    return share(kept, asked), asked


def _whole(rows: list[dict[str, Any]], by_party: dict[str, list[dict[str, Any]]], members: list[str]) -> dict[str, Any]:
    carried = [len(by_party.get(member, [])) for member in members]
    loads = [sum(1 for row in by_party.get(member, []) if row["status"] in _STANDING) for member in members]
    return {
        "load": share(sum(loads), len(members)),
        "equality": _equality(carried),
        "elephant_factor": _elephants([len(own) for own in by_party.values()]),
        "reasons": _counted([row["_reason"] for row in rows if row["_reason"] is not None]),
    }


def _equality(carried: list[int]) -> float | None:
    if not sum(carried):
        return None
    apart = sum(abs(one - other) for one in carried for other in carried)
    return 1 - apart / (2 * len(carried) * sum(carried))


def _elephants(carried: list[int]) -> int | None:
    half, found = sum(carried) / 2, 0
    for parties, count in enumerate(sorted(carried, reverse=True), 1):
        found += count
        if found >= half and found:
            return parties
    return None


def _requests(records: list[Recorded]) -> dict[str, Any]:
    asked = len(of_type(records, "request-made"))
    declined = {event.request for event in events_of(records, "request-declined")}
    return {"decline_rate": share(len(declined), asked), "decline_rate_n": asked}


def _counted(values: list[str]) -> dict[str, int]:
    return {value: values.count(value) for value in values}
