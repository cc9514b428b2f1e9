"""The rows of the measures: each is told in JSON and in a table, specified, reckoned twice, explained, and in range.

Every figure of every example, on dates from before the beginning to long after the end, is asked for by its path: what
adds to it sums to it, names events of the history, and the figure is one that there can be.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from math import isclose, log
from typing import Any

import pytest
from recounting import EXAMPLES, example
from test_specification_of_measures import names_read
from tracing import path_to

from cli.render import measures as render
from domain.event import Recorded
from domain.history import counting
from engine.exchange import jsonl
from projections.evidence import CONDITIONS
from projections.figure import Figure, plain
from projections.measures import MEASURES, figures, measured
from projections.paths import steps
from projections.trust import Trust
from projections.why import explained, why

#: What the measures are to tell, row by row, by the names under which they tell it; a star is any name.
ROWS: dict[str, tuple[str, ...]] = {
    "accountability": (
        *(
            f"commitments.*.{name}"
            for name in ("status", "first_due", "due", "delivered_at", "days_late", "accountable")
        ),
        *(f"commitments.*.{name}" for name in ("refused", "renegotiated", "handed_over", "progress", "assessments")),
        *(f"commitments.*.{name}" for name in ("history", "clause", "initiative", "settles", "answers", "events")),
        *(f"parties.*.{name}" for name in ("made", "kept", "kept_late", "overdue", "awaiting", "broken", "revoked")),
        *(f"parties.*.{name}" for name in ("released", "orphaned", "kept_rate", "kept_rate_n", "self_certified")),
        *(
            f"parties.*.{name}"
            for name in ("verified_rate", "honoured_rate", "honoured_rate_n", "decline_rate", "load")
        ),
        *(f"parties.*.{name}" for name in ("median_days_late", "worst_days_late")),
        *(f"coalition.{name}" for name in ("kept_rate", "reasons", "load", "equality", "elephant_factor")),
    ),
    "momentum": (
        *("score", "trend", "state", "drivers.*.contribution", "curve.*.score", "curve.*.components"),
        *(f"components.{name}" for name in ("delivery", "rhythm", "energy", "support", "trust", "conflict")),
    ),
    "trust": (
        *(f"pairs.*.*.{name}" for name in ("expectation", "belief", "disbelief", "uncertainty", "perceived")),
        *("pairs.*.*.perception_gap", "pairs.*.*.overconfident", "well.dug_before"),
    ),
    "participation": (
        *("members", "observers", "by_kind.*", "by_constituency.*", "members_by_kind.*", "observers_by_kind"),
        *("parties.*.attended", "parties.*.held", "parties.*.attendance_rate", "invited_absent"),
        *("headcount.total", "headcount.by_party.*", "headcount.by_constituency"),
        *(
            f"diversity.{by}.{name}"
            for by in ("kind", "constituency")
            for name in ("blau", "blau_normalised", "shannon")
        ),
        *(f"sessions.series.*.{name}" for name in ("every_days", "expected", "met", "held", "regularity")),
    ),
    "reciprocity": (
        *("pairs.*.*.given", "pairs.*.*.received", "pairs.*.*.balance", "reciprocity", "density", "silos", "one_way"),
    ),
    "collaboration": ("pairs.*.*.level", "pairs.*.*.name", "pairs.*.*.unmet", "level", "name"),
    "conflicts": (
        *(f"conflicts.*.{name}" for name in ("sides", "stage", "steps.*", "step", "days_in_step.*", "blocked_by")),
        *("conflicts.*.contract.*.status", "conflicts.*.reviews_due", "conflicts.*.reviews_overdue"),
    ),
    "decisions": (
        *(f"proposals.*.{name}" for name in ("stances", "tally.agree", "outcome", "days_open", "review_due", "rule")),
        *("proposals.*.charter_version", "proposals.*.commitments", "turned_into_commitments"),
    ),
    "factors": (*(f"factors.{slug}.{name}" for slug in CONDITIONS for name in ("state", "value", "events")),),
    "resources": (
        *(f"budgets.*.{name}" for name in ("kind", "currency", "approved", "spent", "left")),
        *("by_currency.*.*.left", "pledges.*.pledged", "pledges.*.received", "pledged_by_currency.*.*.outstanding"),
        *("risks.*.likelihood", "risks.*.impact", "risks.*.weight", "risks.*.state", "open_risks", "overdue_risks"),
    ),
}
#: What the reference calculations leave out: told as it was written, or sentences.
TOLD = {"assessments", "history", "blocked_by", "unmet"}


@cache
def at(name: str, as_of: datetime) -> tuple[Recorded, ...]:
    return tuple(counting(example(name), as_of))


@cache
def dates(name: str) -> tuple[datetime, ...]:
    """Before the beginning, at a few moments of its life, at its end and long after."""
    moments = sorted(recorded.event.moment for recorded in example(name))
    step = max(1, len(moments) // 4)
    return (moments[0] - timedelta(days=1), *moments[::step], moments[-1], moments[-1] + timedelta(days=400))


@cache
def told(measure: str, name: str, as_of: datetime) -> dict[str, Any]:
    return figures(measure, at(name, as_of), as_of)


def every(measure: str, name: str) -> Iterator[tuple[datetime, dict[str, Any]]]:
    """A measure of an example on all dates, in plain numbers."""
    return ((as_of, plain(told(measure, name, as_of))) for as_of in dates(name))


def there(place: Any, path: str) -> bool:
    """Whether something lies at a path in which a star is any name or position."""
    name, _, rest = path.partition(".")
    if name == "*":
        inner = list(place.values() if isinstance(place, dict) else place)
    else:
        inner = [place[name]] if isinstance(place, dict) and name in place else []
    return any(there(one, rest) for one in inner) if rest else bool(inner)


def names_in(place: Any) -> set[str]:
    """Every name in an answer."""
    if isinstance(place, dict):
        return {*map(str, place), *(name for inner in place.values() for name in names_in(inner))}
    return {name for inner in place for name in names_in(inner)} if isinstance(place, list) else set()


def last_name(path: str) -> str:
    return [name for name in path.split(".") if name != "*"][-1]


@pytest.mark.parametrize(("measure", "row"), [(measure, row) for measure, rows in ROWS.items() for row in rows])
def test_every_row_is_told_specified_and_reckoned_twice(measure: str, row: str) -> None:
    assert any(there(answer, row) for name in EXAMPLES for _, answer in every(measure, name)), "told in no example"
    slug = row.split(".")[1] if measure == "factors" else last_name(row)
    assert slug in names_read(measure) | condition_slugs() | TOLD | {"events"}, "in no scenario"
    if last_name(row) not in TOLD:
        assert last_name(row) in reckoned_twice(measure), "in no reference calculation"


@cache
def condition_slugs() -> frozenset[str]:
    """The conditions: that each has a scenario is seen to where scenarios are."""
    return frozenset(CONDITIONS)


@cache
def reckoned_twice(measure: str) -> frozenset[str]:
    reference = getattr(importlib.import_module(f"reference.{measure}"), measure)
    answers = (reference(list(example(name)), dates(name)[-2]) for name in EXAMPLES)
    return frozenset(name for answer in answers for name in names_in(answer))


@pytest.mark.parametrize(("name", "measure"), [(name, measure) for name in EXAMPLES for measure in MEASURES])
def test_every_measure_is_told_in_json_and_in_a_table(
    name: str, measure: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for _, answer in every(measure, name):
        assert json.loads(jsonl.dumps(answer)).keys() == answer.keys()
    render.tables(measure, answer)
    printed = capsys.readouterr().out
    assert printed or not any(value for value in answer.values() if isinstance(value, (list, dict)))


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_every_figure_can_be_asked_for_and_what_adds_to_it_sums_to_it(name: str, measure: str) -> None:
    for as_of in dates(name):
        numbers = {recorded.n: recorded for recorded in at(name, as_of)}
        for path, figure in path_to(measure, at(name, as_of), as_of):
            answer = explained(path, {measure: told(measure, name, as_of)})
            assert (answer["path"], answer["value"]) == (path, figure.value)
            check_parts(path, answer, numbers)


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_what_is_told_in_plain_numbers_is_what_the_figures_say(name: str, measure: str) -> None:
    for as_of in dates(name):
        answer = measured(measure, at(name, as_of), as_of)
        assert jsonl.dumps(answer) == jsonl.dumps(plain(told(measure, name, as_of)))


def check_parts(path: str, answer: dict[str, Any], numbers: dict[int, Recorded]) -> None:
    """They sum to the value, an unknown one has none of its own, and each is of an event of the history."""
    if answer["value"] is not None:
        parts = sum((Decimal(part["contribution"]) for part in answer["contributions"]), Decimal(0))
        assert isclose(parts, Decimal(answer["value"]), rel_tol=1e-9, abs_tol=1e-9), path
    for part in answer["contributions"]:
        if part["n"] is not None:
            event = numbers[part["n"]].event
            assert (part["type"], part["at"]) == (event.type, event.at), path
        assert part["type"], path


@pytest.mark.parametrize("measure", MEASURES)
def test_why_says_of_the_records_what_it_says_of_figures_at_hand(measure: str) -> None:
    as_of = dates("leads")[-2]
    asked = path_to(measure, at("leads", as_of), as_of)
    for path, _ in asked[:: max(1, len(asked) // 7)]:
        assert why(path, at("leads", as_of), as_of) == explained(path, {measure: told(measure, "leads", as_of)})


# In range

#: Shares, from 0 to 1.
SHARES = {
    *("kept_rate", "verified_rate", "honoured_rate", "decline_rate", "attendance_rate", "regularity", "reciprocity"),
    *(
        "density",
        "dug_before",
        "equality",
        "blau",
        "blau_normalised",
        "belief",
        "disbelief",
        "uncertainty",
        "perceived",
    ),
}
#: What may lie below nothing.
SIGNED = {"score", "trend", "contribution", "perception_gap", "balance", "left", "outstanding", "value"} | {
    *("delivery", "rhythm", "energy", "support", "trust", "conflict"),
}


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_every_figure_is_in_range(name: str, measure: str) -> None:
    for as_of in dates(name):
        for path, figure in path_to(measure, at(name, as_of), as_of):
            if figure.value is not None:
                check_range(path, last_name_of(path), figure)


def last_name_of(path: str) -> str:
    return steps(path)[-1]


def check_range(path: str, name: str, figure: Figure) -> None:
    value = figure.value
    assert value is not None
    if name == "expectation":
        assert 0 < value < 1, path
    if name in SHARES:
        assert -1e-12 <= value <= 1 + 1e-12, path
    if name == "perception_gap":
        assert -1 < value < 1, path
    if name not in SIGNED:
        assert value >= 0, path


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_rate_is_unknown_where_there_is_nothing_to_rate_and_only_there(name: str) -> None:
    for _, answer in every("accountability", name):
        for one in (*answer["parties"].values(), answer["coalition"]):
            for rate in ("kept_rate", "verified_rate", "honoured_rate", "decline_rate"):
                assert (one[rate] is None) == (one[f"{rate}_n"] == 0)
            assert (one["median_days_late"] is None) == (one["worst_days_late"] is None) == (one["kept_late"] == 0)
            assert one["made"] == sum(one[status] for status in STATUSES)
            assert one["kept_rate_n"] <= one["made"] >= one["self_certified"]
        shown = answer["coalition"]["elephant_factor"]
        assert shown is None or 1 <= shown <= len(answer["parties"])
        assert len(answer["commitments"]) == answer["coalition"]["made"]
    for _, answer in every("participation", name):
        for party in answer["parties"].values():
            assert (party["attendance_rate"] is None) == (not party["held"])
            assert party["held"] is None or party["attended"] <= party["held"]


STATUSES = (
    *("kept", "kept_late", "overdue", "awaiting", "broken", "revoked", "released", "orphaned"),
    *("open", "due_soon", "undated"),
)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_components_of_momentum_sum_to_its_score_on_every_point_of_its_curve(name: str) -> None:
    for _, answer in every("momentum", name):
        for point in (answer, *answer["curve"]):
            if point["score"] is None:
                assert set(point["components"].values()) == {None}
            else:
                assert isclose(sum(point["components"].values()), point["score"], abs_tol=1e-9)
        shown = [abs(driver["contribution"]) for driver in answer["drivers"]]
        assert shown == sorted(shown, reverse=True)
        assert len(shown) <= 10
        assert not answer["curve"] or answer["curve"][-1]["score"] == answer["score"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_belief_disbelief_and_uncertainty_are_all_there_is(name: str) -> None:
    for as_of, answer in every("trust", name):
        for i, others in answer["pairs"].items():
            for j, pair in others.items():
                assert isclose(pair["belief"] + pair["disbelief"] + pair["uncertainty"], 1)
                assert isclose(pair["expectation"], pair["belief"] + pair["uncertainty"] / 2)
                assert (
                    (pair["perceived"] is None) == (pair["perception_gap"] is None) == (pair["overconfident"] is None)
                )
                assert i != j
        expected = trusting(name, as_of)
        assert all(isclose(answer["pairs"][i][j]["expectation"], one) for (i, j), one in expected.items())


def trusting(name: str, as_of: datetime) -> dict[tuple[str, str], float]:
    view = Trust.initial()
    for recorded in at(name, as_of):
        view = view.apply(recorded)
    return view.expectations(as_of)


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_is_counted_twice_agrees(name: str) -> None:
    """Parts with their wholes, and what two measures tell of the same."""
    for as_of, joined in every("participation", name):
        standing = [party["standing"] for party in joined["parties"].values()]
        assert joined["members"] + joined["observers"] == len([one for one in standing if one is not None])
        for by in ("kind", "constituency"):
            split = [joined[f"{who}_by_{by}"] for who in ("members", "observers")]
            both = {kind: sum(one.get(kind, 0) for one in split) for kind in joined[f"by_{by}"]}
            assert joined[f"by_{by}"] == both
            shannon = joined["diversity"][by]["shannon"]
            assert (shannon is None) == (not both)
            assert shannon is None or shannon <= log(len(both)) + 1e-12
        for series in joined["sessions"]["series"].values():
            if series["expected"] is not None:
                assert series["met"] <= min(series["expected"], series["held"])
                assert series["regularity"] == (series["met"] / series["expected"] if series["expected"] else None)
        working = plain(told("collaboration", name, as_of))["pairs"]
        assert sum(map(len, working.values())) == joined["members"] * (joined["members"] - 1) // 2
        assert all(pair["level"] in range(6) for others in working.values() for pair in others.values())


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_one_gave_the_other_received(name: str) -> None:
    for _, answer in every("reciprocity", name):
        for i, others in answer["pairs"].items():
            for j, pair in others.items():
                back = answer["pairs"][j][i]
                assert (pair["given"], pair["received"]) == (back["received"], back["given"])
                assert pair["balance"] == pair["given"] - pair["received"] == -back["balance"]
        assert all(answer["pairs"][one["to"]][one["from"]]["given"] == 0 for one in answer["one_way"])


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_conflict_proposal_condition_budget_and_risk_is_counted_once(name: str) -> None:
    for _, answer in every("conflicts", name):
        assert answer["open"] + answer["settled"] + answer["closed"] == len(answer["conflicts"])
        assert all(one["stage"] in (None, *range(1, 10)) for one in answer["conflicts"])
        assert all(one["step"] in (None, *range(1, 6)) for one in answer["conflicts"])
    for _, answer in every("decisions", name):
        states = ("open", "adopted", "rejected", "no_quorum", "withdrawn", "lapsed")
        assert sum(answer[state] for state in states) == len(answer["proposals"])
    for _, answer in every("factors", name):
        assert sum(answer[state] for state in ("present", "weak", "absent", "unknown")) == len(CONDITIONS)
        for one in answer["factors"].values():
            assert one["state"] != "unknown" or one["value"] is None
    for _, answer in every("resources", name):
        for budget in answer["budgets"].values():
            assert budget["left"] == budget["approved"] - budget["spent"]
        for currency, kinds in answer["by_currency"].items():
            own = [one for one in answer["budgets"].values() if one["currency"] == currency]
            assert sum(kind["left"] for kind in kinds.values()) == sum(one["left"] for one in own)
        assert answer["open_risks"] == len([one for one in answer["risks"].values() if one["state"] == "open"])
        assert all(one["weight"] == one["likelihood"] * one["impact"] for one in answer["risks"].values())
