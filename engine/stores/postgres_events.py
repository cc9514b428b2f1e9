"""Events on PostgreSQL: the library's recorder, with one transaction of our own for everything that is recorded.

The library's own insertion sends its statements in a pipeline and catches an error that is raised between them, so that
events would be there without what belongs to them. Here events, commands and the log stand or fall together, and where
the connection is lost nobody is left to guess: who comes back looks first whether the events are there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any

from eventsourcing.persistence import IntegrityError, Notification, StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder
from psycopg.errors import UniqueViolation
from psycopg.rows import tuple_row

from engine.errors import CannotWrite
from engine.stores.leaves import TABLES, Log
from engine.stores.postgres_connections import Unreachable, one_line, patience, patiently
from engine.stores.told import Command, Ends, Health

if TYPE_CHECKING:
    from engine.stores.postgres import Cursor, Datastore

#: What PostgreSQL calls the notification id of an event, and a parameter.
ID_COLUMN, PLACE = "notification_id", "%s"
_PAGE = 5_000  # events that are sent at once
#: What may tell the name that a coalition goes by now.
_NAMING = "topic IN ('coalition-renamed', 'event-retracted')"
_COLUMNS = "originator_id, originator_version, topic, state"
#: Texts are compared byte by byte, as on SQLite, and not as the language of the database would have it.
_ID = 'text COLLATE "C" NOT NULL'

STATEMENTS = (
    f"CREATE TABLE stored_events (originator_id {_ID}, originator_version bigint NOT NULL, topic text NOT NULL, "
    "state bytea NOT NULL, notification_id bigserial NOT NULL, PRIMARY KEY (originator_id, originator_version))",
    "CREATE UNIQUE INDEX stored_events_notification_id ON stored_events (notification_id)",
    f"CREATE INDEX naming ON stored_events (originator_id, originator_version) WHERE {_NAMING}",
    f"CREATE TABLE command (id {_ID} PRIMARY KEY, stream {_ID}, first bigint NOT NULL, last bigint NOT NULL)",
    *(table.format(number="bigint", bytes="bytea") for table in TABLES),
    "CREATE TABLE layout (version bigint PRIMARY KEY)",
)
#: The tables of a ledger.
LEDGER_TABLES = ("stored_events", "command", "audit_leaf", "audit_node", "checkpoint", "layout")

#: The events that are handed in, in their order.
_GIVEN = f"unnest(%b::text[], %b::bigint[], %b::text[], %b::bytea[]) WITH ORDINALITY AS given ({_COLUMNS}, place)"
_INSERT = (
    f"INSERT INTO stored_events ({_COLUMNS}) SELECT {_COLUMNS} FROM {_GIVEN} ORDER BY place RETURNING notification_id"
)
_FIND = f"SELECT notification_id FROM {_GIVEN} JOIN stored_events USING ({_COLUMNS}) ORDER BY place"
_INSERT_COMMANDS = (
    "INSERT INTO command (id, stream, first, last) "
    "SELECT * FROM unnest(%s::text[], %s::text[], %s::bigint[], %s::bigint[])"
)

#: The coalitions, hopping along the primary key instead of reading it.
_STREAMS = (
    "WITH RECURSIVE ids(id) AS (SELECT MIN(originator_id) FROM stored_events UNION ALL "
    "SELECT (SELECT MIN(originator_id) FROM stored_events WHERE originator_id > ids.id) FROM ids WHERE id IS NOT NULL) "
    "SELECT id FROM ids WHERE id IS NOT NULL"
)


def _end(name: str, direction: str) -> str:
    return (
        f"LATERAL (SELECT originator_version, topic, state FROM stored_events WHERE originator_id = ids.id "
        f"ORDER BY originator_version {direction} LIMIT 1) AS {name}"
    )


_ENDS = f"SELECT ids.id, first.*, last.* FROM ({_STREAMS}) AS ids, {_end('first', 'ASC')}, {_end('last', 'DESC')}"
#: What changes what is recorded, or no longer keeps it as it should.
_FAULTS = """
    SELECT c.relname || ' has no valid primary key any more' FROM ledger c WHERE NOT EXISTS
        (SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary AND i.indisvalid)
    UNION ALL SELECT i.indexrelid::regclass || ' is no valid index' FROM pg_index i JOIN ledger c ON i.indrelid = c.oid
        WHERE NOT i.indisvalid
    UNION ALL SELECT c.relname || ' has a trigger, ' || t.tgname || ', which may change what is recorded'
        FROM pg_trigger t JOIN ledger c ON t.tgrelid = c.oid WHERE NOT t.tgisinternal
    UNION ALL SELECT c.relname || ' has a rule, ' || r.rulename || ', which may change what is recorded'
        FROM pg_rewrite r JOIN ledger c ON r.ev_class = c.oid
    UNION ALL SELECT c.relname || ' has policies, which may hide what is recorded' FROM ledger c WHERE c.relrowsecurity
    ORDER BY 1"""
_LEDGER = (
    "WITH ledger AS (SELECT c.* FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname = %s AND c.relname = ANY(%s))"
)
_SETTINGS = ("fsync", "full_page_writes", "synchronous_commit", "data_checksums", "server_version")


class LedgerRecorder(PostgresApplicationRecorder):
    """The library's recorder, with the commands that made the events, and their log, recorded in one transaction."""

    datastore: Datastore

    def __init__(self, datastore: Datastore) -> None:
        super().__init__(datastore)

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Record events with what belongs to them, once, also where the connection is lost on the way.

        A transaction ends, one way or the other, before the lock is free again: who holds it sees whether the
        events are there.
        """
        for attempt in patience():
            try:
                with self.datastore.transaction(commit=True) as c:
                    there = self._ids_of(c, stored_events) if attempt else []
                    return there or self._insert_events(c, stored_events, **kwargs)
            except Unreachable as lost:
                error = lost
            except IntegrityError as fault:
                if _is_overtaken(fault):
                    raise
                raise CannotWrite(
                    f"{self.datastore.address} does not take what it is given: {one_line(fault)}"
                ) from fault
        raise error

    def in_turn(self, stream: str) -> AbstractContextManager[None]:
        """Let those who were overtaken in a coalition go on one after the other, instead of overtaking each other."""
        return self.datastore.in_turn(stream)

    def _insert_events(  # type: ignore[override]
        self, curs: Cursor, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int]:
        """Insert events, the commands that made them, and their leaves; the notification ids of the events."""
        ids: list[int] = []
        for page in _pages(stored_events):
            inserted = [row[0] for row in curs.execute(_INSERT, _columns(map(_row, page))).fetchall()]
            self._check_all_taken(len(page), len(inserted))
            ids += inserted
        commands: Sequence[Command] = kwargs.get("commands", ())
        if commands:
            curs.execute(_INSERT_COMMANDS, _columns(commands))
            self._check_all_taken(len(commands), curs.rowcount)
        self._append_leaves(curs, stored_events, ids)
        return ids

    def _append_leaves(self, curs: Cursor, stored_events: Sequence[StoredEvent], ids: Sequence[int]) -> None:
        """Let the log commit to events just inserted, in their transaction."""
        self.log_on(curs).append(stored_events, ids)
        self._check_all_taken(len(ids), curs.rowcount if ids else 0)

    def _check_all_taken(self, given: int, taken: int) -> None:
        if given != taken:
            raise CannotWrite(
                f"{self.datastore.address} does not take what it is given: a trigger or a rule in the database "
                "holds it back. See: coalition store check"
            )

    def _ids_of(self, c: Cursor, stored_events: Sequence[StoredEvent]) -> list[int]:
        """The notification ids of events that are there as they are given, each and every one; else none."""
        pages = (c.execute(_FIND, _columns(map(_row, page))).fetchall() for page in _pages(stored_events))
        ids = [row[0] for rows in pages for row in rows]
        return ids if len(ids) == len(stored_events) else []

    @contextmanager
    def audit_log(self, *, write: bool = False) -> Iterator[Log]:
        """The log of the store in one transaction, which sees one state of everything."""
        with self.datastore.transaction(commit=write) as c:
            yield self.log_on(c)

    def log_on(self, c: Cursor) -> Log:
        """The log inside a transaction that is under way."""
        return Log(c, ID_COLUMN, PLACE)

    @patiently
    def select_events(self, originator_id: Any, **how: Any) -> Sequence[StoredEvent]:
        """The events of a coalition; none where the database could not even be asked for one of that name."""
        found: Sequence[StoredEvent] = super().select_events(originator_id, **how) if _is_text(originator_id) else []
        return found

    @patiently
    def select_notifications(self, *place: Any, **how: Any) -> Sequence[Notification]:
        """The events in the order of recording. Their ids ascend and have gaps."""
        found: Sequence[Notification] = super().select_notifications(*place, **how)
        return found

    @patiently
    def max_notification_id(self) -> int | None:
        """The id of the last event; null where there is none."""
        last: int | None = super().max_notification_id()
        return last

    def select_command(self, command_id: str) -> Command | None:
        """The recording that this id stands for, if it was acknowledged."""
        rows = self._all("SELECT id, stream, first, last FROM command WHERE id = %s", (command_id,))
        return Command(*rows[0]) if rows else None

    def select_streams(self) -> Iterator[str]:
        """The id of every coalition."""
        return (stream for (stream,) in self._all(_STREAMS))

    def select_ends(self) -> Iterator[Ends]:
        """The first and last event of every coalition, by id, without reading what lies between."""
        for stream, *ends in self._all(_ENDS):
            yield Ends(stream, StoredEvent(stream, *ends[:3]), StoredEvent(stream, *ends[3:]))

    def select_naming(self, stream: str) -> Iterator[StoredEvent]:
        """The events after the first that may tell what a coalition is called, without reading the others."""
        select = f"SELECT {_COLUMNS} FROM stored_events WHERE originator_id = %s AND {_NAMING} ORDER BY 2"
        return (StoredEvent(*row) for row in self._all(select, (stream,)))

    def last_version(self, stream: str) -> int:
        """The number of events of a coalition; 0 where there is none."""
        select = "SELECT COALESCE(MAX(originator_version), 0) FROM stored_events WHERE originator_id = %s"
        return int(self._all(select, (stream,))[0][0]) if _is_text(stream) else 0

    def all_commands(self) -> Iterator[Command]:
        """Every recording that was acknowledged."""
        return (Command(*row) for row in self._all("SELECT id, stream, first, last FROM command ORDER BY id"))

    def health(self, url: str) -> Health:
        """Size, counts and settings, with what changes or hides what is recorded."""
        settings = dict(zip(_SETTINGS, self._all(f"SELECT {', '.join(map(_setting, _SETTINGS))}")[0], strict=True))
        settings["layout"] = self._all("SELECT max(version) FROM layout")[0][0]
        events, coalitions = self._all("SELECT COUNT(*), COUNT(DISTINCT originator_id) FROM stored_events")[0]
        tables = (self.datastore.schema, list(LEDGER_TABLES))
        [(size,)] = self._all(f"{_LEDGER} SELECT SUM(pg_total_relation_size(oid))::bigint FROM ledger", tables)
        faults = tuple(fault for (fault,) in self._all(f"{_LEDGER} {_FAULTS}", tables))
        return Health(str(self.datastore.address), settings, size, coalitions, events, faults)

    @patiently
    def _all(self, statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self.datastore.get_connection() as connection, connection.cursor(row_factory=tuple_row) as cursor:
            return cursor.execute(statement, parameters or None).fetchall()


def _is_overtaken(fault: IntegrityError) -> bool:
    """Whether somebody else was faster; any other constraint is not of our making, or guards against damage."""
    cause = fault.__cause__
    constraint = cause.diag.constraint_name if isinstance(cause, UniqueViolation) else None
    return constraint in ("stored_events_pkey", "command_pkey")


def _setting(name: str) -> str:
    return f"current_setting('{name}')"


def _pages(events: Sequence[StoredEvent]) -> Iterator[Sequence[StoredEvent]]:
    return (events[start : start + _PAGE] for start in range(0, len(events), _PAGE))


def _row(event: StoredEvent) -> tuple[Any, ...]:
    return event.originator_id, event.originator_version, event.topic, event.state


def _columns(rows: Iterable[tuple[Any, ...]]) -> tuple[list[Any], ...]:
    """Rows as a list for each column."""
    return tuple(map(list, zip(*rows, strict=True)))


def _is_text(value: Any) -> bool:
    """Whether a database can hold it; NUL and halves of characters it cannot."""
    return isinstance(value, str) and "\0" not in value and value.encode(errors="ignore").decode() == value
