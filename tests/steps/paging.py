"""The page that is sent round: a record and the branch that a scenario makes of it, side by side."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from pytest_bdd import parsers, then, when
from reference.histories import ROOT
from steps.replaying import example

from cli.render.page.document import Side, document
from domain.values import asked_moment, rfc3339
from engine.scenario import ASSUMPTION, Timeline, read_scenario
from projections.page.reading import Source
from projections.page.scenario import asked
from projections.weights import shipped

_LAST_DAY = "2019-11-30"


@pytest.fixture
def page() -> dict[str, str]:
    """The page, as markup and as its bare text, once it is made."""
    return {}


@when(parsers.re(r"a page is made of the scenario (?P<name>[a-z-]+)"))
def a_page_is_made(page: dict[str, str], name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of the example scenarios, beside the history that it names; of the earlier dates, a few."""
    monkeypatch.setattr("cli.render.page.document._DATES", 6)  # the scenarios read what it says on the last one
    monkeypatch.setattr("cli.render.page.document._FEW", 6)
    with (ROOT / "examples" / "scenarios" / f"{name}.yaml").open("rb") as lines:
        file = read_scenario(lines)
    assert file.coalition is not None
    timeline = example(file.coalition)
    replay, until = timeline.replay(file.scenario), asked_moment(_LAST_DAY)
    sides = [
        Side(file.coalition, Source(timeline.history), "As recorded"),
        Side(file.coalition, Source.branch(replay, shipped()), "What if"),
    ]
    made = document(sides, until, _heading(file.coalition, timeline), asked=asked(replay, file.name, file.question))
    page["markup"] = made.html.partition("<footer>")[0]
    page["text"] = html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page["markup"])))


def _heading(coalition: str, timeline: Timeline) -> dict[str, Any]:
    moment = rfc3339(asked_moment(_LAST_DAY))
    told = {"coalition": coalition, "as_of": moment, "known_at": None, "version": len(timeline.history)}
    return told | {"weights": shipped().digest}


@then(parsers.re(r'the page asks "(?P<question>[^"]+)"'))
def the_page_asks(page: dict[str, str], question: str) -> None:
    """The question of the scenario."""
    assert question in page["text"]


@then("the page tells both figures")
def both_figures(page: dict[str, str], datatable: list[list[str]]) -> None:
    """What differs: the figure, as recorded, and under the scenario."""
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', page["markup"])
    told = {html.unescape(name): re.findall(r"<data[^>]*>(.*?)</data>", cells) for name, cells in rows}
    for name, *both in datatable:
        assert told[name] == both, name


@then("the page says that it is a projection, not a prediction")
def the_assumption(page: dict[str, str]) -> None:
    """As every answer of a what-if does."""
    assert ASSUMPTION in page["text"]


@then(parsers.re(r"the page tells that (?P<sentence>.+)"))
def the_page_tells(page: dict[str, str], sentence: str) -> None:
    """A sentence on it."""
    assert sentence in page["text"]


@then(parsers.re(r"the page names the rule (?P<rule>[a-z¶.-]+)"))
def the_page_names(page: dict[str, str], rule: str) -> None:
    """The rule that refuses something."""
    assert f"Refused by {rule}: " in page["text"]


@then(parsers.re(r"the page leads from (?P<n>\d+) back to (?P<edit>\S+) over (?P<way>.+)"))
def the_page_leads(page: dict[str, str], n: str, edit: str, way: str) -> None:
    """The chain from what was refused to the change that it comes from."""
    assert f"It comes from {' ← '.join((n, *re.findall(r'[0-9]+', way), edit))}" in page["text"]
