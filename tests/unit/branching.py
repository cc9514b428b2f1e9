"""Branching: what the tests of scenarios share. Histories as ledgers keep them, and replays told in short."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from typing import Any

from recounting import ROOT

from domain.event import Recorded
from domain.history import consider
from domain.shape import parsed
from engine.scenario import After, Edit, Replay, Scenario, Step, Timeline, parse_edit

NOW = "2026-01-01T00:00:00Z"


def timeline(*lines: dict[str, Any]) -> Timeline:
    """The lines as recorded, what the rules derive among them."""
    history: list[Recorded] = []
    for written in lines:
        fields = dict(written)
        reason = (fields.pop("attested", None) or {}).get("reason")
        history += consider(history, parsed(fields), now=NOW, recorded_by="clerk", attest=reason)
    return Timeline(history)


@cache
def example(name: str) -> Timeline:
    """One of the examples."""
    path = ROOT / "examples" / f"{name}.jsonl"
    return timeline(*map(json.loads, path.read_text(encoding="utf-8").splitlines()))


def edits(*typed: str | dict[str, Any]) -> tuple[Edit, ...]:
    """Edits as they are typed, the kind first; an object is inserted."""
    return tuple(
        parse_edit(*text.split(maxsplit=1)) if isinstance(text, str) else parse_edit("insert", json.dumps(text))
        for text in typed
    )


def replay(
    held: Timeline, *typed: str | dict[str, Any], start: int | str | None = None, after: After = "admissible"
) -> Replay:
    """What becomes of a history under edits as they are typed."""
    return held.replay(Scenario(edits(*typed), start, after))


def told(steps: Iterable[Step]) -> list[str]:
    """Steps in short."""
    return [f"{step.n} {step.label} {step.type}" for step in steps]


def step(found: Replay, n: int | str | None, label: str | None = None) -> Step:
    """The only step of a number, and perhaps of a label."""
    [only] = [one for one in found.steps if one.n == n and label in (None, one.label)]
    return only
