"""Participation: who is in, as whom, how often they come, how mixed they are, and how regularly they meet."""

from __future__ import annotations

from math import log
from typing import Any

import pytest
from recounting import (
    ASH,
    EXAMPLES,
    LARGE,
    PROPOSED,
    assert_measures_well,
    attested,
    example,
    figures,
    joined,
    left,
    line,
    record,
    register,
)

from domain.history import counting
from domain.values import asked_moment
from projections.diversity import diversity
from projections.figure import Case, Part, plain
from projections.participation import participation


def held(session: str, at: str, attendance: dict[str, int] | None = None, **fields: Any) -> dict[str, Any]:
    came = {} if attendance is None else {"attendance": attendance}
    return line("session-held", at, session=session, topic="Ducts", kind="working", **came, **fields)


def told(*lines: dict[str, Any], on: str = "2020-12-31") -> dict[str, Any]:
    return participation(record(*lines), asked_moment(on))


def rates(*lines: dict[str, Any]) -> dict[str, tuple[int, int | None, float | None]]:
    parties = told(*lines)["parties"].items()
    return {party: (one["attended"], one["held"], one["attendance_rate"]) for party, one in parties}


def test_of_an_empty_history_nothing_is_known() -> None:
    nothing = {"blau": None, "blau_normalised": None, "shannon": None}
    assert participation([]) == {
        "parties": {},
        "members": 0,
        "observers": 0,
        "by_kind": {},
        "by_constituency": {},
        "members_by_kind": {},
        "members_by_constituency": {},
        "observers_by_kind": {},
        "observers_by_constituency": {},
        "headcount": {"total": None, "by_party": {}, "by_constituency": {}},
        "diversity": {"kind": nothing, "constituency": nothing},
        "invited_absent": [],
        "sessions": {"held": 0, "missed": 0, "series": {}},
    }


def test_a_coalition_of_one() -> None:
    screen = told(PROPOSED, joined("ash", name="Ash & Sons", constituency="north"))
    assert screen["parties"] == {
        "ash": {
            "name": "Ash & Sons",
            "standing": "member",
            "kind": "unit",
            "constituency": "north",
            "joined_at": "2020-01-01",
            "left_at": None,
            "attended": 0,
            "held": 0,
            "attendance_rate": None,
        }
    }
    assert screen["diversity"]["constituency"] == {"blau": 0, "blau_normalised": None, "shannon": 0}
    assert screen["by_kind"] == {"unit": 1}


# Who is in


def test_members_and_observers_are_counted_by_kind_and_constituency() -> None:
    lines = [
        PROPOSED,
        joined("ash", kind="unit", constituency="north"),
        joined("birch", kind="academic", constituency="north", standing="rotating"),
        joined("cedar", kind="unit", constituency="south", standing="observer"),
        attested(line("party-joined", party="dogwood", name="Dogwood", standing="member")),
        joined("elm", kind="community"),
        left("elm", "2020-02-01"),
    ]
    screen = told(*lines)
    assert (screen["members"], screen["observers"]) == (3, 1)
    assert screen["by_kind"] == {"academic": 1, "unit": 2}
    assert (screen["members_by_kind"], screen["observers_by_kind"]) == ({"academic": 1, "unit": 1}, {"unit": 1})
    assert screen["by_constituency"] == {"north": 2, "south": 1}
    assert screen["members_by_constituency"] == {"north": 2}
    assert screen["observers_by_constituency"] == {"south": 1}


def test_who_left_stays_listed_with_its_dates() -> None:
    elm = told(PROPOSED, ASH, joined("elm", "2020-01-05"), left("elm", "2020-02-01"))["parties"]["elm"]
    assert (elm["joined_at"], elm["left_at"], elm["standing"]) == ("2020-01-05", "2020-02-01", None)


def test_who_comes_back_is_in_since_then() -> None:
    lines = [joined("elm", "2020-01-05"), left("elm", "2020-02-01"), joined("elm", "2020-03-01", "observer")]
    elm = told(PROPOSED, ASH, *lines)["parties"]["elm"]
    assert (elm["joined_at"], elm["left_at"], elm["standing"]) == ("2020-03-01", None, "observer")


