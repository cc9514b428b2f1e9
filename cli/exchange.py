"""Exchange: many events in, whole histories out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from itertools import chain
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from cli.completing import formats
from cli.conventions import (
    As,
    Attest,
    Json,
    Maybe,
    Store,
    opened,
    opened_if_there,
    print_json,
    readable,
    recorder,
    say,
    text,
    wrong_usage,
)
from cli.exporting import export
from cli.render.patience import patience
from cli.reporting import leave_where_refused, tell_refusals

if TYPE_CHECKING:
    from engine.exchange.formats import Reader
    from engine.exchange.line import Fault, Line
    from engine.importing import How, Outcome, Report

_NAMED = 5  # coalitions at most; more are counted


class _Way(NamedTuple):
    """Where an import goes, and what is told on the way."""

    store: str | None
    dry_run: bool
    verbose: bool
    as_json: bool


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("import")(import_)
    app.command()(export)


def import_(
    files: Annotated[list[str], typer.Argument(metavar="FILE", help="Files of events; - is standard input.")],
    format_: Annotated[
        Maybe,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="jsonl, csv, yaml or minutes; else by the file's name.",
            autocompletion=formats,
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be refused; record nothing.")] = False,
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="Record what is accepted although lines are refused.")
    ] = False,
    attest: Attest = None,
    restore: Annotated[bool, typer.Option("--restore", help="Take an export as it is, into an empty store.")] = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Name each coalition once it is on disk.")] = False,
    store: Store = None,
    recorded_as: As = None,
    as_json: Json = False,
) -> None:
    """Import events, atomically per coalition, making the ledger where there is none; again, it stores nothing.

    Example: coalition import history.jsonl --attest "written up from the register"
    """
    from engine.importing import How

    if restore:
        _check_alone(dry_run, keep_going, attest is not None, format_ not in (None, "jsonl"))
        _restore(files, store, as_json)
        return
    how = How(recorder(recorded_as), None if attest is None else text(attest, "--attest"), keep_going)
    report = _import_all(files, format_, how, _Way(store, dry_run, verbose, as_json))
    if as_json:
        print_json(report.as_json())
    leave_where_refused(report)


def _check_alone(*others: bool) -> None:
    if any(others):
        raise typer.BadParameter("An export is restored as it is: leave the other options out", param_hint="--restore")


def _reader(file: str, format_: str | None) -> Reader:
    from engine.exchange.formats import reader_for

    with wrong_usage(ValueError, option="--format"):
        return reader_for(format_ or ("jsonl" if file == "-" else file))


def _import_all(files: Iterable[str], format_: str | None, how: How, way: _Way) -> Report:
    """Import files one after the other, once it is clear that all of them can be read."""
    from engine.importing import Report

    whole = Report()
    with ExitStack() as stack:
        sources = [(file, _reader(file, format_), stack.enter_context(readable(file))) for file in files]
        for file, read, stream in sources:
            report = _import(file, read(stream), how, way)
            whole.merge(report)
            if not way.as_json:
                _tell(file, report, way.dry_run)
    return whole


def _import(file: str, lines: Iterable[Line | Fault], how: How, way: _Way) -> Report:
    from engine.importing import import_lines, into, rehearsed
    from engine.ledger import rehearsal

    try:
        with patience(f"Importing {file}") as come:
            counted = _counted(lines, come)
            if way.dry_run:
                with opened_if_there(way.store) as there:
                    return import_lines(counted, how, rehearsed(rehearsal(there, how.recorded_by), there))
            with opened(way.store, create=True) as ledger:
                return import_lines(counted, how, into(ledger, how), _on_disk(way, come))
    except (KeyboardInterrupt, SystemExit):  # by whoever waits, or by whoever stops it
        say("Interrupted: every coalition is recorded whole or not at all. Import the same again to go on.")
        raise


def _on_disk(way: _Way, come: Callable[[str], None]) -> Callable[[str, Outcome], None]:
    """What tells at once of a coalition that is on disk, for whoever waits for that."""

    def tell(stream: str, outcome: Outcome) -> None:
        come(f"{stream} is on disk")
        if way.verbose:
            typer.echo(f"recorded {stream} {outcome.version}", err=way.as_json)

    return tell


def _counted(lines: Iterable[Line | Fault], come: Callable[[str], None]) -> Iterator[Line | Fault]:
    """The lines, telling on the way how many have come; a fault where there is none."""
    from engine.exchange.line import Fault

    count = 0
    for count, line in enumerate(lines, 1):
        yield line
        if count % 1000 == 0:
            come(f"{count:,} lines")
    if not count:
        yield Fault(1, "The file holds no events.")
    come(f"{count:,} lines read, now put before the rules")


def _tell(file: str, report: Report, dry_run: bool) -> None:
    from cli.render.text import line

    tell_refusals(file, report)
    repeated = [outcome for outcome in report.coalitions.values() if outcome.repeated]
    again, verb = sum(outcome.accepted for outcome in repeated), "would be accepted" if dry_run else "accepted"
    count = len(report.coalitions)
    told = f"{report.accepted - again} {verb}, {len(report.refusals)} refused, in {_coalitions(count)}"
    line(f"{file}: {told}{_before(report, again)}")


def _before(report: Report, again: int) -> str:
    """How many lines stood in the ledger already, from the same import, and of which coalitions."""
    names = [name for name, outcome in report.coalitions.items() if outcome.repeated]
    if not names:
        return ""
    of = ", ".join(names) if len(names) <= _NAMED else _coalitions(len(names))
    were = "was" if again == 1 else "were"
    return f"; {again} {were} recorded before, by this very import of {of}: nothing was stored twice"


def _coalitions(count: int) -> str:
    return f"{count} coalition{'s' * (count != 1)}"


def _restore(files: Iterable[str], store: str | None, as_json: bool) -> None:
    from engine.importing import restored

    with ExitStack() as stack:
        streams = [stack.enter_context(readable(file)) for file in files]
        lines = chain.from_iterable(map(_reader("-", None), streams))
        ledger = stack.enter_context(opened(store, create=True))
        with wrong_usage(ValueError, option="--restore"), patience("Restoring"):
            count = ledger.restore(restored(lines))
        listed = list(ledger.streams())
    if as_json:
        print_json({"restored": count, "coalitions": listed})
    else:
        typer.echo(f"Restored {count} events of {len(listed)} coalitions, as they were.")
