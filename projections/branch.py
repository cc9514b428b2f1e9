"""Branches: what a scenario changes, in every view: the record and the branch side by side, by the very same folds.

The path of a difference may be asked about in an outcome (a step that is no plain name in quotes). What only the branch
has bears no number of the ledger: an event that a scenario inserts is i1, i2 …, one that the rules added has none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isclose
from typing import Any, NamedTuple

from engine.scenario import ASSUMPTION, Replay
from projections.compare import differences
from projections.consulted import NAMES, Consulted, When
from projections.figure import Figure, found, plain
from projections.orphans import stories
from projections.paths import steps


class Difference(NamedTuple):
    """Something that record and branch say differently; null where one of them does not speak of it."""

    path: str
    record: Any
    branch: Any


class Compared(NamedTuple):
    """The views of both sides by name, and where they differ."""

    record: dict[str, Any]
    branch: dict[str, Any]
    differences: list[Difference]


def compared(replay: Replay, when: When) -> Compared:
    """Every view of record and branch on a date.

    The points of the curve of momentum stand in the views; they are no differences of their own.
    """
    record, branch = (Consulted(side, when) for side in (replay.record, replay.branch))
    was = {name: record.view(name) for name in NAMES}
    becomes = {name: named(branch.view(name), replay) for name in NAMES}
    found = [difference for name in NAMES for difference in differing(name, was[name], becomes[name])]
    return Compared(plain(was), plain(becomes), found)


def whatif(replay: Replay, when: When) -> dict[str, Any]:
    """What `coalition whatif` answers a program.

    `{"after", "first_divergence", "counts", "steps", "orphans", "record", "branch", "differences", "commands",
    "assumption"}`; `orphans` tells in a sentence each why what was recorded could not have been.
    """
    both = compared(replay, when)
    return {
        **replay.as_json(),
        "orphans": stories(replay),
        "record": both.record,
        "branch": both.branch,
        "differences": [difference._asdict() for difference in both.differences],
        "commands": replay.commands(),
        "assumption": ASSUMPTION,
    }


def differing(name: str, was: Any, becomes: Any) -> Iterator[Difference]:
    """Where two answers of the view of this name differ: figures, or plain numbers."""
    for path, before, after, _ in differences(_bare(was), _bare(becomes)):
        if not (name == "momentum" and path.startswith("curve.")) and not _rounded(before, after):
            whole, told = (_whole(view, path, value) for view, value in ((was, before), (becomes, after)))
            yield Difference(f"{name}.{path}" if path else name, whole, told)


def _whole(view: Any, path: str, value: Any) -> Any:
    """The value with the events behind it, where it is more than one figure."""
    if not isinstance(value, (Mapping, list)):
        return value
    return plain(found(view, steps(path) if path else ()))


def _rounded(before: Any, after: Any) -> bool:
    """Whether two figures differ by no more than the order in which they were added up."""
    both = isinstance(before, float) and isinstance(after, (int, float))
    return both and isclose(before, after, rel_tol=1e-9, abs_tol=1e-12)


def _bare(view: Any) -> Any:
    """The view as it is compared: without the events behind it, and with a mere list of names as one thing."""
    if isinstance(view, Mapping):
        return {n: _bare(value) for n, value in view.items() if n != "events" or not isinstance(value, (list, tuple))}
    if isinstance(view, (list, tuple)):
        items = [_bare(item) for item in view]
        return items if not items or any(isinstance(item, (Mapping, Figure)) for item in items) else tuple(items)
    return view


def named(view: Any, replay: Replay) -> Any:
    """The view, in which events that only the branch has go by the names that a reader knows them by."""
    if isinstance(view, Mapping):
        return {name: _number(name, value, replay) for name, value in view.items()}
    return [named(item, replay) for item in view] if isinstance(view, (list, tuple)) else view


def _number(name: str, value: Any, replay: Replay) -> Any:
    if name == "n" and isinstance(value, int):
        return replay.name_of(value)
    if name == "events" and isinstance(value, (list, tuple)):
        return [replay.name_of(n) for n in value]
    return named(value, replay)
