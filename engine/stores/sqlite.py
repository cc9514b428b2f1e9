"""A store in one SQLite file: made whole or not at all, marked, and opened so that what is acknowledged is kept."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from eventsourcing.persistence import OperationalError
from eventsourcing.sqlite import (
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteDatastore,
    SQLiteFactory,
    SQLiteTrackingRecorder,
    SQLiteTransaction,
)

from engine.errors import CannotWrite, Damaged, NoStore, NotAStore, Unavailable
from engine.stores.leaves import Log
from engine.stores.sqlite_events import ID_COLUMN, LOG_TABLES, STATEMENTS, LedgerRecorder
from engine.stores.sqlite_views import ViewRecorder
from engine.stores.told import Busy
from engine.views import SOON

#: Marks a SQLite file as a ledger of this engine ("COAL"), and the layout of its tables.
_APPLICATION_ID = 0x434F414C
LAYOUT = 2
_LOCK_TIMEOUT = 30  # seconds that a writer waits for another
_HELD = frozenset((sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED))
_NOT_WRITABLE = frozenset((sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN))
_NOT_NOW = {
    sqlite3.SQLITE_FULL: "Make room on its disk",
    sqlite3.SQLITE_IOERR: "Check its disk, and whether there is room on it",
    sqlite3.SQLITE_BUSY: "Somebody else keeps it to themselves; try again when they are done",
    sqlite3.SQLITE_LOCKED: "Somebody else keeps it to themselves; try again when they are done",
}
_WHERE_TO_WRITE = (
    "A store is read through a journal beside it: copy it to a folder that can be written, or make one there from a "
    "backup with: coalition store restore"
)
HOW_TO_MAKE_ONE = "Make one with: coalition demo, coalition new or coalition import"


class _Immediate(SQLiteTransaction):
    """A transaction that takes the write lock at once: reading first and asking later fails under contention."""

    def __enter__(self) -> SQLiteCursor:
        cursor = self.connection.cursor()
        try:
            cursor.execute("BEGIN IMMEDIATE" if self.commit else "BEGIN")
        except sqlite3.OperationalError as busy:
            kind = Busy if busy.sqlite_errorcode & 0xFF in _HELD else OperationalError
            raise kind(f"The store is busy: {busy}. Try again") from busy
        return cursor


class _DurableConnection(SQLiteConnection):
    @contextmanager
    def transaction(self, *, commit: bool) -> Iterator[SQLiteCursor]:
        with _Immediate(self, commit=commit) as cursor, cursor:
            yield cursor


class DurablePool(SQLiteConnectionPool):
    """Connections that acknowledge only what is on disk; both settings are set, then checked."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.is_journal_mode_wal = True  # the library is to leave the journal to us

    def _create_connection(self) -> SQLiteConnection:
        connection = super()._create_connection()._sqlite_conn
        try:
            make_durable(connection)
        except (sqlite3.Error, UnicodeDecodeError, NotAStore) as fault:  # of a message that tells spoilt bytes
            connection.close()
            raise _as_store(fault, f"{self.db_name} cannot be opened as a SQLite store") from fault
        return _DurableConnection(sqlite_conn=connection, max_age=self.max_age)


def make_durable(connection: sqlite3.Connection) -> None:
    """Set what makes a commit outlive a crash, and check that it is set. Raises NotAStore."""
    _turn_to_wal(connection)
    connection.execute("PRAGMA synchronous=FULL")
    journal = connection.execute("PRAGMA journal_mode").fetchone()[0]
    synchronous = connection.execute("PRAGMA synchronous").fetchone()[0]
    if journal != "wal" or synchronous < 2:
        raise NotAStore(f"it would not be durable (journal {journal}, synchronous {synchronous}); use a local disk")


def _turn_to_wal(connection: sqlite3.Connection) -> None:
    """Set the journal. Where somebody else just does so, SQLite does not wait by itself."""
    deadline = time.monotonic() + _LOCK_TIMEOUT
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
        except sqlite3.OperationalError as fault:
            if fault.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


class DurableDatastore(SQLiteDatastore):
    """The library's datastore over connections that are durable."""

    def __init__(self, db_name: str) -> None:
        super().__init__(db_name, originator_id_type="text")
        self.pool = DurablePool(db_name=db_name, lock_timeout=_LOCK_TIMEOUT, pool_timeout=_LOCK_TIMEOUT)
        self.views_wait: float | None = SOON  #: seconds that who stores a view waits; null for as long as who records

    @contextmanager
    def transaction_on_views(self) -> Iterator[SQLiteCursor]:
        """A transaction that writes what was made of the ledger, and does not wait long for who writes to it."""
        wait = min(_LOCK_TIMEOUT, self.views_wait or _LOCK_TIMEOUT)
        connection = self.pool.get_connection(timeout=wait, is_writer=True)
        try:
            with _waiting(connection, wait), connection.transaction(commit=True) as cursor:
                yield cursor
        finally:
            self.pool.put_connection(connection)


@contextmanager
def _waiting(connection: SQLiteConnection, seconds: float) -> Iterator[None]:
    """Within it, a connection waits so long for a lock."""
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={round(seconds * 1000)}")
    try:
        yield
    finally:
        cursor.execute(f"PRAGMA busy_timeout={round(_LOCK_TIMEOUT * 1000)}")


class DurableSQLiteFactory(SQLiteFactory):
    """The library's factory over a durable datastore, and over tables that only making a store makes."""

    def __init__(self, path: Path) -> None:
        name = _address(path, "rw")
        super().__init__({"SQLITE_DBNAME": name, "ORIGINATOR_ID_TYPE": "text", "CREATE_TABLE": "no"})
        self.datastore.close()
        self.datastore: DurableDatastore = DurableDatastore(name)

    def application_recorder(self) -> LedgerRecorder:
        """The recorder of a ledger."""
        return LedgerRecorder(datastore=self.datastore)

    def tracking_recorder(
        self, tracking_recorder_class: type[SQLiteTrackingRecorder] | None = None
    ) -> SQLiteTrackingRecorder:
        """The recorder of views; it makes its tables when something is first stored."""
        return super().tracking_recorder(tracking_recorder_class or ViewRecorder)


