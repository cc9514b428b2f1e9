"""The audit log: who recorded what, when, how late, on what evidence, and who tells it otherwise.

Lateness is told in whole days from when something happened to when it was recorded, where that is more than a day.
Evidence coverage = acts that count and name a source ÷ acts that count; null where there are none. What the rules
derived rests on the act that it follows from, and needs no source of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from domain.event import Recorded
from domain.history import counting
from domain.testimony import AccountContested, AccountReconciled, EventRetracted
from projections.entry import named, was_there
from projections.timeline import days_late


def audit_log(
    stream: Sequence[Recorded], as_of: datetime | None = None, known_at: datetime | None = None
) -> dict[str, Any]:
    """`{"entries": [{…}], "evidence": {"acts", "with_source", "without_source", "coverage", "gaps": {type: acts}}}`.

    Entries stand in the order of recording, voided ones too. Each has beside what recording tells of it `days_late`,
    `contested` and `reconciled` (accounts of it, by number) and `retracted` (by which entry, and why).
    """
    there = [record for record in stream if was_there(record, as_of, known_at)]
    beside = _beside(there, stream)
    counts = {record.n for record in counting(there)}
    entries = [_told(record, beside.get(record.n, []), record.n in counts) for record in there]
    acts = [record for record in there if record.n in counts and record.derived_from is None]
    return {"entries": entries, "evidence": _evidence(acts)}


def _beside(there: Iterable[Recorded], stream: Sequence[Recorded]) -> Mapping[int, list[Recorded]]:
    """By entry, what testifies to it: accounts that differ, accounts agreed on, its retraction."""
    found: dict[int, list[Recorded]] = {}
    for record in there:
        if isinstance(record.event, (AccountContested, AccountReconciled)):
            for n in named(record, stream):
                found.setdefault(n, []).append(record)
        for n in record.voids:
            found.setdefault(n, []).append(record)
    return found


def _told(record: Recorded, beside: Iterable[Recorded], counts: bool) -> dict[str, Any]:
    event = record.event
    return {
        "n": record.n,
        "type": event.type,
        "at": event.at,
        "by": event.by,
        "recorded_at": record.recorded_at,
        "recorded_by": record.recorded_by,
        "days_late": days_late(record),
        "source": event.source,
        "derived_from": record.derived_from,
        "attested": None if record.attested is None else record.attested._asdict(),
        "breaches": list(record.breaches),
        "counts": counts,
        "contested": [_account(r, r.event.account) for r in beside if isinstance(r.event, AccountContested)],
        "reconciled": [_account(r, r.event.agreed_account) for r in beside if isinstance(r.event, AccountReconciled)],
        "retracted": [_account(r, r.event.reason) for r in beside if isinstance(r.event, EventRetracted)],
    }


def _account(record: Recorded, text: str | None) -> dict[str, Any]:
    party = record.event.party if isinstance(record.event, AccountContested) else record.event.by
    return {"n": record.n, "at": record.event.at, "party": party, "says": text}


def _evidence(acts: Sequence[Recorded]) -> dict[str, Any]:
    gaps: dict[str, int] = {}
    for record in acts:
        if record.event.source is None:
            gaps[record.type] = gaps.get(record.type, 0) + 1
    without = sum(gaps.values())
    return {
        "acts": len(acts),
        "with_source": len(acts) - without,
        "without_source": without,
        "coverage": (len(acts) - without) / len(acts) if acts else None,
        "gaps": dict(sorted(gaps.items(), key=lambda gap: (-gap[1], gap[0]))),
    }
