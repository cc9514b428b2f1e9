"""Replays: what becomes of each act and derived event, why, and what the branch amounts to."""

from __future__ import annotations

import json
from typing import Any

import pytest
from branching import NOW, edits, example, replay, step, timeline, told
from recounting import ASH, BIRCH, CEDAR, PROPOSED, attested, joined, kept, left, line, promised

from domain.event import Recorded
from domain.history import coalition_of, counting, fold
from domain.testimony import EventRetracted
from engine.scenario import ASSUMPTION, Drop, Scenario, ScenarioError, Timeline


def drafted(rule: str = "consensus", **fields: Any) -> dict[str, Any]:
    said = {"version": 1, "mission": "m", "vision": "v", "decision_rule": rule, "authors": ["ash", "birch"]} | fields
    return line("charter-drafted", "2020-01-03", **said, clauses=[{"clause": "word", "text": "We keep it."}])


def consent(party: str, at: str = "2020-01-04") -> dict[str, Any]:
    return line("charter-consented", at, party, version=1, party=party)


#: 1–4 the parties, 5 a draft, 6–8 consents, 9 the charter, 10 a promise under it, 11 and 12 its loop.
CHARTERED = (
    PROPOSED,
    ASH,
    BIRCH,
    CEDAR,
    drafted(),
    consent("ash"),
    consent("birch"),
    consent("cedar", "2020-01-06"),
    line(
        "commitment-made", "2020-01-10", commitment="map", promisor="ash", promisee="birch", what="x", due="2020-02-01"
    )
    | {"clause": "word"},
    *kept("map", "ash", "birch", "2020-01-20", "2020-01-21"),
)
FELL = line("event-retracted", "2020-01-22", event=5, reason="Never agreed", cascade=True)


class TestLabels:
    def test_without_edits_all_is_kept(self) -> None:
        found = replay(timeline(*CHARTERED))
        assert {s.label for s in found.steps} == {"kept"}
        assert found.first_divergence is None
        assert found.counts["kept"] == len(found.steps) == 12

    def test_a_dropped_act_takes_with_it_what_rests_on_it(self) -> None:
        found = replay(timeline(*CHARTERED), "drop 10")
        assert told(found.differing) == [
            "10 dropped commitment-made",
            "11 orphaned commitment-delivered",
            "12 orphaned delivery-accepted",
        ]
        assert found.taken == (11, 12)

    def test_a_derived_event_vanishes_with_its_cause_and_appears_with_another(self) -> None:
        found = replay(timeline(*CHARTERED), "charter decision_rule=majority")
        assert told(found.differing) == [
            "5 changed charter-drafted",
            "7 changed charter-consented",
            "None appeared charter-ratified",
            "8 changed charter-consented",
            "9 vanished charter-ratified",
        ]

    def test_what_is_inserted_stands_in_time_order(self) -> None:
        found = replay(timeline(*CHARTERED), left("cedar", "2020-01-05"), joined("dogwood", "2020-01-04"))
        assert [s.n for s in found.steps if s.label != "vanished"] == [1, 2, 3, 4, 5, 6, 7, "i2", "i1", 8, 10, 11, 12]
        assert step(found, "i1").label == step(found, "i2").label == "inserted"
        assert found.name_of(step(found, "i1").record.n) == "i1"

    def test_what_is_inserted_may_be_refused(self) -> None:
        found = replay(timeline(*CHARTERED), left("dogwood", "2020-01-05"))
        assert step(found, "i1").label == "orphaned"
        assert step(found, "i1").because == ("i1",)
        assert found.commands() == []

    def test_a_replaced_act_is_changed_where_it_stands(self) -> None:
        found = replay(timeline(*CHARTERED), "replace 10 at=2020-01-09 due=2020-03-01")
        assert told(found.differing) == ["10 changed commitment-made"]
        assert [s.n for s in found.steps] == list(range(1, 13))

    def test_a_replacement_that_replaces_nothing_changes_nothing(self) -> None:
        assert replay(timeline(*CHARTERED), "replace 10 due=2020-02-01").differing == []

    def test_a_moved_act_is_changed(self) -> None:
        found = replay(timeline(*CHARTERED), "shift 4 by 3d")
        assert [s.n for s in found.steps] == [1, 2, 3, 5, 4, *range(6, 13)]
        assert told(found.differing) == ["4 changed party-joined"]

    def test_a_shift_by_zero_is_no_edit(self) -> None:
        assert replay(timeline(*CHARTERED), "shift from 2 on by 0d").differing == []

    @pytest.mark.parametrize(
        "typed",
        [["shift 1 by -30d"], ["shift from 1 on by 30d"], ["shift 1 by 2d", "shift 2..12 by 3d"], ["shift 1 by 0d"]],
    )
    def test_the_proposal_moves_as_long_as_nothing_comes_to_lie_before_it(self, typed: list[str]) -> None:
        found = replay(timeline(*CHARTERED), *typed)
        proposal, *rest = found.branch.records
        assert proposal.type == "coalition-proposed"
        assert len(rest) >= 8
        assert all(record.event.moment >= proposal.event.moment for record in rest)

    def test_a_step_for_every_event_and_no_more(self) -> None:
        found = replay(timeline(*CHARTERED), "charter decision_rule=majority", left("cedar", "2020-01-05"), "drop 7")
        recorded = [s.n for s in found.steps if isinstance(s.n, int)]
        assert sorted(recorded) == list(range(1, 13))
        assert sum(found.counts.values()) == len(found.steps)


