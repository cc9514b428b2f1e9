"""Reciprocity: what was given and received by pair, how much came back, and who never heard from whom."""

from __future__ import annotations

from typing import Any

import pytest
from recounting import (
    ASH,
    BIRCH,
    EXAMPLES,
    LARGE,
    PROPOSED,
    THREE,
    assert_measures_well,
    attested,
    example,
    figures,
    joined,
    kept,
    left,
    line,
    promised,
    record,
    register,
    shared,
)

from projections.figure import Part
from projections.reciprocity import reciprocity
from projections.weights import weights_from


def given(*lines: dict[str, Any]) -> dict[tuple[str, str], int]:
    """What each of three gave each other one, where it gave anything."""
    pairs = reciprocity(record(*THREE, *lines))["pairs"]
    return {(i, j): pair["given"] for i, others in pairs.items() for j, pair in others.items() if pair["given"]}


def agreed(*terms: tuple[str, str]) -> dict[str, Any]:
    written = [{"party": giver, "gives": "maps", "to": receiver} for giver, receiver in terms]
    return line("agreement-reached", agreement="a", terms=written)


def test_of_an_empty_history_nothing_is_known() -> None:
    assert reciprocity([]) == {"pairs": {}, "reciprocity": None, "density": None, "silos": [], "one_way": []}
    assert reciprocity(record(PROPOSED, ASH)) == reciprocity([])


def test_parties_that_gave_each_other_nothing_are_a_silo() -> None:
    nothing = {"given": 0, "received": 0, "balance": 0}
    assert reciprocity(record(PROPOSED, ASH, BIRCH)) == {
        "pairs": {"ash": {"birch": nothing}, "birch": {"ash": nothing}},
        "reciprocity": None,
        "density": 0,
        "silos": [["ash", "birch"]],
        "one_way": [],
    }


def test_promises_kept_terms_and_information_are_gifts() -> None:
    late = [promised("p", "ash", "birch", "2020-02-01"), *kept("p", "ash", "birch", "2020-03-01")]
    assert given(*late) == {("ash", "birch"): 1}
    assert given(agreed(("ash", "birch"), ("birch", "cedar"))) == {("ash", "birch"): 1, ("birch", "cedar"): 1}
    assert given(shared("ash", ["birch", "cedar"])) == {("ash", "birch"): 1, ("ash", "cedar"): 1}
    assert given(*late, agreed(("ash", "birch")), shared("ash", ["birch"])) == {("ash", "birch"): 3}


def test_a_promise_open_broken_or_no_longer_accepted_is_no_gift() -> None:
    made, done = promised("p", "ash", "birch", "2020-02-01"), kept("p", "ash", "birch", "2020-01-10")
    refused = attested(line("delivery-refused", "2020-01-20", "birch", commitment="p", reason="It fell over"))
    broken = line("commitment-broken", "2020-02-02", "birch", commitment="p", reason="Cut")
    for lines in ([made], [made, done[0]], [made, *done, refused], [made, broken]):
        assert given(*lines) == {}


def test_a_promise_to_all_is_a_gift_of_all_who_answer_to_every_other_member_then_in() -> None:
    made = promised("p", "ash", "all", "2020-02-01", co_accountable=["birch"])
    lines = [
        made,
        joined("dogwood", "2020-01-05"),
        left("cedar", "2020-01-06"),
        *kept("p", "ash", "dogwood", "2020-01-10"),
    ]
    assert given(*lines, joined("elm", "2020-01-11")) == {("ash", "dogwood"): 1, ("birch", "dogwood"): 1}


def test_the_balance_is_what_was_given_less_what_was_received() -> None:
    lines = [*THREE, shared("ash", ["birch"]), shared("ash", ["birch"]), shared("birch", ["ash"])]
    pairs = figures("reciprocity", lines, "2020-02-01")["pairs"]
    assert (pairs["ash"]["birch"]["balance"].value, pairs["birch"]["ash"]["balance"].value) == (1, -1)
    assert [(part.n, part.contribution) for part in pairs["ash"]["birch"]["balance"].parts] == [(5, 1), (6, 1), (7, -1)]


