"""A process that records on a disk which is full for a while: it says what became of each event."""

from __future__ import annotations

import resource
import sys

from eventsourcing.persistence import PersistenceError

from domain.shape import parsed
from engine.ledger import Ledger

WITHOUT_END = resource.RLIM_INFINITY


def attempt(ledger: Ledger, number: int) -> None:
    """Record one more event, or say why not."""
    fields = {"type": "trust-moment", "coalition": "alder", "at": "2020-01-01", "by": "ash", "kind": "help"}
    moment = parsed(fields | {"between": ["ash", "birch"], "what": f"{number} {'x' * 900}"})
    try:
        ledger.record(moment, recorded_by="clerk")
    except PersistenceError as fault:
        print("refused", number, fault)
    else:
        print("recorded", number)


def main(store: str, room: str) -> None:
    """Record until there is no room in a file, some more, and again when there is."""
    with Ledger(store) as ledger:
        attempt(ledger, 0)
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(room), WITHOUT_END))
        for number in range(1, 60):
            attempt(ledger, number)
        resource.setrlimit(resource.RLIMIT_FSIZE, (WITHOUT_END, WITHOUT_END))
        for number in range(60, 65):
            attempt(ledger, number)


if __name__ == "__main__":
    main(*sys.argv[1:])
