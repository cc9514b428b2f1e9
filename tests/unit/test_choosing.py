"""Choosing: the rows of a measure that concern one party, or lie between two dates, beside figures of the whole."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from recounting import EXAMPLES, THREE, attested, example, joined, kept, line, promised, record, shared

from domain.values import asked_moment, instant
from projections.measures import DATED, MEASURES, between, measured, of_party
from projections.view import latest_moment

#: What holds rows, by measure; all else is a figure of the whole.
ROWS = {
    "accountability": {"commitments", "parties"},
    "momentum": set[str](),
    "trust": {"pairs"},
    "participation": {"parties", "invited_absent", "headcount"},
    "reciprocity": {"pairs", "silos", "one_way"},
    "collaboration": {"pairs"},
    "conflicts": {"conflicts"},
    "decisions": {"proposals"},
    "factors": {"factors"},
    "resources": {"budgets", "pledges", "risks"},
}


def told(measure: str, *lines: dict[str, Any], on: str = "2020-12-31") -> dict[str, Any]:
    return measured(measure, record(*lines), asked_moment(on))


def names(rows: Any) -> list[str]:
    """The first word of each row."""
    return [str(row if isinstance(rows, dict) else next(iter(row.values()))) for row in rows]


# By party


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_figures_of_the_whole_stay_and_rows_are_some_of_the_rows(name: str, measure: str) -> None:
    records = example(name)
    whole = measured(measure, records, latest_moment(records))
    for party in (*measured("participation", records, latest_moment(records))["parties"], "nobody"):
        chosen = of_party(whole, party)
        assert list(chosen) == list(whole)
        assert {key: chosen[key] for key in whole.keys() - ROWS[measure]} == {
            key: whole[key] for key in whole.keys() - ROWS[measure]
        }
        assert of_party(chosen, party) == chosen
        for key in ROWS[measure] - {"headcount", "pairs"}:
            assert all(row in whole[key] for row in chosen[key])
            assert party != "nobody" or not chosen[key]


def test_promises_of_a_party_are_those_it_answers_for_was_promised_or_had_a_part_in() -> None:
    lines = [
        *THREE,
        promised("mine", "ash", "birch", "2020-02-01"),
        promised("to-me", "birch", "ash", "2020-02-01"),
        promised("beside", "birch", "cedar", "2020-02-01", co_accountable=["ash"]),
        promised("once-mine", "ash", "birch", "2020-02-01"),
        promised("to-all", "birch", "all", "2020-02-01"),
        promised("taken-by-me", "birch", "all", "2020-02-01"),
        promised("of-others", "birch", "cedar", "2020-02-01", what="ash"),
        line("commitment-handed-over", "2020-01-10", "cedar", commitment="once-mine", to="cedar", accepted_by="cedar"),
        *kept("taken-by-me", "birch", "ash", "2020-01-12"),
    ]
    chosen = of_party(told("accountability", *lines), "ash")
    assert names(chosen["commitments"]) == ["mine", "to-me", "beside", "once-mine", "taken-by-me"]
    assert list(chosen["parties"]) == ["ash"]
    assert chosen["coalition"]["made"] == 7


def test_momentum_is_of_the_coalition() -> None:
    whole = told("momentum", *THREE, promised("p", "ash", "birch", "2020-02-01"))
    assert of_party(whole, "cedar") == whole


def test_pairs_of_a_party_go_either_way_and_a_balance_is_told_from_its_side() -> None:
    lines = [*THREE, shared("ash", ["birch"]), shared("cedar", ["ash"]), shared("birch", ["cedar"])]
    trusting = of_party(told("trust", *lines), "birch")["pairs"]
    assert {(one, other) for one, others in trusting.items() for other in others} == {
        ("ash", "birch"),
        ("birch", "ash"),
        ("birch", "cedar"),
        ("cedar", "birch"),
    }
    working = of_party(told("collaboration", *lines), "birch")["pairs"]
    assert {one: list(others) for one, others in working.items()} == {"ash": ["birch"], "birch": ["cedar"]}
    giving = of_party(told("reciprocity", *lines), "birch")["pairs"]
    assert {one: list(others) for one, others in giving.items()} == {"birch": ["ash", "cedar"]}


def test_silos_and_one_way_relations_with_a_party() -> None:
    elm = joined("elm")
    lines = [*THREE, elm, *(shared("ash", ["birch"], f"2020-01-0{day}") for day in (2, 3, 4))]
    whole = told("reciprocity", *lines)
    assert of_party(whole, "ash")["silos"] == [["ash", "cedar"], ["ash", "elm"]]
    assert names(of_party(whole, "birch")["one_way"]) == ["ash:birch"]
    assert of_party(whole, "cedar")["one_way"] == []
    assert of_party(whole, "cedar")["density"] == whole["density"] == pytest.approx(1 / 6)


def test_participation_of_a_party_keeps_the_diversity_and_the_sessions_of_all() -> None:
    session = line("session-held", "2020-01-05", session="s", topic="Ducts", kind="working", attendance={"ash": 2})
    invited = [line("party-invited", party=party, standing="member") for party in ("fir", "elm")]
    whole = told("participation", *THREE, session, *invited)
    chosen = of_party(whole, "ash")
    assert list(chosen["parties"]) == ["ash"]
    assert chosen["headcount"] == {"total": 2, "by_party": {"ash": 2}, "by_constituency": {}}
    assert (chosen["diversity"], chosen["sessions"], chosen["members"]) == (
        whole["diversity"],
        whole["sessions"],
        whole["members"],
    )
    assert (names(of_party(whole, "elm")["invited_absent"]), of_party(whole, "elm")["parties"]) == (["elm"], {})


def test_conflicts_of_a_party_are_those_it_is_or_was_a_side_of() -> None:
    raised = [
        line("conflict-raised", conflict=name, between=between_, about="Mud", stage=2)
        for name, between_ in (("ours", ["ash", "birch"]), ("theirs", ["birch", "cedar"]))
    ]
    gone = line("party-withdrew", "2020-02-01", "ash", party="ash", reason="Moved on")
    whole = told("conflicts", *THREE, *raised, gone)
    assert names(of_party(whole, "ash")["conflicts"]) == ["ours"]
    assert names(of_party(whole, "birch")["conflicts"]) == ["ours", "theirs"]
    assert of_party(whole, "ash")["open"] == 2


PAT = line(
    "introduction-made", "2020-01-01", "pat", party="birch", person="pat", role="clerk", how_we_got_here="By bus"
)


def test_proposals_of_a_party_are_those_it_made_also_by_a_person_or_took_a_stance_on() -> None:
    made = [
        line("proposal-made", "2020-01-02", by, proposal=name, what="A fee", proposer=by)
        for name, by in (("p-1", "pat"), ("p-2", "ash"), ("p-3", "cedar"))
    ]
    stance = line("stance-taken", "2020-01-03", "birch", proposal="p-2", party="birch", stance="agree")
    whole = told("decisions", *THREE, PAT, *made, stance)
    assert whole["proposals"][0]["parties"] == ["birch"]
    assert names(of_party(whole, "birch")["proposals"]) == ["p-1", "p-2"]
    assert names(of_party(whole, "pat")["proposals"]) == []


def test_conditions_of_a_party_are_those_to_which_what_it_did_speaks() -> None:
    ceded = line("control-ceded", "2020-01-02", "pat", giver="birch", to="cedar", over="the calendar")
    whole = told("factors", *THREE, PAT, ceded)
    assert whole["factors"]["power-shared"]["parties"] == ["birch", "cedar"]
    assert list(of_party(whole, "ash")["factors"]) == ["representation"]  # it is of the first kind of party
    assert list(of_party(whole, "birch")["factors"]) == ["trust-before-need", "power-shared"]
    chosen = of_party(whole, "cedar")
    assert (chosen["factors"]["power-shared"]["state"], chosen["weak"]) == ("weak", whole["weak"])


def test_budgets_of_a_party_are_those_it_approved_or_spent_from_and_pledges_its_own() -> None:
    money = {"kind": "operating", "amount": "100", "currency": "EUR"}
    lines = [
        *THREE,
        PAT,
        line("budget-approved", budget="by-ash", **money, period="2020"),
        line("budget-approved", "2020-01-02", "pat", budget="by-birch", **money, period="2020"),
        line("expenditure-recorded", "2020-01-03", "cedar", budget="by-ash", amount="5", for_what="Spades"),
        line("contribution-pledged", pledge="of-cedar", party="cedar", **money | {"kind": "money"}),
        line("risk-identified", risk="rain", what="Rain", likelihood=2, impact=2, owner="pat"),
        attested(line("risk-identified", risk="snow", what="Snow", likelihood=2, impact=2, owner="nobody")),
    ]
    whole = told("resources", *lines)
    assert [list(of_party(whole, "ash")[name]) for name in ("budgets", "pledges", "risks")] == [
        ["by-ash"],
        ["of-cedar"],  # which ash wrote down
        ["rain", "snow"],
    ]
    assert [list(of_party(whole, "birch")[name]) for name in ("budgets", "pledges", "risks")] == [
        ["by-birch"],
        [],
        ["rain"],
    ]
    cedar = of_party(whole, "cedar")
    assert [list(cedar[name]) for name in ("budgets", "pledges", "risks")] == [["by-ash"], ["of-cedar"], []]
    assert cedar["by_currency"] == whole["by_currency"] != {}


# Between two dates

JANUARY = datetime(2020, 1, 1, tzinfo=UTC), asked_moment("2020-01-31")


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_without_dates_everything_stays_and_two_halves_hold_every_row(name: str, measure: str) -> None:
    records = example(name)
    whole = measured(measure, records, latest_moment(records))
    assert between(whole) == whole
    half = records[len(records) // 2].event.moment
    before, after = between(whole, until=half), between(whole, since=half)
    if measure not in DATED:
        assert before == after == whole
    for key, rows in whole.items():
        if key in ("commitments", "curve", "conflicts", "proposals", "invited_absent", "drivers"):
            assert all(row in before[key] or row in after[key] for row in rows), key
        elif key == "risks":
            assert before[key].keys() | after[key].keys() == rows.keys()
        else:
            assert before[key] == after[key] == rows


@pytest.mark.parametrize("measure", sorted(DATED))
def test_dated_measures_have_rows_to_choose_from(measure: str) -> None:
    never = instant("9000-01-01")
    chosen = [
        between(whole, since=never) != whole
        for records in map(example, EXAMPLES)
        for whole in [measured(measure, records, latest_moment(records))]
    ]
    assert any(chosen)


def test_promises_count_when_they_were_made_and_when_they_are_or_first_were_due() -> None:
    def made(name: str, at: str, due: str | None) -> dict[str, Any]:
        return promised(name, "ash", "birch", due) | {"at": at}

    moved = line("commitment-renegotiated", "2020-01-31", commitment="first", due="2020-06-01", agreed_by="birch")
    lines = [
        *THREE,
        made("made", "2020-01-31T23:59:59Z", "2020-05-01"),
        made("first", "2020-01-02", "2020-02-10") | {"at": "2019-12-01"},
        made("due", "2020-01-01", "2020-01-31") | {"at": "2019-12-31T23:00:00-01:00"},
        moved,
        made("later", "2020-02-01", "2020-03-01"),
        made("undated", "2020-02-01", None),
    ]
    lines[:4] = [written | {"at": "2019-11-01"} for written in lines[:4]]
    whole = told("accountability", *lines)
    assert names(between(whole, *JANUARY)["commitments"]) == ["made", "due"]
    assert names(between(whole, instant("2020-02-10T12:00:00Z"), instant("2020-02-10T12:00:00Z"))["commitments"]) == [
        "first"
    ]
    assert names(between(whole, since=instant("2020-06-01T23:59:59Z"))["commitments"]) == ["first"]
    assert names(between(whole, instant("2020-02-01"), asked_moment("2020-02-01"))["commitments"]) == [
        "later",
        "undated",
    ]
    assert between(whole, *JANUARY)["coalition"] == whole["coalition"]


def test_points_of_the_curve_and_drivers_of_then() -> None:
    lines = [*THREE, line("celebration-held", "2020-02-01", of="it"), line("celebration-held", "2020-03-01", of="it")]
    whole = told("momentum", *lines, on="2020-03-02")
    chosen = between(whole, instant("2020-02-01"), asked_moment("2020-02-29"))
    assert [point["at"] for point in chosen["curve"]] == ["2020-02-01"]
    assert [driver["n"] for driver in chosen["drivers"]] == [5]
    assert chosen["score"] == whole["score"]


def test_conflicts_proposals_invitations_and_risks_of_then() -> None:
    raised = line("conflict-raised", "2020-01-10", conflict="c", between=["ash", "birch"], about="Mud", stage=2)
    closed = line("conflict-closed", "2020-03-10", conflict="c", reason="tired")
    proposal = line("proposal-made", "2020-01-10", proposal="p", what="A fee", proposer="ash", decide_by="2020-02-10")
    withdrawn = line("proposal-withdrawn", "2020-03-10", proposal="p", reason="premature")
    invited = line("party-invited", "2020-01-10", party="elm", standing="member")
    declined = line("party-declined", "2020-03-10", "elm", party="elm", reason="No time")
    risk = line("risk-identified", "2020-01-10", risk="r", what="Rain", likelihood=2, impact=2, owner="ash")
    lines = [*THREE, raised, proposal, invited, risk, closed, withdrawn, declined]
    months = {month: asked_moment(f"2020-{month}-28") for month in ("01", "02", "03", "04")}

    def rows(measure: str, key: str) -> list[str]:
        whole = told(measure, *lines)
        since = {month: instant(f"2020-{month}-01") for month in months}
        return [month for month, until in months.items() if between(whole, since[month], until)[key]]

    assert rows("conflicts", "conflicts") == ["01", "03"]
    assert rows("decisions", "proposals") == ["01", "02", "03"]
    assert rows("participation", "invited_absent") == ["01", "03"]
    assert rows("resources", "risks") == ["01"]


def test_an_instant_needs_its_offset() -> None:
    with pytest.raises(ValueError, match="needs its offset"):
        between({}, since=datetime(2020, 1, 1))  # noqa: DTZ001
