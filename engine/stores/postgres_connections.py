"""Connections to a PostgreSQL server: durable or none, and at hand for the next who asks.

A connection is acknowledged a commit only once that is on the server's disk. What the session can set for that is set,
what it cannot is checked, with every connection and again with every transaction that writes.
"""

from __future__ import annotations

import selectors
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from threading import BoundedSemaphore
from typing import Any, ParamSpec, Self, TypeAlias, TypeVar

import psycopg
from eventsourcing.persistence import OperationalError
from psycopg.pq import TransactionStatus
from psycopg.rows import DictRow, dict_row

from engine.errors import NotAStore
from engine.stores.postgres_address import Address

_AT_ONCE = 10  # connections of one ledger
LOCK_TIMEOUT = 30  # seconds that a writer waits for another
IDLE_TIMEOUT = 20  # seconds after which a writer who has vanished no longer keeps others waiting
PATIENCE = 10.0  # seconds in which a server that went away is asked again

Connection: TypeAlias = psycopg.Connection[DictRow]
P = ParamSpec("P")
T = TypeVar("T")

#: Sets `synchronous_commit`, which a database or a role may have turned off; one that waits for more stays.
SET_DURABLE = (
    "set_config('synchronous_commit', CASE current_setting('synchronous_commit') "
    "WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, {local}) AS synchronous_commit"
)
#: What the server itself must be told to do.
ASK_DURABLE = "current_setting('fsync') AS fsync, current_setting('full_page_writes') AS full_page_writes"


class Unreachable(OperationalError):
    """The server cannot be reached, or the connection to it was lost in the middle of something."""


def patiently(work: Callable[P, T]) -> Callable[P, T]:
    """Do what can be done twice again where the connection was lost, until the server is back or patience ends."""

    @wraps(work)
    def again(*args: P.args, **kwargs: P.kwargs) -> T:
        for _ in patience():
            try:
                return work(*args, **kwargs)
            except Unreachable as lost:
                error = lost
        raise error

    return again


def patience() -> Iterator[int]:
    """The attempts that are made, from 0, waiting longer from one to the next."""
    started, attempt = time.monotonic(), 0
    while attempt == 0 or time.monotonic() - started < PATIENCE:
        yield attempt
        attempt += 1
        time.sleep(min(0.02 * 2**attempt, 1))


def connect(address: Address) -> Connection:
    """A new connection that keeps what it acknowledges. Raises Unreachable, NotAStore."""
    told: Any = address.parameters
    try:
        connection = psycopg.Connection.connect(autocommit=True, row_factory=dict_row, **told)
        try:
            _set(connection, address)
        except BaseException:
            connection.close()
            raise
    except psycopg.OperationalError as fault:
        raise Unreachable(f"{address} cannot be reached: {one_line(fault)}") from fault
    return connection


def _set(connection: Connection, address: Address) -> None:
    """Set and check what the session needs, in one go."""
    settings = {
        "search_path": f'"{address.schema}"',
        "lock_timeout": f"{LOCK_TIMEOUT}s",
        "idle_in_transaction_session_timeout": "0",  # who reads keeps nobody waiting
        "default_transaction_isolation": "read committed",
        "default_transaction_read_only": "off",
        "row_security": "off",  # a policy that would hide rows is an error, and never hides them
    }
    chosen = ", ".join("set_config(%s, %s, false)" for _ in settings)
    encoding = "current_setting('server_encoding') AS encoding"
    statement = f"SELECT {SET_DURABLE.format(local='false')}, {ASK_DURABLE}, {encoding}, {chosen}"
    row = connection.execute(statement, [each for pair in settings.items() for each in pair]).fetchone()
    assert row is not None
    check_durable(address, row)
    if row["encoding"] != "UTF8":
        raise NotAStore(f"{address} cannot keep every text: its encoding is {row['encoding']}. Use a UTF8 database")


def check_durable(address: Address, row: DictRow) -> None:
    """Make sure that the server keeps what it acknowledges. Raises NotAStore."""
    for setting in ("fsync", "full_page_writes"):
        if row[setting] != "on":
            raise NotAStore(f"{address} would not be durable: {setting} is {row[setting]}. Turn it on, on the server")
    if row["synchronous_commit"] not in ("on", "remote_apply"):
        weak = row["synchronous_commit"]
        raise NotAStore(f"{address} would not be durable: synchronous_commit stays {weak} though it was set")


def one_line(error: Exception) -> str:
    """What the server says, which likes to say it in several lines."""
    return " ".join(str(error).split())


class Connections:
    """The connections of one ledger: made when they are needed, each used by one at a time, kept for the next."""

    def __init__(self, address: Address) -> None:
        self._address, self._slots = address, BoundedSemaphore(_AT_ONCE)
        self._idle, self._is_closed = list[Connection](), False

    def open(self, *_: Any) -> None:
        """There is nothing to open before somebody asks."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A connection for as long as it is needed. Raises Unreachable."""
        with self._slot():
            connection = self._taken()
            try:
                yield connection
            except psycopg.Error as error:
                if not _is_lost(connection, error):
                    raise
                connection.close()
                self._forget()  # what happened to one has happened to all
                raise Unreachable(f"The connection to {self._address} was lost: {one_line(error)}") from error
            finally:
                self._give_back(connection)

    def close(self) -> None:
        """Close what nobody uses now, and the others once they are given back."""
        self._is_closed = True
        self._forget()

    @contextmanager
    def _slot(self) -> Iterator[None]:
        if not self._slots.acquire(timeout=LOCK_TIMEOUT):
            raise OperationalError(f"All {_AT_ONCE} connections to {self._address} have been in use for too long")
        try:
            yield
        finally:
            self._slots.release()

    def _taken(self) -> Connection:
        while connection := self._popped():
            if not _has_news(connection):
                return connection
            connection.close()  # a server that says something unasked says good-bye
        return connect(self._address)

    def _give_back(self, connection: Connection) -> None:
        if self._is_closed or connection.closed or connection.info.transaction_status != TransactionStatus.IDLE:
            connection.close()
        else:
            self._idle.append(connection)

    def _forget(self) -> None:
        while connection := self._popped():
            connection.close()

    def _popped(self) -> Connection | None:
        try:
            return self._idle.pop()
        except IndexError:
            return None


def _has_news(connection: Connection) -> bool:
    with selectors.DefaultSelector() as selector:
        selector.register(connection, selectors.EVENT_READ)
        return bool(selector.select(0))


def _is_lost(connection: Connection, error: psycopg.Error) -> bool:
    return connection.closed or (error.sqlstate or "").startswith(("08", "57P"))
