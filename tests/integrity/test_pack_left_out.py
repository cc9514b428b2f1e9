"""What is left out of a pack: the end of a coalition, all of it, and stream heads that keep quiet about it."""

from __future__ import annotations

import json

import pytest

from engine.integrity import pack, unzip
from engine.integrity.check import check
from engine.integrity.findings import Finding
from engine.integrity.heads import Head
from engine.integrity.merkle import leaf_hash
from engine.integrity.strict import DoesNotHold, Malformed
from integrity.making import KEY, Log, small
from integrity.packing import FILES, LOG, NOTE, but_con, checked, forged_pack, relogged, told, without


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
