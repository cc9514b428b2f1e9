"""Conflicts: sides, stage, steps, how long each took, what holds a conflict up, and what became of its contract."""

from __future__ import annotations

from typing import Any

import pytest
from recounting import (
    ASH,
    EXAMPLES,
    LARGE,
    PROPOSED,
    THREE,
    attested,
    example,
    figures,
    joined,
    kept,
    left,
    line,
    record,
    register,
)
from tracing import assert_traceable

from domain.history import counting
from domain.values import asked_moment
from projections.conflicts import conflicts
from projections.figure import Part


def raised(at: str = "2020-01-01", between: tuple[str, ...] = ("ash", "birch"), **fields: Any) -> dict[str, Any]:
    told = {"conflict": "k", "between": list(between), "about": "Noise", "over": [], "stage": 2} | fields
    return line("conflict-raised", at, **told)


def step(number: int, side: str, at: str, **fields: Any) -> dict[str, Any]:
    """A side takes step 1, 2 or 4; in step 3 it speaks for both."""
    own: dict[int, tuple[str, dict[str, Any]]] = {
        1: ("prepared", {"how_we_got_here": "Slowly", "happening_now": "Rows", "contributions": {side: "Silence"}}),
        2: ("purpose-checked", {"motive": "protect"}),
        3: ("congruence-found", {"common_purposes": ["Sleep"], "parties": ["ash", "birch"]}),
        4: ("explored", {"perspective": "Loud", "impact": "Tired", "at_stake": []}),
    }
    tag, told = own[number]
    return line(
        f"conflict-{tag}", at, side, conflict="k", **({} if number == 3 else {"party": side}), **(told | fields)
    )


def settled(at: str, **fields: Any) -> dict[str, Any]:
    contract = [
        {"party": "ash", "will_do": "Call first", "due": "2020-03-01"},
        {"party": "birch", "will_do": "Close the window", "due": "2020-04-01", "commitment": "window"},
    ]
    told = {"contract": contract, "interests_met": {}, "review_on": "2020-06-01"} | fields
    return line("conflict-settled", at, conflict="k", positive_consequences=["a"], negative_consequences=["b"], **told)


def reviewed(at: str, held: bool, **fields: Any) -> dict[str, Any]:
    return line("conflict-reviewed", at, conflict="k", held=held, **fields)


def closed(at: str) -> dict[str, Any]:
    return line("conflict-closed", at, conflict="k", reason="Enough")


FIRST = [step(1, "ash", "2020-01-03"), step(1, "birch", "2020-01-05")]
SECOND = [step(2, "ash", "2020-01-04"), step(2, "birch", "2020-01-06")]
THIRD = [step(3, "birch", "2020-01-10")]
FOURTH = [step(4, "ash", "2020-01-11"), step(4, "birch", "2020-01-20")]
SETTLED = [raised(), *FIRST, *SECOND, *THIRD, *FOURTH, settled("2020-01-21")]


def told(*lines: dict[str, Any], on: str = "2020-01-31") -> dict[str, Any]:
    return conflicts(record(*THREE, *lines), asked_moment(on))


def one(*lines: dict[str, Any], on: str = "2020-01-31") -> dict[str, Any]:
    (only,) = told(*lines, on=on)["conflicts"]
    assert isinstance(only, dict)
    return only


def test_of_an_empty_history_there_is_no_conflict() -> None:
    nothing = {"open": 0, "settled": 0, "closed": 0, "conflicts": []}
    assert conflicts([]) == nothing
    assert conflicts(record(PROPOSED, ASH)) == nothing


def test_a_conflict_that_was_just_raised() -> None:
    assert one(raised(), on="2020-01-02") == {
        "conflict": "k",
        "about": "Noise",
        "over": [],
        "state": "open",
        "sides": ["ash", "birch"],
        "sides_left": [],
        "stage": 2,
        "steps": {"ash": 1, "birch": 1},
        "step": 1,
        "days_in_step": {"1": 1},
        "rounds": 1,
        "blocked_by": "Step 1 waits for Ash and Birch to prepare, own part in it included.",
        "contract": [],
        "reviews_due": [],
        "reviews_overdue": [],
        "raised_at": "2020-01-01",
        "settled_at": None,
        "closed_at": None,
        "events": [5],
    }


