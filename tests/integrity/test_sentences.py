"""What people are told of what does not stand up: in whole sentences, naming the thing and what is wrong with it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable

import pytest

from engine.integrity import checkpoint, entry, heads, note, proof, receipt, strict, unzip
from engine.integrity.check import check
from engine.integrity.checkpoint import Checkpoint, compare
from engine.integrity.findings import FAULTS_AT_MOST, Finding, Findings
from engine.integrity.merkle import EMPTY
from engine.integrity.note import Signature, Verifier
from engine.integrity.proof import Proof
from engine.integrity.strict import Malformed, Unsound
from integrity.making import KEY, ORIGIN, small
from integrity.test_archives import archive, patched

LOG, NOTE = small()
LINE = NOTE.decode().splitlines()[-1]
ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
GOOD = LOG.rows[3].entry
LONG = "x" * 100


def lengthened(data: bytes) -> bytes:
    """An archive of one file that says, of what is to be read and of what is to come out, that it is longer."""
    written = bytearray(patched(data, 2000))
    for place in (written.index(b"PK\x03\x04") + 18, written.index(b"PK\x01\x02") + 20):
        written[place : place + 4] = (2000).to_bytes(4, "little")
    return bytes(written)


def parsed_proof(text: str) -> Callable[[], object]:
    return lambda: proof.parsed(f"c2sp.org/tlog-proof@v1\n{text}".encode())


def text_of(*lines: str) -> Callable[[], object]:
    return lambda: checkpoint.parsed("".join(f"{line}\n" for line in lines))


def noted(data: str) -> Callable[[], object]:
    return lambda: note.opened(data.encode(), KEY.verifier)


SENTENCES: list[tuple[Callable[[], object], str]] = [
    # numbers, base64, texts
    (lambda: strict.number("1e3", "The size"), "The size is '1e3', not a whole number as it should be written"),
    (
        lambda: strict.base64_bytes("YR==", "The root"),
        "The root is not base64 as it should be written: 'YR=='",
    ),
    (lambda: strict.base64_bytes("", "The root"), "The root is not base64 as it should be written: ''"),
    (lambda: strict.base64_hash("YQ==", "The root"), "The root has 1 bytes: a SHA-256 hash has 32"),
    (lambda: strict.base64_hash("Y", "The root"), "The root is not base64 as it should be written: 'Y'"),
    (lambda: strict.utf8(b"abc\xff", "The text"), "The text is not UTF-8 at byte 4"),
    # notes
    (
        lambda: note.parsed(b"x" * (note.NOTE_AT_MOST + 1)),
        "The note has 262145 bytes: at most 262144 are read",
    ),
    (lambda: note.parsed(b"\xff"), "The note is not UTF-8 at byte 1"),
    (lambda: note.parsed(b"a\tb"), "The note holds a control character"),
    (
        lambda: note.parsed(b"words\n"),
        "A note is a text, an empty line and signature lines that end in a newline; this is not",
    ),
    (
        lambda: note.parsed(f"a\n\n{LINE}\n".encode() + f"{LINE}\n".encode() * 64),
        "The note has 65 signatures: at most 64 are read",
    ),
    (noted("a\n\nb\n"), "'b' is not a signature line"),
    (noted("a\n\n— b+c AAAA\n"), "'b+c' cannot be a key's name: 1 to 255 characters, no spaces, no plus"),
    (noted("a\n\n— b !\n"), "The signature of 'b' is not base64 as it should be written: '!'"),
    (noted("a\n\n— b AAAA\n"), "The signature of 'b' is too short"),
    (
        noted("a\n\n" + "".join(f"— {name} AAAAAAA=\n" for name in "bcdef")),
        f"It is not signed by the key '{KEY.verifier!s:.60}…', but by 'b', 'c', 'd', 'e'",
    ),
    (
        noted(f"a\n\n{LINE}\n"),
        "The signature does not fit the text: one of them was changed after signing",
    ),
    (lambda: KEY.signed("a\n\n— x AAAAAAAA"), "The text of a note ends in a newline"),
    (lambda: Verifier.parsed("log"), "A verifier key is written NAME+ID+KEY; 'log' is not"),
    (
        lambda: Verifier.parsed("log+00000000+?"),
        "The last part of the verifier key is not base64 as it should be written: '?'",
    ),
    (
        lambda: Verifier.parsed("log+00000000+AA=="),
        "The verifier key is not for Ed25519 signatures, the only ones that are checked here",
    ),
    (
        lambda: Verifier.parsed(str(KEY.verifier).replace("alder", "birch")),
        f"The parts of the verifier key '{str(KEY.verifier).replace('alder', 'birch'):.60}…' do not belong together: "
        "copy it once more",
    ),
    (lambda: Verifier("log", b"x"), "An Ed25519 key has 32 bytes, not 1"),
    (lambda: Verifier("\udfff", bytes(32)), r"'\udfff' cannot be a key's name: it holds half a character"),
    # checkpoints
    (text_of(ORIGIN, "1"), "A checkpoint has a line for the log's name, one for its size and one for its root"),
    (text_of("", "1", ROOT), "The lines of a checkpoint are not empty"),
    (text_of(ORIGIN, "01", ROOT), "The size in the checkpoint is '01', not a whole number as it should be written"),
    (text_of(ORIGIN, "1", "AA=="), "The root in the checkpoint has 1 bytes: a SHA-256 hash has 32"),
    (
        text_of(ORIGIN, "0", ROOT),
        "The checkpoint says that the log is empty, and gives a root of one that is not",
    ),
    (lambda: Checkpoint("log", 1, b""), "The root of a checkpoint has 32 bytes, not 0"),
    (
        lambda: checkpoint.signed(Checkpoint("other", 1, EMPTY), KEY),
        f"It is a checkpoint of 'other', and the key is that of '{ORIGIN}'",
    ),
    # entries and stream heads
    (lambda: entry.parsed(b"\xff" * 61), f"It is not an entry of the form coalition-log/entry/v1: '{'�' * 60}…'"),
    (
        lambda: entry.parsed(GOOD.replace(b'"version":2', b'"version":9999999999999999')),
        "The entry's version 9999999999999999 is larger than any can be",
    ),
    (
        lambda: entry.parsed(GOOD.replace(b'"version":2', b'"version":1')),
        "The first entry of a coalition has nothing before it, and every other one has: this one lies",
    ),
    (
        lambda: entry.parsed(GOOD.replace(b'{"prev"', b'{"key_id":"%b","prev"' % (b"0" * 64))),
        "An entry names a key and carries its signature, or neither",
    ),
    (lambda: entry.parsed(("é" * 99).encode()), f"It is not an entry of the form coalition-log/entry/v1: '{'é' * 40}'"),
    (
        lambda: heads.parsed(("é" * 99).encode()),
        f"It is not of the form coalition-log/stream-heads/v1: '{'é' * 40}'",
    ),
    (lambda: heads.parsed(b"heads"), "It is not of the form coalition-log/stream-heads/v1: 'heads'"),
    (
        lambda: heads.parsed(LOG.closings[0].entry.replace(b"birch", b"alder")),
        "The stream heads are not in order, or name a coalition twice",
    ),
    (
        lambda: heads.parsed(LOG.closings[0].entry.replace(b'"number":1', b'"number":9007199254740992')),
        "The stream heads hold a number larger than any can be",
    ),
    # proofs and receipts
    (lambda: Proof(0, (b"",), b""), "A proof has at most 63 hashes of 32 bytes"),
    (lambda: Proof(0, (), b"", b""), "What a proof carries has 0 bytes: from 1 to 12582912 are read"),
    (
        lambda: proof.parsed(b"c2sp.org"),
        f"A proof is lines, an empty line and a checkpoint, in at most {proof.PROOF_AT_MOST} bytes",
    ),
    (lambda: proof.parsed(b"\xff\n\n"), "The proof is not UTF-8 at byte 1"),
    (
        lambda: proof.parsed(b"c2sp.org/tlog-proof@v2\n\n"),
        "A proof begins with the line c2sp.org/tlog-proof@v1; this one with 'c2sp.org/tlog-proof@v2'",
    ),
    (parsed_proof("\n\nlog\n"), "The proof has no line for its index where that should be"),
    (parsed_proof("index x\n\n"), "The index in the proof is 'x', not a whole number as it should be written"),
    (parsed_proof("index 0\nx\n\n"), "A hash in the proof is not base64 as it should be written: 'x'"),
    (parsed_proof("extra x\nindex 0\n\n"), "The extra line of the proof is not base64 as it should be written: 'x'"),
    (
        lambda: LOG.receipt(0, NOTE).shows(LOG.tree.leaf(1), LOG.head()),
        "The proof does not show this entry as entry 0 of the 11 under the checkpoint: "
        "the entry, the proof or the checkpoint is another",
    ),
    (
        lambda: receipt.of(Proof(0, (), b"", GOOD + b"\n")).shows(LOG.head()),
        "The event is not the one that its entry was made for: its bytes were changed",
    ),
    (lambda: receipt.of(Proof(0, (), b"")), "The proof does not carry the event that it is for"),
    # archives
    (
        lambda: unzip.unzipped(archive({"a.txt": b"", "b.txt": b""}).replace(b"b.txt", b"a.txt")),
        "The archive holds a name twice: which of the two would be read is not told",
    ),
    (lambda: unzip.unzipped(b"PK"), "The archive is damaged: 'File is not a zip file'"),
    (
        lambda: unzip.unzipped(patched(archive({"a.txt": b"x" * 99}, method=zipfile.ZIP_DEFLATED), 100)),
        "'a.txt' is not of the size that the archive says",
    ),
]


@pytest.mark.parametrize(("what", "sentence"), SENTENCES, ids=range(len(SENTENCES)))
def test_what_is_said(what: Callable[[], object], sentence: str) -> None:
    with pytest.raises(Unsound) as said:
        what()
    assert str(said.value) == sentence


def test_an_archive_that_says_it_is_longer_is_damaged() -> None:
    """In whose words differs between versions of Python."""
    with pytest.raises(Unsound, match=r"The archive is damaged: '(EOFError|Overlapped entries)"):
        unzip.unzipped(lengthened(archive({"a.txt": b"x"})))


def test_a_foreign_text_is_shown_in_part_and_on_one_line() -> None:
    assert strict.shown("x" * 60) == f"'{'x' * 60}'"
    assert strict.shown("x" * 61) == f"'{'x' * 60}…'"
    assert strict.shown("a\nb\x1b[31m\u202e\ud800") == r"'a\nb\x1b[31m\u202e\ud800'"


def test_the_largest_number_there_is() -> None:
    assert strict.number(str(2**53 - 1), "It") == 2**53 - 1
    with pytest.raises(Malformed):
        strict.number(str(2**53), "It")


def test_what_comparing_says() -> None:
    one = LOG.head()
    assert compare(one, one).message == "Both say the same of the same 11 entries"
    assert compare(one, Checkpoint("other", 11, EMPTY)).message == (
        f"They are checkpoints of two logs, '{ORIGIN}' and 'other', and cannot be compared"
    )
    assert compare(one, Checkpoint(ORIGIN, 11, EMPTY)).message == (
        "The log has signed two different histories of 11 entries: keep both checkpoints, they prove it"
    )


def test_what_a_checkpoint_is_good_for_is_said() -> None:
    assert check(NOTE, KEY.verifier).findings[1] == Finding(
        None, "It shows nothing of any event by itself. Hold the ledger against it: audit verify --against FILE"
    )


def test_findings_are_kept_in_order_with_their_places() -> None:
    found = Findings()
    found.good("one")
    found.bad("two", "there")
    found.bad("three")
    found.remark("four")
    with found.noting("here"):
        raise Malformed("five")
    assert found.all() == (
        Finding(True, "one"),
        Finding(False, "two", "there"),
        Finding(False, "three", ""),
        Finding(None, "four"),
        Finding(False, "five", "here"),
    )
    assert found.faults == 3


@pytest.mark.parametrize("more", [0, 1, 2])
def test_faults_beyond_the_first_are_counted(more: int) -> None:
    found = Findings()
    for _ in range(FAULTS_AT_MOST + more):
        found.bad("it")
    kept = [finding.message for finding in found.all()]
    assert kept == ["it"] * FAULTS_AT_MOST + [f"{more} more things do not hold"] * (more > 0)


def test_a_signature_line_may_be_short_and_a_name_long() -> None:
    line = Signature("n" * 255, b"\0\0\0\0", b"\1").line
    assert note.opened(NOTE + line.encode(), KEY.verifier) == LOG.head().text
