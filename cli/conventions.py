"""Conventions that every command keeps: which store, who records, which dates, and how it answers."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, NamedTuple, Optional

import typer

from cli.completing import coalitions, event_types

if TYPE_CHECKING:
    from domain.event import Recorded
    from engine.ledger import Ledger
    from projections.weights import Weights

DONE, ENVIRONMENT, USAGE, REFUSED, DOES_NOT_HOLD, INTERRUPTED = 0, 1, 2, 3, 4, 130

_DEFAULT_STORE = "sqlite:///coalition.db"

Maybe = Optional[str]  # noqa: UP045 (typer reads it)
Store = Annotated[
    Maybe,
    typer.Option(
        "--store",
        metavar="URL",
        help="The ledger: sqlite:///file.db or postgresql://… Else $COALITION_STORE, else coalition.db.",
    ),
]
As = Annotated[
    Maybe, typer.Option("--as", metavar="NAME", help="Who records it. Else $COALITION_USER, else your user name.")
]
Json = Annotated[bool, typer.Option("--json", help="Answer with one JSON object.")]
CoalitionId = Annotated[str, typer.Argument(metavar="ID", help="The coalition.", autocompletion=coalitions)]
AsOf = Annotated[
    Maybe, typer.Option("--as-of", metavar="DATE", help="What was true then: only what had happened by that date.")
]
KnownAt = Annotated[
    Maybe, typer.Option("--known-at", metavar="DATE", help="What was known then: only what was on record by that date.")
]
AtVersion = Annotated[
    Optional[int],  # noqa: UP045
    typer.Option("--at-version", metavar="N", help="The ledger when it held so many entries of this coalition."),
]
Attest = Annotated[
    Maybe,
    typer.Option(
        "--attest", metavar="REASON", help="Accept it though it breaks rules, for this reason; breaches are kept."
    ),
]
WeightsFile = Annotated[
    Optional[Path],  # noqa: UP045
    typer.Option("--weights", metavar="FILE", help="Other constants than the shipped ones, as TOML."),
]
ReceiptFile = Annotated[
    Optional[Path],  # noqa: UP045
    typer.Option("--receipt", metavar="FILE", help="Write the receipt there: a proof that it is recorded."),
]
EventType = Annotated[Maybe, typer.Option("--type", metavar="TYPE", help="Only this type.", autocompletion=event_types)]


class Asked(NamedTuple):
    """The dates and the version that a reading command was asked about."""

    as_of: datetime
    known_at: datetime | None
    at_version: int | None

    def told(self) -> dict[str, str | None]:
        """The dates as JSON tells them."""
        from domain.values import rfc3339

        return {"as_of": rfc3339(self.as_of), "known_at": None if self.known_at is None else rfc3339(self.known_at)}


def store_url(store: str | None) -> str:
    """The store that a command means."""
    return store or os.environ.get("COALITION_STORE") or _DEFAULT_STORE


def opened(store: str | None, *, create: bool = False) -> Ledger:
    """The ledger that a command means; use it in `with`."""
    from engine.ledger import Ledger

    return Ledger(store_url(store), create=create)


def opened_if_there(store: str | None) -> AbstractContextManager[Ledger | None]:
    """The ledger to open where there is one: nothing is made for who only tries something out."""
    from engine.stores import exists

    return opened(store) if exists(store_url(store)) else nullcontext()


def recorder(name: str | None) -> str:
    """Who sits at the keyboard."""
    if name is not None:
        return text(name, "--as")
    if from_environment := os.environ.get("COALITION_USER"):
        return text(from_environment, "$COALITION_USER")
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        raise typer.BadParameter("Nobody knows who you are here: give your name", param_hint="--as") from None


def text(given: str, option: str) -> str:
    """A text that is stored beside events; wrong usage where it is none."""
    from engine.ledger import check_text

    with wrong_usage(ValueError, option=option):
        check_text(given)
    return given


def asked(as_of: str | None, known_at: str | None, at_version: int | None) -> Asked:
    """What was asked about; without a date, now."""
    from engine.ledger import now

    return Asked(
        now() if as_of is None else moment(as_of, "--as-of"),
        None if known_at is None else moment(known_at, "--known-at"),
        at_version,
    )


def moment(written: str, option: str) -> datetime:
    """The last instant of a date asked about; wrong usage where it is no date."""
    from domain.values import asked_moment

    with wrong_usage(ValueError, option=option):
        return asked_moment(written)


def start(written: str | None, option: str) -> datetime | None:
    """The first instant of a date asked about, where one is given; wrong usage where it is no date."""
    from domain.values import instant

    if written is None:
        return None
    with wrong_usage(ValueError, option=option):
        return instant(written)


def between(since: str | None, until: str | None) -> tuple[datetime | None, datetime | None]:
    """The first and the last instant asked about; wrong usage where there is no time between them."""
    first, last = start(since, "--since"), None if until is None else moment(until, "--until")
    if first is not None and last is not None and first > last:
        raise typer.BadParameter(f"{since} is later than {until}: nothing lies between them", param_hint="--since")
    return first, last


def pinned(ledger: Ledger, coalition: str, about: Asked) -> Asked:
    """The same, of the version that the coalition has now where none was named: whoever records meanwhile waits."""
    return about if about.at_version is not None else about._replace(at_version=ledger.version(coalition))


def history(ledger: Ledger, coalition: str, about: Asked) -> list[Recorded]:
    """The events of a coalition that count for what was asked."""
    return ledger.history(coalition, as_of=about.as_of, known_at=about.known_at, at_version=about.at_version)


def stream(ledger: Ledger, coalition: str, about: Asked) -> list[Recorded]:
    """The entries of a coalition as they were recorded, whatever became of them; dates are left to the reader."""
    entries = ledger.stream(coalition)
    if about.at_version is not None and not 1 <= about.at_version <= len(entries):
        raise typer.BadParameter(f"{coalition} has versions 1 to {len(entries)}", param_hint="--at-version")
    return entries[: about.at_version]


def heading(ledger: Ledger, coalition: str, about: Asked) -> dict[str, Any]:
    """What every reading command's JSON starts with."""
    version = about.at_version or ledger.version(coalition)
    return {"coalition": coalition, **about.told(), "version": version, "weights": None}