def factory_for(url: str, *, create: bool = False) -> DurableSQLiteFactory:
    """The factory of the store at this URL; with `create`, made first where there is none.

    Raises NoStore, NotAStore, CannotWrite.
    """
    path = sqlite_path(url)
    if _is_empty(path):
        if not create:
            raise NoStore(f"There is no store at {path}. {HOW_TO_MAKE_ONE}")
        _make(path)
    if check_mark(path) < LAYOUT:
        _migrate(path)
    return DurableSQLiteFactory(path)


def _is_empty(path: Path) -> bool:
    """Whether there is nothing there, or an empty file that a crash or somebody else has left."""
    if not path.exists() or path.stat().st_size == 0:
        return True
    try:
        with plain(path, "rw") as connection:  # a crash may have left something to roll back
            tables = connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0]
            return bool(_mark(connection) == 0 and tables == 0)
    except (sqlite3.Error, UnicodeDecodeError):
        return False


def sqlite_path(url: str) -> Path:
    """The file that a store URL names; a plain path names a SQLite file too. Raises NotAStore."""
    if "://" not in url:
        return _file(url)
    scheme, _, rest = url.partition("://")
    if scheme.lower() != "sqlite":
        forms = "sqlite:///path/to/file.db or postgresql://role@server/database"
        raise NotAStore(f"No store of the kind {scheme!r} can be opened here; write {forms}")
    if not rest.startswith("/"):
        raise NotAStore(f"{url!r} needs a third slash: sqlite:///file.db here, sqlite:////path/file.db anywhere")
    return _file(rest[1:])


def _file(name: str) -> Path:
    if not name or ":memory:" in name or "\0" in name:
        raise NotAStore("A store is a file that outlives the process; write sqlite:///path/to/file.db")
    return Path(name).absolute()


def _make(path: Path) -> None:
    """Make the tables and the mark in one transaction: what a crash leaves is empty, and made whole next time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with plain(path, "rwc") as connection:
            connection.isolation_level = None
            connection.execute(f"PRAGMA busy_timeout={_LOCK_TIMEOUT * 1000}")
            connection.execute("BEGIN IMMEDIATE")
            if _mark(connection) == 0 and connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0] == 0:
                for statement in STATEMENTS:
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id={_APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version={LAYOUT}")
            connection.execute("COMMIT")
    except sqlite3.Error as fault:
        raise _as_store(fault, f"No store can be made at {path}") from fault


def _migrate(path: Path) -> None:
    """Give a store that was made before there was a log its log, in one transaction; what it holds is trusted."""
    try:
        with plain(path, "rw") as connection:
            connection.isolation_level = None
            connection.execute(f"PRAGMA busy_timeout={_LOCK_TIMEOUT * 1000}")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("BEGIN IMMEDIATE")
            if connection.execute("PRAGMA user_version").fetchone()[0] < LAYOUT:  # else somebody was faster
                for statement in LOG_TABLES:
                    connection.execute(statement)
                Log(connection.cursor(), ID_COLUMN).trust_what_is_there()
                connection.execute(f"PRAGMA user_version={LAYOUT}")
            connection.execute("COMMIT")
    except sqlite3.Error as fault:
        raise _as_store(fault, f"{path} has no log yet, and none can be made") from fault


def _address(path: Path, mode: str) -> str:
    return f"{path.absolute().as_uri()}?mode={mode}"


@contextmanager
def plain(path: Path, mode: str) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(_address(path, mode), uri=True)) as connection:
        yield connection


def check_mark(path: Path) -> int:
    """Make sure that a file is a ledger of this engine; the layout of its tables.

    Raises NotAStore, CannotWrite; Damaged where it is a database of which that cannot be read.
    """
    try:
        with plain(path, "rw") as connection:  # a crash may have left something to roll back
            mark = _mark(connection)
            layout = connection.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.Error as fault:
        if path.is_file() and fault.sqlite_errorcode & 0xFF in _NOT_WRITABLE:
            raise CannotWrite(f"{path} cannot be opened for writing ({fault}). {_WHERE_TO_WRITE}") from fault
        if _not_now(fault):
            raise _as_store(fault, f"{path} cannot be opened now") from fault
        if is_corrupt(fault):
            raise Damaged(f"{path} is damaged: {fault}. Go on from a backup made before") from fault
        raise NotAStore(f"{path} is not a coalition store: {fault}") from fault
    if mark != _APPLICATION_ID:
        raise NotAStore(f"{path} is not a coalition store. Name another file, or make a store there first")
    if layout > LAYOUT:
        raise NotAStore(f"{path} was made by a newer version of this engine (layout {layout}); upgrade the engine")
    return int(layout)


def is_corrupt(fault: sqlite3.Error) -> bool:
    """Whether a database is one, and cannot be read."""
    return getattr(fault, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_CORRUPT


def _not_now(fault: Exception) -> str:
    """What to do about a fault of the disk, or of who else uses the store; empty where it is neither."""
    return _NOT_NOW.get(getattr(fault, "sqlite_errorcode", 0) & 0xFF, "")


def _as_store(fault: Exception, what: str) -> NotAStore:
    """The error that a fault of the database comes to."""
    todo = _not_now(fault)
    return Unavailable(f"{what}: {fault}. {todo}") if todo else NotAStore(f"{what}: {fault}")


def _mark(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA application_id").fetchone()[0])
