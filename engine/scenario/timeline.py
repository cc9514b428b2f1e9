"""Timelines: a recorded history, held ready for replays.

Making one costs a fold. What a replay needs beyond that (which cells each act from its first edit on reads and
writes) is made when it is first needed, and kept for the replays to come.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from rpds import HashTrieMap

from domain.coalition import Coalition
from domain.event import Recorded
from domain.history import coalition_of, counting
from domain.testimony import EventRetracted
from engine.scenario.cells import WHOLE, Notes
from engine.scenario.edits import Drop, Scenario, ScenarioError
from engine.scenario.lineup import Lineup, Turn, entry

if TYPE_CHECKING:
    from engine.scenario.outcome import Replay


class Timeline:
    """A history and what is known of how it was decided. Raises ScenarioError where there is no history.

    `history` holds every entry of one coalition as it was recorded, voided ones too: what `Ledger.stream` gives. It
    takes notes while it replays: one thread at a time. Pickled, it is its history.
    """

    def __init__(self, history: Sequence[Recorded]) -> None:
        if not history:
            raise ScenarioError("There is nothing to replay: the history is empty.")
        self.history = tuple(history)
        self.notes = Notes()
        self.slots = _slots(self.history)
        self.slot_of = _places(self.slots)  #: number of an act or correction → its slot
        #: slots of the retractions; from each of them on, another lineup holds
        self.retractions = [slot for slot, turn in enumerate(self.slots) if isinstance(turn.act.event, EventRetracted)]
        self._lineups: list[Lineup] = []

    def __reduce__(self) -> tuple[type[Timeline], tuple[Sequence[Recorded]]]:
        return type(self), (self.history,)

    @cached_property
    def coalition(self) -> Coalition:
        """The coalition of the record."""
        return coalition_of(self.history)

    @cached_property
    def records(self) -> list[Recorded]:
        """What counts of the record, in reader order."""
        return counting(self.history)

    @cached_property
    def by_number(self) -> dict[int, Recorded]:
        """Every entry by its number."""
        return {record.n: record for record in self.history}

    @cached_property
    def acts(self) -> tuple[Recorded, ...]:
        """What people recorded, retractions and what these voided included, in the order of recording."""
        return tuple(turn.act for turn in self.slots)

    @cached_property
    def refs(self) -> dict[str, int]:
        """The ref of each act that bears one, with its slot; where it was free again, the latest of that name."""
        return {act.event.ref: slot for slot, act in enumerate(self.acts) if act.event.ref is not None}

    @cached_property
    def retracted(self) -> dict[int, int]:
        """The number of each entry that was voided, with that of the retraction which did so."""
        return {n: turn.act.n for turn in self.slots for n in turn.act.voids}

    @property
    def droppable(self) -> tuple[int, ...]:
        """The numbers of the acts that may be dropped: not the first, nor what was retracted and does not count."""
        return tuple(act.n for act in self.acts[1:] if act.n not in self.retracted)

    def replay(self, scenario: Scenario, *, whole: bool = False) -> Replay:
        """What becomes of the history under these edits. Raises ScenarioError where they cannot be made.

        It starts at the first edit; with `whole`, or where there is none, every act is put before the rules again.
        """
        from engine.scenario.branch import Branch
        from engine.scenario.outcome import Replay
        from engine.scenario.plan import planned

        plan = planned(self, scenario)
        return Replay(self, scenario, Branch(self, plan, scenario.after, whole=whole or not plan.edited).run())

    def without(self, numbers: Iterable[int]) -> Replay:
        """What becomes of the history without these acts. Raises ScenarioError for what is no act, or the first."""
        return self.replay(Scenario((Drop(tuple(sorted(set(numbers))), strict=False),)))

    def only(self, numbers: Iterable[int]) -> Replay:
        """What becomes of the history with none but these acts; the first always stays."""
        kept = {1, *numbers}
        return self.without(act.n for act in self.acts if act.n not in kept)

    def sources(self, n: int) -> tuple[int, ...]:
        """The acts that wrote what this one read when it was decided. Raises ScenarioError for what is no act."""
        slot = self.slot_called(n)
        lineup = self.lineup(self.epoch(slot))
        lineup.track(0)
        found: set[int] = set()
        for part, key in lineup.reads[slot] if slot < len(lineup.turns) else ():
            writers = lineup.writers(part, key, slot)
            found |= set(writers if key is WHOLE else list(writers)[:1])
        return tuple(sorted(self.slots[source].act.n for source in found))

    def consequences(self, n: int) -> tuple[Recorded, ...]:
        """What was recorded in one go with an act; nothing where the record has no such act."""
        slot = self.slot_of.get(n)
        return self.slots[slot].consequences if slot is not None and self.acts[slot].n == n else ()

    def slot_called(self, n: int) -> int:
        """The slot of the act with this number. Raises ScenarioError for what is no act."""
        if n not in self.by_number:
            raise ScenarioError(f"There is no event {n}: the history has events 1 to {len(self.history)}.")
        record = self.by_number[n]
        if record.derived_from is not None:
            raise ScenarioError(
                f"Event {n} ({record.type}) follows from act {record.derived_from}: the rules make it anew. "
                f"Name act {record.derived_from} instead."
            )
        return self.slot_of[n]

    def epoch(self, slot: int) -> int:
        """How many retractions were carried out before this slot."""
        return sum(retraction < slot for retraction in self.retractions)

    def lineup(self, epoch: int) -> Lineup:
        """What counted after so many retractions, until the next one."""
        while len(self._lineups) <= epoch:
            self._lineups.append(self._next_lineup(len(self._lineups)))
        return self._lineups[epoch]

    def _next_lineup(self, epoch: int) -> Lineup:
        ends = [*self.retractions, len(self.slots)]
        if epoch == 0:
            turns: list[Turn | None] = list(self.slots[: ends[0]])
            return Lineup(self.notes, self.slots, turns, 0, (), None, [Coalition()], self._registers)
        earlier, slot = self._lineups[epoch - 1], ends[epoch - 1]
        turns = _after(earlier.turns, self.slots[slot], self.slot_of)
        renewed = tuple(place for place, turn in enumerate(earlier.turns) if turn is not turns[place])
        turns += [Turn(self.slots[slot].act), *self.slots[slot + 1 : ends[epoch]]]
        before = earlier.states_until(min(renewed, default=slot))
        return Lineup(self.notes, self.slots, turns, slot + 1, renewed, self._target(slot), before, self._registers)

    def _target(self, slot: int) -> int | None:
        """The slot of what the retraction at a slot took back."""
        event = self.acts[slot].event
        assert isinstance(event, EventRetracted)
        named = event.event
        number = named if isinstance(named, int) else self._registers[slot][1].get(named)
        return None if number is None else self.slot_of.get(number)

    @cached_property
    def _registers(self) -> list[tuple[Any, Any]]:
        """The entries of the ledger before each slot, by number, and their refs."""
        entries: Any = HashTrieMap()
        refs: Any = HashTrieMap()
        registers = [(entries, refs)]
        for turn in self.slots:
            for record in turn.records:
                entries = entries.insert(record.n, entry(record))
                if record.event.ref is not None:
                    refs = refs.insert(record.event.ref, record.n)
            registers.append((entries, refs))
        return registers


def _slots(history: Sequence[Recorded]) -> list[Turn]:
    """The acts in the order of recording, each with all that was recorded in one go with it."""
    found: list[list[Recorded]] = []
    for record in history:
        if record.derived_from is None:
            found.append([record])
        else:
            found[-1].append(record)
    return [Turn(act, tuple(rest)) for act, *rest in found]


def _places(slots: Sequence[Turn]) -> dict[int, int]:
    places = {turn.act.n: slot for slot, turn in enumerate(slots)}
    for turn in slots:
        if (correction := correction_of(turn)) is not None:
            places[correction.n] = places[correction.place]
    return places


def correction_of(turn: Turn) -> Recorded | None:
    """What a retraction put in the place of the act that it took back."""
    event = turn.act.event
    corrects = isinstance(event, EventRetracted) and event.instead is not None
    return turn.consequences[0] if corrects and turn.consequences else None


def _after(turns: Sequence[Turn | None], retraction: Turn, places: dict[int, int]) -> list[Turn | None]:
    """The turns that count once a retraction is carried out."""
    new, gone, correction = list(turns), set(retraction.act.voids), correction_of(retraction)
    for place, turn in enumerate(turns):
        if turn is not None and gone & {record.n for record in turn.records}:
            left = tuple(record for record in turn.consequences if record.n not in gone)
            new[place] = None if turn.act.n in gone else Turn(turn.act, left)
    for arisen in retraction.consequences:
        place = places[arisen.place]
        standing = new[place]
        if arisen is correction or standing is None:
            new[place] = Turn(arisen)
        else:
            new[place] = Turn(standing.act, (*standing.consequences, arisen))
    return new
