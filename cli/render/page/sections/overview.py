"""The course: the phases as a ribbon, and what happened when, area by area."""

from __future__ import annotations

from datetime import timedelta

from cli.render.page.sheet import Column, Section, Sheet, empty, table
from cli.render.page.tree import Content, Node, h
from cli.render.page.words import UNKNOWN, numbered
from projections.moments import day
from projections.page.dates import said

_WEEK = timedelta(days=7)


def section(sheet: Sheet) -> Section:
    """The ribbon and the lanes, and the same in words."""
    note = (
        "The ribbon is the phase that the coalition was in. Below it, a dot is a day with events; a larger one has "
        "more, and a hollow one has something contested or attested in it."
    )
    drawing = sheet.drawings.get("overview")
    body = [h("div", drawing, class_="chart", key="chart")] if drawing else [empty("Nothing was on record yet.")]
    return Section("course", "The course of things", note, [*body, _since_then(sheet), _phases(sheet)])


def _since_then(sheet: Sheet) -> Node:
    """Where the charts end long before the date: why."""
    end = sheet.course.until if sheet.course else sheet.reading.as_of
    words = (
        "" if sheet.reading.as_of - end < _WEEK else f"The charts end on {said(day(end))}: since then only time passed."
    )
    return h("p", words, class_="aside", key="since")


def _phases(sheet: Sheet) -> Node:
    columns = [
        Column("Phase", lambda span: span["phase"]),
        Column("From", lambda span: sheet.when(span["from"])),
        Column("To", lambda span: sheet.when(span["to"]) if span["to"] else "this date"),
        Column("Length", _days, "num"),
    ]
    rows = [(str(place), span) for place, span in enumerate(sheet.views["timeline"]["phases"])]
    return table("The phases with their dates", columns, rows)


def _days(span: dict[str, int | None]) -> Content:
    return UNKNOWN if span["days"] is None else numbered(span["days"], "day")
