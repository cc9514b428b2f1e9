"""Stores: from a store's URL to the event store's recorder, opened so that what is acknowledged is kept.

Everything that only one database knows stays in here. SQLite is the embedded default.
"""

from __future__ import annotations

from engine.stores.sqlite import DurableSQLiteFactory, factory_for, sqlite_path
from engine.stores.sqlite_copies import backup, restore
from engine.stores.sqlite_events import LedgerRecorder
from engine.stores.told import Command, Ends, Health


def exists(url: str) -> bool:
    """Whether there is anything at the store's address."""
    return sqlite_path(url).exists()


__all__ = [
    "Command",
    "DurableSQLiteFactory",
    "Ends",
    "Health",
    "LedgerRecorder",
    "backup",
    "exists",
    "factory_for",
    "restore",
    "sqlite_path",
]
