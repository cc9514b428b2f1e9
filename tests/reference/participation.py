"""Participation, reckoned from its definition: who is in, who came, and how diverse they are."""

from __future__ import annotations

from datetime import datetime
from math import log
from typing import Any

from domain.event import Recorded

from .plain import LEAVING, CYCLE, in_time, of_type, share, standing_after


def participation(records: list[Recorded], as_of: datetime) -> dict[str, Any]:
    standing = standing_after(in_time(records))
    ever = sorted({*standing.standing, *standing.former})
    present = [standing.joined[party] for party in sorted(standing.standing)]
    kinds = _counts([joined.kind for joined in present])
    constituencies = _counts([joined.constituency for joined in present])
    return {
        "parties": {party: _party(records, party, standing) for party in ever},
        "members": len(standing.members),
        "observers": len(standing.observers),
        "by_kind": kinds,
        "by_constituency": constituencies,
        "headcount": _headcount(records),
        "diversity": {"kind": _diversity(kinds), "constituency": _diversity(constituencies)},
        "sessions": {
            "held": len(of_type(records, "session-held")),
            "missed": len(of_type(records, "session-missed")),
        },
    }


def _party(records: list[Recorded], party: str, standing: Any) -> dict[str, Any]:
    held = attended = 0
    is_in = False
    moved: dict[str, Any] = {"joined_at": None, "left_at": None}
    for recorded in in_time(records):
        event: Any = recorded.event
        if recorded.type == "party-joined" and event.party == party:
            is_in = True
            moved = {"joined_at": event.at, "left_at": None}
        elif recorded.type in LEAVING and event.party == party or recorded.type == CYCLE and is_in:
            is_in = False
            moved["left_at"] = event.at
        elif recorded.type == "session-held" and is_in:
            held += 1
            attended += event.attendance.get(party, 0) > 0
    joined = standing.joined.get(party)
    return {
        "name": joined.name if joined else party,
        "standing": standing.standing.get(party),
        "kind": joined.kind if joined else None,
        "constituency": joined.constituency if joined else None,
        **moved,
        "attended": attended,
        "held": held,
        "attendance_rate": share(attended, held),
    }


def _counts(values: list[str | None]) -> dict[str, int]:
    return {value: values.count(value) for value in values if value is not None}


def _headcount(records: list[Recorded]) -> dict[str, Any]:
    total = 0
    by_party: dict[str, int] = {}
    by_constituency: dict[str, int] = {}
    for recorded in of_type(records, "session-held"):
        event: Any = recorded.event
        total += sum((event.participants_by or event.attendance).values())
        for party, heads in event.attendance.items():
            by_party[party] = by_party.get(party, 0) + heads
        for constituency, heads in event.participants_by.items():
            by_constituency[constituency] = by_constituency.get(constituency, 0) + heads
    return {"total": total, "by_party": by_party, "by_constituency": by_constituency}


def _diversity(counts: dict[str, int]) -> dict[str, float | None]:
    of_all = sum(counts.values())
    if not of_all:
        return {"blau": None, "blau_normalised": None, "shannon": None}
    shares = [count / of_all for count in counts.values()]
    blau = 1 - sum(p * p for p in shares)
    most = 1 - 1 / len(shares)
    return {
        "blau": blau,
        "blau_normalised": blau / most if most else None,
        "shannon": -sum(p * log(p) for p in shares),
    }
