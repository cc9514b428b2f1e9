"""Histories put before the rules again: what does not follow from them, event by event.

A history in which nothing was retracted is read as a stream and nothing of it is kept; where something was, it takes
the whole, for what was voided counts from the beginning.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from domain.event import Recorded
from domain.history import Anew, again, counting, redecide
from domain.refusal import Refused
from engine.audit.faults import Fault
from engine.audit.retractions import unsound
from engine.errors import Damaged, NoCoalition
from engine.ledger import Ledger
from engine.stores import Command


class Span(NamedTuple):
    """What of a history is put before the rules again: the acts numbered above `after`, up to `last`."""

    coalition: str
    after: int = 0
    last: int | None = None  #: null: to the end of what is read
    upto: int | None = None  #: the version up to which the history is read at all; null: what there is


class Found(NamedTuple):
    """What is found in a span; `recordings` and `older` where it goes to the end."""

    faults: Sequence[Fault]
    recordings: Sequence[Command] | None = None  #: those that the events say they were made by
    older: int = 0  #: the last event from before recordings were named in their events


def faults_in(
    ledger: Ledger, coalition: str, acknowledged: Iterable[Command] | None = None, upto: int | None = None
) -> Iterator[Fault]:
    """What does not hold in one history up to a version, and in what was acknowledged of it where that is given."""
    found = found_in(ledger, Span(coalition, upto=upto))
    yield from found.faults
    if acknowledged is not None:
        yield from unacknowledged(found, coalition, acknowledged)


def found_in(ledger: Ledger, span: Span) -> Found:
    """What a span of a history shows."""
    if not ledger.retracts(span.coalition):
        try:
            reading = _Reading(span, retractions=False)
            return _found(span, reading, _unfounded(span, ledger, reading))
        except _Retracted:  # the store's index did not tell
            pass
    reading = _Reading(span, retractions=True)
    return _found(span, reading, _unfounded_whole(span, ledger, reading))


def _found(span: Span, reading: _Reading, fault: Fault | None) -> Found:
    faults = [one for one in (reading.fault, fault) if one is not None]
    if span.last is not None or reading.fault is not None:
        return Found(faults)
    return Found(faults, reading.recordings, reading.older)


class _Retracted(Exception):
    """Something was retracted in a history that is read as a stream."""


class _Reading:
    """A history read from the first event on, and what shows by that alone."""

    def __init__(self, span: Span, *, retractions: bool) -> None:
        self._span, self._retractions = span, retractions
        self._began: list[tuple[int, str]] = []  #: the first events of recordings, and under which id these are known
        self._last = 0  #: the last event that was read
        self.fault: Fault | None = None  #: why it cannot be read to the end

    def of(self, ledger: Ledger) -> Iterator[Recorded]:
        """The events up to the first that is missing or cannot be read. Raises _Retracted where none should be."""
        try:
            for entry in ledger.entries(self._span.coalition, self._span.upto):
                if entry.n != self._last + 1:
                    self.fault = _missing(self._span.coalition, self._last + 1)
                    return
                self._last = entry.n
                if entry.command_id is not None:
                    self._began.append((entry.n, entry.command_id))
                if not self._retractions and (entry.type == "event-retracted" or entry.voids or entry.stands_at):
                    raise _Retracted
                yield entry
        except (Damaged, NoCoalition) as damaged:
            self.fault = Fault("unreadable", str(damaged), coalition=str(self._span.coalition))

    @property
    def recordings(self) -> list[Command]:
        """Those that the events say they were made by, as far as was read."""
        ends = [first - 1 for first, _ in self._began[1:]] + [self._last]
        named = zip(self._began, ends, strict=False)
        return [Command(command_id, self._span.coalition, first, last) for (first, command_id), last in named]

    @property
    def older(self) -> int:
        """The last event from before recordings were named in their events."""
        return self._began[0][0] - 1 if self._began else self._last


def _unfounded(span: Span, ledger: Ledger, reading: _Reading) -> Fault | None:
    """The first place where the rules, asked again, do not give what is on record; the reading goes on to its end."""
    entries = reading.of(ledger)
    fault = _first_unfounded(span, entries, reading)
    if span.last is None:
        for _ in entries:  # what is missing further on, and the recordings
            pass
    return fault


def _first_unfounded(span: Span, entries: Iterable[Recorded], reading: _Reading) -> Fault | None:
    try:
        for anew in again(entries, span.after):
            act = anew.group.act
            if reading.fault is not None or act.n > (span.last or act.n):
                return None  # it may be cut off there; or it is for others to look at
            if anew.refused is not None:
                return _refused(span.coalition, anew.refused, act.n)
            if (fault := _difference(span.coalition, anew)) is not None:
                return fault
    except _SENSELESS as senseless:
        return _senseless(span.coalition, senseless)
    return None


def _difference(coalition: str, anew: Anew) -> Fault | None:
    act = anew.group.act
    if (act.breaches, act.attested is not None) != (anew.breaches, bool(anew.breaches)):
        message = (
            f"event {act.n} ({act.type}) breaks {_listed(anew.breaches)}, and is told to break {_listed(act.breaches)}"
        )
        return Fault("rules", message, coalition=coalition, version=act.n)
    for record, derived in zip_longest(anew.group.consequences, anew.derived):
        if record is None:
            return _lacking(coalition, derived, act)
        if record != derived:
            return _unlike(coalition, record)
    return None


def _listed(rules: Sequence[str]) -> str:
    return ", ".join(rules) or "no rule"


def _unfounded_whole(span: Span, ledger: Ledger, reading: _Reading) -> Fault | None:
    """The same of a history in which something was retracted."""
    entries = list(reading.of(ledger))
    if reading.fault is not None:
        return None
    try:
        for retraction, message in unsound(entries):
            return Fault("rules", f"event {retraction.n} {message}", coalition=span.coalition, version=retraction.n)
        anew = [(record, group.act) for group in redecide(entries) for record in (group.act, *group.consequences)]
    except Refused as refused:
        return _refused(span.coalition, refused)
    except _SENSELESS as senseless:
        return _senseless(span.coalition, senseless)
    kept = [record for record in counting(entries) if record.type != "event-retracted"]
    for place, record in enumerate(kept):
        if place >= len(anew) or not _same(record, *anew[place]):
            return _unlike(span.coalition, record)
    return _lacking(span.coalition, *anew[len(kept)]) if len(anew) > len(kept) else None


#: What rules and evolution may meet in a history that nobody could have recorded.
_SENSELESS = (LookupError, ValueError, TypeError, AttributeError)


def _same(kept: Recorded, again: Recorded, act: Recorded) -> bool:
    """Whether what is on record is what the rules give, down to whom it follows from."""
    if kept.event != again.event:
        return False
    return kept.n == again.n or kept.stands_at is not None or kept.derived_from in (act.n, act.derived_from)


def _missing(coalition: str, n: int) -> Fault:
    return Fault("event-missing", f"event {n} is missing", coalition=coalition, version=n)


def _refused(coalition: str, refused: Refused, n: int | None = None) -> Fault:
    message = f"the rules no longer accept what is on record: {refused}"
    return Fault("rules", message, coalition=coalition, version=n)


def _senseless(coalition: str, senseless: Exception) -> Fault:
    return Fault("rules", f"what is on record makes no sense to the rules: {senseless!r}", coalition=coalition)


def _unlike(coalition: str, record: Recorded) -> Fault:
    message = f"event {record.n} ({record.type}) is not what the rules make of the acts before it"
    return Fault("rules", message, coalition=coalition, version=record.n)


def _lacking(coalition: str, derived: Recorded, act: Recorded) -> Fault:
    return Fault(
        "rules", f"the rules derive a {derived.type} that is not on record", coalition=coalition, version=act.n
    )


def unacknowledged(found: Found, coalition: str, acknowledged: Iterable[Command]) -> Iterator[Fault]:
    """Where what was acknowledged is not what the events say of the recordings that made them.

    Nothing can be said where a history cannot be read to its end.
    """
    if found.recordings is None:
        return
    told, kept = set(found.recordings), set(acknowledged)
    for command in sorted(told - kept, key=lambda one: one.first):
        message = f"the recording {command.id} of events {command.first} to {command.last} is not acknowledged"
        yield Fault("command-wrong", message, coalition=coalition, version=command.first)
    for command in sorted(kept - told, key=repr):
        if not _is_older(command, found.older):
            message = (
                f"recording {command.id} was acknowledged as events {command.first} to {command.last}, which it did "
                "not make"
            )
            yield Fault("command-wrong", message, coalition=coalition)


def _is_older(command: Command, older: int) -> bool:
    """Whether it was made before recordings were named in their events."""
    numbers = (1, command.first, command.last, older)
    return all(isinstance(number, int) for number in numbers) and sorted(numbers) == list(numbers)
