"""Tampering with a ledger's database, of whatever kind: edits to every column of every table, and a log made anew.

`?` stands for a parameter, as in the engine's own statements. The variable TRIALS says how often each kind of edit is
tried on each column (default 3).
"""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, TypeAlias

import psycopg
from contract.samples import Clock

from engine.audit.verifying import Held, verify
from engine.errors import NotAStore
from engine.integrity.entry import for_event
from engine.integrity.heads import Head, StreamHeads
from engine.integrity.merkle import leaf_hash
from engine.ledger import Ledger
from engine.stores import postgres_events, sqlite_events
from engine.stores.leaves import Log
from projections.portfolio import Portfolio

#: How often each kind of edit is tried on each column.
TRIALS = int(os.environ.get("TRIALS", "3"))
_EVENTS = ("originator_id", "originator_version", "topic", "state")


@dataclass(frozen=True)
class Kind:
    """A kind of database."""

    id_column: str  #: what it calls the notification id
    place: str  #: that stands for a parameter
    same: str  #: the operator by which null is the same as null
    refusals: tuple[type[Exception], ...]  #: what it raises that does not take an edit
    more: dict[str, tuple[str, ...]]  #: the tables that it has besides

    @property
    def columns(self) -> dict[str, tuple[str, ...]]:
        """Every column of every table of the ledger and its log."""
        return {
            "stored_events": (self.id_column, *_EVENTS),
            "command": ("id", "stream", "first", "last"),
            "audit_leaf": ("idx", "notification_id", "entry", "leaf"),
            "audit_node": ("level", "idx", "hash"),
            "checkpoint": ("size", "note"),
            **self.more,
        }

    @property
    def places(self) -> list[tuple[str, str]]:
        """Every column with its table."""
        return [(table, column) for table, columns in self.columns.items() for column in columns]

    def key(self, table: str) -> str:
        """What tells the rows of a table apart."""
        composite = {"stored_events": self.id_column, "audit_node": "(level || '-' || idx)"}
        return composite.get(table, self.columns[table][0])


SQLITE = Kind(sqlite_events.ID_COLUMN, "?", "IS", (sqlite3.IntegrityError, sqlite3.DataError), {})
POSTGRESQL = Kind(
    postgres_events.ID_COLUMN,
    postgres_events.PLACE,
    "IS NOT DISTINCT FROM",
    (psycopg.IntegrityError, psycopg.DataError, psycopg.errors.DatatypeMismatch),
    {"layout": ("version",)},
)


#: The tables of what was made of the ledger, which lie beside it.
VIEWS = {
    "view_row": ("coalition", "view", "version", "since", "until", "state"),
    "tracking": ("application_name", "notification_id"),
}


@dataclass(frozen=True)
class Hand:
    """A database in the hands of somebody who can write to it."""

    kind: Kind
    cursor: Any

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """What a query gives."""
        self.do(statement, *values)
        return [tuple(row) for row in self.cursor.fetchall()]

    def do(self, statement: str, *values: Any) -> None:
        """Run a statement."""
        self.cursor.execute(statement.replace("?", self.kind.place), values)

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """All or nothing of what is done."""
        self.do("BEGIN")
        try:
            yield
        except BaseException:
            self.do("ROLLBACK")
            raise
        self.do("COMMIT")


class Target(Protocol):
    """A ledger that is tampered with."""

    kind: Kind
    url: str

    def restore(self) -> None:
        """Make it as it was before anybody touched it."""

    def hand(self) -> AbstractContextManager[Hand]:
        """The way in past the engine."""


class Edit(NamedTuple):
    """Something that somebody did to one row."""

    table: str
    column: str
    key: Any


def _picked(hand: Hand, table: str, column: str, chance: random.Random) -> Edit:
    keys = [key for (key,) in hand.rows(f"SELECT {hand.kind.key(table)} FROM {table} ORDER BY 1")]
    return Edit(table, column, chance.choice(keys))


def _where(hand: Hand, edit: Edit) -> str:
    return f"{hand.kind.key(edit.table)} {hand.kind.same} ?"


def _value(hand: Hand, edit: Edit) -> Any:
    return hand.rows(f"SELECT {edit.column} FROM {edit.table} WHERE {_where(hand, edit)}", edit.key)[0][0]


def _put(hand: Hand, edit: Edit, new: Any) -> None:
    hand.do(f"UPDATE {edit.table} SET {edit.column} = ? WHERE {_where(hand, edit)}", new, edit.key)


def flip_a_bit(hand: Hand, edit: Edit, chance: random.Random) -> None:
    old = _value(hand, edit)
    if isinstance(old, int) or old is None:
        _put(hand, edit, (old or 0) ^ 1 << chance.randrange(8))
        return
    raw = bytearray(old if isinstance(old, bytes) else old.encode())
    raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(7)
    _put(hand, edit, bytes(raw) if isinstance(old, bytes) else raw.decode(errors="replace"))


