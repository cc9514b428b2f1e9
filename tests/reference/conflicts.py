"""Conflicts, reckoned from their definition: how far the five steps went, and what became of the contract.

The step of a side is the first it has yet to take. Where a conflict stands is as the rules see it, as it was read.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from domain.event import Recorded

from .momentum import ENDS
from .plain import (
    CYCLE,
    LEAVING,
    days_between,
    due_in_force,
    dues_of,
    events_of,
    in_time,
    named,
    of_type,
    promises_after,
    standing_after,
    today,
)

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
    told = [r for r in records if named(r, "conflict") == event.conflict]
    state = _state(told)
    sides = _sides(records, raised)
    reviews = _reviews(told) if state == "settled" and not _is_over(records) else []
    stages = [event.stage for event in events_of(told, "conflict-raised", "conflict-escalated")]
    return {
        "conflict": event.conflict,
        "about": event.about,
        "state": state,
        "sides": sides,
        "events": _events(records, raised),
        "stage": stages[-1],
        "contract": _contract(records, told, as_of),
        "reviews_due": [{"on": on} for on in reviews if on >= today(as_of)],
        "reviews_overdue": [{"on": on} for on in reviews if on < today(as_of)],
        "raised_at": event.at,
        **_conversation(told, sides, state, as_of if not _is_over(records) else None),
    }


def _conversation(told: list[Recorded], sides: list[str], state: str, now: datetime | None) -> dict[str, Any]:
    """The step of each side, and how many days each step took: as long as it is open, up to now."""
    if len(sides) < 2 or (state == "open" and now is None):
        return {}
    this = _round(told)
    steps = {side: 5 if state == "settled" else _step_of(this, side) for side in sides}
    stops = [r.event.moment for r in this if r.type in ("conflict-settled", "conflict-closed")]
    stop = stops[-1] if stops and state != "open" else now
    days: dict[str, int] = {}
    begun = this[0].event.moment
    for step in range(1, 5):
        finished = [_first(this, step, side) for side in sides]
        done = [moment for moment in finished if moment is not None]
        if len(done) < len(finished):
            return {"steps": steps, "step": min(steps.values()), "days_in_step": days | {str(step): _days(begun, stop)}}
        later = max([begun, *done])
        days[str(step)] = _days(begun, later)
        begun = later
    return {"steps": steps, "step": min(steps.values()), "days_in_step": days | {"5": _days(begun, stop)}}


def _first(told: list[Recorded], step: int, side: str) -> datetime | None:
    """When a side first took a step; the third is taken together."""
    taken = [r for r in told if STEPS.get(r.type) == step and (step == 3 or named(r, "party") == side)]
    return min((r.event.moment for r in taken), default=None)


def _days(since: datetime, until: datetime | None) -> int:
    return max(0, days_between(today(since), today(until or since)))


def _round(told: list[Recorded]) -> list[Recorded]:
    """What happened since it was raised, or since a review found that the settlement did not hold."""
    begun = 0
    for place, recorded in enumerate(told):
        if recorded.type == "conflict-reviewed" and not named(recorded, "held"):
            begun = place
    return told[begun:]


def _step_of(told: list[Recorded], side: str) -> int:
    taken = {STEPS[r.type] for r in told if r.type in STEPS and (STEPS[r.type] == 3 or named(r, "party") == side)}
    return next(step for step in range(1, 6) if step not in taken)


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
    """Those it is between, without those that left while it was open."""
    event: Any = raised.event
    return [side for side in event.between if side not in {party for party, _ in _gone(records, raised)}]


def _gone(records: list[Recorded], raised: Recorded) -> list[tuple[str, Recorded]]:
    """The sides that left while it was open, and by which event."""
    event: Any = raised.event
    place = [r.n for r in records].index(raised.n) + 1
    standing, told = standing_after(records[:place]), [raised]
    found: list[tuple[str, Recorded]] = []
    for recorded in records[place:]:
        left: Any = recorded.event
        told += [recorded] if named(recorded, "conflict") == event.conflict else []
        gone = [left.party] if recorded.type in LEAVING else list(standing.standing) if recorded.type == CYCLE else []
        known = {party for party, _ in found}
        found += [
            (side, recorded) for side in gone if side in event.between and side not in known and _state(told) == "open"
        ]
        standing.take(left)
    return found


def _events(records: list[Recorded], raised: Recorded) -> list[int]:
    """What is about it, the promises that settle it, and by what it lost a side."""
    event: Any = raised.event
    told = {r.n for r in records if named(r, "conflict") == event.conflict}
    told |= {r.n for r in of_type(records, "commitment-made") if named(r, "settles") == event.conflict}
    return sorted(told | {recorded.n for _, recorded in _gone(records, raised)})


def _is_over(records: list[Recorded]) -> bool:
    turns = of_type(records, *ENDS, CYCLE)
    return bool(turns) and turns[-1].type != CYCLE


def _reviews(told: list[Recorded]) -> list[str]:
    """What the latest word says about the next review."""
    said = in_time(of_type(told, "conflict-settled", "conflict-reviewed"))
    event: Any = said[-1].event
    on = event.review_on if said[-1].type == "conflict-settled" else event.next_review
    return [] if on is None else [on]


def _contract(records: list[Recorded], told: list[Recorded], as_of: datetime) -> list[dict[str, Any]]:
    """The promises by which it was settled, whatever became of them."""
    promises = promises_after(records)
    rows = []
    for name, promise in promises.items():
        made: Any = promise.made.event
        if made.settles == named(told[0], "conflict"):
            due = due_in_force(dues_of(records, name), as_of)
            late = promise.state == "open" and due is not None and today(as_of) > due
            row = {"commitment": name, "party": promise.promisor, "due": due, "status": promise.state}
            rows.append(row | {"overdue": late})
    return rows
