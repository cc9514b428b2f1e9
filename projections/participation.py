"""Participation: who takes part, as whom, how often, and who is missing.

Attendance rate = sessions attended ÷ sessions held while the party was in, of those whose attendance is on record: a
session of which nobody wrote down who came is no absence. Of a party that was never seen to join it is unknown.
Headcounts are persons, counted anew at each session, as far as they are on record; the total of a session is that of
its constituencies or, where those are not counted, of its parties.

Kinds, constituencies and the diversity of both are of the parties that are in, members and observers: who is at the
table; those of whom they are not on record are left out. Who is in, and who was, is as the rules have it.
Invited but absent are those whom nobody saw join after they were invited in this cycle, whether or not they declined.
See `presence`, `diversity` and `regularity` for their formulas.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import compress
from typing import Any, NamedTuple, Self, TypeAlias

from domain.dissolution import CoalitionDissolved, CoalitionReconvened
from domain.event import Event, Recorded
from domain.formation import CoalitionAbandoned
from domain.membership import PartyDeclined, PartyInvited, PartyJoined, PartyRemoved, PartyWithdrew
from domain.sessions import RhythmAgreed, RhythmEnded, SessionHeld, SessionMissed
from projections.chronicle import NO_RECORDS, Chronicle
from projections.diversity import diversity
from projections.figure import UNKNOWN, Amount, Figure, count, plain, rate, total
from projections.moments import Fact
from projections.presence import CHANGES, Roster, Stay
from projections.regularity import regularity
from projections.view import read
from projections.weights import Weights

Trait: TypeAlias = Callable[[PartyJoined], str | None]

_READ: frozenset[type[Event]] = frozenset(
    (
        *CHANGES,
        PartyInvited,
        PartyDeclined,
        SessionHeld,
        SessionMissed,
        RhythmAgreed,
        RhythmEnded,
        CoalitionDissolved,
        CoalitionAbandoned,
    )
)


def participation(
    records: Iterable[Recorded], as_of: datetime | None = None, weights: Weights | None = None
) -> dict[str, Any]:
    """Who takes part on a date; without one, as of the latest event."""
    return read(Participation.initial(weights), records, as_of)


class Traces(NamedTuple):
    """What is on record of one party; each what was read last, as it is with who is in."""

    joined: PartyJoined | None = None
    left_at: str | None = None
    invited: PartyInvited | None = None
    declined: PartyDeclined | None = None


@dataclass(frozen=True, slots=True)
class Participation:
    chronicle: Chronicle = NO_RECORDS

    @classmethod
    def initial(cls, weights: Weights | None = None) -> Self:
        """There is nothing to weigh here."""
        return cls()

    def apply(self, recorded: Recorded) -> Self:
        """Participation with one more event taken in."""
        return type(self)(self.chronicle.apply(recorded))

    def at(self, as_of: datetime) -> dict[str, Any]:
        """Who takes part, in plain numbers."""
        answer: dict[str, Any] = plain(self.figures(as_of))
        return answer

    def figures(self, as_of: datetime) -> dict[str, Any]:
        """Who takes part, as whom, how often, and who is missing."""
        happened = self.chronicle.happened(_READ)
        records = [fact.recorded for fact in happened]
        sessions = [fact for fact in happened if isinstance(fact.recorded.event, SessionHeld)]
        roster, traces = self.chronicle.roster, _traces(fact.recorded for fact in self.chronicle.read(_READ))
        return {
            "parties": _parties(roster, traces, [fact for fact in sessions if _attendance(fact.recorded)]),
            **_counted(roster.lasting, traces),
            "headcount": _headcount([fact.recorded for fact in sessions]),
            "invited_absent": list(_absent(roster, traces)),
            "sessions": {
                "held": count(fact.recorded for fact in sessions),
                "missed": count(r for r in records if isinstance(r.event, SessionMissed)),
                "series": regularity(records, as_of),
            },
        }


def _traces(read: Iterable[Recorded]) -> dict[str, Traces]:
    traces: dict[str, Traces] = {}
    for recorded in read:
        event = recorded.event
        match event:
            case PartyJoined(party=party):
                traces[party] = Traces(joined=event)
            case PartyWithdrew(party=party) | PartyRemoved(party=party):
                traces[party] = traces.get(party, Traces())._replace(left_at=event.at)
            case PartyInvited(party=party):
                traces[party] = traces.get(party, Traces())._replace(invited=event, declined=None)
            case PartyDeclined(party=party):
                traces[party] = traces.get(party, Traces())._replace(declined=event)
            case CoalitionReconvened():  # all who were in are out, and invitations lapse
                for party, known in traces.items():
                    traces[party] = Traces(known.joined, known.left_at or (event.at if known.joined else None))
    return traces


def _parties(roster: Roster, traces: Mapping[str, Traces], sessions: Sequence[Fact]) -> dict[str, Any]:
    seen: dict[str, list[Fact]] = {party: [] for party in traces if traces[party].joined}  # held while it was in
    for session in sessions:
        for party in roster.present_at(session):
            seen[party].append(session)
    return {
        party: _party(party, traces[party], roster.lasting.get(party)) | _attended(party, sessions, seen.get(party))
        for party in sorted(traces)
        if traces[party].joined or traces[party].left_at
    }


def _party(party: str, traces: Traces, lasting: Stay | None) -> dict[str, Any]:
    joined = traces.joined
    return {
        "name": joined.name if joined else party,
        "standing": lasting.standing if lasting else None,
        "kind": joined.kind if joined else None,
        "constituency": joined.constituency if joined else None,
        "joined_at": joined.at if joined else None,
        "left_at": None if lasting else traces.left_at,
    }


def _attended(party: str, sessions: Sequence[Fact], while_in: Sequence[Fact] | None) -> dict[str, Figure]:
    """How many sessions a party attended of those held while it was in; where that is unknown, of all."""
    held = [fact.recorded for fact in (sessions if while_in is None else while_in)]
    there = [_attendance(recorded).get(party, 0) > 0 for recorded in held]
    attended = count(compress(held, there))
    if while_in is None:
        return {"attended": attended, "held": UNKNOWN, "attendance_rate": UNKNOWN}
    came = Figure(sum(there) / len(held), lambda: rate(zip(held, there, strict=True)).parts) if held else UNKNOWN
    return {"attended": attended, "held": count(held), "attendance_rate": came}


def _attendance(recorded: Recorded) -> Mapping[str, int]:
    event = recorded.event
    return event.attendance if isinstance(event, SessionHeld) else {}


def _counted(lasting: Mapping[str, Stay], traces: Mapping[str, Traces]) -> dict[str, Any]:
    """The parties that are in, by standing, kind and constituency; each on the word of what gave it its standing."""
    members = {party: stay for party, stay in lasting.items() if stay.decides}
    observers = {party: stay for party, stay in lasting.items() if not stay.decides}
    kinds, constituencies = _grouped(lasting, traces, _kind), _grouped(lasting, traces, _constituency)
    return {
        "members": count(map(_placed, members.values())),
        "observers": count(map(_placed, observers.values())),
        "by_kind": _numbers(kinds),
        "by_constituency": _numbers(constituencies),
        "members_by_kind": _numbers(_grouped(members, traces, _kind)),
        "members_by_constituency": _numbers(_grouped(members, traces, _constituency)),
        "observers_by_kind": _numbers(_grouped(observers, traces, _kind)),
        "observers_by_constituency": _numbers(_grouped(observers, traces, _constituency)),
        "diversity": {"kind": diversity(kinds), "constituency": diversity(constituencies)},
    }


def _placed(stay: Stay) -> Recorded:
    return stay.since.recorded


def _grouped(stays: Mapping[str, Stay], traces: Mapping[str, Traces], trait: Trait) -> dict[str, list[Recorded]]:
    grouped: dict[str, list[Recorded]] = {}
    for party, stay in stays.items():
        joined = traces[party].joined
        if joined is not None and (kind := trait(joined)) is not None:
            grouped.setdefault(kind, []).append(_placed(stay))
    return {kind: grouped[kind] for kind in sorted(grouped)}


def _numbers(grouped: Mapping[str, Sequence[Recorded]]) -> dict[str, Figure]:
    return {kind: count(cases) for kind, cases in grouped.items()}


def _kind(joined: PartyJoined) -> str | None:
    return joined.kind


def _constituency(joined: PartyJoined) -> str | None:
    return joined.constituency


def _absent(roster: Roster, traces: Mapping[str, Traces]) -> Iterable[dict[str, Any]]:
    for party in sorted(traces):
        invited, declined = traces[party].invited, traces[party].declined
        if invited is not None and party not in roster.lasting:
            yield {
                "party": party,
                "invited_at": invited.at,
                "declined_at": declined.at if declined else None,
                "reason": declined.reason if declined else None,
            }


def _headcount(sessions: Iterable[Recorded]) -> dict[str, Any]:
    everyone: list[tuple[Recorded, Amount]] = []
    by_party: dict[str, list[tuple[Recorded, Amount]]] = {}
    by_constituency: dict[str, list[tuple[Recorded, Amount]]] = {}
    for recorded in sessions:
        event = recorded.event
        assert isinstance(event, SessionHeld)
        if counted := event.participants_by or event.attendance:
            everyone.append((recorded, sum(counted.values())))
        for party, persons in event.attendance.items():
            by_party.setdefault(party, []).append((recorded, persons))
        for constituency, persons in event.participants_by.items():
            by_constituency.setdefault(constituency, []).append((recorded, persons))
    return {
        "total": total(everyone) if everyone else UNKNOWN,
        "by_party": {party: total(by_party[party]) for party in sorted(by_party)},
        "by_constituency": {name: total(by_constituency[name]) for name in sorted(by_constituency)},
    }
