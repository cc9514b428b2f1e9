"""What a file shows to somebody who kept a checkpoint: that it fits, that it does not, or that it cannot tell."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.integrity import checkpoint, entry, proof
from engine.integrity.check import check
from engine.integrity.checkpoint import Checkpoint
from engine.integrity.findings import Against, Checked, Finding
from engine.integrity.merkle import EMPTY
from engine.integrity.proof import Proof
from integrity.making import KEY, Log, signer, small

LOG, NOTE = small()  # closed at sizes 5 and 11
EARLY = LOG.sign(5)
RECEIPT = LOG.receipt(1, NOTE)  # of entry 1, birch event 1


def grown() -> tuple[Log, bytes]:
    """The same log, gone on."""
    log, _ = small()
    log.record("birch")
    return log, log.close()


LATER, LATER_NOTE = grown()  # closed at 13 as well


def rebuilt() -> tuple[Log, bytes]:
    """Another history of the same sizes, signed with the same key."""
    log = Log()
    for place, row in enumerate(LOG.rows):
        log.record(entry.parsed(row.entry).stream, by="army")
        if place == 3:
            log.close()
    return log, log.close()


OTHER, OTHER_NOTE = rebuilt()


def told(data: bytes | Proof, *kept: bytes) -> Checked:
    return check(data.written() if isinstance(data, Proof) else data, KEY.verifier, kept)


def one(data: bytes | Proof, kept: bytes) -> Against:
    checked = told(data, kept)
    (found,) = checked.against
    assert checked.findings[-1] == Finding(found.ok, found.message)
    assert checked.holds is (found.ok is not False)
    assert checked.fits is (found.ok is True)
    assert checked.findings[:-1] == told(data).findings
    return found


HEADS = proof.made(LOG.tree, 10, LOG.head(), NOTE, LOG.closings[1].entry)
EARLIER_HEADS = proof.made(LOG.tree, 4, LOG.head(), NOTE, LOG.closings[0].entry)
FORK = "The log has signed two different histories of 11 entries: keep both checkpoints, they prove it"
UNTOLD = "from this file alone it cannot be told whether they are of one history."
ASK_FOR_PACK = "Ask for an evidence pack made since: it goes back to every checkpoint before it"


def forked(size: int, first: int) -> str:
    return (
        f"The {size} entries that it rests on do not begin with the {first} under the checkpoint that you kept: "
        "the log has signed two different histories. Keep both, they prove it"
    )


def begins(size: int, first: int) -> str:
    return f"The {size} entries that it rests on begin with the {first} under the checkpoint that you kept"


def kept_over(kept: int, size: int) -> str:
    return f"You kept a checkpoint over {kept} entries, and this rests on one over {size}: {UNTOLD}"


def test_nothing_is_compared_where_nothing_was_kept() -> None:
    assert told(RECEIPT).against == ()
    assert told(RECEIPT).fits


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (RECEIPT, ": the event was in it when you were given that"),
        (HEADS, ": what it tells was in it when you were given that"),
        (LOG.pack(NOTE), ": all that is in here was in it when you were given that"),
        (NOTE, ""),
    ],
    ids=["receipt", "stream-heads", "pack", "checkpoint"],
)
def test_the_very_checkpoint_and_another_history_at_its_size(data: bytes | Proof, what: str) -> None:
    same = f"It rests on the same 11 entries as the checkpoint that you kept{what}"
    assert one(data, NOTE) == Against(11, True, same)
    assert one(data, OTHER_NOTE) == Against(11, False, FORK)


# A receipt


def test_a_receipt_under_another_checkpoint_names_what_to_ask_for() -> None:
    ask = "Ask for: coalition audit prove birch 1 --checkpoint"
    assert one(RECEIPT, EARLY) == Against(5, None, f"{kept_over(5, 11)} {ask} 5")
    assert one(RECEIPT, LATER_NOTE) == Against(13, None, f"{kept_over(13, 11)} {ask} 13")
    under = LOG.receipt(1, EARLY)
    assert one(under, EARLY).ok
    assert one(under, OTHER.sign(5)).ok is False


@pytest.mark.parametrize("size", [5, 6])
def test_an_event_that_came_after_what_was_kept(size: int) -> None:
    after = LOG.receipt(5, NOTE)  # of entry 6
    assert one(after, LOG.sign(size)) == Against(
        size,
        None,
        f"The event came after the {size} entries under the checkpoint that you kept, which says nothing of it; "
        f"whether the log went on from there, this file cannot show. {ASK_FOR_PACK}",
    )


def test_an_event_near_the_end_of_what_was_kept_shows_it_by_itself() -> None:
    near = LOG.receipt(5, NOTE)  # of entry 6, the last of the 7
    found = Against(7, True, f"{begins(11, 7)}: the event was in it when you were given that")
    assert one(near, LOG.sign(7)) == found
    assert one(near, OTHER.sign(7)) == Against(7, False, forked(11, 7))
    assert one(RECEIPT, LOG.sign(4)).ok
    assert one(RECEIPT, OTHER.sign(4)).ok is False


# Stream heads


def test_stream_heads_show_the_checkpoint_that_they_stand_before() -> None:
    assert one(EARLIER_HEADS, EARLY) == Against(
        5, True, f"{begins(11, 5)}: what it tells was in it when you were given that"
    )
    assert one(EARLIER_HEADS, OTHER.sign(5)) == Against(5, False, forked(11, 5))
    assert one(HEADS, EARLY) == Against(5, None, f"{kept_over(5, 11)} {ASK_FOR_PACK}")


# A pack


def test_a_pack_goes_back_to_every_checkpoint_before_it() -> None:
    pack = LATER.pack(LATER_NOTE)
    assert one(pack, EARLY) == Against(
        5, True, f"{begins(13, 5)}. Of the events in here it held then: alder 1 to 2, birch 1 to 2"
    )
    assert one(pack, NOTE) == Against(
        11, True, f"{begins(13, 11)}. Of the events in here it held then: alder 1 to 4, birch 1 to 4, con 1 to 1"
    )
    assert one(pack, OTHER.sign(5)) == Against(5, False, forked(13, 5))
    assert one(pack, OTHER_NOTE) == Against(11, False, forked(13, 11))


def test_a_pack_tells_only_of_what_is_in_it() -> None:
    assert one(LATER.pack(LATER_NOTE, ["birch"]), EARLY).message.endswith("held then: birch 1 to 2")
    assert one(LATER.pack(LATER_NOTE, ["con"]), EARLY).message.endswith("held then: none")
    assert one(LATER.pack(LATER_NOTE, ["con"]), EARLY).ok


def test_of_several_stream_heads_that_tell_the_root_the_last_tell_what_was_there() -> None:
    log = Log()
    for streams in (("alder", "birch", "alder", "birch"), ("alder", "birch")):
        for stream in streams:
            log.record(stream)
        kept = log.close()
    assert len(log.entries) == 8  # one complete subtree, with both stream heads in it
    log.record("con")
    assert one(log.pack(log.close()), kept).message.endswith("held then: alder 1 to 3, birch 1 to 3")


def test_a_pack_of_a_log_that_was_never_closed_where_the_checkpoint_was_signed() -> None:
    """Whoever rebuilds a history may close it elsewhere; each checkpoint has stream heads before it."""
    elsewhere = Log()
    for row in LOG.rows:
        elsewhere.record(entry.parsed(row.entry).stream, by="army")
    pack = elsewhere.pack(elsewhere.close())
    assert one(pack, EARLY) == Against(
        5,
        False,
        "You kept a checkpoint over 5 entries, and the log in here was never closed there, as it is before each "
        "checkpoint: it is another history. Keep both, they prove it",
    )


def test_a_pack_older_than_what_was_kept_cannot_tell() -> None:
    assert one(LOG.pack(NOTE), LATER_NOTE) == Against(13, None, f"{kept_over(13, 11)} {ASK_FOR_PACK}")


def test_a_checkpoint_over_nothing_shows_nothing() -> None:
    empty = checkpoint.signed(Checkpoint(KEY.verifier.name, 0, EMPTY), KEY)
    for data in (LOG.pack(NOTE), HEADS, RECEIPT, NOTE):
        assert one(data, empty).ok is None


def test_the_shortest_checkpoint_that_there_is() -> None:
    log = Log()
    first = log.close()
    log.record("alder")
    note = log.close()
    assert one(log.pack(note), first).ok
    other = Log()
    other.record("birch")
    assert one(log.pack(note), other.sign()).ok is False
    other.close()
    assert one(other.pack(other.sign()), first).message.startswith("You kept a checkpoint over 1 entries, and the log")


# A checkpoint


def test_two_checkpoints_alone() -> None:
    assert one(NOTE, EARLY) == Against(5, None, f"{kept_over(5, 11)} {ASK_FOR_PACK}")
    assert one(EARLY, NOTE) == Against(11, None, f"{kept_over(11, 5)} {ASK_FOR_PACK}")


# What cannot be compared


def test_several_are_told_one_by_one() -> None:
    checked = told(RECEIPT, NOTE, EARLY, OTHER_NOTE)
    assert [found.ok for found in checked.against] == [True, None, False]
    assert [finding.holds for finding in checked.findings] == [True, True, True, None, False]
    assert not checked.holds
    both = told(RECEIPT, NOTE, EARLY)
    assert (both.holds, both.fits) == (True, False)


def test_a_checkpoint_that_another_key_signed() -> None:
    other = Log(signer(seed=2))
    other.record("alder")
    found = one(RECEIPT, other.sign())
    assert (found.size, found.ok) == (None, None)
    assert found.message.startswith("The checkpoint that you kept cannot be compared: It is not signed by the key")
    assert one(RECEIPT, b"anything") == Against(
        None,
        None,
        "The checkpoint that you kept cannot be compared: A note is a text, an empty line and signature lines that end "
        "in a newline; this is not",
    )


@settings(max_examples=200, deadline=None, database=None)
@given(st.binary(max_size=200), st.integers(0, len(NOTE)), st.sampled_from([RECEIPT.written(), NOTE, LOG.pack(NOTE)]))
def test_whatever_was_kept_is_compared_without_raising(more: bytes, place: int, data: bytes) -> None:
    kept = NOTE[:place] + more + NOTE[place:]
    for found in told(data, more, kept).against:
        assert found.ok is (True if checkpoint_text(found, kept) else None)


def checkpoint_text(found: Against, kept: bytes) -> bool:
    """Whether what was put in left the signed text as it is: among the signatures strangers' are ignored."""
    return found.size == 11 and kept.startswith(NOTE[: NOTE.index(b"\n\n")])


@pytest.mark.parametrize("data", [b"anything", RECEIPT.written()[:-9] + b"AAAAAAAA\n", Proof(1, (), NOTE).written()])
def test_what_does_not_hold_is_not_compared(data: bytes) -> None:
    checked = told(data, NOTE)
    assert checked.against == ()
    assert checked == told(data)
    assert not checked.fits
