"""Commands made from models: an event type's fields become the options of its `record` command."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Optional

import typer
from pydantic.fields import FieldInfo

from cli.conventions import As, Attest, CoalitionId, Json, Store, opened, print_json, recorder
from domain.event import Event
from domain.marks import Expected

_SKIPPED = ("coalition",)
_CommandId = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--command-id", metavar="ID", help="A name for this recording: the same name again stores nothing."),
]
_JsonIn = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--json-in", metavar="FILE", help="Read the event as JSON from a file, or - for standard input."),
]


def command_for(event_type: type[Event]) -> Any:
    """The command that records one event of this type."""
    app = typer.Typer(rich_markup_mode=None, add_completion=False)
    app.command(name=event_type.type, help=_help(event_type), no_args_is_help=True)(_function(event_type))
    return typer.main.get_command(app)


def _function(event_type: type[Event]) -> Callable[..., None]:
    fields = {name: field for name, field in event_type.model_fields.items() if name not in _SKIPPED}

    def record(
        coalition: str,
        *,
        store: str | None,
        recorded_as: str | None,
        attest: str | None,
        command_id: str | None,
        json_in: str | None,
        as_json: bool,
        **given: Any,
    ) -> None:
        written = _written(event_type, coalition, json_in, {name: v for name, v in given.items() if v})
        _record(written, store, recorder(recorded_as), attest, command_id, as_json)

    record.__signature__ = _signature(event_type, fields)  # type: ignore[attr-defined]
    record.__annotations__ = {p.name: p.annotation for p in record.__signature__.parameters.values()}  # type: ignore[attr-defined]
    return record


def _signature(event_type: type[Event], fields: dict[str, FieldInfo]) -> inspect.Signature:
    keyword = inspect.Parameter.KEYWORD_ONLY
    options = [
        inspect.Parameter(name, keyword, default=None, annotation=_option(event_type, name, field))
        for name, field in fields.items()
    ]
    common = {
        "store": (Store, None),
        "recorded_as": (As, None),
        "attest": (Attest, None),
        "command_id": (_CommandId, None),
        "json_in": (_JsonIn, None),
        "as_json": (Json, False),
    }
    shared = [inspect.Parameter(n, keyword, default=default, annotation=a) for n, (a, default) in common.items()]
    argument = inspect.Parameter("coalition", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=CoalitionId)
    return inspect.Signature([argument, *options, *shared])


def _option(event_type: type[Event], name: str, field: FieldInfo) -> Any:
    from domain.catalogue import form

    shape = form(event_type, name)
    repeated = shape.startswith(("list", "map"))
    hint = shape + (" (repeat it, or give JSON)" if repeated else "")
    return Annotated[
        Optional[list[str]] if repeated else Optional[str],  # noqa: UP045
        typer.Option(
            f"--{name.replace('_', '-')}", metavar="VALUE", help=_field_help(name, field, hint), show_default=False
        ),
    ]


def _field_help(name: str, field: FieldInfo, hint: str) -> str:
    if name == "at":
        return f"When it happened: {hint}. Now where it is left out."
    needed = field.is_required() or any(isinstance(mark, Expected) for mark in field.metadata)
    return f"{hint}{'; needed' if needed else ''}."


def _help(event_type: type[Event]) -> str:
    from domain.catalogue import example

    return f"{event_type.__doc__}\n\nExample: coalition record {event_type.type} i3t {example(event_type)}"


def _written(event_type: type[Event], coalition: str, json_in: str | None, given: dict[str, Any]) -> dict[str, Any]:
    from cli.fields import field_value
    from domain.values import rfc3339
    from engine.ledger import now

    fields = _from_json(json_in) if json_in is not None else {}
    for name, value in (("type", event_type.type), ("coalition", coalition)):
        if fields.setdefault(name, value) != value:
            raise typer.BadParameter(f"The JSON says {name} {fields[name]!r}, not {value!r}", param_hint="--json-in")
    fields |= {name: field_value(event_type, name, value) for name, value in given.items()}
    return {"at": rfc3339(now()), **fields}


def _from_json(source: str) -> dict[str, Any]:
    from engine.exchange import jsonl

    raw = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    try:
        read = jsonl.loads(raw.decode("utf-8"))
    except ValueError as wrong:
        raise typer.BadParameter(str(wrong), param_hint="--json-in") from None
    if not isinstance(read, dict):
        raise typer.BadParameter("An event is one JSON object", param_hint="--json-in")
    return read


def _record(
    written: dict[str, Any], store: str | None, who: str, attest: str | None, command_id: str | None, as_json: bool
) -> None:
    from domain.shape import parsed

    event = parsed(written)
    with opened(store) as ledger:
        receipt = ledger.record(event, recorded_by=who, attest=attest, command_id=command_id)
        entries = ledger.stream(event.coalition)
    report(receipt, entries[receipt.first - 1 : receipt.last], entries, as_json)


def report(receipt: Any, records: Any, entries: Any, as_json: bool) -> None:
    """Say what was recorded: the events by number, with what the rules derived and which rules were broken."""
    from cli.render.text import line
    from domain.history import counting
    from projections.timeline import timeline

    if as_json:
        print_json({**receipt._asdict(), "events": [record.as_exported() for record in records]})
        return
    told = {entry["n"]: entry["sentence"] for entry in timeline(counting(entries))["entries"]}
    again = "Recorded before, as " if receipt.repeated else ""
    for record in records:
        derived = " (by the rules)" if record.derived_from is not None else ""
        breaks = f" It breaks {', '.join(record.breaches)}." if record.breaches else ""
        line(f"{again}{record.event.coalition} {record.n}: {told[record.n]}{derived}{breaks}")
