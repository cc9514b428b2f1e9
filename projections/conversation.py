"""Conversation: how far the five steps of a conflict's conversation have come, side by side and for the whole.

The steps are those of the published five-step conversation between organisations that have to work together: prepare,
check the purpose, start with congruence, explore, agree on action. The third and the fifth are taken together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import accumulate
from typing import NamedTuple

from rpds import HashTrieMap

from domain.conflicts import ConflictCongruenceFound, ConflictExplored, ConflictPrepared, ConflictPurposeChecked
from domain.event import Recorded
from projections.figure import Figure, Part, case, total
from projections.moments import days, when

#: The steps that each side takes by itself.
_OWN: dict[type, int] = {ConflictPrepared: 1, ConflictPurposeChecked: 2, ConflictExplored: 4}
_TOGETHER, LAST = 3, 5


class Round(NamedTuple):
    """A conversation from its beginning on: its sides, and the events by which the steps were first taken."""

    opened: Recorded
    sides: tuple[str, ...]
    taken: HashTrieMap[tuple[int, str], Recorded] = HashTrieMap()  #: by (step, side)
    together: Recorded | None = None
    left: HashTrieMap[str, Recorded] = HashTrieMap()  #: sides that left before it came to an end

    def with_step(self, recorded: Recorded) -> Round:
        """The round with one of the steps before the last taken; the earliest event that takes it counts."""
        event = recorded.event
        if isinstance(event, ConflictCongruenceFound):
            return self._replace(together=_earlier(recorded, self.together))
        assert isinstance(event, ConflictPrepared | ConflictPurposeChecked | ConflictExplored)
        key = (_OWN[type(event)], event.party)
        return self._replace(taken=self.taken.insert(key, _earlier(recorded, self.taken.get(key))))

    def without(self, sides: Iterable[str], recorded: Recorded) -> Round:
        """The round after some of its sides have left."""
        left = self.left
        for side in sides:
            left = left.insert(side, recorded)
        return self._replace(left=left)

    @property
    def present(self) -> list[str]:
        """The sides that have not left."""
        return [side for side in self.sides if side not in self.left]

    @property
    def stranded(self) -> Recorded | None:
        """The event since which fewer than two sides are left; null while there are two."""
        if len(self.present) >= 2:
            return None
        leavings = sorted(self.left.values(), key=when)
        return leavings[max(0, len(self.sides) - 2)] if leavings and len(self.sides) >= 2 else self.opened

    def by(self, side: str, step: int) -> Recorded | None:
        """The event by which a side took a step; null where it has yet to."""
        return self.together if step == _TOGETHER else self.taken.get((step, side))

    def done(self) -> list[Recorded]:
        """The events by which the steps before the last were finished, as far as they were in turn."""
        return list(_until_missing(self._finished(step) for step in range(1, LAST)))

    def step(self, settled: Recorded | None) -> Figure:
        """The first step yet to be taken; the last one, once settled. Every step behind it adds one."""
        return _reached(self.opened, self.done(), settled)

    def step_of(self, side: str, settled: Recorded | None) -> Figure:
        """The first step that a side has yet to take; the last one, once settled."""
        own = _until_missing(self.by(side, step) for step in range(1, LAST))
        return _reached(self.opened, own, settled)

    def days_in_step(self, until: datetime) -> dict[str, Figure]:
        """The days spent in each step that was begun; the event that began a step stands for them."""
        begun = list(accumulate([self.opened, *self.done()], _later))
        ends = [*(recorded.event.moment for recorded in begun[1:]), until]
        return {
            str(step): _lasted(recorded, end) for step, (recorded, end) in enumerate(zip(begun, ends, strict=True), 1)
        }

    def _finished(self, step: int) -> Recorded | None:
        """The event by which the last side finished a step; nobody waits for one that has left without taking it."""
        if step == _TOGETHER:
            return self.together
        ends = [self.by(side, step) or self.left.get(side) for side in self.sides]
        taken = [end for end in ends if end is not None]
        return max(taken, key=when) if taken and len(taken) == len(ends) else None


def _reached(opened: Recorded, done: Iterable[Recorded], settled: Recorded | None) -> Figure:
    steps = [(case(recorded), 1) for recorded in (opened, *done)]
    if settled is not None:  # on an attested record it may have come without some of the steps before it
        steps.append((case(settled), LAST - len(steps)))
    return total(steps)


def _lasted(begun: Recorded, until: datetime) -> Figure:
    lasted = days(begun.event.moment, until)
    return Figure(lasted, (Part(*case(begun), lasted),))


def _earlier(recorded: Recorded, other: Recorded | None) -> Recorded:
    return recorded if other is None else min(recorded, other, key=when)


def _later(one: Recorded, other: Recorded) -> Recorded:
    return max(one, other, key=when)


def _until_missing(found: Iterable[Recorded | None]) -> Iterator[Recorded]:
    for recorded in found:
        if recorded is None:
            return
        yield recorded
