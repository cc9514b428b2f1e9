"""Show: where a coalition stands, what is open, what comes next and what is overdue."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from domain.event import Recorded
from domain.history import consider, counting
from domain.shape import parsed
from domain.values import instant
from projections.show import Show, show
from projections.view import folded

EXAMPLES = Path(__file__).parents[2] / "examples"


def line(event_type: str, at: str = "2020-01-01", by: str = "navy", **fields: Any) -> dict[str, Any]:
    return {"coalition": "c", "type": event_type, "at": at, "by": by, **fields}


def joined(party: str, name: str, standing: str = "member") -> dict[str, Any]:
    return line("party-joined", by=party, party=party, name=name, kind="public-agency", standing=standing)


PROPOSED = line("coalition-proposed", name="Ducts", purpose="Dig once", convener="navy", origin="grassroots")
NAVY, NASA, NOAA = joined("navy", "U.S. Navy"), joined("nasa", "NASA"), joined("noaa", "NOAA", "observer")
PROMISE = line(
    "commitment-made", commitment="c-1", promisor="navy", promisee="nasa", what="share the calendar", due="2020-04-01"
)


def record(*lines: dict[str, Any], now: str = "2026-01-01T00:00:00Z") -> list[Recorded]:
    history: list[Recorded] = []
    for written in lines:
        fields = dict(written)
        attest = (fields.pop("attested", None) or {}).get("reason")
        history += consider(history, parsed(fields), now=fields.pop("now", now), recorded_by="clerk", attest=attest)
    return history


@cache
def example(name: str) -> list[Recorded]:
    return record(*map(json.loads, (EXAMPLES / f"{name}.jsonl").read_text().splitlines()))


def shown(*lines: dict[str, Any], on: str = "2020-02-01") -> dict[str, Any]:
    return show(counting(record(*lines), instant(on)), instant(on))


def dates(screen: dict[str, Any]) -> list[tuple[str, str, str, str | None]]:
    """What is overdue, then what comes next."""
    items = [("overdue", item) for item in screen["overdue"]] + [("next", item) for item in screen["next"]]
    return [(when, item["on"], item["kind"], item["id"]) for when, item in items]


def test_an_empty_history_shows_nothing() -> None:
    assert show([]) == {
        "name": None,
        "purpose": None,
        "phase": None,
        "sponsored": False,
        "sponsors": [],
        "members": [],
        "observers": [],
        "convener": None,
        "charter": None,
        "draft": None,
        "open_conflicts": [],
        "promises": {"open": 0, "delivered": 0, "orphaned": 0},
        "next": [],
        "overdue": [],
        "events": 0,
        "breaches": 0,
        "last_recorded_at": None,
    }


def test_a_coalition_of_one_is_shown() -> None:
    screen = shown(PROPOSED, NAVY)
    assert (screen["name"], screen["purpose"], screen["phase"]) == ("Ducts", "Dig once", "forming")
    assert screen["members"] == [{"party": "navy", "name": "U.S. Navy", "standing": "member"}]
    assert screen["convener"] == {"party": "navy", "name": "U.S. Navy"}
    assert (screen["events"], screen["last_recorded_at"]) == (2, "2026-01-01T00:00:00Z")


def test_a_living_coalition_in_the_middle_of_a_conflict() -> None:
    on = instant("2019-04-24T12:00:00Z")
    screen = show(counting(example("i3t"), on), on)
    assert screen["phase"] == "chartered"
    assert screen["sponsors"] == [{"sponsor": "facility-coo", "name": "facility-coo", "mandate": "advisory"}]
    assert [member["party"] for member in screen["members"]] == [
        "gulf-trades",
        "halcyon-launch",
        "nasa",
        "navy",
        "noaa",
    ]
    assert screen["observers"] == [{"party": "estuary-learning", "name": "Estuary Learning Foundation"}]
    assert screen["charter"] == {
        "version": 1,
        "decision_rule": "consensus",
        "quorum": "1",
        "ratified_at": "2018-10-24T10:45:00-05:00",
        "mission": "Carry out new operating requirements for shared systems and rank the modernization of the facility "
        "together.",
    }
    assert screen["open_conflicts"] == [
        {
            "conflict": "duct-clash",
            "about": "Who goes first in the shared duct, and who tells whom.",
            "sides": ["navy", "noaa"],
            "stage": 2,
            "raised_at": "2019-04-17",
            "step": 3,
        }
    ]
    assert screen["promises"] == {"open": 0, "delivered": 1, "orphaned": 0}
    assert dates(screen) == [
        ("next", "2019-04-24", "session", None),
        ("next", "2019-08-28", "agreement-review", "service-terms"),
    ]
    assert screen["next"][1]["what"] == "the agreement between Halcyon Launch Support, NASA, U.S. Navy and NOAA"


@pytest.mark.parametrize("name", ["i3t", "leads", "fell-apart", "went-alone"])
def test_the_examples_are_ready_for_json_and_shown_the_same_each_time(name: str) -> None:
    records = counting(example(name))
    assert json.loads(json.dumps(show(records))) == show(records)
    assert json.dumps(show(counting(example(name)))) == json.dumps(show(records))


def test_breaches_are_counted_and_what_is_over_has_nothing_coming() -> None:
    screen = show(counting(example("fell-apart")), instant("2022-01-01"))
    assert (screen["phase"], screen["breaches"], screen["charter"]) == ("dissolved", 1, None)
    assert (screen["next"], screen["overdue"]) == ([], [])


# The charter


def drafted(**fields: Any) -> dict[str, Any]:
    written: dict[str, Any] = {
        "version": 1,
        "mission": "Dig once",
        "vision": "Quiet streets",
        "authors": ["navy", "nasa"],
    }
    return line("charter-drafted", **(written | {"decision_rule": "majority", "quorum": "0.75"} | fields))


def test_a_draft_waits_for_those_who_have_not_spoken() -> None:
    esa = joined("esa", "ESA")
    consented = line("charter-consented", version=1, party="navy")
    objected = line("charter-objected", by="nasa", version=1, party="nasa", reason="Too quick")
    screen = shown(PROPOSED, NAVY, NASA, esa, NOAA, drafted(), consented, objected)
    assert screen["charter"] is None
    assert screen["draft"] == {
        "version": 1,
        "decision_rule": "majority",
        "quorum": "0.75",
        "needs": {"decision_rule": "majority", "quorum": "0.75"},
        "drafted_at": "2020-01-01",
        "mission": "Dig once",
        "consented": ["navy"],
        "objected": ["nasa"],
        "waiting_for": ["esa"],
    }


def test_an_amendment_needs_the_terms_in_force() -> None:
    consents = [line("charter-consented", by=party, version=1, party=party) for party in ("navy", "nasa")]
    amended = drafted(version=2, decision_rule="consensus", quorum="1", mission="Dig never", at="2020-01-05")
    screen = shown(PROPOSED, NAVY, NASA, drafted(), *consents, amended)
    assert (screen["charter"]["version"], screen["charter"]["mission"]) == (1, "Dig once")
    assert screen["draft"]["needs"] == {"decision_rule": "majority", "quorum": "0.75"}
    assert (screen["draft"]["decision_rule"], screen["draft"]["waiting_for"]) == ("consensus", ["nasa", "navy"])


def test_of_a_charter_known_only_by_its_ratification_the_mission_is_unknown() -> None:
    ratified = line("charter-ratified", at="2020-01-03", version=2, attested={"reason": "minutes"})
    assert shown(PROPOSED, NAVY, ratified)["charter"] == {
        "version": 2,
        "decision_rule": "consensus",
        "quorum": "1",
        "ratified_at": "2020-01-03",
        "mission": None,
    }


# What is due


def test_a_promise_is_overdue_from_the_day_after_its_date() -> None:
    lines = (PROPOSED, NAVY, NASA, PROMISE)
    assert dates(shown(*lines, on="2020-04-01T23:59:59Z")) == [("next", "2020-04-01", "promise", "c-1")]
    assert shown(*lines, on="2020-04-02")["overdue"] == [
        {"on": "2020-04-01", "kind": "promise", "id": "c-1", "what": "share the calendar", "whose": ["navy"]}
    ]


def test_a_promise_that_is_delivered_or_has_lost_its_date_is_not_due() -> None:
    delivered = line("commitment-delivered", at="2020-01-03", commitment="c-1", evidence="Done")
    screen = shown(PROPOSED, NAVY, NASA, PROMISE, delivered, on="2020-06-01")
    assert (screen["promises"], dates(screen)) == ({"open": 0, "delivered": 1, "orphaned": 0}, [])
    undated = line("commitment-renegotiated", at="2020-01-03", commitment="c-1", due=None, agreed_by="nasa")
    assert dates(shown(PROPOSED, NAVY, NASA, PROMISE, undated, on="2020-06-01")) == []


def test_a_promise_without_its_maker_is_orphaned_and_nobodys() -> None:
    screen = shown(PROPOSED, NAVY, NASA, PROMISE, line("party-withdrew", party="navy", reason="Moved"), on="2020-06-01")
    assert (screen["promises"], dates(screen)) == ({"open": 0, "delivered": 0, "orphaned": 1}, [])


def test_promises_are_still_due_after_the_coalition_was_given_up() -> None:
    given_up = line("coalition-abandoned", at="2020-01-03", reason="No time")
    planned = line("session-held", session="s", topic="Ducts", kind="working", next_on="2020-03-01")
    screen = shown(PROPOSED | {"sunset": "2021-01-01"}, NAVY, NASA, PROMISE, planned, given_up)
    assert dates(screen) == [("next", "2020-04-01", "promise", "c-1")]


def held(session: str, at: str, next_on: str | None = None) -> dict[str, Any]:
    fields = {"session": session, "topic": "Ducts", "kind": "working"}
    return line("session-held", at=at, **(fields if next_on is None else fields | {"next_on": next_on}))


def test_the_next_session_is_the_one_that_the_latest_announced() -> None:
    later, earlier = held("b", "2020-01-10", "2020-03-01"), held("a", "2020-01-05", "2020-01-10")
    screen = shown(PROPOSED, NAVY, later, earlier)
    assert screen["next"] == [
        {"on": "2020-03-01", "kind": "session", "id": None, "what": "the session after “Ducts”", "whose": ["navy"]}
    ]
    assert dates(shown(PROPOSED, NAVY, later, held("c", "2020-01-20"))) == []


def test_a_session_that_did_not_take_place_is_overdue_until_it_is_recorded_as_missed() -> None:
    announced = held("a", "2020-01-05", "2020-01-10")
    assert dates(shown(PROPOSED, NAVY, announced)) == [("overdue", "2020-01-10", "session", None)]
    missed = line("session-missed", at="2020-01-11", due_on="2020-01-10", reason="Storm")
    assert dates(shown(PROPOSED, NAVY, announced, missed)) == []


def test_a_new_cycle_starts_without_a_next_session_but_with_its_promises_orphaned() -> None:
    given_up = line("coalition-abandoned", at="2020-01-06", reason="No time")
    again = line("coalition-reconvened", at="2020-01-07", purpose="Dig twice", convener="nasa")
    screen = shown(PROPOSED, NAVY, NASA, PROMISE, held("a", "2020-01-05", "2020-03-01"), given_up, again)
    assert (screen["phase"], screen["purpose"], screen["members"]) == ("proposed", "Dig twice", [])
    assert screen["convener"] == {"party": "nasa", "name": "NASA"}
    assert (screen["promises"]["orphaned"], dates(screen)) == (1, [])


def test_milestones_are_due_while_their_initiative_runs() -> None:
    leads = [{"person": "ada", "party": "navy", "area": "ducts"}, {"person": "bo", "party": "nasa", "area": "law"}]
    launched = line("initiative-launched", initiative="i", name="Map", leads=leads)
    planned = line("milestone-planned", milestone="m", initiative="i", what="A first map", due="2020-03-01")
    screen = shown(PROPOSED, NAVY, NASA, launched, planned)
    assert screen["next"] == [
        {"on": "2020-03-01", "kind": "milestone", "id": "m", "what": "A first map", "whose": ["navy", "nasa"]}
    ]
    reached = line("milestone-reached", at="2020-01-03", milestone="m", evidence="On the wall")
    assert dates(shown(PROPOSED, NAVY, NASA, launched, planned, reached)) == []
    stopped = line("initiative-ended", at="2020-01-03", initiative="i", outcome="stopped", learned="Maps age")
    assert dates(shown(PROPOSED, NAVY, NASA, launched, planned, stopped)) == []


def test_an_agreement_is_reviewed_on_the_date_set_last_while_it_is_in_force() -> None:
    terms = [{"party": "navy", "gives": "maps", "to": "nasa"}]
    reached = line("agreement-reached", agreement="a", terms=terms, review_on="2020-01-15")

    def reviewed(at: str, outcome: str, **fields: str) -> dict[str, Any]:
        return line("agreement-reviewed", at=at, agreement="a", outcome=outcome, **fields)

    assert dates(shown(PROPOSED, NAVY, NASA, reached)) == [("overdue", "2020-01-15", "agreement-review", "a")]
    again = reviewed("2020-01-20", "revised", next_review="2020-06-01")
    late = reviewed("2020-01-10", "upheld", next_review="2020-01-12")
    screen = shown(PROPOSED, NAVY, NASA, reached, again, late)
    assert screen["next"] == [
        {
            "on": "2020-06-01",
            "kind": "agreement-review",
            "id": "a",
            "what": "the agreement between NASA and U.S. Navy",
            "whose": ["nasa", "navy"],
        }
    ]
    over = reviewed("2020-01-21", "ended", next_review="2020-06-01")
    assert dates(shown(PROPOSED, NAVY, NASA, reached, over)) == []


def test_a_decision_is_reviewed_on_the_date_set_last() -> None:
    made = line("proposal-made", proposal="p", what="Dig once", proposer="nasa", by="nasa")
    agreed = line("stance-taken", proposal="p", party="navy", stance="agree")
    closed = line("proposal-closed", proposal="p")
    reviewed = line("decision-reviewed", at="2020-01-05", proposal="p", outcome="upheld", next_review="2020-05-01")
    screen = shown(PROPOSED, NAVY, NASA, made, agreed, closed, reviewed)
    assert screen["next"] == [
        {"on": "2020-05-01", "kind": "decision-review", "id": "p", "what": "Dig once", "whose": ["nasa"]}
    ]


def test_the_sunset_is_the_conveners() -> None:
    screen = shown(PROPOSED | {"sunset": "2020-01-20"}, NAVY)
    assert screen["overdue"] == [
        {"on": "2020-01-20", "kind": "sunset", "id": None, "what": "the coalition’s sunset", "whose": ["navy"]}
    ]


def test_dates_are_sorted_by_day_then_kind_then_id() -> None:
    promises = [PROMISE | {"commitment": name, "due": "2020-03-01"} for name in ("z", "a", "m")]
    earlier = PROMISE | {"commitment": "first", "due": "2020-02-20"}
    screen = shown(PROPOSED | {"sunset": "2020-03-01"}, NAVY, NASA, *promises, earlier)
    assert [item["id"] for item in screen["next"]] == ["first", "a", "m", "z", None]


# Conflicts


RAISED = line("conflict-raised", conflict="x", between=["navy", "nasa"], about="Noise", stage=3)


def steps(number: int) -> list[dict[str, Any]]:
    """The first steps of the conversation, taken by both sides."""
    words = {"how_we_got_here": "Slowly", "happening_now": "Digging"}
    taken: list[list[dict[str, Any]]] = [
        [line("conflict-prepared", by=p, conflict="x", party=p, contributions={p: "Mine"}, **words) for p in PARTIES],
        [line("conflict-purpose-checked", by=p, conflict="x", party=p, motive="protect") for p in PARTIES],
        [line("conflict-congruence-found", conflict="x", parties=PARTIES, common_purposes=["Sleep"])],
        [line("conflict-explored", by=p, conflict="x", party=p, perspective="Loud", impact="Tired") for p in PARTIES],
        [
            line(
                "conflict-settled",
                conflict="x",
                contract=[{"party": p, "will_do": "Hush", "due": "2020-03-01"} for p in PARTIES],
                positive_consequences=["Sleep"],
                negative_consequences=["Noise"],
                review_on="2020-03-10",
            )
        ],
    ]
    return [step for group in taken[:number] for step in group]


PARTIES = ["navy", "nasa"]


@pytest.mark.parametrize("number", range(5))
def test_an_open_conflict_tells_the_step_that_comes_next(number: int) -> None:
    (conflict,) = shown(PROPOSED, NAVY, NASA, RAISED, *steps(number))["open_conflicts"]
    assert conflict["step"] == number + 1


def test_a_settled_conflict_is_reviewed_and_open_again_where_it_did_not_hold() -> None:
    screen = shown(PROPOSED, NAVY, NASA, RAISED, *steps(5))
    assert screen["open_conflicts"] == []
    assert dates(screen) == [
        ("next", "2020-03-01", "promise", "x-1"),
        ("next", "2020-03-01", "promise", "x-2"),
        ("next", "2020-03-10", "conflict-review", "x"),
    ]
    assert screen["next"][2]["whose"] == ["navy", "nasa"]
    failed = line("conflict-reviewed", at="2020-01-20", conflict="x", held=False, next_review="2020-05-01")
    screen = shown(PROPOSED, NAVY, NASA, RAISED, *steps(5), failed)
    assert [conflict["step"] for conflict in screen["open_conflicts"]] == [1]
    assert [kind for _, _, kind, _ in dates(screen)] == ["promise", "promise"]


def test_a_conflict_with_one_side_left_has_no_next_step() -> None:
    screen = shown(PROPOSED, NAVY, NASA, RAISED, line("party-withdrew", by="nasa", party="nasa", reason="Noise"))
    assert [(conflict["sides"], conflict["step"]) for conflict in screen["open_conflicts"]] == [(["navy"], None)]


def test_conflicts_are_listed_in_the_order_in_which_they_were_raised() -> None:
    second = RAISED | {"conflict": "a", "at": "2020-01-03"}
    screen = shown(PROPOSED, NAVY, NASA, second, RAISED)
    assert [conflict["conflict"] for conflict in screen["open_conflicts"]] == ["x", "a"]


# Histories


def test_the_latest_recording_is_by_time_not_by_place() -> None:
    instead = {"name": "U.S. Navy", "party": "navy", "kind": "unit", "standing": "member"}
    mended = line("event-retracted", at="2020-01-03", event=2, reason="Kind", cascade=False, instead=instead)
    history = record(PROPOSED, NAVY, now="2020-02-01T00:00:00Z")
    history += consider(history, parsed(mended), now="2020-03-01T00:00:00Z", recorded_by="clerk")
    history += consider(history, parsed(NASA), now="2020-03-02T09:00:00+09:00", recorded_by="clerk")
    screen = show(counting(history), instant("2020-04-01"))
    assert (screen["events"], screen["last_recorded_at"]) == (4, "2020-03-02T09:00:00+09:00")


def test_a_view_that_took_in_more_leaves_the_earlier_one_as_it_was() -> None:
    records = counting(example("leads"))
    half = folded(Show.initial(), records[:70])
    before = half.at(instant("2022-05-01"))
    assert folded(half, records[70:]).at(instant("2024-01-01")) == show(records, instant("2024-01-01"))
    assert half.at(instant("2022-05-01")) == before
