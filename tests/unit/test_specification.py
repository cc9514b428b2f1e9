"""The specification is whole: every rule refuses and lets pass, every event type is recorded, every source is used.

That a tag keeps its word is proved as its scenario runs; see conftest.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from pytest_bdd.parser import Scenario
from steps.phrasebook import PHRASES
from steps.specified import specified
from steps.understanding import is_phrase, understood
from steps.world import rule_saying

from domain.event import registry
from domain.refusal import RULES

FEATURES = Path(__file__).parents[2] / "features"
AREAS = {event_type.area for event_type in registry().values()}
SEEDS = tuple(f"seed-00{number}" for number in range(5))
_REFUSED = ("it is refused because ", "it is refused by the rule that ")
_ADDED = "the rules add "


def rules_of(scenario: Scenario) -> list[str]:
    """The rules that a scenario is tagged with."""
    return [tag.removeprefix("rule:") for tag in scenario.tags if tag.startswith("rule:")]


def said(scenario: Scenario, *kinds: str) -> list[str]:
    """The words of the scenario's steps of these kinds."""
    return [step.name for step in scenario.steps if step.type in kinds]


def sentences_that_refuse(scenario: Scenario) -> list[str]:
    """The sentences of rules that the scenario sees refuse."""
    return [
        words.removeprefix(start) for words in said(scenario, "then") for start in _REFUSED if words.startswith(start)
    ]


def recorded_in(scenario: Scenario) -> Iterator[str]:
    """The event types that a scenario sees recorded: what happened, what was tried in vain left out."""
    refuses = bool(sentences_that_refuse(scenario))
    for words in said(scenario, "given") if refuses else said(scenario, "given", "when"):
        if is_phrase(words):
            yield understood(words).type
    for words in said(scenario, "then"):
        if words.startswith(_ADDED):
            yield words.removeprefix(_ADDED).split()[0]


@cache
def recorded_anywhere() -> frozenset[str]:
    """The event types that any scenario sees recorded."""
    return frozenset(event_type for scenario in specified(FEATURES) for event_type in recorded_in(scenario))


@pytest.mark.parametrize("verdict", ["refuses", "passes"])
def test_every_rule_has_a_scenario_in_which_it_refuses_and_one_in_which_it_lets_pass(verdict: str) -> None:
    shown = {rule_id for scenario in specified(FEATURES) if verdict in scenario.tags for rule_id in rules_of(scenario)}
    assert RULES.keys() - shown == set()


def test_every_event_type_is_recorded_somewhere() -> None:
    assert registry().keys() - recorded_anywhere() == set()


@pytest.mark.parametrize("event_type", [name for name, known in registry().items() if known.derived])
def test_every_type_that_the_rules_derive_is_seen_derived_and_recorded_by_hand(event_type: str) -> None:
    words = [step for scenario in specified(FEATURES) for step in scenario.steps]
    assert any(step.type == "then" and step.name.startswith(_ADDED + event_type) for step in words)
    by_hand = [step.name for step in words if step.type in ("given", "when") and " attested " in step.name]
    assert any(understood(name).type == event_type for name in by_hand if is_phrase(name))


@pytest.mark.parametrize("seed", SEEDS)
def test_every_source_is_used(seed: str) -> None:
    assert any(seed in scenario.tags for scenario in specified(FEATURES))


def test_every_area_has_its_feature() -> None:
    assert {path.stem for path in FEATURES.glob("*.feature")} == AREAS | {
        "recording",
        "life",
        "audit",
        "whatif",
        "page",
    }


def test_a_tagged_scenario_names_known_rules_and_one_verdict() -> None:
    for scenario in specified(FEATURES):
        assert set(rules_of(scenario)) <= RULES.keys(), scenario.name
        verdicts = {"refuses", "passes"} & scenario.tags
        assert len(verdicts) == (1 if rules_of(scenario) else 0), scenario.name


def test_a_refusal_names_the_tagged_rule_by_its_sentence_and_records_nothing() -> None:
    for scenario in specified(FEATURES):
        refusing = [rule_saying(sentence) for sentence in sentences_that_refuse(scenario)]
        if "refuses" in scenario.tags:
            assert refusing == rules_of(scenario), scenario.name
        if refusing:
            assert "nothing was recorded" in said(scenario, "then"), scenario.name


def test_what_passes_is_recorded() -> None:
    for scenario in specified(FEATURES):
        if "passes" in scenario.tags:
            assert "it is recorded" in said(scenario, "then"), scenario.name


def test_every_phrase_is_used() -> None:
    unused = {phrase.pattern for phrase in PHRASES}
    for scenario in specified(FEATURES):
        for words in filter(is_phrase, said(scenario, "given", "when")):
            unused -= understood(words).patterns
    assert not unused
