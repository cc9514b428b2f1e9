"""How much of a coalition is under a checkpoint: told by what is stored, on every kind of store."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from engine.audit.signing import signed
from engine.audit.standing import standing
from engine.errors import NoCoalition
from engine.ledger import Ledger

from .samples import Clock, made, moment, opened, record, record_all


def test_it_counts_what_is_under_the_last_checkpoint(ledger: Ledger, clock: Clock) -> None:
    private = Ed25519PrivateKey.generate()
    record_all(ledger, opened())
    assert standing(ledger, "alder") == {"leaves": 3, "checkpoint": None, "since": 3}
    first = signed(ledger, private).head.size
    clock.set("2020-03-01")
    record(ledger, moment("a walk")), record(ledger, moment("a talk"))
    under = {"size": first, "version": 3, "recorded_at": "2020-02-01T00:00:00.000000Z"}
    assert standing(ledger, "alder") == {"leaves": first + 2, "checkpoint": under, "since": 2}
    second = signed(ledger, private).head.size
    under = {"size": second, "version": 5, "recorded_at": "2020-03-01T00:00:00.000000Z"}
    assert standing(ledger, "alder") == {"leaves": second, "checkpoint": under, "since": 0}
    record_all(ledger, opened("birch"))
    under = {"size": second, "version": None, "recorded_at": None}
    assert standing(ledger, "birch") == {"leaves": second + 3, "checkpoint": under, "since": 3}


def test_a_coalition_that_is_not_there_has_no_standing(ledger: Ledger) -> None:
    with pytest.raises(NoCoalition):
        standing(ledger, "alder")


@pytest.mark.parametrize(
    "damage",
    [
        "DROP TABLE audit_leaf",
        "DROP TABLE checkpoint",
        "INSERT INTO checkpoint VALUES ('many', x'00')",
        "UPDATE audit_leaf SET idx = -5 - idx",
    ],
)
def test_a_log_that_cannot_be_read_has_none(tmp_path: Path, damage: str) -> None:
    made(tmp_path / "a.db")
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        if "many" in damage:
            connection.execute("DROP TABLE checkpoint")
            connection.execute("CREATE TABLE checkpoint (size, note)")
        connection.execute(damage)
        connection.commit()
    with Ledger(str(tmp_path / "a.db")) as ledger:
        assert standing(ledger, "alder") is None
