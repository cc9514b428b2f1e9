"""Following: the portfolio over many coalitions, made anew."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import ledgers
from benchmarks.machine import memory
from benchmarks.rows import Bench, Figure, at_least, at_most, row
from engine.ledger import Ledger
from projections.portfolio import Portfolio

_TENTH = 10


@row(7)
def rebuild_the_portfolio(bench: Bench) -> Iterator[Figure]:
    """Row 7."""
    coalitions, events = bench.sizes.coalitions, bench.sizes.short
    store = ledgers.many(bench, coalitions, events)
    with Ledger(store) as ledger:
        portfolio = Portfolio(ledger)
        pairs = bench.computed(portfolio.rebuild, lambda: read(ledger))
        note = f"{pairs.medians[0]:.1f} s, against {pairs.medians[1]:.1f} s for reading and decoding."
        what = f"portfolio rebuild, {coalitions:,} coalitions of {events:,} events"
        yield Figure("7", what, "reading and decoding the same rows", pairs.speeds, at_least(0.3), note)
    fewer = ledgers.many(bench, max(1, coalitions // _TENTH), events)
    whole, tenth = memory(rebuild, store), memory(rebuild, fewer)
    if whole and tenth:
        yield Figure("7b", "memory of that process, MiB", "", [whole.peak], at_most(300))
        note = (
            f"{whole.grown:.0f} MiB more than before the rebuild, and {tenth.grown:.0f} for a tenth of the coalitions."
        )
        yield Figure(
            "7c", "that memory", "for a tenth of the coalitions", [whole.peak / tenth.peak], at_most(1.1), note
        )


def read(ledger: Ledger) -> int:
    """Read and decode every entry, a coalition at a time; how many there were."""
    return sum(len(ledger.stream(coalition)) for coalition in ledger.streams())


def rebuild(store: str) -> None:
    """Rebuild the portfolio of a store."""
    with Ledger(store) as ledger:
        Portfolio(ledger).rebuild()
