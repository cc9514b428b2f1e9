"""Conflicts, reckoned from their definition: how far the five steps went, and what became of the contract."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from domain.event import Recorded

from .accountability import accountability
from .plain import CYCLE, LEAVING, in_time, of_type, standing_after, today

STEPS = {"conflict-prepared": 1, "conflict-purpose-checked": 2, "conflict-congruence-found": 3, "conflict-explored": 4}


def conflicts(records: list[Recorded], as_of: datetime) -> dict[str, Any]:
    rows = [_conflict(records, raised, as_of) for raised in of_type(records, "conflict-raised")]
    states = [row["state"] for row in rows]
    return {
        "open": states.count("open"),
        "settled": states.count("settled"),
        "closed": states.count("closed"),
        "conflicts": rows,
    }


def _conflict(records: list[Recorded], raised: Recorded, as_of: datetime) -> dict[str, Any]:
    event: Any = raised.event
    told = [r for r in records if getattr(r.event, "conflict", None) == event.conflict]
    state = _state(told)
    reviews = [on for on in _reviews(told) if on is not None] if state == "settled" else []
    stages = [r.event.stage for r in told if r.type in ("conflict-raised", "conflict-escalated")]  # type: ignore[attr-defined]
    return {
        "conflict": event.conflict,
        "about": event.about,
        "state": state,
        "sides": _sides(records, raised),
        "stage": stages[-1],
        "contract": _contract(records, told, as_of),
        "reviews_due": [on for on in reviews if on >= today(as_of)],
        "reviews_overdue": [on for on in reviews if on < today(as_of)],
        "raised_at": event.at,
    }


def _state(told: list[Recorded]) -> str:
    state = "open"
    for recorded in told:
        event: Any = recorded.event
        if recorded.type == "conflict-settled":
            state = "settled"
        elif recorded.type == "conflict-closed":
            state = "closed"
        elif recorded.type == "conflict-reviewed" and not event.held:
            state = "open"
    return state


def _sides(records: list[Recorded], raised: Recorded) -> list[str]:
    event: Any = raised.event
    sides = list(event.between)
    after = records[[r.n for r in records].index(raised.n) + 1 :]
    standing = standing_after(records[: len(records) - len(after)])
    for recorded in after:
        left: Any = recorded.event
        gone = [left.party] if recorded.type in LEAVING else list(standing.standing) if recorded.type == CYCLE else []
        sides = [side for side in sides if side not in gone]
        standing.take(left)
    return sides


def _reviews(told: list[Recorded]) -> list[str | None]:
    """What the latest word says about the next review."""
    said = in_time(of_type(told, "conflict-settled", "conflict-reviewed"))
    if not said:
        return []
    event: Any = said[-1].event
    return [event.review_on if said[-1].type == "conflict-settled" else event.next_review]


def _contract(records: list[Recorded], told: list[Recorded], as_of: datetime) -> list[dict[str, Any]]:
    settled = in_time(of_type(told, "conflict-settled"))
    if not settled:
        return []
    event: Any = settled[-1].event
    status = {row["commitment"]: row["status"] for row in accountability(records, as_of)["commitments"]}
    return [
        {
            "party": line.party,
            "will_do": line.will_do,
            "due": line.due,
            "commitment": line.commitment or f"{event.conflict}-{number}",
            "status": status.get(line.commitment or f"{event.conflict}-{number}"),
        }
        for number, line in enumerate(event.contract, 1)
    ]
