"""Reciprocity: what the parties gave each other, and which relations always go one way.

What i gave j counts one for each promise that i answered for and j saw kept (early or late; one to all was kept
towards every other member at that time), each term of an agreement by which i gives to j, and each time i shared
information with j. Nothing is forgotten: this is the balance of the whole history.

    reciprocity = Σ min(wᵢⱼ, wⱼᵢ) ÷ Σ wᵢⱼ over ordered pairs (Squartini and others, "Reciprocity of weighted
                  networks", 2013): 1 where all is given back, 0 where nothing is
    density     = pairs with any tie ÷ pairs (Wasserman & Faust, Social Network Analysis, 1994)

Density is that of the parties that are in, members and observers. Silos are pairs of them between which no information
ever passed either way. A relation is one-way from three gifts on with none back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations, permutations
from typing import Any, NamedTuple, Self, TypeAlias

from domain.agreements import AgreementReached
from domain.event import Recorded
from domain.trust import InformationShared
from projections.dealings import NO_DEALINGS, Dealings, Outcome, side
from projections.figure import UNKNOWN, Figure, Part, case, count, plain, total
from projections.moments import Fact
from projections.presence import Roster
from projections.view import read
from projections.weights import Weights, shipped

Pair: TypeAlias = tuple[str, str]


def reciprocity(
    records: Iterable[Recorded], as_of: datetime | None = None, weights: Weights | None = None
) -> dict[str, Any]:
    """What the parties gave each other by a date; without one, as of the latest event."""
    return read(Reciprocity.initial(weights), records, as_of)


class Gift(NamedTuple):
    giver: str
    receiver: str
    recorded: Recorded
    is_information: bool


@dataclass(frozen=True, slots=True)
class Reciprocity:
    weights: Weights
    dealings: Dealings = NO_DEALINGS

    @classmethod
    def initial(cls, weights: Weights | None = None) -> Self:
        return cls(weights or shipped())

    def apply(self, recorded: Recorded) -> Self:
        """The balance with one more event taken in."""
        return type(self)(self.weights, self.dealings.apply(recorded))

    def at(self, as_of: datetime) -> dict[str, Any]:
        """What was given and received, in plain numbers."""
        answer: dict[str, Any] = plain(self.figures(as_of))
        return answer

    def figures(self, as_of: datetime) -> dict[str, Any]:
        """By pair and for the whole: what was given and received."""
        gifts, present = list(self._gifts()), self.dealings.roster.present
        given: dict[Pair, list[Recorded]] = {}
        for gift in gifts:
            given.setdefault((gift.giver, gift.receiver), []).append(gift.recorded)
        return {
            "pairs": _pairs(given, present),
            "reciprocity": _returned(given),
            "density": _density(gifts, present),
            "silos": _silos(gifts, present),
            "one_way": list(_one_way(given, self.weights.reciprocity.one_way_from)),
        }

    def _gifts(self) -> Iterator[Gift]:
        """Everything given, in the order in which it happened."""
        roster = self.dealings.roster
        for item in self.dealings.told:
            is_information = isinstance(item.recorded.event, InformationShared)
            for giver, receiver in _given(item, roster):
                if giver != receiver:
                    yield Gift(giver, receiver, item.recorded, is_information)


def _given(item: Fact | Outcome, roster: Roster) -> Iterator[Pair]:
    if isinstance(item, Outcome):
        if item.state == "accepted":
            for giver in dict.fromkeys(item.accountable):
                yield from ((giver, one) for one in side(item, roster))
        return
    match item.recorded.event:
        case AgreementReached(terms=terms):
            yield from ((term.party, term.to) for term in terms)
        case InformationShared(giver=giver, to=to):
            yield from ((giver, one) for one in to)


def _pairs(gifts: Mapping[Pair, list[Recorded]], present: Iterable[str]) -> dict[str, Any]:
    pairs: dict[str, dict[str, Any]] = {}
    for one, other in sorted({*gifts, *((j, i) for i, j in gifts), *permutations(present, 2)}):
        gave, got = gifts.get((one, other), ()), gifts.get((other, one), ())
        balance = total([*((what, 1) for what in gave), *((what, -1) for what in got)])
        pairs.setdefault(one, {})[other] = {"given": count(gave), "received": count(got), "balance": balance}
    return pairs


def _returned(gifts: Mapping[Pair, list[Recorded]]) -> Figure:
    """The share that is given back; each gift of a pair has an equal part in it. Unknown where nothing was given."""
    everything = sum(map(len, gifts.values()))
    if not everything:
        return UNKNOWN
    returned, shares = 0, list[tuple[Recorded, float]]()
    for (one, other), given in sorted(gifts.items()):
        met = min(len(given), len(gifts.get((other, one), ())))
        returned += met
        shares += [(what, met / len(given) / everything) for what in given]
    return Figure(returned / everything, lambda: total(shares).parts)


def _density(gifts: Iterable[Gift], present: Iterable[str]) -> Figure:
    """The share of pairs with any tie, by the gift that first tied them. Unknown where there is no pair."""
    pairs = list(combinations(present, 2))
    if not pairs:
        return UNKNOWN
    ties: dict[Pair, Recorded] = {}
    for gift in gifts:
        ties.setdefault((min(gift.giver, gift.receiver), max(gift.giver, gift.receiver)), gift.recorded)
    tied = [ties[pair] for pair in pairs if pair in ties]
    return Figure(len(tied) / len(pairs), tuple(Part(*case(what), 1 / len(pairs)) for what in tied))


def _silos(gifts: Iterable[Gift], present: Iterable[str]) -> list[list[str]]:
    informed = {(gift.giver, gift.receiver) for gift in gifts if gift.is_information}
    return [[i, j] for i, j in combinations(present, 2) if (i, j) not in informed and (j, i) not in informed]


def _one_way(gifts: Mapping[Pair, list[Recorded]], at_least: int) -> Iterator[dict[str, Any]]:
    for (giver, receiver), given in sorted(gifts.items()):
        if len(given) >= at_least and (receiver, giver) not in gifts:
            yield {"pair": f"{giver}:{receiver}", "from": giver, "to": receiver, "given": count(given)}
