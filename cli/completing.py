"""Completing: what the shell offers for a word that is being typed. What cannot be found out is not offered."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, takewhile
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

import typer

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

    from domain.coalition import Coalition
    from engine.ledger import Ledger

_WORD = re.compile("[a-z0-9][a-z0-9_-]*")
#: The same with dots between words, as figures are named.
_PATH = re.compile(f"{_WORD.pattern}(?:[.]{_WORD.pattern})*")

#: So many figures with the first steps in common are offered one by one.
_FEW = 8

Offer = Callable[[typer.Context, str], list[str]]


def coalitions(ctx: typer.Context, incomplete: str) -> list[str]:
    """The coalitions of the store."""
    return _starting(incomplete, _from_store(ctx, lambda ledger: ledger.streams()))


def event_types(incomplete: str) -> list[str]:
    """The types of the vocabulary."""
    from domain.event import registry

    return _starting(incomplete, registry())


def areas(incomplete: str) -> list[str]:
    """The areas of the vocabulary."""
    from domain.event import AREAS

    return _starting(incomplete, (area.replace("_", "-") for area in AREAS))


def formats(incomplete: str) -> list[str]:
    """The formats that can be imported."""
    from engine.exchange.formats import FORMATS

    return _starting(incomplete, FORMATS)


def origins(incomplete: str) -> list[str]:
    """How a coalition can have begun."""
    from domain.event import registry

    return _starting(incomplete, _words(registry()["coalition-proposed"].model_fields["origin"].annotation))


def phases(incomplete: str) -> list[str]:
    """The phases that a coalition can be in."""
    from domain.coalition import Phase

    return _starting(incomplete, _words(Phase))


def states(incomplete: str) -> list[str]:
    """The states that momentum can be in."""
    from projections.momentum import State

    return _starting(incomplete, _words(State))


def measure_names(incomplete: str) -> list[str]:
    """The measures of the catalogue."""
    from projections.measures import MEASURES

    return _starting(incomplete, MEASURES)


def figures(ctx: typer.Context, incomplete: str) -> list[str]:
    """The paths of the figures of the coalition named earlier on the line, as it is now; of many alike, the first."""
    from projections.measures import MEASURES

    measure, dot, _ = incomplete.partition(".")
    named = [name for name in MEASURES if (name == measure if dot else name.startswith(measure))]
    found = _from_store(ctx, lambda ledger: _figures(ledger, _named(ctx), named)) if named else []
    return _abridged([path for path in found if path.startswith(incomplete) and _PATH.fullmatch(path)])


def columns(ctx: typer.Context, incomplete: str) -> list[str]:
    """The columns of the portfolio: of coalitions or, where they are asked for, of parties."""
    from projections.portfolio import COLUMNS, PARTY_COLUMNS

    return _starting(incomplete, PARTY_COLUMNS if ctx.params.get("by_party") else COLUMNS)


def everybody(ctx: typer.Context, incomplete: str) -> list[str]:
    """The parties of all coalitions of the store."""
    return _starting(incomplete, _from_store(ctx, _everybody))


def policies(incomplete: str) -> list[str]:
    """What can follow the first edit of a scenario."""
    from engine.scenario import AFTER

    return _starting(incomplete, AFTER)


def parties(ctx: typer.Context, incomplete: str) -> list[str]:
    """The parties that are in the coalition named earlier on the line."""
    return _starting(incomplete, _from_coalition(ctx, lambda coalition: coalition.membership.parties))


def actors(ctx: typer.Context, incomplete: str) -> list[str]:
    """Those parties, and the people who may act for one."""
    return _starting(
        incomplete,
        _from_coalition(ctx, lambda coalition: (*coalition.membership.parties, *coalition.membership.acts_for)),
    )


def ids(*kinds: str) -> Offer:
    """The ids of these kinds in the coalition named earlier on the line."""

    def offer(ctx: typer.Context, incomplete: str) -> list[str]:
        return _starting(
            incomplete, _from_coalition(ctx, lambda coalition: (name for kind, name in coalition.ids if kind in kinds))
        )

    return offer


def values_of(field: FieldInfo) -> Offer | None:
    """What an event's field may hold: one of several words, a party, or an id that the coalition knows."""
    from domain.marks import NamesParty, RefersTo

    if words := _words(field.annotation):
        return lambda ctx, incomplete: _starting(incomplete, words)
    marks = [*field.metadata, *_marks(field.annotation)]
    if kinds := [kind for mark in marks if isinstance(mark, RefersTo) for kind in mark.kinds]:
        return ids(*kinds)
    return parties if any(isinstance(mark, NamesParty) for mark in marks) else None


