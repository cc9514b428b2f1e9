"""Many writers on one PostgreSQL store, readers meanwhile: all is there, once, in a row, and nobody passes it by."""

from __future__ import annotations

import multiprocessing
import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from contract.postgres import new_schema, server
from contract.samples import begin, moment, record, told
from eventsourcing.persistence import Notification

from domain.event import Event
from engine import care
from engine.errors import Contended
from engine.ledger import Ledger
from projections.portfolio import Portfolio

from . import test_kill
from .test_kill import COALITIONS, acknowledged, check_what_is_kept, killed_after, take

WRITERS = 8
EACH = int(os.environ.get("COALITION_WRITER_EVENTS", "25"))  #: events of each writer on one coalition
ROUNDS = 5

file = test_kill.file


def write(url: str, writer: int, ready: Any) -> None:
    """Record on a coalition of one's own, then all on one, each with a command id."""
    with Ledger(url) as ledger:
        for coalition in (f"c-{writer}", "alder"):
            ready.wait()
            for number in range(EACH):
                patiently(ledger, moment(f"{writer} {number}", coalition), f"{coalition}-{writer}-{number}")


def patiently(ledger: Ledger, event: Event, command: str) -> None:
    """Record, and try again where others were faster too often."""
    while True:
        try:
            assert not record(ledger, event, command_id=command).repeated
            return
        except Contended:
            continue


@contextmanager
def meanwhile(work: Callable[[threading.Event], None]) -> Iterator[None]:
    """Something goes on in a thread of its own until it is told to stop, and is waited for."""
    stop = threading.Event()
    thread = threading.Thread(target=work, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


@contextmanager
def following(url: str, seen: list[Notification]) -> Iterator[None]:
    """Somebody who reads what is new from where they were, all the while, and what is left at the end."""

    def follow(stop: threading.Event) -> None:
        with Ledger(url) as ledger:
            while True:
                is_last = stop.is_set()
                start = seen[-1].id if seen else 0
                seen.extend(ledger.recorder.select_notifications(start, 1000, inclusive_of_start=False))
                if is_last:
                    return
                time.sleep(0.002)

    with meanwhile(follow):
        yield


@contextmanager
def reading(url: str, failures: list[str]) -> Iterator[None]:
    """Somebody who reads coalitions and the portfolio all the while: each as it stood at some time, and never back."""
    last = 0

    def read(stop: threading.Event) -> None:
        nonlocal last
        with Ledger(url) as ledger:
            while not stop.is_set():
                Portfolio(ledger).catch_up()
                entries = ledger.stream("alder")
                numbers = [entry.n for entry in entries]
                counted = {row["coalition"]: row["events"] for row in Portfolio(ledger).rows()}
                if numbers != list(range(1, len(numbers) + 1)) or not last <= len(numbers) <= counted["alder"]:
                    failures.append(f"{numbers} after {last}, {counted}")
                last = len(numbers)
                time.sleep(0.02)

    with meanwhile(read):
        yield


def test_eight_writers_on_eight_coalitions_and_on_one_lose_nothing_and_store_nothing_twice() -> None:
    url = server().url(new_schema())
    coalitions = [*(f"c-{writer}" for writer in range(WRITERS)), "alder"]
    with Ledger(url, create=True) as ledger:
        for coalition in coalitions:
            begin(ledger, coalition)
    spawn = multiprocessing.get_context("spawn")
    ready = spawn.Barrier(WRITERS, timeout=60)
    running = [spawn.Process(target=write, args=(url, writer, ready)) for writer in range(WRITERS)]
    seen, failures = list[Notification](), list[str]()
    with following(url, seen), reading(url, failures):
        for process in running:
            process.start()
        for process in running:
            process.join()
    assert [process.exitcode for process in running] == [0] * WRITERS
    assert failures == []
    with Ledger(url) as ledger:
        entries = {coalition: ledger.stream(coalition) for coalition in coalitions}
        assert care.check(ledger)["faults"] == []
        assert len(list(ledger.commands())) == len(coalitions) + 2 * WRITERS * EACH
        with ledger.audit_log() as log:
            leaves = list(log.leaves())
            assert list(log.unlogged()) == []
        assert Portfolio(ledger).rows()[0]["events"] == len(entries["alder"])
    total = 3 * len(coalitions) + 2 * WRITERS * EACH
    assert [leaf.idx for leaf in leaves] == list(range(total))
    ids = [leaf.notification_id for leaf in leaves]
    assert ids == sorted(ids)
    assert [each.id for each in seen] == ids  # whoever follows has passed nothing by
    for writer in range(WRITERS):
        mine = [f"{writer} {number}" for number in range(EACH)]
        assert told(entries[f"c-{writer}"]) == mine
        assert [each for each in told(entries["alder"]) if each.split()[0] == str(writer)] == mine
    assert all([entry.n for entry in each] == list(range(1, len(each) + 1)) for each in entries.values())


def test_what_was_acknowledged_outlives_a_process_that_is_killed(file: Path) -> None:
    chance, promised = random.Random(1), dict[str, int]()
    started = time.monotonic()
    take(server().url(new_schema()), file)
    longest = time.monotonic() - started
    for _ in range(ROUNDS):
        url = server().url(new_schema())
        said = killed_after(url, file, chance.uniform(0, longest))
        promised = acknowledged(said)
        kept = check_what_is_kept(url, promised)
        assert kept - len(promised) in (0, 1)
        again = take(url, file)
        assert sum(outcome.repeated for outcome in again.coalitions.values()) == kept
        assert check_what_is_kept(url, promised) == COALITIONS