def test_reciprocity_is_the_share_that_comes_back() -> None:
    # ash and birch: 2 and 1; ash and cedar: 1 and 0. What is met both ways: 1 + 1 of 4.
    lines = [*THREE, shared("ash", ["birch", "cedar"]), shared("ash", ["birch"]), shared("birch", ["ash"])]
    whole = figures("reciprocity", lines, "2020-02-01")["reciprocity"]
    assert whole.value == 0.5
    assert whole.parts == (
        Part(5, "information-shared", "2020-01-02", 0.125),
        Part(6, "information-shared", "2020-01-02", 0.125),
        Part(5, "information-shared", "2020-01-02", 0),
        Part(7, "information-shared", "2020-01-02", 0.25),
    )
    assert reciprocity(record(*lines[:-1]))["reciprocity"] == 0
    assert reciprocity(record(*THREE, shared("ash", ["birch"]), shared("birch", ["ash"])))["reciprocity"] == 1


def test_density_counts_pairs_of_parties_that_are_in_with_any_tie() -> None:
    lines = [PROPOSED, ASH, BIRCH, joined("dogwood", standing="observer"), shared("birch", ["ash"], "2020-03-01")]
    density = figures("reciprocity", [*lines, agreed(("ash", "birch"))], "2020-03-01")["density"]
    assert density.value == pytest.approx(1 / 3)
    assert density.parts == (Part(6, "agreement-reached", "2020-01-01", pytest.approx(1 / 3)),)  # the first to happen


def test_only_information_opens_a_silo() -> None:
    told = reciprocity(record(*THREE, agreed(("ash", "birch")), shared("cedar", ["ash"])))
    assert told["silos"] == [["ash", "birch"], ["birch", "cedar"]]


def test_relations_that_always_go_one_way_are_flagged() -> None:
    thrice = [shared("ash", ["birch", "cedar"])] * 2 + [shared("ash", ["birch"])]
    flagged = {"pair": "ash:birch", "from": "ash", "to": "birch", "given": 3}
    assert reciprocity(record(*THREE, *thrice))["one_way"] == [flagged]
    assert reciprocity(record(*THREE, *thrice, shared("birch", ["ash"])))["one_way"] == []
    sooner = weights_from("[reciprocity]\none_way_from = 2")
    assert len(reciprocity(record(*THREE, *thrice), weights=sooner)["one_way"]) == 2


def test_who_has_left_stays_in_the_balance_but_not_in_the_density() -> None:
    told = reciprocity(record(*THREE, shared("cedar", ["ash"]), left("cedar", "2020-02-01")))
    assert told["pairs"]["ash"]["cedar"] == {"given": 0, "received": 1, "balance": -1}
    assert (told["density"], told["silos"]) == (0, [["ash", "birch"]])


def test_nobody_gives_to_itself() -> None:
    lines = [
        attested(shared("ash", ["ash"])),
        attested(agreed(("ash", "ash"))),
        attested(promised("p", "ash", "ash", "2020-02-01")),
        *map(attested, kept("p", "ash", "ash", "2020-01-10")),
    ]
    assert given(*lines) == {}


def test_strangers_and_empty_lists_are_no_obstacle() -> None:
    lines = [attested(shared("zed", [])), attested(shared("zed", ["ash"])), attested(agreed()), *THREE[1:]]
    assert_measures_well("reciprocity", record(PROPOSED, *lines))
    assert reciprocity(record(PROPOSED, *lines))["pairs"]["zed"]["ash"]["given"] == 1


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_are_measured_well(name: str) -> None:
    assert_measures_well("reciprocity", example(name))


@pytest.mark.parametrize("name", LARGE)
def test_real_registers_are_measured_well(name: str) -> None:
    if not (histories := register(name)):
        pytest.skip("the registers are not here")
    for records in histories.values():
        assert_measures_well("reciprocity", records)
