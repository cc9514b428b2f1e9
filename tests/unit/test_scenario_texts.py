"""Edits as they are typed: what each text stands for, and what someone is told whose text stands for none."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engine.scenario import (
    CharterField,
    Drop,
    Insert,
    Onwards,
    Replace,
    Scenario,
    ScenarioError,
    Shift,
    Span,
    WithoutParty,
    parse_edit,
)

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("kind", "text", "edit"),
    [
        ("drop", "3", Drop((3,))),
        ("drop", "3 7..9", Drop((3, Span(7, 9)))),
        ("drop", " 3,7..9 , quick-win ", Drop((3, Span(7, 9), "quick-win"))),
        ("shift", "14 by -30d", Shift((14,), -30 * DAY)),
        ("shift", "from 14 on by 2w", Shift((Onwards(14),), 14 * DAY)),
        ("shift", "from clash on by +36h", Shift((Onwards("clash"),), timedelta(hours=36))),
        ("shift", "3 7..9 by 1d 12h", Shift((3, Span(7, 9)), timedelta(hours=36))),
        ("shift", "3 by 90 minutes", Shift((3,), timedelta(minutes=90))),
        ("shift", "3 by 0d", Shift((3,), timedelta(0))),
        ("insert", '{"type": "celebration-held", "of": "x"}', Insert({"type": "celebration-held", "of": "x"})),
        ("without-party", "navy", WithoutParty("navy")),
        ("charter", "decision_rule=majority", CharterField("decision_rule", "majority")),
        ("charter", "quorum=0.5", CharterField("quorum", "0.5")),
    ],
)
def test_a_text_stands_for_an_edit(kind: str, text: str, edit: Any) -> None:
    assert parse_edit(kind, text) == edit


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("12 due=2024-05-01", {"due": "2024-05-01"}),
        ("12 due=2024-05-01 what=the whole map", {"due": "2024-05-01", "what": "the whole map"}),
        ("12 what=a = b, c", {"what": "a = b, c"}),
        ('12 what="x due=y" due=2024-05-01', {"what": "x due=y", "due": "2024-05-01"}),
        ('12 between=["a", "b"] kind=help', {"between": ["a", "b"], "kind": "help"}),
        ('12 attendance={"a": 2}', {"attendance": {"a": 2}}),
        ("12 what=[sic] it was", {"what": "[sic] it was"}),
        ('12 what="quoted" by itself', {"what": '"quoted" by itself'}),
        ("12 co-accountable=", {"co_accountable": ""}),
        ("12 due=x due=x", {"due": "x"}),
    ],
)
def test_fields_are_read_up_to_the_next(text: str, fields: dict[str, Any]) -> None:
    assert parse_edit("replace", text) == Replace(12, tuple(fields.items()))


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        ("drop", "", "name at least one act"),
        ("drop", "9..7", "runs backwards; write 7..9"),
        ("drop", "3 Quick-Win", "named by its number or its ref"),
        ("drop", "-3", "named by its number or its ref"),
        ("replace", "", "write an act's number and its new fields"),
        ("replace", "12", "write an act's number and its new fields"),
        ("replace", "due=2024-05-01", "write an act's number and its new fields"),
        ("replace", "12 due", "write fields as name=value, not 'due'"),
        ("replace", "12 due=a due=b", "due is given two values"),
        ("replace", '12 between={"a": 1, "a": 2}', "stands more than once"),
        ("shift", "14", "write which acts and by how much"),
        ("shift", "14 by soon", "no length of time"),
        ("shift", "14 by 2 months", "months and years differ in length"),
        ("shift", "14 by 30", "no length of time"),
        ("shift", "14 by 2d-", "no length of time"),
        ("shift", "14 by 999999999w", "longer than any history"),
        ("shift", "by 2d", "write which acts"),
        ("insert", "{", "Not JSON"),
        ("insert", "[]", "one JSON object"),
        ("without-party", "the Navy", "the id of one party"),
        ("charter", "majority", "write fields as name=value"),
        ("charter", "a=1 b=2", "one field and its value"),
        ("retract", "3", "There is no edit 'retract'"),
    ],
)
def test_a_text_that_stands_for_none_says_why(kind: str, text: str, words: str) -> None:
    with pytest.raises(ScenarioError, match=words.replace("(", r"\(")) as wrong:
        parse_edit(kind, text)
    assert str(wrong.value).startswith((kind, "There is no", repr(text.partition("by ")[2])[:4], "{")), wrong.value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("drop", "3 7..9 quick-win"),
        ("replace", "12 due=2024-05-01"),
        ("shift", "14 by -30d"),
        ("shift", "from 14 on by 1d12h"),
        ("shift", "14 by 0d"),
        ("without-party", "navy"),
        ("charter", "decision_rule=majority"),
    ],
)
def test_an_edit_is_called_as_it_is_typed(kind: str, text: str) -> None:
    assert str(parse_edit(kind, text)) == f"{kind} {text}"


def test_a_long_edit_is_called_in_short() -> None:
    assert len(str(Drop(tuple(range(2, 900))))) < 80
    assert len(str(Replace(12, (("what", "x" * 900),)))) < 90
    assert str(parse_edit("insert", '{"type": "celebration-held", "at": "2020-01-01"}')) == (
        "insert celebration-held at 2020-01-01"
    )


def test_what_follows_an_edit_is_one_of_three() -> None:
    with pytest.raises(ScenarioError, match="one of admissible, keep, none"):
        Scenario(after="all")  # type: ignore[arg-type]
