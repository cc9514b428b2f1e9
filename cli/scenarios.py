"""Scenarios on the command line: the edits as options, the history they are made to, and what makes no sense of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from cli.completing import parties, policies
from cli.conventions import Maybe, readable, stream, wrong_usage

if TYPE_CHECKING:
    from cli.asking import Reading
    from domain.event import Recorded
    from engine.scenario import Edit, Scenario, ScenarioFile
    from engine.sweep_file import Sweep

Edits = Optional[list[str]]  # noqa: UP045 (typer reads it)


def _edit(option: str, metavar: str, help_: str, **more: Any) -> Any:
    return typer.Option(f"--{option}", metavar=metavar, help=f"{help_} Repeatable.", **more)


DropOption = Annotated[Edits, _edit("drop", "ACTS", "These acts were never recorded: 3 7..9.")]
ReplaceOption = Annotated[Edits, _edit("replace", "ACT FIELD=VALUE", "Fields of an act were other: 12 due=2024-05-01.")]
ShiftOption = Annotated[Edits, _edit("shift", "ACTS by TIME", "Acts came later or earlier: 14 by -30d.")]
InsertOption = Annotated[Edits, _edit("insert", "FILE|JSON", "One more event, as JSON or a file of JSON Lines.")]
WithoutOption = Annotated[Edits, _edit("without-party", "PARTY", "The party was not there.", autocompletion=parties)]
CharterOption = Annotated[
    Edits, _edit("charter", "FIELD=VALUE", "A field of every draft was other: decision_rule=majority.")
]
FileOption = Annotated[Maybe, typer.Option("--scenario", metavar="FILE", help="A scenario written down in YAML.")]
AfterOption = Annotated[
    Maybe,
    typer.Option(
        "--after",
        metavar="POLICY",
        help="What follows the first edit: admissible (decide each act anew), keep (unchecked), none (stop there).",
        autocompletion=policies,
    ),
]
FromOption = Annotated[
    Maybe, typer.Option("--from", metavar="VERSION|DATE", help="Where the scenario leaves the record; the beginning.")
]


def scenario_of(
    file: str | None, given: Sequence[tuple[str, Edits]], start: str | None, after: str | None
) -> tuple[Scenario, ScenarioFile | None]:
    """The scenario that a file and options make together: the file's edits, then the options' in their order."""
    from engine.scenario import AFTER, Scenario

    written = None if file is None else _file(file)
    base = Scenario() if written is None else written.scenario
    edits = [*base.edits, *_edits(given)]
    if after is not None and after not in AFTER:
        raise typer.BadParameter(f"There is no policy {after!r}; there is: {', '.join(AFTER)}", param_hint="--after")
    begins = base.start if start is None else int(start) if start.isdecimal() and len(start) < 10 else start
    return Scenario(tuple(edits), begins, base.after if after is None else after), written


def check_about(described: ScenarioFile | Sweep, file: str | None, coalition: str, option: str) -> None:
    """Wrong usage where what a file describes is about another coalition."""
    if described.coalition not in (None, coalition):
        raise typer.BadParameter(f"{file} is about {described.coalition}, not {coalition}", param_hint=option)


def recorded(reading: Reading) -> list[Recorded]:
    """The entries of a coalition that a scenario is made to: those of a version, known by a date, whole recordings."""
    coalition, about = reading.coalition, reading.about
    entries = stream(reading.ledger, coalition, about._replace(at_version=None))
    known = entries[: _whole(entries, coalition, about.at_version)]
    if about.known_at is not None:
        known = [record for record in known if record.known_from <= about.known_at]
    if not known:
        raise typer.BadParameter(f"Nothing was known of {coalition} by then", param_hint="--known-at")
    return known


def _whole(entries: Sequence[Recorded], coalition: str, version: int | None) -> int:
    """The version at which the recording that was under way at the one asked about is whole."""
    if version is None:
        version = len(entries)
    if not 1 <= version <= len(entries):
        raise typer.BadParameter(f"{coalition} has versions 1 to {len(entries)}", param_hint="--at-version")
    while version < len(entries) and entries[version].derived_from is not None:
        version += 1
    return version


@contextmanager
def understood(option: str | None = None) -> Iterator[None]:
    """Wrong usage, in its own words, where a scenario or a question makes no sense."""
    from engine.scenario import ScenarioError
    from projections.expression import OutcomeError

    with wrong_usage(ScenarioError, OutcomeError, option=option):
        yield


def telling(tell: Callable[[str], None]) -> Callable[[int, int], None]:
    """How far it has come, for people."""
    return lambda done, of: tell(f"{done} of {of}")


def _edits(given: Sequence[tuple[str, Edits]]) -> Iterator[Edit]:
    from engine.scenario import parse_edit

    for kind, texts in given:
        for text in texts or ():
            with understood(f"--{kind}"):
                for one in _inserted(text) if kind == "insert" else (text,):
                    yield parse_edit(kind, one)


def _inserted(text: str) -> Iterator[str]:
    """An event as JSON, or those of a file, one a line."""
    if text.lstrip().startswith("{"):
        yield text
        return
    with readable(text) as lines:
        for raw in lines:
            if not raw.isspace():
                yield raw.decode("utf-8", "surrogateescape")


def _file(file: str) -> ScenarioFile:
    from engine.scenario import ScenarioError, read_scenario

    with readable(file) as lines, wrong_usage(ScenarioError, option="--scenario", where=file):
        return read_scenario(lines)
