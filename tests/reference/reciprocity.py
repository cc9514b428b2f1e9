"""Reciprocity, reckoned from its definition: what each party gave each other, and what came back."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from domain.event import Recorded

from .plain import events_of, share, standing_after
from .trust import ended, towards


def reciprocity(records: list[Recorded], as_of: datetime) -> dict[str, Any]:
    given = given_in(records)
    present = sorted(standing_after(records).standing)
    between = [(i, j) for i in present for j in present if i < j]
    told = _information(records)
    pairs: dict[str, dict[str, Any]] = {}
    for i, j in sorted({*given, *((j, i) for i, j in given)}):
        w, back = given[i, j], given[j, i]
        pairs.setdefault(i, {})[j] = {"given": w, "received": back, "balance": w - back}
    return {
        "pairs": pairs,
        "reciprocity": share(sum(min(w, given[j, i]) for (i, j), w in list(given.items())), sum(given.values())),
        "density": share(sum(1 for i, j in between if given[i, j] + given[j, i] > 0), len(between)),
        "silos": [[i, j] for i, j in between if not told[i, j] + told[j, i]],
        "one_way": [
            {"from": i, "to": j, "given": w} for (i, j), w in sorted(given.items()) if w >= 3 and not given[j, i]
        ],
    }


def given_in(records: list[Recorded]) -> Counter[tuple[str, str]]:
    """How often each party gave each other something: promises kept, terms agreed, information shared."""
    given = _information(records)
    for event in events_of(records, "agreement-reached"):
        given.update((term.party, term.to) for term in event.terms)
    for last, promise in ended(records).values():
        if last.type == "delivery-accepted":
            given.update((j, i) for i in towards(records, promise, last) for j in promise.accountable)
    return Counter({pair: count for pair, count in given.items() if pair[0] != pair[1]})


def _information(records: list[Recorded]) -> Counter[tuple[str, str]]:
    told: Counter[tuple[str, str]] = Counter()
    for event in events_of(records, "information-shared"):
        told.update((event.giver, to) for to in event.to if to != event.giver)
    return told
