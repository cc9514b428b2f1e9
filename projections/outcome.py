"""Outcomes: a yes-or-no question about a coalition, and a figure, that can be asked of a record and of its branches.

On the record a path that leads nowhere is a mistake, and told with what there is instead. On a branch it is a finding:
what the record has may not have come about there, so it is unknown (null), and so is what hangs on it. An outcome that
is unknown does not hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from domain.happened import happened
from projections.consulted import NAMES, STATE, Consulted, Folds, Told, When, needs_only_state
from projections.expression import Expression, OutcomeError, Path, read
from projections.figure import Figure, plain
from projections.paths import steps


@dataclass(frozen=True)
class Outcome:
    """An expression that is answered yes or no; anything else, where that is allowed (`value`)."""

    expression: Expression
    when: When

    @classmethod
    def read(cls, text: str, when: When) -> Outcome:
        """The outcome that a text asks for. Raises OutcomeError."""
        return cls(read(text, NAMES), when)

    @property
    def text(self) -> str:
        """As it was asked."""
        return self.expression.text

    @cached_property
    def reads(self) -> frozenset[str] | None:
        """The rooms of the coalition's state that the answer follows from; null where it follows from views."""
        return _rooms(path.steps for path in self.expression.paths)

    def value(self, consulted: Consulted, *, strict: bool = False) -> Any:
        """What it amounts to, null where that is unknown.

        With `strict`, as on a record, raises OutcomeError for a path that leads nowhere, or where what is compared
        does not go together.
        """
        try:
            return self.expression.value(lambda path: self._at(consulted, path, strict and not path.asked_for))
        except OutcomeError:
            if strict:
                raise
            return None

    def holds(self, consulted: Consulted, *, strict: bool = False) -> bool:
        """Whether the answer is yes. With `strict`, raises OutcomeError as `value` does, or where it is neither."""
        answer = self.value(consulted, strict=strict)
        if strict and answer is not None and not isinstance(answer, bool):
            raise OutcomeError(
                f"{self.text}: an outcome is answered yes or no, and this is {plain(answer)!r:.60}. "
                f"Compare it with something: {self.text} == …"
            )
        return answer is True

    def unknown(self, consulted: Consulted) -> list[str]:
        """The paths of which nothing is known."""
        return [str(path) for path in self.expression.paths if self._at(consulted, path, False) is None]

    def asked_of(self, record: Told) -> Asked:
        """The outcome as `engine.causes` takes it. Raises OutcomeError where it makes no sense on the record."""
        folds = Folds(record.records)
        reads = self.reads if _all_happened(record, self.when) else None
        held = self.holds(Consulted(record, self.when, folds), strict=True)
        return Asked(self, folds, reads, held)

    def _at(self, consulted: Consulted, path: Path, strict: bool) -> Any:
        try:
            return consulted.at(path.steps)
        except LookupError as nothing:
            if strict:
                raise OutcomeError(f"{self.text}: {nothing.args[0]}.") from None
            return None


@dataclass(frozen=True)
class Asked:
    """An outcome that was asked of a record: a callable for its branches."""

    outcome: Outcome
    folds: Folds
    reads: frozenset[str] | None  #: rooms of the final state that it follows from; null where more is needed
    held: bool  #: on the record

    def __call__(self, told: Told) -> bool:
        """Whether it holds there."""
        settled = self.reads is not None
        return self.outcome.holds(Consulted(told, self.outcome.when, self.folds, settled=settled))


@dataclass(frozen=True)
class Number:
    """A figure of a view, such as `momentum.score`: a callable for a record and its branches.

    Made by `number`, with the record that it is first asked of.
    """

    path: str
    when: When
    folds: Folds
    reads: frozenset[str] | None  #: as of an outcome

    def __call__(self, told: Told) -> float | None:
        """The figure there; null where it is unknown, or where there is none."""
        try:
            consulted = Consulted(told, self.when, self.folds, settled=self.reads is not None)
            value = consulted.at(steps(self.path))
        except LookupError:
            return None
        return _float(value)


def number(path: str, record: Told, when: When) -> Number:
    """A figure of a record. Raises OutcomeError where the path leads to none, telling what there is."""
    folds = Folds(record.records)
    try:
        found = steps(path)
        place = Consulted(record, when, folds).figure(found)
    except LookupError as nothing:
        raise OutcomeError(f"{nothing.args[0]}.") from None
    value = plain(place)
    if value is not None and _float(value) is None:
        raise OutcomeError(f"{path}: {_no_number(place)}.")
    if value is None and not isinstance(place, Figure):
        raise OutcomeError(f"{path}: nothing is known there, so nothing can be measured against it.")
    return Number(path, when, folds, _rooms([found]) if _all_happened(record, when) else None)


def _all_happened(told: Told, when: When) -> bool:
    return happened(told.records, when.as_of) is told.records


def _rooms(paths: Iterable[Sequence[str]]) -> frozenset[str] | None:
    """The rooms from which all of these are told; null where a view is needed."""
    rooms: frozenset[str] = frozenset()
    for path in paths:
        if not needs_only_state(path):
            return None
        rooms |= STATE[path[0]]
    return rooms


def _float(value: Any) -> float | None:
    if isinstance(value, (bool, str, Mapping, list, tuple)) or value is None:
        return None
    return float(value)


def _no_number(place: Any) -> str:
    if isinstance(place, Mapping):
        return f"several figures lie there; name one of: {', '.join(map(str, place)) or 'none'}"
    if isinstance(place, Sequence) and not isinstance(place, str):
        return f"a list of {len(place)} lies there; name an item by its id, or by its position from 0"
    return f"it is no number but {place!r:.60}"
