"""The catalogue: the vocabulary and the rules, printed from the code."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from cli.completing import event_types, measure_names
from cli.conventions import Json, Maybe, answer, known_type

catalogue_app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="The vocabulary and the rules, from the code."
)


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(catalogue_app, name="catalogue")


@catalogue_app.command()
def events(
    type_: Annotated[
        Maybe, typer.Argument(metavar="TYPE", help="One type, with its fields.", autocompletion=event_types)
    ] = None,
    as_json: Json = False,
) -> None:
    """List every event type with its sentence, or one with its fields.

    Example: coalition catalogue events commitment-made
    """
    from domain import catalogue

    chosen = None if type_ is None else known_type(type_)
    entries = [entry for entry in catalogue.events() if chosen in (None, entry["type"])]
    answer(as_json, {"events": entries}, lambda: _types(entries) if chosen is None else _fields(entries[0]))


@catalogue_app.command()
def rules(
    type_: Annotated[
        Maybe,
        typer.Argument(metavar="TYPE", help="Only the rules that judge this type.", autocompletion=event_types),
    ] = None,
    as_json: Json = False,
) -> None:
    """List every rule with its sentence and the types it judges.

    Example: coalition catalogue rules delivery-accepted
    """
    from cli.render.text import table
    from domain import catalogue

    chosen = None if type_ is None else known_type(type_)
    entries = [entry for entry in catalogue.rules() if chosen is None or not entry["types"] or chosen in entry["types"]]
    rows = [(entry["rule"], entry["sentence"], entry["types"] or "every type") for entry in entries]
    answer(as_json, {"rules": entries}, lambda: table(("rule", "sentence", "judges"), rows))


def _types(entries: Any) -> None:
    from cli.render.text import table

    rows = [(e["type"], e["area"], "◆" if e["derived"] else "", e["sentence"]) for e in entries]
    table(("type", "area", "", "sentence"), rows)


def _fields(entry: Any) -> None:
    from cli.render.text import line, table

    line(f"{entry['type']}: {entry['sentence']}")
    table(("field", "holds", ""), [(f["name"], f["type"], "needed" if f["required"] else "") for f in entry["fields"]])


@catalogue_app.command()
def measures(
    measure: Annotated[
        str | None, typer.Argument(metavar="MEASURE", help="Only this one.", autocompletion=measure_names)
    ] = None,
    as_json: Json = False,
) -> None:
    """Print every measure with its formulas, their sources and the constants, from the code.

    Example: coalition catalogue measures trust
    """
    from cli.render.text import heading, line
    from projections.measures import MEASURES, catalogue

    if measure is not None and measure not in MEASURES:
        raise typer.BadParameter(
            f"There is no measure {measure!r}; there is: {', '.join(MEASURES)}", param_hint="MEASURE"
        )
    entries = [entry for entry in catalogue() if measure in (None, entry["measure"])]

    def render() -> None:
        for entry in entries:
            heading(entry["measure"])
            for text in entry["formulas"].values():
                line(text)
                line()

    answer(as_json, {"measures": entries}, render)
