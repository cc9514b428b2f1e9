"""What the scenarios share: their tags, a world for each, and the proof that a tag keeps its word."""

from __future__ import annotations

import signal
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from domain.refusal import RULES

if TYPE_CHECKING:
    from pytest_bdd.parser import Feature, Scenario
    from steps.world import World


def pytest_configure() -> None:
    """A run that a shell started in the background was told to ignore interruptions; what is tested must not."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def world() -> World:
    """A new world, in which nothing has happened yet."""
    from steps.world import World

    return World()


def pytest_bdd_apply_tag(tag: str, function: Callable[..., object]) -> bool:
    """Tags of the specification are read from the features; they are no marks."""
    return tag in ("refuses", "passes") or tag.startswith(("rule:", "seed-", "measure:"))


def pytest_bdd_step_error(request: pytest.FixtureRequest, **_: Any) -> None:
    """A scenario that has failed need not keep the word of its tags."""
    request.getfixturevalue("world").failed = True


def pytest_bdd_step_func_lookup_error(request: pytest.FixtureRequest, **_: Any) -> None:
    """Nor one that says what nobody understands."""
    request.getfixturevalue("world").failed = True


def pytest_bdd_after_scenario(request: pytest.FixtureRequest, feature: Feature, scenario: Scenario) -> None:
    """A scenario tagged with a rule has seen that rule refuse, or let pass what it judges."""
    world: World = request.getfixturevalue("world")
    if world.failed:
        return
    world.check_at_the_end()
    for rule_id in (tag.removeprefix("rule:") for tag in scenario.tags if tag.startswith("rule:")):
        if "refuses" in scenario.tags:
            assert world.saw_refusal_by(rule_id), f"{scenario.name}: {rule_id} refused nothing"
        if "passes" in scenario.tags:
            assert world.saw_pass_of(RULES[rule_id]), f"{scenario.name}: {rule_id} let nothing pass"
