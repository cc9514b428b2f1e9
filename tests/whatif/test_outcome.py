"""Outcomes: asked strictly of a record, and of branches as far as they know; only the views that are named are made."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from domain.coalition import Coalition
from engine.scenario import Timeline
from projections.consulted import NAMES, SHOWN, STATE, Consulted, Folds, When
from projections.expression import OutcomeError
from projections.figure import plain
from projections.measures import MEASURES, measured
from projections.outcome import Number, Outcome, number
from projections.show import show

from .worlds import EXAMPLES, WHEN, accepted, consented, delivered, drafted, example, opened, promised, told

KEPT = [*opened("ash", "birch"), promised("ash", "birch"), delivered("ash"), accepted("birch")]


def holds(text: str, timeline: Timeline, when: When = WHEN) -> bool:
    return Outcome.read(text, when).asked_of(timeline).held


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_name_says_what_its_own_command_says(name: str) -> None:
    timeline = example(name)
    consulted = Consulted(timeline, WHEN)
    shown = show(timeline.records, WHEN.as_of)
    for asked in (*STATE, *SHOWN):
        assert plain(consulted.view(asked)) == shown[asked]
    for asked in STATE:
        told_of_the_state = consulted.at([asked])
        if asked == "charter" and told_of_the_state is not None:
            told_of_the_state |= {"ratified_at": consulted.at(["charter", "ratified_at"])}
        assert told_of_the_state == shown[asked]
    for measure in MEASURES:
        assert consulted.at([measure]) == measured(measure, timeline.records, WHEN.as_of)


def test_what_is_asked_of_the_state_makes_no_view(monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = Outcome.read("phase == 'chartered' && charter.version == 1 && promises.open == 0", WHEN)
    made = example("i3t").coalition
    monkeypatch.setattr("projections.consulted.folded", lambda *_: pytest.fail("a view was folded"))
    assert outcome.asked_of(_Ended(made, list(example("i3t").records))).held is False
    assert outcome.reads == frozenset(("membership", "charter", "dissolution", "commitments"))


class _Ended:
    def __init__(self, coalition: Coalition, records: list[Any]) -> None:
        self.coalition, self.records = coalition, records


def test_what_a_view_says_does_not_follow_from_the_state() -> None:
    assert Outcome.read("phase == 'forming' && momentum.score > 0", WHEN).reads is None
    assert Outcome.read("charter.ratified_at != null", WHEN).reads is None
    assert Outcome.read("true", WHEN).reads == frozenset()


def test_the_state_is_no_answer_for_a_date_before_the_end() -> None:
    timeline = Timeline(told([*opened("ash", "birch"), drafted("ash", "birch"), consented("ash"), consented("birch")]))
    early = replace(WHEN, as_of=datetime(2020, 1, 5, tzinfo=UTC))
    assert holds("phase == 'chartered'", timeline)
    assert not holds("phase == 'chartered'", timeline, early)
    assert Outcome.read("phase == 'chartered'", early).asked_of(timeline).reads is None


def test_an_unknown_path_is_a_mistake_on_the_record_and_unknown_on_a_branch() -> None:
    timeline = Timeline(told(KEPT))
    outcome = Outcome.read("accountability.parties.birk.kept == 1", WHEN)
    with pytest.raises(OutcomeError, match=r"There is no 'birk' in accountability\.parties; did you mean birch"):
        outcome.asked_of(timeline)
    asked = Outcome.read("accountability.parties.birch.kept == 0", WHEN).asked_of(timeline)
    assert asked.held
    assert not asked(timeline.without([3]).branch)  # where birch never joined
    gone = Outcome.read("accountability.parties.birch == null", WHEN).asked_of(timeline)
    assert not gone.held
    assert gone(timeline.without([3]).branch)


def test_what_is_null_on_the_record_is_no_mistake() -> None:
    timeline = Timeline(told(opened("ash", "birch")))
    assert not holds("charter.version == 1", timeline)
    assert holds("charter == null && accountability.coalition.kept_rate == null", timeline)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("momentum.score", "answered yes or no, and this is"),
        ("momentum.score > 'a'", "does not go together"),
        ("members.navi != null", "There is no 'navi' in members"),
        ("phase.x == 1", "phase is a single value; nothing lies below it"),
        ("charter.nothing == 1", "There is no 'nothing' in charter"),
    ],
)
def test_a_question_that_makes_no_sense_on_the_record_is_told(text: str, words: str) -> None:
    with pytest.raises(OutcomeError, match=words):
        Outcome.read(text, WHEN).asked_of(example("i3t"))


def test_what_is_unknown_is_named() -> None:
    timeline = Timeline(told(opened("ash", "birch")))
    outcome = Outcome.read("phase == 'forming' && accountability.coalition.kept_rate < 0.5 && draft == null", WHEN)
    assert outcome.unknown(Consulted(timeline, WHEN)) == ["accountability.coalition.kept_rate", "draft"]
    assert outcome.holds(Consulted(timeline, WHEN)) is False


def test_a_figure_is_a_number_of_a_record() -> None:
    timeline = Timeline(told(KEPT))
    kept = number("accountability.parties.ash.kept", timeline, WHEN)
    assert kept(timeline) == 1
    assert kept(timeline.without([6]).branch) == 0
    assert kept(timeline.without([2]).branch) is None  # ash is nowhere
    assert isinstance(kept, Number)
    assert number("promises.open", timeline, WHEN).reads == frozenset(["commitments"])


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("", "is no path"),
        ("nothing.at.all", "There is no 'nothing' to ask about"),
        ("accountability.parties.nobody.kept", "There is no 'nobody' in accountability.parties; there is: ash, birch"),
        ("accountability.parties.ash", "several figures lie there; name one of: made, kept"),
        ("members", "a list of 2 lies there"),
        ("phase", "it is no number but 'forming'"),
        ("draft", "nothing is known there"),
    ],
)
def test_a_path_to_no_figure_tells_what_there_is(path: str, words: str) -> None:
    with pytest.raises(OutcomeError, match=words):
        number(path, Timeline(told(KEPT)), WHEN)


def test_an_unknown_figure_is_one_all_the_same() -> None:
    timeline = Timeline(told(opened("ash", "birch")))
    assert number("accountability.coalition.kept_rate", timeline, WHEN)(timeline) is None


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_is_shared_between_folds_changes_nothing(name: str) -> None:
    timeline = example(name)
    folds = Folds(timeline.records)
    for n in timeline.droppable[::9]:
        branch = timeline.without([n]).branch
        for view in ("momentum", "accountability", "timeline"):
            assert Consulted(branch, WHEN, folds).at([view]) == Consulted(branch, WHEN).at([view])


def test_the_names_are_all_different() -> None:
    assert len(NAMES) == len(set(NAMES))
