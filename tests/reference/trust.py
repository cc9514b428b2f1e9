"""Trust, reckoned from its definition: every piece of evidence one party has of another, and what is left of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from domain.event import Recorded

from .plain import (
    DAY,
    MEMBERSHIP,
    Promise,
    delivery_for,
    due_when,
    dues_of,
    ended_by,
    in_time,
    members_then,
    naming,
    of_type,
    once,
    promises_after,
    share,
    written,
)

HALF_LIFE = 180


class Evidence(NamedTuple):
    of: tuple[str, str]  #: who has it, of whom
    by: Recorded
    positive: float
    negative: float


@once
def trust(records: Sequence[Recorded], as_of: datetime) -> dict[str, Any]:
    evidence = evidence_in(records)
    ratings = _ratings(records)
    pairs: dict[str, dict[str, Any]] = {}
    by_pair: dict[tuple[str, str], list[Evidence]] = {of: [] for of in ratings}
    for item in evidence:
        by_pair.setdefault(item.of, []).append(item)
    for of, own in sorted(by_pair.items()):
        pairs.setdefault(of[0], {})[of[1]] = _pair(own, ratings.get(of), as_of)
    return {"pairs": pairs, "well": _well(records, evidence)}


def _pair(evidence: list[Evidence], perceived: float | None, as_of: datetime) -> dict[str, Any]:
    fading = [(e, 2 ** (-((as_of - e.by.event.moment) / DAY) / HALF_LIFE)) for e in evidence]
    r = sum(e.positive * left for e, left in fading)
    s = sum(e.negative * left for e, left in fading)
    expectation = (r + 1) / (r + s + 2)
    uncertainty = 2 / (r + s + 2)
    gap = None if perceived is None else perceived - expectation
    return {
        "expectation": expectation,
        "belief": r / (r + s + 2),
        "disbelief": s / (r + s + 2),
        "uncertainty": uncertainty,
        "positive": r,
        "negative": s,
        "perceived": perceived,
        "perception_gap": gap,
        "overconfident": None if gap is None else gap >= 0.25 and uncertainty <= 0.5,
    }


def _ratings(records: Sequence[Recorded]) -> dict[tuple[str, str], float]:
    found: dict[tuple[str, str], float] = {}
    for recorded in in_time(of_type(records, "trust-rated")):
        event: Any = recorded.event
        if event.rater != event.ratee:
            scores = (event.reliability, event.mission_support, event.openness)
            found[event.rater, event.ratee] = (sum(scores) / 3 - 1) / 3
    return found


def evidence_in(records: Sequence[Recorded]) -> list[Evidence]:
    found = []
    for recorded in records:
        for i, j, positive, negative in _of_event(records, recorded):
            found.append(Evidence((i, j), recorded, positive, negative))
    for name, (last, promise) in ended(records).items():
        found += _of_promise(records, name, last, promise)
    return [item for item in found if item.of[0] != item.of[1]]


def _of_event(records: Sequence[Recorded], recorded: Recorded) -> list[tuple[str, str, float, float]]:
    event: Any = recorded.event
    match recorded.type:
        case "trust-moment":
            return [(i, j, 0.25, 0) for i in event.between for j in event.between]
        case "information-shared":
            return [(to, event.giver, 0.5, 0) for to in event.to]
        case "target-set-aside":
            return [(member, event.party, 0.5, 0) for member in members_then(records, recorded)]
        case "control-ceded":
            return [(event.to, event.giver, 1, 0)]
        case "trust-fractured":
            return [(i, event.breached_by, 0, event.severity) for i in event.against]
        case "agreement-reviewed" if event.outcome == "upheld":
            parties = _parties_to(records, event.agreement)
            return [(i, j, 0.5, 0) for i in parties for j in parties]
    return []


def _parties_to(records: Sequence[Recorded], agreement: str) -> list[str]:
    for recorded in of_type(records, "agreement-reached"):
        event: Any = recorded.event
        if event.agreement == agreement:
            return sorted({party for term in event.terms for party in (term.party, term.to)})
    return []


def towards(records: Sequence[Recorded], promise: Promise, recorded: Recorded) -> list[str]:
    """Whom a promise was made to, when something became of it; all are the members that do not answer for it."""
    if promise.promisee != "all":
        return [promise.promisee]
    return [member for member in members_then(records, recorded) if member not in promise.accountable]


@once
def ended(records: Sequence[Recorded]) -> dict[str, tuple[Recorded, Promise]]:
    """Each promise that is kept, broken or revoked: by which event, the latest, and how it stood when that was read."""
    types = {"accepted": "delivery-accepted", "broken": "commitment-broken", "revoked": "commitment-revoked"}
    places, membership = {r.n: place for place, r in enumerate(records)}, of_type(records, *MEMBERSHIP)
    found = {}
    for name, promise in promises_after(records).items():
        if promise.state in types:
            last = ended_by(records, name, types[promise.state])
            told = {
                r.n: r for r in (*membership, *naming(records, "commitment", name)) if places[r.n] <= places[last.n]
            }
            found[name] = (last, promises_after(told[n] for n in sorted(told, key=places.__getitem__))[name])
    return found


def _of_promise(records: Sequence[Recorded], name: str, last: Recorded, promise: Promise) -> list[Evidence]:
    given = (0.0, 3.0)
    if last.type == "delivery-accepted":
        given = (1, 0) if on_time(records, name, last) else (0.3, 0.2)
    return [Evidence((i, j), last, *given) for i in towards(records, promise, last) for j in promise.accountable]


def on_time(records: Sequence[Recorded], name: str, accepted: Recorded) -> bool:
    """Delivered on or before the due date in force; a promise without one counts as late."""
    delivered = delivery_for(records, accepted)
    due = due_when(dues_of(records, name), delivered)
    return due is not None and written(delivered) <= due


def _well(records: Sequence[Recorded], evidence: list[Evidence]) -> dict[str, Any]:
    conflicts = in_time(of_type(records, "conflict-raised"))
    if not conflicts:
        return {"dug_before": None, "first_conflict": None}
    first = conflicts[0]
    before = sum(item.positive for item in evidence if _when(item.by) < _when(first))
    return {"dug_before": share(before, sum(item.positive for item in evidence)), "first_conflict": first.event.at}


def _when(recorded: Recorded) -> tuple[datetime, int]:
    return recorded.event.moment, recorded.place
