"""Steps of a conflict: which event took which step for which side, so that a refusal can point to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domain.coalition import Coalition
    from domain.conflicts import Conflict, ConflictCongruenceFound, ConflictExplored, ConflictSettled

PREPARED, PURPOSE_CHECKED, EXPLORED = "conflict-prepared", "conflict-purpose-checked", "conflict-explored"
HOSTILE = ("coerce", "punish")

Steps = Iterable[tuple[str, str]]


def step(event_type: str, conflict: str, side: str) -> tuple[str, str]:
    """Where the last event that took a step for a side is kept."""
    return event_type, f"{conflict} {side}"


def taken_so_far(coalition: Coalition, event: ConflictCongruenceFound | ConflictExplored) -> Steps:
    """The first two steps, as far as the sides have taken them."""
    conflict = coalition.conflicts[event.conflict]
    for side in conflict.sides:
        if side in conflict.prepared:
            yield step(PREPARED, event.conflict, side)
        if side in conflict.motives:
            yield step(PURPOSE_CHECKED, event.conflict, side)


def heard_so_far(coalition: Coalition, event: ConflictSettled) -> Steps:
    """What the sides have told that explored."""
    conflict = coalition.conflicts[event.conflict]
    return [step(EXPLORED, event.conflict, side) for side in conflict.sides if side in conflict.at_stake]


def hostile_words(coalition: Coalition, event: ConflictSettled) -> Steps:
    """The latest word of each side that is out to coerce or to punish."""
    conflict = coalition.conflicts[event.conflict]
    hostile = [side for side in conflict.sides if conflict.motives.get(side) in HOSTILE]
    return [step(PURPOSE_CHECKED, event.conflict, side) for side in hostile]


def most_important(coalition: Coalition, conflict: Conflict, side: str) -> Iterable[str]:
    """Of what a side said is at stake, its own interests of weight 4 and 5."""
    interests = coalition.common_ground.interests
    for interest_id in conflict.at_stake.get(side, ()):
        interest = interests[interest_id]
        if interest.party == side and interest.weight >= 4:
            yield interest_id


def left_unmet(coalition: Coalition, event: ConflictSettled) -> Steps:
    """The most important interests that are not met, and what their sides told of them."""
    conflict = coalition.conflicts[event.conflict]
    for side in conflict.sides:
        unmet = {*most_important(coalition, conflict, side)} - {*event.interests_met.get(side, ())}
        if unmet:
            yield step(EXPLORED, event.conflict, side)
            yield from sorted(("interest", name) for name in unmet)
