"""Taking in: which acts the edits of a scenario name, and whether what they say of them goes together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from domain.charter import CharterDrafted
from domain.event import Event, Recorded
from domain.testimony import EventRetracted
from domain.values import instant
from engine.scenario import absent
from engine.scenario.edits import (
    CharterField,
    Drop,
    Edit,
    Insert,
    Named,
    Onwards,
    Replace,
    Scenario,
    ScenarioError,
    Shift,
    Span,
    WithoutParty,
)

if TYPE_CHECKING:
    from engine.scenario.timeline import Timeline


class Taken:
    """The edits of a scenario by the slots they concern. Raises ScenarioError where they contradict each other."""

    def __init__(self, timeline: Timeline, scenario: Scenario) -> None:
        self._timeline, self.length = timeline, len(timeline.history)
        self.fork = _fork(timeline, scenario.start)  #: the first slot after the fork
        self.dropped: dict[int, Edit] = {}
        self.fields: dict[int, dict[str, tuple[Any, Edit]]] = {}  #: slot → field → new value, and which edit says so
        self.shifts: dict[int, Shift] = {}
        self.absent: list[WithoutParty] = []
        self.inserts: list[Insert] = []
        self.named: list[tuple[int, Edit]] = []  #: slots that are named one by one
        for edit in scenario.edits:
            self._take[type(edit)](self, edit)
        self._check()

    def _drop(self, edit: Drop) -> None:
        for slot in self._slots(edit, edit.acts, edit.strict):
            self.dropped[slot] = edit

    def _replace(self, edit: Replace) -> None:
        for slot in self._slots(edit, (edit.act,)):
            for name, value in edit.fields:
                self._set(slot, name, value, edit)

    def _shift(self, edit: Shift) -> None:
        for slot in self._slots(edit, edit.acts):
            if self.shifts.setdefault(slot, edit).by != edit.by:
                raise ScenarioError(f"{edit}: {self.called(slot)} is moved by {self.shifts[slot]} already; keep one.")

    def _insert(self, edit: Insert) -> None:
        self.inserts.append(edit)

    def _charter(self, edit: CharterField) -> None:
        events = enumerate(act.event for act in self._timeline.acts)
        drafts = [slot for slot, event in events if slot >= self.fork and CharterDrafted in self.kinds(event)]
        if not drafts:
            raise ScenarioError(f"{edit}: no charter is drafted after the fork.")
        for slot in drafts:
            self._set(slot, edit.field, edit.value, edit)

    def _without_party(self, edit: WithoutParty) -> None:
        self.absent.append(edit)
        acts = self._timeline.acts
        done = absent.done_by(acts, edit.party)
        if not done and not any(absent.names(act.event, edit.party) for act in acts):
            raise ScenarioError(f"{edit}: nothing is by {edit.party} or names it; check the spelling.")
        for slot in range(max(self.fork, 1), len(acts)):  # the first act always stays
            if acts[slot].n in done:
                self.dropped[slot] = edit

    _take: dict[type, Callable[[Any, Any], None]] = {
        Drop: _drop,
        Replace: _replace,
        Shift: _shift,
        Insert: _insert,
        CharterField: _charter,
        WithoutParty: _without_party,
    }

    def _set(self, slot: int, name: str, value: Any, edit: Edit) -> None:
        fields = self.fields.setdefault(slot, {})
        if name in fields and fields[name][0] != value:
            raise ScenarioError(f"{edit}: {fields[name][1]} gives {self.called(slot)} another {name}; keep one.")
        fields[name] = (value, edit)

    # Which acts are meant

    def _slots(self, edit: Edit, names: Sequence[Named], strict: bool = True) -> Iterator[int]:
        for name in names:
            if isinstance(name, Span):
                yield from self._in_span(edit, name)
            elif isinstance(name, Onwards):
                yield from range(self._slot(edit, name.first), len(self._timeline.slots))
            else:
                slot = self._slot(edit, name)
                if isinstance(edit, Drop) and slot == 0:
                    raise ScenarioError(f"{edit}: act 1 proposes the coalition and always stays; leave it out.")
                self.named += [(slot, edit)] * strict
                yield slot

    def _in_span(self, edit: Edit, span: Span) -> Iterator[int]:
        if not 1 <= span.first <= span.last <= self.length:
            raise ScenarioError(f"{edit}: the history has events 1 to {self.length}.")
        for slot, act in enumerate(self._timeline.acts):
            if span.first <= act.n <= span.last and not (slot == 0 and isinstance(edit, Drop)):
                self._check_after_fork(edit, slot)
                yield slot

    def _slot(self, edit: Edit, name: int | str) -> int:
        if isinstance(name, str):
            if name not in self._timeline.refs:
                raise ScenarioError(f"{edit}: no act bears the ref {name!r}; name it by its number.")
            slot = self._timeline.refs[name]
        else:
            try:
                slot = self._timeline.slot_called(name)
            except ScenarioError as wrong:
                raise ScenarioError(f"{edit}: {wrong}") from None
        self._check_after_fork(edit, slot)
        return slot

    def kinds(self, event: Event) -> tuple[type[Event], ...]:
        """The type of an event; of a retraction that corrects, also that of what it corrects."""
        if not isinstance(event, EventRetracted) or event.instead is None:
            return (type(event),)
        named = event.event
        slot = self._timeline.refs.get(named) if isinstance(named, str) else self._timeline.slot_of.get(named)
        return (type(event),) if slot is None else (type(event), type(self._timeline.acts[slot].event))

    def called(self, slot: int) -> str:
        """An act in words."""
        act = self._timeline.acts[slot]
        return f"act {act.n} ({act.type})"

    # What the edits say of one another

    def _check_after_fork(self, edit: Edit, slot: int) -> None:
        if slot < self.fork:
            raise ScenarioError(f"{edit}: {self.called(slot)} stands before the fork; fork earlier, or leave it out.")

    def _check(self) -> None:
        for slot, edit in self.named:
            self._check_counts(slot, edit)
            if slot in self.dropped and not isinstance(edit, Drop):
                raise ScenarioError(f"{edit}: {self.called(slot)} is gone by {self.dropped[slot]}; keep one.")
        for slot, shift in self.shifts.items():
            if shift.by and "at" in self.fields.get(slot, ()):
                said = self.fields[slot]["at"][1]
                raise ScenarioError(f"{said}: {shift} says too when {self.called(slot)} happened; keep one.")

    def _check_counts(self, slot: int, edit: Edit) -> None:
        by = self._timeline.retracted.get(self._timeline.acts[slot].n)
        if by is not None and self._timeline.slot_of[by] not in self.dropped:
            raise ScenarioError(
                f"{edit}: {self.called(slot)} was taken back by act {by} and counts no longer; "
                f"drop {by} as well for it to count again, or replace the instead of {by}."
            )


def _fork(timeline: Timeline, start: int | str | None) -> int:
    acts: tuple[Recorded, ...] = timeline.acts
    if start is None:
        return 0
    if isinstance(start, str) and start.isdigit():
        start = int(start[:15])
    if isinstance(start, int):
        if not 1 <= start <= len(timeline.history):
            raise ScenarioError(f"from {start}: the history has versions 1 to {len(timeline.history)}.")
        return sum(act.n <= start for act in acts)
    try:
        moment = instant(start)
    except ValueError as wrong:
        raise ScenarioError(f"from: {wrong}; give that, or a version.") from None
    return next((slot for slot, act in enumerate(acts) if act.event.moment >= moment), len(acts))


def moving(shifts: dict[int, Shift], dropped: dict[int, Edit]) -> dict[Shift, list[int]]:
    """The slots that move, by the shift that moves them."""
    found: dict[Shift, list[int]] = {}
    for slot, shift in shifts.items():
        if shift.by != timedelta(0) and slot not in dropped:
            found.setdefault(shift, []).append(slot)
    return found
