"""Trust: evidence by pair, what is forgotten, what is perceived, and whether it came before the first conflict."""

from __future__ import annotations

from math import log2
from typing import Any

import pytest
from recounting import (
    ASH,
    BIRCH,
    EXAMPLES,
    LARGE,
    PROPOSED,
    THREE,
    assert_measures_well,
    attested,
    example,
    figures,
    joined,
    kept,
    left,
    line,
    promised,
    record,
    register,
    shared,
)

from domain.values import instant
from projections.figure import Part, plain
from projections.trust import trust
from projections.weights import shipped, weights_from

KNOWS_NOTHING = {
    "expectation": 0.5,
    "belief": 0,
    "disbelief": 0,
    "uncertainty": 1,
    "positive": 0,
    "negative": 0,
    "perceived": None,
    "perception_gap": None,
    "overconfident": None,
}
MOMENT = line("trust-moment", between=["ash", "birch"], kind="help", what="Lent a pump")


def weighed(*lines: dict[str, Any]) -> dict[tuple[str, str], tuple[float, float]]:
    """The r and s of each pair of three members that has any, by the end of the year, with nothing forgotten."""
    undecayed = weights_from("[trust]\nhalf_life_days = 1e12")
    told = trust(record(*THREE, *lines), instant("2020-12-31"), undecayed)["pairs"]
    pairs = {(i, j): pair for i, others in told.items() for j, pair in others.items()}
    amounts = {pair: (round(told["positive"], 6), round(told["negative"], 6)) for pair, told in pairs.items()}
    return {pair: amount for pair, amount in amounts.items() if any(amount)}


def test_of_an_empty_history_nothing_is_known() -> None:
    assert trust([]) == {"pairs": {}, "well": {"dug_before": None, "first_conflict": None, "conflict": None}}


def test_a_coalition_of_one_has_no_pairs() -> None:
    assert trust(record(PROPOSED, ASH))["pairs"] == {}


def test_members_who_know_nothing_of_each_other_are_uncertain() -> None:
    assert trust(record(PROPOSED, ASH, BIRCH))["pairs"] == {
        "ash": {"birch": KNOWS_NOTHING},
        "birch": {"ash": KNOWS_NOTHING},
    }


def test_observers_come_in_with_the_evidence_they_have_or_give() -> None:
    lines = [PROPOSED, ASH, joined("birch", standing="observer"), shared("birch", ["ash"])]
    assert trust(record(*lines[:3]))["pairs"] == {}
    assert list(trust(record(*lines))["pairs"]) == ["ash"]


def test_the_expectation_is_that_of_a_beta_distribution() -> None:
    pair = figures("trust", [PROPOSED, ASH, BIRCH, MOMENT], "2020-01-01")["pairs"]["ash"]["birch"]
    left_over = 0.25 * 2 ** -(86_399.999999 / 86_400 / 180)
    assert pair["positive"].value == pytest.approx(left_over, abs=1e-12)
    assert pair["expectation"].value == pytest.approx((left_over + 1) / (left_over + 2))
    assert pair["expectation"].parts == (
        Part(None, "prior", "2020-01-01T23:59:59.999999Z", pytest.approx(1 / (left_over + 2))),
        Part(4, "trust-moment", "2020-01-01", pytest.approx(left_over / (left_over + 2))),
    )
    assert sum(pair[name].value for name in ("belief", "disbelief", "uncertainty")) == pytest.approx(1)


def test_half_of_what_is_known_is_forgotten_in_180_days_good_or_bad() -> None:
    fractured = line(
        "trust-fractured", breached_by="ash", against=["birch"], kind="exclusion", severity=3, what="Met alone"
    )
    records = record(PROPOSED, ASH, BIRCH, shared("ash", ["birch"], "2020-01-01"), fractured)
    for days, on in ((0, "2020-01-01"), (180, "2020-06-29"), (360, "2020-12-26")):
        pair = trust(records, instant(on))["pairs"]["birch"]["ash"]
        rest = 2 ** -(days / 180)
        assert (pair["positive"], pair["negative"]) == (0.5 * rest, 3 * rest)
        assert pair["expectation"] == pytest.approx((0.5 * rest + 1) / (3.5 * rest + 2))
        assert pair["uncertainty"] == pytest.approx(2 / (3.5 * rest + 2))


