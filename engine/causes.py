"""Causes: which acts of a history an outcome hung on.

An outcome is a callable of a history (what counts of it, and what it amounts to), so that this module need not know any
view. One that follows from the coalition's final state alone says so by an attribute `reads`: the rooms of the state
that its answer follows from. Where a branch ends with these rooms as they are on record, it need not be asked.

Every answer rests on re-decision: to drop an act is to ask the rules what would have been recorded without it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol, TypeAlias, TypeVar

from domain.coalition import Coalition
from domain.event import Recorded
from domain.testimony import EventRetracted
from engine.scenario import Replay, ScenarioError, Timeline


class Told(Protocol):
    """What a record (a timeline) or a branch amounts to."""

    @property
    def records(self) -> Sequence[Recorded]:
        """What counts, in reader order."""

    @property
    def coalition(self) -> Coalition:
        """The coalition after all of it."""


#: What is asked of a record and of its branches.
Outcome: TypeAlias = Callable[[Told], bool]
Number: TypeAlias = "Callable[[Told], float | None]"
Answer = TypeVar("Answer")
#: So many of so many are done.
Progress: TypeAlias = Callable[[int, int], None]


class Needed(NamedTuple):
    """An act without which an outcome does not hold."""

    n: int
    type: str
    takes: tuple[int, ...]  #: the acts that could not have been recorded without it


class Necessary(NamedTuple):
    """The but-for causes of an outcome; there are none where it does not hold."""

    holds: bool  #: on record
    acts: tuple[Needed, ...]


class Sufficient(NamedTuple):
    """A smallest sub-history in which an outcome still holds: without any of its acts but the first it does not."""

    holds: bool  #: on record
    acts: tuple[int, ...]  #: in the order of recording
    records: tuple[Recorded, ...]  #: these acts and what the rules made of them, in reader order


class Influence(NamedTuple):
    """What dropping one act does to a figure."""

    n: int
    type: str
    without: float | None  #: the figure without it; null where there is none then
    change: float | None  #: what the act adds: the figure less that
    share: float | None  #: of all such changes, their signs apart; from 0 to 1
    takes: tuple[int, ...]


class Influences(NamedTuple):
    """A figure, and what each act that bears on it does to it: the greatest first, those it cannot be without above."""

    value: float | None
    acts: tuple[Influence, ...]


class Depends(NamedTuple):
    """What hangs on an entry, and what it hangs on, by number."""

    n: int
    type: str
    takes: (
        tuple[int, ...] | None
    )  #: the acts that it would take with it; null of a derived event: only acts are dropped
    rests_on: tuple[int, ...]  #: the acts without which it would not be on record


def necessary(timeline: Timeline, outcome: Outcome, progress: Progress | None = None) -> Necessary:
    """Drop each act in turn: those without which the outcome no longer holds."""
    if not outcome(timeline):
        return Necessary(False, ())
    found = [
        Needed(act.n, act.type, replay.taken)
        for act, replay, holds in _dropping_each(timeline, outcome, True, progress)
        if not holds
    ]
    return Necessary(True, tuple(found))


def influence(timeline: Timeline, number: Number, progress: Progress | None = None) -> Influences:
    """Drop each act in turn: what that does to a figure. Acts that leave it as it is are left out."""
    value = number(timeline)
    dropped = [
        (act, replay.taken, without)
        for act, replay, without in _dropping_each(timeline, number, value, progress)
        if without != value
    ]
    changes = [None if value is None or without is None else value - without for _, _, without in dropped]
    whole = sum(abs(change) for change in changes if change is not None)
    found = [
        Influence(act.n, act.type, without, change, None if change is None or not whole else abs(change) / whole, taken)
        for (act, taken, without), change in zip(dropped, changes, strict=True)
    ]
    return Influences(value, tuple(sorted(found, key=_rank)))


def sufficient(timeline: Timeline, outcome: Outcome, progress: Progress | None = None) -> Sufficient:
    """A smallest sub-history in which the outcome holds, by delta debugging (Zeller & Hildebrandt 2002).

    It is 1-minimal: without any one of its acts the outcome does not hold. There may be others, and smaller ones.
    """
    if not outcome(timeline):
        return Sufficient(False, (), ())
    trial = _Trial(timeline, outcome, progress)
    kept = _minimised(tuple(act.n for act in timeline.acts[1:]), trial)
    return Sufficient(True, (timeline.acts[0].n, *kept), tuple(timeline.only(kept).branch.records))


def depends(timeline: Timeline, n: int, progress: Progress | None = None) -> Depends:
    """What rests on an entry, and what it rests on. Raises ScenarioError where there is no such entry.

    An entry rests on an act when it would not be on record without it.
    """
    record = next((r for r in timeline.history if r.n == n), None)
    if record is None:
        raise ScenarioError(f"There is no event {n}: the history has events 1 to {len(timeline.history)}.")
    first = timeline.acts[0].n
    if n == first:  # nothing was before it, and nothing can be without it
        return Depends(n, record.type, tuple(act.n for act in timeline.acts[1:]), ())
    takes = timeline.without([n]).taken if record.derived_from is None else None
    others = [m for m in timeline.droppable if m != n and _may_bear_on(timeline, m, n)]
    rests_on = [m for m in _told(others, progress) if _is_gone(timeline.without([m]), record)]
    return Depends(n, record.type, takes, (first, *rests_on))


def _dropping_each(
    timeline: Timeline, ask: Callable[[Told], Answer], answer: Answer, progress: Progress | None
) -> Iterator[tuple[Recorded, Replay, Answer]]:
    """Each act that can be dropped, the branch without it, and the answer there; `answer` is that of the record."""
    by_number = {act.n: act for act in timeline.acts}
    reads: frozenset[str] | None = getattr(ask, "reads", None)
    for n in _told(timeline.droppable, progress):
        replay = timeline.without([n])
        same = reads is not None and not reads & rooms(replay.differs_in)
        yield by_number[n], replay, answer if same else ask(Ended(replay))


class Ended:
    """Where a branch ends, as a side of its replay; its records are put together only where they are asked for."""

    def __init__(self, replay: Replay) -> None:
        self._replay = replay

    @property
    def records(self) -> list[Recorded]:
        """What counts, in reader order."""
        return self._replay.branch.records

    @property
    def coalition(self) -> Coalition:
        """The coalition after all of it."""
        return self._replay.coalition


def rooms(parts: Iterable[str]) -> set[str]:
    """The rooms of the state in which these parts lie ("charter.standing" in "charter")."""
    return {part.partition(".")[0] for part in parts}


def _rank(told: Influence) -> tuple[bool, float, int]:
    return told.change is not None, -abs(told.change or 0.0), told.n


class _Trial:
    """Whether an outcome holds in a sub-history."""

    def __init__(self, timeline: Timeline, outcome: Outcome, progress: Progress | None) -> None:
        self._timeline, self._outcome, self._progress = timeline, outcome, progress

    def passed(self, acts: Sequence[int]) -> tuple[int, ...] | None:
        """Those of the acts that are recorded where no others are, if the outcome holds there; else null.

        What the rules refuse leaves nothing behind, so the same holds with these alone.
        """
        if self._progress is not None:
            self._progress(len(self._timeline.acts) - len(acts), len(self._timeline.acts))
        replay = self._timeline.only(acts)
        return _less(acts, replay.taken) if self._outcome(Ended(replay)) else None


def _minimised(acts: tuple[int, ...], trial: _Trial) -> tuple[int, ...]:
    """ddmin over the complements: leave out ever smaller shares, as long as the outcome holds."""
    if trial.passed(()) is not None:
        return ()
    size = len(acts)
    while size > 1:
        size = (size + 1) // 2
        acts = _thinned(acts, size, trial)
    while (fewer := _thinned(acts, 1, trial)) != acts:
        acts = fewer
    return acts


def _thinned(acts: tuple[int, ...], size: int, trial: _Trial) -> tuple[int, ...]:
    """The acts without each share of so many that can go; the later ones first, for most came after the outcome."""
    for start in range((len(acts) - 1) // size * size, -1, -size):
        share = acts[start : start + size]
        kept = trial.passed(acts[:start] + acts[start + size :]) if share else None
        acts = acts if kept is None else kept
    return acts


def _less(acts: Iterable[int], gone: Collection[int]) -> tuple[int, ...]:
    without = set(gone)
    return tuple(n for n in acts if n not in without)


def _may_bear_on(timeline: Timeline, m: int, n: int) -> bool:
    """Whether dropping one act may change what becomes of an entry: what came after it only by taking it back."""
    return m < n or any(act.n == m and isinstance(act.event, EventRetracted) for act in timeline.acts)


def _is_gone(replay: Replay, record: Recorded) -> bool:
    if record.derived_from is None:
        return record.n in replay.taken
    return any(step.label == "vanished" and step.n == record.n for step in replay.differing)


def _told(numbers: Sequence[int], progress: Progress | None) -> Iterator[int]:
    for done, n in enumerate(numbers):
        if progress is not None:
            progress(done, len(numbers))
        yield n
