"""Moving a ledger from one store to another: every row and every hash as it was, whole or not at all."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from engine import care, stores
from engine.audit.signing import signed
from engine.audit.verifying import Held, verify
from engine.errors import CannotWrite, Damaged, NoStore, NotAStore, StoreExists
from engine.exchange import jsonl
from engine.importing import How, exported, import_lines, into
from engine.integrity.merkle import Growing
from engine.ledger import Ledger
from engine.stores import copying

from .conftest import STORES
from .postgres import new_schema, server
from .samples import CLERK, begin, made, moment, opened, record, record_all, retracted, told

KEY = Ed25519PrivateKey.generate()
EXAMPLE = Path(__file__).parents[2] / "examples" / "fell-apart.jsonl"


@pytest.fixture(params=STORES)
def source(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A store with everything in it: commands, derived events, retractions, stream heads, a checkpoint, nodes."""
    url = STORES[request.param](tmp_path)
    with Ledger(url, create=True) as ledger, EXAMPLE.open("rb") as stream:
        begin(ledger)
        import_lines(jsonl.read(stream), How(CLERK), into(ledger, How(CLERK)))
        signed(ledger, KEY)
        record(ledger, moment("ein Gespräch über Bäume 🌲"), command_id="№ 1")
        record(ledger, retracted(4, instead={"between": ["ash", "birch"], "kind": "help", "what": "ein Gespräch"}))
        signed(ledger, KEY)
        record_all(ledger, opened("cedar"))
    return url


