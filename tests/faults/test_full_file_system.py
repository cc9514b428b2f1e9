"""A file system that has no room left, a small one of our own: said, nothing half done, and well with room again.

test_full_disk.py tries limits on the size of a file, where no file system can be mounted.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from contract.samples import Clock, made, moment, record_all, told
from eventsourcing.persistence import PersistenceError

from engine import care, stores
from engine.audit.verifying import verify
from engine.errors import EngineError
from engine.ledger import Ledger
from projections.portfolio import Portfolio

from .commands import READ, RECORD, mounted, run

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs a file system in memory")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 600 kB with a store of one coalition of 33 events."""
    folder = tmp_path / "disk"
    folder.mkdir()
    with mounted(folder, "600k"):
        made(tmp_path / "made.db")
        with Ledger(f"sqlite:///{tmp_path / 'made.db'}") as ledger:
            record_all(ledger, [moment(str(number)) for number in range(30)])
        shutil.copy(tmp_path / "made.db", folder / "a.db")
        yield folder


def fill(folder: Path) -> Path:
    """Leave no room."""
    with (folder / "fill").open("wb", buffering=0) as file:
        for size in (65536, 4096):
            try:
                while file.write(bytes(size)) == size:
                    pass
            except OSError:
                continue
    return folder / "fill"


def test_what_is_recorded_until_there_is_no_room_stays(disk: Path) -> None:
    url, kept = f"sqlite:///{disk / 'a.db'}", [str(number) for number in range(30)]
    with Ledger(url) as ledger:
        ledger.version("alder")  # who has it open is surprised later
        filler = fill(disk)
        assert until_it_fails(ledger, kept)
        assert [what.split()[0] for what in told(ledger.stream("alder"))] == kept  # it can still be read
        assert Portfolio(ledger, Clock()).rows()[0]["events"] == len(kept) + 3
        filler.unlink()
        record_all(ledger, [moment("again")])
        assert verify(ledger)["faults"] == []
    with Ledger(url) as ledger:
        assert care.check(ledger)["faults"] == []
        assert [what.split()[0] for what in told(ledger.stream("alder"))] == [*kept, "again"]


def until_it_fails(ledger: Ledger, kept: list[str]) -> bool:
    """Record until that fails, and note what was recorded; whether it was said to be for lack of room."""
    for number in range(30, 500):
        try:
            record_all(ledger, [moment(f"{number} {'x' * 900}")])
        except PersistenceError as fault:
            return "full" in str(fault) or "disk" in str(fault)
        kept.append(str(number))
    return False


@pytest.mark.parametrize("left", [4096, 40_000, 70_000])
def test_whatever_room_is_left_a_command_does_its_work_or_says_that_it_could_not(disk: Path, left: int) -> None:
    filler = fill(disk)
    with filler.open("r+b") as file:
        file.truncate(filler.stat().st_size - left)
    recorded = 0
    for _ in range(20):
        done = run(disk, *RECORD)
        recorded += done.code == 0
        if done.code:
            assert done.sentence
            break
    filler.unlink()
    with Ledger(f"sqlite:///{disk / 'a.db'}") as ledger:
        assert care.check(ledger) == {"coalitions": 1, "events": 33 + recorded, "faults": []}


@pytest.mark.parametrize(
    ("arguments", "made"),
    [
        (("export", "alder", "-o", "{}/x.jsonl"), "x.jsonl"),
        (("report", "alder", "-o", "{}/x.html"), "x.html"),
        (("store", "backup", "{}/b.db"), "b.db"),
        (("audit", "pack", "alder", "-o", "{}/x.pack"), "x.pack"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_for_which_there_is_no_room_is_not_there(
    disk: Path, tmp_path: Path, arguments: tuple[str, ...], made: str
) -> None:
    (tmp_path / "made.db").rename(tmp_path / "a.db")
    run(tmp_path, "audit", "checkpoint")
    fill(disk)
    said = run(tmp_path, *(argument.format(disk) for argument in arguments))
    assert said.code == 1
    assert made in said.sentence or "No space left" in said.err
    assert {path.name for path in disk.iterdir()} == {"a.db", "fill"}


@pytest.mark.parametrize("arguments", [READ, RECORD, ("list",), ("store", "check")], ids=lambda value: value[0])
def test_a_store_that_cannot_be_opened_for_lack_of_room_says_so(disk: Path, arguments: tuple[str, ...]) -> None:
    fill(disk)
    said = run(disk, *arguments)
    assert said.code == 1
    assert "not a coalition store" not in said.sentence
    assert "a.db" in said.err
    assert "disk" in said.err


def test_a_new_store_for_which_there_is_no_room_says_so(disk: Path) -> None:
    filler = fill(disk)
    new = ("new", "x", "--name", "X", "--purpose", "p", "--convener", "ash", "--origin", "invited", "--store", "x.db")
    said = run(disk, *new)
    assert "full" in said.sentence
    filler.unlink()
    assert run(disk, *new).code == 0  # what was left of it is made whole
    assert said.code == 1


@pytest.mark.parametrize("name", ["a.db", "b.db"])
def test_a_fault_of_the_disk_is_one_of_the_engine_or_of_its_store(disk: Path, name: str) -> None:
    """A store that was in use, and one that was just copied and has no journal yet."""
    stores.backup(str(disk / "a.db"), disk / "b.db")
    fill(disk)
    with (
        pytest.raises((EngineError, PersistenceError), match="disk"),
        Ledger(f"sqlite:///{disk / name}") as ledger,
    ):
        ledger.version("alder")
