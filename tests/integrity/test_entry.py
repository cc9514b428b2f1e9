"""Entries and stream heads: one accepted form, which is that of RFC 8785."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.integrity import entry, heads
from engine.integrity.entry import Entry
from engine.integrity.heads import Head, StreamHeads
from engine.integrity.strict import NUMBER_AT_MOST, Malformed

EASY = settings(max_examples=150, deadline=None, database=None)
SLUGS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,63}", fullmatch=True)
HASHES = st.binary(min_size=32, max_size=32).map(bytes.hex)
VERSIONS = st.integers(1, NUMBER_AT_MOST)
SIGNED = st.one_of(st.none(), st.tuples(HASHES, st.binary(min_size=64, max_size=64).map(bytes.hex)))
HEADS = st.dictionaries(SLUGS, st.builds(Head, st.integers(1, 2**40), HASHES), max_size=6)
FIRST = entry.for_event("alder", 1, "party-joined", b"{}\n{}", None)
NEXT = entry.for_event("alder", 2, "party-joined", b"{}\n{}", bytes(32))


def canonical(form: str, fields: object) -> bytes:
    return form.encode() + b"\n" + rfc8785.dumps(fields)  # type: ignore[arg-type]


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    version, signed = draw(VERSIONS), draw(SIGNED)
    prev = None if version == 1 else draw(HASHES)
    return Entry(draw(SLUGS), version, draw(SLUGS), draw(HASHES), prev, *(signed or (None, None)))


@EASY
@given(entries())
def test_an_entry_is_rfc_8785_json_after_the_line_that_names_its_form(made: Entry) -> None:
    fields = {name: getattr(made, name) for name in ("stream", "version", "topic", "state_sha256", "prev")}
    signed = {"key_id": made.key_id, "sig": made.sig} if made.sig else {}
    assert made.written() == canonical("coalition-log/entry/v1", fields | signed)
    assert entry.parsed(made.written()) == made


def test_an_entry_as_it_stands_in_every_log() -> None:
    state = sha256(b"{}\n{}").hexdigest()
    assert FIRST.written().decode() == (
        f'coalition-log/entry/v1\n{{"prev":null,"state_sha256":"{state}","stream":"alder","topic":"party-joined",'
        '"version":1}'
    )
    assert f'"prev":"{"0" * 64}"' in NEXT.written().decode()


def test_an_entry_knows_its_stored_bytes() -> None:
    assert FIRST.holds(b"{}\n{}")
    assert not FIRST.holds(b"{}\n{} ")
    assert not FIRST.holds(b"")


LONGEST = Entry("a" * 64, NUMBER_AT_MOST, "b" * 64, "c" * 64, "d" * 64, "e" * 64, "f" * 128)


def test_the_longest_entry_there_is() -> None:
    assert entry.parsed(LONGEST.written()) == LONGEST
    assert len(LONGEST.written()) <= entry.ENTRY_AT_MOST


@pytest.mark.parametrize(
    "changed",
    [
        {"stream": "Alder"},
        {"stream": ""},
        {"stream": "a" * 65},
        {"stream": "al der"},
        {"stream": 'al","x":"'},
        {"stream": "älder"},
        {"stream": "alder\n"},
        {"stream": "al\ud800"},
        {"topic": "Party"},
        {"topic": "os.system"},
        {"topic": "a:b"},
        {"version": 0},
        {"version": -1},
        {"version": True},
        {"version": 1.0},
        {"version": "2"},
        {"version": NUMBER_AT_MOST + 1},
        {"version": 1},
        {"prev": None},
        {"prev": ""},
        {"prev": "0" * 63},
        {"prev": "A" * 64},
        {"state_sha256": "A" * 64},
        {"state_sha256": "0" * 65},
        {"state_sha256": None},
        {"key_id": "0" * 64},
        {"sig": "0" * 128},
        {"key_id": "0" * 8, "sig": "0" * 128},
        {"key_id": "0" * 64, "sig": "0" * 127},
    ],
)
def test_what_cannot_stand_in_an_entry(changed: dict[str, object]) -> None:
    with pytest.raises(Malformed):
        replace(NEXT, **changed).written()  # type: ignore[arg-type]


GOOD = NEXT.written().decode()
FORM, FIELDS = GOOD.split("\n")


def reordered() -> str:
    return json.dumps(dict(reversed(json.loads(FIELDS).items())), separators=(",", ":"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        FORM,
        FIELDS,
        f"{GOOD}\n",
        f"{GOOD} ",
        f" {GOOD}",
        GOOD.replace("\n", "\r\n"),
        GOOD.replace("\n", "\n\n"),
        GOOD.replace("/v1", "/v2"),
        GOOD.replace(":", ": "),
        f"{FORM}\n{reordered()}",
        f"{FORM}\n[{FIELDS}]",
        f"{FORM}\n{{}}",
        f"{FORM}\n{'[' * 900}",
        GOOD.replace('"version":2', '"version":2,"version":3'),
        GOOD.replace('"stream"', '"stream":"birch","stream"'),
        GOOD.replace('"version":2', '"version":2.0'),
        GOOD.replace('"version":2', '"version":2e0'),
        GOOD.replace('"version":2', '"version":02'),
        GOOD.replace('"version":2', '"version":"2"'),
        GOOD.replace('"version":2', f'"version":{2**53}'),
        GOOD.replace('"version":2', '"version":9999999999999999'),
        GOOD.replace('"version":2', '"version":2,"wise":1'),
        GOOD.replace("alder", "\\u0061lder"),
        GOOD.replace("alder", "ａlder"),
        GOOD.replace(f'"{"0" * 64}"', "null"),
        GOOD.replace(f'"{"0" * 64}"', '""'),
        FIRST.written().decode().replace("null", f'"{"0" * 64}"'),
        GOOD.replace("}", f',"x":"{"y" * 2000}"}}'),
        LONGEST.written().decode().replace(f'"key_id":"{"e" * 64}",', ""),
        LONGEST.written().decode().replace(f'"sig":"{"f" * 128}",', ""),
    ],
)
def test_what_is_no_entry(text: str) -> None:
    with pytest.raises(Malformed):
        entry.parsed(text.encode())


def test_bytes_that_are_no_text_are_no_entry() -> None:
    for data in (b"\xff", GOOD.encode() + b"\xff", GOOD.encode("utf-16")):
        with pytest.raises(Malformed):
            entry.parsed(data)
        with pytest.raises(Malformed):
            heads.parsed(data)


@EASY
@given(HEADS, st.integers(1, 2**40), st.booleans())
def test_stream_heads_are_rfc_8785_json_too(ends: dict[str, Head], number: int, trusted: bool) -> None:
    made = StreamHeads(number, ends, trusted)
    fields = {"heads": {stream: end._asdict() for stream, end in ends.items()}, "number": number}
    told = {"trusted_on_first_use": True} if trusted else {}
    assert made.written() == canonical("coalition-log/stream-heads/v1", fields | told)
    assert heads.parsed(made.written()) == made
    assert made.closes == sum(end.version for end in ends.values()) + number == made.events + number


def test_stream_heads_as_they_stand_in_every_log() -> None:
    made = StreamHeads(3, {"birch": Head(2, "0" * 64), "alder": Head(12, "1" * 64)})
    assert made.written().decode() == (
        "coalition-log/stream-heads/v1\n"
        f'{{"heads":{{"alder":{{"leaf":"{"1" * 64}","version":12}},"birch":{{"leaf":"{"0" * 64}","version":2}}}},'
        '"number":3}'
    )
    assert StreamHeads(1, {}).written() == b'coalition-log/stream-heads/v1\n{"heads":{},"number":1}'


TWO = StreamHeads(3, {"alder": Head(12, "1" * 64), "birch": Head(2, "0" * 64)}).written().decode()
ALDER, BIRCH = f'"alder":{{"leaf":"{"1" * 64}","version":12}}', f'"birch":{{"leaf":"{"0" * 64}","version":2}}'


@pytest.mark.parametrize(
    "text",
    [
        "",
        GOOD,
        f"{TWO}\n",
        TWO.replace("/v1", "/v2"),
        TWO.replace(",", ", "),
        TWO.replace(f"{ALDER},{BIRCH}", f"{BIRCH},{ALDER}"),
        TWO.replace(BIRCH, ALDER),
        TWO.replace(BIRCH, f"{BIRCH},"),
        TWO.replace(f"{ALDER},", f"{ALDER},,"),
        TWO.replace(f"{ALDER},", ALDER),
        TWO.replace('"version":12', '"version":0'),
        TWO.replace('"version":12', '"version":012'),
        TWO.replace('"version":12', f'"version":{2**53}'),
        TWO.replace('"number":3', f'"number":{2**53}'),
        TWO.replace('"number":3', '"number":0'),
        TWO.replace('"number":3', '"number":3,"trusted_on_first_use":false'),
        TWO.replace('"number":3', '"number":3,"trusted_on_first_use":1'),
        TWO.replace('"number":3', '"number":3,"trusted_on_first_use":true,"trusted_on_first_use":true'),
        TWO.replace(',"number":3', ""),
        TWO.replace('"number":3', '"number":3,"number":4'),
        TWO.replace("alder", "Alder"),
        TWO.replace("1" * 64, "1" * 63),
    ],
)
def test_what_are_no_stream_heads(text: str) -> None:
    with pytest.raises(Malformed):
        heads.parsed(text.encode())


@pytest.mark.parametrize(
    "made",
    [
        StreamHeads(0, {}),
        StreamHeads(2**53, {}),
        StreamHeads(1, {"Alder": Head(1, "0" * 64)}),
        StreamHeads(1, {"alder": Head(0, "0" * 64)}),
        StreamHeads(1, {"alder": Head(1, "0")}),
        StreamHeads(1, {"alder": Head(True, "0" * 64)}),
    ],
)
def test_what_cannot_stand_in_stream_heads(made: StreamHeads) -> None:
    with pytest.raises(Malformed):
        made.written()


def test_the_largest_numbers_in_stream_heads() -> None:
    made = StreamHeads(NUMBER_AT_MOST, {"alder": Head(NUMBER_AT_MOST, "0" * 64)})
    assert heads.parsed(made.written()) == made


def test_the_heads_of_many_coalitions() -> None:
    made = StreamHeads(1, {f"coalition-{n}": Head(n + 1, f"{n:064x}") for n in range(20_000)})
    assert heads.parsed(made.written()) == made
    spoilt = made.written().replace(b"coalition-9999", b"coalition_9999")
    with pytest.raises(Malformed):
        heads.parsed(spoilt)
