"""Expressions: what they amount to, that paths are read as everywhere, and how faults are told."""

from __future__ import annotations

import pickle
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.expression import LONGEST, OutcomeError, Path, read

VIEWS: dict[str, Any] = {
    "phase": "chartered",
    "charter": None,
    "next": [],
    "accountability": {
        "parties": {
            "navy": {"kept_rate": 0.25, "kept": 1, "worth": Decimal("0.5")},
            "gulf-trades": {"kept_rate": None},
        },
        "commitments": [{"commitment": "c-1", "status": "kept"}, {"commitment": "c-2", "status": "broken"}],
        "coalition": {"reasons": {"no money, as they said": 2}},
    },
}


def look_up(path: Path) -> Any:
    place: Any = VIEWS
    for step in path.steps:
        if isinstance(place, list):
            place = next((item for item in place if step in (item["commitment"], str(place.index(item)))), None)
        else:
            place = None if place is None else place.get(step)
    return place


def value(text: str) -> Any:
    return read(text, VIEWS).value(look_up)


def fault(text: str) -> str:
    with pytest.raises(OutcomeError) as raised:
        value(text)
    return str(raised.value)


@pytest.mark.parametrize(
    "text",
    [
        "phase == 'chartered'",
        'phase != "dissolved" && accountability.parties.navy.kept_rate < 0.5',
        "phase in ['chartered', 'dissolving']",
        "accountability.parties.navy.kept < 1.5",
        "accountability.parties.navy.worth == 0.5",
        "accountability.commitments.exists(c, c.status == 'broken')",
        "accountability.commitments.size() == 2",
        "size(accountability.commitments) == 2",
        "accountability.commitments.c-2.status == 'broken'",
        "accountability.commitments[1].status == 'broken'",
        "accountability.commitments.1.status == 'broken'",
        "accountability['parties'][\"navy\"].kept == 1",
        'accountability.coalition.reasons."no money, as they said" == 2',
        "accountability.parties.gulf-trades.kept_rate == null",
        "accountability.parties.all(p, p != 'noaa')",
        "phase.startsWith('ch') ? true : false",
        "charter == null && charter.version == null",
        "accountability.parties.navy.kept_rate - 0.05 < 0.25  // of what was due",
        "1e-5 < 0.5",
        "'phase' == \"phase\"",
        "[1, 2].exists(phase, phase > 1)",
        "has(accountability.parties.navy) && !has(accountability.parties.nobody.kept) && !has(charter)",
    ],
)
def test_what_holds(text: str) -> None:
    assert value(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "accountability.parties.gulf-trades.kept_rate < 0.5",
        "!(accountability.parties.gulf-trades.kept_rate < 0.5)",
        "accountability.parties.gulf-trades.kept_rate + 0.5 > 0.1",
        "charter.version > 0 && phase == 'chartered'",
        "charter.version > 0 || phase == 'dissolved'",
        "accountability.parties.exists(p, accountability.parties[p].kept_rate > 0.5)",
    ],
)
def test_what_hangs_on_the_unknown_is_unknown(text: str) -> None:
    assert value(text) is None


def test_what_does_not_hang_on_the_unknown_is_known() -> None:
    assert value("charter.version > 0 || phase == 'chartered'") is True
    assert value("phase == 'chartered' || charter.version > 0") is True
    assert value("charter.version > 0 && phase == 'dissolved'") is False


def test_only_paths_that_are_named_are_looked_up() -> None:
    asked: list[str] = []
    expression = read("phase == 'x' || accountability.parties.gulf-trades.kept_rate > 1.0 || phase == 'y'", VIEWS)
    expression.value(lambda path: asked.append(str(path)))
    assert asked == ["phase", "accountability.parties.gulf-trades.kept_rate"]
    (path,) = read('accountability.coalition.reasons."a, ""b"".".size() > 0', VIEWS).paths
    assert path.steps == ("accountability", "coalition", "reasons", 'a, "b".')
    assert str(path) == 'accountability.coalition.reasons."a, ""b""."'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "nothing stands here"),
        ("  ", "nothing stands here"),
        ("phas == 'x'", "there is no 'phas' to ask about; did you mean phase?"),
        ("true || nowhere.at.all > 1", "there is no 'nowhere' to ask about; there is: accountability, charter"),
        ("phase = 'chartered'", "at column 7, write == instead of ="),
        ("phase is 'chartered'", "at column 7, write == instead of is"),
        ("phase == 'a' and phase == 'b'", "at column 14, write && instead of and"),
        ("phase == 'a' or true", "at column 14, write || instead of or"),
        ("phase == 'a", "at column 10, the text in quotation marks does not end"),
        ("accountability.parties.navy.kept_rate <", "at column 40, it breaks off there"),
        ("(phase == 'a'", "at column 14, it breaks off there"),
        ("phase == @", "at column 10, '@' cannot stand there"),
        ("phase < 0.5", "does not go together"),
        ("accountability.parties.navy.kept_rate < 'a'", "kept_rate is the number 0.25"),
        ("accountability.parties.navy.kept_rate + 1 > 1.0", "0.5 + 1 is written 0.5 + 1.0"),
        ("accountability.commitments.exists(c, c.nothing == 1)", "there is no nothing in it"),
        ("1 / 0 == 1", "division by zero"),
        ("nonsense(1)", "Undefined variable or function: 'nonsense'"),
        ("__import__('os').system('true')", "Undefined variable or function"),
        ("x" * (LONGEST + 1), "has at most 2,000 characters, not 2,001"),
    ],
)
def test_a_fault_says_what_is_wrong_and_where(text: str, words: str) -> None:
    assert words in fault(text)


def test_it_pickles_as_its_text() -> None:
    expression = read("phase == 'chartered'", VIEWS)
    expression.value(look_up)
    assert pickle.loads(pickle.dumps(expression)).value(look_up) is True


@given(st.text("phase()[]{}!&|=<>+-*/?:.,'\"0129 \n\\truefalsn", max_size=60))
def test_whatever_is_typed_is_answered_or_told_to_be_wrong(text: str) -> None:
    try:
        answer = value(text)
    except OutcomeError as wrong:
        assert str(wrong)  # noqa: PT017 (either is right)
    else:
        assert isinstance(answer, (bool, int, float, str, bytes, list, dict, type(None)))
