"""Stores: from a store's URL to the event store's recorder, opened so that what is acknowledged is kept.

Everything that only one database knows stays in here. SQLite is the embedded default.
"""

from __future__ import annotations

import os
import sqlite3
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from eventsourcing.persistence import IntegrityError, OperationalError, StoredEvent, Tracking
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteDatastore,
    SQLiteFactory,
    SQLiteTrackingRecorder,
    SQLiteTransaction,
)

from engine.errors import CannotWrite, NoStore, NotAStore, StoreExists
from engine.views import Materialised, Outrun

#: Marks a SQLite file as a ledger of this engine ("COAL"), and the layout of its tables.
_APPLICATION_ID = 0x434F414C
_LAYOUT = 1
_LOCK_TIMEOUT = 30  # seconds that a writer waits for another
_HOW_TO_MAKE_ONE = "Make one with: coalition demo, coalition new or coalition import"


class Command(NamedTuple):
    """A recording that was acknowledged: which events of which coalition it made."""

    id: str
    stream: str
    first: int
    last: int


class Ends(NamedTuple):
    """The first and the last stored event of a coalition."""

    stream: str
    first: StoredEvent
    last: StoredEvent


@dataclass(frozen=True, slots=True)
class Health:
    """What a store says of itself."""

    url: str
    settings: dict[str, str | int]
    bytes: int
    coalitions: int
    events: int
    faults: tuple[str, ...]


