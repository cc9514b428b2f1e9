"""Pages in a real browser: one Chromium for all tests, and a page of each history, made once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from chromium import FLAGS, executable
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright
from reference.histories import ROOT, in_file, recorded

from cli.render.page.document import Document, Side, document
from domain.event import Recorded
from domain.values import asked_moment, rfc3339
from projections.page.reading import Source
from projections.weights import shipped

#: The examples, each with the date that its page is about.
UNTIL = {"i3t": "2019-11-30", "leads": "2024-01-31", "went-alone": "2022-04-01", "fell-apart": "2021-07-01"}


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


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, installed where it was not."""
    path = executable()
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def file(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The page of an example, as a file."""
    folder = tmp_path_factory.mktemp("pages")

    @cache
    def page(name: str) -> Path:
        path = folder / f"{name}.html"
        path.write_text(made(name, entries(name), UNTIL[name]).html, encoding="utf-8")
        return path

    return page


@pytest.fixture
def show(browser: Browser) -> Iterator[Callable[..., Opened]]:
    """Open a file in a browser context of its own; further arguments are those of the context."""
    contexts = []

    def opened(path: Path, **settings: Any) -> Opened:
        context = browser.new_context(**{"viewport": {"width": 1200, "height": 900}, **settings})
        contexts.append(context)
        page, asked_for, said = context.new_page(), list[str](), list[str]()

        def asks(request: Request) -> None:
            asked_for.append(request.url)

        def says(message: ConsoleMessage) -> None:
            said.append(message.text)

        def fails(error: Any) -> None:
            said.append(str(error))

        page.on("request", asks)
        page.on("console", says)
        page.on("pageerror", fails)
        page.goto(path.as_uri())
        return Opened(page, asked_for, said)

    yield opened
    for context in contexts:
        context.close()
