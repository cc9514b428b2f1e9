"""Sweeping: a family of scenarios, run, kept and summed up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

from cli.conventions import ENVIRONMENT, moment, readable, say, wrong_usage
from cli.render.patience import patience
from cli.scenarios import check_about, telling

if TYPE_CHECKING:
    from engine.scenario import Timeline
    from engine.sweep import Row
    from engine.sweep_file import Sweep
    from projections.consulted import When


def plan_of(file: str, coalition: str) -> Sweep:
    """The sweep that a file describes; wrong usage where it cannot be read or is about another coalition."""
    from engine.sweep import SweepError
    from engine.sweep_file import read_sweep

    with readable(file) as lines, wrong_usage(SweepError, option="FILE", where=file):
        plan = read_sweep(lines)
    check_about(plan, file, coalition, "FILE")
    return plan


def began(journal: Path | None) -> str | None:
    """The date that a journal was begun about, where it is one."""
    from engine.sweep import began as told

    date = told(journal)
    if date is not None:
        moment(date, "--journal")
        say(f"Going on with {journal}, which asks about {date}.")
    return date


class Means(NamedTuple):
    """With what a sweep is run: where its answers are kept, and what works on it."""

    journal: Path | None
    workers: int | None
    cluster: str | None


def swept(plan: Sweep, timeline: Timeline, when: When, means: Means) -> dict[str, Any]:
    """Run a sweep: `{"sweep", "question", "outcomes", "rows": […], "differing": {outcome: how many}, "assumption"}`.

    A row: `{"case", "edits", "from", "after", "weights", "outcomes", "differs": [name…], "fault"}`.
    """
    from engine.scenario import ASSUMPTION

    return {
        "sweep": plan.name,
        "question": plan.question,
        "outcomes": dict(plan.outcomes),
        **_summed_up(_run(plan, timeline, when, means)),
        "assumption": ASSUMPTION,
    }


def _run(plan: Sweep, timeline: Timeline, when: When, means: Means) -> list[Row]:
    """The answers of every scenario, the record's first."""
    from domain.values import rfc3339
    from engine.sweep import sweep
    from projections.sweeps import table

    cases, measure = plan.cases(timeline), table(plan.outcomes, when, timeline)
    _check_weights(plan, when)
    date = rfc3339(when.as_of)
    with patience("Sweeping") as tell, _told_where_it_ends(means.journal):
        return sweep(timeline.history, cases, measure, **means._asdict(), asked_on=date, progress=telling(tell))


@contextmanager
def _told_where_it_ends(journal: Path | None) -> Iterator[None]:
    """Say why nothing works on a sweep, or where what is done of it is kept, where it ends early."""
    from engine.sweep import Unreachable

    try:
        yield
    except Unreachable as nobody:
        say(str(nobody))
        raise typer.Exit(ENVIRONMENT) from None
    except KeyboardInterrupt:
        if journal is not None and journal.exists():
            say(f"What is done is kept in {journal}. Ask the same again to go on from there.")
        raise


def _check_weights(plan: Sweep, when: When) -> None:
    """Every weight that is varied is one, before anything is run."""
    from projections.sweeps import weighed as with_constants

    for name, values in plan.grids.get("weights", ()):
        for value in values:
            with_constants(when.weights, ((name, value),))


def _summed_up(rows: list[Row]) -> dict[str, Any]:
    from projections.sweeps import differing

    parted = differing(rows)
    told = [_row(row, differs) for row, differs in zip(rows, parted, strict=True)]
    names = list(rows[0].outcomes)
    return {"rows": told, "differing": {name: sum(name in differs for differs in parted) for name in names}}


def _row(row: Row, differs: list[str]) -> dict[str, Any]:
    scenario = row.case.scenario
    return {
        "case": row.case.label,
        "edits": [str(edit) for edit in scenario.edits],
        "from": scenario.start,
        "after": scenario.after,
        "weights": dict(row.case.constants),
        "outcomes": dict(row.outcomes),
        "differs": differs,
        "fault": row.fault,
    }
