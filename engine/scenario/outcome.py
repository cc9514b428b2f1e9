"""Outcomes: what a replay returns. Nothing is worked out before it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias, get_args

from domain.coalition import Coalition
from domain.event import Recorded
from engine.scenario.branch import Branch, Put
from engine.scenario.cells import plain
from engine.scenario.chain import Chains
from engine.scenario.commands import command
from engine.scenario.edits import Scenario
from engine.scenario.lineup import NEVER, Turn
from engine.scenario.plan import Key

if TYPE_CHECKING:
    from engine.scenario.timeline import Timeline

Label: TypeAlias = Literal["kept", "changed", "inserted", "dropped", "orphaned", "appeared", "vanished"]
LABELS: tuple[Label, ...] = get_args(Label)
#: What a step is called: the number it has on record, i1, i2 … for what is inserted, null for what appeared.
Name: TypeAlias = "int | str | None"


class Step(NamedTuple):
    """What became of one act or derived event."""

    n: Name
    label: Label
    record: Recorded  #: as the branch has it; where the branch has none, as the record or the scenario has it
    rule: str | None = None  #: of an orphan: the rule that refuses it now
    message: str | None = None
    because: tuple[Name, ...] = ()  #: of an orphan: the steps it comes from, nearest first, the edit last

    @property
    def type(self) -> str:
        return self.record.type

    @property
    def at(self) -> str:
        return self.record.event.at

    @property
    def derived(self) -> bool:
        """Whether the rules added it."""
        return self.record.derived_from is not None

    def as_json(self) -> dict[str, Any]:
        """The step in the shape that other tools lean on."""
        told = {"n": self.n, "label": self.label, "type": self.type, "at": self.at}
        return told | {"rule": self.rule, "message": self.message, "because": list(self.because)}


@dataclass(frozen=True)
class Side:
    """The record, or the branch: what counts, in reader order, and the coalition that it amounts to."""

    records: list[Recorded]
    coalition: Coalition


class Replay:
    """What becomes of a history under a scenario.

    On the branch, recorded events keep their numbers; the k-th insertion has the number of entries on record plus k,
    and what only the branch has comes after those. `name_of` gives what such a number is to be called.
    """

    def __init__(self, timeline: Timeline, scenario: Scenario, branch: Branch) -> None:
        self.timeline, self.scenario = timeline, scenario
        self._branch = branch
        self._chains = Chains(branch)
        inserted = (act.n for act in branch.plan.given.values() if act is not None and act.n > len(timeline.history))
        self._names = {n: f"i{n - len(timeline.history)}" for n in inserted}

    @cached_property
    def steps(self) -> list[Step]:
        """A step for every act and derived event, of the record and of the branch, in the branch's order."""
        return list(self._steps(self._places(range(-1, self._slots))))

    @cached_property
    def differing(self) -> list[Step]:
        """The steps that are not kept."""
        return [step for step in self._put_steps if step.label != "kept"]

    @cached_property
    def _put_steps(self) -> list[Step]:
        """The steps at the places where something else was put than is on record, or came of it."""
        return list(self._steps(sorted(self._branch.puts)))

    @property
    def first_divergence(self) -> Step | None:
        """The first step at which branch and record part."""
        return self.differing[0] if self.differing else None

    @cached_property
    def counts(self) -> dict[Label, int]:
        """How many steps bear each label."""
        counts: dict[Label, int] = dict.fromkeys(LABELS, 0)
        for step in self._put_steps:
            counts[step.label] += 1
        slots = enumerate(self.timeline.slots[: self._slots])
        counts["kept"] += sum(len(turn.records) for slot, turn in slots if (slot, 0) not in self._branch.puts)
        return counts

    @cached_property
    def taken(self) -> tuple[int, ...]:
        """The numbers of the recorded acts that are orphaned."""
        puts = [put for _, put in sorted(self._branch.puts.items()) if put.refused is not None]
        return tuple(put.act.n for put in puts if put.act is not None and put.act.n in self.timeline.by_number)

    @cached_property
    def record(self) -> Side:
        """The record."""
        return Side(self.timeline.records, self.timeline.coalition)

    @cached_property
    def branch(self) -> Side:
        """The branch."""
        return Side(list(self._records()), self.coalition)

    @cached_property
    def coalition(self) -> Coalition:
        """The coalition that the branch amounts to."""
        difference, notes = self._branch.difference, self.timeline.notes
        found = notes.patched(difference.lineup.before[self._slots], difference.values())
        return replace(plain(found), version=self._version())

    @property
    def differs_in(self) -> frozenset[str]:
        """The parts of the coalition's state that end up different from the record's: {"charter.standing", …}."""
        return self._branch.difference.parts

    def name_of(self, n: int) -> Name:
        """What the number of a branch's record is called: as on record, i1, i2 …, or null for what appeared."""
        return n if n <= len(self.timeline.history) else self._names.get(n)

    def commands(self) -> list[list[str]]:
        """The commands, word by word, that would record what was inserted and accepted."""
        turns = (put.turn for _, put in sorted(self._branch.puts.items()) if put.turn is not None)
        return [command(turn.act) for turn in turns if turn.act.n in self._names]

    def as_json(self) -> dict[str, Any]:
        """The replay without its views, in the shape that other tools lean on."""
        first = self.first_divergence
        return {
            "after": self.scenario.after,
            "first_divergence": None if first is None else first.n,
            "counts": self.counts,
            "steps": [step.as_json() for step in self.steps],
        }

    @property
    def _slots(self) -> int:
        """How many slots of the record the branch goes through."""
        end = self._branch.end[0]
        return len(self.timeline.slots) if end == NEVER else end + 1

    def _places(self, slots: Iterable[int]) -> Iterator[Key]:
        behind: dict[int, list[Key]] = {}
        for key in sorted(self._branch.puts):
            if key[1] > 0:
                behind.setdefault(key[0], []).append(key)
        for slot in slots:
            yield from [(slot, 0)] * (slot >= 0)
            yield from behind.get(slot, ())

    def _steps(self, keys: Iterable[Key]) -> Iterator[Step]:
        for key in keys:
            put = self._branch.puts.get(key)
            if put is None:
                for record in self.timeline.slots[key[0]].records:
                    yield Step(record.n, "kept", record)
            elif self._branch.plan.how.get(key) != "moved away":
                yield from self._differing_steps(key, put)

    def _differing_steps(self, key: Key, put: Put) -> Iterator[Step]:
        recorded = self._recorded(key, put)
        yield self._step(key, put, recorded)
        consequences = () if recorded is None else recorded.consequences
        kept = {record.n for record in consequences}
        made = () if put.turn is None else put.turn.consequences
        for record in made:
            yield Step(record.n, "kept", record) if record.n in kept else Step(None, "appeared", record)
        for record in consequences:
            if record.n not in {other.n for other in made}:
                yield Step(record.n, "vanished", record)

    def _recorded(self, key: Key, put: Put) -> Turn | None:
        """What the record has of the act that was put somewhere, wherever it stands there."""
        if put.act is None or key[1] == 0:
            return self.timeline.slots[key[0]]
        slot = self.timeline.slot_of.get(put.act.n)
        return None if slot is None else self.timeline.slots[slot]

    def _step(self, key: Key, put: Put, recorded: Turn | None) -> Step:
        if put.act is None:
            assert recorded is not None
            return Step(recorded.act.n, "dropped", recorded.act)
        name = self.name_of(put.act.n)
        if put.refused is not None:
            because = tuple(self.name_of(n) for n in self._chains.because(key))
            return Step(name, "orphaned", put.act, put.refused.rule, put.refused.message, because)
        assert put.turn is not None
        if recorded is None:
            return Step(name, "inserted", put.turn.act)
        kept = key not in self._branch.plan.how and _same(put.turn, recorded)
        return Step(name, "kept" if kept else "changed", put.turn.act)

    def _records(self) -> Iterator[Recorded]:
        turns = self._branch.turns
        behind: dict[int, list[Key]] = {}
        for key in sorted(turns):
            if key[1] > 0:
                behind.setdefault(key[0], []).append(key)
        lineup = self._branch.difference.lineup.turns
        for slot in range(-1, self._slots):
            turn = turns.get((slot, 0), lineup[slot] if slot >= 0 else None)
            for found in (turn, *(turns[key] for key in behind.get(slot, ()))):
                if found is not None:
                    yield from found.records

    def _version(self) -> int:
        """The highest recorded number that the branch still has."""
        gone = {
            record.n
            for key, put in self._branch.puts.items()
            if key[1] == 0 and self._branch.plan.how.get(key) != "moved away"
            for record in self.timeline.slots[key[0]].records
            if put.turn is None or record.n not in {other.n for other in put.turn.records}
        }
        last = self.timeline.slots[self._slots - 1].records[-1].n if self._slots else 0
        return next(n for n in range(last, -1, -1) if n not in gone)


def _same(turn: Turn, recorded: Turn) -> bool:
    return turn.act == recorded.act and {r.n for r in turn.consequences} == {r.n for r in recorded.consequences}
