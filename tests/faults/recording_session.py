"""A recording session on a disk that remembers: run as a process of its own, since every connection goes through it."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.shape import parsed
from engine.audit.signing import signed
from engine.ledger import Ledger
from faults.losing_power import Disk, sqlite_library

EVENTS = 40


def main(folder: Path) -> None:
    """Record, acknowledge each recording, sign in between; leave what was done to the files in `done`."""
    disk, private = Disk(sqlite_library(), folder), Ed25519PrivateKey.generate()
    with Ledger(f"sqlite:///{folder / 'a.db'}", create=True) as ledger:
        for number in range(EVENTS):
            told = ledger.record(parsed(_event(number)), recorded_by="clerk", command_id=f"c-{number}")
            disk.acknowledge(told.command_id)
            if number % 15 == 14:
                signed(ledger, private)
    (folder.parent / "done").write_bytes(pickle.dumps(disk.done))


def _event(number: int) -> dict[str, object]:
    stream = f"g-{number % 3}"
    common = {"coalition": stream, "at": "2020-01-01", "by": "ash"}
    if number < 3:
        opened = {"name": "G", "purpose": "To try.", "convener": "ash", "origin": "invited"}
        return {**common, "type": "coalition-proposed", **opened}
    return {**common, "type": "celebration-held", "of": f"number {number} " + "x" * (number * 50)}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
