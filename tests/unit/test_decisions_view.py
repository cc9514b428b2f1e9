"""Decisions: stances, tallies, outcomes, by which rule, how long it took, and what came of them."""

from __future__ import annotations

from typing import Any

import pytest
from recounting import (
    ASH,
    EXAMPLES,
    LARGE,
    PROPOSED,
    THREE,
    attested,
    example,
    figures,
    joined,
    left,
    line,
    promised,
    record,
    register,
)
from tracing import assert_traceable

from domain.history import counting
from domain.values import asked_moment
from projections.decisions import decisions
from projections.figure import Part

STATES = ("open", "adopted", "rejected", "no_quorum", "withdrawn", "lapsed")
NO_STANCE = {"agree": 0, "abstain": 0, "disagree": 0, "block": 0}


def proposed(name: str = "fee-1", at: str = "2020-01-02", **fields: Any) -> dict[str, Any]:
    return line("proposal-made", at, proposal=name, **({"what": "A fee", "proposer": "ash"} | fields))


def stance(party: str, said: str, at: str = "2020-01-03", name: str = "fee-1", **fields: Any) -> dict[str, Any]:
    return line("stance-taken", at, party, proposal=name, party=party, stance=said, **fields)


def closed(at: str = "2020-01-10", name: str = "fee-1") -> dict[str, Any]:
    return line("proposal-closed", at, proposal=name)


def reached(outcome: str = "adopted", at: str = "2020-01-10", **fields: Any) -> dict[str, Any]:
    return attested(line("decision-reached", at, proposal="fee-1", outcome=outcome, **fields))


def reviewed(at: str, outcome: str = "upheld", **fields: Any) -> dict[str, Any]:
    return line("decision-reviewed", at, proposal="fee-1", outcome=outcome, **fields)


def charter(rule: str, quorum: str) -> list[dict[str, Any]]:
    text = {"mission": "Dig", "vision": "Once", "authors": ["ash", "birch"], "clauses": [], "goals": [], "values": []}
    drafted = line("charter-drafted", version=1, decision_rule=rule, quorum=quorum, exit_conditions=[], **text)
    return [drafted, *(line("charter-consented", by=p, version=1, party=p) for p in ("ash", "birch", "cedar"))]


ADOPTED = [proposed(), stance("ash", "agree"), stance("birch", "abstain"), closed()]


def told(*lines: dict[str, Any], on: str = "2020-01-31") -> dict[str, Any]:
    return decisions(record(*THREE, *lines), asked_moment(on))


def one(*lines: dict[str, Any], on: str = "2020-01-31") -> dict[str, Any]:
    (only,) = told(*lines, on=on)["proposals"]
    assert isinstance(only, dict)
    return only


def test_of_an_empty_history_there_is_no_proposal() -> None:
    nothing = {**dict.fromkeys(STATES, 0), "turned_into_commitments": 0, "proposals": []}
    assert decisions([]) == nothing
    assert decisions(record(PROPOSED, ASH)) == nothing


def test_a_proposal_that_was_just_made() -> None:
    assert one(proposed(decide_by="2020-01-20"), on="2020-01-05") == {
        "proposal": "fee-1",
        "what": "A fee",
        "proposer": "ash",
        "state": "open",
        "stances": {},
        "tally": NO_STANCE,
        "outcome": None,
        "by_hand": False,
        "rule": "consensus",
        "quorum": 0,
        "charter_version": None,
        "days_open": 3,
        "made_at": "2020-01-02",
        "over_at": None,
        "decide_by": "2020-01-20",
        "overdue": False,
        "reviews": [],
        "review_due": None,
        "review_overdue": False,
        "commitments": [],
        "parties": ["ash"],
        "events": [5],
    }


def test_the_tally_of_a_decision_names_the_stances_that_counted() -> None:
    decision = figures("decisions", [*THREE, *ADOPTED], "2020-01-31")["proposals"][0]
    assert (decision["state"], decision["outcome"], decision["days_open"].value) == ("adopted", "adopted", 8)
    assert {name: figure.value for name, figure in decision["tally"].items()} == NO_STANCE | {"agree": 1, "abstain": 1}
    assert decision["tally"]["agree"].parts == (Part(6, "stance-taken", "2020-01-03", 1),)
    assert decision["events"] == [5, 6, 7, 8, 9]


def test_every_stance_is_told_and_the_last_one_counts() -> None:
    turned = [stance("birch", "block", reason="Too dear"), stance("birch", "agree", "2020-01-05")]
    decision = one(proposed(), stance("ash", "agree"), *turned, closed())
    assert decision["stances"]["birch"] == [
        {"n": 7, "at": "2020-01-03", "stance": "block", "reason": "Too dear"},
        {"n": 8, "at": "2020-01-05", "stance": "agree", "reason": None},
    ]
    assert decision["tally"] == NO_STANCE | {"agree": 2}


