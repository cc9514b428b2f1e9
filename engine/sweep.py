"""Sweeps: a family of scenarios on one history, each answered apart, over local processes or a Dask cluster.

What is asked of each is a callable that can be pickled. Answers come back in the order of the family, whoever gave
them and when. With a journal each is written down as it comes: JSON Lines, one answer a line under a key made of the
history, the question and the scenario. So a sweep that was interrupted goes on from there, a torn line counts for
nothing, and a history that has grown is asked anew.
"""

from __future__ import annotations

import hashlib
import json
import pickle
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import IO, Any, NamedTuple, Protocol

from domain.event import Recorded
from engine.errors import EngineError
from engine.exchange import jsonl
from engine.processes import pool, processors
from engine.scenario import Scenario, ScenarioError, Side, Timeline


class SweepError(EngineError):
    """A sweep that cannot be run as it was asked for."""


class Unreachable(EngineError):
    """The cluster, or what it works with, is not there."""


class Case(NamedTuple):
    """One of a family: what is edited, and which constants are others."""

    label: str
    scenario: Scenario = Scenario()
    constants: tuple[tuple[str, Any], ...] = ()


class Row(NamedTuple):
    """What came of a case; where the edits cannot be made, a sentence that says so."""

    case: Case
    outcomes: Mapping[str, Any]
    fault: str | None = None


class Measure(Protocol):
    """What is asked of a branch (or, where nothing is edited, of the record) under some constants."""

    @property
    def about(self) -> str:
        """All that the answer follows from, besides the history and the case."""

    def __call__(self, told: Timeline | Side, constants: Mapping[str, Any]) -> dict[str, Any]:
        """The answers by name, as JSON holds them."""


#: So many of so many are done.
Progress = Callable[[int, int], None]
_Answer = tuple[int, dict[str, Any], "str | None"]

_CHUNK = 16  # cases at most that are handed out at once: so much is done again after an interruption
_PATIENCE = 10  # seconds to wait for a cluster
_INSTALL = "pip install 'coalition-engine[cluster]'"


def sweep(
    history: Sequence[Recorded],
    cases: Sequence[Case],
    measure: Measure,
    *,
    workers: int | None = None,
    cluster: str | None = None,
    journal: Path | None = None,
    asked_on: str | None = None,
    progress: Progress | None = None,
) -> list[Row]:
    """The answer for each case, in their order.

    `workers` local processes (one: this one; by default as many as there are processors, and work for them); or the
    Dask cluster at an address such as tcp://10.0.0.5:8786. A new journal begins with `asked_on`; see `began`. Raises
    SweepError, Unreachable, OSError for the journal.
    """
    head = _head(history)
    keys = [_key(head, measure.about, case) for case in cases]
    answers = _known(journal, keys)
    open_ones = [place for place in range(len(cases)) if place not in answers]
    tell = progress or _silent
    tell(len(answers), len(cases))
    with _Journal(journal, asked_on) as written:
        for place, outcomes, fault in _answered(history, cases, open_ones, measure, workers, cluster):
            written.add(keys[place], cases[place], outcomes, fault)
            answers[place] = (outcomes, fault)
            tell(len(answers), len(cases))
    return [Row(case, *answers[place]) for place, case in enumerate(cases)]


