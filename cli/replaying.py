"""Replaying: a history held ready to be replayed, and what a replay comes to in words and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cli.scenarios import recorded

if TYPE_CHECKING:
    from cli.asking import Asking
    from engine.scenario import Replay, ScenarioFile, Timeline
    from projections.consulted import When


def held_ready(asking: Asking) -> tuple[Timeline, When, dict[str, Any]]:
    """A history held ready for replays, the date asked about, and what the JSON starts with."""
    from engine.scenario import Timeline
    from projections.consulted import When

    about, constants = asking.about(), asking.constants()
    with asking.read(about) as reading:
        timeline = Timeline(recorded(reading))
        head = reading.heading(constants)
    return timeline, When(about.as_of, constants), head


def described(file: ScenarioFile | None, replay: Replay) -> dict[str, Any]:
    """The scenario, so that who reads the answer knows what was asked."""
    name, question = (None, None) if file is None else (file.name, file.question)
    edits = [str(edit) for edit in replay.scenario.edits]
    return {"name": name, "question": question, "from": replay.scenario.start, "edits": edits}


def expectation(file: ScenarioFile | None, replay: Replay, when: When) -> dict[str, Any] | None:
    """Whether what a scenario file expects holds on the branch; what makes no sense on the record is a mistake."""
    from projections.consulted import Consulted
    from projections.expression import OutcomeError
    from projections.outcome import Outcome

    if file is None or file.expect is None:
        return None
    outcome = Outcome.read(file.expect, when)
    record, branch = Consulted(replay.record, when), Consulted(replay.branch, when)
    try:
        holds = outcome.holds(branch, strict=True)
    except OutcomeError:  # what the record has may be missing on the branch; what neither has is a mistake
        holds = outcome.holds(record, strict=True) and False
    unknown = [] if holds else outcome.unknown(branch)
    return {"outcome": outcome.text, "holds": holds, "held": outcome.holds(record), "unknown": unknown}


def sentences(timeline: Timeline, numbers: Sequence[int]) -> dict[int, str]:
    """Those events in a sentence each; what no longer counts goes by its type."""
    from projections.story import sentences as view

    told, types = view(timeline.records), {record.n: record.type for record in timeline.history}
    return {n: told.get(n, types[n]) for n in numbers}
