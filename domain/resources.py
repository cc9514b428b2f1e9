"""Resources: what is pledged and what arrives, what may be spent and what was."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Literal

from rpds import HashTrieMap

from domain.event import Event
from domain.evolution import evolves
from domain.marks import EXPECTED, Introduces, RefersTo
from domain.refusal import rule
from domain.values import Currency, DecimalValue, PartyId, Slug, Text, decimal, fraction

if TYPE_CHECKING:
    from domain.coalition import Coalition


class BudgetApproved(Event, type="budget-approved"):
    """A sum may be spent on running the coalition or on something that lasts."""

    budget: Annotated[Slug, Introduces("budget")]
    kind: Annotated[Literal["operating", "capital"] | None, EXPECTED] = None
    amount: DecimalValue
    currency: Currency
    period: Text


class ContributionPledged(Event, type="contribution-pledged"):
    """A party promises money, staff time or goods."""

    pledge: Annotated[Slug, Introduces("pledge")]
    party: PartyId
    kind: Annotated[Literal["money", "staff-time", "in-kind"] | None, EXPECTED] = None
    amount: DecimalValue
    currency: Currency


class ContributionReceived(Event, type="contribution-received"):
    """Some or all of a pledge arrives."""

    pledge: Annotated[Slug, RefersTo("pledge")]
    amount: DecimalValue


class ExpenditureRecorded(Event, type="expenditure-recorded"):
    """Something is spent from a budget."""

    budget: Annotated[Slug, RefersTo("budget")]
    amount: DecimalValue
    for_what: Text


@dataclass(frozen=True, slots=True)
class Sum:
    """What was approved or pledged, and what of it is spent or has arrived."""

    of: Fraction
    used: Fraction = Fraction(0)

    def using(self, amount: str | int | Decimal) -> Sum:
        """The same sum with so much more of it used."""
        return replace(self, used=self.used + fraction(amount))

    def covers(self, amount: str | int | Decimal) -> bool:
        """Whether so much of it is left."""
        return self.used + fraction(amount) <= self.of


@dataclass(frozen=True, slots=True)
class Resources:
    budgets: HashTrieMap[str, Sum] = field(default_factory=HashTrieMap)
    pledges: HashTrieMap[str, Sum] = field(default_factory=HashTrieMap)


@rule(
    "resources.amount-positive",
    "An amount has to be more than nothing.",
    BudgetApproved,
    ContributionPledged,
    ContributionReceived,
    ExpenditureRecorded,
)
def amount_positive(
    coalition: Coalition,
    event: BudgetApproved | ContributionPledged | ContributionReceived | ExpenditureRecorded,
) -> bool:
    return decimal(event.amount) > 0


@rule("resources.not-above-pledge", "No more may arrive than was pledged.", ContributionReceived)
def not_above_pledge(coalition: Coalition, event: ContributionReceived) -> bool:
    return coalition.resources.pledges[event.pledge].covers(event.amount)


@rule("resources.within-budget", "No more may be spent than the budget has left.", ExpenditureRecorded)
def within_budget(coalition: Coalition, event: ExpenditureRecorded) -> bool:
    return coalition.resources.budgets[event.budget].covers(event.amount)


@evolves("resources", BudgetApproved)
def approved(resources: Resources, event: BudgetApproved) -> Resources:
    return replace(resources, budgets=resources.budgets.insert(event.budget, Sum(fraction(event.amount))))


@evolves("resources", ContributionPledged)
def pledged(resources: Resources, event: ContributionPledged) -> Resources:
    return replace(resources, pledges=resources.pledges.insert(event.pledge, Sum(fraction(event.amount))))


@evolves("resources", ContributionReceived)
def received(resources: Resources, event: ContributionReceived) -> Resources:
    changed = resources.pledges[event.pledge].using(event.amount)
    return replace(resources, pledges=resources.pledges.insert(event.pledge, changed))


@evolves("resources", ExpenditureRecorded)
def spent(resources: Resources, event: ExpenditureRecorded) -> Resources:
    changed = resources.budgets[event.budget].using(event.amount)
    return replace(resources, budgets=resources.budgets.insert(event.budget, changed))
