"""What the parties lay down, decide, agree, dispute and remember differently: the sentences."""

from __future__ import annotations

from collections.abc import Iterable

from domain.agreements import AgreementExtended, AgreementReached, AgreementReviewed
from domain.charter import (
    CharterConsented,
    CharterDrafted,
    CharterObjected,
    CharterObjectionWithdrawn,
    CharterRatified,
    CharterRepealed,
)
from domain.conflicts import (
    ConflictClosed,
    ConflictCongruenceFound,
    ConflictEscalated,
    ConflictExplored,
    ConflictPrepared,
    ConflictPurposeChecked,
    ConflictRaised,
    ConflictReviewed,
    ConflictSettled,
)
from domain.decisions import (
    DecisionReached,
    DecisionReviewed,
    ProposalClosed,
    ProposalMade,
    ProposalWithdrawn,
    StanceTaken,
    Tally,
)
from domain.testimony import AccountContested, AccountReconciled, EventRetracted
from projections.known import Known
from projections.sentences.wording import (
    SHORT,
    actor,
    because,
    capital,
    entry,
    given,
    listed,
    number,
    parties,
    quote,
    quotes,
    tells,
    thing,
    who,
)

_RULES = {"consensus": "consensus", "supermajority": "a supermajority", "majority": "a majority"}
_STANCES = {
    "agree": "agreed to",
    "abstain": "abstained on",
    "disagree": "disagreed with",
    "block": "blocked",
}
_OUTCOMES = {"adopted": "was adopted", "rejected": "was rejected", "no-quorum": "failed for want of a quorum"}
_MOTIVES = {
    "coerce": "to coerce",
    "punish": "to punish",
    "educate": "to educate",
    "protect": "to protect",
    "mutual-benefit": "mutual benefit",
}
#: How many terms of an agreement or lines of a contract a sentence tells.
_TERMS = 3


@tells(CharterDrafted)
def charter_drafted(event: CharterDrafted, known: Known) -> str:
    authors = parties(event.authors, actor(event, known))
    quorum = given(" and a quorum of ", event.quorum if event.quorum is None else number(event.quorum))
    terms = f"to be decided by {_RULES[event.decision_rule]}{quorum}"
    return f"{authors} drafted version {event.version} of the charter, {terms}: {quote(event.mission)}"


@tells(CharterConsented)
def charter_consented(event: CharterConsented, known: Known) -> str:
    return f"{who(event.party)} consented to version {event.version} of the charter"


@tells(CharterObjected)
def charter_objected(event: CharterObjected, known: Known) -> str:
    clause = given(", clause ", event.clause)
    return f"{who(event.party)} objected to version {event.version} of the charter{clause}{because(event.reason)}"


@tells(CharterObjectionWithdrawn)
def charter_objection_withdrawn(event: CharterObjectionWithdrawn, known: Known) -> str:
    return f"{who(event.party)} withdrew its objection to version {event.version} of the charter"


@tells(CharterRepealed)
def charter_repealed(event: CharterRepealed, known: Known) -> str:
    return f"{actor(event, known)} repealed version {event.version} of the charter{because(event.reason)}"


@tells(CharterRatified)
def charter_ratified(event: CharterRatified, known: Known) -> str:
    terms = given(", to decide by ", event.decision_rule and _RULES[event.decision_rule])
    consents = given(", with the consent of ", parties(event.consents, ""))
    return f"Version {event.version} of the charter came into force{terms}{consents}"


@tells(ProposalMade)
def proposal_made(event: ProposalMade, known: Known) -> str:
    proposer = who(event.proposer) if event.proposer else actor(event, known)
    decide_by = given(", for decision by ", event.decide_by)
    return f"{proposer} made a proposal{decide_by}: {quote(event.what)} ({event.proposal})"


@tells(StanceTaken)
def stance_taken(event: StanceTaken, known: Known) -> str:
    proposal = _proposal("proposal", event.proposal, known)
    return f"{who(event.party)} {_STANCES[event.stance]} {proposal}{because(event.reason)}"


@tells(ProposalClosed)
def proposal_closed(event: ProposalClosed, known: Known) -> str:
    return f"{actor(event, known)} closed {_proposal('proposal', event.proposal, known)}"


@tells(ProposalWithdrawn)
def proposal_withdrawn(event: ProposalWithdrawn, known: Known) -> str:
    return f"{actor(event, known)} withdrew {_proposal('proposal', event.proposal, known)}{because(event.reason)}"


@tells(DecisionReached)
def decision_reached(event: DecisionReached, known: Known) -> str:
    proposal = capital(_proposal("proposal", event.proposal, known))
    return f"{proposal} {_OUTCOMES[event.outcome]}{_tally(event.tally)}"


@tells(DecisionReviewed)
def decision_reviewed(event: DecisionReviewed, known: Known) -> str:
    decision = capital(_proposal("decision", event.proposal, known))
    return f"{decision} was reviewed and {event.outcome}{_next_review(event.next_review)}"


@tells(AgreementReached)
def agreement_reached(event: AgreementReached, known: Known) -> str:
    review = given(", to be reviewed on ", event.review_on)
    terms = _first(f"{who(term.party)} gives {who(term.to)} {quote(term.gives, SHORT)}" for term in event.terms)
    return f"An agreement ({event.agreement}{review}) was reached{given(': ', terms)}"


