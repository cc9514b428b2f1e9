"""What if: a history replayed under its own rules, and which of its events mattered. Nothing of it is ever recorded."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from cli.asking import FIGURE, Asking, EventNumber, asks
from cli.conventions import Maybe, leave_where_false
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
    check_about,
    scenario_of,
    telling,
    understood,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.causes import Influence, Needed

OutcomeArgument = Annotated[
    str, typer.Argument(metavar="OUTCOME", help="A yes-or-no question, such as phase == 'dissolved'.")
]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("whatif")(whatif)
    app.command("whatif-necessary")(necessary)
    app.command("whatif-sufficient")(sufficient)
    app.command("whatif-influence")(influence)
    app.command("whatif-sweep")(sweep)
    app.command("depends")(depends)


@asks(*FIGURE, "everything")
def whatif(
    asking: Asking,
    drop: DropOption = None,
    replace: ReplaceOption = None,
    shift: ShiftOption = None,
    insert: InsertOption = None,
    without_party: WithoutOption = None,
    charter: CharterOption = None,
    scenario: FileOption = None,
    after: AfterOption = None,
    start: FromOption = None,
) -> None:
    """Replay a history with some of it changed: what the rules would have refused, and what would be different.

    Where a scenario file says what it expects and that does not hold, the exit code is 4.

    Example: coalition whatif i3t --without-party navy
    """
    from cli.render import whatif as render
    from cli.replaying import described, expectation, held_ready
    from projections.branch import whatif as view

    given = (("drop", drop), ("replace", replace), ("shift", shift), ("insert", insert))
    parties = (("without-party", without_party), ("charter", charter))
    wanted, file = scenario_of(scenario, (*given, *parties), start, after)
    timeline, when, head = held_ready(asking)
    if file is not None:
        check_about(file, scenario, asking.coalition, "--scenario")
    with understood():
        replay = timeline.replay(wanted)
        expected = expectation(file, replay, when)
        told = view(replay, when)
    data = head | {"scenario": described(file, replay), **told, "expectation": expected}
    asking.answer(data, lambda: render.whatif(data, asking.everything))
    leave_where_false(expected is None or expected["holds"])


@asks(*FIGURE)
def necessary(asking: Asking, outcome: OutcomeArgument) -> None:
    """Find the acts without which an outcome would not have come about; exit 4 where it did not.

    Example: coalition whatif-necessary i3t "phase == 'chartered'"
    """
    from cli.render import causes as render
    from cli.replaying import held_ready, sentences
    from engine.causes import necessary as find
    from projections.outcome import Outcome

    timeline, when, head = held_ready(asking)
    with understood("OUTCOME"), patience("Dropping each act") as tell:
        question = Outcome.read(outcome, when).asked_of(timeline)
        found = find(timeline, question, telling(tell))
    data = head | {"outcome": question.outcome.text, "holds": found.holds, "necessary": _acts(found.acts)}
    told = sentences(timeline, [act.n for act in found.acts])
    asking.answer(data, lambda: render.necessary(data, told))
    leave_where_false(found.holds)


@asks(*FIGURE)
def sufficient(asking: Asking, outcome: OutcomeArgument) -> None:
    """Find a smallest part of the history that leads to an outcome, and tell it as a story; exit 4 where none does.

    Example: coalition whatif-sufficient fell-apart "phase == 'dissolved'"
    """
    from cli.render import causes as render
    from cli.replaying import held_ready
    from engine.causes import sufficient as find
    from projections.outcome import Outcome
    from projections.story import story

    timeline, when, head = held_ready(asking)
    with understood("OUTCOME"), patience("Leaving out what can be left out") as tell:
        question = Outcome.read(outcome, when).asked_of(timeline)
        found = find(timeline, question, telling(tell))
    told = {"sufficient": list(found.acts), "story": story(found.records)}
    data = head | {"outcome": question.outcome.text, "holds": found.holds, **told}
    asking.answer(data, lambda: render.sufficient(data))
    leave_where_false(found.holds)


@asks(*FIGURE, "everything")
def influence(
    asking: Asking,
    path: Annotated[str, typer.Argument(metavar="VIEW.PATH", help="A figure, such as momentum.score.")],
) -> None:
    """Rank the acts by what each does to a figure: the figure less what it would be without the act.

    Example: coalition whatif-influence i3t momentum.score --as-of 2019-05-01
    """
    from cli.render import causes as render
    from cli.replaying import held_ready, sentences
    from engine.causes import influence as find
    from projections.outcome import number

    timeline, when, head = held_ready(asking)
    with understood("VIEW.PATH"), patience("Dropping each act") as tell:
        found = find(timeline, number(path, timeline, when), telling(tell))
    data = head | {"path": path, "value": found.value, "influence": _acts(found.acts)}
    told = sentences(timeline, [act.n for act in found.acts])
    asking.answer(data, lambda: render.influence(data, told, asking.everything))


@asks("known_at", "at_version")
def depends(asking: Asking, number: EventNumber) -> None:
    """List what rests on an event, and what it rests on: what could not be on record without what.

    Example: coalition depends i3t 38
    """
    from cli.render import causes as render
    from cli.replaying import held_ready, sentences
    from engine.causes import depends as find

    timeline, _, head = held_ready(asking)
    with understood("N"), patience("Dropping each act") as tell:
        found = find(timeline, number, telling(tell))
    takes = None if found.takes is None else list(found.takes)
    data = head | {"n": found.n, "type": found.type, "takes": takes, "rests_on": list(found.rests_on)}
    told = sentences(timeline, [found.n, *(takes or ()), *found.rests_on])
    asking.answer(data, lambda: render.depends(data, told))


@asks(*FIGURE, "everything")
def sweep(
    asking: Asking,
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
) -> None:
    """Ask the same questions of a whole family of scenarios, and tell where the answers part from the record.

    What is interrupted goes on from where it was, when the same is asked again.

    Example: coalition whatif-sweep i3t sweep.yaml --workers 2
    """
    from cli.render import sweeps as render
    from cli.replaying import held_ready
    from cli.sweeping import Means, began, plan_of, swept

    plan = plan_of(file, asking.coalition)
    kept = journal or (None if file == "-" else Path(f"{file}.journal"))
    timeline, when, head = held_ready(asking._replace(as_of=asking.as_of or began(kept)))
    with understood("FILE"):
        data = head | swept(plan, timeline, when, Means(kept, workers, cluster))
    if journal is None and kept is not None:
        kept.unlink(missing_ok=True)
    asking.answer(data, lambda: render.sweep(data, asking.everything))


def _acts(acts: Iterable[Needed | Influence]) -> list[dict[str, Any]]:
    return [act._asdict() | {"takes": list(act.takes)} for act in acts]
