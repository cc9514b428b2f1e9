"""Recording: propose a coalition, take in a meeting's minutes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from cli.completing import origins
from cli.conventions import (
    As,
    Attest,
    Json,
    Maybe,
    ReceiptFile,
    Store,
    opened,
    opened_if_there,
    print_json,
    readable,
    recorder,
    refusals_told,
    say,
    text,
)
from cli.reporting import leave_where_refused, tell_refusals

if TYPE_CHECKING:
    from cli.notes import Taken
    from domain.event import Event, Recorded
    from engine.batch import Batch
    from engine.exchange.line import Line
    from engine.importing import How, Report
    from engine.ledger import Ledger


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(new)
    app.command()(minutes)


def new(
    coalition: Annotated[str, typer.Argument(metavar="ID", help="A short name: small letters, digits, hyphens.")],
    name: Annotated[str, typer.Option(metavar="NAME", help="What people call it.")],
    purpose: Annotated[str, typer.Option(metavar="TEXT", help="What it is for.")],
    convener: Annotated[str, typer.Option(metavar="PARTY", help="The party that calls the others together.")],
    origin: Annotated[
        str, typer.Option(metavar="ORIGIN", help="grassroots, mandated or invited.", autocompletion=origins)
    ],
    by: Annotated[Maybe, typer.Option(metavar="PARTY", help="Who proposes it; the convener where left out.")] = None,
    at: Annotated[Maybe, typer.Option(metavar="DATE", help="When it was proposed; now where left out.")] = None,
    sunset: Annotated[Maybe, typer.Option(metavar="DATE", help="The day on which it means to end.")] = None,
    store: Store = None,
    recorded_as: As = None,
    receipt_to: ReceiptFile = None,
    as_json: Json = False,
) -> None:
    """Propose a coalition; makes the ledger where there is none.

    Example: coalition new i3t --name "I3T Working Group" --purpose "Work out IT services together"
    --convener nasa --origin grassroots
    """
    from cli.record import prove, report

    who = recorder(recorded_as)
    said = {"name": name, "purpose": purpose, "convener": convener, "origin": origin, "sunset": sunset}
    with refusals_told(as_json):
        event = _proposed(coalition, convener if by is None else by, at, said)
        with opened(store, create=True) as ledger:
            receipt = ledger.record(event, recorded_by=who)
            entries = ledger.stream(coalition)
            prove(ledger, receipt, receipt_to)
    report(receipt, entries, as_json, "" if at is not None or receipt.repeated else " Proposed as of today.")


def minutes(
    file: Annotated[Maybe, typer.Argument(metavar="FILE", help="The minutes, as YAML; - is standard input.")] = None,
    template: Annotated[bool, typer.Option("--template", help="Print an empty form.")] = False,
    preview: Annotated[
        bool, typer.Option("--preview", help="Show the events and what would be refused; record nothing.")
    ] = False,
    attest: Attest = None,
    store: Store = None,
    recorded_as: As = None,
    as_json: Json = False,
) -> None:
    """Turn one meeting's minutes into the events they stand for, all or none of a coalition.

    Example: coalition minutes --template > minutes.yaml, fill it in, then: coalition minutes minutes.yaml --preview
    """
    from engine.exchange.minutes import TEMPLATE
    from engine.importing import How

    if template:
        typer.echo(TEMPLATE, nl=False)
        return
    if file is None:
        raise typer.BadParameter("Name the minutes, or ask for --template", param_hint="FILE")
    how = How(recorder(recorded_as), None if attest is None else text(attest, "--attest"))
    lines = _read(file, as_json)
    if preview:
        _rehearse(file, lines, how, store, as_json)
    else:
        _record_all(file, lines, how, store, as_json)


def _proposed(coalition: str, by: str, at: str | None, said: dict[str, str | None]) -> Event:
    from domain.shape import parsed
    from domain.values import rfc3339
    from engine.ledger import now

    given = {field: value for field, value in said.items() if value is not None}
    when = rfc3339(now()) if at is None else at
    envelope = {"coalition": coalition, "type": "coalition-proposed", "at": when, "by": by}
    return parsed(envelope | given)


def _read(file: str, as_json: bool) -> list[Line]:
    """The events that minutes stand for; leaves where something in them stands for none."""
    from engine.exchange.line import Fault, Line
    from engine.exchange.minutes import read
    from engine.importing import Refusal, Report

    with readable(file) as stream:
        found = list(read(stream))
    faults = [Refusal(line.number, None, None, None, line.message) for line in found if isinstance(line, Fault)]
    _leave_where_refused(file, Report(refusals=faults), as_json)
    return [line for line in found if isinstance(line, Line)]


def _show(lines: Sequence[Line], report: Report, as_json: bool) -> None:
    """The events that minutes stand for, for programs with what would be refused."""
    from cli.render.text import line as print_line
    from engine.exchange import jsonl

    if as_json:
        events = [dict(line.fields) for line in lines]
        print_json({"events": events, "refusals": report.as_json()["refusals"]})
    else:
        for line in lines:
            print_line(jsonl.dumps(line.fields))


def _rehearse(file: str, lines: Sequence[Line], how: How, store: str | None, as_json: bool) -> None:
    """Put the events before the rules and record nothing; leaves where one is refused, in the words of recording."""
    from engine.importing import import_lines, rehearsed
    from engine.ledger import rehearsal

    batches = dict[str, "Batch"]()
    with opened_if_there(store) as ledger:
        begin = rehearsal(ledger, how.recorded_by)

        def batch(stream: str) -> Batch:
            batches[stream] = begin(stream)
            return batches[stream]

        report = import_lines(lines, how, rehearsed(batch, ledger))
        told = _explained(lines, report, ledger)
    _show(lines, report, as_json)
    if ledger is None:
        say("There is no ledger yet, and minutes make none: coalition new does.")
    for stream, outcome in report.coalitions.items():
        if outcome.repeated:
            say(f"These minutes of {stream} are recorded already; nothing would be stored twice.")
    _leave_where_refused(file, report, False, told, rehearsal=True)
    for taken in map(_rehearsed, batches.values()):
        _note(taken, lines, rehearsed=True)


def _rehearsed(batch: Batch) -> Taken:
    from cli.notes import Taken

    coalition = batch.coalition
    return Taken(coalition.entries[min(coalition.entries)], [r.event for r in batch.records], lambda: coalition)


def _record_all(file: str, lines: Sequence[Line], how: How, store: str | None, as_json: bool) -> None:
    from engine.importing import import_lines, into

    with opened(store) as ledger:
        before = {stream: ledger.version(stream) for stream in {str(line.fields.get("coalition")) for line in lines}}
        report = import_lines(lines, how, into(ledger, how))
        told = _explained(lines, report, ledger)
        entries = {stream: ledger.stream(stream) for stream, outcome in report.coalitions.items() if outcome.accepted}
    if not as_json:
        _tell(report, {stream: (stored[before[stream] :], stored) for stream, stored in entries.items()})
    elif not report.refusals:
        print_json(report.as_json())
    _leave_where_refused(file, report, as_json, told)
    for stream, stored in entries.items():
        if not report.coalitions[stream].repeated:
            _note(_recorded(stored, before[stream]), lines, rehearsed=False)


def _recorded(stored: Sequence[Recorded], before: int) -> Taken:
    from cli.notes import Taken
    from domain.history import coalition_of

    return Taken(stored[0].event, [recorded.event for recorded in stored[before:]], lambda: coalition_of(stored))


def _explained(lines: Sequence[Line], report: Report, ledger: Ledger | None) -> list[str]:
    """What refused minutes may come of; takes out of the refusals what would mislead."""
    from cli.notes import hints, without_proposal

    told = list(hints(lines, report, ledger))
    if ledger is not None:
        report.refusals[:] = [without_proposal(refusal, ledger) for refusal in report.refusals]
    return told


def _note(taken: Taken, lines: Sequence[Line], *, rehearsed: bool) -> None:
    from cli.notes import notes

    for sentence in notes(taken, lines, rehearsed=rehearsed):
        say(sentence)


def _tell(report: Report, told: dict[str, tuple[Sequence[Recorded], Sequence[Recorded]]]) -> None:
    """What minutes came to in each coalition: the events recorded, out of the whole stream."""
    from cli.record import tell

    for stream, outcome in report.coalitions.items():
        if outcome.repeated:
            say(f"These minutes of {stream} were recorded before; nothing was stored twice.")
        elif stream in told:
            tell(*told[stream])


def _leave_where_refused(
    file: str, report: Report, as_json: bool, hints: Iterable[str] = (), *, rehearsal: bool = False
) -> None:
    if report.refusals and as_json:
        print_json(report.as_json())
    elif report.refusals:
        tell_refusals(file, report)
        for hint in hints:
            say(hint)
        say(_what_was_recorded(report, rehearsal))
    leave_where_refused(report)


def _what_was_recorded(report: Report, rehearsal: bool) -> str:
    """Of minutes of several coalitions those are recorded of which nothing was refused."""
    taken = [stream for stream, outcome in report.coalitions.items() if outcome.accepted and not outcome.repeated]
    if not taken:
        return "Nothing of these minutes was recorded."
    if rehearsal:
        return f"Nothing of these minutes was recorded. Of {' and '.join(taken)} all of them would be."
    return (
        f"Of these minutes those of {' and '.join(taken)} were recorded, and nothing of the rest. Mend that and give "
        "the same minutes again: nothing is stored twice."
    )
