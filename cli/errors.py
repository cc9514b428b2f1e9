"""Errors: what someone at the keyboard is told, on stderr and in a few sentences, and the exit code for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from cli.conventions import DOES_NOT_HOLD, ENVIRONMENT, INTERRUPTED, REFUSED, USAGE, say

if TYPE_CHECKING:
    from domain.refusal import Refused


def explained(error: Exception) -> int:
    """Say what went wrong; the exit code to leave with."""
    code, message = _code_and_message(error)
    say(message)
    return code


def _code_and_message(error: Exception) -> tuple[int, str]:
    from domain.refusal import Refused
    from engine import errors

    match error:
        case typer.TyperException():
            return error.exit_code, _wrong_usage(error)
        case typer.Abort():
            return INTERRUPTED, "Interrupted."
        case Refused():
            return REFUSED, _refusal(error)
        case errors.Damaged() | errors.Unsigned():
            return DOES_NOT_HOLD, str(error)
        case errors.Contended() | errors.CannotWrite() | errors.Unavailable() | errors.NoKey() | errors.UnsafeKey():
            return ENVIRONMENT, str(error)
        case errors.EngineError():
            return USAGE, str(error)
        case _:
            return ENVIRONMENT, _of_the_environment(error)


def _of_the_environment(error: Exception) -> str:
    """What the store, the disk or a mistake in the code came to, and where to look."""
    from eventsourcing.persistence import PersistenceError

    from engine.stores.told import Busy

    match error:
        case Busy():
            return str(error)
        case PersistenceError() if type(error).__name__ == "Unreachable":  # told whole, by a module that may be missing
            return str(error)
        case PersistenceError():
            return f"The store could not be used: {error}. Check the disk and who else has it open"
        case OSError():
            return f"{error.strerror or error}: {error.filename or 'the store or a file'}"
        case _:
            what = f"{type(error).__name__}: {error}"
            return f"Something unforeseen went wrong ({what}). To see where: coalition --debug …"


def _wrong_usage(error: typer.TyperException) -> str:
    """What is wrong with what was typed, and where to read how it goes; or that very help, where nothing was typed."""
    message, context = error.format_message(), getattr(error, "ctx", None)
    if context is None or message.startswith("Usage:") or "see: coalition" in message:
        return message
    stop = "" if message.endswith((".", "?", "!", "…")) else "."
    return f"{message}{stop} See: {context.command_path} --help"


def _refusal(refused: Refused) -> str:
    """A refusal in words: the rule, its sentence, the events it rests on, and the other rules broken."""
    rests_on = refused.rests_on
    events = f" It rests on event{'s' * (len(rests_on) > 1)} {', '.join(map(str, rests_on))}." if rests_on else ""
    return f"Refused by {refused.rule}: {refused}{events}{refused.also}"
