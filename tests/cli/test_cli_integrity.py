"""What `show` tells of integrity: how much of a coalition is under a checkpoint, without verifying any of it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from command_line import joined, new, run


def integrity() -> dict[str, object] | None:
    data = run("show", "g", "--json").json
    assert list(data)[-1] == "integrity"
    found: dict[str, object] | None = data["integrity"]
    return found


def shown() -> list[str]:
    return [line for line in run("show", "g").out.splitlines() if line.startswith("Integrity: ")]


def test_it_follows_the_checkpoints(folder: Path) -> None:
    new(), joined("nasa")
    assert integrity() == {"leaves": 2, "checkpoint": None, "since": 2}
    assert shown() == ["Integrity: 0 of 2 entries under a checkpoint"]
    made = run("audit", "checkpoint", "--json").json
    joined("navy")
    recorded_at = run("event", "g", "2", "--json").json["event"]["recorded_at"]
    under = {"size": made["size"], "version": 2, "recorded_at": recorded_at}
    assert integrity() == {"leaves": made["size"] + 1, "checkpoint": under, "since": 1}
    assert shown() == [f"Integrity: 2 of 3 entries under a checkpoint, recorded until {recorded_at[:10]}"]
    then = run("show", "g", "--as-of", "2019-01-01", "--at-version", "1", "--json").json
    assert (then["version"], then["integrity"]) == (1, integrity())


def test_nothing_is_verified_for_it(folder: Path) -> None:
    new(), joined("nasa"), run("audit", "checkpoint")
    with sqlite3.connect("coalition.db") as connection:
        connection.execute("UPDATE audit_leaf SET leaf = zeroblob(32) WHERE idx = 1")
    connection.close()
    assert run("audit", "verify").code == 4
    assert shown()[0].startswith("Integrity: 2 of 2 entries under a checkpoint")


def test_without_a_log_it_is_null_and_says_so(folder: Path) -> None:
    new(), joined("nasa")
    with sqlite3.connect("coalition.db") as connection:
        connection.execute("DROP TABLE audit_leaf")
    connection.close()
    assert integrity() is None
    assert shown() == ["Integrity: the log cannot be read: see coalition audit verify"]
