"""JSON Lines: one event a line, read strictly and written compactly; no number ever passes through a float.

What JSON leaves open is settled here: a key stands once in its object, numbers with a point or an exponent
are Decimals, NaN and Infinity and halves of surrogate pairs are refused, and so is what is nested deeply.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, BinaryIO, NoReturn

from domain.event import Recorded
from engine.exchange.line import DEPTH_AT_MOST, TOO_LONG, Fault, Line, kind_of, not_utf8, physical_lines

#: How many characters a number may have, and how many places it may lie from the point: what a domain value
#: may have, and room to spare.
_NUMBER_AT_MOST = 100
_STRING_OR_BRACKET = re.compile(r'"(?:[^"\\]+|\\.)*+"?|[\[\]{}]', re.DOTALL)


class AsWritten(Decimal):
    """A number that remembers how it was written: `1e5` is not written back as `1E+5`."""

    text: str

    def __new__(cls, text: str) -> AsWritten:
        """The number that a text stands for. Raises InvalidOperation."""
        number = super().__new__(cls, text)
        number.text = text
        return number


def read(stream: BinaryIO) -> Iterator[Line | Fault]:
    """The events of a file, one a line; blank lines are skipped."""
    for number, raw in physical_lines(stream):
        if raw is None:
            yield Fault(number, TOO_LONG)
        elif not raw.isspace() and raw:
            yield _read_line(number, raw)


def write(events: Iterable[Recorded | Mapping[str, Any]], stream: BinaryIO) -> None:
    """Write records or mappings of fields, one a line."""
    for event in events:
        fields = event.as_exported() if isinstance(event, Recorded) else event
        stream.write(dumps(fields).encode() + b"\n")


def loads(text: str) -> Any:
    """The value that a JSON text stands for. Raises ValueError with what is wrong and where."""
    if not text.isascii():
        _refuse_surrogates(text)
    return _value(text)


def dumps(value: Any) -> str:
    """A value as compact JSON, keys in order, Decimals as numbers just as they read. Raises ValueError for NaN."""
    try:
        return _ENCODER.encode(value)
    except TypeError:  # it holds something that the standard library cannot write: a Decimal, as a rule
        return _written(value)


def whole(text: str) -> int | Decimal:
    """A whole number. Raises ValueError where it has more digits than any field takes."""
    if len(text) > _NUMBER_AT_MOST:
        raise ValueError(f"The number {text[:20]}… has {len(text)} characters: at most {_NUMBER_AT_MOST} are read.")
    return AsWritten(text) if text == "-0" else int(text)


def exact(text: str) -> Decimal:
    """A number with a point or an exponent, exactly. Raises ValueError where it is out of all proportion."""
    if len(text) > _NUMBER_AT_MOST:
        raise ValueError(f"The number {text[:20]}… has {len(text)} characters: at most {_NUMBER_AT_MOST} are read.")
    try:
        number: Decimal = AsWritten(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number.adjusted()) > _NUMBER_AT_MOST:
        raise ValueError(f"The number {text} is too large or too small: at most {_NUMBER_AT_MOST} places are read.")
    return number


def _read_line(number: int, raw: bytes) -> Line | Fault:
    try:
        value = _value(raw.decode().rstrip("\r\n"))
    except UnicodeDecodeError as error:
        return Fault(number, not_utf8(error))
    except ValueError as error:
        return Fault(number, str(error))
    if not isinstance(value, dict):
        return Fault(number, f"An event is an object with fields, not {kind_of(value)}: write one object a line.")
    return Line(number, value)


def _value(text: str) -> Any:
    if text.count("[") + text.count("{") > DEPTH_AT_MOST:
        _refuse_depth(text)
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise ValueError(_not_json(error)) from None
    if "\\u" in text:
        _refuse_surrogates(_ENCODER_OF_ANYTHING.encode(value))
    return value


def _not_json(error: json.JSONDecodeError) -> str:
    place = f"column {error.colno}" if error.lineno == 1 else f"line {error.lineno}, column {error.colno}"
    if error.msg == "Extra data":
        return f"Not JSON at {place}: something follows after the end. Write one object a line, lines ending in LF."
    what = error.msg.removesuffix(" at").removesuffix(" starting")
    return f"Not JSON at {place}: {what[0].lower()}{what[1:]}."


def _refuse_depth(text: str) -> None:
    depth = 0
    for match in _STRING_OR_BRACKET.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(match[0], 0)
        if depth > DEPTH_AT_MOST:
            place = f"column {match.start() + 1}"
            raise ValueError(f"Nested more than {DEPTH_AT_MOST} deep at {place}: no event needs that; flatten it.")


def _refuse_surrogates(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        half = f"\\u{ord(error.object[error.start]):04x}"
        raise ValueError(f"A text holds {half}, half of a surrogate pair: write the whole character.") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        [(key, _)] = Counter(key for key, _ in pairs).most_common(1)
        raise ValueError(f"The key {key[:80]!r} stands more than once in one object: keep one of them.")
    return fields


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number: leave the field out where nothing is known.")


def _written(value: Any) -> str:
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{_ENCODER.encode(str(key))}:{_written(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_written, value)) + "]"
    return _ENCODER.encode(value)


def _number(value: Decimal) -> str:
    if not value.is_finite():
        raise ValueError(f"{value} is not a JSON number")
    return value.text if isinstance(value, AsWritten) else str(value)


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_float=exact, parse_int=whole, parse_constant=_constant)
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
_ENCODER_OF_ANYTHING = json.JSONEncoder(ensure_ascii=False, default=str)
