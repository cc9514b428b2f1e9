"""Loading: a coalition from the database to the live aggregate, with nothing kept from before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

from benchmarks import bare, ledgers, plain
from benchmarks.histories import history
from benchmarks.rows import Bench, Figure, at_least, row
from domain.event import registry
from engine.ledger import Ledger


@row(1)
def load_a_coalition(bench: Bench) -> Iterator[Figure]:
    """Row 1."""
    events = bench.sizes.middle
    app, plain_id = plain.stored(history(7, events), bench.folder / "plain.db")
    with closing(app), Ledger(ledgers.ledger_of(bench, events)) as ledger:
        pairs = bench.computed(lambda: ledger.coalition(ledgers.NAME), lambda: app.repository.get(plain_id))
        what = f"load {events:,} events to a live coalition"
        yield Figure("1", what, "a plain aggregate, default mapper", pairs.speeds, at_least(2.5))
        rows = _rows(bench, events)
        decoded = bench.computed(
            lambda: [kind.model_validate_json(line) for kind, line in rows], lambda: ledger.coalition(ledgers.NAME)
        )
        yield Figure("1b", "bare pydantic decoding of the same events", "the load of 1", decoded.costs, at_least(0.3))


def _rows(bench: Bench, events: int) -> list[tuple[Any, bytes]]:
    """The types and the first line, which is the event, of each stored row."""
    types = registry()
    stored = bare.written(bench.folder / f"{events}.db")[0].rows
    return [(types[topic], state.partition(b"\n")[0]) for _, _, topic, state in stored]
