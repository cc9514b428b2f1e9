"""Reporting: what became of many events at once, in words and as an exit code."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import typer

from cli.conventions import REFUSED, USAGE, say

if TYPE_CHECKING:
    from engine.importing import Refusal, Report


#: Lines that are named one by one; who has more of them looks at what they have in common first.
NAMED = 25


def tell_refusals(file: str, report: Report) -> None:
    """Name the lines that were refused or could not be read, on stderr; of very many, the rest by rule."""
    refused, following = _parted(report)
    for refusal in refused[:NAMED]:
        what = "".join(f"{part} " for part in (refusal.coalition, refusal.type) if part)
        rule = f"refused by {refusal.rule}" if refusal.rule else "unreadable"
        say(f"{file}, line {refusal.line}: {what}{rule}. {refusal.message}")
    for by, lines in Counter(refusal.rule for refusal in refused[NAMED:]).most_common():
        told = f"refused by {by}" if by else "unreadable"
        say(f"{file}: {lines} more line{'s' * (lines != 1)} {told}; --json names each.")
    _tell_following(file, following)
    if any(refusal.rule == "recording.complete" for refusal in refused):
        say('Was it never written down? --attest "REASON" takes such lines all the same, and keeps what they lack.')


def leave_where_refused(report: Report) -> None:
    """Leave with the code for refusals, or that for unreadable input, where there is either."""
    if report.refusals:
        raise typer.Exit(USAGE if all(refusal.rule is None for refusal in report.refusals) else REFUSED)


def _parted(report: Report) -> tuple[list[Refusal], Counter[str]]:
    """The refusals, and by coalition how many only follow from a refused opening."""
    refused: list[Refusal] = []
    coalitions, following = set[str | None](), Counter[str]()
    for refusal in report.refusals:
        if refusal.rule == "¶opened" and refusal.coalition in coalitions:
            following[str(refusal.coalition)] += 1
        else:
            coalitions.add(refusal.coalition)
            refused.append(refusal)
    return refused, following


def _tell_following(file: str, following: Counter[str]) -> None:
    """What only follows from refused openings: by coalition where they are few, else all of it together."""
    for coalition, lines in following.items() if len(following) <= NAMED else ():
        say(f"{file}: {coalition}: {lines} more refused by ¶opened, for want of a coalition-proposed before them.")
    if len(following) > NAMED:
        lines = sum(following.values())
        say(
            f"{file}: {lines} more lines of {len(following)} coalitions refused by ¶opened, for want of a "
            "coalition-proposed before them."
        )
