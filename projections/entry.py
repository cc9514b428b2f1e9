"""One entry of the ledger: what it says, what it led to, what it rests on, what rests on it, who tells it otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from domain.event import Recorded
from domain.testimony import AccountContested, AccountReconciled

Makers: TypeAlias = Mapping[tuple[str, str], list[Recorded]]


def entry(
    stream: Sequence[Recorded], n: int, as_of: datetime | None = None, known_at: datetime | None = None
) -> dict[str, Any]:
    """An entry of a coalition's stream with the entries it hangs together with, each list by number.

    `derived`: what the rules added for it. `rests_on`: the entries that brought in what it speaks of.
    `rested_on_by`: the entries that speak of what it brought in, or of the entry itself.
    Of the entries around it, those that had happened and were on record by the dates asked about.
    Raises LookupError where there is no such entry, or was none by then.
    """
    if not 1 <= n <= len(stream):
        raise LookupError(f"There is no event {n}: events 1 to {len(stream)} are recorded")
    record, makers = stream[n - 1], _makers(stream)
    around = [r for r in stream if was_there(r, as_of, known_at)]
    if record not in around:
        raise LookupError(f"Event {n} was not there yet: it is of {record.event.at}, recorded at {record.recorded_at}")
    there = {r.n for r in around}
    return {
        "event": record.as_exported(),
        "derived": [r.n for r in around if r.derived_from == n],
        "rests_on": sorted((_rests_on(record, makers, stream) - {n}) & there),
        "rested_on_by": [r.n for r in around if r.n > n and n in _rests_on(r, makers, stream)],
        "contested_by": [r.n for r in around if isinstance(r.event, AccountContested) and n in named(r, stream)],
        "reconciled_by": [r.n for r in around if isinstance(r.event, AccountReconciled) and n in named(r, stream)],
        "voided_by": [r.n for r in around if n in r.voids],
        "corrected_by": [r.n for r in around if r.stands_at == record.place and r.n > n and r.type == record.type],
    }


def was_there(record: Recorded, as_of: datetime | None, known_at: datetime | None) -> bool:
    """Whether an entry, whether it counts or not, had happened and was on record by these dates."""
    happened = as_of is None or record.event.moment <= as_of
    return happened and (known_at is None or record.known_from <= known_at)


def _makers(stream: Sequence[Recorded]) -> Makers:
    """Which entries brought an id in: several, where one was voided or mended."""
    makers: dict[tuple[str, str], list[Recorded]] = {}
    for record in stream:
        for key in (*record.event.also_names(), *record.event.introduces()):
            makers.setdefault(key, []).append(record)
    return makers


def _rests_on(record: Recorded, makers: Makers, stream: Sequence[Recorded]) -> set[int]:
    keys = [(kind, name) for kinds, name in record.event.refers() for kind in kinds]
    brought_in = ([maker.n for maker in makers.get(key, ()) if _stands_before(maker, record)] for key in keys)
    found = {numbers[-1] for numbers in brought_in if numbers} | named(record, stream)
    return found if record.derived_from is None else found | {record.derived_from}


def _stands_before(maker: Recorded, record: Recorded) -> bool:
    return (maker.place, maker.n) < (record.place, record.n)


def named(record: Recorded, stream: Sequence[Recorded]) -> set[int]:
    """The entries, by number, that a record names by number or ref; a ref means the latest of that name before it."""
    named = set()
    for event in record.event.refers_to_events():
        if isinstance(event, int):
            named.add(event)
        else:
            named |= set([r.n for r in stream[: record.n - 1] if r.event.ref == event][-1:])
    return named