def test_a_stay_found_out_late_counts_for_its_days_and_its_word_on_who_is_in_is_the_last() -> None:
    """As in the rules: who says today that elm left in February says more than who said so before."""
    early = [attested(joined("elm", "2020-01-05")), attested(left("elm", "2020-02-01"))]
    sessions = [held(f"on-{day}", day, {"ash": 1}) for day in ("2020-01-20", "2020-02-20", "2020-03-20")]
    lines = [PROPOSED, ASH, joined("elm", "2020-03-01"), *early, *sessions]
    elm = told(*lines)["parties"]["elm"]
    assert (told(*lines)["members"], elm["standing"]) == (1, None)
    assert (elm["joined_at"], elm["left_at"]) == ("2020-01-05", "2020-02-01")
    assert (elm["attended"], elm["held"]) == (0, 1)
    for day, members in ("2020-01-04", 1), ("2020-01-05", 2), ("2020-02-01", 1), ("2020-03-01", 1):
        assert participation(counting(record(*lines), asked_moment(day)))["members"] == members


def test_a_standing_that_changed_counts_on_the_word_of_its_change() -> None:
    changed = line("standing-changed", "2020-02-01", party="ash", standing="observer")
    screen = figures("participation", [PROPOSED, ASH, changed], "2020-03-01")
    assert screen["members"].value == 0
    assert screen["observers"].parts == (Part(3, "standing-changed", "2020-02-01", 1),)
    assert screen["parties"]["ash"]["joined_at"] == "2020-01-01"


def test_joining_twice_is_no_leaving() -> None:
    twice = attested(joined("ash", "2020-03-01", "observer", kind="academic"))
    lines = [PROPOSED, ASH, twice, held("one", "2020-02-01", {"ash": 1}), held("two", "2020-04-01", {"ash": 1})]
    ash = told(*lines)["parties"]["ash"]
    assert (ash["joined_at"], ash["standing"], ash["kind"]) == ("2020-03-01", "observer", "academic")
    assert rates(*lines)["ash"] == (2, 2, 1)


def test_since_when_a_party_was_in_that_was_never_seen_to_join_is_unknown() -> None:
    gone = attested(line("party-withdrew", "2020-03-01", "zed", party="zed"))
    screen = told(PROPOSED, ASH, held("s", "2020-02-01", {"zed": 1, "ash": 1}), gone)
    assert screen["parties"]["zed"] == {
        "name": "zed",
        "standing": None,
        "kind": None,
        "constituency": None,
        "joined_at": None,
        "left_at": "2020-03-01",
        "attended": 1,
        "held": None,
        "attendance_rate": None,
    }


def test_invited_but_absent_are_those_nobody_saw_join() -> None:
    def invited(party: str) -> dict[str, Any]:
        return line("party-invited", party=party, standing="member")

    declined = line("party-declined", "2020-01-03", "elm", party="elm", reason="No time")
    lines = [PROPOSED, ASH, *map(invited, ("fir", "elm", "birch")), joined("birch"), declined]
    assert told(*lines)["invited_absent"] == [
        {"party": "elm", "invited_at": "2020-01-01", "declined_at": "2020-01-03", "reason": "No time"},
        {"party": "fir", "invited_at": "2020-01-01", "declined_at": None, "reason": None},
    ]
    given_up = line("coalition-abandoned", "2020-01-10", reason="No time")
    again = line("coalition-reconvened", "2020-02-01", purpose="Dig twice", convener="birch")
    assert told(*lines, given_up, again)["invited_absent"] == []
    assert list(told(*lines, given_up, again)["parties"]) == ["ash", "birch"]


# Who comes


def test_the_attendance_rate_counts_sessions_held_while_in() -> None:
    lines = [
        PROPOSED,
        ASH,
        joined("birch", "2020-02-01"),
        held("one", "2020-01-15", {"ash": 2}),
        held("two", "2020-02-01", {"ash": 1, "birch": 1}),
        held("three", "2020-03-01", {"ash": 3}),
        left("birch", "2020-03-15"),
        held("four", "2020-04-01", {"birch": 1}),
    ]
    assert rates(*lines) == {"ash": (3, 4, 0.75), "birch": (1, 2, 0.5)}
    assert told(*lines)["headcount"] == {"total": 8, "by_party": {"ash": 6, "birch": 2}, "by_constituency": {}}