def test_half_lives_run_in_fractions_of_days() -> None:
    records = record(PROPOSED, ASH, BIRCH, shared("ash", ["birch"], "2020-01-01T06:00:00Z"))
    pair = trust(records, instant("2020-01-01T18:00:00Z"))["pairs"]["birch"]["ash"]
    assert -log2(pair["positive"] / 0.5) == pytest.approx(0.5 / 180)


def test_small_moments_build_trust_each_way() -> None:
    among_three = MOMENT | {"between": ["ash", "birch", "cedar"]}
    assert weighed(MOMENT) == {("ash", "birch"): (0.25, 0), ("birch", "ash"): (0.25, 0)}
    assert len(weighed(among_three)) == 6


def test_the_receiver_learns_of_the_giver() -> None:
    assert weighed(shared("ash", ["birch", "cedar"])) == {("birch", "ash"): (0.5, 0), ("cedar", "ash"): (0.5, 0)}
    ceded = line("control-ceded", giver="ash", to="birch", over="the budget")
    assert weighed(ceded) == {("birch", "ash"): (1, 0)}


def test_a_target_set_aside_is_seen_by_every_other_member_of_that_day() -> None:
    aside = line("target-set-aside", "2020-02-01", party="ash", target="Own depot", in_favour_of="A shared one")
    watcher, late = joined("dogwood", standing="observer"), joined("elm", "2020-03-01")
    assert weighed(watcher, left("cedar", "2020-01-15"), aside, late) == {("birch", "ash"): (0.5, 0)}


def test_an_agreement_upheld_is_evidence_between_its_parties() -> None:
    terms = [{"party": "ash", "gives": "maps", "to": "birch"}]
    reached = line("agreement-reached", agreement="a", terms=terms)
    revised, upheld = (line("agreement-reviewed", agreement="a", outcome=outcome) for outcome in ("revised", "upheld"))
    assert weighed(reached, revised) == {}
    assert weighed(reached, upheld, upheld) == {("ash", "birch"): (1, 0), ("birch", "ash"): (1, 0)}


def test_a_fracture_weighs_its_severity_with_each_that_it_was_against() -> None:
    fractured = line(
        "trust-fractured", breached_by="ash", against=["birch", "cedar"], kind="exclusion", severity=4, what="x"
    )
    assert weighed(fractured) == {("birch", "ash"): (0, 4), ("cedar", "ash"): (0, 4)}


def test_nobody_has_evidence_of_itself() -> None:
    oneself = attested(line("trust-fractured", breached_by="ash", against=["ash"], kind="other", severity=4, what="x"))
    rated = attested(line("trust-rated", rater="ash", ratee="ash", reliability=4, mission_support=4, openness=4))
    assert weighed(oneself, rated, attested(shared("ash", ["ash"]))) == {}
    assert "ash" not in trust(record(*THREE, oneself, rated))["pairs"]["ash"]


# Promises


@pytest.mark.parametrize(
    ("due", "delivered", "worth"),
    [
        ("2020-02-01", "2020-02-01T23:30:00-06:00", (1, 0)),  # on the day, as it was written
        ("2020-02-01", "2020-02-02", (0.3, 0.2)),
        (None, "2020-01-02", (0.3, 0.2)),  # a promise without a date is a wish
    ],
)
def test_a_promise_kept_is_worth_less_where_it_was_late(
    due: str | None, delivered: str, worth: tuple[float, float]
) -> None:
    told = weighed(promised("p", "ash", "birch", due), *kept("p", "ash", "birch", delivered, "2020-03-01"))
    assert told == {("birch", "ash"): worth}


def test_a_kept_promise_is_evidence_from_its_acceptance_on() -> None:
    lines = [
        *THREE,
        promised("p", "ash", "birch", "2020-02-01"),
        *kept("p", "ash", "birch", "2020-01-20", "2020-06-01"),
    ]
    delivered = record(*lines[:-1])
    assert trust(delivered, instant("2020-05-31"))["pairs"]["birch"]["ash"] == KNOWS_NOTHING
    assert trust(record(*lines), instant("2020-06-01"))["pairs"]["birch"]["ash"]["positive"] == 1


