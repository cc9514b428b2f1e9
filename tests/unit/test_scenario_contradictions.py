"""Edits that cannot be made: of what is no act, against each other, before the fork, with fields nobody can read."""

from __future__ import annotations

from typing import Any

import pytest
from branching import example, replay, timeline
from recounting import ASH, BIRCH, CEDAR, PROPOSED, line, promised

from domain.event import Recorded
from engine.scenario import Drop, Scenario, ScenarioError, Timeline

#: 1–4 as in THREE, 5 a promise, 6 its delivery, 7 the promise taken back with a correction 8, 9 the word spread.
MENDED = (
    PROPOSED,
    ASH,
    BIRCH,
    CEDAR,
    promised("map", "ash", "birch", "2020-02-01") | {"ref": "map"},
    line("commitment-delivered", "2020-01-20", commitment="map", evidence="Seen"),
    line("event-retracted", "2020-01-21", event=5, reason="Mistyped", cascade=False)
    | {"instead": {"commitment": "map", "promisor": "ash", "promisee": "birch", "what": "it", "due": "2020-03-01"}},
    line("celebration-held", "2020-01-22", of="The map"),
)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (["drop 134"], "drop 134: There is no event 134: the history has events 1 to 133"),
        (["drop 0"], "There is no event 0"),
        (["drop 120..140"], "drop 120..140: the history has events 1 to 133"),
        (["drop 49"], r"Event 49 \(charter-ratified\) follows from act 48: .* Name act 48 instead"),
        (["replace 49 decision_rule=majority"], "follows from act 48"),
        (["shift from 49 on by 2d"], "follows from act 48"),
        (["drop nowhere"], "drop nowhere: no act bears the ref 'nowhere'"),
        (["drop 1"], "always stays; leave it out"),
        (["drop proposed"], "always stays; leave it out"),
        (["drop 26", "replace 26 what=a list"], r"replace 26 .*: act 26 \(quick-win-delivered\) is gone by drop 26"),
        (["shift 26 by 2d", "drop 20..30"], r"shift 26 by 2d: act 26 .* is gone by drop 20\.\.30"),
        (
            ["replace 26 what=a", "replace 26 what=b"],
            "replace 26 what=b: replace 26 what=a gives act 26 .* another what",
        ),
        (["shift 26 by 2d", "shift 26 by 3d"], "shift 26 by 3d: act 26 .* is moved by shift 26 by 2d already"),
        (["shift 26 by 2d", "replace 26 at=2018-07-01"], "replace 26 .*: shift 26 by 2d says too when act 26"),
        (["without-party navy", "replace 44 reason=none"], "act 44 .* is gone by without-party navy"),
        (["without-party navy", "replace 82 about=x"], "act 82 .* cannot stand by without-party navy"),
        (["without-party nobody"], "without-party nobody: nothing is by nobody or names it"),
        (["charter mood=good"], "charter mood=good: 'mood' is not a field of charter-drafted"),
        (["charter decision_rule=dictate"], "charter decision_rule=dictate: 'decision_rule' is 'dictate'"),
        (["charter quorum=1", "charter quorum=0.5"], "gives act 41 .* another quorum"),
        (["charter quorum=1", "replace 41 quorum=0.5"], "gives act 41 .* another quorum"),
        (
            ["replace 26 wat=x"],
            r"replace 26 wat=x: 'wat' is not a field of quick-win-delivered \(did you mean what\?\)",
        ),
        (["replace 26 at=soon"], "replace 26 at=soon: 'at': 'soon' is neither a date"),
        (["replace 26 delivered_by=[1]"], "replace 26 .*: entry 1 of 'delivered_by' is 1"),
        (["replace 26 delivered_by={nasa}"], "replace 26 .*: Not JSON"),
        (["replace 26 type=party-joined"], "the type of an event cannot be replaced"),
        (["replace 26 coalition=other"], "the coalition of an event cannot be replaced"),
        (["replace 26 what=null"], "replace 26 what=null: 'what' is blank and should be text"),
        (["shift 26 by 999999999d"], "shift 26 by 999999999d: .* outside the years 1 to 9999"),
        (
            ["shift 1 by 30d"],
            r"shift 1 by 30d: act 1 proposes .* act 2 \(threat-assessed\) of 2018-05-02 would lie .* \(from 1 on\)",
        ),
        (["shift 1..5 by 30d"], r"shift 1\.\.5 by 30d: .* act 6 \(party-joined\) of 2018-05-16 would lie before it"),
        (["insert {}"], "field type is missing"),
        (['insert {"type": "celebration-held", "of": "it"}'], "insert celebration-held at None: 'at' is missing"),
        (['insert {"type": "celebration-hold"}'], "did you mean celebration-held"),
    ],
)
def test_an_edit_that_cannot_be_made_says_why(typed: list[str], words: str) -> None:
    with pytest.raises(ScenarioError, match=words):
        replay(example("i3t"), *typed)


