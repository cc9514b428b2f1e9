"""Comparing: every figure of a reference calculation with the one that the measure gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from math import isclose
from typing import Any, NamedTuple

from domain.values import instant

#: What a party makes of another of which it has no evidence.
PRIOR = {"perceived": None, "expectation": 0.5, "belief": 0, "disbelief": 0, "uncertainty": 1}


class Disagreement(NamedTuple):
    path: str
    reference: Any
    measure: Any


def disagreements(measure: str, reference: dict[str, Any], measured: dict[str, Any]) -> list[Disagreement]:
    """Where the two differ. The measure may say more; what the reference says, it must say too."""
    if measure == "momentum":
        reference, drivers, curve = dict(reference), reference["drivers"], reference["curve"]
        del reference["drivers"], reference["curve"]
        special = [*_drivers(drivers, measured["drivers"]), *_curve(curve, measured["curve"])]
    elif measure in ("trust", "reciprocity"):
        nothing = PRIOR if measure == "trust" else {"given": 0, "received": 0, "balance": 0}
        special = list(_pairs_beyond(reference["pairs"], measured["pairs"], nothing))
    else:
        special = []
    return [*_differing(measure, reference, measured), *special]


def _differing(path: str, expected: Any, got: Any) -> Iterator[Disagreement]:
    if isinstance(expected, dict) and isinstance(got, dict):
        for name, value in expected.items():
            yield from _differing(f"{path}.{name}", value, got.get(name, "(nothing)"))
    elif isinstance(expected, list) and isinstance(got, list):
        yield from _lists(path, expected, got)
    elif not same(expected, got):
        yield Disagreement(path, expected, got)


def _lists(path: str, expected: list[Any], got: list[Any]) -> Iterator[Disagreement]:
    """Items that bear an id are compared with those of the same id, in whatever order."""
    ours, theirs = _by_id(expected), _by_id(got)
    if ours.keys() != theirs.keys():
        yield Disagreement(path, list(ours), list(theirs))
        return
    for name, value in ours.items():
        yield from _differing(f"{path}.{name}", value, theirs[name])


def _by_id(items: list[Any]) -> dict[str, Any]:
    """Items that are objects by what they are about; others by what they are."""
    found: dict[str, Any] = {}
    for place, item in enumerate(items):
        if isinstance(item, dict):
            names = next((names for names in _IDS if names[0] in item), ())
            found[":".join(str(item[name]) for name in names) or str(place)] = item
        else:
            found[str(item)] = item
    return found


#: What tells the items of a list apart.
_IDS = (("on",), ("n",), ("commitment",), ("conflict",), ("proposal",), ("from", "to"), ("party",))


def same(expected: Any, got: Any) -> bool:
    if isinstance(expected, Decimal) or isinstance(got, Decimal):
        return not isinstance(got, float) and None not in (expected, got) and Decimal(expected) == Decimal(got)
    if isinstance(expected, bool) or isinstance(got, bool) or None in (expected, got):
        return expected is got
    if isinstance(expected, (int, float)) and isinstance(got, (int, float)):
        return isclose(expected, got, rel_tol=1e-9, abs_tol=1e-9)
    return bool(expected == got)


def _pairs_beyond(ours: Any, theirs: Any, nothing: dict[str, Any]) -> Iterator[Disagreement]:
    """Pairs that only the measure lists have nothing to show."""
    for one, others in theirs.items():
        for other, figures in others.items():
            if other not in ours.get(one, {}):
                yield from _differing(f"pairs.{one}.{other}", nothing, figures)


def _drivers(ours: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> Iterator[Disagreement]:
    """The ten largest, either sign; which of equals are listed does not matter, but each is one that there is."""
    sizes = [abs(driver["contribution"]) for driver in ours[:10]]
    if len(theirs) != len(sizes) or not all(
        same(size, abs(driver["contribution"])) for size, driver in zip(sizes, theirs, strict=True)
    ):
        yield Disagreement("drivers", sizes, [driver["contribution"] for driver in theirs])
    there = Counter((d["n"], d["type"], d["at"], round(d["contribution"], 9)) for d in ours)
    for driver in theirs:
        key = (driver["n"], driver["type"], instant(driver["at"]), round(driver["contribution"], 9))
        there[key] -= 1
        if there[key] < 0:
            yield Disagreement("drivers", "no such impulse", key)


def _curve(ours: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> Iterator[Disagreement]:
    """At each instant at which something happened, what it came to once all of that instant had."""
    last: dict[datetime, dict[str, Any]] = {instant(point["at"]): point for point in theirs}
    if [instant(point["at"]) for point in theirs] != sorted(instant(point["at"]) for point in theirs):
        yield Disagreement("curve", "in the order of time", "in another order")
    for point in ours:
        if point["at"] not in last:
            if point["event"]:
                yield Disagreement(f"curve.{point['at']}", point["score"], "(nothing)")
            continue
        expected = {"score": point["score"], "components": point["components"]}
        yield from _differing(f"curve.{point['at']}", expected, last.pop(point["at"]))
    for moment in last:
        yield Disagreement(f"curve.{moment}", "(nothing)", last[moment]["score"])