def _starting(incomplete: str, words: Iterable[str]) -> list[str]:
    """Those words that start so; never one that a shell could take for more than a word, whatever a store holds."""
    return [word for word in words if word.startswith(incomplete) and _WORD.fullmatch(word)]


def _from_coalition(ctx: typer.Context, look: Callable[[Coalition], Iterable[str]]) -> list[str]:
    def found(ledger: Ledger) -> Iterable[str]:
        return sorted(set(look(ledger.coalition(_named(ctx)))))

    return _from_store(ctx, found)


def _named(ctx: typer.Context) -> str:
    """The coalition named on the line, which is not parsed yet where an option waits for its value."""
    return str(ctx.params.get("coalition") or ctx.args[0])


def _figures(ledger: Ledger, coalition: str, measures: Iterable[str]) -> Iterator[str]:
    from engine.ledger import now
    from projections.figure import Figure, by_name
    from projections.measures import figures as figures_of
    from projections.paths import path_of

    def within(place: Any, names: tuple[str, ...]) -> Iterator[str]:
        if isinstance(place, Figure):
            yield path_of(names)
        elif isinstance(place, (Mapping, list, tuple)):
            inner = place if isinstance(place, Mapping) else by_name(place)
            for name, part in inner.items():
                yield from within(part, (*names, str(name)))

    moment = now()
    records = ledger.history(coalition, as_of=moment)
    for measure in measures:
        yield from within(figures_of(measure, records, moment), (measure,))


def _abridged(paths: Sequence[str]) -> list[str]:
    """Of many paths those that tell how they can go on: all that share the next step, or the first, where many do."""
    if len(paths) <= _FEW:
        return list(paths)
    split = [path.split(".") for path in paths]
    common = len(list(takewhile(lambda steps: len(set(steps)) == 1, zip(*split, strict=False))))
    groups = groupby(zip(split, paths, strict=True), key=lambda told: told[0][common : common + 1])
    sharing = ([path for _, path in group] for _, group in groups)
    return [path for group in sharing for path in (group if len(group) <= _FEW else group[:1])]


def _everybody(ledger: Ledger) -> list[str]:
    from projections.portfolio import Portfolio

    return [row["party"] for row in Portfolio(ledger).parties()]


def _from_store(ctx: typer.Context, look: Callable[[Ledger], Iterable[str]]) -> list[str]:
    """What the store named on the line holds; nothing where it cannot be read, for nobody asked yet."""
    from cli.conventions import opened

    try:
        with opened(ctx.params.get("store")) as ledger:
            return list(look(ledger))
    except Exception:
        if os.environ.get("COALITION_DEBUG"):
            raise
        return []


def _words(annotation: Any) -> list[str]:
    """The words that a type allows, where it allows nothing else."""
    if get_origin(annotation) is Literal:
        return [str(word) for word in get_args(annotation)]
    if annotation is bool:
        return ["true", "false"]
    return [word for argument in get_args(annotation) for word in _words(argument)]


def _marks(annotation: Any) -> Iterator[object]:
    yield from getattr(annotation, "__metadata__", ())
    for argument in get_args(annotation):
        yield from _marks(argument)
