"""Kinds: what the fields of the event types hold, in the few kinds that tables and columns tell apart."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin

from pydantic import BaseModel

from domain.event import Event, registry
from domain.marks import Form

#: `texts` is a list of texts, `event` the number or ref of an event; `parts` is all that has an inside of its own.
Kind: TypeAlias = Literal["text", "date", "whole", "decimal", "flag", "texts", "event", "parts"]

#: What recording adds, beside the fields of an event.
ADDED: Mapping[str, Kind] = {
    "n": "whole",
    "recorded_at": "text",
    "recorded_by": "text",
    "derived_from": "whole",
    "attested": "parts",
    "breaches": "parts",
    "voids": "parts",
    "stands_at": "whole",
    "command_id": "text",
    "prev": "text",
    "hash": "text",
}


@cache
def kinds(event_type: type[Event]) -> Mapping[str, Kind]:
    """The kind of every field of a type; of the base, those that every event has."""
    return {name: _kind(field.annotation, field.metadata) for name, field in event_type.model_fields.items()}


@cache
def own_fields() -> Mapping[str, frozenset[Kind]]:
    """The fields that types have of their own, in the order of the vocabulary, with the kinds a name stands for."""
    found: dict[str, set[Kind]] = {}
    for event_type in registry().values():
        for name, kind in kinds(event_type).items():
            if name not in Event.model_fields:
                found.setdefault(name, set()).add(kind)
    return {name: frozenset(those) for name, those in found.items()}


@cache
def nullable(event_type: type[Event]) -> frozenset[str]:
    """The fields that must be given, be it as null: `expressly nothing`."""
    fields = event_type.model_fields.items()
    return frozenset(name for name, f in fields if f.is_required() and type(None) in plain_types(f.annotation))


def plain_types(annotation: Any) -> set[type]:
    """The plain types that an annotation allows."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return plain_types(args[0])
    if origin in (Union, UnionType):
        return set().union(*map(plain_types, args))
    if origin is Literal:
        return set(map(type, args))
    return {origin or annotation}


def _kind(annotation: Any, metadata: list[Any]) -> Kind:
    bases = plain_types(annotation)
    if tuple in bases:
        return "texts" if _holds_text(annotation) else "parts"
    if any(base is dict or issubclass(base, BaseModel) for base in bases):
        return "parts"
    if bool in bases:
        return "flag"
    if Decimal in bases:
        return "decimal"
    if int in bases:
        return "event" if str in bases else "whole"
    return "date" if _is_date(annotation, metadata) else "text"


def _holds_text(annotation: Any) -> bool:
    return get_origin(annotation) is tuple and plain_types(get_args(annotation)[0]) == {str}


def _is_date(annotation: Any, metadata: list[Any]) -> bool:
    marks = [*metadata, *getattr(annotation, "__metadata__", ())]
    if any(isinstance(mark, Form) and mark.words == "date" for mark in marks):
        return True
    return any(_is_date(inner, []) for inner in get_args(annotation))
