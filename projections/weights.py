"""Weights: the constants of the measures, shipped in `weights.toml` and replaceable, whole or in part."""

from __future__ import annotations

import hashlib
import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from projections.paths import there_is

#: So small or large that no sum of them leaves the numbers there are.
Positive = Annotated[float, Field(ge=1e-6, le=1e15, allow_inf_nan=False)]
Finite = Annotated[float, Field(ge=-1e9, le=1e9, allow_inf_nan=False)]
Few = Annotated[int, Field(ge=1, le=100_000)]


class _Table(BaseModel):
    """What is no number is refused, also a text with digits in it, and true."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


class Accountability(_Table):
    due_soon_days: Few


class Momentum(_Table):
    half_life_days: Positive
    recent_days: Positive
    usual_days: Positive
    building: Finite
    slowing: Finite
    stalled_rhythms: Positive
    stalled_days: Positive
    drivers: Few
    delivery: dict[str, Finite]
    rhythm: dict[str, Finite]
    energy: dict[str, Finite]
    support: dict[str, Finite]
    trust: dict[str, Finite]
    conflict: dict[str, Finite]


class Trust(_Table):
    half_life_days: Positive
    kept: Finite
    kept_late_positive: Finite
    kept_late_negative: Finite
    broken: Finite
    trust_moment: Finite
    information_shared: Finite
    target_set_aside: Finite
    control_ceded: Finite
    agreement_upheld: Finite
    fracture: Finite
    overconfident_gap: Finite
    overconfident_uncertainty: Finite


class Reciprocity(_Table):
    one_way_from: Few


class Collaboration(_Table):
    window_days: Positive
    trusting: Finite


class Factors(_Table):
    few: Few
    enough: Few
    recent_days: Positive


class Weights(_Table):
    """All constants; one table a measure."""

    accountability: Accountability
    momentum: Momentum
    trust: Trust
    reciprocity: Reciprocity
    collaboration: Collaboration
    factors: Factors

    @property
    def digest(self) -> str:
        """The first 16 hexadecimal digits of the SHA-256 of these weights as sorted JSON."""
        return hashlib.sha256(json.dumps(self.model_dump(), sort_keys=True).encode()).hexdigest()[:16]


@cache
def shipped() -> Weights:
    """The weights that come with the engine."""
    return Weights.model_validate(_shipped_table())


def weights_from(text: str) -> Weights:
    """The shipped weights with those of a TOML text in their place. Raises ValueError, naming what is wrong."""
    try:
        given = tomllib.loads(text)
        merged = _merged(_shipped_table(), given, "")
        return Weights.model_validate(merged)
    except tomllib.TOMLDecodeError as wrong:
        raise ValueError(f"The weights are not TOML: {wrong}") from None
    except ValidationError as wrong:
        error = wrong.errors(include_url=False)[0]
        name, value = ".".join(map(str, error["loc"])), json.dumps(error["input"], default=str)
        raise ValueError(f"The weight {name} is {value}: it should be {_should(error)}") from None


def _should(error: ErrorDetails) -> str:
    """What a weight should be that is something else."""
    limits = error.get("ctx", {})
    match error["type"]:
        case "greater_than_equal":
            return f"at least {limits['ge']:g}"
        case "less_than_equal":
            return f"at most {limits['le']:g}"
        case "finite_number":
            return "a finite number"
        case "int_type" | "int_from_float":
            return "a whole number"
    return "a number"


def _shipped_table() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("weights.toml").read_text(encoding="utf-8"))


def _merged(base: dict[str, Any], given: dict[str, Any], place: str) -> dict[str, Any]:
    merged = dict(base)
    for name, value in given.items():
        if name not in base:
            raise ValueError(f"There is no weight {place}{name}; {there_is(base, name)}")
        nested = isinstance(base[name], dict)
        if nested != isinstance(value, dict):
            raise ValueError(f"{place}{name} should be {'a table of weights' if nested else 'a number'}")
        merged[name] = _merged(base[name], value, f"{place}{name}.") if nested else value
    return merged
