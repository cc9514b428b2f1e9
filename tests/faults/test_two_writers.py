"""Racing writers: processes and threads record into one coalition, and everything is there, once, in a row."""

from __future__ import annotations

import multiprocessing
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from contract.samples import event, made, moment, record, record_all, retracted, told

from domain.refusal import Refused
from engine import care
from engine.ledger import Ledger

EACH = 500


def write(url: str, writer: str, number: int, ready: threading.Barrier) -> None:
    """Record so many moments, each with a command id, once the others are ready too."""
    with Ledger(url) as ledger:
        ready.wait()
        for turn in range(number):
            record(ledger, moment(f"{writer} {turn}"), command_id=f"{writer}-{turn}")


def processes(url: str, writers: list[str], number: int) -> None:
    """Let several processes write at once."""
    spawn = multiprocessing.get_context("spawn")
    ready = spawn.Barrier(len(writers))
    running = [spawn.Process(target=write, args=(url, writer, number, ready)) for writer in writers]
    for process in running:
        process.start()
    for process in running:
        process.join()
    assert [process.exitcode for process in running] == [0] * len(writers)


def check(url: str, writers: list[str], number: int) -> None:
    """Everything is there, once, in a row, each writer's own in its order."""
    with Ledger(url) as ledger:
        entries = ledger.stream("alder")
        assert care.check(ledger)["faults"] == []
    assert [entry.n for entry in entries] == list(range(1, 4 + len(writers) * number))
    for writer in writers:
        assert [each for each in told(entries) if each.split()[0] == writer] == [f"{writer} {n}" for n in range(number)]
    moments = [entry.recorded_at for entry in entries]
    assert moments == sorted(moments)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return made(tmp_path / "a.db")


@pytest.fixture
def hurried() -> Iterator[None]:
    """Threads take turns a thousand times as often as usual."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(5e-6)
    yield
    sys.setswitchinterval(usual)


def test_two_processes_record_five_hundred_events_each(url: str) -> None:
    processes(url, ["one", "two"], EACH)
    check(url, ["one", "two"], EACH)


def test_five_processes_record_at_once(url: str) -> None:
    writers = ["a", "b", "c", "d", "e"]
    processes(url, writers, 40)
    check(url, writers, 40)


@pytest.mark.usefixtures("hurried")
def test_threads_share_one_ledger(url: str) -> None:
    writers = [f"w{number}" for number in range(6)]
    with Ledger(url) as ledger, ThreadPoolExecutor(len(writers)) as pool:

        def write_on(writer: str) -> None:
            for turn in range(50):
                assert not record(ledger, moment(f"{writer} {turn}")).repeated

        list(pool.map(write_on, writers))
    check(url, writers, 50)


@pytest.mark.usefixtures("hurried")
def test_threads_share_one_ledger_of_many_coalitions(tmp_path: Path) -> None:
    url = made(tmp_path / "a.db")
    with Ledger(url) as ledger, ThreadPoolExecutor(6) as pool:

        def write_on(number: int) -> None:
            name = f"c-{number // 2}"
            opening = event("coalition-proposed", name, name=name, purpose="x", convener="ash", origin="invited")
            try:
                record_all(ledger, [opening])
            except Refused as refused:
                assert refused.rule == "formation.once"  # noqa: PT017 (whoever comes second)
            record(ledger, event("interest-registered", name, who=f"w-{number}", in_what="x"))

        list(pool.map(write_on, range(200)))
        assert [listed.events for listed in ledger.list()] == [3] * 101
        assert care.check(ledger)["faults"] == []


@pytest.mark.usefixtures("hurried")
def test_a_retraction_races_with_what_it_would_take(url: str) -> None:
    with Ledger(url) as ledger, ThreadPoolExecutor(4) as pool:

        def write_on(number: int) -> str:
            try:
                if number == 20:
                    record(ledger, retracted(3, cascade=True))
                else:
                    record(ledger, moment(f"{number}"))
            except Refused as refused:
                return refused.rule
            return "recorded"

        outcomes = list(pool.map(write_on, range(60)))
        assert set(outcomes) <= {"recorded", "trust.all-in"}  # which of them depends on who is faster
        assert outcomes[20] == "recorded"
        assert told(ledger.history("alder")) == []
        assert care.check(ledger)["faults"] == []
        assert ledger.coalition("alder") == ledger.rehearse("alder", "clerk").coalition
