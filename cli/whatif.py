"""What if: a history replayed under its own rules, and which of its events mattered. Nothing of it is ever recorded."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from cli.conventions import (
    DOES_NOT_HOLD,
    AsOf,
    AtVersion,
    CoalitionId,
    Json,
    KnownAt,
    Maybe,
    Store,
    WeightsFile,
    answer,
    asked,
    heading,
    opened,
    pinned,
    weighed,
)
from cli.render.patience import patience
from cli.scenarios import (
    AfterOption,
    CharterOption,
    DropOption,
    FileOption,
    FromOption,
    InsertOption,
    ReplaceOption,
    ShiftOption,
    WithoutOption,
    recorded,
    scenario_of,
    telling,
    understood,
)

if TYPE_CHECKING:
    from engine.scenario import Replay, ScenarioFile, Timeline
    from projections.consulted import When

OutcomeArgument = Annotated[
    str, typer.Argument(metavar="OUTCOME", help="A yes-or-no question, such as phase == 'dissolved'.")
]
All = Annotated[bool, typer.Option("--all", help="Show every line of what is long.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("whatif")(whatif)
    app.command("whatif-necessary")(necessary)
    app.command("whatif-sufficient")(sufficient)
    app.command("whatif-influence")(influence)
    app.command("whatif-sweep")(sweep)
    app.command("depends")(depends)


def whatif(
    coalition: CoalitionId,
    drop: DropOption = None,
    replace: ReplaceOption = None,
    shift: ShiftOption = None,
    insert: InsertOption = None,
    without_party: WithoutOption = None,
    charter: CharterOption = None,
    scenario: FileOption = None,
    after: AfterOption = None,
    start: FromOption = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    at_version: AtVersion = None,
    weights: WeightsFile = None,
    everything: All = False,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Replay a history with some of it changed: what the rules would have refused, and what would be different.

    Where a scenario file says what it expects and that does not hold, the exit code is 4.

    Example: coalition whatif i3t --without-party navy
    """
    from cli.render import whatif as render
    from projections.branch import whatif as view

    given = (("drop", drop), ("replace", replace), ("shift", shift), ("insert", insert))
    parties = (("without-party", without_party), ("charter", charter))
    wanted, file = scenario_of(scenario, (*given, *parties), start, after)
    timeline, when, head = _history(coalition, (as_of, known_at, at_version), weights, store)
    if file is not None and file.coalition not in (None, coalition):
        said = f"{scenario} is about {file.coalition}, not {coalition}"
        raise typer.BadParameter(said, param_hint="--scenario")
    with understood():
        replay = timeline.replay(wanted)
        expected = _expectation(file, replay, when)
        told = view(replay, when)
    data = head | {"scenario": _described(file, replay), **told, "expectation": expected}
    answer(as_json, data, lambda: render.whatif(data, everything))
    if expected is not None and not expected["holds"]:
        raise typer.Exit(DOES_NOT_HOLD)


