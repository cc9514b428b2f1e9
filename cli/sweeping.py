"""Sweeping: a family of scenarios, run, kept and summed up."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from cli.conventions import ENVIRONMENT, moment, readable, say
from cli.render.patience import patience
from cli.scenarios import telling

if TYPE_CHECKING:
    from engine.scenario import Timeline
    from engine.sweep import Row
    from engine.sweep_file import Sweep
    from projections.consulted import When


def plan_of(file: str, coalition: str) -> Sweep:
    """The sweep that a file describes; wrong usage where it cannot be read or is about another coalition."""
    from engine.sweep import SweepError
    from engine.sweep_file import read_sweep

    with readable(file) as lines:
        try:
            plan = read_sweep(lines)
        except SweepError as wrong:
            raise typer.BadParameter(f"{file}: {wrong}", param_hint="FILE") from None
    if plan.coalition not in (None, coalition):
        raise typer.BadParameter(f"{file} is about {plan.coalition}, not {coalition}", param_hint="FILE")
    return plan


def began(journal: Path | None) -> str | None:
    """The date that a journal was begun about, where it is one."""
    from engine.sweep import began as told

    date = told(journal)
    if date is not None:
        moment(date, "--journal")
        say(f"Going on with {journal}, which asks about {date}.")
    return date


def swept(
    plan: Sweep, timeline: Timeline, when: When, journal: Path | None, workers: int | None, cluster: str | None
) -> dict[str, Any]:
    """Run a sweep: `{"sweep", "question", "outcomes", "rows": […], "differing": {outcome: how many}, "assumption"}`.

    A row: `{"case", "edits", "from", "after", "weights", "outcomes", "differs": [name…], "fault"}`.
    """
    from domain.values import rfc3339
    from engine.scenario import ASSUMPTION
    from engine.sweep import Unreachable, sweep
    from projections.sweeps import table

    cases, measure = plan.cases(timeline), table(plan.outcomes, when, timeline)
    _check_weights(plan, when)
    date = rfc3339(when.as_of)
    with patience("Sweeping") as tell:
        try:
            rows = sweep(
                timeline.history,
                cases,
                measure,
                workers=workers,
                cluster=cluster,
                journal=journal,
                asked_on=date,
                progress=telling(tell),
            )
        except Unreachable as nobody:
            say(str(nobody))
            raise typer.Exit(ENVIRONMENT) from None
        except KeyboardInterrupt:
            if journal is not None and journal.exists():
                say(f"What is done is kept in {journal}. Ask the same again to go on from there.")
            raise
    return {
        "sweep": plan.name,
        "question": plan.question,
        "outcomes": dict(plan.outcomes),
        **_summed_up(rows),
        "assumption": ASSUMPTION,
    }


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
