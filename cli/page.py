"""The page: one coalition in one file, for who has neither the ledger nor the engine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, TypeVar

import typer

from cli.asking import FIGURE, Asking, Reading, asks
from cli.conventions import ENVIRONMENT, leave_where_false, say
from cli.render.patience import patience
from cli.scenarios import FileOption, check_about, recorded, scenario_of, understood

if TYPE_CHECKING:
    from cli.render.page.document import Document
    from engine.ledger import Ledger
    from engine.scenario import Scenario, ScenarioFile
    from projections.page.scenario import Asked

T = TypeVar("T")

#: What is told of a page that is not written, for there is nothing to tell in it.
_NOTHING: dict[str, Any] = {"file": None, "bytes": 0, "dates": [], "dates_of": 0}
#: How to install what only the page needs.
_INSTALL = "pip install 'coalition-engine[report]'"


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(report)


@asks(*FIGURE)
def report(
    asking: Asking,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="A new file, such as page.html.")],
    scenario: FileOption = None,
) -> None:
    """Write one page that tells the whole story, with every measure on every date, for a browser without a network.

    Where nothing was on record by then, it says so and writes nothing.

    With a scenario, record and branch stand beside each other. Where it says what it expects and that does not hold,
    the page is written and says so, and the exit code is 4.

    Example: coalition report i3t -o i3t.html --as-of 2019-11-30
    """
    about, constants = asking.about(), asking.constants()
    wanted = None if scenario is None else scenario_of(scenario, (), None, None)
    _refuse_where_there_is(output)
    if wanted is not None and wanted[1] is not None:
        check_about(wanted[1], scenario, asking.coalition, "--scenario")
    with asking.read(about) as reading:
        entries = reading.stream() if wanted is None else recorded(reading)
        head = reading.heading(constants)
        begun = "" if reading.history() else reading.begun()
        integrity = {} if begun and wanted is None else _verified(reading.ledger, asking.coalition)
    tried = None if wanted is None else _tried(entries, *wanted, about.as_of, constants)
    beside = {} if tried is None else tried.json
    if begun and not (tried is not None and tried.begun_by(about.as_of)):
        asking.answer(head | _NOTHING | beside, lambda: _tell_nothing(asking.coalition, begun))
    else:
        page = _made(reading, entries, constants, head, integrity, tried)
        size = _written(output, page.html)
        written = {"file": str(output), "bytes": size, "dates": page.dates.days, "dates_of": page.dates.of}
        asking.answer(head | written | beside, lambda: _tell(output, size, page, tried))
    leave_where_false(tried is None or tried.held)


class _Tried(NamedTuple):
    """What became of a history under a scenario."""

    asked: Asked
    json: dict[str, Any]

    def begun_by(self, as_of: datetime) -> bool:
        """Whether the branch begins earlier than the record, by a date."""
        from domain.happened import happened

        return bool(happened(self.asked.replay.branch.records, as_of))

    @property
    def held(self) -> bool:
        """Whether what was expected of it holds, where anything was."""
        return self.asked.expectation is None or bool(self.asked.expectation["holds"])


def _tried(entries: Any, scenario: Scenario, file: ScenarioFile | None, as_of: Any, constants: Any) -> _Tried:
    """Replay a history; wrong usage where the scenario, or what it expects, makes no sense of it."""
    from cli.replaying import described, expectation
    from engine.scenario import Timeline
    from projections.consulted import When
    from projections.page.scenario import asked

    with understood("--scenario"):
        replay = Timeline(entries).replay(scenario)
        expected = expectation(file, replay, When(as_of, constants))
    told = described(file, replay)
    json = {"scenario": told, "after": scenario.after, "counts": replay.counts, "expectation": expected}
    return _Tried(asked(replay, told["name"], told["question"], expected), json)


def _verified(ledger: Ledger, coalition: str) -> dict[str, Any]:
    """What the audit says of the ledger as it is now."""
    from cli.auditing import verifier_for
    from engine.audit.verifying import Held, verify

    with patience("Verifying") as tell:
        held = Held(verifier=verifier_for(ledger, None))
        return verify(ledger, held, coalition=coalition, progress=lambda done: tell(f"{done} leaves"))


def _made(
    reading: Reading,
    entries: Any,
    constants: Any,
    head: dict[str, Any],
    integrity: dict[str, Any],
    tried: _Tried | None,
) -> Document:
    """The page: of the record alone, or with the branch beside it."""
    with_libraries(_load)
    from cli.render.page.document import Side, document
    from projections.page.reading import Source

    coalition, about = reading.coalition, reading.about
    source = Source(entries, about.known_at, constants)
    sides = [Side(coalition, source, integrity=integrity)]
    if tried is not None:
        branch = Source.branch(tried.asked.replay, constants)
        sides = [Side(coalition, source, "As recorded", integrity), Side(coalition, branch, "What if")]
    with patience("Making the page") as tell:
        return document(sides, about.as_of, head, tell, asked=None if tried is None else tried.asked)


def with_libraries(make: Callable[[], T]) -> T:
    """What is made with the libraries for pages; where they are missing, how to install them."""
    try:
        return make()
    except ModuleNotFoundError as missing:
        say(f"This needs {missing.name}, which is not installed. Install it with: {_INSTALL}")
        raise typer.Exit(ENVIRONMENT) from None


def _load() -> None:
    from cli.render.page.document import libraries

    libraries()


def _tell_nothing(coalition: str, begun: str) -> None:
    from cli.render.views import nothing

    nothing(coalition, begun)


def _tell(output: Path, size: int, page: Document, tried: _Tried | None) -> None:
    from cli.render.text import line

    held, of = len(page.dates.days), page.dates.of
    dates = (
        f"{held} {'date' if held == 1 else 'dates'}"
        if held == of
        else f"{held} of {of} dates, the others left out to keep it small"
    )
    beside = "" if tried is None else ", record and branch side by side"
    line(f"Wrote {output}: {size / 1000:,.0f} kB, with {dates}{beside}.")
    if tried is not None and tried.asked.expectation is not None:
        said = "holds" if tried.held else "does not hold"
        line(f"Expected: {tried.asked.expectation['outcome']}. It {said}.")


def _refuse_where_there_is(output: Path) -> None:
    if output.exists():
        raise _taken(output)


def _taken(output: Path) -> typer.BadParameter:
    return typer.BadParameter(f"{output} exists already; it is left as it is", param_hint="-o")


def _written(output: Path, html: str) -> int:
    """Write a new file, whole or not at all; how many bytes it has."""
    from engine.files import new_file

    written = html.encode()
    try:
        with new_file(output) as stream:
            stream.write(written)
    except FileExistsError:
        raise _taken(output) from None
    return len(written)
