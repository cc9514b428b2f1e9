"""The connection to a PostgreSQL server is lost at every stage: nothing is lost, nothing is there twice."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import pytest
from contract.postgres import Server, new_schema, new_server, server
from contract.samples import Clock, begin, begun, moment, record, record_all, told
from eventsourcing.persistence import OperationalError, PersistenceError

from domain.event import Recorded
from engine import care, stores
from engine.ledger import Ledger
from engine.stores import postgres_connections
from projections.portfolio import Portfolio

from .proxy import AFTER, BEFORE, LATE, PASS, Proxy, Rule, at, where


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    """A proxy that does no harm yet."""
    with Proxy(server().folder) as made:
        yield made


@pytest.fixture
def schema() -> str:
    """The name of a schema that is not there yet."""
    return new_schema()


@pytest.fixture
def direct(schema: str) -> str:
    """The address of a store of one coalition, past the proxy."""
    return begun(server().url(schema))


@pytest.fixture
def url(schema: str, proxy: Proxy, direct: str) -> str:
    """The address of the store, through the proxy."""
    return server().url(schema, host=proxy.folder)


def killing(number: int, schema: str, done: list[str]) -> Rule:
    """Let the server end the connections of a store when something is said for the nth time."""
    terminate = (
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
        f"WHERE application_name = 'coalition' AND (query LIKE '%{schema}%' OR state <> 'active')"
    )
    armed = at(number, "kill", done)

    def rule(statement: str) -> str:
        if armed(statement) == "kill":
            server().execute(terminate)
        return PASS

    return rule


def rule_for(manner: str, stage: int, schema: str, done: list[str]) -> Rule:
    return killing(stage, schema, done) if manner == "killed" else at(stage, manner, done)


def every_other(manner: str) -> Iterator[int]:
    """The odd stages, or the even ones: between them the manners of a test come upon all."""
    return count(1 if manner == BEFORE else 2, 2)


def check(direct: str, expected: list[str]) -> None:
    """Exactly these moments are there, each with a leaf, in the recordings that were acknowledged."""
    with Ledger(direct) as ledger:
        assert told(ledger.stream("alder")) == expected
        assert care.check(ledger)["faults"] == []
        covered = sorted(n for command in ledger.commands() for n in range(command.first, command.last + 1))
        assert covered == list(range(1, ledger.version("alder") + 1))
        with ledger.audit_log() as log:
            assert [leaf.version for leaf in log.leaves()] == covered
            assert list(log.unlogged()) == []


@pytest.mark.parametrize("manner", [BEFORE, AFTER, "killed"])
def test_a_recording_survives_the_loss_of_its_connection_at_every_stage(
    proxy: Proxy, schema: str, url: str, direct: str, manner: str
) -> None:
    expected, stages = list[str](), list[str]()
    with Ledger(url) as ledger:
        for stage in count(1):
            done = list[str]()
            proxy.rule = rule_for(manner, stage, schema, done)
            receipt = record(ledger, moment(f"{stage}"), command_id=f"c-{stage}")
            expected.append(f"{stage}")
            assert (receipt.first, receipt.repeated) == (3 + stage, False)
            assert record(ledger, moment(f"{stage}"), command_id=f"c-{stage}").repeated
            stages += done
            if not done:
                break
    words = ("FROM command", "BEGIN", "advisory", "INTO stored_events", "INTO command", "INTO audit_leaf", "COMMIT")
    assert all(any(word in statement for statement in stages) for word in words)
    check(direct, expected)


@pytest.mark.parametrize("manner", [BEFORE, AFTER, LATE])
@pytest.mark.parametrize("named", [True, False])
def test_a_recording_whose_commit_was_not_answered_is_there_once(
    proxy: Proxy, url: str, direct: str, manner: str, named: bool
) -> None:
    done = list[str]()
    with Ledger(url) as ledger:
        proxy.rule = where("COMMIT", manner, done)
        receipt = record_all(ledger, [moment("one"), moment("two")], command_id="c-1" if named else None)
        assert (receipt.first, receipt.last, receipt.repeated) == (4, 5, False)
        assert done
        assert record(ledger, moment("three")).last == 6
    check(direct, ["one", "two", "three"])


def test_a_commit_that_arrives_late_is_waited_for(proxy: Proxy, url: str, direct: str) -> None:
    with Ledger(url) as ledger, Ledger(direct) as other:
        proxy.rule = where("COMMIT", LATE, [])
        with ThreadPoolExecutor(2) as pool:
            mine = pool.submit(record, ledger, moment("mine"))
            time.sleep(0.1)
            theirs = pool.submit(record, other, moment("theirs"))
            assert sorted([mine.result().last, theirs.result().last]) == [4, 5]
    check(direct, ["mine", "theirs"])


def test_whose_events_another_has_overtaken_meanwhile_decides_again(proxy: Proxy, url: str, direct: str) -> None:
    with Ledger(url) as ledger, Ledger(direct) as other:

        def rule(statement: str) -> str:
            if "COMMIT" not in statement or other.version("alder") > 3:
                return PASS
            proxy.rule, proxy.is_away = (lambda statement: PASS), True
            server().execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE state = 'idle in transaction'"
            )
            record(other, moment("theirs"))
            proxy.is_away = False
            return BEFORE

        proxy.rule = rule
        assert record(ledger, moment("mine"), command_id="c-1").last == 5
    check(direct, ["theirs", "mine"])


def test_one_command_given_by_two_whose_connections_are_lost_is_stored_once(
    proxy: Proxy, url: str, direct: str
) -> None:
    clock = Clock()
    with Ledger(url, clock=clock) as one, Ledger(url, clock=clock) as two:
        proxy.rule = where("COMMIT", AFTER, [])
        with ThreadPoolExecutor(2) as pool:
            receipts = [pool.submit(record, each, moment("a walk"), command_id="c-1") for each in (one, two)]
            assert sorted(each.result().repeated for each in receipts) == [False, True]
    check(direct, ["a walk"])


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long for a server that is away."""
    monkeypatch.setattr(postgres_connections, "PATIENCE", 0.2)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("manner", [BEFORE, AFTER])
