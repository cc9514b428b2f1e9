"""Histories forged together with the whole log, where nobody kept a checkpoint: only the rules can tell."""

from __future__ import annotations

from pathlib import Path

import pytest
from contract.samples import Clock, begin, event, joined, moment, record, retracted

from engine.audit.verifying import verify
from engine.ledger import Ledger

from .sealed import relogged, tampered


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Events: 4 cedar joins, 5 a walk with cedar, 6 a moment, 7 attested, 8 takes 6 back, 9 takes 4 and so 5 back."""
    path = tmp_path / "ledger.db"
    with Ledger(f"sqlite:///{path}", create=True, clock=Clock()) as ledger:
        begin(ledger)
        record(ledger, joined("cedar"))
        record(ledger, moment("a walk", between=["ash", "cedar"]))
        record(ledger, moment("a meal"))
        ledger.record(event("party-withdrew", party="oak", reason="So."), recorded_by="clerk", attest="the minutes")
        record(ledger, retracted(6))
        record(ledger, retracted(4, cascade=True))
    return path


def found(path: Path, number: int, old: str, new: str) -> list[tuple[str, int | None, str]]:
    """What verification says once an event's bytes, and after them the whole log, were written anew."""
    with tampered(path) as connection:
        edit = "UPDATE stored_events SET state = CAST(replace(CAST(state AS TEXT), ?, ?) AS BLOB) WHERE rowid = ?"
        assert (
            old
            in connection.execute(
                "SELECT CAST(state AS TEXT) FROM stored_events WHERE rowid = ?", (number,)
            ).fetchone()[0]
        )
        connection.execute(edit, (old, new, number))
        relogged(connection)
    with Ledger(f"sqlite:///{path}") as ledger:
        return [(fault["kind"], fault["version"], fault["message"]) for fault in verify(ledger)["faults"]]


def test_what_nobody_forged_is_sound(path: Path) -> None:
    assert found(path, 6, "a meal", "a feast") == []  # what was said is for the log and who keeps its checkpoints


@pytest.mark.parametrize(
    ("number", "old", "new", "told"),
    [
        (8, "[6]", "[5]", "does not void what it retracts"),
        (8, "[6]", "[6,9]", "voids what did not count"),
        (8, "[6]", "[5,6]", "voids 5, 6 where the rules void 6"),
        (9, "[4,5]", "[4]", None),
        (9, "[4,5]", "[3,4,5]", "voids 3, 4, 5 where the rules void 4, 5"),
    ],
)
def test_a_retraction_that_voids_something_else(path: Path, number: int, old: str, new: str, told: str | None) -> None:
    [(kind, version, message)] = found(path, number, old, new)
    assert (kind, version) == ("rules", number if told else None)
    assert told is None or told in message


def test_a_retraction_of_what_did_not_count(path: Path) -> None:
    [(kind, version, message)] = found(path, 9, '"event":4', '"event":6')
    assert (kind, version, "retracts what did not count" in message) == ("rules", 9, True)


def test_an_event_said_to_be_retracted_by_another(path: Path) -> None:
    assert [kind for kind, *_ in found(path, 5, '"recorded_by"', '"voids":[3],"recorded_by"')] == ["unreadable"]


def test_a_first_event_that_is_said_to_follow_from_another(path: Path) -> None:
    [(kind, _, message)] = found(path, 1, '"recorded_by"', '"derived_from":1,"recorded_by"')
    assert (kind, "follows from none" in message) == ("rules", True), message


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """A history without retractions: 4 is attested, 5 is not."""
    path = tmp_path / "whole.db"
    with Ledger(f"sqlite:///{path}", create=True, clock=Clock()) as ledger:
        begin(ledger)
        ledger.record(event("party-withdrew", party="oak", reason="So."), recorded_by="clerk", attest="the minutes")
        record(ledger, moment("a walk"))
    return path


@pytest.mark.parametrize(
    ("number", "old", "new", "told"),
    [
        (4, '"membership.is-in"', '"trust.all-in"', "and is told to break trust.all-in, membership.speaks"),
        (4, '"membership.is-in"', '"membership.is-in","trust.all-in"', "told to break membership.is-in, trust.all-in"),
        (5, '"recorded_by"', '"attested":{"reason":"x","by":"y"},"recorded_by"', "event 5"),
        (5, '"recorded_by"', '"breaches":["trust.all-in"],"recorded_by"', "breaks no rule, and is told to break"),
    ],
)
def test_breaches_that_were_not_or_were_others(whole: Path, number: int, old: str, new: str, told: str) -> None:
    [(kind, version, message)] = found(whole, number, old, new)
    assert (kind, version, told in message) == ("rules", number, True), message


def test_where_the_commands_are_gone_the_log_is_still_walked_along(whole: Path) -> None:
    with tampered(whole) as connection:
        connection.execute("DROP TABLE command")
        connection.execute(
            "UPDATE stored_events SET state = CAST(replace(CAST(state AS TEXT), 'a walk', 'a meal') AS BLOB)"
        )
    with Ledger(f"sqlite:///{whole}") as ledger:
        told = verify(ledger)
    assert told["size"] == 5
    assert {("store", None), ("event-altered", 5)} <= {(fault["kind"], fault["version"]) for fault in told["faults"]}
