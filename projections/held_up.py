"""Held up: who has to do what before an open conflict comes a step further."""

from __future__ import annotations

from collections.abc import Iterator

from domain.common_ground import InterestStated
from domain.event import Recorded
from projections.conversation import LAST, Round
from projections.known import Known
from projections.sentences.wording import SHORT, listed, quote

#: What whoever is behind has to do, by step.
_TO_DO = (
    "prepare, own part in it included",
    "check the purpose of the conversation",
    "find common purposes together",
    "explore: how it looks to them, what it did to them, what is at stake",
    "contract who does what by when",
)


def held_up_by(known: Known, name: str, now: Round, ended: Recorded | None) -> str:
    """What an open conflict waits for, in a sentence; `ended` is the event by which the coalition has ended."""
    conflict = known.coalition.conflicts[name]
    if ended is not None:
        return "The coalition ended while this was open."
    if len(conflict.sides) < 2:
        return "Fewer than two sides are left: it can only be closed."
    step = len(now.done()) + 1
    hostile = [side for side in now.present if conflict.motives.get(side) in ("coerce", "punish")]
    if step == LAST and hostile:
        motives = (f"{known.name(side)} to {conflict.motives[side]}" for side in hostile)
        return f"Step {LAST} waits for another purpose: {listed(motives)} is no ground for a settlement."
    waiting = [side for side in now.present if step == LAST or now.by(side, step) is None]
    to_meet = f", meeting {listed(met)}" if step == LAST and (met := list(_to_meet(known, name, now))) else ""
    return f"Step {step} waits for {listed(map(known.name, waiting))} to {_TO_DO[step - 1]}{to_meet}."


def _to_meet(known: Known, name: str, now: Round) -> Iterator[str]:
    """What the sides have at stake that a settlement has to meet: their own interests of weight 4 and 5."""
    at_stake = known.coalition.conflicts[name].at_stake
    for side in now.present:
        for interest in at_stake.get(side, ()):
            stated = known.of(InterestStated, "interest", interest)
            if stated is not None and stated.party == side and stated.weight >= 4:
                yield f"{quote(stated.text, SHORT)} ({known.name(side)})"
