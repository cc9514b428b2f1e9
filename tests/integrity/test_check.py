"""Checking a file: what it is, what holds, what does not; forged proofs, forks, and whatever else somebody sends."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.integrity import checkpoint, entry, proof
from engine.integrity.check import check
from engine.integrity.checkpoint import compare
from engine.integrity.entry import Entry
from engine.integrity.findings import Checked
from engine.integrity.merkle import consistency_path, leaf_hash
from engine.integrity.note import Signature
from engine.integrity.pack import Row
from engine.integrity.proof import Proof
from integrity.making import KEY, Log, signer, small, state

LOG, NOTE = small()
HEAD = checkpoint.opened(NOTE, KEY.verifier)
RECEIPT = LOG.receipt(4, NOTE)


def checked(data: bytes | Proof) -> Checked:
    return check(data.written() if isinstance(data, Proof) else data, KEY.verifier)


def told(data: bytes | Proof) -> str:
    result = checked(data)
    assert not result.holds
    return "\n".join(fault.message for fault in result.faults)


# What holds


def test_a_checkpoint() -> None:
    result = checked(NOTE)
    assert result.holds
    assert (result.kind, result.head, result.coalitions) == ("checkpoint", HEAD, {})
    assert [finding.holds for finding in result.findings] == [True, None]
    assert "over 11 entries is signed by the key" in result.findings[0].message


def test_a_receipt() -> None:
    result = checked(RECEIPT)
    assert result.holds
    assert (result.kind, result.head) == ("receipt", HEAD)
    assert result.findings[1].message == (
        "Entry 5 of the log is event 3 of alder, celebration-held, in the bytes given here"
    )
    assert result.event is not None
    assert result.event.startswith('{"coalition":"alder","type":"celebration-held"')
    assert f'"hash":"{leaf_hash(LOG.rows[4].entry).hex()}"' in result.event


def test_stream_heads() -> None:
    last = proof.made(LOG.tree, 10, HEAD, NOTE, LOG.closings[1].entry)
    result = checked(last)
    assert result.holds
    assert (result.kind, result.head) == ("stream-heads", HEAD)
    assert result.coalitions == {"alder": 4, "birch": 4, "con": 1}
    assert [finding.message for finding in result.findings[1:]] == [
        "Entry 10 of the log says where its 3 coalitions ended"
    ]
    earlier = checked(proof.made(LOG.tree, 4, HEAD, NOTE, LOG.closings[0].entry))
    assert earlier.holds
    assert earlier.coalitions == {"alder": 2, "birch": 2}
    assert earlier.findings[-1].message == "6 entries came after it"
    log = Log()
    log.close()
    log.record("alder")
    note = log.close()
    first = checked(proof.made(log.tree, 0, log.head(), note, log.closings[0].entry))
    assert first.findings[-1].message == "2 entries came after it"
    log.record("alder")
    note = log.sign(4)
    next_to_last = checked(proof.made(log.tree, 2, log.head(4), note, log.closings[1].entry))
    assert next_to_last.findings[-1].message == "1 entries came after it"
    log = Log()
    log.record("alder")
    note = log.close(trusted=True)
    taken_in = checked(proof.made(log.tree, 1, log.head(), note, log.closings[0].entry))
    assert taken_in.findings[-1].message == (
        "The first 1 events are older than the log: what they were before it is not shown"
    )


def test_an_entry_that_somebody_signed_says_so() -> None:
    log = Log()
    topic, stored = state("alder", 1)
    made = Entry(
        "alder", 1, topic, entry.for_event("alder", 1, topic, stored, None).state_sha256, None, "a" * 64, "b" * 128
    )
    log.entries.append(made.written())
    log.rows.append(Row(0, made.written(), stored))
    result = checked(log.receipt(0, log.sign()))
    assert result.holds
    assert f"a signature by the key {'a' * 64}, which is not checked here" in result.findings[-1].message


def test_nothing_is_shown_by_remarks_alone() -> None:
    assert not Checked("unknown", ()).holds


# What does not


def test_a_proof_without_its_event() -> None:
    bare = Proof(RECEIPT.index, RECEIPT.path, NOTE)
    assert told(bare) == "The proof does not carry the event that it is for: ask for the receipt, which does"
    assert checked(bare).kind == "proof"
    assert checked(bare).head == HEAD


@pytest.mark.parametrize("place", [place for place in range(len(LOG.rows)) if place != 4])
def test_a_valid_proof_for_another_entry(place: int) -> None:
    other = LOG.receipt(place, NOTE)
    assert "The proof does not show this entry" in told(Proof(RECEIPT.index, RECEIPT.path, NOTE, other.extra))
    assert "The proof does not show this entry" in told(Proof(other.index, RECEIPT.path, NOTE, RECEIPT.extra))
    assert "The proof does not show this entry" in told(Proof(RECEIPT.index, other.path, NOTE, RECEIPT.extra))


def test_a_valid_proof_under_a_checkpoint_of_another_size() -> None:
    for size in range(1, 11):
        other = LOG.sign(size)
        assert "The proof does not show this entry" in told(Proof(RECEIPT.index, RECEIPT.path, other, RECEIPT.extra))


def test_a_valid_proof_under_a_checkpoint_of_another_history() -> None:
    other = Log()
    for row in LOG.rows:
        other.record(entry.parsed(row.entry).stream, by="army")
    note = other.close()
    assert "The proof does not show this entry" in told(Proof(RECEIPT.index, RECEIPT.path, note, RECEIPT.extra))


def test_a_valid_proof_of_another_log_or_key() -> None:
    for key, why in ((signer("other.example"), "It is not signed by the key"), (signer(seed=2), "It is not signed by")):
        log = Log(key)
        log.record("alder")
        made = log.receipt(0, log.close())
        assert check(made.written(), key.verifier).holds
        assert why in told(made)
    borrowed = KEY.signed(LOG.head().text.replace("ledger.example", "other.example"))
    assert "It is a checkpoint of 'other.example/alder-street'" in told(Proof(5, RECEIPT.path, borrowed, RECEIPT.extra))
    assert "It is a checkpoint of 'other.example/alder-street'" in told(borrowed)


def test_a_key_with_the_name_and_the_id_of_another() -> None:
    """The id of a key is short and can be met; the signature cannot."""
    forged = Signature(KEY.verifier.name, KEY.verifier.id, bytes(64))
    note = f"{LOG.head().text}\n{forged.line}".encode()
    assert told(note) == "The signature does not fit the text: one of them was changed after signing"


def test_an_event_whose_stored_bytes_were_changed() -> None:
    row = LOG.rows[4]
    for stored in (b"", row.state + b"\n", row.state.replace(b"navy", b"army")):
        forged = Proof(5, RECEIPT.path, NOTE, row.entry + b"\n" + stored)
        assert "its bytes were changed" in told(forged)
        assert checked(forged).event is None


def test_an_entry_made_up_for_a_changed_event() -> None:
    """Whoever changes an event and its entry too has no proof."""
    topic, stored = state("alder", 3, by="army")
    made = entry.for_event("alder", 3, topic, stored, leaf_hash(LOG.rows[2].entry)).written()
    assert "The proof does not show this entry" in told(Proof(5, RECEIPT.path, NOTE, made + b"\n" + stored))


def test_stream_heads_that_were_changed() -> None:
    last = proof.made(LOG.tree, 10, HEAD, NOTE, LOG.closings[1].entry)
    for extra in (LOG.closings[0].entry, LOG.closings[1].entry.replace(b'"version":4', b'"version":3', 1)):
        forged = Proof(10, last.path, NOTE, extra)
        assert "The proof does not show this entry" in told(forged)
        assert checked(forged).coalitions == {}
    assert "It is not of the form" in told(Proof(10, last.path, NOTE, LOG.closings[1].entry + b"\n"))


def test_a_hash_of_the_tree_passed_off_as_an_entry() -> None:
    """Leaves and nodes are hashed apart, so that the two children of a node are no entry."""
    below = LOG.tree.leaf(4) + LOG.tree.leaf(5)
    assert told(Proof(2, RECEIPT.path[1:], NOTE, below))
    assert told(Proof(2, RECEIPT.path[1:], NOTE, b"\x01" + below))


def test_two_histories_signed_at_one_size_are_found_out() -> None:
    """The whole history rebuilt with fresh hashes and signed with the right key: each half holds, the two do not."""
    rebuilt = Log()
    for row in LOG.rows[:4]:
        rebuilt.record(entry.parsed(row.entry).stream, by="army")
    rebuilt.close()
    for row in LOG.rows[4:]:
        rebuilt.record(entry.parsed(row.entry).stream)
    note = rebuilt.close()
    assert checked(note).holds
    assert checked(rebuilt.pack(note)).holds
    other = checkpoint.opened(note, KEY.verifier)
    assert other.size == HEAD.size
    assert compare(HEAD, other).verdict == "fork"
    kept = checkpoint.opened(LOG.sign(5), KEY.verifier)
    assert compare(kept, HEAD, consistency_path(LOG.tree, 5, 11)).verdict == "extends"
    assert compare(kept, other, consistency_path(rebuilt.tree, 5, 11)).verdict == "unproven"


@pytest.mark.parametrize(
    "data",
    [b"", b"\0", b"hello", b"{}", b"\xff" * 1000, b"P", b"PK", b"\n\n", b"GIF89a", b"[" * 1_000_000, b"\n" * 1_000_000],
    ids=range(11),
)
def test_what_is_none_of_these(data: bytes) -> None:
    result = checked(data)
    assert result.kind == "unknown"
    assert told(data).startswith("It is none of what can be checked")


@pytest.mark.parametrize(
    "data",
    [
        b"c2sp.org/tlog-proof@v1",
        b"c2sp.org/tlog-proof@v1\n\n",
        b"c2sp.org/tlog-proof@v1\nindex 0\n\n",
        b"c2sp.org/tlog-proof@v1\nindex 0\n\n" + b"\xff" * 100,
        b"c2sp.org/tlog-proof@v1\n" + b"extra " + b"A" * 30_000_000,
        b"c2sp.org/tlog-proof@v1\n" * 1_000_000,
        "a\n\n— b\n".encode(),
        "a\n\n— ".encode() * 1_000_000,
        "\n\n— ".encode(),
        "\n\n\n— a AAAAAAAA\n".encode(),
    ],
    ids=range(10),
)
def test_what_begins_like_something_and_is_not(data: bytes) -> None:
    assert told(data)
    assert checked(data).kind in ("proof", "checkpoint")


@settings(max_examples=300, deadline=None, database=None)
@given(
    st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"c2sp.org/tlog-proof@v1\n", b"x\n\n\xe2\x80\x94 "])
)
def test_any_bytes_are_checked_without_raising(data: bytes, start: bytes) -> None:
    assert not checked(start + data).holds
