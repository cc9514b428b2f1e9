"""A portfolio beside a writer who hangs: told from what can be read, right to the last event, and soon."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import TypeAlias

import pytest
from eventsourcing.persistence import OperationalError, PersistenceError

from engine import views
from engine.ledger import Ledger
from engine.stores import is_shared, sqlite, sqlite_path
from engine.stores import postgres as postgres_store
from engine.stores.postgres_address import address_of
from engine.stores.sqlite_events import pragma
from engine.stores.told import Busy
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
def _tables_held(url: str, *tables: str) -> Iterator[None]:
    """Somebody has tables of views to themselves, or all of them."""
    with server().connect() as other, other.transaction():
        schema = address_of(url).views
        names = ", ".join(f"{schema}.{table}" for table in tables or ("view_row", "tracking"))
        other.execute(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE")
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
            assert (portfolio.rows(), portfolio.status()) == (rows, {"position": None, "head": 3, "behind": None})
        assert portfolio.status() == {"position": 3, "head": 3, "behind": 0}


@pytest.mark.parametrize("table", ["tracking", "view_row"])
def test_tables_that_somebody_has_to_themselves_are_waited_for_once_and_stay(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    """What cannot be read now is not spoilt, and is not made anew."""
    url, waits = server().url(new_schema()), list[float]()

    def wait(connection: object, seconds: float) -> None:
        waits.append(seconds)
        waiting(connection, min(seconds, 0.2))

    with Ledger(url, create=True, clock=clock) as ledger:
        begin(ledger)
        portfolio = Portfolio(ledger, clock)
        portfolio.catch_up()
        stored = _rows_of(url)
        waiting = postgres_store._wait
        monkeypatch.setattr(postgres_store, "_wait", wait)
        with _tables_held(url, table):
            with pytest.raises(Busy, match=r"^The stored views are busy: .* Try again$"):
                portfolio.catch_up()
            assert set(waits) == {views.SOON}
            waits.clear()
            assert [row["events"] for row in portfolio.rows()] == [3]
            portfolio.parties()
            portfolio.status()
        assert max(waits) <= 0.01
        portfolio.catch_up()
        assert _rows_of(url) == stored
        record(ledger, moment("a walk"))
        portfolio.catch_up()
        assert portfolio.status() == {"position": 4, "head": 4, "behind": 0}
        assert waits[-1] == views.SOON  # who could store something waits again


def test_a_lock_that_goes_away_in_between_costs_nothing(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is dropped, however the lock and the looks at what is stored fall together."""
    url = server().url(new_schema())
    with Ledger(url, create=True, clock=clock) as ledger:
        begin(ledger)
        portfolio = Portfolio(ledger, clock)
        portfolio.catch_up()
        stored, recorder, looks = _rows_of(url), type(views.view_store(ledger)), list[str]()
        for name in ("rows", "position"):
            real = getattr(recorder, name)

            def once(self: object, view: str, real: Callable[..., object] = real, name: str = name) -> object:
                looks.append(name)
                if len(looks) == 1:
                    raise OperationalError("canceling statement due to lock timeout")
                return real(self, view)

            monkeypatch.setattr(recorder, name, once)
        with pytest.raises(OperationalError):
            portfolio.catch_up()
        portfolio.catch_up()
        assert _rows_of(url) == stored


def test_a_file_that_somebody_has_to_themselves_is_not_spoilt(
    clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "_LOCK_TIMEOUT", 0.1)
    with Ledger(f"sqlite:///{tmp_path / 'a.db'}", create=True, clock=clock) as ledger:
        begin(ledger)
        store = views.view_store(ledger)
        with (
            _file_held(ledger.url),
            pytest.raises(Busy, match=r"^The store is busy: database is locked. Try again$") as busy,
        ):
            store.clear()
        assert store.passes(busy.value)
        with pytest.raises(PersistenceError) as spoilt, ledger.factory.datastore.transaction(commit=False) as cursor:  # type: ignore[attr-defined]
            cursor.execute("SELECT hence FROM view_row")
        assert not store.passes(spoilt.value)


def _rows_of(url: str) -> list[tuple[object, ...]]:
    """What views hold, and which transactions have written it."""
    return server().execute(f"SELECT xmin::text, * FROM {address_of(url).views}.view_row ORDER BY coalition")
