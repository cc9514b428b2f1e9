"""Decisions: how each proposal was met, what was decided under which rule, and what came of it.

**State**: open, adopted, rejected, no-quorum or withdrawn, as the last event recorded says; *lapsed* where the
coalition ended, or began anew, without deciding. **Days open**: calendar days (UTC) from the proposal to that.

**Tally**: the stances that count, by the rules: the last recorded of each member present, at closing; of an open
proposal, now. Where the outcome on record names other numbers, or was recorded by hand without stances, its numbers
stand; where it names none they are unknown.

**Rule, quorum, charter version**: of the charter in force at closing (before there is one: consensus, no quorum); of an
open proposal, those that would apply now. By which rule somebody reached an outcome that was recorded by hand, nobody
knows: rule and quorum are then unknown, the charter in force is still told.

**Reviews**: the date that the latest review set, due as long as the coalition goes on; overdue from the day after it.

**Commitments**: whether what was decided turned into commitments, as `projections.decided` finds them.
`turned_into_commitments` counts the adopted proposals that have any.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from functools import reduce
from typing import Any, NamedTuple, Self, TypeVar, get_args

from rpds import HashTrieMap, List

from domain.charter import CharterRatified
from domain.commitments import CommitmentMade
from domain.decisions import (
    DecisionReached,
    DecisionReviewed,
    Outcome,
    ProposalClosed,
    ProposalMade,
    ProposalWithdrawn,
    Stance,
    StanceTaken,
    closing_terms,
)
from domain.dissolution import CoalitionDissolved, CoalitionReconvened
from domain.event import Event, Recorded
from domain.formation import CoalitionAbandoned
from projections.decided import followed
from projections.figure import UNKNOWN, Case, Figure, Part, case, count, plain, total
from projections.known import NOTHING, Known
from projections.moments import day, days, when
from projections.parties import concerned
from projections.view import read
from projections.weights import Weights

E = TypeVar("E", bound=Event)

#: All that moves a proposal, or that a proposal may be followed by.
_CONCERNING: frozenset[type[Event]] = frozenset(
    (
        ProposalMade,
        StanceTaken,
        ProposalClosed,
        DecisionReached,
        ProposalWithdrawn,
        DecisionReviewed,
        CharterRatified,
        CommitmentMade,
        CoalitionDissolved,
        CoalitionAbandoned,
        CoalitionReconvened,
    )
)
_STANCES: tuple[str, ...] = get_args(Stance)
_STATES = ("open", *get_args(Outcome), "withdrawn", "lapsed")
_BY_HAND = "recording.outcomes-follow"


def decisions(
    records: Iterable[Recorded], as_of: datetime | None = None, weights: Weights | None = None
) -> dict[str, Any]:
    """Every proposal on a date; without one, as of the latest event."""
    return read(Decisions.initial(weights), records, as_of)


class Applied(NamedTuple):
    """What decided: the terms and the charter that they stood in, and whose stances counted."""

    rule: str
    quorum: Decimal
    version: int | None  #: of the charter in force
    ratified: Recorded | None  #: its ratification
    counted: tuple[Recorded, ...]


class Thread(NamedTuple):
    """A proposal with what happened to it."""

    made: Recorded
    events: List[int]
    stances: List[Recorded] = List()
    latest: HashTrieMap[str, Recorded] = HashTrieMap()  #: by party, the stance recorded last
    over: Recorded | None = None  #: the event since which it is not open any more
    applied: Applied | None = None  #: what decided, once it is over
    reviews: List[Recorded] = List()

    def having(self, recorded: Recorded, **changes: Any) -> Thread:
        """The thread with one more event, and what that changes."""
        return self._replace(events=self.events.push_front(recorded.n), **changes)

    @property
    def state(self) -> str:
        """Where the proposal stands."""
        match self.over and self.over.event:
            case None:
                return "open"
            case DecisionReached(outcome=outcome):
                return outcome
            case ProposalWithdrawn():
                return "withdrawn"
        return "lapsed"


class Decisions(NamedTuple):
    known: Known = NOTHING
    threads: HashTrieMap[str, Thread] = HashTrieMap()
    open: HashTrieMap[str, bool] = HashTrieMap()
    ratified: HashTrieMap[int, Recorded] = HashTrieMap()  #: by version of the charter
    promises: List[Recorded] = List()

    @classmethod
    def initial(cls, weights: Weights | None = None) -> Self:
        """No proposal yet; the weights of other measures do not matter here."""
        return cls()

    def apply(self, recorded: Recorded) -> Self:
        """The same with one more record taken in; what decides is the coalition as the event found it."""
        after = self._taken(recorded) if type(recorded.event) in _CONCERNING else self
        return type(self)(self.known.apply(recorded), after.threads, after.open, after.ratified, after.promises)

    def at(self, as_of: datetime) -> dict[str, Any]:
        """The figures in plain numbers."""
        answer: dict[str, Any] = plain(self.figures(as_of))
        return answer

    def figures(self, as_of: datetime) -> dict[str, Any]:
        """How many proposals are in each state, and each of them in the order in which they were made."""
        threads = dict(sorted(self.threads.items(), key=lambda named: when(named[1].made)))
        adopted = {name: t.over for name, t in threads.items() if t.over is not None and t.state == "adopted"}
        follow = followed(adopted, self.promises)
        by_state: dict[str, list[Case]] = {state: [] for state in _STATES}
        for thread in threads.values():
            by_state[thread.state].append(case(thread.over or thread.made))
        return {
            **{state.replace("-", "_"): count(cases) for state, cases in by_state.items()},
            "turned_into_commitments": count(case(made[0]) for made in follow.values() if made),
            "proposals": [self._told(name, thread, follow.get(name, []), as_of) for name, thread in threads.items()],
        }

    def _taken(self, recorded: Recorded) -> Self:
        match recorded.event:
            case ProposalMade(proposal=name):
                made = self._with(name, Thread(recorded, List([recorded.n])))
                return made._replace(open=self.open.insert(name, True))
            case StanceTaken(proposal=name, party=party):
                thread = self.threads[name]
                stances, latest = thread.stances.push_front(recorded), thread.latest.insert(party, recorded)
                return self._with(name, thread.having(recorded, stances=stances, latest=latest))
            case ProposalClosed(proposal=name):
                return self._with(name, self.threads[name].having(recorded))
            case DecisionReached(proposal=name) | ProposalWithdrawn(proposal=name):
                return self._over(name, recorded)
            case DecisionReviewed(proposal=name):
                thread = self.threads[name]
                return self._with(name, thread.having(recorded, reviews=thread.reviews.push_front(recorded)))
            case CharterRatified(version=version):
                return self._replace(ratified=self.ratified.insert(version, recorded))
            case CommitmentMade():
                return self._replace(promises=self.promises.push_front(recorded))
            case CoalitionDissolved() | CoalitionAbandoned() | CoalitionReconvened():
                return reduce(lambda view, name: view._over(name, recorded), self.open, self)
        return self

    def _with(self, name: str, thread: Thread) -> Self:
        return self._replace(threads=self.threads.insert(name, thread))

    def _over(self, name: str, recorded: Recorded) -> Self:
        thread = self.threads[name]
        over = self._with(name, thread.having(recorded, over=recorded, applied=self._applied(thread)))
        return over._replace(open=self.open.discard(name))

    def _applied(self, thread: Thread) -> Applied:
        coalition = self.known.coalition
        terms, version = closing_terms(coalition.charter.terms), coalition.charter.in_force
        counted = [thread.latest[party] for party in coalition.membership.members if party in thread.latest]
        ratified = None if version is None else self.ratified[version]
        return Applied(terms.rule, terms.quorum, version, ratified, tuple(sorted(counted, key=when)))

    def _told(self, name: str, thread: Thread, follow: list[Recorded], as_of: datetime) -> dict[str, Any]:
        event, over = _event(thread.made, ProposalMade), thread.over
        until = as_of if over is None else over.event.moment
        due = self._review_due(name, thread)
        return {
            "proposal": name,
            "what": event.what,
            "proposer": event.proposer,
            "state": thread.state,
            "stances": _stances(thread),
            **_decided(thread, self._applied(thread) if thread.applied is None else thread.applied),
            "days_open": total([(case(thread.made), days(event.moment, until))]),
            "made_at": event.at,
            "over_at": None if over is None else over.event.at,
            "decide_by": event.decide_by,
            "overdue": over is None and event.decide_by is not None and event.decide_by < day(as_of),
            "reviews": [_review(recorded) for recorded in sorted(thread.reviews, key=when)],
            "review_due": due,
            "review_overdue": due is not None and due < day(as_of),
            "commitments": [_event(recorded, CommitmentMade).commitment for recorded in follow],
            "parties": sorted({*concerned(event, self.known), *thread.latest}),
            "events": sorted({*thread.events, *(recorded.n for recorded in follow)}),
        }

    def _review_due(self, name: str, thread: Thread) -> str | None:
        """When what was adopted is looked at again: the latest word on it; after the end, and in a new cycle, never."""
        coalition = self.known.coalition
        proposal = coalition.decisions.get(name)
        if proposal is None or not proposal.adopted or coalition.dissolution.ended is not None:
            return None
        latest = max(thread.reviews, key=when, default=None)
        return None if latest is None else _event(latest, DecisionReviewed).next_review


def _stances(thread: Thread) -> dict[str, list[dict[str, Any]]]:
    """By party, every stance that it took, in the order in which it took them."""
    told: dict[str, list[dict[str, Any]]] = {party: [] for party in sorted(thread.latest)}
    for recorded in sorted(thread.stances, key=when):
        event = _event(recorded, StanceTaken)
        told[event.party].append({"n": recorded.n, "at": event.at, "stance": event.stance, "reason": event.reason})
    return told


def _decided(thread: Thread, applied: Applied) -> dict[str, Any]:
    """The outcome, the tally, and by which rule: the one that was applied or, while it is open, would be."""
    event = None if thread.over is None else thread.over.event
    reached = event if isinstance(event, DecisionReached) else None
    by_hand = thread.over is not None and reached is not None and _is_by_hand(thread.over)
    in_question = event is None or reached is not None
    return {
        "tally": _tally(thread, applied, reached),
        "outcome": None if reached is None else reached.outcome,
        "by_hand": by_hand,
        "rule": applied.rule if in_question and not by_hand else None,
        "quorum": _from(applied, applied.quorum) if in_question and not by_hand else UNKNOWN,
        "charter_version": UNKNOWN if applied.version is None or not in_question else _from(applied, applied.version),
    }


def _is_by_hand(recorded: Recorded) -> bool:
    """Whether somebody recorded what the rules would derive; a correction of such a record is derived in form only."""
    return recorded.derived_from is None or _BY_HAND in recorded.breaches


def _from(applied: Applied, value: int | Decimal) -> Figure:
    """What stands in the charter in force, or holds before there is one."""
    behind = Case(None, "no-charter", "") if applied.ratified is None else case(applied.ratified)
    return Figure(value, (Part(*behind, value),))


def _tally(thread: Thread, applied: Applied, reached: DecisionReached | None) -> dict[str, Figure]:
    cases: dict[str, list[Case]] = {stance: [] for stance in _STANCES}
    for recorded in applied.counted:
        cases[_event(recorded, StanceTaken).stance].append(case(recorded))
    tally = {stance: count(same) for stance, same in cases.items()}
    if thread.over is None or reached is None:
        return tally
    if reached.tally is None:
        return dict.fromkeys(_STANCES, UNKNOWN)
    said = reached.tally.model_dump()
    return {s: tally[s] if said[s] == tally[s].value else total([(case(thread.over), said[s])]) for s in _STANCES}


def _event(recorded: Recorded, event_type: type[E]) -> E:
    assert isinstance(recorded.event, event_type)
    return recorded.event


def _review(recorded: Recorded) -> dict[str, Any]:
    event = _event(recorded, DecisionReviewed)
    return {"n": recorded.n, "at": event.at, "outcome": event.outcome, "next_review": event.next_review}
