"""Momentum: what pushes a coalition on, what holds it back, and whether that grows or fades."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from domain.coalition import Coalition
from domain.event import Recorded
from domain.history import coalition_of, consider, counting, fold
from domain.shape import parsed
from domain.values import asked_moment, instant
from projections.accountability import accountability
from projections.figure import Figure, plain
from projections.impulses import COMPONENTS
from projections.momentum import Momentum, momentum
from projections.view import folded
from projections.weights import Weights, shipped, weights_from

ROOT = Path(__file__).parents[2]
HISTORIES = [
    *sorted((ROOT / "examples").glob("*.jsonl")),
    *sorted((ROOT.parent / "shared/data/histories").glob("*.jsonl")),
]


def line(event_type: str, at: str, by: str = "navy", **fields: Any) -> dict[str, Any]:
    return {"coalition": "c", "type": event_type, "at": at, "by": by, **fields}


PROPOSED = line(
    "coalition-proposed", "2020-01-01", name="Ducts", purpose="Dig once", convener="navy", origin="grassroots"
)


def joined(party: str, at: str = "2020-01-01") -> dict[str, Any]:
    return line("party-joined", at, party, party=party, name=party.upper(), kind="public-agency", standing="member")


def promise(
    commitment: str = "p", due: str | None = "2020-04-01", at: str = "2020-01-02", **fields: Any
) -> dict[str, Any]:
    fields = {"promisor": "navy", "promisee": "nasa", "what": "a calendar"} | fields
    return line("commitment-made", at, commitment=commitment, **fields, **({} if due is None else {"due": due}))


def on(event_type: str, at: str, by: str = "navy", commitment: str = "p", **fields: Any) -> dict[str, Any]:
    return line(event_type, at, by, commitment=commitment, **fields)


def delivered(at: str) -> dict[str, Any]:
    return on("commitment-delivered", at, evidence="seen")


def accepted(at: str) -> dict[str, Any]:
    return on("delivery-accepted", at, "nasa")


def moved(at: str, due: str | None) -> dict[str, Any]:
    return on("commitment-renegotiated", at, due=due, agreed_by="nasa")


def rhythm(at: str, every_days: int, **fields: Any) -> dict[str, Any]:
    return line("rhythm-agreed", at, every_days=every_days, **fields)


def session(at: str) -> dict[str, Any]:
    return line("session-held", at, session=f"s-{at[:10]}", topic="ducts", kind="working")


def celebrated(at: str) -> dict[str, Any]:
    return line("celebration-held", at, of="a year without a cut line")


class Book:
    """A coalition as it is recorded, attested where a line breaks a rule."""

    def __init__(self) -> None:
        self.history: list[Recorded] = []
        self.coalition = Coalition()

    def add(self, written: dict[str, Any]) -> None:
        fields = dict(written)
        attest = (fields.pop("attested", None) or {}).get("reason", "from the minutes")
        given = {"now": "2030-01-01T00:00:00Z", "recorded_by": "clerk", "attest": attest}
        records = consider(self.history, parsed(fields), coalition=self.coalition, **given)
        self.history += records
        retracted = any(recorded.voids for recorded in records)
        self.coalition = coalition_of(self.history) if retracted else fold(records, self.coalition)


def record(*lines: dict[str, Any]) -> list[Recorded]:
    book = Book()
    for written in lines:
        book.add(written)
    return book.history


def told(*lines: dict[str, Any], day: str = "2020-12-31", weights: Weights | None = None) -> dict[str, Any]:
    """What momentum says of a coalition that was proposed on the first of January, and of which these lines tell."""
    moment = asked_moment(day)
    return momentum(counting(record(PROPOSED, *lines), moment), moment, weights)


def impulses(
    *lines: dict[str, Any], day: str = "2020-12-31", ignoring: tuple[str, ...] = ()
) -> list[tuple[str, str, float]]:
    """Every impulse, by date: what it is called, the day, and what it weighs undecayed."""
    moment = asked_moment(day)
    weights = weights_from("[momentum]\ndrivers = 1000\nhalf_life_days = 1e15")
    drivers = momentum(counting(record(PROPOSED, *lines), moment), moment, weights)["drivers"]
    found = [(driver["type"], driver["at"][:10], round(driver["contribution"], 9)) for driver in drivers]
    return sorted((one for one in found if one[0] not in ignoring), key=lambda one: (one[1], one[0]))


def made_by_nothing(*lines: dict[str, Any], day: str = "2020-12-31") -> list[tuple[str, str]]:
    """The impulses that no event makes, with their days."""
    return [(kind, at) for kind, at, _ in impulses(*lines, day=day) if kind in ("overdue", "rhythm-missed")]


# The score


def test_without_events_nothing_is_known() -> None:
    answer = momentum([])
    assert answer == {
        "score": None,
        "components": dict.fromkeys(COMPONENTS),
        "trend": None,
        "state": "unknown",
        "drivers": [],
        "curve": [],
    }


def test_an_impulse_loses_half_of_its_weight_in_six_weeks() -> None:
    lines = [celebrated("2020-02-01T12:00:00Z"), line("charter-ratified", "2020-03-14T12:00:00Z", version=1)]
    answer = momentum(record(PROPOSED, *lines), instant("2020-04-25T12:00:00Z"))
    assert answer["components"] == {
        "delivery": 0,
        "rhythm": 0,
        "energy": pytest.approx(0.25),
        "support": pytest.approx(2.5),
        "trust": 0,
        "conflict": 0,
    }
    assert answer["score"] == pytest.approx(2.75)
    later = momentum(record(PROPOSED, *lines), instant("2020-04-26T00:00:00Z"))
    assert later["score"] == pytest.approx(2.75 * 2 ** (-0.5 / 42))


KINDS: list[tuple[dict[str, Any], str, float]] = [
    (promise(), "delivery", 1),
    (line("quick-win-delivered", "2020-01-02", win="w", what="x", delivered_by=["navy"]), "delivery", 3),
    (session("2020-01-02"), "rhythm", 1),
    (line("session-missed", "2020-01-02", due_on="2020-01-01", reason="snow"), "rhythm", -1),
    (celebrated("2020-01-02"), "energy", 1),
    (line("purpose-reaffirmed", "2020-01-02", words="dig once"), "energy", 0.5),
    (line("experiment-started", "2020-01-02", experiment="e", hypothesis="x", lead="navy"), "energy", 0.5),
    (
        line("goal-set", "2020-01-02", goal="g", statement="x", measure="m", target="1", unit="u", due="2021-01-01"),
        "energy",
        0.5,
    ),
    (joined("navy"), "support", 1),
    (line("party-withdrew", "2020-01-02", party="navy", reason="gone"), "support", -3),
    (line("party-removed", "2020-01-02", party="navy", reason="out"), "support", -1),
    (line("charter-ratified", "2020-01-02", version=1), "support", 5),
    (line("sponsorship-granted", "2020-01-02", sponsor="s", mandate="none", support="x"), "support", 4),
    (line("sponsorship-declined", "2020-01-02", sponsor="s", reason="x"), "support", -2),
    (line("sponsorship-withdrawn", "2020-01-02", sponsor="s", reason="x"), "support", -4),
    (line("recognition-received", "2020-01-02", from_whom="press", recognised_as="useful"), "support", 3),
    (line("trust-moment", "2020-01-02", between=["navy", "nasa"], kind="help", what="x"), "trust", 0.25),
    (line("information-shared", "2020-01-02", giver="navy", to=["nasa"], what="x"), "trust", 0.25),
    (line("target-set-aside", "2020-01-02", party="navy", target="x", in_favour_of="y"), "trust", 1),
    (line("control-ceded", "2020-01-02", giver="navy", to="nasa", over="x"), "trust", 1),
    (
        line("trust-fractured", "2020-01-02", breached_by="navy", against=["nasa"], kind="other", severity=4, what="x"),
        "trust",
        -4,
    ),
    (line("conflict-raised", "2020-01-02", conflict="k", between=["navy", "nasa"], about="x", stage=2), "conflict", -1),
]


@pytest.mark.parametrize(("written", "component", "weight"), KINDS, ids=[written["type"] for written, _, _ in KINDS])
def test_each_kind_of_event_weighs_what_the_table_says(written: dict[str, Any], component: str, weight: float) -> None:
    answer = momentum(record(PROPOSED, written))
    assert answer["components"] == dict.fromkeys(COMPONENTS, 0) | {component: weight}
    assert answer["score"] == weight


def test_what_follows_from_earlier_events_weighs_too() -> None:
    lines = [
        line("initiative-launched", "2020-01-01", initiative="i", name="Ducts"),
        line("initiative-launched", "2020-01-01", initiative="j", name="Ducts"),
        line("milestone-planned", "2020-01-01", milestone="m", initiative="i", what="x", due="2020-02-01"),
        line("milestone-reached", "2020-01-02", milestone="m", evidence="x"),
        line("initiative-ended", "2020-01-03", initiative="i", outcome="completed", learned="x"),
        line("initiative-ended", "2020-01-04", initiative="j", outcome="stopped", learned="x"),
        line("channel-opened", "2020-01-05", channel="h", kind="chat", audience="all"),
        line("update-released", "2020-01-05", channel="h", summary="x"),
        line("conflict-raised", "2020-01-06", conflict="k", between=["navy", "nasa"], about="x", stage=2),
        line("conflict-escalated", "2020-01-07", conflict="k", stage=3, to="the press"),
        line("conflict-settled", "2020-01-08", conflict="k", review_on="2020-02-01"),
        line("conflict-reviewed", "2020-01-09", conflict="k", held=True),
        line("conflict-reviewed", "2020-01-10", conflict="k", held=False),
        line("conflict-closed", "2020-01-11", conflict="k", reason="x"),
    ]
    assert impulses(*lines, day="2020-01-31") == [
        ("milestone-reached", "2020-01-02", 3),
        ("initiative-ended", "2020-01-03", 3),
        ("update-released", "2020-01-05", 0.5),
        ("conflict-raised", "2020-01-06", -1),
        ("conflict-escalated", "2020-01-07", -2),
        ("conflict-settled", "2020-01-08", 3),
        ("conflict-reviewed", "2020-01-09", 1),
        ("conflict-reviewed", "2020-01-10", -2),
        ("conflict-closed", "2020-01-11", -3),
    ]


# Promises


@pytest.mark.parametrize(
    ("lines", "weight"),
    [
        ([delivered("2020-04-01T20:00:00-05:00"), accepted("2020-06-01")], 3),
        ([delivered("2020-04-02"), accepted("2020-04-02")], 1),
        ([moved("2020-03-01", "2020-05-01"), delivered("2020-05-01"), accepted("2020-06-01")], 3),
        ([moved("2020-04-20", "2020-05-01"), delivered("2020-05-01"), accepted("2020-06-01")], 3),
        ([moved("2020-03-01", None), delivered("2020-03-02"), accepted("2020-03-03")], 1),
        ([delivered("2020-04-20"), moved("2020-04-25", "2020-05-01"), accepted("2020-06-01")], 1),
        ([delivered("2020-04-20"), accepted("2020-06-01"), moved("2020-03-01", "2020-05-01")], 3),
        ([accepted("2020-04-01")], 3),
        ([accepted("2020-04-02")], 1),
    ],
    ids=[
        "on the day, as written",
        "a day late",
        "moved in time",
        "moved when it was too late, met then",
        "undated counts as late",
        "moved after it was delivered",
        "what was agreed in time is told last",
        "accepted without a delivery",
        "accepted too late without a delivery",
    ],
)
def test_an_acceptance_weighs_by_whether_the_delivery_was_on_time(lines: list[dict[str, Any]], weight: float) -> None:
    answer = impulses(promise(), *lines, ignoring=("commitment-made", "overdue"))
    assert [(kind, found) for kind, _, found in answer] == [("delivery-accepted", weight)]


def test_a_promise_is_overdue_from_the_start_of_the_day_after() -> None:
    assert made_by_nothing(promise(), day="2020-04-01") == []
    assert impulses(promise(), day="2020-04-02") == [
        ("commitment-made", "2020-01-02", 1),
        ("overdue", "2020-04-02", -2),
    ]
    (driver,) = [driver for driver in told(promise(), day="2020-04-02")["drivers"] if driver["type"] == "overdue"]
    assert (driver["n"], driver["at"], driver["commitment"]) == (None, "2020-04-02T00:00:00.000000Z", "p")


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        ([], ["2020-04-02"]),
        ([moved("2020-04-10", "2020-05-01")], ["2020-04-02", "2020-05-02"]),
        ([moved("2020-03-10", "2020-05-01")], ["2020-05-02"]),
        ([moved("2020-03-10", None)], []),
        ([moved("2020-03-10", "2020-05-01"), moved("2020-04-20", "2020-04-01")], []),
        ([moved("2020-04-10", "2020-05-01"), moved("2020-04-11", "2020-04-01")], ["2020-04-02"]),
        ([delivered("2020-03-30")], []),
        ([delivered("2020-03-30"), on("delivery-refused", "2020-04-10", "nasa", reason="half")], []),
        ([delivered("2020-03-30"), on("delivery-refused", "2020-03-31", "nasa", reason="half")], ["2020-04-02"]),
        ([delivered("2020-04-02T00:00:01Z")], ["2020-04-02"]),
        ([delivered("2020-04-02")], []),
        ([on("commitment-revoked", "2020-03-30", reason="x")], []),
        ([on("commitment-broken", "2020-05-30", "nasa", reason="x")], ["2020-04-02"]),
        ([joined("navy"), line("party-withdrew", "2020-03-30", party="navy", reason="x")], []),
        ([joined("navy"), line("party-withdrew", "2020-05-30", party="navy", reason="x")], ["2020-04-02"]),
    ],
    ids=[
        "nothing came",
        "moving it later does not undo it",
        "moved in time",
        "withdrawn in time",
        "moved back to a date long past",
        "a date counts once",
        "delivered",
        "delivered, refused after the date",
        "delivered and refused before the date",
        "delivered a moment too late",
        "delivered at that very moment",
        "revoked",
        "broken later",
        "orphaned",
        "orphaned later",
    ],
)
def test_overdue_needs_a_date_in_force_that_passes_while_the_promise_is_open(
    lines: list[dict[str, Any]], days: list[str]
) -> None:
    assert made_by_nothing(promise(), *lines) == [("overdue", day) for day in days]


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        ([delivered("2020-04-10"), delivered("2020-03-30")], []),
        ([delivered("2020-04-20"), moved("2020-03-10", "2020-05-01")], []),
        ([moved("2020-04-20", "2020-06-01"), moved("2020-03-10", "2020-05-01")], ["2020-06-02"]),
        (
            [on("commitment-released", "2020-05-20", "nasa", reason="x"), moved("2020-03-10", "2020-05-01")],
            ["2020-05-02"],
        ),
        (
            [joined("noaa", "2020-06-01"), line("party-withdrew", "2020-03-10", party="navy", reason="x")],
            [],
        ),
        (
            [joined("noaa", "2020-01-01"), line("party-withdrew", "2020-03-10", party="navy", reason="x")],
            ["2020-04-02"],
        ),
    ],
    ids=[
        "an earlier delivery",
        "a move in time, told after the delivery",
        "two moves, the earlier one told last",
        "a move in time, told after the release",
        "who would have taken it over was not in yet",
        "who took it over was in",
    ],
)
def test_facts_that_arrive_late_count_from_when_they_happened(lines: list[dict[str, Any]], days: list[str]) -> None:
    first = [joined("navy", "2020-01-02T00:00:00Z"), promise(co_accountable=["noaa"])]
    assert made_by_nothing(*first, *lines) == [("overdue", day) for day in days]


def test_a_date_that_lay_behind_when_it_was_given_never_passes() -> None:
    lines = [promise(due="2020-01-15", at="2020-02-01"), delivered("2020-03-02"), delivered("2020-03-01")]
    assert made_by_nothing(*lines) == []


# Rhythm


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        ([], []),
        ([session("2020-01-02")], []),
        ([rhythm("2020-01-02", 10)], ["2020-01-12", "2020-01-22"]),
        ([rhythm("2020-01-02", 10), session("2020-01-05")], ["2020-01-15", "2020-01-25"]),
        ([rhythm("2020-01-02", 10), session("2020-01-12"), session("2020-01-22")], []),
        ([rhythm("2020-01-02", 10), session("2020-01-12T00:00:01Z")], ["2020-01-12", "2020-01-22"]),
        ([session("2020-01-05"), rhythm("2020-01-08", 10)], ["2020-01-18", "2020-01-28"]),
        ([rhythm("2020-01-02", 10), rhythm("2020-01-15", 14)], ["2020-01-12", "2020-01-29"]),
        ([rhythm("2020-01-02", 10), rhythm("2020-01-15", 1, series="extra")], ["2020-01-12", "2020-01-22"]),
        ([rhythm("2020-01-05", 10, series="extra"), rhythm("2020-01-02", 20)], ["2020-01-22"]),
        ([rhythm("2020-01-02", 10), line("rhythm-ended", "2020-01-15")], ["2020-01-12"]),
        ([rhythm("2020-01-02", 10), line("rhythm-ended", "2020-01-15", series="extra")], ["2020-01-12", "2020-01-22"]),
        ([rhythm("2020-01-02", 10), line("coalition-dissolved", "2020-01-22", reason="other")], ["2020-01-12"]),
        ([rhythm("2020-01-02", 10), line("coalition-abandoned", "2020-01-12", reason="x")], []),
        (
            [
                rhythm("2020-01-02", 10),
                line("coalition-dissolved", "2020-01-03", reason="other"),
                line("coalition-reconvened", "2020-01-04", purpose="x", convener="navy"),
                session("2020-01-05"),
            ],
            [],
        ),
        (
            [
                rhythm("2020-01-02", 10),
                line("coalition-dissolved", "2020-01-03", reason="other"),
                line("coalition-reconvened", "2020-01-04", purpose="x", convener="navy"),
                rhythm("2020-01-05", 20, series="anew"),
            ],
            ["2020-01-25"],
        ),
        ([rhythm("2020-01-02", 10), session("2020-01-25"), session("2020-01-10")], ["2020-01-20"]),
    ],
    ids=[
        "none agreed",
        "none agreed, one held",
        "never met",
        "met once",
        "met each time",
        "met a moment too late",
        "the agreement is the later",
        "another rhythm from then on",
        "another series is not watched",
        "the first by its date is watched",
        "given up",
        "another series given up",
        "the coalition ends",
        "abandoned at that very moment",
        "a new cycle has no rhythm",
        "a new cycle watches its own first series",
        "a session told late",
    ],
)
def test_each_full_interval_without_a_session_is_missed(lines: list[dict[str, Any]], days: list[str]) -> None:
    assert made_by_nothing(*lines, day="2020-01-31") == [("rhythm-missed", day) for day in days]


# Trend and state


def test_a_steady_pace_has_no_trend() -> None:
    days = [(instant("2020-01-01") + timedelta(days=7 * week)).date().isoformat() for week in range(20)]
    answer = momentum(record(PROPOSED, *map(session, days)))
    assert (answer["trend"], answer["state"]) == (pytest.approx(0), "steady")


def test_the_trend_compares_the_last_fortnight_with_the_last_twelve_weeks() -> None:
    lines = [celebrated("2020-05-01"), celebrated("2020-07-05"), celebrated("2020-07-10"), session("2020-07-11")]
    # In the last 84 days four weigh 4, in the last 14 three weigh 3.
    answer = told(*lines, day="2020-07-15")
    assert answer["trend"] == pytest.approx((3 / 14) / (4 / 84) - 1)
    assert answer["state"] == "building"
    faded = told(*lines, day="2020-08-01")
    assert (faded["trend"], faded["state"]) == (-1, "slowing")


def test_the_trend_is_unknown_where_the_usual_pace_is_not_positive() -> None:
    lines = [joined("navy", "2020-06-01"), line("party-withdrew", "2020-07-01", party="navy", reason="x")]
    assert told(*lines, day="2020-07-15")["trend"] is None
    assert told(celebrated("2020-01-02"), day="2020-07-15")["trend"] is None


@pytest.mark.parametrize(
    ("lines", "day", "state"),
    [
        ([], "2020-01-02", "steady"),
        ([], "2020-03-01", "stalled"),
        ([celebrated("2020-01-02")], "2020-01-03", "building"),
        ([line("charter-ratified", "2020-01-02", version=1)], "2020-02-01", "slowing"),
        ([line("charter-ratified", "2020-01-02", version=1)], "2020-03-01", "slowing"),
        ([line("charter-ratified", "2020-01-02", version=1)], "2020-03-02", "stalled"),
        ([line("charter-ratified", "2020-01-02", version=1), rhythm("2020-01-02", 10)], "2020-01-21", "slowing"),
        ([line("charter-ratified", "2020-01-02", version=1), rhythm("2020-01-02", 10)], "2020-01-22", "stalled"),
        ([celebrated("2020-01-02"), line("party-withdrew", "2020-01-03", party="navy")], "2020-01-04", "reversing"),
    ],
)
def test_the_state_is_the_first_that_holds(lines: list[dict[str, Any]], day: str, state: str) -> None:
    assert told(*lines, day=day)["state"] == state


@pytest.mark.parametrize(("day", "state"), [("2021-01-21", "reversing"), ("2021-01-22", "stalled")])
def test_it_reverses_as_long_as_what_is_shown_is_below_zero(day: str, state: str) -> None:
    # What is left of −3 is −0.005 after log₂ 600 = 9.23 half-lives: 387.6 days.
    answer = told(line("party-withdrew", "2020-01-01", party="navy"), day=day)
    assert answer["state"] == state
    assert answer["score"] == pytest.approx(-0.005, abs=0.0001)


@pytest.mark.parametrize(("recent", "state"), [(11, "building"), (10, "steady"), (9, "slowing")])
def test_a_tenth_more_or_less_is_enough(recent: int, state: str) -> None:
    # 60 in twelve weeks: ten a fortnight is the usual pace.
    lines = [celebrated("2020-07-10")] * recent + [celebrated("2020-06-01")] * (60 - recent)
    answer = told(*lines, day="2020-07-15")
    assert answer["trend"] == pytest.approx(recent / 10 - 1)
    assert answer["state"] == state


def test_what_weighs_each_other_up_neither_reverses_nor_has_a_trend() -> None:
    lines = [line("quick-win-delivered", "2020-01-05", win="w", what="x"), celebrated("2020-01-05")]
    lines += [line("sponsorship-withdrawn", "2020-01-05", sponsor="s", reason="x")]
    for day in range(6, 29):
        answer = told(*lines, day=f"2020-01-{day:02}")
        assert (answer["state"], answer["trend"]) == ("steady", None)


# Drivers and curve


def test_the_ten_largest_present_contributions_of_either_sign_are_named() -> None:
    lines = [celebrated(f"2020-01-{day:02}") for day in range(2, 14)]
    lines += [line("party-withdrew", "2020-01-14", party="navy", reason="x")]
    drivers = told(*lines, day="2020-01-14")["drivers"]
    assert [driver["n"] for driver in drivers] == [14, 13, 12, 11, 10, 9, 8, 7, 6, 5]
    assert drivers[0] == {
        "n": 14,
        "type": "party-withdrew",
        "at": "2020-01-14",
        "commitment": None,
        "contribution": pytest.approx(-3 * 2 ** (-1 / 42)),
    }


def test_the_curve_is_told_right_after_each_event_and_on_each_day_asked_for() -> None:
    lines = [celebrated("2020-02-12"), celebrated("2020-02-12T00:00:00Z"), celebrated("2020-01-01T01:00:00+01:00")]
    answer = momentum(
        record(PROPOSED, *lines), instant("2020-03-25"), days=[instant("2020-01-01"), instant("2020-02-01")]
    )
    points = [(point["at"], point["score"]) for point in answer["curve"]]
    assert points == [
        ("2020-01-01", 1),
        ("2020-02-01T00:00:00.000000Z", pytest.approx(2 ** (-31 / 42))),
        ("2020-02-12", pytest.approx(2.5)),
        ("2020-03-25T00:00:00.000000Z", pytest.approx(1.25)),
    ]
    assert answer["curve"][-1]["score"] == answer["score"]


def test_what_an_earlier_day_says_does_not_change_as_time_goes_on() -> None:
    lines = [
        rhythm("2020-01-02", 20),
        promise(),
        session("2020-02-01"),
        delivered("2020-05-01"),
        accepted("2020-06-01"),
    ]
    curve = told(*lines)["curve"]
    for point in curve[:-1]:
        then = momentum(counting(record(PROPOSED, *lines), instant(point["at"])), instant(point["at"]))
        assert then["score"] == pytest.approx(point["score"])
        assert then["components"] == pytest.approx(point["components"])


def test_weights_can_be_replaced() -> None:
    weights = weights_from(
        "[momentum]\nhalf_life_days = 21\ndrivers = 1\n[momentum.energy]\ncelebration-held = 8\nupdate-released = 0"
    )
    lines = [
        celebrated("2020-02-01"),
        line("channel-opened", "2020-02-01", channel="h", kind="chat", audience="all"),
        line("update-released", "2020-03-14", channel="h", summary="x"),
    ]
    answer = momentum(record(PROPOSED, *lines), weights=weights)
    assert answer["score"] == pytest.approx(2)
    assert len(answer["drivers"]) == 1


def test_dates_at_the_ends_of_time() -> None:
    assert momentum(record(PROPOSED, promise(due="9999-12-31")), asked_moment("9999-12-31"))["state"] == "stalled"
    assert told(promise(due="0001-01-01"), day="2020-01-02")["score"] == pytest.approx(1, rel=0.05)


# Of every history


@cache
def recorded(path: Path) -> tuple[list[Recorded], ...]:
    """The coalitions of a file."""
    books: defaultdict[str, Book] = defaultdict(Book)
    for written in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        books[written["coalition"]].add(written)
    return tuple(book.history for book in books.values())


def figures_in(place: Any, path: str = "") -> Iterator[tuple[str, Figure]]:
    """Every figure with its path; no number stands outside of one, event numbers apart."""
    if isinstance(place, Figure):
        yield path, place
    elif isinstance(place, dict):
        for name, inner in place.items():
            if name != "n":
                yield from figures_in(inner, f"{path}.{name}")
    elif isinstance(place, list):
        for number, inner in enumerate(place):
            yield from figures_in(inner, f"{path}.{number}")
    else:
        assert place is None or isinstance(place, str), path


@pytest.mark.parametrize("path", HISTORIES, ids=lambda path: path.stem)
def test_every_figure_is_the_sum_of_its_parts_and_the_components_sum_to_the_score(path: Path) -> None:
    moment = asked_moment("2026-08-01")
    for history in recorded(path):
        figures = folded(Momentum.initial(), counting(history)).figures(moment)
        for name, figure in figures_in(figures):
            if figure.value is not None:
                assert math.isclose(sum(part.contribution for part in figure.parts), figure.value, abs_tol=1e-12), name
        answer = plain(figures)
        for point in (answer, *answer["curve"]):
            assert math.isclose(sum(point["components"].values()), point["score"], abs_tol=1e-9)


@pytest.mark.parametrize("path", HISTORIES, ids=lambda path: path.stem)
def test_a_fold_may_pause_anywhere_and_says_the_same_each_time(path: Path) -> None:
    for history in recorded(path):
        records = counting(history)
        half = len(records) // 2
        paused = folded(folded(Momentum.initial(), records[:half]), records[half:])
        assert paused == folded(Momentum.initial(shipped()), records)
        assert json.dumps(paused.at(asked_moment("2024-01-01"))) == json.dumps(
            momentum(records, asked_moment("2024-01-01"))
        )


@pytest.mark.parametrize("path", HISTORIES, ids=lambda path: path.stem)
def test_a_promise_is_overdue_where_accountability_said_so_at_that_moment(path: Path) -> None:
    """Asked at the start of a day, accountability says what is overdue since then; momentum has an impulse for it."""
    weights = weights_from("[momentum]\ndrivers = 100000")
    for history in recorded(path)[:20]:
        drivers = momentum(counting(history), asked_moment("2026-08-01"), weights)["drivers"]
        overdue = {(driver["commitment"], driver["at"]) for driver in drivers if driver["type"] == "overdue"}
        starts: dict[str, datetime] = {at: instant(at) for _, at in sorted(overdue)[:: len(overdue) // 10 + 1]}
        for at, moment in starts.items():
            then = accountability(counting(history, moment), moment)["commitments"]
            since_then = {one["commitment"] for one in then if one["days_overdue"] == 1}
            assert since_then == {commitment for commitment, when in overdue if when == at}
