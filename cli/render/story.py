"""The story: timelines and logs, a line an event when piped, laid out for reading on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from cli.render.text import cell, grid, heading, line, on_terminal, table
from cli.render.views import days, minute, section

_WIDTHS = {"year": 4, "month": 7}  # of a date that is not known to the day
_RAW = ("n", "type", "at", "by", "recorded_at", "recorded_by", "source", "")


def timeline(data: dict[str, Any]) -> None:
    """The story in the order in which things happened; then the phases."""
    if on_terminal():
        _told(data["entries"])
    else:
        told = [(e, days(e["recorded_late_by"])) for e in data["entries"]]
        rows = [(e["n"], _when(e), e["phase"], _area(e), after, _sentence(e)) for e, after in told]
        table(("n", "at", "phase", "area", "recorded after", "what happened"), rows)
    phases = [(p["phase"], _day(p["from"]), _day(p["to"]), p["days"]) for p in data["phases"]]
    section("Phases", ("phase", "from", "to", "days"), phases)


def log(rows: Sequence[dict[str, Any]]) -> None:
    """Raw entries, in the order of recording."""
    if on_terminal():
        for row in rows:
            _entry(row)
    else:
        table(_RAW, [(*(row.get(name) for name in _RAW[:-1]), _marks(row)) for row in rows])


def _told(entries: Sequence[dict[str, Any]]) -> None:
    """The phases as headings, and under each what happened in it."""
    all_late = all(entry["recorded_late_by"] for entry in entries)
    for phase, told in groupby(entries, key=lambda entry: entry["phase"]):
        line()
        heading(phase)
        rows = [(f"{e['n']:>4}", _when(e), cell(_sentence(e, tell_late=not all_late))) for e in told]
        grid(rows, styles=("dim", "cyan"))
    if entries and all_late:
        line()
        line("All of it was written up afterwards.")


def _entry(row: dict[str, Any]) -> None:
    """One raw entry on two lines: what and when, then how it came to be on record."""
    recorded = f"recorded {minute(row['recorded_at'])} by {row['recorded_by']}"
    source = f"from: {row['source']}" if row.get("source") else ""
    beside = "; ".join(part for part in (recorded, source, _marks(row)) if part)
    grid([(f"{row['n']:>4}", f"{row['type']}  {row['at']}  {cell(row.get('by'))}")], styles=("dim", "bold"))
    grid([("    ", cell(beside))])


def _when(entry: dict[str, Any]) -> str:
    """The day, or as much of the date as is known."""
    return str(entry["at"])[: _WIDTHS.get(entry["precision"], 10)]


def _day(at: str | None) -> str | None:
    return at and at[:10]


def _area(entry: dict[str, Any]) -> str:
    return str(entry["lane"]).replace("_", " ")


def _sentence(entry: dict[str, Any], *, tell_late: bool = False) -> str:
    marks = []
    if entry["contested"]:
        marks.append(f"contested by {cell(entry['contested'])}")
    if entry["reconciled"]:
        marks.append(f"reconciled by {cell(entry['reconciled'])}")
    if entry["attested"]:
        marks.append("attested, breaks " + ", ".join(entry["attested"]["breaches"] or ["nothing itself"]))
    if tell_late and entry["recorded_late_by"]:
        marks.append(f"recorded {entry['recorded_late_by']} days late")
    return str(entry["sentence"]) + (f" [{'; '.join(marks)}]" if marks else "")


def _marks(row: dict[str, Any]) -> str:
    marks = ["voided"] if row["voided"] else []
    if row.get("derived_from") is not None:
        marks.append(f"derived from {row['derived_from']}")
    if row.get("breaches"):
        marks.append("breaks " + ", ".join(row["breaches"]))
    if row.get("stands_at") is not None:
        marks.append(f"stands at {row['stands_at']}")
    return "; ".join(marks)