def test_stances_are_told_in_the_order_in_which_they_were_taken() -> None:
    late = [stance("ash", "agree", "2020-01-06"), stance("ash", "block", "2020-01-04")]
    decision = one(proposed(), *late)
    assert [said["stance"] for said in decision["stances"]["ash"]] == ["block", "agree"]
    assert decision["tally"] == NO_STANCE | {"block": 1}  # the rules count what was recorded last


def test_who_has_left_does_not_count() -> None:
    lines = [proposed(), stance("ash", "agree"), stance("birch", "block"), left("birch", "2020-01-04")]
    assert one(*lines)["tally"] == NO_STANCE | {"agree": 1}
    assert one(*lines, closed())["outcome"] == "adopted"


def test_rule_quorum_and_version_are_those_in_force_at_closing() -> None:
    before = one(*ADOPTED, *charter("majority", "0.5"))
    assert (before["rule"], before["quorum"], before["charter_version"]) == ("consensus", 0, None)
    under = [*charter("majority", "0.5"), *ADOPTED]
    after = figures("decisions", [*THREE, *under], "2020-01-31")["proposals"][0]
    assert (after["rule"], after["charter_version"].value) == ("majority", 1)
    assert [(part.n, part.type, part.contribution) for part in after["charter_version"].parts] == [
        (8, "charter-ratified", 1)
    ]
    assert str(after["quorum"].value) == "0.5"
    repealed = line("charter-repealed", "2020-01-20", version=1, reason="Old")
    assert one(*under, repealed)["rule"] == "majority"


def test_an_open_proposal_tells_the_rule_that_would_apply_now() -> None:
    assert one(*charter("supermajority", "1"), proposed())["rule"] == "supermajority"


@pytest.mark.parametrize(
    ("lines", "state"),
    [
        ([stance("ash", "agree"), stance("birch", "disagree"), closed()], "rejected"),
        ([stance("ash", "agree"), closed()], "adopted"),
        ([closed()], "rejected"),
        ([line("proposal-withdrawn", "2020-01-09", proposal="fee-1", reason="No")], "withdrawn"),
    ],
)
def test_states_are_counted(lines: list[dict[str, Any]], state: str) -> None:
    answer = told(proposed(), *lines)
    assert answer["proposals"][0]["state"] == state
    assert {name: answer[name] for name in STATES} == {**dict.fromkeys(STATES, 0), state: 1}


def test_too_few_stances_make_no_quorum() -> None:
    answer = told(*charter("majority", "0.9"), *ADOPTED)
    assert (answer["no_quorum"], answer["proposals"][0]["outcome"]) == (1, "no-quorum")


def test_what_was_withdrawn_was_decided_by_no_rule() -> None:
    withdrawn = line("proposal-withdrawn", "2020-01-09", proposal="fee-1", reason="Too dear")
    gone = one(*charter("majority", "0.5"), proposed(), withdrawn)
    assert (gone["outcome"], gone["rule"], gone["quorum"], gone["charter_version"]) == (None, None, None, None)
    assert (gone["days_open"], gone["over_at"]) == (7, "2020-01-09")


def test_a_proposal_is_overdue_from_the_day_after_it_was_to_be_decided() -> None:
    late = proposed(decide_by="2020-01-20")
    assert [one(late, on=on)["overdue"] for on in ("2020-01-20", "2020-01-21")] == [False, True]
    assert one(late, *ADOPTED[1:])["overdue"] is False


def test_what_the_end_finds_open_has_lapsed() -> None:
    end = attested(line("coalition-dissolved", "2020-01-12", reason="other", consents=[]))
    lapsed = one(proposed(), stance("ash", "agree"), end)
    assert (lapsed["state"], lapsed["days_open"], lapsed["rule"]) == ("lapsed", 10, None)
    assert lapsed["tally"] == NO_STANCE | {"agree": 1}
    assert one(*ADOPTED, end)["state"] == "adopted"
    anew = line("coalition-reconvened", "2020-01-20", purpose="Again", convener="ash")
    answer = told(proposed(), end, anew, joined("ash", "2020-01-20"), proposed("fee-2", "2020-01-21"))
    assert [(p["proposal"], p["state"]) for p in answer["proposals"]] == [("fee-1", "lapsed"), ("fee-2", "open")]


# Outcomes recorded by hand


def test_an_outcome_recorded_by_hand_tells_no_rule_and_what_it_counted() -> None:
    tally = {"agree": 30, "abstain": 0, "disagree": 12, "block": 0}
    decision = figures("decisions", [*THREE, proposed(), reached(tally=tally)], "2020-01-31")["proposals"][0]
    assert (decision["by_hand"], decision["rule"], decision["quorum"].value) == (True, None, None)
    assert decision["tally"]["agree"].parts == (Part(6, "decision-reached", "2020-01-10", 30),)


