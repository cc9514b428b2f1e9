"""Pages: the example histories as pages, and a page that is open in the browser."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from playwright.sync_api import Page
from reference.histories import ROOT, in_file, recorded

from cli.render.page.document import Document, Side, document
from domain.event import Recorded
from domain.values import asked_moment, rfc3339
from engine.scenario import Replay, ScenarioFile, Timeline, read_scenario
from projections.page.reading import Source
from projections.page.scenario import asked
from projections.weights import shipped

#: The examples, each with the date that its page is about.
UNTIL = {"i3t": "2019-11-30", "leads": "2024-01-31", "went-alone": "2022-04-01", "fell-apart": "2021-07-01"}


#: What an audit found, as every page that the command writes tells it.
VERIFIED = {
    "size": 335,
    "root": "0123456789abcdef" * 4,
    "faults": [],
    "checkpoints": [{"size": 335, "ok": True, "message": "The log holds all that it held then."}],
}


class Opened(NamedTuple):
    """A page in the browser, and what it did besides being shown."""

    page: Page
    asked_for: list[str]  #: every address that was asked for
    said: list[str]  #: what the console was told, errors and violations of the policy among it

    def go(self, place: int) -> None:
        """Move the slider to the date at a place."""
        self.page.evaluate(
            "place => { const slider = document.querySelector('.time [type=range]');"
            " slider.value = place; slider.dispatchEvent(new Event('input')); }",
            place,
        )

    def days(self) -> list[str]:
        """The dates that it holds."""
        held: list[str] = self.page.evaluate("JSON.parse(document.getElementById('dates').textContent).days")
        return held


@cache
def entries(name: str) -> list[Recorded]:
    """An example as recorded."""
    (lines,) = in_file(ROOT / "examples" / f"{name}.jsonl").values()
    return recorded(lines)


def made(name: str, records: list[Recorded], until: str, sides: int = 1, **more: Any) -> Document:
    """The page of a history up to a date; with two sides, the history beside itself."""
    moment = asked_moment(until)
    titles = [None] if sides == 1 else ["Record", "Branch"]
    head = {
        "coalition": name,
        "as_of": rfc3339(moment),
        "known_at": None,
        "version": len(records),
        "weights": shipped().digest,
    }
    return document([Side(name, Source(records), title, **more) for title in titles], moment, head)


@cache
def scenario(name: str) -> tuple[ScenarioFile, Replay]:
    """One of the example scenarios, and what it makes of its history."""
    with (ROOT / "examples" / "scenarios" / f"{name}.yaml").open("rb") as stream:
        file = read_scenario(stream)
    return file, Timeline(entries(file.coalition or "")).replay(file.scenario)


def beside(name: str, replay: Replay, file: ScenarioFile) -> Document:
    """The page of a history with the branch that a scenario makes of it beside it."""
    coalition, history = file.coalition or name, replay.timeline.history
    moment = asked_moment(UNTIL[coalition])
    head = {
        "coalition": coalition,
        "as_of": rfc3339(moment),
        "known_at": None,
        "version": len(history),
        "weights": shipped().digest,
    }
    sides = [
        Side(coalition, Source(history), "As recorded", VERIFIED),
        Side(coalition, Source.branch(replay, shipped()), "What if"),
    ]
    return document(sides, moment, head, asked=asked(replay, file.name, file.question))
