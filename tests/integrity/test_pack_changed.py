"""What is changed in a pack: no byte of any file is free to say something else."""

from __future__ import annotations

import pytest

from engine.integrity import checkpoint, proof, receipt, wording
from engine.integrity.findings import Finding
from engine.integrity.heads import Head
from engine.integrity.strict import shown
from integrity.making import KEY, Log, signer
from integrity.packing import FILES, LOG, checked, forged_pack, told, without

# What is changed


@pytest.mark.parametrize("name", sorted(FILES))
def test_no_file_of_a_pack_can_change_or_go(name: str) -> None:
    data = FILES[name]
    for other in (b"", data + b"\n", data[:-1], b" " + data, data.replace(b"e", b"3", 1)):
        assert told(checked(FILES | {name: other}))
    gone = checked(without(FILES, name))
    needed = f"The pack has no {name}: it is not an evidence pack, or not all of one"
    missing = Finding(False, f"{name} is missing: what it held was left out", name)
    assert not gone.holds
    assert gone.faults in ((missing,), (Finding(False, needed),))


@pytest.mark.parametrize(
    "name", ["note.txt", "events-of-dogwood.jsonl", "proofs-of-alder/5.tlog-proof", "../evil", "a\x1b[31m"]
)
def test_nothing_more_can_be_put_in(name: str) -> None:
    result = checked(FILES | {name: b"read me"})
    assert told(result) == f"{shown(name)} does not belong in the pack: nothing vouches for it"
    assert result.faults[0].place == shown(name)


def test_events_cannot_change_places() -> None:
    one, two = "proofs-of-alder/1.tlog-proof", "proofs-of-alder/2.tlog-proof"
    result = checked(FILES | {one: FILES[two], two: FILES[one]})
    assert "It is event 2 of alder in the place of event 1 of alder" in told(result)
    assert [fault.place for fault in result.faults] == [one, two, "proofs-of-alder/3.tlog-proof"]
    birch = "proofs-of-birch/1.tlog-proof"
    assert "It is event 1 of birch in the place of event 1 of alder" in told(checked(FILES | {one: FILES[birch]}))


def test_an_event_that_does_not_follow_on_the_one_before() -> None:
    log = Log()
    log.record("alder")
    log.record("alder")
    log.ends["alder"] = Head(2, "0" * 64)
    log.record("alder")
    files = forged_pack(log, log.close())
    assert told(checked(files)) == "Event 3 of alder does not follow on the event before it: one was exchanged"


def test_what_people_read_must_be_what_was_proved() -> None:
    lines = FILES["events-of-birch.jsonl"].split(b"\n")
    for events, first in (
        ([*lines[:2], lines[2].replace(b"navy", b"army"), *lines[3:]], 3),
        ([lines[0], *lines], 2),
        ([*lines[:2], b""], 3),
        ([*lines, b""], 5),
        (lines[:2], 3),
        (lines[:4], 5),
        ([b""], 1),
    ):
        result = checked(FILES | {"events-of-birch.jsonl": b"\n".join(events)})
        assert told(result) == (
            f"Line {first} of events-of-birch.jsonl does not say what the stored event says, or the line is not there"
        )
        assert result.faults[0].place == "events-of-birch.jsonl"


def test_a_receipt_under_another_checkpoint() -> None:
    older = LOG.sign(5)
    row, name = LOG.rows[0], "proofs-of-alder/1.tlog-proof"
    made = receipt.made(LOG.tree, 0, checkpoint.opened(older, KEY.verifier), older, row.entry, row.state).proof
    assert "It rests on another checkpoint than checkpoint.txt" in told(checked(FILES | {name: made.written()}))
    heads = proof.made(LOG.tree, 4, checkpoint.opened(older, KEY.verifier), older, LOG.closings[0].entry)
    name = "earlier-stream-heads/1.tlog-proof"
    assert "It rests on another checkpoint than checkpoint.txt" in told(checked(FILES | {name: heads.written()}))


def test_stream_heads_under_another_checkpoint() -> None:
    text = FILES["checkpoint.txt"].replace(b"\n\n", "\n\n— witness.example AAAAAAAA\n".encode())
    assert "rests on another checkpoint" in told(checked(FILES | {"checkpoint.txt": text}))


def test_another_key_did_not_sign_it() -> None:
    assert "It is not signed by the key" in told(checked(FILES, signer(seed=2)))
    assert "It is not signed by the key" in told(checked(FILES, signer("other.example")))


def test_a_pack_made_with_another_key_of_the_log() -> None:
    other = signer(seed=2)
    result = checked(FILES | {"key.txt": wording.key(other.verifier).encode()})
    assert told(result) == "key.txt does not say what it should: it was changed, or is of another pack or key"
    assert result.faults[0].place == "key.txt"
