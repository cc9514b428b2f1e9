"""Restoring: what was exported is taken back as it was, whole or not at all."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine import care
from engine.exchange import jsonl
from engine.importing import How, exported, import_lines, into, restored
from engine.ledger import Ledger

from .samples import CLERK, Clock, begin, event, joined, moment, proposed, record, record_all, retracted

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.jsonl"))


def lines_of(ledger: Ledger) -> list[str]:
    return list(exported(ledger, ledger.streams()))


def unhashed(line: str) -> str:
    """A line as somebody may have written it by hand, without the hashes that its change makes wrong."""
    return jsonl.dumps({name: value for name, value in jsonl.loads(line).items() if name not in ("prev", "hash")})


def take_back(ledger: Ledger, lines: list[str]) -> int:
    return ledger.restore(restored(jsonl.read(io.BytesIO("\n".join(lines).encode()))))


@pytest.fixture
def eventful(ledger: Ledger) -> Ledger:
    """A ledger with everything that recording may add to an event, and every kind of number."""
    begin(ledger)
    ledger.record(event("party-withdrew", party="cedar", reason="So."), recorded_by=CLERK, attest="the minutes")
    approved = event("budget-approved", budget="b-1", kind="operating", amount="12.50", currency="EUR", period="2020")
    record_all(ledger, [approved, moment("a walk", at="2020-01-01T10:00:00.123456789+01:00", precision="day")])
    instead = jsonl.loads('{"budget":"b-1","kind":"operating","amount":12.5E1,"currency":"EUR","period":"2020"}')
    record(ledger, retracted(5, instead=instead))
    begin(ledger, "beech")
    choice = {"culture_distance": 5, "time_pressure": 5, "choice": "alone", "reason": "So."}
    record(ledger, event("alone-or-together-weighed", "beech", **choice))
    return ledger


@pytest.fixture
def empty(new_url: Callable[[str], str]) -> Any:
    with Ledger(new_url("empty"), create=True) as made:
        yield made


def test_what_was_exported_is_taken_back_as_it_was(eventful: Ledger, empty: Ledger) -> None:
    lines = lines_of(eventful)
    assert take_back(empty, lines) == len(lines) == 13
    assert lines_of(empty) == lines
    assert care.check(empty) == {"coalitions": 2, "events": 13, "faults": []}


def test_a_command_acknowledged_before_is_known_after(eventful: Ledger, empty: Ledger) -> None:
    take_back(empty, lines_of(eventful))
    assert list(empty.commands()) == list(eventful.commands())
    again = record_all(empty, [proposed()], command_id="begin-alder")
    assert (again.first, again.last, again.repeated) == (1, 3, True)


def test_a_line_that_was_changed_is_found_by_its_hash(eventful: Ledger, empty: Ledger) -> None:
    lines = lines_of(eventful)
    for changed in (lines[3].replace("So.", "Oh."), lines[3].replace('"hash":"', '"hash":"f')):
        with pytest.raises(ValueError, match=r"Line 4: (hash|prev) is not that of the event: the export was changed"):
            take_back(empty, [*lines[:3], changed, *lines[4:]])
    with pytest.raises(ValueError, match="Line 4: prev is not that"):
        take_back(empty, [*lines[:2], unhashed(lines[2]).replace("BIRCH", "B").replace("Birch", "B"), *lines[3:]])
    assert empty.health().events == 0
    assert empty.leaves("alder") == []


def test_hashes_survive_a_restore(eventful: Ledger, empty: Ledger) -> None:
    lines = lines_of(eventful)
    take_back(empty, sorted(lines, key=lambda line: json.loads(line)["n"]))  # in another order of recording
    for coalition in ("alder", "beech"):
        assert empty.leaves(coalition) == eventful.leaves(coalition)


def test_a_command_stands_for_one_recording(eventful: Ledger, empty: Ledger) -> None:
    lines = [unhashed(line.replace("begin-beech", "begin-alder")) for line in lines_of(eventful)]
    with pytest.raises(ValueError, match="'begin-alder' stands for 2 recordings"):
        take_back(empty, lines)
    assert empty.health().events == 0


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_the_examples_are_taken_back_as_they_were(ledger: Ledger, empty: Ledger, clock: Clock, file: Path) -> None:
    clock.set("2026-01-01")
    how = How(CLERK)
    with file.open("rb") as stream:
        assert not import_lines(jsonl.read(stream), how, into(ledger, how)).refusals
    take_back(empty, lines_of(ledger))
    assert lines_of(empty) == lines_of(ledger)
    for coalition in ledger.streams():
        assert empty.stream(coalition) == ledger.stream(coalition)
        assert empty.history(coalition) == ledger.history(coalition)


def test_recording_goes_on_in_what_was_taken_back(eventful: Ledger, empty: Ledger) -> None:
    take_back(empty, lines_of(eventful))
    record_all(empty, [joined("cedar"), retracted(8)])
    assert [entry.n for entry in empty.stream("alder")] == list(range(1, 11))


def test_streams_may_be_mixed_and_in_any_order(eventful: Ledger, empty: Ledger) -> None:
    lines = lines_of(eventful)
    mixed = sorted(lines, key=lambda line: (json.loads(line)["n"], json.loads(line)["coalition"]))
    take_back(empty, mixed)
    assert lines_of(empty) == lines


def test_only_an_empty_store_takes_anything_back(eventful: Ledger, empty: Ledger) -> None:
    record(empty, proposed("cherry"))
    with pytest.raises(ValueError, match="not empty"):
        take_back(empty, lines_of(eventful))
    assert list(empty.streams()) == ["cherry"]


def test_nothing_is_taken_back_twice(eventful: Ledger, empty: Ledger) -> None:
    lines = lines_of(eventful)
    take_back(empty, lines)
    with pytest.raises(ValueError, match="not empty"):
        take_back(empty, lines)
    assert lines_of(empty) == lines


@pytest.mark.parametrize("missing", [0, 1, 5, 9])
def test_an_export_that_is_not_whole_is_refused(eventful: Ledger, empty: Ledger, missing: int) -> None:
    lines = lines_of(eventful)
    del lines[missing]
    with pytest.raises(ValueError, match="should be"):
        take_back(empty, lines)
    assert list(empty.streams()) == []


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        ({"n": None}, "Line 2: n is missing"),
        ({"n": True}, "Line 2: n is missing"),
        ({"n": 7}, "event 7 where 2 should be"),
        ({"recorded_at": "yesterday"}, "Line 2: recorded_at"),
        ({"recorded_by": ""}, "Line 2: recorded_by"),
        ({"recorded_by": "a\u0001b"}, "Line 2: recorded_by"),
        ({"derived_from": 0}, "Line 2: derived_from"),
        ({"attested": {"reason": "x"}}, "Line 2: attested.by"),
        ({"voids": ["x"]}, "Line 2: voids"),
        ({"kind": "tree"}, "Line 2: 'kind'"),
        ({"surprise": 1}, "Line 2: 'surprise'"),
        ({"coalition": "Alder"}, "Line 2: 'coalition'"),
        ({"type": "party-sprouted"}, "Line 2: No event type"),
        ({"type": "risk-mitigated", "risk": "r"}, "Line 2"),
    ],
    ids=str,
)
def test_a_line_that_makes_no_record_is_named_and_nothing_is_stored(
    eventful: Ledger, empty: Ledger, spoilt: dict[str, Any], told: str
) -> None:
    lines = lines_of(eventful)[:3]
    lines[1] = json.dumps(json.loads(lines[1]) | spoilt)
    with pytest.raises(ValueError, match=told):
        take_back(empty, lines)
    assert list(empty.streams()) == []


@pytest.mark.parametrize("garbage", ["{", "[]", "\udcff", '{"n":1,"n":2}'])
def test_a_line_that_cannot_be_read_is_named_and_nothing_is_stored(
    eventful: Ledger, empty: Ledger, garbage: str
) -> None:
    data = "\n".join([*lines_of(eventful), garbage]).encode("utf-8", "surrogateescape")
    with pytest.raises(ValueError, match="Line 14: "):
        empty.restore(restored(jsonl.read(io.BytesIO(data))))
    assert list(empty.streams()) == []


def test_a_history_that_makes_no_sense_is_refused(eventful: Ledger, empty: Ledger) -> None:
    delivered = {"coalition": "alder", "type": "commitment-delivered", "at": "2020-01-01", "commitment": "c-1"}
    added = {"n": 4, "recorded_at": "2020-01-01T00:00:00Z", "recorded_by": "x", "evidence": "x"}
    with pytest.raises(ValueError, match="makes no sense"):
        take_back(empty, [*lines_of(eventful)[:3], json.dumps(delivered | added)])
    assert list(empty.streams()) == []


def test_nothing_is_taken_back_from_an_empty_file(empty: Ledger) -> None:
    assert take_back(empty, []) == 0
