"""Why: the events behind a figure; what a path leads to, and what is said where it leads to no figure."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from recounting import PROPOSED, THREE, attested, joined, kept, line, promised, record, shared
from tracing import path_to

from domain.event import Recorded
from domain.history import counting
from domain.values import asked_moment
from projections.figure import by_name, found
from projections.measures import MEASURES, diff
from projections.paths import path_of, steps, there_is
from projections.weights import weights_from
from projections.why import why

PROMISES = (
    *THREE,
    promised("c-1", "ash", "birch", "2020-02-01"),
    promised("c-2", "ash", "cedar", "2020-02-01"),
    *kept("c-1", "ash", "birch", "2020-01-20"),
)
ON = "2020-02-10"


def told(path: str, *lines: dict[str, Any], on: str = ON) -> dict[str, Any]:
    return why(path, record(*(lines or PROMISES)), asked_moment(on))


def refused(path: str, *lines: dict[str, Any]) -> str:
    with pytest.raises(LookupError) as nothing:
        told(path, *lines)
    return str(nothing.value.args[0])


def test_the_events_behind_a_figure_and_what_each_adds() -> None:
    assert told("accountability.parties.ash.kept_rate") == {
        "path": "accountability.parties.ash.kept_rate",
        "value": 0.5,
        "contributions": [
            {"n": 8, "type": "delivery-accepted", "at": "2020-01-20", "contribution": 0.5},
            {"n": 6, "type": "commitment-made", "at": "2020-01-01", "contribution": 0},
        ],
    }


def test_what_no_event_made_is_named_without_a_number() -> None:
    parts = told("momentum.components.delivery")["contributions"]
    assert [(part["n"], part["type"], part["at"]) for part in parts if part["n"] is None] == [
        (None, "overdue", "2020-02-02T00:00:00.000000Z")
    ]


def test_the_weights_that_were_asked_for_are_those_that_explain() -> None:
    heavier = weights_from("[momentum.support]\nparty-joined = 10\n[momentum]\nhalf_life_days = 1e15")
    answer = why("momentum.components.support", record(*THREE), asked_moment(ON), heavier)
    assert answer["value"] == pytest.approx(30)


def test_an_unknown_figure_is_null_and_nothing_adds_to_it() -> None:
    assert told("accountability.parties.birch.kept_rate") == {
        "path": "accountability.parties.birch.kept_rate",
        "value": None,
        "contributions": [],
    }


def test_money_is_explained_in_decimals() -> None:
    sums = {"amount": "1000000000000000000000000.01", "currency": "EUR"}
    approved = line("budget-approved", budget="b", kind="capital", **sums, period="2020")
    answer = told("resources.budgets.b.left", *THREE, approved)
    assert answer["value"] == answer["contributions"][0]["contribution"] == Decimal(sums["amount"])


# Paths


@pytest.mark.parametrize(
    "names",
    [
        ["momentum"],
        ["trust", "pairs", "navy", "nasa", "expectation"],
        ["momentum", "curve", "2020-01-01T10:00:00.5Z", "score"],
        ["accountability", "coalition", "reasons", 'no money, as "they" said.'],
        ["a", '"', '""', ".", "two\nlines", " ", "#3", ""],
    ],
)
def test_a_path_is_read_as_it_was_written(names: list[str]) -> None:
    assert steps(path_of(names)) == names


@pytest.mark.parametrize("path", ["", ".", "a.", ".a", "a..b", 'a."b', 'a.b"c', 'a."b"c', '"a" "b"', '"'])
def test_what_is_not_written_as_a_path_is_none(path: str) -> None:
    with pytest.raises(LookupError, match="is no path: write steps with a dot between them"):
        steps(path)
    assert refused(path).startswith(f"{path!r} is no path")


REASON = 'no money. As "they" said'


def test_a_step_with_dots_and_quotation_marks_in_it_is_quoted() -> None:
    broken = line("commitment-broken", "2020-02-05", "birch", commitment="c-1", reason=REASON)
    path = 'accountability.coalition.reasons."no money. As ""they"" said"'
    assert told(path, *PROMISES[:6], broken)["value"] == 1


def test_every_difference_is_named_by_a_path_that_can_be_asked_for() -> None:
    broken = line("commitment-broken", "2020-02-05", "cedar", commitment="c-2", reason=REASON)
    records = record(*PROMISES, broken, shared("birch", ["cedar"], "2020-02-06"))
    before, after = ((counting(records, moment), moment) for moment in map(asked_moment, ("2020-01-02", ON)))
    found_differences = diff(before, after)["differences"]
    numbers = [
        difference
        for difference in found_differences
        if isinstance(difference["to"], (int, float)) and not isinstance(difference["to"], bool)
    ]
    assert any(REASON in step for difference in numbers for step in steps(difference["path"]))
    for difference in numbers:
        assert why(difference["path"], *after)["value"] == difference["to"], difference["path"]


def test_an_item_of_a_list_is_named_by_its_id_before_its_position() -> None:
    """The driver that is event 1 is not the second of the drivers; the number of no event is a position."""
    records = record(*PROMISES)
    assert {part["type"] for part in of(records, "momentum.drivers.5")["contributions"]} == {"commitment-made"}
    by_position = of(records, "momentum.drivers.0")["contributions"]
    assert of(records, "momentum.drivers.#0")["contributions"] == by_position
    assert [part["n"] for part in of(records, "momentum.drivers.#4")["contributions"]] != [5]
    assert of(records, "accountability.commitments.c-2.days_overdue")["value"] == 9
    assert of(records, "accountability.commitments.1.days_overdue")["value"] == 9
    assert of(records, "momentum.curve.2020-01-20.score")["value"] is not None


def of(records: list[Recorded], path: str) -> dict[str, Any]:
    return why(f"{path}.contribution" if "drivers" in path else path, records, asked_moment(ON))


def test_where_a_position_is_also_an_id_the_position_has_a_mark() -> None:
    items = [{"n": None, "what": "overdue"}, {"n": 0, "what": "met"}, {"n": None, "what": "missed"}, "a word"]
    assert by_name(items) == {"#0": items[0], "0": items[1], "2": items[2], "3": "a word"}
    for name, item in by_name(items).items():
        assert found(items, [name]) is item
    assert found(items, ["1"]) is items[1]


def test_of_items_with_one_id_the_first_is_meant() -> None:
    first, second = {"on": "2020-01-01", "n": 1}, {"on": "2020-01-01", "n": 2}
    assert found([first, second], ["2020-01-01", "n"]) == 1


# What is said where there is no figure


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("momentun.score", "A path starts with a measure, not with 'momentun'; did you mean momentum? There is: acc"),
        ("score", "A path starts with a measure, not with 'score'; there is: accountability, momentum, trust, "),
        ("timeline.entries", "A path starts with a measure, not with 'timeline'"),
        (
            "accountability.parties.ash.kept_rat",
            "There is no 'kept_rat' in accountability.parties.ash; did you mean kept_rate or kept_rate_n or kept_late?",
        ),
        ("accountability.parties.ahs", "There is no 'ahs' in accountability.parties; did you mean ash? There is: ash,"),
        ("accountability.party", "There is no 'party' in accountability; did you mean parties? There is: comm"),
        (
            "accountability.commitments.c-3.days_late",
            "There is no 'c-3' in accountability.commitments, a list of 2 with positions from 0; did you mean c-",
        ),
        ("accountability.commitments.2", "There is no '2' in accountability.commitments, a list of 2 with positions"),
        ("accountability.commitments.-1", "There is no '-1' in accountability.commitments, a list of 2"),
        ("accountability.commitments.１", "There is no '１' in accountability.commitments, a list of 2"),
        ("accountability.commitments. 1", "There is no ' 1' in accountability.commitments, a list of 2"),
        ("conflicts.conflicts.0", "There is no '0' in conflicts.conflicts, a list of 0 with positions from 0"),
        ("momentum.score.whole", "momentum.score is a single value; nothing lies below it"),
        ("accountability.commitments.c-1.status.x", "accountability.commitments.c-1.status is a single value;"),
        ("accountability.parties", "accountability.parties holds several figures; name one: there is: ash, birch, ce"),
        (
            "accountability.coalition.reasons",
            "accountability.coalition.reasons holds several figures; name one: there is no",
        ),
        ("momentum", "momentum holds several figures; name one: there is: score, components, trend, state, drivers"),
        (
            "accountability.commitments",
            "accountability.commitments is a list of 2: name one by its id, or by its posit",
        ),
        ("accountability.commitments.c-1.status", "accountability.commitments.c-1.status is no number: it says 'kept'"),
        ("accountability.commitments.c-1.clause", "accountability.commitments.c-1.clause is no number, and nothing is"),
        (
            "accountability.commitments.c-1.self_certified",
            "accountability.commitments.c-1.self_certified is no number: it says no",
        ),
        ("factors.factors.rhythm.events", "factors.factors.rhythm.events is a list of 0: name one by its id"),
        ("factors.factors.milestones.state", "factors.factors.milestones.state is no number: it says 'unknown'"),
    ],
)
def test_where_there_is_no_figure_it_is_told_what_there_is(path: str, said: str) -> None:
    assert refused(path).startswith(said)


def test_long_lists_of_what_there_is_are_cut() -> None:
    many = [promised(f"p-{number}", "ash", "birch", "2020-02-01") for number in range(40)]
    assert refused("accountability.commitments.x", *THREE, *many).endswith("p-22, p-23 and 16 more")
    assert there_is([]) == "there is nothing"
    assert there_is(["one"]) == "there is: one"


@pytest.mark.parametrize("measure", MEASURES)
def test_of_an_empty_history_every_figure_is_nothing_or_unknown(measure: str) -> None:
    empty: list[Recorded] = []
    for path, figure in path_to(measure, empty, asked_moment(ON)):
        answer = why(path, empty, asked_moment(ON))
        assert answer["value"] == figure.value
        if measure != "factors":  # which counts conditions, all of them unknown
            assert (answer["value"], answer["contributions"]) in ((None, []), (0, [])), path


def test_a_coalition_of_one_has_figures_too() -> None:
    answer = told("participation.members", PROPOSED, joined("ash"))
    assert (answer["value"], [part["type"] for part in answer["contributions"]]) == (1, ["party-joined"])
    attested_only = attested(line("party-withdrew", "2020-01-05", "zed", party="zed"))
    assert told("participation.parties.zed.attended", PROPOSED, attested_only)["value"] == 0
    assert re.match("There is no 'zed'", refused("participation.parties.zed.held"))
