"""Cells: the pieces that a coalition's state is made of, and a coalition that notes which of them are read and written.

A cell is an entry of one of the state's maps (one promise, one party's standing) or a value beside them (the
convener, the charter in force). What the rules make of an act follows from the act and from the cells they read:
the same act on the same cells is accepted or refused alike, has the same consequences and writes the same values.
That is what lets a replay pass over acts that an edit does not reach.

Readings are noted where they happen, whatever the rules look like; nothing is declared, so nothing can be forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from types import MemberDescriptorType
from typing import Any, TypeAlias

from rpds import HashTrieMap

from domain.coalition import Coalition, changed

#: A part of the state ("commitments.promises", "charter.pending") and the key in it; null where the part is no map.
Cell: TypeAlias = tuple[str, Any]
#: Values for cells, by part and key.
Values: TypeAlias = Mapping[str, Mapping[Any, Any]]


class _Marker:
    """A value that nothing else is equal to."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __repr__(self) -> str:
        return self._name


WHOLE: Any = _Marker("WHOLE")  #: as a key: every entry of a map, those that are not there included
ABSENT: Any = _Marker("ABSENT")  #: as a value: the map has no such entry

#: Which entries a ledger has: these follow from what was recorded before, not from what counts.
REGISTER = frozenset(("entries", "entry_refs"))


@dataclass(frozen=True, slots=True)
class _Room:
    """A slice of the coalition's state: the maps it holds, and the values beside them."""

    name: str
    cls: type[Any]
    maps: tuple[str, ...]
    scalars: tuple[str, ...]


def _rooms() -> Iterator[_Room]:
    """The slices, taken apart. What holds state in another way would be read unnoticed, and is refused."""
    empty = Coalition()
    for field in fields(Coalition):
        value = getattr(empty, field.name)
        if not is_dataclass(value):
            if field.name != "version" and not isinstance(value, HashTrieMap):
                raise TypeError(f"coalition.{field.name} is neither a map nor a dataclass of maps and values")
        else:
            names = [inner.name for inner in fields(value)]
            maps = tuple(name for name in names if isinstance(getattr(value, name), HashTrieMap))
            yield _Room(field.name, type(value), maps, tuple(name for name in names if name not in maps))


_ROOMS = tuple(_rooms())
#: The maps that the coalition holds itself. Its version is no cell: it only grows, and no rule reads it.
_MAPS = tuple(field.name for field in fields(Coalition) if isinstance(getattr(Coalition(), field.name), HashTrieMap))
_ROOM = {room.name: room for room in _ROOMS}


def _peeking(cls: type[Any], name: str) -> Callable[[Any], Any]:
    """How a value beside the maps is read without being noted, with slots or without."""
    slot = cls.__dict__.get(name)
    return slot.__get__ if isinstance(slot, MemberDescriptorType) else lambda held: held.__dict__[name]


def _poking(cls: type[Any], name: str) -> Callable[[Any, Any], None]:
    slot = cls.__dict__.get(name)
    return (
        slot.__set__ if isinstance(slot, MemberDescriptorType) else lambda held, new: held.__dict__.update({name: new})
    )


#: Part → the room that holds it, and the name it has there; no name where the coalition holds it itself.
_PARTS = {name: (name, "") for name in _MAPS}
_PARTS |= {f"{room.name}.{name}": (room.name, name) for room in _ROOMS for name in (*room.maps, *room.scalars)}
_PEEK = {f"{room.name}.{name}": _peeking(room.cls, name) for room in _ROOMS for name in room.scalars}


class NotedMap:
    """A persistent map that notes what is asked of it, and remembers what was put into it since the act began."""

    __slots__ = ("log", "map", "part", "written")

    def __init__(self, part: str, log: list[Cell], inner: HashTrieMap[Any, Any], written: Any = None) -> None:
        self.part, self.log, self.map, self.written = part, log, inner, written

    def get(self, key: Any, default: Any = None) -> Any:
        self.log.append((self.part, key))
        return self.map.get(key, default)

    def __getitem__(self, key: Any) -> Any:
        self.log.append((self.part, key))
        return self.map[key]

    def __contains__(self, key: Any) -> bool:
        self.log.append((self.part, key))
        return key in self.map

    def __iter__(self) -> Iterator[Any]:
        self.log.append((self.part, WHOLE))
        return iter(self.map)

    def __len__(self) -> int:
        self.log.append((self.part, WHOLE))
        return len(self.map)

    def items(self) -> Any:
        self.log.append((self.part, WHOLE))
        return self.map.items()

    def keys(self) -> Any:
        self.log.append((self.part, WHOLE))
        return self.map.keys()

    def values(self) -> Any:
        self.log.append((self.part, WHOLE))
        return self.map.values()

    def insert(self, key: Any, value: Any) -> NotedMap:
        return NotedMap(self.part, self.log, self.map.insert(key, value), (self.written, key))

    def discard(self, key: Any) -> NotedMap:
        return NotedMap(self.part, self.log, self.map.discard(key), (self.written, key))

    def remove(self, key: Any) -> NotedMap:
        self.log.append((self.part, key))
        return NotedMap(self.part, self.log, self.map.remove(key), (self.written, key))

    def settle(self) -> Iterator[Cell]:
        """What was put into it or taken out since the act began; from here on, the next act begins."""
        link, self.written = self.written, None
        while link is not None:
            link, key = link
            yield self.part, key


