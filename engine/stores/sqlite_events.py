"""Events on SQLite: the library's recorder, with the command that made the events kept beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from eventsourcing.persistence import StoredEvent
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteCursor

from engine.stores.leaves import TABLES, Cursor, Log
from engine.stores.told import Command, Ends, Health

#: What SQLite calls the notification id of an event.
ID_COLUMN = "rowid"

#: What may tell the name that a coalition goes by now.
_NAMING = "topic IN ('coalition-renamed', 'event-retracted')"

#: The tables of the log, in the words of SQLite.
LOG_TABLES = tuple(table.format(number="INTEGER", bytes="BLOB") for table in TABLES)

#: The library's table of events (its column names and key), and ours of commands.
STATEMENTS = (
    "CREATE TABLE stored_events (originator_id TEXT, originator_version INTEGER, topic TEXT, state BLOB, "
    "PRIMARY KEY (originator_id, originator_version))",
    "CREATE TABLE command (id TEXT PRIMARY KEY, stream TEXT NOT NULL, first INTEGER NOT NULL, "
    "last INTEGER NOT NULL) WITHOUT ROWID",
    *LOG_TABLES,
    f"CREATE INDEX naming ON stored_events (originator_id, originator_version) WHERE {_NAMING}",
)

#: The tables of materialised views, which may be there.
VIEWS = (("table", "tracking"), ("table", "view_row"))

#: The coalitions, hopping along the primary key instead of reading it.
_STREAMS = (
    "WITH RECURSIVE ids(id) AS (SELECT MIN(originator_id) FROM stored_events UNION ALL "
    "SELECT (SELECT MIN(originator_id) FROM stored_events WHERE originator_id > ids.id) FROM ids WHERE id IS NOT NULL) "
    "SELECT id FROM ids WHERE id IS NOT NULL"
)


class LedgerRecorder(SQLiteApplicationRecorder):
    """The library's recorder, with the command that made the events recorded in their transaction."""

    def _insert_events(
        self, c: SQLiteCursor, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        returned = super()._insert_events(c, stored_events, **kwargs)
        commands: Sequence[Command] = kwargs.get("commands", ())
        c.executemany("INSERT INTO command VALUES (?,?,?,?)", [tuple(command) for command in commands])
        Log(c, ID_COLUMN).append(stored_events, returned or ())
        return returned

    def in_turn(self, stream: str) -> AbstractContextManager[None]:
        """Nobody waits for a turn: a file is locked for so short a time that it pays nobody."""
        return nullcontext()

    @contextmanager
    def audit_log(self, *, write: bool = False) -> Iterator[Log]:
        """The log of the store in one transaction, which sees one state of everything."""
        with self.datastore.transaction(commit=write) as c:
            yield Log(c, ID_COLUMN)

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
            settings = {name: pragma(c, name) for name in ("journal_mode", "synchronous", "user_version")}
            size = pragma(c, "page_count") * pragma(c, "page_size")
            c.execute("SELECT COUNT(*), COUNT(DISTINCT originator_id) FROM stored_events")
            events, coalitions = tuple(c.fetchone())
            faults = found_by_itself(c)
            c.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
            faults += _strange(tuple(row) for row in c.fetchall())
        settings["synchronous"] = {2: "full", 3: "extra"}.get(settings["synchronous"], settings["synchronous"])
        return Health(url, settings, size, coalitions, events, tuple(faults))

    def _one(self, statement: str, parameters: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        rows = self._all(statement, parameters)
        return rows[0] if rows else None

    def _all(self, statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self.datastore.transaction(commit=False) as c:
            c.execute(statement, parameters)
            return [tuple(row) for row in c.fetchall()]


def found_by_itself(c: Cursor) -> list[str]:
    """What a database finds wrong with itself."""
    c.execute("PRAGMA integrity_check")
    return [row[0] for row in c.fetchall() if row[0] != "ok"]


def _strange(made: Iterable[tuple[Any, ...]]) -> list[str]:
    """What a database has beside the tables of a ledger, and what of these is not as it is made."""
    found, wrong = {(kind, name): sql for kind, name, sql in made}, list[str]()
    for statement in STATEMENTS:
        kind, name = statement.split()[1:3]
        if found.pop((kind.lower(), name), None) != statement:
            wrong.append(f"the {kind.lower()} {name} is not as it is made")
    more = [(kind, name) for kind, name in found if (kind, name) not in VIEWS]
    return wrong + [f"there is a {kind} {name} that does not belong here" for kind, name in more]


def pragma(c: SQLiteCursor, name: str) -> Any:
    c.execute(f"PRAGMA {name}")
    return c.fetchone()[0]