def test_a_tally_that_nobody_recorded_is_unknown() -> None:
    decision = one(proposed(), stance("ash", "agree"), reached())
    assert decision["tally"] == dict.fromkeys(NO_STANCE)
    assert one(*charter("majority", "0.5"), proposed(), reached())["charter_version"] == 1


def test_of_several_outcomes_the_last_one_recorded_stands() -> None:
    assert one(*ADOPTED, reached("rejected", "2020-01-09"))["state"] == "rejected"


# Reviews


def test_reviews_are_told_and_the_latest_sets_the_next() -> None:
    lines = [*ADOPTED, reviewed("2020-02-01", next_review="2020-06-01"), reviewed("2020-01-20", "revised")]
    decision = one(*lines, on="2020-06-01")
    assert decision["reviews"] == [
        {"n": 11, "at": "2020-01-20", "outcome": "revised", "next_review": None},
        {"n": 10, "at": "2020-02-01", "outcome": "upheld", "next_review": "2020-06-01"},
    ]
    assert (decision["review_due"], decision["review_overdue"]) == ("2020-06-01", False)
    assert one(*lines, on="2020-06-02")["review_overdue"] is True


def test_after_the_end_nothing_is_reviewed() -> None:
    end = attested(line("coalition-dissolved", "2020-02-02", reason="other", consents=[]))
    ended = one(*ADOPTED, reviewed("2020-02-01", next_review="2020-06-01"), end, on="2020-07-01")
    assert (ended["review_due"], ended["review_overdue"]) == (None, False)


# Commitments


def promise(name: str = "p", at: str = "2020-01-11", **fields: Any) -> dict[str, Any]:
    return promised(name, "ash", "birch", "2020-05-01", **fields) | {"at": at}


@pytest.mark.parametrize(
    "naming",
    [
        {"what": "Collect fee-1 from all"},
        {"source": "minutes, decision fee-1"},
        {"note": "(fee-1)"},
    ],
)
def test_a_commitment_that_names_an_adopted_proposal_came_of_it(naming: dict[str, str]) -> None:
    answer = told(*ADOPTED, promise(**naming))
    assert answer["proposals"][0]["commitments"] == ["p"]
    assert answer["proposals"][0]["events"] == [5, 6, 7, 8, 9, 10]
    assert answer["turned_into_commitments"] == 1


@pytest.mark.parametrize(
    "other",
    [
        promise(what="Collect fee-10 and a-fee-1"),
        promise(what="Share the map"),
        promise(what="Collect fee-1", at="2020-01-09"),
    ],
)
def test_other_commitments_did_not(other: dict[str, Any]) -> None:
    assert one(*ADOPTED, other)["commitments"] == []


def test_one_made_on_the_same_day_counts_at_whatever_time() -> None:
    lines = [*ADOPTED[:3], closed("2020-01-10T18:00:00Z"), promise(at="2020-01-10T09:00:00Z", note="fee-1")]
    assert one(*lines)["commitments"] == ["p"]


def test_an_id_that_may_be_any_word_counts_after_the_word_proposal_or_decision() -> None:
    named = {"name": "fee"}
    lines = [proposed(**named), stance("ash", "agree", **named), closed(**named)]
    assert one(*lines, promise(what="Collect the fee"))["commitments"] == []
    assert one(*lines, promise(what="See Proposal fee"))["commitments"] == ["p"]


def test_what_was_rejected_turned_into_nothing() -> None:
    assert one(proposed(), closed(), promise(note="fee-1"))["commitments"] == []


# Whole histories


def test_the_published_model() -> None:
    answer = decisions(example("leads"))
    form, office = answer["proposals"]
    assert (form["outcome"], form["days_open"], form["rule"], form["charter_version"]) == (
        "adopted",
        14,
        "consensus",
        1,
    )
    assert [said["stance"] for said in form["stances"]["carers-charity"]] == ["disagree", "agree"]
    assert (office["state"], office["days_open"]) == ("withdrawn", 7)


def test_an_open_proposal_of_the_published_account() -> None:
    on = asked_moment("2019-06-25")
    (extend,) = decisions(counting(example("i3t"), on), on)["proposals"]
    assert (extend["state"], extend["days_open"], extend["tally"]["agree"]) == ("open", 6, 4)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_are_traceable(name: str) -> None:
    assert_traceable("decisions", example(name))


@pytest.mark.parametrize("name", LARGE)
def test_registers_are_traceable(name: str) -> None:
    for records in register(name).values():
        assert_traceable("decisions", records)
