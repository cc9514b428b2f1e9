"""Formation: how a coalition comes to be proposed, and whether it had better not be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Literal

from domain.event import Event
from domain.evolution import evolves
from domain.marks import EXPECTED, PARTY
from domain.refusal import rule
from domain.values import Day, Score5, Slug, Text, written_day

if TYPE_CHECKING:
    from domain.coalition import Coalition

Origin = Literal["grassroots", "mandated", "invited"]


class CoalitionProposed(Event, type="coalition-proposed"):
    """Someone asks others to meet: a coalition is proposed."""

    name: Text
    purpose: Annotated[Text | None, EXPECTED] = None
    convener: Annotated[Slug | None, PARTY, EXPECTED] = None
    origin: Annotated[Origin | None, EXPECTED] = None
    sunset: Day | None = None


class ThreatAssessed(Event, type="threat-assessed"):
    """The threat of staying apart is weighed against the threat of working together."""

    threat: Text
    apart: Score5
    together: Score5
    uncertainty: Score5


class AloneOrTogetherWeighed(Event, type="alone-or-together-weighed"):
    """Going together is weighed against going alone: how far apart the cultures are, how short the time is."""

    culture_distance: Score5
    time_pressure: Score5
    choice: Literal["together", "alone"]
    reason: Annotated[Text | None, EXPECTED] = None


class InterestRegistered(Event, type="interest-registered"):
    """A possible champion or partner, not a party yet, shows interest."""

    who: Text
    in_what: Text


class CoalitionRenamed(Event, type="coalition-renamed"):
    """The coalition takes another name; its id stays."""

    name: Text
    reason: Text | None = None


class PurposeChanged(Event, type="purpose-changed"):
    """The coalition's purpose is put differently."""

    purpose: Annotated[Text | None, EXPECTED] = None
    reason: Annotated[Text | None, EXPECTED] = None


class CoalitionAbandoned(Event, type="coalition-abandoned"):
    """The coalition is given up before it ever had a charter."""

    reason: Annotated[Text | None, EXPECTED] = None


@dataclass(frozen=True, slots=True)
class Formation:
    name: str = ""
    purpose: str | None = None
    origin: str | None = None


@rule("formation.once", "A coalition is proposed only once; after its end it is reconvened.", CoalitionProposed)
def proposed_once(coalition: Coalition, event: CoalitionProposed) -> bool:
    return not coalition.opened


@rule("formation.sunset-ahead", "A sunset has to lie after the day on which it is set.", CoalitionProposed)
def sunset_ahead(coalition: Coalition, event: CoalitionProposed) -> bool:
    return event.sunset is None or event.sunset > written_day(event.at)


@rule(
    "formation.before-charter",
    "This is open only until a charter is ratified.",
    AloneOrTogetherWeighed,
    CoalitionAbandoned,
)
def before_charter(coalition: Coalition, event: AloneOrTogetherWeighed | CoalitionAbandoned) -> bool:
    return not coalition.charter.ratified


@evolves("formation", CoalitionProposed)
def proposed(formation: Formation, event: CoalitionProposed) -> Formation:
    return Formation(event.name, event.purpose, event.origin)


@evolves("formation", CoalitionRenamed)
def renamed(formation: Formation, event: CoalitionRenamed) -> Formation:
    return replace(formation, name=event.name)


@evolves("formation", PurposeChanged)
def purpose_changed(formation: Formation, event: PurposeChanged) -> Formation:
    return replace(formation, purpose=event.purpose or formation.purpose)