class TestBecause:
    def test_the_chain_runs_back_to_the_edit(self) -> None:
        found = replay(timeline(*CHARTERED), "drop 3")
        assert step(found, 5).because == (3,)
        assert step(found, 7).because == (5, 3)
        assert step(found, 8).because == (5, 3)
        assert step(found, 10).because == (5, 3)
        assert step(found, 11).because == (10, 5, 3)

    def test_it_names_the_derived_event_that_is_missing(self) -> None:
        found = replay(timeline(*CHARTERED), "drop 8")
        assert step(found, 10).rule == "commitments.clause-in-force"
        assert step(found, 10).because == (9, 8)

    def test_of_several_places_it_names_the_one_that_mends_it(self) -> None:
        objected = line("charter-objected", "2020-01-04", "birch", version=1, party="birch", reason="x")
        withdrawn = line("charter-objection-withdrawn", "2020-01-05", "birch", version=1, party="birch")
        held = timeline(PROPOSED, ASH, BIRCH, CEDAR, drafted(), consent("ash"), objected, consent("cedar"), withdrawn)
        found = replay(held, "drop 6 7 8")
        assert step(found, 9).rule == "charter.had-objected"
        assert step(found, 9).because == (7,)

    def test_it_names_all_that_are_needed_where_one_will_not_do(self) -> None:
        raised = line("conflict-raised", conflict="row", between=["ash", "birch"], about="x", stage=2)
        told_by = {"how_we_got_here": "x", "happening_now": "x"}
        steps = [
            line("conflict-prepared", by=p, conflict="row", party=p, contributions={p: "x"}, **told_by)
            for p in ("ash", "birch")
        ]
        checks = [
            line("conflict-purpose-checked", by=p, conflict="row", party=p, motive="protect") for p in ("ash", "birch")
        ]
        found_it = line("conflict-congruence-found", conflict="row", common_purposes=["x"], parties=["ash", "birch"])
        held = timeline(PROPOSED, ASH, BIRCH, raised, *steps, *checks, found_it)
        assert step(replay(held, "drop 5"), 9).because == (5,)
        assert step(replay(held, "drop 5 8"), 9).because == (8, 5)

    def test_what_an_edit_made_senseless_comes_from_itself(self) -> None:
        assert step(replay(timeline(*CHARTERED), "replace 10 due=2019-01-01"), 10).because == (10,)
        assert step(replay(timeline(*CHARTERED), "shift 11 by -15d"), 11).because == (11,)

    def test_moved_together_they_come_from_the_first_that_is_refused(self) -> None:
        found = replay(timeline(*CHARTERED), "shift 10 11 12 by -8d")
        assert step(found, 10).because == (10,)
        assert step(found, 11).because == (10,)
        assert step(found, 12).because == (10,)

    def test_it_passes_through_acts_that_stay(self) -> None:
        gone, both = left("ash", "2020-01-12"), ["cedar"]
        shared_promise = {**CHARTERED[8], "co_accountable": both}
        taken_on = line("commitment-delivered", "2020-01-20", "cedar", commitment="map", evidence="x")
        held = timeline(*CHARTERED[:8], shared_promise, gone, taken_on)
        found = replay(held, "replace 10 co_accountable=[]")
        assert step(found, 11).label == "kept"
        assert step(found, 12).because == (11, 10)


