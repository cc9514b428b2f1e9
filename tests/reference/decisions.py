"""Decisions, reckoned from their definition: how everybody stood, what came of it, under which rule."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from domain.event import Recorded
from domain.history import fold

from .plain import DAY, in_time, of_type, standing_after

STANCES = ("agree", "abstain", "disagree", "block")


def decisions(records: list[Recorded], as_of: datetime) -> dict[str, Any]:
    rows = [_proposal(records, made, as_of) for made in of_type(records, "proposal-made")]
    states = [row["state"] for row in rows]
    named = {"open": "open", "adopted": "adopted", "rejected": "rejected", "no_quorum": "no-quorum"}
    counts = {name: states.count(state) for name, state in named.items()}
    return counts | {"withdrawn": states.count("withdrawn"), "proposals": rows}


def _proposal(records: list[Recorded], made: Recorded, as_of: datetime) -> dict[str, Any]:
    event: Any = made.event
    told = [r for r in records if getattr(r.event, "proposal", None) == event.proposal]
    ended = of_type(told, "decision-reached", "proposal-withdrawn")
    last: Any = ended[-1].event if ended else None
    state = "open" if last is None else getattr(last, "outcome", "withdrawn")
    stances = in_time(of_type(told, "stance-taken"))
    reviews: list[Any] = [r.event for r in in_time(of_type(told, "decision-reviewed"))]
    until = last.moment if last else as_of
    return {
        "proposal": event.proposal,
        "what": event.what,
        "proposer": event.proposer,
        "state": state,
        "stances": _stances(stances),
        "tally": _tally(records, stances, last),
        "outcome": getattr(last, "outcome", None),
        "days_open": max((until - event.moment) / DAY, 0),
        "decide_by": event.decide_by,
        "review_due": reviews[-1].next_review if reviews else None,
        **_terms(records, ended[-1] if ended else None),
    }


def _stances(taken: list[Recorded]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for recorded in taken:
        event: Any = recorded.event
        told = {"stance": event.stance, "at": event.at, "n": recorded.n, "reason": event.reason}
        found.setdefault(event.party, []).append(told)
    return found


def _tally(records: list[Recorded], stances: list[Recorded], last: Any) -> dict[str, int] | None:
    if last is not None and last.type == "decision-reached":
        return {stance: getattr(last.tally, stance) for stance in STANCES} if last.tally else None
    latest: dict[str, str] = {}
    for recorded in stances:
        event: Any = recorded.event
        latest[event.party] = event.stance
    members = standing_after(records).members
    present = [stance for party, stance in latest.items() if party in members]
    return {stance: present.count(stance) for stance in STANCES}


def _terms(records: list[Recorded], ended: Recorded | None) -> dict[str, Any]:
    """Those of the charter in force when it was decided, or now; before there is one, consensus without a quorum."""
    until = len(records) if ended is None else [r.n for r in records].index(ended.n)
    charter = fold(records[:until]).charter
    if charter.terms is None:
        return {"rule": "consensus", "charter_version": None}
    return {"rule": charter.terms.rule, "charter_version": charter.in_force, "quorum": charter.terms.quorum}
