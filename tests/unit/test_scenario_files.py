"""Scenario files: what they hold, and the line that someone is told whose file holds something else."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from recounting import ROOT

from engine.scenario import (
    CharterField,
    Drop,
    Insert,
    Onwards,
    Replace,
    Scenario,
    ScenarioError,
    ScenarioFile,
    Shift,
    Span,
    WithoutParty,
    read_scenario,
)

FULL = """\
name: The Navy leaves in May
question: Would the conflict have been settled?
coalition: i3t
from: 2019-04-17
after: keep
edits:
  - drop: 3 7..9
  - drop: [3, 7..9, quick-win]
  - drop: 12
  - replace: 12 due=2024-05-01 what="a map, whole"
  - replace: {act: 12, quorum: 0.50, between: [ash, birch], due: null}
  - shift: from 14 on by 2w
  - insert: {type: contribution-pledged, at: 2019-05-10, amount: 12.50}
  - without-party: navy
  - charter: decision_rule=majority
  - charter: {quorum: 0.5, sunset: 2030-01-01}
expect: phase == 'chartered' && accountability.parties.navy.kept_rate < `0.5`
"""


def read(text: str) -> ScenarioFile:
    return read_scenario(BytesIO(text.encode()))


def test_a_file_holds_a_scenario_and_what_it_asks() -> None:
    edits = (
        Drop((3, Span(7, 9))),
        Drop((3, Span(7, 9), "quick-win")),
        Drop((12,)),
        Replace(12, (("due", "2024-05-01"), ("what", "a map, whole"))),
        Replace(12, (("quorum", Decimal("0.50")), ("between", ["ash", "birch"]), ("due", None))),
        Shift((Onwards(14),), timedelta(days=14)),
        Insert({"type": "contribution-pledged", "at": "2019-05-10", "amount": Decimal("12.50")}),
        WithoutParty("navy"),
        CharterField("decision_rule", "majority"),
        CharterField("quorum", Decimal("0.5")),
        CharterField("sunset", "2030-01-01"),
    )
    assert read(FULL) == ScenarioFile(
        name="The Navy leaves in May",
        scenario=Scenario(edits, "2019-04-17", "keep"),
        question="Would the conflict have been settled?",
        coalition="i3t",
        expect="phase == 'chartered' && accountability.parties.navy.kept_rate < `0.5`",
    )


def test_a_name_is_enough() -> None:
    assert read("name: Nothing\nfrom: 41\n") == ScenarioFile("Nothing", Scenario((), 41))


@pytest.mark.parametrize("path", sorted((ROOT / "examples" / "scenarios").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_examples_are_read(path: Any) -> None:
    with path.open("rb") as stream:
        written = read_scenario(stream)
    assert written.question is not None
    assert written.question.endswith("?")
    assert written.coalition in ("i3t", "leads")
    assert written.scenario.edits


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "The file is empty"),
        ("- name: x\n- name: y\n", "Line 2: a scenario is one map"),
        ("just words", "Line 1: a scenario is one map"),
        ("edits: []", "Line 1: the name of the scenario is missing"),
        (
            "name: x\nedit: []",
            "Line 2: 'edit' is not known here; a scenario has name, question, coalition, from, after,",
        ),
        ("name: x\nstart: 3", "Line 2: 'start' is not known here"),
        ("name: ''", "Line 1: name: this should not be empty"),
        ("name: x\ncoalition: The Navy", "Line 2: coalition: "),
        ("name: x\nfrom: [3]", "Line 2: from should be a version, a date or an instant"),
        ("name: x\nfrom: true", "Line 2: from should be a version, a date or an instant"),
        ("name: x\nfrom: 1.5", "Line 2: from should be a version, a date or an instant"),
        ("name: x\nafter: all", "Line 2: after: .*'admissible', 'keep' or 'none'"),
        ("name: x\nedits: drop 3", "Line 2: edits is a list of maps"),
        ("name: x\nedits:\n  - drop 3", "Line 3: edits is a list of maps"),
        ("name: x\nedits:\n  - drop: 3\n    shift: 4 by 2d", "Line 3: an edit is one of drop, replace"),
        ("name: x\nedits:\n  - {}", "Line 3: an edit is one of drop, replace"),
        ("name: x\nedits:\n  - retract: 3", "Line 3: There is no edit 'retract'"),
        ("name: x\nedits:\n  - drop: 3\n  - drop: soon!", "Line 4: drop 'soon!'"),
        ("name: x\nedits:\n  - drop:", "Line 3: drop: this should be text, not nothing"),
        ("name: x\nedits:\n  - drop: true", "Line 3: drop: this should be text, not true or false"),
        ("name: x\nedits:\n  - drop: [true]", "Line 3: drop: a list of acts holds numbers, ranges and refs"),
        ("name: x\nedits:\n  - drop: []", "Line 3: drop: this should be text, not a list"),
        ("name: x\nedits:\n  - replace: {due: x}", "Line 3: replace: this should be text, not an object"),
        ("name: x\nedits:\n  - replace: {act: 3}", "Line 3: replace: this should be text, not an object"),
        ("name: x\nedits:\n  - insert: 3", "Line 3: insert: an event is one JSON object"),
        ("name: x\nedits:\n  - shift: {acts: 3}", "Line 3: shift: this should be text, not an object"),
        ("name: x\nedits:\n  - charter: {}", "Line 3: charter: this should be text, not an object"),
        ("name: x\nname: y", "Line 2: The key 'name' stands more than once"),
        ("name: x\n\tquestion: y", "Line 2: Not YAML"),
        ("name: !!python/object:os.system x", "Line 1: The tag"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nname: [*b, *b]", "Line 3: name: this should be text"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(text: str, words: str) -> None:
    with pytest.raises(ScenarioError, match=words):
        read(text)


def test_a_file_that_would_blow_up_is_refused() -> None:
    bomb = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9))
    with pytest.raises(ScenarioError, match="by aliases: write less"):
        read(bomb + "name: x\n")
