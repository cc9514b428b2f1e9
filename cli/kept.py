"""Kept: what somebody outside kept of the ledger, which it is held against; and what the ledger keeps of its own."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.conventions import readable, say, wrong_usage

if TYPE_CHECKING:
    from engine.ledger import Ledger


def checkpoint_in(file: Path) -> bytes:
    """A checkpoint that somebody kept; wrong usage where the file is none."""
    from engine.integrity import checkpoint, note
    from engine.integrity.strict import Unsound

    data = _read(file)
    with wrong_usage(Unsound, option="--against", where=f"{file} is no checkpoint"):
        checkpoint.parsed(note.parsed(data).text)
    return data


def leaves_in(file: Path, ledger: Ledger) -> dict[int, str]:
    """The leaf hashes in a file; wrong usage where it is none, or of another ledger."""
    from eventsourcing.persistence import PersistenceError

    from engine.audit import leaf_file
    from engine.audit.origin import origin_of
    from engine.errors import Damaged, NothingToSign
    from engine.integrity.strict import Unsound

    with wrong_usage(Unsound, option="--leaves"):
        given = leaf_file.parsed(_read(file))
    with suppress(Damaged, NothingToSign, PersistenceError), ledger.audit_log() as log:
        if origin_of(log) != given.origin:
            say(f"The leaves in {file} are those of another ledger, or the first event of this one was changed since.")
    return given.leaves


def spoilt_views(ledger: Ledger) -> list[dict[str, Any]]:
    """Where what is stored of the portfolio is not what the events make."""
    from engine.audit.faults import Faults
    from projections.portfolio import Portfolio

    found, faults = list[dict[str, Any]](), Faults()
    with faults.noting("view"):
        found = Portfolio(ledger).faults()
    return found + [fault.told() for fault in faults]


def _read(file: Path) -> bytes:
    with readable(file) as given:
        return given.read()
