"""A portfolio beside a writer who hangs: told from what can be read, right to the last event, and soon."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from typing import TypeAlias

import pytest
from eventsourcing.persistence import PersistenceError

from engine import views
from engine.ledger import Ledger
from engine.stores import is_shared, sqlite, sqlite_path
from engine.stores import postgres as postgres_store
from engine.stores.postgres_address import address_of
from engine.stores.sqlite_events import pragma
from projections.portfolio import Portfolio

from .postgres import new_schema, server
from .samples import Clock, begin, moment, record

Held: TypeAlias = Callable[[], AbstractContextManager[None]]


@contextmanager
def _file_held(url: str) -> Iterator[None]:
    """Somebody is in the middle of writing to a file."""
    with closing(sqlite3.connect(sqlite_path(url), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def _lock_held(name: str) -> Iterator[None]:
    """Somebody is in the middle of writing to a server."""
    with server().connect() as other, other.transaction():
        other.execute("SELECT pg_advisory_xact_lock(%s)", (postgres_store._key(name),))
        yield


@contextmanager
def _tables_held(url: str) -> Iterator[None]:
    """Somebody has all of the tables of views to themselves."""
    with server().connect() as other, other.transaction():
        schema = address_of(url).views
        other.execute(f"LOCK TABLE {schema}.view_row, {schema}.tracking IN ACCESS EXCLUSIVE MODE")
        yield


@pytest.fixture
def held(store_url: str) -> Held:
    """Keep everybody else from storing views."""
    if is_shared(store_url):
        return lambda: _lock_held(address_of(store_url).views)
    return lambda: _file_held(store_url)


@pytest.fixture
def portfolio(ledger: Ledger, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Portfolio:
    """A portfolio that is one coalition and two events behind, where a writer would be waited for for an hour."""
    made = Portfolio(ledger, clock)
    begin(ledger)
    made.catch_up()
    begin(ledger, "beech")
    record(ledger, moment("a walk"))
    record(ledger, moment("a meal"))
    for module, name in ((sqlite, "_LOCK_TIMEOUT"), (postgres_store, "LOCK_TIMEOUT")):
        monkeypatch.setattr(module, name, 3600)
    return made


def test_who_cannot_store_soon_tells_from_what_can_be_read(
    portfolio: Portfolio, ledger: Ledger, clock: Clock, held: Held
) -> None:
    with held():
        with pytest.raises(PersistenceError, match="busy"):
            portfolio.catch_up()
        rows, parties, status = portfolio.rows(), portfolio.parties(), portfolio.status()
    assert [(row["coalition"], row["events"], row["version"]) for row in rows] == [("alder", 5, 5), ("beech", 3, 3)]
    assert status["behind"] == status["head"] - status["position"] == 5
    portfolio.catch_up()
    assert (portfolio.rows(), portfolio.parties()) == (rows, parties)
    assert portfolio.status() == status | {"position": status["head"], "behind": 0}


def test_what_time_changes_is_right_though_it_cannot_be_stored(
    portfolio: Portfolio, clock: Clock, held: Held, ledger: Ledger
) -> None:
    portfolio.catch_up()
    clock.set("2020-12-24")
    with held():
        rows = portfolio.rows()
    assert rows == Portfolio(ledger, clock).rows()
    assert {row["age_days"] for row in rows} == {358}


def test_who_asks_for_it_waits_for_who_writes(
    portfolio: Portfolio, ledger: Ledger, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "SOON", 0.01)
    ledger.factory.datastore.views_wait = 0.01  # type: ignore[attr-defined]
    failures, waited = list[Exception](), threading.Event()

    def rebuild() -> None:
        try:
            with views.unhurried(ledger):
                portfolio.rebuild()
        except PersistenceError as failure:
            failures.append(failure)
        waited.set()

    with held():
        thread = threading.Thread(target=rebuild)
        thread.start()
        assert not waited.wait(0.5)
    thread.join()
    assert failures == []
    assert portfolio.status()["behind"] == 0
    with held(), pytest.raises(PersistenceError, match="busy"):  # and only then
        portfolio.rebuild()


def test_who_writes_is_waited_for_as_ever_after_a_view_was_stored(
    portfolio: Portfolio, ledger: Ledger, held: Held
) -> None:
    """The short wait is that of the view and does not stay with the connection."""
    with held(), pytest.raises(PersistenceError):
        portfolio.catch_up()
    if is_shared(ledger.url):
        with ledger.factory.datastore.get_connection() as connection:  # type: ignore[attr-defined]
            assert connection.execute("SHOW lock_timeout").fetchone() == {"lock_timeout": "30s"}
    else:
        with ledger.factory.datastore.transaction(commit=True) as cursor:  # type: ignore[attr-defined]
            assert pragma(cursor, "busy_timeout") == 3_600_000


def test_a_writer_of_the_ledger_keeps_nobody_from_storing_views_on_a_server(clock: Clock) -> None:
    url = server().url(new_schema())
    with Ledger(url, create=True, clock=clock) as ledger:
        begin(ledger)
        with _lock_held(address_of(url).schema):
            Portfolio(ledger, clock).catch_up()
            assert Portfolio(ledger, clock).status()["behind"] == 0


def test_tables_that_somebody_has_to_themselves_are_done_without(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_store, "LOCK_TIMEOUT", 0.05)
    url = server().url(new_schema())
    with Ledger(url, create=True, clock=clock) as ledger:
        begin(ledger)
        portfolio = Portfolio(ledger, clock)
        portfolio.catch_up()
        rows = portfolio.rows()
        with _tables_held(url):
            with pytest.raises(PersistenceError):
                portfolio.catch_up()
            assert (portfolio.rows(), portfolio.status()["behind"]) == (rows, 3)
