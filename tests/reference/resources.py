"""Resources, reckoned from their definition: what was approved, spent, pledged and received; what may go wrong."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from domain.event import Recorded

from .momentum import ENDS
from .plain import CYCLE, days_between, events_of, in_time, named, of_type, today

GRAVE, PATIENCE = 15, 30


def resources(records: list[Recorded], as_of: datetime) -> dict[str, Any]:
    budgets = {event.budget: _budget(records, event) for event in events_of(records, "budget-approved")}
    pledges = {event.pledge: _pledge(records, event) for event in events_of(records, "contribution-pledged")}
    risks = {event.risk: _risk(records, event, as_of) for event in events_of(records, "risk-identified")}
    return {
        "budgets": budgets,
        "by_currency": _by_currency(budgets),
        "pledges": pledges,
        "pledged_by_currency": _by_currency(pledges),
        "risks": risks,
        "open_risks": sum(1 for risk in risks.values() if risk["state"] == "open"),
        "overdue_risks": sum(1 for risk in risks.values() if risk["overdue_for_mitigation"]),
    }


def _budget(records: list[Recorded], approved: Any) -> dict[str, Any]:
    spent = _used(records, "expenditure-recorded", "budget", approved.budget)
    amount = Decimal(approved.amount)
    told = {"kind": approved.kind, "currency": approved.currency, "period": approved.period}
    return told | {
        "approved": amount,
        "spent": spent,
        "left": amount - spent,
        "events": _naming(records, "budget", approved.budget),
    }


def _pledge(records: list[Recorded], pledged: Any) -> dict[str, Any]:
    received = _used(records, "contribution-received", "pledge", pledged.pledge)
    amount = Decimal(pledged.amount)
    told = {"party": pledged.party, "kind": pledged.kind, "currency": pledged.currency}
    return told | {
        "pledged": amount,
        "received": received,
        "outstanding": amount - received,
        "events": _naming(records, "pledge", pledged.pledge),
    }


def _naming(records: list[Recorded], field: str, name: str) -> list[int]:
    return sorted(r.n for r in records if named(r, field) == name)


def _used(records: list[Recorded], event_type: str, field: str, name: str) -> Decimal:
    events: list[Any] = [r.event for r in of_type(records, event_type)]
    return sum((Decimal(event.amount) for event in events if getattr(event, field) == name), Decimal(0))


def _by_currency(budgets: dict[str, dict[str, Any]]) -> dict[str, dict[str, dict[str, Decimal]]]:
    found: dict[str, dict[str, dict[str, Decimal]]] = {}
    for budget in budgets.values():
        names = [name for name, value in budget.items() if isinstance(value, Decimal)]
        by_kind = found.setdefault(budget["currency"], {})
        sums = by_kind.setdefault(budget["kind"] or "not-recorded", dict.fromkeys(names, Decimal(0)))
        for name in names:
            sums[name] += budget[name]
    return found


def _risk(records: list[Recorded], identified: Any, as_of: datetime) -> dict[str, Any]:
    states = {"risk-mitigated": "mitigated", "risk-materialised": "materialised"}
    later: list[Any] = [r.event for r in in_time(of_type(records, *states))]
    became = [states[event.type] for event in later if event.risk == identified.risk]
    turns = of_type(records, *ENDS, CYCLE)
    goes_on = not turns or turns[-1].type == CYCLE
    grave = identified.likelihood * identified.impact >= GRAVE
    waited = days_between(today(identified.moment), today(as_of)) > PATIENCE
    return {
        "overdue_for_mitigation": not became and grave and waited and goes_on,
        "events": _naming(records, "risk", identified.risk),
        "what": identified.what,
        "owner": identified.owner,
        "likelihood": identified.likelihood,
        "impact": identified.impact,
        "weight": identified.likelihood * identified.impact,
        "state": became[-1] if became else "open",
    }
