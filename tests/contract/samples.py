"""Samples: small histories to record, and what is told of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from domain.event import Event, Recorded
from domain.shape import parsed
from engine.ledger import Ledger, Receipt

CLERK = "clerk"


class Clock:
    """A clock that stands where it was set."""

    def __init__(self) -> None:
        self.moment = datetime(2020, 2, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def set(self, day: str) -> None:
        """Set it to the first moment of a day."""
        self.moment = datetime.fromisoformat(f"{day}T00:00:00+00:00")


def event(type_: str, coalition: str = "alder", **fields: Any) -> Event:
    """An event of 1 January 2020 by ash, unless told otherwise."""
    return parsed({"type": type_, "coalition": coalition, "at": "2020-01-01", "by": "ash", **fields})


def proposed(coalition: str = "alder", **fields: Any) -> Event:
    """The event that opens a history."""
    given = {"name": "Alder", "purpose": "Plant trees.", "convener": "ash", "origin": "invited"} | fields
    return event("coalition-proposed", coalition, **given)


def joined(party: str, coalition: str = "alder", **fields: Any) -> Event:
    """A party joins."""
    given = {"party": party, "name": party.title(), "kind": "other", "standing": "member", "by": party} | fields
    return event("party-joined", coalition, **given)


def moment(what: str, coalition: str = "alder", **fields: Any) -> Event:
    """A moment between ash and birch; the plainest thing to record many times."""
    return event("trust-moment", coalition, **{"between": ["ash", "birch"], "kind": "help", "what": what} | fields)


def retracted(number: int | str, **fields: Any) -> Event:
    """An event is retracted."""
    return event("event-retracted", **{"event": number, "reason": "mistyped", "cascade": False} | fields)


def opened(coalition: str = "alder") -> list[Event]:
    """Three events: a coalition of ash and birch."""
    return [proposed(coalition), joined("ash", coalition), joined("birch", coalition)]


def record_all(ledger: Ledger, events: Iterable[Event], **how: Any) -> Receipt:
    """Record events as one batch, enforced."""
    return ledger.record_all([(each, None) for each in events], recorded_by=CLERK, **how)


def record(ledger: Ledger, one: Event, **how: Any) -> Receipt:
    """Record one event."""
    return ledger.record(one, recorded_by=CLERK, **how)


def begun(url: str) -> str:
    """The address of a store that is not there yet, once it is made with one coalition."""
    with Ledger(url, create=True) as ledger:
        begin(ledger)
    return url


def begin(ledger: Ledger, coalition: str = "alder") -> None:
    """Record a coalition of ash and birch: events 1 to 3."""
    record_all(ledger, opened(coalition), command_id=f"begin-{coalition}")


def made(path: Path) -> str:
    """The address of a SQLite store with one coalition."""
    url = f"sqlite:///{path}"
    with Ledger(url, create=True) as ledger:
        begin(ledger)
    return url


def told(entries: Sequence[Recorded]) -> list[str]:
    """What the moments among these records say, in their order."""
    return [entry.event.as_written()["what"] for entry in entries if entry.type == "trust-moment"]
