"""Real histories, written up from public registers, and the examples: what holds of arbitrary ones holds of them."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from domain.coalition import Coalition
from domain.event import ADDED_BY_RECORDING, Recorded
from domain.history import acts, consider, counting, fold
from domain.shape import parsed

from . import checks
from .outcome_checks import check_outcomes
from .retraction_checks import check_idle_correction

ROOT = Path(__file__).resolve().parents[2]
REGISTERS = ("cabinets", "kubernetes-groups", "kubernetes-enhancements")
EXAMPLES = tuple(path.stem for path in sorted((ROOT / "examples").glob("*.jsonl")))
NOW = "2030-01-01T00:00:00Z"
DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "deep"
REASON = "written up from a register"


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples(name: str) -> None:
    for history in recorded(ROOT / "examples" / f"{name}.jsonl", attest=None):
        _check(history)
        checks.check_as_of(history)
        for act in acts(history)[:: 1 if DEEP else 9]:
            check_idle_correction(history, act, NOW)
            check_retracted(history, act)


@pytest.mark.parametrize("name", REGISTERS)
def test_registers(name: str) -> None:
    path = ROOT.parent / "shared" / "data" / "histories" / f"{name}.jsonl"
    if not path.exists():
        pytest.skip(f"the real histories are not beside this repository: no {path.name}")
    for history in recorded(path, attest=REASON):
        _check(history)
        if len(history) <= 300:
            checks.check_as_of(history)
        else:
            fold(counting(history, as_of=history[len(history) // 2].event.moment))


def check_retracted(history: Sequence[Recorded], act: Recorded) -> None:
    """Taking an act back with all that hangs on it leaves a history of which all of this holds too."""
    if act.n == 1:
        return
    written = {"coalition": act.event.coalition, "type": "event-retracted", "at": NOW, "event": act.n, "cascade": True}
    records = consider(history, parsed(written), now=NOW, recorded_by="scribe", attest=REASON)
    _check([*history, *records])


def recorded(path: Path, attest: str | None) -> Iterator[list[Recorded]]:
    """The histories in a file, each recorded line by line; a line's own attestation wins."""
    for lines in _by_coalition(path).values():
        history: list[Recorded] = []
        coalition = Coalition()
        for line in lines:
            event = parsed({name: value for name, value in line.items() if name not in ADDED_BY_RECORDING})
            reason = line["attested"]["reason"] if line.get("attested") else attest
            records = consider(history, event, now=NOW, recorded_by="scribe", attest=reason, coalition=coalition)
            history += records
            coalition = checks.kept_up(coalition, history, records)
        checks.check_folding(history, coalition)
        yield history


@cache
def _by_coalition(path: Path) -> dict[str, Sequence[dict[str, Any]]]:
    lines: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in path.read_text().splitlines():
        written = json.loads(line, parse_float=Decimal)
        lines[written["coalition"]].append(written)
    return dict(lines)


def _check(history: Sequence[Recorded]) -> None:
    assert [r.n for r in history] == list(range(1, len(history) + 1))
    checks.check_what_counts_is_what_the_rules_give(history)
    checks.check_voids(history)
    checks.check_what_arose(history)
    checks.check_derived_once(history)
    if len(history) <= 300:
        check_outcomes(history)
    for record in history:
        checks.check_breaches(record)
        checks.check_round_trip(record.event)
