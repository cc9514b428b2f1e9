"""Sweep files: what is read, and where what cannot be read is told."""

from __future__ import annotations

import io

import pytest

from engine.scenario import Drop, Replace, Shift, WithoutParty
from engine.sweep import SweepError
from engine.sweep_file import read_sweep

WHOLE = b"""
name: A name
question: A question?
coalition: i3t
from: 2019-01-01
after: keep
outcomes:
  chartered: phase == 'chartered'
  six: 6
vary:
  drop: [3, 7..9, opening]
  replace: [12 due=2024-05-01]
  shift: [14 by -30d]
  without-party: [navy]
  charter: {decision_rule: [majority], exit_conditions: [["nobody comes"]]}
  weights: {trust.kept: [1, 1.5]}
"""


def test_a_whole_file() -> None:
    plan = read_sweep(io.BytesIO(WHOLE))
    assert (plan.name, plan.question, plan.coalition) == ("A name", "A question?", "i3t")
    assert (plan.start, plan.after) == ("2019-01-01", "keep")
    assert dict(plan.outcomes) == {"chartered": "phase == 'chartered'", "six": "6"}
    kinds = {kind: [type(edit) for edit in edits or ()] for kind, edits in plan.lists}
    assert kinds == {
        "drop": [Drop, Drop, Drop],
        "replace": [Replace],
        "shift": [Shift],
        "without-party": [WithoutParty],
    }
    assert plan.grids == {
        "charter": (("decision_rule", ("majority",)), ("exit_conditions", (["nobody comes"],))),
        "weights": (("trust.kept", (1, 1.5)),),
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Nothing is written here"),
        ("- a\n- b\n", "line 1: a sweep is one map of keys"),
        ("a: 1\n---\nb: 2\n", "line 1: a sweep is one map of keys"),
        ("outcomes: [", "Not YAML"),
        ("outcomes: {a: phase}\nwary: {drop: each}", "line 2: a sweep has no key 'wary'; perhaps vary"),
        ("outcomes: {a: phase}", "A sweep needs vary: vary: {without-party: each}"),
        ("vary: {drop: each}", "A sweep needs outcomes"),
        ("outcomes: phase\nvary: {drop: each}", "line 1: outcomes should be a map, not text"),
        ("outcomes: {}\nvary: {drop: each}", "line 1: ask for at least one outcome"),
        ("outcomes: {a: [1]}\nvary: {drop: each}", "line 1: the outcome a should be text, not a list"),
        ("outcomes: {a: phase}\nvary: {}", "line 2: vary nothing"),
        ("outcomes: {a: phase}\nvary:\n  dropp: each", "line 3: vary has no key 'dropp'; perhaps drop"),
        ("outcomes: {a: phase}\nvary:\n  drop: all", "line 3: drop should be a list or the word each, not text"),
        ("outcomes: {a: phase}\nvary:\n  shift: each", "line 3: shift should be a list, not text"),
        ("outcomes: {a: phase}\nvary:\n  drop:\n  - 3\n  - 9..7", "line 5: drop 9..7: the range runs backwards"),
        ("outcomes: {a: phase}\nvary:\n  drop:\n  - {a: 1}", "line 4: drop should be text, not an object"),
        ("outcomes: {a: phase}\nvary:\n  charter: majority", "line 3: charter should be a map of fields"),
        ("outcomes: {a: phase}\nvary:\n  charter: {quorum: 1}", "line 3: give quorum a list of values: [1, …]"),
        ("outcomes: {a: phase}\nvary:\n  weights: {trust.kept: []}", "line 3: give trust.kept a list of values"),
        (
            "outcomes: {a: phase}\nvary:\n  weights: {trust.kept: [a]}",
            "line 3: the weight trust.kept should be a number",
        ),
        ("outcomes: {a: phase}\nvary:\n  weights: {trust.kept: [true]}", "should be a number, not true or false"),
        ("outcomes: {a: phase}\nafter: maybe\nvary: {drop: each}", "line 2: after is one of admissible, keep, none"),
        ("outcomes: {a: phase}\nname: [1]\nvary: {drop: each}", "line 2: name should be text, not a list"),
        ("outcomes: {a: phase}\nname: x\nname: y\nvary: {drop: each}", "line 3: The key 'name' stands more than once"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(text: str, words: str) -> None:
    with pytest.raises(SweepError) as raised:
        read_sweep(io.BytesIO(text.encode()))
    assert words in str(raised.value)


def test_a_grid_too_large_is_refused() -> None:
    from .worlds import example

    fields = ", ".join(f"trust.w{n}: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]" for n in range(6))
    plan = read_sweep(io.BytesIO(f"outcomes: {{a: phase}}\nvary: {{weights: {{{fields}}}}}".encode()))
    with pytest.raises(SweepError, match="has more than 100,000 points"):
        plan.cases(example("went-alone"))
