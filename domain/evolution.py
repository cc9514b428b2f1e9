"""Evolution: which slice of a coalition an event changes, and how. Rooms enter their functions here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar

from domain.event import Event

Evolve: TypeAlias = Callable[[Any, Any], Any]
F = TypeVar("F", bound=Evolve)

_BY_TYPE: dict[type[Event], list[tuple[str, Evolve]]] = {}


def evolves(slice_name: str, *types: type[Event]) -> Callable[[F], F]:
    """Enter a function slice × event → slice. It is total on what structural rules allow and never refuses."""

    def enter(evolve: F) -> F:
        for event_type in types:
            _BY_TYPE.setdefault(event_type, []).append((slice_name, evolve))
        return evolve

    return enter


def evolutions(event_type: type[Event]) -> list[tuple[str, Evolve]]:
    """What an event of this type changes: the slices and how each evolves."""
    return _BY_TYPE.get(event_type, [])
