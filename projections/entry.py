"""One entry of the ledger: what it says, what it led to, what it rests on, what rests on it, who tells it otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from domain.event import Recorded
from domain.testimony import AccountContested, AccountReconciled


def entry(stream: Sequence[Recorded], n: int) -> dict[str, Any]:
    """An entry of a coalition's stream with the entries it hangs together with, each list by number.

    `derived`: what the rules added for it. `rests_on`: the entries that brought in what it speaks of.
    `rested_on_by`: the entries that speak of what it brought in, or of the entry itself.
    Raises LookupError where there is no such entry.
    """
    if not 1 <= n <= len(stream):
        raise LookupError(f"There is no event {n}: events 1 to {len(stream)} are recorded")
    record, makers = stream[n - 1], _makers(stream)
    return {
        "event": record.as_exported(),
        "derived": [r.n for r in stream if r.derived_from == n],
        "rests_on": sorted(_rests_on(record, makers, stream) - {n}),
        "rested_on_by": [r.n for r in stream[n:] if n in _rests_on(r, makers, stream)],
        "contested_by": [r.n for r in stream if isinstance(r.event, AccountContested) and n in _named(r, stream)],
        "reconciled_by": [r.n for r in stream if isinstance(r.event, AccountReconciled) and n in _named(r, stream)],
        "voided_by": [r.n for r in stream if n in r.voids],
        "corrected_by": [r.n for r in stream if r.stands_at == record.place and r.n > n and r.type == record.type],
    }


def _makers(stream: Sequence[Recorded]) -> dict[tuple[str, str], int]:
    """Which entry brought an id in; the latest, where an earlier one was voided."""
    return {key: r.n for r in stream for key in (*r.event.also_names(), *r.event.introduces())}


def _rests_on(record: Recorded, makers: dict[tuple[str, str], int], stream: Sequence[Recorded]) -> set[int]:
    keys = [(kind, name) for kinds, name in record.event.refers() for kind in kinds]
    found = {makers[key] for key in keys if key in makers} | _named(record, stream)
    return found if record.derived_from is None else found | {record.derived_from}


def _named(record: Recorded, stream: Sequence[Recorded]) -> set[int]:
    """The entries that a record names by number or ref; a ref means the latest entry of that name before it."""
    named = set()
    for event in record.event.refers_to_events():
        if isinstance(event, int):
            named.add(event)
        else:
            named |= set([r.n for r in stream[: record.n - 1] if r.event.ref == event][-1:])
    return named
