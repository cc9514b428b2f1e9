"""Dealings: what went between the parties, from which trust, reciprocity and collaboration are read.

Beside the events themselves it keeps how each promise ended: accepted, broken or revoked, who answered for it then,
towards whom, and when it was delivered. What ended a promise counts as long as the promise has not been opened again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias, get_args

from rpds import HashTrieMap, List

from domain import promises
from domain.agreements import AgreementExtended, AgreementReached, AgreementReviewed
from domain.commitments import (
    AccountabilityChanged,
    CommitmentAnchored,
    CommitmentBroken,
    CommitmentDelivered,
    CommitmentHandedOver,
    CommitmentMade,
    CommitmentReleased,
    CommitmentRenegotiated,
    CommitmentRevoked,
    DeliveryAccepted,
    DeliveryRefused,
    ProgressReported,
    RequestDeclined,
    RequestMade,
)
from domain.conflicts import ConflictRaised
from domain.dissolution import CoalitionReconvened
from domain.event import Event, Recorded
from domain.evolution import evolutions
from domain.membership import Membership, PartyRemoved, PartyWithdrew
from domain.promises import Commitment, Commitments, State
from domain.trust import ControlCeded, InformationShared, TargetSetAside, TrustFractured, TrustMoment, TrustRated
from domain.values import written_day
from projections.delivery import delivery_accepted, due_then
from projections.known import membership_after
from projections.moments import Fact, Point
from projections.presence import CHANGES, Roster
from projections.view import shared

_About: TypeAlias = (
    CommitmentDelivered
    | DeliveryAccepted
    | DeliveryRefused
    | CommitmentRenegotiated
    | CommitmentReleased
    | CommitmentRevoked
    | CommitmentBroken
    | CommitmentHandedOver
    | AccountabilityChanged
    | CommitmentAnchored
    | ProgressReported
)
_TOLD: frozenset[type[Event]] = frozenset(
    (
        *CHANGES,
        CommitmentMade,
        AgreementReached,
        AgreementExtended,
        AgreementReviewed,
        ConflictRaised,
        TrustMoment,
        TrustFractured,
        TrustRated,
        InformationShared,
        TargetSetAside,
        ControlCeded,
    )
)
#: Promises answer requests, so the rules' reckoning needs those too.
_READ = frozenset((*_TOLD, *get_args(_About), RequestMade, RequestDeclined))


class Outcome(NamedTuple):
    """How a promise ended."""

    point: Point
    recorded: Recorded
    commitment: str
    state: State
    accountable: tuple[str, ...]
    promisee: str  #: a party, or "all"
    delivered: Fact  #: the delivery; where none is on record, what ended the promise


class Due(NamedTuple):
    """The date that a promise was given later on, and by what."""

    by: Fact
    due: str | None


class Course(NamedTuple):
    """What became of one promise so far."""

    latest: Fact  #: the latest event about it
    due: str | None  #: the one it was made with
    moved: tuple[Due, ...] = ()  #: each that took its place
    in_force: tuple[Fact, ...] = ()  #: the deliveries that were not refused
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Dealings:
    turn: int = 0  #: how many records were read
    membership: Membership = field(default_factory=Membership)  #: as the rules see it
    commitments: Commitments = field(default_factory=Commitments)
    facts: List[Fact] = field(default_factory=List)  #: the last one first
    courses: HashTrieMap[str, Course] = field(default_factory=HashTrieMap)  #: by promise

    @shared
    def apply(self, recorded: Recorded) -> Dealings:
        """The dealings with one more record read."""
        event = recorded.event
        if type(event) not in _READ:
            return self
        fact = Fact(Point(event.moment, self.turn), recorded)
        membership = membership_after(self.membership, event)
        commitments = _commitments(self.commitments, event, membership)
        facts = self.facts.push_front(fact) if type(event) in _TOLD else self.facts
        courses = self.courses
        if isinstance(event, CommitmentMade):
            courses = courses.insert(event.commitment, Course(fact, event.due))
        elif isinstance(event, _About):
            name = event.commitment
            courses = courses.insert(name, _after(courses[name], event, fact, commitments.promises[name]))
        return Dealings(self.turn + 1, membership, commitments, facts, courses)

    def told(self) -> list[Fact | Outcome]:
        """What went between the parties and how promises ended, in the order in which it happened."""
        items: list[Fact | Outcome] = [*self.facts]
        items += [course.outcome for course in self.courses.values() if course.outcome is not None]
        return sorted(items, key=lambda item: item.point)

    def agreements(self) -> dict[str, AgreementReached]:
        """The agreements reached, by id, ended ones too."""
        reached = (fact.recorded.event for fact in self.facts)
        return {event.agreement: event for event in reached if isinstance(event, AgreementReached)}

    def was_late(self, outcome: Outcome) -> bool:
        """Whether a promise was delivered after the date then in force; one without a date counts as late."""
        course = self.courses[outcome.commitment]
        due = due_then(course.due, course.moved, outcome.delivered)
        return due is None or due < written_day(outcome.delivered.recorded.event.at)


#: Of a history without events; views that are folded side by side begin with this one.
NO_DEALINGS = Dealings()


def side(ended: Outcome, roster: Roster) -> tuple[str, ...]:
    """Whom a promise was made to: the promisee; of one to all, every member then who does not answer for it."""
    if ended.promisee != "all":
        return (ended.promisee,)
    return tuple(member for member in roster.members_at(ended) if member not in ended.accountable)


def _after(course: Course, event: _About, fact: Fact, promise: Commitment) -> Course:
    """The course of a promise after an event about it; `promise` is how it stands then."""
    course = course._replace(latest=_later(course.latest, fact))
    match event:
        case CommitmentRenegotiated(due=due):
            course = course._replace(moved=(*course.moved, Due(fact, due)))
        case CommitmentDelivered():
            course = course._replace(in_force=(*course.in_force, fact))
        case DeliveryRefused():
            course = course._replace(in_force=())
    if isinstance(event, DeliveryAccepted | CommitmentBroken | CommitmentRevoked):
        delivered = delivery_accepted(course.in_force, fact)
        outcome = Outcome(*fact, event.commitment, promise.state, promise.accountable, promise.promisee, delivered)
        return course._replace(outcome=_latest(course.outcome, outcome))
    return course if promise.state in ("accepted", "broken", "revoked") else course._replace(outcome=None)


def _later(one: Fact, other: Fact) -> Fact:
    return max(one, other, key=lambda fact: fact.point)


def _latest(earlier: Outcome | None, outcome: Outcome) -> Outcome:
    """Of two that say the same, the one that happened later; else the one read last, as the rules have it."""
    if earlier is None or earlier.state != outcome.state:
        return outcome
    return max(earlier, outcome, key=lambda ended: ended.point)


def _commitments(commitments: Commitments, event: Event, membership: Membership) -> Commitments:
    """Where promises stand after an event, by the rules' own reckoning."""
    for slice_name, change in evolutions(type(event)):
        commitments = change(commitments, event) if slice_name == "commitments" else commitments
    match event:
        case PartyWithdrew(party=party) | PartyRemoved(party=party):
            return promises.without_promisor(commitments, party, membership)
        case DeliveryRefused(commitment=name):
            return promises.reopened(commitments, name, membership)
        case CoalitionReconvened():
            return promises.orphaned(commitments)
    return commitments
