"""Presence: who was in when, which is what the rules say of what had happened by then."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from recounting import EXAMPLES, LARGE, PROPOSED, THREE, attested, example, joined, kept, left, line, promised, record
from recounting import register as registered

from domain.event import Recorded
from domain.history import counting, fold
from domain.membership import Membership
from domain.values import asked_moment
from projections.accountability import accountability
from projections.moments import Fact, Point, came_before
from projections.participation import participation
from projections.presence import Roster
from projections.reciprocity import reciprocity
from projections.show import show
from projections.trust import trust


def facts(records: Sequence[Recorded]) -> list[Fact]:
    return [Fact(Point(recorded.event.moment, turn), recorded) for turn, recorded in enumerate(records)]


def by_the_rules(read: Sequence[Fact], then: Fact) -> Membership:
    """Who is in by the rules, of what came before something."""
    return fold([fact.recorded for fact in read if came_before(fact, then)]).membership


def members_of_all(lines: Sequence[dict[str, Any]], on: str) -> list[list[str]]:
    """The members on a date, as each measure that tells of them has it."""
    records = counting(record(*lines), asked_moment(on))
    parties = participation(records)["parties"].items()
    return [
        fold(records).membership.members,
        [one["party"] for one in show(records)["members"]],
        [party for party, told in parties if told["standing"] == "member"],
        list(trust(records)["pairs"]),
        list(reciprocity(records)["pairs"]),
        list(accountability(records)["parties"]),
    ]


def joined_again(party: str, at: str) -> dict[str, Any]:
    return attested(joined(party, at))


AT_TEN, THAT_DAY = "2020-02-03T10:00:00Z", "2020-02-03"


@pytest.mark.parametrize(
    ("told", "is_in"),
    [
        ([joined("elm", AT_TEN), left("elm", THAT_DAY)], False),
        ([joined("elm", THAT_DAY), left("elm", AT_TEN)], False),
        ([joined("elm", THAT_DAY), left("elm", AT_TEN), joined("elm", THAT_DAY)], True),
        ([joined("elm", AT_TEN), left("elm", THAT_DAY), joined("elm", AT_TEN)], True),
        ([attested(left("elm", AT_TEN)), joined("elm", THAT_DAY)], True),
        ([joined("elm", "2020-01-31"), left("elm", "2020-02-01") | {"precision": "month"}], False),
        ([joined("elm", THAT_DAY), attested(left("elm", "2020-02-02"))], False),  # told later, so it has the last word
    ],
)
def test_of_one_day_the_order_of_the_record_tells_who_is_in_and_every_measure_says_the_same(
    told: list[dict[str, Any]], is_in: bool
) -> None:
    expected = ["ash", "birch", "cedar", *(["elm"] if is_in else [])]
    for members in members_of_all([*THREE, *told], "2020-02-29"):
        assert members == expected


@pytest.mark.parametrize(
    ("told", "sees_it_kept"),
    [
        ([joined("elm", AT_TEN)], True),  # on the day of the acceptance, told before it
        ([joined("elm", THAT_DAY), left("elm", AT_TEN)], False),
        ([joined("elm", "2020-02-02"), left("elm", AT_TEN)], False),
        ([joined("elm", "2020-02-04")], False),
        ([joined("elm", "2020-02-03T23:30:00-05:00")], True),  # the 3rd, as written
        ([joined("elm", "2020-02-20") | {"precision": "month"}], True),
        ([joined("elm", "2020-11-20") | {"precision": "year"}], True),
        ([joined("elm", "2020-03-01") | {"precision": "month"}], False),
    ],
)
def test_what_went_to_all_on_a_day_went_to_who_was_in_by_the_record_of_that_day(
    told: list[dict[str, Any]], sees_it_kept: bool
) -> None:
    records = record(*THREE, promised("p", "ash", "all", "2020-03-01"), *told, *kept("p", "ash", "birch", THAT_DAY))
    seen = trust(records)["pairs"].get("elm", {}).get("ash", {}).get("positive", 0) > 0
    assert seen is sees_it_kept
    assert ("elm" in reciprocity(records)["pairs"]["ash"]) is (
        sees_it_kept or "elm" in fold(records).membership.parties
    )


def test_a_session_counts_for_who_was_in_by_the_record_of_its_day() -> None:
    session = line("session-held", THAT_DAY, session="s", topic="Ducts", kind="working", attendance={"ash": 1})
    for told, held in ([joined("elm", AT_TEN), session], 1), ([session, joined("elm", AT_TEN)], 0):
        assert participation(record(*THREE, *told))["parties"]["elm"]["held"] == held


def test_a_new_cycle_that_is_read_later_finds_nobody_in() -> None:
    given_up = line("coalition-abandoned", "2020-02-01", reason="No time")
    again = line("coalition-reconvened", THAT_DAY, purpose="Again", convener="ash")
    lines = [*THREE, given_up, again, joined("ash", AT_TEN), attested(joined("birch", "2020-01-15"))]
    roster = Roster(facts(record(*lines)))
    assert (roster.members, roster.present) == (["ash", "birch"], ["ash", "birch"])
    assert Roster(facts(record(*lines[:-2]))).members == []


def test_who_was_in_is_read_in_its_order_where_an_earlier_stay_was_told_later() -> None:
    """Elm joined on the day of the session; fir, as was found out after that, a month before."""
    session = line("session-held", THAT_DAY, session="s", topic="Ducts", kind="working", attendance={"ash": 1})
    fir = [joined("fir", "2020-01-03"), left("fir", "2020-03-01")]
    read = facts(record(*THREE, joined("elm", AT_TEN), left("cedar", AT_TEN), *fir, session))
    assert Roster(read).members_at(read[-1]) == ("ash", "birch", "elm", "fir")
    assert list(Roster(read).members_at(read[-1])) == by_the_rules(read, read[-1]).members


def test_of_nothing_nobody_was_in() -> None:
    (opening,) = facts(record(PROPOSED))
    for empty in Roster(()), Roster((opening,)):
        assert (empty.present, empty.members, empty.members_at(opening)) == ([], [], ())
        assert not empty.present_at(opening)


def check(records: Sequence[Recorded], every: int = 1) -> None:
    """At each event, and at the end, the roster says what the rules make of what came before."""
    read = facts(records)
    roster = Roster(read)
    membership = fold(records).membership
    assert roster.members == membership.members
    assert {party: stay.standing for party, stay in roster.lasting.items()} == dict(membership.parties.items())
    for then in read[::every]:
        was = by_the_rules(read, then)
        assert list(roster.members_at(then)) == was.members
        assert {party: stay.standing for party, stay in roster.present_at(then).items()} == dict(was.parties.items())


@pytest.mark.parametrize("name", EXAMPLES)
def test_in_the_examples_who_was_in_is_what_the_rules_say(name: str) -> None:
    check(example(name))


@pytest.mark.parametrize("name", LARGE)
def test_in_registers_who_was_in_is_what_the_rules_say(name: str) -> None:
    if not (histories := registered(name)):
        pytest.skip("the registers are not here")
    for records in list(histories.values())[::9]:
        check(records, max(1, len(records) // 12))