def test_the_date_in_force_at_the_delivery_decides() -> None:
    made = promised("p", "ash", "birch", "2020-02-01")

    def moved(at: str, due: str | None) -> dict[str, Any]:
        return line("commitment-renegotiated", at, commitment="p", due=due, agreed_by="birch")

    done = kept("p", "ash", "birch", "2020-02-10")
    assert weighed(made, moved("2020-01-20", "2020-02-15"), *done) == {("birch", "ash"): (1, 0)}
    assert weighed(made, moved("2020-01-20", None), *done) == {("birch", "ash"): (0.3, 0.2)}
    after = attested(moved("2020-02-12", "2020-03-01"))  # recorded of a promise already delivered
    assert weighed(made, done[0], after, done[1]) == {("birch", "ash"): (0.3, 0.2)}
    late_news = attested(moved("2020-01-20", "2020-03-01"))  # found out late, but it was in force
    assert weighed(made, done[0], late_news, done[1]) == {("birch", "ash"): (1, 0)}


def test_the_latest_delivery_counts_and_one_that_was_refused_does_not() -> None:
    made, (delivered, accepted) = promised("p", "ash", "birch", "2020-02-01"), kept("p", "ash", "birch", "2020-02-10")
    early = line("commitment-delivered", "2020-01-10", commitment="p", evidence="Half of it")
    refused = line("delivery-refused", "2020-01-11", "birch", commitment="p", reason="Half is missing")
    assert weighed(made, early, refused, delivered, accepted) == {("birch", "ash"): (0.3, 0.2)}


def test_without_a_delivery_on_record_the_acceptance_stands_for_it() -> None:
    accepted = attested(line("delivery-accepted", "2020-01-20", "birch", commitment="p"))
    assert weighed(promised("p", "ash", "birch", "2020-02-01"), accepted) == {("birch", "ash"): (1, 0)}


def test_an_acceptance_taken_back_no_longer_counts() -> None:
    made, done = promised("p", "ash", "birch", "2020-02-01"), kept("p", "ash", "birch", "2020-01-10")
    refused = attested(line("delivery-refused", "2020-01-20", "birch", commitment="p", reason="It fell over"))
    assert weighed(made, *done, refused) == {}
    broken = line("commitment-broken", "2020-02-20", "birch", commitment="p", reason="Still down")
    assert weighed(made, *done, refused, broken) == {("birch", "ash"): (0, 3)}


def test_of_two_acceptances_the_later_one_counts_whichever_was_told_first() -> None:
    again = attested(line("delivery-accepted", "2020-01-15", "birch", commitment="p"))
    done = kept("p", "ash", "birch", "2020-01-10", "2020-01-20")
    told = figures("trust", [*THREE, promised("p", "ash", "birch", "2020-02-01"), *done, again], "2020-02-01")
    assert [part.at for part in told["pairs"]["birch"]["ash"]["positive"].parts] == ["2020-01-20"]


@pytest.mark.parametrize("ended", ["commitment-broken", "commitment-revoked"])
def test_a_promise_broken_or_taken_back_weighs_three(ended: str) -> None:
    by = "birch" if ended == "commitment-broken" else "ash"
    lines = [promised("p", "ash", "birch", "2020-02-01"), line(ended, "2020-02-02", by, commitment="p", reason="Cut")]
    assert weighed(*lines) == {("birch", "ash"): (0, 3)}


def test_a_promise_released_is_no_evidence() -> None:
    released = line("commitment-released", "2020-01-03", "birch", commitment="p", reason="No longer needed")
    assert weighed(promised("p", "ash", "birch", "2020-02-01"), released) == {}


def test_a_promise_to_all_is_kept_towards_every_member_then_in() -> None:
    lines = [
        promised("p", "ash", "all", "2020-02-01"),
        left("cedar", "2020-01-15"),
        joined("dogwood", "2020-01-16"),
        joined("elm", "2020-01-16", "observer"),
        *kept("p", "ash", "birch", "2020-01-20"),
        joined("fir", "2020-01-21"),
    ]
    assert weighed(*lines) == {("birch", "ash"): (1, 0), ("dogwood", "ash"): (1, 0)}


def test_a_standing_counts_from_its_change_and_a_leaving_on_the_same_day_in_the_order_recorded() -> None:
    changed = line("standing-changed", "2020-01-20", "cedar", party="cedar", standing="observer")
    lines = [promised("p", "ash", "all", "2020-02-01"), *kept("p", "ash", "birch", "2020-01-20")]
    assert weighed(*lines, changed) == {("birch", "ash"): (1, 0), ("cedar", "ash"): (1, 0)}
    assert weighed(lines[0], changed, *lines[1:]) == {("birch", "ash"): (1, 0)}


