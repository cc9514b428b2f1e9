"""Purity: what a history means hangs on its events and the date asked about, and on nothing else.

No module of the domain or of the views tells the time, the place or the dice: that is read in their source and, because
source can be read wrongly, seen to while everything is folded and put before the rules. What is told is the same in
every process, though maps there are in another order in each.
"""

from __future__ import annotations

import gc
import os
import random
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from impurity import Impurity, impurities
from recounting import EXAMPLES, ROOT, example

from domain.coalition import Coalition
from domain.history import coalition_of, consider, counting, redecide
from domain.shape import parsed
from projections.log import log
from projections.measures import MEASURES, between, diff, measured, of_party
from projections.monday import monday
from projections.session import Sessions
from projections.show import show
from projections.summary import summary
from projections.timeline import timeline
from projections.view import latest_moment, read
from projections.why import why

#: What may know the present, and why: nothing that is folded.
ALLOWED = {
    ("projections/follow.py", "engine.ledger.now"): "a follower asks when it catches up, and hands the instant on",
    ("projections/portfolio.py", "engine.ledger.now"): "the default of a date that nobody named, handed to the view",
}
MODULES = sorted(path for area in ("domain", "projections") for path in (ROOT / area).rglob("*.py"))


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_no_module_tells_the_time_the_place_or_the_dice(path: Path) -> None:
    found = impurities(path.read_text(encoding="utf-8"))
    assert [one for one in found if (named(path), one.what) not in ALLOWED] == []


def test_what_is_allowed_is_still_needed() -> None:
    found = {(named(path), one.what) for path in MODULES for one in impurities(path.read_text(encoding="utf-8"))}
    assert ALLOWED.keys() <= found


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("import time", "time"),
        ("import time as clock", "time"),
        ("from time import monotonic", "time"),
        ("def fold():\n    import random", "random"),
        ("import os.path", "os.path"),
        ("from os import environ", "os"),
        ("from zoneinfo import ZoneInfo", "zoneinfo"),
        ("import locale", "locale"),
        ("from uuid import uuid4", "uuid"),
        ("from engine.ledger import now", "engine.ledger.now"),
        ("from datetime import datetime\ndatetime.now()", "datetime.datetime.now"),
        ("from datetime import datetime as dt, UTC\nx = dt.now(UTC)", "datetime.datetime.now"),
        ("from datetime import datetime\ndef at(clock=datetime.now): ...", "datetime.datetime.now"),
        ("from datetime import date\nnow = date.today", "datetime.date.today"),
        ("import datetime\ndatetime.date.today()", "datetime.date.today"),
        ("import datetime as d\nd.datetime.utcnow()", "datetime.datetime.utcnow"),
        ("import datetime\nwhen = datetime.datetime\nwhen.now()", "datetime.datetime.now"),
        ("from datetime import datetime\ndatetime.fromtimestamp(0)", "datetime.datetime.fromtimestamp"),
        ("moment.astimezone()", "astimezone()"),
        ("moment.strftime('%B')", "strftime"),
        ("from datetime import datetime\ngetattr(datetime, 'now')()", "by name: now"),
        ("import importlib\nimportlib.import_module('time')", "by name: time"),
        ("__import__('time')", "__import__"),
        ("eval('1')", "eval"),
    ],
)
def test_a_violation_that_is_planted_is_found(source: str, what: str) -> None:
    assert Impurity(what, source.count("\n") + 1 if "def fold" not in source else 2) in impurities(source)


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import UTC, date, datetime, time, timedelta\ndatetime.combine(date(2020, 1, 1), time(), UTC)",
        "from datetime import datetime\ndatetime.fromisoformat('2020-01-01').astimezone(UTC)",
        "now = 1\nnow.present",
        "from projections.moments import when\nwhen.now",
        "getattr(event, 'party')",
        "import importlib\nimportlib.import_module(f'projections.{measure}')",
    ],
)
def test_what_only_looks_like_one_is_none(source: str) -> None:
    assert impurities(source) == []


# While everything is folded


class ClockRead(AssertionError):
    """Somebody asked for the time, the place or the dice."""


_TIMES = frozenset(("now", "utcnow", "today", "fromtimestamp", "utcfromtimestamp"))
_DICE = frozenset(("urandom", "getrandbits", "random", "uuid4", "uuid1"))


