"""Branches: every view of both sides, where they differ, and by which names the branch's own events go."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from properties.scenario_strategies import histories

from engine.exchange import jsonl
from engine.scenario import ASSUMPTION, Replay, Scenario, Timeline, parse_edit
from projections.branch import compared, whatif
from projections.consulted import NAMES, Consulted
from projections.paths import steps
from projections.sparkline import sparklines

from .worlds import EXAMPLES, FEW, WHEN, accepted, delivered, example, opened, promised, told

EDITS = {
    "i3t": [
        ("drop", "80"),
        ("without-party", "navy"),
        ("charter", "decision_rule=majority"),
        ("shift", "from 60 on by 40d"),
    ],
    "leads": [("drop", "20..30"), ("drop", "90")],
    "fell-apart": [("drop", "19"), ("without-party", "campus-medical")],
    "went-alone": [("drop", "3")],
}
CASES = [(name, *edit) for name, edits in EDITS.items() for edit in edits]


def replayed(timeline: Timeline, *edits: tuple[str, str]) -> Replay:
    return timeline.replay(Scenario(tuple(parse_edit(kind, text) for kind, text in edits)))


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_unedited_branch_is_the_record(name: str) -> None:
    found = compared(example(name).replay(Scenario()), WHEN)
    assert found.differences == []
    assert found.record == found.branch
    assert list(found.record) == list(NAMES)


@FEW
@given(histories())
def test_an_unedited_branch_of_any_history_is_the_record(history: Any) -> None:
    found = compared(Timeline(history).replay(Scenario()), WHEN)
    assert found.differences == []
    assert found.record == found.branch


@pytest.mark.parametrize(("name", "kind", "text"), CASES)
def test_where_they_differ_is_where_the_views_say_other_things(name: str, kind: str, text: str) -> None:
    replay = replayed(example(name), (kind, text))
    found = compared(replay, WHEN)
    assert found.differences
    record, branch = Consulted(replay.record, WHEN), Consulted(replay.branch, WHEN)
    for path, was, becomes in found.differences:
        assert was != becomes
        for side, value in ((record, was), (branch, becomes)):
            if isinstance(value, (str, int, float)):
                assert side.at(steps(path)) == value, path
    parted = {steps(path)[0] for path, _, _ in found.differences}
    for root in NAMES:
        if root not in parted:
            assert list(leaves(found.record[root])) == pytest.approx(list(leaves(found.branch[root]))), root


def leaves(view: Any) -> Iterator[Any]:
    """The numbers of a view; the curve and the events behind what it says apart."""
    if isinstance(view, dict):
        for name, value in view.items():
            if name not in ("curve", "events"):
                yield from leaves(value)
    elif isinstance(view, list):
        for item in view:
            yield from leaves(item)
    elif isinstance(view, (int, float)):
        yield view


KEPT = [*opened("ash", "birch"), promised("ash", "birch"), delivered("ash")]
REFUSED = {"type": "delivery-refused", "at": "2020-01-06", "by": "birch", "commitment": "c-1", "reason": "not it"}


def test_what_is_inserted_goes_by_its_own_name() -> None:
    replay = replayed(Timeline(told(KEPT)), ("insert", json.dumps(REFUSED)))
    found = compared(replay, WHEN)
    (commitment,) = found.branch["accountability"]["commitments"]
    assert commitment["events"] == [4, 5, "i1"]
    assert [entry["n"] for entry in commitment["history"]] == [4, 5, "i1"]
    assert found.record["accountability"]["commitments"][0]["events"] == [4, 5]
    assert ("accountability.commitments.c-1.status", "awaiting-acceptance", "overdue") in found.differences


def test_what_the_rules_add_on_the_branch_alone_has_no_number() -> None:
    found = compared(replayed(example("i3t"), ("charter", "decision_rule=majority")), WHEN)
    ratified = {"record": 49, "branch": None}
    for side, n in ratified.items():
        factor = getattr(found, side)["factors"]["factors"]["joint-charter"]
        assert n in factor["events"]
    assert all(n is None or n <= 133 for n in found.branch["factors"]["factors"]["joint-charter"]["events"])


def test_the_answer_to_a_program() -> None:
    timeline = Timeline(told([*KEPT, accepted("birch")]))
    answer = whatif(replayed(timeline, ("drop", "4")), WHEN)
    assert list(answer) == [
        *("after", "first_divergence", "counts", "steps", "orphans"),
        *("record", "branch", "differences", "commands", "assumption"),
    ]
    assert answer["assumption"] == ASSUMPTION
    assert answer["counts"]["orphaned"] == 2
    assert [orphan["n"] for orphan in answer["orphans"]] == [5, 6]
    assert {d["path"] for d in answer["differences"]} >= {"accountability.parties.ash.made", "events"}
    assert jsonl.loads(jsonl.dumps(answer))["commands"] == []


def test_the_commands_record_what_was_inserted() -> None:
    answer = whatif(replayed(Timeline(told(KEPT)), ("insert", json.dumps(REFUSED))), WHEN)
    ((program, *words),) = answer["commands"]
    assert [program, *words[:3]] == ["coalition", "record", "delivery-refused", "grove"]


def test_both_curves_are_drawn() -> None:
    found = compared(replayed(example("i3t"), ("drop", "80")), WHEN)
    one, other = sparklines(found.record["momentum"]["curve"], found.branch["momentum"]["curve"])
    assert len(one) == len(other) == 24
    parting = next(place for place in range(24) if one[place] != other[place])
    assert parting > 12  # the conflict came late: up to then both lines are one
    assert not any(path.startswith("momentum.curve") for path, _, _ in found.differences)
    assert len(found.record["momentum"]["curve"]) > 100
