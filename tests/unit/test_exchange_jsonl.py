"""JSON Lines: strict in what is read, exact in what is written."""

from __future__ import annotations

import json
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.event import Recorded
from domain.shape import parsed
from engine.exchange import jsonl
from engine.exchange.line import LINE_AT_MOST, Fault, Line

EXAMPLES = Path(__file__).parents[2] / "examples"


def read(data: bytes) -> list[Line | Fault]:
    return list(jsonl.read(BytesIO(data)))


def fault(data: bytes) -> str:
    [found] = read(data)
    assert isinstance(found, Fault)
    return found.message


def test_each_line_is_an_event_and_blank_ones_count_only_for_the_numbers() -> None:
    assert read(b'\n{"a":1}\r\n \t\n{"b":[true,null]}') == [Line(2, {"a": 1}), Line(4, {"b": [True, None]})]


@pytest.mark.parametrize("name", ["i3t", "leads", "fell-apart", "went-alone"])
def test_the_examples_are_read_as_the_standard_library_reads_them(name: str) -> None:
    data = (EXAMPLES / f"{name}.jsonl").read_bytes()
    expected = [Line(n, json.loads(line)) for n, line in enumerate(data.splitlines(), 1)]
    assert read(data) == expected


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n", b"\n\r\n"])
def test_a_file_with_nothing_in_it_holds_no_event(data: bytes) -> None:
    assert read(data) == []


def test_a_byte_order_mark_is_skipped() -> None:
    assert read(b'\xef\xbb\xbf{"a":1}\n') == [Line(1, {"a": 1})]


def test_numbers_with_a_point_or_an_exponent_keep_what_was_written() -> None:
    [line] = read(b'{"a":0.50,"b":1e2,"c":-7,"d":[12.0]}')
    assert isinstance(line, Line)
    assert str(line.fields["a"]) == "0.50"
    assert [isinstance(line.fields[name], Decimal) for name in "abc"] == [True, True, False]
    assert jsonl.dumps(line.fields) == '{"a":0.50,"b":1e2,"c":-7,"d":[12.0]}'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'{"a":1,"a":2}', "'a' stands more than once"),
        (b'{"x":{"y":[{"b":1,"b":1}]}}', "'b' stands more than once"),
        (b'{"a":NaN}', "NaN is not a JSON number"),
        (b'{"a":-Infinity}', "-Infinity is not"),
        (b'{"a":' + b"9" * 5000 + b"}", "5000 characters"),
        (b'{"a":0.' + b"9" * 500 + b"}", "502 characters"),
        (b'{"a":1e999}', "1e999 is too large or too small"),
        (b'{"a":1e-99999999999999999999}', "too large or too small"),
        (b"[" * 33, "Nested more than 32 deep at column 33"),
        (b"[" * 500_000, "Nested more than 32 deep"),
        (b'{"a":' * 100_000, "Nested more than 32 deep"),
        (b'{"a":"\xff"}', "Not UTF-8 at byte 7 (0xff)"),
        (b'{"a":"\xc3', "Not UTF-8 at byte 7"),
        ('{"a":1}'.encode("utf-16"), "Not UTF-8 at byte 1"),
        (b'{"a":"\x00"}', "column 7: invalid control character"),
        (b'{"a":"\x1f"}', "invalid control character"),
        (b'\x00{"a":1}', "column 1: expecting value"),
        (rb'{"a":"\ud83d"}', "\\ud83d, half of a surrogate pair"),
        (rb'{"\udc00":1}', "half of a surrogate pair"),
        (b"[1]", "not a list"),
        (b'"text"', "not text"),
        (b"null", "not nothing"),
        (b"true", "not true or false"),
        (b"1.5", "not a number"),
        (b'{"a":1', "column 7: expecting ',' delimiter"),
        (b'{"a":"b', "column 6: unterminated string"),
        (b"{'a':1}", "column 2: expecting property name enclosed in double quotes"),
        (b'{"a":1} {"b":2}', "something follows after the end"),
        (b'{"a":1}\r{"b":2}\r', "lines ending in LF"),
        (b'{"a":"' + b"x" * LINE_AT_MOST + b'"}', "longer than 1 MiB"),
    ],
)
def test_what_is_no_event_is_a_fault_that_says_why(data: bytes, said: str) -> None:
    assert said in fault(data)


def test_reading_goes_on_after_a_fault_and_a_line_that_is_too_long() -> None:
    found = read(b'{"a":1}\n{bad}\n"' + b"x" * 3 * LINE_AT_MOST + b'"\n{"b":2}')
    assert [line.number for line in found] == [1, 2, 3, 4]
    assert [type(line) for line in found] == [Line, Fault, Fault, Line]


