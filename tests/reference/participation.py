"""Participation, reckoned from its definition: who is in, who came, and how diverse they are.

Sessions of which nobody wrote down who came tell nothing of attendance. Kinds and constituencies are of those in. Who
is in is as the rules have it: what had happened, in the order in which it is read.
"""

from __future__ import annotations

from datetime import datetime
from math import log
from typing import Any

from domain.event import Recorded

from .plain import CYCLE, LEAVING, Standing, of_type, share, standing_after, standing_then
from .sessions import sessions


def participation(records: list[Recorded], as_of: datetime) -> dict[str, Any]:
    standing = standing_after(records)
    ever = sorted({*standing.standing, *standing.former})
    present = [standing.joined[party] for party in sorted(standing.standing)]
    members = [standing.joined[party] for party in standing.members]
    observers = [standing.joined[party] for party in standing.observers]
    kinds = [joined.kind for joined in present]
    constituencies = [joined.constituency for joined in present]
    held = _held(records)
    return {
        "parties": {party: _party(records, party, standing, held) for party in ever},
        "members": len(standing.members),
        "observers": len(standing.observers),
        "invited_absent": _absent(records),
        "by_kind": _counts(kinds),
        "by_constituency": _counts(constituencies),
        "members_by_kind": _counts([joined.kind for joined in members]),
        "observers_by_kind": _counts([joined.kind for joined in observers]),
        "members_by_constituency": _counts([joined.constituency for joined in members]),
        "observers_by_constituency": _counts([joined.constituency for joined in observers]),
        "headcount": _headcount(records),
        "diversity": {"kind": _diversity(kinds), "constituency": _diversity(constituencies)},
        "sessions": sessions(records, as_of),
    }


def _absent(records: list[Recorded]) -> list[dict[str, str]]:
    """Who was invited in this cycle, was not seen to join since, and is not in."""
    invited: set[str] = set()
    for recorded in records:
        event: Any = recorded.event
        if recorded.type == CYCLE:
            invited = set()
        elif recorded.type == "party-invited":
            invited.add(event.party)
        elif recorded.type == "party-joined":
            invited.discard(event.party)
    return [{"party": party} for party in sorted(invited - standing_after(records).standing.keys())]


def _party(
    records: list[Recorded], party: str, standing: Standing, sessions_: list[tuple[Any, set[str]]]
) -> dict[str, Any]:
    moved: dict[str, Any] = {"joined_at": None, "left_at": None}
    is_in = False
    for recorded in records:
        event: Any = recorded.event
        if recorded.type == "party-joined" and event.party == party:
            is_in = True
            moved = {"joined_at": event.at, "left_at": None}
        elif (recorded.type in LEAVING and event.party == party) or (recorded.type == CYCLE and is_in):
            is_in = False
            moved["left_at"] = event.at
    sessions: list[Any] = [event for event, present in sessions_ if party in present]
    held, attended = len(sessions), sum(1 for event in sessions if event.attendance.get(party, 0) > 0)
    joined = standing.joined.get(party)
    told = {"name": joined.name if joined else party, "standing": standing.standing.get(party), **moved}
    if joined is None:  # nobody knows since when it was in
        return told | {"kind": None, "constituency": None, "attendance_rate": None}
    counted = {"attended": attended, "held": held, "attendance_rate": share(attended, held)}
    return told | counted | {"kind": joined.kind, "constituency": joined.constituency}


def _held(records: list[Recorded]) -> list[tuple[Any, set[str]]]:
    """The sessions of which somebody wrote down who came, each with who was in then."""
    held = [r for r in of_type(records, "session-held") if r.event.attendance]  # type: ignore[attr-defined]
    return [(session.event, set(standing_then(records, session).standing)) for session in held]


def _counts(traits: list[str | None]) -> dict[str, int]:
    return {trait: traits.count(trait) for trait in traits if trait is not None}


def _headcount(records: list[Recorded]) -> dict[str, Any]:
    totals: list[int] = []
    by_party: dict[str, int] = {}
    by_constituency: dict[str, int] = {}
    for recorded in of_type(records, "session-held"):
        event: Any = recorded.event
        counted = event.participants_by or event.attendance
        totals += [sum(counted.values())] if counted else []
        for party, heads in event.attendance.items():
            by_party[party] = by_party.get(party, 0) + heads
        for constituency, heads in event.participants_by.items():
            by_constituency[constituency] = by_constituency.get(constituency, 0) + heads
    return {"total": sum(totals) if totals else None, "by_party": by_party, "by_constituency": by_constituency}


def _diversity(traits: list[str | None]) -> dict[str, float | None]:
    known = [trait for trait in traits if trait is not None]
    if not known:
        return {"blau": None, "blau_normalised": None, "shannon": None}
    shares = [known.count(trait) / len(known) for trait in sorted(set(known))]
    blau = 1 - sum(p * p for p in shares)
    most = 1 - 1 / len(shares)
    return {
        "blau": blau,
        "blau_normalised": blau / most if most else None,
        "shannon": -sum(p * log(p) for p in shares),
    }
