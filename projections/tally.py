"""Tally: where each promise stands on a date, and what many of them add up to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple, TypeAlias

from domain.event import Recorded
from projections.figure import Figure, count, largest, middle, rate
from projections.promise import Promise, Step, days_between

Status: TypeAlias = Literal[
    "open",
    "due-soon",
    "overdue",
    "undated",
    "awaiting-acceptance",
    "kept",
    "broken",
    "revoked",
    "released",
    "orphaned",
]
#: The status of a promise that is not open, by its state.
_NOT_OPEN: dict[str, Status] = {
    "delivered": "awaiting-acceptance",
    "accepted": "kept",
    "broken": "broken",
    "revoked": "revoked",
    "released": "released",
    "orphaned": "orphaned",
}
_NOT_RECORDED = "not recorded"


class Standing(NamedTuple):
    """A promise on a date."""

    promise: Promise
    status: Status
    made: Recorded  #: the event with which it was made
    case: Recorded  #: the event that made it what it is: of an open promise, the one that set its date
    delivery: Step | None  #: what was accepted or waits to be
    days_late: int | None  #: from the due date in force to the delivery; 0 in time, null without either of them
    days_overdue: int | None  #: since the due date in force, of a promise that is overdue
    self_certified: bool  #: whether it is kept on the word of a party that answers for it
    kept: bool | None  #: by the first due date ever given; null where that does not count (yet)
    honoured: bool | None  #: by the date to which it was moved in time
    missed_because: str | None  #: why it was broken, revoked, or released after its date

    @property
    def kept_late(self) -> bool:
        return self.status == "kept" and bool(self.days_late)


def standing(promise: Promise, today: str, soon: int) -> Standing:
    """Where a promise stands on a day (UTC), where what is due within so many days is due soon."""
    status, acceptance, delivery = _status(promise, today, soon), promise.acceptance, promise.delivery
    kept = is_kept(promise, today)
    return Standing(
        promise,
        status,
        made=promise.steps[0].recorded,
        case=(promise.dated_by if promise.state == "open" else promise.entered).recorded,
        delivery=delivery,
        days_late=None if delivery is None else promise.days_late(delivery),
        days_overdue=days_between(promise.due, today) if status == "overdue" and promise.due else None,
        self_certified=acceptance is not None and acceptance.self_certified,
        kept=kept,
        honoured=_kept_by(promise.honoured_due, promise, today),
        missed_because=_reason(promise, status, kept),
    )


def is_kept(promise: Promise, today: str) -> bool | None:
    """Whether a promise is kept by the first due date ever given; null where that does not count (yet)."""
    return _kept_by(promise.first_due, promise, today)


def is_overdue(promise: Promise, today: str) -> bool:
    """Whether a promise is open on a day after the due date in force."""
    return promise.state == "open" and promise.due is not None and promise.due < today


def tally(standings: Sequence[Standing]) -> dict[str, Figure]:
    """What these promises add up to.

    The counts from `kept` to `undated` tell each promise apart, so that they add up to `made`. `kept_rate` is the
    Percent Plan Complete of the Lean Construction Institute, taken strictly: accepted deliveries made by the first due
    date ever given ÷ commitments first due by now. `honoured_rate` follows renegotiations made in time, and
    `verified_rate` leaves out what those who answer for it certified themselves. Lateness is that of those kept late.
    """
    late = [(s.case, s.days_late) for s in standings if s.kept_late and s.days_late is not None]
    return {
        "made": count(s.made for s in standings),
        **_counts(standings),
        **_rate("kept_rate", ((s.case, s.kept) for s in standings)),
        "self_certified": count(s.case for s in standings if s.self_certified),
        **_rate("verified_rate", ((s.case, s.kept) for s in standings if not s.self_certified)),
        **_rate("honoured_rate", ((s.case, s.honoured) for s in standings)),
        "median_days_late": middle(late),
        "worst_days_late": largest(late),
    }


def _counts(standings: Iterable[Standing]) -> dict[str, Figure]:
    having: defaultdict[str, list[Recorded]] = defaultdict(list)
    for one in standings:
        having["kept-late" if one.kept_late else one.status].append(one.case)
    return {
        "kept": count(having["kept"]),
        "kept_late": count(having["kept-late"]),
        "overdue": count(having["overdue"]),
        "awaiting": count(having["awaiting-acceptance"]),
        "broken": count(having["broken"]),
        "revoked": count(having["revoked"]),
        "released": count(having["released"]),
        "orphaned": count(having["orphaned"]),
        "open": count(having["open"]),
        "due_soon": count(having["due-soon"]),
        "undated": count(having["undated"]),
    }


def _rate(name: str, judged: Iterable[tuple[Recorded, bool | None]]) -> dict[str, Figure]:
    """A rate and its n: those of which it is true, among those of which it is true or false."""
    counted = [(what, held) for what, held in judged if held is not None]
    return {name: rate(counted), f"{name}_n": count(what for what, _ in counted)}


def _status(promise: Promise, today: str, soon: int) -> Status:
    """Overdue begins the day after the due date in force."""
    if promise.state != "open":
        return _NOT_OPEN[promise.state]
    if promise.due is None:
        return "undated"
    if is_overdue(promise, today):
        return "overdue"
    return "due-soon" if days_between(today, promise.due) <= soon else "open"


def _kept_by(due: str | None, promise: Promise, today: str) -> bool | None:
    """Whether it was delivered by a date, and accepted; null before the date, and where it says nothing yet."""
    if due is None or due > today or promise.state == "delivered":
        return None
    if promise.state == "released" and promise.entered.day <= due:
        return None
    return promise.delivery is not None and promise.delivery.day <= due


def _reason(promise: Promise, status: Status, kept: bool | None) -> str | None:
    """What was given as the reason of a miss; null where it is none, or nobody was there to give one."""
    if status not in ("broken", "revoked") and not (status == "released" and kept is False):
        return None
    return getattr(promise.entered.event, "reason", None) or _NOT_RECORDED
