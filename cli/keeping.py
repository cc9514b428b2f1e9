"""Keeping: the demo, and the care of a store."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from cli.conventions import Json, Maybe, Store, answer, leave_where_false, opened, store_url
from cli.render.patience import patience

store_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Look after the ledger's store.")

_NEXT = ("list", "show i3t", "timeline i3t --party navy", "session leads developing-coalitions", "log fell-apart")


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
    from cli.render.text import line
    from engine.demo import make_demo

    url, told = make_demo(folder)
    for history in told:
        line(history)
    line("\nTry next:")
    for command in _NEXT:
        line(f"  coalition {command} --store {shlex.quote(url)}")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.")],
    store: Store = None,
) -> None:
    """Make a store from a backup, where there is none yet; exit 4 where the backup is damaged.

    Example: coalition restore monday.db --store sqlite:///coalition.db
    """
    from cli.render.text import line
    from engine import stores

    with patience(f"Restoring {file}"):
        stores.restore(file, store_url(store))
    line(f"Restored {file} to {stores.shown(store_url(store))}.")


@store_app.command()
def init(
    store: Store = None,
    app_role: Annotated[
        Maybe,
        typer.Option("--app-role", metavar="ROLE", help="A role of the server that may read and append, and no more."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Make an empty store; on a server, let a role read and append and nothing else.

    What is there already stays as it is, and another role may be named at any time.

    Example: coalition store init --store postgresql://owner@db.example.org/ledger --app-role recorder
    """
    from cli.render.text import line
    from engine import stores

    stores.initialise(store_url(store), app_role)
    data = {"store": stores.shown(store_url(store)), "app_role": app_role}

    def render() -> None:
        line(f"There is a store at {data['store']}.")
        if app_role is not None:
            line(f"{app_role} may read and append. The database refuses it everything else.")

    answer(as_json, data, render)


@store_app.command()
def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="The store to copy.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="An empty store, or the address of a new one.")],
    as_json: Json = False,
) -> None:
    """Copy a ledger to another store, with every hash as it is, and read both back to compare them.

    Example: coalition store copy sqlite:///coalition.db postgresql://owner@db.example.org/ledger
    """
    from cli.render.text import line
    from engine import stores

    with patience("Copying"):
        copied = stores.copy(source, target)
    names = {"source": stores.shown(source), "target": stores.shown(target)}

    def render() -> None:
        what = f"{copied.events} events of {copied.coalitions} coalitions in {copied.commands} recordings"
        line(f"Copied {what} from {names['source']} to {names['target']}, and compared them: they are the same.")

    answer(as_json, {**names, **copied._asdict()}, render)


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
    from cli.render.text import line
    from engine.care import check as examine

    with patience("Checking"), opened(store) as ledger:
        data = examine(ledger)

    def render() -> None:
        for fault in data["faults"]:
            line(f"{fault['coalition'] or 'store'}: {fault['message']}")
        line(f"{data['events']} events of {data['coalitions']} coalitions read; {len(data['faults'])} faults.")

    answer(as_json, data, render)
    leave_where_false(not data["faults"])


@store_app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A new file for the copy.")],
    store: Store = None,
) -> None:
    """Write a consistent copy of the store, also while others record, and read it back; exit 4 where it is damaged.

    Example: coalition store backup monday.db
    """
    from cli.render.text import line
    from engine import stores

    with patience("Copying"):
        stores.backup(store_url(store), file)
    line(f"Copied {stores.shown(store_url(store))} to {file}.")


def _flat(data: dict[str, object]) -> list[tuple[str, object]]:
    rows: list[tuple[str, object]] = []
    for name, value in data.items():
        if isinstance(value, dict):
            rows += [(f"{name}.{inner}", held) for inner, held in value.items()]
        else:
            rows.append((name, value))
    return rows
