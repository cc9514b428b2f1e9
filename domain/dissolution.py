"""Dissolution: how a coalition ends, what it leaves, and how it may begin again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from domain.event import Event
from domain.evolution import evolves
from domain.formation import CoalitionAbandoned, CoalitionProposed
from domain.marks import EXPECTED, PARTY
from domain.polls import Moment, Poll
from domain.refusal import rule
from domain.values import Day, Parties, PartyId, Text

if TYPE_CHECKING:
    from domain.coalition import Coalition

Reason: TypeAlias = Literal[
    "purpose-achieved",
    "sunset-reached",
    "threat-passed",
    "irreconcilable",
    "mandate-withdrawn",
    "resources-exhausted",
    "term-ended",
    "succeeded",
    "merged",
    "went-alone",
    "other",
]


class SunsetExtended(Event, type="sunset-extended"):
    """The coalition gives itself more time."""

    sunset: Day
    reason: Annotated[Text | None, EXPECTED] = None


class DissolutionProposed(Event, type="dissolution-proposed"):
    """Someone proposes that the coalition end."""

    reason: Annotated[Reason | None, EXPECTED] = None
    legacy: Text | None = None


class DissolutionConsented(Event, type="dissolution-consented"):
    """A member consents to the end."""

    party: PartyId


class DissolutionObjected(Event, type="dissolution-objected"):
    """A member objects to the end."""

    party: PartyId
    reason: Annotated[Text | None, EXPECTED] = None


class DissolutionProposalWithdrawn(Event, type="dissolution-proposal-withdrawn"):
    """The proposal to end is off the table."""

    reason: Annotated[Text | None, EXPECTED] = None


class LessonLearned(Event, type="lesson-learned"):
    """A party says what it takes with it; also after the end."""

    party: PartyId
    text: Text


class CoalitionDissolved(Event, type="coalition-dissolved", derived=True):
    """The coalition ends: those who decide have consented, and no promise is left standing."""

    reason: Annotated[Reason | None, EXPECTED] = None
    consents: Parties = ()
    legacy: Text | None = None


class CoalitionReconvened(Event, type="coalition-reconvened"):
    """A coalition that had ended begins a new cycle under the same identity."""

    purpose: Annotated[Text | None, EXPECTED] = None
    convener: Annotated[PartyId | None, PARTY, EXPECTED] = None


@dataclass(frozen=True, slots=True)
class EndProposed:
    """The proposal to end that stands."""

    reason: Reason | None
    legacy: str | None
    made: Moment


@dataclass(frozen=True, slots=True)
class Dissolution:
    sunset: str | None = None  #: the day on which the coalition means to end
    proposal: EndProposed | None = None
    poll: Poll = field(default_factory=Poll)
    ended: Literal["dissolved", "abandoned"] | None = None


@rule("dissolution.sunset-later", "A sunset is extended only to a later day than the present one.", SunsetExtended)
def sunset_later(coalition: Coalition, event: SunsetExtended) -> bool:
    sunset = coalition.dissolution.sunset
    return sunset is None or event.sunset > sunset


@rule("dissolution.not-already-proposed", "The end is proposed only once at a time.", DissolutionProposed)
def not_already_proposed(coalition: Coalition, event: DissolutionProposed) -> bool:
    return coalition.dissolution.proposal is None


@rule(
    "dissolution.is-proposed",
    "This needs a proposal to end that stands.",
    DissolutionConsented,
    DissolutionObjected,
    DissolutionProposalWithdrawn,
)
def is_proposed(
    coalition: Coalition, event: DissolutionConsented | DissolutionObjected | DissolutionProposalWithdrawn
) -> bool:
    return coalition.dissolution.proposal is not None


@rule("dissolution.members-decide", "Only members decide on the end.", DissolutionConsented, DissolutionObjected)
def members_decide(coalition: Coalition, event: DissolutionConsented | DissolutionObjected) -> bool:
    return coalition.membership.is_member(event.party)


@rule(
    "dissolution.once-each",
    "A party says the same thing about the end only once, as long as it stands.",
    DissolutionConsented,
    DissolutionObjected,
)
def once_each(coalition: Coalition, event: DissolutionConsented | DissolutionObjected) -> bool:
    poll = coalition.dissolution.poll
    said = poll.consents if isinstance(event, DissolutionConsented) else poll.objections
    return event.party not in said


@rule(
    "dissolution.speaks-for-itself",
    "A party takes a stand on the end only by its own word.",
    DissolutionConsented,
    DissolutionObjected,
)
def speaks_for_itself(coalition: Coalition, event: DissolutionConsented | DissolutionObjected) -> bool:
    return event.by is None or coalition.membership.acts_as(event.by, event.party)


@rule("dissolution.has-ended", "Only a coalition that has ended is reconvened.", CoalitionReconvened)
def has_ended(coalition: Coalition, event: CoalitionReconvened) -> bool:
    return coalition.dissolution.ended is not None


@evolves("dissolution", CoalitionProposed)
def proposed_with_sunset(dissolution: Dissolution, event: CoalitionProposed) -> Dissolution:
    return replace(dissolution, sunset=event.sunset)


@evolves("dissolution", SunsetExtended)
def sunset_extended(dissolution: Dissolution, event: SunsetExtended) -> Dissolution:
    return replace(dissolution, sunset=event.sunset)


@evolves("dissolution", DissolutionProposed)
def end_proposed(dissolution: Dissolution, event: DissolutionProposed) -> Dissolution:
    proposal = EndProposed(event.reason, event.legacy, Moment(event.at, event.precision))
    return replace(dissolution, proposal=proposal, poll=Poll())


@evolves("dissolution", DissolutionConsented)
def consented(dissolution: Dissolution, event: DissolutionConsented) -> Dissolution:
    moment = Moment(event.at, event.precision)
    return replace(dissolution, poll=dissolution.poll.consent(event.party, moment))


@evolves("dissolution", DissolutionObjected)
def objected(dissolution: Dissolution, event: DissolutionObjected) -> Dissolution:
    moment = Moment(event.at, event.precision)
    return replace(dissolution, poll=dissolution.poll.object(event.party, moment))


@evolves("dissolution", DissolutionProposalWithdrawn)
def proposal_withdrawn(dissolution: Dissolution, event: DissolutionProposalWithdrawn) -> Dissolution:
    return replace(dissolution, proposal=None, poll=Poll())


@evolves("dissolution", CoalitionDissolved)
def dissolved(dissolution: Dissolution, event: CoalitionDissolved) -> Dissolution:
    return replace(dissolution, ended="dissolved")


@evolves("dissolution", CoalitionAbandoned)
def abandoned(dissolution: Dissolution, event: CoalitionAbandoned) -> Dissolution:
    return replace(dissolution, ended="abandoned")


def without_party(dissolution: Dissolution, party: str) -> Dissolution:
    """A party has left: what it said about the end no longer counts."""
    return replace(dissolution, poll=dissolution.poll.without(party))


def with_sunset(dissolution: Dissolution, sunset: str | None) -> Dissolution:
    """A charter with a sunset has come into force: that is now the present one."""
    return dissolution if sunset is None else replace(dissolution, sunset=sunset)
