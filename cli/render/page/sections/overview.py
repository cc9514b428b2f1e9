"""The course: the phases as a ribbon, and what happened when, area by area."""

from __future__ import annotations

from cli.render.page.sheet import Column, Section, Sheet, empty, table
from cli.render.page.tree import Content, Node, h
from cli.render.page.words import UNKNOWN, numbered


def section(sheet: Sheet) -> Section:
    """The ribbon and the lanes, and the same in words."""
    note = (
        "The ribbon is the phase that the coalition was in. Below it, a dot is a day with events; a larger one has "
        "more, and a hollow one has something contested or attested in it."
    )
    drawing = sheet.drawings.get("overview")
    body = [h("div", drawing, class_="chart", key="chart")] if drawing else [empty("Nothing was on record yet.")]
    return Section("course", "The course of things", note, [*body, _phases(sheet)])


def _phases(sheet: Sheet) -> Node:
    columns = [
        Column("Phase", lambda span: span["phase"]),
        Column("From", lambda span: sheet.when(span["from"])),
        Column("To", lambda span: sheet.when(span["to"]) if span["to"] else "still running"),
        Column("Length", _days, "num"),
    ]
    rows = [(str(place), span) for place, span in enumerate(sheet.views["timeline"]["phases"])]
    return table("The phases with their dates", columns, rows)


def _days(span: dict[str, int | None]) -> Content:
    return UNKNOWN if span["days"] is None else numbered(span["days"], "day")