def test_every_side_has_its_own_step_and_the_whole_is_where_the_last_one_is() -> None:
    conflict = one(raised(), FIRST[0], SECOND[0], FIRST[1])
    assert (conflict["steps"], conflict["step"]) == ({"ash": 3, "birch": 2}, 2)
    assert conflict["days_in_step"] == {"1": 4, "2": 26}
    assert conflict["blocked_by"] == "Step 2 waits for Birch to check the purpose of the conversation."


def test_a_step_out_of_turn_counts_once_those_before_it_are_taken() -> None:
    early = step(2, "ash", "2020-01-02")
    assert one(raised(), early)["steps"] == {"ash": 1, "birch": 1}
    assert one(raised(), early, FIRST[0])["steps"] == {"ash": 3, "birch": 1}
    whole = one(raised(), early, step(2, "birch", "2020-01-02"), *FIRST)
    assert (whole["step"], whole["days_in_step"]) == (3, {"1": 4, "2": 0, "3": 26})


def test_what_was_recorded_late_counts_when_it_happened() -> None:
    late = [FIRST[1], SECOND[1], SECOND[0], FIRST[0], *THIRD]
    in_time = [*FIRST, *SECOND, *THIRD]
    assert one(raised(), *late)["days_in_step"] == one(raised(), *in_time)["days_in_step"]


def test_days_in_each_step_add_up_to_those_since_it_was_raised() -> None:
    conflict = one(*SETTLED)
    assert conflict["days_in_step"] == {"1": 4, "2": 1, "3": 4, "4": 10, "5": 1}
    assert (conflict["state"], conflict["step"], conflict["blocked_by"]) == ("settled", 5, None)
    assert one(*SETTLED, on="2030-01-01")["days_in_step"] == conflict["days_in_step"]


def test_the_clock_goes_by_days_in_utc() -> None:
    late = step(1, "ash", "2020-01-03T23:30:00-05:00")
    conflict = one(raised("2020-01-02"), late, step(1, "birch", "2020-01-03"))
    assert conflict["days_in_step"]["1"] == 2


def test_steps_and_days_name_their_events() -> None:
    conflict = figures("conflicts", [*THREE, *SETTLED[:5]], "2020-01-31")["conflicts"][0]
    assert conflict["step"].parts == (
        Part(5, "conflict-raised", "2020-01-01", 1),
        Part(7, "conflict-prepared", "2020-01-05", 1),
        Part(9, "conflict-purpose-checked", "2020-01-06", 1),
    )
    assert conflict["days_in_step"]["3"].parts == (Part(9, "conflict-purpose-checked", "2020-01-06", 25),)


def test_the_last_step_waits_for_a_contract_that_meets_what_matters_most() -> None:
    stated = [
        line("interest-stated", interest=name, party=party, text=text, weight=weight)
        for name, party, text, weight in [("i", "ash", "Sleep", 5), ("j", "ash", "Tea", 3), ("l", "birch", "Air", 4)]
    ]
    fourth = [step(4, "ash", "2020-01-11", at_stake=["i", "j", "l"]), step(4, "birch", "2020-01-20", at_stake=["l"])]
    conflict = one(*stated, *SETTLED[:6], *fourth)
    assert conflict["blocked_by"] == (
        "Step 5 waits for Ash and Birch to contract who does what by when, meeting “Sleep” (Ash) and “Air” (Birch)."
    )


def test_a_hostile_motive_holds_up_a_settlement_until_it_changes() -> None:
    hostile = step(2, "birch", "2020-01-07", motive="punish")
    conflict = one(*SETTLED[:5], hostile, *THIRD, *FOURTH)
    assert conflict["blocked_by"] == (
        "Step 5 waits for another purpose: Birch to punish is no ground for a settlement."
    )
    assert "punish" not in one(*SETTLED[:5], hostile)["blocked_by"]
    changed = one(*SETTLED[:5], hostile, *THIRD, *FOURTH, step(2, "birch", "2020-01-21"))
    assert changed["blocked_by"] == "Step 5 waits for Ash and Birch to contract who does what by when."
    assert changed["days_in_step"] == {"1": 4, "2": 1, "3": 4, "4": 10, "5": 11}


def test_each_step_says_who_has_to_do_what() -> None:
    waits = [one(*SETTLED[:number])["blocked_by"] for number in (1, 3, 5, 6)]
    assert [sentence.partition(" to ")[0] for sentence in waits] == [
        f"Step {number} waits for Ash and Birch" for number in (1, 2, 3, 4)
    ]


