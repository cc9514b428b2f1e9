"""Trust: how far each party has reason to trust each other one, by what is on record, and what it says itself.

The evidence that i has of j is a Beta reputation (Jøsang & Ismail, "The Beta Reputation System", 2002): r positive and
s negative, of which half is forgotten every 180 days, so a relation that is not nurtured drifts back to uncertain, not
to bad. Expectation = (r + 1) / (r + s + 2); belief, disbelief and uncertainty = r, s and 2, each over r + s + 2.

Perceived trust is the mean of reliability, support of the mission and openness as the party rates them (PARTNER,
Visible Network Labs), from 1–4 scaled to 0–1; the latest rating counts. What a promise was worth depends on the date
in force when it was delivered; one without a date counts as late. Of a promise to all, and of a target set aside, the
evidence is that of every other member at that time who does not answer for the promise itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import permutations
from typing import Any, NamedTuple, Self, TypeAlias

from domain.agreements import AgreementReached, AgreementReviewed
from domain.conflicts import ConflictRaised
from domain.event import Recorded
from domain.trust import ControlCeded, InformationShared, TargetSetAside, TrustFractured, TrustMoment, TrustRated
from domain.values import rfc3339
from projections.dealings import NO_DEALINGS, Dealings, Outcome, side
from projections.figure import UNKNOWN, Figure, Part, Parts, case, plain
from projections.moments import Fact, Point
from projections.presence import Roster
from projections.view import read
from projections.weights import Weights, shipped

#: Who has the evidence, and of whom.
Pair: TypeAlias = tuple[str, str]


def trust(records: Iterable[Recorded], as_of: datetime | None = None, weights: Weights | None = None) -> dict[str, Any]:
    """Trust between the parties on a date; without one, as of the latest event."""
    return read(Trust.initial(weights), records, as_of)


class Evidence(NamedTuple):
    """What an event gave one or more pairs reason to think."""

    point: Point
    recorded: Recorded
    pairs: tuple[Pair, ...]
    positive: float
    negative: float


class Left(NamedTuple):
    """What is left of a piece of evidence on a date."""

    recorded: Recorded
    positive: float
    negative: float


@dataclass(slots=True)
class Tally:
    """The evidence of one pair, as much of it as is not forgotten."""

    pieces: list[Left] = field(default_factory=list)
    r: float = 0.0
    s: float = 0.0

    @property
    def total(self) -> float:
        return self.r + self.s + 2

    @property
    def expectation(self) -> float:
        return (self.r + 1) / self.total

    @property
    def uncertainty(self) -> float:
        return 2 / self.total

    def add(self, piece: Left) -> None:
        """One more piece."""
        self.pieces.append(piece)
        self.r += piece.positive
        self.s += piece.negative

    def positive(self, over: float = 1) -> Parts:
        """What adds up to r, over some number."""
        return tuple([Part(*case(recorded), more / over) for recorded, more, _ in self.pieces if more])

    def negative(self, over: float = 1) -> Parts:
        """What adds up to s, over some number."""
        return tuple([Part(*case(recorded), less / over) for recorded, _, less in self.pieces if less])


@dataclass(frozen=True, slots=True)
class Trust:
    weights: Weights
    dealings: Dealings = NO_DEALINGS

    @classmethod
    def initial(cls, weights: Weights | None = None) -> Self:
        return cls(weights or shipped())

    def apply(self, recorded: Recorded) -> Self:
        """Trust with one more event taken in."""
        return type(self)(self.weights, self.dealings.apply(recorded))

    def at(self, as_of: datetime) -> dict[str, Any]:
        """Trust between the parties on a date, in plain numbers."""
        answer: dict[str, Any] = plain(self.figures(as_of))
        return answer

    def figures(self, as_of: datetime) -> dict[str, Any]:
        """By pair: what is expected by the evidence and what is perceived; and whether trust came before conflict."""
        told = self.dealings.told
        evidence = list(self._evidence(told))
        return {"pairs": self._pairs(told, self._tallies(evidence, as_of), as_of), "well": _well(told, evidence)}

    def expectations(self, as_of: datetime) -> dict[Pair, float]:
        """The expectation of every pair for which there is evidence; that of any other is one half."""
        tallies = self._tallies(self._evidence(self.dealings.told), as_of)
        return {pair: tally.expectation for pair, tally in tallies.items()}

    def _pairs(self, told: list[Fact | Outcome], tallies: Mapping[Pair, Tally], as_of: datetime) -> dict[str, Any]:
        ratings = _ratings(told)
        members = self.dealings.roster.members
        on = rfc3339(as_of)
        blank = _expected(Tally(), on) | _unrated()  # the same for all who know nothing of each other
        pairs: dict[str, dict[str, Any]] = {}
        for pair in sorted({*tallies, *ratings, *permutations(members, 2)}):
            known = blank
            if pair in tallies or pair in ratings:
                known = self._pair(tallies.get(pair) or Tally(), ratings.get(pair), on)
            pairs.setdefault(pair[0], {})[pair[1]] = known
        return pairs

    def _pair(self, tally: Tally, rated: Recorded | None, on: str) -> dict[str, Any]:
        expected = _expected(tally, on)
        if rated is None:
            return expected | _unrated()
        perceived = _perceived(rated)
        gap = _difference(perceived, expected["expectation"])
        limits = self.weights.trust
        sure = tally.uncertainty <= limits.overconfident_uncertainty
        overconfident = gap.value is not None and gap.value >= limits.overconfident_gap and sure
        return expected | {"perceived": perceived, "perception_gap": gap, "overconfident": overconfident}

    def _tallies(self, evidence: Iterable[Evidence], as_of: datetime) -> dict[Pair, Tally]:
        tallies: dict[Pair, Tally] = {}
        for piece in evidence:
            left = _left(piece.point.moment, as_of, self.weights.trust.half_life_days)
            remains = Left(piece.recorded, piece.positive * left, piece.negative * left)
            for pair in piece.pairs:
                tally = tallies.get(pair)
                if tally is None:
                    tally = tallies[pair] = Tally()
                tally.add(remains)
        return tallies

    def _evidence(self, told: Iterable[Fact | Outcome]) -> Iterator[Evidence]:
        """What each event gives reason to think; a weight below zero gives none."""
        roster, agreements = self.dealings.roster, self.dealings.agreements
        for item in told:
            if isinstance(item, Outcome):
                pairs, positive, negative = self._promise(item, roster)
            else:
                pairs, positive, negative = self._moment(item, roster, agreements)
            others = tuple((one, other) for one, other in pairs if one != other)
            if others:
                yield Evidence(item.point, item.recorded, others, max(0.0, positive), max(0.0, negative))

    def _promise(self, ended: Outcome, roster: Roster) -> tuple[list[Pair], float, float]:
        weights = self.weights.trust
        towards = side(ended, roster)
        pairs = [(one, other) for one in towards for other in dict.fromkeys(ended.accountable)]
        if ended.state != "accepted":
            return pairs, 0.0, weights.broken
        if ended.was_late:
            return pairs, weights.kept_late_positive, weights.kept_late_negative
        return pairs, weights.kept, 0.0

    def _moment(
        self, fact: Fact, roster: Roster, agreements: Mapping[str, AgreementReached]
    ) -> tuple[list[Pair], float, float]:
        weights = self.weights.trust
        match fact.recorded.event:
            case TrustMoment(between=between):
                return list(permutations(between, 2)), weights.trust_moment, 0.0
            case InformationShared(giver=giver, to=to):
                return [(one, giver) for one in to], weights.information_shared, 0.0
            case TargetSetAside(party=party):
                return [(one, party) for one in roster.members_at(fact)], weights.target_set_aside, 0.0
            case ControlCeded(giver=giver, to=to):
                return [(to, giver)], weights.control_ceded, 0.0
            case AgreementReviewed(outcome="upheld", agreement=name):
                return list(permutations(sorted(agreements[name].parties), 2)), weights.agreement_upheld, 0.0
            case TrustFractured(breached_by=party, against=against, severity=severity):
                return [(one, party) for one in against], 0.0, weights.fracture * severity
        return [], 0.0, 0.0


def _left(moment: datetime, as_of: datetime, half_life: float) -> float:
    """How much of a piece of evidence is left on a date."""
    days = max(0.0, (as_of - moment).total_seconds() / 86_400)
    return float(2.0 ** (-days / half_life))


def _expected(tally: Tally, on: str) -> dict[str, Any]:
    total = tally.total
    prior, open_question = (Part(None, "prior", on, number / total) for number in (1, 2))
    return {
        "expectation": Figure(tally.expectation, lambda: (prior, *tally.positive(total))),
        "belief": Figure(tally.r / total, lambda: tally.positive(total)),
        "disbelief": Figure(tally.s / total, lambda: tally.negative(total)),
        "uncertainty": Figure(tally.uncertainty, (open_question,)),
        "positive": Figure(tally.r, tally.positive),
        "negative": Figure(tally.s, tally.negative),
    }


def _unrated() -> dict[str, Any]:
    return {"perceived": UNKNOWN, "perception_gap": UNKNOWN, "overconfident": None}


def _ratings(told: Iterable[Fact | Outcome]) -> dict[Pair, Recorded]:
    """The latest rating of each pair."""
    ratings: dict[Pair, Recorded] = {}
    for item in told:
        if isinstance(event := item.recorded.event, TrustRated) and event.rater != event.ratee:
            ratings[event.rater, event.ratee] = item.recorded
    return ratings


def _perceived(rated: Recorded) -> Figure:
    event = rated.event
    assert isinstance(event, TrustRated)
    value = (event.reliability + event.mission_support + event.openness - 3) / 9
    return Figure(value, (Part(*case(rated), value),))


def _difference(perceived: Figure, expectation: Figure) -> Figure:
    assert perceived.value is not None
    assert expectation.value is not None

    def parts() -> Parts:
        return (*perceived.parts, *(Part(n, what, at, -amount) for n, what, at, amount in expectation.parts))

    return Figure(float(perceived.value) - float(expectation.value), parts)


def _well(told: Iterable[Fact | Outcome], evidence: Iterable[Evidence]) -> dict[str, Any]:
    """Dug the well before needing water: the share of positive evidence, none forgotten, before the first conflict.

    Unknown as long as there is no conflict, or no positive evidence.
    """
    first = next((item for item in told if isinstance(item.recorded.event, ConflictRaised)), None)
    if first is None:
        return {"dug_before": UNKNOWN, "first_conflict": None, "conflict": None}
    raised = first.recorded.event
    assert isinstance(raised, ConflictRaised)
    pieces = [(piece, piece.positive * len(piece.pairs)) for piece in evidence if piece.positive]
    total = sum(amount for _, amount in pieces)
    before = [(piece.recorded, amount / total) for piece, amount in pieces if piece.point < first.point]
    parts = tuple(Part(*case(recorded), share) for recorded, share in before)
    dug = Figure(sum(share for _, share in before), parts) if total else UNKNOWN
    return {"dug_before": dug, "first_conflict": raised.at, "conflict": raised.conflict}
