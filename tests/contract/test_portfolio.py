"""The portfolio beside the ledger: caught up from where it stopped, made anew with the same rows, never in the way."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from eventsourcing.persistence import OperationalError

from domain.values import instant
from engine import care
from engine.ledger import Ledger
from engine.stores import sqlite_path
from engine.views import Materialised, Outrun, view_store
from projections import follow
from projections.portfolio import COLUMNS, PARTY_COLUMNS, Portfolio

from .samples import Clock, begin, event, joined, moment, opened, record, record_all, retracted

Made = list[tuple[int, int]]

#: What tampers with a SQLite file.
ON_SQLITE = pytest.mark.parametrize("new_url", ["sqlite"], indirect=True)


def promise(coalition: str = "alder", name: str = "m", **fields: Any) -> Any:
    said = {"commitment": name, "promisor": "ash", "promisee": "birch", "what": "a map", "due": "2020-03-01"}
    return event("commitment-made", coalition, **said | fields)


def stored(ledger: Ledger) -> list[Materialised]:
    """What is stored of the portfolio."""
    return sorted(view_store(ledger).rows(view_of(ledger)))


def view_of(ledger: Ledger) -> str:
    return Portfolio(ledger)._follower._view


def anew(portfolio: Portfolio, ledger: Ledger) -> list[Materialised]:
    """What is stored after a rebuild."""
    portfolio.rebuild()
    return stored(ledger)


def caught_up(portfolio: Portfolio) -> int:
    """Catch up; how many coalitions were made anew for that."""
    told: Made = []
    portfolio.catch_up(lambda done, of: told.append((done, of)))
    assert told == [(done, told[-1][1]) for done in range(told[-1][1] + 1)]
    return told[-1][1]


@pytest.fixture
def portfolio(ledger: Ledger, clock: Clock) -> Portfolio:
    """The portfolio of a ledger with three coalitions, in whose first something was promised."""
    for coalition in ("alder", "beech", "cedar"):
        begin(ledger, coalition)
    record(ledger, promise())
    return Portfolio(ledger, clock)


def test_there_is_a_row_for_every_coalition(portfolio: Portfolio) -> None:
    rows = portfolio.rows()
    assert [row["coalition"] for row in rows] == ["alder", "beech", "cedar"]
    assert tuple(rows[0]) == COLUMNS
    assert rows[0] | {"momentum": 0} == {
        "coalition": "alder",
        "name": "Alder",
        "phase": "forming",
        "opened_at": "2020-01-01",
        "ended_at": None,
        "age_days": 31,
        "members": 2,
        "momentum": 0,
        "momentum_state": "slowing",
        "kept_rate": None,
        "kept_rate_n": 0,
        "overdue": 0,
        "last_activity": "2020-01-01",
        "events": 4,
        "version": 4,
    }


def test_it_tells_how_far_behind_it_is_and_catches_up(portfolio: Portfolio, ledger: Ledger) -> None:
    assert portfolio.status() == {"position": 0, "head": 10, "behind": 10}
    before = portfolio.rows()
    assert stored(ledger) == []
    assert caught_up(portfolio) == 3
    assert portfolio.status() == {"position": 10, "head": 10, "behind": 0}
    assert portfolio.rows() == before


def test_it_goes_on_where_it_stopped(portfolio: Portfolio, ledger: Ledger) -> None:
    portfolio.catch_up()
    assert caught_up(portfolio) == 0
    record(ledger, moment("one", "beech"))
    record(ledger, moment("two", "beech"))
    assert portfolio.status()["behind"] == 2
    assert caught_up(portfolio) == 1
    assert [row["events"] for row in portfolio.rows()] == [4, 5, 3]


def test_an_empty_ledger_has_an_empty_portfolio(ledger: Ledger, clock: Clock) -> None:
    portfolio = Portfolio(ledger, clock)
    assert (portfolio.rows(), portfolio.parties(), caught_up(portfolio)) == ([], [], 0)
    assert portfolio.status() == {"position": 0, "head": 0, "behind": 0}


def test_what_is_recorded_after_catching_up_is_in_the_answer_all_the_same(portfolio: Portfolio, ledger: Ledger) -> None:
    portfolio.catch_up()
    begin(ledger, "dogwood")
    record(ledger, event("party-withdrew", "cedar", by="birch", party="birch", reason="too far"))
    assert [(row["coalition"], row["members"]) for row in portfolio.rows()] == [
        ("alder", 2),
        ("beech", 2),
        ("cedar", 1),
        ("dogwood", 2),
    ]
    assert portfolio.status()["behind"] == 4


def test_a_retraction_makes_its_coalition_anew(portfolio: Portfolio, ledger: Ledger) -> None:
    portfolio.catch_up()
    record(ledger, retracted(4))
    assert caught_up(portfolio) == 1
    (alder, *_) = portfolio.rows()
    assert (alder["events"], alder["version"]) == (4, 5)
    assert {party["party"]: party["commitments"] for party in portfolio.parties()} == {"ash": 0, "birch": 0}


def test_the_passing_of_time_alone_makes_a_promise_overdue(portfolio: Portfolio, ledger: Ledger, clock: Clock) -> None:
    portfolio.catch_up()
    clock.set("2020-03-02")
    assert [row["overdue"] for row in portfolio.rows()] == [1, 0, 0]
    portfolio.catch_up()
    assert stored(ledger)[0].since == "2020-03-02T00:00:00.000000Z"
    assert stored(ledger) == anew(portfolio, ledger)


def test_a_clock_that_was_set_back_does_no_harm(portfolio: Portfolio, ledger: Ledger, clock: Clock) -> None:
    clock.set("2020-03-05")
    portfolio.catch_up()
    clock.set("2020-02-05")
    portfolio.catch_up()
    assert [row["overdue"] for row in portfolio.rows()] == [0, 0, 0]
    assert stored(ledger) == anew(portfolio, ledger)


def test_momentum_fades_without_a_coalition_being_made_anew(portfolio: Portfolio, clock: Clock) -> None:
    clock.set("2022-01-01")
    portfolio.catch_up()
    before = portfolio.rows()[1]["momentum"]
    clock.set("2022-02-12")
    assert caught_up(portfolio) == 0
    assert portfolio.rows()[1]["momentum"] == pytest.approx(before / 2)


def test_an_earlier_date_is_told_from_the_events_and_not_stored(portfolio: Portfolio, ledger: Ledger) -> None:
    record(ledger, joined("cherry", at="2020-01-10"))
    portfolio.catch_up()
    kept = stored(ledger)
    assert portfolio.rows(instant("2019-12-31")) == []
    assert [row["members"] for row in portfolio.rows(instant("2020-01-05"))] == [2, 2, 2]
    assert [row["members"] for row in portfolio.rows()] == [3, 2, 2]
    assert stored(ledger) == kept


def test_what_was_known_by_a_date_is_told_from_the_events(portfolio: Portfolio, ledger: Ledger, clock: Clock) -> None:
    clock.set("2020-02-03")
    record(ledger, joined("cherry", at="2020-01-10"))
    portfolio.catch_up()
    assert [row["members"] for row in portfolio.rows(known_at=instant("2020-02-02"))] == [2, 2, 2]
    assert portfolio.rows(known_at=instant("2020-01-31")) == []


def test_a_date_that_is_asked_about_needs_its_offset(portfolio: Portfolio) -> None:
    for ask in (portfolio.rows, portfolio.parties):
        with pytest.raises(ValueError, match="offset"):
            ask(datetime(2020, 1, 1))  # noqa: DTZ001
        with pytest.raises(ValueError, match="offset"):
            ask(None, datetime(2020, 1, 1))  # noqa: DTZ001


def test_a_party_is_told_of_across_its_coalitions(portfolio: Portfolio, ledger: Ledger, clock: Clock) -> None:
    record(ledger, promise("beech", due="2020-01-20"))
    record(ledger, event("commitment-delivered", "beech", commitment="m", evidence="seen"))
    record(ledger, event("delivery-accepted", "beech", by="birch", commitment="m"))
    record(ledger, event("party-withdrew", "cedar", party="ash", reason="too far"))
    clock.set("2020-03-02")
    ash, birch = portfolio.parties()
    assert tuple(ash) == PARTY_COLUMNS
    assert list(ash.values()) == ["ash", "Ash", ["alder", "beech", "cedar"], ["alder", "beech"], 2, 0.5, 2, 1]
    assert list(birch.values())[4:] == [0, None, 0, 0]
    assert [row["coalition"] for row in portfolio.rows(party="ash")] == ["alder", "beech"]
    portfolio.catch_up()
    assert portfolio.parties() == [ash, birch]


def test_rows_do_not_depend_on_when_and_how_often_it_was_caught_up(
    new_url: Callable[[str], str], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow, "_PORTION", 5)
    monkeypatch.setattr(follow, "_PAGE", 2)
    with Ledger(new_url("often"), create=True, clock=clock) as often, Ledger(new_url("once"), create=True) as once:
        once._clock = clock
        followed = Portfolio(often, clock)
        for number, turn in enumerate(turns()):
            clock.moment += timedelta(days=3)
            for ledger in (often, once):
                record_all(ledger, turn)
            if number % 3:
                followed.catch_up()
        followed.catch_up()
        assert stored(often) == anew(Portfolio(once, clock), once) == anew(followed, often)
        assert followed.rows() == Portfolio(once, clock).rows()


def turns() -> Iterable[list[Any]]:
    """What three coalitions record, in turns."""
    names = ("alder", "beech", "cedar")
    yield from (opened(name) for name in names)
    for number in range(6):
        for name in names:
            yield [moment(f"{number}", name), promise(name, f"m-{number}", due=f"2020-02-{5 + 3 * number:02}")]
        yield [event("commitment-delivered", "beech", commitment=f"m-{number}", evidence="seen")]
        yield [event("delivery-accepted", "beech", by="birch", commitment=f"m-{number}")]
    yield [retracted(5, cascade=True)]


def test_what_was_caught_up_before_an_interruption_is_not_made_again(
    portfolio: Portfolio, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow, "_PORTION", 1)

    def interrupt(done: int, of: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        portfolio.catch_up(interrupt)
    assert [row.coalition for row in stored(ledger)] == ["alder", "beech"]
    assert portfolio.status()["behind"] == 10  # nobody can tell of what is left where it begins
    assert caught_up(portfolio) == 1
    for name in ("cedar", "alder", "beech"):
        record(ledger, moment("one", name))
    with pytest.raises(KeyboardInterrupt):
        portfolio.catch_up(interrupt)
    assert portfolio.status() == {"position": 12, "head": 13, "behind": 1}
    assert caught_up(portfolio) == 1
    assert stored(ledger) == anew(portfolio, ledger)


def test_who_finds_another_follower_ahead_reads_again_from_there(
    portfolio: Portfolio, other: Ledger, ledger: Ledger, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow, "_PORTION", 1)
    twin, told = Portfolio(other, clock), list[tuple[int, int]]()

    def interfere(done: int, of: int) -> None:
        told.append((done, of))
        if len(told) == 2:
            twin.catch_up()

    portfolio.catch_up(interfere)
    assert told[-1] == (0, 0)  # the other has left nothing to do
    assert len(stored(ledger)) == 3
    assert stored(ledger) == anew(portfolio, ledger)


def test_a_position_is_moved_only_from_where_it_is(ledger: Ledger) -> None:
    store = view_store(ledger)
    row = Materialised("alder", 1, "2020-01-01T00:00:00.000000Z", None, "{}")
    with pytest.raises(Outrun):
        store.save("v", [row], 3, 4)
    assert (store.rows("v"), store.position("v")) == ([], None)
    store.save("v", [row], None, 4)
    with pytest.raises(Outrun):
        store.save("v", [row._replace(version=2)], None, 5)
    store.save("v", [row._replace(version=3)], 4, 4)
    assert (store.rows("v"), store.position("v")) == ([row._replace(version=3)], 4)
    assert (store.rows("w"), store.position("w")) == ([], None)


def test_several_followers_at_once_end_with_the_same_rows(
    store_url: str, portfolio: Portfolio, ledger: Ledger, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow, "_PORTION", 4)
    failures: list[BaseException] = []

    def follow_it() -> None:
        try:
            with Ledger(store_url, clock=clock) as mine:
                for turn in range(4):
                    Portfolio(mine, clock).rebuild() if turn == 2 else Portfolio(mine, clock).catch_up()
        except BaseException as failure:
            failures.append(failure)

    running = [threading.Thread(target=follow_it) for _ in range(3)]
    for thread in running:
        thread.start()
    for number in range(10):
        record(ledger, moment(f"{number}", ("alder", "beech", "cedar")[number % 3]))
    for thread in running:
        thread.join()
    assert failures == []
    portfolio.catch_up()
    assert portfolio.status() == {"position": 20, "head": 20, "behind": 0}
    assert stored(ledger) == anew(portfolio, ledger)


def test_where_it_cannot_be_stored_it_is_told_from_the_events(
    portfolio: Portfolio, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = portfolio.rows()
    store = type(view_store(ledger))

    def refuse(*_: Any) -> None:
        raise OperationalError("attempt to write a readonly database")

    monkeypatch.setattr(store, "save", refuse)
    with pytest.raises(OperationalError):
        portfolio.catch_up()
    assert portfolio.rows() == rows
    monkeypatch.setattr(store, "rows", refuse)
    monkeypatch.setattr(store, "position", refuse)
    assert portfolio.rows() == rows
    assert portfolio.status() == {"position": None, "head": 10, "behind": None}


def test_dropping_it_loses_nothing(portfolio: Portfolio, ledger: Ledger) -> None:
    portfolio.catch_up()
    kept, rows = stored(ledger), portfolio.rows()
    view_store(ledger).clear()
    assert portfolio.status()["behind"] == 10
    assert portfolio.rows() == rows
    portfolio.catch_up()
    assert stored(ledger) == kept


def test_it_is_no_part_of_the_ledger(portfolio: Portfolio, ledger: Ledger) -> None:
    before = [ledger.stream(coalition) for coalition in ledger.streams()]
    portfolio.catch_up()
    assert [ledger.stream(coalition) for coalition in ledger.streams()] == before
    assert care.check(ledger)["faults"] == []
    assert care.info(ledger)["events"] == 10


SPOILT = {
    "a table that is gone": "DROP TABLE view_row",
    "positions that are gone": "DROP TABLE tracking",
    "a row that is gone": "DELETE FROM view_row WHERE coalition = 'beech'",
    "another version": "UPDATE view_row SET version = 'four'",
    "no date": "UPDATE view_row SET since = 'never'",
    "no JSON": "UPDATE view_row SET state = '{'",
    "no summary": "UPDATE view_row SET state = '[]'",
    "a date that never was": "UPDATE view_row SET state = json_set(state, '$.opened_at', '2020-02-31')",
    "a figure that is none": "UPDATE view_row SET state = json_set(state, '$.momentum', 'much')",
    "a rate that is none": "UPDATE view_row SET state = json_set(state, '$.kept_rate', 'all')",
    "a rate that is a list": "UPDATE view_row SET state = json_set(state, '$.kept_rate', json('[1]'))",
    "a figure beyond all bounds": """UPDATE view_row SET state = replace(state, '"overdue":0', '"overdue":1e999')""",
    "a rate that is no number": """UPDATE view_row SET state = replace(state, '"kept_rate":null', '"kept_rate":NaN')""",
    "momentum beyond all bounds": (
        """UPDATE view_row SET state = replace(state, '"momentum":', '"momentum":-1e999,"m":')"""
    ),
    "a name that is none": "UPDATE view_row SET state = json_set(state, '$.name', 3)",
    "parties that are none": "UPDATE view_row SET state = json_set(state, '$.parties', 3)",
    "a column that is gone": "UPDATE view_row SET state = json_remove(state, '$.phase')",
    "bytes": "UPDATE view_row SET state = x'ff00'",
    "no text": "UPDATE view_row SET state = CAST(x'ff00' AS TEXT)",
    "a position ahead": "UPDATE tracking SET notification_id = 99 WHERE application_name LIKE 'portfolio%'",
    "a position that is no number": "UPDATE tracking SET notification_id = 'x'",
    "other columns": "ALTER TABLE view_row RENAME COLUMN since TO hence",
}


@ON_SQLITE
@pytest.mark.parametrize("damage", SPOILT.values(), ids=list(SPOILT))
def test_what_somebody_has_spoilt_is_made_anew(portfolio: Portfolio, ledger: Ledger, damage: str) -> None:
    rows, kept = portfolio.rows(), anew(portfolio, ledger)
    with sqlite3.connect(sqlite_path(ledger.url)) as connection:
        connection.execute(damage)
    connection.close()
    assert portfolio.rows() == rows
    portfolio.catch_up()
    assert stored(ledger) == kept
    assert portfolio.status() == {"position": 10, "head": 10, "behind": 0}


@ON_SQLITE
def test_a_coalition_that_cannot_be_read_does_not_hide_the_others(portfolio: Portfolio, ledger: Ledger) -> None:
    rows = portfolio.rows()
    portfolio.catch_up()
    whole = _swap(ledger, "{}")
    record(ledger, moment("one", "cedar"))
    for _ in range(2):
        told = {row["coalition"]: row for row in portfolio.rows()}
        assert told["alder"] == rows[0]  # it was told of before it was damaged, and nothing came since
        portfolio.rebuild()
        alder, beech, cedar = portfolio.rows()
        assert (beech, cedar["events"]) == (rows[1], 4)
        assert "alder event 4 cannot be read" in alder.pop("fault")
        assert alder == dict.fromkeys(COLUMNS) | {"coalition": "alder"}
        assert [party["party"] for party in portfolio.parties()] == ["ash", "birch"]
        _swap(ledger, whole)
        assert portfolio.rows()[0] == rows[0]
        portfolio.catch_up()
        _swap(ledger, "{}")


def _swap(ledger: Ledger, state: Any) -> Any:
    """Put something else in the place of a stored event; what was there."""
    with sqlite3.connect(sqlite_path(ledger.url)) as connection:
        place = "originator_id = 'alder' AND originator_version = 4"
        (there,) = connection.execute(f"SELECT state FROM stored_events WHERE {place}").fetchone()
        connection.execute(f"UPDATE stored_events SET state = ? WHERE {place}", (state,))
    connection.close()
    return there


@ON_SQLITE
def test_a_history_with_a_gap_is_told_of_too(portfolio: Portfolio, ledger: Ledger) -> None:
    record(ledger, event("commitment-delivered", commitment="m", evidence="seen"))
    with sqlite3.connect(sqlite_path(ledger.url)) as connection:
        connection.execute("DELETE FROM stored_events WHERE originator_id = 'alder' AND originator_version IN (1, 4)")
    connection.close()
    alder, beech, _ = portfolio.rows()
    assert "speaks of an unknown" in alder["fault"]
    assert beech["events"] == 3


def test_other_weights_have_rows_of_their_own(portfolio: Portfolio, ledger: Ledger, clock: Clock) -> None:
    from projections.weights import weights_from

    portfolio.catch_up()
    heavier = Portfolio(ledger, clock, weights_from("[momentum.support]\nparty-joined = 10"))
    assert heavier.status()["behind"] == 10
    heavier.catch_up()
    assert heavier.rows()[1]["momentum"] == pytest.approx(10 * portfolio.rows()[1]["momentum"])
    assert portfolio.status()["behind"] == 0


def test_without_a_clock_it_is_told_as_of_now(portfolio: Portfolio, ledger: Ledger) -> None:
    days = (datetime.now(UTC) - instant("2020-01-01")).days
    assert Portfolio(ledger).rows()[0]["age_days"] in (days, days + 1)
