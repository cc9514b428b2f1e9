"""Projecting: what a history means, all of it, beside one pass of the rules' own fold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from benchmarks import ledgers
from benchmarks.rows import Bench, Figure, at_most, row
from domain.coalition import Coalition, evolve
from domain.event import Recorded
from domain.history import counting
from engine.ledger import Ledger
from projections.measures import MEASURES, initial
from projections.show import Show
from projections.timeline import Timeline
from projections.view import together


@row(6)
def all_projections(bench: Bench) -> Iterator[Figure]:
    """Row 6."""
    events = bench.sizes.middle
    with Ledger(ledgers.ledger_of(bench, events)) as ledger:
        records = counting(ledger.stream(ledgers.NAME))
    as_of = max(recorded.event.moment for recorded in records)

    def told() -> list[Any]:
        """The timeline, the first screen and every measure; what the portfolio stores is a row of its own."""
        views = together([Timeline.initial(), Show.initial(), *map(initial, MEASURES)], records)
        return [view.at(as_of) for view in views]

    pairs = bench.computed(told, lambda: _evolved(records))
    each = [seconds / events * 1e6 for seconds in pairs.medians]
    note = f"{each[0]:.0f} µs an event, against {each[1]:.0f} for the fold."
    what = f"all {len(MEASURES) + 2} projections of {events:,} events"
    yield Figure("6", what, "one evolve pass over the same decoded events", pairs.costs, at_most(10), note)


def _evolved(records: Iterable[Recorded]) -> Coalition:
    """One pass of the rules' own fold."""
    coalition = Coalition()
    for recorded in records:
        coalition = evolve(coalition, recorded)
    return coalition
