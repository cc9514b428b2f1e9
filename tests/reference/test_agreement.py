"""Every figure, reckoned a second time from its definition, agrees with what its measure says.

The reference calculations know the definitions, the records and the rules, and nothing of the views. They are asked
on the same dates: before the beginning, then and every quarter, on the last day, and long after.
"""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import pytest

from domain.event import Recorded
from domain.history import counting, fold
from domain.values import asked_moment, instant
from projections.measures import MEASURES, measured
from projections.moments import Fact, Point
from projections.presence import Roster

from .comparing import disagreements
from .generate import generate
from .histories import GENERATED, REGISTERS, ROOT, in_file, recorded
from .plain import MEMBERSHIP, of_type, once, promises_after
from .plain import came_before as reference_came_before

EXAMPLES = tuple(path.stem for path in sorted((ROOT / "examples").glob("*.jsonl")))
QUARTER = timedelta(days=91)


SEEDS = {"plain": (0, 1, 2, 7), "odd": (0, 1, 11, 107), "again": (1, 10, 25, 28), "crowded": (107, 108, 111)}


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_examples(name: str, measure: str) -> None:
    (lines,) = in_file(ROOT / "examples" / f"{name}.jsonl").values()
    history = _recorded(name, lines)
    for as_of in _dates(history):
        _check(measure, history, as_of)


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("kind", GENERATED)
def test_generated_histories(kind: str, measure: str) -> None:
    for seed in SEEDS[kind]:
        history = _generated(kind, seed)
        for as_of in _dates(history):
            _check(measure, history, as_of, f"{kind} {seed}")


@pytest.mark.parametrize("measure", MEASURES)
def test_a_larger_generated_history(measure: str) -> None:
    history = _recorded("large", generate(11, 1500, others=0.2, late=0.1, oddities=True))
    _check(measure, history, instant("2023-01-01T00:00:00Z"))


@pytest.mark.parametrize("measure", MEASURES)
def test_enhancements(measure: str) -> None:
    (history,) = _register("kubernetes-enhancements")
    _check(measure, history, instant("2026-08-01T00:00:00Z"))


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize(("name", "every"), [("cabinets", 50), ("kubernetes-groups", 5)])
def test_registers(name: str, every: int, measure: str) -> None:
    for history in _register(name, every):
        for as_of in _dates(history)[:: 1 if name == "cabinets" else 4]:
            _check(measure, history, as_of, history[0].event.coalition)


@pytest.mark.parametrize("kind", GENERATED)
def test_promises_stand_as_the_rules_have_them(kind: str) -> None:
    """What the reference calculations make of a promise is what the domain makes of it."""
    for seed in SEEDS[kind]:
        records = counting(_generated(kind, seed))
        theirs = fold(records).commitments.promises
        ours = promises_after(records)
        assert {name: (p.state, p.promisor, p.promisee, tuple(p.co_accountable)) for name, p in ours.items()} == {
            name: (p.state, p.promisor, p.promisee, p.co_accountable) for name, p in theirs.items()
        }


@pytest.mark.parametrize("kind", GENERATED)
def test_who_was_in_is_what_the_rules_make_of_what_came_before(kind: str) -> None:
    for seed in SEEDS[kind]:
        records = counting(_generated(kind, seed))
        read = [Fact(Point(r.event.moment, turn), r) for turn, r in enumerate(records)]
        roster = Roster(read)
        assert roster.members == fold(records).membership.members
        changes = of_type(records, *MEMBERSHIP)
        for then in read[::5]:
            was = fold([r for r in changes if reference_came_before(r, then.recorded)]).membership
            assert list(roster.members_at(then)) == was.members


def test_a_generated_history_has_the_mix_of_a_busy_coalition() -> None:
    lines = generate(5, 3000)
    assert lines == generate(5, 3000)
    counts = Counter(line["type"] for line in lines)
    share = {name: count / len(lines) for name, count in counts.items()}
    keeping = sum(share[name] for name in ("commitment-delivered", "delivery-accepted", "delivery-refused"))
    assert share["commitment-made"] == pytest.approx(0.3, abs=0.03)
    assert keeping == pytest.approx(0.4, abs=0.04)
    assert share["session-held"] == pytest.approx(0.15, abs=0.03)
    assert share["trust-moment"] == pytest.approx(0.15, abs=0.03)
    assert len(counts) > 40
    assert not any(record.breaches for record in _recorded("mix", lines))


def _check(measure: str, history: list[Recorded], as_of: datetime, of: str = "") -> None:
    records = _counting(history, as_of)
    reference = getattr(importlib.import_module(f"{__package__}.{measure}"), measure)
    found = disagreements(measure, reference(records, as_of), measured(measure, records, as_of))
    told = [f"{d.path}: {d.reference!r} by the definition, {d.measure!r} by the measure" for d in found]
    assert not told, f"{of} on {as_of}: {len(told)} figures differ\n" + "\n".join(told[:10])


@once
def _counting(history: Sequence[Recorded], as_of: datetime) -> list[Recorded]:
    """The same list for every measure, so that they share what they reckon with."""
    return counting(history, as_of)


def _dates(history: list[Recorded]) -> list[datetime]:
    moments = [record.event.moment for record in history]
    first, last = min(moments), max(moments)
    quarters = [first + number * QUARTER for number in range((last - first) // QUARTER + 1)]
    later = [last, asked_moment(last.date().isoformat()), last + timedelta(days=40), last + timedelta(days=800)]
    return sorted({first - timedelta(days=1), *quarters, *later})


_KEPT: dict[str, list[Recorded]] = {}


def _recorded(name: str, lines: list[dict[str, Any]], attest: str | None = None) -> list[Recorded]:
    if name not in _KEPT:
        _KEPT[name] = recorded(lines, attest)
    return _KEPT[name]


@cache
def _generated(kind: str, seed: int) -> list[Recorded]:
    return recorded(generate(seed, 220, **GENERATED[kind]))


def _register(name: str, every: int = 1) -> list[list[Recorded]]:
    path = REGISTERS / f"{name}.jsonl"
    if not path.exists():
        pytest.skip(f"the real histories are not beside this repository: no {path.name}")
    chosen = sorted(in_file(path).items())[::every]
    return [_recorded(coalition, lines, "written up from a register") for coalition, lines in chosen]