def test_everyone_who_answers_for_a_promise_is_trusted_for_it_by_those_who_do_not() -> None:
    made = promised("p", "ash", "all", "2020-02-01", co_accountable=["birch"])
    assert weighed(made, *kept("p", "ash", "cedar", "2020-01-20")) == {
        ("cedar", "ash"): (1, 0),
        ("cedar", "birch"): (1, 0),
    }


def test_who_left_hands_its_promise_to_who_answers_beside_it() -> None:
    made = promised("p", "ash", "cedar", "2020-02-01", co_accountable=["birch"])
    lines = [made, left("ash", "2020-01-10"), *kept("p", "birch", "cedar", "2020-01-20")]
    assert weighed(*lines) == {("cedar", "birch"): (1, 0)}


def test_a_promise_handed_over_is_its_receivers() -> None:
    handed = line("commitment-handed-over", "2020-01-10", "cedar", commitment="p", to="cedar", accepted_by="cedar")
    lines = [promised("p", "ash", "birch", "2020-02-01"), handed, *kept("p", "cedar", "birch", "2020-01-20")]
    assert weighed(*lines) == {("birch", "cedar"): (1, 0)}


def test_a_promise_that_answers_a_request_and_one_of_a_settlement_count_like_any() -> None:
    asked = line("request-made", request="r", asker="birch", asked="ash", what="the map")
    made = promised("p", "ash", "birch", "2020-02-01", answers="r")
    assert weighed(asked, made, *kept("p", "ash", "birch", "2020-01-20")) == {("birch", "ash"): (1, 0)}


def test_in_a_new_cycle_promises_are_kept_towards_who_is_in_then() -> None:
    given_up = line("coalition-abandoned", "2020-01-10", reason="No time")
    again = line("coalition-reconvened", "2020-02-01", purpose="Dig twice", convener="birch")
    back = [joined("birch", "2020-02-01"), joined("dogwood", "2020-02-01")]
    handed = line("commitment-handed-over", "2020-02-02", "birch", commitment="p", to="birch", accepted_by="birch")
    done = kept("p", "birch", "dogwood", "2020-02-03")
    told = weighed(promised("p", "ash", "all", "2020-03-01"), given_up, again, *back, handed, *done)
    assert told == {("dogwood", "birch"): (1, 0)}


# What parties say themselves


def rated(at: str, *scores: int) -> dict[str, Any]:
    names = ("reliability", "mission_support", "openness")
    return line("trust-rated", at, rater="ash", ratee="birch", **dict(zip(names, scores, strict=True)))


def test_a_rating_is_a_mean_from_0_to_1_and_the_latest_counts_whatever_came_in_last() -> None:
    lines = [*THREE, rated("2020-03-01", 4, 4, 3), rated("2020-02-01", 1, 1, 1)]
    pair = figures("trust", lines, "2020-03-01")["pairs"]["ash"]["birch"]
    assert pair["perceived"].value == pytest.approx((11 / 3 - 1) / 3)
    assert [part.n for part in pair["perceived"].parts] == [5]
    assert pair["perception_gap"].value == pytest.approx((11 / 3 - 1) / 3 - 0.5)
    assert plain(figures("trust", lines, "2020-03-01"))["pairs"]["birch"]["ash"] == KNOWS_NOTHING


def test_of_two_ratings_of_one_day_the_one_recorded_later_counts() -> None:
    lines = [*THREE, rated("2020-02-01", 4, 4, 4), rated("2020-02-01", 1, 1, 1)]
    assert plain(figures("trust", lines, "2020-03-01"))["pairs"]["ash"]["birch"]["perceived"] == 0


