"""Participation: who takes part, as whom, how often, and who is missing.

Attendance rate = sessions attended ÷ sessions held while the party was in, of those whose attendance is on record: a
session of which nobody wrote down who came is no absence. Of a party that was never seen to join it is unknown.
Headcounts are persons, counted anew at each session, as far as they are on record; the total of a session is that of
its constituencies or, where those are not counted, of its parties.

Kinds, constituencies and the diversity of both are of the parties that are in, members and observers: who is at the
table. What is not on record counts as `unknown`, and not at all towards diversity. Invited but absent are those whom
nobody saw join after they were invited, whether or not they declined. See `diversity` and `regularity` for formulas.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple, Self

from rpds import HashTrieMap, List

from domain.dissolution import CoalitionReconvened
from domain.event import Event, Recorded
from domain.membership import (
    PartyDeclined,
    PartyInvited,
    PartyJoined,
    PartyRemoved,
    PartyWithdrew,
    StandingChanged,
)
from domain.sessions import RhythmAgreed, RhythmEnded, SessionHeld, SessionMissed
from projections.diversity import diversity
from projections.figure import UNKNOWN, Amount, Case, Figure, case, count, plain, rate, total
from projections.presence import CHANGES, Point, Presence
from projections.regularity import regularity
from projections.view import read
from projections.weights import Weights

_UNKNOWN = "unknown"
_READ: frozenset[type[Event]] = frozenset(
    (*CHANGES, PartyInvited, PartyDeclined, SessionHeld, SessionMissed, RhythmAgreed, RhythmEnded)
)


def participation(
    records: Iterable[Recorded], as_of: datetime | None = None, weights: Weights | None = None
) -> dict[str, Any]:
    """Who takes part on a date; without one, as of the latest event."""
    return read(Participation.initial(weights), records, as_of)


class Told(NamedTuple):
    """A record and where in time it lies."""

    point: Point
    recorded: Recorded


class Traces(NamedTuple):
    """What is on record of one party; each the one read last."""

    joined: Recorded | None = None
    placed: Recorded | None = None  #: what gave it its standing
    entered_at: str | None = None  #: since when it has been in without a break
    standing: str | None = None
    left: Recorded | None = None
    invited: Recorded | None = None
    declined: Recorded | None = None


@dataclass(frozen=True, slots=True)
class Participation:
    presence: Presence = field(default_factory=Presence)
    happened: List[Told] = field(default_factory=List)  #: the last one first
    traces: HashTrieMap[str, Traces] = field(default_factory=HashTrieMap)

    @classmethod
    def initial(cls, weights: Weights | None = None) -> Self:
        """There is nothing to weigh here."""
        return cls()

    def apply(self, recorded: Recorded) -> Self:
        """Participation with one more event taken in."""
        event = recorded.event
        if type(event) not in _READ:
            return self
        point, traces = Point(event.moment, len(self.happened)), self.traces
        if party := getattr(event, "party", None):
            was_in = self.presence.membership.is_in(party)
            traces = traces.insert(party, _traced(traces.get(party) or Traces(), recorded, was_in))
        elif isinstance(event, CoalitionReconvened):  # with the cycle its invitations lapse
            for name, known in traces.items():
                traces = traces.insert(name, known._replace(invited=None, declined=None))
        presence = self.presence.apply(recorded, point)
        return replace(self, presence=presence, happened=self.happened.push_front(Told(point, recorded)), traces=traces)

    def at(self, as_of: datetime) -> dict[str, Any]:
        """Who takes part, in plain numbers."""
        answer: dict[str, Any] = plain(self.figures(as_of))
        return answer

    def figures(self, as_of: datetime) -> dict[str, Any]:
        """Who takes part, as whom, how often, and who is missing."""
        happened = sorted(self.happened, key=lambda told: told.point)
        records = [told.recorded for told in happened]
        sessions = [told for told in happened if isinstance(told.recorded.event, SessionHeld)]
        return {
            "parties": self._parties([told for told in sessions if _attendance(told)]),
            "members": count(self._placed(self.presence.membership.members)),
            "observers": count(self._placed(self.presence.membership.observers)),
            "by_kind": self._by(_kind),
            "by_constituency": self._by(_constituency),
            "headcount": _headcount([told.recorded for told in sessions]),
            "diversity": {"kind": self._diversity(_kind), "constituency": self._diversity(_constituency)},
            "invited_absent": self._absent(),
            "sessions": {
                "held": count(case(told.recorded) for told in sessions),
                "missed": count(case(r) for r in records if isinstance(r.event, SessionMissed)),
                "series": regularity(records, as_of),
            },
        }

    def _parties(self, sessions: Sequence[Told]) -> dict[str, Any]:
        points = [session.point for session in sessions]
        seen: dict[str, set[int]] = {}  # by party, the sessions held while it was in
        for party, _, since, until in self.presence.stretches():
            end = len(points) if until is None else bisect_left(points, until)
            seen.setdefault(party, set()).update(range(bisect_left(points, since), end))
        known = {party: traces for party, traces in self.traces.items() if traces.joined or traces.left}
        return {
            party: self._party(party, known[party]) | _attended(party, sessions, seen.get(party))
            for party in sorted(known)
        }

    def _party(self, party: str, traces: Traces) -> dict[str, Any]:
        joined, present = _joining(traces), self.presence.membership.is_in(party)
        return {
            "name": joined.name if joined else party,
            "standing": traces.standing,
            "present": present,
            "kind": joined.kind if joined else None,
            "constituency": joined.constituency if joined else None,
            "joined_at": traces.entered_at,
            "left_at": None if present or traces.left is None else traces.left.event.at,
        }

    def _placed(self, parties: Iterable[str]) -> list[Case]:
        """Of parties that are in, the events that gave them their standing."""
        return [case(placed) for party in parties if (placed := self.traces[party].placed)]

    def _grouped(self, trait: Callable[[PartyJoined], str | None]) -> dict[str, list[str]]:
        """The parties that are in, by a trait of theirs; what is not on record last."""
        grouped: dict[str, list[str]] = {}
        for party in sorted(self.presence.membership.parties):
            joined = _joining(self.traces[party])
            grouped.setdefault((trait(joined) if joined else None) or _UNKNOWN, []).append(party)
        return {kind: grouped[kind] for kind in sorted(grouped, key=lambda kind: (kind == _UNKNOWN, kind))}

    def _by(self, trait: Callable[[PartyJoined], str | None]) -> dict[str, Any]:
        is_member = self.presence.membership.is_member
        return {
            kind: {
                "parties": count(self._placed(parties)),
                "members": count(self._placed(filter(is_member, parties))),
                "observers": count(self._placed(party for party in parties if not is_member(party))),
            }
            for kind, parties in self._grouped(trait).items()
        }

    def _diversity(self, trait: Callable[[PartyJoined], str | None]) -> dict[str, Figure]:
        grouped = self._grouped(trait)
        return diversity({kind: self._placed(parties) for kind, parties in grouped.items() if kind != _UNKNOWN})

    def _absent(self) -> list[dict[str, Any]]:
        absent = []
        for party in sorted(self.traces):
            invited, declined = self.traces[party].invited, self.traces[party].declined
            if invited is not None and not self.presence.membership.is_in(party):
                said = None if declined is None else declined.event
                absent.append({"party": party, "invited_at": invited.event.at} | _refusal(said))
        return absent


def _traced(traces: Traces, recorded: Recorded, was_in: bool) -> Traces:
    """What is known of a party after one more event about it; joining takes up an invitation."""
    event = recorded.event
    match event:
        case PartyJoined():
            entered_at = traces.entered_at if was_in else event.at
            answered = traces._replace(invited=None, declined=None)
            return answered._replace(joined=recorded, placed=recorded, entered_at=entered_at, standing=event.standing)
        case StandingChanged():
            return traces._replace(placed=recorded, standing=event.standing) if was_in else traces
        case PartyWithdrew() | PartyRemoved():
            return traces._replace(left=recorded)
        case PartyInvited():
            return traces if was_in else traces._replace(invited=recorded, declined=None)
    return traces._replace(declined=recorded)


def _refusal(said: Event | None) -> dict[str, Any]:
    if not isinstance(said, PartyDeclined):
        return {"declined_at": None, "reason": None}
    return {"declined_at": said.at, "reason": said.reason}


def _joining(traces: Traces) -> PartyJoined | None:
    event = None if traces.joined is None else traces.joined.event
    return event if isinstance(event, PartyJoined) else None


def _kind(joined: PartyJoined) -> str | None:
    return joined.kind


def _constituency(joined: PartyJoined) -> str | None:
    return joined.constituency


def _attendance(told: Told) -> Mapping[str, int]:
    event = told.recorded.event
    return event.attendance if isinstance(event, SessionHeld) else {}


def _attended(party: str, sessions: Sequence[Told], while_in: Iterable[int] | None) -> dict[str, Figure]:
    """How many sessions a party attended of those held while it was in; where that is unknown, of all."""
    held = [sessions[number] for number in (range(len(sessions)) if while_in is None else sorted(while_in))]
    came = [(case(told.recorded), _attendance(told).get(party, 0) > 0) for told in held]
    attended = count(what for what, there in came if there)
    if while_in is None:
        return {"attended": attended, "held": UNKNOWN, "attendance_rate": UNKNOWN}
    return {"attended": attended, "held": count(what for what, _ in came), "attendance_rate": rate(came)}


def _headcount(sessions: Iterable[Recorded]) -> dict[str, Any]:
    everyone: list[tuple[Case, Amount]] = []
    by_party: dict[str, list[tuple[Case, Amount]]] = {}
    by_constituency: dict[str, list[tuple[Case, Amount]]] = {}
    for recorded in sessions:
        event, what = recorded.event, case(recorded)
        assert isinstance(event, SessionHeld)
        if counted := event.participants_by or event.attendance:
            everyone.append((what, sum(counted.values())))
        for party, persons in event.attendance.items():
            by_party.setdefault(party, []).append((what, persons))
        for constituency, persons in event.participants_by.items():
            by_constituency.setdefault(constituency, []).append((what, persons))
    return {
        "total": total(everyone) if everyone else UNKNOWN,
        "by_party": {party: total(by_party[party]) for party in sorted(by_party)},
        "by_constituency": {name: total(by_constituency[name]) for name in sorted(by_constituency)},
    }
