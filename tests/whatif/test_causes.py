"""Causes: on histories whose answers are known, and, on those that are not, by what the words mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties.scenario_strategies import histories

from domain.event import Recorded
from engine.causes import Told, depends, influence, necessary, sufficient
from engine.scenario import Drop, Replay, Scenario, ScenarioError, Timeline
from projections.consulted import Consulted
from projections.outcome import Asked, Outcome, number

from .worlds import (
    EXAMPLES,
    FEW,
    WHEN,
    Line,
    accepted,
    act,
    consented,
    delivered,
    drafted,
    example,
    opened,
    promised,
    told,
    types,
)

THREE = opened("ash", "birch", "cedar")  # events 1 to 4


def asked(timeline: Timeline, text: str) -> Asked:
    return Outcome.read(text, WHEN).asked_of(timeline)


def needed(lines: Iterable[Line], text: str) -> dict[int, tuple[int, ...]]:
    """The necessary acts, each with what it takes with it."""
    timeline = Timeline(told(lines))
    found = necessary(timeline, asked(timeline, text))
    assert found.holds
    return {one.n: one.takes for one in found.acts}


def enough(lines: Iterable[Line], text: str) -> tuple[int, ...]:
    timeline = Timeline(told(lines))
    outcome = asked(timeline, text)
    found = sufficient(timeline, outcome)
    assert found.holds
    check_minimal(timeline, outcome, found.acts)
    return found.acts


def check_minimal(timeline: Timeline, outcome: Callable[[Told], bool], acts: tuple[int, ...]) -> None:
    """The outcome holds with these acts alone, all of which are recorded then; and with none of them fewer."""
    whole = timeline.only(acts)
    assert outcome(whole.branch)
    assert not set(whole.taken) & set(acts)
    for n in acts[1:]:
        assert not outcome(timeline.only(other for other in acts if other != n).branch), n


# Chains

CHAIN = [*THREE, promised("ash", "birch"), delivered("ash"), accepted("birch")]  # 5, 6, 7


def test_of_a_chain_every_link_is_necessary_and_takes_what_follows() -> None:
    assert needed(CHAIN, "accountability.parties.ash.kept == 1") == {
        2: (5, 6, 7),
        3: (5, 6, 7),
        5: (6, 7),
        6: (7,),
        7: (),
    }


def test_of_a_chain_every_link_is_in_the_smallest_part() -> None:
    unrelated = [act("value-shared", "cedar", value="calm", parties=["ash", "cedar"])]
    assert enough([*CHAIN, *unrelated], "accountability.parties.ash.kept == 1") == (1, 2, 3, 5, 6, 7)


def test_the_links_of_a_chain_rest_on_one_another() -> None:
    timeline = Timeline(told(CHAIN))
    assert depends(timeline, 6)._asdict() == {
        "n": 6,
        "type": "commitment-delivered",
        "takes": (7,),
        "rests_on": (1, 2, 3, 5),
    }
    assert depends(timeline, 1) == (1, "coalition-proposed", (2, 3, 4, 5, 6, 7), ())
    assert depends(timeline, 4) == (4, "party-joined", (), (1,))


# Redundant causes

MAJORITY = [*THREE, drafted("ash", "birch", rule="majority", quorum="0.5"), *map(consented, ("ash", "birch", "cedar"))]


def test_of_causes_that_stand_in_for_one_another_none_is_necessary() -> None:
    """Two of three consents are enough, whichever they are: 6, 7 (then 8 ratifies), 9."""
    timeline = Timeline(told(MAJORITY))
    assert types(timeline, range(5, 10)) == [
        *("charter-drafted", "charter-consented", "charter-consented", "charter-ratified", "charter-consented")
    ]
    assert set(needed(MAJORITY, "phase == 'chartered'")) == {2, 3, 5}


def test_but_one_of_them_is_in_the_smallest_part() -> None:
    acts = enough(MAJORITY, "phase == 'chartered'")
    consents = {6, 7, 9} & set(acts)
    assert set(acts) - consents == {1, 2, 3, 5}
    assert len(consents) == 1 or len(consents) == 2


# A derived event that hangs on one consent

CONSENSUS = [*THREE, drafted("ash", "birch"), *map(consented, ("ash", "birch", "cedar")), promised("ash", "all")]


def test_what_the_rules_add_hangs_on_every_consent_that_it_needs() -> None:
    timeline = Timeline(told(CONSENSUS))
    assert types(timeline, [9]) == ["charter-ratified"]
    assert needed(CONSENSUS, "phase == 'chartered'") == {
        2: (5, 6, 7, 8, 10),
        3: (5, 6, 7, 8),
        5: (6, 7, 8),
        6: (),
        7: (),
        8: (),
    }


def test_a_member_that_never_was_need_not_consent() -> None:
    """Without Cedar, its consent falls and is not missed: it joined in vain."""
    assert 4 not in needed(CONSENSUS, "phase == 'chartered'")
    assert enough(CONSENSUS, "phase == 'chartered'") == (1, 2, 3, 5, 6, 7)


def test_what_a_derived_event_rests_on() -> None:
    """Without Cedar (4) the charter would be in force a day earlier, so this very event would not be on record."""
    timeline = Timeline(told(CONSENSUS))
    assert depends(timeline, 9) == (9, "charter-ratified", None, (1, 2, 3, 4, 5, 6, 7, 8))


def test_an_act_may_rest_on_what_kept_the_rules_from_adding_something() -> None:
    """Had Cedar not joined (4), the charter would be in force, and nobody could give the coalition up (8) any more."""
    lines = [*THREE, drafted("ash", "birch"), consented("ash"), consented("birch")]
    timeline = Timeline(told([*lines, act("coalition-abandoned", "ash", reason="other")]))
    assert depends(timeline, 8) == (8, "coalition-abandoned", (), (1, 4))
    assert depends(timeline, 4).takes == (8,)


# Corrections

INSTEAD = {"commitment": "c-1", "promisor": "ash", "promisee": "birch", "what": "it", "due": "2020-04-01"}
MENDED = [
    *THREE,
    promised("ash", "birch"),
    act("event-retracted", "ash", event=5, reason="typo", cascade=False, instead=INSTEAD),
    delivered("ash"),
    accepted("birch"),
]


def test_a_correction_needs_what_it_corrects() -> None:
    text = "accountability.parties.ash.kept == 1 && accountability.commitments.c-1.due == '2020-04-01'"
    assert enough(MENDED, text) == (1, 2, 3, 5, 6, 8, 9)


# Where there is nothing to find


def test_an_outcome_that_does_not_hold_has_no_causes() -> None:
    timeline = Timeline(told(CHAIN))
    outcome = asked(timeline, "phase == 'dissolved'")
    assert necessary(timeline, outcome) == (False, ())
    assert sufficient(timeline, outcome) == (False, (), ())


def test_an_outcome_that_always_holds_needs_nothing_but_the_first_act() -> None:
    assert needed(CHAIN, "name == 'Grove'") == {}
    assert enough(CHAIN, "name == 'Grove'") == (1,)


def test_there_is_no_such_event() -> None:
    for n in (0, -1, 8, 10**9):
        with pytest.raises(ScenarioError, match=f"There is no event {n}: the history has events 1 to 7"):
            depends(Timeline(told(CHAIN)), n)


# Influence


def test_influence_is_what_dropping_does() -> None:
    timeline = Timeline(told(CHAIN))
    found = influence(timeline, number("accountability.parties.ash.kept", timeline, WHEN))
    assert found.value == 1
    gone, *others = found.acts
    assert gone == (2, "party-joined", None, None, None, (5, 6, 7))  # Ash is nowhere: there is no such figure
    assert [(one.n, one.without, one.change, one.share) for one in others] == [
        (3, 0, 1, 0.25),
        (5, 0, 1, 0.25),
        (6, 0, 1, 0.25),
        (7, 0, 1, 0.25),
    ]


def test_a_figure_that_is_unknown_until_an_act_is_dropped() -> None:
    timeline = Timeline(
        told([*THREE, promised("ash", "birch"), act("commitment-released", "birch", commitment="c-1", reason="moot")])
    )
    found = influence(timeline, number("accountability.parties.ash.kept_rate", timeline, WHEN))
    assert found.value is None
    assert found.acts == ((6, "commitment-released", 0, None, None, ()),)


# By what the words mean, on every history

OUTCOMES = ("phase == 'chartered'", "promises.open > 0", "momentum.score > 0", "accountability.coalition.kept_rate > 0")


class Remembering(Timeline):
    """A history whose branches without one act are made once, however many questions are asked of them."""

    def __init__(self, history: Sequence[Recorded]) -> None:
        super().__init__(history)
        self._without: dict[tuple[int, ...], Replay] = {}

    def without(self, numbers: Iterable[int]) -> Replay:
        dropped = tuple(numbers)
        if len(dropped) != 1:
            return super().without(dropped)
        if dropped not in self._without:
            self._without[dropped] = super().without(dropped)
        return self._without[dropped]


@cache
def remembering(name: str) -> Timeline:
    """One of the examples."""
    return Remembering(example(name).history)


@pytest.mark.parametrize("text", [*OUTCOMES, "phase == 'dissolved'", "sponsored"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_the_answers_on_the_examples_are_those_of_naive_replays(name: str, text: str) -> None:
    check_causes(remembering(name), text)


@FEW
@given(histories(), st.sampled_from(OUTCOMES))
def test_the_answers_on_any_history_are_those_of_naive_replays(history: Any, text: str) -> None:
    check_causes(Timeline(history), text)


def check_causes(timeline: Timeline, text: str) -> None:
    outcome = asked(timeline, text)
    found, smallest = necessary(timeline, outcome), sufficient(timeline, outcome)
    assert found.holds == smallest.holds == outcome.held
    if not outcome.held:
        assert found.acts == smallest.acts == ()
        return
    fresh = Outcome.read(text, WHEN)
    naive = {n: r.taken for n, r in naively(timeline).items() if not fresh.holds(Consulted(r.branch, WHEN))}
    assert {one.n: one.takes for one in found.acts} == naive
    check_minimal(timeline, outcome, smallest.acts)


@lru_cache(maxsize=8)
def naively(timeline: Timeline) -> dict[int, Replay]:
    """Each act dropped, the whole history put before the rules again."""
    return {n: timeline.replay(Scenario((Drop((n,)),)), whole=True) for n in timeline.droppable}


@lru_cache(maxsize=8)
def gone_without(timeline: Timeline) -> dict[int, set[Any]]:
    """Each act, with the entries of the record that are not there without it."""
    return {
        n: {step.n for step in replay.differing if step.label in ("orphaned", "vanished")}
        for n, replay in naively(timeline).items()
    }


@pytest.mark.parametrize("path", ["momentum.score", "accountability.coalition.kept_rate", "promises.open"])
@pytest.mark.parametrize("name", ["fell-apart", "went-alone"])
def test_the_influence_of_every_act_is_that_of_a_naive_replay(name: str, path: str) -> None:
    timeline = remembering(name)
    figure = number(path, timeline, WHEN)
    found = {one.n: (one.without, one.takes) for one in influence(timeline, figure).acts}
    naive = {n: (figure(replay.branch), replay.taken) for n, replay in naively(timeline).items()}
    assert found == {n: told for n, told in naive.items() if told[0] != figure(timeline)}


@FEW
@given(histories(), st.data())
def test_what_rests_on_what_is_seen_by_dropping_everything(history: Any, data: st.DataObject) -> None:
    timeline = Timeline(history)
    check_depends(timeline, data.draw(st.sampled_from([record.n for record in timeline.history])))


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_rests_on_what_in_the_examples(name: str) -> None:
    timeline = remembering(name)
    for n in range(2, len(timeline.history) + 1, 23):
        check_depends(timeline, n)


def check_depends(timeline: Timeline, n: int) -> None:
    found, record = depends(timeline, n), timeline.history[n - 1]
    if n == 1:
        return
    gone = gone_without(timeline)
    assert list(found.rests_on) == [1, *(m for m in timeline.droppable if m != n and n in gone[m])]
    assert found.takes == (None if record.derived_from else timeline.without([n]).taken)


def test_it_tells_how_far_it_has_come() -> None:
    timeline = Timeline(told(CHAIN))
    seen: list[tuple[int, int]] = []
    necessary(timeline, asked(timeline, "phase == 'forming'"), lambda done, of: seen.append((done, of)))
    assert seen == [(place, 6) for place in range(6)]
