"""Coalitions held ready between calls, so that the next event is decided without reading a whole history again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Protocol

from domain.event import Recorded
from domain.history import coalition_of, fold
from engine.batch import Live

_KEPT = 64  # coalitions; those that nobody asked for the longest go first


class _Read(Protocol):
    def __call__(self, stream: str, /, gt: int | None = None) -> Sequence[Recorded]:
        """The entries of a coalition after a version."""


class Ready:
    """The coalitions that a ledger has last worked on, each caught up with its store whenever it is asked for."""

    def __init__(self, read: _Read) -> None:
        self._read = read
        self._kept: OrderedDict[str, Live] = OrderedDict()

    def held(self, stream: str) -> Live | None:
        """A coalition as it was when it was last asked for or recorded into; null where it is not held."""
        return self._kept.get(stream)

    def current(self, stream: str) -> Live:
        """A coalition as the store has it now."""
        live = self._kept.get(stream, Live())
        newer = self._read(stream, gt=live.coalition.version)
        return self._caught_up(stream, live, newer) if newer else live

    def keep(self, stream: str, live: Live) -> Live:
        """Hold a coalition ready, in place of what was held of it."""
        self._kept.pop(stream, None)
        self._kept[stream] = live
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return live

    def _caught_up(self, stream: str, live: Live, newer: Sequence[Recorded]) -> Live:
        if not any(record.voids for record in newer):
            return self.keep(stream, Live(fold(newer, live.coalition), newer[-1].known_from))
        whole = newer if live.coalition.version == 0 else self._read(stream)  # what was folded in cannot be taken out
        return self.keep(stream, Live(coalition_of(whole), whole[-1].known_from))
