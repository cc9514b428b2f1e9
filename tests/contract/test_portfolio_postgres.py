"""The portfolio in a PostgreSQL database: made anew where somebody has spoilt it, there again after a restart."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from engine.ledger import Ledger
from engine.stores.postgres_address import address_of
from engine.views import view_store
from projections import follow
from projections.portfolio import Portfolio

from .postgres import server
from .samples import Clock, begin, moment, record
from .test_portfolio import anew, stored

pytestmark = pytest.mark.parametrize("new_url", ["postgresql"], indirect=True)

SPOILT = {
    "a table that is gone": "DROP TABLE {0}.view_row",
    "positions that are gone": "DROP TABLE {0}.tracking",
    "both": "DROP TABLE {0}.tracking, {0}.view_row",
    "a row that is gone": "DELETE FROM {0}.view_row WHERE coalition = 'beech'",
    "rows that are gone": "TRUNCATE {0}.view_row",
    "no version": "UPDATE {0}.view_row SET version = NULL",
    "no date": "UPDATE {0}.view_row SET since = 'never'",
    "nothing for a date": "UPDATE {0}.view_row SET since = NULL",
    "no JSON": "UPDATE {0}.view_row SET state = '{{'",
    "no state": "UPDATE {0}.view_row SET state = NULL",
    "a position ahead": "UPDATE {0}.tracking SET notification_id = 99 WHERE application_name LIKE 'portfolio%'",
    "no position": "UPDATE {0}.tracking SET notification_id = NULL",
    "other columns": "ALTER TABLE {0}.view_row RENAME COLUMN since TO hence",
    "columns of another kind": "ALTER TABLE {0}.view_row ALTER COLUMN state TYPE jsonb USING state::jsonb",
    "no key": "ALTER TABLE {0}.view_row DROP CONSTRAINT view_row_pkey",
}


@pytest.fixture
def portfolio(ledger: Ledger, clock: Clock) -> Portfolio:
    """The portfolio of a ledger with three coalitions."""
    for coalition in ("alder", "beech", "cedar"):
        begin(ledger, coalition)
    return Portfolio(ledger, clock)


@pytest.mark.parametrize("damage", SPOILT.values(), ids=list(SPOILT))
def test_what_somebody_has_spoilt_is_made_anew(portfolio: Portfolio, ledger: Ledger, damage: str) -> None:
    rows, kept = portfolio.rows(), anew(portfolio, ledger)
    server().execute(damage.format(address_of(ledger.url).views))
    assert portfolio.rows() == rows
    portfolio.catch_up()
    assert stored(ledger) == kept
    assert portfolio.status() == {"position": 9, "head": 9, "behind": 0}
    record(ledger, moment("later"))
    portfolio.catch_up()
    assert [row["events"] for row in portfolio.rows()] == [4, 3, 3]
    assert portfolio.status()["behind"] == 0


def test_it_passes_nothing_by_where_ids_have_gaps(
    portfolio: Portfolio, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow, "_PORTION", 1)
    monkeypatch.setattr(follow, "_PAGE", 2)
    sequence = f"{address_of(ledger.url).schema}.stored_events_notification_id_seq"
    for turn, coalition in enumerate(("alder", "cedar", "beech", "cedar", "dogwood"), 1):
        server().execute(f"SELECT setval('{sequence}', {1000 * turn})")
        begin(ledger, coalition) if coalition == "dogwood" else record(ledger, moment(str(turn), coalition))
        if turn % 2:
            portfolio.catch_up()
    assert portfolio.status() == {"position": 5003, "head": 5003, "behind": 0}
    assert [row["events"] for row in portfolio.rows()] == [4, 4, 5, 3]
    assert stored(ledger) == anew(portfolio, ledger)


def test_several_readers_catch_up_at_once_while_others_record(
    portfolio: Portfolio, ledger: Ledger, store_url: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow, "_PORTION", 4)
    failures, told = list[BaseException](), list[int]()

    def noting(work: Callable[[Ledger], None]) -> threading.Thread:
        def attempt() -> None:
            try:
                with Ledger(store_url, clock=clock) as mine:
                    work(mine)
            except BaseException as failure:
                failures.append(failure)

        return threading.Thread(target=attempt)

    def read(mine: Ledger) -> None:
        for _ in range(6):
            Portfolio(mine, clock).catch_up()
            told.append(sum(row["events"] for row in Portfolio(mine, clock).rows()))

    def write(mine: Ledger) -> None:
        for number in range(12):
            record(mine, moment(f"{number}", ("alder", "beech", "cedar")[number % 3]))

    running = [noting(read) for _ in range(4)] + [noting(write) for _ in range(2)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    assert failures == []
    assert len(told) == 24
    assert set(told) <= set(range(9, 34))
    portfolio.catch_up()
    assert portfolio.status()["behind"] == 0
    assert sum(row["events"] for row in portfolio.rows()) == 33
    assert stored(ledger) == anew(portfolio, ledger)


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_it_is_there_again_after_the_server_was_restarted(portfolio: Portfolio, ledger: Ledger, mode: str) -> None:
    portfolio.catch_up()
    kept = stored(ledger)
    server().stop(mode)
    server().start()
    assert stored(ledger) == kept
    assert portfolio.status()["behind"] == 0
    record(ledger, moment("later"))
    portfolio.catch_up()
    assert portfolio.rows()[0]["events"] == 4


def test_a_reader_who_may_not_write_is_told_all_the_same(portfolio: Portfolio, ledger: Ledger, clock: Clock) -> None:
    address = address_of(ledger.url)
    role = f"reader_{address.schema}"
    server().execute(f"CREATE ROLE {role} LOGIN")
    server().execute(f"GRANT USAGE ON SCHEMA {address.schema} TO {role}")
    server().execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {address.schema} TO {role}")
    portfolio.catch_up()
    with Ledger(server().url(address.schema, role), clock=clock) as mine:
        assert Portfolio(mine, clock).rows() == portfolio.rows()
        assert Portfolio(mine, clock).status()["head"] == 9


def test_it_lies_beside_the_ledger_and_not_in_it(portfolio: Portfolio, ledger: Ledger) -> None:
    portfolio.catch_up()
    schema = address_of(ledger.url).schema
    tables = "SELECT tablename FROM pg_tables WHERE schemaname = '{0}' ORDER BY 1"
    assert server().execute(tables.format(f"{schema}_views")) == [("tracking",), ("view_row",)]
    assert len(server().execute(tables.format(schema))) == 6
    server().execute(f"DROP SCHEMA {schema}_views CASCADE")
    rows = portfolio.rows()
    assert [row["events"] for row in rows] == [3, 3, 3]
    view_store(ledger).clear()
    portfolio.catch_up()
    assert portfolio.rows() == rows
    assert portfolio.status()["behind"] == 0
