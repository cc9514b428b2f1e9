"""Scenarios of arbitrary histories: what a replay says is what recording the edited acts would say."""

from __future__ import annotations

from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from domain.event import Recorded
from domain.history import coalition_of, counting, fold
from engine.scenario import AFTER, Replay, Scenario, ScenarioError, Timeline
from engine.scenario.plan import Plan, planned

from .scenario_oracle import ROOMS, check_replay
from .scenario_strategies import histories, scenarios


@given(histories())
def test_an_unedited_scenario_gives_back_the_record(history: list[Recorded]) -> None:
    check_unedited(Timeline(history))


@given(st.data())
def test_a_branch_is_what_recording_its_acts_gives(data: st.DataObject) -> None:
    timeline, scenario, plan = drawn(data)
    check_replay(timeline.replay(scenario), plan)


@given(st.data(), st.sampled_from(AFTER))
def test_what_is_passed_over_would_have_been_decided_alike(data: st.DataObject, after: Any) -> None:
    timeline, scenario, plan = drawn(data)
    scenario = Scenario(scenario.edits, scenario.start, after)
    found = timeline.replay(scenario)
    check_same(found, Timeline(timeline.history).replay(scenario, whole=True))
    check_rooms(found)
    check_chains(found, plan)


def drawn(data: st.DataObject) -> tuple[Timeline, Scenario, Plan]:
    timeline = Timeline(data.draw(histories()))
    scenario = data.draw(scenarios(timeline))
    try:
        plan = planned(timeline, scenario)
    except ScenarioError:  # the edits contradict each other
        plan = Plan()
    assume(plan.edited)
    return timeline, scenario, plan


def check_unedited(timeline: Timeline) -> None:
    """Every act, put before the rules again, gives the events on record; what counts is what counted."""
    replay = timeline.replay(Scenario())
    assert [step.record for step in replay.steps] == list(timeline.history)
    assert replay.counts == {**dict.fromkeys(replay.counts, 0), "kept": len(timeline.history)}
    assert replay.first_divergence is None
    assert replay.differs_in == frozenset()
    assert replay.branch.records == counting(timeline.history)
    assert replay.coalition == coalition_of(timeline.history)


def check_same(one: Replay, other: Replay) -> None:
    """Two replays say the same of every step, and end alike."""
    assert [step[:5] for step in one.steps] == [step[:5] for step in other.steps]
    assert one.branch.records == other.branch.records
    assert one.coalition == other.coalition
    assert one.counts == other.counts
    assert sum(one.counts.values()) == len(one.steps)
    assert one.taken == other.taken


def check_chains(replay: Replay, plan: Plan) -> None:
    """Every orphan comes from steps that are not all as they were, the last of which is an edit."""
    edited = {replay.name_of(act.n) for act in plan.given.values() if act is not None}
    edited |= {replay.timeline.acts[key[0]].n for key, act in plan.given.items() if act is None}
    names = {step.n for step in replay.steps}
    for step in replay.steps:
        assert bool(step.because) == (step.label == "orphaned")
        if step.because:
            assert set(step.because) <= names - {None}
            assert step.because[-1] in edited
            assert step.n not in step.because or step.n in edited
            assert len(set(step.because)) == len(step.because)


def check_rooms(replay: Replay) -> None:
    """What counts on a branch folds to its coalition."""
    folded = fold(replay.branch.records)
    for room in ROOMS:
        assert getattr(folded, room) == getattr(replay.coalition, room), room
