"""OCEL 2.0: an object-centric event log in JSON, as process-mining tools read it (https://www.ocel-standard.org).

Events are those that count, each at the instant, in UTC, that its `at` stands for, with all its fields and what
recording added as attributes. Objects are told in `objects`. Relations are qualified with the field of the event that
names the object: `promisor`, `attendance`, `settles`; one that acts is `by`, one whose person acts too, and an event
that is about another event is `about` that one's objects.

The published schema wants every value as text; what it means follows from the type that its attribute is declared
with. The format has instants but no calendar days, so days are texts: a due date has no time of day, and no time zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from domain.event import Event, Recorded, registry
from domain.history import counting
from domain.initiatives import MilestonePlanned
from domain.membership import Membership
from engine.exchange.jsonl import dumps
from engine.exchange.kinds import ADDED, Kind, kinds
from projections.export import naming
from projections.export.objects import COALITION, PARTY, THINGS, TYPES, Change, Link, Object, Ref, objects
from projections.export.over_time import facts
from projections.known import membership_after

#: By kind of field; all else is text.
_TYPE_OF_KIND: dict[Kind, str] = {"whole": "integer", "decimal": "float", "flag": "boolean"}
_TYPE_OF_ADDED = {"recorded_at": "time"}
_TYPE_OF_CHANGE = {"stage": "integer", "headcount": "integer", "sponsored": "boolean"}


class Log:
    """A log that is written piece by piece, a coalition after the other."""

    def __init__(self) -> None:
        self._event_types: dict[str, dict[str, str]] = {}
        self._object_types: dict[str, dict[str, str]] = {name: {} for name in TYPES}
        self._objects: list[str] = []

    def lines(self, histories: Iterable[tuple[str, Sequence[Recorded]]]) -> Iterator[str]:
        """The whole log, a line for each event, object and type; the histories with all entries, voided ones too."""
        yield '{"events":['
        yield from _joined(line for coalition, entries in histories for line in self._events(coalition, entries))
        yield '],"objects":['
        yield from _joined(self._objects)
        yield '],"eventTypes":['
        yield from _joined(_declared(self._event_types))
        yield '],"objectTypes":['
        yield from _joined(_declared(self._object_types))
        yield "]}"

    def _events(self, coalition: str, entries: Sequence[Recorded]) -> Iterator[str]:
        those = facts(counting(entries))
        things = {thing.ref: thing for thing in objects(coalition, those)}
        self._objects += (dumps(self._object(coalition, thing)) for thing in things.values())
        relations = Relations(things.keys(), entries)
        told = [(fact.recorded.event.moment, self._event(fact.recorded, relations)) for fact in those]
        yield from (dumps(event) for _, event in sorted(told, key=lambda item: item[0]))

    def _event(self, recorded: Recorded, relations: Relations) -> dict[str, Any]:
        event = recorded.event
        declared = self._event_types.setdefault(event.type, {})
        attributes = {}
        for name, kind, value in _fields(recorded):
            declared[name] = _TYPE_OF_ADDED.get(name) or _TYPE_OF_KIND.get(kind, "string")
            attributes[name] = _text(value)
        return {
            "id": f"{event.coalition}/{recorded.n}",
            "type": event.type,
            "time": time(event.moment),
            "attributes": [{"name": name, "value": value} for name, value in attributes.items()],
            "relationships": [_relationship(event.coalition, link) for link in relations.of(recorded)],
        }

    def _object(self, coalition: str, thing: Object) -> dict[str, Any]:
        declared = self._object_types[thing.ref.type]
        declared |= {change.name: _TYPE_OF_CHANGE.get(change.name, "string") for change in thing.changes}
        return {
            "id": object_id(coalition, thing.ref),
            "type": thing.ref.type,
            "attributes": [_change(change) for change in thing.changes],
            "relationships": [_relationship(coalition, link) for link in thing.links],
        }


class Relations:
    """Which objects each event of a history is about."""

    def __init__(self, there: Iterable[Ref], entries: Sequence[Recorded]) -> None:
        self._there, self._membership = frozenset(there), Membership()
        self._numbers = {entry.event.ref: entry.n for entry in entries if entry.event.ref is not None}
        self._entries = {entry.n: entry.event for entry in entries}
        planned = (entry.event for entry in entries if isinstance(entry.event, MilestonePlanned))
        self._initiatives = {event.milestone: event.initiative for event in planned}

    def of(self, recorded: Recorded) -> list[Link]:
        """The objects of an event; the events are asked about in reader order, for persons come to act for parties."""
        event = recorded.event
        self._membership = membership_after(self._membership, event)
        links = [Link(COALITION, Ref(COALITION, event.coalition)), *self._named(event), *self._acting(event)]
        for other in event.refers_to_events():
            number = other if isinstance(other, int) else self._numbers.get(other)
            if (about := self._entries.get(number or 0)) is not None:
                links += (Link("about", link.to) for link in self._named(about))
        return list(dict.fromkeys(link for link in links if link.to in self._there))

    def _named(self, event: Event) -> Iterator[Link]:
        for field, party in naming.parties(event):
            to = Ref(COALITION, event.coalition) if party == "all" else Ref(PARTY, party)
            yield Link(field.replace(".", "-"), to)
        for mention in naming.things(event):
            yield from (Link(mention.field, Ref(kind, mention.id)) for kind in mention.kinds if kind in THINGS)
            if mention.kinds == ("milestone",) and mention.id in self._initiatives:
                yield Link("initiative", Ref("initiative", self._initiatives[mention.id]))

    def _acting(self, event: Event) -> Iterator[Link]:
        for field, name in naming.actors(event):
            yield from (Link(field, Ref(PARTY, party)) for party in self._membership.acting(name))


def object_id(coalition: str, ref: Ref) -> str:
    """The id of an object, unlike that of any event: `i3t`, `i3t/party/navy`, `i3t/commitment/c-1`."""
    return coalition if ref.type == COALITION else f"{coalition}/{ref.type}/{ref.id}"


def time(moment: datetime) -> str:
    """An instant in UTC."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _fields(recorded: Recorded) -> Iterator[tuple[str, Kind, Any]]:
    """What an entry says, as it is exported, field by field with its kind."""
    of = {**kinds(type(recorded.event)), **ADDED}
    for name, value in recorded.as_exported().items():
        if value is not None and name not in ("coalition", "type"):
            yield name, of.get(name, "text"), value


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return format(value, "f") if isinstance(value, Decimal) else dumps(value)


def _change(change: Change) -> dict[str, str]:
    return {"name": change.name, "value": change.value, "time": time(change.since)}


def _relationship(coalition: str, link: Link) -> dict[str, str]:
    return {"objectId": object_id(coalition, link.to), "qualifier": link.qualifier}


def _declared(types: dict[str, dict[str, str]]) -> Iterator[str]:
    order = {name: place for place, name in enumerate((*TYPES, *registry()))}
    for name in sorted(types, key=order.__getitem__):
        attributes = [{"name": attribute, "type": type_} for attribute, type_ in types[name].items()]
        yield dumps({"name": name, "attributes": attributes})


def _joined(items: Iterable[str]) -> Iterator[str]:
    """Items of a JSON list, each on a line of its own."""
    before = None
    for item in items:
        if before is not None:
            yield f"{before},"
        before = item
    if before is not None:
        yield before
