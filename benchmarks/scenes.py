"""Scenes: how a generated coalition begins, and the short scenes that are seldom played in it: everything else.

A scene is told as (type, who says it, fields); the history adds the coalition and the dates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import cycle
from random import Random
from typing import Any, TypeAlias

Told: TypeAlias = tuple[str, str, dict[str, Any]]
#: A new id of a kind.
Fresh: TypeAlias = Callable[[str], str]
#: A day that lies from so many to so many days ahead.
Day: TypeAlias = Callable[[int, int], str]
Scene: TypeAlias = Callable[[Random, str, str, Fresh, Day], Iterator[Told]]


def opening(parties: Sequence[str], kinds: Sequence[str]) -> Iterator[Told]:
    """Proposed, joined, introduced, a rhythm agreed, a charter written and consented to by all."""
    first, second, *_ = parties
    said = {"name": "Generated", "purpose": "Dig once", "convener": first, "origin": "grassroots"}
    yield "coalition-proposed", first, said
    yield "threat-assessed", first, {"threat": "noise without end", "apart": 4, "together": 2, "uncertainty": 3}
    for number, party in enumerate(parties):
        fields = {"party": party, "name": party.title(), "kind": kinds[number % len(kinds)], "standing": "member"}
        yield "party-joined", party, fields | {"constituency": f"ward-{number % 4}"}
    for party in parties[:4]:
        told = {"party": party, "person": f"{party}-speaker", "role": "engineer", "how_we_got_here": "by the river"}
        yield "introduction-made", party, told | {"needs": ["quiet nights"]}
    yield "rhythm-agreed", first, {"every_days": 14}
    clauses = [{"clause": "word", "text": "We keep our word, and say early when we cannot."}]
    draft = {"version": 1, "mission": "One trench", "vision": "A quiet ward", "decision_rule": "majority"}
    yield "charter-drafted", first, draft | {"clauses": clauses, "authors": [first, second]}
    for party in parties:
        yield "charter-consented", party, {"version": 1, "party": party}


def seldom(random: Random, parties: Sequence[str], fresh: Fresh, day: Day) -> Iterator[Iterator[Told]]:
    """The scenes, one after the other and again from the first, each between two of the parties."""
    for scene in cycle(_SCENES):
        one, other = random.sample(parties, 2)
        yield scene(random, one, other, fresh, day)


def _trusting(random: Random, one: str, other: str, fresh: Fresh, day: Day) -> Iterator[Told]:
    yield "information-shared", one, {"giver": one, "to": [other], "what": "the plan of the cables"}
    yield "information-shared", other, {"giver": other, "to": [one], "what": "the plan of the pipes"}
    yield "target-set-aside", one, {"party": one, "target": "our own road", "in_favour_of": "all"}
    yield "control-ceded", one, {"giver": one, "to": other, "over": "the calendar"}
    yield "trust-rated", one, {"rater": one, "ratee": other, "reliability": 3, "mission_support": 4, "openness": 3}


def _hurting(random: Random, one: str, other: str, fresh: Fresh, day: Day) -> Iterator[Told]:
    said = {"breached_by": other, "against": [one], "kind": "exclusion", "what": "left out of the talks"}
    yield "trust-fractured", one, said | {"severity": random.randint(1, 5)}


def _disputing(random: Random, one: str, other: str, fresh: Fresh, day: Day) -> Iterator[Told]:
    """The five steps of a conflict, and a review."""
    about = {"conflict": fresh("dispute")}
    yield "conflict-raised", one, {**about, "between": [one, other], "about": "noise at night", "stage": 2}
    for party in (one, other):
        told = {"how_we_got_here": "slowly", "happening_now": "a row", "contributions": {party: "our silence"}}
        yield "conflict-prepared", party, {**about, "party": party, **told}
        yield "conflict-purpose-checked", party, {**about, "party": party, "motive": "protect"}
    yield "conflict-congruence-found", one, {**about, "common_purposes": ["sleep"], "parties": [one, other]}
    for party in (one, other):
        yield "conflict-explored", party, {**about, "party": party, "perspective": "tired", "impact": "no sleep"}
    contract = [{"party": party, "will_do": "call first", "due": day(5, 30)} for party in (one, other)]
    ends = {"positive_consequences": ["peace"], "negative_consequences": ["noise"], "review_on": day(20, 60)}
    yield "conflict-settled", one, {**about, "contract": contract, **ends}
    yield "conflict-reviewed", other, {**about, "held": True, "next_review": day(60, 90)}


def _deciding(random: Random, one: str, other: str, fresh: Fresh, day: Day) -> Iterator[Told]:
    proposal = {"proposal": fresh("p")}
    yield "proposal-made", one, {**proposal, "what": "dig on Mondays only", "proposer": one}
    for party in (one, other):
        yield "stance-taken", party, {**proposal, "party": party, "stance": random.choice(("agree", "abstain"))}
    yield "proposal-closed", one, proposal


def _agreeing(random: Random, one: str, other: str, fresh: Fresh, day: Day) -> Iterator[Told]:
    agreement = {"agreement": fresh("a")}
    terms = [{"party": one, "gives": "space", "to": other}, {"party": other, "gives": "hands", "to": one}]
    yield "agreement-reached", one, {**agreement, "terms": terms, "review_on": day(30, 90)}
    yield "agreement-reviewed", other, {**agreement, "outcome": "upheld"}


def _asking(random: Random, one: str, other: str, fresh: Fresh, day: Day) -> Iterator[Told]:
    request = {"request": fresh("r")}
    yield "request-made", one, {**request, "asker": one, "asked": other, "what": "a map of the old pipes"}
    yield "request-declined", other, {**request, "reason": "no time this month"}


def _paying(random: Random, one: str, other: str, fresh: Fresh, day: Day) -> Iterator[Told]:
    budget, pledge = {"budget": fresh("b")}, {"pledge": fresh("g")}
    sums = {"amount": "1000.50", "currency": "EUR"}
    yield "budget-approved", one, {**budget, "kind": "operating", **sums, "period": "2022"}
    yield "expenditure-recorded", one, {**budget, "amount": "99.95", "for_what": "spades"}
    yield "contribution-pledged", other, {**pledge, "party": other, "kind": "money", **sums}
    yield "contribution-received", other, {**pledge, "amount": "400"}


def _risking(random: Random, one: str, other: str, fresh: Fresh, day: Day) -> Iterator[Told]:
    risk = {"risk": fresh("k")}
    yield "risk-identified", one, {**risk, "what": "rain", "owner": one, "likelihood": 3, "impact": 4}
    yield "risk-mitigated", one, {**risk, "how": "a tent"}


def _working(random: Random, one: str, other: str, fresh: Fresh, day: Day) -> Iterator[Told]:
    initiative, milestone = {"initiative": fresh("i")}, {"milestone": fresh("m")}
    leads = [{"person": "pat", "party": one, "area": "care"}, {"person": "quin", "party": other, "area": "money"}]
    yield "initiative-launched", one, {**initiative, "name": "One trench", "leads": leads}
    yield "milestone-planned", one, {**milestone, **initiative, "what": "half of it", "due": day(20, 60)}
    yield "milestone-reached", one, {**milestone, "evidence": "seen"}
    yield "initiative-ended", one, {**initiative, "outcome": "completed", "learned": "much"}


def _cheering(random: Random, one: str, other: str, fresh: Fresh, day: Day) -> Iterator[Told]:
    pain, channel = {"dissatisfaction": fresh("d")}, {"channel": fresh("h")}
    yield "dissatisfaction-voiced", one, {**pain, "party": one, "about": "noise", "severity": 4}
    win = {"win": fresh("w"), "what": "a wall", "delivered_by": [other], "addresses": [pain["dissatisfaction"]]}
    yield "quick-win-delivered", other, win
    yield "celebration-held", one, {"of": "the wall"}
    yield "channel-opened", one, {**channel, "kind": "chat", "audience": "all"}
    yield "update-released", one, {**channel, "summary": "the wall stands"}


def _sponsoring(random: Random, one: str, other: str, fresh: Fresh, day: Day) -> Iterator[Told]:
    sponsor = fresh("sponsor")
    yield "sponsorship-requested", one, {"sponsor": sponsor, "ask": "help with the wall"}
    yield "sponsorship-granted", sponsor, {"sponsor": sponsor, "mandate": "advisory", "support": "a hall"}


def _reworking(random: Random, one: str, other: str, fresh: Fresh, day: Day) -> Iterator[Told]:
    """Promises that end otherwise."""
    moved, freed = ({"commitment": fresh("c")} for _ in range(2))
    for promise in (moved, freed):
        fields = {"promisor": one, "promisee": other, "what": "lend the digger", "due": day(20, 60)}
        yield "commitment-made", one, {**promise, **fields}
    yield "commitment-renegotiated", one, {**moved, "due": day(60, 90), "agreed_by": other}
    yield "commitment-released", other, {**freed, "reason": "no longer needed"}
    yield "commitment-revoked", one, {**moved, "reason": "the digger broke"}


_SCENES: tuple[Scene, ...] = (
    _trusting,
    _hurting,
    _disputing,
    _deciding,
    _agreeing,
    _asking,
    _paying,
    _risking,
    _working,
    _cheering,
    _sponsoring,
    _reworking,
)
#: How many events a scene has, about.
LENGTH = 4