def test_overconfident_is_who_should_know_better() -> None:
    hurt = line(
        "trust-fractured",
        "2020-02-01",
        "birch",
        breached_by="birch",
        against=["ash"],
        kind="exclusion",
        severity=2,
        what="x",
    )
    high = rated("2020-02-01", 4, 4, 4)
    moment = instant("2020-02-01")
    assert trust(record(*THREE, high), moment)["pairs"]["ash"]["birch"]["overconfident"] is False  # knows too little
    sure = trust(record(*THREE, hurt, high), moment)["pairs"]["ash"]["birch"]
    assert (sure["expectation"], sure["uncertainty"], sure["perception_gap"]) == (0.25, 0.5, 0.75)
    assert sure["overconfident"] is True
    low = trust(record(*THREE, hurt, rated("2020-02-01", 2, 2, 2)), moment)["pairs"]["ash"]["birch"]
    assert (low["perceived"], low["overconfident"]) == (pytest.approx(1 / 3), False)


# The well


def test_the_well_was_dug_as_far_as_trust_came_before_the_first_conflict() -> None:
    raised = line("conflict-raised", "2020-03-01", conflict="x", between=["ash", "birch"], about="Noise", stage=2)
    before, after = shared("ash", ["birch"], "2020-02-01"), MOMENT | {"at": "2020-04-01"}
    assert trust(record(*THREE, before))["well"]["dug_before"] is None
    assert trust(record(*THREE, raised))["well"] == {
        "dug_before": None,
        "first_conflict": "2020-03-01",
        "conflict": "x",
    }
    later = raised | {"conflict": "y", "at": "2020-05-01"}
    assert trust(record(*THREE, later, raised, before, after))["well"] == {
        "dug_before": 0.5,
        "first_conflict": "2020-03-01",
        "conflict": "x",
    }


def test_of_one_day_what_was_recorded_before_the_conflict_came_before_it() -> None:
    raised = line("conflict-raised", conflict="x", between=["ash", "birch"], about="Noise", stage=2)
    assert trust(record(*THREE, MOMENT, raised, MOMENT))["well"]["dug_before"] == 0.5


# Weights and histories


def test_other_weights_weigh_otherwise_and_none_below_zero() -> None:
    hurt = line("trust-fractured", breached_by="ash", against=["birch"], kind="exclusion", severity=2, what="x")
    records, moment = record(*THREE, hurt, MOMENT), instant("2020-01-01")
    pair = trust(records, moment, weights_from("[trust]\ntrust_moment = 1\nfracture = -1"))["pairs"]["birch"]["ash"]
    assert (pair["positive"], pair["negative"]) == (1, 0)
    assert trust(records, moment, shipped()) == trust(records, moment)


def test_a_correction_stands_where_the_act_stood() -> None:
    mended = line("event-retracted", "2020-03-01", event=5, reason="A slip", cascade=False)
    instead = {"rater": "ash", "ratee": "birch", "reliability": 4, "mission_support": 4, "openness": 4}
    lines = [*THREE, rated("2020-02-01", 2, 2, 2), rated("2020-02-01", 1, 1, 1), mended | {"instead": instead}]
    assert trust(record(*lines))["pairs"]["ash"]["birch"]["perceived"] == 0


def test_what_register_and_minutes_leave_out_is_no_obstacle() -> None:
    lines = [
        *THREE,
        attested(line("trust-moment", between=[], kind=None, what="x")),
        attested(line("trust-fractured", breached_by="zed", against=[], severity=1, what="x")),
        attested(line("agreement-reached", agreement="a", terms=[])),
        line("agreement-reviewed", agreement="a", outcome="upheld"),
        attested(line("party-withdrew", "2019-12-01", "zed", party="zed")),
        attested(promised("p", "zed", "ash", None) | {"by": "zed"}),
        attested(line("delivery-accepted", "2020-01-02", "zed", commitment="p")),
        attested(line("commitment-delivered", "2020-01-03", "zed", commitment="p", evidence="x")),
    ]
    assert_measures_well("trust", record(*lines))
    assert "zed" not in trust(record(*lines))["pairs"]["ash"]  # delivered again, so it awaits acceptance again


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_are_measured_well(name: str) -> None:
    assert_measures_well("trust", example(name))


@pytest.mark.parametrize("name", LARGE)
def test_real_registers_are_measured_well(name: str) -> None:
    if not (histories := register(name)):
        pytest.skip("the registers are not here")
    for records in histories.values():
        assert_measures_well("trust", records)


def test_the_first_working_group_sees_its_largest_party_too_well() -> None:
    pair = trust(example("i3t"))["pairs"]["noaa"]["navy"]
    assert (pair["overconfident"], round(pair["perceived"], 3)) == (True, 0.778)
