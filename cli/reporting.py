"""Reporting: what became of many events at once, in words and as an exit code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from cli.conventions import REFUSED, USAGE, say

if TYPE_CHECKING:
    from engine.importing import Refusal, Report


def tell_refusals(file: str, report: Report) -> None:
    """Name every line that was refused or could not be read, on stderr."""
    for refusal in _telling(file, report):
        what = "".join(f"{part} " for part in (refusal.coalition, refusal.type) if part)
        rule = f"refused by {refusal.rule}" if refusal.rule else "unreadable"
        say(f"{file}, line {refusal.line}: {what}{rule}. {refusal.message}")


def leave_where_refused(report: Report) -> None:
    """Leave with the code for refusals, or that for unreadable input, where there is either."""
    if report.refusals:
        raise typer.Exit(USAGE if all(refusal.rule is None for refusal in report.refusals) else REFUSED)


def _telling(file: str, report: Report) -> Iterator[Refusal]:
    """The refusals; those that only follow from a refused opening are counted, not named."""
    refused, following = set[str | None](), Counter[str]()
    for refusal in report.refusals:
        if refusal.rule == "¶opened" and refusal.coalition in refused:
            following[str(refusal.coalition)] += 1
        else:
            refused.add(refusal.coalition)
            yield refusal
    for coalition, lines in following.items():
        say(f"{file}: {coalition}: {lines} more refused by ¶opened, for want of a coalition-proposed before them.")
