"""A ledger whose log was signed twice, what an outsider keeps of it, and ways to spoil a copy."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contract.samples import Clock, begin, event, moment, record, retracted
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from engine.audit.signing import Signed, signed
from engine.audit.verifying import Held, verify
from engine.integrity.note import Verifier
from engine.ledger import Ledger

from . import tampering


@dataclass(frozen=True)
class Sealed:
    """Where the ledger is, who signed, and what was kept outside."""

    path: Path
    private: Ed25519PrivateKey
    verifier: Verifier
    checkpoints: tuple[bytes, ...]
    leaves: dict[int, str]

    @property
    def held(self) -> Held:
        """What somebody keeps who has the checkpoints."""
        return Held(self.checkpoints, {}, self.verifier)

    @property
    def held_with_leaves(self) -> Held:
        """What somebody keeps who has the leaf hashes too."""
        return Held(self.checkpoints, self.leaves, self.verifier)

    def copy(self, path: Path) -> Path:
        """A copy to spoil."""
        shutil.copy(self.path, path)
        return path


def sealed(path: Path) -> Sealed:
    """Make one: three coalitions, a retraction and something attested; signed in the middle and at the end."""
    private = Ed25519PrivateKey.generate()
    with Ledger(f"sqlite:///{path}", create=True, clock=Clock()) as ledger:
        begin(ledger)
        record(ledger, moment("a walk"))
        record(ledger, moment("a meal"))
        first = signed(ledger, private)
        begin(ledger, "beech")
        record(ledger, retracted(5))
        withdrawn = event("party-withdrew", party="cedar", reason="So.")
        ledger.record(withdrawn, recorded_by="clerk", attest="the minutes")
        begin(ledger, "cherry")
        second = signed(ledger, private)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode=DELETE")
    leaves = {idx: second.tree.leaf(idx).hex() for idx in range(second.head.size)}
    return Sealed(path, private, second.verifier, (first.note, second.note), leaves)


def audited(path: Path, held: Held) -> dict[str, Any]:
    """What verification says of a store."""
    with Ledger(f"sqlite:///{path}") as ledger:
        return verify(ledger, held)


def kinds(path: Path, held: Held) -> set[str]:
    """The kinds of faults that verification finds."""
    return {fault["kind"] for fault in audited(path, held)["faults"]}


@contextmanager
def tampered(path: Path) -> Iterator[sqlite3.Connection]:
    """The database in the hands of somebody who can write to it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


def relogged(connection: sqlite3.Connection) -> None:
    """Make the whole log of a file anew from its events, as somebody would who covers his traces and has no key."""
    tampering.relogged(tampering.Hand(tampering.SQLITE, connection.cursor()))


def signed_again(path: Path, private: Ed25519PrivateKey) -> Signed:
    """A checkpoint of the store as it is now."""
    with Ledger(f"sqlite:///{path}") as ledger:
        return signed(ledger, private)
