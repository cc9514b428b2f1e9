"""Conflict: the five-step conversation, from being raised to a contract that both sides keep."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from pydantic import model_validator
from rpds import HashTrieMap

from domain.conflict_steps import (
    EXPLORED,
    HOSTILE,
    PREPARED,
    PURPOSE_CHECKED,
    heard_so_far,
    hostile_words,
    left_unmet,
    most_important,
    step,
    taken_so_far,
)
from domain.event import Event, Part
from domain.evolution import evolves
from domain.marks import EXPECTED, PARTY, AtLeast, Introduces, RefersTo
from domain.refusal import rule
from domain.values import Day, Flag, Parties, PartyId, Slug, Stage, Text, Texts

if TYPE_CHECKING:
    from domain.coalition import Coalition

Motive: TypeAlias = Literal["coerce", "punish", "educate", "protect", "mutual-benefit"]
ConflictId = Annotated[Slug, RefersTo("conflict")]


class ContractLine(Part):
    party: PartyId
    will_do: Text
    due: Day
    commitment: Slug | None = None


class ConflictRaised(Event, type="conflict-raised"):
    """A conflict between parties is put on the table."""

    conflict: Annotated[Slug, Introduces("conflict")]
    between: Annotated[Parties, AtLeast(2)] = ()
    about: Text
    over: Annotated[tuple[Slug, ...], RefersTo("commitment", "agreement")] = ()
    stage: Annotated[Stage | None, EXPECTED] = None


class ConflictPrepared(Event, type="conflict-prepared"):
    """Step 1: a side thinks through how it came to this, what happens now, and its own part in it."""

    conflict: ConflictId
    party: PartyId
    how_we_got_here: Text
    happening_now: Text
    contributions: Annotated[dict[Slug, Text], PARTY] = {}

    def steps(self) -> Iterable[tuple[str, str]]:
        """The side's latest preparation."""
        return [step(PREPARED, self.conflict, self.party)]


class ConflictPurposeChecked(Event, type="conflict-purpose-checked"):
    """Step 2: a side asks itself what it really wants from the conversation."""

    conflict: ConflictId
    party: PartyId
    motive: Motive

    def steps(self) -> Iterable[tuple[str, str]]:
        """The side's latest word on what it wants."""
        return [step(PURPOSE_CHECKED, self.conflict, self.party)]


class ConflictCongruenceFound(Event, type="conflict-congruence-found"):
    """Step 3: the sides start from what they have in common."""

    conflict: ConflictId
    common_purposes: Annotated[Texts, AtLeast(1)] = ()
    parties: Annotated[Parties, AtLeast(2)] = ()


class ConflictExplored(Event, type="conflict-explored"):
    """Step 4: a side tells how it sees things, what that did to it, and what is at stake."""

    conflict: ConflictId
    party: PartyId
    perspective: Text
    impact: Text
    new_information: Text | None = None
    at_stake: Annotated[tuple[Slug, ...], RefersTo("interest")] = ()

    def steps(self) -> Iterable[tuple[str, str]]:
        """The side's latest account of how it sees things."""
        return [step(EXPLORED, self.conflict, self.party)]


class ConflictSettled(Event, type="conflict-settled"):
    """Step 5: the sides contract what each will do, what follows if they do or do not, and when they review it."""

    conflict: ConflictId
    contract: tuple[ContractLine, ...] = ()
    interests_met: Annotated[dict[Slug, tuple[Slug, ...]], PARTY, RefersTo("interest")] = {}
    positive_consequences: Annotated[Texts, AtLeast(1)] = ()
    negative_consequences: Annotated[Texts, AtLeast(1)] = ()
    review_on: Day
    review_how: Text | None = None

    @model_validator(mode="after")
    def _a_numbered_commitment_has_an_id_of_its_own(self) -> ConflictSettled:
        if any(len(commitment) > 64 for commitment in self.commitments()):
            raise ValueError("a contract line's commitment needs an id of its own: the conflict's is too long")
        return self

    def commitments(self) -> list[str]:
        """The ids of the commitments that its lines become: as given, else numbered after the conflict."""
        return [line.commitment or f"{self.conflict}-{number}" for number, line in enumerate(self.contract, 1)]

    def reserves(self) -> Iterable[tuple[str, str]]:
        """The commitments that its contract lines become."""
        return [("commitment", commitment) for commitment in self.commitments()]


class ConflictReviewed(Event, type="conflict-reviewed"):
    """The sides look whether the settlement held; where it did not, they begin again."""

    conflict: ConflictId
    held: Flag
    next_review: Day | None = None


