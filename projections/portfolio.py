"""Portfolio: all coalitions of a ledger side by side, and what each party does across them.

Of each coalition: its phase, its age in days (until it ended), how many members it has, its momentum and the state of
that (`projections.momentum`), its kept rate and overdue commitments (`projections.accountability`), and its last
activity. A party's kept rate across coalitions = its commitments kept by the first due date ÷ those first due by now,
over all of them together: a coalition in which it promised much weighs more. Parties of the same id are the same.

What is stored of a coalition holds between two turning points: instants at which time alone changes a figure, such as
the day after a due date. In between only momentum fades, by the factor 2^(−Δ ÷ h), which is made up for on reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, Self, get_args

from rpds import List

from domain.coalition import Coalition, evolve
from domain.commitments import DeliveryAccepted
from domain.dissolution import CoalitionDissolved, CoalitionReconvened
from domain.event import Recorded
from domain.formation import CoalitionAbandoned, CoalitionProposed
from domain.history import counting
from domain.values import instant
from engine.ledger import Clock, Ledger, now
from projections.curve import left
from projections.follow import Follower, Made, Progress, Row
from projections.impulses import Beat, Impulse, Scale, beaten
from projections.moments import day, days
from projections.momentum import Momentum
from projections.promise import Promises
from projections.tally import Standing, standing
from projections.view import folded
from projections.weights import Weights, shipped

#: Counted up when a figure comes to be made otherwise: what is stored under the number before is not read any more.
_LAYOUT = 1
#: The areas whose events tell in which phase a coalition is.
_TELL_PHASE = frozenset(("formation", "membership", "charter", "dissolution"))
_ENDED = ("dissolved", "abandoned")
_BEATS = get_args(Beat)
_NEVER = datetime.min.replace(tzinfo=UTC)

#: The columns of a coalition, in their order.
COLUMNS = (
    "coalition",
    "name",
    "phase",
    "opened_at",
    "ended_at",
    "age_days",
    "members",
    "momentum",
    "momentum_state",
    "kept_rate",
    "kept_rate_n",
    "overdue",
    "last_activity",
    "events",
    "version",
)
PARTY_COLUMNS = ("party", "name", "coalitions", "present_in", "commitments", "kept_rate", "kept_rate_n", "overdue")
_DATES = ("opened_at", "ended_at", "last_activity")


class Portfolio:
    """The portfolio of a ledger, stored beside it and caught up from where it stopped."""

    def __init__(self, ledger: Ledger, clock: Clock = now, weights: Weights | None = None) -> None:
        self.weights, self._clock = weights or shipped(), clock
        view = f"portfolio {_LAYOUT} {self.weights.digest}"
        self._follower = Follower(ledger, view, self._made, clock)

    def status(self) -> dict[str, int]:
        """`{"position", "head", "behind"}`: how far the events of the ledger are in what is stored."""
        return self._follower.status()._asdict()

    def catch_up(self, progress: Progress | None = None) -> None:
        """Take in what was recorded since, and store it. Raises PersistenceError where that cannot be written."""
        self._follower.catch_up(progress)

    def rebuild(self, progress: Progress | None = None) -> None:
        """Drop what is stored and make it anew from the events."""
        self._follower.rebuild(progress)

    def rows(self, as_of: datetime | None = None, known_at: datetime | None = None) -> list[dict[str, Any]]:
        """The coalitions that there were on a date, by id; without a date, now.

        What is not caught up is made anew for the answer, and not stored. A coalition that cannot be read has null in
        all columns but the first, and a `fault`.
        """
        moment, read = self._read(as_of, known_at)
        return [self._row(row, moment) for row in read]

    def parties(self, as_of: datetime | None = None, known_at: datetime | None = None) -> list[dict[str, Any]]:
        """Each party across the coalitions in which it is or was, or for whose commitments it answers; by id."""
        _, read = self._read(as_of, known_at)
        return _across([row for row in read if row.fault is None])

    def _read(self, as_of: datetime | None, known_at: datetime | None) -> tuple[datetime, list[Row]]:
        moment = self._clock() if as_of is None else as_of
        if moment.tzinfo is None or (known_at is not None and known_at.tzinfo is None):
            raise ValueError("A date that is asked about needs its offset: datetime(…, tzinfo=UTC)")
        rows = self._follower.read(moment, known_at)
        return moment, [row for row in rows if row.state is not None or row.fault is not None]

    def _row(self, row: Row, as_of: datetime) -> dict[str, Any]:
        if row.fault is not None:
            return dict.fromkeys(COLUMNS) | {"coalition": row.coalition, "fault": row.fault}
        state = row.state
        until = as_of if state["ended_at"] is None else min(as_of, instant(state["ended_at"]))
        told = {
            "coalition": row.coalition,
            "age_days": days(instant(state["opened_at"]), until) if state["opened_at"] else None,
            "momentum": state["momentum"] * left(self.weights.momentum.half_life_days, row.since, as_of),
            "version": row.version,
        }
        return {column: told.get(column, state.get(column)) for column in COLUMNS}

    def _made(self, entries: Sequence[Recorded], as_of: datetime, known_at: datetime | None = None) -> Made:
        """What is stored of a coalition."""
        records = counting(entries, None, known_at)
        ahead = [recorded.event.moment for recorded in records if recorded.event.moment > as_of]
        if ahead:  # what lies ahead may keep others waiting
            records = counting(entries, as_of, known_at)
        if not records:
            return Made(None, _NEVER, min(ahead, default=None))
        return folded(Summary.initial(self.weights), records).made(as_of, ahead)


@dataclass(frozen=True, slots=True)
class Summary:
    """What the portfolio tells of one coalition; a view."""

    weights: Weights
    scale: Scale
    promises: Promises = field(default_factory=Promises)
    coalition: Coalition = field(default_factory=Coalition)  #: as far as it tells the phase
    impulses: List[Impulse] = field(default_factory=List)  #: those that events make by themselves
    accepted: List[datetime] = field(default_factory=List)
    beats: List[Recorded] = field(default_factory=List)
    first: tuple[datetime, str] | None = None
    latest: tuple[datetime, int, str] | None = None
    opened_at: str | None = None
    ended_at: str | None = None
    events: int = 0

    @classmethod
    def initial(cls, weights: Weights | None = None) -> Self:
        """The view of a history without events, under these weights."""
        weights = weights or shipped()
        return cls(weights, Scale.of(weights.momentum))

    def apply(self, recorded: Recorded) -> Self:
        """The view with one more event taken in."""
        event, impulse = recorded.event, self.scale.made_by(recorded)
        moment, at, ended_at = event.moment, event.at, self.ended_at
        if isinstance(event, CoalitionDissolved | CoalitionAbandoned):
            ended_at = at
        elif isinstance(event, CoalitionReconvened):
            ended_at = None
        return type(self)(
            self.weights,
            self.scale,
            self.promises.apply(recorded),
            evolve(self.coalition, recorded) if event.area in _TELL_PHASE else self.coalition,
            self.impulses if impulse is None else self.impulses.push_front(impulse),
            self.accepted.push_front(moment) if isinstance(event, DeliveryAccepted) else self.accepted,
            self.beats.push_front(recorded) if isinstance(event, _BEATS) else self.beats,
            min(self.first or (moment, at), (moment, at)),
            max(self.latest or (moment, recorded.n, at), (moment, recorded.n, at)),
            at if self.opened_at is None and isinstance(event, CoalitionProposed) else self.opened_at,
            ended_at,
            self.events + 1,
        )

    def at(self, as_of: datetime) -> dict[str, Any]:
        """What is stored, as it is on a date."""
        state: dict[str, Any] = self.made(as_of).state
        return state

    def made(self, as_of: datetime, ahead: Iterable[datetime] = ()) -> Made:
        """What is stored, told at the last turning point, with that and the next; `ahead` are events to come."""
        points = [*self._turning_points(as_of), *ahead]
        since = max((point for point in points if point <= as_of), default=_NEVER)
        until = min((point for point in points if point > as_of), default=None)
        return Made(self._told(since), since, until)

    def _told(self, moment: datetime) -> dict[str, Any]:
        soon, today = self.weights.accountability.due_soon_days, day(moment)
        standings = [standing(promise, today, soon) for promise in self.promises.each()]
        whole, momentum = _Word.of(standings), self._momentum(moment)
        ended = self.coalition.phase in _ENDED
        return {
            "name": self.coalition.formation.name or None,
            "phase": self.coalition.phase,
            "opened_at": self.opened_at,
            "ended_at": self.ended_at if ended else None,
            "members": len(self.coalition.membership.members),
            "momentum": momentum["score"].value or 0.0,
            "momentum_state": momentum["state"],
            "kept_rate": whole.kept_rate,
            "kept_rate_n": whole.judged,
            "overdue": whole.overdue,
            "last_activity": self.latest and self.latest[2],
            "events": self.events,
            "parties": self._parties(standings),
        }

    def _momentum(self, moment: datetime) -> dict[str, Any]:
        """Momentum without its curve, which nobody asks about here: it is told at the first event only."""
        first = List([] if self.first is None else [self.first])
        constants = self.weights.momentum
        return Momentum(constants, self.scale, self.promises, self.impulses, self.beats, first).figures(moment)

    def _parties(self, standings: Iterable[Standing]) -> dict[str, Any]:
        """Each party with its name, whether it is in, and how it keeps its word."""
        membership = self.coalition.membership
        shares: dict[str, list[Standing]] = {party: [] for party in (*membership.parties, *membership.former)}
        for one in standings:
            for party in one.promise.accountable:
                shares.setdefault(party, []).append(one)
        return {
            party: {
                "name": membership.names.get(party),
                "present": membership.is_in(party),
                **_Word.of(shares[party])._asdict(),
            }
            for party in sorted(shares)
        }

    def _turning_points(self, as_of: datetime) -> Iterator[datetime]:
        """The instants at which what is told may change, past and to come."""
        rhythm, missed = beaten(self.beats, as_of)
        dates = list(self._due_dates())
        constants, after = self.weights.momentum, [point for date in dates for point in _later([date], 1)]
        pushes = [*(impulse.moment for impulse in self.impulses), *self.accepted, *after, *missed]
        yield from (moment for moment, *_ in (self.first, self.latest) if moment) if self.first and self.latest else ()
        yield from (*dates, *pushes)
        yield from _later(pushes, constants.recent_days)
        yield from _later(pushes, constants.usual_days)