def put_another(hand: Hand, edit: Edit, chance: random.Random) -> None:
    """The value that another row has there, else one like it."""
    select = f"SELECT DISTINCT {edit.column} FROM {edit.table} ORDER BY 1"
    others = [other for (other,) in hand.rows(select) if other != _value(hand, edit)]
    _put(hand, edit, chance.choice(others))


def put_nothing(hand: Hand, edit: Edit, chance: random.Random) -> None:
    _put(hand, edit, None)


def put_another_kind(hand: Hand, edit: Edit, chance: random.Random) -> None:
    """The same, said in a value of another type."""
    old = _value(hand, edit)
    if isinstance(old, bytes):
        _put(hand, edit, old.decode("latin-1"))
    elif isinstance(old, str):
        _put(hand, edit, old.encode())
    else:
        _put(hand, edit, f"{old}x".encode())


def put_far_off(hand: Hand, edit: Edit, chance: random.Random) -> None:
    old = _value(hand, edit)
    _put(hand, edit, 10**9 if isinstance(old, int) or old is None else old * 2)


def delete(hand: Hand, edit: Edit, chance: random.Random) -> None:
    hand.do(f"DELETE FROM {edit.table} WHERE {_where(hand, edit)}", edit.key)


def insert(hand: Hand, edit: Edit, chance: random.Random) -> None:
    """A row like this one, under a key of its own."""
    columns = _EVENTS if edit.table == "stored_events" else hand.kind.columns[edit.table]
    row = hand.rows(f"SELECT {', '.join(columns)} FROM {edit.table} WHERE {_where(hand, edit)}", edit.key)[0]
    new = dict(zip(columns, row, strict=True))
    if edit.table == "command":
        new["id"] += "x"
    else:
        number = {"stored_events": "originator_version", "audit_leaf": "idx", "audit_node": "idx", "checkpoint": "size"}
        new[number.get(edit.table, columns[0])] += 100
    if edit.table == "audit_leaf":
        new["notification_id"] = None if chance.random() < 0.5 else 10**6
    hand.do(
        f"INSERT INTO {edit.table} ({', '.join(new)}) VALUES ({', '.join('?' * len(new))})",
        *new.values(),
    )


def swap(hand: Hand, edit: Edit, chance: random.Random) -> None:
    """What two rows say, exchanged."""
    rows = hand.rows(f"SELECT {hand.kind.key(edit.table)}, {edit.column} FROM {edit.table} ORDER BY 1")
    mine = next(row for row in rows if row[0] == edit.key)
    key, theirs = chance.choice([row for row in rows if row[1] != mine[1]])
    spare = 10**7 if isinstance(theirs, int) or theirs is None else b"spare" if isinstance(theirs, bytes) else "spare"
    _put(hand, edit, spare)  # the other row must not be in the way
    _put(hand, edit._replace(key=key), mine[1])
    hand.do(f"UPDATE {edit.table} SET {edit.column} = ? WHERE {edit.column} {hand.kind.same} ?", theirs, spare)


How: TypeAlias = Callable[[Hand, Edit, random.Random], None]
KINDS: tuple[How, ...] = (
    flip_a_bit,
    put_another,
    put_nothing,
    put_another_kind,
    put_far_off,
    delete,
    insert,
    swap,
)


def state_of(target: Target) -> list[Any]:
    """Everything that the store holds, with its types."""
    with target.hand() as hand:
        return [
            [tuple(map(repr, row)) for row in hand.rows(f"SELECT {', '.join(columns)} FROM {table} ORDER BY 1")]
            for table, columns in target.kind.columns.items()
        ]


def spoil(target: Target, how: How, table: str, column: str, chance: random.Random) -> Edit | None:
    """Make an edit; null where the database does not take it, or where nothing is different after it."""
    before = state_of(target)
    no_edit: tuple[type[Exception], ...] = (*target.kind.refusals, StopIteration, IndexError, TypeError)
    with target.hand() as hand:
        edit = _picked(hand, table, column, chance)
        try:
            with hand.at_once():
                how(hand, edit, chance)
        except no_edit:
            return None
    return None if state_of(target) == before else edit


def _leaves(target: Target) -> list[tuple[Any, ...]]:
    with target.hand() as hand:
        return hand.rows("SELECT idx, leaf FROM audit_leaf ORDER BY idx")


