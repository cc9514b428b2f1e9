"""A store in a schema of a PostgreSQL database, shared by many: made whole or not at all, opened durably or not at all.

Nothing but the address configures it; what was made of the ledger lies in a schema of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from hashlib import sha256
from threading import Lock
from typing import Any, TypeAlias, cast

import psycopg
from eventsourcing.persistence import BaseInfrastructureFactory, OperationalError, ProgrammingError
from eventsourcing.postgres import PostgresDatastore, PostgresFactory
from psycopg.rows import TupleRow, tuple_row
from psycopg.sql import SQL, Identifier

from engine.errors import NoStore, NotAStore
from engine.stores.postgres_address import Address, address_of
from engine.stores.postgres_connections import (
    ASK_DURABLE,
    IDLE_TIMEOUT,
    LOCK_TIMEOUT,
    SET_DURABLE,
    Connections,
    check_durable,
    patiently,
)
from engine.stores.postgres_events import STATEMENTS, LedgerRecorder
from engine.stores.postgres_roles import grant
from engine.stores.postgres_views import VIEW_STATEMENTS, ViewRecorder
from engine.stores.told import Busy
from engine.views import SOON

#: The layout of the tables, which their own table tells; it is the mark of a store, too.
LAYOUT = 2
HOW_TO_MAKE_ONE = "Make one with: coalition store init, coalition new or coalition import"
_A_MOMENT = 0.01  # seconds
Cursor: TypeAlias = psycopg.Cursor[TupleRow]

_LOCK = (
    f"SELECT pg_advisory_xact_lock(%s), {SET_DURABLE.format(local='true')}, {ASK_DURABLE}, "
    f"set_config('idle_in_transaction_session_timeout', '{IDLE_TIMEOUT}s', true)"
)
_SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
_TABLES = (
    "SELECT c.relname, c.relpersistence FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname = %s AND c.relkind NOT IN ('i', 'I', 't')"
)


class Datastore(PostgresDatastore):
    """The library's datastore over connections that are durable, and over two locks that writers take at once."""

    def __init__(self, address: Address) -> None:
        super().__init__("", "", "", "", "", schema=address.schema, originator_id_type="text")
        self.address, self.pool, self._turn = address, cast(Any, Connections(address)), Lock()
        self._waited_in_vain = False  # for views
        self.views_wait: float | None = SOON  #: seconds that who stores a view waits; null for as long as who records

    def register_type_adapters(self) -> None:
        """There is no composite type in use."""

    @contextmanager
    def transaction(self, *, commit: bool = False) -> Iterator[Cursor]:  # type: ignore[override]
        """A transaction on the ledger. One that reads sees one state of everything; one that writes has no rival.

        Whoever inserts waits here for the one before to commit, so that ids are given in the order of commits and
        nobody who follows them passes one by. Unlike the library's lock on the table this needs no more rights.
        """
        with self._transaction(self.address.schema if commit else None) as cursor:
            yield cursor

    @contextmanager
    def transaction_on_views(self) -> Iterator[Cursor]:
        """A transaction on what was made of the ledger, which has no rival there and does not wait long for one."""
        with self._waiting_once(), self._transaction(self.address.views, self._wait_for_views()) as cursor:
            yield cursor
        self._waited_in_vain = False

    @contextmanager
    def reading_views(self) -> Iterator[Cursor]:
        """A look at what was made of the ledger, which does not wait long either."""
        with self._waiting_once(), self.get_connection() as connection, connection.transaction():
            _wait(connection, self._wait_for_views())
            yield connection.cursor(row_factory=tuple_row)

    def _wait_for_views(self) -> float:
        """Seconds: next to none where one has waited in vain, so that no answer waits time and again."""
        longest = min(LOCK_TIMEOUT, self.views_wait or LOCK_TIMEOUT)
        return min(_A_MOMENT, longest) if self._waited_in_vain and self.views_wait else longest

    @contextmanager
    def _waiting_once(self) -> Iterator[None]:
        """Note that one has waited in vain, until something is stored, and say in words that somebody has the views."""
        try:
            yield
        except OperationalError as fault:
            if not isinstance(fault.__cause__, psycopg.errors.LockNotAvailable):
                raise
            self._waited_in_vain = True
            if isinstance(fault, Busy):
                raise
            message = "The stored views are busy: somebody else has kept them to themselves. Try again"
            raise Busy(message) from fault.__cause__

    @contextmanager
    def in_turn(self, what: str) -> Iterator[None]:
        """Wait until all who asked for a turn before have had theirs. Whoever asks for none does not wait.

        Threads of one ledger wait here, with no connection, so that there is always one for whose turn it is. It is
        about being fast: where there is no turn to be had, one goes on without.
        """
        with self._turn, ExitStack() as held:
            with suppress(OperationalError):
                held.enter_context(self._queued(_key(f"{self.address.schema} turn {what}")))
            yield

    @contextmanager
    def _queued(self, key: int) -> Iterator[None]:
        with self.get_connection() as connection:
            connection.execute("SELECT pg_advisory_lock(%s)", (key,))
            try:
                yield
            finally:
                with suppress(psycopg.Error):  # a connection that is lost keeps nobody waiting
                    connection.execute("SELECT pg_advisory_unlock(%s)", (key,))

    @contextmanager
    def _transaction(self, lock: str | None, wait: float | None = None) -> Iterator[Cursor]:
        with self.get_connection() as connection, connection.transaction():
            if lock is None:
                connection.execute(_SNAPSHOT)
            else:
                self._take(lock, connection, wait)
            yield connection.cursor(row_factory=tuple_row)

    def _take(self, lock: str, connection: Any, wait: float | None) -> None:
        """Wait for a lock until the end of the transaction, and look once more whether it will be durable."""
        if wait is not None:
            _wait(connection, wait)
        try:
            row = connection.execute(_LOCK, (_key(lock),)).fetchone()
        except psycopg.errors.LockNotAvailable as busy:
            seconds = max(wait or LOCK_TIMEOUT, min(LOCK_TIMEOUT, SOON))  # with those in which one has waited before
            message = f"The store is busy: others have been writing to it for {seconds:g} seconds. Try again"
            raise Busy(message) from busy
        check_durable(self.address, row)


