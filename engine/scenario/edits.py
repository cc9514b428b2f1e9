"""Edits: what a scenario changes about a recorded history, as values.

An act is named by its number or by its ref. What stands in an edit is what somebody wrote; whether there is such
an act, and what a field's value means for its type, is seen where the edits meet a history (`plan`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal, NamedTuple, TypeAlias, get_args

After: TypeAlias = Literal["admissible", "keep", "none"]
AFTER: tuple[After, ...] = get_args(After)

#: What every answer of a what-if ends with.
ASSUMPTION = (
    "Other people's later choices are assumed unchanged; "
    "this is a projection under the recorded rules, not a prediction."
)


class ScenarioError(ValueError):
    """A scenario that cannot be made sense of; the message names the edit and says what to do."""


class Span(NamedTuple):
    """All acts whose numbers lie between two numbers, both included."""

    first: int
    last: int

    def __str__(self) -> str:
        return f"{self.first}..{self.last}"


class Onwards(NamedTuple):
    """An act and all that were recorded after it."""

    first: int | str

    def __str__(self) -> str:
        return f"from {self.first} on"


#: An act's number, its ref, or a range of numbers.
Named: TypeAlias = "int | str | Span | Onwards"


@dataclass(frozen=True)
class Drop:
    """These acts were never recorded. Ranges leave the first act out, which always stays."""

    acts: tuple[Named, ...]
    strict: bool = True  #: whether naming an act that was retracted is an error

    def __str__(self) -> str:
        shown = [str(name) for name in self.acts[:20]]
        return f"drop {' '.join(shown)}{' …' * (len(self.acts) > 20)}"


@dataclass(frozen=True)
class Replace:
    """Fields of an act had other values. Texts are read as the field's type asks; null takes an optional field out."""

    act: int | str
    fields: tuple[tuple[str, Any], ...]

    def __str__(self) -> str:
        return f"replace {self.act} {' '.join(f'{name}={_shown(value)}' for name, value in self.fields)}"


@dataclass(frozen=True)
class Shift:
    """These acts happened, and were recorded, so much later (or earlier); a whole number of seconds."""

    acts: tuple[Named, ...]
    by: timedelta

    def __str__(self) -> str:
        return f"shift {' '.join(map(str, self.acts))} by {duration_text(self.by)}"


@dataclass(frozen=True)
class Insert:
    """An act was recorded that was not: the fields of an event as its caller writes it."""

    event: Mapping[str, Any]

    def __str__(self) -> str:
        return f"insert {_shown(self.event.get('type'))} at {_shown(self.event.get('at'))}"


@dataclass(frozen=True)
class WithoutParty:
    """The party was not there: what it did is dropped, and it is taken out of every list that names it."""

    party: str

    def __str__(self) -> str:
        return f"without-party {self.party}"


@dataclass(frozen=True)
class CharterField:
    """A field of every drafted charter had this value."""

    field: str
    value: Any

    def __str__(self) -> str:
        return f"charter {self.field}={_shown(self.value)}"


Edit: TypeAlias = Drop | Replace | Shift | Insert | WithoutParty | CharterField


@dataclass(frozen=True)
class Scenario:
    """A fork point and edits to what follows it.

    `start` is a version (acts numbered up to it are before the fork) or a date or instant as text (the fork is just
    before the first act, in recorded order, whose `at` is not earlier); null is the beginning.
    """

    edits: Sequence[Edit] = ()
    start: int | str | None = None
    after: After = "admissible"

    def __post_init__(self) -> None:
        if self.after not in AFTER:
            raise ScenarioError(f"after {self.after!r}: what follows an edit is one of {', '.join(AFTER)}.")


def duration_text(by: timedelta) -> str:
    """A duration as the command line takes it, in days, hours, minutes and seconds."""
    sign, rest = ("-", -by) if by < timedelta(0) else ("", by)
    minutes, seconds = divmod(rest.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((rest.days, "d"), (hours, "h"), (minutes, "min"), (seconds, "s"))
    return sign + ("".join(f"{number}{unit}" for number, unit in parts if number) or "0d")


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
