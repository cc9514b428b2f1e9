"""The command line as its users meet it: what a command prints on either channel, and the code it leaves with."""

from __future__ import annotations

import fcntl
import io
import json
import os
import pty
import struct
import subprocess
import sys
import termios
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from cli.main import main

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
COMMAND = [sys.executable, "-m", "cli.main"]


class Done(NamedTuple):
    """A command that has run."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON object on stdout; fails where there is anything else."""
        lines = self.out.splitlines()
        assert len(lines) == 1, self
        data = json.loads(lines[0])
        assert isinstance(data, dict)
        return data


def run(*arguments: str | Path, given: bytes = b"", columns: int | None = None) -> Done:
    """Run a command in this process; `given` is what stands on its standard input.

    With `columns` its output is taken for a terminal of that width.
    """
    out, err = _Channel(terminal=columns is not None), _Channel()
    stdin = io.TextIOWrapper(io.BytesIO(given), encoding="utf-8")
    variables = {} if columns is None else {"COLUMNS": str(columns), "TERM": "xterm-256color"}
    code: Any = None
    with (
        patch.object(sys, "argv", ["coalition", *map(str, arguments)]),
        patch.object(sys, "stdin", stdin),
        patch.dict(os.environ, variables),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as left:
            code = left.code
    return Done(code, out.text(), err.text())


def spawn(*arguments: str | Path, **settings: Any) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own."""
    settings = {"capture_output": True, "text": True, "encoding": "utf-8", "timeout": 60, **settings}
    return subprocess.run([*COMMAND, *map(str, arguments)], env=environment(), check=False, **settings)


def shell(script: str) -> subprocess.CompletedProcess[str]:
    """Run a line of shell in which `coalition` is the command."""
    function = f'coalition() {{ {sys.executable} -m cli.main "$@"; }}; set -o pipefail; '
    return subprocess.run(
        ["bash", "-c", function + script],
        env=environment(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def on_terminal(*arguments: str | Path, columns: int = 80, **variables: str) -> tuple[int, str]:
    """Run a command on a terminal of that width: the exit code, and all that was written to it."""
    child, terminal = pty.fork()
    if child == 0:  # pragma: no cover (the command's own process)
        variables = {"TERM": "xterm-256color", "COLUMNS": str(columns), **variables}
        os.execve(sys.executable, [*COMMAND, *map(str, arguments)], environment() | variables)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    written = bytearray()
    while piece := _read(terminal):
        written += piece
    os.close(terminal)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return code, written.decode().replace("\r\n", "\n")


def environment() -> dict[str, str]:
    """What a command in a process of its own finds around it."""
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}


def new(coalition: str = "g", *more: str | Path) -> Done:
    """Propose a coalition."""
    told = ("--name", "The Group", "--purpose", "to try", "--convener", "nasa", "--origin", "grassroots")
    return run("new", coalition, *told, "--at", "2019-01-01", *more)


def joined(party: str, coalition: str = "g", *more: str) -> Done:
    """Have a party join."""
    told = ("--party", party, "--name", party.upper(), "--kind", "unit", "--standing", "member")
    return run("record", "party-joined", coalition, "--by", party, "--at", "2019-01-02", *told, *more)


def entries(coalition: str, *more: str) -> list[dict[str, Any]]:
    """The raw ledger of a coalition."""
    logged: list[dict[str, Any]] = run("log", coalition, "--json", *more).json["entries"]
    return logged


class _Channel(io.TextIOWrapper):
    """What is written to standard output or error."""

    def __init__(self, *, terminal: bool = False) -> None:
        self._written, self._terminal = io.BytesIO(), terminal
        super().__init__(self._written, encoding="utf-8", newline="\n", write_through=True)

    def isatty(self) -> bool:
        return self._terminal

    def text(self) -> str:
        self.flush()
        return self._written.getvalue().decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # the other end is closed
        return b""
