"""Reporting: what became of many events at once, in words and as an exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from cli.conventions import REFUSED, USAGE, say

if TYPE_CHECKING:
    from engine.importing import Report


def tell_refusals(file: str, report: Report) -> None:
    """Name every line that was refused or could not be read, on stderr."""
    for refusal in report.refusals:
        what = "".join(f"{part} " for part in (refusal.coalition, refusal.type) if part)
        rule = f"refused by {refusal.rule}" if refusal.rule else "unreadable"
        say(f"{file}, line {refusal.line}: {what}{rule}. {refusal.message}")


def leave_where_refused(report: Report) -> None:
    """Leave with the code for refusals, or that for unreadable input, where there is either."""
    if report.refusals:
        raise typer.Exit(USAGE if all(refusal.rule is None for refusal in report.refusals) else REFUSED)
