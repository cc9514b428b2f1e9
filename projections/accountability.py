"""Accountability: who promised what to whom by when, what became of it, and how well parties keep their word.

Each commitment on a date with its status and its history; for each party, and for the whole coalition, what they add
up to: the rates of `projections.tally` (Percent Plan Complete, Lean Construction Institute), how late, how often
requests are declined, and how evenly the load is spread (Gini; elephant factor, CHAOSS).

A party's figures count every commitment that it answers for as things stand: as promisor or beside it. A commitment
that two parties answer for counts in full for each of them, and once for the coalition.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple, Self

from rpds import List

from domain.commitments import (
    AssessmentGiven,
    CommitmentAnchored,
    CommitmentHandedOver,
    CommitmentRenegotiated,
    DeliveryRefused,
    ProgressReported,
    RequestMade,
)
from domain.event import Event, Recorded
from projections.figure import UNKNOWN, Figure, count, plain, rate, total
from projections.promise import Promise, Step
from projections.promises import NO_PROMISES, Promises
from projections.shares import elephant_factor, equality
from projections.tally import Standing, standing, tally
from projections.view import read
from projections.weights import Weights, shipped

#: What a promise's history has no need to repeat of an event.
_ENVELOPE = frozenset(("coalition", "type", "at", "by", "commitment", "precision", "ref", "source", "note"))


def accountability(
    records: Iterable[Recorded], as_of: datetime | None = None, weights: Weights | None = None
) -> dict[str, Any]:
    """`{"commitments": […], "parties": {…}, "coalition": {…}}` on a date; without one, as of the latest event."""
    return read(Accountability.initial(weights), records, as_of)


class Accountability(NamedTuple):
    due_soon_days: int
    promises: Promises = NO_PROMISES
    requests: List[Recorded] = List()  #: the last one first

    @classmethod
    def initial(cls, weights: Weights | None = None) -> Self:
        """The view of a history without events; of the weights, it needs the days within which a due date is soon."""
        return cls((weights or shipped()).accountability.due_soon_days)

    def apply(self, recorded: Recorded) -> Self:
        """The view with one more event taken in."""
        asked = type(recorded.event) is RequestMade
        requests = self.requests.push_front(recorded) if asked else self.requests
        return type(self)(self.due_soon_days, self.promises.apply(recorded), requests)

    def at(self, as_of: datetime) -> dict[str, Any]:
        """What `figures` says, in plain numbers."""
        return self._told(as_of, plain)

    def figures(self, as_of: datetime) -> dict[str, Any]:
        """Every commitment in the order in which it was read, every party by id, and the coalition."""
        return self._told(as_of, lambda told: told)

    def _told(self, as_of: datetime, shown: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
        """Piece by piece, as there may be thousands of commitments, each as it is shown."""
        today = as_of.astimezone(UTC).date().isoformat()
        standings = self._standings(as_of)
        requests = self._requests()
        shares = self._shares(standings, requests)
        parties = {party: shown(_party(shares[party], requests.get(party, ()))) for party in sorted(shares)}
        return {
            "commitments": [shown(_commitment(one)) for one in standings],
            "parties": parties,
            "coalition": shown(self._coalition(standings, shares, requests, today)),
        }

    def whole(self, as_of: datetime) -> dict[str, Figure]:
        """The rates and counts of the whole coalition alone."""
        return tally(self._standings(as_of))

    def _standings(self, as_of: datetime) -> list[Standing]:
        today = as_of.astimezone(UTC).date().isoformat()
        return [standing(promise, today, self.due_soon_days) for promise in self.promises.each()]

    def _requests(self) -> dict[str, list[tuple[Recorded, bool]]]:
        """By the party asked, each request and whether it was declined."""
        stand = self.promises.rooms.commitments.requests
        asked: defaultdict[str, list[tuple[Recorded, bool]]] = defaultdict(list)
        for recorded in reversed(list(self.requests)):
            assert isinstance(recorded.event, RequestMade)
            declined = stand[recorded.event.request].state == "declined"
            asked[recorded.event.asked].append((recorded, declined))
        return dict(asked)

    def _shares(self, standings: Iterable[Standing], also: Iterable[str]) -> dict[str, list[Standing]]:
        """By party, what it answers for; members, and who was asked, are told of also where that is nothing."""
        shares: dict[str, list[Standing]] = {party: [] for party in (*self._members, *also)}
        for one in standings:
            for party in one.promise.accountable:
                shares.setdefault(party, []).append(one)
        return shares

    def _coalition(
        self,
        standings: Sequence[Standing],
        shares: Mapping[str, Sequence[Standing]],
        requests: Mapping[str, Iterable[tuple[Recorded, bool]]],
        today: str,
    ) -> dict[str, Any]:
        carried = {party: [one.made for one in share] for party, share in shares.items()}
        return {
            **tally(standings),
            "load": _mean_load([shares[member] for member in self._members]),
            "equality": equality({member: carried[member] for member in self._members}, today),
            "elephant_factor": elephant_factor(carried, today),
            **_decline_rate(asked for all_asked in requests.values() for asked in all_asked),
            "reasons": _reasons(standings),
        }

    @property
    def _members(self) -> list[str]:
        return self.promises.rooms.membership.members


def _party(share: Sequence[Standing], requests: Iterable[tuple[Recorded, bool]]) -> dict[str, Figure]:
    return {**tally(share), "load": count(_open(share)), **_decline_rate(requests)}


def _open(share: Iterable[Standing]) -> list[Recorded]:
    return [one.case for one in share if one.promise.state == "open"]


def _mean_load(shares: Sequence[Iterable[Standing]]) -> Figure:
    """Open commitments per member; unknown where there is no member."""
    if not shares:
        return UNKNOWN
    return total((what, 1 / len(shares)) for share in shares for what in _open(share))


def _decline_rate(requests: Iterable[tuple[Recorded, bool]]) -> dict[str, Figure]:
    """Requests declined ÷ requests made; one that waits for an answer is not declined."""
    requests = list(requests)
    return {"decline_rate": rate(requests), "decline_rate_n": count(what for what, _ in requests)}


def _reasons(standings: Iterable[Standing]) -> dict[str, Figure]:
    """How often each reason of a miss was given, the most frequent first."""
    given: defaultdict[str, list[Recorded]] = defaultdict(list)
    for one in standings:
        if one.missed_because is not None:
            given[one.missed_because].append(one.case)
    return {reason: count(given[reason]) for reason in sorted(given, key=lambda reason: (-len(given[reason]), reason))}


def _commitment(one: Standing) -> dict[str, Any]:
    promise, delivery = one.promise, one.delivery
    return {
        "commitment": promise.name,
        "promisor": promise.stands.promisor,
        "promisee": promise.stands.promisee,
        "what": promise.stands.what,
        "first_due": promise.first_due,
        "due": promise.due,
        "status": one.status,
        "delivered_at": None if delivery is None else delivery.event.at,
        "days_late": _days(one.days_late, None if delivery is None else delivery.recorded),
        "days_overdue": _days(one.days_overdue, one.case),
        "self_certified": one.self_certified,
        "accountable": list(promise.accountable),
        "clause": _clause(promise),
        "initiative": promise.made.initiative,
        "answers": promise.made.answers,
        "settles": promise.made.settles,
        **_on_the_way(promise),
        "events": sorted(step.recorded.n for step in promise.steps),
    }


def _on_the_way(promise: Promise) -> dict[str, Any]:
    """What happened to it between its making and its end."""
    cases, happened = _by_type(promise), _in_order(promise)
    return {
        "refused": count(cases.get(DeliveryRefused, ())),
        "renegotiated": count(cases.get(CommitmentRenegotiated, ())),
        "handed_over": count(cases.get(CommitmentHandedOver, ())),
        "progress": count(cases.get(ProgressReported, ())),
        "assessments": [_told(step) for step in happened if type(step.event) is AssessmentGiven],
        "history": [_told(step) for step in happened],
    }


def _days(days: int | None, behind: Recorded | None) -> Figure:
    return UNKNOWN if days is None or behind is None else total([(behind, days)])


def _by_type(promise: Promise) -> dict[type[Event], list[Recorded]]:
    """What happened to it, by type, as it was read."""
    found: defaultdict[type[Event], list[Recorded]] = defaultdict(list)
    for step in promise.steps:
        found[type(step.event)].append(step.recorded)
    return found


def _in_order(promise: Promise) -> list[Step]:
    """What happened to it, in the order in which it happened; of the same instant, as it was read."""
    return sorted(promise.steps, key=lambda step: step.event.moment)


def _clause(promise: Promise) -> str | None:
    """The clause that it rests on: the one it was last put under, else the one it was made under."""
    anchored = [step for step in promise.steps if type(step.event) is CommitmentAnchored]
    latest = max(anchored, key=lambda step: step.order, default=None)
    return promise.made.clause if latest is None else getattr(latest.event, "clause", None)


def _told(step: Step) -> dict[str, Any]:
    """An event of a promise's history: when, by whom, and what it says of its own: plain words, numbers and lists."""
    event = step.event
    told: dict[str, Any] = {"n": step.recorded.n, "type": event.type, "at": event.at, "by": event.by}
    for name in _own_fields(type(event)):
        if name in event.model_fields_set:
            told[name] = getattr(event, name)
    return told


@cache
def _own_fields(event_type: type[Event]) -> tuple[str, ...]:
    return tuple(name for name in event_type.model_fields if name not in _ENVELOPE)
