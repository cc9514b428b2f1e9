"""Numbering: the numbers that a file gives to events, turned into those they get where they are recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from domain.event import Recorded
from domain.refusal import Refused
from engine.exchange.line import Line


class Numbers:
    """The numbers that the file gives to events, and those they have here."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._carried = any(_number(line, "n") is not None for line in lines)
        self._here: dict[int, int] = {}
        self._derived: dict[int, Iterator[Recorded]] = {}

    def leave_out(self, line: Line) -> bool:
        """Whether the line tells what the rules derived, which they make again; its number is mapped all the same."""
        if line.fields.get("derived_from") is None:
            return False
        cause, own = _number(line, "derived_from"), _number(line, "n")
        if cause is None:
            raise Refused("¶shape", "derived_from should be the number of an event: leave it out of an act.")
        again = next(self._derived.get(cause, iter(())), None)
        if again is None or again.type != line.fields.get("type"):
            raise Refused(
                "recording.outcomes-follow",
                "The rules do not derive this event again: mend the act it came from, or, where it is an act, "
                "leave derived_from out.",
            )
        if own is not None:
            self._here[own] = again.n
        return True

    def learn(self, line: Line, records: tuple[Recorded, ...]) -> None:
        """The line was recorded as the first of these; the others are what the rules derived from it."""
        if (own := _number(line, "n")) is not None:
            self._here[own] = records[0].n
            self._derived[own] = iter(records[1:])

    def mapped(self, fields: dict[str, Any]) -> dict[str, Any]:
        """The fields, with the number of another event turned into the one it has here."""
        if self._carried and isinstance(named := fields.get("event"), int) and not isinstance(named, bool):
            fields = fields | {"event": self._number_here(named)}
        if isinstance(instead := fields.get("instead"), dict):
            fields = fields | {"instead": self.mapped(instead)}
        return fields

    def _number_here(self, named: int) -> int:
        if named not in self._here:
            raise Refused(
                "¶known", f"The file's event {named} was not recorded: leave this line out, or mend that one."
            )
        return self._here[named]


def _number(line: Line, name: str) -> int | None:
    value = line.fields.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
