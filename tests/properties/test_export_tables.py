"""Tables of arbitrary events and texts: nothing is lost on the way out and in, and nothing becomes a formula."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain.event import ADDED_BY_RECORDING, Event, Recorded
from domain.sessions import SessionHeld
from domain.shape import parsed
from engine.exchange import table
from engine.exchange.cells import cell, field_readings, guarded, unguarded
from engine.exchange.kinds import kinds, nullable
from engine.exchange.line import Line
from engine.exchange.table_writing import columns, header, rows

from .strategies import events

_FORMULA = re.compile(r"[\s'\"“”‘’\u200b\ufeff]*[=+\-@\t\r＝＋－＠]")
#: Text as events may hold it, mostly of what matters to a table.
TEXTS = st.text(
    st.sampled_from("=+-@＝－'\"“;,\t\n \u200b\u3000[{a1é🌲") | st.characters(exclude_categories=("Cs", "Cc")),
    max_size=12,
)
WRITTEN = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)


def plainly(event: Event) -> dict[str, Any]:
    said = nullable(type(event))
    kept = {name: value for name, value in event.as_written().items() if value is not None or name in said}
    decimals = [name for name, kind in kinds(type(event)).items() if kind == "decimal" and name in kept]
    return kept | {name: format(Decimal(kept[name]), "f") for name in decimals}


@given(TEXTS)
def test_what_is_guarded_is_inert_and_given_back(text: str) -> None:
    written = guarded(text)
    assert unguarded(written) == text
    for piece in (written, *re.split("[;\t\n]", written)):
        assert not _FORMULA.match(piece) or piece.startswith("'")


@given(WRITTEN)
def test_what_somebody_else_wrote_is_read_without_a_fault(text: str) -> None:
    assert guarded(unguarded(text)).replace("'", "") == text.replace("'", "")


@given(st.lists(TEXTS.filter(bool), max_size=3))
def test_a_list_is_given_back_and_holds_no_formula(items: list[str]) -> None:
    written = cell("texts", items)
    assert field_readings(SessionHeld)["hosts"](written) == items
    assert guarded(written) == written


@given(st.lists(events(), min_size=1, max_size=5))
def test_arbitrary_events_are_read_back_as_they_were(those: list[Event]) -> None:
    records = [Recorded(event, n, "2021-01-01T00:00:00Z", "=scribe") for n, event in enumerate(those, 1)]
    entries = [record.as_exported() for record in records]
    names = columns(entries)
    text = "\n".join((header(names), *rows(entries, names)))
    found = [item for item in table.read(BytesIO(text.encode())) if isinstance(item, Line)]
    own = [{name: value for name, value in line.fields.items() if name not in ADDED_BY_RECORDING} for line in found]
    assert [parsed(fields) for fields in own] == [parsed(plainly(event)) for event in those]
    assert [line.fields["n"] for line in found] == [record.n for record in records]
    for row in csv.reader(StringIO(text)):
        assert not any(cell_.startswith(("=", "+", "-", "@", "\t")) for cell_ in row)
