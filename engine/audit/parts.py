"""Putting a ledger's histories before the rules again over several processes: who looks at what.

Each process opens the store for itself and reads as a stream. A long history is shared by two: the second has to take
what the first puts before the rules as it stands, to come to where it begins, so a third would gain next to nothing.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager, suppress
from itertools import chain
from typing import Any, TypeAlias

from engine.audit.histories import Found, Span, found_in
from engine.ledger import Ledger
from engine.processes import pool

#: What is found in a history, by the coalition's id; it may take its time.
Answers: TypeAlias = Callable[[str], Found]

LONG = 20_000  #: events from which on a history is shared by two
_FIRST = 0.6  # what the first of two looks at: the second also takes that as it stands, in about half the time
_TAKEN = 0.55  # what it costs to take an event as it stands, where to put it before the rules again costs 1
_WALKED = 0.25  # what it costs the first process to walk along the log meanwhile, for each event
_STARTED = 8_000  # events that could be looked at while a process starts


@contextmanager
def looked_at(ledger: Ledger, versions: Mapping[Any, Any], processes: int) -> Iterator[Answers]:
    """What is found in these histories up to these versions, as other processes look at some of them meanwhile."""
    spans = {coalition: _spans(ledger, coalition, version, processes) for coalition, version in versions.items()}
    own, *shares = shares_of(chain.from_iterable(spans.values()), processes)
    shares = [share for share in shares if share]
    with _handed_out(ledger.url, shares) as elsewhere:
        here = _Here(ledger, own if elsewhere else ())
        yield lambda coalition: joined([_found(here, span, elsewhere.get(span)) for span in spans[coalition]])


@contextmanager
def _handed_out(url: str, shares: Sequence[Sequence[Span]]) -> Iterator[dict[Span, Future[Found]]]:
    """Have other processes look at these; what nobody could be found for is not among the answers."""
    others = pool(len(shares), _prepare, url) if shares else None
    if others is None:
        yield {}
        return
    try:
        given: dict[Span, Future[Found]] = {}
        with suppress(BrokenProcessPool, OSError):
            for span in chain.from_iterable(shares):
                given[span] = others.submit(_look, span)
        yield given
    finally:
        others.shutdown(cancel_futures=True)


class _Here:
    """What this process looks at: its own share first, before it waits for what others find."""

    def __init__(self, ledger: Ledger, own: Iterable[Span]) -> None:
        self._ledger, self._own, self._known = ledger, tuple(own), dict[Span, Future[Found]]()

    def found(self, span: Span) -> Found:
        """What a span shows."""
        return self._known.pop(span).result() if span in self._known else found_in(self._ledger, span)

    def look(self) -> None:
        """Look at all of the share, once; a fault of the database is told where its history is asked for."""
        own, self._own = self._own, ()
        for span in own:
            self._known[span] = answer = Future[Found]()
            try:
                answer.set_result(found_in(self._ledger, span))
            except Exception as fault:
                answer.set_exception(fault)


def _spans(ledger: Ledger, coalition: Any, version: Any, processes: int) -> list[Span]:
    """A history whole; a long one in two spans, where it can be read as a stream."""
    upto = version if isinstance(version, int) else None
    if processes == 1 or upto is None or upto < LONG or _may_retract(ledger, coalition):
        return [Span(coalition, upto=upto)]
    middle = round(upto * _FIRST)
    return [Span(coalition, last=middle, upto=upto), Span(coalition, after=middle, upto=upto)]


def _may_retract(ledger: Ledger, coalition: Any) -> bool:
    try:
        return ledger.retracts(coalition)
    except Exception:  # why it cannot be told shows when the history is read
        return True


def shares_of(spans: Iterable[Span], processes: int) -> list[list[Span]]:
    """Who looks at what, so that all end at about the same time; the first share is for the process that asks."""
    ordered = sorted(spans, key=_cost, reverse=True)
    walked = sum(span.upto or 0 for span in ordered if span.last is None) * _WALKED
    loads = [walked, *[float(_STARTED)] * (processes - 1)]
    shares: list[list[Span]] = [[] for _ in loads]
    for span in ordered:
        least = min(range(processes), key=loads.__getitem__)
        shares[least].append(span)
        loads[least] += _cost(span)
    return shares


def _cost(span: Span) -> float:
    return (span.last or span.upto or 0) - span.after + span.after * _TAKEN


def joined(found: Sequence[Found]) -> Found:
    """What is found in a history, from what is found in its spans: the first place where the rules do not hold."""
    last = found[-1]
    unread = [fault for fault in last.faults if fault.kind != "rules"]
    broken = [fault for span in found for fault in span.faults if fault.kind == "rules"]
    return last._replace(faults=[*unread, *broken[:1]])


def _found(here: _Here, span: Span, elsewhere: Future[Found] | None) -> Found:
    """What another process found, or this one where it was not given away or the other was ended from outside."""
    here.look()
    try:
        return here.found(span) if elsewhere is None else elsewhere.result()
    except BrokenProcessPool:
        return here.found(span)


# In another process


_opened = ExitStack()  # what closes with the process
_ledger: Ledger


def _prepare(url: str) -> None:
    """Open the store once. An interruption ends it without a word: the process that it works for speaks."""
    global _ledger
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    _ledger = _opened.enter_context(Ledger(url))


def _look(span: Span) -> Found:
    return found_in(_ledger, span)
