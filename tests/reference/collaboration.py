"""Collaboration, reckoned from its definition: Frey's levels, each pair's and the whole's."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from domain.event import Recorded
from domain.history import fold

from .plain import DAY, of_type, promises_after, standing_after
from .trust import trust

NAMES = ("none", "networking", "cooperation", "coordination", "coalition", "collaboration")
WINDOW = 180
TRUSTING = 0.6


def collaboration(records: list[Recorded], as_of: datetime) -> dict[str, Any]:
    parties = sorted(standing_after(records).standing)
    recent = [r for r in records if as_of - r.event.moment <= WINDOW * DAY]
    expected = trust(records, as_of)["pairs"]
    pairs: dict[str, dict[str, Any]] = {}
    levels = []
    for i in parties:
        for j in parties:
            if i < j:
                level = _level(records, recent, expected, (i, j))
                levels.append(level)
                pairs.setdefault(i, {})[j] = {"level": level, "name": NAMES[level]}
    middle = sorted(levels)[(len(levels) - 1) // 2] if levels else None
    return {"pairs": pairs, "level": middle, "name": None if middle is None else NAMES[middle]}


def _level(records: list[Recorded], recent: list[Recorded], expected: Any, pair: tuple[str, str]) -> int:
    criteria = (
        _networking(recent, pair),
        any(_told(recent, one, other) for one, other in (pair, pair[::-1])),
        _coordination(records, recent, pair),
        _coalition(records, recent, pair),
        _collaboration(records, recent, expected, pair),
    )
    return criteria.index(False) if False in criteria else len(criteria)


def _networking(recent: list[Recorded], pair: tuple[str, str]) -> bool:
    introduced = {r.event.party for r in of_type(recent, "introduction-made")}  # type: ignore[attr-defined]
    if set(pair) <= introduced:
        return True
    for recorded in recent:
        event: Any = recorded.event
        if recorded.type == "session-held" and all(event.attendance.get(party, 0) > 0 for party in pair):
            return True
        if recorded.type == "trust-moment" and event.kind == "introduction" and set(pair) <= set(event.between):
            return True
    return False


def _told(recent: list[Recorded], giver: str, to: str) -> bool:
    events: list[Any] = [r.event for r in of_type(recent, "information-shared")]
    return any(event.giver == giver and to in event.to for event in events)


def _coordination(records: list[Recorded], recent: list[Recorded], pair: tuple[str, str]) -> bool:
    if not (_told(recent, *pair) and _told(recent, *pair[::-1])):
        return False
    agreements: list[Any] = [r.event for r in of_type(recent, "agreement-reached")]
    if any(set(pair) <= event.parties for event in agreements):
        return True
    for promise in _recent_promises(records, recent):
        for one, other in (pair, pair[::-1]):
            if one in promise.accountable and promise.promisee in (other, "all"):
                return True
    return False


def _recent_promises(records: list[Recorded], recent: list[Recorded]) -> list[Any]:
    numbers = {r.n for r in recent}
    return [promise for promise in promises_after(records).values() if promise.made.n in numbers]


def _coalition(records: list[Recorded], recent: list[Recorded], pair: tuple[str, str]) -> bool:
    charter = fold(records).charter
    if charter.in_force is None or not all(party in charter.poll(charter.in_force).consents for party in pair):
        return False
    leads: list[Any] = [r.event for r in of_type(records, "initiative-launched")]
    if any(set(pair) <= {lead.party for lead in event.leads} for event in leads):
        return True
    to_all = [promise for promise in promises_after(records).values() if promise.promisee == "all"]
    carried = [promise for promise in to_all if promise.state == "open"]
    return all(any(party in promise.accountable for promise in carried) for party in pair)


def _collaboration(records: list[Recorded], recent: list[Recorded], expected: Any, pair: tuple[str, str]) -> bool:
    for i, j in (pair, pair[::-1]):
        if expected.get(i, {}).get(j, {"expectation": 0.5})["expectation"] < TRUSTING:
            return False
    together = any(set(pair) <= set(promise.accountable) for promise in promises_after(records).values())
    gave: set[str] = set()
    for recorded in recent:
        event: Any = recorded.event
        if recorded.type == "target-set-aside":
            gave.add(event.party)
        elif recorded.type == "control-ceded":
            gave.add(event.giver)
    return together or set(pair) <= gave