class ConflictEscalated(Event, type="conflict-escalated"):
    """A conflict climbs to a higher stage on Glasl's scale."""

    conflict: ConflictId
    stage: Stage
    to: Text


class ConflictClosed(Event, type="conflict-closed"):
    """A conflict is closed without a settlement."""

    conflict: ConflictId
    reason: Annotated[Text | None, EXPECTED] = None


Step: TypeAlias = (
    ConflictPrepared | ConflictPurposeChecked | ConflictCongruenceFound | ConflictExplored | ConflictSettled
)


@dataclass(frozen=True, slots=True)
class Conflict:
    about: str
    sides: tuple[str, ...]  #: the parties between which it is, as long as they are in
    stage: int | None  #: 1 to 9 on Glasl's scale; null where it is not recorded
    state: Literal["open", "settled", "closed"] = "open"
    prepared: frozenset[str] = frozenset()
    motives: HashTrieMap[str, Motive] = field(default_factory=HashTrieMap)  #: the latest of each side
    congruent: bool = False
    at_stake: HashTrieMap[str, tuple[str, ...]] = field(default_factory=HashTrieMap)  #: of each side that explored


Conflicts: TypeAlias = "HashTrieMap[str, Conflict]"


@rule("conflicts.all-in", "A conflict is only between parties that are in.", ConflictRaised)
def all_in(coalition: Coalition, event: ConflictRaised) -> bool:
    return all(coalition.membership.is_in(party) for party in event.between)


@rule("conflicts.owns-its-part", "A side has to name its own contribution among the others.", ConflictPrepared)
def owns_its_part(coalition: Coalition, event: ConflictPrepared) -> bool:
    return event.party in event.contributions


@rule(
    "conflicts.in-order",
    "Common purposes come after every side's preparation and purpose check; exploring comes after them.",
    ConflictCongruenceFound,
    ConflictExplored,
    rests=taken_so_far,
)
def in_order(coalition: Coalition, event: ConflictCongruenceFound | ConflictExplored) -> bool:
    conflict = coalition.conflicts[event.conflict]
    if isinstance(event, ConflictExplored):
        return conflict.congruent
    return all(side in conflict.prepared and side in conflict.motives for side in conflict.sides)


@rule(
    "conflicts.all-heard",
    "A conflict is settled after every side has explored it.",
    ConflictSettled,
    rests=heard_so_far,
)
def all_heard(coalition: Coalition, event: ConflictSettled) -> bool:
    conflict = coalition.conflicts[event.conflict]
    return all(side in conflict.at_stake for side in conflict.sides)


@rule(
    "conflicts.no-hostile-motive",
    "A conflict is not settled while a side's purpose is to coerce or to punish.",
    ConflictSettled,
    rests=hostile_words,
)
def no_hostile_motive(coalition: Coalition, event: ConflictSettled) -> bool:
    conflict = coalition.conflicts[event.conflict]
    return not any(conflict.motives.get(side) in HOSTILE for side in conflict.sides)


@rule("conflicts.two-way", "Every side has to contract to do something.", ConflictSettled)
def two_way(coalition: Coalition, event: ConflictSettled) -> bool:
    return {line.party for line in event.contract} >= set(coalition.conflicts[event.conflict].sides)


@rule(
    "conflicts.interests-met",
    "Of what each side said is at stake, its most important interests (weight 4 and 5) have to be met.",
    ConflictSettled,
    rests=left_unmet,
)
def interests_met(coalition: Coalition, event: ConflictSettled) -> bool:
    conflict = coalition.conflicts[event.conflict]
    return all(
        set(most_important(coalition, conflict, side)) <= set(event.interests_met.get(side, ()))
        for side in conflict.sides
    )


@rule(
    "conflicts.settled",
    "Only a settled conflict is reviewed.",
    ConflictReviewed,
)
def is_settled(coalition: Coalition, event: ConflictReviewed) -> bool:
    return coalition.conflicts[event.conflict].state == "settled"


@rule(
    "conflicts.open",
    "This needs a conflict that is open; below two sides it can only be closed.",
    ConflictPrepared,
    ConflictPurposeChecked,
    ConflictCongruenceFound,
    ConflictExplored,
    ConflictSettled,
    ConflictEscalated,
    ConflictClosed,
)
def is_open(coalition: Coalition, event: Step | ConflictEscalated | ConflictClosed) -> bool:
    conflict = coalition.conflicts[event.conflict]
    return conflict.state == "open" and (len(conflict.sides) >= 2 or isinstance(event, ConflictClosed))


