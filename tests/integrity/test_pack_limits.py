"""Packs that cannot be made, and those that claim more, say less or hold what nobody can read."""

from __future__ import annotations

import json

import pytest

from engine.integrity import checkpoint, pack, proof, unzip
from engine.integrity.check import check
from engine.integrity.checkpoint import Checkpoint
from engine.integrity.findings import FAULTS_AT_MOST
from engine.integrity.heads import Head, StreamHeads
from engine.integrity.merkle import leaf_hash, root
from engine.integrity.strict import DoesNotHold, Malformed
from integrity.making import KEY, ORIGIN, Log, signer, state
from integrity.packing import FILES, LOG, NOTE, PACK, checked, told, without


def test_a_pack_too_large_to_be_checked_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    for limit, value in (("FILES_AT_MOST", len(FILES) - 1), ("PACK_AT_MOST", len(PACK) - 1)):
        with monkeypatch.context() as patch:
            patch.setattr(pack, limit, value)
            with pytest.raises(ValueError, match="is too large: pack fewer coalitions"):
                LOG.pack(NOTE)
    monkeypatch.setattr(pack, "FILES_AT_MOST", len(FILES))
    monkeypatch.setattr(pack, "PACK_AT_MOST", len(PACK))
    assert LOG.pack(NOTE) == PACK


def test_an_event_of_this_engine_s_future_cannot_be_vouched_for() -> None:
    log = Log()
    _, stored = state("alder", 1)
    log.record("alder", stored[:-1] + b',"schema_version":7}')
    with pytest.raises(Malformed, match="The event cannot be read"):
        log.pack(log.close())


@pytest.mark.parametrize(
    "stored",
    [
        b"",
        b"{}",
        b'{"coalition":"alder","coalition":"birch"}\n{}',
        b"[" * 100_000 + b"\n{}",
        b"\xff\n{}",
        b'{"of":1e999999999}\n{}',
    ],
    ids=["empty", "one-line", "twice", "deep", "no-text", "huge"],
)
def test_stored_bytes_that_cannot_be_read_in_one_way_alone(stored: bytes) -> None:
    log = Log()
    log.record("alder", stored)
    note = log.close()
    with pytest.raises(Malformed, match="The event cannot be read"):
        log.pack(note)
    result = check(log.receipt(0, note).written(), KEY.verifier)
    assert "The event cannot be read" in told(result)


@pytest.mark.parametrize(
    "manifest",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        b'{"coalitions":[]}',
        b'{"coalitions":{},"coalitions":{}}',
        b'{"coalitions":{"dogwood":1}}',
        b'{"coalitions":{"\\ud800":1}}',
        b"[" * 1_000_000,
        b'{"a":' * 100_000,
        b'{"coalitions":' + b"9" * 10_000 + b"}",
        b"\xff",
    ],
    ids=range(12),
)
def test_manifests_that_are_none(manifest: bytes) -> None:
    assert "manifest.json" in told(checked(FILES | {"manifest.json": manifest}))


def test_of_many_faults_the_first_are_told_and_the_rest_counted() -> None:
    result = checked(FILES | {f"more-{n}": b"" for n in range(250)})
    assert len(result.faults) == FAULTS_AT_MOST + 1
    assert result.faults[-1].message == "150 more things do not hold"


def test_rows_that_make_no_pack() -> None:
    rows = [*LOG.of(["alder"])]
    for wrong in (rows[:-1], rows[1:], rows[::-1], [*rows, *LOG.of(["con"]), rows[0]], [rows[0], *rows]):
        with pytest.raises((Malformed, DoesNotHold)):
            pack.packed(wrong, LOG.closings, NOTE, LOG.tree, KEY.verifier)
    with pytest.raises(DoesNotHold, match="its bytes were changed"):
        pack.packed([rows[0]._replace(state=b"")], LOG.closings, NOTE, LOG.tree, KEY.verifier)
    with pytest.raises(DoesNotHold, match="It is not signed by the key"):
        pack.packed(rows, LOG.closings, NOTE, LOG.tree, signer(seed=2).verifier)


@pytest.mark.parametrize(("ends", "number"), [({"alder": Head(10**15, "0" * 64)}, 1), ({}, 10**15 + 1)])
def test_a_pack_that_claims_more_than_can_be_checked(ends: dict[str, Head], number: int) -> None:
    closing = StreamHeads(number, ends).written()
    size = sum(end.version for end in ends.values()) + number
    tree = Lopsided(size, leaf_hash(closing))
    head = Checkpoint(ORIGIN, size, root(tree))
    note = checkpoint.signed(head, KEY)
    manifest = json.dumps({"coalitions": {name: end.version for name, end in ends.items()}}).encode()
    files = {"checkpoint.txt": note, "manifest.json": manifest}
    files["stream-heads.tlog-proof"] = proof.made(tree, size - 1, head, note, closing).written()
    assert "more files than can be checked" in told(checked(files))


def test_a_pack_of_as_much_as_can_be_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unzip, "FILES_AT_MOST", len(FILES))
    assert checked(FILES).holds
    files = without(
        FILES, "HOW-TO-VERIFY.txt", "key.txt", "summary.txt", *map(pack.events_name, ("alder", "birch", "con"))
    )
    files = without(files, "earlier-stream-heads/1.tlog-proof", "proofs-of-con/1.tlog-proof")
    monkeypatch.setattr(unzip, "FILES_AT_MOST", 11)
    assert "proofs-of-con/1.tlog-proof is missing" in told(checked(files))
    monkeypatch.setattr(unzip, "FILES_AT_MOST", 10)
    assert "more files than can be checked: at most 10" in told(checked(without(files, "proofs-of-alder/1.tlog-proof")))


def test_what_is_wrong_with_a_manifest_is_said() -> None:
    assert (
        told(checked(FILES | {"manifest.json": b"\xff"}))
        == "manifest.json cannot be read: 'manifest.json is not UTF-8 at byte 1'"
    )
    assert told(checked(FILES | {"manifest.json": b"{"})).startswith(
        "manifest.json cannot be read: 'Not JSON at column 2"
    )
    assert (
        told(checked(FILES | {"manifest.json": b"[]"})) == "manifest.json does not tell which coalitions the pack holds"
    )


class Lopsided:
    """A tree of any size of which only the last leaf is what it says."""

    def __init__(self, size: int, last: bytes) -> None:
        self.size, self.last = size, last

    def leaf(self, idx: int) -> bytes:
        return self.last if idx == self.size - 1 else bytes(32)

    def node(self, level: int, idx: int) -> bytes:
        assert (idx + 1) << level < self.size
        return bytes(32)