@contextmanager
def nobody_may_look() -> Iterator[None]:
    """Whoever reads a clock, the environment or the dice in here fails, however it came by them."""

    def looked(frame: FrameType, kind: str, function: Any) -> None:
        if kind == "c_call" and _tells(function):
            raise ClockRead(f"{function!r} in {frame.f_code.co_filename}:{frame.f_lineno}")
        is_of_os = kind == "call" and frame.f_globals.get("__name__") == "os"
        if is_of_os and frame.f_code.co_qualname.startswith("_Environ."):
            raise ClockRead(f"the environment, from {frame.f_back}")

    gc.disable()  # who watches the collector, as test libraries do, may well time it
    sys.setprofile(looked)
    try:
        yield
    finally:
        sys.setprofile(None)
        gc.enable()


def _tells(function: Any) -> bool:
    if getattr(function, "__module__", None) == "time":
        return True
    owner = getattr(function, "__self__", None)
    is_date = isinstance(owner, type) and issubclass(owner, date)
    return function.__name__ in _DICE or (is_date and function.__name__ in _TIMES)


def everything(name: str) -> None:
    """All that is told of an example, and all that the rules say of it."""
    records = example(name)
    as_of = latest_moment(records)
    for measure in MEASURES:
        told = measured(measure, records, as_of)
        between(of_party(told, "nasa"), as_of, as_of)
    timeline(records, as_of)
    show(records, as_of)
    monday(records, as_of)
    summary(records, as_of)
    log(records, as_of=as_of)
    read(Sessions.initial(), records, as_of)
    why("momentum.score", records, as_of)
    diff((records[:9], as_of), (records, as_of))
    counting(records, as_of, as_of)
    coalition_of(records)
    redecide(records)


@pytest.mark.parametrize("name", EXAMPLES)
def test_folding_and_deciding_everything_reads_no_clock(name: str) -> None:
    everything(name)  # what is imported, or read from a file that was shipped, is so once
    with nobody_may_look():
        everything(name)


def test_recording_and_retracting_reads_no_clock() -> None:
    said = {"name": "Alder", "purpose": "Meet.", "convener": "ash", "origin": "grassroots"}
    opening = {"coalition": "alder", "type": "coalition-proposed", "at": "2020-01-01", "by": "ash", **said}
    held = {"coalition": "alder", "type": "celebration-held", "at": "2020-01-02", "by": "ash", "of": "it"}
    gone = {"coalition": "alder", "type": "event-retracted", "at": "2020-01-03", "by": "ash", "event": 2}

    def recorded() -> int:
        history: tuple[Any, ...] = ()
        for line in opening, held, gone | {"reason": "mistyped", "cascade": False, "instead": {"of": "us"}}:
            history += consider(history, parsed(line), now="2020-06-01T00:00:00Z", recorded_by="clerk")
        return len(history)

    recorded()
    with nobody_may_look():
        assert recorded() == 4
        assert Coalition() == Coalition()


@pytest.mark.parametrize(
    "look",
    [
        lambda: datetime.now(UTC),
        lambda: date.today(),  # noqa: DTZ011
        lambda: datetime.fromtimestamp(0, UTC),
        time.time,
        time.monotonic,
        time.localtime,
        random.random,
        lambda: random.randint(1, 6),
        uuid.uuid4,
        lambda: os.urandom(1),
        lambda: os.environ.get("TZ"),
        lambda: os.environ["HOME"],
    ],
)
def test_whoever_looks_is_caught(look: Callable[[], object]) -> None:
    with pytest.raises(ClockRead), nobody_may_look():
        look()


def test_what_is_told_is_the_same_in_every_process() -> None:
    """Sets and maps are in another order in each; nothing that is told is."""
    told = {printed_with(seed) for seed in ("1", "2")}
    assert len(told) == 1
    assert len(told.pop()) > 10_000


def printed_with(seed: str) -> str:
    """What a process with this seed tells of the examples."""
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    here = Path(__file__).parent
    ran = subprocess.run(
        [sys.executable, "-c", _TOLD], cwd=here, env=environment, capture_output=True, text=True, check=True
    )
    return ran.stdout


_TOLD = """
import sys
sys.path.insert(0, ".")
from recounting import EXAMPLES, example
from engine.exchange import jsonl
from projections.measures import MEASURES, measured
from projections.monday import monday
from projections.timeline import timeline
from projections.view import latest_moment
for name in EXAMPLES:
    records = example(name)
    as_of = latest_moment(records)
    told = [measured(measure, records, as_of) for measure in MEASURES]
    print(jsonl.dumps([*told, timeline(records, as_of), monday(records, as_of)]))
"""
