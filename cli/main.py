"""The entry point: the commands in one place."""

from __future__ import annotations

import gc
import os
import signal
import sys
import traceback
from typing import Annotated

import typer

from cli import auditing, catalogue, exchange, keeping, measuring, page, portfolio, reading, recording, whatif
from cli.conventions import DONE, ENVIRONMENT, INTERRUPTED, say
from cli.errors import explained
from cli.lazy import Lazy, OnDemand
from cli.shells import Install, Show, completing

app = typer.Typer(
    name="coalition",
    cls=OnDemand,
    help="Record, keep and read the life of coalitions: who promised what, on whose word it is done, when it stalled.",
    no_args_is_help=True,
    add_completion=False,  # our own below: typer's takes no shell by name, and its script takes words apart
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _tell_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import PackageNotFoundError, version

        try:
            typer.echo(f"coalition {version('coalition-engine')}")
        except PackageNotFoundError:
            typer.echo("coalition, of a version that is not known: it runs from its source, and is not installed")
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", help="Tell which version this is.", callback=_tell_version, is_eager=True)
]


@app.callback()
def options(
    debug: Annotated[bool, typer.Option("--debug", help="Show where in the code an error came from.")] = False,
    install_completion: Install = None,
    show_completion: Show = None,
    version: Version = False,
) -> None:
    """Options for every command."""
    if debug:
        os.environ["COALITION_DEBUG"] = "1"


for area in (keeping, recording, exchange, portfolio, reading, measuring, page, whatif, auditing, catalogue):
    area.add_to(OnDemand.entered)
OnDemand.entered.add_typer(
    typer.Typer(cls=Lazy, no_args_is_help=True, rich_markup_mode=None),
    name="record",
    help="Record one event; each type is a command. Example: coalition record party-joined i3t --help",
)


def main() -> None:
    """Run the command line; the exit code tells what became of it."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal that lacks a character shows its number
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:  # else whoever started this has decided about it
        signal.signal(signal.SIGTERM, _stopped)
    code = _flushed(_run())
    gc.freeze()  # before it leaves, the interpreter would look through all there is for garbage in circles
    sys.exit(code)


def _stopped(number: int, _: object) -> None:
    """Leave on being told to stop, so that what is half written is taken away; with the code that a shell gives it."""
    raise SystemExit(128 + number)


def _flushed(code: int) -> int:
    """The exit code, once everything is written; what cannot be is told here, not by the interpreter on leaving."""
    try:
        sys.stdout.flush()
    except OSError as fault:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not code and not isinstance(fault, BrokenPipeError):
            return explained(fault)
        return code or ENVIRONMENT
    return code


def _run() -> int:
    completing()
    try:
        return app(prog_name="coalition", standalone_mode=False) or DONE
    except KeyboardInterrupt:  # before the command began
        return INTERRUPTED
    except Exception as error:
        if os.environ.get("COALITION_DEBUG"):
            say(traceback.format_exc())
        return explained(error)


if __name__ == "__main__":
    main()
