"""Marks: what a field of an event means to the rules, said once beside its type.

`Introduces` and `RefersTo` are the whole of ¶new and ¶known; `EXPECTED` and `AtLeast` the whole of
`recording.complete`; `PARTY` and `PERSON` tell which fields name who took part.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Introduces:
    """The field holds an id of this kind that the event brings into the coalition."""

    kind: str


@dataclass(frozen=True, slots=True)
class RefersTo:
    """The field holds ids (one, a list, or a map to lists) that earlier events brought in, of any of these kinds."""

    kinds: tuple[str, ...]

    def __init__(self, *kinds: str) -> None:
        object.__setattr__(self, "kinds", kinds)


@dataclass(frozen=True, slots=True)
class RefersToEvent:
    """The field holds the number or the `ref` of an earlier event."""


@dataclass(frozen=True, slots=True)
class Expected:
    """The field may be left out only of an attested event (marked † in the vocabulary)."""


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The list or map has at least this many entries, except on an attested event."""

    minimum: int


@dataclass(frozen=True, slots=True)
class NamesParty:
    """The field names one or more parties."""


@dataclass(frozen=True, slots=True)
class NamesPerson:
    """The field names a person."""


@dataclass(frozen=True, slots=True)
class Form:
    """What a value looks like, in words for the catalogue and for help."""

    words: str


EVENT = RefersToEvent()
EXPECTED = Expected()
PARTY = NamesParty()
PERSON = NamesPerson()
