"""Commands made from models: an event type's fields become the options of its `record` command."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer
from pydantic.fields import FieldInfo

from cli.asking import parameter
from cli.completing import actors, values_of
from cli.conventions import (
    As,
    Attest,
    CoalitionId,
    Json,
    Maybe,
    ReceiptFile,
    Store,
    opened,
    print_json,
    readable,
    recorder,
    refusals_told,
    say,
    text,
    wrong_usage,
)
from domain.event import Event, Recorded

if TYPE_CHECKING:
    from engine.ledger import Ledger, Receipt

_SKIPPED = ("coalition",)
_CommandId = Annotated[
    Maybe,
    typer.Option("--command-id", metavar="ID", help="A name for this recording: the same name again stores nothing."),
]
_JsonIn = Annotated[
    Maybe,
    typer.Option("--json-in", metavar="FILE", help="Read the event as JSON from a file, or - for standard input."),
]
#: The options of every such command, with what they are where they are left out.
_SHARED: dict[str, tuple[Any, Any]] = {
    "store": (Store, None),
    "recorded_as": (As, None),
    "attest": (Attest, None),
    "command_id": (_CommandId, None),
    "json_in": (_JsonIn, None),
    "receipt_to": (ReceiptFile, None),
    "as_json": (Json, False),
}


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
        receipt_to: Path | None,
        as_json: bool,
        **given: Any,
    ) -> None:
        said = {name: value for name, value in given.items() if value is not None and value != []}
        written = _written(event_type, coalition, json_in, said)
        _record(written, store, recorder(recorded_as), attest, command_id, receipt_to, as_json)

    record.__signature__ = _signature(event_type, fields)  # type: ignore[attr-defined]
    record.__annotations__ = {p.name: p.annotation for p in record.__signature__.parameters.values()}  # type: ignore[attr-defined]
    return record


def _signature(event_type: type[Event], fields: dict[str, FieldInfo]) -> inspect.Signature:
    own = {name: (_option(event_type, name, field), None) for name, field in fields.items()}
    told = {"coalition": (CoalitionId, inspect.Parameter.empty), **own, **_SHARED}
    return inspect.Signature([parameter(name, *one) for name, one in told.items()])


def _option(event_type: type[Event], name: str, field: FieldInfo) -> Any:
    from domain.catalogue import form

    shape = form(event_type, name)
    repeated = shape.startswith(("list of", "map of"))
    hint = shape + (" (repeat it, or give JSON)" if repeated else "")
    return Annotated[
        Optional[list[str]] if repeated else Optional[str],  # noqa: UP045
        typer.Option(
            f"--{name.replace('_', '-')}",
            metavar="VALUE",
            help=_field_help(event_type, name, hint),
            show_default=False,
            autocompletion=actors if name == "by" else values_of(field),
        ),
    ]


def _field_help(event_type: type[Event], name: str, hint: str) -> str:
    from domain.catalogue import is_required

    if name == "at":
        return f"When it happened: {hint}. Now where it is left out."
    return f"{hint}{'; needed' if is_required(event_type, name) else ''}."


def _help(event_type: type[Event]) -> str:
    """The model's sentence, and an example that is left unwrapped, so that it can be copied."""
    from domain.catalogue import example

    return f"{event_type.__doc__}\n\n\b\nExample: coalition record {event_type.type} i3t {example(event_type)}"


def _written(event_type: type[Event], coalition: str, json_in: str | None, said: dict[str, Any]) -> dict[str, Any]:
    from cli.fields import field_value
    from domain.values import rfc3339
    from engine.ledger import now

    fields = _from_json(json_in) if json_in is not None else {}
    for name, value in (("type", event_type.type), ("coalition", coalition)):
        if fields.setdefault(name, value) != value:
            raise typer.BadParameter(f"The JSON says {name} {fields[name]!r}, not {value!r}", param_hint="--json-in")
    fields |= {name: field_value(event_type, name, value) for name, value in said.items()}
    return {"at": rfc3339(now()), **fields}


def _from_json(source: str) -> dict[str, Any]:
    from engine.exchange import jsonl
    from engine.exchange.line import not_utf8

    with readable(source) as stream:
        raw = stream.read()
    try:
        written = raw.decode()
    except UnicodeDecodeError as wrong:
        raise typer.BadParameter(not_utf8(wrong), param_hint="--json-in") from None
    with wrong_usage(ValueError, option="--json-in"):
        read = jsonl.loads(written)
    if not isinstance(read, dict):
        raise typer.BadParameter("An event is one JSON object", param_hint="--json-in")
    return read


def _record(
    written: dict[str, Any],
    store: str | None,
    who: str,
    attest: str | None,
    command_id: str | None,
    receipt_to: Path | None,
    as_json: bool,
) -> None:
    from domain.facts import early
    from domain.shape import parsed

    for given, option in ((attest, "--attest"), (command_id, "--command-id")):
        if given is not None:
            text(given, option)
    with opened(store) as ledger, refusals_told(as_json):
        event = parsed(written)
        receipt = ledger.record(event, recorded_by=who, attest=attest, command_id=command_id)
        entries = ledger.stream(event.coalition)
        prove(ledger, receipt, receipt_to)
    report(receipt, entries, as_json)
    for sentence in () if receipt.repeated else early(entries[0].event, event):
        say(sentence)


def prove(ledger: Ledger, receipt: Receipt, file: Path | None) -> None:
    """Write the receipt of what was recorded, where one is asked for; by then it is recorded, whatever happens."""
    if file is not None:
        from cli.signing import write_receipt
        from engine.errors import EngineError

        try:
            write_receipt(ledger, receipt.coalition, receipt.first, file, None)
        except EngineError as fault:
            say(f"It is recorded as event {receipt.first}, but its receipt was not written: {fault}")


def report(receipt: Any, entries: Sequence[Recorded], as_json: bool, more: str = "") -> None:
    """Say what a recording came to, and more in words."""
    recorded = entries[receipt.first - 1 : receipt.last]
    if as_json:
        print_json({**receipt._asdict(), "events": [record.as_exported() for record in recorded]})
    else:
        tell(recorded, entries, "Recorded before, as " if receipt.repeated else "", more)


def tell(recorded: Sequence[Recorded], entries: Sequence[Recorded], how: str = "", more: str = "") -> None:
    """Tell events by number, each in its sentence, with what the rules derived and which rules were broken."""
    from cli.render.text import line
    from domain.history import counting
    from projections.timeline import timeline

    told = {entry["n"]: entry["sentence"] for entry in timeline(counting(entries))["entries"]}
    for record in recorded:
        sentence = told.get(record.n, f"{record.type}, which does not count any more.")
        derived = " (by the rules)" if record.derived_from is not None else ""
        derived = derived if record.stands_at is None else f" (stands at {record.stands_at})"
        breaks = f" It breaks {', '.join(record.breaches)}." if record.breaches else ""
        line(f"{how}{record.event.coalition} {record.n}: {sentence}{derived}{_voided(record)}{breaks}{more}")


def _voided(record: Recorded) -> str:
    """What a retraction takes with it, itself being told in its sentence."""
    if len(record.voids) <= 1:
        return ""
    return f" With it {len(record.voids)} events stop counting: {', '.join(map(str, record.voids))}."