@tells(AgreementExtended)
def agreement_extended(event: AgreementExtended, known: Known) -> str:
    to, cost = given(" to ", quotes(event.to)), given(", at this cost: ", event.cost and quote(event.cost))
    return f"{_agreement(event.agreement, known)} was extended{to}{cost}"


@tells(AgreementReviewed)
def agreement_reviewed(event: AgreementReviewed, known: Known) -> str:
    outcome = f"was reviewed and {event.outcome}{_next_review(event.next_review)}"
    return f"{_agreement(event.agreement, known)} {outcome}"


@tells(ConflictRaised)
def conflict_raised(event: ConflictRaised, known: Known) -> str:
    between = given(" between ", parties(event.between, ""))
    over = given(" over ", listed(event.over))
    stage = given(", at stage ", event.stage, " of 9")
    raised = f"{actor(event, known)} raised a conflict{between}{over}{stage}"
    return f"{raised}: {quote(event.about)} ({event.conflict})"


@tells(ConflictPrepared)
def conflict_prepared(event: ConflictPrepared, known: Known) -> str:
    own = event.contributions.get(event.party)
    said = f"saw its own part: {quote(own)}" if own else f"said what happens now: {quote(event.happening_now)}"
    return f"{who(event.party)} prepared for {_conflict(event.conflict, known)} and {said}"


@tells(ConflictPurposeChecked)
def conflict_purpose_checked(event: ConflictPurposeChecked, known: Known) -> str:
    return f"{who(event.party)} said what it wants in {_conflict(event.conflict, known)}: {_MOTIVES[event.motive]}"


@tells(ConflictCongruenceFound)
def conflict_congruence_found(event: ConflictCongruenceFound, known: Known) -> str:
    sides, purposes = parties(event.parties, "The sides"), given(": ", quotes(event.common_purposes))
    return f"{sides} found what they have in common in {_conflict(event.conflict, known)}{purposes}"


@tells(ConflictExplored)
def conflict_explored(event: ConflictExplored, known: Known) -> str:
    told = f"{quote(event.perspective)}, with the impact {quote(event.impact)}"
    return f"{who(event.party)} told its side of {_conflict(event.conflict, known)}: {told}"


@tells(ConflictSettled)
def conflict_settled(event: ConflictSettled, known: Known) -> str:
    contract = _first(f"{who(line.party)} by {line.due} {quote(line.will_do, SHORT)}" for line in event.contract)
    settled = f"{capital(_conflict(event.conflict, known))} was settled, to be reviewed on {event.review_on}"
    return f"{settled}{given(': ', contract)}"


@tells(ConflictReviewed)
def conflict_reviewed(event: ConflictReviewed, known: Known) -> str:
    held = "held" if event.held else "did not hold, and the conflict is open again"
    return f"The settlement of {_conflict(event.conflict, known)} {held}{_next_review(event.next_review)}"


@tells(ConflictEscalated)
def conflict_escalated(event: ConflictEscalated, known: Known) -> str:
    return f"{capital(_conflict(event.conflict, known))} escalated to stage {event.stage} of 9: {quote(event.to)}"


@tells(ConflictClosed)
def conflict_closed(event: ConflictClosed, known: Known) -> str:
    return f"{capital(_conflict(event.conflict, known))} was closed without a settlement{because(event.reason)}"


@tells(AccountContested)
def account_contested(event: AccountContested, known: Known) -> str:
    party = who(event.party) if event.party else actor(event, known)
    return f"{party} told {_entry(event.event, known)} differently: {quote(event.account)}"


@tells(AccountReconciled)
def account_reconciled(event: AccountReconciled, known: Known) -> str:
    return f"The parties agreed how {_entry(event.event, known)} is to be told: {quote(event.agreed_account)}"


@tells(EventRetracted)
def event_retracted(event: EventRetracted, known: Known) -> str:
    instead = "" if event.instead is None else " and put a correction in its place"
    return f"{actor(event, known)} retracted event {event.event}{instead}{because(event.reason)}"


def _proposal(kind: str, name: str, known: Known) -> str:
    made = known.of(ProposalMade, "proposal", name)
    return thing(kind, made.what if made else None, name)


def _agreement(name: str, known: Known) -> str:
    reached = known.of(AgreementReached, "agreement", name)
    between = given(" between ", parties(sorted(reached.parties), "") if reached else None)
    return f"The agreement{between} ({name})"


def _conflict(name: str, known: Known) -> str:
    raised = known.of(ConflictRaised, "conflict", name)
    return thing("conflict", raised.about if raised else None, name)


def _entry(event: int | str, known: Known) -> str:
    """An event by its number and date, where a reader can still find it; else as it was named."""
    number_of = known.coalition.number_of(event)
    return f"event {event}" if number_of is None else entry(number_of)


def _tally(tally: Tally | None) -> str:
    if tally is None:
        return ""
    words = {"agreed": tally.agree, "abstained": tally.abstain, "disagreed": tally.disagree, "blocked": tally.block}
    taken = ", ".join(f"{votes} {word}" for word, votes in words.items() if votes)
    return f" ({taken or 'nobody took a stance'})"


def _next_review(day: str | None) -> str:
    return given("; next review on ", day)


def _first(terms: Iterable[str]) -> str:
    """The first few terms, and how many more there are."""
    told = list(terms)
    more = len(told) - _TERMS
    return "; ".join(told[:_TERMS]) + (f"; and {more} more" if more > 0 else "")