def relogged(hand: Hand) -> None:
    """Make the whole log anew from the events, as somebody would who covers his traces and has no key.

    Stream heads stand again where they stood; the checkpoints stay as they are.
    """
    id_column = hand.kind.id_column
    closed = [idx for (idx,) in hand.rows("SELECT idx FROM audit_leaf WHERE notification_id IS NULL")]
    hand.do("DELETE FROM audit_leaf")
    hand.do("DELETE FROM audit_node")
    log, heads, number = Log(hand.cursor, id_column, hand.kind.place), dict[str, Head](), 0
    rows = hand.rows(f"SELECT {id_column}, {', '.join(_EVENTS)} FROM stored_events ORDER BY {id_column}")
    for notification, stream, version, topic, state in [*rows, (None,) * 5]:
        if log.size in closed:
            number += 1
            log.append_entry(StreamHeads(number, dict(heads)).written())
        if notification is not None:
            before = heads.get(stream)
            state = state if isinstance(state, bytes) else str(state).encode()
            prev = None if before is None else bytes.fromhex(before.leaf)
            written = for_event(stream, version, topic, state, prev).written()
            row = (log.size, notification, written, leaf_hash(written))
            hand.do("INSERT INTO audit_leaf (idx, notification_id, entry, leaf) VALUES (?,?,?,?)", *row)
            heads[stream] = Head(version, leaf_hash(written).hex())


def audited(target: Target, held: Held) -> dict[str, Any]:
    """What verification says of a store; that it is not even opened is a fault that nobody misses."""
    try:
        with Ledger(target.url) as ledger:
            return verify(ledger, held)
    except NotAStore as refused:
        return {"faults": [{"kind": "refused", "coalition": None, "version": None, "message": str(refused)}]}


def check_every_edit_is_found(target: Target, held: Held, table: str, column: str, how: How, trials: int) -> int:
    """Who edits and leaves it at that is found, and an edit of an event at that very event; how often it was tried."""
    chance, tried = random.Random(f"{table} {column} {how.__name__}"), 0
    for _ in range(trials):
        target.restore()
        with target.hand() as hand:
            select = f"SELECT {target.kind.id_column}, originator_id, originator_version FROM stored_events"
            places = {notification: place for notification, *place in hand.rows(select)}
        edit = spoil(target, how, table, column, chance)
        if edit is None:
            continue
        tried += 1
        faults = audited(target, held)["faults"]
        assert faults, edit
        if table == "stored_events" and how is not insert:
            found = [[fault["coalition"], fault["version"]] for fault in faults]
            assert places[edit.key] in found, (edit, faults)
    return tried


def check_who_makes_the_log_anew_is_found(target: Target, held: Held, column: str, how: How, trials: int) -> int:
    """Who edits events and makes the log anew is found by a checkpoint kept before; how often it was tried."""
    chance, tried = random.Random(f"anew {column} {how.__name__}"), 0
    for _ in range(trials):
        target.restore()
        logged = _leaves(target)
        edit = spoil(target, how, "stored_events", column, chance)
        if edit is None:
            continue
        with target.hand() as hand:
            try:
                with hand.at_once():
                    relogged(hand)
            except Exception:  # he cannot make a log of that at all, so what he did stays in the open
                continue
        tried += 1
        told = audited(target, held)
        assert told["faults"], edit
        if _leaves(target) == logged:  # other ids in the same order: no event says otherwise than before
            assert column == target.kind.id_column or how is put_another_kind, edit
        elif how not in (insert, put_another_kind):  # what comes last is under no checkpoint; the same bytes hash alike
            assert not all(checkpoint["ok"] for checkpoint in told["checkpoints"]), edit
            assert {"history-rewritten", "truncated"} & {fault["kind"] for fault in told["faults"]}, edit
    return tried


def check_no_edit_of_a_view_misleads(target: Target, table: str, column: str, how: How, trials: int) -> int:
    """Where what is stored of a view was edited, the portfolio is right all the same, or the audit says what is wrong.

    How often it was tried.
    """
    chance, tried = random.Random(f"view {table} {column} {how.__name__}"), 0
    with Ledger(target.url, clock=Clock()) as ledger:
        for _ in range(trials):
            Portfolio(ledger, Clock()).rebuild()
            rows = Portfolio(ledger, Clock()).rows()
            edit = spoil(target, how, table, column, chance)
            if edit is None:
                continue
            tried += 1
            portfolio = Portfolio(ledger, Clock())
            assert _told(portfolio) == rows or portfolio.faults(), edit
            portfolio.catch_up()
            assert _told(portfolio) == rows or portfolio.faults(), edit
    return tried


def _told(portfolio: Portfolio) -> list[dict[str, Any]] | None:
    """What it says; null where it says nothing, because what is stored makes no sense."""
    try:
        return portfolio.rows()
    except (ValueError, LookupError, TypeError, AttributeError):
        return None
