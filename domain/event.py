"""Events: the base that every type shares, what recording adds to one, and the registry of types."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, NamedTuple, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, model_validator

from domain.marks import EXPECTED, AtLeast, Expected, Introduces, Kept, RefersTo, RefersToEvent
from domain.values import Precision, Slug, Text, When, default_precision, instant

#: The rooms of the domain in the order of the vocabulary; importing them fills the registry.
AREAS = (
    "formation",
    "membership",
    "common_ground",
    "sessions",
    "trust",
    "charter",
    "sponsorship",
    "commitments",
    "decisions",
    "agreements",
    "conflicts",
    "initiatives",
    "resources",
    "risks",
    "testimony",
    "dissolution",
)

Mark = TypeVar("Mark")
_REGISTRY: dict[str, type[Event]] = {}


#: An id in an event, after the kinds of thing it may be.
Reference: TypeAlias = tuple[tuple[str, ...], str]


class Part(BaseModel):
    """A piece of an event that has fields of its own."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class _Kind:
    """What an event says by its type alone."""

    if TYPE_CHECKING:
        type: ClassVar[str]
        area: ClassVar[str]
        #: Whether the rules add it by themselves (◆); by hand it is recorded attested only.
        derived: ClassVar[bool]
        #: Counted up when the stored form changes; `upcast` then brings older forms up to date.
        schema_version: ClassVar[int]
    else:  # not annotated: pydantic evaluates what is anew for each of a hundred types
        type, area, derived, schema_version = "", "", False, 1


class Event(_Kind, BaseModel):
    """Something that happened to a coalition, as someone proposes to record it."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    coalition: Slug
    at: When
    by: Annotated[Slug | None, Kept(), EXPECTED] = None
    precision: Annotated[Precision | None, Kept()] = None
    ref: Annotated[Slug | None, Kept()] = None
    source: Annotated[Text | None, Kept()] = None
    note: Annotated[Text | None, Kept()] = None

    def __init_subclass__(cls, *, type: str = "", derived: bool = False, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)  # the words of the class line are for the hook below

    @classmethod
    def __pydantic_init_subclass__(cls, *, type: str = "", derived: bool = False, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if type in _REGISTRY:
            raise TypeError(f"two events are called {type!r}")
        cls.type, cls.derived, cls.area = type, derived, cls.__module__.rpartition(".")[2]
        _REGISTRY[type] = cls

    @model_validator(mode="after")
    def _a_bare_date_is_never_an_instant(self) -> Event:
        if self.precision == "instant" and len(self.at) == 10:
            raise ValueError("a bare date is never known to the instant; give the time, or precision day")
        return self

    @classmethod
    def upcast(cls, fields: dict[str, Any], from_version: int) -> dict[str, Any]:
        """Bring stored fields of an older schema version one version further."""
        raise ValueError(f"{cls.type} has no schema version {from_version}")

    @property
    def exactness(self) -> Precision:
        """How exactly `at` is known."""
        return self.precision or default_precision(self.at)

    @property
    def moment(self) -> datetime:
        """The instant in UTC that `at` stands for."""
        return instant(self.at)

    def introduces(self) -> Iterable[tuple[str, str]]:
        """The (kind, id) of everything this event brings into the coalition; each must be new."""
        return [(mark.kind, getattr(self, name)) for name, mark in _marked(type(self), Introduces)]

    def reserves(self) -> Iterable[tuple[str, str]]:
        """The (kind, id) that the events derived from this one bring in; each must be new too."""
        return ()

    def also_names(self) -> Iterable[tuple[str, str]]:
        """Further (kind, id) under which later events may refer to what this one brings in; they need not be new."""
        return ()

    def steps(self) -> Iterable[tuple[str, str]]:
        """The (type, what and who) under which a refusal finds the last event that took this step."""
        return ()

    def refers(self) -> Iterable[Reference]:
        """Every id in this event that an earlier event must have brought in, after the kinds of thing it may be."""
        found: list[Reference] = []  # a list of plain tuples: judging and evolution ask for it at every event
        for name, mark in _marked(type(self), RefersTo):
            value = getattr(self, name)
            if isinstance(value, str):
                found.append((mark.kinds, value))
            elif value is not None:
                found += [(mark.kinds, leaf) for leaf in _leaves(value)]
        return found

    def refers_to_events(self) -> Iterator[int | str]:
        """Every event number or ref that this event points to."""
        for name, _ in _marked(type(self), RefersToEvent):
            yield getattr(self, name)

    def missing(self) -> list[str]:
        """The names of fields that only an attested event may leave out or leave short."""
        return [
            name
            for name, least in _asked_for(type(self))
            if (value := getattr(self, name)) is None or (least and len(value) < least)
        ]

    def as_written(self) -> dict[str, Any]:
        """The event as its caller wrote it: what was omitted stays omitted."""
        fields = self.model_dump(exclude_unset=True)
        return {"coalition": fields.pop("coalition"), "type": self.type, **fields}


class Attested(NamedTuple):
    """Why an event that broke a rule is on record all the same, and on whose word."""

    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event with what recording added to it."""

    event: Event
    n: int  #: position in the coalition's stream, from 1
    recorded_at: str  #: RFC 3339 instant at which it entered the ledger
    recorded_by: str
    derived_from: int | None = None  #: n of the event whose acceptance made the rules add this one
    attested: Attested | None = None
    breaches: tuple[str, ...] = ()
    voids: tuple[int, ...] = ()  #: of a retraction: what stopped counting
    stands_at: int | None = None  #: the place at which readers fold it, where that is not its own
    command_id: str | None = None  #: of the recording that it is the first of

    @property
    def type(self) -> str:
        return self.event.type

    @property
    def originator_id(self) -> str:
        """The stream, under the name that the event store uses."""
        return self.event.coalition

    @property
    def originator_version(self) -> int:
        """The position in the stream, under the name that the event store uses."""
        return self.n

    @property
    def place(self) -> int:
        """The position at which readers fold it."""
        return self.n if self.stands_at is None else self.stands_at

    @property
    def known_from(self) -> datetime:
        """The instant in UTC from which the ledger knew it."""
        return instant(self.recorded_at)

    def numbered(self, n: int) -> Recorded:
        """The same record at another position."""
        return replace(self, n=n)

    def as_exported(self) -> dict[str, Any]:
        """The record as one flat object: the event as written, then what recording added."""
        added: dict[str, Any] = {
            "n": self.n,
            "recorded_at": self.recorded_at,
            "recorded_by": self.recorded_by,
            "derived_from": self.derived_from,
        }
        if self.attested is not None:
            added |= {"attested": self.attested._asdict(), "breaches": list(self.breaches)}
        if self.type == "event-retracted":
            added["voids"] = list(self.voids)
        if self.stands_at is not None:
            added["stands_at"] = self.stands_at
        if self.command_id is not None:
            added["command_id"] = self.command_id
        return self.event.as_written() | added