def test_where_the_server_stays_away_it_is_said_and_the_same_command_tells_what_became_of_it(
    proxy: Proxy, url: str, direct: str, manner: str
) -> None:
    with Ledger(url) as ledger:

        def rule(statement: str) -> str:
            if "COMMIT" not in statement:
                return PASS
            proxy.is_away = True
            return manner

        proxy.rule = rule
        with pytest.raises(OperationalError, match=r"cannot be reached|was lost"):
            record(ledger, moment("a walk"), command_id="c-1")
        proxy.rule, proxy.is_away = (lambda statement: PASS), False
        receipt = record(ledger, moment("a walk"), command_id="c-1")
        assert (receipt.last, receipt.repeated) == (4, manner == AFTER)
    check(direct, ["a walk"])


@pytest.mark.parametrize("manner", [BEFORE, AFTER])
def test_reading_survives_the_loss_of_its_connection_at_every_stage(proxy: Proxy, url: str, manner: str) -> None:
    with Ledger(url) as ledger:

        def read() -> list[Any]:
            found: list[Any] = [
                ledger.stream("alder"),
                list(ledger.list()),
                list(ledger.commands()),
                ledger.version("x"),
            ]
            return [*found, ledger.health().events, ledger.recorder.select_notifications(2, 9)]

        expected = read()
        for stage in every_other(manner):
            done = list[str]()
            proxy.rule = at(stage, manner, done)
            assert read() == expected
            if not done:
                break
        assert stage > 6


@pytest.mark.parametrize("manner", [BEFORE, AFTER])
def test_views_survive_the_loss_of_their_connection_at_every_stage(
    proxy: Proxy, schema: str, url: str, direct: str, manner: str
) -> None:
    clock = Clock()
    with Ledger(url, clock=clock) as ledger, Ledger(direct, clock=clock) as other:
        for number, stage in enumerate(every_other(manner), 1):
            proxy.rule = lambda statement: PASS
            record(other, moment(f"{stage}"))
            done = list[str]()
            proxy.rule = rule_for(manner, stage, schema, done)
            Portfolio(ledger, clock).catch_up()
            assert Portfolio(other, clock).status()["behind"] == 0
            assert [row["events"] for row in Portfolio(other, clock).rows()] == [3 + number]
            if not done:
                break
        assert stage > 6


