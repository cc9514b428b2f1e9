"""A clock that goes backwards: entries stay in the order in which they became known, and what is told is what it says.

That an entry is never known before an earlier one is tried for both stores in contract/test_recording.py, too.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from contract.postgres import new_schema, server
from contract.samples import Clock, begin, moment, record, told

from domain.values import instant
from engine.audit.verifying import verify
from engine.ledger import Ledger
from projections.portfolio import Portfolio

from .commands import READ, RECORD, run

ADDRESSES: dict[str, Callable[[Path], str]] = {
    "sqlite": lambda folder: f"sqlite:///{folder / 'a.db'}",
    "postgresql": lambda folder: server().url(new_schema()),
}
#: Another time, for the engine's only clock.
SET = """
import datetime, engine.ledger
class Set(datetime.datetime):
    @classmethod
    def now(cls, zone=None):
        return datetime.datetime.fromisoformat({!r})
engine.ledger.datetime = Set
"""


@pytest.fixture(params=ADDRESSES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a store that is not there yet."""
    return ADDRESSES[request.param](tmp_path)


@pytest.mark.parametrize("seed", range(3))
def test_whatever_the_clock_does_what_was_known_only_grows(url: str, seed: int) -> None:
    chance, clock, shown = random.Random(seed), Clock(), list[datetime]()
    with Ledger(url, create=True, clock=clock) as ledger, Ledger(url, clock=clock) as other:
        begin(ledger)
        for number in range(20):
            clock.moment += timedelta(days=chance.randint(-400, 300), microseconds=chance.randrange(10**6))
            clock.moment = max(clock.moment, datetime(2020, 1, 2, tzinfo=UTC))
            shown.append(clock.moment)
            record(chance.choice([ledger, other]), moment(str(number)))
        moments = [entry.recorded_at for entry in ledger.stream("alder")]
        assert moments == sorted(moments)
        assert moments[-1] == max(moments)
        assert any(later < earlier for earlier, later in itertools.pairwise(shown))
        before = list[str]()
        for known_at in sorted({instant(text) for text in moments}):
            now = told(ledger.history("alder", known_at=known_at))
            assert now[: len(before)] == before
            before = now
        assert before == [str(number) for number in range(20)]
        assert verify(ledger)["faults"] == []


def test_the_portfolio_is_that_of_the_clock_that_it_is_asked_by(url: str) -> None:
    """Rows that were kept under a later clock do not show through."""
    early, late = Clock(), Clock()
    early.set("2020-03-01")
    late.set("2021-03-01")
    with Ledger(url, create=True, clock=late) as ledger, Ledger(url, clock=early) as behind:
        begin(ledger)
        record(ledger, moment("a walk"))
        record(ledger, moment("a meal", at="2020-06-01"))
        expected = Portfolio(ledger, early).rows()
        Portfolio(ledger, late).catch_up()
        later = Portfolio(ledger, late).rows()
        assert later != expected
        assert Portfolio(ledger, early).rows() == expected
        assert Portfolio(ledger, late).rows() == later
        record(behind, moment("a talk", at="2020-07-01"))
        assert record(behind, moment("a song")).last == 7
        assert [row["events"] for row in Portfolio(ledger, late).rows()] == [7]
        Portfolio(behind, early).catch_up()
        assert Portfolio(ledger, late).status()["behind"] == 0


def test_commands_answer_by_the_clock_and_nothing_breaks(tmp_path: Path) -> None:
    new = ("new", "alder", "--name", "Alder", "--purpose", "trees", "--convener", "ash", "--origin", "invited")
    back, forth = SET.format("2024-01-01T00:00:00+00:00"), SET.format("2026-01-01T00:00:00+00:00")
    assert run(tmp_path, *new, "--at", "2020-01-01", before=forth).code == 0
    joined = ("record", "party-joined", "alder", "--at", "2020-01-01", "--kind", "other", "--standing", "member")
    for party in ("ash", "birch"):
        join = (*joined, "--by", party, "--party", party, "--name", party.title())
        assert run(tmp_path, *join, before=forth).code == 0
    assert run(tmp_path, "audit", "checkpoint", before=forth).code == 0
    assert run(tmp_path, *RECORD, before=back).code == 0
    assert run(tmp_path, "audit", "checkpoint", before=back).code == 0
    verified = run(tmp_path, "audit", "verify", before=back)
    assert (verified.code, verified.err) == (0, "")
    for command in (READ, ("show", "alder"), ("list",), ("log", "alder"), ("momentum", "alder")):
        done = run(tmp_path, *command, before=back)
        assert (done.code, done.err) == (0, ""), done
    with Ledger(f"sqlite:///{tmp_path / 'a.db'}") as ledger:
        assert {entry.recorded_at[:4] for entry in ledger.stream("alder")} == {"2026"}
