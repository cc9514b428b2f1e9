"""Initiatives: what the coalition works on, who leads it, and how it measures what it reaches."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated, Literal

from rpds import HashTrieMap

from domain.event import Event, Part
from domain.evolution import evolves
from domain.marks import EXPECTED, PARTY, Introduces, RefersTo
from domain.membership import PersonId
from domain.refusal import rule
from domain.values import Day, DecimalValue, PartyId, Slug, Text

if TYPE_CHECKING:
    from domain.coalition import Coalition

InitiativeId = Annotated[Slug, RefersTo("initiative")]


class Lead(Part):
    person: PersonId
    party: PartyId
    area: Text


class GoalSet(Event, type="goal-set"):
    """The coalition says what it wants to reach, by when, and how it will know."""

    goal: Annotated[Slug, Introduces("goal")]
    statement: Text
    measure: Text
    target: DecimalValue
    unit: Text
    due: Day


class MeasureReported(Event, type="measure-reported"):
    """How far a goal has come by the end of a period."""

    goal: Annotated[Slug, RefersTo("goal")]
    value: DecimalValue
    period_end: Day


class InitiativeLaunched(Event, type="initiative-launched"):
    """A piece of work begins; two leads from different areas form a dyad, and both answer for the whole."""

    initiative: Annotated[Slug, Introduces("initiative")]
    name: Text
    goal: Annotated[Slug | None, RefersTo("goal")] = None
    leads: Annotated[tuple[Lead, ...], PARTY] = ()


class MilestonePlanned(Event, type="milestone-planned"):
    """A point on the way is planned, with its date."""

    milestone: Annotated[Slug, Introduces("milestone")]
    initiative: InitiativeId
    what: Text
    due: Day


class MilestoneReached(Event, type="milestone-reached"):
    """A point on the way is reached."""

    milestone: Annotated[Slug, RefersTo("milestone")]
    evidence: Text


class InitiativeEnded(Event, type="initiative-ended"):
    """A piece of work is completed or stopped, and something was learned."""

    initiative: InitiativeId
    outcome: Annotated[Literal["completed", "stopped"] | None, EXPECTED] = None
    learned: Annotated[Text | None, EXPECTED] = None


@dataclass(frozen=True, slots=True)
class Initiatives:
    running: HashTrieMap[str, bool] = field(default_factory=HashTrieMap)  #: initiative → whether it still runs
    milestones: HashTrieMap[str, bool] = field(default_factory=HashTrieMap)  #: milestone → whether it is open


@rule(
    "initiatives.dyad-complements",
    "Two leads have to form a dyad and come from different areas.",
    InitiativeLaunched,
)
def dyad_complements(coalition: Coalition, event: InitiativeLaunched) -> bool:
    return len(event.leads) != 2 or event.leads[0].area != event.leads[1].area


@rule(
    "initiatives.running",
    "Only an initiative that is running can be planned for or ended.",
    MilestonePlanned,
    InitiativeEnded,
)
def is_running(coalition: Coalition, event: MilestonePlanned | InitiativeEnded) -> bool:
    return coalition.initiatives.running[event.initiative]


@rule("initiatives.milestone-open", "A milestone is reached only once.", MilestoneReached)
def milestone_open(coalition: Coalition, event: MilestoneReached) -> bool:
    return coalition.initiatives.milestones[event.milestone]


@evolves("initiatives", InitiativeLaunched)
def launched(initiatives: Initiatives, event: InitiativeLaunched) -> Initiatives:
    return replace(initiatives, running=initiatives.running.insert(event.initiative, True))


@evolves("initiatives", MilestonePlanned)
def planned(initiatives: Initiatives, event: MilestonePlanned) -> Initiatives:
    return replace(initiatives, milestones=initiatives.milestones.insert(event.milestone, True))


@evolves("initiatives", MilestoneReached)
def reached(initiatives: Initiatives, event: MilestoneReached) -> Initiatives:
    return replace(initiatives, milestones=initiatives.milestones.insert(event.milestone, False))


@evolves("initiatives", InitiativeEnded)
def ended(initiatives: Initiatives, event: InitiativeEnded) -> Initiatives:
    return replace(initiatives, running=initiatives.running.insert(event.initiative, False))
