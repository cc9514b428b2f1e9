"""Formats: every file finds its reader, and whatever it holds, the reader answers in lines and faults."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.exchange.formats import FORMATS, reader_for
from engine.exchange.line import Fault, Line

EXAMPLES = Path(__file__).parents[2] / "examples"
EVENT = {"type": "celebration-held", "of": "cake"}
WRITTEN = {
    "jsonl": b'{"type":"celebration-held","of":"cake"}\n',
    "csv": b"type,of\ncelebration-held,cake\n",
    "yaml": b"- {type: celebration-held, of: cake}\n",
    "minutes": b"coalition: c\ndate: 2019-11-20\ncelebrations: [{of: cake}]\n",
}


@pytest.mark.parametrize(
    ("name", "written_as"),
    [
        ("jsonl", "jsonl"),
        (".jsonl", "jsonl"),
        ("a/b.c/events.NDJSON", "jsonl"),
        ("csv", "csv"),
        ("events.csv", "csv"),
        ("events.tsv", "csv"),
        ("yaml", "yaml"),
        ("events.yaml", "yaml"),
        ("events.yml", "yaml"),
        ("minutes", "minutes"),
        ("minutes.yaml", "minutes"),
        ("yaml", "minutes"),
    ],
)
def test_a_format_or_an_ending_finds_its_reader(name: str, written_as: str) -> None:
    [line] = reader_for(name)(BytesIO(WRITTEN[written_as]))
    assert isinstance(line, Line)
    assert EVENT.items() <= dict(line.fields).items()


@pytest.mark.parametrize("name", ["-", "", "events", "events.json", "events.txt", "my.minutes", "jsonl/x"])
def test_what_tells_no_format_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="name one of jsonl, csv, yaml, minutes"):
        reader_for(name)


def test_one_event_in_yaml_is_not_taken_for_minutes() -> None:
    data = b"coalition: c\ntype: x\ndate: 2019-11-20\n"
    assert list(reader_for("a.yaml")(BytesIO(data))) == [Line(1, {"coalition": "c", "type": "x", "date": "2019-11-20"})]


def test_yaml_is_not_loaded_for_json_lines() -> None:
    code = (
        "import sys; from engine.exchange.formats import reader_for as r; r('jsonl'); sys.exit('yaml' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def answers(name: str, data: bytes) -> None:
    for item in reader_for(name)(BytesIO(data)):
        assert isinstance(item, Line | Fault)
        assert item.number >= 1
        if isinstance(item, Fault):
            assert 10 < len(item.message) < 1500
            item.message.encode()
        else:
            assert all(isinstance(field, str) for field in item.fields)
            repr(item.fields).encode("utf-8", "backslashreplace")


SPECIAL = [
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\x00",
    b"\r",
    b"\r\n",
    b"\n",
    b'"',
    b"'",
    b"\\",
    b"\\u",
    b"\\ud83d",
    b"{",
    b"}",
]
SPECIAL += [
    b"[",
    b"]",
    b":",
    b": ",
    b",",
    b";",
    b"\t",
    b"- ",
    b"? ",
    b"&a ",
    b"*a",
    b"!!",
    b"|",
    b">",
    b"%",
    b"---\n",
    b"#",
]
SPECIAL += [
    b"1e9",
    b"-0",
    b"NaN",
    b"null",
    b"~",
    b"<<: ",
    b"coalition: c\n",
    b"date: 2019-11-20\n",
    b"type",
    b"events: ",
]
SPECIAL += ["🎉".encode(), b"\xed\xa0\x80", b"\xc2\x85", b"\xe2\x80\xa8", b"at", b"\n  ", b"decisions:\n- stances: "]
confetti = st.lists(st.sampled_from(SPECIAL) | st.binary(max_size=4), max_size=30).map(b"".join)


@pytest.mark.parametrize("name", FORMATS)
@given(data=st.binary(max_size=200) | confetti)
@example(data=b"")
@example(data=b"\xef\xbb\xbf")
@example(data=b"\xff")
@example(data=b"\xef\xbb\xbf\n,\n")
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_answered_in_lines_and_faults(name: str, data: bytes) -> None:
    answers(name, data)


SAMPLES = {
    "jsonl": b"".join((EXAMPLES / "leads.jsonl").read_bytes().splitlines(keepends=True)[60:63]),
    "csv": b'type,at,between,note\r\ntrust-moment,2019-11-20,"[""a"",""b""]","one\r\ntwo"\r\nthreat-assessed,,,x\r\n',
    "yaml": b"- type: trust-moment\n  between: &a [a, b]\n  note: |\n    one\n    two\n- {type: x, to: *a, n: 1.50}\n",
    "minutes": (EXAMPLES / "minutes.yaml").read_bytes(),
}


@st.composite
def mutated(draw: st.DrawFn, original: bytes) -> bytes:
    """A real file with some pieces of it replaced, doubled or cut out."""
    data = original
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 12)))
        data = (
            data[:start]
            + draw(st.sampled_from([b"", data[start:end] * 2, *SPECIAL]) | st.binary(max_size=3))
            + data[end:]
        )
    return data


@pytest.mark.parametrize("name", FORMATS)
@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_a_damaged_file_is_answered_in_lines_and_faults(name: str, data: st.DataObject) -> None:
    answers(name, data.draw(mutated(SAMPLES[name])))
