"""The specification of the measures is whole: every measure, every figure of it and every condition is specified."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
from pytest_bdd.parser import Scenario, Step
from steps.measuring import measures_read
from steps.specified import specified

from domain.history import consider
from domain.shape import parsed
from projections.evidence import CONDITIONS, State
from projections.figure import Figure
from projections.measures import MEASURES, figures

ROOT = Path(__file__).parents[2]
FEATURES = ROOT / "features" / "measures"
#: What is specified beside the measures that have figures.
BESIDE = {"timeline", "session", "portfolio", "two-times"}
#: Figures by what a history names: the map is specified, not each of its entries.
MAPS = {
    *("reasons", "steps", "days_in_step", "by_party", "by_kind", "by_constituency"),
    *("members_by_kind", "members_by_constituency", "observers_by_kind", "observers_by_constituency"),
}
_TAG = "measure:"
_CONDITION = "the condition "


def tagged(scenario: Scenario) -> set[str]:
    """The measures that a scenario is tagged with."""
    return {tag.removeprefix(_TAG) for tag in scenario.tags if tag.startswith(_TAG)}


def thens(scenario: Scenario) -> Iterator[Step]:
    """The steps that tell what follows."""
    return (step for step in scenario.steps if step.type == "then")


def rows(step: Step) -> list[list[str]]:
    """The table under a step."""
    return [] if step.datatable is None else [[cell.value for cell in row.cells] for row in step.datatable.rows]


@cache
def names_read(measure: str) -> frozenset[str]:
    """The names in all paths that the scenarios of a measure read."""
    found: set[str] = set()
    for scenario in specified(FEATURES):
        for step in thens(scenario) if measure in tagged(scenario) else ():
            paths = [word for word in step.name.split() if "." in word] + [row[0] for row in rows(step)]
            found |= {name for path in paths for name in path.rstrip(",").split(".")}
            if " all is unknown " in step.name:
                found |= set(_seen_unknown(step))
    return frozenset(found)


@cache
def example(name: str) -> tuple[Any, ...]:
    """An example history, put before the rules."""
    history: tuple[Any, ...] = ()
    for line in (ROOT / "examples" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        written = json.loads(line)
        reason = (written.pop("attested", None) or {}).get("reason")
        written = {field: value for field, value in written.items() if field not in ("n", "derived_from")}
        event = parsed(written)
        history += consider(history, event, now="2026-01-05T12:00:00Z", recorded_by="The Secretary", attest=reason)
    return history


def figure_names(place: Any, name: str = "", above: str = "") -> Iterator[str]:
    """The name of every figure; that of its map where a history names it."""
    if isinstance(place, Figure):
        yield above if above in MAPS else name
    elif isinstance(place, dict):
        for key, inner in place.items():
            yield from figure_names(inner, key, name)
    elif isinstance(place, list):
        for inner in place:
            yield from figure_names(inner, name, above)


def test_every_measure_has_scenarios() -> None:
    assert (MEASURES.keys() | BESIDE) - {name for scenario in specified(FEATURES) for name in tagged(scenario)} == set()


def test_every_scenario_names_a_known_measure_and_reads_it() -> None:
    for scenario in specified(FEATURES):
        assert tagged(scenario), scenario.name
        assert tagged(scenario) <= MEASURES.keys() | BESIDE, scenario.name
        read = {measures_read(step.name) for step in thens(scenario)}
        assert tagged(scenario) - {"two-times"} <= read, f"{scenario.name} reads {read}"


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("history", ["i3t", "fell-apart"])
def test_every_figure_has_a_scenario(measure: str, history: str) -> None:
    told = figures(measure, example(history), datetime(2026, 1, 5, tzinfo=UTC))
    assert set(figure_names(told)) - names_read(measure) == set()


def test_every_condition_of_success_has_a_scenario_and_every_state_is_seen() -> None:
    states: set[str] = set()
    conditions: set[str] = set()
    for scenario in specified(FEATURES):
        for step in thens(scenario):
            if _CONDITION in step.name:
                slug, _, said = step.name.partition(_CONDITION)[2].partition(" is ")
                conditions.add(slug)
                states |= {row[1] for row in rows(step)} if said == "in turn" else {said}
    assert conditions == CONDITIONS.keys()
    assert states == set(get_args(State))


def test_every_figure_that_may_be_unknown_is_seen_unknown() -> None:
    """What is unknown of an empty history is never shown as zero: some scenario says so of each such figure."""
    asked = datetime(2019, 1, 7, tzinfo=UTC)
    said = {name for scenario in specified(FEATURES) for step in thens(scenario) for name in _seen_unknown(step)}
    for measure in MEASURES:
        unknown = {name for name, value in _plain_figures(figures(measure, (), asked)) if value is None}
        assert unknown - said == set(), measure


def _seen_unknown(step: Step) -> Iterator[str]:
    if step.name.endswith(" is unknown"):
        yield step.name.removesuffix(" is unknown").rpartition(".")[2]
    if " all is unknown " in step.name:
        for path in step.name.partition(": ")[2].replace(" and ", ", ").split(", "):
            yield path.rpartition(".")[2]
    for row in rows(step):
        if row[-1] == "unknown":
            path = row[0] if " are" in step.name else step.name.removesuffix(" is in turn")
            yield path.rpartition(".")[2]


def _plain_figures(place: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(place, Figure):
        yield name, place.value
    elif isinstance(place, dict):
        for key, inner in place.items():
            yield from _plain_figures(inner, key)
