"""Collaboration: Frey's levels, criterion by criterion, by what happened lately and by what stands."""

from __future__ import annotations

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

from domain.values import asked_moment
from projections.collaboration import collaboration
from projections.figure import Part
from projections.weights import weights_from

TWO = (PROPOSED, ASH, BIRCH)
NETWORKING = "introduced to each other, or met in a session"
COOPERATION = "information has passed between them"
BETWEEN = "an agreement or a commitment between them"
BOTH_WAYS = "information has passed both ways"
CHARTER = "both consent to the charter in force"
SHARED = "an initiative shared, or a commitment to all carried by each"
TRUSTING = "a trust expectation of at least 0.6 both ways"
GIVING = "each has set a target aside, ceded control, or answers for a commitment with the other"


def reached(*lines: dict[str, Any], on: str = "2020-03-01") -> tuple[int, str | None]:
    """How far ash and birch have come, and what is missing."""
    pair = collaboration(record(*TWO, *lines), asked_moment(on))["pairs"]["ash"]["birch"]
    return pair["level"], pair["unmet"]


def session(at: str = "2020-01-02", *parties: str) -> dict[str, Any]:
    came = dict.fromkeys(parties or ("ash", "birch"), 1)
    return line("session-held", at, session=f"s-{at}", topic="Ducts", kind="working", attendance=came)


def introduced(party: str, at: str = "2020-01-02") -> dict[str, Any]:
    told = {"role": "digs", "how_we_got_here": "By boat"}
    return line("introduction-made", at, party, party=party, person=f"head-of-{party}", **told)


def consented(party: str, version: int = 1) -> dict[str, Any]:
    return line("charter-consented", "2020-01-03", party, version=version, party=party)


DRAFTED = line(
    "charter-drafted",
    "2020-01-03",
    version=1,
    mission="Dig once",
    vision="Quiet streets",
    decision_rule="majority",
    quorum="0.5",
    authors=["ash", "birch"],
)
TOLD = [shared("ash", ["birch"]), shared("birch", ["ash"])]
PROMISE = promised("p", "ash", "birch", "2020-02-01")
TO_ALL = [promised("a", "ash", "all", "2020-12-01"), promised("b", "birch", "all", "2020-12-01")]
CHARTERED = [DRAFTED, consented("ash"), consented("birch")]
COALITION = [session(), *TOLD, *CHARTERED, *TO_ALL]
CEDED = [
    line("control-ceded", "2020-02-25", giver=giver, to=to, over="the budget")
    for giver, to in (("ash", "birch"), ("birch", "ash"))
]


def test_of_an_empty_history_or_a_coalition_of_one_nothing_is_known() -> None:
    nothing = {"pairs": {}, "level": None, "name": None, "unmet": None, "median_pair": None}
    assert collaboration([]) == nothing
    assert collaboration(record(PROPOSED, ASH)) == nothing


def test_members_who_have_not_met_are_nowhere_yet() -> None:
    assert collaboration(record(*TWO)) == {
        "pairs": {"ash": {"birch": {"level": 0, "name": "none", "unmet": NETWORKING}}},
        "level": 0,
        "name": "none",
        "unmet": NETWORKING,
        "median_pair": ["ash", "birch"],
    }


def test_observers_and_who_left_are_no_members() -> None:
    lines = [*TWO, joined("cedar", standing="observer"), joined("dogwood"), left("dogwood", "2020-01-03")]
    assert list(collaboration(record(*lines))["pairs"]) == ["ash"]


# 1: networking


def test_who_met_in_a_session_or_introduced_themselves_is_networking() -> None:
    assert reached(session()) == (1, COOPERATION)
    assert reached(session("2020-01-02", "ash")) == (0, NETWORKING)
    assert reached(session("2020-01-02", "ash"), session("2020-01-03", "birch")) == (0, NETWORKING)
    assert reached(introduced("ash")) == (0, NETWORKING)
    assert reached(introduced("ash"), introduced("birch")) == (1, COOPERATION)
    moment = line("trust-moment", between=["birch", "ash"], kind="introduction", what="Over coffee")
    assert reached(moment) == (1, COOPERATION)
    assert reached(moment | {"kind": "help"}) == (0, NETWORKING)


def test_what_happened_counts_for_180_days() -> None:
    assert reached(session("2020-01-02"), on="2020-06-29") == (1, COOPERATION)
    assert collaboration(record(*TWO, session("2020-01-02")), asked_moment("2020-06-30T00:00:00Z"))["level"] == 1
    assert reached(session("2020-01-02"), on="2020-06-30") == (0, NETWORKING)
    longer = weights_from("[collaboration]\nwindow_days = 400")
    assert collaboration(record(*TWO, session("2020-01-02")), asked_moment("2020-12-31"), longer)["level"] == 1


# 2 and 3: cooperation, coordination


def test_information_one_way_is_cooperation() -> None:
    assert reached(session(), TOLD[1]) == (2, BETWEEN)


