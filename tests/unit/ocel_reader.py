"""A reader of OCEL 2.0 in JSON, written from the specification alone: it takes nothing that the format does not allow.

From "OCEL (Object-Centric Event Log) 2.0 Specification" (Berti, Koren, Adams, Park and others, 2023), its definition 2
and its chapter on JSON, and from what the published schema demands: four lists at the top; types with a name and
attributes, each with a name and one of five types; events with id, type and time; objects with id and type; values
that are text; relationships with an object's id and a qualifier. Nothing of this engine is used.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any, NamedTuple

TYPES = {"string", "time", "integer", "float", "boolean"}
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


class Value(NamedTuple):
    since: datetime
    value: Any


class Event(NamedTuple):
    type: str
    time: datetime
    attributes: dict[str, Any]
    objects: set[tuple[str, str]]  #: (qualifier, object)


class Object(NamedTuple):
    type: str
    attributes: dict[str, list[Value]]
    objects: set[tuple[str, str]]

    def at(self, moment: datetime, name: str) -> Any:
        """The value of an attribute at a moment: the latest given by then; null before the first."""
        held = [value for value in self.attributes.get(name, []) if value.since <= moment]
        return max(held, key=lambda value: value.since).value if held else None


class Log(NamedTuple):
    event_types: dict[str, dict[str, str]]
    object_types: dict[str, dict[str, str]]
    events: dict[str, Event]
    objects: dict[str, Object]


def read(text: str) -> Log:
    """The log that a text stands for; fails where it is none."""
    written = json.loads(text, object_pairs_hook=_once)
    assert set(written) == {"eventTypes", "objectTypes", "events", "objects"}
    event_types, object_types = _types(written["eventTypes"]), _types(written["objectTypes"])
    ids = [thing["id"] for thing in (*written["events"], *written["objects"])]
    assert all(isinstance(name, str) and name for name in ids)
    assert len(set(ids)) == len(ids), "an id stands for one event or one object"
    known = {thing["id"] for thing in written["objects"]}
    objects = {thing["id"]: _object(thing, object_types, known) for thing in written["objects"]}
    events = {event["id"]: _event(event, event_types, known) for event in written["events"]}
    return Log(event_types, object_types, events, objects)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    assert len({key for key, _ in pairs}) == len(pairs), "a key stands once"
    return dict(pairs)


def _types(written: Any) -> dict[str, dict[str, str]]:
    assert isinstance(written, list)
    for type_ in written:
        assert set(type_) == {"name", "attributes"}
        assert all(set(attribute) == {"name", "type"} for attribute in type_["attributes"])
    found = {_text(t["name"]): {_text(a["name"]): a["type"] for a in t["attributes"]} for t in written}
    assert len(found) == len(written), "a type is declared once"
    assert all(len(found[t["name"]]) == len(t["attributes"]) for t in written), "and so is each of its attributes"
    assert {type_ for attributes in found.values() for type_ in attributes.values()} <= TYPES
    return found


def _event(written: Any, types: dict[str, dict[str, str]], known: set[str]) -> Event:
    assert set(written) == {"id", "type", "time", "attributes", "relationships"}
    declared = types[written["type"]]
    values = {a["name"]: _typed(a["value"], declared[a["name"]]) for a in written["attributes"]}
    assert all(set(attribute) == {"name", "value"} for attribute in written["attributes"])
    assert len(values) == len(written["attributes"]), "an event gives an attribute one value"
    related = _related(written["relationships"], known)
    assert related, "an event is about something"
    return Event(written["type"], _time(written["time"]), values, related)


def _object(written: Any, types: dict[str, dict[str, str]], known: set[str]) -> Object:
    assert set(written) == {"id", "type", "attributes", "relationships"}
    declared = types[written["type"]]
    values: dict[str, list[Value]] = {}
    for attribute in written["attributes"]:
        assert set(attribute) == {"name", "value", "time"}
        name = attribute["name"]
        values.setdefault(name, []).append(Value(_time(attribute["time"]), _typed(attribute["value"], declared[name])))
    for held in values.values():
        assert len({value.since for value in held}) == len(held), "an attribute has one value at a time"
    return Object(written["type"], values, _related(written["relationships"], known))


def _related(written: Any, known: set[str]) -> set[tuple[str, str]]:
    assert all(set(relation) == {"objectId", "qualifier"} for relation in written)
    assert {relation["objectId"] for relation in written} <= known
    found = {(_text(relation["qualifier"]), relation["objectId"]) for relation in written}
    assert len(found) == len(written), "a relation is given once"
    return found


def _typed(value: Any, type_: str) -> Any:
    """The value that a text stands for, by the type with which its attribute is declared."""
    assert isinstance(value, str), "the published schema wants text"
    match type_:
        case "integer":
            return int(value)
        case "float":
            return float(value)
        case "boolean":
            return {"true": True, "false": False}[value]
        case "time":
            return _time(value)
    return value


def _time(written: Any) -> datetime:
    assert _DATE_TIME.fullmatch(written), written
    return datetime.fromisoformat(written).astimezone(UTC)


def _text(written: Any) -> str:
    assert isinstance(written, str)
    assert written
    return written
