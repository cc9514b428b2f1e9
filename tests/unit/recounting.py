"""Recounting: what the tests of measures share. Histories to measure, and what holds of every figure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from math import isclose
from pathlib import Path
from typing import Any

from domain.coalition import Coalition
from domain.event import Attested, Recorded
from domain.history import coalition_of, consider, counting, fold
from domain.shape import parsed
from domain.values import asked_moment
from projections.figure import Figure, plain
from projections.measures import Measured, initial
from projections.view import folded, latest_moment

ROOT = Path(__file__).parents[2]
EXAMPLES = ("i3t", "leads", "fell-apart", "went-alone")
LARGE = ("kubernetes-enhancements", "kubernetes-groups", "cabinets")
REGISTER = ROOT.parent / "shared" / "data" / "histories"


def line(event_type: str, at: str = "2020-01-01", by: str = "ash", **fields: Any) -> dict[str, Any]:
    return {"coalition": "c", "type": event_type, "at": at, "by": by, **fields}


def joined(party: str, at: str = "2020-01-01", standing: str = "member", **fields: Any) -> dict[str, Any]:
    told = {"name": party.title(), "kind": "unit", "standing": standing} | fields
    return line("party-joined", at, party, party=party, **told)


def left(party: str, at: str) -> dict[str, Any]:
    return line("party-withdrew", at, party, party=party, reason="Moved on")


PROPOSED = line("coalition-proposed", name="Ducts", purpose="Dig once", convener="ash", origin="grassroots")
ASH, BIRCH, CEDAR = joined("ash"), joined("birch"), joined("cedar")
THREE = (PROPOSED, ASH, BIRCH, CEDAR)


def attested(written: dict[str, Any]) -> dict[str, Any]:
    return written | {"attested": {"reason": "from the minutes"}}


def promised(name: str, promisor: str, promisee: str, due: str | None, **fields: Any) -> dict[str, Any]:
    """A promise of 1 January; without a date it needs attesting."""
    told = {"commitment": name, "promisor": promisor, "promisee": promisee, "what": "share the map"} | fields
    if due is None:
        return attested(line("commitment-made", by=promisor, **told))
    return line("commitment-made", by=promisor, due=due, **told)


def kept(name: str, promisor: str, taker: str, delivered: str, accepted: str | None = None) -> list[dict[str, Any]]:
    """The delivery and the acceptance of a promise."""
    return [
        line("commitment-delivered", delivered, promisor, commitment=name, evidence="Done"),
        line("delivery-accepted", accepted or delivered, taker, commitment=name),
    ]


def shared(giver: str, to: Sequence[str], at: str = "2020-01-02") -> dict[str, Any]:
    return line("information-shared", at, giver, giver=giver, to=list(to), what="Where the ducts lie")


def record(*lines: dict[str, Any]) -> list[Recorded]:
    history: list[Recorded] = []
    coalition, now = Coalition(), "2026-01-01T00:00:00Z"
    for written in lines:
        fields = dict(written)
        reason = (fields.pop("attested", None) or {}).get("reason")
        event = parsed(fields)
        records = consider(history, event, now=now, recorded_by="clerk", attest=reason, coalition=coalition)
        history += records
        mended = any(record.voids for record in records)
        coalition = coalition_of(history) if mended else fold(records, coalition)
    return counting(history)


def figures(measure: str, lines: Sequence[dict[str, Any]], on: str) -> dict[str, Any]:
    """The figures of a measure of a history at the end of a day."""
    return folded(view(measure), record(*lines)).figures(asked_moment(on))


def view(measure: str) -> Any:
    return initial(measure)


@cache
def example(name: str) -> tuple[Recorded, ...]:
    return tuple(record(*map(json.loads, (ROOT / "examples" / f"{name}.jsonl").read_text().splitlines())))


@cache
def register(name: str) -> dict[str, tuple[Recorded, ...]]:
    """The coalitions of a register, as they stand in it: no rule is asked, which is harder on a view. May be absent."""
    histories: dict[str, list[Recorded]] = {}
    path = REGISTER / f"{name}.jsonl"
    for written in path.read_text().splitlines() if path.exists() else ():
        event = parsed(json.loads(written))
        told = histories.setdefault(event.coalition, [])
        now, word = "2026-01-01T00:00:00Z", Attested("from a register", "clerk")
        told.append(Recorded(event, len(told) + 1, now, "clerk", attested=word))
    return {coalition: tuple(told) for coalition, told in histories.items()}


def every_figure(place: Any, path: str = "") -> Iterator[tuple[str, Figure]]:
    """Every figure with its path; a number that is none fails."""
    assert isinstance(place, bool) or not isinstance(place, (int, float)), f"{path} is a bare number"
    if isinstance(place, Figure):
        yield path, place
    elif isinstance(place, Mapping):
        for name, inner in place.items():
            yield from every_figure(inner, f"{path}.{name}")
    elif isinstance(place, list):
        for number, inner in enumerate(place):
            yield from every_figure(inner, f"{path}.{number}")


def assert_parts_add_up(told: dict[str, Any], numbers: set[int]) -> None:
    """The parts of every figure add up to it, and each names an event of the history or none."""
    for path, figure in every_figure(told):
        if figure.value is not None:
            parts = sum(part.contribution for part in figure.parts)
            assert isclose(parts, figure.value, rel_tol=1e-9, abs_tol=1e-9), path
        assert {part.n for part in figure.parts if part.n is not None} <= numbers, path


def assert_measures_well(measure: str, records: Sequence[Recorded]) -> None:
    """Figures add up, are ready for JSON, are the same each time, and do not depend on how the history was split."""
    as_of, half = latest_moment(records), len(records) // 2
    told = folded(view(measure), records).figures(as_of)
    assert_parts_add_up(told, {recorded.n for recorded in records})
    written = json.dumps(plain(told), allow_nan=False)
    begun: Measured = folded(view(measure), records[:half])
    before = json.dumps(plain(begun.figures(as_of)))
    assert json.dumps(plain(folded(begun, records[half:]).figures(as_of))) == written  # type: ignore[type-var]
    assert json.dumps(plain(begun.figures(as_of))) == before
