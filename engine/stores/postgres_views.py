"""Views at rest on PostgreSQL: the library's recorder of positions, with what views hold in the same transaction.

They lie in a schema of their own, where the role that records may do as it likes, and are made with the store. So they
are emptied and not dropped: whoever made them anew would own them, and keep the other roles out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, LiteralString, cast

from eventsourcing.persistence import OperationalError, PersistenceError, ProgrammingError, Tracking
from eventsourcing.postgres import PostgresDatastore, PostgresTrackingRecorder
from psycopg.errors import InsufficientPrivilege
from psycopg.sql import SQL, Composed, Identifier

from engine.stores.postgres_connections import patiently
from engine.views import Materialised, Outrun

if TYPE_CHECKING:
    from engine.stores.postgres import Cursor, Datastore

#: The library's table of positions, and ours of what views hold; {0} is their schema.
VIEW_STATEMENTS = (
    "CREATE TABLE {0}.tracking (application_name text PRIMARY KEY, notification_id bigint)",
    "CREATE TABLE {0}.view_row (view text, coalition text, version bigint, since text, until text, state text, "
    "PRIMARY KEY (view, coalition))",
)
#: What both consist of, as they are made.
_AS_MADE = {
    ("tracking", ("application_name text", "key application_name", "notification_id bigint")),
    (
        "view_row",
        (
            "coalition text",
            "key view, coalition",
            "since text",
            "state text",
            "until text",
            "version bigint",
            "view text",
        ),
    ),
}
_FOUND = """
    SELECT relname, array_agg(part ORDER BY part COLLATE "C") FROM (
        SELECT c.relname, a.attname || ' ' || format_type(a.atttypid, a.atttypmod) AS part FROM pg_class c
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = %(schema)s) AND c.relkind = 'r'
        UNION ALL SELECT c.relname, 'key ' || (SELECT string_agg(a.attname, ', ' ORDER BY a.attnum) FROM pg_attribute a
                WHERE a.attrelid = c.oid AND a.attnum = ANY(i.indkey)) FROM pg_class c
            JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary AND i.indisvalid
            WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = %(schema)s)
    ) AS parts WHERE relname IN ('tracking', 'view_row') GROUP BY relname"""
_SELECT = "SELECT coalition, version, since, until, state FROM {0}.view_row WHERE view=%s"
_INSERT = (
    "INSERT INTO {0}.view_row VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (view, coalition) DO UPDATE SET "
    "version = excluded.version, since = excluded.since, until = excluded.until, state = excluded.state"
)


class _Views:
    """The same database, with the schema of the views."""

    def __init__(self, datastore: Datastore) -> None:
        self._datastore, self.schema = datastore, datastore.address.views

    def __getattr__(self, name: str) -> Any:
        return getattr(self._datastore, name)


class ViewRecorder(PostgresTrackingRecorder):
    """The library's recorder of positions, with what views hold stored in the same transaction."""

    def __init__(self, datastore: Datastore) -> None:
        super().__init__(cast(PostgresDatastore, _Views(datastore)), tracking_table_name="tracking")
        self._transaction, self._reading = datastore.transaction_on_views, datastore.reading_views
        self._schema = datastore.address.views

    @patiently
    def position(self, view: str) -> int | None:
        """The last notification that a view has taken in; null where it has none yet."""
        with self._reading() as c:
            return self._position(c, view)

    @patiently
    def rows(self, view: str) -> list[Materialised]:
        """What a view holds, in no order; rows that somebody has spoilt are left out."""
        with self._reading() as c:
            if not self._is_there(c):
                return []
            found = [Materialised(*row) for row in c.execute(self._sql(_SELECT), (view,)).fetchall()]
        return [row for row in found if None not in row._replace(until="")]

    def save(self, view: str, rows: Iterable[Materialised], before: int | None, after: int | None) -> None:
        """Store rows and move the position from `before` to `after`, in one transaction. Raises Outrun.

        Who loses the connection after it was stored is outrun by itself.
        """
        self._save(view, [(view, *row) for row in rows], before, after)

    @patiently
    def _save(self, view: str, rows: list[tuple[Any, ...]], before: int | None, after: int | None) -> None:
        with self._transaction() as c:
            if self._position(c, view) != before:
                raise Outrun(view)
            if not self._is_there(c):
                self._make_anew(c)
            if before is None:  # a position that tells of nothing any more is in the way of a new one
                c.execute(self._sql("DELETE FROM {0}.tracking WHERE application_name=%s"), (view,))
            c.executemany(self._sql(_INSERT), rows)
            if after is not None and after != before:
                self._insert_tracking(cast(Any, c), Tracking(view, after))

    @patiently
    def clear(self) -> None:
        """Empty what all views hold, and their positions; make anew the tables that somebody has spoilt."""
        with self._transaction() as c:
            if self._found(c) == _AS_MADE:
                c.execute(self._sql("DELETE FROM {0}.view_row"))
                c.execute(self._sql("DELETE FROM {0}.tracking"))
            else:
                self._make_anew(c)

    def passes(self, fault: PersistenceError) -> bool:
        """Whether a fault lies with others, the server or one's rights, so that what is stored may be sound."""
        return isinstance(fault, OperationalError) or isinstance(fault.__cause__, InsufficientPrivilege)

    def _make_anew(self, c: Cursor) -> None:
        if not c.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", (self._schema,)).fetchone():
            c.execute(self._sql("CREATE SCHEMA {0}"))
        c.execute(self._sql("DROP TABLE IF EXISTS {0}.view_row, {0}.tracking"))
        for statement in VIEW_STATEMENTS:
            c.execute(self._sql(statement))

    def _sql(self, statement: LiteralString) -> Composed:
        return SQL(statement).format(Identifier(self._schema))

    def _position(self, c: Cursor, view: str) -> int | None:
        """Null also where somebody has dropped what the position tells of."""
        if not self._is_there(c):
            return None
        row = c.execute(self.max_tracking_id_statement, (view,)).fetchone()
        return row[0] if row else None

    def _is_there(self, c: Cursor) -> bool:
        """Whether both tables are there. Raises ProgrammingError where they are not as they were made."""
        found = self._found(c)
        if len(found) == len(_AS_MADE) and found != _AS_MADE:
            raise ProgrammingError(f"The tables in {self._schema} are not as they were made")
        return len(found) == len(_AS_MADE)

    def _found(self, c: Cursor) -> set[tuple[str, tuple[str, ...]]]:
        rows = c.execute(_FOUND, {"schema": self._schema}).fetchall()
        return {(table, tuple(parts)) for table, parts in rows}
