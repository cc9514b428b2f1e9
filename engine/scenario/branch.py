"""Branches: what becomes of a record under the edits of a plan, worked out by where the two differ.

A branch is kept as its difference from the record: the cells of the state in which it differs at the moment, each
with the place that made it so, and the places at which something else happened. An act that reads none of those
cells is decided as it was, so only the others are put before the rules: those that an edit names, and those that
read what differs. What such an act then writes is compared with what the record wrote, and the difference grows or
shrinks. Nothing is assumed about what rules read: see `cells`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from heapq import heapify, heappop
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from domain.coalition import Coalition, evolve
from domain.event import Recorded
from domain.history import fold
from domain.refusal import Refused
from domain.testimony import EventRetracted
from engine.scenario.cells import Cell
from engine.scenario.deciding import check_sense, decide, decide_sense
from engine.scenario.difference import Difference, Hit
from engine.scenario.edits import After
from engine.scenario.lineup import NEVER, Lineup, Turn
from engine.scenario.plan import Key, Plan
from engine.scenario.retracting import Retraction

if TYPE_CHECKING:
    from engine.scenario.timeline import Timeline

_WRITTEN = 5  # as many cells a turn writes, or so
_END: Key = (NEVER, 0)


class Put(NamedTuple):
    """What was put before the rules somewhere, and what came of it; without an act, nothing was put."""

    act: Recorded | None
    turn: Turn | None  #: with all that was recorded in one go with it; null where it was refused
    refused: Refused | None = None


class Note(NamedTuple):
    """How an act was decided: what it found, what the record had there, what differed of what it read."""

    found: Coalition
    recorded: Coalition
    hits: tuple[Hit, ...]


class Branch:
    """A branch in the making, from its first edit on.

    `puts` holds, by place, what was put before the rules where that or its outcome is not the record's; `turns`,
    what counts now where that is not what counts of the record (relative to the lineup of `difference`).
    """

    def __init__(self, timeline: Timeline, plan: Plan, after: After, *, whole: bool) -> None:
        self.timeline, self.plan, self.after, self.whole = timeline, plan, after, whole
        self.puts: dict[Key, Put] = {}
        self.turns: dict[Key, Turn | None] = {}
        self.notes: dict[Key, Note] = {}
        self.corrections: dict[int, Key] = {}  #: number of a correction that only the branch has → where it stands
        self.moved = {act.n: key for key, act in plan.given.items() if act is not None and key[1] > 0}
        self.first = min([*plan.given, *([(0, 0)] if whole else [])])
        self.end = _END  #: where the branch stops
        self.carried: tuple[int, Coalition] | None = None  #: the state before a slot of the record
        self._epoch = sum((slot, 0) < self.first for slot in timeline.retractions)
        self._numbers = count(len(timeline.history) + 1 + sum(how == "inserted" for how in plan.how.values()))
        lineup = timeline.lineup(self._epoch)
        lineup.track(max(self.first[0], 0))
        self.difference = Difference(lineup)

    def run(self) -> Branch:
        """Go through what follows the first edit, as far as the policy asks."""
        if self.after == "none" and self.plan.edited:
            slot, behind = min(self.plan.given)
            self.end = (slot, behind + 1)
        for slot in self.timeline.retractions[self._epoch :]:
            self._forward((slot, 0))
            if self.end <= (slot, 0):
                return self
            self._epoch += 1
            key = (slot, 0)
            given = self.plan.given.get(key, self.timeline.acts[slot])
            self._retract(key, given, self.timeline.lineup(self._epoch))
            self.difference.passed(slot)
        self._forward(_END)
        return self

    def fresh(self) -> int:
        """A number for an event that only the branch has."""
        return next(self._numbers)

    def turn_at(self, key: Key) -> Turn | None:
        """What counts at a place now."""
        if key in self.turns:
            return self.turns[key]
        turns = self.difference.lineup.turns
        return turns[key[0]] if key[1] == 0 and key[0] < len(turns) else None

    def state(self, key: Key, *, exact_register: bool = False) -> Coalition:
        """The branch's state before a place: carried on from the last place that was decided, or patched."""
        slot = key[0] if key[1] == 0 else key[0] + 1
        lineup = self.difference.lineup
        if not (exact_register and slot < lineup.decided) and (found := self._carried_to(slot)) is not None:
            return found
        return self.timeline.notes.patched(lineup.before[slot], self.difference.values())

    def carry(self, key: Key, after: Coalition | None) -> None:
        """Keep the state behind a place for the next one; where nothing was done, it is the one before."""
        if after is None:
            after = self._carried_to(key[0] if key[1] == 0 else key[0] + 1)
        self.carried = None if after is None else (key[0] + 1, after)

    def _carried_to(self, slot: int) -> Coalition | None:
        """The state kept, with what the record wrote since; null where that is more than what differs."""
        if self.carried is None:
            return None
        at, found = self.carried
        if (slot - at) * _WRITTEN > self.difference.size:
            return None
        return self.timeline.notes.patched(found, self.difference.lineup.written_between(at, slot))

    def advance(self, keys: Iterable[Key], until: Key, visit: Callable[[Key], None]) -> None:
        """Visit these places, and those of the record that read what differs, in order, up to one."""
        todo = list(keys)
        heapify(todo)
        while True:
            key = min(todo[0] if todo else _END, (self.difference.next_due(), 0))
            if key >= until:
                return
            asked = bool(todo) and todo[0] == key
            while todo and todo[0] == key:
                heappop(todo)
            if asked or self.difference.touches(key[0]):
                visit(key)
            else:
                self.difference.converge(key[0])
            self.difference.passed(key[0])

    def _forward(self, until: Key) -> None:
        """On to the next retraction of the record, or to the end."""
        lineup = self.difference.lineup
        begin = max(self.first, (lineup.decided - 1, 1)) if lineup.decided else self.first
        until = min(until, self.end)
        keys = {key for key in self.plan.given if begin <= key < until}
        slots = range(begin[0], len(lineup.turns)) if self.whole else lineup.unfaithful
        keys |= {(slot, 0) for slot in slots if begin <= (slot, 0) < until}
        self.advance(keys, until, self._visit)

    def _visit(self, key: Key) -> None:
        """Put the act of a place before the rules, and compare."""
        given = self.plan.given[key] if key in self.plan.given else self.timeline.acts[key[0]]
        if given is not None and isinstance(given.event, EventRetracted):
            self._retract(key, given, None)
            return
        turn, refused, after, found, written = None, None, None, None, set[Cell]()
        if given is not None:
            found, log = self.state(key), self.timeline.notes.log
            log.clear()
            try:
                turn, after = self._decide(key, given, found)
                after, written = self.timeline.notes.settled(found, after)
            except Refused as wrong:
                refused = wrong
            self.note(key, found, log)
        self.difference.compare(key, after, written, key)
        self.carry(key, found if after is None else after)
        if key in self.plan.given or turn != self.turn_at(key):
            self.put(key, Put(given, turn, refused))
            self.turns[key] = turn

    def _retract(self, key: Key, given: Recorded | None, renewed: Lineup | None) -> None:
        """Put a retraction before the rules, or undo what it did on record."""
        turn, refused, after, written = None, None, None, set[Cell]()
        if given is not None:
            try:
                turn = Retraction(self, key, renewed).put(given)
            except Refused as wrong:
                refused = wrong
        if turn is None and renewed is not None:
            Retraction(self, key, renewed).undo()
        silent = None if turn is None else Turn(turn.act)
        if turn is not None:
            found = self.state(key)
            after, written = self.timeline.notes.settled(found, evolve(found, turn.act))
        self.difference.compare(key, after, written, key)
        self.carried = None
        if silent != self.turn_at(key):
            self.turns[key] = silent
        if key in self.plan.given or turn != self.timeline.slots[key[0]]:
            self.put(key, Put(given, turn, refused))

    def place_of(self, number: int) -> Key | None:
        """Where the act or correction of a number stands on the branch."""
        if number in self.corrections or number in self.moved:
            return self.corrections.get(number) or self.moved[number]
        slot = self.timeline.slot_of.get(number)
        return None if slot is None else (slot, 0)

    def _decide(self, key: Key, given: Recorded, found: Coalition) -> tuple[Turn, Coalition]:
        recorded = self.timeline.consequences(given.n)
        if self.after != "keep":
            return decide(found, given, recorded, self.fresh)
        if key in self.plan.given:
            return decide_sense(found, given, recorded, self.fresh)
        check_sense(found, given)
        turn = Turn(given, recorded)
        return turn, fold(turn.records, found)

    def note(self, key: Key, found: Coalition, log: Iterable[tuple[str, object]]) -> None:
        """Remember what differed of what was read at a place."""
        slot = key[0] if key[1] == 0 else key[0] + 1
        hits = self.difference.hits(log)
        self.notes[key] = Note(found, self.difference.lineup.before[slot], hits)

    def put(self, key: Key, put: Put) -> None:
        """Remember what became of what was put before the rules, and which entries the ledger got."""
        self.puts[key] = put
        self.enter(key)

    def enter(self, key: Key) -> None:
        """Take in how the entries of the ledger differ from a place on at which something else was recorded."""
        turn = self.puts[key].turn
        theirs = self.timeline.slots[key[0]].records if key[1] == 0 else ()
        self.difference.enter(key, theirs, () if turn is None else turn.records)