#: The keys of an export that recording added.
ADDED_BY_RECORDING = frozenset(
    [
        *("n", "recorded_at", "recorded_by", "derived_from", "attested", "breaches", "voids", "stands_at"),
        *("command_id", "prev", "hash"),
    ]
)


@cache
def registry() -> Mapping[str, type[Event]]:
    """Every event type by its tag, in the order of the vocabulary."""
    for area in AREAS:
        importlib.import_module(f"domain.{area}")
    order = {area: place for place, area in enumerate(AREAS)}
    known = [item for item in _REGISTRY.items() if item[1].area in order]
    return dict(sorted(known, key=lambda item: order[item[1].area]))


@cache
def has_decimals(event_type: type[Event]) -> bool:
    """Whether a field may hold decimals (a correction may hold anything), which must never pass through a float."""
    written = [str(field.annotation) for field in event_type.model_fields.values()]
    return any("Decimal" in annotation or "Any" in annotation for annotation in written)


@lru_cache(maxsize=1024)
def _marked(cls: type[Event], mark: type[Mark]) -> tuple[tuple[str, Mark], ...]:
    """The fields of an event type that carry a mark of this class, with the mark."""
    return tuple(
        (name, item) for name, field in cls.model_fields.items() for item in field.metadata if isinstance(item, mark)
    )


@cache
def _asked_for(cls: type[Event]) -> tuple[tuple[str, int], ...]:
    """The fields that must be given, and after them those that need so many entries."""
    given = ((name, 0) for name, _ in _marked(cls, Expected))
    return (*given, *((name, mark.minimum) for name, mark in _marked(cls, AtLeast)))


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _leaves(item)
    elif value is not None:
        for item in value:
            yield from _leaves(item)
