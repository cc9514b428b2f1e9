"""Importing: what a number for another event means, in files whose lines carry numbers and in those whose do not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from contract.lines import AGAIN, Fields, moment, opened, take, told, types

from engine.ledger import Ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(f"sqlite:///{tmp_path / 'a.db'}", create=True) as made:
        yield made


def numbered(lines: list[Fields], first: int = 1, step: int = 1) -> list[Fields]:
    """Lines as an export has them, with numbers of the file's own."""
    return [line | {"n": first + step * place} for place, line in enumerate(lines)]


def named(ledger: Ledger) -> list[Any]:
    """Which events the testimony speaks of."""
    return [getattr(entry.event, "event", None) for entry in ledger.stream("alder") if "account" in entry.type]


def retracted(event: int | str, **fields: Any) -> Fields:
    given = {"coalition": "alder", "type": "event-retracted", "at": "2020-01-01", "by": "ash", "reason": "mistyped"}
    return given | {"event": event, "cascade": False} | fields


def test_without_numbers_in_the_file_a_number_is_the_stored_one(ledger: Ledger) -> None:
    take(ledger, opened())
    take(ledger, [moment("a walk"), told(event=4), told(event=1)])
    assert named(ledger) == [4, 1]


def test_with_numbers_in_the_file_a_number_is_the_files_own(ledger: Ledger) -> None:
    take(ledger, [*numbered([*opened(), moment("a walk")], 10, 10), told(event=40), told(event=10)])
    assert named(ledger) == [4, 1]


def test_numbers_of_a_file_are_mapped_behind_what_is_stored_already(ledger: Ledger) -> None:
    take(ledger, [*opened(), moment("before")])
    take(ledger, [*numbered([moment("a walk"), moment("a meal")]), told(event=2), told(event=1)])
    assert named(ledger) == [6, 5]


def test_refs_are_never_mapped(ledger: Ledger) -> None:
    take(ledger, [*numbered([*opened(), moment("a walk", ref="2")], 7), told(event="2")])
    assert named(ledger) == ["2"]


def test_a_number_that_the_file_has_not_is_refused(ledger: Ledger) -> None:
    report = take(ledger, [*numbered(opened(), 5), told(event=1)])
    [refusal] = report.refusals
    assert (refusal.line, refusal.rule) == (4, "¶known")
    assert "event 1 was not recorded" in refusal.message


def test_a_number_of_a_line_that_was_refused_is_refused(ledger: Ledger) -> None:
    lines = numbered([*opened(), AGAIN, moment("a walk"), told(event=4), told(event=5)])
    report = take(ledger, lines, keep_going=True)
    assert [(refusal.line, refusal.rule) for refusal in report.refusals] == [
        (4, "membership.not-already-in"),
        (6, "¶known"),
    ]
    assert named(ledger) == [4]


def test_a_number_of_a_line_further_down_is_refused(ledger: Ledger) -> None:
    report = take(ledger, numbered([*opened(), told(event=5), moment("a walk")]))
    assert [refusal.line for refusal in report.refusals] == [4]


def test_numbers_are_those_of_one_coalition(ledger: Ledger) -> None:
    lines = [*numbered(opened("beech"), 100), *opened(), told(event=2)]
    assert take(ledger, lines).refusals == []
    assert named(ledger) == [2]


@pytest.mark.parametrize("event", [True, None, 2.5, [1], {"n": 1}, 0, -1, 10**99])
def test_what_is_no_number_is_refused_for_its_form(ledger: Ledger, event: Any) -> None:
    report = take(ledger, [*numbered(opened()), told(event=event)])
    assert [refusal.line for refusal in report.refusals] == [4]
    assert report.refusals[0].rule in ("¶shape", "¶known")


@pytest.mark.parametrize("number", [True, "4", None, 2.5, [4]])
def test_a_line_without_a_number_of_its_own_is_taken_all_the_same(ledger: Ledger, number: Any) -> None:
    assert take(ledger, [*numbered(opened()), moment("a walk", n=number)]).refusals == []


def test_a_correction_speaks_of_the_files_numbers_too(ledger: Ledger) -> None:
    instead = {"event": 20, "party": "birch", "account": "Not so at all."}
    lines = numbered([*opened(), moment("a walk"), moment("a meal"), told(event=50)], 10, 10)
    report = take(ledger, [*lines, retracted(60, instead=instead)])
    assert report.refusals == []
    assert named(ledger) == [5, 2]


DRAFT: Fields = {"coalition": "alder", "type": "charter-drafted", "at": "2020-01-01", "by": "ash", "version": 1} | {
    "mission": "Plant.",
    "vision": "Woods.",
    "decision_rule": "majority",
    "authors": ["ash", "birch"],
}


def consented(party: str, **fields: Any) -> Fields:
    given = {"coalition": "alder", "type": "charter-consented", "at": "2020-01-01", "version": 1}
    return given | {"by": party, "party": party} | fields


def ratified(**fields: Any) -> Fields:
    given = {"coalition": "alder", "type": "charter-ratified", "at": "2020-01-01", "by": "birch", "version": 1}
    return given | {"decision_rule": "majority", "quorum": "0.5", "consents": ["ash", "birch"]} | fields


def test_derived_lines_are_left_out_and_made_again(ledger: Ledger) -> None:
    acts = numbered([*opened(), DRAFT, consented("ash"), consented("birch")])
    report = take(ledger, [*acts, ratified(n=7, derived_from=6), told(n=8, event=7), told(n=9, event=6)])
    assert report.refusals == []
    assert (report.accepted, report.coalitions["alder"].version) == (8, 9)
    assert types(ledger).count("charter-ratified") == 1
    assert named(ledger) == [7, 6]


def test_numbers_of_derived_lines_are_mapped_too(ledger: Ledger) -> None:
    acts = numbered([*opened(), DRAFT, consented("ash"), consented("birch")], 10, 10)
    take(ledger, [*acts, ratified(n=61, derived_from=60), told(event=61)])
    assert named(ledger) == [7]


def test_a_derived_line_that_is_not_made_again_is_refused_and_no_event_to_speak_of(ledger: Ledger) -> None:
    acts = numbered([*opened(), DRAFT, consented("ash")])
    report = take(ledger, [*acts, ratified(n=6, derived_from=5), told(event=6)])
    assert [(refusal.line, refusal.rule) for refusal in report.refusals] == [
        (6, "recording.outcomes-follow"),
        (7, "¶known"),
    ]


def test_a_derived_line_whose_cause_gives_something_else_is_refused(ledger: Ledger) -> None:
    acts = numbered([*opened(), DRAFT, consented("ash"), consented("birch")])
    report = take(ledger, [*acts, moment("a walk", n=7, derived_from=6)])
    assert [(refusal.line, refusal.rule) for refusal in report.refusals] == [(7, "recording.outcomes-follow")]


@pytest.mark.parametrize("cause", ["6", True, 2.5, [], {}])
def test_a_line_is_not_left_out_for_a_cause_that_is_no_number(ledger: Ledger, cause: Any) -> None:
    report = take(ledger, [*opened(), moment("a walk", derived_from=cause)])
    assert [(refusal.line, refusal.rule) for refusal in report.refusals] == [(4, "¶shape")]
    assert "derived_from" in report.refusals[0].message


def test_what_recording_added_is_skipped(ledger: Ledger) -> None:
    added: Fields = {"recorded_at": "long ago", "recorded_by": 7, "voids": "x", "stands_at": -1, "prev": [], "hash": {}}
    assert take(ledger, [line | added | {"derived_from": None} for line in opened()]).refusals == []
    assert ledger.stream("alder")[0].recorded_by == "clerk"
