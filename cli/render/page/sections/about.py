"""About the page: what it was made from, which dates it holds, and how every figure on it can be checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cli.render.page.sheet import Section, facts
from cli.render.page.tree import Content, h
from cli.render.page.words import numbered
from engine.scenario import ASSUMPTION
from projections.page.dates import Dates, said


def section(heading: Mapping[str, Any], dates: Dates, scenario: str | None = None, taken_back: int = 0) -> Section:
    """The same on every date; `scenario` is the name of the one whose branch stands beside the record.

    Of the events recorded, `taken_back` do not count.
    """
    note = "This page is one file. It asks nothing of a network, and it runs no script but the one it holds."
    return Section(
        "about",
        "About this page",
        note,
        [facts(_told(heading, dates, scenario, taken_back), "checked"), *_how(heading)],
    )


def _told(
    heading: Mapping[str, Any], dates: Dates, scenario: str | None, taken_back: int
) -> Iterator[tuple[str, Content]]:
    yield "Coalition", h("code", heading["coalition"])
    if scenario is not None:
        yield "Scenario", scenario
        yield "Assumed", ASSUMPTION
    back = f", {taken_back} of which {'was' if taken_back == 1 else 'were'} taken back" if taken_back else ""
    yield "Ledger", f"version {heading['version']}, that is {numbered(heading['version'], 'event')} recorded{back}"
    yield "As of", h("time", heading["as_of"], datetime=heading["as_of"])
    if heading["known_at"]:
        yield "As known at", h("time", heading["known_at"], datetime=heading["known_at"])
    yield "Weights", ["digest ", h("code", heading["weights"])]
    yield "Dates", _dates(dates)


def _dates(dates: Dates) -> str:
    held = len(dates.days)
    if held == 1:
        return f"{said(dates.days[0])} alone"
    span = f"{said(dates.days[0])} to {said(dates.days[-1])}"
    if held == dates.of:
        return f"{span}: all {held} on which something changed"
    return (
        f"{span}: {held} of the {dates.of} on which something changed: the first, the last, those on which the phase "
        "changed, and others evenly spread. The rest were left out to keep the page small; between two dates it shows "
        "the earlier one."
    )


def _how(heading: Mapping[str, Any]) -> Iterator[Content]:
    path = "accountability.coalition.kept_rate"
    yield h(
        "p",
        "As of a date counts what had happened by the end of that day (UTC), as the ledger knows it now. A dash is not "
        "known, which is never zero. The command line tells every figure again, and the events that made it:",
    )
    yield h(
        "pre",
        f"coalition show {heading['coalition']} --as-of DATE\ncoalition why {heading['coalition']} {path} --as-of DATE",
    )
    check = h(
        "label",
        h("input", type="checkbox", id="paths"),
        h("span", "show the path of each figure, for "),
        h("code", "why"),
    )
    yield h("form", check, class_="filters", hidden=True)