def test_a_session_of_which_nobody_wrote_down_who_came_is_no_absence() -> None:
    assert rates(PROPOSED, ASH, held("one", "2020-02-01")) == {"ash": (0, 0, None)}
    assert told(PROPOSED, ASH, held("one", "2020-02-01"))["sessions"]["held"] == 1


def test_who_came_with_nobody_did_not_come() -> None:
    assert rates(PROPOSED, ASH, attested(held("one", "2020-02-01", {"ash": 0}))) == {"ash": (0, 1, 0)}


def test_of_one_day_the_order_of_the_record_tells_who_was_in() -> None:
    session = held("one", "2020-01-01", {"ash": 1, "birch": 1})
    assert rates(PROPOSED, ASH, session, joined("birch")) == {"ash": (1, 1, 1), "birch": (0, 0, None)}


def test_a_joining_told_late_counts_from_when_it_happened() -> None:
    session = held("one", "2020-02-01", {"ash": 1})
    assert rates(PROPOSED, ASH, session, joined("birch", "2020-01-15"))["birch"] == (0, 1, 0)


def test_who_was_in_when_a_new_cycle_began_was_in_until_then() -> None:
    given_up = line("coalition-abandoned", "2020-01-10", reason="No time")
    again = line("coalition-reconvened", "2020-03-01", purpose="Dig twice", convener="birch")
    session = held("one", "2020-03-02", {"birch": 1}) | {"by": "birch"}
    lines = [PROPOSED, ASH, given_up, again, joined("birch", "2020-03-01"), session]
    assert rates(*lines) == {"ash": (0, 0, None), "birch": (1, 1, 1)}
    ash = told(*lines)["parties"]["ash"]
    assert (told(*lines)["members"], ash["standing"], ash["left_at"]) == (1, None, "2020-03-01")


def test_the_headcount_of_a_session_is_that_of_its_constituencies_where_they_are_counted() -> None:
    lines = [
        PROPOSED,
        ASH,
        held("one", "2020-02-01", {"ash": 2}, participants_by={"north": 5, "south": 7}),
        held("two", "2020-03-01", {"ash": 3}, participants_by={"north": 1}),
        held("three", "2020-04-01", {"ash": 4}),
    ]
    headcount = figures("participation", lines, "2020-12-31")["headcount"]
    assert [part.contribution for part in headcount["total"].parts] == [12, 1, 4]
    assert plain(headcount) == {"total": 17, "by_party": {"ash": 9}, "by_constituency": {"north": 6, "south": 7}}


# How mixed they are


def cases(first: int, number: int) -> list[Case]:
    return [Case(n, "party-joined", "2020-01-01") for n in range(first, first + number)]


def test_diversity_of_two_and_one_and_one() -> None:
    indices = diversity({"unit": cases(1, 2), "academic": cases(3, 1), "community": cases(4, 1)})
    assert indices["blau"].value == 1 - (1 / 4 + 1 / 16 + 1 / 16)
    assert indices["blau_normalised"].value == pytest.approx(0.625 / (1 - 1 / 3))
    assert indices["shannon"].value == pytest.approx(-(0.5 * log(0.5) + 2 * 0.25 * log(0.25)))
    assert [part.contribution for part in indices["blau"].parts] == [0.125, 0.125, 0.1875, 0.1875]


def test_diversity_is_full_where_all_kinds_are_equally_many() -> None:
    indices = diversity({"unit": cases(1, 3), "academic": cases(4, 3)})
    assert (indices["blau"].value, indices["blau_normalised"].value) == (0.5, 1)
    assert indices["shannon"].value == pytest.approx(log(2))


def test_the_diversity_of_one_kind_is_none_and_of_nobody_unknown() -> None:
    assert plain(diversity({"unit": cases(1, 3)})) == {"blau": 0, "blau_normalised": None, "shannon": 0}
    assert plain(diversity({"unit": []})) == {"blau": None, "blau_normalised": None, "shannon": None}


def test_diversity_leaves_out_who_left_and_whose_kind_is_unknown() -> None:
    nameless = attested(line("party-joined", party="dogwood", name="Dogwood", standing="member"))
    lines = [PROPOSED, ASH, joined("elm", kind="community"), left("elm", "2020-02-01"), nameless]
    assert told(*lines, joined("fir", standing="observer", kind="academic"))["diversity"]["kind"]["blau"] == 0.5


# How regularly they meet