def weighed(file: Path | None) -> Weights:
    """The constants of the measures: those shipped, or those that a file gives; wrong usage where it gives none."""
    from projections.weights import shipped, weights_from

    if file is None:
        return shipped()
    try:
        written = readable_file(file).read_text(encoding="utf-8")
    except UnicodeDecodeError as wrong:
        mistake = f"{file} is not a text in UTF-8: byte {wrong.start + 1} cannot be read"
        raise typer.BadParameter(mistake, param_hint="--weights") from None
    with wrong_usage(ValueError, option="--weights", where=file):
        return weights_from(written)


def answer(as_json: bool, data: Any, render: Callable[[], None]) -> None:
    """Answer with JSON for a program, or let `render` print for people."""
    if as_json:
        print_json(data)
    else:
        render()


def print_json(data: Any) -> None:
    """One JSON object on stdout and nothing else, in UTF-8; what a terminal would act on stands in JSON's escapes."""
    from cli.render.text import plain
    from engine.exchange import jsonl

    typer.echo(plain(jsonl.dumps(data)).encode())


@contextmanager
def wrong_usage(*mistakes: type[Exception], option: str | None = None, where: object = None) -> Iterator[None]:
    """Wrong usage, in the words of the mistake and with where it is, where one of these is made."""
    try:
        yield
    except mistakes as wrong:
        raise typer.BadParameter(f"{wrong}" if where is None else f"{where}: {wrong}", param_hint=option) from None


def leave_where_false(holds: bool) -> None:
    """Leave with the code for what does not hold, where it does not."""
    if not holds:
        raise typer.Exit(DOES_NOT_HOLD)


@contextmanager
def refusals_told(as_json: bool) -> Iterator[None]:
    """Tell a program about a refusal on stdout, besides what stderr tells people."""
    from domain.refusal import Refused

    try:
        yield
    except Refused as refused:
        if as_json:
            told = {name: getattr(refused, name) for name in ("rule", "message", "breaches", "rests_on")}
            print_json({"refused": told})
        raise


def say(message: str) -> None:
    """A sentence for people, on stderr, where no data is."""
    from cli.render.text import plain

    typer.echo(plain(message), err=True)


def known_type(name: str) -> str:
    """A type of the vocabulary; wrong usage, with the nearest, where there is none of that name."""
    from domain.refusal import Refused
    from domain.shape import event_type_called

    try:
        return event_type_called(name).type
    except Refused as unknown:
        raise typer.BadParameter(unknown.message, param_hint="TYPE") from None


def one_of(known: Sequence[str], given: str | None, option: str) -> None:
    """Wrong usage, naming those that there are, where something else is given."""
    if given is not None and given not in known:
        there_is = f"There is no {option[2:]} {given!r}; there is: {', '.join(known)}"
        raise typer.BadParameter(there_is, param_hint=option)


def found(look_up: Callable[[], dict[str, Any]], what: str) -> dict[str, Any]:
    """What a view finds; wrong usage, in the view's own words, where there is no such thing."""
    try:
        return look_up()
    except LookupError as missing:
        raise typer.BadParameter(str(missing.args[0]), param_hint=what) from None


def readable_file(path: Path) -> Path:
    """A file that can be read, or wrong usage."""
    readable(path).close()
    return path


def readable(file: str | Path) -> BinaryIO:
    """A file to read, or standard input for -; wrong usage where it cannot be read."""
    if str(file) == "-":
        if sys.stdin is None:
            raise typer.BadParameter("Standard input is closed", param_hint="FILE")
        return sys.stdin.buffer
    try:
        return Path(file).open("rb")
    except FileNotFoundError:
        raise typer.BadParameter(f"There is no file {file}", param_hint="FILE") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise typer.BadParameter(f"{file} cannot be read: {why}", param_hint="FILE") from None
