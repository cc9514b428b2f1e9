"""Signed notes: the examples of the format's authors, byte for byte; everything else is refused."""

from __future__ import annotations

import base64
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.integrity import note, proof
from engine.integrity.note import SIGNATURES_AT_MOST, Signature, Signer, Verifier
from engine.integrity.strict import DoesNotHold, Malformed
from integrity.making import signer

#: The example of c2sp.org/signed-note.
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE = (
    "This is an example message.\n\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
).encode()
#: The example of Go's golang.org/x/mod/sumdb/note: the private key, the public one, and two signatures on a text.
PETER_SECRET = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PETERS_LINE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
ENOCHS_LINE = (
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
)
PETERS_NOTE = f"{TEXT}\n{PETERS_LINE}".encode()
KEY = signer("log.example")
#: A key in whose base64 there are plus signs too.
WITH_PLUS = next(
    str(key.verifier) for key in (signer(seed=seed) for seed in range(256)) if str(key.verifier).count("+") > 4
)
LINE = KEY.signed("words\n").decode().splitlines(keepends=True)[-1]


def peter() -> Signer:
    return Signer("PeterNeumann", Ed25519PrivateKey.from_private_bytes(base64.b64decode(PETER_SECRET)[1:]))


def test_the_examples_are_opened() -> None:
    assert note.opened(EXAMPLE, Verifier.parsed(EXAMPLE_KEY)) == "This is an example message.\n"
    assert note.opened(PETERS_NOTE, Verifier.parsed(PETER)) == TEXT
    both = f"{TEXT}\n{PETERS_LINE}{ENOCHS_LINE}".encode()
    assert note.opened(both, Verifier.parsed(PETER)) == note.opened(both, Verifier.parsed(ENOCH)) == TEXT


def test_a_text_is_signed_as_in_the_example() -> None:
    assert peter().signed(TEXT) == PETERS_NOTE
    assert str(peter().verifier) == PETER


@pytest.mark.parametrize("key", [EXAMPLE_KEY, PETER, ENOCH, WITH_PLUS])
def test_a_verifier_key_is_written_as_it_was_read(key: str) -> None:
    assert str(Verifier.parsed(key)) == key


def test_a_verifier_key_that_was_mangled_is_refused() -> None:
    cut = {PETER[i:j] for i in range(len(PETER)) for j in range(i + 1, len(PETER) + 1)} - {PETER}
    mangled = {f"{PETER[:i]}{chr(ord(PETER[i]) + 1)}{PETER[i + 1 :]}" for i in range(len(PETER))}
    others = {
        "",
        PETER.upper(),
        f"{PETER}\n",
        f" {PETER}",
        PETER.replace("c74f20a3", "C74F20A3"),
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",  # of the wrong length
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",  # of another kind
        "\udcff+00000000+AQ==",
    }
    for key in cut | mangled | others:
        with pytest.raises(Malformed):
            Verifier.parsed(key)


def test_keys_have_32_bytes() -> None:
    for size in (0, 31, 33):
        with pytest.raises(Malformed, match=f"32 bytes, not {size}"):
            Verifier("log.example", bytes(size))


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u2003b", "a\nb", "a\x00b", "\ud800", "a" * 256])
def test_what_cannot_be_a_name(name: str) -> None:
    with pytest.raises(Malformed, match="cannot be a key's name"):
        Verifier(name, bytes(32))


def test_a_fingerprint_can_be_read_out() -> None:
    fingerprint = Verifier.parsed(PETER).fingerprint
    digits = sha256(base64.b64decode(PETER.split("+")[2])[1:]).hexdigest()
    assert fingerprint.replace(" ", "") == digits
    assert [len(group) for group in fingerprint.split(" ")] == [4] * 16
    assert signer(seed=2).verifier.fingerprint != signer(seed=3).verifier.fingerprint
    assert signer("a").verifier.fingerprint == signer("b").verifier.fingerprint  # one key, two logs


def test_another_key_of_the_same_name_did_not_sign_it() -> None:
    for other in (signer("log.example", 2), signer("other.example")):
        with pytest.raises(DoesNotHold, match="It is not signed by the key"):
            note.opened(KEY.signed("words\n"), other.verifier)


def test_signatures_of_strangers_are_ignored() -> None:
    stranger = Signature("witness.example", b"\0\1\2\3", b"anything").line
    namesake = Signature("log.example", b"\0\1\2\3", bytes(64)).line
    for lines in (stranger + LINE, LINE + stranger, namesake + LINE, LINE + LINE):
        assert note.opened(f"words\n\n{lines}".encode(), KEY.verifier) == "words\n"


def test_one_bad_signature_of_the_key_spoils_the_note() -> None:
    bad = Signature("log.example", KEY.verifier.id, bytes(64)).line
    for lines in (bad, LINE + bad, bad + LINE):
        with pytest.raises(DoesNotHold, match="does not fit the text"):
            note.opened(f"words\n\n{lines}".encode(), KEY.verifier)