def series(*lines: dict[str, Any], on: str) -> dict[str, Any]:
    found: dict[str, Any] = told(PROPOSED, ASH, *lines, on=on)["sessions"]["series"]
    return found


RHYTHM = line("rhythm-agreed", "2020-01-01", every_days=10)


@pytest.mark.parametrize(
    ("on", "expected", "met", "held_by_then", "regularity"),
    [
        ("2020-01-14", 0, 0, 0, None),  # due on the 11th, its time ends on the 16th
        ("2020-01-16", 1, 0, 0, 0),
        ("2020-01-20", 2, 1, 1, 1 / 2),  # held on the 20th, a day before it was expected
        ("2020-02-04", 2, 1, 2, 1 / 2),  # the second on the 24th fell into the same time
        ("2020-02-09", 3, 1, 2, 1 / 3),
        ("2020-02-10", 4, 2, 3, 2 / 4),
    ],
)
def test_a_session_is_held_when_it_was_expected(
    on: str, expected: int, met: int, held_by_then: int, regularity: float | None
) -> None:
    days = [day for day in ("2020-01-20", "2020-01-24", "2020-02-10") if day <= on]
    main = series(RHYTHM, *(held(f"on-{day}", day) for day in days), on=on)["main"]
    told = {"expected": expected, "met": met, "held": held_by_then, "regularity": regularity}
    assert main == {"every_days": 10, **told}


def test_sessions_missed_on_end_are_told_as_one() -> None:
    lines = [PROPOSED, ASH, RHYTHM, held("one", "2020-02-10")]
    main = figures("participation", lines, "2020-02-20")["sessions"]["series"]["main"]
    assert main["expected"].parts == (
        Part(None, "rhythm-missed", "2020-01-11T00:00:00.000000Z", 3),
        Part(4, "session-held", "2020-02-10", 1),
    )
    assert main["met"].parts == (Part(4, "session-held", "2020-02-10", 1),)
    assert main["regularity"].value == 0.25
    far = figures("participation", [*lines[:2], RHYTHM | {"every_days": 1}], "9999-12-31")["sessions"]["series"]["main"]
    assert (far["expected"].value, len(far["expected"].parts)) == (2914634, 1)


def test_a_rhythm_runs_until_it_is_replaced_or_ended_or_the_coalition_is() -> None:
    replaced = RHYTHM | {"at": "2020-01-21", "every_days": 30}
    assert series(RHYTHM, replaced, on="2020-03-10")["main"] == {
        "every_days": 30,
        "expected": 2,  # one by the first rhythm, one by the second
        "met": 0,
        "held": 0,
        "regularity": 0,
    }
    ended = line("rhythm-ended", "2020-01-21")
    given_up = line("coalition-abandoned", "2020-01-21", reason="No time")
    for last in (ended, given_up):
        assert series(RHYTHM, last, on="2020-12-31")["main"] == {
            "every_days": None,
            "expected": 1,
            "met": 0,
            "held": 0,
            "regularity": 0,
        }


def test_sessions_count_for_the_series_agreed_first_and_of_others_nobody_knows() -> None:
    second = RHYTHM | {"at": "2020-01-02", "series": "triage"}
    found = series(second, RHYTHM, held("one", "2020-01-12"), on="2020-01-12")
    assert found == {
        "main": {"every_days": 10, "expected": 1, "met": 1, "held": 1, "regularity": 1},
        "triage": {"every_days": 10, "expected": None, "met": None, "held": None, "regularity": None},
    }


def test_missed_sessions_are_counted() -> None:
    missed = line("session-missed", "2020-02-02", due_on="2020-02-01", reason="Storm")
    assert told(PROPOSED, ASH, missed, held("one", "2020-02-03"))["sessions"] == {"held": 1, "missed": 1, "series": {}}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_are_measured_well(name: str) -> None:
    assert_measures_well("participation", example(name))


@pytest.mark.parametrize("name", LARGE)
def test_real_registers_are_measured_well(name: str) -> None:
    if not (histories := register(name)):
        pytest.skip("the registers are not here")
    for records in histories.values():
        assert_measures_well("participation", records)


def test_the_first_working_group_met_in_its_rhythm_but_once() -> None:
    main = participation(example("i3t"))["sessions"]["series"]["main"]
    assert main == {"every_days": 42, "expected": 8, "met": 7, "held": 7, "regularity": 0.875}