def test_a_level_needs_those_below_it() -> None:
    assert reached(*TOLD, PROMISE) == (0, NETWORKING)
    assert reached(session(), PROMISE) == (1, COOPERATION)


def test_an_agreement_or_a_commitment_and_information_both_ways_is_coordination() -> None:
    terms = [{"party": "ash", "gives": "maps", "to": "birch"}]
    agreed = line("agreement-reached", agreement="g", terms=terms)
    assert reached(session(), TOLD[0], PROMISE) == (2, BOTH_WAYS)
    assert reached(session(), *TOLD, PROMISE) == (3, CHARTER)
    assert reached(session(), *TOLD, agreed) == (3, CHARTER)
    assert reached(session(), *TOLD, TO_ALL[1]) == (3, CHARTER)
    assert reached(session(), *TOLD, agreed, line("agreement-reviewed", agreement="g", outcome="ended")) == (2, BETWEEN)


def test_any_event_about_an_agreement_or_a_commitment_is_evidence_for_180_days() -> None:
    lately = [session("2021-01-01"), *(told | {"at": "2021-01-01"} for told in TOLD)]
    terms = [{"party": "ash", "gives": "maps", "to": "birch"}]
    agreed = line("agreement-reached", agreement="g", terms=terms)
    upheld = line("agreement-reviewed", "2020-12-01", agreement="g", outcome="upheld")
    extended = line("agreement-extended", "2020-12-01", agreement="g", to=["visiting crews"])
    progress = line("progress-reported", "2020-12-01", commitment="p", what="Half of it")
    for lines in ([agreed], [PROMISE], [PROMISE, *kept("p", "ash", "birch", "2020-02-01")]):
        assert reached(*lines, *lately, on="2021-01-02") == (2, BETWEEN)
    for lines in (
        [agreed, upheld],
        [agreed, extended],
        [PROMISE, progress],
        [PROMISE, *kept("p", "ash", "birch", "2020-12-01")],
    ):
        assert reached(*lines, *lately, on="2021-01-02") == (3, CHARTER)


def test_a_commitment_that_fell_is_no_evidence() -> None:
    released = line("commitment-released", "2020-01-05", "birch", commitment="p", reason="Moot")
    revoked = line("commitment-revoked", "2020-01-05", commitment="p", reason="Moot")
    broken = line("commitment-broken", "2020-02-05", "birch", commitment="p", reason="Moot")
    for fallen in (released, revoked, broken):
        assert reached(session(), *TOLD, PROMISE, fallen) == (2, BETWEEN)


# 4: coalition


def test_both_consent_to_the_charter_in_force_and_carry_commitments_to_all() -> None:
    assert reached(*COALITION) == (4, TRUSTING)
    assert reached(session(), *TOLD, DRAFTED, consented("ash"), *TO_ALL) == (3, CHARTER)  # not in force
    assert reached(session(), *TOLD, *CHARTERED, TO_ALL[0]) == (3, SHARED)


def test_consents_are_to_the_version_in_force() -> None:
    amended = [DRAFTED | {"version": 2, "quorum": "0.5"}, consented("ash", 2)]
    assert reached(*COALITION, *amended) == (4, TRUSTING)  # one of two is not more than half
    ratified = attested(line("charter-ratified", "2020-01-04", version=2))
    assert reached(*COALITION, *amended, ratified) == (3, CHARTER)
    assert reached(*COALITION, *amended, ratified, consented("birch", 2)) == (4, TRUSTING)


def test_consents_fall_with_an_objection_a_repeal_or_a_leaving() -> None:
    objected = line("charter-objected", "2020-01-05", "birch", version=1, party="birch", reason="Too quick")
    repealed = line("charter-repealed", "2020-01-05", version=1, reason="Lapsed")
    back = [left("birch", "2020-01-05"), joined("birch", "2020-01-06")]
    assert reached(*COALITION, objected) == (3, CHARTER)
    assert reached(*COALITION, repealed) == (3, CHARTER)
    assert reached(*COALITION, *back) == (3, CHARTER)


def test_a_ratification_recorded_by_hand_tells_who_consented() -> None:
    ratified = attested(line("charter-ratified", "2020-01-03", version=7, consents=["ash", "birch"]))
    assert reached(session(), *TOLD, ratified, *TO_ALL) == (4, TRUSTING)


def test_an_initiative_is_shared_by_who_leads_it_and_who_promised_something_for_it() -> None:
    def launched(*parties: str) -> dict[str, Any]:
        areas = ("ducts", "law")
        leads = [{"person": f"lead-{p}", "party": p, "area": a} for p, a in zip(parties, areas, strict=False)]
        return line("initiative-launched", initiative="i", name="Map", leads=leads)

    lines = [session(), *TOLD, PROMISE, *CHARTERED]
    ended = line("initiative-ended", "2020-01-05", initiative="i", outcome="stopped", learned="Maps age")
    assert reached(*lines, launched("ash", "birch")) == (4, TRUSTING)
    assert reached(*lines, launched("ash")) == (3, SHARED)
    promise = promised("q", "birch", "ash", "2020-12-01", initiative="i")
    assert reached(*lines, launched("ash"), promise) == (4, TRUSTING)
    assert reached(*lines, launched("ash", "birch"), ended) == (4, TRUSTING)
    progress = line("progress-reported", "2020-12-01", commitment="p", what="Half of it")
    lately = [session("2021-01-01"), *(told | {"at": "2021-01-01"} for told in TOLD), progress]
    assert reached(*lines, launched("ash", "birch"), *lately, on="2021-01-02") == (4, GIVING)
    assert reached(*lines, launched("ash", "birch"), ended, *lately, on="2021-01-02") == (3, SHARED)


