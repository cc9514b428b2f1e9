"""Views at rest on SQLite: the library's recorder of positions, with what views hold in the same transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from eventsourcing.persistence import OperationalError, PersistenceError, Tracking
from eventsourcing.sqlite import SQLiteCursor, SQLiteTrackingRecorder

from engine.views import Materialised, Outrun

if TYPE_CHECKING:
    from engine.stores.sqlite import DurableDatastore

_VIEW_TABLE = (
    "CREATE TABLE IF NOT EXISTS view_row (view TEXT, coalition TEXT, version INTEGER, since TEXT, until TEXT, "
    "state TEXT, PRIMARY KEY (view, coalition)) WITHOUT ROWID"
)
#: What says nothing of what is stored.
_PASSES = frozenset(
    (
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_PROTOCOL,
    )
)
#: The columns of a row that nobody has spoilt; a database may hold anything in any column.
_WITH_END, _FOR_EVER = [str, int, str, str, str], [str, int, str, type(None), str]


class ViewRecorder(SQLiteTrackingRecorder):
    """The library's recorder of positions, with what views hold stored in the same transaction."""

    def construct_create_table_statements(self) -> list[str]:
        """The library's table of positions, and ours of what views hold."""
        return [*super().construct_create_table_statements(), _VIEW_TABLE]

    def position(self, view: str) -> int | None:
        """The last notification that a view has taken in; null where it has none yet."""
        with self.datastore.transaction(commit=False) as c:
            return self._position(c, view)

    def rows(self, view: str) -> list[Materialised]:
        """What a view holds, in no order; rows that somebody has spoilt are left out."""
        with self.datastore.transaction(commit=False) as c:
            if not _has_table(c, "view_row"):
                return []
            c.execute("SELECT coalition, version, since, until, state FROM view_row WHERE view=?", (view,))
            found = [Materialised(*row) for row in c.fetchall()]
        return [row for row in found if list(map(type, row)) in (_WITH_END, _FOR_EVER)]

    def save(self, view: str, rows: Iterable[Materialised], before: int | None, after: int | None) -> None:
        """Store rows and move the position from `before` to `after`, in one transaction. Raises Outrun."""
        with cast("DurableDatastore", self.datastore).transaction_on_views() as c:
            if self._position(c, view) != before:
                raise Outrun(view)
            if not (_has_table(c, "tracking") and _has_table(c, "view_row")):
                self._create_table(c)
            if before is None:  # a position that tells of nothing any more is in the way of a new one
                c.execute("DELETE FROM tracking WHERE application_name=?", (view,))
            c.executemany("INSERT OR REPLACE INTO view_row VALUES (?,?,?,?,?,?)", [(view, *row) for row in rows])
            if after is not None and after != before:
                self._insert_tracking(c, Tracking(view, after))

    def clear(self) -> None:
        """Drop what all views hold, and their positions."""
        with cast("DurableDatastore", self.datastore).transaction_on_views() as c:
            c.execute("DROP TABLE IF EXISTS view_row")
            c.execute("DROP TABLE IF EXISTS tracking")

    def passes(self, fault: PersistenceError) -> bool:
        """Whether a fault lies with who else is there or with the disk, so that what is stored may be sound."""
        code = getattr(fault.__cause__, "sqlite_errorcode", None)
        return isinstance(fault, OperationalError) and (fault.__cause__ is None or (code or 0) & 0xFF in _PASSES)

    def _position(self, c: SQLiteCursor, view: str) -> int | None:
        """Null also where somebody has dropped what the position tells of."""
        if not (_has_table(c, "tracking") and _has_table(c, "view_row")):
            return None
        position = self._max_tracking_id(view, c)
        return position if isinstance(position, int) else None

    def _create_table(self, c: SQLiteCursor) -> None:
        """Make both tables, or the one that is missing, by the library's own way of telling old ones from new."""
        self.tracking_table_exists = _has_table(c, "tracking")
        if self.tracking_table_exists:
            self.tracking_migration_previous = self._max_tracking_id(self.table_migration_identifier, c)
        super()._create_table(c)


def _has_table(c: SQLiteCursor, name: str) -> bool:
    c.execute("SELECT COUNT(*) FROM sqlite_master WHERE type='table' AND name=?", (name,))
    return bool(c.fetchone()[0])
