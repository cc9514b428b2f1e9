"""kill -9 during an import: what was acknowledged is there, once, and the import is completed by running it again."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from engine import care
from engine.errors import NoStore
from engine.exchange import jsonl
from engine.importing import Report, import_lines, into
from engine.ledger import Ledger

from . import importer

ROUNDS = int(os.environ.get("COALITION_KILL_ROUNDS", "60"))
TURNS = 6  #: tests that share the rounds, so that they may run side by side
COALITIONS, EVENTS = 6, 40

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")


def history(coalition: str) -> list[dict[str, object]]:
    """Enough for one coalition: two parties, and moments that nothing tells apart but their words."""
    envelope = {"coalition": coalition, "at": "2020-01-01", "by": "ash"}
    opening = {"name": coalition, "purpose": "x", "convener": "ash", "origin": "invited"}
    joining = {"type": "party-joined", "kind": "other", "standing": "member"}
    lines: list[dict[str, object]] = [envelope | {"type": "coalition-proposed"} | opening]
    lines += [envelope | joining | {"party": party, "name": party} for party in ("ash", "birch")]
    moment = envelope | {"type": "trust-moment", "between": ["ash", "birch"], "kind": "help"}
    return lines + [moment | {"what": f"{number}"} for number in range(EVENTS - len(lines))]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of several coalitions."""
    path = tmp_path / "histories.jsonl"
    lines = [line for number in range(COALITIONS) for line in history(f"c-{number:02}")]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def take(url: str, file: Path) -> Report:
    with Ledger(url, create=True) as ledger, file.open("rb") as stream:
        return import_lines(jsonl.read(stream), importer.HOW, into(ledger, importer.HOW))


def killed_after(url: str, file: Path, seconds: float) -> list[str]:
    """Import in a process that is killed so long after it started; what it said until then."""
    command = [sys.executable, importer.__file__, url, str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        said = [child.stdout.readline()]
        time.sleep(seconds)
        child.send_signal(signal.SIGKILL)
        said += child.stdout.readlines()
    assert child.returncode in (-signal.SIGKILL, 0)
    return [line.rstrip("\n") for line in said if line.endswith("\n")]


def acknowledged(said: list[str]) -> dict[str, int]:
    """The versions that were acknowledged, by coalition."""
    words = [line.split() for line in said]
    return {line[1]: int(line[2]) for line in words if line[0] == "recorded"}


def check_what_is_kept(url: str, promised: dict[str, int]) -> int:
    """What was acknowledged is there, once, and all that is there is whole; how many coalitions that is."""
    try:
        with Ledger(url) as ledger:
            assert care.check(ledger)["faults"] == []
            kept = {coalition: ledger.stream(coalition) for coalition in ledger.streams()}
    except NoStore:  # it was killed before it had made one
        kept = {}
    assert promised.items() <= {coalition: len(entries) for coalition, entries in kept.items()}.items()
    for coalition, entries in kept.items():
        assert [entry.n for entry in entries] == list(range(1, EVENTS + 1))
        assert [jsonl.loads(jsonl.dumps(entry.event.as_written())) for entry in entries] == history(coalition)
    return len(kept)


@pytest.mark.parametrize("turn", range(TURNS))
def test_what_was_acknowledged_outlives_the_process(tmp_path: Path, file: Path, turn: int) -> None:
    chance = random.Random(turn)
    started = time.monotonic()
    assert take(f"sqlite:///{tmp_path / 'whole.db'}", file).accepted == COALITIONS * EVENTS
    longest = time.monotonic() - started + 0.01
    for number in range(turn, ROUNDS, TURNS):
        url = f"sqlite:///{tmp_path / f'{number}.db'}"
        said = killed_after(url, file, chance.uniform(0, longest))
        assert said[0] == "starting"
        kept = check_what_is_kept(url, acknowledged(said))
        assert kept - len(acknowledged(said)) in (0, 1)  # one may be on disk and not acknowledged yet
        again = take(url, file)
        assert (again.accepted, again.refusals) == (COALITIONS * EVENTS, [])
        assert sum(outcome.repeated for outcome in again.coalitions.values()) == kept
        assert check_what_is_kept(url, acknowledged(said)) == COALITIONS


def test_an_import_that_is_killed_again_and_again_comes_to_its_end(tmp_path: Path, file: Path) -> None:
    url, promised = f"sqlite:///{tmp_path / 'a.db'}", dict[str, int]()
    for patience in range(40):
        said = killed_after(url, file, 0.003 * patience)
        promised |= acknowledged(said)
        if said[-1] == "done 0":
            break
    assert len(promised) == COALITIONS
    assert check_what_is_kept(url, promised) == COALITIONS
