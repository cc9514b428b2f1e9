"""Standings: which date of a thing is in force, as things stand by all that counts, and whether it was met."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple, TypeAlias

from domain.agreements import AgreementReviewed
from domain.commitments import RequestMade
from domain.conflicts import ConflictReviewed
from domain.decisions import DecisionReviewed, ProposalMade
from domain.event import Event, Recorded
from domain.initiatives import GoalSet, MilestonePlanned
from domain.sessions import SessionHeld
from projections.agenda import Agenda
from projections.export.dates import Date, Slot
from projections.known import Known
from projections.promise import Promise
from projections.promises import Promises

#: Still in force; met, or at least past for good; not in force any more.
State: TypeAlias = Literal["ahead", "met", "off"]

_REVIEWED = (ConflictReviewed, AgreementReviewed, DecisionReviewed)
#: By where a promise stands, what that means for its date, and in a word.
_PROMISES: dict[str, tuple[State, str]] = {
    "open": ("ahead", "Due"),
    "orphaned": ("ahead", "Due, with nobody to answer for it"),
    "delivered": ("ahead", "Delivered, not accepted yet"),
    "accepted": ("met", "Kept"),
    "broken": ("met", "Broken"),
    "released": ("off", "Released"),
    "revoked": ("off", "Taken back"),
}
#: By kind, what is said of a date that is ahead, met, off.
_WORDS: dict[str, tuple[str, str, str]] = {
    "promise": ("Due", "Kept", "No promise any more"),
    "request": ("Answer due", "Answered", "No answer due any more"),
    "decision": ("To be decided", "Decided", "Not to be decided any more"),
    "goal": ("Goal", "Goal", "No goal any more"),
    "milestone": ("Milestone", "Milestone reached", "No milestone any more"),
    "session": ("Session", "Session", "Session taken off the record"),
    "next-session": ("Next session", "Session", "Session once announced"),
    "conflict-review": ("Review", "Reviewed", "No review any more"),
    "agreement-review": ("Review", "Reviewed", "No review any more"),
    "decision-review": ("Review", "Reviewed", "No review any more"),
    "sunset": ("Sunset", "Sunset", "No sunset any more"),
}


class Standing(NamedTuple):
    """A date as it now stands."""

    date: Date | None  #: null where the last one that was given has to do
    state: State
    words: str


class Standings:
    """Where everything stands that may have a date."""

    def __init__(self, coalition: str, records: Iterable[Recorded]) -> None:
        self.known, agenda, promises = Known(), Agenda(), Promises()
        self._last: dict[tuple[str, str], Event] = {}  # by (kind, id), what spoke of it last
        for recorded in records:
            self.known, agenda = self.known.apply(recorded), agenda.apply(recorded.event)
            promises = promises.apply(recorded)
            self._last |= {(kind, name): recorded.event for kinds, name in recorded.event.refers() for kind in kinds}
        self._promises = {promise.name: promise for promise in promises.each()}
        self._alive = self.known.coalition.dissolution.ended is None
        session = "" if agenda.session is None else agenda.session.session
        ids = {"session": ("next-session", session), "sunset": ("sunset", coalition)}
        self._agenda = {ids.get(i.kind, (i.kind, i.id or "")): i.on for i in agenda.dates(self.known)}

    def promise(self, name: str) -> Promise | None:
        """A promise that counts."""
        return self._promises.get(name)

    def of(self, slot: Slot) -> Standing:
        """How the date of a thing stands."""
        if slot.kind == "promise":
            return self._of_promise(self.promise(slot.id))
        date, state = self._of_thing(slot)
        ahead, met, off = _WORDS[slot.kind]
        return Standing(date, state, {"ahead": ahead, "met": met, "off": off}[state])

    def _of_promise(self, promise: Promise | None) -> Standing:
        if promise is None:
            return Standing(None, "off", _WORDS["promise"][2])
        state, words = _PROMISES[promise.state]
        if promise.due is None:
            return Standing(None, "off", "No date any more" if state == "ahead" else words)
        return Standing(Date(promise.due), state, words)

    def _of_thing(self, slot: Slot) -> tuple[Date | None, State]:
        match slot.kind, self.known.introduced.get(slot.thing):
            case "session", SessionHeld() as held:
                return Date(held.at, held.exactness), "met"
            case "request", RequestMade(needed_by=str(day)):
                return Date(day), self._if_alive(self._request(slot.id))
            case "decision", ProposalMade(decide_by=str(day)):
                return Date(day), self._if_alive(self._decision(slot.id))
            case "goal", GoalSet(due=day):
                return Date(day), self._if_alive("ahead")
            case "milestone", MilestonePlanned() as planned:
                return Date(planned.due), self._if_alive(self._milestone(planned))
            case _:
                return self._on_agenda(slot)

    def _on_agenda(self, slot: Slot) -> tuple[Date | None, State]:
        if (on := self._agenda.get((slot.kind, slot.id))) is not None:
            return Date(on), "ahead"
        return None, "met" if isinstance(self._last.get(slot.thing), _REVIEWED) else "off"

    def _request(self, name: str) -> State:
        states: dict[str, State] = {"open": "ahead", "answered": "met", "declined": "off"}
        return states[self.known.coalition.commitments.requests[name].state]

    def _decision(self, name: str) -> State:
        proposal = self.known.coalition.decisions.get(name)
        if proposal is None or proposal.state == "withdrawn":
            return "off"
        return "ahead" if proposal.state == "open" else "met"

    def _milestone(self, planned: MilestonePlanned) -> State:
        initiatives = self.known.coalition.initiatives
        if not initiatives.milestones[planned.milestone]:
            return "met"
        return "ahead" if initiatives.running.get(planned.initiative) else "off"

    def _if_alive(self, state: State) -> State:
        """After the end of a coalition nothing is due any more but promises."""
        return "off" if state == "ahead" and not self._alive else state
