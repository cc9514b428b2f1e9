"""Resources: budgets, pledges and risks on a date, in exact sums."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from recounting import ASH, EXAMPLES, LARGE, PROPOSED, THREE, attested, example, figures, line, record, register
from tracing import assert_traceable

from domain.history import counting
from domain.values import asked_moment
from projections.figure import Part
from projections.resources import resources

NOTHING = {
    "budgets": {},
    "by_currency": {},
    "pledges": {},
    "pledged_by_currency": {},
    "risks": {},
    "open_risks": 0,
    "overdue_risks": 0,
}


def budget(name: str, amount: Any, currency: str = "EUR", kind: str | None = "operating") -> dict[str, Any]:
    told = line("budget-approved", budget=name, amount=amount, currency=currency, period="2020")
    return told | {"kind": kind} if kind else attested(told)


def spent(name: str, amount: Any, at: str = "2020-02-01") -> dict[str, Any]:
    return line("expenditure-recorded", at, budget=name, amount=amount, for_what="Pipes")


def pledged(name: str, amount: Any, kind: str = "money", party: str = "ash") -> dict[str, Any]:
    return line("contribution-pledged", by=party, pledge=name, party=party, kind=kind, amount=amount, currency="EUR")


def came(name: str, amount: Any) -> dict[str, Any]:
    return line("contribution-received", "2020-03-01", pledge=name, amount=amount)


def risk(name: str, likelihood: int, impact: int, at: str = "2020-01-01") -> dict[str, Any]:
    return line("risk-identified", at, risk=name, what="Rain", likelihood=likelihood, impact=impact, owner="ash")


def told(*lines: dict[str, Any], on: str = "2020-12-31") -> dict[str, Any]:
    return resources(record(*lines), asked_moment(on))


def test_of_an_empty_history_there_is_nothing() -> None:
    assert resources([]) == NOTHING
    assert resources(record(PROPOSED, ASH)) == NOTHING


def test_a_budget_is_approved_spent_and_left() -> None:
    answer = told(PROPOSED, ASH, budget("b", "100.00"), spent("b", "30.10"), spent("b", "0.05"))
    assert answer["budgets"] == {
        "b": {
            "kind": "operating",
            "currency": "EUR",
            "period": "2020",
            "approved": Decimal("100.00"),
            "spent": Decimal("30.15"),
            "left": Decimal("69.85"),
            "parties": ["ash"],
            "events": [3, 4, 5],
        }
    }
    assert answer["by_currency"] == {
        "EUR": {
            "operating": {"approved": Decimal("100.00"), "spent": Decimal("30.15"), "left": Decimal("69.85")},
        }
    }


def test_sums_are_by_currency_and_kind_and_nothing_is_converted() -> None:
    lines = [budget("a", 5), budget("b", "7"), budget("c", 1, kind="capital"), budget("d", 2, "USD"), spent("b", 3)]
    assert told(PROPOSED, ASH, *lines)["by_currency"] == {
        "EUR": {
            "capital": {"approved": 1, "spent": 0, "left": 1},
            "operating": {"approved": 12, "spent": 3, "left": 9},
        },
        "USD": {"operating": {"approved": 2, "spent": 0, "left": 2}},
    }


def test_a_kind_that_is_not_on_record_is_told_as_such() -> None:
    answer = told(PROPOSED, ASH, budget("b", 5, kind=None))
    assert answer["budgets"]["b"]["kind"] is None
    assert answer["by_currency"] == {"EUR": {"not-recorded": {"approved": 5, "spent": 0, "left": 5}}}


def test_what_is_left_names_what_gave_and_what_took() -> None:
    left = figures("resources", [PROPOSED, ASH, budget("b", 9), spent("b", "4.5")], "2020-12-31")["budgets"]["b"][
        "left"
    ]
    assert left.parts == (
        Part(3, "budget-approved", "2020-01-01", Decimal(9)),
        Part(4, "expenditure-recorded", "2020-02-01", Decimal("-4.5")),
    )


def test_more_may_be_spent_than_approved_on_an_attested_record() -> None:
    answer = told(PROPOSED, ASH, budget("b", 5), attested(spent("b", 8)))
    assert answer["budgets"]["b"]["left"] == -3


def test_sums_keep_every_digit() -> None:
    small, large = "0." + "0" * 36 + "1", "9" * 40
    answer = told(PROPOSED, ASH, budget("b", large), spent("b", small))["budgets"]["b"]
    assert str(answer["left"]) == "9" * 39 + "8." + "9" * 37


def test_pledges_and_what_arrived_of_them() -> None:
    lines = [pledged("p", "60.00"), pledged("q", 8, "in-kind", "birch"), came("p", "40.00"), came("p", "5")]
    answer = told(*THREE, *lines)
    assert answer["pledges"]["p"] == {
        "party": "ash",
        "kind": "money",
        "currency": "EUR",
        "pledged": 60,
        "received": 45,
        "outstanding": 15,
        "parties": ["ash"],
        "events": [5, 7, 8],
    }
    assert answer["pledged_by_currency"] == {
        "EUR": {
            "in-kind": {"pledged": 8, "received": 0, "outstanding": 8},
            "money": {"pledged": 60, "received": 45, "outstanding": 15},
        }
    }


def test_risks_are_told_by_weight() -> None:
    answer = told(PROPOSED, ASH, risk("low", 1, 2), risk("high", 4, 5), risk("middle", 3, 3))
    assert list(answer["risks"]) == ["high", "middle", "low"]
    assert answer["risks"]["high"] == {
        "what": "Rain",
        "owner": "ash",
        "likelihood": 4,
        "impact": 5,
        "weight": 20,
        "state": "open",
        "identified_at": "2020-01-01",
        "overdue_for_mitigation": True,
        "parties": ["ash"],
        "events": [4],
    }
    assert (answer["open_risks"], answer["overdue_risks"]) == (3, 1)


@pytest.mark.parametrize(
    ("weight", "on", "overdue"),
    [((3, 5), "2020-02-01", True), ((3, 5), "2020-01-31", False), ((2, 5), "2020-12-31", False)],
)
def test_a_grave_risk_is_overdue_once_it_is_open_for_more_than_thirty_days(
    weight: tuple[int, int], on: str, overdue: bool
) -> None:
    assert told(PROPOSED, ASH, risk("r", *weight), on=on)["risks"]["r"]["overdue_for_mitigation"] is overdue


def test_a_risk_that_was_mitigated_or_came_true_is_not_open() -> None:
    mitigated = line("risk-mitigated", "2020-01-05", risk="r", how="A roof")
    answer = told(PROPOSED, ASH, risk("r", 5, 5), mitigated)
    assert (answer["risks"]["r"]["state"], answer["risks"]["r"]["overdue_for_mitigation"]) == ("mitigated", False)
    assert (answer["open_risks"], answer["overdue_risks"]) == (0, 0)
    earlier = attested(line("risk-materialised", "2020-01-04", risk="r", what="It rained"))
    assert told(PROPOSED, ASH, risk("r", 5, 5), mitigated, earlier)["risks"]["r"]["state"] == "mitigated"
    later = attested(line("risk-materialised", "2020-01-06", risk="r", what="It rained"))
    assert told(PROPOSED, ASH, risk("r", 5, 5), mitigated, later)["risks"]["r"]["state"] == "materialised"


def test_after_the_end_no_risk_waits_for_anybody_until_it_begins_anew() -> None:
    end = line("coalition-abandoned", "2020-01-09", reason="Rain")
    anew = line("coalition-reconvened", "2020-01-10", purpose="Dig once", convener="ash")
    answer = told(PROPOSED, ASH, risk("r", 5, 5), end)
    assert (answer["open_risks"], answer["overdue_risks"]) == (1, 0)
    assert told(PROPOSED, ASH, risk("r", 5, 5), end, anew)["overdue_risks"] == 1


def test_the_published_model() -> None:
    answer = resources(example("leads"))
    assert answer["by_currency"]["CAD"]["capital"]["left"] == Decimal("11600.00")
    assert answer["pledges"]["pcn-money"]["outstanding"] == 20_000
    assert answer["risks"]["winter-surge"]["state"] == "mitigated"
    on = asked_moment("2022-10-15")
    assert resources(counting(example("leads"), on), on)["overdue_risks"] == 1


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_are_traceable(name: str) -> None:
    assert_traceable("resources", example(name))


@pytest.mark.parametrize("name", LARGE)
def test_registers_are_traceable(name: str) -> None:
    for records in register(name).values():
        assert_traceable("resources", records)