# Stage


def test_the_stage_is_what_each_escalation_made_of_it() -> None:
    higher = line("conflict-escalated", "2020-01-10", conflict="k", stage=5, to="The press")
    stage = figures("conflicts", [*THREE, raised(), higher], "2020-01-31")["conflicts"][0]["stage"]
    assert stage.value == 5
    assert [(part.n, part.contribution) for part in stage.parts] == [(5, 2), (6, 3)]


def test_a_stage_that_nobody_recorded_is_unknown_until_it_rises() -> None:
    unknown = attested(raised(stage=None))
    higher = line("conflict-escalated", "2020-01-10", conflict="k", stage=4, to="The press")
    assert one(unknown)["stage"] is None
    assert one(unknown, higher)["stage"] == 4


# The contract and its reviews


def test_the_contract_tells_how_its_commitments_fare() -> None:
    moved = line("commitment-renegotiated", "2020-02-01", "ash", commitment="k-1", due="2020-05-01", agreed_by="birch")
    conflict = one(*SETTLED, moved, *kept("window", "birch", "ash", "2020-02-02"), on="2020-05-02")
    assert conflict["contract"] == [
        {
            "commitment": "k-1",
            "party": "ash",
            "will_do": "Call first",
            "due": "2020-05-01",
            "status": "open",
            "overdue": True,
            "accountable": ["ash"],
        },
        {
            "commitment": "window",
            "party": "birch",
            "will_do": "Close the window",
            "due": "2020-04-01",
            "status": "accepted",
            "overdue": False,
            "accountable": ["birch"],
        },
    ]
    assert conflict["events"] == list(range(5, 16))


def test_a_line_of_the_contract_is_overdue_from_the_day_after() -> None:
    assert [one(*SETTLED, on=on)["contract"][0]["overdue"] for on in ("2020-03-01", "2020-03-02")] == [False, True]


def test_a_review_is_due_until_its_day_is_over_and_then_overdue() -> None:
    due = [{"on": "2020-06-01", "n": 13}]
    on_the_day, after = one(*SETTLED, on="2020-06-01"), one(*SETTLED, on="2020-06-02")
    assert (on_the_day["reviews_due"], on_the_day["reviews_overdue"]) == (due, [])
    assert (after["reviews_due"], after["reviews_overdue"]) == ([], due)


def test_a_review_sets_the_next_one_or_none() -> None:
    again = one(*SETTLED, reviewed("2020-02-01", held=True, next_review="2020-09-01"))
    assert again["reviews_due"] == [{"on": "2020-09-01", "n": 16}]
    assert one(*SETTLED, reviewed("2020-02-01", held=True))["reviews_due"] == []


def test_what_did_not_hold_begins_again_at_the_first_step() -> None:
    conflict = one(*SETTLED, reviewed("2020-02-01", held=False), step(1, "ash", "2020-02-03"), on="2020-02-10")
    assert (conflict["state"], conflict["rounds"], conflict["settled_at"]) == ("open", 2, None)
    assert (conflict["steps"], conflict["step"]) == ({"ash": 2, "birch": 1}, 1)
    assert conflict["days_in_step"] == {"1": 9}
    assert [promise["commitment"] for promise in conflict["contract"]] == ["k-1", "window"]
    assert (conflict["reviews_due"], conflict["reviews_overdue"]) == ([], [])


# Sides that leave, closing, the end


def test_below_two_sides_it_can_only_be_closed() -> None:
    conflict = one(raised(), FIRST[0], left("birch", "2020-01-09"))
    assert (conflict["sides"], conflict["sides_left"]) == (["ash"], ["birch"])
    assert (conflict["step"], conflict["steps"]) == (None, {"ash": 2, "birch": 1})
    assert sum(conflict["days_in_step"].values()) == 8
    assert conflict["blocked_by"] == "Fewer than two sides are left: it can only be closed."


def test_nobody_waits_for_a_side_that_has_left() -> None:
    three = raised(between=("ash", "birch", "cedar"))
    before, after = one(three, *FIRST), one(three, *FIRST, left("cedar", "2020-01-09"))
    assert (before["step"], after["step"]) == (1, 2)
    assert after["days_in_step"] == {"1": 8, "2": 22}
    assert after["sides_left"] == ["cedar"]


