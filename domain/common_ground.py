"""Common ground and energy: what the parties want, share and have had enough of, and what they win early."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated

from rpds import HashTrieMap

from domain.event import Event
from domain.evolution import evolves
from domain.marks import AtLeast, Introduces, RefersTo
from domain.refusal import rule
from domain.values import Parties, PartyId, Score5, Slug, Text, Texts

if TYPE_CHECKING:
    from domain.coalition import Coalition


class InterestStated(Event, type="interest-stated"):
    """A party says what matters to it, and how much: 4 and 5 are its most important interests."""

    interest: Annotated[Slug, Introduces("interest")]
    party: PartyId
    text: Text
    weight: Score5


class DissatisfactionVoiced(Event, type="dissatisfaction-voiced"):
    """A party says what frustrates it."""

    dissatisfaction: Annotated[Slug, Introduces("dissatisfaction")]
    party: PartyId
    about: Text
    severity: Score5


class ValueShared(Event, type="value-shared"):
    """Two or more parties find that they hold the same value."""

    value: Text
    parties: Annotated[Parties, AtLeast(2)] = ()


class CommonGroundFound(Event, type="common-ground-found"):
    """Two or more parties put what they have in common into words."""

    statement: Text
    parties: Annotated[Parties, AtLeast(2)] = ()
    interests: Annotated[tuple[Slug, ...], RefersTo("interest")] = ()


class PrioritiesAgreed(Event, type="priorities-agreed"):
    """Two or more parties agree what comes first."""

    order: Annotated[Texts, AtLeast(1)] = ()
    parties: Annotated[Parties, AtLeast(2)] = ()


class QuickWinDelivered(Event, type="quick-win-delivered"):
    """Something that frustrated people is better, soon and for all to see."""

    win: Annotated[Slug, Introduces("win")]
    what: Text
    delivered_by: Parties = ()
    addresses: Annotated[tuple[Slug, ...], RefersTo("dissatisfaction")] = ()


class CelebrationHeld(Event, type="celebration-held"):
    """A success is celebrated."""

    of: Text


class PurposeReaffirmed(Event, type="purpose-reaffirmed"):
    """Someone reminds the parties what they came together for."""

    words: Text


@dataclass(frozen=True, slots=True)
class Interest:
    party: str
    weight: int  #: 1 to 5; 4 and 5 must be met when a conflict over it is settled


@dataclass(frozen=True, slots=True)
class CommonGround:
    interests: HashTrieMap[str, Interest] = field(default_factory=HashTrieMap)


@rule(
    "common-ground.all-in",
    "What parties share is said only of parties that are in.",
    ValueShared,
    CommonGroundFound,
    PrioritiesAgreed,
)
def all_in(coalition: Coalition, event: ValueShared | CommonGroundFound | PrioritiesAgreed) -> bool:
    return all(coalition.membership.is_in(party) for party in event.parties)


@rule(
    "common-ground.each-side-present",
    "Where interests are named, each party has to find one of its own among them.",
    CommonGroundFound,
)
def each_side_present(coalition: Coalition, event: CommonGroundFound) -> bool:
    owners = {coalition.common_ground.interests[interest].party for interest in event.interests}
    return not event.interests or owners >= set(event.parties)


@rule(
    "common-ground.addresses-a-dissatisfaction",
    "A quick win has to answer at least one dissatisfaction that was voiced.",
    QuickWinDelivered,
)
def addresses_a_dissatisfaction(coalition: Coalition, event: QuickWinDelivered) -> bool:
    return bool(event.addresses)


@evolves("common_ground", InterestStated)
def stated(common_ground: CommonGround, event: InterestStated) -> CommonGround:
    interest = Interest(event.party, event.weight)
    return replace(common_ground, interests=common_ground.interests.insert(event.interest, interest))
