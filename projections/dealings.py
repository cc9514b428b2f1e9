"""Dealings: what went between the parties, from which trust, reciprocity and collaboration are read.

Beside the events themselves it tells how each promise ended: accepted, broken or revoked, who answered for it then,
towards whom, and when it was delivered. What ended a promise counts as long as the promise has not been opened again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

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
)
from domain.conflicts import ConflictRaised
from domain.event import Event, Recorded
from domain.promises import State
from domain.trust import ControlCeded, InformationShared, TargetSetAside, TrustFractured, TrustMoment, TrustRated
from projections.chronicle import NO_RECORDS, Chronicle
from projections.moments import Fact, Point
from projections.presence import CHANGES, Roster
from projections.promise import Promise, Step
from projections.promises import NO_PROMISES, Promises
from projections.view import shared

_ENDING: frozenset[type[Event]] = frozenset((DeliveryAccepted, CommitmentBroken, CommitmentRevoked))
#: The making of a promise, and what the parties do about it.
_ABOUT: frozenset[type[Event]] = frozenset(
    (
        *_ENDING,
        CommitmentMade,
        CommitmentDelivered,
        DeliveryRefused,
        CommitmentRenegotiated,
        CommitmentReleased,
        CommitmentHandedOver,
        AccountabilityChanged,
        CommitmentAnchored,
        ProgressReported,
    )
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
_ENDED: tuple[State, ...] = ("accepted", "broken", "revoked")


class Outcome(NamedTuple):
    """How a promise ended."""

    point: Point
    recorded: Recorded
    promise: Promise
    step: Step  #: the event that ended it, and how it stood then

    @property
    def state(self) -> State:
        return self.step.after.state

    @property
    def accountable(self) -> tuple[str, ...]:
        """Who answered for it, the promisor first."""
        return self.step.after.accountable

    @property
    def promisee(self) -> str:
        """A party, or "all"."""
        return self.step.after.promisee

    @property
    def was_late(self) -> bool:
        """Whether it was delivered after the date then in force; one without a date counts as late."""
        delivery = self.promise.delivery_before(self.step)
        due = self.promise.due_for(delivery)
        return due is None or due < delivery.day


@dataclass(frozen=True)
class Dealings:
    """An immutable value; without slots, to keep what was asked of it once."""

    chronicle: Chronicle = NO_RECORDS
    promises: Promises = NO_PROMISES

    @shared
    def apply(self, recorded: Recorded) -> Dealings:
        """The dealings with one more record read."""
        return Dealings(self.chronicle.apply(recorded), self.promises.apply(recorded))

    @cached_property
    def facts(self) -> list[Fact]:
        """What went between the parties, in the order in which it happened."""
        return self.chronicle.happened(_TOLD)

    @cached_property
    def told(self) -> list[Fact | Outcome]:
        """The same, and how promises ended, in the order in which it happened."""
        ended = (_outcome(promise, self.about[promise.name]) for promise in self.promises.each())
        outcomes = [outcome for outcome in ended if outcome is not None]
        return sorted([*self.facts, *outcomes], key=lambda item: item.point)

    @cached_property
    def about(self) -> dict[str, list[Fact]]:
        """By promise, its making and what was done about it, as it was read."""
        found: dict[str, list[Fact]] = {}
        for fact in self.chronicle.read(_ABOUT):
            name: str = fact.recorded.event.commitment  # type: ignore[attr-defined]  # all of these have one
            found.setdefault(name, []).append(fact)
        return found

    @cached_property
    def agreements(self) -> dict[str, AgreementReached]:
        """The agreements reached, by id, ended ones too."""
        reached = (fact.recorded.event for fact in self.facts)
        return {event.agreement: event for event in reached if isinstance(event, AgreementReached)}

    @property
    def roster(self) -> Roster:
        """Who was in when."""
        return self.chronicle.roster


#: Of a history without events; views that are folded side by side begin with this one.
NO_DEALINGS = Dealings()


def side(ended: Outcome, roster: Roster) -> tuple[str, ...]:
    """Whom a promise was made to: the promisee; of one to all, every member then who does not answer for it."""
    if ended.promisee != "all":
        return (ended.promisee,)
    return tuple(member for member in roster.members_at(ended) if member not in ended.accountable)


def _outcome(promise: Promise, about: Iterable[Fact]) -> Outcome | None:
    """How a promise ended; null where it did not, or was opened again. `about` are the facts about it."""
    outcome: Outcome | None = None
    steps = (step for step in promise.steps if type(step.event) in _ABOUT)
    for step, fact in zip(steps, about, strict=True):
        if type(step.event) in _ENDING:
            outcome = _latest(outcome, Outcome(*fact, promise, step))
        elif step.after.state not in _ENDED:
            outcome = None
    return outcome


def _latest(earlier: Outcome | None, outcome: Outcome) -> Outcome:
    """Of two that say the same, the one that happened later; else the one read last, as the rules have it."""
    if earlier is None or earlier.state != outcome.state:
        return outcome
    return max(earlier, outcome, key=lambda ended: ended.point)
