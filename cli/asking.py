"""Asking: what all commands that read a coalition share: their options, how they open and read, how they answer."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property, update_wrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Concatenate, NamedTuple, ParamSpec

import typer

from cli.completing import Offer, parties
from cli.conventions import (
    Asked,
    AsOf,
    AtVersion,
    CoalitionId,
    Json,
    KnownAt,
    Store,
    WeightsFile,
    answer,
    asked,
    heading,
    history,
    opened,
    pinned,
    stream,
    weighed,
)

if TYPE_CHECKING:
    from domain.event import Recorded
    from engine.ledger import Ledger
    from projections.weights import Weights

P = ParamSpec("P")

All = Annotated[bool, typer.Option("--all", help="Show every line of what is long.")]
EventNumber = Annotated[int, typer.Argument(metavar="N", help="The number of the event.")]

#: The options that several commands have, in the order of their help, with what they are where they are left out.
_SHARED: dict[str, tuple[Any, Any]] = {
    "as_of": (AsOf, None),
    "known_at": (KnownAt, None),
    "at_version": (AtVersion, None),
    "weights": (WeightsFile, None),
    "everything": (All, False),
    "store": (Store, None),
    "as_json": (Json, False),
}
#: About when something is asked.
DATES = ("as_of", "known_at", "at_version")
#: The same, of a figure, which hangs on constants.
FIGURE = (*DATES, "weights")


def since_option(told: str) -> Any:
    """The option for the first date of what is listed; each command says of what."""
    return typer.Option("--since", metavar="DATE", help=told)


def until_option(told: str) -> Any:
    """The option for the last date of what is listed."""
    return typer.Option("--until", metavar="DATE", help=told)


def party_option(told: str, offer: Offer | None = parties) -> Any:
    """The option for one party; each command says what of it. Offered are those of the coalition on the line."""
    return typer.Option("--party", metavar="PARTY", help=told, autocompletion=offer)


class Asking(NamedTuple):
    """What a command was asked, as it was typed: of which coalition, about when, with which constants, in which store.

    What a command has no option for is as if it were left out.
    """

    coalition: str
    store: str | None
    as_json: bool
    as_of: str | None = None
    known_at: str | None = None
    at_version: int | None = None
    weights: Path | None = None
    everything: bool = False

    def about(self) -> Asked:
        """The dates and the version; without a date, now; wrong usage where one is no date."""
        return asked(self.as_of, self.known_at, self.at_version)

    def constants(self) -> Weights:
        """The constants of the measures; wrong usage where the file gives none."""
        return weighed(self.weights)

    def happened_by(self, about: Asked) -> datetime | None:
        """The last instant of what is listed; None, for all of it, where no date was asked about."""
        return None if self.as_of is None else about.as_of

    @contextmanager
    def read(self, about: Asked) -> Iterator[Reading]:
        """Open the store and read the coalition as it is now, or was at the version asked about."""
        with opened(self.store) as ledger:
            yield Reading.of(ledger, self.coalition, about)

    def answer(self, data: Any, render: Callable[[], None]) -> None:
        """Answer with JSON for a program, or let `render` print for people."""
        answer(self.as_json, data, render)


class Reading(NamedTuple):
    """A coalition in an open ledger, at one version of it: whoever records meanwhile changes nothing that is read."""

    ledger: Ledger
    coalition: str
    about: Asked

    @classmethod
    def of(cls, ledger: Ledger, coalition: str, about: Asked) -> Reading:
        """The coalition at the version asked about; at the one that it has now, where none was named."""
        return cls(ledger, coalition, pinned(ledger, coalition, about))

    def history(self) -> list[Recorded]:
        """The events that count for what was asked."""
        return history(self.ledger, self.coalition, self.about)

    def stream(self) -> list[Recorded]:
        """The entries as they were recorded, whatever became of them; dates are left to the reader."""
        return stream(self.ledger, self.coalition, self.about)

    def begun(self) -> str:
        """When it began, of a coalition of which nothing was on record by the dates asked about."""
        first, *_ = self.stream()
        if first.event.moment > self.about.as_of:
            return f"it was proposed on {first.event.at[:10]}; "
        return f"its first entry was recorded on {first.recorded_at[:10]}; "

    def heading(self, constants: Weights | None = None) -> dict[str, Any]:
        """What the JSON starts with; with the digest of the constants, where figures hang on them."""
        weights = None if constants is None else constants.digest
        return heading(self.ledger, self.coalition, self.about) | {"weights": weights}


def asks(*shared: str) -> Callable[[Callable[Concatenate[Asking, P], None]], Callable[..., None]]:
    """A command of one coalition with these shared options, besides its own and those that every such command has.

    On the command line stand the coalition, then the command's own parameters, then the shared options; the command
    is handed the coalition and the shared ones as its first argument, an `Asking`.
    """
    options = {name: _SHARED[name] for name in _SHARED if name in (*shared, "store", "as_json")}
    return lambda command: _Command(command, options)


class _Command:
    """A command that reads; its parameters are made out when they are asked for, as most commands are never run."""

    def __init__(self, command: Callable[..., None], options: dict[str, tuple[Any, Any]]) -> None:
        update_wrapper(self, command)
        self._command, self._options = command, options

    def __call__(self, coalition: str, **given: Any) -> None:
        shared = {name: given.pop(name) for name in self._options}
        self._command(Asking(coalition, **shared), **given)

    @cached_property
    def __signature__(self) -> inspect.Signature:
        _, *own = inspect.signature(self._command, eval_str=True).parameters.values()
        return inspect.Signature(
            [
                parameter("coalition", CoalitionId, inspect.Parameter.empty),
                *(one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in own),
                *(parameter(name, *told) for name, told in self._options.items()),
            ]
        )


def parameter(name: str, annotation: Any, default: Any) -> inspect.Parameter:
    """A parameter of a command whose signature is put together."""
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default)
