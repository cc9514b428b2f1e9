"""An import in a process of its own, to be killed: it says when it starts, and each coalition once it is on disk."""

from __future__ import annotations

import sys
from pathlib import Path

from engine.exchange import jsonl
from engine.importing import How, Outcome, import_lines, into
from engine.ledger import Ledger

HOW = How("importer", attest="written up afterwards")


def say(*words: object) -> None:
    """Tell the parent, at once."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def committed(coalition: str, outcome: Outcome) -> None:
    """What is said here was acknowledged."""
    say("recorded", coalition, outcome.version)


def main(store: str, file: str) -> None:
    """Import the file, making the store where there is none."""
    say("starting")
    with Ledger(store, create=True) as ledger, Path(file).open("rb") as stream:
        report = import_lines(jsonl.read(stream), HOW, into(ledger, HOW), committed)
    say("done", len(report.refusals))


if __name__ == "__main__":
    main(*sys.argv[1:])
