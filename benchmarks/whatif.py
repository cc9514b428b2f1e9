"""What-ifs: one edit, every act dropped in turn, and a family of scenarios, against deciding the whole history anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from time import process_time

from benchmarks import ledgers
from benchmarks.rows import Bench, Figure, at_least, at_most, row
from benchmarks.timing import paired
from domain.event import Recorded
from domain.history import redecide
from engine.causes import necessary
from engine.scenario import Drop, Replay, Scenario, Timeline
from engine.sweep import Case, sweep
from projections.consulted import When
from projections.outcome import Outcome
from projections.sweeps import table

_SCENARIOS = 200
_ANEW = "one full re-decision"
_ON_THE_STATE = "promises.open > 0"
_ON_A_VIEW = "accountability.coalition.kept_rate > 0"


@row(4)
def one_edit(bench: Bench) -> Iterator[Figure]:
    """Row 4: an act is dropped in the middle, and near the end, of a history that is held ready."""
    events = bench.sizes.middle
    history = ledgers.recorded(7, events)
    timeline = Timeline(history)
    for key, share in (("4", 0.5), ("4b", 0.1)):
        n = _act_at(timeline, 1 - share)
        _ended(timeline.without([n]))  # from here on it is held ready
        pairs = bench.computed(_dropping(timeline, n), lambda: redecide(history))
        note = f"{pairs.medians[0] * 1e3:.1f} ms, against {pairs.medians[1] * 1e3:.0f} ms."
        what = f"what-if, act {n:,} of {events:,} dropped"
        yield Figure(key, what, _ANEW, pairs.costs, at_most(share + 0.1), note)
    shift = Scenario((Drop((_act_at(timeline, 0.5),)),))
    pairs = bench.computed(lambda: _ended(timeline.replay(shift, whole=True)), lambda: redecide(history))
    yield Figure("4c", "the same, every act decided anew and noted", _ANEW, pairs.costs)


@row(5)
def every_act_dropped(bench: Bench) -> Iterator[Figure]:
    """Row 5: for an outcome on the state, and apart for one on a view, which is told anew for every act."""
    history = ledgers.recorded(7, bench.sizes.short)
    when = When(max(record.event.moment for record in history) + timedelta(days=1))
    acts = len(Timeline(history).droppable)
    for key, text, limit in (("5", _ON_THE_STATE, at_most(40)), ("5b", _ON_A_VIEW, None)):
        find, times = _necessary(history, text, when), bench.sizes.times if limit else 1
        pairs = paired(find, lambda: redecide(history), times, process_time)
        note = f"{pairs.medians[0]:.2f} s, against {pairs.medians[1] * 1e3:.0f} ms."
        yield Figure(key, f"necessary over {acts:,} acts: {text}", _ANEW, pairs.costs, limit, note)


@row(11)
def a_family_over_two_workers(bench: Bench) -> Iterator[Figure]:
    """Row 11."""
    history, number = ledgers.recorded(7, bench.sizes.short), min(_SCENARIOS, bench.sizes.short // 2)
    timeline = Timeline(history)
    cases = [Case(f"drop {n}", Scenario((Drop((n,)),))) for n in timeline.droppable[:number]]
    when = When(max(record.event.moment for record in history))
    measure = table({"score": "momentum.score", "kept": "accountability.coalition.kept_rate"}, when, timeline)
    pairs = bench.paired(
        lambda: sweep(history, cases, measure, workers=2), lambda: sweep(history, cases, measure, workers=1)
    )
    note = f"{pairs.medians[0]:.1f} s, against {pairs.medians[1]:.1f} s; the start of the processes counts."
    yield Figure("11", f"sweep of {number} scenarios over 2 workers", "over 1", pairs.speeds, at_least(1.6), note)


def _act_at(timeline: Timeline, place: float) -> int:
    droppable = timeline.droppable
    return droppable[min(int(len(droppable) * place), len(droppable) - 1)]


def _dropping(timeline: Timeline, n: int) -> Callable[[], int]:
    return lambda: _ended(timeline.without([n]))


def _ended(replay: Replay) -> int:
    """A replay with all that a caller asks of it: where both end, and which steps differ."""
    return len(replay.branch.records) + len(replay.differing)


def _necessary(history: Sequence[Recorded], text: str, when: When) -> Callable[[], int]:
    def find() -> int:
        timeline = Timeline(history)
        return len(necessary(timeline, Outcome.read(text, when).asked_of(timeline)).acts)

    return find
