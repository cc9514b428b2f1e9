"""Growing: what is read from a large ledger takes as long as what must be read of it, however large the rest is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from benchmarks import ledgers
from benchmarks.rows import Bench, Figure, at_most, row
from engine.ledger import Ledger
from projections.log import log

_TENTH = 10


@row(8)
def reads_of_a_large_ledger(bench: Bench) -> Iterator[Figure]:
    """Row 8."""
    yield from _versions(bench)
    yield from _since(bench)


def _versions(bench: Bench) -> Iterator[Figure]:
    """The same version of a long history and of one a tenth as long; then half of each."""
    long, short = bench.sizes.long, bench.sizes.long // _TENTH
    few = short // _TENTH
    with Ledger(ledgers.ledger_of(bench, long)) as large, Ledger(ledgers.ledger_of(bench, short)) as small:
        pairs = bench.computed(
            lambda: large.coalition(ledgers.NAME, at_version=few), lambda: small.coalition(ledgers.NAME, at_version=few)
        )
        what = f"as of version {few:,} of {long:,} events"
        yield Figure("8", what, f"as of version {few:,} of {short:,}", pairs.costs, at_most(1.1))
        pairs = bench.computed(
            lambda: large.coalition(ledgers.NAME, at_version=long // 2),
            lambda: small.coalition(ledgers.NAME, at_version=short // 2),
        )
        what = f"as of version {long // 2:,}, for each event read"
        yield Figure("8b", what, f"as of version {short // 2:,}", [cost / _TENTH for cost in pairs.costs], at_most(1.1))


def _since(bench: Bench) -> Iterator[Figure]:
    """The log of one coalition since a day, in a store of many and in one a tenth as large."""
    many, events = bench.sizes.coalitions, bench.sizes.short
    fewer = max(1, many // _TENTH)
    since = datetime.now(UTC) - timedelta(days=1)
    with Ledger(ledgers.many(bench, many, events)) as large, Ledger(ledgers.many(bench, fewer, events)) as small:
        pairs = bench.computed(lambda: _log(large, since), lambda: _log(small, since))
    what = f"log --since of one coalition, {many * events:,} events in the store"
    yield Figure("8c", what, f"the same, {fewer * events:,} in the store", pairs.costs, at_most(1.1))


def _log(ledger: Ledger, since: datetime) -> int:
    """What `coalition log --since` reads; how many entries it tells."""
    return len(log(ledger.stream("coalition-0000"), since=since))
