"""Real histories: the three written up from public registers are taken as they are, and given back as they were."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from domain.event import ADDED_BY_RECORDING
from engine import care
from engine.exchange import jsonl
from engine.exchange.line import Line
from engine.importing import How, Report, exported, import_lines, into, restored
from engine.ledger import Ledger

HISTORIES = Path(__file__).parents[2] / "../shared/data/histories"
FILES = ("cabinets", "kubernetes-enhancements", "kubernetes-groups")
HOW = How("clerk", attest="written up afterwards from a public register")


@pytest.fixture(params=FILES)
def file(request: pytest.FixtureRequest) -> Path:
    """One of the files, where they are at hand."""
    path = HISTORIES / f"{request.param}.jsonl"
    if not path.exists():
        pytest.skip(f"the real histories are not at hand: {path.resolve()} is missing")
    return path


def lines(data: bytes) -> Iterator[dict[str, Any]]:
    for line in jsonl.read(io.BytesIO(data)):
        assert isinstance(line, Line)
        yield dict(line.fields)


def by_coalition(all_fields: Iterator[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """The acts of each coalition, without what recording added."""
    found: dict[str, list[dict[str, Any]]] = {}
    for fields in all_fields:
        if fields.get("derived_from") is None:
            act = {name: value for name, value in fields.items() if name not in ADDED_BY_RECORDING}
            found.setdefault(act["coalition"], []).append(act)
    return found


def take(ledger: Ledger, data: bytes) -> Report:
    return import_lines(jsonl.read(io.BytesIO(data)), HOW, into(ledger, HOW))


def export(ledger: Ledger) -> bytes:
    return "".join(f"{line}\n" for line in exported(ledger, ledger.streams())).encode()


def test_a_real_history_is_kept_line_for_line(file: Path, new_url: Callable[[str], str]) -> None:
    data = file.read_bytes()
    with Ledger(new_url("first"), create=True) as first:
        report = take(first, data)
        assert report.refusals == []
        assert report.accepted == len(data.splitlines())
        assert care.check(first)["faults"] == []
        out = export(first)
        assert by_coalition(lines(out)) == by_coalition(lines(data))
        assert {listed.coalition for listed in first.list()} == set(report.coalitions)
        with Ledger(new_url("second"), create=True) as second:
            assert second.restore(restored(jsonl.read(io.BytesIO(out)))) == len(out.splitlines())
            assert export(second) == out
            for coalition in report.coalitions:
                assert second.stream(coalition) == first.stream(coalition)
                assert second.history(coalition) == first.history(coalition)
                assert second.coalition(coalition) == first.coalition(coalition)


def test_a_real_history_imported_again_stores_nothing(file: Path, new_url: Callable[[str], str]) -> None:
    data = file.read_bytes()
    with Ledger(new_url("first"), create=True) as ledger:
        take(ledger, data)
        before = export(ledger)
        again = take(ledger, data)
        assert all(outcome.repeated for outcome in again.coalitions.values())
        assert again.accepted == len(data.splitlines())
        assert export(ledger) == before


def test_the_export_of_a_real_history_imported_elsewhere_has_its_content(
    file: Path, new_url: Callable[[str], str]
) -> None:
    data = file.read_bytes()
    with Ledger(new_url("first"), create=True) as first, Ledger(new_url("second"), create=True) as second:
        take(first, data)
        report = take(second, export(first))
        assert report.refusals == []
        assert by_coalition(lines(export(second))) == by_coalition(lines(data))
