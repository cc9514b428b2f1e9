"""A full disk: what cannot be written is told so, what was acknowledged stays, recording goes on once there is room."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from contract.samples import made, told

from engine import care
from engine.ledger import Ledger

CRAMMER = Path(__file__).with_name("crammer.py")


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits on the size of files")
@pytest.mark.parametrize("room", [30_000, 45_000, 60_000, 100_000])
def test_what_was_acknowledged_outlives_a_full_disk(tmp_path: Path, room: int) -> None:
    url = made(tmp_path / "a.db")
    command = [sys.executable, str(CRAMMER), url, str(room)]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    assert said.stderr == ""
    outcomes = [line.split(" ", 2) for line in said.stdout.splitlines()]
    assert {outcome for outcome, *_ in outcomes} == {"recorded", "refused"}
    assert all(told_of_it for outcome, _, *told_of_it in outcomes if outcome == "refused")
    assert outcomes[-1][0] == "recorded"  # there was room again
    with Ledger(url) as ledger:
        kept = [text.split()[0] for text in told(ledger.stream("alder"))]
        assert care.check(ledger)["faults"] == []
    assert kept == [number for outcome, number, *_ in outcomes if outcome == "recorded"]