@rule("conflicts.stage-rises", "An escalation has to climb to a higher stage than before.", ConflictEscalated)
def stage_rises(coalition: Coalition, event: ConflictEscalated) -> bool:
    return event.stage > (coalition.conflicts[event.conflict].stage or 0)


@rule(
    "conflicts.is-a-side",
    "The steps are taken only by the sides of the conflict.",
    ConflictPrepared,
    ConflictPurposeChecked,
    ConflictCongruenceFound,
    ConflictExplored,
    ConflictSettled,
)
def is_a_side(coalition: Coalition, event: Step) -> bool:
    return set(_parties_of(event)) <= set(coalition.conflicts[event.conflict].sides)


@rule(
    "conflicts.speaks-for-itself",
    "A side takes its steps only by its own word.",
    ConflictPrepared,
    ConflictPurposeChecked,
    ConflictExplored,
)
def speaks_for_itself(
    coalition: Coalition, event: ConflictPrepared | ConflictPurposeChecked | ConflictExplored
) -> bool:
    return event.by is None or coalition.membership.acts_as(event.by, event.party)


@evolves("conflicts", ConflictRaised)
def raised(conflicts: Conflicts, event: ConflictRaised) -> Conflicts:
    return conflicts.insert(event.conflict, Conflict(event.about, event.between, event.stage))


@evolves("conflicts", ConflictPrepared)
def prepared(conflicts: Conflicts, event: ConflictPrepared) -> Conflicts:
    conflict = conflicts[event.conflict]
    return conflicts.insert(event.conflict, replace(conflict, prepared=conflict.prepared | {event.party}))


@evolves("conflicts", ConflictPurposeChecked)
def purpose_checked(conflicts: Conflicts, event: ConflictPurposeChecked) -> Conflicts:
    conflict = conflicts[event.conflict]
    motives = conflict.motives.insert(event.party, event.motive)
    return conflicts.insert(event.conflict, replace(conflict, motives=motives))


@evolves("conflicts", ConflictCongruenceFound)
def congruence_found(conflicts: Conflicts, event: ConflictCongruenceFound) -> Conflicts:
    return conflicts.insert(event.conflict, replace(conflicts[event.conflict], congruent=True))


@evolves("conflicts", ConflictExplored)
def explored(conflicts: Conflicts, event: ConflictExplored) -> Conflicts:
    conflict = conflicts[event.conflict]
    said = (*conflict.at_stake.get(event.party, ()), *event.at_stake)  # nothing said to be at stake is taken back
    at_stake = conflict.at_stake.insert(event.party, tuple(dict.fromkeys(said)))
    return conflicts.insert(event.conflict, replace(conflict, at_stake=at_stake))


@evolves("conflicts", ConflictSettled)
def settled(conflicts: Conflicts, event: ConflictSettled) -> Conflicts:
    return conflicts.insert(event.conflict, replace(conflicts[event.conflict], state="settled"))


@evolves("conflicts", ConflictReviewed)
def reviewed(conflicts: Conflicts, event: ConflictReviewed) -> Conflicts:
    """What did not hold is open again, at step 1."""
    if event.held:
        return conflicts
    conflict = conflicts[event.conflict]
    return conflicts.insert(event.conflict, Conflict(conflict.about, conflict.sides, conflict.stage))


@evolves("conflicts", ConflictEscalated)
def escalated(conflicts: Conflicts, event: ConflictEscalated) -> Conflicts:
    return conflicts.insert(event.conflict, replace(conflicts[event.conflict], stage=event.stage))


@evolves("conflicts", ConflictClosed)
def closed(conflicts: Conflicts, event: ConflictClosed) -> Conflicts:
    return conflicts.insert(event.conflict, replace(conflicts[event.conflict], state="closed"))


def without_side(conflicts: Conflicts, party: str) -> Conflicts:
    """A party has left: it is no longer a side of any conflict, also should it return."""
    for conflict_id, conflict in list(conflicts.items()):
        if party in conflict.sides:
            sides = tuple(side for side in conflict.sides if side != party)
            conflicts = conflicts.insert(conflict_id, replace(conflict, sides=sides))
    return conflicts


def _parties_of(event: Step) -> Iterable[str]:
    match event:
        case ConflictCongruenceFound():
            return event.parties
        case ConflictSettled():
            return (*(line.party for line in event.contract), *event.interests_met)
        case _:
            return (event.party,)
