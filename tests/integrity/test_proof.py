"""Proofs and receipts: the form of C2SP's tlog-proof, and what carries an event to somebody without the ledger."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.integrity import checkpoint, proof, receipt
from engine.integrity.merkle import EMPTY, InMemory, inclusion_path, leaf_hash
from engine.integrity.proof import EXTRA_AT_MOST, Proof
from engine.integrity.strict import DoesNotHold, Malformed
from integrity.making import KEY, Log, small

STEP = "gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ="
#: The example of c2sp.org/tlog-proof, its signatures cut short as they are there.
EXAMPLE = f"""\
c2sp.org/tlog-proof@v1
extra YWdlLXYxLjIuMS1kYXJ3aW4tYXJtNjQudGFyLmd6kYXJ3aW4tYXJ
index 73894
{STEP}
B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=
EKNzoDWG8LGC0Yp9o+sv3qllpMP9uHQ9B20KNL+Q1zs=
RoopEkOdqkYqMB4MJXrbt/hMjOxsVn0IrWjpz1ZMMes=
AHCioX9nLjsrse6YhjRRmk1WUEirVOLLRoOQ6vfO5vk=

example.com/fancylog
109482
sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=

— example.com/fancylog hI2DJw[...]1roloI=
"""
LOG, NOTE = small()
HEAD = checkpoint.opened(NOTE, KEY.verifier)


def test_the_example_of_the_format_is_read_and_written() -> None:
    read = proof.parsed(EXAMPLE.encode())
    assert (read.index, len(read.path), read.path[0]) == (73894, 5, base64.b64decode(STEP))
    assert (read.extra or b"").startswith(b"age-v1.2.1-darwin-arm64.tar.gz")
    assert read.note.decode().startswith("example.com/fancylog\n109482\n")
    assert read.written() == EXAMPLE.encode()


def test_a_proof_needs_no_extra_line_and_no_hashes() -> None:
    least = "c2sp.org/tlog-proof@v1\nindex 0\n\nlog\n"
    assert proof.parsed(least.encode()) == Proof(0, (), b"log\n")
    assert Proof(0, (), b"log\n").written() == least.encode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "c2sp.org/tlog-proof@v1",
        "c2sp.org/tlog-proof@v1\n\nlog\n",
        "c2sp.org/tlog-proof@v1\nindex 0\n",
        "c2sp.org/tlog-proof@v2\nindex 0\n\nlog\n",
        " c2sp.org/tlog-proof@v1\nindex 0\n\nlog\n",
        "c2sp.org/tlog-proof@v1\r\nindex 0\r\n\r\nlog\r\n",
        "c2sp.org/tlog-proof@v1\nindex\n\nlog\n",
        "c2sp.org/tlog-proof@v1\nindex \n\nlog\n",
        "c2sp.org/tlog-proof@v1\nindex 01\n\nlog\n",
        "c2sp.org/tlog-proof@v1\nindex -1\n\nlog\n",
        "c2sp.org/tlog-proof@v1\nindex  1\n\nlog\n",
        "c2sp.org/tlog-proof@v1\nindex 1 \n\nlog\n",
        "c2sp.org/tlog-proof@v1\nindex one\n\nlog\n",
        f"c2sp.org/tlog-proof@v1\nindex {2**53}\n\nlog\n",
        f"c2sp.org/tlog-proof@v1\nindex {'9' * 5000}\n\nlog\n",
        "c2sp.org/tlog-proof@v1\nextra\nindex 0\n\nlog\n",
        "c2sp.org/tlog-proof@v1\nextra \nindex 0\n\nlog\n",
        "c2sp.org/tlog-proof@v1\nextra !\nindex 0\n\nlog\n",
        "c2sp.org/tlog-proof@v1\nextra YQ\nindex 0\n\nlog\n",
        "c2sp.org/tlog-proof@v1\nextra YR==\nindex 0\n\nlog\n",
        "c2sp.org/tlog-proof@v1\nextra YQ==\nextra YQ==\nindex 0\n\nlog\n",
        "c2sp.org/tlog-proof@v1\nindex 0\nextra YQ==\n\nlog\n",
        f"c2sp.org/tlog-proof@v1\n{STEP}\nindex 0\n\nlog\n",
        f"c2sp.org/tlog-proof@v1\nindex 0\n{STEP} \n\nlog\n",
        f"c2sp.org/tlog-proof@v1\nindex 0\n{STEP[4:]}\n\nlog\n",
        f"c2sp.org/tlog-proof@v1\nindex 0\nAAAA{STEP}\n\nlog\n",
        f"c2sp.org/tlog-proof@v1\nindex 0\n{STEP.replace('Q=', 'R=')}\n\nlog\n",
        f"c2sp.org/tlog-proof@v1\nindex 0\n{STEP.replace('g', 'ｇ')}\n\nlog\n",
        "c2sp.org/tlog-proof@v1\nindex 0\n" + f"{STEP}\n" * 64 + "\nlog\n",
        "c2sp.org/tlog-proof@v1\nindex 0\n" + f"{STEP}\n" * 100_000 + "\nlog\n",
        "c2sp.org/tlog-proof@v1\nindex 0\n\n" + "log\n" * 100_000,
        "c2sp.org/tlog-proof@v1\nextra " + "AAAA" * (EXTRA_AT_MOST // 3 + 1) + "\nindex 0\n\nlog\n",
    ],
)
def test_what_is_no_proof(text: str) -> None:
    with pytest.raises(Malformed):
        proof.parsed(text.encode())


def test_bytes_that_are_no_text_are_no_proof() -> None:
    for data in (b"\xff", b"\xff\n\nlog\n", b"c2sp.org/tlog-proof@v1\nindex 0\n\xff\n\nlog\n"):
        with pytest.raises(Malformed):
            proof.parsed(data)


def test_what_cannot_be_written_is_not_made() -> None:
    for values in (
        (0, (b"short",), b""),
        (0, (EMPTY,) * 64, b""),
        (0, (), b"", b""),
        (0, (), b"", bytes(EXTRA_AT_MOST + 1)),
    ):
        with pytest.raises(Malformed):
            Proof(*values)
    assert len(Proof(0, (EMPTY,) * 63, b"", bytes(EXTRA_AT_MOST)).written()) < proof.PROOF_AT_MOST


@settings(max_examples=100, deadline=None, database=None)
@given(
    st.integers(0, 2**53 - 1),
    st.lists(st.binary(min_size=32, max_size=32), max_size=63),
    st.binary(max_size=200),
    st.one_of(st.none(), st.binary(min_size=1, max_size=200)),
)
def test_a_proof_is_read_as_it_was_written(index: int, path: list[bytes], note: bytes, extra: bytes | None) -> None:
    made = Proof(index, tuple(path), note, extra)
    assert proof.parsed(made.written()) == made


@settings(max_examples=300, deadline=None, database=None)
@given(st.binary())
def test_any_bytes_are_a_proof_or_malformed(data: bytes) -> None:
    for given_bytes in (data, b"c2sp.org/tlog-proof@v1\n" + data, b"c2sp.org/tlog-proof@v1\nindex 0\n" + data):
        try:
            read = proof.parsed(given_bytes)
        except Malformed:
            continue
        assert read.written() == given_bytes


@pytest.mark.parametrize("place", range(len(LOG.rows)))
def test_every_event_has_a_receipt(place: int) -> None:
    row = LOG.rows[place]
    made = LOG.receipt(place, NOTE)
    assert made.index == row.idx
    assert made.extra == row.entry + b"\n" + row.state
    read = receipt.of(proof.parsed(made.written()))
    assert (read.entry_bytes, read.state, read.leaf) == (row.entry, row.state, leaf_hash(row.entry))
    read.shows(HEAD)


def test_a_receipt_decoded_is_four_lines_that_can_be_read() -> None:
    line = LOG.receipt(0, NOTE).written().decode().split("\n")[1]
    form, fields, event, recorded = base64.b64decode(line.removeprefix("extra ")).decode().split("\n")
    assert form == "coalition-log/entry/v1"
    assert fields.startswith('{"prev":null,"state_sha256":')
    assert event.startswith('{"coalition":"alder"')
    assert recorded.startswith('{"recorded_at":')


def test_stored_bytes_may_be_anything() -> None:
    for stored in (b"", b"\n", b"\n\n\n", b"\0\xff\n", b"coalition-log/entry/v1\n{}\n"):
        log = Log()
        log.record("alder", stored)
        made = log.receipt(0, log.close())
        assert receipt.of(proof.parsed(made.written())).state == stored


@pytest.mark.parametrize("extra", [None, b"x", b"coalition-log/entry/v1", b"coalition-log/entry/v1\n{}", b"\n\n\n"])
def test_what_carries_no_event_is_no_receipt(extra: bytes | None) -> None:
    with pytest.raises(Malformed):
        receipt.of(Proof(0, (), NOTE, extra))


def test_a_receipt_is_not_made_of_what_does_not_fit() -> None:
    row, tree = LOG.rows[2], LOG.tree
    with pytest.raises(DoesNotHold, match="its bytes were changed"):
        receipt.made(tree, row.idx, HEAD, NOTE, row.entry, row.state + b" ")
    with pytest.raises(DoesNotHold, match="The proof does not show this entry"):
        receipt.made(tree, row.idx + 1, HEAD, NOTE, row.entry, row.state)
    with pytest.raises(ValueError, match="There is no leaf"):
        receipt.made(tree, HEAD.size, HEAD, NOTE, row.entry, row.state)


class Damaged(InMemory):
    """A tree one of whose kept nodes was changed."""

    def node(self, level: int, idx: int) -> bytes:
        return EMPTY if (level, idx) == (1, 0) else super().node(level, idx)


def test_a_proof_from_a_damaged_cache_is_never_handed_out() -> None:
    damaged = Damaged(map(leaf_hash, LOG.entries))
    assert proof.made(damaged, 0, HEAD, NOTE).path == inclusion_path(LOG.tree, 0, HEAD.size)  # it needs no such node
    with pytest.raises(DoesNotHold, match="The proof does not show this entry"):
        proof.made(damaged, 3, HEAD, NOTE)


def test_a_proof_shows_its_own_leaf_under_its_own_head_alone() -> None:
    made, leaf = proof.made(LOG.tree, 3, HEAD, NOTE), LOG.tree.leaf(3)
    made.shows(leaf, HEAD)
    for index in range(HEAD.size):
        if index != 3:
            with pytest.raises(DoesNotHold):
                made.shows(LOG.tree.leaf(index), HEAD)
            with pytest.raises(DoesNotHold):
                Proof(index, made.path, NOTE).shows(leaf, HEAD)
    with pytest.raises(DoesNotHold):
        made.shows(leaf, LOG.head(HEAD.size - 1))
