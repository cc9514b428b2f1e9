"""Commands in a process of their own, on a machine that lacks something."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from .deprived import NOT_HERE

ROOT = Path(__file__).resolve().parents[2]
DEPRIVED = Path(__file__).with_name("deprived.py")
#: A command that records, and one that reads, of the coalition that the samples make.
RECORD = (
    *("record", "trust-moment", "alder", "--at", "2020-01-01", "--by", "ash", "--kind", "help"),
    *("--between", "ash", "--between", "birch", "--what", "a walk"),
)
READ = ("timeline", "alder")


@contextmanager
def mounted(folder: Path, size: str) -> Iterator[None]:
    """A file system in memory at a folder; skips, saying so, where this machine lets nobody mount one."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("no file system can be mounted here; limits and read-only folders are tried too")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


class Ran(NamedTuple):
    """A command that has run: its exit code, and what it printed on either channel."""

    code: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """The one line for people about what went wrong; fails where there is more, or less than is fit to be read."""
        assert self.code in (1, 2, 4), self
        assert self.out == "", self
        assert len(self.err.splitlines()) == 1, self
        assert "Traceback" not in self.err, self
        assert "unforeseen" not in self.err, self
        return self.err


def run(folder: Path, *arguments: str | Path, lacking: str = "", before: str = "", **variables: str) -> Ran:
    """Run a command in a folder, there with the store a.db; `before` is Python that is run in its process first."""
    start = ["-c", f"{before}\nfrom cli.start import main\nmain()", *map(str, arguments)]
    command = [sys.executable, *([str(DEPRIVED), lacking] if lacking else []), *start]
    around = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        "COALITION_STORE": "a.db",
        "COALITION_USER": "clerk",
        "COALITION_KEY": str(folder / "key.pem"),
        **variables,
    }
    done = subprocess.run(
        command, cwd=folder, env=around, capture_output=True, text=True, encoding="utf-8", check=False, timeout=120
    )
    if lacking and done.returncode == NOT_HERE:
        pytest.skip("this machine does not let a process give up its rights or its user")
    return Ran(done.returncode, done.stdout, done.stderr)
