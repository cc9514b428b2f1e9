"""Histories from real registers: recorded attested, replayed, compared and asked what they hung on."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

import pytest
from reference.histories import REGISTERS, in_file, recorded

from engine.causes import depends, necessary, sufficient
from engine.scenario import Scenario, Timeline
from projections.branch import compared, whatif
from projections.consulted import Consulted, When
from projections.outcome import Outcome

WHEN = When(datetime(2026, 11, 21, tzinfo=UTC))
#: Some of each register, a long one among them.
HISTORIES = {
    "cabinets": ("cabinet-ita-214", "cabinet-ita-239"),
    "kubernetes-groups": ("sig-docs", "sig-contributor-experience"),
    "kubernetes-enhancements": ("kubernetes-enhancements",),
}
CASES = [(register, name) for register, names in HISTORIES.items() for name in names]

pytestmark = pytest.mark.skipif(not REGISTERS.exists(), reason="the histories from registers are not here")


@cache
def timeline(register: str, name: str) -> Timeline:
    return Timeline(recorded(in_file(REGISTERS / f"{register}.jsonl")[name], attest="from the register"))


@pytest.mark.parametrize(("register", "name"), CASES)
def test_an_unedited_branch_is_the_record_in_every_view(register: str, name: str) -> None:
    found = compared(timeline(register, name).replay(Scenario()), WHEN)
    assert found.differences == []
    assert found.record == found.branch


@pytest.mark.parametrize(("register", "name"), CASES)
def test_what_is_dropped_is_told(register: str, name: str) -> None:
    history = timeline(register, name)
    n = history.droppable[len(history.droppable) // 2]
    replay = history.without([n])
    answer = whatif(replay, WHEN)
    assert answer["first_divergence"] == n
    assert answer["counts"]["dropped"] == 1
    assert [one["n"] for one in answer["orphans"]] == list(replay.taken)


@pytest.mark.parametrize(("register", "name"), CASES[:4])
def test_what_they_hung_on(register: str, name: str) -> None:
    history = timeline(register, name)
    text = "phase != 'proposed' && members.size() > 1"
    outcome = Outcome.read(text, WHEN).asked_of(history)
    found, smallest = necessary(history, outcome), sufficient(history, outcome)
    assert found.holds == smallest.holds == outcome.held
    fresh = Outcome.read(text, WHEN)
    if outcome.held:
        assert fresh.holds(Consulted(history.only(smallest.acts).branch, WHEN))
    for n in history.droppable[:: max(len(history.droppable) // 5, 1)]:
        without = history.without([n])
        needed = outcome.held and not fresh.holds(Consulted(without.branch, WHEN))
        assert (n in {act.n for act in found.acts}) == needed
        assert depends(history, n).takes == without.taken
