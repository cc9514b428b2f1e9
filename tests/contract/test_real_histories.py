"""Real histories: the three written up from public registers are taken as they are, and given back as they were."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from domain.event import ADDED_BY_RECORDING
from engine import care
from engine.exchange import jsonl
from engine.exchange.line import Line
from engine.importing import How, Report, exported, import_lines, into, restored
from engine.ledger import Ledger

from .conftest import STORES

HISTORIES = Path(__file__).parents[2] / "../shared/data/histories"
FILES = ("cabinets", "kubernetes-enhancements", "kubernetes-groups")
HOW = How("clerk", attest="written up afterwards from a public register")


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


class Imported(NamedTuple):
    """A register as it is written, and the ledger that it was taken into."""

    data: bytes
    acts: dict[str, list[dict[str, Any]]]  #: what it says, by coalition
    ledger: Ledger
    report: Report
    out: bytes  #: what the ledger gives back then
    new_url: Callable[[str], str]  #: addresses of further stores of the same kind


def of_each() -> Iterator[Any]:
    for name in FILES:
        for kind in STORES:
            yield pytest.param((name, kind), id=f"{name}-{kind}")


@pytest.fixture(scope="module", params=of_each())
def imported(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Imported]:
    """One of the registers in each kind of store; it is imported once, as no test adds anything to it."""
    name, kind = request.param
    path = HISTORIES / f"{name}.jsonl"
    if not path.exists():
        pytest.skip(f"the real histories are not at hand: {path.resolve()} is missing")

    def new_url(of: str) -> str:
        return STORES[kind](tmp_path_factory.mktemp(of))

    data = path.read_bytes()
    with Ledger(new_url("first"), create=True) as ledger:
        report = take(ledger, data)
        yield Imported(data, by_coalition(lines(data)), ledger, report, export(ledger), new_url)


def test_a_real_history_is_kept_line_for_line(imported: Imported) -> None:
    data, said, first, report, out, new_url = imported
    assert report.refusals == []
    assert report.accepted == len(data.splitlines())
    assert care.check(first)["faults"] == []
    assert by_coalition(lines(out)) == said
    assert {listed.coalition for listed in first.list()} == set(report.coalitions)
    with Ledger(new_url("second"), create=True) as second:
        assert second.restore(restored(jsonl.read(io.BytesIO(out)))) == len(out.splitlines())
        assert export(second) == out
        for coalition in report.coalitions:
            assert second.stream(coalition) == first.stream(coalition)
            assert second.history(coalition) == first.history(coalition)
            assert second.coalition(coalition) == first.coalition(coalition)


def test_a_real_history_imported_again_stores_nothing(imported: Imported) -> None:
    data, _, ledger, _, before, _ = imported
    again = take(ledger, data)
    assert all(outcome.repeated for outcome in again.coalitions.values())
    assert again.accepted == len(data.splitlines())
    assert export(ledger) == before


def test_the_export_of_a_real_history_imported_elsewhere_has_its_content(imported: Imported) -> None:
    _, said, _, _, out, new_url = imported
    with Ledger(new_url("third"), create=True) as elsewhere:
        report = take(elsewhere, out)
        assert report.refusals == []
        assert by_coalition(lines(export(elsewhere))) == said
