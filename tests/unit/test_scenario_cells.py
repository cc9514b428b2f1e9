"""Cells: what an act reads of a coalition's state is noted, and what it writes is found."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from branching import example, timeline
from recounting import ASH, BIRCH, PROPOSED, promised
from rpds import HashTrieMap

from domain.coalition import Coalition, accept, judge
from domain.event import Recorded
from engine.scenario.cells import ABSENT, REGISTER, WHOLE, NotedMap, Notes, plain, value, whole


def acted(notes: Notes, before: Coalition, act: Recorded) -> tuple[Coalition, set[Any], set[Any]]:
    """The state after an act, the cells it read and those it wrote."""
    notes.log.clear()
    judge(before, act.event, act.recorded_at)
    after, written = notes.settled(before, accept(before, act)[1])
    return after, set(notes.log), written


def cells(coalition: Coalition) -> dict[Any, Any]:
    """Every cell of a coalition that does not note its readings."""
    found: dict[Any, Any] = {}
    for field in fields(Coalition):
        held = getattr(coalition, field.name)
        if isinstance(held, HashTrieMap):
            found |= {(field.name, key): item for key, item in held.items()}
        elif is_dataclass(held):
            for inner in fields(held):
                part, item = f"{field.name}.{inner.name}", getattr(held, inner.name)
                whole_map = isinstance(item, HashTrieMap)
                found |= {(part, key): each for key, each in item.items()} if whole_map else {(part, None): item}
    return found


@pytest.mark.parametrize("name", ["i3t", "leads", "fell-apart", "went-alone"])
def test_what_is_written_is_all_that_changes(name: str) -> None:
    notes = Notes()
    state = notes.noting(Coalition())
    for turn in example(name).slots:
        if turn.silent:
            break
        after, _, written = acted(notes, state, turn.act)
        was, now = cells(plain(state)), cells(plain(after))
        changed = {cell for cell in was.keys() | now.keys() if was.get(cell, ABSENT) != now.get(cell, ABSENT)}
        assert changed <= written
        state = after


@pytest.mark.parametrize("name", ["i3t", "leads", "fell-apart", "went-alone"])
def test_an_act_that_finds_the_same_in_what_it_read_does_the_same(name: str) -> None:
    """Everything that an act did not read is made different; what it writes is not."""
    notes = Notes()
    state = notes.noting(Coalition())
    for turn in example(name).slots:
        if turn.silent:
            break
        after, read, written = acted(notes, state, turn.act)
        values: dict[str, dict[Any, Any]] = {}
        for part, key in cells(plain(state)):
            if (part, key) not in read and (part, WHOLE) not in read and part not in REGISTER and key is not None:
                values.setdefault(part, {})[key] = ABSENT
        other, *_ = acted(notes, notes.patched(state, values), turn.act)
        for part, key in written:
            if key is not WHOLE:
                assert value(other, (part, key)) == value(after, (part, key)), (part, key)
        state = after


def test_readings_are_noted_by_key_and_as_a_whole() -> None:
    log: list[Any] = []
    noted = NotedMap("parts", log, HashTrieMap({"a": 1}))
    assert noted.get("b", 2) == 2
    assert noted["a"] == 1
    assert "c" not in noted
    assert log == [("parts", "b"), ("parts", "a"), ("parts", "c")]
    log.clear()
    for read in (iter, len, NotedMap.items, NotedMap.keys, NotedMap.values):
        log.clear()
        read(noted)
        assert log == [("parts", WHOLE)]
    assert ([*noted], [*noted.keys()], [*noted.values()], [*noted.items()]) == (["a"], ["a"], [1], [("a", 1)])


def test_what_was_put_in_is_remembered_until_the_act_is_over() -> None:
    noted = NotedMap("parts", [], HashTrieMap({"a": 1, "b": 2}))
    after = noted.insert("c", 3).discard("a").remove("b")
    assert {key for _, key in after.settle()} == {"a", "b", "c"}
    assert list(after.settle()) == []
    assert list(noted.settle()) == []


def test_values_beside_the_maps_are_noted_too() -> None:
    notes = Notes()
    state = notes.noting(timeline(PROPOSED, ASH, BIRCH).coalition)
    notes.log.clear()
    assert state.membership.convener == "ash"
    assert state.charter.pending is None
    assert notes.log == [("membership.convener", None), ("charter.pending", None)]


def test_the_coalition_is_the_same_with_its_readings_noted_or_not() -> None:
    held = example("leads").coalition
    noted = Notes().noting(held)
    assert plain(noted) == held
    assert plain(held) is held


def test_patched_it_has_other_values_and_the_rest_is_as_it_was() -> None:
    notes = Notes()
    held = timeline(PROPOSED, ASH, BIRCH, promised("map", "ash", "birch", "2020-02-01")).coalition
    state = notes.noting(held)
    other = notes.patched(
        state, {"membership.parties": {"birch": ABSENT}, "membership.convener": {None: "birch"}, "refs": {"r": 9}}
    )
    assert dict(whole(other, "membership.parties")) == {"ash": "member"}
    assert value(other, ("membership.convener", None)) == "birch"
    assert value(other, ("refs", "r")) == 9
    assert value(other, ("risks", "r")) is ABSENT
    assert plain(other).commitments == held.commitments
    assert notes.patched(state, {"refs": {}}) is state
