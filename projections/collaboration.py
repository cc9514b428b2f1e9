"""Collaboration: how far each two members have come in working together, by evidence, on Frey's scale.

The Levels of Collaboration Scale (Frey, Lohmeier, Lee & Tollefson, "Measuring Collaboration Among Grant Partners",
2006) asks partners how they see it; here each level has criteria that what is on record meets or does not:

    0 none
    1 networking     introduced (to each other, or each to all), or met in a session
    2 cooperation    information has passed between them
    3 coordination   an agreement or a commitment between them, and information both ways
    4 coalition      both consent to the charter in force, and share an initiative (lead it, or promised something for
                     it) or each carry a commitment to all
    5 collaboration  trust expectation of 0.6 both ways, and each has set a target aside, ceded control, or answers for
                     a commitment together with the other

Evidence is what happened in the last 180 days and what is in force: see `ties`. A commitment to all lies between
whoever carries it and every other member. Pairs are those of the members.

A level needs those below it; the figure is the number of levels reached, each on the word of the latest event that
meets it. The whole is the median pair; of two in the middle the lower, so that half of all pairs have come as far.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Any, NamedTuple, Self, TypeAlias

from domain.event import Recorded
from projections.figure import UNKNOWN, Figure, Part, case, plain
from projections.moments import Fact
from projections.ties import Pair, Ties, ordered, ties
from projections.trust import Trust
from projections.view import read
from projections.weights import Weights

NAMES = ("none", "networking", "cooperation", "coordination", "coalition", "collaboration")

#: The events that meet a criterion; null where it is not met.
Met: TypeAlias = "tuple[Fact, ...] | None"


def collaboration(
    records: Iterable[Recorded], as_of: datetime | None = None, weights: Weights | None = None
) -> dict[str, Any]:
    """How far the members have come on a date; without one, as of the latest event."""
    return read(Collaboration.initial(weights), records, as_of)


class Criterion(NamedTuple):
    level: int
    words: str
    met: Callable[[Ties, str, str], Met]


class Reached(NamedTuple):
    """How far a pair has come, level by level."""

    pair: Pair
    parts: tuple[Part, ...]
    unmet: str | None  #: the first criterion of the next level that is not met

    def told(self) -> dict[str, Any]:
        """The level, its name and what the next one needs."""
        level = len(self.parts)
        return {"level": Figure(level, self.parts), "name": NAMES[level], "unmet": self.unmet}


@dataclass(frozen=True, slots=True)
class Collaboration:
    trust: Trust

    @classmethod
    def initial(cls, weights: Weights | None = None) -> Self:
        return cls(Trust.initial(weights))

    def apply(self, recorded: Recorded) -> Self:
        """The same with one more event taken in."""
        return type(self)(self.trust.apply(recorded))

    def at(self, as_of: datetime) -> dict[str, Any]:
        """How far the members have come, in plain numbers."""
        answer: dict[str, Any] = plain(self.figures(as_of))
        return answer

    def figures(self, as_of: datetime) -> dict[str, Any]:
        """How far each two members have come, and all of them."""
        reached = list(self._reached(as_of))
        if not reached:
            return {"pairs": {}, "level": UNKNOWN, "name": None, "unmet": None, "median_pair": None}
        pairs: dict[str, dict[str, Any]] = {}
        for one in reached:
            pairs.setdefault(one.pair[0], {})[one.pair[1]] = one.told()
        median = sorted(reached, key=lambda one: (len(one.parts), one.pair))[(len(reached) - 1) // 2]
        return {"pairs": pairs, **median.told(), "median_pair": list(median.pair)}

    def _reached(self, as_of: datetime) -> Iterator[Reached]:
        dealings, window = self.trust.dealings, self.trust.weights.collaboration.window_days
        found, criteria = ties(dealings, as_of, window), (*_CRITERIA, self._trusting(as_of), _GIVING)
        for pair in combinations(dealings.roster.members, 2):
            yield _reached(pair, found, criteria)

    def _trusting(self, as_of: datetime) -> Criterion:
        enough, expectations = self.trust.weights.collaboration.trusting, self.trust.expectations(as_of)

        def trusting(_: Ties, one: str, other: str) -> Met:
            both = ((one, other), (other, one))
            return () if all(expectations.get(pair, 0.5) >= enough for pair in both) else None

        return Criterion(5, f"a trust expectation of at least {enough:g} both ways", trusting)


def _reached(pair: Pair, found: Ties, criteria: Iterable[Criterion]) -> Reached:
    met: dict[int, list[Fact]] = {}
    for criterion in criteria:
        facts = criterion.met(found, *pair)
        if facts is None:
            return Reached(pair, _parts(met, criterion.level), criterion.words)
        met.setdefault(criterion.level, []).extend(facts)
    return Reached(pair, _parts(met, len(NAMES)), None)


def _parts(met: dict[int, list[Fact]], below: int) -> tuple[Part, ...]:
    """One for each level below this one, by the latest event that meets it."""
    latest = (max(met[level], key=lambda fact: fact.point.moment) for level in range(1, below))
    return tuple(Part(*case(fact.recorded), 1) for fact in latest)


def _networking(found: Ties, one: str, other: str) -> Met:
    introduced = _all(found.introduced.get(one), found.introduced.get(other))
    return _either(introduced, _any(found.acquainted.get(ordered(one, other)), found.met(one, other)))


def _cooperation(found: Ties, one: str, other: str) -> Met:
    return _any(found.informed.get((one, other)), found.informed.get((other, one)))


def _bound(found: Ties, one: str, other: str) -> Met:
    pair = ordered(one, other)
    to_all = found.promised_to_all.get(one), found.promised_to_all.get(other)
    return _any(found.agreed.get(pair), found.promised.get(pair), *to_all)


def _informed(found: Ties, one: str, other: str) -> Met:
    return _all(found.informed.get((one, other)), found.informed.get((other, one)))


def _consenting(found: Ties, one: str, other: str) -> Met:
    return _all(found.consents.get(one), found.consents.get(other))


def _sharing(found: Ties, one: str, other: str) -> Met:
    to_all = _all(found.promised_to_all.get(one), found.promised_to_all.get(other))
    return _either(_any(found.sharing.get(ordered(one, other))), to_all)


def _giving(found: Ties, one: str, other: str) -> Met:
    return _all(_given(found, one, other), _given(found, other, one))


def _given(found: Ties, one: str, other: str) -> Fact | None:
    together = found.answering_together.get(ordered(one, other))
    given = _any(found.set_aside.get(one), found.ceded.get(one), together)
    return max(given, key=lambda fact: fact.point.moment) if given else None


def _all(*facts: Fact | None) -> Met:
    """Met where there is each of these."""
    there = tuple(fact for fact in facts if fact is not None)
    return there if len(there) == len(facts) else None


def _any(*facts: Fact | None) -> Met:
    """Met where there is one of these."""
    return tuple(fact for fact in facts if fact is not None) or None


def _either(*met: Met) -> Met:
    """Met where one of these is."""
    return tuple(fact for facts in met if facts is not None for fact in facts) or None


_CRITERIA = (
    Criterion(1, "introduced to each other, or met in a session", _networking),
    Criterion(2, "information has passed between them", _cooperation),
    Criterion(3, "an agreement or a commitment between them", _bound),
    Criterion(3, "information has passed both ways", _informed),
    Criterion(4, "both consent to the charter in force", _consenting),
    Criterion(4, "an initiative shared, or a commitment to all carried by each", _sharing),
)
_GIVING = Criterion(
    5, "each has set a target aside, ceded control, or answers for a commitment with the other", _giving
)
