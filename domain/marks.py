"""Marks: what a field of an event means to the rules, said once beside its type.

`Introduces` and `RefersTo` are the whole of ¶new and ¶known; `EXPECTED` and `AtLeast` the whole of
`recording.complete`; `PARTY` and `PERSON` tell which fields name who took part.
"""

from __future__ import annotations

from typing import Any


class Mark:
    """What stands beside a type. Pydantic is told at once that it changes nothing about what is valid."""

    __slots__ = ()

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        return handler(source)


class Introduces(Mark):
    """The field holds an id of this kind that the event brings into the coalition."""

    __slots__ = ("kind",)

    def __init__(self, kind: str) -> None:
        self.kind = kind


class RefersTo(Mark):
    """The field holds ids (one, a list, or a map to lists) that earlier events brought in, of any of these kinds."""

    __slots__ = ("kinds",)

    def __init__(self, *kinds: str) -> None:
        self.kinds = kinds


class RefersToEvent(Mark):
    """The field holds the number or the `ref` of an earlier event."""


class Expected(Mark):
    """The field may be left out only of an attested event (marked † in the vocabulary)."""


class AtLeast(Mark):
    """The list or map has at least this many entries, except on an attested event."""

    __slots__ = ("minimum",)

    def __init__(self, minimum: int) -> None:
        self.minimum = minimum


class NamesParty(Mark):
    """The field names one or more parties."""


class NamesPerson(Mark):
    """The field names a person."""


class Kept:
    """It stands beside one type that many fields share, and keeps what pydantic makes of that, which takes long."""

    __slots__ = ("_made",)

    def __init__(self) -> None:
        self._made: dict[str, Any] | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        if self._made is None:
            self._made = handler(source)
        return dict(self._made)


class Form(Kept):
    """What a value of this type looks like, in words for the catalogue and for help."""

    __slots__ = ("words",)

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words


EVENT = RefersToEvent()
EXPECTED = Expected()
PARTY = NamesParty()
PERSON = NamesPerson()
