"""The scenario of a page: what it changed about a history, what became of that, and why what was refused was refused.

The same on every date that the page shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from engine.scenario import ASSUMPTION, Label, Replay, Step
from projections.orphans import stories
from projections.timeline import timeline

#: What an event goes by: its number on record, i1, i2 … where the scenario inserted it, null where the rules added it.
Name = int | str | None


class Telling(NamedTuple):
    """An event as one side tells it."""

    at: str
    precision: str
    sentence: str


class Fate(NamedTuple):
    """What became of an event that is not as recorded."""

    name: Name
    n: int  #: in the side that has it
    label: Label
    type: str
    on_branch: bool  #: whether the branch has it
    told: Telling  #: by the branch, where that has it
    was: Telling | None  #: by the record, where that tells it otherwise


class Orphan(NamedTuple):
    """What people recorded and could not have, with the rule that refuses it and the steps that it comes from."""

    name: Name
    n: int
    type: str
    told: Telling
    why: str
    rule: str | None
    message: str | None
    because: tuple[tuple[Name, int], ...]  #: nearest first, the edit last; each with its number in the side that has it


class Asked(NamedTuple):
    """A scenario with all that the page tells of it."""

    name: str | None
    question: str | None
    edits: list[str]
    start: str | None  #: where it leaves the record
    after: str
    counts: Mapping[Label, int]
    fates: list[Fate]
    orphans: list[Orphan]
    #: `{"outcome", "holds", "held", "unknown"}` of what was expected of it
    expectation: Mapping[str, Any] | None
    replay: Replay
    assumption: str = ASSUMPTION

    def marks(self, on_branch: bool) -> dict[int, Label]:
        """By its number on one of the sides, what became of each event that is not as recorded."""
        fates = {one.n: one.label for one in self.fates if one.on_branch == on_branch or one.label == "changed"}
        return fates if on_branch else fates | {one.n: "orphaned" for one in self.orphans}


def asked(
    replay: Replay, name: str | None = None, question: str | None = None, expectation: Mapping[str, Any] | None = None
) -> Asked:
    """What a page tells of a replay."""
    start, edits = replay.scenario.start, [str(edit) for edit in replay.scenario.edits]
    record, branch = (_tellings(side) for side in (replay.record.records, replay.branch.records))
    return Asked(
        name,
        question,
        edits,
        None if start is None else str(start),
        replay.scenario.after,
        replay.counts,
        list(_fates(replay, record, branch)),
        list(_orphans(replay, record)),
        expectation,
        replay,
    )


def _tellings(records: Any) -> dict[int, Telling]:
    entries = timeline(records)["entries"] if records else []
    return {entry["n"]: Telling(entry["at"], entry["precision"], entry["sentence"]) for entry in entries}


def _fates(replay: Replay, record: Mapping[int, Telling], branch: Mapping[int, Telling]) -> Iterator[Fate]:
    for step in replay.differing:
        if step.label != "orphaned":
            n, on_branch = step.record.n, step.label not in ("dropped", "vanished")
            told = (branch if on_branch else record).get(n, _untold(step))
            was = record.get(n) if step.label == "changed" else None
            yield Fate(step.n, n, step.label, step.type, on_branch, told, None if was == told else was)


def _orphans(replay: Replay, record: Mapping[int, Telling]) -> Iterator[Orphan]:
    steps = {step.n: step for step in replay.differing if step.label == "orphaned"}
    for story in stories(replay):
        step = steps[story["n"]]
        told = record.get(step.record.n, _untold(step))
        because = tuple((name, _number(replay, name)) for name in step.because)
        yield Orphan(step.n, step.record.n, step.type, told, story["sentence"], step.rule, step.message, because)


def _untold(step: Step) -> Telling:
    """Of what no side tells, because it does not count there."""
    event = step.record.event
    return Telling(event.at, event.exactness, f"{event.type.replace('-', ' ').capitalize()}.")


def _number(replay: Replay, name: Name) -> int:
    """The number behind a name; 0 behind none."""
    if isinstance(name, str):
        return len(replay.timeline.history) + int(name[1:])
    return name or 0
