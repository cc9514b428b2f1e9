"""Collaboration, reckoned from its definition: Frey's levels, each pair's and the whole's.

What happened counts for 180 days, and any event about an agreement or a promise keeps it alive as long, until it has
ended or fallen. The charter in force and a running initiative count however old they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from domain.coalition import Coalition
from domain.event import Recorded
from domain.history import fold

from .plain import DAY, LEAVING, about, events_of, in_time, named, of_type, promises_after, standing_after
from .trust import trust

NAMES = ("none", "networking", "cooperation", "coordination", "coalition", "collaboration")
WINDOW = 180
TRUSTING = 0.6


@dataclass
class Facts:
    """What is known of the pairs, each in both directions."""

    met: set[tuple[str, str]] = field(default_factory=set)
    told: set[tuple[str, str]] = field(default_factory=set)  #: only from giver to receiver
    bound: set[tuple[str, str]] = field(default_factory=set)
    sharing: set[tuple[str, str]] = field(default_factory=set)
    answering: set[tuple[str, str]] = field(default_factory=set)
    carrying: set[str] = field(default_factory=set)
    consenting: set[str] = field(default_factory=set)
    gave: set[str] = field(default_factory=set)  #: set a target aside, or ceded control


def collaboration(records: list[Recorded], as_of: datetime) -> dict[str, Any]:
    members = standing_after(records).members
    facts = _facts(records, members, as_of)
    expected = trust(records, as_of)["pairs"]
    pairs: dict[str, dict[str, Any]] = {}
    levels = []
    for i, j in ((i, j) for i in members for j in members if i < j):
        level = _level(facts, expected, (i, j))
        levels.append(level)
        pairs.setdefault(i, {})[j] = {"level": level, "name": NAMES[level]}
    middle = sorted(levels)[(len(levels) - 1) // 2] if levels else None
    return {"pairs": pairs, "level": middle, "name": None if middle is None else NAMES[middle]}


def _level(facts: Facts, expected: Any, pair: tuple[str, str]) -> int:
    i, j = pair
    ways = ((i, j), (j, i))
    criteria = (
        pair in facts.met,
        any(way in facts.told for way in ways),
        all(way in facts.told for way in ways) and pair in facts.bound,
        {i, j} <= facts.consenting and (pair in facts.sharing or {i, j} <= facts.carrying),
        all(expected.get(a, {}).get(b, {"expectation": 0.5})["expectation"] >= TRUSTING for a, b in ways)
        and (pair in facts.answering or {i, j} <= facts.gave),
    )
    return criteria.index(False) if False in criteria else len(criteria)


def _facts(records: list[Recorded], members: list[str], as_of: datetime) -> Facts:
    facts = Facts()
    recent = [r for r in records if as_of - r.event.moment <= WINDOW * DAY]
    introduced = {event.party for event in events_of(recent, "introduction-made")}
    facts.met |= _both_ways(introduced)
    for recorded in recent:
        event: Any = recorded.event
        if recorded.type == "session-held":
            facts.met |= _both_ways(party for party, heads in event.attendance.items() if heads > 0)
        elif recorded.type == "information-shared":
            facts.told |= {(event.giver, to) for to in event.to}
        elif recorded.type == "control-ceded":
            facts.gave.add(event.giver)
        elif recorded.type == "target-set-aside":
            facts.gave.add(event.party)
        elif recorded.type == "trust-moment" and event.kind == "introduction":
            facts.met |= _both_ways(event.between)
    coalition = fold(records)
    _agreements(facts, records, recent, coalition)
    _promises(facts, records, members, {r.n for r in recent})
    charter = coalition.charter
    if charter.in_force is not None:
        facts.consenting = set(charter.poll(charter.in_force).consents) | _named(records, charter.in_force)
    return facts


def _both_ways(parties: Iterable[str]) -> set[tuple[str, str]]:
    named = list(parties)
    return {(one, other) for one in named for other in named if one != other}


def _agreements(facts: Facts, records: list[Recorded], recent: list[Recorded], coalition: Coalition) -> None:
    spoken_of = {named(r, "agreement") for r in recent}
    in_force = coalition.agreements
    for recorded in of_type(records, "agreement-reached"):
        event: Any = recorded.event
        if in_force[event.agreement] and event.agreement in spoken_of:
            facts.bound |= _both_ways({party for term in event.terms for party in (term.party, term.to)})


def _promises(facts: Facts, records: list[Recorded], members: list[str], recent: set[int]) -> None:
    """Those that have not fallen, spoken of lately: between whom they are, who carries one to all, for which work."""
    at_work: dict[str, set[str]] = {}
    for name, promise in promises_after(records).items():
        if promise.state not in ("open", "delivered", "accepted"):
            continue
        if not any(r.n in recent for r in about(records, name)):
            continue
        side = members if promise.promisee == "all" else [promise.promisee]
        for one in promise.accountable:
            facts.bound |= {pair for other in side if other != one for pair in ((one, other), (other, one))}
        if promise.promisee == "all":
            facts.carrying |= set(promise.accountable)
        facts.answering |= _both_ways(promise.accountable)
        made: Any = promise.made.event
        if made.initiative is not None:
            at_work.setdefault(made.initiative, set()).update(promise.accountable)
    _initiatives(facts, records, at_work, recent)


def _initiatives(facts: Facts, records: list[Recorded], at_work: dict[str, set[str]], recent: set[int]) -> None:
    ended: dict[str, Recorded] = {}
    for recorded in in_time(of_type(records, "initiative-ended")):
        ended[named(recorded, "initiative")] = recorded
    for recorded in of_type(records, "initiative-launched"):
        event: Any = recorded.event
        if event.initiative not in ended or ended[event.initiative].n in recent:
            leads = {lead.party for lead in event.leads}
            facts.sharing |= _both_ways(leads | at_work.get(event.initiative, set()))


def _named(records: list[Recorded], version: int) -> set[str]:
    """Whom the ratification names, as long as they have stayed."""
    found: set[str] = set()
    for recorded in records:
        event: Any = recorded.event
        if recorded.type == "charter-ratified" and event.version == version:
            found |= set(event.consents)
        elif recorded.type in LEAVING or recorded.type == "charter-objected":
            found.discard(event.party)
    return found