def necessary(
    coalition: CoalitionId,
    outcome: OutcomeArgument,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    at_version: AtVersion = None,
    weights: WeightsFile = None,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Find the acts without which an outcome would not have come about; exit 4 where it did not.

    Example: coalition whatif-necessary i3t "phase == 'chartered'"
    """
    from cli.render import causes as render
    from engine.causes import necessary as find
    from projections.outcome import Outcome

    timeline, when, head = _history(coalition, (as_of, known_at, at_version), weights, store)
    with understood("OUTCOME"), patience("Dropping each act") as tell:
        question = Outcome.read(outcome, when).asked_of(timeline)
        found = find(timeline, question, telling(tell))
    acts = [act._asdict() | {"takes": list(act.takes)} for act in found.acts]
    data = head | {"outcome": question.outcome.text, "holds": found.holds, "necessary": acts}
    sentences = _sentences(timeline, [act.n for act in found.acts])
    answer(as_json, data, lambda: render.necessary(data, sentences))
    _leave_where_false(found.holds)


def sufficient(
    coalition: CoalitionId,
    outcome: OutcomeArgument,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    at_version: AtVersion = None,
    weights: WeightsFile = None,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Find a smallest part of the history that leads to an outcome, and tell it as a story; exit 4 where none does.

    Example: coalition whatif-sufficient fell-apart "phase == 'dissolved'"
    """
    from cli.render import causes as render
    from engine.causes import sufficient as find
    from projections.outcome import Outcome
    from projections.story import story

    timeline, when, head = _history(coalition, (as_of, known_at, at_version), weights, store)
    with understood("OUTCOME"), patience("Leaving out what can be left out") as tell:
        question = Outcome.read(outcome, when).asked_of(timeline)
        found = find(timeline, question, telling(tell))
    told = {"sufficient": list(found.acts), "story": story(found.records)}
    data = head | {"outcome": question.outcome.text, "holds": found.holds, **told}
    answer(as_json, data, lambda: render.sufficient(data))
    _leave_where_false(found.holds)


def influence(
    coalition: CoalitionId,
    path: Annotated[str, typer.Argument(metavar="VIEW.PATH", help="A figure, such as momentum.score.")],
    as_of: AsOf = None,
    known_at: KnownAt = None,
    at_version: AtVersion = None,
    weights: WeightsFile = None,
    everything: All = False,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Rank the acts by what each does to a figure: the figure less what it would be without the act.

    Example: coalition whatif-influence i3t momentum.score --as-of 2019-05-01
    """
    from cli.render import causes as render
    from engine.causes import influence as find
    from projections.outcome import number

    timeline, when, head = _history(coalition, (as_of, known_at, at_version), weights, store)
    with understood("VIEW.PATH"), patience("Dropping each act") as tell:
        found = find(timeline, number(path, timeline, when), telling(tell))
    acts = [act._asdict() | {"takes": list(act.takes)} for act in found.acts]
    data = head | {"path": path, "value": found.value, "influence": acts}
    sentences = _sentences(timeline, [act.n for act in found.acts])
    answer(as_json, data, lambda: render.influence(data, sentences, everything))


def depends(
    coalition: CoalitionId,
    number: Annotated[int, typer.Argument(metavar="N", help="The number of the event.")],
    known_at: KnownAt = None,
    at_version: AtVersion = None,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """List what rests on an event, and what it rests on: what could not be on record without what.

    Example: coalition depends i3t 38
    """
    from cli.render import causes as render
    from engine.causes import depends as find

    timeline, _, head = _history(coalition, (None, known_at, at_version), None, store)
    with understood("N"), patience("Dropping each act") as tell:
        found = find(timeline, number, telling(tell))
    takes = None if found.takes is None else list(found.takes)
    data = head | {"n": found.n, "type": found.type, "takes": takes, "rests_on": list(found.rests_on)}
    sentences = _sentences(timeline, [found.n, *(takes or ()), *found.rests_on])
    answer(as_json, data, lambda: render.depends(data, sentences))


def sweep(
    coalition: CoalitionId,
    file: Annotated[str, typer.Argument(metavar="FILE", help="The family of scenarios, in YAML.")],
    workers: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option("--workers", metavar="N", min=1, max=256, help="How many processes work on it."),
    ] = None,
    cluster: Annotated[
        Maybe, typer.Option("--cluster", metavar="ADDRESS", help="A Dask cluster instead: tcp://HOST:8786.")
    ] = None,
    journal: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--journal", metavar="FILE", help="Where answers are kept, to go on from. Else FILE.journal."),
    ] = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    at_version: AtVersion = None,
    weights: WeightsFile = None,
    everything: All = False,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Ask the same questions of a whole family of scenarios, and tell where the answers part from the record.

    What is interrupted goes on from where it was, when the same is asked again.

    Example: coalition whatif-sweep i3t sweep.yaml --workers 2
    """
    from cli.render import sweeps as render
    from cli.sweeping import began, plan_of, swept

    plan = plan_of(file, coalition)
    kept = journal or (None if file == "-" else Path(f"{file}.journal"))
    timeline, when, head = _history(coalition, (as_of or began(kept), known_at, at_version), weights, store)
    with understood("FILE"):
        data = head | swept(plan, timeline, when, kept, workers, cluster)
    if journal is None and kept is not None:
        kept.unlink(missing_ok=True)
    answer(as_json, data, lambda: render.sweep(data, everything))


def _history(
    coalition: str, dates: tuple[str | None, str | None, int | None], weights: Path | None, store: str | None
) -> tuple[Timeline, When, dict[str, Any]]:
    """A history held ready for replays, the date asked about, and what the JSON starts with."""
    from engine.scenario import Timeline
    from projections.consulted import When

    about, constants = asked(*dates), weighed(weights)
    with opened(store) as ledger:
        about = pinned(ledger, coalition, about)
        timeline = Timeline(recorded(ledger, coalition, about))
        head = heading(ledger, coalition, about) | {"weights": constants.digest}
    return timeline, When(about.as_of, constants), head


def _described(file: ScenarioFile | None, replay: Replay) -> dict[str, Any]:
    """The scenario, so that who reads the answer knows what was asked."""
    name, question = (None, None) if file is None else (file.name, file.question)
    edits = [str(edit) for edit in replay.scenario.edits]
    return {"name": name, "question": question, "from": replay.scenario.start, "edits": edits}


def _expectation(file: ScenarioFile | None, replay: Replay, when: When) -> dict[str, Any] | None:
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


def _sentences(timeline: Timeline, numbers: Sequence[int]) -> dict[int, str]:
    """Those events in a sentence each; what no longer counts goes by its type."""
    from projections.story import sentences

    told, types = sentences(timeline.records), {record.n: record.type for record in timeline.history}
    return {n: told.get(n, types[n]) for n in numbers}


def _leave_where_false(holds: bool) -> None:
    if not holds:
        raise typer.Exit(DOES_NOT_HOLD)
