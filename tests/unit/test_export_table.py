"""Tables written: inert in a spreadsheet, and read back by the import to the letter."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import pytest
from exporting import HISTORIES, HOSTILE, OPENED, history, line, recorded

from domain.event import ADDED_BY_RECORDING, Event, Recorded, registry
from domain.shape import parsed
from engine.exchange import table
from engine.exchange.cells import cell, field_readings, guarded, unguarded
from engine.exchange.kinds import ADDED, kinds, nullable
from engine.exchange.line import Line
from engine.exchange.table_writing import columns, header, rows

#: What a spreadsheet may take for the beginning of a formula, whatever it leaves out before it.
_FORMULA = re.compile(r"[\s\"“”\u200b\ufeff]*[=+\-@\t\r＝＋－＠]")


def written(records: list[Recorded] | tuple[Recorded, ...]) -> str:
    entries = [record.as_exported() for record in records]
    names = columns(entries)
    return "".join(f"{row}\n" for row in (header(names), *rows(entries, names)))


def read_back(text: str) -> list[dict[str, Any]]:
    found = list(table.read(BytesIO(text.encode())))
    assert all(isinstance(item, Line) for item in found), found
    return [dict(item.fields) for item in found if isinstance(item, Line)]


def plainly(event: Event) -> dict[str, Any]:
    """What a table can hold of an event: decimals as text, and no null where it says nothing."""
    said = nullable(type(event))
    kept = {name: value for name, value in event.as_written().items() if value is not None or name in said}
    decimals = [name for name, kind in kinds(type(event)).items() if kind == "decimal" and name in kept]
    return kept | {name: format(Decimal(kept[name]), "f") for name in decimals if kept[name] is not None}


def own(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name not in ADDED_BY_RECORDING}


@pytest.mark.parametrize("name", HISTORIES)
def test_a_history_is_read_back_as_it_was(name: str) -> None:
    records = history(name)
    found = read_back(written(records))
    assert [parsed(own(fields)) for fields in found] == [parsed(plainly(record.event)) for record in records]
    for fields, record in zip(found, records, strict=True):
        added = {name: value for name, value in record.as_exported().items() if name in ADDED_BY_RECORDING}
        assert {name: fields.get(name) for name in added} == added


@pytest.mark.parametrize("name", HISTORIES)
def test_no_cell_of_a_history_begins_like_a_formula(name: str) -> None:
    for row in csv.reader(StringIO(written(history(name)))):
        assert not any(_FORMULA.match(text) for text in row)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_inert_wherever_it_stands_and_read_back_to_the_letter(text: str) -> None:
    told = {"session": "s", "topic": text, "kind": "working", "hosts": [text, "a", text], "highlights": [text]}
    events = [*OPENED, line("session-held", attendance={"ash": 1}, note=text, source=text, **told)]
    records = recorded(*events)
    out = written(records)
    assert [parsed(own(fields)) for fields in read_back(out)] == [parsed(plainly(record.event)) for record in records]
    for delimiter in ",;\t":  # also where a spreadsheet takes another delimiter than the one that was meant
        for row in csv.reader(StringIO(out), delimiter=delimiter):
            assert not any(_FORMULA.match(text) for text in row), row


@pytest.mark.parametrize("text", HOSTILE)
def test_who_recorded_and_why_is_inert_too(text: str) -> None:
    [record] = recorded(line("coalition-proposed", name="x", purpose="y"), attest=text)
    record = Recorded(record.event, 1, record.recorded_at, text, attested=record.attested, breaches=record.breaches)
    [fields] = read_back(written([record]))
    assert fields["recorded_by"] == text
    assert fields["attested"] == {"reason": text, "by": "clerk"}
    assert not any(_FORMULA.match(cell) for row in csv.reader(StringIO(written([record]))) for cell in row)


@pytest.mark.parametrize(
    ("text", "guarded_text"),
    [
        ("=1+1", "'=1+1"),
        ("plain - text", "plain - text"),
        ("2019-03-04", "2019-03-04"),
        ("-5", "'-5"),
        ("'=1", "''=1"),
        ("'tis", "'tis"),
        ("a;=1; -b", "a;'=1;' -b"),
        ("one\n- two", "one\n'- two"),
        ("one, -2", "one, -2"),
        (" ", "' "),
        ("a=b", "a=b"),
        ("\u200e＝1", "'\u200e＝1"),
    ],
)
def test_an_apostrophe_stands_where_a_formula_could_begin_and_nowhere_else(text: str, guarded_text: str) -> None:
    assert guarded(text) == guarded_text
    assert unguarded(guarded_text) == text


@pytest.mark.parametrize(
    ("event_type", "field", "value", "text"),
    [
        ("trust-moment", "between", ["nasa", "navy"], "nasa; navy"),
        ("session-held", "hosts", ["the host"], "the host"),
        ("session-held", "hosts", ["a; b", "c"], '["a; b","c"]'),
        ("session-held", "hosts", ["[a"], '["[a"]'),
        ("session-held", "hosts", [" a"], '[" a"]'),
        ("session-held", "hosts", ["=1", "a;-b"], '["\\u003d1","a;\\u002db"]'),
        ("session-held", "hosts", [], "[]"),
        ("session-held", "attendance", {"nasa": 3}, '{"nasa":3}'),
        ("commitment-renegotiated", "due", None, "null"),
        ("conflict-reviewed", "held", True, "true"),
        ("threat-assessed", "apart", 4, "4"),
        ("account-contested", "event", 12, "12"),
        ("account-contested", "event", "12", "'12"),
        ("account-contested", "event", "r-1", "r-1"),
        ("event-retracted", "instead", {"value": Decimal("-0.50")}, '{"value":-0.50}'),
        ("measure-reported", "value", "-0.50", "'-0.50"),
    ],
)
def test_a_value_is_written_as_the_import_reads_it(event_type: str, field: str, value: object, text: str) -> None:
    kind = kinds(registry()[event_type])[field]
    assert cell(kind, value) == text
    assert field_readings(registry()[event_type])[field](text) == value


def test_a_number_is_read_back_as_text_that_says_the_same() -> None:
    assert [cell("decimal", value) for value in (12, Decimal("0.50"), Decimal("2.5E+3"))] == ["12", "0.50", "2500"]


def test_the_columns_are_those_that_are_filled_in_the_order_of_the_vocabulary() -> None:
    names = columns(record.as_exported() for record in history("went-alone"))
    assert names[:4] == ["coalition", "type", "at", "by"]
    assert names[-4:] == ["n", "recorded_at", "recorded_by", "derived_from"]
    assert "amount" not in names
    assert columns([]) == ["coalition", "type", "at"]
    assert columns([{"type": "x", "zeal": 1, "n": 2}]) == ["coalition", "type", "at", "n", "zeal"]


def test_what_recording_adds_is_known_by_its_kind() -> None:
    assert set(ADDED) == ADDED_BY_RECORDING
