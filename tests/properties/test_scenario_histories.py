"""Scenarios of whole histories: examples, generated ones, and those written up from public registers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from reference.generate import generate
from reference.histories import REGISTERS, ROOT, in_file, recorded

from domain.event import Recorded
from engine.scenario import Drop, Scenario, Timeline, parse_edit, read_scenario
from engine.scenario.plan import planned

from .scenario_oracle import check_replay
from .test_scenarios import check_chains, check_rooms, check_same, check_unedited

DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "deep"
EXAMPLES = ("i3t", "leads", "fell-apart", "went-alone")
NAMES = ("cabinets", "kubernetes-enhancements", "kubernetes-groups")
SCENARIOS = sorted((ROOT / "examples" / "scenarios").glob("*.yaml"))


@cache
def example(name: str) -> Timeline:
    return Timeline(recorded(in_file(ROOT / "examples" / f"{name}.jsonl")[name]))


def register(name: str, every: int = 1) -> Iterator[list[Recorded]]:
    path = REGISTERS / f"{name}.jsonl"
    if not path.exists():
        pytest.skip(f"the real histories are not beside this repository: no {path.name}")
    for lines in list(in_file(path).values())[::every]:
        yield recorded(lines, "written up from a register")


def generated(seed: int) -> list[Recorded]:
    others = (0.02, 0.15, 0.4)[seed % 3]
    odd, again = seed % 2 == 0, seed % 5 == 0
    return recorded(generate(seed, 60 + seed % 7 * 25, 4 + seed % 6, others=others, oddities=odd, reconvened=again))


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_unedited_example_is_given_back(name: str) -> None:
    check_unedited(example(name))


@pytest.mark.parametrize("name", NAMES)
def test_an_unedited_register_is_given_back(name: str) -> None:
    for history in register(name, every=3 if name == "cabinets" and not DEEP else 1):
        check_unedited(Timeline(history))


@pytest.mark.parametrize("seed", range(500 if DEEP else 10))
def test_an_unedited_generated_history_is_given_back(seed: int) -> None:
    check_unedited(Timeline(generated(seed)))


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_act_of_an_example_dropped_in_turn(name: str) -> None:
    check_each_dropped(example(name), 1 if DEEP else 5)


@pytest.mark.parametrize("seed", range(60 if DEEP else 3))
def test_each_act_of_a_generated_history_dropped_in_turn(seed: int) -> None:
    check_each_dropped(Timeline(generated(seed)), 1 if DEEP else 9)


def test_acts_of_a_register_dropped() -> None:
    for history in register("kubernetes-groups", every=5):
        if len(history) < 150:
            check_each_dropped(Timeline(history), 1 if DEEP else 11)


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_party_of_an_example_gone(name: str) -> None:
    for party in sorted(example(name).coalition.membership.names):
        check(example(name), Scenario((parse_edit("without-party", party),)))


@pytest.mark.parametrize("name", ["i3t", "leads"])
@pytest.mark.parametrize("by", ["-60d", "-2d", "2d", "60d"])
def test_acts_of_an_example_shifted(name: str, by: str) -> None:
    timeline = example(name)
    for act in timeline.acts[1 :: 1 if DEEP else 23]:
        if act.n not in timeline.retracted:
            check(timeline, Scenario((parse_edit("shift", f"{act.n} by {by}"),)))
            check(timeline, Scenario((parse_edit("shift", f"from {act.n} on by {by}"),)))


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: Path(path).stem)
def test_the_scenarios_that_come_with_the_examples(path: Path) -> None:
    with path.open("rb") as stream:
        written = read_scenario(stream)
    assert written.coalition is not None
    check(example(written.coalition), written.scenario)


def check_each_dropped(timeline: Timeline, every: int) -> None:
    """Each act dropped: passing over what an edit does not reach gives what deciding all of it gives."""
    for n in timeline.droppable[::every]:
        check(timeline, Scenario((Drop((n,)),)))


def check(timeline: Timeline, scenario: Scenario) -> None:
    """A replay is what recording would say, what deciding everything says, and its refusals come from the edits."""
    found, plan = timeline.replay(scenario), planned(timeline, scenario)
    check_replay(found, plan)
    check_same(found, timeline.replay(scenario, whole=True))
    check_rooms(found)
    check_chains(found, plan)