def _wait(connection: Any, seconds: float) -> None:
    """Wait so long for any lock, up to the end of the transaction."""
    connection.execute("SELECT set_config('lock_timeout', %s, true)", (f"{round(seconds * 1000)}ms",))


def _key(lock: str) -> int:
    """The number that a lock has in its database."""
    return int.from_bytes(sha256(f"coalition {lock}".encode()).digest()[:8], signed=True)


class DurablePostgresFactory(PostgresFactory):
    """The library's factory over a durable datastore, and over tables that only making a store makes."""

    datastore: Datastore

    def __init__(self, datastore: Datastore) -> None:
        BaseInfrastructureFactory.__init__(self, {})  # PostgreSQL's own reads where the database is from an environment
        self.datastore = datastore

    def application_recorder(self) -> LedgerRecorder:
        """The recorder of a ledger."""
        return LedgerRecorder(self.datastore)

    def tracking_recorder(self, tracking_recorder_class: type[Any] | None = None) -> Any:
        """The recorder of views."""
        return (tracking_recorder_class or ViewRecorder)(self.datastore)


def factory_for(url: str, *, create: bool = False) -> DurablePostgresFactory:
    """The factory of the store at this URL; with `create`, made first where there is none.

    Raises NoStore, NotAStore, and Unreachable where the server does not answer.
    """
    datastore = Datastore(address_of(url))
    try:
        with _told(datastore.address):
            if create and not _tables(datastore):
                _make(datastore)
            _check(datastore)
    except BaseException:
        datastore.close()
        raise
    return DurablePostgresFactory(datastore)


def initialise(url: str, app_role: str | None) -> None:
    """Make the store where there is none, and let a role read and append, and nothing else. Raises NotAStore."""
    with closing(factory_for(url, create=True)) as factory:
        if app_role is not None:
            with _told(factory.datastore.address):
                grant(factory.datastore, app_role)


def exists(url: str) -> bool:
    """Whether there is anything at the store's address. Raises Unreachable where the server does not answer."""
    with closing(Datastore(address_of(url))) as datastore:
        return bool(_tables(datastore))


@patiently
def _make(datastore: Datastore) -> None:
    """Make the schemas, the tables and the mark in one transaction, unless somebody else has just done so."""
    with datastore.transaction(commit=True) as cursor:
        if cursor.execute(_TABLES, (datastore.schema,)).fetchone():
            return
        for schema in (datastore.address.schema, datastore.address.views):
            if not cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", (schema,)).fetchone():
                cursor.execute(SQL("CREATE SCHEMA {0}").format(Identifier(schema)))
        for statement in STATEMENTS:
            cursor.execute(statement)
        for view_statement in VIEW_STATEMENTS:
            cursor.execute(SQL(view_statement).format(Identifier(datastore.address.views)))
        cursor.execute("INSERT INTO layout VALUES (%s)", (LAYOUT,))


def _check(datastore: Datastore) -> None:
    """Make sure that there is a store, that it is ours, and that its tables outlive a crash."""
    address, tables = datastore.address, _tables(datastore)
    if not tables:
        raise NoStore(f"There is no store at {address}. {HOW_TO_MAKE_ONE}")
    if "layout" not in tables or "stored_events" not in tables:
        raise NotAStore(f"The schema {address.schema} at {address} is not a coalition store. Name another: ?schema=…")
    if weak := sorted(name for name, persistence in tables.items() if persistence != "p"):
        raise NotAStore(f"{address} would not be durable: {weak[0]} is not logged. Run: ALTER TABLE … SET LOGGED")
    select = SQL("SELECT max(version) AS layout FROM {0}.layout").format(Identifier(address.schema))
    with datastore.get_connection() as connection:  # without the schema's name, who may not look in there sees nothing
        row = connection.execute(select).fetchone()
    layout = row and row["layout"]
    if not isinstance(layout, int) or layout < 1:
        raise NotAStore(f"{address} is not a coalition store: nothing tells the layout of its tables")
    if layout < LAYOUT:  # there was a log from the first store on a server on
        raise NotAStore(f"{address} was changed from outside: no version of this engine made a layout {layout} there")
    if layout > LAYOUT:
        raise NotAStore(f"{address} was made by a newer version of this engine (layout {layout}); upgrade the engine")


def _tables(datastore: Datastore) -> dict[str, str]:
    """What lies in the schema of a store, and how it is kept, whether or not that may be read."""
    with datastore.get_connection() as connection:
        rows = connection.execute(_TABLES, (datastore.schema,)).fetchall()
    return {row["relname"]: row["relpersistence"] for row in rows}


@contextmanager
def _told(address: Address) -> Iterator[None]:
    """Say what it takes where the role may not do what it wants to."""
    try:
        yield
    except ProgrammingError as fault:
        if not isinstance(cause := fault.__cause__, psycopg.errors.InsufficientPrivilege):
            raise
        role = address.parameters["user"]
        raise NotAStore(
            f"{role} may not do that to the store at {address}: {cause.diag.message_primary}. "
            f"Let the one who owns it run: coalition store init --app-role {role}"
        ) from fault
