"""The catalogue: the vocabulary and the rules, printed from the code."""

from __future__ import annotations

from typing import Annotated, Optional

import typer

from cli.conventions import Json, print_json

catalogue_app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="The vocabulary and the rules, from the code."
)


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(catalogue_app, name="catalogue")


@catalogue_app.command()
def events(
    type_: Annotated[Optional[str], typer.Argument(metavar="TYPE", help="One type, with its fields.")] = None,  # noqa: UP045
    as_json: Json = False,
) -> None:
    """List every event type with its sentence, or one with its fields.

    Example: coalition catalogue events commitment-made
    """
    from cli.render.text import line, table
    from domain import catalogue
    from domain.shape import event_type_called

    entries = catalogue.events()
    if type_ is not None:
        event_type_called(type_)
        entries = [entry for entry in entries if entry["type"] == type_]
    if as_json:
        print_json({"events": entries})
    elif type_ is None:
        table(
            ("type", "area", "", "sentence"),
            [(e["type"], e["area"], "◆" if e["derived"] else "", e["sentence"]) for e in entries],
        )
    else:
        line(f"{entries[0]['type']}: {entries[0]['sentence']}")
        table(
            ("field", "holds", ""),
            [(f["name"], f["type"], "needed" if f["required"] else "") for f in entries[0]["fields"]],
        )


@catalogue_app.command()
def rules(
    type_: Annotated[Optional[str], typer.Argument(metavar="TYPE", help="Only the rules that judge this type.")] = None,  # noqa: UP045
    as_json: Json = False,
) -> None:
    """List every rule with its sentence and the types it judges.

    Example: coalition catalogue rules delivery-accepted
    """
    from cli.render.text import table
    from domain import catalogue

    entries = [entry for entry in catalogue.rules() if type_ is None or not entry["types"] or type_ in entry["types"]]
    if as_json:
        print_json({"rules": entries})
    else:
        table(("rule", "sentence", "judges"), [(e["rule"], e["sentence"], e["types"] or "every type") for e in entries])
