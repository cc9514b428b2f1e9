"""kill -9 while the portfolio is rebuilt: started again it ends with the rows of a fresh rebuild, and loses nothing."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from domain.shape import parsed
from engine import care
from engine.ledger import Ledger
from engine.views import Materialised, view_store
from projections import follow
from projections.portfolio import Portfolio

COALITIONS, EVENTS, PORTION = 24, 30, 60
ROUNDS = 4

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")


def clock() -> datetime:
    return datetime(2020, 6, 1, tzinfo=UTC)


def main(url: str) -> None:
    """Rebuild, or go on with what was begun, in a process to be killed: it says how far it has come."""
    follow._PORTION = PORTION
    with Ledger(url, clock=clock) as ledger:
        portfolio = Portfolio(ledger, clock)
        (portfolio.rebuild if portfolio.status()["position"] else portfolio.catch_up)(tell)


def tell(done: int, of: int) -> None:
    """Tell the parent at once, and leave it time to strike."""
    sys.stdout.write(f"{done} of {of}\n")
    sys.stdout.flush()
    time.sleep(0.01)


def filled(url: str) -> None:
    """Coalitions that record in turns, so that no portion of the notifications is of one alone."""
    with Ledger(url, create=True, clock=clock) as ledger:
        for first in range(0, EVENTS, 10):
            for coalition in (f"c-{place:02}" for place in range(COALITIONS)):
                events = [parsed(line(coalition, number)) for number in range(first, first + 10)]
                ledger.record_all([(event, None) for event in events], recorded_by="clerk")


def line(coalition: str, number: int) -> dict[str, object]:
    """A coalition of two parties that promise, one map after the other, what neither delivers."""
    envelope = {"coalition": coalition, "at": "2020-01-01", "by": "ash"}
    if number == 0:
        opening = {"name": coalition, "purpose": "x", "convener": "ash", "origin": "invited"}
        return envelope | {"type": "coalition-proposed"} | opening
    if number < 3:
        party = ("ash", "birch")[number - 1]
        joining = {"type": "party-joined", "kind": "other", "standing": "member", "party": party, "name": party}
        return envelope | joining | {"by": party}
    promise = {"commitment": f"m-{number}", "promisor": "ash", "promisee": "birch", "what": "a map"}
    return envelope | {"type": "commitment-made", "due": f"2020-03-{number:02}"} | promise


def killed_after(url: str, lines: int) -> Sequence[str]:
    """Rebuild in a process that is killed once it has told so many lines; what it told."""
    command = [sys.executable, __file__, url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        said = [child.stdout.readline() for _ in range(lines)]
        child.send_signal(signal.SIGKILL)
        said += child.stdout.readlines()
    assert child.returncode in (-signal.SIGKILL, 0)
    return [told for told in said if told]


def stored(url: str) -> list[Materialised]:
    with Ledger(url, clock=clock) as ledger:
        return sorted(view_store(ledger).rows(Portfolio(ledger)._follower._view))


def freshly(url: str) -> list[Materialised]:
    """The rows of a fresh rebuild, in a copy of the store."""
    with Ledger(url, clock=clock) as ledger:
        Portfolio(ledger, clock).rebuild()
    return stored(url)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that nobody has followed yet."""
    path = tmp_path_factory.mktemp("rebuild") / "ledger.db"
    filled(f"sqlite:///{path}")
    return path


def copied(store: Path, name: str) -> str:
    target = store.with_name(name)
    shutil.copy(store, target)
    return f"sqlite:///{target}"


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_what_was_killed_and_started_again_ends_with_the_rows_of_a_fresh_rebuild(store: Path, turn: int) -> None:
    fresh, url = freshly(copied(store, f"fresh-{turn}.db")), copied(store, f"{turn}.db")
    assert len(fresh) == COALITIONS
    if turn % 2:  # there was a whole portfolio before
        assert freshly(url) == fresh
    told = killed_after(url, Random(turn).randint(4, COALITIONS - 4))
    done = stored(url)
    assert set(done) <= set(fresh)  # what is there is whole
    assert len(told) - 1 - PORTION // EVENTS <= len(done) < COALITIONS  # and all but the portion under way
    with Ledger(url, clock=clock) as ledger:
        portfolio, again = Portfolio(ledger, clock), list[int]()
        assert [row["overdue"] for row in portfolio.rows()] == [EVENTS - 3] * COALITIONS  # also before it goes on
        portfolio.catch_up(lambda done, of: again.append(of))
        assert again[0] == COALITIONS - len(done)
        assert portfolio.status() == {"position": COALITIONS * EVENTS, "head": COALITIONS * EVENTS, "behind": 0}
        assert care.check(ledger)["faults"] == []
    assert stored(url) == fresh


def test_a_rebuild_that_is_killed_again_and_again_comes_to_its_end(store: Path) -> None:
    url, kept = copied(store, "again.db"), [0]
    while kept[-1] < COALITIONS:
        killed_after(url, 10)
        kept.append(len(stored(url)))
        assert kept[-1] > kept[-2]
    assert stored(url) == freshly(copied(store, "fresh.db"))


if __name__ == "__main__":
    main(*sys.argv[1:])
