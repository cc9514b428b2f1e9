"""The demo: a ledger with the example histories."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from engine.errors import NoStore
from engine.exchange.formats import reader_for
from engine.importing import How, import_lines, into
from engine.ledger import Ledger

EXAMPLES = ("i3t", "leads", "went-alone", "fell-apart")


def examples() -> Path:
    """Where the example histories lie: in the checkout, or in the installed package. Raises NoStore."""
    root = Path(__file__).resolve().parents[1]
    for folder in (root / "examples", root / "cli" / "examples"):
        if folder.is_dir():
            return folder
    raise NoStore("The example histories are not installed with this package")


def make_demo(folder: Path) -> tuple[str, list[str]]:
    """Make the ledger demo.db in a folder; its URL, and a line on every history.

    Made a second time it stays as it is: the same import again stores nothing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{folder / 'demo.db'}"
    with Ledger(url, create=True) as ledger:
        return url, list(_imported(ledger))


def _imported(ledger: Ledger) -> Iterator[str]:
    how = How(recorded_by="demo")
    for name in EXAMPLES:
        file = examples() / f"{name}.jsonl"
        with file.open("rb") as stream:
            report = import_lines(reader_for("jsonl")(stream), how, into(ledger, how))
        for refusal in report.refusals:
            yield f"{name}: line {refusal.line} refused by {refusal.rule}: {refusal.message}"
        coalition = ledger.coalition(name)
        yield f"{name}: {report.accepted} acts, {coalition.version} events, {coalition.phase}"
