"""The difference of a branch from the record: the cells of the state that have other values, and who made them so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any, NamedTuple

from domain.coalition import Coalition
from domain.event import Recorded
from engine.scenario.cells import REGISTER, WHOLE, Cell, value, whole
from engine.scenario.lineup import NEVER, Lineup, entry, register_cells
from engine.scenario.plan import Key


class Hit(NamedTuple):
    """A cell that an act read and that differs from the record, and the places that made it so."""

    cell: Cell
    written: Any  #: the last of these places, behind (what was written before it, or null)

    @property
    def authors(self) -> list[Key]:
        """The places that wrote the cell while it differed, on the record or the branch; latest first."""
        found, link = list[Key](), self.written
        while link is not None:
            link, author = link
            found.append(author)
        return found


@dataclass(slots=True)
class _Differing:
    value: Any
    written: Any
    due: int  #: the next slot of the record that reads or writes the cell


class Difference:
    """Cells by part and key, compared with a lineup of the record slot by slot; no slot that is due is missed."""

    def __init__(self, lineup: Lineup) -> None:
        self.lineup = lineup
        self.size = 0
        self._cells: dict[str, dict[Any, _Differing]] = {}
        self._due: list[tuple[int, int, Cell]] = []
        self._pushed = 0

    @property
    def parts(self) -> frozenset[str]:
        """The parts of the state in which there is a difference."""
        return frozenset(part for part, cells in self._cells.items() if cells)

    def values(self) -> Mapping[str, Mapping[Any, Any]]:
        """What the branch has in the cells that differ."""
        return {part: {key: cell.value for key, cell in cells.items()} for part, cells in self._cells.items()}

    def touches(self, slot: int) -> bool:
        """Whether the act at a slot of the record reads a cell that differs."""
        for part, key in self.lineup.reads[slot]:
            cells = self._cells.get(part)
            if cells and (key is WHOLE or key in cells):
                return True
        return False

    def hits(self, log: Iterable[Cell]) -> tuple[Hit, ...]:
        """What differs of what was read."""
        found: dict[Cell, Any] = {}
        for part, key in log:
            cells = self._cells.get(part)
            if cells and key is WHOLE:
                found |= {(part, name): cell.written for name, cell in cells.items()}
            elif cells and key in cells:
                found[part, key] = cells[key].written
        return tuple(Hit(cell, written) for cell, written in found.items())

    def next_due(self) -> int:
        """The next slot that reads or writes a cell that differs; NEVER where there is none."""
        while self._due:
            slot, _, (part, key) = self._due[0]
            cell = self._cells.get(part, {}).get(key)
            if cell is not None and cell.due == slot:
                return slot
            heappop(self._due)
        return NEVER

    def passed(self, slot: int) -> None:
        """The slot lies behind: cells that were due there are due later."""
        while self.next_due() <= slot:
            due, _, (part, key) = heappop(self._due)
            self._schedule((part, key), self._cells[part][key], due)

    def converge(self, slot: int) -> None:
        """The act at a slot read nothing that differs: what it writes is the same again."""
        for part, key in self.lineup.writes[slot]:
            cells = self._cells.get(part)
            if cells and key is WHOLE:
                self.size -= len(cells)
                cells.clear()
            elif cells and cells.pop(key, None) is not None:
                self.size -= 1

    def compare(self, key: Key, ours: Coalition | None, written: Iterable[Cell], author: Key) -> None:
        """Take in what was written at a place, by the record or the branch; where that did nothing, `ours` is null."""
        slot, behind = key
        before = self.lineup.before[slot if behind == 0 else slot + 1]
        theirs = self.lineup.before[slot + 1]
        for cell in {*written, *(self.lineup.writes[slot] if behind == 0 else ())}:
            if cell[0] in REGISTER:
                continue
            if cell[1] is WHOLE:
                self._compare_whole(cell[0], before, theirs, ours, author, slot)
            else:
                our = self._ours(cell, before) if ours is None else value(ours, cell)
                self._set(cell, our, value(theirs, cell), author, slot)

    def enter(self, key: Key, theirs: Sequence[Recorded], ours: Sequence[Recorded]) -> None:
        """Take in which entries the ledgers of the two have got at a place."""
        slot, behind = key
        before = self.lineup.before[slot if behind == 0 else slot + 1]
        after = self.lineup.before[slot + 1]
        new: dict[Cell, Any] = {("entries", record.n): entry(record) for record in ours}
        new |= {("entry_refs", record.event.ref): record.n for record in ours if record.event.ref is not None}
        for cell in dict.fromkeys([*register_cells(theirs), *register_cells(ours)]):
            our = new[cell] if cell in new else self._ours(cell, before)
            self._set(cell, our, value(after, cell), key, slot)

    def _ours(self, cell: Cell, before: Coalition) -> Any:
        part, key = cell
        differing = self._cells.get(part, {}).get(key)
        return value(before, cell) if differing is None else differing.value

    def _compare_whole(
        self, part: str, before: Coalition, theirs: Coalition, ours: Coalition | None, author: Key, slot: int
    ) -> None:
        differing = self._cells.get(part, {})
        keys = {*whole(before if ours is None else ours, part), *whole(theirs, part), *differing}
        for key in keys:
            our = self._ours((part, key), before) if ours is None else value(ours, (part, key))
            self._set((part, key), our, value(theirs, (part, key)), author, slot)

    def _set(self, cell: Cell, our: Any, their: Any, author: Key, slot: int) -> None:
        part, key = cell
        cells = self._cells.setdefault(part, {})
        if our is their or _same(our, their):
            self.size -= cells.pop(key, None) is not None
            return
        earlier = cells.get(key)
        self.size += earlier is None
        written = (None if earlier is None else earlier.written, author)
        cells[key] = differing = _Differing(our, written, NEVER)
        self._schedule(cell, differing, slot)

    def _schedule(self, cell: Cell, differing: _Differing, slot: int) -> None:
        differing.due = self.lineup.next_touching(*cell, slot)
        if differing.due != NEVER:
            self._pushed += 1
            heappush(self._due, (differing.due, self._pushed, cell))


def _same(our: Any, their: Any) -> bool:
    return type(our) is type(their) and bool(our == their)