def test_the_text_ends_at_the_last_empty_line() -> None:
    text = "one\n\ntwo\n\n— three\n"
    assert note.opened(KEY.signed(text), KEY.verifier) == text
    assert note.opened(KEY.signed("\n"), KEY.verifier) == "\n"


@pytest.mark.parametrize("text", ["", "no end", "a\tb\n", "a\x00b\n", "a\r\n", "a\n\n— x AAAAAAAA"])
def test_what_cannot_be_signed(text: str) -> None:
    with pytest.raises(Malformed):
        KEY.signed(text)


def malformed() -> list[bytes]:
    head, _, line = KEY.signed("words\n").decode().partition("\n\n")
    value = line.split(" ")[2]
    return [
        item if isinstance(item, bytes) else item.encode()
        for item in (
            "",
            "\n",
            "\n\n",
            "words\n",
            "words\n\n",
            f"words\n{line}",
            f"{head}\n\n{line}"[:-1],
            f"{head}\n\n{line}\n",
            f"{head}\n\n{line}words\n",
            f"{head}\n\n{line.replace('—', '-')}",
            f"{head}\n\n{line.replace('— ', '—')}",
            f"{head}\n\n{line.replace('— ', '—  ')}",
            f"{head}\n\n{line}".replace("log.example", ""),
            f"{head}\n\n{line}".replace("log.example", "log+example"),
            f"{head}\n\n{line}".replace("log.example", "log\u00a0example"),
            f"{head}\n\n— log.example\n",
            f"{head}\n\n— log.example \n",
            f"{head}\n\n— log.example AAAAAA==\n",
            f"{head}\n\n— log.example {value.strip()} more\n",
            f"{head}\n\n— log.example {value.strip().rstrip('=')}\n",
            f"{head}\n\n— log.example {value.strip()}=\n",
            f"{head}\n\n— log.example {value.replace('=', '!')}",
            f"{head}\n\n— log.example {value[:-3]}{chr(ord(value[-3]) + 1)}=\n",  # bits that are left over
            f"{head}\n\n{line}".replace("\n", "\r\n"),
            f"{head}\x01\n\n{line}",
            f"{head}\n\n{line * (SIGNATURES_AT_MOST + 1)}",
            f"{head}\n\n{line}".encode() + b"\xff",
            b"\xff" + f"{head}\n\n{line}".encode(),
            f"{'words' * 60_000}\n\n{line}",
        )
    ]


@pytest.mark.parametrize("data", malformed(), ids=range(len(malformed())))
def test_what_is_no_note(data: bytes) -> None:
    with pytest.raises(Malformed):
        note.opened(data, KEY.verifier)


def test_a_note_may_be_so_long_and_no_longer() -> None:
    room = note.NOTE_AT_MOST - len(KEY.signed("\n"))
    assert len(KEY.signed("x" * room + "\n")) == note.NOTE_AT_MOST
    with pytest.raises(Malformed, match="at most 262144 are read"):
        KEY.signed("x" * (room + 1) + "\n")
    assert proof.parsed(b"c2sp.org/tlog-proof@v1\nindex 0\n\n" + bytes(note.NOTE_AT_MOST)).index == 0
    with pytest.raises(Malformed):
        proof.parsed(b"c2sp.org/tlog-proof@v1\nindex 0\n\n" + bytes(note.NOTE_AT_MOST + 1))


def test_a_note_may_have_many_signatures_and_the_format_s_sixteen_of_five_thousand_bytes() -> None:
    assert note.opened(f"words\n\n{LINE * SIGNATURES_AT_MOST}".encode(), KEY.verifier) == "words\n"
    large = Signature("witness.example", b"\0\0\0\0", bytes(5000)).line
    assert note.opened(f"words\n\n{large * 16}{LINE}".encode(), KEY.verifier) == "words\n"


def test_no_bit_of_a_signed_text_can_change() -> None:
    signed = KEY.signed("a text of\ntwo lines\n")
    for place in range(len(signed)):
        for bit in range(8):
            data = bytes([*signed[:place], signed[place] ^ 1 << bit, *signed[place + 1 :]])
            with pytest.raises((Malformed, DoesNotHold)):
                note.opened(data, KEY.verifier)


TEXTS = st.text(st.characters(exclude_categories=["Cs"], min_codepoint=32)).map(lambda words: f"{words}\n")


@settings(max_examples=100, deadline=None, database=None)
@given(st.lists(TEXTS, min_size=1).map("".join))
def test_what_is_signed_is_opened_as_it_was(text: str) -> None:
    assert note.opened(KEY.signed(text), KEY.verifier) == text
    assert note.parsed(KEY.signed(text)).written() == KEY.signed(text)


@settings(max_examples=300, deadline=None, database=None)
@given(st.binary())
def test_any_bytes_are_a_note_or_malformed(data: bytes) -> None:
    for given_bytes in (data, b"a\n\n" + data, "a\n\n— b ".encode() + data):
        try:
            read = note.parsed(given_bytes)
        except Malformed:
            continue
        assert read.written() == given_bytes
