"""Exchange: many events in, whole histories out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, Optional

import typer

from cli.conventions import (
    REFUSED,
    USAGE,
    As,
    Attest,
    Json,
    Store,
    opened,
    print_json,
    readable_file,
    recorder,
    say,
    store_url,
)

if TYPE_CHECKING:
    from engine.importing import How, Outcome, Report


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("import")(import_)
    app.command()(export)


def import_(
    files: Annotated[list[str], typer.Argument(metavar="FILE…", help="Files of events; - is standard input.")],
    format_: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--format", metavar="FORMAT", help="jsonl, csv, yaml or minutes; else by the file's name."),
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
    from engine.importing import How, Report

    if restore:
        _restore(files, store, as_json)
        return
    how = How(recorder(recorded_as), attest, keep_going)
    whole = Report()
    for file in files:
        report = _import_one(file, format_, how, store, dry_run, verbose)
        whole.merge(report)
        if not as_json:
            _tell(file, report, dry_run)
    if as_json:
        print_json(whole.as_json())
    if whole.refusals:
        raise typer.Exit(USAGE if all(refusal.rule is None for refusal in whole.refusals) else REFUSED)


def export(
    coalitions: Annotated[
        list[str] | None, typer.Argument(metavar="ID…", help="The coalitions; all where none is named.")
    ] = None,
    format_: Annotated[str, typer.Option("--format", metavar="FORMAT", help="jsonl.")] = "jsonl",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="A new file; else stdout.")
    ] = None,
    store: Store = None,
) -> None:
    """Export whole histories, a JSON object a line, with all that recording added; `import --restore` takes them back.

    Example: coalition export i3t -o i3t.jsonl
    """
    from engine.importing import exported

    if format_ != "jsonl":
        raise typer.BadParameter(f"{format_!r} is not a format of export; there is: jsonl", param_hint="--format")
    with opened(store) as ledger:
        names = coalitions or [listed.coalition for listed in ledger.list()]
        lines = exported(ledger, names)
        if output is None:
            for line in lines:
                sys.stdout.buffer.write(line.encode() + b"\n")
            sys.stdout.flush()
        else:
            _write(output, lines)


def _write(output: Path, lines: object) -> None:
    try:
        with output.open("xb") as stream:
            for line in lines:  # type: ignore[attr-defined]
                stream.write(line.encode() + b"\n")
    except FileExistsError:
        raise typer.BadParameter(f"{output} exists already; it is left as it is", param_hint="-o") from None


def _import_one(file: str, format_: str | None, how: How, store: str | None, dry_run: bool, verbose: bool) -> Report:
    from engine.exchange.formats import reader_for
    from engine.importing import import_lines, into, rehearsed

    try:
        read = reader_for(format_ or ("jsonl" if file == "-" else file))
    except ValueError as wrong:
        raise typer.BadParameter(str(wrong), param_hint="--format") from None

    def committed(stream: str, outcome: Outcome) -> None:
        if verbose and not dry_run:
            typer.echo(f"recorded {stream} {outcome.version}")
            sys.stdout.flush()

    with _stream(file) as stream:
        if dry_run:
            return import_lines(read(stream), how, rehearsed(_rehearsal(store, how)), committed)
        with opened(store, create=True) as ledger:
            return import_lines(read(stream), how, into(ledger, how), committed)


def _rehearsal(store: str | None, how: How):  # type: ignore[no-untyped-def]
    """Batches on what the store holds; on nothing, where there is no store yet."""
    from engine.ledger import rehearsal
    from engine.stores import exists

    url = store_url(store)
    return rehearsal(url if exists(url) else None, how.recorded_by)


def _stream(file: str) -> BinaryIO:
    return sys.stdin.buffer if file == "-" else readable_file(Path(file)).open("rb")


def _tell(file: str, report: Report, dry_run: bool) -> None:
    from cli.render.text import line

    for refusal in report.refusals:
        what = " ".join(part for part in (refusal.coalition, refusal.type) if part)
        rule = f"refused by {refusal.rule}" if refusal.rule else "unreadable"
        say(f"{file}, line {refusal.line}: {what + ' ' if what else ''}{rule}. {refusal.message}")
    for name, outcome in report.coalitions.items():
        if outcome.repeated:
            say(f"{name}: this very import was recorded before; nothing was stored twice.")
    verb = "would be accepted" if dry_run else "accepted"
    line(f"{file}: {report.accepted} {verb}, {len(report.refusals)} refused, in {len(report.coalitions)} coalitions")


def _restore(files: list[str], store: str | None, as_json: bool) -> None:
    from itertools import chain

    from engine.exchange.formats import reader_for
    from engine.importing import restored

    streams = [_stream(file) for file in files]
    lines = chain.from_iterable(reader_for("jsonl")(stream) for stream in streams)
    with opened(store, create=True) as ledger:
        count = ledger.restore(restored(lines))
        listed = [entry.coalition for entry in ledger.list()]
    if as_json:
        print_json({"restored": count, "coalitions": listed})
    else:
        typer.echo(f"Restored {count} events of {len(listed)} coalitions, as they were.")
