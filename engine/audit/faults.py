"""Faults: what does not hold, of what kind, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from eventsourcing.persistence import PersistenceError

Kind: TypeAlias = Literal[
    "store",  # the database finds fault with itself, or its tables are not as they were made
    "leaf-missing",  # the log has a gap
    "leaf-altered",  # a leaf is not the hash of its entry, or not what it is known to have been
    "entry-malformed",  # an entry of the log is not one
    "event-missing",  # the log knows an event that is not in the store
    "event-unlogged",  # the store holds an event that the log does not know
    "event-altered",  # an event is not the one that was logged
    "event-moved",  # an event stands in another place, under another type or in another order than it was logged
    "chain-broken",  # an entry does not name the leaf of its coalition's event before
    "heads-wrong",  # stream heads do not tell where the coalitions ended
    "node-wrong",  # a node that is kept for proofs is not that of the tree
    "checkpoint-wrong",  # a checkpoint is not one of this log, or its signature does not fit
    "checkpoint-missing",  # a checkpoint that was signed is not there
    "history-rewritten",  # before a checkpoint that is known, the log was another
    "truncated",  # the log is shorter than it is known to have been
    "command-wrong",  # what was acknowledged is not what the events say
    "unreadable",  # an event cannot be read
    "rules",  # an event does not follow from the rules and the acts before it
    "view",  # a materialised view does not say what the events do
]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not hold."""

    kind: Kind
    message: str
    index: int | None = None  #: place in the log, from 0
    coalition: str | None = None
    version: int | None = None
    interval: tuple[int, int] | None = None  #: between which sizes of the log it lies, where no closer is known

    def __str__(self) -> str:
        named = (("leaf", self.index), ("coalition", self.coalition), ("event", self.version))
        place = ", ".join(f"{name} {value}" for name, value in named if value is not None)
        return f"{self.message} ({place})" if place else self.message

    def told(self) -> dict[str, Any]:
        """`{"kind", "index", "coalition", "version", "interval", "message"}`."""
        interval = None if self.interval is None else list(self.interval)
        place = {"index": self.index, "coalition": self.coalition, "version": self.version}
        return {"kind": self.kind, **place, "interval": interval, "message": self.message}


class Faults:
    """Collects faults: all of them, each once."""

    def __init__(self) -> None:
        self._found: dict[Fault, None] = {}

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._found)

    def add(self, kind: Kind, message: str, **where: Any) -> None:
        """Something does not hold."""
        self._found[Fault(kind, message, **where)] = None

    def take(self, faults: Iterable[Fault]) -> None:
        """Faults that were found elsewhere."""
        self._found |= dict.fromkeys(faults)

    @contextmanager
    def noting(self, kind: Kind, **where: Any) -> Iterator[None]:
        """What the database cannot give back is a fault, and the check goes on after it."""
        try:
            yield
        except (PersistenceError, OverflowError, UnicodeDecodeError) as error:
            self.add(kind, f"The database cannot read it: {error}", **where)
