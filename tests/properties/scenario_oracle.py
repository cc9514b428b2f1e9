"""A second way to work out a branch: the acts of a plan are recorded one by one into a ledger of their own.

Nothing of the engine's replay is used but the plan, which says what is put before the rules in which order. Numbers
that acts speak of are translated to those that the acts have in that ledger.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.coalition import Coalition
from domain.event import Event, Recorded
from domain.history import coalition_of, consider, counting, fold
from domain.refusal import Refused
from engine.scenario import Replay, Timeline
from engine.scenario.plan import Key, Plan

UNKNOWN = 10**12
ROOMS = (
    *("formation", "membership", "common_ground", "sessions", "trust", "charter", "sponsorship", "commitments"),
    *("decisions", "agreements", "conflicts", "initiatives", "resources", "risks", "dissolution"),
)


@dataclass
class Told:
    """What the ledger of a branch holds, and what became of each act."""

    history: list[Recorded] = field(default_factory=list)
    refused: dict[int, Refused] = field(default_factory=dict)  #: number of the act in the plan → why
    made: dict[int, tuple[Recorded, ...]] = field(default_factory=dict)  #: number of the act → what it led to
    numbers: dict[int, int] = field(default_factory=dict)  #: recorded number → number in this ledger


def told(timeline: Timeline, plan: Plan) -> Told:
    """The acts of a plan, recorded."""
    found, coalition = Told(), Coalition()
    for act in in_order(timeline, plan):
        event = translated(act.event, found.numbers)
        reason = act.attested.reason if act.attested else None
        how: dict[str, Any] = {"now": act.recorded_at, "recorded_by": act.recorded_by, "attest": reason}
        try:
            records = consider(found.history, event, coalition=coalition, **how)
        except Refused as refused:
            found.refused[act.n] = refused
            continue
        found.history += records
        coalition = coalition_of(found.history) if records[0].voids else fold(records, coalition)
        found.made[act.n] = records
        _learn(found, timeline, act, records)
    return found


def in_order(timeline: Timeline, plan: Plan) -> list[Recorded]:
    """The acts of a plan as they are put before the rules."""
    acts: dict[Key, Recorded | None] = {(slot, 0): act for slot, act in enumerate(timeline.acts)}
    acts |= plan.given
    return [act for _, act in sorted(acts.items(), key=lambda item: item[0]) if act is not None]


def _learn(found: Told, timeline: Timeline, act: Recorded, records: Sequence[Recorded]) -> None:
    found.numbers[act.n] = records[0].n
    left = list(timeline.consequences(act.n))
    for record in records[1:]:
        same = next((r for r in left if _alike(r, record, found.numbers)), None)
        if same is not None:
            left.remove(same)
            found.numbers[same.n] = record.n


def _alike(recorded: Recorded, here: Recorded, numbers: dict[int, int]) -> bool:
    place = None if recorded.stands_at is None else numbers.get(recorded.stands_at)
    return translated(recorded.event, numbers) == here.event and place == here.stands_at


def translated(event: Event, numbers: dict[int, int]) -> Event:
    """The event, speaking of the numbers of another ledger."""
    changes: dict[str, Any] = {}
    named = getattr(event, "event", None)
    if isinstance(named, int):
        changes["event"] = numbers.get(named, UNKNOWN + named)
    instead = getattr(event, "instead", None)
    if isinstance(instead, dict) and isinstance(instead.get("event"), int):
        changes["instead"] = instead | {"event": numbers.get(instead["event"], UNKNOWN + instead["event"])}
    return event.model_copy(update=changes) if changes else event


def check_replay(replay: Replay, plan: Plan) -> None:
    """The replay says of every act what recording it says, and ends with the same events and the same state."""
    other = told(replay.timeline, plan)
    orphaned = {step.record.n: step.rule for step in replay.steps if step.label == "orphaned"}
    assert orphaned == {n: refused.rule for n, refused in other.refused.items()}
    ours = replay.branch.records
    theirs = counting(other.history)
    numbers = other.numbers
    assert [(r.type, r.event.at) for r in ours] == [(r.type, r.event.at) for r in theirs]
    for our, their in zip(ours, theirs, strict=True):
        assert translated(our.event, _every(numbers, replay, other)) == their.event
        assert (our.attested, our.breaches) == (their.attested, their.breaches), (our, their)
        assert (our.recorded_at, our.recorded_by) == (their.recorded_at, their.recorded_by)
        assert numbers.get(our.n, their.n) == their.n
        assert len(our.voids) == len(their.voids)
    coalition = coalition_of(other.history)
    for room in ROOMS:
        assert getattr(replay.coalition, room) == getattr(coalition, room), room
    assert set(replay.coalition.ids) == set(coalition.ids)
    assert set(replay.coalition.refs) == set(coalition.refs)
    assert len(replay.coalition.entries) == len(coalition.entries)
    assert fold(ours, None).membership == fold(theirs, None).membership


def _every(numbers: dict[int, int], replay: Replay, other: Told) -> dict[int, int]:
    """The numbers, with those that only the branch knows mapped to themselves."""
    return numbers
