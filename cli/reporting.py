"""Reporting: what became of many events at once, in words and as an exit code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from cli.conventions import REFUSED, USAGE, say

if TYPE_CHECKING:
    from engine.importing import Refusal, Report


#: Lines that are named one by one; who has more of them looks at what they have in common first.
NAMED = 25
_NEVER_WRITTEN = (
    'Was it never written down? With "attested": {"reason": "…"} of its own a line is kept all the same. '
    '--attest "REASON" says so of all lines that break a rule, whichever that is: for registers, not for mistakes.'
)


def tell_refusals(file: str, report: Report) -> None:
    """Name the lines that were refused or could not be read, on stderr; of very many, the rest by rule."""
    refused, following = _parted(report)
    named = _named(refused)
    for refusal in named:
        what = "".join(f"{part} " for part in (refusal.coalition, refusal.type) if part)
        say(f"{file}, line {refusal.line}: {what}{_by(refusal.rule)}. {refusal.message}")
    rest = [refusal for refusal in refused if refusal not in named]
    for rule, count in Counter(refusal.rule for refusal in rest).most_common():
        first = next(refusal.line for refusal in rest if refusal.rule == rule)
        lines = f"line {first} is" if count == 1 else f"{count} more lines, from line {first} on, are"
        say(f"{file}: {lines} {_by(rule)}; --json names each.")
    _tell_following(file, following)
    if refused and all(refusal.rule == "recording.complete" for refusal in refused):
        say(_NEVER_WRITTEN)


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


def _named(refused: Sequence[Refusal]) -> Sequence[Refusal]:
    """Those that are named, in order: of every rule the first at least, and of every mistake in form."""
    if len(refused) <= NAMED:
        return refused
    kinds = {(r.rule, r.message if r.rule in (None, "¶shape") else ""): r for r in reversed(refused)}
    first = sorted(kinds.values(), key=lambda refusal: refusal.line)[:NAMED]
    others = [refusal for refusal in refused if refusal not in first]
    return sorted([*first, *others[: NAMED - len(first)]], key=lambda refusal: refusal.line)


def _by(rule: str | None) -> str:
    return f"refused by {rule}" if rule else "unreadable"


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
