"""Verifying over several processes: the same is found as by one, whoever looked at what."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from contract.samples import Clock, begin, moment, record, retracted
from hypothesis import given
from hypothesis import strategies as st

from engine.audit import parts
from engine.audit.faults import Fault
from engine.audit.histories import Found, Span, found_in
from engine.audit.parts import joined, looked_at, shares_of
from engine.audit.verifying import verify
from engine.ledger import Ledger

from .sealed import relogged, tampered

SMALL = 20  #: events that make a history long here


@pytest.fixture(autouse=True)
def _long_is_short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Histories are shared, and processes started, for as little as the tests have."""
    monkeypatch.setattr(parts, "LONG", SMALL)
    monkeypatch.setattr(parts, "_STARTED", 0)


@pytest.fixture
def ledger_file(tmp_path: Path) -> Path:
    """A long history, a long one with a retraction, and a short one."""
    path = tmp_path / "ledger.db"
    with Ledger(f"sqlite:///{path}", create=True, clock=Clock()) as ledger:
        begin(ledger, "alder")
        for number in range(30):
            record(ledger, moment(f"walk {number}", coalition="alder"))
        begin(ledger, "beech")
        for number in range(30):
            record(ledger, moment(f"meal {number}", coalition="beech"))
        record(ledger, retracted(10, coalition="beech"))
        begin(ledger, "cherry")
    return path


def found(path: Path, processes: int) -> Iterator[dict[str, Any]]:
    with Ledger(f"sqlite:///{path}") as ledger:
        yield from verify(ledger, processes=processes)["faults"]


def alike(path: Path) -> list[tuple[str, Any, Any]]:
    """What is found, by one process and by two."""
    by_one = list(found(path, 1))
    assert list(found(path, 2)) == by_one
    return [(fault["kind"], fault["coalition"], fault["version"]) for fault in by_one]


def broken(path: Path, *statements: str) -> list[tuple[str, Any, Any]]:
    """What of this the histories show, in a ledger whose log was made anew after it."""
    with tampered(path) as connection:
        for statement in statements:
            connection.execute(statement)
        relogged(connection)
    return alike(path)


def test_nothing_is_wrong(ledger_file: Path) -> None:
    assert alike(ledger_file) == []


@pytest.mark.parametrize("version", [8, 19, 20, 30])
def test_an_act_that_the_rules_do_not_take_is_found_in_either_half(ledger_file: Path, version: int) -> None:
    stranger = (
        'UPDATE stored_events SET state = CAST(replace(CAST(state AS TEXT), \'"by":"\', \'"by":"nobody-\') AS BLOB) '
        f"WHERE originator_id = 'alder' AND originator_version = {version}"
    )
    assert ("rules", "alder", version) in broken(ledger_file, stranger)


def test_a_gap_is_found(ledger_file: Path) -> None:
    missing = "DELETE FROM stored_events WHERE originator_id = 'alder' AND originator_version = 25"
    assert ("event-missing", "alder", 25) in broken(ledger_file, missing)


def test_what_cannot_be_read_is_found(ledger_file: Path) -> None:
    torn = "UPDATE stored_events SET state = X'7b' WHERE originator_id = 'alder' AND originator_version = 31"
    assert ("unreadable", "alder", None) in broken(ledger_file, torn)


def test_a_lost_recording_is_found(ledger_file: Path) -> None:
    forgotten = "DELETE FROM command WHERE stream = 'alder' AND first = 9"
    assert ("command-wrong", "alder", 9) in broken(ledger_file, forgotten)


def test_a_process_ended_from_outside_is_stood_in_for(ledger_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "_look", _gone)
    with Ledger(f"sqlite:///{ledger_file}") as ledger:
        assert verify(ledger, processes=2)["faults"] == []


def _gone(span: Span) -> Found:
    os._exit(1)


def test_a_history_with_a_retraction_is_looked_at_whole(ledger_file: Path) -> None:
    with Ledger(f"sqlite:///{ledger_file}") as ledger:
        assert ledger.retracts("beech")
        assert not ledger.retracts("alder")
        whole = found_in(ledger, Span("beech"))
        with looked_at(ledger, {"beech": ledger.version("beech")}, 2) as answers:
            assert answers("beech") == whole


def test_a_retraction_that_the_index_hides_is_met_all_the_same(
    ledger_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forged = "UPDATE stored_events SET state = CAST(replace(CAST(state AS TEXT), '[10]', '[3,10]') AS BLOB)"
    hidden = [("rules", "beech", 34)]
    assert broken(ledger_file, f"{forged} WHERE topic = 'event-retracted'") == hidden
    monkeypatch.setattr(Ledger, "retracts", lambda self, coalition: False)
    assert alike(ledger_file) == hidden


def test_no_process_outlives_the_one_that_it_works_for(tmp_path: Path) -> None:
    script = tmp_path / "asks.py"
    script.write_text(_ASKS, encoding="utf-8")
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE) as asking:
        assert asking.stdout is not None
        others = [int(line) for line in (asking.stdout.readline(), asking.stdout.readline())]
        asking.kill()
        asking.wait()
        for _ in range(600):
            if not any(map(_lives, others)):
                return
            time.sleep(0.1)
    pytest.fail(f"processes {others} still live a minute later")


_ASKS = """
import os, sys, time
from engine.processes import pool

def nothing() -> None: ...

def number() -> int:
    time.sleep(0.2)
    return os.getpid()

if __name__ == "__main__":
    others = pool(2, nothing)
    first = [others.submit(number) for _ in range(8)]
    found = {one.result() for one in first}
    while len(found) < 2:
        found.add(others.submit(number).result())
    print(*found, sep=chr(10), flush=True)
    time.sleep(600)
"""


def _lives(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_where_no_processes_are_granted_one_does_it_all(ledger_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any, **__: Any) -> Any:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("engine.processes.ProcessPoolExecutor", refused)
    assert alike(ledger_file) == []


SPANS = st.lists(
    st.integers(1, 200).flatmap(
        lambda last: st.sampled_from(
            [[Span("a", upto=last)], [Span("a", last=last // 2, upto=last), Span("a", after=last // 2, upto=last)]]
        )
    ),
    max_size=12,
)


@given(histories=SPANS, processes=st.integers(1, 5))
def test_everything_is_looked_at_once(histories: list[list[Span]], processes: int) -> None:
    spans = [span._replace(coalition=str(place)) for place, parts_ in enumerate(histories) for span in parts_]
    shares = shares_of(spans, processes)
    assert len(shares) == processes
    assert sorted((span for share in shares for span in share), key=repr) == sorted(spans, key=repr)


def test_the_first_place_in_a_history_is_told() -> None:
    first, second = (Fault("rules", "it does not hold", coalition="a", version=n) for n in (3, 9))
    unread = Fault("event-missing", "event 12 is missing", coalition="a", version=12)
    assert joined([Found([first]), Found([unread, second])]).faults == [unread, first]
    assert joined([Found([]), Found([second], [], 4)]) == Found([second], [], 4)
