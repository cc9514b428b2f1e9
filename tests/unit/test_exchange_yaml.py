"""YAML: what is written is what is meant, and nothing that YAML can do beyond that gets through."""

from __future__ import annotations

import json
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.exchange import jsonl, yaml_events, yaml_nodes
from engine.exchange.line import Fault, Line

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(autouse=True, params=["with libyaml", "without"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both parsers that PyYAML may come with."""
    if request.param == "without":
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)


def read(data: str | bytes) -> list[Line | Fault]:
    return list(yaml_events.read(BytesIO(data.encode() if isinstance(data, str) else data)))


def value(text: str) -> Any:
    [line] = read(f"a: {text}\n")
    assert isinstance(line, Line), line
    return line.fields["a"]


def test_a_list_of_events_is_read_with_the_lines_at_which_they_start() -> None:
    data = "# minutes\n- type: celebration-held\n  of: cake\n\n- {type: x}\n"
    assert read(data) == [Line(2, {"type": "celebration-held", "of": "cake"}), Line(5, {"type": "x"})]


def test_documents_are_events_or_lists_of_them() -> None:
    assert read("a: 1\n---\n- b: 2\n- c: 3\n---\n# nothing\n---\nd: 4\n") == [
        Line(1, {"a": 1}),
        Line(3, {"b": 2}),
        Line(4, {"c": 3}),
        Line(8, {"d": 4}),
    ]


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\n# only a comment\r\n", b"---\n...\n", b"[]"])
def test_a_file_with_nothing_in_it_holds_no_event(data: bytes) -> None:
    assert read(data) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019-11-05", "2019-11-05"),
        ("2019-11-05T10:00:00Z", "2019-11-05T10:00:00Z"),
        ("2019-11-05 10:00:00", "2019-11-05 10:00:00"),
        ("12:30", "12:30"),
        ("12", 12),
        ("-3", -3),
        ("012", "012"),
        ("0x1f", "0x1f"),
        ("1_000", "1_000"),
        ("0.50", Decimal("0.50")),
        ("1e2", Decimal("1e2")),
        (".5", ".5"),
        (".nan", ".nan"),
        ("-.inf", "-.inf"),
        ("true", True),
        ("False", False),
        ("no", "no"),
        ("yes", "yes"),
        ("null", None),
        ("~", None),
        ("", None),
        ("'12'", "12"),
        ('"2019-11-05"', "2019-11-05"),
        ("!!str 12", "12"),
        ("! 12", "12"),
        ("!!int 12", 12),
        ("!!float 0.50", Decimal("0.50")),
        ("|\n  one\n  two", "one\ntwo\n"),
        ("“ja” 🎉", "“ja” 🎉"),
        ('"a\\0b"', "a\0b"),
        ("[a, {b: 1.0}]", ["a", {"b": Decimal("1.0")}]),
        ("!!seq [a]", ["a"]),
        ("!!map {a: b}", {"a": "b"}),
        ("{no: 1, 2019-11-05: 2, 7: 3, null: 4, 1.0: 5}", {"no": 1, "2019-11-05": 2, "7": 3, "null": 4, "1.0": 5}),
    ],
)
def test_values_come_out_as_written(text: str, expected: object) -> None:
    found = value(text)
    assert (found, str(found)) == (expected, str(expected))


def test_aliases_repeat_what_they_stand_for() -> None:
    data = "- {a: &people [nasa, navy], b: *people}\n- {c: *people}\n"
    assert read(data) == [Line(1, {"a": ["nasa", "navy"], "b": ["nasa", "navy"]}), Line(2, {"c": ["nasa", "navy"]})]


BOMB = "- a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"- a{n}: &a{n} [" + ", ".join([f"*a{n - 1}"] * 9) + "]\n" for n in range(1, 12)
)
TOWER = "- a: &a0 [[[[[[[[x]]]]]]]]\n" + "".join(f"- a: &a{n} [[[[*a{n - 1}]]]]\n" for n in range(1, 12))


@pytest.mark.parametrize(
    ("data", "number", "said"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "'a' stands more than once"),
        ("- x: {b: {c: 1, c: 2}}\n", 1, "'c' stands more than once"),
        (BOMB, 6, "More than 100,000 values"),
        (TOWER, 7, "Nested more than 32 deep"),
        ("&a\nb: *a\n", 2, "No value before this is marked &a"),
        ("- &a [*a]\n", 1, "or it holds itself"),
        ("a: *nobody\n", 1, "No value before this is marked &nobody"),
        ("a: &x 1\n---\nb: *x\n", 3, "No value before this is marked &x"),
        ("[" * 5_000, 1, "Nested more than 32 deep"),
        ("- " * 5_000, 1, "Nested more than 32 deep"),
        ("{a: " * 5_000, 1, "Nested more than 32 deep"),
        ("a: !!python/object/apply:os.system [ls]\n", 1, "The tag '!!python/object/apply:os.system' is not known"),
        ("a: !custom x\n", 1, "The tag '!custom' is not known"),
        ("a: !!timestamp 2019-11-05\n", 1, "The tag '!!timestamp'"),
        ("a: !!binary aGk=\n", 1, "The tag '!!binary'"),
        ("!!set {a, b}\n", 1, "The tag '!!set'"),
        ("!!omap [a: b]\n", 1, "The tag '!!omap'"),
        ("!!python/name:os.system : x\n", 1, "The tag"),
        ("a: {<<: {b: 1}}\n", 1, "Maps are not merged here"),
        ("? [a, b]\n: c\n", 1, "A key is a plain name"),
        ("a: " + "9" * 200, 1, "200 characters"),
        ("a: 1e999", 1, "too large or too small"),
        ("\n\nwhat: brief: guests\n", 3, "put a text that holds ': ' in quotation marks"),
        ("- {what: Crates: washed}\n", 1, "; put a text that holds a comma, a colon or a bracket in quotation marks."),
        ("- [Crates: washed: dry]\n", 1, "; put a text that holds a comma, a colon or a bracket in quotation marks."),
        ('- of: x\n  what: "Fold" two boxes\n', 2, "or has one more in it, goes in quotation marks as a whole."),
        ("- what: *all* boxes\n", 1, "; a text that starts with * or & goes in quotation marks."),
        ("- of: x\n what: y\n", 2, "; indent the keys of one item alike"),
        ("- of: x\n   what: y\n", 2, "; indent the keys of one item alike"),
        ("a:\n  - of: x\n  what: y\n", 3, "; indent the keys of one item alike"),
        ("- of: x\n  what y\n  by: z\n", 3, "; after a key comes a colon and a blank"),
        ('- of: "x\n', 2, "; a quotation mark or bracket is opened and not closed."),
        ("a:\n\t- b\n", 2, "indent with spaces"),
        ("a: [b\n", 2, "Not YAML"),
        ('a: "open\n', 2, "Not YAML"),
        ('a: "\\ud800"\n', 1, ""),
        ('a: "\\UFFFFFFFF"\n', 1, "Not YAML"),
        ("%YAML " + "9" * 5000 + ".1\n--- a", 1, "Not YAML"),
        ("a: b\nc: \x00\n", 2, "U+0000"),
        ("a: \x1b[31m\n", 1, "U+001B"),
        (b"a: b\nc: d\xff\n", 2, "Not UTF-8 at byte 5 (0xff)"),
        ("a: b\n".encode("utf-16"), 1, "Not UTF-8 at byte 1"),
        ("just words\n", 1, "not text"),
        ("- - a: 1\n", 1, "not a list"),
        ("-\n", 1, "not nothing"),
        ("- 12\n", 1, "not a number"),
    ],
)
def test_what_is_no_event_is_a_fault_that_says_why(data: str | bytes, number: int, said: str) -> None:
    found = next(item for item in read(data) if isinstance(item, Fault))
    assert said in found.message
    assert found.number == number


@pytest.mark.parametrize(
    ("data", "number"),
    [
        ("- &a {x: 1}\n" + "- *a\n" * 60, 52),
        ("a:\n" + "- x\n" * 101, 2),
        ("a:\n" + "".join(f" k{n}: 1\n" for n in range(101)), 2),
        ("- {a: [" + "x, " * 90 + "]}\n- {a: b}\n- [" + "[x]," * 60 + "]\n", 3),
    ],
)
def test_what_is_blown_up_is_a_fault(data: str, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_nodes, "NODES_AT_MOST", 100)
    found = next(item for item in read(data) if isinstance(item, Fault))
    assert "More than 100 values" in found.message
    assert found.number == number


def test_what_stands_before_a_fault_is_read() -> None:
    assert [type(item) for item in read("- a: 1\n- b: [\n")] == [Line, Fault]


def test_a_file_that_is_too_large_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_nodes, "FILE_AT_MOST", 1 << 20)
    [fault] = read(b"a: " + b"x" * (1 << 20))
    assert isinstance(fault, Fault)
    assert "larger than 1 MiB" in fault.message


@pytest.mark.parametrize("name", ["i3t", "leads"])
def test_the_examples_survive_yaml(name: str) -> None:
    lines = [
        line.fields for line in jsonl.read(BytesIO((EXAMPLES / f"{name}.jsonl").read_bytes())) if isinstance(line, Line)
    ]
    found = read(yaml.safe_dump(lines, sort_keys=False, allow_unicode=True))
    assert [line.fields for line in found if isinstance(line, Line)] == lines
    as_json = read(json.dumps(lines))  # JSON is YAML
    assert [line.fields for line in as_json if isinstance(line, Line)] == lines


def test_a_text_that_would_be_cut_keeps_the_events_out() -> None:
    [fault] = read("- {type: celebration-held, of: cake}\n- type: celebration-held\n  of: Room #4\n")
    assert isinstance(fault, Fault)
    assert (fault.number, fault.message.partition(" would be a comment")[0]) == (3, "'#4'")
    [fault] = read("- {type: celebration-held, of: cake}\n- type: celebration-held\n  of: &all of it\n")
    assert isinstance(fault, Fault)
    assert (fault.number, fault.message.partition(" would be a mark")[0]) == (3, "'&all'")


def test_what_is_not_recorded_may_have_comments_anywhere() -> None:
    [node] = yaml_nodes.nodes(BytesIO(b"a: b # c\n"))
    assert isinstance(node, yaml_nodes.Node)
    assert node.plain() == {"a": "b"}