class LedgerRecorder(SQLiteApplicationRecorder):
    """The library's recorder, with the command that made the events recorded in their transaction."""

    def _insert_events(
        self, c: SQLiteCursor, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        returned = super()._insert_events(c, stored_events, **kwargs)
        command: Command | None = kwargs.get("command")
        if command is not None:
            c.execute("INSERT INTO command VALUES (?,?,?,?)", tuple(command))
        return returned

    def select_command(self, command_id: str) -> Command | None:
        """The recording that this id stands for, if it was acknowledged."""
        row = self._one("SELECT id, stream, first, last FROM command WHERE id=?", (command_id,))
        return None if row is None else Command(*row)

    def select_streams(self) -> Iterator[str]:
        """The id of every coalition."""
        return (stream for (stream,) in self._all(_STREAMS))

    def select_ends(self) -> Iterator[Ends]:
        """The first and last event of every coalition, by id, without reading what lies between."""
        for stream in self.select_streams():
            first = self.select_events(stream, limit=1)
            last = self.select_events(stream, desc=True, limit=1)
            if first and last:
                yield Ends(stream, first[0], last[0])

    def select_naming(self, stream: str) -> Iterator[StoredEvent]:
        """The events after the first that may tell what a coalition is called, without reading the others."""
        columns = "originator_id, originator_version, topic, state"
        select = f"SELECT {columns} FROM stored_events WHERE originator_id=? AND {_NAMING} ORDER BY originator_version"
        return (StoredEvent(*row) for row in self._all(select, (stream,)))

    def last_version(self, stream: str) -> int:
        """The number of events of a coalition; 0 where there is none."""
        row = self._one("SELECT MAX(originator_version) FROM stored_events WHERE originator_id=?", (stream,))
        return (row and row[0]) or 0

    def all_commands(self) -> Iterator[Command]:
        """Every recording that was acknowledged."""
        return (Command(*row) for row in self._all("SELECT id, stream, first, last FROM command ORDER BY id"))

    def health(self, url: str) -> Health:
        """Size, counts and settings, with what the database finds wrong with itself."""
        with self.datastore.transaction(commit=False) as c:
            settings = {name: _pragma(c, name) for name in ("journal_mode", "synchronous", "user_version")}
            size = _pragma(c, "page_count") * _pragma(c, "page_size")
            c.execute("SELECT COUNT(*), COUNT(DISTINCT originator_id) FROM stored_events")
            events, coalitions = tuple(c.fetchone())
            c.execute("PRAGMA integrity_check")
            faults = tuple(row[0] for row in c.fetchall() if row[0] != "ok")
        settings["synchronous"] = {2: "full", 3: "extra"}.get(settings["synchronous"], settings["synchronous"])
        return Health(url, settings, size, coalitions, events, faults)

    def _one(self, statement: str, parameters: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        rows = self._all(statement, parameters)
        return rows[0] if rows else None

    def _all(self, statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self.datastore.transaction(commit=False) as c:
            c.execute(statement, parameters)
            return [tuple(row) for row in c.fetchall()]


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
        with self.datastore.transaction(commit=True) as c:
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
        with self.datastore.transaction(commit=True) as c:
            c.execute("DROP TABLE IF EXISTS view_row")
            c.execute("DROP TABLE IF EXISTS tracking")

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


_VIEW_TABLE = (
    "CREATE TABLE IF NOT EXISTS view_row (view TEXT, coalition TEXT, version INTEGER, since TEXT, until TEXT, "
    "state TEXT, PRIMARY KEY (view, coalition)) WITHOUT ROWID"
)
#: The columns of a row that nobody has spoilt; a database may hold anything in any column.
_WITH_END, _FOR_EVER = [str, int, str, str, str], [str, int, str, type(None), str]


#: What may tell the name that a coalition goes by now.
_NAMING = "topic IN ('coalition-renamed', 'event-retracted')"

#: The library's table of events (its column names and key), and ours of commands.
_STATEMENTS = (
    "CREATE TABLE stored_events (originator_id TEXT, originator_version INTEGER, topic TEXT, state BLOB, "
    "PRIMARY KEY (originator_id, originator_version))",
    "CREATE TABLE command (id TEXT PRIMARY KEY, stream TEXT NOT NULL, first INTEGER NOT NULL, "
    "last INTEGER NOT NULL) WITHOUT ROWID",
    f"CREATE INDEX naming ON stored_events (originator_id, originator_version) WHERE {_NAMING}",
)

#: The coalitions, hopping along the primary key instead of reading it.
_STREAMS = (
    "WITH RECURSIVE ids(id) AS (SELECT MIN(originator_id) FROM stored_events UNION ALL "
    "SELECT (SELECT MIN(originator_id) FROM stored_events WHERE originator_id > ids.id) FROM ids WHERE id IS NOT NULL) "
    "SELECT id FROM ids WHERE id IS NOT NULL"
)


class _Immediate(SQLiteTransaction):
    """A transaction that takes the write lock at once: reading first and asking later fails under contention."""

    def __enter__(self) -> SQLiteCursor:
        cursor = self.connection.cursor()
        try:
            cursor.execute("BEGIN IMMEDIATE" if self.commit else "BEGIN")
        except sqlite3.OperationalError as busy:
            raise OperationalError(f"The store is busy: {busy}. Try again") from busy
        return cursor


class _DurableConnection(SQLiteConnection):
    @contextmanager
    def transaction(self, *, commit: bool) -> Iterator[SQLiteCursor]:
        with _Immediate(self, commit=commit) as cursor, cursor:
            yield cursor


class _DurablePool(SQLiteConnectionPool):
    """Connections that acknowledge only what is on disk; both settings are set, then checked."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.is_journal_mode_wal = True  # the library is to leave the journal to us

    def _create_connection(self) -> SQLiteConnection:
        connection = super()._create_connection()._sqlite_conn
        try:
            _make_durable(connection)
        except (sqlite3.Error, UnicodeDecodeError, NotAStore) as fault:  # of a message that tells spoilt bytes
            connection.close()
            raise NotAStore(f"{self.db_name} cannot be opened as a SQLite store: {fault}") from fault
        return _DurableConnection(sqlite_conn=connection, max_age=self.max_age)


def _make_durable(connection: sqlite3.Connection) -> None:
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


class _DurableDatastore(SQLiteDatastore):
    def __init__(self, db_name: str) -> None:
        super().__init__(db_name, originator_id_type="text")
        self.pool = _DurablePool(db_name=db_name, lock_timeout=_LOCK_TIMEOUT, pool_timeout=_LOCK_TIMEOUT)


class DurableSQLiteFactory(SQLiteFactory):
    """The library's factory over a durable datastore, and over tables that only making a store makes."""

    def __init__(self, path: Path) -> None:
        name = _address(path, "rw")
        super().__init__({"SQLITE_DBNAME": name, "ORIGINATOR_ID_TYPE": "text", "CREATE_TABLE": "no"})
        self.datastore.close()
        self.datastore = _DurableDatastore(name)

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

    Raises NoStore, NotAStore.
    """
    path = sqlite_path(url)
    if _is_empty(path):
        if not create:
            raise NoStore(f"There is no store at {path}. {_HOW_TO_MAKE_ONE}")
        _make(path)
    _check_mark(path)
    return DurableSQLiteFactory(path)


def _is_empty(path: Path) -> bool:
    """Whether there is nothing there, or an empty file that a crash or somebody else has left."""
    if not path.exists() or path.stat().st_size == 0:
        return True
    try:
        with _plain(path, "rw") as connection:  # a crash may have left something to roll back
            tables = connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0]
            return bool(_mark(connection) == 0 and tables == 0)
    except (sqlite3.Error, UnicodeDecodeError):
        return False


def exists(url: str) -> bool:
    """Whether there is anything at the store's address."""
    return sqlite_path(url).exists()


def sqlite_path(url: str) -> Path:
    """The file that a store URL names; a plain path names a SQLite file too. Raises NotAStore."""
    if "://" not in url:
        return _file(url)
    scheme, _, rest = url.partition("://")
    if scheme.lower() != "sqlite":
        raise NotAStore(f"No store of the kind {scheme!r} can be opened here; write sqlite:///path/to/file.db")
    if not rest.startswith("/"):
        raise NotAStore(f"{url!r} needs a third slash: sqlite:///file.db here, sqlite:////path/file.db anywhere")
    return _file(rest[1:])


def _file(name: str) -> Path:
    if not name or ":memory:" in name or "\0" in name:
        raise NotAStore("A store is a file that outlives the process; write sqlite:///path/to/file.db")
    return Path(name).absolute()


def backup(url: str, target: Path) -> None:
    """Write a consistent copy of a store to a new file, also while others record. Raises StoreExists."""
    source = sqlite_path(url)
    if not source.exists():
        raise NoStore(f"There is no store at {source}. {_HOW_TO_MAKE_ONE}")
    _check_mark(source)
    _copy(source, target)


def restore(file: Path, url: str) -> None:
    """Make a store from a backup, where there is none yet. Raises NoStore, NotAStore, StoreExists."""
    if not file.exists():
        raise NoStore(f"There is no backup at {file}")
    _check_mark(file)
    _copy(file, sqlite_path(url))


def _copy(source: Path, target: Path) -> None:
    for suffix in ("", "-wal", "-journal"):  # SQLite would play a journal that was left into the copy
        if (taken := Path(f"{target}{suffix}")).exists():
            raise StoreExists(f"{taken} exists already; it is left as it is. Choose another name")
    partial = target.with_name(f".{target.name}.{uuid.uuid4().hex}.partial")
    try:
        with _plain(source, "rw") as origin, _plain(partial, "rwc") as copy:
            origin.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        _on_disk(partial)
        os.link(partial, target)  # fails, unlike a rename, where somebody was faster
        _on_disk(target.parent)
    except FileExistsError as taken:
        raise StoreExists(f"{target} exists already; it is left as it is. Choose another name") from taken
    except (sqlite3.Error, OSError) as fault:
        raise CannotWrite(f"{source} cannot be copied to {target}: {fault}. Check the folder and the disk") from fault
    finally:
        partial.unlink(missing_ok=True)


def _make(path: Path) -> None:
    """Make the tables and the mark in one transaction: what a crash leaves is empty, and made whole next time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with _plain(path, "rwc") as connection:
            connection.isolation_level = None
            connection.execute(f"PRAGMA busy_timeout={_LOCK_TIMEOUT * 1000}")
            connection.execute("BEGIN IMMEDIATE")
            if _mark(connection) == 0 and connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0] == 0:
                for statement in _STATEMENTS:
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id={_APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version={_LAYOUT}")
            connection.execute("COMMIT")
    except sqlite3.Error as fault:
        raise NotAStore(f"No store can be made at {path}: {fault}") from fault


def _address(path: Path, mode: str) -> str:
    return f"{path.absolute().as_uri()}?mode={mode}"


@contextmanager
def _plain(path: Path, mode: str) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(_address(path, mode), uri=True)) as connection:
        yield connection


def _check_mark(path: Path) -> None:
    try:
        with _plain(path, "rw") as connection:  # a crash may have left something to roll back
            mark = _mark(connection)
            layout = connection.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.Error as fault:
        raise NotAStore(f"{path} is not a coalition store: {fault}") from fault
    if mark != _APPLICATION_ID:
        raise NotAStore(f"{path} is not a coalition store. Name another file, or make a store there first")
    if layout > _LAYOUT:
        raise NotAStore(f"{path} was made by a newer version of this engine (layout {layout}); upgrade the engine")


def _mark(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA application_id").fetchone()[0])


def _has_table(c: SQLiteCursor, name: str) -> bool:
    c.execute("SELECT COUNT(*) FROM sqlite_master WHERE type='table' AND name=?", (name,))
    return bool(c.fetchone()[0])


def _pragma(c: SQLiteCursor, name: str) -> Any:
    c.execute(f"PRAGMA {name}")
    return c.fetchone()[0]


def _on_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


__all__ = ["Command", "DurableSQLiteFactory", "Ends", "Health", "IntegrityError", "LedgerRecorder", "factory_for"]
