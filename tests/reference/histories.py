"""The histories on which the measures are reckoned twice: examples, generated ones, and those from registers."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from domain.coalition import Coalition, evolve
from domain.event import ADDED_BY_RECORDING, Recorded
from domain.history import coalition_of, consider
from domain.shape import parsed

ROOT = Path(__file__).resolve().parents[2]
REGISTERS = ROOT.parent / "shared" / "data" / "histories"
NOW = "2026-11-21T00:00:00Z"

#: Histories that keep the rules, those that break them and are mended, those that end and begin again, and those in
#: which much is told late of a few days.
GENERATED: dict[str, dict[str, Any]] = {
    "plain": {"others": 0.3, "late": 0.15},
    "odd": {"others": 0.35, "late": 0.15, "oddities": True},
    "again": {"others": 0.35, "late": 0.15, "oddities": True, "reconvened": True, "days": 500},
    "crowded": {"others": 0.5, "late": 0.3, "oddities": True, "days": 25},
}


def recorded(lines: Iterable[dict[str, Any]], attest: str | None = None) -> list[Recorded]:
    """The lines as recorded; a line's own reason attests it, `attest` the rest."""
    history: list[Recorded] = []
    coalition = Coalition()
    for line in lines:
        event = parsed({name: value for name, value in line.items() if name not in ADDED_BY_RECORDING})
        reason = line["attested"]["reason"] if line.get("attested") else attest
        records = consider(history, event, now=NOW, recorded_by="clerk", attest=reason, coalition=coalition)
        history += records
        if any(record.voids for record in records):
            coalition = coalition_of(history)
        else:
            for record in records:
                coalition = evolve(coalition, record)
    return history


@cache
def in_file(path: Path) -> dict[str, list[dict[str, Any]]]:
    """The lines of a file by coalition."""
    found: dict[str, list[dict[str, Any]]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        written = json.loads(line, parse_float=Decimal)
        found.setdefault(written["coalition"], []).append(written)
    return found