class TestPolicies:
    def test_kept_all_the_same(self) -> None:
        found = replay(timeline(*CHARTERED), "drop 8", after="keep")
        assert told(found.differing) == ["8 dropped charter-consented", "9 vanished charter-ratified"]
        assert found.coalition.commitments.promises["map"].state == "accepted"

    def test_what_makes_no_sense_is_not_kept(self) -> None:
        found = replay(timeline(*CHARTERED), "drop 10", after="keep")
        assert found.taken == (11, 12)
        assert step(found, 11).rule == "¶known"

    def test_outcomes_are_kept_as_recorded(self) -> None:
        found = replay(timeline(*CHARTERED), "drop 6", after="keep")
        assert found.coalition.charter.in_force == 1
        assert told(found.differing) == ["6 dropped charter-consented"]

    def test_a_retraction_is_kept_as_recorded(self) -> None:
        held = timeline(*CHARTERED, FELL)
        found = held.replay(Scenario((Drop((12,), strict=False),), after="keep"))
        assert [r.n for r in found.branch.records] == [1, 2, 3, 4, 13]
        assert step(found, 13).record.voids == (5, 6, 7, 8, 9, 10, 11)

    @pytest.mark.parametrize(("typed", "last"), [("drop 7", 6), ("replace 7 note=x", 7), ("drop 7 10", 6)])
    def test_nothing_follows(self, typed: str, last: int) -> None:
        found = replay(timeline(*CHARTERED), typed, after="none")
        assert [r.n for r in found.branch.records] == list(range(1, last + 1))
        assert [s.n for s in found.steps] == list(range(1, 8))
        assert found.coalition.version == last
        assert found.record.coalition.version == 12

    def test_nothing_follows_an_insertion(self) -> None:
        found = replay(timeline(*CHARTERED), left("cedar", "2020-01-05"), after="none")
        assert [s.n for s in found.steps] == [1, 2, 3, 4, 5, 6, 7, "i1", None]
        assert found.coalition.charter.in_force == 1  # all who are left have consented

    def test_without_edits_all_follows(self) -> None:
        assert replay(timeline(*CHARTERED), after="none").counts["kept"] == 12


class TestRetractions:
    HELD = timeline(*CHARTERED, FELL, line("celebration-held", "2020-01-23", of="x"))

    def test_dropped_what_it_voided_counts_again(self) -> None:
        found = replay(self.HELD, "drop 13")
        assert told(found.differing) == ["13 dropped event-retracted"]
        assert [r.n for r in found.branch.records] == [*range(1, 13), 14]
        assert found.coalition.charter.in_force == 1

    def test_its_target_dropped_it_is_orphaned(self) -> None:
        found = self.HELD.without([5])
        assert step(found, 13).rule == "¶known"
        assert step(found, 13).because == (5,)

    def test_what_it_takes_with_it_may_be_more_or_less(self) -> None:
        found = self.HELD.without([11])
        assert step(found, 13).label == "changed"
        assert step(found, 13).record.voids == (5, 6, 7, 8, 9, 10)

    def test_without_cascade_it_is_refused_where_an_insertion_hangs_on_it(self) -> None:
        mended = line("event-retracted", "2020-01-22", event=5, reason="x", cascade=False)
        held = timeline(PROPOSED, ASH, BIRCH, CEDAR, drafted(), mended)
        found = replay(held, consent("ash"))
        assert step(found, 6).rule == "testimony.nothing-left-hanging"
        assert step(found, 6).because == ("i1",)

    def test_a_correction_stands_in_its_place_also_on_a_branch(self) -> None:
        instead = {"commitment": "map", "promisor": "ash", "promisee": "birch", "what": "y", "due": "2020-03-01"}
        mended = line("event-retracted", "2020-01-22", event=10, reason="x", cascade=False, instead=instead)
        held = timeline(*CHARTERED, mended)
        found = replay(held, "drop 4")
        places = [(r.n, r.type) for r in found.branch.records]
        assert places.index((14, "commitment-made")) < places.index((11, "commitment-delivered"))
        assert found.coalition.commitments.promises["map"].due == "2020-03-01"

    def test_a_correction_may_make_no_sense_on_a_branch(self) -> None:
        instead = {"commitment": "map", "promisor": "ash", "promisee": "cedar", "what": "y", "due": "2020-03-01"}
        mended = line("event-retracted", "2020-01-02", event=5, reason="x", cascade=False, instead=instead)
        held = timeline(PROPOSED, ASH, BIRCH, CEDAR, promised("map", "ash", "birch", "2020-02-01"), mended)
        found = replay(held, "drop 4")
        assert step(found, 6).rule == "commitments.promisee-is-in"
        assert str(step(found, 6).message).startswith("In instead: ")
        assert step(found, 6).because == (4,)
        assert found.coalition.commitments.promises["map"].promisee == "birch"

    def test_what_follows_anew_is_numbered_as_on_record_where_it_is_the_same(self) -> None:
        taken_back = line("event-retracted", "2020-01-07", event=6, reason="Too soon", cascade=False)
        held = timeline(
            *CHARTERED[:4], drafted("majority"), consent("ash"), consent("birch"), consent("cedar"), taken_back
        )
        assert [r.type for r in held.history[-2:]] == ["event-retracted", "charter-ratified"]
        same, other = replay(held, "replace 7 note=x"), replay(held, "replace 9 at=2020-01-05")
        assert told(same.differing) == ["7 changed charter-consented"]
        assert told(other.differing) == [
            "9 changed charter-consented",
            "10 changed event-retracted",
            "None appeared charter-ratified",
            "11 vanished charter-ratified",
        ]

    @pytest.mark.parametrize("typed", ["replace 7 note=x", "replace 9 note=x", "drop 3", "drop 5"])
    def test_kept_it_does_what_it_did(self, typed: str) -> None:
        taken_back = line("event-retracted", "2020-01-07", event=6, reason="Too soon", cascade=False)
        held = timeline(
            *CHARTERED[:4], drafted("majority"), consent("ash"), consent("birch"), consent("cedar"), taken_back
        )
        found = replay(held, typed, after="keep")
        assert step(found, 10).record.voids == (6, 8)
        assert step(found, 11).label == "kept"
        assert found.coalition.charter.in_force == 1

    def test_inserted_it_takes_back_what_is_on_record(self) -> None:
        held = timeline(*CHARTERED)
        found = replay(held, {**FELL, "event": 10, "at": "2020-01-22"})
        assert told(found.differing) == ["i1 inserted event-retracted"]
        assert "map" not in found.coalition.commitments.promises
        assert step(found, "i1").record.voids == (10, 11, 12)

    def test_by_ref(self) -> None:
        held = timeline(*CHARTERED[:5], CHARTERED[5] | {"ref": "word"}, {**FELL, "event": "word"})
        assert isinstance(held.acts[-1].event, EventRetracted)
        assert step(held.without([6]), 7).rule == "¶known"
        assert "ash" not in held.coalition.charter.poll(1).consents
        assert "ash" in replay(held, "drop 7").coalition.charter.poll(1).consents


