"""Evidence packs: complete and unchanged, or told what is not, with the pack and the key alone."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Callable

import pytest

from engine.integrity import checkpoint, pack, proof, receipt, unzip, wording
from engine.integrity.check import check
from engine.integrity.checkpoint import Checkpoint
from engine.integrity.findings import FAULTS_AT_MOST, Checked, Finding
from engine.integrity.heads import Head, StreamHeads
from engine.integrity.merkle import leaf_hash, root
from engine.integrity.note import Signer
from engine.integrity.strict import DoesNotHold, Malformed, shown
from integrity.making import KEY, ORIGIN, Log, signer, small, state

LOG, NOTE = small()
PACK = LOG.pack(NOTE)
FILES = unzip.unzipped(PACK)
Files = dict[str, bytes]


def checked(files: Files, key: Signer = KEY) -> Checked:
    return check(pack.zipped(files), key.verifier)


def told(result: Checked) -> str:
    """What a result says that does not hold; that there is such a thing is made sure of."""
    assert not result.holds
    return "\n".join(fault.message for fault in result.faults)


def test_a_pack_of_the_whole_ledger_holds() -> None:
    result = check(PACK, KEY.verifier)
    assert result.holds
    assert (result.kind, result.faults, result.left_out) == ("pack", (), ())
    assert result.coalitions == {"alder": 4, "birch": 4, "con": 1}
    assert result.head == LOG.head()
    assert [finding.message for finding in result.findings] == [
        "The checkpoint of 'ledger.example/alder-street' over 11 entries is signed by the key",
        "alder: all its events, 1 to 4, are here, unchanged, and in the log",
        "birch: all its events, 1 to 4, are here, unchanged, and in the log",
        "con: all its events, 1 to 1, are here, unchanged, and in the log",
        "Every coalition of the log is here, and nothing else is among its 11 entries",
        "Nothing is said of what was recorded after the checkpoint",
    ]


def test_a_pack_of_some_coalitions_holds_and_names_the_others() -> None:
    result = check(LOG.pack(NOTE, ["birch"]), KEY.verifier)
    assert result.holds
    assert result.left_out == ("alder", "con")
    assert "Not in this pack, though in the log: alder, con" in [finding.message for finding in result.findings]
    assert check(LOG.pack(NOTE, []), KEY.verifier).left_out == ("alder", "birch", "con")


def test_a_pack_of_an_empty_ledger_holds() -> None:
    log = Log()
    result = check(log.pack(log.close()), KEY.verifier)
    assert result.holds
    assert result.coalitions == {}


@pytest.mark.parametrize("later", [0, 1, 2])
def test_what_is_older_than_the_log_is_said_to_be(later: int) -> None:
    log = Log()
    log.record("alder")
    log.record("birch")
    note = log.close(trusted=True)
    for _ in range(later):
        log.record("alder")
        note = log.close()
    result = check(log.pack(note), KEY.verifier)
    assert result.holds
    assert (
        Finding(None, "The first 2 events are older than the log: what they were before it is not shown")
        in result.findings
    )


def test_the_same_contents_give_the_same_bytes() -> None:
    assert LOG.pack(NOTE) == LOG.pack(NOTE, ["con", "birch", "alder"]) == PACK
    with zipfile.ZipFile(io.BytesIO(PACK)) as archive:
        assert archive.namelist() == sorted(pack.names({"alder": 4, "birch": 4, "con": 1}, 2))
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}


def test_what_people_read_in_a_pack() -> None:
    assert FILES["summary.txt"].decode() == (
        "Evidence from the log ledger.example/alder-street\n"
        f"11 entries, root {base64.b64encode(LOG.head().root).decode()}\n"
        "9 events of 3 coalitions; in this pack: alder, birch, con\n"
        "Every coalition of the log is in this pack.\n"
        "\n"
        "alder: events 1 to 4\n"
        "--------------------\n"
        "\n"
        "     1  2024-01-02  celebration-held; by navy; recorded 2024-02-01T00:00:01Z by clerk; no source\n"
        "     2  2024-01-03  celebration-held; by navy; recorded 2024-02-01T00:00:02Z by clerk; no source\n"
        "     3  2024-01-04  celebration-held; by navy; recorded 2024-02-01T00:00:03Z by clerk; "
        "attested by clerk: written up\\nfrom minutes; breaks membership.actor-is-in; no source\n"
        "     4  2024-01-05  celebration-held; by navy; recorded 2024-02-01T00:00:04Z by clerk; source: minutes 4\n"
        "\n"
        "      4 celebration-held\n"
        "\n"
        "birch: events 1 to 4\n" + FILES["summary.txt"].decode().partition("birch: events 1 to 4\n")[2]
    )
    assert FILES["summary.txt"].decode().endswith("no source\n\n      1 celebration-held\n")
    assert f"verifier key: {KEY.verifier}\n" in FILES["key.txt"].decode()
    assert KEY.verifier.fingerprint in FILES["key.txt"].decode()
    assert "coalition audit check FILE.zip --key KEY" in FILES["HOW-TO-VERIFY.txt"].decode()
    assert FILES["manifest.json"] == (
        b'{"coalitions":{"alder":4,"birch":4,"con":1},"format":"coalition-log/pack/v1","scope":"ledger"}\n'
    )
    some = unzip.unzipped(LOG.pack(NOTE, ["con"]))["manifest.json"]
    assert some == b'{"coalitions":{"con":1},"format":"coalition-log/pack/v1","scope":"coalitions"}\n'


def test_events_are_told_as_exports_tell_them() -> None:
    lines = [json.loads(line) for line in FILES["events-of-alder.jsonl"].splitlines()]
    assert [line["n"] for line in lines] == [1, 2, 3, 4]
    assert [line["prev"] for line in lines] == [None, *(line["hash"] for line in lines[:-1])]
    assert lines[-1]["hash"] == LOG.ends["alder"].leaf
    assert lines[2]["attested"] == {"reason": "written up\nfrom minutes", "by": "clerk"}
    assert list(lines[0])[-2:] == ["prev", "hash"]


def test_texts_in_a_pack_cannot_hide_anything() -> None:
    log = Log()
    log.record("alder", source="from \u202eevil\u202c\tand\nmore\u200b\U000e0041")
    line = unzip.unzipped(log.pack(log.close()))["summary.txt"].decode()
    assert r"source: from \u202eevil\u202c\tand\nmore\u200b\U000e0041" in line
    assert line.isprintable() is False  # there are line ends in it
    assert "".join(line.split("\n")).isprintable()


def test_a_coalition_without_a_name_for_who_acted() -> None:
    log = Log()
    log.record("alder")
    _, stored = state("alder", 2)
    event, recorded = stored.split(b"\n")
    log.record("alder", event.replace(b',"by":"navy"', b"") + b"\n" + recorded[:-1] + b',"derived_from":1}')
    text = unzip.unzipped(log.pack(log.close()))["summary.txt"].decode()
    assert "celebration-held; by nobody named; recorded 2024-02-01T00:00:02Z by clerk; derived from 1; no" in text


# What is left out


def without(files: Files, *names: str) -> Files:
    return {name: data for name, data in files.items() if name not in names}


def test_the_end_of_a_coalition_left_out() -> None:
    cut = FILES["events-of-alder.jsonl"].split(b"\n")[:-2]
    files = without(FILES, "proofs-of-alder/4.tlog-proof") | {"events-of-alder.jsonl": b"\n".join(cut) + b"\n"}
    assert "proofs-of-alder/4.tlog-proof is missing" in told(checked(files))
    claimed = FILES["manifest.json"].replace(b'"alder":4', b'"alder":3')
    result = checked(files | {"manifest.json": claimed})
    assert result.faults[0] == Finding(
        False, "manifest.json does not say what the stream heads say of its coalitions", "manifest.json"
    )


def test_an_event_in_the_middle_left_out() -> None:
    found = checked(without(FILES, "proofs-of-birch/2.tlog-proof"))
    assert told(found) == "proofs-of-birch/2.tlog-proof is missing: what it held was left out"


def test_a_whole_coalition_left_out() -> None:
    of_birch = [name for name in FILES if "birch" in name]
    files = without(FILES, *of_birch)
    assert "proofs-of-birch/1.tlog-proof is missing" in told(checked(files))
    scoped = json.dumps(
        {"coalitions": {"alder": 4, "con": 1}, "format": pack.FORM, "scope": "ledger"}, separators=(",", ":")
    )
    result = checked(files | {"manifest.json": scoped.encode() + b"\n"})
    assert "It says that it holds the whole ledger, and leaves out birch" in told(result)
    assert result.left_out == ("birch",)
    assert result.faults[0].place == "manifest.json"
    both = checked(files | {"manifest.json": b'{"coalitions":{"con":1},"scope":"ledger"}'})
    assert "and leaves out alder, birch" in told(both)


def test_a_pack_cut_down_with_care_still_names_what_is_not_in_it() -> None:
    """Whoever has the pack of all can make one of some, and it is the very one that the ledger would have given."""
    some = LOG.pack(NOTE, ["alder", "con"])
    files = without(FILES, *(name for name in FILES if "birch" in name))
    made = pack.zipped(files | {name: unzip.unzipped(some)[name] for name in ("manifest.json", "summary.txt")})
    assert made == some
    assert check(made, KEY.verifier).left_out == ("birch",)


def relogged(ends: Callable[[dict[str, Head]], dict[str, Head]], number: int | None = None) -> tuple[Log, bytes]:
    """The small log, closed with other stream heads than it has: somebody who holds the key lies in them."""
    log = small()[0]
    log.entries.pop()
    log.closings.pop()
    return log, log.close(ends(log.ends), number)


def but_con(ends: dict[str, Head]) -> dict[str, Head]:
    return {name: end for name, end in ends.items() if name != "con"}


def forged_pack(log: Log, note: bytes, streams: list[str] | None = None) -> Files:
    """A pack as somebody makes it who leaves out the checks of the writer."""
    with pytest.MonkeyPatch.context() as patch:
        for check_of_the_writer in ("check_closing", "check_last", "_check_whole"):
            patch.setattr(pack, check_of_the_writer, lambda *_: None)
        return unzip.unzipped(log.pack(note, streams))


def test_stream_heads_that_leave_out_a_coalition() -> None:
    log, note = relogged(but_con)
    with pytest.raises(DoesNotHold, match="a coalition, or the end of one, was left out of them"):
        log.pack(note, ["alder", "birch"])
    found = told(checked(forged_pack(log, note, ["alder", "birch"])))
    assert found.startswith("Stream heads number 2 tell of 8 events, but with them the log has 11 entries: a coalition")


def test_stream_heads_that_leave_out_a_coalition_and_claim_to_be_one_more() -> None:
    """The keeper of the key makes the sum come out, but the stream heads that would have to be there are not."""
    log, note = relogged(but_con, number=3)
    with pytest.raises(DoesNotHold, match="These are stream heads number 3 in the place of number 2"):
        log.pack(note, ["alder", "birch"])
    files = forged_pack(log, note, ["alder", "birch"])
    assert told(checked(files)) == "earlier-stream-heads/2.tlog-proof is missing: what it held was left out"
    events = files["proofs-of-alder/1.tlog-proof"]
    assert "It is not of the form" in told(checked(files | {"earlier-stream-heads/2.tlog-proof": events}))
    again = files["earlier-stream-heads/1.tlog-proof"]
    found = told(checked(files | {"earlier-stream-heads/2.tlog-proof": again}))
    assert found == "These are stream heads number 1 in the place of number 2"


def test_stream_heads_that_leave_out_the_end_of_a_coalition() -> None:
    third = LOG.rows[5]
    log, note = relogged(lambda ends: ends | {"birch": Head(3, leaf_hash(third.entry).hex())})
    with pytest.raises(DoesNotHold, match="was left out of them"):
        log.pack(note)


def test_stream_heads_that_name_another_last_event() -> None:
    other = LOG.rows[0]
    log, note = relogged(lambda ends: ends | {"alder": Head(4, leaf_hash(other.entry).hex())})
    with pytest.raises(Malformed, match="do not hold alder from its first event to the last"):
        log.pack(note)
    assert "Event 4 of alder is not the one that the stream heads name" in told(checked(forged_pack(log, note)))


def test_stream_heads_of_before_under_a_later_checkpoint() -> None:
    log, _ = small()
    log.entries.pop()
    log.closings.pop()
    log.entries.append(log.closings[0].entry)  # the last leaf is the stream heads of half the log
    note = log.sign()
    log.closings[0] = log.closings[0]._replace(idx=len(log.entries) - 1)
    with pytest.raises(DoesNotHold, match="was left out of them"):
        log.pack(note, [])
    found = told(checked(forged_pack(log, note, [])))
    assert found.startswith("Stream heads number 1 tell of 4 events, but with them the log has 11 entries")


def test_events_after_the_stream_heads() -> None:
    log, _ = small()
    log.record("dogwood")
    note = log.sign()
    with pytest.raises(DoesNotHold, match="The stream heads are entry 10 of 12, not the last: others came after"):
        log.pack(note, ["con"])
    assert "The stream heads are entry 10 of 12" in told(checked(forged_pack(log, note, ["con"])))


def test_a_log_that_was_never_closed_has_no_pack() -> None:
    log = Log()
    log.record("alder")
    with pytest.raises(ValueError, match=r"^A log without stream heads is not closed, and there is no pack of it$"):
        log.pack(log.sign())


def test_a_pack_too_large_to_be_checked_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    for limit, value in (("FILES_AT_MOST", len(FILES) - 1), ("PACK_AT_MOST", len(PACK) - 1)):
        with monkeypatch.context() as patch:
            patch.setattr(pack, limit, value)
            with pytest.raises(ValueError, match="is too large: pack fewer coalitions"):
                LOG.pack(NOTE)
    monkeypatch.setattr(pack, "FILES_AT_MOST", len(FILES))
    monkeypatch.setattr(pack, "PACK_AT_MOST", len(PACK))
    assert LOG.pack(NOTE) == PACK


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


def test_another_key_did_not_sign_it() -> None:
    assert "It is not signed by the key" in told(checked(FILES, signer(seed=2)))
    assert "It is not signed by the key" in told(checked(FILES, signer("other.example")))


def test_a_pack_made_with_another_key_of_the_log() -> None:
    other = signer(seed=2)
    result = checked(FILES | {"key.txt": wording.key(other.verifier).encode()})
    assert told(result) == "key.txt does not say what it should: it was changed, or is of another pack or key"
    assert result.faults[0].place == "key.txt"


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