CAKE = {"type": "celebration-held", "at": "2019-01-01", "by": "nasa", "of": "Cake"}


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (CAKE | {"coalition": "leads"}, "it belongs to leads, not to i3t"),
        (CAKE | {"type": "coalition-proposed", "name": "Again"}, "'name' is not|'of' is not"),
        (
            {"type": "coalition-proposed", "at": "2019-01-01", "name": "Again"},
            "proposed once; replace fields of act 1 instead",
        ),
        (CAKE | {"attested": "hearsay"}, "attested should be an object with a reason"),
        (
            {"type": "account-contested", "at": "2019-01-01", "by": "navy", "event": 134, "account": "Not so"},
            "there is no event 134",
        ),
    ],
)
def test_an_insertion_that_cannot_be_made_says_why(written: dict[str, Any], words: str) -> None:
    with pytest.raises(ScenarioError, match=words):
        replay(example("i3t"), written)


def test_what_a_party_that_is_not_there_does_cannot_be_inserted() -> None:
    with pytest.raises(ScenarioError, match=r"by nasa or names it, which is not there \(without-party nasa\)"):
        replay(example("i3t"), "without-party nasa", CAKE)


class TestWhatWasTakenBack:
    @pytest.mark.parametrize("typed", ["drop 5", "drop map", "replace 5 due=2020-04-01", "shift 5 by 2d"])
    def test_is_not_edited(self, typed: str) -> None:
        with pytest.raises(ScenarioError, match=r"act 5 \(commitment-made\) was taken back by act 7 .* drop 7 as well"):
            replay(timeline(*MENDED), typed)

    def test_is_edited_where_the_retraction_is_dropped(self) -> None:
        found = replay(timeline(*MENDED), "drop 7", "replace 5 due=2020-04-01")
        assert found.coalition.commitments.promises["map"].due == "2020-04-01"

    def test_is_dropped_with_a_range(self) -> None:
        found = replay(timeline(*MENDED), "drop 5..7")
        assert "map" not in found.coalition.commitments.promises

    def test_its_correction_is_named_by_the_retraction(self) -> None:
        with pytest.raises(ScenarioError, match=r"Event 8 \(commitment-made\) follows from act 7"):
            replay(timeline(*MENDED), "replace 8 due=2020-04-01")


class TestTheFork:
    @pytest.mark.parametrize("start", [26, "26", "2018-06-12", "2018-06-11T00:00:01Z"])
    def test_nothing_before_it_is_edited(self, start: int | str) -> None:
        with pytest.raises(ScenarioError, match=r"drop 26: act 26 .* stands before the fork; fork earlier"):
            replay(example("i3t"), "drop 26", start=start)

    @pytest.mark.parametrize("start", [25, "2018-06-11", "2018-06-11T00:00:00Z"])
    def test_what_follows_it_is(self, start: int | str) -> None:
        assert replay(example("i3t"), "drop 26", start=start).counts["dropped"] == 1

    def test_a_range_may_not_reach_behind_it(self) -> None:
        with pytest.raises(ScenarioError, match=r"act 20 .* stands before the fork"):
            replay(example("i3t"), "drop 20..30", start=25)

    def test_nothing_is_inserted_before_it(self) -> None:
        with pytest.raises(ScenarioError, match="At 2018-06-01 what is inserted would stand before the fork"):
            replay(example("i3t"), CAKE | {"at": "2018-06-01"}, start=30)

    def test_nothing_is_moved_before_it(self) -> None:
        with pytest.raises(ScenarioError, match=r"At 2018-05-28 act 27 .* would stand before the fork"):
            replay(example("i3t"), "shift 27 by -30d", start=25)

    def test_what_is_inserted_at_its_instant_stands_behind_it(self) -> None:
        found = replay(example("i3t"), CAKE | {"at": "2018-06-11"}, start="2018-06-11")
        assert [step.n for step in found.steps][25:28] == [26, "i1", 27]

    def test_no_charter_may_be_drafted_after_it(self) -> None:
        with pytest.raises(ScenarioError, match="no charter is drafted after the fork"):
            replay(example("i3t"), "charter quorum=1", start=41)

    def test_a_party_is_there_until_then(self) -> None:
        found = replay(example("i3t"), "without-party navy", start="2019-05-01")
        assert found.coalition.membership.is_member("navy")
        assert {s.n for s in found.steps if s.label == "dropped"} >= {91, 93}
        assert min(s.n for s in found.differing if isinstance(s.n, int)) == 91

    @pytest.mark.parametrize(
        ("start", "words"), [(0, "versions 1 to 133"), (134, "versions 1 to 133"), ("May", "from")]
    )
    def test_it_lies_in_the_history(self, start: int | str, words: str) -> None:
        with pytest.raises(ScenarioError, match=words):
            replay(example("i3t"), "drop 26", start=start)


def test_an_empty_history_is_not_replayed() -> None:
    nothing: list[Recorded] = []
    with pytest.raises(ScenarioError, match="the history is empty"):
        Timeline(nothing)


def test_a_range_leaves_the_first_act_where_it_is() -> None:
    held = example("went-alone")
    found = held.replay(Scenario((Drop((*range(2, 3),)),)))
    assert found.counts["dropped"] == 1
    everything = replay(held, f"drop 1..{len(held.history)}")
    assert [s.label for s in everything.steps if s.n == 1] == ["kept"]
    assert everything.coalition.version == 1