def test_a_line_of_just_the_size_allowed_is_read() -> None:
    line = b'{"a":"' + b"x" * (LINE_AT_MOST - 9) + b'"}\n'
    assert len(line) == LINE_AT_MOST
    assert isinstance(read(line + b"{}")[0], Line)


class VeryLong(BytesIO):
    """A stream of one long line; it remembers the most that it was asked for at once."""

    asked = 0

    def readline(self, size: int | None = -1, /) -> bytes:
        assert size is not None
        assert size > 0
        self.asked = max(self.asked, size)
        return super().readline(size)


def test_a_line_that_is_too_long_is_never_held_whole() -> None:
    stream = VeryLong(b"x" * 5 * LINE_AT_MOST)
    assert [type(line) for line in jsonl.read(stream)] == [Fault]
    assert stream.asked <= LINE_AT_MOST + 1


def test_lists_and_maps_up_to_the_depth_allowed_are_read() -> None:
    text = '{"a":' * 31 + "[]" + "}" * 31
    assert jsonl.dumps(jsonl.loads(text)) == text
    assert jsonl.loads('{"a":"' + "[" * 100 + r"\"{{" + '"}') == {"a": "[" * 100 + '"{{'}


def test_quotes_emoji_and_joined_surrogates_are_read() -> None:
    [line] = read('{"a":"“ja” 🎉 \\"x\\" \\ud83c\\udf89\u2028"}'.encode())
    assert line == Line(1, {"a": '“ja” 🎉 "x" 🎉\u2028'})


def test_loads_takes_any_value_and_names_the_line_of_a_fault() -> None:
    assert jsonl.loads(' [1, "é"] ') == [1, "é"]
    with pytest.raises(ValueError, match="line 2, column 1"):
        jsonl.loads('{"a":\n}')
    with pytest.raises(ValueError, match="surrogate"):
        jsonl.loads('"\udce9"')


def test_writing_is_compact_and_keeps_the_order_of_keys() -> None:
    stream = BytesIO()
    jsonl.write([{"b": "é", "a": (1, Decimal("0.50"))}, MappingProxyType({"c": {"d": None}})], stream)
    assert stream.getvalue().decode() == '{"b":"é","a":[1,0.50]}\n{"c":{"d":null}}\n'


def test_records_are_written_as_they_are_exported() -> None:
    event = parsed({"coalition": "c", "type": "celebration-held", "at": "2019-01-01", "by": "p", "of": "it"})
    record, stream = Recorded(event, 3, "2019-01-02T00:00:00Z", "me"), BytesIO()
    jsonl.write([record], stream)
    assert read(stream.getvalue()) == [Line(1, record.as_exported())]


def test_text_that_looks_like_a_number_or_a_mark_stays_text() -> None:
    fields = {"a": "\x000.50\x00", 'q"\x00': Decimal("1.10"), "b": '"\\u00001.5\\u0000"'}
    assert jsonl.loads(jsonl.dumps(fields)) == fields


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("-Infinity"), float("nan"), float("inf")])
def test_what_is_no_json_number_is_not_written(value: Any) -> None:
    with pytest.raises(ValueError, match="JSON"):
        jsonl.dumps({"a": [value]})


def test_what_json_has_no_form_for_is_not_written() -> None:
    with pytest.raises(TypeError):
        jsonl.dumps({"a": {1, 2}})


texts = st.text(max_size=12)
#: Decimals as a file can hold them: with a point or an exponent.
exact_decimals = st.builds(
    lambda n, places: Decimal(f"{n}e-{places}"), st.integers(-(10**40), 10**40), st.integers(1, 30)
)
scalars = st.none() | st.booleans() | st.integers(-(10**40), 10**40) | texts | exact_decimals
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4))


def spelled(value: Any) -> Any:
    """The value with its types and the order of its keys; two that are spelled alike are alike to the letter."""
    if isinstance(value, dict):
        return [(key, spelled(item)) for key, item in value.items()]
    if isinstance(value, list):
        return [spelled(item) for item in value]
    return "Decimal" if isinstance(value, Decimal) else type(value).__name__, str(value)


@given(st.dictionaries(texts, values, max_size=5))
def test_what_is_written_is_read_back_to_the_letter(fields: dict[str, Any]) -> None:
    text = jsonl.dumps(fields)
    assert "\n" not in text
    assert spelled(jsonl.loads(text)) == spelled(fields)
    assert read(text.encode()) == [Line(1, fields)]
