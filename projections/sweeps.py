"""Sweeps: what is asked of each scenario of a family, and where the answers part from those of the record."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from domain.values import rfc3339
from engine.sweep import Row
from projections.consulted import Consulted, Told, When
from projections.expression import OutcomeError
from projections.outcome import Outcome
from projections.weights import Weights, shipped, weights_from

_NAME = re.compile(r"[\w-]+(\.[\w-]+)*")


@dataclass(frozen=True)
class Table:
    """Expressions by name, asked of each case; see `engine.sweep.Measure`. Made by `table`."""

    outcomes: tuple[tuple[str, str], ...]
    when: When

    @property
    def about(self) -> str:
        """A digest of the expressions, the date and the constants."""
        weights = (self.when.weights or shipped()).digest
        told = "\0".join((rfc3339(self.when.as_of), weights, *(f"{name}\0{text}" for name, text in self.outcomes)))
        return hashlib.sha256(told.encode()).hexdigest()

    def __call__(self, told: Told, constants: Mapping[str, Any]) -> dict[str, Any]:
        """What each expression amounts to; null where that is unknown."""
        when = replace(self.when, weights=weighed(self.when.weights, tuple(constants.items())))
        consulted = Consulted(told, when)
        return {name: _json(Outcome.read(text, when).value(consulted)) for name, text in self.outcomes}


def table(outcomes: Mapping[str, str], when: When, record: Told) -> Table:
    """The expressions as a measure of a sweep. Raises OutcomeError for one that makes no sense on the record."""
    consulted = Consulted(record, when)
    for text in outcomes.values():
        Outcome.read(text, when).value(consulted, strict=True)
    return Table(tuple(outcomes.items()), when)


def weighed(weights: Weights | None, constants: tuple[tuple[str, Any], ...]) -> Weights:
    """These weights with other constants, named by their paths. Raises OutcomeError for one that there is not."""
    base = weights or shipped()
    for name, _ in constants:
        if not _NAME.fullmatch(name):
            raise OutcomeError(f"{name[:60]!r} is no weight: write its path, such as momentum.half_life_days")
    try:
        weights_from("\n".join(f"{name} = {value!r}" for name, value in constants))  # names what is wrong
        changed = base.model_dump()
        for name, value in constants:
            *tables, last = name.split(".")
            place = changed
            for inner in tables:
                place = place[inner]
            place[last] = value
        return Weights.model_validate(changed)
    except ValueError as wrong:
        raise OutcomeError(str(wrong)) from None


def differing(rows: Sequence[Row]) -> list[list[str]]:
    """The names of the outcomes in which each row parts from the first, which is the record."""
    record = rows[0].outcomes
    return [[name for name, value in row.outcomes.items() if not _same(value, record.get(name))] for row in rows]


def _same(one: Any, other: Any) -> bool:
    """Whether two answers are the same, as far as numbers are by the order in which they were added up."""
    numbers = all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in (one, other))
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12) if numbers else bool(one == other)


def _json(value: Any) -> Any:
    """A value as JSON holds it: what is no number of JSON's is unknown."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, Mapping):
        return {str(name): _json(inner) for name, inner in sorted(value.items())}  # CEL gives them in any order
    return [_json(inner) for inner in value] if isinstance(value, (list, tuple)) else value