@pytest.mark.parametrize("manner", [BEFORE, AFTER])
def test_a_store_that_is_made_while_connections_are_lost_is_made_whole(proxy: Proxy, manner: str) -> None:
    for stage in every_other(manner):
        done, schema = list[str](), new_schema()
        proxy.rule = at(stage, manner, done)
        for _ in range(2):  # who opens a store is told of the loss, and tries again
            try:
                with Ledger(server().url(schema, host=proxy.folder), create=True) as ledger:
                    begin(ledger)
                    break
            except PersistenceError:
                continue
        check(server().url(schema), [])
        if not done:
            break
    assert stage > 10


@pytest.mark.parametrize("manner", [BEFORE, AFTER])
def test_a_copy_whose_connection_is_lost_is_whole_or_not_there(
    proxy: Proxy, url: str, direct: str, manner: str
) -> None:
    for stage in every_other(manner):
        done, target = list[str](), new_schema()
        stores.initialise(server().url(target))
        proxy.rule = at(stage, manner, done)
        try:
            stores.copy(direct, server().url(target, host=proxy.folder))
        except PersistenceError:
            with Ledger(server().url(target)) as copied:
                assert copied.version("alder") in (0, 3)
        else:
            check(server().url(target), [])
            assert len(list(_all(server().url(target)))) == 3
        if not done:
            break
    assert stage > 10


def _all(url: str) -> list[Recorded]:
    with Ledger(url) as ledger:
        return ledger.stream("alder")


@pytest.mark.parametrize("seed", range(2))
def test_writers_whose_connections_are_lost_by_chance_lose_nothing_and_store_nothing_twice(
    proxy: Proxy, url: str, direct: str, seed: int
) -> None:
    chance, harm = random.Random(seed), threading.Lock()

    def rule(statement: str) -> str:
        with harm:
            return chance.choices((PASS, BEFORE, AFTER), (60, 1, 2))[0]

    def write(writer: int) -> None:
        with Ledger(direct) as _, Ledger(url) as ledger:
            for number in range(15):
                command = f"{writer}-{number}" if number % 2 else None
                assert not record(ledger, moment(f"{writer} {number}"), command_id=command).repeated

    with ThreadPoolExecutor(4) as pool:
        opened = [pool.submit(write, writer) for writer in range(4)]
        time.sleep(0.1)  # they have opened it
        proxy.rule = rule
        for each in opened:
            each.result()
    proxy.rule = lambda statement: PASS
    with Ledger(direct) as ledger:
        moments = told(ledger.stream("alder"))
    assert sorted(moments) == sorted(f"{writer} {number}" for writer in range(4) for number in range(15))
    check(direct, moments)


@pytest.fixture(scope="module")
def doomed() -> Iterator[Server]:
    """A server of one's own, with little on its disk, so that it is soon there again."""
    yield (made := new_server())
    made.close()


def test_a_server_that_crashes_meanwhile_loses_nothing_that_was_acknowledged(doomed: Server) -> None:
    direct = doomed.url(new_schema())
    with Ledger(direct, create=True) as ledger:
        begin(ledger)
    acknowledged, stop = list[str](), threading.Event()

    def write(writer: int) -> None:
        with Ledger(direct) as ledger:
            for number in count():
                if stop.is_set():
                    return
                record(ledger, moment(f"{writer} {number}"))
                acknowledged.append(f"{writer} {number}")

    with ThreadPoolExecutor(3) as pool:
        writers = [pool.submit(write, writer) for writer in range(3)]
        for _ in range(2):
            time.sleep(0.15)
            before = len(acknowledged)
            doomed.stop("immediate")
            doomed.start()
            while len(acknowledged) <= before and not any(each.done() for each in writers):
                time.sleep(0.01)
        stop.set()
        for each in writers:
            each.result()
    with Ledger(direct) as ledger:
        moments = told(ledger.stream("alder"))
    assert sorted(moments) == sorted(acknowledged)
    check(direct, moments)
