"""Pages in a real browser: one Chromium for all tests, and a page of each history, made once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Request, sync_playwright

from .chromium import FLAGS, executable
from .pages import UNTIL, VERIFIED, Opened, entries, made


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
        path.write_text(made(name, entries(name), UNTIL[name], integrity=VERIFIED).html, encoding="utf-8")
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
