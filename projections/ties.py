"""Ties: what connects the parties on a date, by what happened lately and by what is in force.

What happened counts for as many days as the window has; of an agreement or a commitment that is any event about it.
An agreement that has ended is no tie, nor is a commitment that was released, revoked, broken or orphaned. What needs no
event to go on counts however old it is: the consents to the charter in force, and an initiative that is running.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations
from typing import TypeAlias, TypeVar

from domain.agreements import AgreementExtended, AgreementReached, AgreementReviewed
from domain.charter import CharterConsented, CharterDrafted, CharterObjected, CharterRatified, CharterRepealed
from domain.dissolution import CoalitionReconvened
from domain.event import Event
from domain.initiatives import InitiativeEnded, InitiativeLaunched
from domain.membership import IntroductionMade, PartyRemoved, PartyWithdrew
from domain.promises import Commitment
from domain.sessions import SessionHeld
from domain.trust import ControlCeded, InformationShared, TargetSetAside, TrustMoment
from projections.dealings import Dealings
from projections.moments import Fact

#: Two parties: in order of their ids, or from the one to the other.
Pair: TypeAlias = tuple[str, str]
Key = TypeVar("Key")

#: What connects parties beside their dealings: where they met, what they lead, what they consented to.
_BESIDE: frozenset[type[Event]] = frozenset(
    (
        SessionHeld,
        IntroductionMade,
        InitiativeLaunched,
        InitiativeEnded,
        CharterDrafted,
        CharterConsented,
        CharterObjected,
        CharterRatified,
        CharterRepealed,
        PartyWithdrew,
        PartyRemoved,
        CoalitionReconvened,
    )
)


@dataclass(slots=True)
class Ties:
    """The latest event of each kind of tie; a pair without order stands in the order of its ids."""

    introduced: dict[str, Fact] = field(default_factory=dict)
    acquainted: dict[Pair, Fact] = field(default_factory=dict)  #: introduced to each other
    sessions: list[Fact] = field(default_factory=list)
    attended: dict[str, int] = field(default_factory=dict)  #: by party, a bit for each of the sessions
    informed: dict[Pair, Fact] = field(default_factory=dict)  #: from giver to receiver
    agreed: dict[Pair, Fact] = field(default_factory=dict)
    promised: dict[Pair, Fact] = field(default_factory=dict)
    promised_to_all: dict[str, Fact] = field(default_factory=dict)
    answering_together: dict[Pair, Fact] = field(default_factory=dict)
    sharing: dict[Pair, Fact] = field(default_factory=dict)  #: an initiative that both lead or promised something for
    consents: dict[str, Fact] = field(default_factory=dict)  #: to the charter in force
    set_aside: dict[str, Fact] = field(default_factory=dict)
    ceded: dict[str, Fact] = field(default_factory=dict)

    def met(self, one: str, other: str) -> Fact | None:
        """The latest session in which both were."""
        both = self.attended.get(one, 0) & self.attended.get(other, 0)
        return self.sessions[both.bit_length() - 1] if both else None


def ties(dealings: Dealings, as_of: datetime, window_days: float) -> Ties:
    """What connects the parties on a date."""

    def lately(fact: Fact) -> bool:
        return (as_of - fact.point.moment).total_seconds() <= window_days * 86_400

    found = Ties(consents=_consents(dealings.chronicle.read(_BESIDE)))
    facts = dealings.chronicle.happened(_BESIDE)
    for fact in filter(lately, facts):
        _meet(found, fact)
    for fact in filter(lately, dealings.facts):
        _give(found, fact)
    _agree(found, dealings.facts, lately)
    promised = list(_promised(dealings, lately))
    for promise, fact, _ in promised:
        _promise(found, promise, fact)
    _share(found, facts, promised, lately)
    return found


def ordered(one: str, other: str) -> Pair:
    """Two parties in the order of their ids."""
    return (one, other) if one < other else (other, one)


def _note(known: dict[Key, Fact], key: Key, fact: Fact) -> None:
    known[key] = max(known.get(key, fact), fact, key=lambda tie: tie.point)


def _meet(found: Ties, fact: Fact) -> None:
    match fact.recorded.event:
        case IntroductionMade(party=party):
            _note(found.introduced, party, fact)
        case SessionHeld(attendance=attendance):
            for party, persons in attendance.items():
                if persons:
                    found.attended[party] = found.attended.get(party, 0) | 1 << len(found.sessions)
            found.sessions.append(fact)


def _give(found: Ties, fact: Fact) -> None:
    match fact.recorded.event:
        case InformationShared(giver=giver, to=to):
            for receiver in to:
                _note(found.informed, (giver, receiver), fact)
        case TrustMoment(kind="introduction", between=between):
            for pair in combinations(sorted(between), 2):
                _note(found.acquainted, pair, fact)
        case TargetSetAside(party=party):
            _note(found.set_aside, party, fact)
        case ControlCeded(giver=giver):
            _note(found.ceded, giver, fact)


def _agree(found: Ties, facts: Iterable[Fact], lately: Callable[[Fact], bool]) -> None:
    parties: dict[str, list[str]] = {}
    latest: dict[str, Fact] = {}
    ended: set[str] = set()
    for fact in facts:
        match fact.recorded.event:
            case AgreementReached(agreement=name) as reached:
                parties[name], latest[name] = sorted(reached.parties), fact
            case AgreementReviewed(agreement=name, outcome="ended"):
                ended.add(name)
            case AgreementExtended(agreement=name) | AgreementReviewed(agreement=name):
                latest[name] = fact
    for name in sorted(parties.keys() - ended):
        for pair in combinations(parties[name], 2):
            if lately(latest[name]):
                _note(found.agreed, pair, latest[name])


def _promised(dealings: Dealings, lately: Callable[[Fact], bool]) -> Iterator[tuple[Commitment, Fact, str | None]]:
    """The commitments that have not fallen, with the latest event about each and the initiative they are for."""
    for promise in dealings.promises.each():
        latest = max(dealings.about[promise.name], key=lambda fact: fact.point)
        if promise.state in ("open", "delivered", "accepted") and lately(latest):
            yield promise.stands, latest, promise.made.initiative


def _promise(found: Ties, promise: Commitment, fact: Fact) -> None:
    for party in promise.accountable:
        if promise.promisee == "all":
            _note(found.promised_to_all, party, fact)
        else:
            _note(found.promised, ordered(party, promise.promisee), fact)
    for pair in combinations(sorted(set(promise.accountable)), 2):
        _note(found.answering_together, pair, fact)


def _share(
    found: Ties,
    facts: Iterable[Fact],
    promised: Iterable[tuple[Commitment, Fact, str | None]],
    lately: Callable[[Fact], bool],
) -> None:
    """Initiatives that are running or ended lately, between those that lead them or promised something for them."""
    running = _running(facts, lately)
    parties = {name: {lead.party for lead in event.leads} for name, (_, event) in running.items()}
    for promise, _, initiative in promised:
        if initiative in parties:
            parties[initiative].update(promise.accountable)
    for name, (launch, _) in sorted(running.items()):
        for pair in combinations(sorted(parties[name]), 2):
            _note(found.sharing, pair, launch)


def _running(facts: Iterable[Fact], lately: Callable[[Fact], bool]) -> dict[str, tuple[Fact, InitiativeLaunched]]:
    """The launches of the initiatives that go on or ended lately."""
    launched: dict[str, tuple[Fact, InitiativeLaunched]] = {}
    over: set[str] = set()
    for fact in facts:
        match fact.recorded.event:
            case InitiativeLaunched() as event:
                launched[event.initiative] = fact, event
            case InitiativeEnded(initiative=name) if not lately(fact):
                over.add(name)
    return {name: launch for name, launch in launched.items() if name not in over}


def _consents(facts: Iterable[Fact]) -> dict[str, Fact]:
    """Who consents to the charter in force: read in the order of the record, as the rules do.

    Those whom a ratification names count too: where it was recorded by hand, it is all that is known.
    """
    in_force: int | None = None
    consents: dict[int, dict[str, Fact]] = {}
    for fact in facts:
        match fact.recorded.event:
            case CharterDrafted(version=version):
                consents[version] = {}
            case CharterConsented(version=version, party=party):
                consents.setdefault(version, {})[party] = fact
            case CharterObjected(version=version, party=party):
                consents.setdefault(version, {}).pop(party, None)
            case CharterRatified(version=version, consents=parties):
                in_force = version if in_force is None else max(in_force, version)
                for party in parties:
                    consents.setdefault(version, {}).setdefault(party, fact)
            case CharterRepealed(version=version) if version == in_force:
                in_force = None
            case PartyWithdrew(party=party) | PartyRemoved(party=party):
                for known in consents.values():
                    known.pop(party, None)
            case CoalitionReconvened():
                in_force, consents = None, {}
    return {} if in_force is None else consents.get(in_force, {})
