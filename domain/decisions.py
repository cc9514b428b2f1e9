"""Decisions: what is proposed, how each member stands, what is decided, and whether it holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from rpds import HashTrieMap

from domain.event import Event, Part
from domain.evolution import evolves
from domain.marks import EXPECTED, Introduces, RefersTo
from domain.polls import Moment, Terms
from domain.refusal import rule
from domain.values import Count, Day, PartyId, Precision, Slug, Text, fraction

if TYPE_CHECKING:
    from domain.coalition import Coalition

Stance: TypeAlias = Literal["agree", "abstain", "disagree", "block"]
Outcome: TypeAlias = Literal["adopted", "rejected", "no-quorum"]
ProposalId = Annotated[Slug, RefersTo("proposal")]


class Tally(Part):
    agree: Count
    abstain: Count
    disagree: Count
    block: Count


class ProposalMade(Event, type="proposal-made"):
    """Something is put before the members for a decision."""

    proposal: Annotated[Slug, Introduces("proposal")]
    what: Text
    proposer: Annotated[Slug | None, EXPECTED] = None
    decide_by: Day | None = None


class StanceTaken(Event, type="stance-taken"):
    """A member says how it stands to a proposal; its latest stance counts."""

    proposal: ProposalId
    party: PartyId
    stance: Stance
    reason: Text | None = None


class ProposalClosed(Event, type="proposal-closed"):
    """A proposal is closed: the stances are counted."""

    proposal: ProposalId


class ProposalWithdrawn(Event, type="proposal-withdrawn"):
    """The proposer takes a proposal back."""

    proposal: ProposalId
    reason: Annotated[Text | None, EXPECTED] = None


class DecisionReached(Event, type="decision-reached", derived=True):
    """A proposal is adopted or rejected, or too few took a stance."""

    proposal: ProposalId
    outcome: Outcome
    tally: Annotated[Tally | None, EXPECTED] = None


class DecisionReviewed(Event, type="decision-reviewed"):
    """The parties look again at what they decided."""

    proposal: ProposalId
    outcome: Literal["upheld", "revised", "reversed"]
    next_review: Day | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A stance, and when it was taken."""

    stance: Stance
    at: str
    precision: Precision | None


@dataclass(frozen=True, slots=True)
class Proposal:
    proposer: str | None
    made: Moment
    stances: HashTrieMap[str, Taken] = field(default_factory=HashTrieMap)  #: the latest of each party
    state: Literal["open", "withdrawn", "adopted", "rejected", "no-quorum"] = "open"
    adopted: bool = False  #: ever adopted


Proposals: TypeAlias = "HashTrieMap[str, Proposal]"


def tallied(stances: Iterable[Stance]) -> dict[str, int]:
    """How many took each stance."""
    tally = {"agree": 0, "abstain": 0, "disagree": 0, "block": 0}
    for stance in stances:
        tally[stance] += 1
    return tally


def outcome_of(tally: Mapping[str, int], members: int, terms: Terms) -> Outcome:
    """What the stances of the members present decide, under the charter's rule and quorum (stances ÷ members)."""
    if sum(tally.values()) < fraction(terms.quorum) * members:
        return "no-quorum"
    agree, against = tally["agree"], tally["disagree"] + tally["block"]
    match terms.rule:
        case "consensus":
            adopted = agree > 0 and against == 0
        case "supermajority":
            adopted = agree > 0 and 3 * agree >= 2 * (agree + against)
        case _:
            adopted = 2 * agree > agree + against
    return "adopted" if adopted else "rejected"


def present_stances(coalition: Coalition, proposal: Proposal) -> list[Taken]:
    """The stances that count: the latest of each member present, by party id."""
    members = coalition.membership.members
    return [proposal.stances[party] for party in members if party in proposal.stances]


def closing_terms(terms: Terms | None) -> Terms:
    """Those of the charter in force; before there is one, consensus without a quorum."""
    return terms if terms is not None else Terms("consensus", Decimal(0))


@rule(
    "decisions.proposal-open",
    "Only a proposal that is open can be decided, withdrawn or taken a stance on.",
    StanceTaken,
    ProposalClosed,
    ProposalWithdrawn,
)
def proposal_open(coalition: Coalition, event: StanceTaken | ProposalClosed | ProposalWithdrawn) -> bool:
    proposal = coalition.decisions.get(event.proposal)
    return proposal is not None and proposal.state == "open"


@rule("decisions.members-decide", "Only members take a stance on a proposal.", StanceTaken)
def members_decide(coalition: Coalition, event: StanceTaken) -> bool:
    return coalition.membership.is_member(event.party)


@rule("decisions.speaks-for-itself", "A party takes a stance only by its own word.", StanceTaken)
def speaks_for_itself(coalition: Coalition, event: StanceTaken) -> bool:
    return event.by is None or coalition.membership.acts_as(event.by, event.party)


@rule(
    "decisions.who-closes",
    "A proposal is closed only by its proposer, the convener or the facilitator.",
    ProposalClosed,
)
def who_closes(coalition: Coalition, event: ProposalClosed) -> bool:
    if event.by is None:
        return True
    membership = coalition.membership
    chairs = membership.acts_as_convener(event.by) or membership.acts_as_facilitator(event.by)
    return chairs or _is_proposer(coalition, event.by, event.proposal)


@rule("decisions.proposer-withdraws", "A proposal is withdrawn only by its proposer.", ProposalWithdrawn)
def proposer_withdraws(coalition: Coalition, event: ProposalWithdrawn) -> bool:
    return event.by is None or _is_proposer(coalition, event.by, event.proposal)


@rule("decisions.was-adopted", "Only what was adopted can be reviewed.", DecisionReviewed)
def was_adopted(coalition: Coalition, event: DecisionReviewed) -> bool:
    proposal = coalition.decisions.get(event.proposal)
    return proposal is not None and proposal.adopted


@evolves("decisions", ProposalMade)
def made(proposals: Proposals, event: ProposalMade) -> Proposals:
    return proposals.insert(event.proposal, Proposal(event.proposer, Moment(event.at, event.precision)))


@evolves("decisions", StanceTaken)
def taken(proposals: Proposals, event: StanceTaken) -> Proposals:
    proposal = proposals.get(event.proposal)
    if proposal is None:  # made in an earlier cycle: proposals started empty since
        return proposals
    stances = proposal.stances.insert(event.party, Taken(event.stance, event.at, event.precision))
    return proposals.insert(event.proposal, replace(proposal, stances=stances))


@evolves("decisions", ProposalWithdrawn)
def withdrawn(proposals: Proposals, event: ProposalWithdrawn) -> Proposals:
    return _is_now(proposals, event.proposal, "withdrawn")


@evolves("decisions", DecisionReached)
def reached(proposals: Proposals, event: DecisionReached) -> Proposals:
    return _is_now(proposals, event.proposal, event.outcome)


def _is_now(proposals: Proposals, proposal_id: str, state: Outcome | Literal["withdrawn"]) -> Proposals:
    proposal = proposals.get(proposal_id)
    if proposal is None:
        return proposals
    adopted = proposal.adopted or state == "adopted"
    return proposals.insert(proposal_id, replace(proposal, state=state, adopted=adopted))


def _is_proposer(coalition: Coalition, actor: str, proposal_id: str) -> bool:
    proposal = coalition.decisions.get(proposal_id)
    if proposal is None or proposal.proposer is None:
        return False
    return coalition.membership.acts_as(actor, proposal.proposer)
