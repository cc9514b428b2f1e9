"""The power fails at any moment of a recording session: no acknowledged event is lost, and none is there in part."""

from __future__ import annotations

import os
import pickle
import random
import subprocess
import sys
from pathlib import Path

import pytest
from eventsourcing.persistence import PersistenceError

from engine.audit.verifying import verify
from engine.errors import EngineError
from engine.ledger import Ledger

from .losing_power import Done, after_power_cut, sqlite_library

ROOT = Path(__file__).resolve().parents[2]
CUTS = int(os.environ.get("POWER_CUTS", "150"))

pytestmark = pytest.mark.skipif(sqlite_library() is None, reason="Python has its SQLite built in, out of reach")


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> list[Done]:
    """What a recording session did to its files, and what it acknowledged when."""
    folder = tmp_path_factory.mktemp("power") / "store"
    folder.mkdir()
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests"), os.environ.get("PYTHONPATH", "")])
    command = [sys.executable, "-m", "faults.recording_session", str(folder)]
    subprocess.run(command, check=True, env=os.environ | {"PYTHONPATH": path}, cwd=ROOT, timeout=120)
    recorded: list[Done] = pickle.loads((folder.parent / "done").read_bytes())
    return recorded


def test_the_disk_has_seen_what_it_should(done: list[Done]) -> None:
    """A sync of the journal before each acknowledgement: without one nothing below would show anything."""
    acknowledged = [place for place, each in enumerate(done) if each.what == "acknowledged"]
    assert len(acknowledged) == 40
    starts = [0, *acknowledged]
    for start, end in zip(starts, acknowledged, strict=False):
        assert ("sync", "a.db-wal") in {(each.what, each.file) for each in done[start:end]}


@pytest.mark.parametrize("seed", range(5))
def test_no_acknowledged_event_is_lost(done: list[Done], tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    for cut in range(CUTS // 5):
        moment = chance.randrange(len(done) + 1)
        files, acknowledged = after_power_cut(done[:moment], chance)
        folder = tmp_path / str(cut)
        folder.mkdir()
        for name, content in files.items():
            if not name.endswith("-shm"):  # made anew from the journal
                (folder / name).write_bytes(content)
        if acknowledged:
            check(folder / "a.db", acknowledged)


def check(path: Path, acknowledged: list[str]) -> None:
    """All that was acknowledged is there, once; what there is more was being recorded; and nothing is wrong with it."""
    with Ledger(f"sqlite:///{path}") as ledger:
        stored = [command.id for command in ledger.commands()]
        assert set(acknowledged) <= set(stored)
        assert len(set(stored) - set(acknowledged)) <= 1
        assert verify(ledger)["faults"] == []
        events = sum(ledger.version(stream) for stream in ledger.streams())
        assert events == len(stored) == len(set(stored))


def test_a_store_that_does_not_sync_would_be_caught(done: list[Done], tmp_path: Path) -> None:
    """The same session as if nothing had ever been synced: the check above can fail."""
    unsynced = [each for each in done if each.what != "sync"]
    assert not all(survives(unsynced, tmp_path / str(seed), random.Random(seed)) for seed in range(10))


def survives(done: list[Done], folder: Path, chance: random.Random) -> bool:
    """Whether all that was acknowledged is there after a power cut."""
    files, acknowledged = after_power_cut(done, chance)
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    try:
        check(folder / "a.db", acknowledged)
    except (AssertionError, EngineError, PersistenceError):
        return False
    return True
