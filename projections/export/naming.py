"""Naming: which parties and things an event names, and in which of its fields."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel

from domain.event import Event, Part
from domain.marks import Introduces, NamesParty, RefersTo

#: Fields that name who acts or answers: a party, or a person who may act for some.
ACTORS = ("by", "owner", "lead", "proposer", "agreed_by", "accepted_by")


class Mention(NamedTuple):
    """An id in a field of an event, with the kinds of thing that it may be."""

    field: str
    kinds: tuple[str, ...]
    id: str


def things(event: Event) -> Iterator[Mention]:
    """What an event brings in or refers to, parties and persons apart."""
    for field, kinds in _marked(type(event)):
        for name in _leaves(getattr(event, field)):
            yield Mention(field, kinds, name)


def parties(model: BaseModel, above: str = "") -> Iterator[tuple[str, str]]:
    """The parties that an event names, each with the field; `terms.to` for one inside the parts of a list."""
    for name in _party_fields(type(model)):
        value = getattr(model, name)
        if value and isinstance(value, tuple) and isinstance(value[0], Part):
            for part in value:
                yield from parties(part, f"{name}.")
        elif value is not None:
            yield from ((above + name, party) for party in ((value,) if isinstance(value, str) else value))


def actors(event: Event) -> Iterator[tuple[str, str]]:
    """Who acts or answers by an event's own word, each with the field: a party or a person."""
    for field in ACTORS:
        if (name := getattr(event, field, None)) is not None:
            yield field, name


@cache
def _marked(event_type: type[Event]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found: list[tuple[str, tuple[str, ...]]] = []
    for name, field in event_type.model_fields.items():
        for mark in field.metadata:
            if isinstance(mark, Introduces):
                found.append((name, (mark.kind,)))
            elif isinstance(mark, RefersTo):
                found.append((name, mark.kinds))
    return tuple(found)


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif value is not None:
        for item in value.values() if isinstance(value, dict) else value:
            yield from _leaves(item)


@cache
def _party_fields(model: type[BaseModel]) -> tuple[str, ...]:
    fields = [(name, field) for name, field in model.model_fields.items() if name not in ACTORS]
    return tuple(name for name, field in fields if _names_party(field.annotation, field.metadata))


def _names_party(annotation: Any, metadata: list[Any]) -> bool:
    """Whether a mark says so, here or further inside: on a field that may be left out, or on those of a part."""
    if any(isinstance(mark, NamesParty) for mark in (*metadata, *getattr(annotation, "__metadata__", ()))):
        return True
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return bool(_party_fields(annotation))
    return any(_names_party(inner, []) for inner in get_args(annotation))
