"""The entry point: the commands in one place, and what an error looks like from outside."""

from __future__ import annotations

import os
import sys
from typing import Annotated, NoReturn

import typer

from cli import catalogue, exchange, keeping, reading, recording
from cli.conventions import DOES_NOT_HOLD, ENVIRONMENT, REFUSED, USAGE
from cli.lazy import Lazy

app = typer.Typer(
    name="coalition",
    help="Record, keep and read the life of coalitions: who promised what, on whose word it is done, when it stalled.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def options(
    debug: Annotated[bool, typer.Option("--debug", help="Show where in the code an error came from.")] = False,
) -> None:
    """Options for every command."""
    if debug:
        os.environ["COALITION_DEBUG"] = "1"


keeping.add_to(app)
recording.add_to(app)
exchange.add_to(app)
reading.add_to(app)
catalogue.add_to(app)
app.add_typer(
    typer.Typer(cls=Lazy, no_args_is_help=True, rich_markup_mode=None),
    name="record",
    help="Record one event; each type is a command. Example: coalition record party-joined i3t --help",
)


def main() -> None:
    """Run the command line; the exit code tells what became of it."""
    try:
        app(prog_name="coalition")
    except Exception as error:
        if os.environ.get("COALITION_DEBUG"):
            raise
        _explain(error)


def _explain(error: Exception) -> NoReturn:
    """Say what went wrong in a sentence or two, and leave with the code for it."""
    from cli.conventions import say
    from domain.refusal import Refused

    if isinstance(error, Refused):
        say(refusal_text(error))
        sys.exit(REFUSED)
    code, message = _code_and_message(error)
    say(message)
    sys.exit(code)


def refusal_text(refused: object) -> str:
    """A refusal in words: the rule, its sentence, and the events it rests on."""
    rests_on = getattr(refused, "rests_on", ())
    events = f" It rests on event{'s' * (len(rests_on) > 1)} {', '.join(map(str, rests_on))}." if rests_on else ""
    return f"Refused by {getattr(refused, 'rule', '')}: {refused}{events}"


def _code_and_message(error: Exception) -> tuple[int, str]:
    from eventsourcing.persistence import PersistenceError

    from engine import errors

    match error:
        case errors.Damaged():
            return DOES_NOT_HOLD, str(error)
        case errors.Contended():
            return ENVIRONMENT, str(error)
        case errors.EngineError() | ValueError():
            return USAGE, str(error)
        case PersistenceError():
            return ENVIRONMENT, f"The store could not be used: {error}. Check the disk and who else has it open"
        case OSError():
            return ENVIRONMENT, f"{error.strerror or error}: {error.filename or 'the store or a file'}"
        case _:
            return ENVIRONMENT, f"Something unforeseen went wrong ({type(error).__name__}: {error}). See --debug"


if __name__ == "__main__":
    main()
