"""A backup that is stopped in the middle, or for which there is no room: nothing half made stays behind."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from contract.samples import made

from engine import stores
from engine.errors import CannotWrite
from engine.stores import sqlite_copies

from .commands import ROOT

#: Copies, with a journal beside the copy, and then says so and waits to be stopped.
SLOW = """
import sys, time
from pathlib import Path
from engine.stores import sqlite_copies
copy = sqlite_copies._copy
def slow(source, draft):
    copy(source, draft)
    Path(f"{draft}-journal").write_text("half")
    sys.stdout.write("half\\n")
    sys.stdout.flush()
    time.sleep(60)
sqlite_copies._copy = slow
from cli.start import main
main()
"""

on_posix = pytest.mark.skipif(sys.platform == "win32", reason="needs signals")


def names(folder: Path) -> list[str]:
    return sorted(item.name for item in folder.iterdir() if item.name not in ("a.db-wal", "a.db-shm"))


@on_posix
@pytest.mark.parametrize(("strike", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("command", [("store", "backup", "b.db"), ("restore", "a.db")], ids=lambda words: words[0])
def test_who_is_stopped_clears_away(
    tmp_path: Path, strike: signal.Signals, code: int, command: tuple[str, ...]
) -> None:
    made(tmp_path / "a.db")
    store = "a.db" if command[0] == "store" else "b.db"
    around = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    with subprocess.Popen(
        [sys.executable, "-c", SLOW, *command, "--store", store],
        cwd=tmp_path,
        env=around,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "half\n"
        assert len(names(tmp_path)) == 3
        child.send_signal(strike)
        _, said = child.communicate()
    assert child.returncode == code
    assert "Traceback" not in said
    assert names(tmp_path) == ["a.db"]


@on_posix
def test_who_was_told_not_to_heed_it_does_not(tmp_path: Path) -> None:
    """Whoever starts a command decides what it is stopped by."""
    made(tmp_path / "a.db")
    around = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    heedless = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + SLOW.replace("60", "1")
    with subprocess.Popen(
        [sys.executable, "-c", heedless, "store", "backup", "b.db", "--store", "a.db"],
        cwd=tmp_path,
        env=around,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "half\n"
        child.send_signal(signal.SIGTERM)
        child.communicate()
    assert (child.returncode, names(tmp_path)) == (0, ["a.db", "b.db"])


@pytest.mark.parametrize("suffix", ["-wal", "-shm", "-journal"])
def test_where_there_is_no_room_no_journal_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str) -> None:
    def full(_: Path, draft: Path) -> None:
        Path(f"{draft}{suffix}").write_text("half")
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(sqlite_copies, "_copy", full)
    url = made(tmp_path / "a.db")
    with pytest.raises(CannotWrite, match="disk is full"):
        stores.backup(url, tmp_path / "b.db")
    assert names(tmp_path) == ["a.db"]
