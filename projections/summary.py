"""Summary: what the portfolio stores of one coalition, and between which two instants that holds.

It is told at a turning point: an instant at which time alone changes a figure. Those are the day of a due date, from
which on a promise counts for the kept rate, and the day after it; a missed interval of the rhythm; when something that
pushed leaves the windows by which momentum tells its trend and its standstill; when momentum below zero has faded to
nothing that shows; and an event to come. Between one and the next only momentum fades, by the factor 2^(−Δ ÷ h). So a
summary is a function of the events and of the instant.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import isfinite, log2
from typing import Any, NamedTuple, get_args

from rpds import List

from domain.coalition import Coalition, evolve
from domain.commitments import DeliveryAccepted
from domain.conflicts import ConflictReviewed
from domain.dissolution import CoalitionDissolved
from domain.event import Event, Recorded
from domain.formation import CoalitionAbandoned, CoalitionProposed
from domain.history import counting
from domain.initiatives import InitiativeEnded
from domain.values import instant
from projections.impulses import Beat, Impulse, Rhythm, Scale, beaten
from projections.moments import day, intervals, when
from projections.momentum import SHOWN_DIGITS, Momentum
from projections.promise import Promise
from projections.promises import Promises
from projections.tally import is_kept, is_overdue
from projections.weights import Weights, shipped

#: The areas whose events tell in which phase a coalition is, and who is in.
_TELL_PHASE = frozenset(("formation", "membership", "charter", "dissolution"))
_ENDINGS = frozenset((CoalitionDissolved.type, CoalitionAbandoned.type))
_ENDED = ("dissolved", "abandoned")
_BEATS = frozenset(event_type.type for event_type in get_args(Beat))
#: What weighs by more than its type.
_BY_OUTCOME = frozenset((InitiativeEnded.type, ConflictReviewed.type))
_EVER = datetime.min.replace(tzinfo=UTC)


class Held(NamedTuple):
    """What a coalition amounts to from one instant on up to another, and not at it; null for ever."""

    state: dict[str, Any] | None  #: null before there was anything
    since: datetime
    until: datetime | None


def summary(
    entries: Sequence[Recorded], as_of: datetime, known_at: datetime | None = None, weights: Weights | None = None
) -> Held:
    """What the entries of a coalition amount to on a date."""
    records = counting(entries, None, known_at)
    ahead = [recorded.event.moment for recorded in records if recorded.event.moment > as_of]
    if ahead:  # others may have to wait for these
        records = counting(entries, as_of, known_at)
    if not records:
        return Held(None, _EVER, min(ahead, default=None))
    read = _read(records, weights or shipped())
    points = [read.latest.moment, *_turning_points(read, as_of), *ahead]
    since = max(point for point in points if point <= as_of)
    told = _told(read, since)
    for faded in _faded(told, since, read.weights):
        points.append(faded)
        if faded <= as_of:
            since, told = faded, _told(read, faded)
    return Held(told, since, min((point for point in points if point > as_of), default=None))


def is_summary(told: Any) -> bool:
    """Whether something has the form of the state of a summary: what is stored of it may have been spoilt."""
    try:
        for at in (told["opened_at"], told["last_activity"], told["ended_at"] or told["opened_at"]):
            instant(at)
        numbers = [told[name] for name in ("momentum", "members", "overdue", "events", "kept_rate_n")]
        numbers += [told["kept_rate"]] if told["kept_rate"] is not None else []
        texts = [told["name"] or "", told["phase"], told["momentum_state"]]
        for share in told["parties"].values():
            numbers += [share["present"], *(share[name] for name in Word._fields)]
            texts.append(share["name"] or "")
        return all(isinstance(text, str) for text in texts) and all(map(isfinite, numbers))
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError):
        return False


class _Given(NamedTuple):
    """A promise on a date, as far as a word is judged by it."""

    accountable: tuple[str, ...]
    kept: bool | None
    overdue: bool


class Word(NamedTuple):
    """How a party, or a coalition, keeps its word."""

    made: int
    kept: int  #: by the first due date ever given
    judged: int  #: first due by now, as far as that counts
    overdue: int

    @classmethod
    def of(cls, given: Sequence[_Given]) -> Word:
        """What these promises add up to."""
        judged = [one.kept for one in given if one.kept is not None]
        return cls(len(given), sum(judged), len(judged), sum(one.overdue for one in given))

    @property
    def kept_rate(self) -> float | None:
        return self.kept / self.judged if self.judged else None


@dataclass(frozen=True, slots=True)
class _Read:
    """A history as far as the portfolio tells of it."""

    weights: Weights
    scale: Scale
    coalition: Coalition  #: as far as it tells the phase, and who is in
    promises: Promises
    by_type: Mapping[str, Sequence[Recorded]]
    impulses: list[Impulse]  #: those that events make by themselves
    first: Event
    latest: Event
    events: int

    def of(self, types: Iterable[str]) -> list[Recorded]:
        """The events of these types, those of one type together."""
        return [recorded for event_type in sorted(types) for recorded in self.by_type.get(event_type, ())]


def _read(records: Sequence[Recorded], weights: Weights) -> _Read:
    scale, promises, coalition = Scale.of(weights.momentum), Promises(), Coalition()
    by_type: defaultdict[str, list[Recorded]] = defaultdict(list)
    for recorded in records:
        event = recorded.event
        by_type[event.type].append(recorded)
        promises = promises.apply(recorded)
        if event.area in _TELL_PHASE:
            coalition = evolve(coalition, recorded)
    weighing = by_type.keys() & (scale.by_kind.keys() | _BY_OUTCOME)
    made = [scale.made_by(recorded) for event_type in sorted(weighing) for recorded in by_type[event_type]]
    impulses = [impulse for impulse in made if impulse is not None]
    order = list(map(when, records))
    first, latest = (records[order.index(end(order))].event for end in (min, max))
    return _Read(weights, scale, coalition, promises, by_type, impulses, first, latest, len(records))


def _told(read: _Read, moment: datetime) -> dict[str, Any]:
    """What is stored, as it is at a moment."""
    today, coalition = day(moment), read.coalition
    given = [_Given(p.accountable, is_kept(p, today), is_overdue(p, today)) for p in read.promises.each()]
    word, ended = Word.of(given), coalition.phase in _ENDED
    return {
        "name": coalition.formation.name or None,
        "phase": coalition.phase,
        "opened_at": read.by_type[CoalitionProposed.type][0].event.at,
        "ended_at": max(read.of(_ENDINGS), key=when).event.at if ended else None,
        "members": len(coalition.membership.members),
        **_momentum(read, moment),
        "kept_rate": word.kept_rate,
        "kept_rate_n": word.judged,
        "overdue": word.overdue,
        "last_activity": read.latest.at,
        "events": read.events,
        "parties": _parties(coalition, given),
    }


def _momentum(read: _Read, moment: datetime) -> dict[str, Any]:
    """Momentum without its curve, which nobody asks about here: of all moments it is given the first alone."""
    first, constants = read.first, read.weights.momentum
    moments = List([(first.moment, first.at)])
    view = Momentum(constants, read.scale, read.promises, List(read.impulses), List(read.of(_BEATS)), moments)
    score, state = view.glance(moment)
    return {"momentum": score.value, "momentum_state": state}


def _parties(coalition: Coalition, given: Iterable[_Given]) -> dict[str, Any]:
    """Each party with its name, whether it is in, and how it keeps its word."""
    membership = coalition.membership
    shares: dict[str, list[_Given]] = {party: [] for party in (*membership.parties, *membership.former)}
    for one in given:
        for party in one.accountable:
            shares.setdefault(party, []).append(one)
    return {
        party: {
            "name": membership.names.get(party),
            "present": membership.is_in(party),
            **Word.of(shares[party])._asdict(),
        }
        for party in sorted(shares)
    }


def _faded(told: Mapping[str, Any], since: datetime, weights: Weights) -> list[datetime]:
    """When momentum that is below zero shows so no longer, should nothing else happen; never, where that is far off."""
    if told["momentum_state"] != "reversing":
        return []
    half_lives = log2(-told["momentum"] / (0.5 * 10**-SHOWN_DIGITS))
    return _after([since], weights.momentum.half_life_days * (half_lives + 1e-9))  # never a moment too early


def _turning_points(read: _Read, as_of: datetime) -> Iterator[datetime]:
    """The instants at which time alone changes what is told: the last of each kind, and the next."""
    rhythm, missed = beaten(read.of(_BEATS), as_of)
    dates = [instant(due) for promise in read.promises.each() for due in _dates(promise)]
    constants, accepted = read.weights.momentum, [r.event.moment for r in read.of([DeliveryAccepted.type])]
    pushes = sorted([*(impulse.moment for impulse in read.impulses), *accepted, *_after(dates, 1), *missed])
    positive = [impulse.moment for impulse in read.impulses if impulse.weight > 0]
    last_pushed = [read.first.moment, *(max(moments) for moments in (accepted, positive) if moments)]
    patience = constants.stalled_rhythms * rhythm.every_days if rhythm.every_days else constants.stalled_days
    yield from _around(as_of, sorted(dates), 0)
    for days in (0, constants.recent_days, constants.usual_days):
        yield from _around(as_of, pushes, days)
    yield from _after(last_pushed, patience)
    yield from _next_beat(rhythm, as_of)


def _around(moment: datetime, moments: Sequence[datetime], days: float) -> list[datetime]:
    """Of sorted moments, each so many days later: the last one up to a moment, and the next."""
    try:
        next_one = bisect_right(moments, moment - timedelta(days=days))
    except OverflowError:
        next_one = 0
    return _after(moments[max(next_one - 1, 0) : next_one + 1], days)


def _dates(promise: Promise) -> set[str]:
    """Every due date that it ever had."""
    return {due for due in (promise.made.due, *(due for _, due in promise.renegotiations)) if due is not None}


def _next_beat(rhythm: Rhythm, as_of: datetime) -> Iterator[datetime]:
    """When the next interval will have gone by without a session."""
    if rhythm.every_days is not None and rhythm.since is not None and not rhythm.ended:
        passed = intervals(rhythm.since, as_of, rhythm.every_days)
        yield from _after([rhythm.since], (passed + 1) * rhythm.every_days)


def _after(moments: Iterable[datetime], days: float) -> list[datetime]:
    """So many days later each; what would lie beyond the last day there is never comes."""
    try:
        span = timedelta(days=days)
        last = datetime.max.replace(tzinfo=UTC) - span
    except OverflowError:
        return []
    return [moment + span for moment in moments if moment <= last]
