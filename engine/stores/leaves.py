"""Leaves: the log that commits to every event, kept beside the events and written in their transaction.

The statements are the same for every database; `?` stands for a parameter. What is read here may be anything that
somebody has put there: the audit judges it, nothing here believes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol

from eventsourcing.persistence import StoredEvent

from engine.errors import Damaged
from engine.integrity import entry
from engine.integrity.heads import Head, StreamHeads
from engine.integrity.merkle import Node, leaf_hash
from engine.integrity.strict import HASH_SIZE, NUMBER_AT_MOST

#: The tables of the log; {number} and {bytes} are what a database calls these.
TABLES = (
    "CREATE TABLE audit_leaf (idx {number} PRIMARY KEY, notification_id {number} UNIQUE, entry {bytes} NOT NULL, "
    "leaf {bytes} NOT NULL)",
    "CREATE TABLE audit_node (level {number}, idx {number}, hash {bytes} NOT NULL, PRIMARY KEY (level, idx))",
    "CREATE TABLE checkpoint (size {number} PRIMARY KEY, note {bytes} NOT NULL)",
)
#: The tables in the order in which what one refers to is there.
TABLE_NAMES = ("audit_leaf", "audit_node", "checkpoint")
_COLUMNS = "l.idx, l.notification_id, l.entry, l.leaf, e.originator_id, e.originator_version, e.topic, e.state"
_FIRST = -(2**63)  # the smallest number that a database holds
_PAGE = 2000  # rows that are read at once


class Leaf(NamedTuple):
    """A row of the log beside the row of the event that it was made for, as they are stored."""

    idx: Any
    notification_id: Any  #: null for an entry that was not made for an event
    entry: Any
    leaf: Any
    stream: Any  #: null, with all that follows, where there is no such event
    version: Any
    topic: Any
    state: Any


class Cursor(Protocol):
    """What a database gives inside a transaction."""

    def execute(self, statement: str, parameters: Any = ...) -> Any:
        """Run one statement."""

    def executemany(self, statement: str, parameters: Any) -> Any:
        """Run one statement for many rows."""

    def fetchone(self) -> Any:
        """The next row, or None."""

    def fetchall(self) -> Any:
        """All rows."""


class Log:
    """The log inside a transaction. `id_column` is what the events' table calls the notification id."""

    def __init__(self, cursor: Cursor, id_column: str, place: str = "?") -> None:
        self._cursor, self._id, self._place = cursor, id_column, place
        self._select = f"SELECT {_COLUMNS} FROM audit_leaf l"
        self._join = f"stored_events e ON e.{id_column} = l.notification_id"

    @property
    def size(self) -> int:
        """How many leaves it has, as far as the last one tells."""
        last = self._one("SELECT MAX(idx) FROM audit_leaf")[0]
        if last is not None and not 0 <= last < NUMBER_AT_MOST:
            raise Damaged(f"The log has a leaf at index {last}, which is none. See: coalition audit verify")
        return 0 if last is None else int(last) + 1

    def append(self, events: Sequence[StoredEvent], ids: Iterable[int]) -> None:
        """Add the leaves of events just inserted. Raises Damaged where the log lacks what they build on."""
        last: dict[str, bytes] = {}
        rows, size = [], self.size
        for idx, (event, notification) in enumerate(zip(events, ids, strict=True), size):
            stream, version = str(event.originator_id), event.originator_version
            prev = last.get(stream) or self._leaf_before(stream, version)
            written = entry.for_event(stream, version, event.topic, event.state, prev).written()
            last[stream] = leaf_hash(written)
            rows.append((idx, notification, written, last[stream]))
        self._many("INSERT INTO audit_leaf (idx, notification_id, entry, leaf) VALUES (?,?,?,?)", rows)

    def append_entry(self, written: bytes) -> None:
        """Add a leaf that is not made for an event."""
        row = (self.size, None, written, leaf_hash(written))
        self._many("INSERT INTO audit_leaf (idx, notification_id, entry, leaf) VALUES (?,?,?,?)", [row])

    def trust_what_is_there(self) -> None:
        """Take in the events that were recorded before there was a log, and say in the log that they are trusted."""
        if self.append_missing():
            self.close(trusted=True)

    def close(self, *, trusted: bool = False) -> None:
        """Add stream heads: where every coalition ended. Raises Damaged where the log lacks the end of one."""
        found = self.heads()
        if lacking := next((stream for stream, _, leaf in found if leaf is None), None):
            raise Damaged(f"The log does not know the last event of {lacking}. See: coalition audit verify")
        heads = {stream: Head(version, hash_of(leaf).hex()) for stream, version, leaf in found}
        number = self._one("SELECT COUNT(*) FROM audit_leaf WHERE notification_id IS NULL")[0]
        self.append_entry(StreamHeads(number + 1, heads, trusted).written())

    def append_missing(self) -> int:
        """Add the leaves of all events that have none, in the order of recording; how many they are."""
        added = 0
        select = (
            f"SELECT {self._id}, originator_id, originator_version, topic, state FROM stored_events e WHERE {self._id} "
            f"> ? AND NOT EXISTS (SELECT 1 FROM audit_leaf l WHERE l.notification_id = e.{self._id}) "
            f"ORDER BY {self._id} LIMIT {_PAGE}"
        )
        last = -1
        while rows := self._rows(select, (last,)):
            self.append([_event(*row[1:]) for row in rows], [row[0] for row in rows])
            last, added = rows[-1][0], added + len(rows)
        return added

    def heads(self) -> list[tuple[Any, Any, Any]]:
        """Every coalition with its last version and the leaf of that, by id."""
        return self._rows(
            "SELECT e.originator_id, e.originator_version, l.leaf FROM stored_events e JOIN "
            "(SELECT originator_id AS o, MAX(originator_version) AS v FROM stored_events GROUP BY originator_id) m "
            "ON e.originator_id = m.o AND e.originator_version = m.v "
            f"LEFT JOIN audit_leaf l ON l.notification_id = e.{self._id} ORDER BY 1"
        )

    def keep_nodes(self, nodes: Iterable[Node]) -> None:
        """Keep nodes for later proofs; those that are there stay as they are."""
        self._many("INSERT INTO audit_node VALUES (?,?,?) ON CONFLICT DO NOTHING", list(nodes))

    def keep_checkpoint(self, size: int, note: bytes) -> None:
        """Keep a signed checkpoint."""
        self._many("INSERT INTO checkpoint VALUES (?,?) ON CONFLICT DO NOTHING", [(size, note)])

    def leaves(self, start: int = _FIRST) -> Iterator[Leaf]:
        """The log from an index on, each leaf beside the event it was made for; indices below 0, if any, come first."""
        select = f"{self._select} LEFT JOIN {self._join} WHERE l.idx >= ? ORDER BY l.idx LIMIT {_PAGE}"
        while rows := self._rows(select, (start,)):
            yield from (Leaf(*row) for row in rows)
            if rows[-1][0] > NUMBER_AT_MOST:  # no index: nothing comes after it
                return
            start = rows[-1][0] + 1

    def of(self, stream: str) -> list[Leaf]:
        """The leaves of a coalition's events, in their order."""
        select = f"{self._select} JOIN {self._join} WHERE e.originator_id = ? ORDER BY e.originator_version"
        return [Leaf(*row) for row in self._rows(select, (stream,))]

    def closings(self) -> list[Leaf]:
        """The stream heads in the log, in order."""
        select = f"{self._select} LEFT JOIN {self._join} WHERE l.notification_id IS NULL ORDER BY l.idx"
        return [Leaf(*row) for row in self._rows(select)]

    def row(self, stream: str, version: int) -> Leaf:
        """The leaf of one event. Raises LookupError where there is none."""
        where = "WHERE e.originator_id = ? AND e.originator_version = ?"
        found = self._one(f"{self._select} JOIN {self._join} {where}", (stream, version))
        if found is None:
            raise LookupError(f"{stream} has no event {version} in the log")
        return Leaf(*found)

    def unlogged(self) -> Iterator[tuple[Any, Any]]:
        """The coalition and version of every event that has no leaf."""
        yield from self._rows(
            "SELECT originator_id, originator_version FROM stored_events e WHERE NOT EXISTS "
            f"(SELECT 1 FROM audit_leaf l WHERE l.notification_id = e.{self._id}) ORDER BY {self._id}"
        )

    def nodes(self) -> Iterator[tuple[Any, Any, Any]]:
        """What is kept of the tree's nodes: level, index and hash."""
        yield from self._rows("SELECT level, idx, hash FROM audit_node ORDER BY level, idx")

    def commands(self) -> list[tuple[Any, ...]]:
        """Every recording that was acknowledged: id, coalition, first and last event."""
        return self._rows("SELECT id, stream, first, last FROM command ORDER BY id")

    def versions(self) -> dict[Any, Any]:
        """Every coalition with the number of its last event."""
        select = "SELECT originator_id, MAX(originator_version) FROM stored_events GROUP BY 1 ORDER BY 1"
        return dict(self._rows(select))

    def checkpoints(self) -> list[tuple[Any, Any]]:
        """The sizes and notes of the checkpoints that were signed here, the smallest first."""
        return self._rows("SELECT size, note FROM checkpoint ORDER BY size")

    def last_checkpoint(self) -> Any:
        """The size of the largest checkpoint that was signed here, or None; as it is stored."""
        return self._one("SELECT MAX(size) FROM checkpoint")[0]

    def covered(self, stream: str, size: int) -> Any:
        """The last event of a coalition among so many leaves, or None; as it is stored."""
        select = f"SELECT MAX(e.originator_version) FROM audit_leaf l JOIN {self._join} "
        return self._one(f"{select}WHERE e.originator_id = ? AND l.idx < ?", (stream, size))[0]

    def leaf(self, idx: int) -> bytes:
        """The leaf at an index. Raises LookupError."""
        return self._hash("SELECT leaf FROM audit_leaf WHERE idx = ?", (idx,))

    def node(self, level: int, idx: int) -> bytes:
        """A node that was kept. Raises LookupError."""
        return self._hash("SELECT hash FROM audit_node WHERE level = ? AND idx = ?", (level, idx))

    def _hash(self, statement: str, parameters: Sequence[Any]) -> bytes:
        found = self._one(statement, parameters)
        if found is None:
            raise LookupError(f"The log does not hold {parameters}")
        return hash_of(found[0])

    def _leaf_before(self, stream: str, version: int) -> bytes | None:
        """The leaf of the event before one, without reading what that event says."""
        if version == 1:
            return None
        select = f"SELECT l.leaf FROM audit_leaf l JOIN {self._join} WHERE e.originator_id = ? AND "
        found = self._one(f"{select}e.originator_version = ?", (stream, version - 1))
        if found is None:
            raise Damaged(f"The log has no leaf of {stream} event {version - 1}. See: coalition audit verify")
        return hash_of(found[0])

    def _one(self, statement: str, parameters: Sequence[Any] = ()) -> Any:
        self._cursor.execute(statement.replace("?", self._place), parameters)
        return self._cursor.fetchone()

    def _rows(self, statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        self._cursor.execute(statement.replace("?", self._place), parameters)
        return [tuple(row) for row in self._cursor.fetchall()]

    def _many(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        if rows:
            self._cursor.executemany(statement.replace("?", self._place), rows)


def hash_of(value: Any) -> bytes:
    """A hash as it is kept. Raises Damaged where somebody has put something else in its place."""
    if not isinstance(value, (bytes, memoryview)) or len(value) != HASH_SIZE:
        raise Damaged("The log holds something that is no hash. See: coalition audit verify")
    return bytes(value)


def _event(stream: Any, version: Any, topic: Any, state: Any) -> StoredEvent:
    """An event that was recorded before there was a log. Raises Damaged where its columns hold something else."""
    if not (isinstance(stream, str) and isinstance(version, int) and isinstance(topic, str)):
        raise Damaged(f"The stored event {version!r} of {stream!r} is no event, so it cannot be logged")
    return StoredEvent(originator_id=stream, originator_version=version, topic=topic, state=bytes(state))
