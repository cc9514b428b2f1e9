"""Promise: what became of one commitment, event by event.

Its dates are read from the events by their `at`, never by the order of arrival: "latest" is by `at`, then n. Dates
compare with the date as written: what happened on the day on which a promise was due was in time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import pairwise, takewhile
from typing import NamedTuple

from domain.commitments import (
    CommitmentDelivered,
    CommitmentMade,
    CommitmentRenegotiated,
    DeliveryAccepted,
    DeliveryRefused,
)
from domain.event import Event, Recorded
from domain.promises import Commitment, State
from domain.values import written_day
from projections.delivery import delivery_accepted, due_then
from projections.moments import Point, latest, when


class Step(NamedTuple):
    """An event about a promise, or one that changed whose it is, and where the promise stood after it."""

    recorded: Recorded
    place: int  #: in the order of reading
    after: Commitment
    self_certified: bool = False  #: an acceptance by a party that answers for the promise

    @property
    def event(self) -> Event:
        return self.recorded.event

    @property
    def day(self) -> str:
        """The calendar day on which it happened, as written."""
        return written_day(self.event.at)

    @property
    def order(self) -> tuple[datetime, int]:
        """What "latest" goes by."""
        return when(self.recorded)

    @property
    def point(self) -> Point:
        """Where in time it lies."""
        return Point(self.event.moment, self.place)


@dataclass(frozen=True)
class Promise:
    """One commitment: its steps in reader order, the first of which is its making."""

    name: str
    steps: tuple[Step, ...]

    @property
    def made(self) -> CommitmentMade:
        event = self.steps[0].event
        assert isinstance(event, CommitmentMade)
        return event

    @property
    def stands(self) -> Commitment:
        """Where it stands, by the rules."""
        return self.steps[-1].after

    @property
    def state(self) -> State:
        return self.stands.state

    @property
    def accountable(self) -> tuple[str, ...]:
        """The parties that answer for it, the promisor first."""
        return tuple(dict.fromkeys(self.stands.accountable))

    @cached_property
    def entered(self) -> Step:
        """The step that brought it into the state in which it is."""
        for step, before in pairwise(reversed(self.steps)):
            if before.after.state != self.state:
                return step
        return self.steps[0]

    @cached_property
    def acceptance(self) -> Step | None:
        """The latest acceptance of what was accepted and still is."""
        since = takewhile(lambda step: step.after.state == "accepted", reversed(self.steps))
        return latest(step for step in since if type(step.event) is DeliveryAccepted)

    @cached_property
    def delivery(self) -> Step | None:
        """The delivery that was accepted, or that waits to be; an acceptance without one stands for it."""
        if self.acceptance is not None:
            return self.delivery_before(self.acceptance)
        return latest(self._in_force(self.steps[-1])) if self.state == "delivered" else None

    def delivery_before(self, acceptance: Step) -> Step:
        """The delivery that an acceptance is about: see `projections.delivery`."""
        if acceptance.place not in self._accepted:
            self._accepted[acceptance.place] = delivery_accepted(self._in_force(acceptance), acceptance)
        return self._accepted[acceptance.place]

    @cached_property
    def _accepted(self) -> dict[int, Step]:
        """The deliveries that were looked for already, by the place of the acceptance."""
        return {}

    def _in_force(self, then: Step) -> list[Step]:
        """The deliveries that were read by then and not refused since."""
        found: list[Step] = []
        for step in takewhile(lambda step: step.place <= then.place, self.steps):
            if type(step.event) is CommitmentDelivered:
                found.append(step)
            elif type(step.event) is DeliveryRefused:
                found = []
        return found

    @cached_property
    def first_due(self) -> str | None:
        """The first due date ever given."""
        return self.made.due or next((due for _, due in self.renegotiations if due is not None), None)

    @property
    def due(self) -> str | None:
        """The due date in force: the latest word."""
        return self.renegotiations[-1][1] if self.renegotiations else self.made.due

    @property
    def dated_by(self) -> Step:
        """The event that gave or withdrew the due date in force."""
        return self.renegotiations[-1][0] if self.renegotiations else self.steps[0]

    @cached_property
    def honoured_due(self) -> str | None:
        """The due date by which it is to be honoured: renegotiations move it as long as it has not passed."""
        due = self.made.due
        for step, agreed in self.renegotiations:
            if due is not None and step.day > due:  # moving a missed date does not unmiss it
                return due
            due = agreed
        return due

    def due_for(self, step: Step) -> str | None:
        """The due date that was in force when something happened, such as the delivery."""
        return due_then(self.made.due, self.renegotiations, step)

    def due_at(self, moment: datetime) -> str | None:
        """The due date that was in force at a moment."""
        earlier = (due for agreed, due in reversed(self.renegotiations) if agreed.event.moment <= moment)
        return next(earlier, self.made.due)

    def days_late(self, delivery: Step) -> int | None:
        """Days from the due date then in force to a delivery, 0 where it was in time; null where there was no date."""
        due = self.due_for(delivery)
        return None if due is None else max(0, days_between(due, delivery.day))

    @cached_property
    def renegotiations(self) -> list[tuple[Step, str | None]]:
        """Each renegotiation with the date agreed, null where the date was withdrawn; in the order of their `at`."""
        found = [(step, step.event.due) for step in self.steps if type(step.event) is CommitmentRenegotiated]
        return sorted(found, key=lambda item: item[0].order)


def days_between(earlier: str, later: str) -> int:
    """Calendar days from one written day to another; negative where that lies before."""
    return (date.fromisoformat(later) - date.fromisoformat(earlier)).days
