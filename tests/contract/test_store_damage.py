"""A SQLite store that somebody has edited or a disk has spoilt: said where, never run, never taken for sound."""

from __future__ import annotations

import random
import shutil
import sqlite3
import sys
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from eventsourcing.persistence import PersistenceError

from engine import care
from engine.errors import Damaged, EngineError, NotAStore
from engine.ledger import Ledger

from .samples import begin, made, moment, record, record_all, retracted, told


def edit(path: Path, statement: str, *values: Any) -> None:
    """Change a store behind the ledger's back."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement, values)


def faults(url: str) -> list[dict[str, Any]]:
    """What the check finds."""
    with Ledger(url) as ledger:
        found: list[dict[str, Any]] = care.check(ledger)["faults"]
    assert all(fault["message"] and isinstance(fault["coalition"], str | None) for fault in found)
    return found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store of two coalitions: alder of five events, beech of three."""
    with Ledger(made(tmp_path / "a.db")) as ledger:
        begin(ledger, "beech")
        record_all(ledger, [moment("a walk"), moment("a meal")])
    return tmp_path / "a.db"


def test_a_sound_store_has_no_faults(path: Path) -> None:
    with Ledger(f"sqlite:///{path}") as ledger:
        record(ledger, retracted(4, instead={"between": ["birch", "ash"], "kind": "help", "what": "a walk"}))
        assert care.check(ledger) == {"coalitions": 2, "events": 10, "faults": []}
        told_of_it = care.info(ledger)
    assert told_of_it["versions"] == {"alder": 7, "beech": 3}
    assert (told_of_it["events"], told_of_it["settings"]["synchronous"]) == (10, "full")


@pytest.mark.parametrize(
    "edited",
    [
        "state = 'text'",
        "state = CAST(state AS TEXT)",
        "state = NULL",
        "state = 99999999999",
        "state = x''",
        "state = x'0a'",
        "state = x'00' || state",
        "state = CAST(x'ff' || state AS BLOB)",
        "state = substr(state, 1, 40)",
        "state = CAST(replace(CAST(state AS TEXT), 'alder', 'beech') AS BLOB)",
        "state = CAST(replace(CAST(state AS TEXT), '2020-01-01', '2020-13-01') AS BLOB)",
        "state = CAST(replace(CAST(state AS TEXT), '\"kind\"', '\"surprise\"') AS BLOB)",
        "state = CAST(replace(CAST(state AS TEXT), 'recorded_by', 'recorded_bye') AS BLOB)",
        "state = CAST(replace(CAST(state AS TEXT), '{\"recorded', '{\"schema_version\":2,\"recorded') AS BLOB)",
        "state = CAST(replace(CAST(state AS TEXT), '{\"recorded', '{\"derived_from\":0,\"recorded') AS BLOB)",
        "topic = 'party-left'",
        "topic = 'risk-identified'",
        "topic = NULL",
        "topic = 7",
        "topic = x'ff'",
        "originator_version = 'abc'",
        "originator_version = 2.5",
        "originator_version = -2",
        "originator_version = NULL",
    ],
)
def test_a_row_that_is_not_what_it_says_is_damaged_and_found(path: Path, edited: str) -> None:
    edit(path, f"UPDATE stored_events SET {edited} WHERE originator_id='alder' AND originator_version=2")
    url = f"sqlite:///{path}"
    with Ledger(url) as ledger:
        with pytest.raises(Damaged, match=r"stored alder event .* cannot be read: .*\. See: coalition store check"):
            ledger.stream("alder")
        assert len(ledger.stream("beech")) == 3
    assert [fault["coalition"] for fault in faults(url)] == ["alder"] * len(faults(url)) != []


def test_text_that_is_no_text_is_found(path: Path) -> None:
    edit(path, "UPDATE stored_events SET state = CAST(x'ff' || state AS TEXT) WHERE originator_version=2")
    assert {fault["coalition"] for fault in faults(f"sqlite:///{path}")} == {"alder", "beech"}


def test_recording_stops_at_a_damaged_row(path: Path) -> None:
    edit(path, "UPDATE stored_events SET state = x'00' WHERE originator_id='alder' AND originator_version=2")
    with Ledger(f"sqlite:///{path}") as ledger:
        with pytest.raises(Damaged):
            record(ledger, moment("a walk"))
        assert ledger.version("alder") == 5


def test_the_list_does_not_read_what_lies_between(path: Path) -> None:
    edit(path, "UPDATE stored_events SET state = x'00' WHERE originator_version=2")
    with Ledger(f"sqlite:///{path}") as ledger:
        assert [(listed.coalition, listed.events) for listed in ledger.list()] == [("alder", 5), ("beech", 3)]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM stored_events WHERE originator_id='alder' AND originator_version=1",
        "DELETE FROM stored_events WHERE originator_id='alder' AND originator_version=3",
        "DELETE FROM stored_events WHERE originator_id='alder' AND originator_version=5",
        "DELETE FROM stored_events WHERE originator_id='alder'",
        "UPDATE stored_events SET originator_version=9 WHERE originator_id='alder' AND originator_version=3",
        "UPDATE stored_events SET originator_id=NULL WHERE originator_id='alder' AND originator_version=3",
        "UPDATE command SET last=99 WHERE stream='alder'",
        "UPDATE command SET first='x' WHERE stream='alder'",
        "DROP TABLE command",
        "DROP TABLE stored_events",
    ],
)
def test_what_was_taken_out_or_put_elsewhere_is_found(path: Path, statement: str) -> None:
    edit(path, statement)
    assert faults(f"sqlite:///{path}")


