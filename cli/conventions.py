"""Conventions that every command keeps: which store, who records, which dates, and how it answers."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, Optional

import typer

if TYPE_CHECKING:
    from domain.event import Recorded
    from engine.ledger import Ledger

DONE, ENVIRONMENT, USAGE, REFUSED, DOES_NOT_HOLD = 0, 1, 2, 3, 4

_DEFAULT_STORE = "sqlite:///coalition.db"


def _coalitions(incomplete: str) -> list[str]:
    """The coalitions of the store in force whose ids start so, for the shell to complete."""
    from engine.errors import EngineError
    from engine.ledger import Ledger

    try:
        with Ledger(os.environ.get("COALITION_STORE") or _DEFAULT_STORE) as ledger:
            return [listed.coalition for listed in ledger.list() if listed.coalition.startswith(incomplete)]
    except EngineError:
        return []


Store = Annotated[
    Optional[str],  # noqa: UP045 (typer reads it)
    typer.Option(
        "--store", metavar="URL", help="The ledger: sqlite:///file.db. Else $COALITION_STORE, else coalition.db."
    ),
]
As = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--as", metavar="NAME", help="Who records it. Else $COALITION_USER, else your user name."),
]
Json = Annotated[bool, typer.Option("--json", help="Answer with one JSON object.")]
CoalitionId = Annotated[str, typer.Argument(metavar="ID", help="The coalition.", autocompletion=_coalitions)]
AsOf = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--as-of", metavar="DATE", help="What was true then: only what had happened by that date."),
]
KnownAt = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--known-at", metavar="DATE", help="What was known then: only what was on record by that date."),
]
AtVersion = Annotated[
    Optional[int],  # noqa: UP045
    typer.Option("--at-version", metavar="N", help="The ledger when it held so many entries of this coalition."),
]
Attest = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option(
        "--attest", metavar="REASON", help="Accept it though it breaks rules, for this reason; breaches are kept."
    ),
]


class Asked(NamedTuple):
    """The dates and the version that a reading command was asked about."""

    as_of: datetime
    known_at: datetime | None
    at_version: int | None


def store_url(store: str | None) -> str:
    """The store that a command means."""
    return store or os.environ.get("COALITION_STORE") or _DEFAULT_STORE


def opened(store: str | None, *, create: bool = False) -> Ledger:
    """The ledger that a command means; use it in `with`."""
    from engine.ledger import Ledger

    return Ledger(store_url(store), create=create)


def recorder(name: str | None) -> str:
    """Who sits at the keyboard."""
    return name or os.environ.get("COALITION_USER") or getpass.getuser()


def asked(as_of: str | None, known_at: str | None, at_version: int | None) -> Asked:
    """What was asked about; without a date, now."""
    from engine.ledger import now

    return Asked(
        now() if as_of is None else moment(as_of, "--as-of"),
        None if known_at is None else moment(known_at, "--known-at"),
        at_version,
    )


def moment(text: str, option: str) -> datetime:
    """The instant that a date option stands for; wrong usage where it is no date."""
    from domain.values import asked_moment

    try:
        return asked_moment(text)
    except ValueError as wrong:
        raise typer.BadParameter(f"{wrong}", param_hint=option) from None


def history(ledger: Ledger, coalition: str, about: Asked) -> list[Recorded]:
    """The events of a coalition that count for what was asked."""
    return ledger.history(coalition, as_of=about.as_of, known_at=about.known_at, at_version=about.at_version)


def heading(ledger: Ledger, coalition: str, about: Asked) -> dict[str, Any]:
    """What every reading command's JSON starts with."""
    from domain.values import rfc3339

    return {
        "coalition": coalition,
        "as_of": rfc3339(about.as_of),
        "known_at": None if about.known_at is None else rfc3339(about.known_at),
        "version": about.at_version or ledger.version(coalition),
        "weights": None,
    }


def answer(as_json: bool, data: Any, render: Callable[[], None]) -> None:
    """Answer with JSON for a program, or let `render` print for people."""
    if as_json:
        print_json(data)
    else:
        render()


def print_json(data: Any) -> None:
    """One JSON object on stdout and nothing else."""
    from engine.exchange import jsonl

    typer.echo(jsonl.dumps(data))


def say(message: str) -> None:
    """A sentence for people, on stderr, where no data is."""
    from cli.render.text import plain

    typer.echo(plain(message), err=True)


def readable_file(path: Path) -> Path:
    """A file that can be read, or wrong usage."""
    if not path.is_file():
        raise typer.BadParameter(f"There is no file {path}", param_hint="FILE")
    return path
