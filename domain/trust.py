"""Trust and ways of working: the small moments that build trust, what breaks it, and room to try things."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated, Literal

from rpds import HashTrieMap

from domain.event import Event
from domain.evolution import evolves
from domain.marks import EXPECTED, AtLeast, Introduces, RefersTo
from domain.refusal import rule
from domain.values import Parties, PartyId, Score4, Score5, Slug, Text

if TYPE_CHECKING:
    from domain.coalition import Coalition

MomentKind = Literal[
    "personal",
    "non-work-interest",
    "shared-food",
    "vulnerability",
    "listening",
    "introduction",
    "encouragement",
    "help",
    "repair",
]
FractureKind = Literal["promise-broken", "information-withheld", "exclusion", "public-blame", "power-play", "other"]


class TrustMoment(Event, type="trust-moment"):
    """A small moment between parties that builds trust."""

    between: Annotated[Parties, AtLeast(2)] = ()
    kind: Annotated[MomentKind | None, EXPECTED] = None
    what: Text


class TrustFractured(Event, type="trust-fractured"):
    """A party does something that breaks trust with others."""

    breached_by: PartyId
    against: Annotated[Parties, AtLeast(1)] = ()
    kind: Annotated[FractureKind | None, EXPECTED] = None
    severity: Score5
    what: Text


class TrustRated(Event, type="trust-rated"):
    """A party says how far it trusts another: its reliability, its support of the mission, its openness."""

    rater: PartyId
    ratee: PartyId
    reliability: Score4
    mission_support: Score4
    openness: Score4


class InformationShared(Event, type="information-shared"):
    """A party lets others know what it knows."""

    giver: PartyId
    to: Annotated[Parties, AtLeast(1)] = ()
    what: Text


class TargetSetAside(Event, type="target-set-aside"):
    """A party lets a target of its own give way to the shared goal."""

    party: PartyId
    target: Text
    in_favour_of: Text


class ControlCeded(Event, type="control-ceded"):
    """A party hands control over something to another."""

    giver: PartyId
    to: PartyId
    over: Text


class ExperimentStarted(Event, type="experiment-started"):
    """The parties try something whose outcome nobody knows."""

    experiment: Annotated[Slug, Introduces("experiment")]
    hypothesis: Text
    lead: Slug


class ExperimentConcluded(Event, type="experiment-concluded"):
    """An experiment ends, and something was learned."""

    experiment: Annotated[Slug, RefersTo("experiment")]
    outcome: Literal["worked", "did-not", "inconclusive"]
    learned: Text


@dataclass(frozen=True, slots=True)
class Trust:
    running: HashTrieMap[str, bool] = field(default_factory=HashTrieMap)  #: experiment → whether it still runs


@rule("trust.all-in", "A moment of trust is only between parties that are in.", TrustMoment)
def all_in(coalition: Coalition, event: TrustMoment) -> bool:
    return all(coalition.membership.is_in(party) for party in event.between)


@rule(
    "trust.not-self",
    "Trust, information and control pass only between different parties.",
    TrustFractured,
    TrustRated,
    InformationShared,
    ControlCeded,
)
def not_self(coalition: Coalition, event: TrustFractured | TrustRated | InformationShared | ControlCeded) -> bool:
    match event:
        case TrustFractured():
            return event.breached_by not in event.against
        case TrustRated():
            return event.rater != event.ratee
        case InformationShared():
            return event.giver not in event.to
        case ControlCeded():
            return event.giver != event.to


@rule("trust.speaks-for-itself", "A party rates others only by its own word.", TrustRated)
def rates_itself(coalition: Coalition, event: TrustRated) -> bool:
    return event.by is None or coalition.membership.acts_as(event.by, event.rater)


@rule("trust.experiment-running", "Only an experiment that is running can be concluded.", ExperimentConcluded)
def experiment_running(coalition: Coalition, event: ExperimentConcluded) -> bool:
    return coalition.trust.running[event.experiment]


@evolves("trust", ExperimentStarted)
def started(trust: Trust, event: ExperimentStarted) -> Trust:
    return replace(trust, running=trust.running.insert(event.experiment, True))


@evolves("trust", ExperimentConcluded)
def concluded(trust: Trust, event: ExperimentConcluded) -> Trust:
    return replace(trust, running=trust.running.insert(event.experiment, False))
