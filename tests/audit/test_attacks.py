"""The attacks on a ledger, each by its name: what is found, and where."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from contract.samples import Clock, begin, event, moment, record
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from engine.audit.signing import packed, proved, signed
from engine.audit.verifying import Held, verify
from engine.errors import Damaged, NoCoalition, NothingToSign, Unsigned
from engine.integrity import check
from engine.integrity.checkpoint import compare, opened
from engine.ledger import Ledger
from projections.portfolio import Portfolio

from .sealed import Sealed, audited, kinds, relogged, signed_again, tampered

EDIT_A_MEAL = (
    "UPDATE stored_events SET state = CAST(replace(CAST(state AS TEXT), 'a meal', 'a feast') AS BLOB) WHERE rowid = 5"
)


def faults(path: Path, held: Held) -> list[tuple[Any, ...]]:
    found = audited(path, held)["faults"]
    return [(fault["kind"], fault["coalition"], fault["version"]) for fault in found]


def execute(path: Path, *statements: str) -> None:
    with tampered(path) as connection:
        for statement in statements:
            connection.execute(statement)


def anew(path: Path) -> None:
    """The log is made anew from the events as they are now."""
    with tampered(path) as connection:
        relogged(connection)


def test_nothing_is_wrong_with_what_nobody_touched(original: Sealed, copy: Path) -> None:
    told = audited(copy, original.held_with_leaves)
    assert told["faults"] == []
    assert [(known["size"], known["ok"]) for known in told["checkpoints"]] == [(6, True), (15, True)]
    assert (told["size"], len(told["root"])) == (15, 64)


def test_an_event_deleted(original: Sealed, copy: Path) -> None:
    execute(copy, "DELETE FROM stored_events WHERE originator_id = 'alder' AND originator_version = 4")
    assert ("event-missing", "alder", 4) in faults(copy, original.held)


def test_an_event_deleted_with_its_leaf(original: Sealed, copy: Path) -> None:
    execute(
        copy,
        "DELETE FROM audit_leaf WHERE notification_id = 4",
        "DELETE FROM stored_events WHERE rowid = 4",
    )
    found = audited(copy, original.held)["faults"]
    assert ("leaf-missing", 3) in {(fault["kind"], fault["index"]) for fault in found}
    assert "history-rewritten" in {fault["kind"] for fault in found}


def test_an_event_inserted(original: Sealed, copy: Path) -> None:
    execute(copy, "INSERT INTO stored_events SELECT originator_id, 99, topic, state FROM stored_events WHERE rowid = 4")
    assert ("event-unlogged", "alder", 99) in faults(copy, original.held)


def test_an_event_inserted_in_the_middle_of_a_log_made_anew(original: Sealed, copy: Path) -> None:
    execute(
        copy,
        "UPDATE stored_events SET rowid = -rowid WHERE rowid > 4",
        "UPDATE stored_events SET rowid = 1 - rowid WHERE rowid < 0",
        "UPDATE stored_events SET originator_version = originator_version + 100 "
        "WHERE originator_id = 'alder' AND originator_version > 4",
        "UPDATE stored_events SET originator_version = originator_version - 99 "
        "WHERE originator_id = 'alder' AND originator_version > 100",
        "INSERT INTO stored_events (rowid, originator_id, originator_version, topic, state) "
        "SELECT 5, originator_id, 5, topic, state FROM stored_events WHERE rowid = 4",
    )
    anew(copy)
    found = {fault["kind"]: fault["interval"] for fault in audited(copy, original.held)["faults"]}
    assert found["history-rewritten"] in ([0, 6], [0, 15])


def test_two_events_swapped(original: Sealed, copy: Path) -> None:
    with tampered(copy) as connection:
        four, five = (
            connection.execute("SELECT state FROM stored_events WHERE rowid = ?", (rowid,)).fetchone()[0]
            for rowid in (4, 5)
        )
        connection.execute("UPDATE stored_events SET state = ? WHERE rowid = 4", (five,))
        connection.execute("UPDATE stored_events SET state = ? WHERE rowid = 5", (four,))
    found = faults(copy, original.held)
    assert {("event-altered", "alder", 4), ("event-altered", "alder", 5)} <= set(found)


def test_events_renumbered(original: Sealed, copy: Path) -> None:
    execute(
        copy,
        "UPDATE stored_events SET originator_version = 99 WHERE rowid = 4",
        "UPDATE stored_events SET originator_version = 4 WHERE rowid = 5",
        "UPDATE stored_events SET originator_version = 5 WHERE rowid = 4",
    )
    found = faults(copy, original.held)
    assert {("event-moved", "alder", 4), ("event-moved", "alder", 5)} <= set(found)


def test_an_event_moved_to_another_coalition(original: Sealed, copy: Path) -> None:
    execute(copy, "UPDATE stored_events SET originator_id = 'beech', originator_version = 4 WHERE rowid = 5")
    assert ("event-moved", "alder", 5) in faults(copy, original.held)


def test_a_whole_coalition_renamed(original: Sealed, copy: Path) -> None:
    execute(
        copy,
        "UPDATE stored_events SET originator_id = 'birch', state = CAST(replace(CAST(state AS TEXT), "
        '\'"coalition":"beech"\', \'"coalition":"birch"\') AS BLOB) WHERE originator_id = \'beech\'',
        "UPDATE command SET stream = 'birch' WHERE stream = 'beech'",
    )
    found = faults(copy, original.held)
    assert {("event-moved", "beech", n) for n in (1, 2, 3)} <= set(found)
    anew(copy)
    assert {"history-rewritten", "heads-wrong"} & kinds(copy, original.held)


@pytest.mark.parametrize("log_too", [False, True])
def test_the_tail_truncated(original: Sealed, copy: Path, log_too: bool) -> None:
    execute(copy, "DELETE FROM stored_events WHERE originator_id = 'cherry'")
    if log_too:
        execute(
            copy,
            "DELETE FROM audit_leaf WHERE idx >= 11",
            "DELETE FROM audit_node WHERE (idx + 1) << level > 11",
            "DELETE FROM checkpoint WHERE size > 11",
            "DELETE FROM command WHERE stream = 'cherry'",
        )
        assert faults(copy, Held()) == []  # nothing in the store itself tells any more …
        (fault,) = audited(copy, original.held)["faults"]  # … and somebody kept a checkpoint
        assert (fault["kind"], fault["interval"]) == ("truncated", [11, 15])
        told = audited(copy, Held((), original.leaves))["faults"]
        assert {(fault["kind"], fault["index"]) for fault in told} == {("truncated", idx) for idx in range(11, 15)}
    else:
        assert {("event-missing", "cherry", n) for n in (1, 2, 3)} <= set(faults(copy, original.held))


def test_an_old_backup_put_back(tmp_path: Path, original: Sealed) -> None:
    old, now = tmp_path / "old.db", original.copy(tmp_path / "now.db")
    shutil.copy(now, old)
    with Ledger(f"sqlite:///{now}", clock=Clock()) as ledger:
        record(ledger, moment("another walk"))
    later = signed_again(now, original.private)
    assert audited(now, Held((*original.checkpoints, later.note), {}, original.verifier))["faults"] == []
    shutil.copy(old, now)
    (fault,) = audited(now, Held((*original.checkpoints, later.note), {}, original.verifier))["faults"]
    assert (fault["kind"], fault["interval"]) == ("truncated", [15, 17])


def test_the_whole_history_rebuilt_with_fresh_hashes(original: Sealed, copy: Path) -> None:
    """An event is changed, the log made anew from it, and only what the keeper of a checkpoint knows tells."""
    execute(
        copy,
        EDIT_A_MEAL,
    )
    anew(copy)
    found = audited(copy, original.held)
    intervals = [fault["interval"] for fault in found["faults"] if fault["kind"] == "history-rewritten"]
    assert intervals == [[0, 6], [0, 15]]
    exact = audited(copy, Held((), original.leaves))["faults"]
    assert min(fault["index"] for fault in exact if fault["kind"] == "leaf-altered") == 4  # the event itself


def test_between_two_checkpoints_is_told_apart(original: Sealed, copy: Path) -> None:
    execute(
        copy,
        "UPDATE stored_events SET state = CAST(replace(CAST(state AS TEXT), 'Plant trees.', 'Fell trees.') AS BLOB) "
        "WHERE originator_id = 'beech' AND originator_version = 1",
    )
    anew(copy)
    found = audited(copy, original.held)
    assert [(known["size"], known["ok"]) for known in found["checkpoints"]] == [(6, True), (15, False)]
    assert [f["interval"] for f in found["faults"] if f["kind"] == "history-rewritten"] == [[6, 15]]


def test_a_history_rebuilt_and_signed_with_another_key(original: Sealed, copy: Path) -> None:
    execute(
        copy,
        EDIT_A_MEAL,
        "DELETE FROM checkpoint",
    )
    with tampered(copy) as connection:
        relogged(connection)
        connection.execute("DELETE FROM audit_leaf WHERE notification_id IS NULL AND idx > 13")
    with pytest.raises(Unsigned, match="checkpoint"):  # not even he can sign over stream heads without a checkpoint
        signed_again(copy, Ed25519PrivateKey.generate())
    assert {"history-rewritten", "truncated"} & kinds(copy, original.held)


def test_two_histories_signed_at_one_size(original: Sealed, tmp_path: Path) -> None:
    notes = []
    for what in ("a walk", "a feast"):
        path = original.copy(tmp_path / f"{what}.db")
        with Ledger(f"sqlite:///{path}", clock=Clock()) as ledger:
            record(ledger, moment(what))
        notes.append(signed_again(path, original.private).note)
    one, other = (opened(note, original.verifier) for note in notes)
    assert compare(one, other).verdict == "fork"
    assert "history-rewritten" in kinds(path, Held((notes[0],), {}, original.verifier))


def test_a_checkpoint_by_another_key_or_of_another_log(original: Sealed, copy: Path, tmp_path: Path) -> None:
    stranger = Ed25519PrivateKey.generate()
    path = tmp_path / "other.db"
    with Ledger(f"sqlite:///{path}", create=True, clock=Clock()) as ledger:
        begin(ledger, "dogwood")
        foreign = signed(ledger, stranger)
    assert kinds(copy, Held((foreign.note,), {}, original.verifier)) == {"checkpoint-wrong"}
    assert "checkpoint-wrong" in kinds(copy, Held((), {}, foreign.verifier))


def test_a_checkpoint_taken_away(original: Sealed, copy: Path) -> None:
    execute(copy, "DELETE FROM checkpoint WHERE size = 6")
    assert kinds(copy, Held()) == {"checkpoint-missing"}


def test_a_command_forged(original: Sealed, copy: Path) -> None:
    execute(copy, "INSERT INTO command VALUES ('forged', 'alder', 4, 5)")
    assert ("command-wrong", "alder", None) in faults(copy, Held())


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER quiet AFTER INSERT ON stored_events BEGIN DELETE FROM command; END",
        "CREATE VIEW alder AS SELECT * FROM stored_events",
        "ALTER TABLE stored_events ADD COLUMN more TEXT",
    ],
)
def test_tables_not_as_they_were_made(original: Sealed, copy: Path, statement: str) -> None:
    execute(copy, statement)
    assert "store" in kinds(copy, Held())


def test_injected_topics_run_nothing(original: Sealed, copy: Path) -> None:
    execute(copy, "UPDATE stored_events SET topic = 'os:system' WHERE rowid = 4")
    assert {"event-moved", "unreadable"} <= kinds(copy, original.held)
    with Ledger(f"sqlite:///{copy}") as ledger, pytest.raises(Damaged, match="no event type is called 'os:system'"):
        ledger.stream("alder")


def test_poisoned_projections(original: Sealed, copy: Path) -> None:
    with Ledger(f"sqlite:///{copy}", clock=Clock()) as ledger:
        portfolio = Portfolio(ledger)
        portfolio.catch_up()
        assert portfolio.faults() == []
    execute(copy, "UPDATE view_row SET state = replace(state, '\"events\":', '\"events\":1') WHERE coalition = 'alder'")
    with Ledger(f"sqlite:///{copy}", clock=Clock()) as ledger:
        portfolio = Portfolio(ledger)
        assert [(fault["kind"], fault["coalition"]) for fault in portfolio.faults()] == [("view", "alder")]
        portfolio.rebuild()
        assert portfolio.faults() == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE view_row SET version = 2 WHERE coalition = 'beech'",
        "DELETE FROM view_row WHERE coalition = 'beech'",
        "UPDATE view_row SET coalition = 'birch' WHERE coalition = 'beech'",
        "UPDATE view_row SET since = '1999-01-01T00:00:00Z' WHERE coalition = 'beech'",
        "UPDATE view_row SET until = '1999-01-01T00:00:00Z' WHERE coalition = 'beech'",
        "DELETE FROM tracking",
    ],
)
def test_projections_that_do_not_say_what_the_events_do(original: Sealed, copy: Path, statement: str) -> None:
    with Ledger(f"sqlite:///{copy}", clock=Clock()) as ledger:
        Portfolio(ledger).catch_up()
    execute(copy, statement)
    with Ledger(f"sqlite:///{copy}", clock=Clock()) as ledger:
        assert {fault["kind"] for fault in Portfolio(ledger).faults()} == {"view"}


def test_an_attacker_cannot_have_his_edit_signed(original: Sealed, copy: Path) -> None:
    execute(copy, "UPDATE stored_events SET state = x'00' WHERE rowid = 4")
    with Ledger(f"sqlite:///{copy}") as ledger:
        with pytest.raises(Unsigned, match="The event is not the one that was logged"):
            signed(ledger, original.private)
        with pytest.raises(Unsigned):
            packed(ledger, ["beech"], original.private)


def test_a_log_without_the_leaf_before_takes_no_event(original: Sealed, copy: Path) -> None:
    execute(copy, "DELETE FROM audit_leaf WHERE idx = 13")
    with Ledger(f"sqlite:///{copy}") as ledger:
        with pytest.raises(Damaged, match="no leaf of cherry event 3"):
            record(ledger, moment("a walk", "cherry"))
        assert ledger.version("cherry") == 3


def test_nodes_that_are_damaged_are_not_believed(original: Sealed, copy: Path) -> None:
    execute(copy, "UPDATE audit_node SET hash = zeroblob(32)")
    with Ledger(f"sqlite:///{copy}") as ledger, pytest.raises(Unsigned, match="kept for proofs"):
        proved(ledger, "alder", 4, original.private)
    assert kinds(copy, original.held) == {"node-wrong"}


def test_a_proof_shows_one_event_and_nothing_of_the_others(original: Sealed, copy: Path) -> None:
    with Ledger(f"sqlite:///{copy}") as ledger:
        receipt = proved(ledger, "alder", 4, original.private)
        assert original.checkpoints[-1] == receipt.proof.note  # nothing was signed for it: it was covered
        found = check.check(receipt.proof.written(), original.verifier)
        assert found.holds
        assert found.event is not None
        assert json.loads(found.event)["what"] == "a walk"
        assert b"a meal" not in receipt.state
        record(ledger, event("celebration-held", of="it", by="ash"))
        newer = proved(ledger, "alder", ledger.version("alder"), original.private)
        assert check.check(newer.proof.written(), original.verifier).holds
        for coalition, number, wrong in (("alder", 99, "events 1 to"), ("nobody", 1, "no coalition")):
            with pytest.raises(NoCoalition, match=wrong):
                proved(ledger, coalition, number, original.private)


def test_a_pack_is_complete(original: Sealed, copy: Path) -> None:
    with Ledger(f"sqlite:///{copy}") as ledger:
        found = check.check(packed(ledger, ["beech", "alder", "beech"], original.private), original.verifier)
        assert (found.holds, dict(found.coalitions), found.left_out) == (True, {"alder": 7, "beech": 3}, ("cherry",))
        with pytest.raises(NoCoalition):
            packed(ledger, ["nobody"], original.private)


def test_signing_twice_signs_once(original: Sealed, copy: Path) -> None:
    assert signed_again(copy, original.private).note == original.checkpoints[-1]
    with sqlite3.connect(copy) as connection:
        assert connection.execute("SELECT COUNT(*) FROM checkpoint").fetchone() == (2,)


def test_an_empty_ledger_has_nothing_to_sign(tmp_path: Path) -> None:
    with Ledger(f"sqlite:///{tmp_path / 'empty.db'}", create=True) as ledger:
        assert verify(ledger)["size"] == 0
        with pytest.raises(NothingToSign, match="no events yet"):
            signed(ledger, Ed25519PrivateKey.generate())


def test_an_event_hidden_at_an_index_that_is_none(original: Sealed, copy: Path) -> None:
    """It is recorded as it should be, and its leaf then moved to where nobody looks."""
    with Ledger(f"sqlite:///{copy}", clock=Clock()) as ledger:
        record(ledger, moment("a secret walk"))
    for index in (-1, 2**62):
        execute(
            copy, f"UPDATE audit_leaf SET idx = {index} WHERE notification_id IN (SELECT MAX(rowid) FROM stored_events)"
        )
        found = {(fault["kind"], fault["index"]) for fault in audited(copy, original.held)["faults"]}
        assert ("leaf-altered", index) in found
    with Ledger(f"sqlite:///{copy}", clock=Clock()) as ledger, pytest.raises(Damaged, match="which is none"):
        record(ledger, moment("another"))


def test_a_whole_coalition_hidden_at_indices_that_are_none(original: Sealed, copy: Path) -> None:
    with Ledger(f"sqlite:///{copy}", clock=Clock()) as ledger:
        begin(ledger, "ghost")
    execute(copy, "UPDATE audit_leaf SET idx = -idx WHERE idx > 14")
    assert ("leaf-altered", "ghost", 1) in faults(copy, original.held)
    with Ledger(f"sqlite:///{copy}", clock=Clock()) as ledger:
        with pytest.raises(Unsigned):
            packed(ledger, ["alder"], original.private)
        record(ledger, moment("a walk"))  # closing over the ghost is refused, and undone
        with pytest.raises(Unsigned):
            signed(ledger, original.private)
    assert "heads-wrong" not in kinds(copy, original.held)


@pytest.mark.parametrize("name", ["tracking", "view_row"])
def test_a_trigger_under_the_name_of_a_view(original: Sealed, copy: Path, name: str) -> None:
    execute(copy, f"CREATE TRIGGER {name} AFTER INSERT ON audit_leaf BEGIN DELETE FROM command; END")
    assert "store" in kinds(copy, Held())


def test_another_key_signs_on(original: Sealed, copy: Path) -> None:
    """A new machine, a colleague: what the first key has signed is told, and no fault."""
    other = Ed25519PrivateKey.generate()
    with Ledger(f"sqlite:///{copy}", clock=Clock()) as ledger:
        record(ledger, moment("a walk"))
        now = signed(ledger, other)
    assert audited(copy, Held((), {}, now.verifier, strict=False))["faults"] == []
    assert audited(copy, Held(original.checkpoints, {}, original.verifier, strict=False))["faults"] == []
    assert kinds(copy, Held((), {}, now.verifier)) == {"checkpoint-wrong"}  # who names a key gets what it has signed


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_leaf SET leaf = 'abc' WHERE idx = 0",
        "UPDATE audit_leaf SET leaf = 10000000000000 WHERE idx = 0",
        "UPDATE audit_leaf SET leaf = 'abc' WHERE idx = 14",
        "UPDATE stored_events SET originator_id = CAST(x'ff' AS TEXT) WHERE rowid = 5",
        "DELETE FROM audit_leaf WHERE idx = 0",
    ],
)
def test_whatever_stands_there_is_reported(original: Sealed, copy: Path, statement: str) -> None:
    execute(copy, statement)
    assert faults(copy, original.held)


def test_the_first_event_changed_and_the_log_made_anew(original: Sealed, copy: Path) -> None:
    execute(
        copy,
        "UPDATE stored_events SET state = CAST(replace(CAST(state AS TEXT), 'Plant', 'Fell') AS BLOB) WHERE rowid = 1",
    )
    anew(copy)
    assert "history-rewritten" in kinds(copy, original.held)
    (wrong, *_) = [
        fault["message"]
        for fault in audited(copy, Held(original.checkpoints, {}, original.verifier, strict=False))["faults"]
        if fault["kind"] == "history-rewritten"
    ]
    assert wrong


def test_nothing_is_wrong_while_others_record(original: Sealed, copy: Path) -> None:
    """Each look at the ledger is at one moment, whatever is recorded in between."""
    with Ledger(f"sqlite:///{copy}", clock=Clock()) as ledger, Ledger(f"sqlite:///{copy}", clock=Clock()) as writer:
        Portfolio(ledger).catch_up()
        seen = []

        def meanwhile(done: int) -> None:
            seen.append(done)
            record(writer, moment(f"walk {len(seen)}"))
            record(writer, moment("a walk", "beech"))

        assert verify(ledger, original.held, progress=meanwhile)["faults"] == []
        assert seen
        assert Portfolio(ledger).faults() == []
