"""Absent: an event without one of the parties, as if that party had not been there.

A party is taken out of every list and map that names it, also inside a correction. Where a field that stands for
one party names it, or a list falls below what its type asks for, the event cannot stand without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from types import UnionType
from typing import Annotated, Any, TypeAlias, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from domain.event import Event, Recorded
from domain.marks import PARTY
from domain.membership import IntroductionMade, PartyJoined, RoleAssigned
from domain.shape import shaped
from domain.testimony import EventRetracted

#: Fields that name who plays a part, party or person, and so bear no mark of a party.
_PARTS = frozenset(("proposer", "agreed_by", "owner", "lead"))
#: Lists without a minimum that say whose work something was: without anybody it was not done.
_DOERS = frozenset(("delivered_by",))

Fields: TypeAlias = "dict[str, Any]"


class _CannotStand(Exception):
    """What is left makes no sense without the party."""


def without(event: Event, party: str, target: type[Event] | None = None) -> Event | None:
    """The event without a party; null where it cannot stand without it.

    `target` is the type of what a retraction takes back, by which its correction is read.
    """
    if not _mentions(event.__dict__, party):
        return event
    fields = {name: value for name, value in event.as_written().items() if name != "type"}
    try:
        left = _stripped(type(event), fields, party)
        if isinstance(event, EventRetracted) and target is not None and isinstance(event.instead, Mapping):
            left["instead"] = _stripped(target, dict(event.instead), party)
    except _CannotStand:
        return None
    if left == fields:
        return event
    changed = shaped(type(event), left)
    short = [name for name in changed.missing() if name not in event.missing() or not getattr(changed, name)]
    return None if any(getattr(event, name) for name in short) else changed


def names(event: Event, party: str) -> bool:
    """Whether an event is by a party or names it where its type speaks of parties."""
    return event.by == party or without(event, party) is not event


def _mentions(value: Any, party: str) -> bool:
    """Whether a text anywhere in a value is the party's id."""
    if isinstance(value, str):
        return value == party
    if isinstance(value, BaseModel):
        return _mentions(value.__dict__, party)
    if isinstance(value, Mapping):
        return party in value or any(_mentions(item, party) for item in value.values())
    return isinstance(value, (list, tuple)) and any(_mentions(item, party) for item in value)


def _stripped(model: type[BaseModel], fields: Mapping[str, Any], party: str) -> Fields:
    hints, left = _hints(model), dict(fields)
    for name, value in fields.items():
        if name == "by" or name not in hints:
            continue
        if name in _PARTS and value == party:
            raise _CannotStand
        left[name] = _without(hints[name], False, value, party)
        if name in _DOERS and value and not left[name]:
            raise _CannotStand
    return left


def _without(hint: Any, marked: bool, value: Any, party: str) -> Any:
    while get_origin(hint) is Annotated:
        hint, *marks = get_args(hint)
        marked = marked or PARTY in marks
    if get_origin(hint) in (Union, UnionType):
        options = [option for option in get_args(hint) if option is not type(None)]
        return value if value is None or len(options) != 1 else _without(options[0], marked, value, party)
    if isinstance(value, Mapping):
        return _of_map(hint, marked, value, party)
    if isinstance(value, (list, tuple)):
        return type(value)(_of_list(hint, marked, value, party))
    if marked and value == party:
        raise _CannotStand
    return value


def _of_map(hint: Any, marked: bool, value: Mapping[str, Any], party: str) -> Any:
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return _stripped(hint, value, party)
    return {key: item for key, item in value.items() if not (marked and key == party)}


def _of_list(hint: Any, marked: bool, items: Iterable[Any], party: str) -> Iterable[Any]:
    inner = get_args(hint)[0] if get_args(hint) else Any
    for item in items:
        try:
            yield _without(inner, marked, item, party)
        except _CannotStand:
            continue


@cache
def _hints(model: type[BaseModel]) -> dict[str, Any]:
    return get_type_hints(model, include_extras=True)


def done_by(acts: Iterable[Recorded], party: str) -> frozenset[int]:
    """The numbers of the acts that a party did: itself, or by a person who then acted for no other."""
    speaks_for: dict[str, set[str]] = {}
    parties: set[str] = set()
    found: set[int] = set()
    for act in acts:
        event = act.event
        if isinstance(event, IntroductionMade | RoleAssigned) and event.person != event.party:
            speaks_for.setdefault(event.person, set()).add(event.party)
        elif isinstance(event, PartyJoined):
            parties.add(event.party)
        actor = event.by
        if actor == party or (actor is not None and actor not in parties and speaks_for.get(actor) == {party}):
            found.add(act.n)
    return frozenset(found)
