"""Shares: how evenly what parties carry is spread among them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence

from projections.figure import UNKNOWN, Case, Figure, What, total

#: By party, one case for each thing that it carries.
Carried = Mapping[str, Sequence[What]]


def equality(carried: Carried, at: str) -> Figure:
    """1 − the Gini coefficient of what each party carries: 1 where all carry alike; unknown where nobody carries.

    Gini (1912), in the form for ordered values x₁ ≤ … ≤ xₙ: G = Σ (2i − n − 1)·xᵢ ÷ (n·Σx). Each thing carried adds
    its carrier's factor; carriers of equally much share the mean of their ranks i.
    """
    loads = sorted(map(len, carried.values()))
    whole = len(loads) * sum(loads)
    if not whole:
        return UNKNOWN
    alike = (Case(None, "all-carry-alike", at), 1.0)
    return total([alike, *((case, -_above(len(cases), loads) / whole) for cases in carried.values() for case in cases)])


def elephant_factor(carried: Carried, at: str) -> Figure:
    """The fewest parties that together carry half of all; 0 of nothing would be no answer, so that is unknown.

    Elephant factor (CHAOSS): parties in descending order of what they carry, until half of the sum is reached.
    """
    half = sum(map(len, carried.values())) / 2
    if not half:
        return UNKNOWN
    reached, counted = 0, list[Case]()
    for party in sorted(carried, key=lambda party: (-len(carried[party]), party)):
        reached += len(carried[party])
        counted.append(Case(None, party, at))
        if reached >= half:
            break
    return total((case, 1) for case in counted)


def _above(load: int, loads: Sequence[int]) -> int:
    """2i − n − 1 for the mean rank i of those that carry this much."""
    return bisect_left(loads, load) + bisect_right(loads, load) - len(loads)
