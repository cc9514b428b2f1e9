"""Parties: whom an event is about, so that a history can be read from one party's side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel

from domain.event import Event, Part
from domain.marks import NamesParty
from domain.membership import Membership
from projections.known import Known, is_party

#: Fields that name who acts or answers: a party, or a person who may act for one.
_ACTORS = ("by", "person", "owner", "lead", "proposer", "agreed_by", "accepted_by")
#: Things that lie between parties, beside commitments and conflicts, whose sides may change.
_BETWEEN_PARTIES = frozenset(("agreement", "pledge", "request"))


def involved(event: Event, known: Known) -> set[str]:
    """The parties that an event names, and those between which the thing lies that it speaks of."""
    named = set(parties_named(event))
    for kinds, name in event.refers():
        for kind in kinds:
            named.update(_behind(kind, name, known))
    named.discard("all")
    return named


def actors(event: Event, membership: Membership) -> set[str]:
    """Who acts or answers, by the event's own word, with the parties that they act for."""
    named = [name for field in _actor_fields(type(event)) if (name := getattr(event, field)) is not None]
    return set(named).union(*[membership.acts_for.get(name, ()) for name in named])


def concerned(event: Event, known: Known) -> set[str]:
    """The parties that an event is by or about."""
    return involved(event, known) | acting(event, known.coalition.membership)


def acting(event: Event, membership: Membership) -> frozenset[str]:
    """The parties that act or answer by an event's own word, also by persons who act for them."""
    return frozenset(actor for actor in actors(event, membership) if is_party(membership, actor))


def parties_named(model: BaseModel) -> Iterator[str]:
    """The parties in an event's fields, by the marks on them."""
    for name in _party_fields(type(model)):
        value = getattr(model, name)
        if value and isinstance(value, tuple) and isinstance(value[0], Part):
            for part in value:
                yield from parties_named(part)
        elif value is not None:
            yield from (value,) if isinstance(value, str) else value


def _behind(kind: str, name: str, known: Known) -> Iterable[str]:
    if kind == "commitment":
        promise = known.coalition.commitments.promises.get(name)
        return (*promise.accountable, promise.promisee) if promise else ()
    if kind == "conflict":
        conflict = known.coalition.conflicts.get(name)
        return conflict.sides if conflict else ()
    origin = known.introduced.get((kind, name)) if kind in _BETWEEN_PARTIES else None
    return parties_named(origin) if origin else ()


@cache
def _actor_fields(event_type: type[Event]) -> tuple[str, ...]:
    return tuple(name for name in _ACTORS if name in event_type.model_fields)


@cache
def _party_fields(model: type[BaseModel]) -> tuple[str, ...]:
    fields = [(name, field) for name, field in model.model_fields.items() if name not in _ACTORS]
    return tuple(name for name, field in fields if _marked(field.metadata) or _names_party(field.annotation))


def _names_party(annotation: Any) -> bool:
    """Whether a mark stands further inside a type: a party that may be left out, or parts that name one."""
    if _marked(getattr(annotation, "__metadata__", ())):
        return True
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return bool(_party_fields(annotation))
    return any(map(_names_party, get_args(annotation)))


def _marked(metadata: Iterable[object]) -> bool:
    return any(isinstance(mark, NamesParty) for mark in metadata)
