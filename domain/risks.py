"""Risks: what could go wrong, who watches it, what was done about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from rpds import HashTrieMap

from domain.event import Event
from domain.evolution import evolves
from domain.marks import Introduces, RefersTo
from domain.refusal import rule
from domain.values import Score5, Slug, Text

if TYPE_CHECKING:
    from domain.coalition import Coalition


class RiskIdentified(Event, type="risk-identified"):
    """A risk is named, weighed and given an owner."""

    risk: Annotated[Slug, Introduces("risk")]
    what: Text
    likelihood: Score5
    impact: Score5
    owner: Slug


class RiskMitigated(Event, type="risk-mitigated"):
    """Something was done about a risk."""

    risk: Annotated[Slug, RefersTo("risk")]
    how: Text


class RiskMaterialised(Event, type="risk-materialised"):
    """A risk came true."""

    risk: Annotated[Slug, RefersTo("risk")]
    what: Text


@dataclass(frozen=True, slots=True)
class Risk:
    owner: str
    weight: int  #: likelihood × impact, 1 to 25
    state: Literal["open", "mitigated", "materialised"] = "open"


Risks: TypeAlias = "HashTrieMap[str, Risk]"


@rule("risks.open", "Only an open risk can be mitigated or come true.", RiskMitigated, RiskMaterialised)
def is_open(coalition: Coalition, event: RiskMitigated | RiskMaterialised) -> bool:
    return coalition.risks[event.risk].state == "open"


@evolves("risks", RiskIdentified)
def identified(risks: Risks, event: RiskIdentified) -> Risks:
    return risks.insert(event.risk, Risk(event.owner, event.likelihood * event.impact))


@evolves("risks", RiskMitigated)
def mitigated(risks: Risks, event: RiskMitigated) -> Risks:
    return risks.insert(event.risk, replace(risks[event.risk], state="mitigated"))


@evolves("risks", RiskMaterialised)
def materialised(risks: Risks, event: RiskMaterialised) -> Risks:
    return risks.insert(event.risk, replace(risks[event.risk], state="materialised"))
