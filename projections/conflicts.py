"""Conflicts: each one's sides, how far it has escalated, how far its conversation has come, and what holds it up.

**Stage**: the latest on Glasl's scale of nine (Friedrich Glasl, *Konfliktmanagement*, 1980): as raised, then what each
escalation adds to it; unknown where none is recorded.

**Step**: the first of the five steps that is yet to be taken, 1 to 5; `steps` tells it of each side, `step` of the
whole, which is where the side furthest behind is. A step taken out of turn counts once those before it are taken.
Settling brings everybody to step 5, whatever was left out on the way. Below two sides there is no step.

**Days in each step**: calendar days (UTC) between the event by which the last side finished the step before and the
one by which it finished this. A step taken before its turn lasts no time. The clock stops when the conflict is settled
or closed, when fewer than two sides are left, and at the end of the coalition. A review that finds that a settlement
did not hold begins a new round at step 1; steps and days are those of the present round, and a step that was not
begun in it has no days.

**Contract**: the commitments that settle the conflict, each with where it stands by the rules (open, delivered,
accepted, released, revoked, broken, orphaned) and whether it is overdue, from the day after its due date on.
**Reviews**: the date that the latest word on a settled conflict set, overdue from the day after it; after the end of
the coalition none is due.

Where a conflict stands, who its sides are and what comes next is as the rules see it, in the order of recording.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple, Self, get_args

from rpds import HashTrieMap, List

from domain.commitments import CommitmentMade
from domain.conflicts import (
    ConflictClosed,
    ConflictCongruenceFound,
    ConflictEscalated,
    ConflictExplored,
    ConflictPrepared,
    ConflictPurposeChecked,
    ConflictRaised,
    ConflictReviewed,
    ConflictSettled,
)
from domain.dissolution import CoalitionDissolved, CoalitionReconvened
from domain.event import Event, Recorded
from domain.formation import CoalitionAbandoned
from domain.membership import PartyRemoved, PartyWithdrew
from projections.conversation import Round
from projections.figure import UNKNOWN, Figure, case, count, plain, total
from projections.held_up import held_up_by
from projections.known import NOTHING, Known
from projections.moments import day, when
from projections.view import read, shared
from projections.weights import Weights

About = (
    ConflictPrepared
    | ConflictPurposeChecked
    | ConflictCongruenceFound
    | ConflictExplored
    | ConflictSettled
    | ConflictReviewed
    | ConflictEscalated
    | ConflictClosed
)


#: All that moves a conflict.
_CONCERNING: frozenset[type[Event]] = frozenset(
    (
        *get_args(About),
        ConflictRaised,
        CommitmentMade,
        PartyWithdrew,
        PartyRemoved,
        CoalitionReconvened,
        CoalitionDissolved,
        CoalitionAbandoned,
    )
)


def conflicts(
    records: Iterable[Recorded], as_of: datetime | None = None, weights: Weights | None = None
) -> dict[str, Any]:
    """Every conflict on a date; without one, as of the latest event."""
    return read(Conflicts.initial(weights), records, as_of)


class Thread(NamedTuple):
    """A conflict with what happened to it."""

    raised: Recorded
    round: Round
    rounds: List[Recorded]  #: the events that began each
    stages: List[Recorded]
    events: List[int]
    settled: Recorded | None = None
    closed: Recorded | None = None
    reviews: List[Recorded] = List()  #: the events that said when to look at it again, or that no more
    promises: List[Recorded] = List()

    def having(self, recorded: Recorded, **changes: Any) -> Thread:
        """The thread with one more event, and what that changes."""
        return self._replace(events=self.events.push_front(recorded.n), **changes)


class Conflicts(NamedTuple):
    known: Known = NOTHING
    threads: HashTrieMap[str, Thread] = HashTrieMap()
    ended: Recorded | None = None  #: the event that ended the coalition, while it is ended

    @classmethod
    def initial(cls, weights: Weights | None = None) -> Conflicts:
        """No conflict yet; the weights of other measures do not matter here."""
        return NO_CONFLICTS

    @shared
    def apply(self, recorded: Recorded) -> Conflicts:
        """The same with one more record taken in."""
        after = Conflicts(self.known.apply(recorded), self.threads, self.ended)
        if type(recorded.event) not in _CONCERNING:
            return after
        match recorded.event:
            case ConflictRaised(conflict=name, between=sides):
                begun = List([recorded])
                return after._with(name, Thread(recorded, Round(recorded, sides), begun, begun, List([recorded.n])))
            case CommitmentMade(settles=str(name)):
                thread = after.threads[name]
                return after._with(name, thread.having(recorded, promises=thread.promises.push_front(recorded)))
            case PartyWithdrew() | PartyRemoved():
                return after._without_sides(recorded, recorded)
            case CoalitionReconvened():
                return after._without_sides(recorded, self.ended or recorded)._replace(ended=None)
            case CoalitionDissolved() | CoalitionAbandoned():
                return after._replace(ended=recorded)
            case event if isinstance(event, About):
                return after._with(event.conflict, after._moved(after.threads[event.conflict], recorded))
        return after

    def at(self, as_of: datetime) -> dict[str, Any]:
        """The figures in plain numbers."""
        answer: dict[str, Any] = plain(self.figures(as_of))
        return answer

    def figures(self, as_of: datetime) -> dict[str, Any]:
        """How many conflicts are open, settled and closed, and each of them in the order in which they were raised."""
        threads = sorted(self.threads.items(), key=lambda named: when(named[1].raised))
        states = {name: self.state(name) for name, _ in threads}
        counted = {
            state: count(case(_decisive(thread, state)) for name, thread in threads if states[name] == state)
            for state in ("open", "settled", "closed")
        }
        return {**counted, "conflicts": [self._told(name, thread, as_of) for name, thread in threads]}

    def blocked(self) -> dict[str, str]:
        """What holds up each open conflict."""
        open_ = {name: thread for name, thread in self.threads.items() if self.state(name) == "open"}
        return {name: held_up_by(self.known, name, thread.round, self.ended) for name, thread in open_.items()}

    def state(self, name: str) -> str:
        """Whether a conflict is open, settled or closed."""
        return self.known.coalition.conflicts[name].state

    def _with(self, name: str, thread: Thread) -> Self:
        return self._replace(threads=self.threads.insert(name, thread))

    def _moved(self, thread: Thread, recorded: Recorded) -> Thread:
        match recorded.event:
            case ConflictSettled():
                return thread.having(recorded, settled=recorded, reviews=thread.reviews.push_front(recorded))
            case ConflictClosed():
                return thread.having(recorded, closed=recorded)
            case ConflictEscalated():
                return thread.having(recorded, stages=thread.stages.push_front(recorded))
            case ConflictReviewed() as event:
                reviewed = thread.having(recorded, reviews=thread.reviews.push_front(recorded))
                return reviewed if event.held else self._reopened(reviewed, recorded, event.conflict)
        return thread.having(recorded, round=thread.round.with_step(recorded))

    def _reopened(self, thread: Thread, recorded: Recorded, name: str) -> Thread:
        again = Round(recorded, self.known.coalition.conflicts[name].sides)
        return thread._replace(round=again, rounds=thread.rounds.push_front(recorded))

    def _without_sides(self, recorded: Recorded, since: Recorded) -> Self:
        """Sides of open conflicts have left; the rules have taken them off already."""
        threads = self.threads
        for name, thread in self.threads.items():
            sides = self.known.coalition.conflicts[name].sides
            gone = [side for side in thread.round.present if side not in sides]
            if gone and self.state(name) == "open":
                threads = threads.insert(name, thread.having(recorded, round=thread.round.without(gone, since)))
        return self._replace(threads=threads)

    def _told(self, name: str, thread: Thread, as_of: datetime) -> dict[str, Any]:
        state, event, now = self.state(name), thread.raised.event, thread.round
        assert isinstance(event, ConflictRaised)
        settled = thread.settled if state == "settled" else None
        closed = thread.closed if state == "closed" else None
        due, overdue = self._reviews(thread, state, as_of)
        return {
            "conflict": name,
            "about": event.about,
            "over": list(event.over),
            "state": state,
            **_sides(thread, settled),
            "days_in_step": now.days_in_step(self._stopped(thread, state, as_of)),
            "rounds": count(map(case, sorted(thread.rounds, key=when))),
            "blocked_by": held_up_by(self.known, name, now, self.ended) if state == "open" else None,
            "contract": list(self._contract(thread, as_of)),
            "reviews_due": due,
            "reviews_overdue": overdue,
            "raised_at": event.at,
            "settled_at": settled.event.at if settled else None,
            "closed_at": closed.event.at if closed else None,
            "events": sorted(set(thread.events)),
        }

    def _stopped(self, thread: Thread, state: str, as_of: datetime) -> datetime:
        """When the clock of the steps stopped; while it runs, now."""
        stops = [_decisive(thread, state)] if state != "open" else [self.ended, thread.round.stranded]
        return min((stop.event.moment for stop in stops if stop is not None), default=as_of)

    def _contract(self, thread: Thread, as_of: datetime) -> Iterator[dict[str, Any]]:
        for made in sorted(thread.promises, key=when):
            assert isinstance(made.event, CommitmentMade)
            promise = self.known.coalition.commitments.promises[made.event.commitment]
            yield {
                "commitment": made.event.commitment,
                "party": made.event.promisor,
                "will_do": made.event.what,
                "due": promise.due,
                "status": promise.state,
                "overdue": promise.state == "open" and promise.due is not None and promise.due < day(as_of),
                "accountable": list(promise.accountable),
            }

    def _reviews(self, thread: Thread, state: str, as_of: datetime) -> tuple[list[Any], list[Any]]:
        """The review that is still to come, and the one that is past its date."""
        if state != "settled" or self.ended is not None:
            return [], []
        latest = max(thread.reviews, key=when)
        assert isinstance(latest.event, ConflictSettled | ConflictReviewed)
        on = latest.event.review_on if isinstance(latest.event, ConflictSettled) else latest.event.next_review
        told = [] if on is None else [{"on": on, "n": latest.n}]
        return ([], told) if on is not None and on < day(as_of) else (told, [])


#: Of a history without events; views that are folded side by side begin with this one.
NO_CONFLICTS = Conflicts()


def _decisive(thread: Thread, state: str) -> Recorded:
    """The event by which a conflict is as it is."""
    decisive = {"settled": thread.settled, "closed": thread.closed}.get(state)
    return thread.round.opened if decisive is None else decisive


def _sides(thread: Thread, settled: Recorded | None) -> dict[str, Any]:
    """Between whom it is, how far it has escalated, and how far each side has come."""
    now = thread.round
    return {
        "sides": now.present,
        "sides_left": [side for side in now.sides if side in now.left],
        "stage": _stage(thread),
        "steps": {side: now.step_of(side, settled) for side in now.sides},
        "step": UNKNOWN if now.stranded and not settled else now.step(settled),
    }


def _stage(thread: Thread) -> Figure:
    """The stage as raised, then what each escalation adds to it, in the order in which the rules read them."""
    steps, stage = [], 0
    for recorded in reversed(list(thread.stages)):
        assert isinstance(recorded.event, ConflictRaised | ConflictEscalated)
        if recorded.event.stage is not None:
            steps.append((case(recorded), recorded.event.stage - stage))
            stage = recorded.event.stage
    return total(steps) if steps else UNKNOWN
