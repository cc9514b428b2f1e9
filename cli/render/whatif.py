"""What-ifs for people: what became of the acts, what differs, the two curves of momentum, and what is assumed."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from cli.render.text import brief, bullets, heading, line, parts, some, table

#: So many lines of a table or list are shown, unless all are asked for.
_STEPS, _DIFFERENCES = 12, 4
_BRIEF, _PATH = 48, 72  # how wide a cell that sums up many values may be, and a path
_ITEMS = 4  # so many of a list are named in a cell
_EDITED = ("dropped", "inserted", "changed", "appeared", "vanished")


def whatif(data: Mapping[str, Any], everything: bool) -> None:
    """The whole answer, the assumption last."""
    _asked(data)
    _steps(data, everything)
    _orphans(data["orphans"], everything)
    _differences(data["differences"], everything)
    _momentum(data)
    _commands(data["commands"])
    _expectation(data["expectation"])
    line()
    line(data["assumption"])


def shown(value: Any) -> object:
    """A figure for people; unknown stays empty, never zero."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:z.2f}"
    if isinstance(value, Mapping):
        return parts(value, shown, _BRIEF)
    return [shown(item) for item in some(value, _ITEMS)] if isinstance(value, (list, tuple)) else value


def more(hidden: int, what: str) -> None:
    """Say how many lines are left out."""
    if hidden > 0:
        line(f"… and {hidden} more {what}; --all shows them.")


def _asked(data: Mapping[str, Any]) -> None:
    scenario = data["scenario"]
    heading(
        scenario["question"] or scenario["name"] or "What if: " + ("; ".join(scenario["edits"]) or "nothing differs")
    )
    if scenario["question"] or scenario["name"]:
        line("; ".join(scenario["edits"]))
    counts = ", ".join(f"{number} {label}" for label, number in data["counts"].items() if number)
    line(f"{counts}.")
    first = next((step for step in data["steps"] if step["label"] != "kept"), None)
    if first is None:
        line("Nothing would have been different.")
    else:
        where = f"event {first['n']}" if first["n"] else "an event that appears"
        line(f"They part at {where}: {first['type']}, {first['at'][:10]}, {first['label']}.")


def _steps(data: Mapping[str, Any], everything: bool) -> None:
    rows = [step for step in data["steps"] if step["label"] in _EDITED]
    if rows:
        line()
        heading("Steps that differ")
        some = rows if everything else rows[:_STEPS]
        table(("n", "label", "type", "at"), [(s["n"], s["label"], s["type"], s["at"][:10]) for s in some])
        more(len(rows) - len(some), "steps")


def _orphans(orphans: Sequence[Mapping[str, Any]], everything: bool) -> None:
    if orphans:
        line()
        heading("What could not have been recorded")
        some = orphans if everything else orphans[:_STEPS]
        bullets(f"{orphan['n']}: {orphan['sentence']}" for orphan in some)
        more(len(orphans) - len(some), "of them")


def _differences(differences: Sequence[Mapping[str, Any]], everything: bool) -> None:
    """Side by side, a few of each part of a view; those that only show further behind the point come with all."""
    if not differences:
        return
    line()
    heading("What differs")
    rows: list[tuple[object, ...]] = []
    for _, group in groupby(differences, key=lambda difference: str(difference["path"]).split(".")[:2]):
        found = [(_cut(d["path"], everything), shown(d["record"]), shown(d["branch"])) for d in group]
        rows += found if everything else [row for row in found if row[1] != row[2]][:_DIFFERENCES]
    table(("figure", "record", "branch"), rows)
    more(len(differences) - len(rows), "differences")


def _cut(path: str, everything: bool) -> str:
    return path if everything else brief(path, _PATH)


def _momentum(data: Mapping[str, Any]) -> None:
    from projections.sparkline import sparklines

    curves = sparklines(*(data[side]["momentum"]["curve"] for side in ("record", "branch")))
    if any(curves):
        line()
        heading("Momentum")
        for side, curve in zip(("record", "branch"), curves, strict=True):
            scores = [point["score"] for point in data[side]["momentum"]["curve"] if point["score"] is not None]
            line(
                f"{side}  {curve}  {shown(min(scores, default=None))} to {shown(max(scores, default=None))}, "
                f"at last {shown(data[side]['momentum']['score'])}"
            )


def _commands(commands: Sequence[Sequence[str]]) -> None:
    if commands:
        line()
        heading("To record for real what the scenario inserts")
        for words in commands:
            line(f"  {shlex.join(words)}")


def _expectation(expectation: Mapping[str, Any] | None) -> None:
    if expectation is None:
        return
    line()
    said = "holds" if expectation["holds"] else "does not hold"
    line(f"Expected: {expectation['outcome']}. It {said}{unknown_here(expectation['unknown'])}.")


def unknown_here(paths: Sequence[str]) -> str:
    """What makes an answer unknown."""
    return f": {', '.join(paths)} {'is' if len(paths) == 1 else 'are'} unknown" if paths else ""
