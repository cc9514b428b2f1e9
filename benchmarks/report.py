"""The report: the table of figures, each beside the one that was kept before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

from benchmarks.rows import Figure, Sizes

_HEAD = ("#", "what", "against", "figure", "from – to", "must reach", "before")
_ABOUT = """# Benchmarks

Every figure is a ratio to a yardstick that was timed in turn with it, in the same run: the median of the pairs, and
beside it the smallest and the largest. What waits for the disk or for other processes is timed by the clock on the
wall, what only computes by the processor's time. Made with `make bench`; `before` is what this page said until then.
"""
_CELL = re.compile(r" \| ")


#: Cells of the table, or what is said beside a figure, by its key.
Lines: TypeAlias = dict[str, list[str]]


def table(lines: Lines) -> str:
    """The table in Markdown, in the order of the rows."""
    ordered = (lines[key] for key in sorted(lines, key=_in_order))
    return "\n".join(map(_line, (_HEAD, ["---"] * len(_HEAD), *ordered)))


def lines_of(figures: Sequence[Figure], before: Lines) -> Lines:
    """The figures as lines of the table, each beside what was kept of it before."""
    return {figure.key: _cells(figure, before[figure.key][3] if figure.key in before else "") for figure in figures}


def notes_of(figures: Sequence[Figure]) -> Lines:
    """What is said beside figures."""
    return {figure.key: [figure.note] for figure in figures if figure.note}


def notes(lines: Lines) -> str:
    """What is said beside figures, as a list in Markdown."""
    return "\n".join(f"- **{key}** {lines[key][0]}" for key in sorted(lines, key=_in_order))


def page(lines: Lines, said: Lines, machine: str, sizes: Sizes, day: str) -> str:
    """The whole page."""
    measured = (
        f"On {day}: {machine}. Histories of {sizes.short:,}, {sizes.middle:,} and {sizes.long:,} events and "
        f"{sizes.coalitions:,} coalitions of {sizes.short:,}; {sizes.times} pairs each."
    )
    return "\n".join([_ABOUT, measured, "", table(lines), "", notes(said)]).rstrip() + "\n"


def kept(file: Path) -> tuple[Lines, Lines]:
    """The lines of the table that a page holds, and what it says beside them; nothing where there is no page."""
    told = file.read_text(encoding="utf-8") if file.exists() else ""
    rows = [_CELL.split(line.strip()[2:-2]) for line in told.splitlines() if re.match(r"\| \d", line)]
    said = re.findall(r"^- \*\*(\w+)\*\* (.+)$", told, re.MULTILINE)
    return {cells[0]: cells for cells in rows}, {key: [text] for key, text in said}


def _in_order(key: str) -> tuple[int, str]:
    number = re.match(r"\d+", key)
    return int(number[0]) if number else 0, key


def _cells(figure: Figure, before: str) -> list[str]:
    limit = figure.limit
    must = "" if limit is None else f"{limit.sign} {limit.bound:g}{'' if limit.met(figure.value) else ' ✗'}"
    spread = f"{_number(min(figure.values))} – {_number(max(figure.values))}" if len(figure.values) > 1 else ""
    return [figure.key, figure.what, figure.yardstick, _number(figure.value), spread, must, before]


def _number(value: float) -> str:
    return f"{value:.3g}"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
