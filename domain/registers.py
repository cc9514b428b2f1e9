"""Registers under construction: the maps of a coalition that grow with every event, changed in place for a while.

A fold from the first event on keeps no coalition but the last. While it runs, the registers of what was ever brought
in, named and entered are plain dictionaries, some thirty times as fast to enter in as persistent maps; `built` makes
persistent maps of them, once. The slices, by which outcomes compare the coalition before and after, stay persistent.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, Self, TypeVar

from rpds import HashTrieMap

from domain.coalition import Coalition, changed

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

_REGISTERS = ("ids", "ids_again", "refs", "touched", "entries", "entry_refs")


class Growing(dict[K, V]):
    """A map as evolution uses them, but changed in place: who inserts has no longer what was there before."""

    def insert(self, key: K, value: V) -> Self:
        """The same map, with this in it."""
        self[key] = value
        return self


def under_construction(coalition: Coalition | None = None) -> Coalition:
    """A coalition, by default one without events, for a fold that hands on none but the last; it stays as it is."""
    begun = Coalition() if coalition is None else coalition
    return changed(begun, {name: Growing[Any, Any](getattr(begun, name)) for name in _REGISTERS})


def built(coalition: Coalition) -> Coalition:
    """The coalition at the end of such a fold: a value like any other."""
    return changed(coalition, {name: HashTrieMap(getattr(coalition, name)) for name in _REGISTERS})
