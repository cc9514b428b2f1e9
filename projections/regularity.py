"""Regularity: whether sessions were held in the rhythm that was agreed.

From the agreement on, a session is expected every so many days. It was held where one took place within half an
interval of the day it was expected, before or after, so that a meeting put off by a few days does not count as
missed; two close together make up for nothing. Regularity is the share of expected sessions that were held.

A session is expected once it was held or its time is over, and none after the rhythm, or the coalition, has ended.
Intervals go by the time elapsed (`moments.intervals`), as they do in momentum and in the condition of a kept rhythm.

    regularity = met ÷ expected

`met` counts the expected sessions that were held; `held` every session while the rhythm ran, also those that make up
for nothing.

Sessions do not say which series they belong to: they count for the series agreed first, which momentum watches too;
how regular another series is, nobody knows. A new cycle starts without a rhythm.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from domain.dissolution import CoalitionDissolved, CoalitionReconvened
from domain.event import Recorded
from domain.formation import CoalitionAbandoned
from domain.sessions import RhythmAgreed, RhythmEnded, SessionHeld
from domain.values import rfc3339
from projections.figure import UNKNOWN, Case, Figure, Part, case, total
from projections.moments import intervals

_MAIN = "main"  #: the series that has no name


class Run(NamedTuple):
    """A rhythm of one series, from its agreement until another replaced it or it ended."""

    series: str
    agreed: Recorded
    every_days: int
    until: datetime | None
    watched: bool

    def intervals(self, until: datetime, halves: int) -> int:
        """How many intervals it had run by then, to the next half one or to the last."""
        return intervals(self.agreed.event.moment, until, self.every_days, halves)

    def expected(self, number: int) -> datetime:
        """When the session of a number is expected."""
        return self.agreed.event.moment + number * timedelta(days=self.every_days)


class Expected(NamedTuple):
    """A session that was held when it was expected, or several on end that were not."""

    case: Case
    held: bool
    sessions: int


def regularity(happened: Sequence[Recorded], as_of: datetime) -> dict[str, dict[str, Any]]:
    """By series, in the order in which they were agreed; `happened` is in time order."""
    sessions = [recorded for recorded in happened if isinstance(recorded.event, SessionHeld)]
    series: dict[str, list[Run]] = {}
    for run in sorted(_runs(happened), key=lambda run: run.agreed.event.moment):
        series.setdefault(run.series, []).append(run)
    return {name: _of_series(runs, sessions, as_of) for name, runs in series.items()}


def _of_series(runs: Sequence[Run], sessions: Sequence[Recorded], as_of: datetime) -> dict[str, Any]:
    watched = [run for run in runs if run.watched]
    expected = [item for run in watched for item in _expected(run, _during(run, sessions), as_of)]
    number = sum(item.sessions for item in expected)
    met = sum(item.held for item in expected)
    parts = tuple(Part(*item.case, 1 / number if item.held else 0) for item in expected)
    held = [(case(session), 1) for run in watched for session in _during(run, sessions)]
    return {
        "every_days": _every(runs[-1]),
        "expected": total((item.case, item.sessions) for item in expected) if watched else UNKNOWN,
        "met": total((item.case, 1) for item in expected if item.held) if watched else UNKNOWN,
        "held": total(held) if watched else UNKNOWN,
        "regularity": Figure(met / number, parts) if number else UNKNOWN,
    }


def _every(run: Run) -> Figure:
    """How often the parties meet now; unknown where the rhythm has ended."""
    return total([(case(run.agreed), run.every_days)]) if run.until is None else UNKNOWN


def _during(run: Run, sessions: Iterable[Recorded]) -> list[Recorded]:
    since, until = run.agreed.event.moment, run.until
    return [s for s in sessions if since <= s.event.moment and (until is None or s.event.moment <= until)]


def _expected(run: Run, sessions: Iterable[Recorded], as_of: datetime) -> Iterator[Expected]:
    """The sessions expected of a rhythm, those missed on end as one: its number may be anything."""
    held = dict[int, Recorded]()
    for session in sessions:
        held.setdefault(run.intervals(session.event.moment, 1), session)
    over = run.intervals(min(as_of, run.until or as_of), -1)
    before = 0
    for number in sorted(number for number in held if number > 0 and _is_due(run, number)):
        yield from _missed(run, before + 1, number)
        yield Expected(case(held[number]), True, 1)
        before = number
    yield from _missed(run, before + 1, over + 1)


def _is_due(run: Run, number: int) -> bool:
    """Whether a session was still to come when the rhythm ended, or it goes on."""
    return run.until is None or run.expected(number) <= run.until


def _missed(run: Run, first: int, end: int) -> Iterator[Expected]:
    if first < end:
        on = rfc3339(run.expected(first))
        yield Expected(Case(None, "rhythm-missed", on), False, end - first)


def _runs(happened: Iterable[Recorded]) -> Iterator[Run]:
    """Every rhythm, each as it ends; those that go on come last."""
    running: dict[str, Run] = {}
    watched: str | None = None
    for recorded in happened:
        event = recorded.event
        match event:
            case RhythmAgreed():
                name = event.series or _MAIN
                watched = watched or name
                yield from _ended(running, [name], event.moment)
                running[name] = Run(name, recorded, event.every_days, None, name == watched)
            case RhythmEnded(series=series):
                yield from _ended(running, [series or _MAIN], event.moment)
            case CoalitionDissolved() | CoalitionAbandoned():
                yield from _ended(running, list(running), event.moment)
            case CoalitionReconvened():
                yield from _ended(running, list(running), event.moment)
                watched = None
    yield from running.values()


def _ended(running: dict[str, Run], names: Iterable[str], until: datetime) -> Iterator[Run]:
    for name in names:
        if name in running:
            yield running.pop(name)._replace(until=until)
