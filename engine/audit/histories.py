"""Histories put before the rules again: what does not follow from them, event by event."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from domain.event import Recorded
from domain.history import counting, redecide
from domain.refusal import Refused
from engine.audit.faults import Fault
from engine.errors import Damaged, NoCoalition
from engine.ledger import Ledger
from engine.restoring import commands_of
from engine.stores import Command


def faults_in(
    ledger: Ledger, coalition: str, acknowledged: Iterable[Command] | None = None, upto: int | None = None
) -> Iterator[Fault]:
    """What does not hold in one history up to a version, and in what was acknowledged of it where that is given."""
    try:
        entries = ledger.stream(coalition)
        if isinstance(upto, int):
            entries = [entry for entry in entries if entry.n <= upto]
    except (Damaged, NoCoalition) as damaged:
        yield Fault("unreadable", str(damaged), coalition=str(coalition))
        return
    gap = next((place for place, entry in enumerate(entries, 1) if entry.n != place), None)
    if gap is not None:
        yield Fault("event-missing", f"event {gap} is missing", coalition=coalition, version=gap)
        return
    yield from _unfounded(coalition, entries)
    if acknowledged is not None:
        yield from _unacknowledged(coalition, entries, acknowledged)


def _unfounded(coalition: str, entries: Sequence[Recorded]) -> Iterator[Fault]:
    """Where the rules, asked again, do not give what is on record."""
    try:
        again = [(record, group.act) for group in redecide(entries) for record in (group.act, *group.consequences)]
    except Refused as refused:
        yield Fault("rules", f"the rules no longer accept what is on record: {refused}", coalition=coalition)
        return
    except (LookupError, ValueError, TypeError, AttributeError) as senseless:
        yield Fault("rules", f"what is on record makes no sense to the rules: {senseless!r}", coalition=coalition)
        return
    kept = [record for record in counting(entries) if record.type != "event-retracted"]
    for place, record in enumerate(kept):
        if place >= len(again) or not _same(record, *again[place]):
            message = f"event {record.n} ({record.type}) is not what the rules make of the acts before it"
            yield Fault("rules", message, coalition=coalition, version=record.n)
            return
    if len(again) > len(kept):
        message = f"the rules derive a {again[len(kept)][0].type} that is not on record"
        yield Fault("rules", message, coalition=coalition, version=again[len(kept)][1].n)


def _same(kept: Recorded, again: Recorded, act: Recorded) -> bool:
    """Whether what is on record is what the rules give, down to whom it follows from."""
    if kept.event != again.event:
        return False
    return kept.n == again.n or kept.stands_at is not None or kept.derived_from in (act.n, act.derived_from)


def _unacknowledged(coalition: str, entries: Sequence[Recorded], acknowledged: Iterable[Command]) -> Iterator[Fault]:
    """Where what was acknowledged is not what the events say of the recordings that made them."""
    told, kept = set(commands_of(entries)), set(acknowledged)
    older = next((entry.n for entry in entries if entry.command_id is not None), len(entries) + 1)
    for command in sorted(told - kept, key=lambda one: one.first):
        message = f"the recording {command.id} of events {command.first} to {command.last} is not acknowledged"
        yield Fault("command-wrong", message, coalition=coalition, version=command.first)
    for command in sorted(kept - told, key=repr):
        if not _is_older(command, older):
            message = (
                f"recording {command.id} was acknowledged as events {command.first} to {command.last}, which it did "
                "not make"
            )
            yield Fault("command-wrong", message, coalition=coalition)


def _is_older(command: Command, first_named: int) -> bool:
    """Whether it was made before recordings were named in their events."""
    numbers = (1, command.first, command.last, first_named - 1)
    return all(isinstance(number, int) for number in numbers) and sorted(numbers) == list(numbers)
