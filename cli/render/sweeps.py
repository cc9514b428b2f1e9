"""Sweeps for people: a row for each scenario, and how many part from the record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cli.render.text import heading, line, table
from cli.render.whatif import more, shown


def sweep(data: Mapping[str, Any], everything: bool) -> None:
    """The record and the scenarios that part from it; all of them, where that is asked for."""
    names = list(data["outcomes"])
    record, *others = data["rows"]
    heading(data["question"] or data["sweep"] or f"{len(others)} scenarios")
    some = [row for row in others if everything or row["differs"] or row["fault"]]
    table(("scenario", *names), [_row(row, names) for row in (record, *some)])
    if not everything and len(some) < len(others):
        more(len(others) - len(some), "that answer as the record does")
    line()
    for name, number in data["differing"].items():
        line(f"{name}: other than on record in {number} of {len(others)} scenarios.")
    line()
    line(data["assumption"])


def _row(row: Mapping[str, Any], names: list[str]) -> list[object]:
    if row["fault"]:
        return [row["case"], row["fault"], *("" for _ in names[1:])]
    return [row["case"], *(_cell(row, name) for name in names)]


def _cell(row: Mapping[str, Any], name: str) -> object:
    """An answer, marked where it is another than on record; what is unknown is a dash."""
    value = row["outcomes"].get(name)
    told = "–" if value is None else shown(value)
    return f"{told} *" if name in row["differs"] else told
