"""Outcomes: the events that the rules add by themselves (◆), in the same breath as the act that caused them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from domain.charter import CharterRatified
from domain.coalition import Coalition
from domain.commitments import CommitmentMade
from domain.conflicts import ConflictSettled
from domain.decisions import (
    DecisionReached,
    Proposal,
    ProposalClosed,
    closing_terms,
    outcome_of,
    present_stances,
    tallied,
)
from domain.dissolution import CoalitionDissolved
from domain.event import Event
from domain.formation import AloneOrTogetherWeighed, CoalitionAbandoned
from domain.polls import Moment, Terms, is_met
from domain.sides import someone_on_promisees_side
from domain.values import Precision, latest


def outcomes(coalition: Coalition, act: Event) -> Iterable[Event]:
    """What follows at once from an act that is accepted; `coalition` is as the act found it."""
    follows = _AT_ONCE.get(type(act))
    return () if follows is None else follows(coalition, act)


def _gone_alone(coalition: Coalition, act: AloneOrTogetherWeighed) -> Iterator[Event]:
    if act.choice == "alone" and coalition.dissolution.ended is None:
        yield CoalitionAbandoned(**_envelope(act, ()), reason="went-alone")


def _decided(coalition: Coalition, act: ProposalClosed) -> Iterator[Event]:
    proposal = coalition.decisions.get(act.proposal)
    if proposal is not None and proposal.state == "open":  # never decided twice
        yield _decision(coalition, act, proposal)


def due(coalition: Coalition, act: Event) -> Event | None:
    """The outcome that waited and is now due: a draft that has its consents, an end that nothing holds up."""
    if coalition.dissolution.ended is not None:
        return None
    return _ratification(coalition, act) or _end(coalition, act)


def _ratification(coalition: Coalition, act: Event) -> Event | None:
    charter = coalition.charter
    if charter.pending is None or charter.pending in charter.ratified:  # never ratified twice
        return None
    draft, poll, members = charter.drafts[charter.pending], charter.poll(charter.pending), coalition.membership.members
    if not is_met(charter.ratifying_terms, poll, members):
        return None
    consents = [member for member in members if member in poll.consents]
    moments = [Moment(draft.at, draft.precision), *(poll.consents[party] for party in consents)]
    return CharterRatified(
        **_envelope(act, moments),
        version=draft.version,
        decision_rule=draft.terms.rule,
        quorum=_quorum(draft.written, draft.terms),
        consents=tuple(consents),
    )


def _quorum(written: Any, terms: Terms) -> Any:
    """The draft's own quorum as it was written; where it was left out, what that stands for."""
    return written.quorum if written is not None and written.quorum is not None else str(terms.quorum)


def _end(coalition: Coalition, act: Event) -> Event | None:
    ending = coalition.dissolution
    if ending.proposal is None:
        return None
    terms, members = coalition.charter.terms or Terms(), coalition.membership.members
    if not is_met(terms, ending.poll, members) or _held_up(coalition):
        return None
    consents = [member for member in members if member in ending.poll.consents]
    moments = [ending.proposal.made, *(ending.poll.consents[party] for party in consents)]
    said = {"reason": ending.proposal.reason, "legacy": ending.proposal.legacy}
    return CoalitionDissolved(**_envelope(act, moments), **_given(said), consents=tuple(consents))


def _held_up(coalition: Coalition) -> bool:
    """Whether a promise stands between the coalition and its end.

    One that is delivered or orphaned holds nothing up where nobody is left to accept or release it.
    """
    for commitment_id in coalition.commitments.pending:
        commitment = coalition.commitments.promises[commitment_id]
        if commitment.state == "open" or someone_on_promisees_side(coalition, commitment):
            return True
    return False


def _decision(coalition: Coalition, act: ProposalClosed, proposal: Proposal) -> Event:
    stances = present_stances(coalition, proposal)
    tally = tallied(taken.stance for taken in stances)
    terms = closing_terms(coalition.charter.terms)
    moments = [proposal.made, *(Moment(taken.at, taken.precision) for taken in stances)]
    return DecisionReached(
        **_envelope(act, moments),
        proposal=act.proposal,
        outcome=outcome_of(tally, len(coalition.membership.members), terms),
        tally=tally,
    )


def _contracted(coalition: Coalition, act: ConflictSettled) -> Iterator[Event]:
    for line, commitment in zip(act.contract, act.commitments(), strict=True):
        yield CommitmentMade(
            **_envelope(act, ()),
            commitment=commitment,
            promisor=line.party,
            promisee="all",
            what=line.will_do,
            due=line.due,
            settles=act.conflict,
        )


_AT_ONCE: dict[type[Event], Callable[[Coalition, Any], Iterator[Event]]] = {
    AloneOrTogetherWeighed: _gone_alone,
    ProposalClosed: _decided,
    ConflictSettled: _contracted,
}


def _envelope(act: Event, others: Iterable[Moment]) -> dict[str, Any]:
    """What a derived event takes from its cause, with the latest `at` of all that made it so (a tie: the cause's)."""
    at, precision = latest(_moments(act, others))
    return {"coalition": act.coalition, "at": at, **_given({"by": act.by, "precision": precision})}


def _moments(act: Event, others: Iterable[Moment]) -> Iterator[tuple[str, Precision | None]]:
    yield act.at, act.precision
    for moment in others:
        yield moment.at, moment.precision


def _given(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
