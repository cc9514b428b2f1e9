"""Mutations: what may become of a line on its way, in its text and in its fields; the same for the same seed."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from domain.event import registry

Chance: TypeAlias = random.Random
Fields: TypeAlias = dict[str, Any]

DATES = (
    "2020-02-30",
    "0000-01-01",
    "0001-01-01",
    "9999-12-31",
    "2020-13-01",
    "2020-1-1",
    "20200101",
    "now",
    "",
    "２０２０-01-01",
    "2020-01-01T10:00:00",
    "2020-01-01T24:00:00Z",
    "2020-01-01T10:00:60Z",
    "2020-01-01T10:00:00+99:99",
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59",
    "2020-01-01t10:00:00.123456789z",
    "2020-01-01 10:00:00Z",
    "-2020-01-01",
    "2020-01-01T10:00:00Z\n",
)
NUMBERS = (0, -1, 1, 7, 2**31, 2**63, 2**64, 10**30, 10**99, 10**100, -(10**40), 0.1, -0.0, 1e308, 1.5, 1e-300)
TEXTS = (
    "",
    " ",
    "\x00",
    "\x1b[31m",
    "\u0085",
    "\u202e",
    "\ufeff",
    "a\nb\tc",
    "x" * 10_000,
    "x" * 10_001,
    "ö" * 9_999,
    "=1+1",
    "<script>",
    "[bold]",
    "'; DROP TABLE stored_events; --",
    "../../etc/passwd",
    "{}",
    "%s%n",
    "all",
    "navy",
    "a" * 64,
    "a" * 65,
    "-a",
    "É",
    "\U0010ffff",
    "12.50",
    "1e5",
    "NaN",
    "0.5",
    "EUR",
    "together",
    "alone",
    "instant",
    "year",
)
#: What Python's writer of JSON never writes, put into the text in place of a value.
RAW = (
    b"NaN",
    b"-Infinity",
    b"1e400",
    b"1E999999999",
    b"1e-999999999",
    b"1e+99",
    b"-0",
    b"-0.0",
    b"01",
    b"1.",
    b".5",
    b"+1",
    b"0x10",
    b"9" * 99,
    b"9" * 101,
    b"9" * 5000,
    b"1." + b"0" * 90,
    b'"\\ud800"',
    b'"\\udc00\\ud800"',
    b'"\\u0000"',
    b'"\\x41"',
    b'"\xff"',
    b'"\xc0\x80"',
    b'"\xed\xa0\x80"',
    b'"\xf4\x90\x80\x80"',
    b'"\t"',
    b"'x'",
    b"[" * 40,
    b"[" * 40 + b"]" * 40,
    b'{"a":' * 31 + b"1" + b"}" * 31,
    b'{"a":1,"a":2}',
    b"/* so */ 1",
    b"undefined",
    b"True",
    b"",
)
FIELDS = (
    "n",
    "derived_from",
    "attested",
    "breaches",
    "voids",
    "stands_at",
    "prev",
    "hash",
    "recorded_at",
    "recorded_by",
    "event",
    "instead",
    "cascade",
    "ref",
    "precision",
    "at",
    "by",
    "coalition",
    "type",
    "source",
    "note",
    "schema_version",
    "surprise",
    "",
    "__class__",
    "Note",
    "amount",
)


def mutated(line: bytes, chance: Chance) -> bytes:
    """The line with one thing or more changed."""
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        line = chance.choice((_in_fields, _in_fields, _in_fields, _in_text))(line, chance)
    return line


def _in_fields(line: bytes, chance: Chance) -> bytes:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        return _in_text(line, chance)
    if not isinstance(fields, dict) or not fields:
        return _in_text(line, chance)
    chance.choice(_OF_FIELDS)(fields, chance)
    return json.dumps(fields, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")


def _drop(fields: Fields, chance: Chance) -> None:
    del fields[chance.choice(list(fields))]


def _replace(fields: Fields, chance: Chance) -> None:
    fields[chance.choice(list(fields))] = junk(chance)


def _add(fields: Fields, chance: Chance) -> None:
    fields[chance.choice(FIELDS)] = junk(chance)


def _rename(fields: Fields, chance: Chance) -> None:
    fields[chance.choice((*FIELDS, *fields))] = fields.pop(chance.choice(list(fields)))


def _retype(fields: Fields, chance: Chance) -> None:
    fields["type"] = chance.choice((*registry(), "party-join", "", "os:system", 7, None))


def _redate(fields: Fields, chance: Chance) -> None:
    fields[chance.choice(("at", "at", "due", "next_on", "sunset", "recorded_at"))] = chance.choice(DATES)


def _within(fields: Fields, chance: Chance) -> None:
    """Change something inside a list or a map."""
    nested = [value for value in fields.values() if isinstance(value, list | dict) and value]
    if not nested:
        return _replace(fields, chance)
    inner = chance.choice(nested)
    if isinstance(inner, dict):
        return chance.choice((_drop, _replace, _add, _rename))(inner, chance)
    place = chance.randrange(len(inner))
    inner[place] = chance.choice((inner[0], junk(chance)))
    return None


def _retract(fields: Fields, chance: Chance) -> None:
    """Make a retraction of it, with itself for a correction."""
    own = {name: value for name, value in fields.items() if name not in ("coalition", "type")}
    named = {"event": chance.choice((1, 2, 5, "r-1", 10**20, True)), "cascade": chance.choice((True, False, "no"))}
    kept = {"coalition": fields.get("coalition"), "at": fields.get("at"), "by": fields.get("by")}
    fields.clear()
    fields.update(kept | {"type": "event-retracted", "reason": "x", "instead": own} | named)


def _attest(fields: Fields, chance: Chance) -> None:
    fields["attested"] = {"reason": junk(chance), "by": junk(chance)}


def _renumber(fields: Fields, chance: Chance) -> None:
    number = chance.choice((0, 1, 2, 3, 9, 40, True, "3", 10**20, junk(chance)))
    fields[chance.choice(("n", "derived_from", "event", "stands_at", "voids", "version"))] = number


_OF_FIELDS: Sequence[Callable[[Fields, Chance], None]] = (
    _drop,
    _replace,
    _replace,
    _replace,
    _add,
    _add,
    _rename,
    _retype,
    _redate,
    _within,
    _within,
    _retract,
    _attest,
    _renumber,
)


def junk(chance: Chance, depth: int = 0) -> Any:
    """A value of any kind."""
    kind = chance.randrange(9 if depth < 3 else 6)
    match kind:
        case 0:
            return chance.choice((None, True, False))
        case 1:
            return chance.choice(NUMBERS)
        case 2:
            return chance.choice(DATES)
        case 3 | 4 | 5:
            return chance.choice(TEXTS)
        case 6:
            return [junk(chance, depth + 1) for _ in range(chance.randrange(4))]
    return {chance.choice((*FIELDS, *TEXTS[:4], "reason")): junk(chance, depth + 1) for _ in range(chance.randrange(4))}


def _in_text(line: bytes, chance: Chance) -> bytes:
    place = chance.randrange(len(line) + 1)
    match chance.randrange(9):
        case 0:
            return line[:place] + bytes([chance.randrange(256)]) + line[place:]
        case 1:
            return line[:place] + bytes([chance.randrange(256)]) + line[place + 1 :]
        case 2:
            return line[:place]
        case 3:
            return line[:place] + line[place + chance.randrange(20) :]
        case 4:
            return line[:place] + b"\n" + line[place:]
        case 5:
            return chance.choice((b"\xef\xbb\xbf", b"\x00", b" ", b"[", b"\xff\xfe")) + line
        case 6:
            return _with_raw_value(line, chance)
        case 7:
            key = chance.choice((b'"at"', b'"coalition"', b'"note"', b'"type"'))
            return line.replace(b"{", b"{" + key + b': "2020-01-01", ', 1)
    return line + chance.choice((b"{}", b",", line, b"\r", b"\x0c"))


def _with_raw_value(line: bytes, chance: Chance) -> bytes:
    """Some value gives way to something that looks like one."""
    places = [place for place in range(len(line)) if line.startswith(b": ", place)]
    if not places:
        return chance.choice(RAW)
    start = chance.choice(places) + 2
    end = line.find(b", ", start)
    return line[:start] + chance.choice(RAW) + (line[end:] if end > 0 else b"}")
