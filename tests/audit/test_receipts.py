"""Receipts under a checkpoint that somebody holds, and what became of an event since, which no receipt can tell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from contract.samples import Clock, begin, event, moment, record, record_all, retracted

from engine.audit.signing import packed, proved, signed
from engine.audit.taken_back import TakenBack, taken_back
from engine.errors import NoCheckpoint, Unsigned
from engine.integrity import check
from engine.ledger import Ledger

from .sealed import Sealed, relogged, tampered

FIRST, LAST = 6, 15  # the sizes at which the ledger was signed

WALK = {"between": ["ash", "birch"], "kind": "help", "what": "a walk"}


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A new ledger with a coalition of ash and birch, events 1 to 3, and two moments, 4 and 5."""
    with Ledger(f"sqlite:///{tmp_path / 'a.db'}", create=True, clock=Clock()) as ledger:
        begin(ledger)
        record_all(ledger, [moment("a wlak"), moment("a meal")])
        yield ledger


def became(ledger: Ledger, number: int) -> TakenBack | None:
    return taken_back(ledger.stream("alder"), number)


# Under a checkpoint that somebody holds


def test_a_receipt_is_made_under_the_checkpoint_that_somebody_holds(original: Sealed, copy: Path) -> None:
    with Ledger(f"sqlite:///{copy}") as ledger:
        for note, size in zip(original.checkpoints, (FIRST, LAST), strict=True):
            receipt = proved(ledger, "alder", 4, original.private, size)
            assert receipt.proof.note == note
            found = check.check(receipt.proof.written(), original.verifier, [note])
            assert found.fits
            assert found.head is not None
            assert found.head.size == size
        last = proved(ledger, "alder", 4, original.private)
        assert not check.check(last.proof.written(), original.verifier, original.checkpoints[:1]).fits


def test_nothing_is_signed_for_it(original: Sealed, copy: Path) -> None:
    with Ledger(f"sqlite:///{copy}", clock=Clock()) as ledger:
        record(ledger, moment("a talk", "cherry"))
        proved(ledger, "alder", 4, original.private, FIRST)
        with ledger.audit_log() as log:
            assert [size for size, _ in log.checkpoints()] == [FIRST, LAST]


def test_the_last_event_under_it_and_the_first_after_it(original: Sealed, copy: Path) -> None:
    with Ledger(f"sqlite:///{copy}") as ledger:
        assert proved(ledger, "alder", 5, original.private, FIRST).proof.index == FIRST - 2
        after = rf"^beech event 1 came after the checkpoint of size {FIRST}: it is entry {FIRST}, from 0\. "
        with pytest.raises(NoCheckpoint, match=after):
            proved(ledger, "beech", 1, original.private, FIRST)


def test_a_size_at_which_nothing_was_signed_is_told_with_those_there_are(original: Sealed, copy: Path) -> None:
    with Ledger(f"sqlite:///{copy}") as ledger:
        for size in (1, FIRST - 1, FIRST + 1, LAST + 1, 2**70):
            with pytest.raises(
                NoCheckpoint, match=f"No checkpoint of size {size} .* Those that were: {FIRST}, {LAST}$"
            ):
                proved(ledger, "alder", 4, original.private, size)


def test_before_anything_was_signed(ledger: Ledger, original: Sealed) -> None:
    with pytest.raises(NoCheckpoint, match="None was signed yet"):
        proved(ledger, "alder", 4, original.private, 5)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_node SET hash = zeroblob(32)",
        "DELETE FROM audit_node",
        "DELETE FROM audit_leaf WHERE idx = 3",
        "UPDATE audit_leaf SET idx = -3 WHERE idx = 3",
    ],
)
def test_what_is_damaged_is_not_believed(original: Sealed, copy: Path, statement: str) -> None:
    with tampered(copy) as connection:
        connection.execute(statement)
    with Ledger(f"sqlite:///{copy}") as ledger, pytest.raises(Unsigned):
        proved(ledger, "alder", 4, original.private, FIRST)


def test_a_history_made_anew_has_no_receipt_under_what_somebody_holds(original: Sealed, copy: Path) -> None:
    with tampered(copy) as connection:
        connection.execute(
            "UPDATE stored_events SET state = CAST(replace(CAST(state AS TEXT), 'a walk', 'a wade') AS BLOB)"
        )
        relogged(connection)
    with Ledger(f"sqlite:///{copy}") as ledger, pytest.raises(Unsigned):
        proved(ledger, "alder", 4, original.private, FIRST)


# What became of it


def test_what_counts_was_not_taken_back(ledger: Ledger) -> None:
    record(ledger, retracted(5))
    assert [became(ledger, n) for n in (1, 4, 6)] == [None] * 3


def test_what_was_taken_back_and_what_stands_in_its_place(ledger: Ledger) -> None:
    record(ledger, retracted(4, instead=WALK))
    record(ledger, retracted(5))
    assert became(ledger, 4) == TakenBack(6, 7, derived=False)
    assert became(ledger, 5) == TakenBack(8, None, derived=False)
    assert became(ledger, 7) is None


def test_what_was_mended_twice(ledger: Ledger) -> None:
    record(ledger, retracted(4, instead=WALK | {"what": "a wakl"}))
    record(ledger, retracted(7, instead=WALK))
    assert became(ledger, 4) == TakenBack(6, 9, derived=False)
    assert became(ledger, 7) == TakenBack(8, 9, derived=False)
    record(ledger, retracted(9))
    assert became(ledger, 4) == TakenBack(6, None, derived=False)


def test_what_fell_along_has_nothing_in_its_place(ledger: Ledger) -> None:
    other = {"party": "birch", "name": "Birches", "kind": "other", "standing": "observer"}
    record(ledger, retracted(3, cascade=True, instead=other | {"party": "beech", "name": "Beech"}, by="ash"))
    assert became(ledger, 3) == TakenBack(6, 7, derived=False)
    assert became(ledger, 4) == TakenBack(6, None, derived=False)


def test_what_followed_from_something_that_was_taken_back(ledger: Ledger) -> None:
    record_all(ledger, [event("proposal-made", proposal="p-1", what="Plant.", proposer="ash")])
    record_all(ledger, [event("stance-taken", proposal="p-1", party=p, stance="agree", by=p) for p in ("ash", "birch")])
    record(ledger, event("proposal-closed", proposal="p-1"))
    closed = ledger.version("alder") - 1
    assert ledger.stream("alder")[-1].derived_from == closed
    again = record(ledger, retracted(closed - 2, cascade=True))
    assert became(ledger, closed + 1) == TakenBack(again.first, None, derived=True)
    mended = record(ledger, retracted(closed, instead={"proposal": "p-1"}))
    assert became(ledger, closed) == TakenBack(mended.first, mended.first + 1, derived=False)
    assert became(ledger, again.last) == TakenBack(mended.first, None, derived=True)


def test_a_pack_holds_the_retraction_of_whatever_it_holds(ledger: Ledger, original: Sealed) -> None:
    """It is signed when it is made, and whole: so nothing in it was taken back by something that is not in it."""
    verifier = signed(ledger, original.private).verifier
    retraction = record(ledger, retracted(4)).first
    found = check.check(packed(ledger, ["alder"], original.private), verifier)
    assert found.holds
    assert dict(found.coalitions) == {"alder": retraction}
