"""Starting: a whole command, from the shell's point of view, beside importing the libraries that it stands on."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence

from benchmarks import ledgers
from benchmarks.rows import Bench, Figure, at_most, row

_COMMAND = "import sys; sys.argv[0] = 'coalition'; from cli.main import main; main()"
_LIBRARIES = "import typer, pydantic, eventsourcing.sqlite, rich.table"


@row(9)
def whole_commands(bench: Bench) -> Iterator[Figure]:
    """Row 9."""
    store = ledgers.ledger_of(bench, bench.sizes.short)
    show = ("show", ledgers.NAME, "--store", store)
    what = f"coalition show, {bench.sizes.short:,} events, the whole process"
    yield Figure("9", what, "importing the libraries", _costs(bench, show), at_most(2.0))
    yield Figure(
        "9b", "coalition --help, the whole process", "importing the libraries", _costs(bench, ["--help"]), at_most(1.7)
    )


def _costs(bench: Bench, arguments: Sequence[str]) -> list[float]:
    return bench.paired(lambda: _run(_COMMAND, *arguments), lambda: _run(_LIBRARIES)).costs


def _run(code: str, *arguments: str) -> None:
    """Run Python in a process of its own. It may keep its bytecode, as installed libraries have theirs kept."""
    settings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-c", code, *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=settings)
