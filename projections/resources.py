"""Resources: what may be spent and what was, what was pledged and what has arrived, and which risks are open.

Per budget `left` = approved − spent, per pledge `outstanding` = pledged − received; by currency and, within one, by
kind these are summed. Nothing is converted from one currency to another. A kind that is not on record is told as
`not-recorded`. Sums are reckoned in decimals and exactly. They may fall below zero where more was spent than approved,
or more came than was pledged, on an attested record.

Risks are weighed by likelihood × impact (1 to 5 each, so 1 to 25: the usual risk matrix) and told by weight, heaviest
first. A risk is *overdue for mitigation* while it is open, weighs `GRAVE` (15) or more and was identified more than
`PATIENCE_DAYS` (30) days ago. No source says so: both constants are ours. After the end of a coalition nobody is left
to mitigate, and nothing is overdue. Where several events change a risk, the latest of them says how it stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal, localcontext
from typing import Any, NamedTuple, Self

from rpds import HashTrieMap, List

from domain.dissolution import CoalitionDissolved, CoalitionReconvened
from domain.event import Event, Recorded
from domain.formation import CoalitionAbandoned
from domain.membership import Membership
from domain.resources import BudgetApproved, ContributionPledged, ContributionReceived, ExpenditureRecorded
from domain.risks import RiskIdentified, RiskMaterialised, RiskMitigated
from domain.values import decimal
from projections.figure import Case, Figure, Part, case, count, plain, total
from projections.known import membership_after
from projections.moments import days, when
from projections.parties import acting, parties_named
from projections.view import read
from projections.weights import Weights

GRAVE = 15
PATIENCE_DAYS = 30
NOT_RECORDED = "not-recorded"

#: More digits than any sum of amounts has: an amount has at most 40, at most 40 places from its point.
_DIGITS = 200
_STATES: dict[type[Event], str] = {RiskMitigated: "mitigated", RiskMaterialised: "materialised"}

Opening = BudgetApproved | ContributionPledged


def resources(
    records: Iterable[Recorded], as_of: datetime | None = None, weights: Weights | None = None
) -> dict[str, Any]:
    """Budgets, pledges and risks on a date; without one, as of the latest event."""
    return read(Resources.initial(weights), records, as_of)


class Account(NamedTuple):
    """A budget or a pledge, with what was spent from it or came of it."""

    opened: Recorded
    used: List[Recorded] = List()


class Watched(NamedTuple):
    """A risk, with what happened to it."""

    identified: Recorded
    changes: List[Recorded] = List()


@dataclass(frozen=True, slots=True)
class Resources:
    budgets: HashTrieMap[str, Account] = field(default_factory=HashTrieMap)
    pledges: HashTrieMap[str, Account] = field(default_factory=HashTrieMap)
    risks: HashTrieMap[str, Watched] = field(default_factory=HashTrieMap)
    membership: Membership = field(default_factory=Membership)  #: as the rules see it: who acts for whom
    ended: bool = False

    @classmethod
    def initial(cls, weights: Weights | None = None) -> Self:
        """Nothing yet; the weights of other measures do not matter here."""
        return cls()

    def apply(self, recorded: Recorded) -> Self:
        """The same with one more record taken in."""
        if recorded.event.area in ("formation", "membership", "dissolution"):
            told = replace(self, membership=membership_after(self.membership, recorded.event))
            return told._turned(recorded.event)
        match recorded.event:
            case BudgetApproved(budget=name):
                return replace(self, budgets=self.budgets.insert(name, Account(recorded)))
            case ExpenditureRecorded(budget=name):
                return replace(self, budgets=_used(self.budgets, name, recorded))
            case ContributionPledged(pledge=name):
                return replace(self, pledges=self.pledges.insert(name, Account(recorded)))
            case ContributionReceived(pledge=name):
                return replace(self, pledges=_used(self.pledges, name, recorded))
            case RiskIdentified(risk=name):
                return replace(self, risks=self.risks.insert(name, Watched(recorded)))
            case RiskMitigated(risk=name) | RiskMaterialised(risk=name):
                watched = self.risks[name]
                changed = watched._replace(changes=watched.changes.push_front(recorded))
                return replace(self, risks=self.risks.insert(name, changed))
        return self

    def _turned(self, event: Event) -> Self:
        """The same after the coalition ended or began anew, where that is what happened."""
        if isinstance(event, CoalitionDissolved | CoalitionAbandoned | CoalitionReconvened):
            return replace(self, ended=not isinstance(event, CoalitionReconvened))
        return self

    def at(self, as_of: datetime) -> dict[str, Any]:
        """The figures in plain numbers."""
        answer: dict[str, Any] = plain(self.figures(as_of))
        return answer

    def figures(self, as_of: datetime) -> dict[str, Any]:
        """Where budgets, pledges and risks stand."""
        budgets, pledges = _in_order(self.budgets), _in_order(self.pledges)
        risks = sorted(self.risks.items(), key=_heaviest_first)
        watched = [(risk, self._is_overdue(risk, as_of)) for _, risk in risks]
        return {
            "budgets": {name: self._budget(account) for name, account in budgets},
            "by_currency": _by_currency([account for _, account in budgets], _BUDGET),
            "pledges": {name: self._pledge(account) for name, account in pledges},
            "pledged_by_currency": _by_currency([account for _, account in pledges], _PLEDGE),
            "risks": {name: self._risk(*pair) for (name, _), pair in zip(risks, watched, strict=True)},
            "open_risks": count(case(risk.identified) for risk, _ in watched if _state(risk) == "open"),
            "overdue_risks": count(case(risk.identified) for risk, is_overdue in watched if is_overdue),
        }

    def _is_overdue(self, risk: Watched, as_of: datetime) -> bool:
        if self.ended or _state(risk) != "open" or _weight(risk) < GRAVE:
            return False
        return days(risk.identified.event.moment, as_of) > PATIENCE_DAYS

    def _budget(self, account: Account) -> dict[str, Any]:
        event = account.opened.event
        assert isinstance(event, BudgetApproved)
        told = {"kind": event.kind, "currency": event.currency, "period": event.period}
        return told | _sums([account], _BUDGET) | self._told(account.opened, account.used)

    def _pledge(self, account: Account) -> dict[str, Any]:
        event = account.opened.event
        assert isinstance(event, ContributionPledged)
        told = {"party": event.party, "kind": event.kind, "currency": event.currency}
        return told | _sums([account], _PLEDGE) | self._told(account.opened, account.used)

    def _risk(self, risk: Watched, is_overdue: bool) -> dict[str, Any]:
        event, identified = _risk_named(risk), case(risk.identified)
        return {
            "what": event.what,
            "owner": event.owner,
            "likelihood": _scored(identified, event.likelihood),
            "impact": _scored(identified, event.impact),
            "weight": _scored(identified, _weight(risk)),
            "state": _state(risk),
            "identified_at": event.at,
            "overdue_for_mitigation": is_overdue,
            **self._told(risk.identified, risk.changes),
        }

    def _told(self, first: Recorded, others: Iterable[Recorded]) -> dict[str, Any]:
        """Whose it is: the parties that the events behind it are by or about; and these events."""
        records = [first, *others]
        parties = (acting(r.event, self.membership).union(parties_named(r.event)) for r in records)
        return {"parties": sorted(set[str]().union(*parties)), "events": sorted(recorded.n for recorded in records)}


#: What is opened, what of it is used and what remains, in the words of budgets and of pledges.
_BUDGET = ("approved", "spent", "left")
_PLEDGE = ("pledged", "received", "outstanding")


def _used(accounts: HashTrieMap[str, Account], name: str, recorded: Recorded) -> HashTrieMap[str, Account]:
    account = accounts[name]
    return accounts.insert(name, account._replace(used=account.used.push_front(recorded)))


def _by_currency(accounts: list[Account], words: tuple[str, str, str]) -> dict[str, Any]:
    """The sums by currency and, within one, by kind."""
    grouped: dict[str, dict[str, list[Account]]] = {}
    for account in accounts:
        event = _opening(account)
        grouped.setdefault(event.currency, {}).setdefault(event.kind or NOT_RECORDED, []).append(account)
    return {
        currency: {kind: _sums(same, words) for kind, same in sorted(kinds.items())}
        for currency, kinds in sorted(grouped.items())
    }


def _sums(accounts: Iterable[Account], words: tuple[str, str, str]) -> dict[str, Figure]:
    opened, used = list[Part](), list[Part]()
    for account in accounts:
        opened.append(_part(account.opened))
        used += map(_part, sorted(account.used, key=when))
    remains = [*opened, *(part._replace(contribution=_negated(part)) for part in used)]
    return {word: _exactly(parts) for word, parts in zip(words, (opened, used, remains), strict=True)}


def _part(recorded: Recorded) -> Part:
    event = recorded.event
    assert isinstance(event, BudgetApproved | ContributionPledged | ContributionReceived | ExpenditureRecorded)
    return Part(*case(recorded), decimal(event.amount))


def _negated(part: Part) -> Decimal:
    """Minus an amount, every digit of it: a minus sign alone would round to the digits of the context."""
    return Decimal(part.contribution).copy_negate()


def _exactly(parts: Iterable[Part]) -> Figure:
    """The sum of decimals without rounding."""
    parts = tuple(parts)
    with localcontext(prec=_DIGITS):
        return Figure(sum((Decimal(part.contribution) for part in parts), Decimal(0)), parts)


def _scored(identified: Case, score: int) -> Figure:
    return total([(identified, score)])


def _state(risk: Watched) -> str:
    changes = sorted(risk.changes, key=when)
    return _STATES[type(changes[-1].event)] if changes else "open"


def _weight(risk: Watched) -> int:
    event = _risk_named(risk)
    return event.likelihood * event.impact


def _heaviest_first(named: tuple[str, Watched]) -> tuple[int, datetime, int]:
    _, risk = named
    return -_weight(risk), *when(risk.identified)


def _opening(account: Account) -> Opening:
    event: Event = account.opened.event
    assert isinstance(event, BudgetApproved | ContributionPledged)
    return event


def _risk_named(risk: Watched) -> RiskIdentified:
    event: Event = risk.identified.event
    assert isinstance(event, RiskIdentified)
    return event


def _in_order(accounts: HashTrieMap[str, Account]) -> list[tuple[str, Account]]:
    return sorted(accounts.items(), key=lambda named: when(named[1].opened))
