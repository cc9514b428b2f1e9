"""Plans: the edits of a scenario applied to a recorded history: what is put before the rules, and where."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from domain.charter import CharterDrafted
from domain.event import ADDED_BY_RECORDING, Attested, Event, Recorded
from domain.formation import CoalitionProposed
from domain.refusal import Refused
from domain.shape import parsed, shaped
from domain.testimony import EventRetracted
from domain.values import rfc3339
from engine.scenario import absent
from engine.scenario.edits import CharterField, Edit, Insert, Scenario, ScenarioError, Shift
from engine.scenario.placing import Placed, with_insertion, with_shift
from engine.scenario.reading import field_value, written_with
from engine.scenario.taking import Taken, moving

if TYPE_CHECKING:
    from engine.scenario.timeline import Timeline

#: Where something stands in a branch: at the slot of a recorded act (slot, 0), or behind it (slot, 1), (slot, 2) …
Key: TypeAlias = tuple[int, int]
How: TypeAlias = Literal["dropped", "edited", "moved", "moved away", "inserted"]
SCENARIO = "scenario"  #: who recorded what a scenario inserts


@dataclass(frozen=True)
class Plan:
    """What is put before the rules instead of what is on record, by where it stands."""

    given: Mapping[Key, Recorded | None] = field(default_factory=dict)  #: null where nothing is put
    how: Mapping[Key, How] = field(default_factory=dict)  #: what the edits did there

    @property
    def edited(self) -> bool:
        """Whether anything is edited at all."""
        return bool(self.given)


def planned(timeline: Timeline, scenario: Scenario) -> Plan:
    """The plan of a scenario. Raises ScenarioError, naming the edit that cannot be made."""
    taken = Taken(timeline, scenario)
    acts = list(timeline.acts)
    edited = _all_edited(taken, acts)
    inserted = [_inserted(taken, timeline, edit, k) for k, edit in enumerate(taken.inserts, 1)]
    shifts = moving(taken.shifts, taken.dropped)
    if not inserted and not shifts:
        return _in_place(acts, edited)
    order = _shifted([Placed(slot, edited.get(slot, act)) for slot, act in enumerate(acts)], shifts)
    if 0 in taken.shifts:
        _check_opening(acts, order, taken, timeline.retracted)
    for act in inserted:
        order = with_insertion(order, act)
    return _placed(acts, order, taken)


def _all_edited(taken: Taken, acts: Sequence[Recorded]) -> dict[int, Recorded | None]:
    """By slot, what stands there instead, null where nothing does. Raises ScenarioError where one rules another out."""
    edited: dict[int, Recorded | None] = dict.fromkeys(taken.dropped)
    for slot in sorted({*taken.fields, *_concerned(taken, acts)} - taken.dropped.keys()):
        edited[slot] = _edited(taken, acts[slot], taken.fields.get(slot, {}))
    for slot, edit in taken.named:
        if slot not in taken.dropped and edited.get(slot, acts[slot]) is None:
            raise ScenarioError(
                f"{edit}: {taken.called(slot)} cannot stand by {taken.absent[0]}; leave one of them out."
            )
    return edited


def _shifted(order: list[Placed], shifts: Mapping[Shift, Sequence[int]]) -> list[Placed]:
    for shift, slots in shifts.items():
        try:
            order = with_shift(order, slots, shift.by)
        except (ValueError, OverflowError) as wrong:
            raise ScenarioError(f"{shift}: {wrong}.") from None
    return order


def _concerned(taken: Taken, acts: Sequence[Recorded]) -> Iterable[int]:
    """The slots at which a party may have to be taken out."""
    return range(max(taken.fork, 1), len(acts)) if taken.absent else ()


def _edited(taken: Taken, act: Recorded, fields: Mapping[str, tuple[Any, Edit]]) -> Recorded | None:
    event: Event | None = _replaced(taken, act.event, fields) if fields else act.event
    for edit in taken.absent:
        if event is not None:
            event = absent.without(event, edit.party, taken.kinds(event)[-1])
    return None if event is None else act if event == act.event else replace(act, event=event)


def _replaced(taken: Taken, event: Event, fields: Mapping[str, tuple[Any, Edit]]) -> Event:
    """The event with other values. Raises ScenarioError where its type does not take them."""
    *_, edit = (edit for _, edit in fields.values())
    if refused := next((name for name in ("type", "coalition") if name in fields), None):
        raise ScenarioError(f"{fields[refused][1]}: the {refused} of an event cannot be replaced.")
    charter = {name: said for name, said in fields.items() if isinstance(said[1], CharterField)}
    corrects = charter if isinstance(event, EventRetracted) else {}
    try:
        values = {name: field_value(type(event), name, v) for name, (v, _) in fields.items() if name not in corrects}
        if corrects:
            new = {name: field_value(CharterDrafted, name, value) for name, (value, _) in corrects.items()}
            values["instead"] = {**(values.get("instead", getattr(event, "instead", None)) or {}), **new}
        changed = shaped(type(event), written_with(event, values))
    except Refused as wrong:
        raise ScenarioError(f"{edit}: {wrong.message}") from None
    except ValueError as wrong:
        raise ScenarioError(f"{edit}: {wrong}") from None
    _check_references(changed, edit, taken.length)
    return changed


def _inserted(taken: Taken, timeline: Timeline, edit: Insert, k: int) -> Recorded:
    coalition = timeline.acts[0].event.coalition
    written = {"coalition": coalition, **edit.event}
    try:
        event = parsed({name: value for name, value in written.items() if name not in ADDED_BY_RECORDING})
    except Refused as wrong:
        raise ScenarioError(f"{edit}: {wrong.message}") from None
    if event.coalition != coalition:
        raise ScenarioError(f"{edit}: it belongs to {event.coalition}, not to {coalition}.")
    if isinstance(event, CoalitionProposed):
        raise ScenarioError(f"{edit}: a coalition is proposed once; replace fields of act 1 instead.")
    for gone in taken.absent:
        if absent.names(event, gone.party):
            raise ScenarioError(f"{edit}: it is by {gone.party} or names it, which is not there ({gone}).")
    _check_references(event, edit, taken.length)
    return Recorded(event, taken.length + k, rfc3339(event.moment), SCENARIO, attested=_attested(written, edit))


def _attested(written: Mapping[str, Any], edit: Insert) -> Attested | None:
    given = written.get("attested")
    if given is None:
        return None
    reason = given.get("reason") if isinstance(given, Mapping) else None
    if not isinstance(reason, str) or not reason:
        raise ScenarioError(f'{edit}: attested should be an object with a reason: {{"reason": "…"}}.')
    return Attested(reason, SCENARIO)


def _check_references(event: Event, edit: Edit, length: int) -> None:
    for named in event.refers_to_events():
        if isinstance(named, int) and named > length:
            raise ScenarioError(f"{edit}: there is no event {named}: the history has events 1 to {length}.")


def _in_place(acts: Sequence[Recorded], edited: Mapping[int, Recorded | None]) -> Plan:
    given = {(slot, 0): act for slot, act in sorted(edited.items()) if act is not acts[slot]}
    return Plan(given, {key: "dropped" if act is None else "edited" for key, act in given.items()})


def _placed(acts: Sequence[Recorded], order: Sequence[Placed], taken: Taken) -> Plan:
    given: dict[Key, Recorded | None] = {}
    how: dict[Key, How] = {}
    for key, placed in _keyed(order):
        if placed.moved or placed.slot is None:
            _check_place(key, placed, taken)
            given[key], how[key] = placed.act, "inserted" if placed.slot is None else "moved"
            if placed.slot is not None:
                given[placed.slot, 0], how[placed.slot, 0] = None, "moved away"
        elif placed.act is not acts[placed.slot]:
            given[key], how[key] = placed.act, "dropped" if placed.act is None else "edited"
    return Plan(dict(sorted(given.items())), how)


def _check_opening(acts: Sequence[Recorded], order: Sequence[Placed], taken: Taken, gone: Container[int]) -> None:
    """Nothing comes to lie before the proposal by shifting that: it stays the first act, and cannot follow another."""
    opening = next(place for place, placed in enumerate(order) if placed.slot == 0)
    proposed = order[opening].act
    assert proposed is not None  # it is never dropped
    for placed in order[opening + 1 :]:
        act, slot = placed.act, placed.slot
        if act is None or slot is None or act.n in gone or act.event.moment >= proposed.event.moment:
            continue
        if acts[slot].event.moment >= acts[0].event.moment:
            raise ScenarioError(
                f"{taken.shifts[0]}: act 1 proposes the coalition and stays the first, and {taken.called(slot)} of "
                f"{act.event.at} would lie before it; move what follows too (from 1 on), or act 1 by less."
            )


def _keyed(order: Sequence[Placed]) -> Iterator[tuple[Key, Placed]]:
    slot, behind = -1, 0
    for placed in order:
        if placed.slot is None or placed.moved:
            behind += 1
        else:
            slot, behind = placed.slot, 0
        yield (slot, behind), placed


def _check_place(key: Key, placed: Placed, taken: Taken) -> None:
    """What follows the fork stays behind it."""
    if key[0] < taken.fork - 1 and placed.act is not None:
        what = "what is inserted" if placed.slot is None else taken.called(placed.slot)
        raise ScenarioError(f"At {placed.act.event.at} {what} would stand before the fork; fork earlier.")
