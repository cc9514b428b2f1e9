"""Keeping: the demo, and the care of a store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.conventions import DOES_NOT_HOLD, Json, Store, answer, opened, print_json, store_url

store_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Look after the ledger's store.")


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(demo)
    app.command()(restore)
    app.add_typer(store_app, name="store")


def demo(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the ledger is made.")] = Path("."),
) -> None:
    """Make a ledger with the example histories, and say what to try next.

    Example: coalition demo /tmp/try
    """
    from engine.demo import make_demo

    url, told = make_demo(folder)
    for line in told:
        typer.echo(line)
    typer.echo("\nTry next:")
    for command in (
        "list",
        "show i3t",
        "timeline i3t --party navy",
        "session leads developing-coalitions",
        "log fell-apart",
    ):
        typer.echo(f"  coalition {command} --store {url}")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.")],
    store: Store = None,
) -> None:
    """Make a store from a backup, where there is none yet.

    Example: coalition restore monday.db --store sqlite:///coalition.db
    """
    from engine import stores

    stores.restore(file, store_url(store))
    typer.echo(f"Restored {file} to {store_url(store)}.")


@store_app.command()
def info(store: Store = None, as_json: Json = False) -> None:
    """Tell the store's size, counts, versions and settings.

    Example: coalition store info --json
    """
    from cli.render.text import table
    from engine.care import info as gather

    with opened(store) as ledger:
        data = gather(ledger)
    answer(as_json, data, lambda: table(("what", "value"), list(_flat(data))))


@store_app.command()
def check(store: Store = None, as_json: Json = False) -> None:
    """Read everything back and put every history before the rules again; exit 4 where something does not hold.

    Example: coalition store check
    """
    from engine.care import check as examine

    with opened(store) as ledger:
        data = examine(ledger)
    if as_json:
        print_json(data)
    else:
        for fault in data["faults"]:
            typer.echo(f"{fault['coalition'] or 'store'}: {fault['message']}")
        typer.echo(f"{data['events']} events of {data['coalitions']} coalitions read; {len(data['faults'])} faults.")
    if data["faults"]:
        raise typer.Exit(DOES_NOT_HOLD)


@store_app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A new file for the copy.")],
    store: Store = None,
) -> None:
    """Write a consistent copy of the store, also while others record.

    Example: coalition store backup monday.db
    """
    from engine import stores

    stores.backup(store_url(store), file)
    typer.echo(f"Copied {store_url(store)} to {file}.")


def _flat(data: dict[str, object]) -> list[tuple[str, object]]:
    rows: list[tuple[str, object]] = []
    for name, value in data.items():
        if isinstance(value, dict):
            rows += [(f"{name}.{inner}", held) for inner, held in value.items()]
        else:
            rows.append((name, value))
    return rows
