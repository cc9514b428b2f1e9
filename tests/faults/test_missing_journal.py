"""A store whose journal (`-wal`) is gone, cut off or left over: what it held is missing from the end, never the middle.

Nothing inside a store can tell that its end is missing; a checkpoint that was kept elsewhere can.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from contract.samples import moment, record_all, told

from engine import care, stores
from engine.errors import Damaged, StoreExists
from engine.ledger import Ledger

from .commands import RECORD, run

#: Records after a start of three events, has a checkpoint signed, and is gone before the journal is put into the file.
DIES = """
import os, subprocess, sys
from contract.samples import made, moment, record
from engine.ledger import Ledger
from pathlib import Path
with Ledger(made(Path("a.db"))) as ledger:
    pass
ledger = Ledger("sqlite:///a.db")
for number in range(5):
    record(ledger, moment(str(number)))
command = [sys.executable, "-m", "cli.main", "audit", "checkpoint"]
signed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
Path("kept").write_text(signed.partition("\\nLog:")[0])
os._exit(0)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder in which a store of eight events lies, five of them in its journal, and the checkpoint of the eight."""
    tests = str(Path(__file__).resolve().parents[1])
    assert run(tmp_path, before=f"import sys; sys.path.insert(0, {tests!r})\n{DIES}") == (0, "", "")
    assert (tmp_path / "a.db-wal").stat().st_size > 0
    return tmp_path


def kept(path: Path) -> list[str]:
    """The moments that a store holds, which is sound."""
    with Ledger(f"sqlite:///{path}") as ledger:
        assert care.check(ledger)["faults"] == []
        return told(ledger.stream("alder"))


def test_with_its_journal_all_is_there(folder: Path) -> None:
    assert kept(folder / "a.db") == [*"01234"]
    assert run(folder, "audit", "verify", "--against", "kept").code == 0


def test_without_what_is_made_from_the_journal_all_is_there(folder: Path) -> None:
    (folder / "a.db-shm").unlink()
    assert kept(folder / "a.db") == [*"01234"]


def test_without_its_journal_it_is_what_it_was_and_a_kept_checkpoint_tells(folder: Path) -> None:
    (folder / "a.db-wal").unlink()
    assert kept(folder / "a.db") == []
    assert run(folder, "store", "check").code == 0  # from inside there is nothing to be seen
    done = run(folder, "audit", "verify", "--against", "kept")
    assert done.code == 4
    assert "Traceback" not in done.out + done.err
    assert "truncated" in done.out
    assert "3 leaves" in done.out
    assert run(folder, *RECORD).code == 0
    assert kept(folder / "a.db") == ["a walk"]
    assert run(folder, "audit", "verify", "--against", "kept").code == 4


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_of_a_journal_that_is_cut_off_the_end_is_missing(folder: Path, share: float) -> None:
    journal = folder / "a.db-wal"
    whole = journal.read_bytes()
    journal.write_bytes(whole[: int(len(whole) * share)])
    found = kept(folder / "a.db")
    assert found == [str(number) for number in range(len(found))]
    assert len(found) < 5
    assert run(folder, "audit", "verify", "--against", "kept").code == 4


def test_a_journal_that_is_left_over_is_not_taken_for_that_of_a_copy(folder: Path) -> None:
    """A backup in the place of a store whose journal still lies there: refused as a command, told if by hand."""
    shutil.copy(folder / "a.db-wal", folder / "left-over")
    with Ledger(f"sqlite:///{folder / 'a.db'}") as ledger:
        record_all(ledger, [moment(f"later {number}") for number in range(40)])
    stores.backup(str(folder / "a.db"), folder / "backup.db")
    (folder / "a.db").unlink()
    shutil.copy(folder / "left-over", folder / "a.db-wal")
    with pytest.raises(StoreExists):
        stores.restore(folder / "backup.db", f"sqlite:///{folder / 'a.db'}")
    shutil.copy(folder / "backup.db", folder / "a.db")
    with pytest.raises(Damaged, match="malformed"):
        kept(folder / "a.db")
    (folder / "a.db-wal").unlink(missing_ok=True)
    shutil.copy(folder / "backup.db", folder / "a.db")
    assert len(kept(folder / "a.db")) == 45


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be removed there")
def test_who_has_it_open_while_it_goes_loses_no_more_than_it_held(folder: Path) -> None:
    with Ledger(f"sqlite:///{folder / 'a.db'}") as ledger:
        assert told(ledger.stream("alder")) == [*"01234"]
        (folder / "a.db-wal").unlink()
        assert told(ledger.stream("alder")) == [*"01234"]
    found = kept(folder / "a.db")
    assert found == [str(number) for number in range(len(found))]
