"""Edges: what measures say of nothing, of one party, of a single day, after the end, and of ten thousand events."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from math import isclose
from typing import Any

import pytest
from recounting import (
    ASH,
    EXAMPLES,
    PROPOSED,
    THREE,
    attested,
    example,
    kept,
    line,
    promised,
    record,
    shared,
)
from reference.generate import generate
from reference.histories import recorded
from tracing import named_figures, path_to

from domain.event import Recorded
from domain.history import counting
from domain.values import asked_moment, instant
from projections.measures import MEASURES, all_figures, between, diff, measured, of_party
from projections.monday import monday
from projections.session import session
from projections.show import show
from projections.summary import summary
from projections.timeline import timeline
from projections.why import why

ON = asked_moment("2020-12-31")
BEGINNING, END_OF_TIME = instant("0001-01-01"), instant("9999-12-31T23:59:59.999999Z")

#: Of nothing: what is counted is 0, and what is measured unknown.
NOTHING: dict[str, Any] = {
    "accountability": {"commitments": [], "parties": {}},
    "momentum": {"score": None, "trend": None, "state": "unknown", "drivers": [], "curve": []},
    "trust": {"pairs": {}, "well": {"dug_before": None, "first_conflict": None, "conflict": None}},
    "participation": {"parties": {}, "members": 0, "observers": 0, "invited_absent": []},
    "reciprocity": {"pairs": {}, "reciprocity": None, "density": None, "silos": [], "one_way": []},
    "collaboration": {"pairs": {}, "level": None, "name": None, "unmet": None, "median_pair": None},
    "conflicts": {"open": 0, "settled": 0, "closed": 0, "conflicts": []},
    "decisions": {"open": 0, "adopted": 0, "turned_into_commitments": 0, "proposals": []},
    "factors": {"present": 0, "weak": 0, "absent": 0, "unknown": 17},
    "resources": {"budgets": {}, "by_currency": {}, "pledges": {}, "risks": {}, "open_risks": 0, "overdue_risks": 0},
}
#: Of a coalition of one: what it says otherwise. Nobody is there to trust, to give to, to work with.
ALONE: dict[str, Any] = {
    "accountability": {"parties": ["ash"]},
    "momentum": {"score": pytest.approx(1, abs=0.02), "trend": pytest.approx(5), "state": "building", "curve": 2}
    | {"drivers": [2]},
    "participation": {"parties": ["ash"], "members": 1},
}


def says(answer: dict[str, Any], expected: dict[str, Any]) -> None:
    """An answer says at least this; of maps and lists it is enough to tell what is in them."""
    for name, value in expected.items():
        told = answer[name]
        if isinstance(value, int) and isinstance(told, list):
            told = len(told)
        elif isinstance(value, list) and isinstance(told, dict):
            told = list(told)
        elif isinstance(value, list) and value and isinstance(told, list) and isinstance(told[0], dict):
            told = [next(iter(one.values())) for one in told]
        assert told == value, name


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("as_of", [BEGINNING, ON, END_OF_TIME])
def test_of_an_empty_history_what_is_counted_is_nothing_and_what_is_measured_unknown(
    as_of: datetime, measure: str
) -> None:
    answer = measured(measure, [], as_of)
    says(answer, NOTHING[measure])
    assert of_party(answer, "ash").keys() == between(answer, as_of, as_of).keys() == answer.keys()
    for _, figure in path_to(measure, [], as_of):
        assert figure.value in (None, 0, len(answer.get("factors", ())))


def test_of_an_empty_history_there_is_no_timeline_no_screen_and_no_row() -> None:
    assert timeline([], ON) == {"entries": [], "phases": []}
    assert (show([], ON)["name"], show([], ON)["phase"], show([], ON)["events"]) == (None, None, 0)
    assert monday([], ON)["momentum"]["state"] == "unknown"
    assert summary([], ON).state is None
    assert diff(([], ON), ([], ON)) == {"differences": [], "events": []}
    with pytest.raises(LookupError, match="None is on record"):
        session([], "s", ON)


@pytest.mark.parametrize("measure", MEASURES)
def test_before_its_first_event_a_coalition_is_as_if_it_were_not(measure: str) -> None:
    for name in EXAMPLES:
        before = min(recorded.event.moment for recorded in example(name)) - timedelta(microseconds=1)
        assert counting(example(name), before) == []
        assert measured(measure, counting(example(name), before), before) == measured(measure, [], before)
        assert counting(example(name), BEGINNING) == []


@pytest.mark.parametrize("measure", MEASURES)
def test_a_coalition_of_one_has_nobody_to_measure_it_by(measure: str) -> None:
    answer = measured(measure, record(PROPOSED, ASH), asked_moment("2020-01-01"))
    says(answer, NOTHING[measure] | ALONE.get(measure, {}))
    if measure == "accountability":
        assert answer["parties"]["ash"]["kept_rate"] is None
        assert answer["coalition"]["equality"] is None
        assert answer["coalition"]["load"] == 0
    if measure == "participation":
        assert answer["diversity"]["kind"] == {"blau": 0, "blau_normalised": None, "shannon": 0}


def test_one_party_that_promises_to_all_has_nobody_to_accept_it() -> None:
    lines = [PROPOSED, ASH, promised("p", "ash", "all", "2020-02-01"), *kept("p", "ash", "ash", "2020-01-20")]
    lines[-1] = attested(lines[-1])
    answer = measured("accountability", record(*lines), ON)["coalition"]
    assert (answer["kept_rate"], answer["self_certified"], answer["verified_rate"]) == (1, 1, None)
    assert (answer["equality"], answer["elephant_factor"]) == (1, 1)
    assert measured("trust", record(*lines), ON)["pairs"] == {}


# All on one day

DAY = "2020-01-01"
ON_ONE_DAY = (
    *THREE,
    line("rhythm-agreed", every_days=1),
    line("interest-stated", "2020-01-01T09:00:00Z", interest="i", party="ash", text="quiet", weight=3),
    shared("ash", ["birch"], "2020-01-01T23:00:00-05:00"),
    line("conflict-raised", conflict="c", between=["ash", "birch"], about="Mud", stage=2),
    shared("birch", ["ash"], "2020-01-01T10:00:00Z"),
    promised("p", "ash", "birch", DAY),
    *kept("p", "ash", "birch", "2020-01-01T10:00:00Z", DAY),
    line("proposal-made", proposal="q", what="A fee", proposer="ash"),
    line("stance-taken", party="ash", proposal="q", stance="agree"),
    line("proposal-closed", proposal="q"),
    line("session-held", session="s", topic="Ducts", kind="working", attendance={"ash": 1, "birch": 1}),
    line("risk-identified", risk="r", what="Rain", likelihood=5, impact=5, owner="ash"),
    line("conflict-closed", conflict="c", reason="tired"),
    line("party-withdrew", "2020-01-01T08:00:00Z", "cedar", party="cedar", reason="Moved on"),
)


def on_one_day(measure: str, on: str = DAY) -> dict[str, Any]:
    records = record(*ON_ONE_DAY)
    return measured(measure, counting(records, asked_moment(on)), asked_moment(on))


def test_of_one_day_nothing_lasts_and_the_order_of_the_record_holds() -> None:
    kept_ = on_one_day("accountability")["commitments"][0]
    assert (kept_["status"], kept_["days_late"], kept_["delivered_at"]) == ("kept", 0, "2020-01-01T10:00:00Z")
    (conflict,) = on_one_day("conflicts")["conflicts"]
    assert (conflict["state"], conflict["days_in_step"]) == ("closed", {"1": 0})
    (proposal,) = on_one_day("decisions")["proposals"]
    assert (proposal["state"], proposal["days_open"], proposal["tally"]["agree"]) == ("adopted", 0, 1)
    came = on_one_day("participation")
    assert (came["members"], came["parties"]["cedar"]["left_at"]) == (2, "2020-01-01T08:00:00Z")
    assert came["parties"]["cedar"]["held"] == 1  # it left after the session, in the order of the record
    series = came["sessions"]["series"]["main"]
    assert (series["expected"], series["regularity"]) == (0, None)
    assert on_one_day("factors")["factors"]["rhythm"]["state"] == "unknown"
    assert on_one_day("resources")["overdue_risks"] == 0
    assert [phase["days"] for phase in timeline(record(*ON_ONE_DAY), asked_moment(DAY))["phases"]] == [0, 0]


def test_of_one_day_nothing_has_faded_and_what_came_before_the_conflict_is_told_by_the_clock() -> None:
    well = on_one_day("trust", "2020-01-02")["well"]
    assert (well["first_conflict"], well["dug_before"]) == (DAY, 0)
    momentum = measured("momentum", record(*ON_ONE_DAY), asked_moment("2020-01-02T04:00:00Z"))
    assert len(momentum["curve"]) == 5  # 00:00, 08:00, 09:00, 10:00, and 23:00 by another offset
    weights = 3 - 3 + 1 + 3 + 1 + 0.25 * 2 - 1 - 3
    missed_at_midnight = -1
    assert momentum["score"] == pytest.approx(weights + missed_at_midnight, abs=0.1)


@pytest.mark.parametrize("measure", MEASURES)
def test_of_one_day_every_figure_adds_up_and_the_day_after_it_is_the_same_history(measure: str) -> None:
    records = record(*ON_ONE_DAY)
    for on in (DAY, "2020-01-02", "2021-01-01"):
        for path, figure in path_to(measure, counting(records, asked_moment(on)), asked_moment(on)):
            if figure.value is not None:
                assert isclose(sum(part.contribution for part in figure.parts), figure.value, abs_tol=1e-9), path


# After the end

END = attested(line("coalition-dissolved", "2020-02-01", reason="other", consents=[]))
ENDED = (
    *THREE,
    line("rhythm-agreed", every_days=7),
    promised("p", "ash", "birch", "2020-03-01"),
    line("proposal-made", proposal="q", what="A fee", proposer="ash"),
    line("conflict-raised", conflict="c", between=["ash", "birch"], about="Mud", stage=2),
    line("risk-identified", risk="r", what="Rain", likelihood=5, impact=5, owner="ash"),
    line("party-invited", party="elm", standing="member"),
    END,
)
AFTERWARDS = (
    attested(shared("ash", ["birch"], "2020-02-10")),
    attested(
        line("session-held", "2020-02-11", session="s", topic="Late", kind="working", attendance={"ash": 1, "birch": 1})
    ),
    line("lesson-learned", "2020-02-12", party="ash", text="Meet sooner"),
    line("account-contested", "2020-02-13", event=5, party="ash", account="we never agreed on that"),
)


def ended(measure: str, *afterwards: dict[str, Any]) -> dict[str, Any]:
    return measured(measure, record(*ENDED, *afterwards), ON)


def test_after_the_end_nothing_is_missed_blocked_reviewed_or_mitigated_any_more() -> None:
    missed = [d for d in ended("momentum")["drivers"] if d["type"] == "rhythm-missed"]
    assert [driver["at"][:10] for driver in missed] == ["2020-01-29", "2020-01-22", "2020-01-15", "2020-01-08"]
    (conflict,) = ended("conflicts")["conflicts"]
    assert (conflict["days_in_step"], conflict["blocked_by"]) == ({"1": 31}, "The coalition ended while this was open.")
    (proposal,) = ended("decisions")["proposals"]
    assert (proposal["state"], proposal["days_open"], proposal["over_at"]) == ("lapsed", 31, "2020-02-01")
    series = ended("participation")["sessions"]["series"]["main"]
    assert (series["every_days"], series["expected"]) == (None, 3)
    assert ended("resources")["overdue_risks"] == 0
    assert ended("factors")["factors"]["rhythm"]["value"] == 0


@pytest.mark.parametrize("measure", MEASURES)
def test_what_happens_after_the_end_counts_where_it_is_evidence_and_not_for_how_it_ended(measure: str) -> None:
    before, after = ended(measure), ended(measure, *AFTERWARDS)
    if measure in ("accountability", "conflicts", "decisions", "resources", "factors", "collaboration"):
        assert after == before  # and for how closely they work together it lies too far back by then
    else:
        assert after != before
    assert after.keys() == before.keys()


def test_what_is_told_after_the_end_is_evidence_between_the_parties() -> None:
    assert ended("reciprocity", *AFTERWARDS)["pairs"]["ash"]["birch"]["given"] == 1
    assert ended("trust", *AFTERWARDS)["pairs"]["birch"]["ash"]["positive"] > 0
    assert ended("participation", *AFTERWARDS)["parties"]["cedar"]["held"] == 1
    assert ended("participation", *AFTERWARDS)["sessions"]["series"]["main"]["held"] == 0
    near = measured("collaboration", record(*ENDED, *AFTERWARDS), asked_moment("2020-03-01"))
    assert near["pairs"]["ash"]["birch"]["level"] == 2


def test_a_promise_is_not_settled_by_an_end_that_was_recorded_by_hand() -> None:
    (promise,) = ended("accountability")["commitments"]
    assert (promise["status"], promise["days_overdue"]) == ("overdue", 305)
    again = line("coalition-reconvened", "2020-02-20", purpose="Again", convener="ash")
    (orphan,) = ended("accountability", again)["commitments"]
    assert orphan["status"] == "orphaned"


# Ten thousand events

MANY = 10_000


@cache
def many() -> tuple[Recorded, ...]:
    return tuple(recorded(generate(3, MANY, others=0.1, late=0.1)))


@cache
def of_many() -> dict[str, dict[str, Any]]:
    records = counting(many())
    return all_figures(records, records[-1].event.moment + timedelta(days=30))


@pytest.mark.parametrize("measure", MEASURES)
def test_of_ten_thousand_events_every_figure_adds_up(measure: str) -> None:
    assert len(many()) >= MANY
    numbers = {recorded.n for recorded in many()}
    seen = 0
    for path, figure in named_figures(of_many()[measure], (measure,)):
        seen += 1
        if figure.value is not None:
            parts = sum(part.contribution for part in figure.parts)
            assert isclose(parts, figure.value, rel_tol=1e-7, abs_tol=1e-7), path
        assert all(part.n in numbers for part in figure.parts[:3] if part.n is not None), path
    assert seen > 2


def test_of_ten_thousand_events_a_figure_can_be_asked_for() -> None:
    records = counting(many())
    as_of = records[-1].event.moment
    rate = why("accountability.coalition.kept_rate", records, as_of)
    assert rate["value"] == pytest.approx(sum(part["contribution"] for part in rate["contributions"]))
    assert len(rate["contributions"]) > 1_000
    assert len(timeline(records, as_of)["entries"]) == len(records)
