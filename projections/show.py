"""Show: one screen about a coalition: who is in, what holds, what is open, and what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import reduce
from typing import Any, NamedTuple, Self

from rpds import HashTrieMap

from domain.charter import Charter, CharterRatified
from domain.coalition import Coalition
from domain.conflicts import Conflict
from domain.event import Recorded
from domain.polls import Terms
from domain.promises import State
from domain.values import instant
from projections.agenda import Agenda, split
from projections.known import NOTHING, Known
from projections.view import read

_UNSETTLED: tuple[State, ...] = ("open", "delivered", "orphaned")


def show(records: Iterable[Recorded], as_of: datetime | None = None) -> dict[str, Any]:
    """The screen on a date; without one, as of the latest event."""
    return read(Show.initial(), records, as_of)


class Show(NamedTuple):
    known: Known = NOTHING
    agenda: Agenda = Agenda()
    ratified: HashTrieMap[int, str] = HashTrieMap()  #: version of the charter → when
    events: int = 0
    breaches: int = 0
    last_recorded_at: str | None = None

    @classmethod
    def initial(cls) -> Self:
        return cls()

    @classmethod
    def of(cls, known: Known, records: Iterable[Recorded]) -> Self:
        """The screen of these records, by one to whom it is known already what they amount to."""
        return reduce(lambda screen, recorded: screen._after(recorded, known), records, cls(known))

    def apply(self, recorded: Recorded) -> Self:
        """The screen with one more event taken in."""
        return self._after(recorded, self.known.apply(recorded))

    def _after(self, recorded: Recorded, known: Known) -> Self:
        event, ratified = recorded.event, self.ratified
        if type(event) is CharterRatified:
            ratified = ratified.insert(event.version, event.at)
        return type(self)(
            known=known,
            agenda=self.agenda.apply(event),
            ratified=ratified,
            events=self.events + 1,
            breaches=self.breaches + len(recorded.breaches),
            last_recorded_at=_later(self.last_recorded_at, recorded.recorded_at),
        )

    def at(self, as_of: datetime) -> dict[str, Any]:
        """Where the coalition stands, and what is due before and after this date."""
        coalition = self.known.coalition
        overdue, coming = split(self.agenda.dates(self.known), as_of)
        return {
            "name": coalition.formation.name or None,
            "purpose": coalition.formation.purpose,
            "phase": coalition.phase if coalition.opened else None,
            "sponsored": coalition.sponsored,
            "sponsors": list(self._sponsors()),
            **self._parties(),
            "charter": self._in_force(coalition.charter),
            "draft": self._pending(coalition),
            "open_conflicts": list(_open_conflicts(self.known)),
            "promises": _promises(coalition),
            "next": coming,
            "overdue": overdue,
            "events": self.events,
            "breaches": self.breaches,
            "last_recorded_at": self.last_recorded_at,
        }

    def _party(self, party: str) -> dict[str, Any]:
        return {"party": party, "name": self.known.name(party)}

    def _parties(self) -> dict[str, Any]:
        membership = self.known.coalition.membership
        return {
            "members": [{**self._party(p), "standing": membership.parties[p]} for p in membership.members],
            "observers": [self._party(party) for party in membership.observers],
            "convener": None if membership.convener is None else self._party(membership.convener),
        }

    def _sponsors(self) -> Iterator[dict[str, Any]]:
        for sponsor, mandate in sorted(self.known.coalition.sponsorship.sponsors.items()):
            yield {"sponsor": sponsor, "name": self.known.name(sponsor), "mandate": mandate}

    def _in_force(self, charter: Charter) -> dict[str, Any] | None:
        if charter.in_force is None:
            return None
        return {
            "version": charter.in_force,
            **_terms(charter.terms or Terms()),
            "ratified_at": self.ratified.get(charter.in_force),
            "mission": _mission(charter, charter.in_force),
        }

    def _pending(self, coalition: Coalition) -> dict[str, Any] | None:
        charter, members = coalition.charter, coalition.membership.members
        if charter.pending is None:
            return None
        draft, poll = charter.drafts[charter.pending], charter.poll(charter.pending)
        said = {*poll.consents, *poll.objections}
        return {
            "version": draft.version,
            **_terms(draft.terms),
            "needs": _terms(charter.ratifying_terms),
            "drafted_at": draft.at or None,
            "mission": _mission(charter, draft.version),
            "consented": [party for party in members if party in poll.consents],
            "objected": [party for party in members if party in poll.objections],
            "waiting_for": [party for party in members if party not in said],
        }


def _later(one: str | None, other: str) -> str:
    """The later of two instants as written; most entries of a file have the same."""
    return other if one is None or one == other else max(one, other, key=instant)


def _terms(terms: Terms) -> dict[str, Any]:
    return {"decision_rule": terms.rule, "quorum": format(terms.quorum, "f")}


def _mission(charter: Charter, version: int) -> str | None:
    written = charter.drafts[version].written
    return None if written is None else written.mission


def _promises(coalition: Coalition) -> dict[str, int]:
    """How many are not settled, by state."""
    commitments = coalition.commitments
    states = [commitments.promises[name].state for name in commitments.pending]
    return {state: states.count(state) for state in _UNSETTLED}


def _open_conflicts(known: Known) -> Iterator[dict[str, Any]]:
    """The open conflicts, in the order in which they were raised."""
    for raised_at, name in sorted(_raised(known), key=lambda raised: (instant(raised[0]), raised[1])):
        conflict = known.coalition.conflicts[name]
        yield {
            "conflict": name,
            "about": conflict.about,
            "sides": list(conflict.sides),
            "stage": conflict.stage,
            "raised_at": raised_at,
            "step": _step(conflict),
        }


def _raised(known: Known) -> Iterator[tuple[str, str]]:
    for name, conflict in known.coalition.conflicts.items():
        if conflict.state == "open":
            yield known.began("conflict", name), name


def _step(conflict: Conflict) -> int | None:
    """The first of the five steps that a side has yet to take; null where fewer than two sides are left."""
    if len(conflict.sides) < 2:
        return None
    taken = (
        all(side in conflict.prepared for side in conflict.sides),
        all(side in conflict.motives for side in conflict.sides),
        conflict.congruent,
        all(side in conflict.at_stake for side in conflict.sides),
    )
    return (*taken, False).index(False) + 1