@pytest.mark.parametrize("name", ["'gone'", "x'ff'", "'beech'"])
def test_an_event_moved_to_another_coalition_is_found(path: Path, name: str) -> None:
    edit(path, f"UPDATE stored_events SET originator_id={name} WHERE originator_id='alder' AND originator_version=4")
    assert faults(f"sqlite:///{path}")


def test_events_in_another_order_are_found(path: Path) -> None:
    for old, new in ((1, 91), (2, 1), (91, 2)):
        edit(path, "UPDATE stored_events SET originator_version=? WHERE originator_version=?", new, old)
    found = faults(f"sqlite:///{path}")
    assert [fault["coalition"] for fault in found] == ["alder", "beech"]
    assert "no longer accept" in found[0]["message"]


def test_an_act_that_the_rules_would_not_take_is_found(path: Path) -> None:
    edit(path, """UPDATE stored_events SET state = replace(state, '"birch"', '"cedar"') WHERE originator_version=4""")
    edit(path, "UPDATE stored_events SET state = CAST(state AS BLOB)")
    [fault] = faults(f"sqlite:///{path}")
    assert fault["coalition"] == "alder"
    assert "no longer accept" in fault["message"]


@pytest.mark.parametrize(("version", "claimed"), [(1, 7), (5, 4), (5, 1)])
def test_an_act_that_claims_to_be_derived_is_found(path: Path, version: int, claimed: int) -> None:
    edit(
        path,
        "UPDATE stored_events SET state = CAST(replace(CAST(state AS TEXT), '{\"recorded', ?) AS BLOB) "
        "WHERE originator_id='alder' AND originator_version=?",
        f'{{"derived_from":{claimed},"recorded',
        version,
    )
    [fault] = faults(f"sqlite:///{path}")
    assert fault["coalition"] == "alder"


@pytest.mark.parametrize(
    "topic",
    ["poison:Thing", "poison", "os:system", "domain.formation:CoalitionProposed", "eventsourcing.domain:Aggregate"],
)
def test_a_topic_is_never_imported(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, topic: str) -> None:
    (tmp_path / "poison.py").write_text("raise SystemExit('imported')")
    monkeypatch.syspath_prepend(tmp_path)
    edit(path, "UPDATE stored_events SET topic=? WHERE originator_version=2", topic)
    with Ledger(f"sqlite:///{path}") as ledger, pytest.raises(Damaged, match="no event type is called"):
        ledger.history("alder")
    assert len(faults(f"sqlite:///{path}")) == 2
    assert "poison" not in sys.modules


@pytest.fixture
def long(path: Path) -> Path:
    """The same with a hundred events more, over many pages of the file."""
    with Ledger(f"sqlite:///{path}") as ledger:
        record_all(ledger, [moment(f"walk {number}") for number in range(120)])
    return path


def examined(path: Path) -> str:
    """What becomes of one who opens a store, checks it and reads it all."""
    try:
        found = faults(f"sqlite:///{path}")
    except (NotAStore, Damaged) as refused:
        return str(refused)
    with Ledger(f"sqlite:///{path}") as ledger:
        for coalition in ("alder", "beech"):
            with suppress(EngineError, PersistenceError):
                ledger.stream(coalition)
    return " ".join(fault["message"] for fault in found)


@pytest.mark.parametrize("share", [0.001, 0.1, 0.3, 0.5, 0.7, 0.9])
def test_a_file_that_was_cut_off_is_refused_or_its_faults_are_told(long: Path, share: float) -> None:
    whole = long.read_bytes()
    long.write_bytes(whole[: int(len(whole) * share)])
    assert examined(long)


@pytest.mark.parametrize("seed", range(40))
def test_a_spoilt_file_does_no_other_harm(long: Path, seed: int) -> None:
    chance = random.Random(seed)
    spoilt = bytearray(long.read_bytes())
    for _ in range(20):
        spoilt[chance.randrange(100, len(spoilt))] ^= chance.randrange(1, 256)
    long.write_bytes(spoilt)
    examined(long)


@pytest.mark.parametrize("seed", range(20))
def test_of_a_damaged_journal_a_tail_is_lost_and_never_the_middle(path: Path, tmp_path: Path, seed: int) -> None:
    copy = tmp_path / "copy.db"
    with Ledger(f"sqlite:///{path}") as ledger:
        for number in range(10):
            record(ledger, moment(str(number)))
        for suffix in ("", "-wal"):
            shutil.copy(f"{path}{suffix}", f"{copy}{suffix}")
    journal = Path(f"{copy}-wal")
    if seed:
        spoilt = bytearray(journal.read_bytes())
        spoilt[random.Random(seed).randrange(32, len(spoilt))] ^= 0x55
        journal.write_bytes(spoilt)
    else:
        journal.unlink()
    with Ledger(f"sqlite:///{copy}") as ledger:
        kept = told(ledger.stream("alder"))[2:]
        assert care.check(ledger)["faults"] == []
    assert kept == [str(number) for number in range(len(kept))]
    assert len(kept) < 10
