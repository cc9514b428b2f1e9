"""Recording: propose a coalition, record one event, take in a meeting's minutes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

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
)

if TYPE_CHECKING:
    from engine.exchange.line import Line

Maybe = Optional[str]  # noqa: UP045


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(new)
    app.command()(minutes)


def new(
    coalition: Annotated[str, typer.Argument(metavar="ID", help="A short name: small letters, digits, hyphens.")],
    name: Annotated[str, typer.Option(help="What people call it.")],
    purpose: Annotated[str, typer.Option(help="What it is for.")],
    convener: Annotated[str, typer.Option(help="The party that calls the others together.")],
    origin: Annotated[str, typer.Option(help="grassroots, mandated or invited.")],
    by: Annotated[Maybe, typer.Option(help="Who proposes it; the convener where left out.")] = None,
    at: Annotated[Maybe, typer.Option(help="When it was proposed; now where left out.")] = None,
    sunset: Annotated[Maybe, typer.Option(help="The day on which it means to end.")] = None,
    store: Store = None,
    recorded_as: As = None,
    as_json: Json = False,
) -> None:
    """Propose a coalition; makes the ledger where there is none.

    Example: coalition new i3t --name "I3T Working Group" --purpose "Work out IT services together"
    --convener nasa --origin grassroots
    """
    from cli.record import report
    from domain.shape import parsed
    from domain.values import rfc3339
    from engine.ledger import now

    said = {"name": name, "purpose": purpose, "convener": convener, "origin": origin, "sunset": sunset}
    given = {field: value for field, value in said.items() if value is not None}
    envelope = {"coalition": coalition, "type": "coalition-proposed", "at": at or rfc3339(now()), "by": by or convener}
    event = parsed(envelope | given)
    with opened(store, create=True) as ledger:
        receipt = ledger.record(event, recorded_by=recorder(recorded_as))
        entries = ledger.stream(coalition)
    report(receipt, entries[receipt.first - 1 : receipt.last], entries, as_json)


def minutes(
    file: Annotated[Optional[Path], typer.Argument(metavar="FILE", help="The minutes, as YAML.")] = None,  # noqa: UP045
    template: Annotated[bool, typer.Option("--template", help="Print an empty form.")] = False,
    preview: Annotated[bool, typer.Option("--preview", help="Show the events and record nothing.")] = False,
    attest: Attest = None,
    store: Store = None,
    recorded_as: As = None,
    as_json: Json = False,
) -> None:
    """Turn one meeting's minutes into the events they stand for, all or none of them.

    Example: coalition minutes --template > minutes.yaml, fill it in, then: coalition minutes minutes.yaml --preview
    """
    from engine.exchange.minutes import TEMPLATE

    if template:
        typer.echo(TEMPLATE, nl=False)
        return
    if file is None:
        raise typer.BadParameter("Name the minutes, or ask for --template", param_hint="FILE")
    lines = _lines(readable_file(file))
    if preview:
        _preview(lines, as_json)
    else:
        _record_all(lines, store, recorder(recorded_as), attest, as_json)


def _lines(file: Path) -> list[Line]:
    from engine.exchange.minutes import read

    from engine.exchange.line import Fault, Line

    with file.open("rb") as stream:
        found = list(read(stream))
    faults = [line for line in found if isinstance(line, Fault)]
    for fault in faults:
        say(f"{file}, line {fault.number}: {fault.message}")
    if faults:
        raise typer.Exit(USAGE)
    return [line for line in found if isinstance(line, Line)]


def _preview(lines: list[Line], as_json: bool) -> None:
    from engine.exchange import jsonl

    if as_json:
        print_json({"events": [dict(line.fields) for line in lines]})
        return
    for line in lines:
        typer.echo(jsonl.dumps(line.fields))


def _record_all(lines: list[Line], store: str | None, who: str, attest: str | None, as_json: bool) -> None:
    from cli.record import report
    from engine.importing import How, import_lines, into

    how = How(who, attest)
    with opened(store) as ledger:
        before = {stream: ledger.version(stream) for stream in {str(line.fields.get("coalition")) for line in lines}}
        outcome = import_lines(lines, how, into(ledger, how))
        for refusal in outcome.refusals:
            say(f"Line {refusal.line}: {refusal.rule}: {refusal.message}")
        if outcome.refusals:
            say("Nothing of these minutes was recorded.")
            raise typer.Exit(REFUSED)
        if as_json:
            print_json(outcome.as_json())
            return
        for stream, done in outcome.coalitions.items():
            entries = ledger.stream(stream)
            first = before[stream] + 1
            report(_Minuted(done.repeated), entries[first - 1 :], entries, as_json=False)
            if done.repeated:
                say(f"These minutes of {stream} were recorded before; nothing was stored twice.")


class _Minuted:
    """What `report` asks of a receipt."""

    def __init__(self, repeated: bool) -> None:
        self.repeated = repeated

    def _asdict(self) -> dict[str, Any]:
        return {"repeated": self.repeated}
