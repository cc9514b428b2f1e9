"""Agreements: what parties give and get, to whom it is extended, and whether it still holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from rpds import HashTrieMap

from domain.event import Event, Part
from domain.evolution import evolves
from domain.marks import Introduces, RefersTo
from domain.refusal import rule
from domain.values import Day, PartyId, Slug, Text, Texts

if TYPE_CHECKING:
    from domain.coalition import Coalition

AgreementId = Annotated[Slug, RefersTo("agreement")]


class Term(Part):
    party: PartyId
    gives: Text
    to: PartyId


class AgreementReached(Event, type="agreement-reached"):
    """Parties agree what each gives to whom."""

    agreement: Annotated[Slug, Introduces("agreement")]
    terms: tuple[Term, ...] = ()
    review_on: Day | None = None

    @property
    def parties(self) -> set[str]:
        """Everyone who gives or receives under it."""
        return {party for term in self.terms for party in (term.party, term.to)}


class AgreementExtended(Event, type="agreement-extended"):
    """An agreement comes to hold for others too."""

    agreement: AgreementId
    to: Texts = ()
    cost: Text | None = None


class AgreementReviewed(Event, type="agreement-reviewed"):
    """The parties look whether an agreement still holds."""

    agreement: AgreementId
    outcome: Literal["upheld", "revised", "ended"]
    next_review: Day | None = None


#: agreement → whether it is in force
Agreements: TypeAlias = "HashTrieMap[str, bool]"


@rule("agreements.two-sided", "At least two parties have to take part in an agreement.", AgreementReached)
def two_sided(coalition: Coalition, event: AgreementReached) -> bool:
    return len(event.parties) >= 2


@rule("agreements.all-in", "An agreement is only between parties that are in.", AgreementReached)
def all_in(coalition: Coalition, event: AgreementReached) -> bool:
    return all(coalition.membership.is_in(party) for party in event.parties)


@rule(
    "agreements.in-force",
    "Only an agreement in force can be extended or reviewed.",
    AgreementExtended,
    AgreementReviewed,
)
def in_force(coalition: Coalition, event: AgreementExtended | AgreementReviewed) -> bool:
    return coalition.agreements[event.agreement]


@evolves("agreements", AgreementReached)
def reached(agreements: Agreements, event: AgreementReached) -> Agreements:
    return agreements.insert(event.agreement, True)


@evolves("agreements", AgreementReviewed)
def reviewed(agreements: Agreements, event: AgreementReviewed) -> Agreements:
    return agreements.insert(event.agreement, False) if event.outcome == "ended" else agreements
