"""What if: a history replayed with something changed, and which of its acts an outcome hung on.

Acts go by their number or ref, outcomes by their words in quotation marks, figures by their paths. What is asked is
asked about the end of 2019, when all that the history of i3t tells had happened, unless another day is named.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pytest_bdd import given, parsers, then, when
from reference.histories import ROOT, in_file, recorded
from steps.world import rule_saying

from domain.event import Recorded
from domain.values import asked_moment
from engine.causes import depends, influence, necessary, sufficient
from engine.scenario import Replay, Scenario, ScenarioError, Timeline, parse_edit, read_scenario
from projections.branch import whatif
from projections.consulted import Consulted, When
from projections.outcome import Outcome, number
from projections.story import story

_OUTCOME = r'"(?P<outcome>[^"]+)"'
_NAMES = re.compile(r"[\w-]+")
_LAST_DAY = "2019-12-31"


@dataclass
class Question:
    """What a convener asks of a history, and the answer."""

    file: Path = Path()
    timeline: Timeline | None = None
    replay: Replay | None = None
    expected: str | None = None
    wrong: ScenarioError | None = None
    told: dict[str, Any] = field(default_factory=dict)
    acts: list[int] = field(default_factory=list)
    as_of: str = _LAST_DAY

    @property
    def when(self) -> When:
        """The date that is asked about."""
        return When(asked_moment(self.as_of))

    @property
    def history(self) -> Timeline:
        """The history that is asked about."""
        assert self.timeline is not None, "no history was named"
        return self.timeline

    def replayed(self, scenario: Scenario) -> None:
        """Replay the history; what makes no sense is kept to be told."""
        try:
            self.replay = self.history.replay(scenario)
        except ScenarioError as wrong:
            self.wrong = wrong
            return
        self.told = whatif(self.replay, self.when)

    def holds(self, outcome: str, *, on_record: bool = False) -> bool:
        """Whether an outcome holds on the branch, or on record."""
        assert self.replay is not None, f"nothing was replayed: {self.wrong}"
        side = self.replay.record if on_record else self.replay.branch
        return Outcome.read(outcome, self.when).holds(Consulted(side, self.when))

    def called(self, names: str) -> list[int]:
        """The numbers of acts that go by their ref or number."""
        refs = {r.event.ref: r.n for r in self.history.history if r.event.ref is not None}
        return [int(name) if name.isdigit() else refs[name] for name in _NAMES.findall(names) if name != "and"]


@cache
def example(coalition: str) -> Timeline:
    """The history of one of the examples; nothing that is asked of it changes it."""
    return Timeline(recorded(in_file(ROOT / "examples" / f"{coalition}.jsonl")[coalition]))


@pytest.fixture
def question() -> Question:
    """Nothing was asked yet."""
    return Question()


@given(parsers.re(r"the history of (?P<coalition>[a-z0-9-]+)"))
def the_history(question: Question, coalition: str) -> None:
    """One of the examples."""
    question.timeline = example(coalition)


@given(parsers.re(r"it is asked about (?P<day>\d{4}-\d{2}-\d{2})"))
def asked_about(question: Question, day: str) -> None:
    question.as_of = day


@when(parsers.re(r"the scenario (?P<name>[a-z-]+) is replayed"))
def a_scenario_is_replayed(question: Question, name: str) -> None:
    """One of the example scenarios, on the history that it names."""
    with (ROOT / "examples" / "scenarios" / f"{name}.yaml").open("rb") as lines:
        file = read_scenario(lines)
    assert file.coalition is not None
    the_history(question, file.coalition)
    question.expected = file.expect
    question.replayed(file.scenario)


@when("it is replayed with")
def replayed_with(question: Question, datatable: list[list[str]]) -> None:
    """Edits, one a row: what kind of edit, and what it says."""
    question.replayed(Scenario(tuple(parse_edit(kind, text) for kind, text in datatable)))


@when(parsers.re(r"it is replayed with (?P<kind>[a-z-]+) (?P<text>.+?)(?:, and what follows is (?P<after>keep|none))?"))
def replayed_with_one(question: Question, kind: str, text: str, after: Any) -> None:
    question.replayed(Scenario((parse_edit(kind, text),), None, after or "admissible"))


@when(parsers.re(rf"it is asked which acts {_OUTCOME} hung on"))
def asked_what_was_necessary(question: Question, outcome: str) -> None:
    asked = Outcome.read(outcome, question.when).asked_of(question.history)
    question.acts = [act.n for act in necessary(question.history, asked).acts]


@when(parsers.re(rf"it is asked what was enough for {_OUTCOME}"))
def asked_what_was_enough(question: Question, outcome: str) -> None:
    asked = Outcome.read(outcome, question.when).asked_of(question.history)
    found = sufficient(question.history, asked)
    question.acts, question.told = list(found.acts), {"story": story(found.records)}


@when(parsers.re(r"it is asked what moved (?P<path>[a-z_.-]+)"))
def asked_what_moved(question: Question, path: str) -> None:
    figure = number(path, question.history, question.when)
    question.acts = [act.n for act in influence(question.history, figure).acts]


@when(parsers.re(r"it is asked what rests on (?P<name>[\w-]+)"))
def asked_what_rests_on(question: Question, name: str) -> None:
    question.acts = list(depends(question.history, question.called(name)[0]).takes or ())


@when(parsers.re(r"it is asked what (?P<name>[\w-]+) rests on"))
def asked_what_it_rests_on(question: Question, name: str) -> None:
    question.acts = list(depends(question.history, question.called(name)[0]).rests_on)


@then("what it expects holds")
def expectation_holds(question: Question) -> None:
    assert question.expected is not None
    assert question.holds(question.expected), question.expected


@then(parsers.re(rf"on the branch {_OUTCOME}"))
def holds_on_the_branch(question: Question, outcome: str) -> None:
    assert question.holds(outcome), outcome


@then(parsers.re(rf"on record {_OUTCOME}"))
def holds_on_record(question: Question, outcome: str) -> None:
    assert question.holds(outcome, on_record=True), outcome


@then("nothing else would have been different")
def nothing_else(question: Question) -> None:
    """What the edits do, and the figures that follow from that; no other act or event."""
    assert question.replay is not None
    assert {step.label for step in question.replay.differing} <= {"dropped", "inserted"}


@then(parsers.re(r"these could not have been recorded: (?P<names>.+)"))
def orphans_are(question: Question, names: str) -> None:
    assert question.replay is not None
    assert list(question.replay.taken) == question.called(names)


@then(parsers.re(r"(?P<count>\d+) acts could not have been recorded"))
def so_many_orphans(question: Question, count: str) -> None:
    assert question.replay is not None
    assert len(question.replay.taken) == int(count)


@then(parsers.re(r"on the branch (?P<name>[\w-]+) is refused by the rule that (?P<sentence>.+)"))
def refused_on_the_branch(question: Question, name: str, sentence: str) -> None:
    assert question.replay is not None
    (n,) = question.called(name)
    step = next(step for step in question.replay.steps if step.n == n)
    assert step.rule == rule_saying(sentence), f"{step.rule}: {step.message}"


@then(parsers.re(r"its story ends (?P<words>.+)"))
def story_ends(question: Question, words: str) -> None:
    assert question.told["story"][-1].endswith(words), question.told["story"][-1]


@then(parsers.re(r"of (?P<name>[\w-]+) it is told that (?P<sentence>.+)"))
def told_of_an_orphan(question: Question, name: str, sentence: str) -> None:
    (n,) = question.called(name)
    assert [one["sentence"] for one in question.told["orphans"] if one["n"] == n] == [sentence]


@then("these figures differ")
def figures_differ(question: Question, datatable: list[list[str]]) -> None:
    """Of each path, what the record and the branch say, as JSON writes it."""
    found = {d["path"]: (_word(d["record"]), _word(d["branch"])) for d in question.told["differences"]}
    for path, record, branch in datatable:
        assert found.get(path) == (record, branch), f"{path}: {found.get(path)}"


@then(parsers.re(r"the rules (?P<how>now|no longer) add (?P<names>.+)"))
def derived(question: Question, how: str, names: str) -> None:
    """By type, what only the branch has, or only the record, of what the rules add."""
    assert question.replay is not None
    label = "appeared" if how == "now" else "vanished"
    told = [step.type for step in question.replay.differing if step.label == label]
    assert told == [name for name in _NAMES.findall(names) if name != "and"]


@then(parsers.re(r"these are (?P<names>.+)"))
def acts_are(question: Question, names: str) -> None:
    assert question.acts == question.called(names), [_named(question, n) for n in question.acts]


@then(parsers.re(r"the first of these (?:is|are) (?P<names>.+)"))
def first_acts_are(question: Question, names: str) -> None:
    wanted = question.called(names)
    assert question.acts[: len(wanted)] == wanted, [_named(question, n) for n in question.acts[: len(wanted)]]


@then(parsers.re(r"none of these is (?P<names>.+)"))
def acts_are_not(question: Question, names: str) -> None:
    assert not set(question.acts) & set(question.called(names))


@then(parsers.re(r'it is told that "(?P<words>.+)"'))
def told_what_is_wrong(question: Question, words: str) -> None:
    assert question.wrong is not None, "it was replayed"
    assert words in str(question.wrong)


def _named(question: Question, n: int) -> str:
    record: Recorded = question.history.by_number[n]
    return record.event.ref or f"{n} ({record.type})"


def _word(value: Any) -> str:
    if value is None:
        return "nothing"
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