class Notes:
    """Makes coalitions that note their readings in `log`, and tells what an act has written."""

    def __init__(self) -> None:
        self.log: list[Cell] = []
        self._classes = {room.name: _noting(room, self.log) for room in _ROOMS}

    def map(self, part: str, inner: HashTrieMap[Any, Any]) -> NotedMap:
        """A map whose readings are noted."""
        return NotedMap(part, self.log, inner)

    def noting(self, coalition: Coalition) -> Coalition:
        """The same coalition, whose readings are noted."""
        changes: dict[str, Any] = {name: NotedMap(name, self.log, getattr(coalition, name)) for name in _MAPS}
        for room in _ROOMS:
            changes[room.name] = self._noted_room(room, getattr(coalition, room.name))
        return changed(coalition, changes)

    def settled(self, before: Coalition, after: Coalition) -> tuple[Coalition, set[Cell]]:
        """The coalition after an act, ready for the next, and the cells that the act wrote.

        A room that was made anew counts as read in all that it holds beside its maps: what it passed on
        unchanged it passed on as it found it.
        """
        written: list[Cell] = []
        changes: dict[str, Any] = {}
        for name in _MAPS:
            now = getattr(after, name)
            if now is not getattr(before, name) and (noted := self._noted(name, now, written)) is not now:
                changes[name] = noted
        for room in _ROOMS:
            was, now = getattr(before, room.name), getattr(after, room.name)
            if now is not was:
                self._compare(room, was, now, written)
                if (noted := self._settled_room(room, was, now, written)) is not now:
                    changes[room.name] = noted
        return (changed(after, changes) if changes else after), set(written)

    def patched(self, coalition: Coalition, values: Values) -> Coalition:
        """A coalition that notes its readings, with other values in some cells; of WHOLE, with another map."""
        changes: dict[str, Any] = {}
        inside: dict[str, dict[str, Any]] = {}
        for part, cells in values.items():
            if cells:
                room, name = _PARTS[part]
                (inside.setdefault(room, {}) if name else changes)[name or room] = self._patched(coalition, part, cells)
        for room, new in inside.items():
            changes[room] = self._remade(_ROOM[room], getattr(coalition, room), new)
        return changed(coalition, changes) if changes else coalition

    def _patched(self, coalition: Coalition, part: str, cells: Mapping[Any, Any]) -> Any:
        if part in _PEEK:
            return cells[None]
        if WHOLE in cells:
            return NotedMap(part, self.log, cells[WHOLE])
        inner = whole(coalition, part)
        for key, value in cells.items():
            inner = inner.discard(key) if value is ABSENT else inner.insert(key, value)
        return NotedMap(part, self.log, inner)

    def _noted(self, part: str, now: Any, written: list[Cell]) -> NotedMap:
        """A map that an act has left behind; one that is not the old one changed is new as a whole."""
        if isinstance(now, NotedMap) and now.part == part:
            written += now.settle()
            return now
        written.append((part, WHOLE))
        return NotedMap(part, self.log, now.map if isinstance(now, NotedMap) else now)

    def _settled_room(self, room: _Room, was: Any, now: Any, written: list[Cell]) -> Any:
        new = {}
        for name in room.maps:
            held = getattr(now, name)
            if held is not getattr(was, name):
                noted = self._noted(f"{room.name}.{name}", held, written)
                if noted is not held:
                    new[name] = noted
        return now if not new and type(now) is self._classes[room.name] else self._remade(room, now, new)

    def _compare(self, room: _Room, was: Any, now: Any, written: list[Cell]) -> None:
        for name in room.scalars:
            part = f"{room.name}.{name}"
            self.log.append((part, None))
            if _PEEK[part](now) is not _PEEK[part](was):
                written.append((part, None))

    def _noted_room(self, room: _Room, held: Any) -> Any:
        new = {name: NotedMap(f"{room.name}.{name}", self.log, getattr(held, name)) for name in room.maps}
        return self._remade(room, held, new)

    def _remade(self, room: _Room, held: Any, new: Mapping[str, Any]) -> Any:
        values = {name: getattr(held, name) for name in room.maps}
        values |= {name: _PEEK[f"{room.name}.{name}"](held) for name in room.scalars}
        return self._classes[room.name](**{**values, **new})


def value(coalition: Coalition, cell: Cell) -> Any:
    """What a coalition that notes its readings has in a cell, without noting it; ABSENT where there is no entry."""
    part, key = cell
    if part in _PEEK:
        return _PEEK[part](getattr(coalition, _PARTS[part][0]))
    return whole(coalition, part).get(key, ABSENT)


def whole(coalition: Coalition, part: str) -> HashTrieMap[Any, Any]:
    """One of the maps of a coalition that notes its readings."""
    room, name = _PARTS[part]
    held = getattr(coalition, room)
    inner: HashTrieMap[Any, Any] = (getattr(held, name) if name else held).map
    return inner


def plain(coalition: Coalition) -> Coalition:
    """A coalition that does not note its readings, whether or not it did."""
    if not isinstance(coalition.ids, NotedMap):
        return coalition
    changes: dict[str, Any] = {name: getattr(coalition, name).map for name in _MAPS}
    for room in _ROOMS:
        held = getattr(coalition, room.name)
        values = {name: getattr(held, name).map for name in room.maps}
        values |= {name: _PEEK[f"{room.name}.{name}"](held) for name in room.scalars}
        changes[room.name] = room.cls(**values)
    return changed(coalition, changes)


def _noting(room: _Room, log: list[Cell]) -> type[Any]:
    """The class of a room whose values beside its maps note that they are read."""
    if not room.scalars:
        return room.cls
    members: dict[str, Any] = {name: _noted_value(room, name, log) for name in room.scalars}
    return type(f"Noted{room.cls.__name__}", (room.cls,), {"__slots__": (), **members})


def _noted_value(room: _Room, name: str, log: list[Cell]) -> property:
    cell = (f"{room.name}.{name}", None)
    peek = _PEEK[cell[0]]

    def read(held: Any) -> Any:
        log.append(cell)
        return peek(held)

    return property(read, _poking(room.cls, name))