class TestWhatIsAttested:
    def test_stays_so_with_its_breaches_found_afresh(self) -> None:
        made = attested(promised("map", "ash", "dogwood", None))
        found = replay(timeline(PROPOSED, ASH, made), "replace 3 due=2020-03-01")
        assert step(found, 3).record.breaches == ("commitments.promisee-is-in",)
        assert step(found, 3).record.attested is not None

    def test_is_enforced_where_nothing_is_broken_any_more(self) -> None:
        made = promised("map", "ash", "birch", "2020-02-01") | {"attested": {"reason": "hearsay"}, "at": "2020-01-02"}
        held = timeline(PROPOSED, ASH, made)
        found = replay(held, BIRCH)
        assert step(found, 3).record.attested is None
        assert step(found, 3).label == "changed"

    def test_an_insertion_may_be_attested(self) -> None:
        held = timeline(*CHARTERED)
        assert step(replay(held, left("dogwood", "2020-01-05")), "i1").label == "orphaned"
        found = replay(held, attested(left("dogwood", "2020-01-05")))
        assert step(found, "i1").record.breaches == ("membership.actor-is-in", "membership.is-in")
        assert found.commands()[0][-2:] == ["--attest", "from the minutes"]


class TestNumbers:
    def test_testimony_about_a_recorded_event_holds_where_others_come_and_go(self) -> None:
        contested = line("account-contested", "2020-01-22", "cedar", event=12, party="cedar", account="Not so")
        reconciled = line("account-reconciled", "2020-01-23", "ash", event=12, agreed_account="Half so")
        held = timeline(*CHARTERED, contested, reconciled)
        found = replay(held, "charter decision_rule=majority", line("celebration-held", "2020-01-05", of="x"))
        assert step(found, 13).label == step(found, 14).label == "kept"

    def test_testimony_about_what_vanished_is_orphaned(self) -> None:
        contested = line("account-contested", "2020-01-22", "cedar", event=9, party="cedar", account="Not so")
        found = replay(timeline(*CHARTERED, contested), "drop 8")
        assert step(found, 13).because == (9, 8)
        assert step(found, 13).rule == "¶known"

    def test_an_insertion_may_speak_of_another(self) -> None:
        first = line("celebration-held", "2020-01-22", of="x") | {"ref": "cake"}
        second = line("account-contested", "2020-01-23", "cedar", event="cake", party="cedar", account="No cake")
        found = replay(timeline(*CHARTERED), first, second)
        assert step(found, "i2").label == "inserted"

    def test_names_are_numbers_i1_and_null(self) -> None:
        found = replay(
            timeline(*CHARTERED), "charter decision_rule=majority", line("celebration-held", "2020-01-05", of="x")
        )
        assert {found.name_of(r.n) for r in found.branch.records} <= {*range(1, 13), "i1", None}


