"""Momentum: whether a coalition is gathering way or losing it, and what drives that.

    M(t) = Σ wₖ · 2^(−(t − tₖ) ÷ h)

over the impulses of `projections.impulses` up to t, t in days and fractions: an impulse loses half of its weight every
h days (42). Its parts are delivery, rhythm, energy, support, trust and conflict; M is their sum. Weights and thresholds
are ours. The trend compares the pace of the last fortnight with that of the last twelve weeks; there impulses count
undecayed. A window of so many days holds what is less than that many days old, so that a steady pace shows no trend.
The state is *reversing* where M, rounded to hundredths, is below zero: what has faded to 0.00 goes neither way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from heapq import nsmallest
from math import isclose
from typing import Any, Literal, NamedTuple, Self, TypeAlias, get_args

from rpds import List

from domain.event import Recorded
from domain.values import rfc3339
from projections.curve import age, curve, left, plain_curve
from projections.figure import UNKNOWN, Amount, Case, Figure, Parts, case, plain, total
from projections.impulses import COMPONENTS, Beat, Impulse, Rhythm, Scale, accepted, beaten, overdue
from projections.promises import NO_PROMISES, Promises
from projections.view import folded, latest_moment
from projections.weights import Momentum as Constants
from projections.weights import Weights, shipped

State: TypeAlias = Literal["unknown", "reversing", "stalled", "building", "slowing", "steady"]
#: M is below zero where it shows: an impulse is halved for ever and never gone, so that what is left of it after years,
#: shown as 0.00, says nothing of which way a coalition goes.
SHOWN_DIGITS = 2
_BEATS = frozenset(get_args(Beat))


def momentum(
    records: Iterable[Recorded],
    as_of: datetime | None = None,
    weights: Weights | None = None,
    days: Iterable[datetime] = (),
) -> dict[str, Any]:
    """Momentum on a date; without one, as of the latest event. The curve is told on further `days` too."""
    records = list(records)
    view = folded(Momentum.initial(weights), records)
    answer: dict[str, Any] = plain(view.figures(latest_moment(records) if as_of is None else as_of, days))
    return answer


class Momentum(NamedTuple):
    constants: Constants
    scale: Scale
    promises: Promises = NO_PROMISES
    impulses: List[Impulse] = List()  #: those that events make by themselves
    beats: List[Recorded] = List()
    moments: List[tuple[datetime, str]] = List()  #: of every event, with `at` as written

    @classmethod
    def initial(cls, weights: Weights | None = None) -> Self:
        """The view of a history without events, under these weights."""
        constants = (weights or shipped()).momentum
        return cls(constants, Scale.of(constants))

    def apply(self, recorded: Recorded) -> Self:
        """The view with one more event taken in."""
        event, impulse = recorded.event, self.scale.made_by(recorded)
        return type(self)(
            self.constants,
            self.scale,
            self.promises.apply(recorded),
            self.impulses if impulse is None else self.impulses.push_front(impulse),
            self.beats.push_front(recorded) if type(event) in _BEATS else self.beats,
            self.moments.push_front((event.moment, event.at)),
        )

    def at(self, as_of: datetime) -> dict[str, Any]:
        """What `figures` says, in plain numbers."""
        rhythm, impulses = self._pushed(as_of)
        now = plain(self._now(rhythm, impulses, as_of))
        return {**now, "curve": self._course(plain_curve, impulses, as_of, now)}

    def figures(self, as_of: datetime, days: Iterable[datetime] = ()) -> dict[str, Any]:
        """Score, components, trend, state, what drives them, and the curve on each event's and each further day."""
        rhythm, impulses = self._pushed(as_of)
        now = self._now(rhythm, impulses, as_of)
        return {**now, "curve": self._course(curve, impulses, as_of, now, days)}

    def glance(self, as_of: datetime) -> tuple[Figure, State]:
        """The score and the state alone."""
        rhythm, impulses = self._pushed(as_of)
        score = self._score(self._present(impulses, as_of))
        return score, self._state(score, self._trend(impulses, as_of), impulses, rhythm, as_of)

    def _pushed(self, as_of: datetime) -> tuple[Rhythm, list[Impulse]]:
        rhythm, missed = beaten(self.beats, as_of)
        return rhythm, self._impulses(as_of, missed)

    def _now(self, rhythm: Rhythm, impulses: Sequence[Impulse], as_of: datetime) -> dict[str, Any]:
        present, trend = self._present(impulses, as_of), self._trend(impulses, as_of)
        score = self._score(present)
        return {
            "score": score,
            "components": self._components(present),
            "trend": trend,
            "state": self._state(score, trend, impulses, rhythm, as_of),
            "drivers": self._drivers(present),
        }

    def _present(self, impulses: Iterable[Impulse], as_of: datetime) -> list[tuple[Impulse, float]]:
        """Each with what is left of it."""
        half_life = self.constants.half_life_days
        return [(i, i.weight * left(half_life, i.moment, as_of)) for i in impulses]

    def _impulses(self, as_of: datetime, missed: Iterable[datetime]) -> list[Impulse]:
        """All impulses up to a date, in their order."""
        found = list(self.impulses)
        for promise in self.promises.each():
            found += accepted(promise, self.scale)
            found += overdue(promise, self.promises, as_of, self.scale)
        for moment in missed:
            impulse = self.scale.impulse("rhythm-missed", Case(None, "rhythm-missed", rfc3339(moment)), moment)
            found += [] if impulse is None else [impulse]
        return sorted((impulse for impulse in found if impulse.moment <= as_of), key=lambda impulse: impulse.order)

    def _score(self, present: Sequence[tuple[Impulse, float]]) -> Figure:
        """Unknown before there is any event."""
        if not len(self.moments):
            return UNKNOWN
        return _sum(present)

    def _components(self, present: Sequence[tuple[Impulse, float]]) -> dict[str, Figure]:
        if not len(self.moments):
            return dict.fromkeys(COMPONENTS, UNKNOWN)
        found: dict[str, list[tuple[Impulse, float]]] = {name: [] for name in COMPONENTS}
        for pushing in present:
            found[pushing[0].component].append(pushing)
        return {name: _sum(pushing) for name, pushing in found.items()}

    def _trend(self, impulses: Iterable[Impulse], as_of: datetime) -> Figure:
        """(weights of the recent days ÷ their number) ÷ (weights of the usual days ÷ theirs) − 1.

        Unknown where the pace of the usual days is not positive.
        """
        recent, usual = self.constants.recent_days, self.constants.usual_days
        aged = [(i, days) for i in impulses if (days := age(as_of, i.moment)) < usual]
        weights = [i.weight for i, _ in aged]
        if _sign(weights) <= 0:
            return UNKNOWN
        pace = sum(weights) / usual
        lately = [(i.case, i.weight / recent / pace) for i, days in aged if days < recent]
        return total([(Case(None, "usual-pace", rfc3339(as_of)), -1.0), *lately])

    def _state(
        self, score: Figure, trend: Figure, impulses: Iterable[Impulse], rhythm: Rhythm, as_of: datetime
    ) -> State:
        """The first that holds."""
        if score.value is None:
            return "unknown"
        if round(float(score.value), SHOWN_DIGITS) < 0:
            return "reversing"
        if self._idle(impulses, as_of) >= self._patience(rhythm):
            return "stalled"
        if trend.value is None:
            return "steady"
        if _at_least(float(trend.value), self.constants.building):
            return "building"
        return "slowing" if _at_least(-float(trend.value), -self.constants.slowing) else "steady"

    def _idle(self, impulses: Iterable[Impulse], as_of: datetime) -> float:
        """Days since the last positive impulse or, where there was none yet, since the first event."""
        pushed = max((i.moment for i in impulses if i.weight > 0), default=None)
        return age(as_of, min(moment for moment, _ in self.moments) if pushed is None else pushed)

    def _patience(self, rhythm: Rhythm) -> float:
        """Days without a positive impulse after which the coalition has stalled."""
        if rhythm.every_days is None:
            return self.constants.stalled_days
        return self.constants.stalled_rhythms * rhythm.every_days

    def _drivers(self, present: Iterable[tuple[Impulse, float]]) -> list[dict[str, Any]]:
        """The impulses with the largest present contribution, either sign."""
        ranked = nsmallest(self.constants.drivers, present, key=lambda item: (-abs(item[1]), item[0].order))
        return [
            {
                **case(impulse.case)._asdict(),
                "commitment": impulse.commitment,
                "contribution": total([(impulse.case, weight)]),
            }
            for impulse, weight in ranked
        ]

    def _course(
        self,
        told: Callable[..., Iterable[dict[str, Any]]],
        impulses: Sequence[Impulse],
        as_of: datetime,
        now: dict[str, Any],
        days: Iterable[datetime] = (),
    ) -> list[dict[str, Any]]:
        """A point right after each event and on each day asked about; the last one is of the date asked about."""
        if not len(self.moments):
            return []
        earlier = told(self._points(as_of, days), impulses, self.constants.half_life_days)
        at = dict(self.moments).get(as_of, rfc3339(as_of))
        return [*earlier, {"at": at, "score": now["score"], "components": now["components"]}]

    def _points(self, as_of: datetime, days: Iterable[datetime] = ()) -> list[tuple[datetime, str]]:
        """The moments before a date at which the curve is told, each as it was written."""
        happened = dict(self.moments)
        first = min(happened, default=as_of)
        points = {day: rfc3339(day) for day in days if first <= day <= as_of} | happened
        return [point for point in sorted(points.items()) if point[0] < as_of]


def _sum(present: Sequence[tuple[Impulse, float]]) -> Figure:
    """What is left of impulses, taken together."""

    def parts() -> Parts:
        return total((impulse.case, weight) for impulse, weight in present).parts

    return Figure(sum([weight for _, weight in present]), parts)


def _sign(amounts: Iterable[Amount]) -> int:
    """Whether amounts add up to something above (1) or below (−1) nothing; what rounding leaves of nothing is 0."""
    summed = [float(amount) for amount in amounts]
    whole, grain = sum(summed), 1e-12 * sum(map(abs, summed))
    return (whole > grain) - (whole < -grain)


def _at_least(number: float, threshold: float) -> bool:
    return number >= threshold or isclose(number, threshold)