# 5: collaboration


def test_trust_both_ways_and_giving_up_something_is_collaboration() -> None:
    assert reached(*COALITION, *CEDED) == (5, None)
    assert reached(*COALITION, *CEDED[:1])[1] == TRUSTING
    high = weights_from("[collaboration]\ntrusting = 0.8")
    pair = collaboration(record(*TWO, *COALITION, *CEDED), asked_moment("2020-03-01"), high)["pairs"]["ash"]["birch"]
    assert pair["unmet"] == "a trust expectation of at least 0.8 both ways"


def test_where_half_is_trust_enough_those_who_know_nothing_of_each_other_have_it() -> None:
    half = weights_from("[collaboration]\ntrusting = 0.5\n[trust]\ninformation_shared = 0")
    told = collaboration(record(*TWO, *COALITION), asked_moment("2020-03-01"), half)
    assert (told["level"], told["unmet"]) == (4, GIVING)


def trusted() -> list[dict[str, Any]]:
    moments = [line("trust-moment", "2020-02-25", between=["ash", "birch"], kind="help", what="Lent a pump")]
    return [*COALITION, *moments * 4]


def test_each_gives_up_something_of_its_own() -> None:
    aside = [
        line("target-set-aside", "2020-02-01", p, party=p, target="Own", in_favour_of="Ours") for p in ("ash", "birch")
    ]
    assert reached(*trusted()) == (4, GIVING)
    assert reached(*trusted(), aside[0]) == (4, GIVING)
    assert reached(*trusted(), *aside) == (5, None)
    assert reached(*trusted(), aside[0], CEDED[1]) == (5, None)
    together = promised("t", "ash", "all", "2020-12-01", co_accountable=["birch"])
    assert reached(*trusted(), together) == (5, None)


def test_control_may_be_ceded_to_anyone() -> None:
    cedar = joined("cedar", standing="observer")
    to_cedar = line("control-ceded", "2020-02-25", "birch", giver="birch", to="cedar", over="the budget")
    assert reached(cedar, *trusted(), CEDED[0], to_cedar) == (5, None)


# The whole


def test_each_level_rests_on_the_latest_event_that_meets_it() -> None:
    lines = [
        *TWO,
        introduced("ash"),
        introduced("birch"),
        session("2020-01-04"),
        TOLD[0],
        shared("ash", ["birch"], "2020-01-05"),
    ]
    level = figures("collaboration", lines, "2020-03-01")["pairs"]["ash"]["birch"]["level"]
    assert level.value == 2
    assert level.parts == (Part(6, "session-held", "2020-01-04", 1), Part(8, "information-shared", "2020-01-05", 1))


def test_the_whole_is_the_median_pair() -> None:
    lines = [*THREE, session("2020-01-02", "ash", "birch", "cedar"), shared("ash", ["cedar"])]
    whole = collaboration(record(*lines))
    assert [pair["level"] for others in whole["pairs"].values() for pair in others.values()] == [1, 2, 1]
    assert (whole["level"], whole["name"], whole["median_pair"]) == (1, "networking", ["birch", "cedar"])


def test_of_two_pairs_in_the_middle_the_lower_one_counts() -> None:
    four = [*THREE, joined("dogwood")]  # six pairs, of which three have met
    whole = collaboration(record(*four, session("2020-01-02", "ash", "birch", "cedar")))
    assert (whole["level"], whole["unmet"]) == (0, NETWORKING)


def test_a_new_cycle_starts_without_a_charter() -> None:
    lines = [*COALITION, line("dissolution-proposed", "2020-01-10", reason="other")]
    given_up = attested(line("coalition-dissolved", "2020-01-11", reason="other"))
    again = line("coalition-reconvened", "2020-01-12", purpose="Dig twice", convener="ash")
    back = [joined("ash", "2020-01-12"), joined("birch", "2020-01-12")]
    assert reached(*lines, given_up, again, *back, PROMISE | {"at": "2020-01-13"}) == (3, CHARTER)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_are_measured_well(name: str) -> None:
    assert_measures_well("collaboration", example(name))


@pytest.mark.parametrize("name", LARGE)
def test_real_registers_are_measured_well(name: str) -> None:
    if not (histories := register(name)):
        pytest.skip("the registers are not here")
    for records in histories.values():
        assert_measures_well("collaboration", records)
