"""Restoring: records from elsewhere are taken as given once it is certain that they make whole histories."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from domain.event import Recorded
from domain.history import coalition_of
from engine.stores import Command


def restorable(records: Sequence[Recorded]) -> list[Command]:
    """The recordings that records of whole histories were made by.

    Raises ValueError where numbers are not dense, a history makes no sense or a command id stands for two recordings.
    """
    _check_dense(records)
    commands = commands_of(records)
    _check_once(commands)
    return commands


def commands_of(records: Iterable[Recorded]) -> list[Command]:
    """The recordings that these records were made by, as far as they name theirs."""
    commands: dict[str, list[Command]] = {}
    for record in records:
        recordings = commands.setdefault(record.event.coalition, [])
        if record.command_id is not None:
            recordings.append(Command(record.command_id, record.event.coalition, record.n, record.n))
        elif recordings:
            recordings[-1] = recordings[-1]._replace(last=record.n)
    return [command for recordings in commands.values() for command in recordings]


def _check_once(commands: Iterable[Command]) -> None:
    """A command id stands for one recording."""
    [(command_id, times)] = Counter(command.id for command in commands).most_common(1) or [("", 1)]
    if times > 1:
        raise ValueError(f"The command id {command_id!r} stands for {times} recordings: the export is not whole")


def _check_dense(records: Iterable[Recorded]) -> None:
    """Numbers run from 1 in every coalition, and each history folds."""
    streams: dict[str, list[Recorded]] = {}
    for record in records:
        streams.setdefault(record.event.coalition, []).append(record)
    for stream, entries in streams.items():
        for expected, record in enumerate(entries, 1):
            if record.n != expected:
                raise ValueError(f"{stream} has event {record.n} where {expected} should be: the export is not whole")
        try:
            coalition_of(entries)
        except (KeyError, IndexError) as senseless:
            raise ValueError(f"The history of {stream} makes no sense: it speaks of an unknown {senseless}") from None
