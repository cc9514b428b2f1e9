"""Tables: what spreadsheets write, turned into events by the types of their fields."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest

from domain.event import ADDED_BY_RECORDING
from domain.shape import parsed
from engine.exchange import jsonl, table
from engine.exchange.line import Fault, Line

EXAMPLES = Path(__file__).parents[2] / "examples"


def read(data: str | bytes) -> list[Line | Fault]:
    return list(table.read(BytesIO(data.encode() if isinstance(data, str) else data)))


def one(data: str) -> dict[str, Any]:
    [line] = read(data)
    assert isinstance(line, Line), line
    return dict(line.fields)


def fault(data: str | bytes) -> Fault:
    [found] = read(data)
    assert isinstance(found, Fault), found
    return found


PROMISE = "coalition,type,at,by,commitment,due,co_accountable\n"


def test_a_row_is_an_event_and_an_empty_cell_is_left_out() -> None:
    line = read(PROMISE + "i3t,commitment-made,2019-03-04,,c-1,2019-04-01,\n")[0]
    fields = {
        "coalition": "i3t",
        "type": "commitment-made",
        "at": "2019-03-04",
        "commitment": "c-1",
        "due": "2019-04-01",
    }
    assert line == Line(2, fields)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_line_ends_and_a_byte_order_mark_are_made_out(delimiter: str, bom: bytes, end: str) -> None:
    rows = [["type", "of", "note"], ["celebration-held", "cake", "“ja” 🎉"], [], ["celebration-held", "more", ""]]
    data = bom + end.join(delimiter.join(row) for row in rows).encode()
    assert read(data) == [
        Line(2, {"type": "celebration-held", "of": "cake", "note": "“ja” 🎉"}),
        Line(4, {"type": "celebration-held", "of": "more"}),
    ]


def test_cells_with_delimiters_quotes_and_line_ends_are_read() -> None:
    data = 'type,of,note\r\ncelebration-held,"a, ""b""","one\r\ntwo"\r\ncelebration-held,c,\r\n'
    assert read(data) == [
        Line(2, {"type": "celebration-held", "of": 'a, "b"', "note": "one\ntwo"}),
        Line(4, {"type": "celebration-held", "of": "c"}),
    ]


@pytest.mark.parametrize(
    ("event_type", "field", "cell", "value"),
    [
        ("threat-assessed", "apart", " 4", 4),
        ("threat-assessed", "apart", "four", "four"),
        ("threat-assessed", "apart", "9" * 30, "9" * 30),
        ("conflict-raised", "stage", "3", 3),
        ("conflict-reviewed", "held", "TRUE", True),
        ("conflict-reviewed", "held", "false", False),
        ("conflict-reviewed", "held", "perhaps", "perhaps"),
        ("trust-moment", "between", "nasa; navy ;", ["nasa", "navy"]),
        ("trust-moment", "between", '["nasa", "navy"]', ["nasa", "navy"]),
        ("session-held", "hosts", "the host", ["the host"]),
        ("session-held", "attendance", '{"nasa": 3}', {"nasa": 3}),
        ("session-held", "attendance", "nasa: 3", "nasa: 3"),
        ("initiative-launched", "leads", "ann; bo", "ann; bo"),
        ("decision-reached", "tally", '{"agree": 1}', {"agree": 1}),
        ("event-retracted", "event", "12", 12),
        ("event-retracted", "event", "a-ref", "a-ref"),
        ("event-retracted", "instead", '{"target": 0.50}', {"target": Decimal("0.50")}),
        ("budget-approved", "amount", "12.50", "12.50"),
        ("budget-approved", "amount", "12", "12"),
        ("charter-drafted", "quorum", "0.50", "0.50"),
        ("charter-drafted", "version", "2", 2),
        ("commitment-renegotiated", "due", "null", None),
        ("commitment-made", "due", "null", "null"),
        ("celebration-held", "of", "[draft] cake", "[draft] cake"),
        ("celebration-held", "of", " spaces stay ", " spaces stay "),
        ("celebration-held", "of", "007", "007"),
        ("celebration-held", "of", "a\x00b", "a\x00b"),
        ("celebration-held", "nonsense", "[1]", "[1]"),
        ("no-such-type", "apart", "4", "4"),
        ("celebration-held", "n", "7", 7),
        ("celebration-held", "derived_from", "6", 6),
        ("celebration-held", "attested", '{"reason": "r", "by": "b"}', {"reason": "r", "by": "b"}),
        ("celebration-held", "breaches", '["a.b"]', ["a.b"]),
        ("celebration-held", "hash", "00ff", "00ff"),
    ],
)
def test_what_a_cell_means_follows_from_the_type_of_its_field(
    event_type: str, field: str, cell: str, value: object
) -> None:
    stream = StringIO()
    csv.writer(stream).writerows([["type", field], [event_type, cell]])
    found = one(stream.getvalue())[field]
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("'=1+1", "=1+1"),
        ("'@x", "@x"),
        ("'-2 degrees", "-2 degrees"),
        ("''=x", "'=x"),
        ("'tis", "'tis"),
        ("=1", "=1"),
        ("'", "'"),
    ],
)
def test_the_apostrophe_that_guards_against_formulas_is_taken_away(cell: str, text: str) -> None:
    assert one(f"type,of\ncelebration-held,{cell}\n")["of"] == text


def test_rows_of_empty_cells_are_skipped_and_short_and_padded_rows_are_read() -> None:
    data = "type,of,note\n,,\ncelebration-held,cake\ncelebration-held,cake,,,\n"
    fields = {"type": "celebration-held", "of": "cake"}
    assert read(data) == [Line(3, fields), Line(4, fields)]


