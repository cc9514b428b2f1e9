"""Stores: from a store's URL to the event store's recorder, opened so that what is acknowledged is kept.

Everything that only one database knows stays in here. SQLite is the embedded default, PostgreSQL the store that many
share.
"""

from __future__ import annotations

from engine.stores.copies import backup, copy, restore
from engine.stores.copying import Copied
from engine.stores.kinds import exists, factory_for, initialise, is_shared, shown
from engine.stores.sqlite import DurableSQLiteFactory, sqlite_path
from engine.stores.sqlite_events import LedgerRecorder
from engine.stores.told import Command, Ends, Health

__all__ = [
    "Command",
    "Copied",
    "DurableSQLiteFactory",
    "Ends",
    "Health",
    "LedgerRecorder",
    "backup",
    "copy",
    "exists",
    "factory_for",
    "initialise",
    "is_shared",
    "restore",
    "shown",
    "sqlite_path",
]