@pytest.fixture(params=STORES)
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a store that is not there yet."""
    (tmp_path / "target").mkdir()
    return STORES[request.param](tmp_path / "target")


def content(url: str) -> dict[str, Any]:
    """All that a store holds, with the root of its log."""
    with Ledger(url) as ledger, ledger.audit_log() as log:
        growing, leaves = Growing(), list(log.leaves())
        for leaf in leaves:
            growing.append(leaf.leaf)
        return {
            "events": list(exported(ledger, ledger.streams())),
            "commands": list(ledger.commands()),
            "leaves": [(leaf.idx, leaf.entry, leaf.leaf, leaf.stream, leaf.version) for leaf in leaves],
            "root": growing.root,
            "nodes": list(log.nodes()),
            "checkpoints": log.checkpoints(),
        }


def test_the_copy_holds_what_the_store_holds_with_every_hash(source: str, target: str) -> None:
    before = content(source)
    copied = stores.copy(source, target)
    assert content(target) == before == content(source)
    assert (copied.coalitions, copied.commands) == (3, 5)
    assert copied.events == len(before["events"]) == copied.leaves - 2
    assert [size for size, _ in before["checkpoints"]] == [copied.leaves - 7, copied.leaves - 3]
    assert len(before["nodes"]) > 20
    with Ledger(target) as ledger:
        assert care.check(ledger)["faults"] == []


def test_recording_goes_on_in_the_copy(source: str, target: str) -> None:
    stores.copy(source, target)
    with Ledger(source) as old, Ledger(target) as new:
        assert record(new, moment("told again"), command_id="№ 1").repeated
        for ledger in (old, new):
            receipt = record(ledger, moment("a walk"), command_id="next")
            assert (receipt.first, receipt.repeated) == (7, False)
        assert told(new.history("alder")) == ["ein Gespräch", "a walk"]
        assert care.check(new)["faults"] == []


def test_what_was_signed_before_holds_for_the_copy(source: str, target: str) -> None:
    with Ledger(source) as ledger:
        kept = signed(ledger, KEY)
    stores.copy(source, target)
    with Ledger(target) as ledger:
        record(ledger, moment("a walk"))
        verified = verify(ledger, Held([kept.note], verifier=kept.verifier))
        assert verified["faults"] == []
        assert [held["ok"] for held in verified["checkpoints"]] == [True] * 3
        assert signed(ledger, KEY).head.size == kept.head.size + 2


def test_a_ledger_may_move_on_and_back(source: str, target: str, tmp_path: Path) -> None:
    (tmp_path / "back").mkdir()
    back = STORES["sqlite"](tmp_path / "back")
    assert stores.copy(source, target) == stores.copy(target, back)
    assert content(back) == content(source)


def test_only_an_empty_store_takes_a_copy(source: str, target: str) -> None:
    with Ledger(target, create=True) as ledger:
        begin(ledger, "beech")
    before = content(target)
    with pytest.raises(StoreExists, match="holds something already"):
        stores.copy(source, target)
    with pytest.raises(StoreExists):
        stores.copy(source, source)
    assert content(target) == before


def test_an_empty_store_that_was_made_ready_takes_a_copy(source: str, target: str) -> None:
    stores.initialise(target)
    stores.copy(source, target)
    assert content(target) == content(source)


def test_an_empty_ledger_has_an_empty_copy(target: str, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    stores.initialise(url)
    assert stores.copy(url, target)[:4] == (0, 0, 0, 0)


def test_where_there_is_nothing_to_copy_nothing_is_made(target: str, tmp_path: Path) -> None:
    with pytest.raises(NoStore):
        stores.copy(f"sqlite:///{tmp_path / 'none.db'}", target)
    with pytest.raises(NoStore):
        stores.copy(server().url(new_schema()), target)
    assert not stores.exists(target)


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_copy_that_breaks_off_leaves_nothing_and_is_made_the_next_time(
    source: str, target: str, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    calls = list[int]()
    compare = copying._compare

    def broken_off(*arguments: Any) -> None:
        calls.append(1)
        if len(calls) == at:
            raise KeyboardInterrupt
        compare(*arguments)

    monkeypatch.setattr(copying, "_compare", broken_off)
    monkeypatch.setattr(copying, "_PORTION", 5)
    with pytest.raises(KeyboardInterrupt):
        stores.copy(source, target)
    with Ledger(target) as ledger, ledger.audit_log() as log:
        assert (list(ledger.streams()), list(ledger.commands()), log.size) == ([], [], 0)
    monkeypatch.setattr(copying, "_compare", compare)
    stores.copy(source, target)
    assert content(target) == content(source)


def test_of_two_who_copy_to_one_place_one_is_told_so(source: str, target: str) -> None:
    ready = threading.Barrier(2)

    def copy(_: int) -> str:
        ready.wait()
        try:
            stores.copy(source, target)
        except StoreExists:
            return "told"
        return "copied"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(copy, range(2))) == ["copied", "told"]
    assert content(target) == content(source)


def test_copies_are_consistent_while_others_record(source: str, target: str, tmp_path: Path) -> None:
    stop, failures = threading.Event(), list[BaseException]()

    def write() -> None:
        try:
            with Ledger(source) as ledger:
                while not stop.is_set():
                    record(ledger, moment("one"))
                    record_all(ledger, [moment("two"), moment("three")])
        except BaseException as failure:
            failures.append(failure)

    writer = threading.Thread(target=write)
    writer.start()
    lengths = list[int]()
    try:
        for number in range(3):
            copy = f"{target}_{number}"
            stores.copy(source, copy)
            with Ledger(copy) as ledger:
                assert care.check(ledger)["faults"] == []
                lengths.append(ledger.version("alder"))
                last = max(command.last for command in ledger.commands() if command.stream == "alder")
                assert last == lengths[-1]
    finally:
        stop.set()
        writer.join()
    assert failures == []
    assert lengths == sorted(lengths)


DAMAGE = {
    "an event that was changed": "UPDATE stored_events SET state = x'00' WHERE originator_version = 2",
    "an event of another kind": "UPDATE stored_events SET topic = 'lesson-learned' WHERE originator_version = 2",
    "an event that is gone": "DELETE FROM stored_events WHERE originator_version = 2",
    "an event that the log does not know": "DELETE FROM audit_leaf WHERE idx = 2",
    "another leaf": "UPDATE audit_leaf SET leaf = x'00' WHERE idx = 1",
    "another entry": "UPDATE audit_leaf SET entry = 'text' WHERE idx = 1",
    "an entry that says something else": "UPDATE audit_leaf SET entry = x'00' WHERE idx = 1",
    "an event that is no event": "UPDATE stored_events SET state = 'text' WHERE originator_version = 2",
    "an event without a type": "UPDATE stored_events SET topic = NULL WHERE originator_version = 2",
    "a leaf at another place": "UPDATE audit_leaf SET idx = 7 WHERE idx = 2",
    "a recording that is no recording": "UPDATE command SET last = 'x'",
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=list(DAMAGE))
def test_a_damaged_ledger_is_not_copied(target: str, tmp_path: Path, damage: str) -> None:
    url = made(tmp_path / "a.db")
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection, connection:
        connection.execute(damage)
    with pytest.raises(Damaged):
        stores.copy(url, target)
    with Ledger(target, create=True) as ledger:
        assert list(ledger.streams()) == []


# Backups of a store on a server


@pytest.fixture
def shared() -> str:
    """The address of a store of one coalition on a server."""
    url = server().url(new_schema())
    with Ledger(url, create=True) as ledger:
        begin(ledger)
        record(ledger, moment("a walk"))
    return url


def test_a_backup_of_a_shared_store_stands_alone_and_is_taken_back(shared: str, tmp_path: Path) -> None:
    stores.backup(shared, tmp_path / "b.db")
    assert [item.name for item in tmp_path.iterdir()] == ["b.db"]
    before = (tmp_path / "b.db").read_bytes()
    again = server().url(new_schema())
    stores.restore(tmp_path / "b.db", again)
    assert (tmp_path / "b.db").read_bytes() == before
    assert [item.name for item in tmp_path.iterdir()] == ["b.db"]
    assert content(again) == content(shared) == content(f"sqlite:///{tmp_path / 'b.db'}")


@pytest.mark.parametrize("taken", ["b.db", "b.db-wal"])
def test_nothing_is_ever_overwritten(shared: str, tmp_path: Path, taken: str) -> None:
    (tmp_path / taken).write_text("mine")
    with pytest.raises(StoreExists, match=taken):
        stores.backup(shared, tmp_path / "b.db")
    assert [(item.name, item.read_text()) for item in tmp_path.iterdir()] == [(taken, "mine")]


def test_a_backup_to_where_nothing_can_be_made_leaves_nothing(shared: str, tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="no folder"):
        stores.backup(shared, tmp_path / "none" / "b.db")
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_backup_is_not_taken_back(shared: str, tmp_path: Path) -> None:
    with pytest.raises(NoStore):
        stores.restore(tmp_path / "none.db", shared)
    (tmp_path / "text.db").write_text("no store")
    with pytest.raises(NotAStore):
        stores.restore(tmp_path / "text.db", server().url(new_schema()))
    stores.backup(shared, tmp_path / "b.db")
    with pytest.raises(StoreExists):
        stores.restore(tmp_path / "b.db", shared)
    with Ledger(shared) as ledger:
        assert ledger.version("alder") == 4