@pytest.mark.parametrize("header", ["Type,OF,Note", "TYPE,of,nOtE", "\ufeffType , Of, note"])
def test_columns_are_known_however_large_their_letters_are(header: str) -> None:
    assert read(f"{header}\ncelebration-held,Cake,Yes\n") == [
        Line(2, {"type": "celebration-held", "of": "Cake", "note": "Yes"})
    ]


def test_a_column_of_no_field_keeps_its_letters_for_the_rules_to_refuse() -> None:
    assert one("Type,Of,Remarks\ncelebration-held,cake,x\n")["Remarks"] == "x"


def test_two_columns_that_differ_in_the_size_of_letters_are_one_too_many() -> None:
    (found,) = read("type,Due,due\ncommitment-made,,\n")
    assert found == Fault(1, "Two columns are called 'due': keep one of them.")


def test_a_first_row_without_a_type_is_shown_with_what_may_be_meant() -> None:
    (found,) = read("Coalition,Event Type,Promisor,Promise\nfb,commitment-made,grocer,bread\n")
    assert found == Fault(
        1,
        "The first row should name the fields, in small letters and type among them: coalition,type,at,by,… "
        "It is: coalition,Event Type,promisor,Promise. Did you mean type for 'Event Type', commitment for 'Promise'?",
    )
    (found,) = read("tpye,at,Co accountable\nx,y,z\n")
    assert isinstance(found, Fault)
    assert found.message.endswith(
        "It is: tpye,at,Co accountable. Did you mean type for 'tpye', co_accountable for 'Co accountable'?"
    )
    (found,) = read("Date,What,Status\nx,y,z\n")
    assert isinstance(found, Fault)
    assert found.message.endswith("It is: Date,what,Status. Did you mean at for 'Date'?")
    (found,) = read(",".join(f"zz{number}" for number in range(99)) + "\nx\n")
    assert isinstance(found, Fault)
    assert found.message.endswith(",zz11,….")


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\n\r\n\r", b"type,at\n"])
def test_a_file_without_rows_holds_no_event(data: bytes) -> None:
    assert read(data) == []


@pytest.mark.parametrize(
    ("data", "number", "said"),
    [
        ("type,of\ncelebration-held,one,two\n", 2, "Column 3 is one more than the first row has, and holds 'two'"),
        ("type,,of\ncelebration-held,x,cake\n", 2, "Column 2 has no name"),
        ("at,by\n2019-01-01,nasa\n", 1, "type among them"),
        ("\n\ntype,at,type\n", 3, "Two columns are called 'type'"),
        ("type,attendance\nsession-held,{nasa: 3}\n", 2, "Column attendance: Not JSON at column 2"),
        ('type,hosts\nsession-held,"[""a"""\n', 2, "Column hosts: Not JSON"),
        ('type,of\ncelebration-held,"open\n\n', 2, "Not CSV"),
        ('type,of\ncelebration-held,"a"b\n', 2, "Not CSV"),
        ('"type,of\n', 1, "Not CSV"),
        (b"type,of\ncelebration-held,\xe9\n", 2, "Line 2: Not UTF-8 at byte 18 (0xe9)"),
        (b'type,of\ncelebration-held,"a\n\xe9"\n', 2, "Line 3: Not UTF-8 at byte 1"),
        ("type,of\n".encode("utf-16"), 1, "Not UTF-8 at byte 1"),
        (b"type,of\ncelebration-held," + b"x" * (1 << 20) + b"\n", 2, "longer than 1 MiB"),
        (b"x" * (1 << 21), 1, "longer than 1 MiB"),
        (b'type,of\ncelebration-held,"' + b"x" * 140_000 + b'"\n', 2, "field limit"),
        (b'type,of\ncelebration-held,"' + (b"x" * 999 + b'\n","') * 1_100 + b'"\n', 2, "the row is longer than 1 MiB"),
    ],
)
def test_what_is_no_event_is_a_fault_that_says_why(data: str | bytes, number: int, said: str) -> None:
    found = next(item for item in read(data) if isinstance(item, Fault))
    assert said in found.message
    assert found.number == number


def test_reading_goes_on_after_a_fault() -> None:
    data = b'type,of\ncelebration-held,\xe9\ncelebration-held,"a"b\ncelebration-held,cake\n'
    assert [type(item) for item in read(data)] == [Fault, Fault, Line]


def cell(value: object) -> object:
    return value if isinstance(value, str | int | Decimal) and not isinstance(value, bool) else json.dumps(value)


def written(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields without what recording adds; the decimal among them as a table holds it, as text."""
    kept = {name: value for name, value in fields.items() if name not in ADDED_BY_RECORDING}
    return kept | {name: str(kept[name]) for name in ("quorum",) if name in kept}


@pytest.mark.parametrize("name", ["i3t", "leads", "fell-apart", "went-alone"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_the_examples_survive_a_table(name: str, delimiter: str) -> None:
    stream = BytesIO((EXAMPLES / f"{name}.jsonl").read_bytes())
    lines = [line.fields for line in jsonl.read(stream) if isinstance(line, Line)]
    header = list(dict.fromkeys(field for fields in lines for field in fields))
    out = StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(header)
    writer.writerows([[cell(fields[field]) if field in fields else "" for field in header] for fields in lines])
    found = [line.fields for line in read(out.getvalue()) if isinstance(line, Line)]
    assert [fields.get("attested") for fields in found] == [fields.get("attested") for fields in lines]
    assert [parsed(written(fields)) for fields in found] == [parsed(written(fields)) for fields in lines]