def test_a_side_that_leaves_after_the_settlement_was_a_side_all_the_same() -> None:
    conflict = one(*SETTLED, left("birch", "2020-01-25"))
    assert (conflict["sides"], conflict["sides_left"], conflict["step"]) == (["ash", "birch"], [], 5)
    assert [promise["status"] for promise in conflict["contract"]] == ["open", "orphaned"]
    again = one(*SETTLED, left("birch", "2020-01-25"), reviewed("2020-01-26", held=False))
    assert (again["sides"], again["step"]) == (["ash"], None)


def test_closing_stops_the_clock_where_it_stood() -> None:
    conflict = one(raised(), *FIRST, closed("2020-01-15"))
    assert (conflict["state"], conflict["step"], conflict["closed_at"]) == ("closed", 2, "2020-01-15")
    assert conflict["days_in_step"] == {"1": 4, "2": 10}
    assert conflict["blocked_by"] is None


def test_after_the_end_of_the_coalition_nothing_goes_on() -> None:
    end = attested(line("coalition-dissolved", "2020-01-15", reason="other", consents=[]))
    conflict = one(raised(), *FIRST, end)
    assert (conflict["state"], conflict["days_in_step"]) == ("open", {"1": 4, "2": 10})
    assert conflict["blocked_by"] == "The coalition ended while this was open."
    assert one(*SETTLED, attested(end | {"at": "2020-01-30"}))["reviews_due"] == []


def test_in_a_new_cycle_the_sides_of_the_old_one_are_gone() -> None:
    end = attested(line("coalition-dissolved", "2020-01-15", reason="other", consents=[]))
    anew = line("coalition-reconvened", "2020-01-25", purpose="Again", convener="ash")
    conflict = one(raised(), *FIRST, end, anew, joined("ash", "2020-01-25"))
    assert (conflict["sides"], conflict["sides_left"]) == ([], ["ash", "birch"])
    assert sum(conflict["days_in_step"].values()) == 14


# Attested oddities


def test_a_settlement_without_the_steps_before_it() -> None:
    conflict = one(raised(), attested(settled("2020-01-10")))
    assert (conflict["step"], conflict["steps"], conflict["days_in_step"]) == (5, {"ash": 5, "birch": 5}, {"1": 9})


def test_a_conflict_whose_sides_nobody_recorded() -> None:
    conflict = one(attested(raised(between=())))
    assert (conflict["sides"], conflict["step"], conflict["days_in_step"]) == ([], None, {"1": 0})


def test_all_on_one_day() -> None:
    on_one_day = [written | {"at": "2020-01-01"} for written in SETTLED]
    assert one(*on_one_day)["days_in_step"] == {"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}


def test_conflicts_are_counted_and_told_in_the_order_in_which_they_were_raised() -> None:
    lines = [
        raised("2020-01-05", conflict="late"),
        raised("2020-01-02", conflict="early"),
        attested(settled("2020-01-10") | {"conflict": "late"}),
    ]
    answer = told(*lines)
    assert (answer["open"], answer["settled"], answer["closed"]) == (1, 1, 0)
    assert [conflict["conflict"] for conflict in answer["conflicts"]] == ["early", "late"]


# Whole histories


def test_the_published_model_in_the_middle_of_its_conflict() -> None:
    on = asked_moment("2022-05-05")
    (conflict,) = conflicts(counting(example("leads"), on), on)["conflicts"]
    assert (conflict["stage"], conflict["step"]) == (3, 5)
    assert conflict["days_in_step"] == {"1": 7, "2": 1, "3": 5, "4": 8, "5": 0}
    assert "“To know of a discharge a day ahead.” (Community Nursing Service)" in conflict["blocked_by"]


def test_the_feud_that_ended_in_court() -> None:
    (conflict,) = conflicts(example("fell-apart"))["conflicts"]
    assert (conflict["state"], conflict["stage"], conflict["step"]) == ("closed", 6, 1)
    assert conflict["days_in_step"] == {"1": 36}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_are_traceable(name: str) -> None:
    assert_traceable("conflicts", example(name))


@pytest.mark.parametrize("name", LARGE)
def test_registers_are_traceable(name: str) -> None:
    for records in register(name).values():
        assert_traceable("conflicts", records)
