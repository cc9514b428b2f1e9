"""The report: the table of figures, each beside the one that was kept before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from benchmarks.rows import Figure, Sizes

_HEAD = ("#", "what", "against", "figure", "from – to", "must reach", "before")
_ABOUT = """# Benchmarks

Every figure is a ratio to a yardstick that was timed in turn with it, in the same run: the median of the pairs, and
beside it the smallest and the largest. What waits for the disk or for other processes is timed by the clock on the
wall, what only computes by the processor's time. Made with `make bench`; `before` is what this page said until then.
"""


def table(figures: Sequence[Figure], before: dict[str, str]) -> str:
    """The figures as a table in Markdown."""
    lines = [_line(_HEAD), _line(["---"] * len(_HEAD))]
    return "\n".join([*lines, *(_line(_cells(figure, before.get(figure.key, ""))) for figure in figures)])


def page(figures: Sequence[Figure], before: dict[str, str], machine: str, sizes: Sizes, day: str) -> str:
    """The whole page."""
    measured = (
        f"On {day}: {machine}. Histories of {sizes.short:,}, {sizes.middle:,} and {sizes.long:,} events and "
        f"{sizes.coalitions:,} coalitions of {sizes.short:,}; {sizes.times} pairs each."
    )
    return "\n".join([_ABOUT, measured, "", table(figures, before), "", *notes(figures)]).rstrip() + "\n"


def notes(figures: Sequence[Figure]) -> list[str]:
    """What is said beside the figures."""
    return [f"- **{figure.key}** {figure.note}" for figure in figures if figure.note]


def kept(file: Path) -> dict[str, str]:
    """The figures that a page holds, by key; none where there is no page."""
    told = file.read_text(encoding="utf-8") if file.exists() else ""
    rows = (line.strip("| ").split(" | ") for line in told.splitlines() if re.match(r"\| \d", line))
    return {cells[0]: cells[3] for cells in rows}


def _cells(figure: Figure, before: str) -> list[str]:
    limit = figure.limit
    must = "" if limit is None else f"{limit.sign} {limit.bound:g}{'' if limit.met(figure.value) else ' ✗'}"
    spread = f"{_number(min(figure.values))} – {_number(max(figure.values))}" if len(figure.values) > 1 else ""
    return [figure.key, figure.what, figure.yardstick, _number(figure.value), spread, must, before]


def _number(value: float) -> str:
    return f"{value:.3g}"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
