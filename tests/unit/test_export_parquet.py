"""Parquet: what DuckDB, which shares no code with the writer, finds in the file."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest
from exporting import HISTORIES, HOSTILE, OPENED, history, line, promised, recorded

from domain.event import ADDED_BY_RECORDING, Event, Recorded
from domain.values import instant
from engine.errors import CannotWrite
from engine.exchange import jsonl, parquet
from engine.exchange.kinds import own_fields


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "events.parquet"


def write(file: Path, stream: Sequence[Recorded]) -> None:
    voided = {n for record in stream for n in record.voids}
    with file.open("wb") as out:
        parquet.write((parquet.Row(r, r.as_exported(), r.n in voided) for r in stream), out)


def query(file: Path, columns: str, where: str = "true") -> list[tuple[Any, ...]]:
    return asked(f"SELECT {columns} FROM '{file}' WHERE {where} ORDER BY n")


def asked(question: str) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = database().execute(question).fetchall()
    return found


@cache
def database() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


@pytest.fixture(autouse=True, scope="module")
def closed_at_the_end() -> Iterator[None]:
    yield
    database().close()
    database.cache_clear()


@pytest.mark.parametrize("name", HISTORIES)
def test_every_event_is_a_row_with_its_whole_line(name: str, file: Path) -> None:
    stream = history(name)
    write(file, stream)
    assert [row[0] for row in query(file, "json")] == [jsonl.dumps(record.as_exported()) for record in stream]
    voided = {n for record in stream for n in record.voids}
    rows = query(
        file, 'n, type, area, "at", epoch_us(moment), epoch_us(recorded_at), recorded_by, derived_from, voided'
    )
    assert rows == [
        (
            record.n,
            record.type,
            record.event.area,
            record.event.at,
            _microseconds(record.event.moment),
            _microseconds(record.known_from),
            record.recorded_by,
            record.derived_from,
            record.n in voided,
        )
        for record in stream
    ]


def _microseconds(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


@pytest.mark.parametrize("name", HISTORIES)
def test_every_field_has_its_column(name: str, file: Path) -> None:
    stream = history(name)
    write(file, stream)
    for field in own_fields():
        with_it = [r for r in stream if getattr(r.event, field, None) is not None and field in r.event.model_fields_set]
        found = query(file, f'n, "{field}"', f'"{field}" IS NOT NULL')
        assert [n for n, _ in found] == [record.n for record in with_it]
        for (_, value), record in zip(found, with_it, strict=True):
            written = record.as_exported()[field]
            if isinstance(value, date):
                assert value.isoformat() == written
            elif isinstance(value, list):
                assert value == ([written] if isinstance(written, str) else list(written))
            elif isinstance(written, dict | list | tuple):
                assert jsonl.loads(value) == jsonl.loads(jsonl.dumps(written))
            else:
                assert str(value) == str(written)


def test_columns_are_typed_and_always_the_same(file: Path) -> None:
    write(file, [])
    types = {name: type_ for name, type_, *_ in asked(f"DESCRIBE SELECT * FROM '{file}'")}
    assert types.keys() == {*Event.model_fields, *own_fields(), *ADDED_BY_RECORDING} | {
        "type", "area", "moment", "voided", "attested_by", "json",
    }  # fmt: skip
    assert types["n"] == types["apart"] == "BIGINT"
    assert types["due"] == types["review_on"] == "DATE"
    assert types["held"] == types["voided"] == "BOOLEAN"
    assert types["moment"] == types["recorded_at"] == "TIMESTAMP WITH TIME ZONE"
    assert types["between"] == types["to"] == types["breaches"] == "VARCHAR[]"
    assert types["voids"] == "BIGINT[]"
    assert types["amount"] == types["value"] == types["event"] == types["impact"] == "VARCHAR"


def test_what_recording_adds_is_told_apart(file: Path) -> None:
    stream = recorded(
        *OPENED,
        promised(due=None),
        line("event-retracted", "2020-01-02", event=5, reason="mistyped", cascade=False),
        attest="from the minutes",
    )
    write(file, stream)
    assert query(file, "attested, attested_by, breaches, voided", "n = 5") == [
        ("from the minutes", "clerk", ["commitments.dated"], True)
    ]
    assert query(file, "attested, breaches, voids, voided", "n = 6") == [(None, None, [5], False)]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text(text: str, file: Path) -> None:
    write(file, recorded(*OPENED, promised(what=text, note=text), attest=text))
    assert query(file, "what, note", "n = 5") == [(text, text)]


@pytest.mark.parametrize("at", ["0001-01-01", "9999-12-31T23:59:59.999999Z"])
def test_the_first_and_the_last_moment_there_are(at: str, file: Path) -> None:
    stream = [
        Recorded(record.event.model_copy(update={"at": at}), 1, at if len(at) > 10 else f"{at}T00:00:00Z", "x")
        for record in recorded(line("coalition-proposed", name="x", purpose="y"), attest="x")
    ]
    write(file, stream)
    assert query(file, '"at", epoch_us(moment)') == [(at, _microseconds(instant(at)))]


def test_many_events_are_written_in_groups(file: Path) -> None:
    [record, *_] = recorded(*OPENED)
    write(file, [record.numbered(n) for n in range(1, 4502)])
    groups = asked(f"SELECT DISTINCT row_group_id, row_group_num_rows FROM parquet_metadata('{file}')")
    assert sorted(groups) == [(0, 2000), (1, 2000), (2, 501)]
    assert len(query(file, "n")) == 4501


def test_without_pyarrow_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(CannotWrite, match=r"pip install 'coalition-engine\[parquet\]'"):
        parquet.write([], io.BytesIO())
