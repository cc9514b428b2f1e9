"""What a store tells, whatever database keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from eventsourcing.persistence import OperationalError, StoredEvent


class Busy(OperationalError):
    """Others kept to themselves what was asked for; the message is told whole and says what to do."""


class Command(NamedTuple):
    """A recording that was acknowledged: which events of which coalition it made."""

    id: str
    stream: str
    first: int
    last: int


class Ends(NamedTuple):
    """The first and the last stored event of a coalition."""

    stream: str
    first: StoredEvent
    last: StoredEvent


@dataclass(frozen=True, slots=True)
class Health:
    """What a store says of itself."""

    url: str
    settings: dict[str, str | int]
    bytes: int
    coalitions: int
    events: int
    faults: tuple[str, ...]
