"""Whole histories in the log: the examples, and those from public registers where they are at hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from reference.histories import REGISTERS, ROOT, in_file, recorded

from domain.event import Recorded
from engine.exchange import jsonl
from engine.integrity import entry, unzip
from engine.integrity.check import check
from engine.integrity.merkle import leaf_hash
from integrity.making import KEY, MAPPER, Log

EXAMPLES = sorted((ROOT / "examples").glob("*.jsonl"))


def logged(histories: dict[str, list[Recorded]]) -> Log:
    log = Log()
    for stream, history in histories.items():
        for record in history:
            stored = MAPPER.to_stored_event(record)
            log.keep(stream, stored.topic, stored.state)
    return log


def exported(history: list[Recorded], log: Log) -> bytes:
    """What an export says of a history, with the hashes of its entries."""
    rows = [row.entry for row in log.of([history[0].event.coalition])]
    hashes = [None, *(leaf_hash(row).hex() for row in rows)]
    lines = [
        jsonl.dumps(record.as_exported() | {"prev": hashes[n], "hash": hashes[n + 1]}) + "\n"
        for n, record in enumerate(history)
    ]
    return "".join(lines).encode()


def test_the_examples_as_one_ledger() -> None:
    histories = {name: recorded(lines) for file in EXAMPLES for name, lines in in_file(file).items()}
    log = logged(histories)
    note = log.close()
    data = log.pack(note)
    result = check(data, KEY.verifier)
    assert result.holds
    assert result.coalitions == {name: len(history) for name, history in sorted(histories.items())}
    files = unzip.unzipped(data)
    for name, history in histories.items():
        assert files[f"events-of-{name}.jsonl"] == exported(history, log)
    for place in range(0, len(log.rows), 7):
        receipt = check(log.receipt(place, note).written(), KEY.verifier)
        assert receipt.holds
        found = entry.parsed(log.rows[place].entry)
        assert receipt.event == exported(histories[found.stream], log).decode().splitlines()[found.version - 1]


def test_a_history_from_a_register() -> None:
    file = REGISTERS / "cabinets.jsonl"
    if not file.exists():
        pytest.skip(f"the real histories are not at hand: {Path(file).resolve()} is missing")
    name, lines = max(in_file(file).items(), key=lambda item: len(item[1]))
    history = recorded(lines, "written up afterwards from a public register")
    log = logged({name: history})
    data = log.pack(log.close())
    assert check(data, KEY.verifier).coalitions == {name: len(history)}
    assert unzip.unzipped(data)[f"events-of-{name}.jsonl"] == exported(history, log)