def _answered(
    history: Sequence[Recorded],
    cases: Sequence[Case],
    places: Sequence[int],
    measure: Measure,
    workers: int | None,
    cluster: str | None,
) -> Iterator[_Answer]:
    """The answers as they come."""
    if not places:
        return
    number = workers or min(processors(), -(-len(places) // _CHUNK))
    if cluster is None and number == 1:
        timeline = Timeline(history)
        for place in places:
            yield place, *_answer(timeline, measure, cases[place])
        return
    work = pickle.dumps((tuple(history), measure))
    size = max(1, min(_CHUNK, len(places) // (number * 8)))
    chunks = [[(place, cases[place]) for place in places[i : i + size]] for i in range(0, len(places), size)]
    yield from _in_processes(work, chunks, number) if cluster is None else _on_cluster(work, chunks, cluster)


def _answer(timeline: Timeline, measure: Measure, case: Case) -> tuple[dict[str, Any], str | None]:
    try:
        told = timeline.replay(case.scenario).branch if case.scenario.edits else timeline
        return measure(told, dict(case.constants)), None
    except ScenarioError as wrong:
        return {}, str(wrong)


# Local processes

_ready: tuple[Timeline, Measure]


def _in_processes(work: bytes, chunks: Sequence[list[tuple[int, Case]]], number: int) -> Iterator[_Answer]:
    workers = pool(min(number, len(chunks)), _prepare, work)
    if workers is None:
        raise SweepError("This system grants no further processes: sweep with --workers 1.")
    try:
        pending: set[Future[list[_Answer]]] = {workers.submit(_work, chunk) for chunk in chunks}
        while pending:
            done, pending = wait(pending, return_when=FIRST_COMPLETED)
            for future in done:
                yield from future.result()
    except BrokenProcessPool:
        raise SweepError(
            "A worker process was ended from outside. What is in the journal is kept: run it again."
        ) from None
    finally:
        workers.shutdown(cancel_futures=True)


def _prepare(work: bytes) -> None:
    """Get a worker process ready. An interruption is for the process that it works for."""
    global _ready
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _ready = _unpacked(work)


def _work(chunk: Iterable[tuple[int, Case]]) -> list[_Answer]:
    timeline, measure = _ready
    return [(place, *_answer(timeline, measure, case)) for place, case in chunk]


# A cluster


def _on_cluster(work: bytes, chunks: Sequence[list[tuple[int, Case]]], address: str) -> Iterator[_Answer]:
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        raise Unreachable(f"To sweep on a cluster takes an extra package: {_INSTALL}") from None
    try:
        client = distributed.Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as wrong:
        raise Unreachable(f"No Dask scheduler answers at {address} ({type(wrong).__name__}). Is it running?") from None
    with client, client.as_current():
        try:
            client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError:
            raise Unreachable(f"The scheduler at {address} has no workers: start some with dask worker.") from None
        shared = client.scatter(work, broadcast=True)
        futures = [client.submit(_work_there, shared, chunk, pure=False) for chunk in chunks]
        try:
            for future in distributed.as_completed(futures):
                yield from _result(future, address)
        finally:
            client.cancel(futures)


def _result(future: Any, address: str) -> list[_Answer]:
    try:
        answers: list[_Answer] = future.result()
    except (ModuleNotFoundError, AttributeError) as wrong:
        raise Unreachable(
            f"The workers at {address} lack a part of the engine ({wrong}): install the same version there."
        ) from None
    except Exception as wrong:
        if not type(wrong).__module__.startswith("distributed"):
            raise
        raise Unreachable(
            f"The cluster at {address} was lost on the way ({type(wrong).__name__}). What is in the journal is kept: "
            "run it again."
        ) from None
    return answers


def _work_there(work: bytes, chunk: Iterable[tuple[int, Case]]) -> list[_Answer]:
    timeline, measure = _unpacked(work)
    return [(place, *_answer(timeline, measure, case)) for place, case in chunk]


@lru_cache(maxsize=1)
def _unpacked(work: bytes) -> tuple[Timeline, Measure]:
    """The history and what is asked of it; a worker keeps them from one chunk to the next."""
    history, measure = pickle.loads(work)
    return Timeline(history), measure


# The journal


class _Journal:
    """Where answers are written down as they come; nowhere, where no file is named. Without answers, none is made."""

    def __init__(self, file: Path | None, asked_on: str | None) -> None:
        self._file, self._asked_on = file, asked_on
        self._stream: IO[bytes] | None = None

    def __enter__(self) -> _Journal:
        return self

    def add(self, key: str, case: Case, outcomes: Mapping[str, Any], fault: str | None) -> None:
        """Write an answer down, out of this process's hands."""
        if self._file is None:
            return
        if self._stream is None:
            self._stream = self._opened(self._file)
        self._stream.write(_line({"key": key, "case": case.label, "outcomes": outcomes, "fault": fault}))
        self._stream.flush()

    def _opened(self, file: Path) -> IO[bytes]:
        held = file.read_bytes() if file.exists() else b""
        stream = file.open("ab")
        if not held:
            stream.write(_line({"began": self._asked_on}))
        elif not held.endswith(b"\n"):  # somebody was interrupted within a line
            stream.write(b"\n")
        return stream

    def __exit__(self, *_: object) -> None:
        if self._stream is not None:
            self._stream.close()


def _line(told: Mapping[str, Any]) -> bytes:
    return jsonl.dumps(told).encode() + b"\n"


def began(journal: Path | None) -> str | None:
    """The date about which a journal was begun, so that going on asks about the same; null where there is none."""
    if journal is None or not journal.exists():
        return None
    with suppress(ValueError, KeyError, TypeError), journal.open("rb") as stream:
        told = json.loads(stream.readline())["began"]
        return told if isinstance(told, str) else None
    return None


def _known(journal: Path | None, keys: Sequence[str]) -> dict[int, tuple[Mapping[str, Any], str | None]]:
    """The answers that a journal holds, by the place of their case."""
    if journal is None or not journal.exists():
        return {}
    places = {key: place for place, key in enumerate(keys)}
    found: dict[int, tuple[Mapping[str, Any], str | None]] = {}
    for line in journal.read_bytes().splitlines():
        with suppress(ValueError, KeyError, TypeError, AttributeError):
            told = json.loads(line)
            found[places[told["key"]]] = (dict(told["outcomes"]), told["fault"])
    return found


def _head(history: Sequence[Recorded]) -> str:
    """What stands for a whole history."""
    digest = hashlib.sha256()
    for record in history:
        digest.update(jsonl.dumps(record.as_exported()).encode() + b"\n")
    return digest.hexdigest()


def _key(head: str, about: str, case: Case) -> str:
    parts = (head, about, repr(case.scenario), repr(case.constants))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def _silent(done: int, of: int) -> None:
    """Tell nobody."""
