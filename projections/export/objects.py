"""Objects: what the events of a history are about, each with how its attributes changed over time.

Parties, commitments, conflicts, agreements, initiatives, sessions, and the coalition itself. What they are at each
moment is said by the folds that the rules and the measures rest on, given the facts that bear on the one thing.
An attribute that has come to hold nothing (a date that was withdrawn) is the empty text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, TypeAlias

from domain.agreements import AgreementReached
from domain.event import Event, Recorded
from domain.initiatives import InitiativeEnded, InitiativeLaunched
from domain.membership import Membership, PartyDeclined, PartyJoined
from domain.sessions import SessionHeld
from projections.agenda import Agenda
from projections.export import naming
from projections.export.bearings import Bearings
from projections.export.over_time import Fact, V, over_time
from projections.known import Known, membership_after
from projections.promises import Promises

#: What is told of a thing at a moment, by the name of the attribute.
Told: TypeAlias = "dict[str, str]"

COALITION, PARTY = "coalition", "party"
#: The types of objects that events bring in under an id of their own.
THINGS = ("commitment", "conflict", "agreement", "initiative", "session")
TYPES = (COALITION, PARTY, *THINGS)


class Ref(NamedTuple):
    """An object of a coalition."""

    type: str
    id: str


class Link(NamedTuple):
    """A relation, with what the other is to this one."""

    qualifier: str
    to: Ref


class Change(NamedTuple):
    """A value that an attribute took on."""

    name: str
    value: str
    since: datetime


class Object(NamedTuple):
    """Something that events are about."""

    ref: Ref
    changes: tuple[Change, ...]  #: in the order of time
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class _State:
    """The coalition, as far as the facts given say, and the reviews that were agreed."""

    known: Known = field(default_factory=Known)
    agenda: Agenda = field(default_factory=Agenda)

    def apply(self, recorded: Recorded) -> _State:
        return _State(self.known.apply(recorded), self.agenda.apply(recorded.event))

    def review(self, kind: str, name: str) -> Told:
        review = self.agenda.reviews.get((kind, name))
        return {} if review is None else {"review_on": review.on or ""}


@dataclass(frozen=True, slots=True)
class _Party:
    """A party, as far as its coming and going says."""

    membership: Membership = field(default_factory=Membership)
    joined: PartyJoined | None = None
    declined: bool = False

    def apply(self, recorded: Recorded) -> _Party:
        event = recorded.event
        joined = event if isinstance(event, PartyJoined) else self.joined
        return _Party(membership_after(self.membership, event), joined, isinstance(event, PartyDeclined))


@dataclass(frozen=True, slots=True)
class _Words:
    """The events that brought something in and put an end to it."""

    events: tuple[Event, ...] = ()

    def apply(self, recorded: Recorded) -> _Words:
        return _Words((*self.events, recorded.event))


def objects(coalition: str, facts: Sequence[Fact]) -> Iterator[Object]:
    """Every object of a history: the coalition, the parties it names, and what they brought in, in order."""
    bearings = Bearings(facts)
    whole = Ref(COALITION, coalition)
    yield Object(whole, _changes(_State(), bearings.on_coalition(), _coalition), ())
    for party in bearings.parties:
        told = _changes(_Party(), bearings.on_party(party), lambda state, party=party: _party(state, party))  # type: ignore[misc]
        yield Object(Ref(PARTY, party), told, (Link("part-of", whole),))
    for kind, name in bearings.introduced:
        if kind in THINGS:
            links = dict.fromkeys((Link("part-of", whole), *_links(Ref(kind, name), bearings)))
            yield Object(Ref(kind, name), _of_thing(kind, name, bearings), tuple(links))


def _of_thing(kind: str, name: str, bearings: Bearings) -> tuple[Change, ...]:
    match kind:
        case "commitment":
            bearing = bearings.on_thing_and_parties(kind, name)
            return _changes(Promises(), bearing, lambda state: _commitment(state, name))
        case "conflict":
            bearing = bearings.on_thing_and_parties(kind, name)
            return _changes(_State(), bearing, lambda state: _conflict(state, name))
        case "agreement":
            return _changes(_State(), bearings.on_thing(kind, name), lambda state: _agreement(state, name))
        case "initiative":
            return _changes(_Words(), bearings.on_thing(kind, name), _initiative)
    return _changes(_Words(), bearings.on_thing(kind, name), _session)


def _changes(initial: V, bearing: Sequence[Fact], tell: Callable[[V], Told]) -> tuple[Change, ...]:
    """Each value that an attribute took on, from the moment on from which it held."""
    before: Told = {}
    found: list[Change] = []
    for since, state in over_time(initial, bearing):
        told = tell(state)
        found += [Change(name, value, since) for name, value in told.items() if before.get(name, "") != value]
        before |= told
    return tuple(found)


def _links(of: Ref, bearings: Bearings) -> Iterator[Link]:
    """The parties and things that the events by which it was brought in, or passed on, name as what they are to it."""
    for fact in bearings.on_thing(*of):
        event = fact.recorded.event
        if of not in event.introduces() and event.type not in _PASSES_ON:
            continue
        yield from (Link(field.replace(".", "-"), _whom(name, event)) for field, name in naming.parties(event))
        for mention in naming.things(event):
            for kind in mention.kinds:
                if kind in THINGS and (other := Ref(kind, mention.id)) != of and other in bearings.introduced:
                    yield Link(mention.field, other)


def _whom(party: str, event: Event) -> Ref:
    return Ref(COALITION, event.coalition) if party == "all" else Ref(PARTY, party)


#: Events after which other parties answer for a thing than those that its making named.
_PASSES_ON = ("commitment-handed-over", "accountability-changed")


def _coalition(state: _State) -> Told:
    coalition = state.known.coalition
    in_force = coalition.charter.in_force
    return {
        "name": coalition.formation.name,
        "purpose": coalition.formation.purpose or "",
        "phase": coalition.phase,
        "convener": coalition.membership.convener or "",
        "sponsored": _flag(coalition.sponsored),
        "charter": "" if in_force is None else str(in_force),
        "sunset": coalition.dissolution.sunset or "",
    }


def _party(state: _Party, party: str) -> Told:
    membership, joined = state.membership, state.joined
    told = {} if joined is None else _given(name=joined.name, kind=joined.kind, constituency=joined.constituency)
    if membership.is_in(party):
        return {**told, "standing": membership.parties[party]}
    if party in membership.invited:
        return {**told, "standing": "invited"}
    if membership.had_standing(party):
        return {**told, "standing": "left"}
    return {**told, "standing": "declined"} if state.declined else told


def _commitment(state: Promises, name: str) -> Told:
    for promise in state.each():
        if promise.name == name:
            stands = promise.stands
            return {
                "what": stands.what,
                "status": stands.state,
                "due": promise.due or "",
                "first_due": promise.first_due or "",
                "promisor": stands.promisor,
                "promisee": stands.promisee,
                "co_accountable": _several(stands.co_accountable),
            }
    return {}


def _conflict(state: _State, name: str) -> Told:
    conflict = state.known.coalition.conflicts.get(name)
    if conflict is None:
        return {}
    told = {"about": conflict.about, "state": conflict.state, "sides": _several(conflict.sides)}
    return {**told, **_given(stage=conflict.stage), **state.review("conflict", name)}


def _agreement(state: _State, name: str) -> Told:
    reached = state.known.of(AgreementReached, "agreement", name)
    if reached is None:
        return {}
    in_force = state.known.coalition.agreements[name]
    told = {"state": "in-force" if in_force else "ended", "parties": _several(sorted(reached.parties))}
    return {**told, **state.review("agreement", name)}


def _initiative(words: _Words) -> Told:
    told: Told = {}
    for event in words.events:
        match event:
            case InitiativeLaunched():
                told |= {"name": event.name, "state": "running", **_given(goal=event.goal)}
            case InitiativeEnded():
                told |= {"state": event.outcome or "ended", **_given(learned=event.learned)}
    return told


def _session(words: _Words) -> Told:
    told: Told = {}
    for event in words.events:
        if isinstance(event, SessionHeld):
            told |= {"topic": event.topic, **_given(kind=event.kind, next_on=event.next_on)}
            told |= _given(headcount=sum(event.attendance.values()) if event.attendance else None)
    return told


def _given(**values: str | int | None) -> Told:
    """What is recorded of these, as text."""
    return {name: str(value) for name, value in values.items() if value is not None}


def _several(parties: Iterable[str]) -> str:
    return "; ".join(parties)


def _flag(value: bool) -> str:
    return "true" if value else "false"
