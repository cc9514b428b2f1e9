"""Impulses: what pushes a coalition on or holds it back, when, and how strongly.

Most are events. Three kinds rest on more than the event itself: an acceptance weighs by whether the delivery was on
time; `overdue` and `rhythm-missed` are made by no event but by the passing of time. All of them go by the `at` of
events, never by the order of arrival, so that what an earlier date says does not change as time goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from domain.commitments import DeliveryAccepted
from domain.conflicts import ConflictReviewed
from domain.dissolution import CoalitionDissolved, CoalitionReconvened
from domain.event import Event, Recorded
from domain.formation import CoalitionAbandoned
from domain.initiatives import InitiativeEnded
from domain.sessions import RhythmAgreed, RhythmEnded, SessionHeld
from domain.trust import TrustFractured
from domain.values import rfc3339
from projections.figure import Case, What
from projections.moments import intervals
from projections.promise import Promise, Step
from projections.promises import Promises
from projections.weights import Momentum as Constants

COMPONENTS = ("delivery", "rhythm", "energy", "support", "trust", "conflict")

#: What the beat of a coalition rests on: what was agreed, when the parties met, whether the coalition goes on.
Beat: TypeAlias = (
    RhythmAgreed | RhythmEnded | SessionHeld | CoalitionDissolved | CoalitionAbandoned | CoalitionReconvened
)


class Impulse(NamedTuple):
    """A push of a certain weight at a moment."""

    moment: datetime
    case: What  #: the event; of what no event made, a null n with its name and date
    component: str
    weight: float
    commitment: str | None = None  #: the one that is overdue

    @property
    def order(self) -> tuple[datetime, bool, int, str]:
        """By date, then n; what no event made comes after the events of the same instant."""
        return self.moment, self.case.n is None, self.case.n or 0, self.commitment or ""


class Scale(NamedTuple):
    """How much each kind of impulse weighs, and to which component it belongs."""

    by_kind: Mapping[str, tuple[str, float]]

    @classmethod
    def of(cls, constants: Constants) -> Scale:
        """The scale that these weights make."""
        tables = {component: getattr(constants, component) for component in COMPONENTS}
        return cls({kind: (name, weight) for name, table in tables.items() for kind, weight in table.items()})

    def impulse(
        self, kind: str, what: What, moment: datetime, times: int = 1, commitment: str | None = None
    ) -> Impulse | None:
        """An impulse of a kind; none where that weighs nothing."""
        component, weight = self.by_kind.get(kind, ("", 0))
        return Impulse(moment, what, component, weight * times, commitment) if weight else None

    def made_by(self, recorded: Recorded) -> Impulse | None:
        """The impulse that an event makes by itself; an acceptance needs its promise: see `accepted`."""
        event = recorded.event
        if type(event) is InitiativeEnded:
            kind = f"initiative-{event.outcome}"
        elif type(event) is ConflictReviewed:
            kind = "review-held" if event.held else "review-not-held"
        else:
            kind = event.type
        if kind not in self.by_kind:
            return None
        times = event.severity if isinstance(event, TrustFractured) else 1
        return self.impulse(kind, recorded, event.moment, times)


def accepted(promise: Promise, scale: Scale) -> Iterator[Impulse]:
    """Each acceptance: on time where the delivery was made by the due date in force; one without a date is late."""
    for step in promise.steps:
        if type(step.event) is DeliveryAccepted:
            kind = "accepted-on-time" if _on_time(promise, step) else "accepted-late"
            impulse = scale.impulse(kind, step.recorded, step.event.moment)
            if impulse is not None:
                yield impulse


def overdue(promise: Promise, promises: Promises, until: datetime, scale: Scale) -> Iterator[Impulse]:
    """At the start of the day after a due date in force passed while the promise was open; once for each date.

    What happened at that very moment counts as happened. A later renegotiation does not undo it.
    """
    dates = {promise.made.due, *(due for _, due in promise.renegotiations)}
    passed = [(due, after) for due in dates if due is not None and (after := _day_after(due)) and after <= until]
    state = promises.past(promise) if passed else None
    for due, moment in sorted(passed):
        if state is not None and promise.due_at(moment) == due and state(moment) == "open":
            what = Case(None, "overdue", rfc3339(moment))
            impulse = scale.impulse("overdue", what, moment, commitment=promise.name)
            if impulse is not None:
                yield impulse


def _on_time(promise: Promise, acceptance: Step) -> bool:
    delivery = promise.delivery_before(acceptance)
    due = promise.due_for(delivery)
    return due is not None and delivery.day <= due


@lru_cache(maxsize=1 << 12)
def _day_after(due: str) -> datetime | None:
    """The start of the day after a date; the last day there is has none."""
    day = date.fromisoformat(due)
    return None if day == date.max else datetime.combine(day + timedelta(days=1), time(), UTC)


class Rhythm(NamedTuple):
    """The rhythm that momentum watches: that of the first series agreed, in each cycle of the coalition."""

    agreed: bool = False
    series: str | None = None
    every_days: int | None = None  #: null where none is in force
    since: datetime | None = None  #: the later of the last session and the rhythm's agreement
    ended: bool = False  #: the coalition

    def apply(self, event: Event) -> Rhythm:
        """The rhythm after an event; events come in the order of their `at`."""
        match event:
            case SessionHeld():
                return self._replace(since=event.moment)
            case CoalitionReconvened():
                return Rhythm()
            case CoalitionDissolved() | CoalitionAbandoned():
                return self._replace(ended=True)
            case RhythmAgreed() if not self.agreed or event.series == self.series:
                return Rhythm(True, event.series, event.every_days, event.moment, self.ended)
            case RhythmEnded() if self.agreed and event.series == self.series:
                return self._replace(every_days=None)
        return self

    def missed(self, until: datetime) -> Iterator[datetime]:
        """The moments up to another at which a full interval had gone by without a session."""
        if self.every_days is None or self.since is None or self.ended:
            return
        for times in range(1, intervals(self.since, until, self.every_days) + 1):
            yield self.since + times * timedelta(days=self.every_days)


def beaten(beats: Iterable[Recorded], until: datetime) -> tuple[Rhythm, list[datetime]]:
    """The rhythm in force on a date, and each moment up to it at which a full interval was missed.

    What happened at the very moment at which an interval was full counts as happened: it was not missed.
    """
    rhythm, missed = Rhythm(), list[datetime]()
    for recorded in sorted(beats, key=lambda beat: (beat.event.moment, beat.n)):
        after = rhythm.apply(recorded.event)
        if after != rhythm:
            missed += [moment for moment in rhythm.missed(recorded.event.moment) if moment < recorded.event.moment]
            rhythm = after
    missed += rhythm.missed(until)
    return rhythm, missed
