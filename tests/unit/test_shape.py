"""Shape: what someone is told whose event has not the form of its type, with what was written and what was meant."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from domain.event import registry
from domain.refusal import Refused
from domain.shape import event_type_called, first_place, parsed

PROMISE = {
    "coalition": "c",
    "type": "commitment-made",
    "at": "2026-01-01",
    "by": "grocer",
    "commitment": "k",
    "promisor": "grocer",
    "promisee": "pantry",
    "what": "Bread.",
}
SESSION = {
    "coalition": "c",
    "type": "session-held",
    "at": "2026-01-01",
    "session": "s",
    "topic": "t",
    "kind": "working",
}
ID = "should be an id: small letters, digits and hyphens, at most 64, not starting with a hyphen."


def refusal(fields: dict[str, Any]) -> str:
    with pytest.raises(Refused) as refused:
        parsed(fields)
    assert refused.value.rule == "¶shape"
    return refused.value.message


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"promisor": "Hill Grocers"}, f"'promisor' is 'Hill Grocers' and {ID}"),
        ({"promisor": "H" * 41}, f"'promisor' is '{'H' * 40}…' and {ID}"),
        ({"promisor": "H" * 40}, f"'promisor' is '{'H' * 40}' and {ID}"),
        ({"promisor": "a\x1b[31m"}, f"'promisor' is 'a\\x1b[31m' and {ID}"),
        ({"co_accountable": ["church", "The School"]}, f"entry 2 of 'co_accountable' is 'The School' and {ID}"),
        ({"co_accountable": "church"}, "'co_accountable' is 'church' and should be a list."),
        ({"co_accountable": ["church", "church"]}, "'co_accountable' names a party more than once."),
        ({"what": None}, "'what' is blank and should be text."),
        ({"what": ""}, "'what' should not be empty."),
        ({"what": 7}, "'what' is 7 and should be text: put it in quotation marks."),
        ({"what": True}, "'what' is true and should be text: put it in quotation marks."),
        ({"what": Decimal("0.50")}, "'what' is 0.50 and should be text: put it in quotation marks."),
        ({"what": ["a"]}, "'what' should be text."),
        ({"due": 2026}, "'due' is 2026 and should be text: write it as 2019-03-04."),
        (
            {"co_accountable": ["church", 7]},
            "entry 2 of 'co_accountable' is 7 and should be text: put it in quotation marks.",
        ),
        ({"what": "x" * 10_001}, f"'what' is '{'x' * 40}…' and should have at most 10,000 characters."),
        ({"due": "2026-06-31"}, "'due': '2026-06-31' is not in the calendar: check the day and the month."),
        ({"due": "June"}, "'due': 'June' is not a date; write it as 2019-03-04."),
        ({"at": "2026-02-29"}, "'at': '2026-02-29' is not in the calendar: check the day and the month."),
        (
            {"at": "2026-06-30T25:00:00Z"},
            "'at': '2026-06-30T25:00:00Z' is not in the calendar or on the clock: no such day or time.",
        ),
        (
            {"precision": "dya"},
            "'precision' is 'dya' and should be 'instant', 'day', 'month' or 'year' (did you mean day?).",
        ),
        ({"precision": "exactly"}, "'precision' is 'exactly' and should be 'instant', 'day', 'month' or 'year'."),
        ({"wat": "Bread."}, "'wat' is not a field of commitment-made (did you mean what?)."),
        (
            {"every Friday": None},
            "'every Friday' is not a field of commitment-made (a text that holds a comma goes in quotation marks).",
        ),
        (
            {"precision": "instant"},
            "the event: a bare date is never known to the instant; give the time, or precision day.",
        ),
    ],
    ids=str,
)
def test_what_was_written_is_shown_with_what_it_should_be(wrong: dict[str, Any], told: str) -> None:
    assert refusal(PROMISE | wrong) == told


def test_what_is_missing_is_quoted() -> None:
    assert refusal({name: value for name, value in PROMISE.items() if name != "what"}) == "'what' is missing."


def test_a_word_of_a_closed_list_is_suggested_whatever_its_letters() -> None:
    words = "'dialogue', 'working', 'webinar', 'review' or 'celebration'"
    assert refusal(SESSION | {"kind": "Workin"}) == f"'kind' is 'Workin' and should be {words} (did you mean working?)."
    assert refusal(SESSION | {"kind": "xyz"}) == f"'kind' is 'xyz' and should be {words}."


def test_counts_show_what_was_counted() -> None:
    assert refusal(SESSION | {"attendance": {"navy": "two"}}) == (
        "'attendance.navy' is 'two' and should be a whole number."
    )
    assert refusal(SESSION | {"attendance": {"The Navy": 2}}) == f"'attendance.The Navy' is 'The Navy' and {ID}"


@pytest.mark.parametrize(
    ("called", "meant"),
    [
        ("promise-made", "commitment-made"),
        ("promise-broken", "commitment-broken"),
        ("meeting-held", "session-held"),
        ("member-joined", "party-joined"),
        ("vote-taken", "stance-taken"),
        ("celebration-hold", "celebration-held"),
    ],
)
def test_a_type_is_known_by_what_people_call_it(called: str, meant: str) -> None:
    with pytest.raises(Refused) as refused:
        event_type_called(called)
    assert refused.value.message == f"No event type is called '{called}'; did you mean {meant}?"


def test_entries_within_entries_are_counted_in_words() -> None:
    settled = {"coalition": "c", "type": "conflict-settled", "at": "2026-06-01", "conflict": "x"}
    line = {"party": "a", "will_do": "w", "due": "2026-07-01"}
    told = settled | {"review_on": "2026-08-01", "contract": [line, line | {"will_do": ""}]}
    assert refusal(told) == "'will_do' in entry 2 of 'contract' should not be empty."


def test_the_first_place_that_is_wrong_is_found() -> None:
    session = registry()["session-held"]
    fields = {"coalition": "c", "at": "2026-06-01", "session": "s", "topic": "t", "kind": "working"}
    assert first_place(session, fields) == ()
    assert first_place(session, fields | {"hosts": ["a", 7]}) == ("hosts", 1)
    assert first_place(session, fields | {"attendance": {"p": 2, "G": 1}}) == ("attendance", "G")