class TestTheBranch:
    def test_its_records_fold_to_its_coalition(self) -> None:
        found = replay(example("i3t"), "without-party navy")
        assert fold(found.branch.records).membership == found.coalition.membership
        assert fold(found.branch.records).commitments == found.coalition.commitments

    def test_the_record_is_what_it_was(self) -> None:
        found = replay(example("leads"), "drop 37")
        assert found.record.records == counting(example("leads").history)
        assert found.record.coalition == coalition_of(example("leads").history)

    def test_what_differs_of_the_state_is_named(self) -> None:
        assert replay(timeline(*CHARTERED), "drop 8").differs_in >= {"charter.standing", "charter.polls"}
        assert replay(timeline(*CHARTERED), "replace 10 note=x").differs_in == frozenset()

    def test_the_version_is_the_last_recorded_number_it_has(self) -> None:
        assert replay(timeline(*CHARTERED), "drop 12").coalition.version == 11
        assert replay(timeline(*CHARTERED), line("celebration-held", "2020-01-22", of="x")).coalition.version == 12

    def test_what_is_inserted_is_recorded_when_it_happened(self) -> None:
        found = replay(timeline(*CHARTERED), line("celebration-held", "2020-01-05", of="x"))
        record = step(found, "i1").record
        assert (record.recorded_at, record.known_from) == ("2020-01-05T00:00:00.000000Z", record.event.moment)

    def test_nothing_is_written_to_the_history(self) -> None:
        held = timeline(*CHARTERED)
        before = list(held.history)
        replay(held, "drop 10", left("cedar", "2020-01-05"), "shift 6 by 2d")
        assert list(held.history) == before


class TestInJson:
    def test_it_has_the_shape_that_other_tools_lean_on(self) -> None:
        found = replay(timeline(*CHARTERED), "drop 10").as_json()
        assert json.loads(json.dumps(found)) == found
        assert found["after"] == "admissible"
        assert found["first_divergence"] == 10
        assert found["counts"]["orphaned"] == 2
        assert found["steps"][10] == {
            "n": 11,
            "label": "orphaned",
            "type": "commitment-delivered",
            "at": "2020-01-20",
            "rule": "¶known",
            "message": found["steps"][10]["message"],
            "because": [10],
        }

    def test_the_assumption_is_one_line(self) -> None:
        assert ASSUMPTION.count("\n") == 0
        assert "projection under the recorded rules, not a prediction" in ASSUMPTION


class TestTimelines:
    def test_each_act_may_be_dropped_but_the_first_and_what_was_taken_back(self) -> None:
        assert timeline(*CHARTERED, FELL).droppable == (2, 3, 4, 13)

    def test_a_sub_history_keeps_the_first_act(self) -> None:
        found = timeline(*CHARTERED).only([2, 3])
        assert [r.n for r in found.branch.records] == [1, 2, 3]

    def test_the_sources_of_an_act_are_what_it_read(self) -> None:
        held = timeline(*CHARTERED)
        assert set(held.sources(12)) >= {3, 10, 11}
        assert 4 not in held.sources(12)
        assert set(held.sources(10)) >= {2, 8}
        with pytest.raises(ScenarioError, match="follows from act 8"):
            held.sources(9)

    def test_a_timeline_is_pickled_as_its_history(self) -> None:
        import pickle

        again = pickle.loads(pickle.dumps(timeline(*CHARTERED)))
        assert isinstance(again, Timeline)
        assert again.history == timeline(*CHARTERED).history

    def test_a_record_that_the_rules_no_longer_give_is_told_apart(self) -> None:
        held = timeline(*CHARTERED)
        forged = [Recorded(r.event, r.n, NOW, "clerk") if r.n != 4 else _observing(r) for r in held.history]
        forged = [r if r.n != 9 else Recorded(r.event, 9, NOW, "clerk", derived_from=8) for r in forged]
        found = Timeline(forged).replay(Scenario())
        assert step(found, 8).label == "orphaned"
        assert Timeline(forged).replay(Scenario(edits("replace 2 note=x"))).counts["orphaned"] >= 1


def _observing(record: Recorded) -> Recorded:
    """The same joining, as an observer: one who does not decide."""
    return Recorded(record.event.model_copy(update={"standing": "observer"}), record.n, NOW, "clerk")
