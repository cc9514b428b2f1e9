"""Rounding: with how many digits a momentum is told, the same in every list, tile and sentence."""

from __future__ import annotations

_SMALL = 0.1


def digits(value: float) -> int:
    """One digit, or two where one alone would tell of nothing or of half as much again."""
    return 2 if abs(value) < _SMALL else 1


def rounded(value: float) -> str:
    """A momentum with so many digits; what rounds to nothing has no sign."""
    return f"{value:z.{digits(value)}f}"
