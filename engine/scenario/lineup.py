"""Lineups: the acts of a record that count, slot by slot, with the state that each found and the cells it touched.

A slot is the place of an act in the order of recording. A retraction changes what counts, at slots before its own:
from then on, another lineup holds. Every lineup is read from the records; putting its acts before the rules again
tells which cells each of them reads and writes, and whether the rules still give what is on record.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from domain.coalition import Coalition, Origin, accept, changed, evolve, judge
from domain.event import Recorded
from domain.history import fold
from domain.refusal import Refused
from domain.testimony import EventRetracted
from engine.scenario.cells import REGISTER, WHOLE, Cell, Notes, plain, value, whole

NEVER = 1 << 60


class Turn(NamedTuple):
    """An act, with what the rules derived from it."""

    act: Recorded
    consequences: tuple[Recorded, ...] = ()

    @property
    def records(self) -> tuple[Recorded, ...]:
        """The act and its consequences."""
        return self.act, *self.consequences

    @property
    def silent(self) -> bool:
        """Whether it has done its work already and is only on record: a retraction, once it is carried out."""
        return isinstance(self.act.event, EventRetracted)


class Lineup:
    """What counts between two retractions, and how it was decided.

    `turns` holds the turn of each slot, null where nothing counts. `decided` is the number of slots that stood
    before the retraction from which this lineup holds: those were put before the rules again at that retraction,
    and meet the entries of the ledger that stood before their place. `renewed` are the slots at which something else
    counted before it, `target` is that of what it took back.
    """

    def __init__(
        self,
        notes: Notes,
        slots: Sequence[Turn],
        turns: list[Turn | None],
        decided: int,
        renewed: tuple[int, ...],
        target: int | None,
        before: list[Coalition],
        registers: Sequence[tuple[Any, Any]],
    ) -> None:
        self.turns, self.decided, self.before = turns, decided, before
        self.renewed, self.target = renewed, target
        self._notes, self._slots, self._registers = notes, slots, registers
        self._tracked = len(turns) + 1
        self.reads: list[tuple[Cell, ...]] = [()] * len(turns)
        self.writes: list[tuple[Cell, ...]] = [()] * len(turns)
        self.unfaithful: set[int] = set()  #: slots at which the rules no longer give what is on record
        self._touching: dict[str, dict[Any, list[int]]] = {}
        self._fold_on()

    def _fold_on(self) -> None:
        """The states that are not known yet, by folding."""
        for slot in range(len(self.before) - 1, len(self.turns)):
            turn = self.turns[slot]
            after = self.before[slot] if turn is None else fold(turn.records, self.before[slot])
            self.before.append(self._registered(after, slot + 1))

    def _registered(self, coalition: Coalition, slot: int, noted: bool = False) -> Coalition:
        """The coalition as it is found at this slot: knowing the entries that were recorded before, and no others."""
        if not self.decided:
            return coalition
        entries, refs = self._registers[slot]
        if noted:
            entries, refs = self._notes.map("entries", entries), self._notes.map("entry_refs", refs)
        return changed(coalition, {"entries": entries, "entry_refs": refs})

    def track(self, start: int) -> None:
        """Make sure that what the slots from this one on read and write is known."""
        if start >= self._tracked:
            return
        slots = range(start, min(self._tracked, len(self.turns)))
        self.before[start] = self._notes.noting(plain(self.before[start]))
        for slot in slots:
            self.before[slot + 1] = self._track(slot, self.before[slot])
        self._index(slots)
        self._tracked = start

    def _track(self, slot: int, state: Coalition) -> Coalition:
        turn, notes = self.turns[slot], self._notes
        notes.log.clear()
        after = state if turn is None else self._decided(slot, turn, state)
        after, written = notes.settled(state, after)
        self.reads[slot] = tuple(set(notes.log))
        own = [cell for cell in written if cell[0] not in REGISTER]
        self.writes[slot] = (*own, *register_cells(self._slots[slot].records))
        return self._registered(after, slot + 1, noted=True)

    def _decided(self, slot: int, turn: Turn, state: Coalition) -> Coalition:
        """The state after a turn. Where the rules give another answer than the record, the record holds."""
        if turn.silent:
            return evolve(state, turn.act)
        try:
            breaches = judge(state, turn.act.event, turn.act.recorded_at)
            derived, after = accept(state, turn.act)
        except Refused:
            self.unfaithful.add(slot)
            return fold(turn.records, state)
        same = [r.event for r in derived] == [r.event for r in turn.consequences]
        as_found = slot < self.decided or breaches == turn.act.breaches
        if not same or not as_found or (breaches and turn.act.attested is None):
            self.unfaithful.add(slot)
        return after if derived == turn.consequences else fold(turn.records, state)

    def _index(self, slots: range) -> None:
        found: dict[str, dict[Any, list[int]]] = {}
        for slot in slots:
            for part, key in {*self.reads[slot], *self.writes[slot]}:
                found.setdefault(part, {}).setdefault(key, []).append(slot)
        for part, keys in found.items():
            known = self._touching.setdefault(part, {})
            for key, touching in keys.items():
                known[key] = touching + known.get(key, [])

    def states_until(self, slot: int) -> list[Coalition]:
        """The states before the slots up to this one, which is ready to be folded on from."""
        return [*self.before[:slot], plain(self.before[slot])]

    def next_touching(self, part: str, key: Any, after: int) -> int:
        """The first slot after this one that reads or writes a cell; NEVER where there is none."""
        touching = self._touching.get(part, {})
        return min(_following(touching.get(key, ()), after), _following(touching.get(WHOLE, ()), after))

    def written_between(self, first: int, until: int) -> dict[str, dict[Any, Any]]:
        """What the slots from the first until another have written, as that one finds it."""
        found, state = dict[str, dict[Any, Any]](), self.before[until]
        for part, key in {cell for slot in range(first, until) for cell in self.writes[slot]}:
            cells = found.setdefault(part, {})
            if key is WHOLE:
                cells[WHOLE] = whole(state, part)
            elif WHOLE not in cells:
                cells[key] = value(state, (part, key))
        return found

    def writers(self, part: str, key: Any, before: int) -> Iterable[int]:
        """The slots before this one that wrote a cell (any of a map, where the key is WHOLE), latest first."""
        touching = self._touching.get(part, {})
        keys = list(touching) if key is WHOLE else [key, WHOLE]
        slots = {slot for name in keys for slot in touching.get(name, ()) if slot < before}
        wanted = {(part, name) for name in keys}
        return [slot for slot in sorted(slots, reverse=True) if wanted & set(self.writes[slot])]


def _following(slots: Sequence[int], after: int) -> int:
    place = bisect_right(slots, after)
    return slots[place] if place < len(slots) else NEVER


def register_cells(records: Iterable[Recorded]) -> list[Cell]:
    """The cells that entering these records in the ledger writes."""
    cells: list[Cell] = []
    for record in records:
        cells.append(("entries", record.n))
        if record.event.ref is not None:
            cells.append(("entry_refs", record.event.ref))
    return cells


def entry(record: Recorded) -> Origin:
    """What the register of a ledger says of a record."""
    return Origin(record.place, record.event.at, record.event.exactness)
