"""Dates: what a history has to say to a calendar: what is due, which sessions there were and will be, what is reviewed.

Every date that was ever in force keeps its entry: one that is met is told as met, one that no longer holds is off, so
that a calendar into which it went before learns of that. An entry is known by what it is about, never by its date: a
date that moves moves the entry. What changed last, and so which telling is the newer, is said by the ledger: the
number of the last entry that bears on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple, TypeAlias

from domain.agreements import AgreementReached, AgreementReviewed
from domain.charter import CharterDrafted, CharterRatified
from domain.commitments import CommitmentMade, CommitmentRenegotiated, RequestMade
from domain.conflicts import ConflictReviewed, ConflictSettled
from domain.decisions import DecisionReviewed, ProposalMade
from domain.dissolution import CoalitionDissolved, CoalitionReconvened, SunsetExtended
from domain.event import Event, Recorded
from domain.formation import CoalitionAbandoned, CoalitionProposed, CoalitionRenamed
from domain.initiatives import GoalSet, MilestonePlanned
from domain.sessions import SessionHeld, SessionMissed
from domain.testimony import EventRetracted
from domain.values import Precision
from projections.export.bearings import Bearings
from projections.export.over_time import Fact

Kind: TypeAlias = Literal[
    "promise",
    "request",
    "decision",
    "goal",
    "milestone",
    "session",
    "next-session",
    "conflict-review",
    "agreement-review",
    "decision-review",
    "sunset",
]
#: Of what the id of an entry is the id.
_THING: dict[str, str] = {
    "promise": "commitment",
    "decision": "proposal",
    "next-session": "session",
    "conflict-review": "conflict",
    "agreement-review": "agreement",
    "decision-review": "proposal",
}
#: What bears on every date: it may change any name, or take anything out.
_ON_ALL = (EventRetracted, CoalitionRenamed, CoalitionDissolved, CoalitionAbandoned, CoalitionReconvened)


class Slot(NamedTuple):
    """What an entry is about."""

    kind: Kind
    id: str

    @property
    def thing(self) -> tuple[str, str]:
        """The (kind, id) under which events name it."""
        return _THING.get(self.kind, self.kind), self.id


class Date(NamedTuple):
    """A date as it was written, and how exactly it is known."""

    at: str
    precision: Precision = "day"


class Said(NamedTuple):
    """An entry of the ledger that gave a date."""

    recorded: Recorded
    date: Date


class Dated:
    """Which dates the entries of a coalition ever gave, voided ones too, and which of the entries bear on each."""

    def __init__(self, entries: Sequence[Recorded]) -> None:
        self.said: dict[Slot, list[Said]] = {}
        self._entries = {entry.n: entry for entry in entries}
        self._brought_in = {key: entry.event for entry in entries for key in entry.event.introduces()}
        self._bearings = Bearings([Fact(entry.event.moment, entry) for entry in entries])
        self._on_all = max((entry.n for entry in entries if isinstance(entry.event, _ON_ALL)), default=1)
        self._meeting = [entry.n for entry in entries if isinstance(entry.event, SessionHeld | SessionMissed)]
        self._sunsets: dict[int, str | None] = {}
        for entry in entries:
            for slot, date in self._dates(entry.event):
                self.said.setdefault(slot, []).append(Said(entry, date))

    def brought_in(self, slot: Slot) -> Event | None:
        """The last event that brought in what a date is about, whether or not it counts; none did so with a sunset."""
        return self._brought_in.get(slot.thing)

    def last_word(self, slot: Slot) -> Recorded:
        """The last entry of the ledger that bears on a date."""
        bearing = [fact.recorded.n for fact in self._bearings.on_thing_and_parties(*slot.thing)]
        said = self.said[slot]
        if slot.kind == "next-session":
            bearing += self._meeting
        if slot.kind == "milestone" and isinstance(planned := said[-1].recorded.event, MilestonePlanned):
            bearing += [fact.recorded.n for fact in self._bearings.on_thing("initiative", planned.initiative)]
        return self._entries[max(self._on_all, said[-1].recorded.n, *bearing)]

    def _dates(self, event: Event) -> Iterator[tuple[Slot, Date]]:
        match event:
            case CharterDrafted():  # its sunset holds once it is ratified
                self._sunsets[event.version] = event.sunset
            case SessionHeld():
                yield Slot("session", event.session), Date(event.at, event.exactness)
                if event.next_on is not None:
                    yield Slot("next-session", event.session), Date(event.next_on)
            case _:
                slot, day = self._day(event)
                if slot is not None and day is not None:
                    yield slot, Date(day)

    def _day(self, event: Event) -> tuple[Slot | None, str | None]:
        match event:
            case CommitmentMade() | CommitmentRenegotiated():
                return Slot("promise", event.commitment), event.due
            case RequestMade():
                return Slot("request", event.request), event.needed_by
            case ProposalMade():
                return Slot("decision", event.proposal), event.decide_by
            case GoalSet():
                return Slot("goal", event.goal), event.due
            case MilestonePlanned():
                return Slot("milestone", event.milestone), event.due
            case ConflictSettled():
                return Slot("conflict-review", event.conflict), event.review_on
            case ConflictReviewed():
                return Slot("conflict-review", event.conflict), event.next_review
            case AgreementReached():
                return Slot("agreement-review", event.agreement), event.review_on
            case AgreementReviewed():
                return Slot("agreement-review", event.agreement), event.next_review
            case DecisionReviewed():
                return Slot("decision-review", event.proposal), event.next_review
            case CoalitionProposed() | SunsetExtended():
                return Slot("sunset", event.coalition), event.sunset
            case CharterRatified():
                return Slot("sunset", event.coalition), self._sunsets.get(event.version)
        return None, None
