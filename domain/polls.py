"""Polls: who consents and who objects, and whether that is enough: for a version of the charter, or for the end."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal

from rpds import HashTrieMap

from domain.values import Precision, decimal, fraction


@dataclass(frozen=True, slots=True)
class Moment:
    """When somebody took a stand."""

    at: str
    precision: Precision | None


@dataclass(frozen=True, slots=True)
class Poll:
    """Who consents and who objects: to a version of the charter, or to the coalition's end."""

    consents: HashTrieMap[str, Moment] = field(default_factory=HashTrieMap)
    objections: HashTrieMap[str, Moment] = field(default_factory=HashTrieMap)

    def consent(self, party: str, moment: Moment) -> Poll:
        """A party consents; its objection, if it had one, is gone."""
        return Poll(self.consents.insert(party, moment), self.objections.discard(party))

    def object(self, party: str, moment: Moment) -> Poll:
        """A party objects; its consent, if it had given it, is gone."""
        return Poll(self.consents.discard(party), self.objections.insert(party, moment))

    def without(self, party: str) -> Poll:
        """What the party said no longer counts."""
        return Poll(self.consents.discard(party), self.objections.discard(party))


@dataclass(frozen=True, slots=True)
class Terms:
    """How a coalition decides: the rule, and the share of members that must have spoken."""

    rule: str = "consensus"
    quorum: Decimal = Decimal(1)


def terms_of(decision_rule: str | None, quorum: str | int | Decimal | None) -> Terms:
    """Terms as written, with what is left out filled in: consensus of all, else a quorum of half."""
    rule_given = decision_rule or "consensus"
    if quorum is not None:
        return Terms(rule_given, decimal(quorum))
    return Terms(rule_given, Decimal(1) if rule_given == "consensus" else Decimal("0.5"))


def is_met(terms: Terms, poll: Poll, members: Collection[str]) -> bool:
    """Whether members present carry a charter or an end: the quorum is there and the rule is met.

    Counted as fractions, never rounded; at least one member consents.
    """
    consents = sum(1 for member in members if member in poll.consents)
    objections = sum(1 for member in members if member in poll.objections)
    if consents == 0 or consents + objections < fraction(terms.quorum) * len(members):
        return False
    match terms.rule:
        case "consensus":
            return consents == len(members) and objections == 0
        case "supermajority":
            return 3 * consents >= 2 * len(members)
        case _:
            return 2 * consents > len(members)
