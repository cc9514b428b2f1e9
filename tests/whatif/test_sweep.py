"""Sweeps: the same answers in the same order, whoever reckons them, also where one was interrupted and goes on."""

from __future__ import annotations

import io
import json
import os
import signal
import sys
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from engine.scenario import CharterField, Drop, Scenario, Timeline, WithoutParty
from engine.sweep import Case, Row, SweepError, Unreachable, _result, began, sweep
from engine.sweep_file import Sweep, read_sweep
from projections.expression import OutcomeError
from projections.sweeps import Table, differing, table, weighed

from .worlds import EXAMPLES, WHEN, example, opened, told

OUTCOMES = {
    "chartered": "phase == 'chartered'",
    "score": "momentum.score",
    "kept": "accountability.parties.navy.kept_rate",
}
FAMILY = b"""
outcomes: {chartered: phase == 'chartered', score: momentum.score, kept: accountability.parties.navy.kept_rate}
vary:
  without-party: each
  drop: [38, 41..48]
  shift: [73 by -30d]
  charter: {decision_rule: [consensus, majority], quorum: [0.5, 1]}
  weights: {momentum.half_life_days: [21, 84], momentum.delivery.accepted-on-time: [3, 5.5]}
"""


def planned(text: bytes) -> Sweep:
    return read_sweep(io.BytesIO(text))


def family() -> tuple[Timeline, list[Case], Table]:
    timeline = example("i3t")
    plan = planned(FAMILY)
    return timeline, plan.cases(timeline), table(plan.outcomes, WHEN, timeline)


@cache
def one_by_one() -> list[Row]:
    """What one worker makes of the family; asked anew, and by others, the answers are the same."""
    timeline, cases, measure = family()
    return sweep(timeline.history, cases, measure, workers=1)


def test_a_family_is_the_record_and_each_of_its_scenarios() -> None:
    _, cases, _ = family()
    labels = [case.label for case in cases]
    assert labels[:3] == ["as recorded", "without-party estuary-learning", "without-party gulf-trades"]
    assert "drop 38 commitment-made" in labels
    assert "drop 41..48" in labels
    assert labels[-9:] == [
        "shift 73 by -30d",
        "charter decision_rule=consensus quorum=0.5",
        "charter decision_rule=consensus quorum=1",
        "charter decision_rule=majority quorum=0.5",
        "charter decision_rule=majority quorum=1",
        *(
            f"weights momentum.half_life_days={h} momentum.delivery.accepted-on-time={a}"
            for h in (21, 84)
            for a in (3, 5.5)
        ),
    ]


def test_each_act_that_can_be_dropped_is_a_scenario_of_its_own() -> None:
    timeline = example("fell-apart")
    plan = planned(b"outcomes: {a: phase == 'dissolved'}\nvary: {drop: each}")
    _, *cases = plan.cases(timeline)
    assert [case.scenario.edits for case in cases] == [(Drop((n,)),) for n in timeline.droppable]


def test_the_answers_are_those_of_each_scenario_by_itself() -> None:
    timeline, cases, measure = family()
    rows = one_by_one()
    assert [row.case for row in rows] == cases
    by_label = {row.case.label: row.outcomes for row in rows}
    replay = timeline.replay(Scenario((WithoutParty("navy"),)))
    assert by_label["without-party navy"] == measure(replay.branch, {})
    assert by_label["as recorded"] == measure(timeline, {})
    assert by_label["charter decision_rule=majority quorum=0.5"] == measure(
        timeline.replay(Scenario((CharterField("decision_rule", "majority"), CharterField("quorum", "0.5")))).branch, {}
    )


def test_other_constants_are_other_answers_on_the_same_record() -> None:
    rows = {row.case.label: row.outcomes for row in one_by_one()}
    same = rows["weights momentum.half_life_days=21 momentum.delivery.accepted-on-time=3"]
    other = rows["weights momentum.half_life_days=84 momentum.delivery.accepted-on-time=5.5"]
    assert same["chartered"] == other["chartered"] == rows["as recorded"]["chartered"]
    assert same["kept"] == rows["as recorded"]["kept"]
    assert len({same["score"], other["score"], rows["as recorded"]["score"]}) == 3


def test_processes_give_the_same_answers() -> None:
    timeline, cases, measure = family()
    assert sweep(timeline.history, cases, measure, workers=2) == one_by_one()


def test_a_scenario_that_cannot_be_made_is_told_and_does_not_stop_the_others() -> None:
    timeline, _, measure = family()
    cases = [
        Case("as recorded"),
        Case("nobody", Scenario((WithoutParty("nobody"),))),
        Case("one", Scenario((Drop((38,)),))),
    ]
    rows = sweep(timeline.history, cases, measure, workers=1)
    assert rows[1] == Row(cases[1], {}, "without-party nobody: nothing is by nobody or names it; check the spelling.")
    assert rows[2].fault is None
    assert differing(rows)[0] == []


# Going on


class _Stops(Exception):
    pass


def test_what_was_interrupted_goes_on_from_there(tmp_path: Path) -> None:
    timeline, cases, measure = family()
    journal = tmp_path / "journal"
    whole = one_by_one()

    def stop(done: int, of: int) -> None:
        if done == 7:
            raise _Stops

    with pytest.raises(_Stops):
        sweep(timeline.history, cases, measure, workers=1, journal=journal, asked_on="2026-01-01", progress=stop)
    assert len(journal.read_text().splitlines()) == 1 + 7
    assert began(journal) == "2026-01-01"
    seen: list[tuple[int, int]] = []
    gone_on = sweep(
        timeline.history, cases, measure, workers=2, journal=journal, progress=lambda *come: seen.append(come)
    )
    assert gone_on == whole
    assert seen[0] == (7, len(cases))
    assert seen[-1] == (len(cases), len(cases))
    assert len(journal.read_text().splitlines()) == 1 + len(cases)


def test_a_torn_line_counts_for_nothing(tmp_path: Path) -> None:
    timeline, cases, measure = family()
    journal = tmp_path / "journal"
    whole = sweep(timeline.history, cases[:6], measure, workers=1, journal=journal)
    journal.write_bytes(journal.read_bytes()[:-30] + b"\xff")
    assert sweep(timeline.history, cases[:6], measure, workers=1, journal=journal) == whole
    lines = journal.read_bytes().splitlines()
    assert len(lines) == 1 + 6 + 1
    assert json.loads(lines[-1])["case"] == cases[5].label


def test_all_that_the_answers_follow_from_is_in_their_keys(tmp_path: Path) -> None:
    """Another history, another question, another date or other constants: asked anew."""
    history = told(opened("ash", "birch", "cedar"))
    cases = [Case("as recorded"), Case("one", Scenario((Drop((3,)),)))]
    journal = tmp_path / "journal"
    asked: list[int] = []
    whens = (WHEN, WHEN, WHEN.__class__(WHEN.as_of.replace(year=2025)))
    for known, outcomes, when in zip((history, history[:-1], history), ("phase", "phase", "phase"), whens, strict=True):
        timeline = Timeline(known)
        first: list[int] = []
        sweep(
            known,
            cases,
            table({"is": outcomes}, when, timeline),
            workers=1,
            journal=journal,
            progress=lambda done, of, first=first: first.append(done),
        )
        asked.append(first[0])
    timeline = Timeline(history)
    heavier = WHEN.__class__(WHEN.as_of, weighed(None, (("momentum.half_life_days", 20),)))
    for measure, known_before in (
        (table({"is": "phase"}, WHEN, timeline), 2),
        (table({"is": "name"}, WHEN, timeline), 0),
        (table({"was": "phase"}, WHEN, timeline), 0),
        (table({"is": "phase"}, heavier, timeline), 0),
    ):
        counts: list[int] = []
        sweep(
            history, cases, measure, workers=1, journal=journal, progress=lambda d, _, counts=counts: counts.append(d)
        )
        assert counts[0] == known_before
    assert asked == [0, 0, 0]


def test_a_journal_that_is_none_is_not_taken_for_one(tmp_path: Path) -> None:
    assert began(None) is None
    assert began(tmp_path / "nothing") is None
    strange = tmp_path / "strange"
    strange.write_bytes(b'[1]\n{"began": 3}\n"key"\nnull\n')
    assert began(strange) is None
    timeline, cases, measure = family()
    rows = sweep(timeline.history, cases[:2], measure, workers=1, journal=strange)
    assert rows == sweep(timeline.history, cases[:2], measure, workers=1)


class _Killing:
    """A measure that ends the process that works on it."""

    about = "killing"

    def __call__(self, told: Any, constants: Mapping[str, Any]) -> dict[str, Any]:
        os.kill(os.getpid(), signal.SIGKILL)
        return {}


def test_a_worker_that_is_killed_is_told(tmp_path: Path) -> None:
    timeline, cases, _ = family()
    with pytest.raises(SweepError, match="A worker process was ended from outside"):
        sweep(timeline.history, cases, _Killing(), workers=2)


# A cluster


@pytest.fixture(scope="module")
def cluster() -> Any:
    """The address of a real scheduler with two workers on this machine."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=":0", silence_logs=50
    ) as made:
        yield made.scheduler_address


def test_a_cluster_gives_the_same_answers(cluster: str, tmp_path: Path) -> None:
    timeline, cases, measure = family()
    whole = one_by_one()
    journal = tmp_path / "journal"
    assert sweep(timeline.history, cases, measure, cluster=cluster, journal=journal) == whole
    assert len(journal.read_text().splitlines()) == 1 + len(cases)


def test_what_was_interrupted_on_a_cluster_goes_on_there(cluster: str, tmp_path: Path) -> None:
    timeline, cases, measure = family()
    journal = tmp_path / "journal"

    def stop(done: int, of: int) -> None:
        if done >= 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sweep(timeline.history, cases, measure, cluster=cluster, journal=journal, progress=stop)
    kept = len(journal.read_text().splitlines()) - 1
    assert 5 <= kept < len(cases)
    first: list[int] = []
    rows = sweep(
        timeline.history, cases, measure, cluster=cluster, journal=journal, progress=lambda done, of: first.append(done)
    )
    assert first[0] == kept
    assert rows == one_by_one()


def test_nobody_answers_at_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("engine.sweep._PATIENCE", 1)
    timeline, cases, measure = family()
    with pytest.raises(Unreachable, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        sweep(timeline.history, cases, measure, cluster="tcp://127.0.0.1:9")
    with pytest.raises(Unreachable, match="No Dask scheduler answers at nonsense://"):
        sweep(timeline.history, cases, measure, cluster="nonsense://x")


def test_a_scheduler_without_workers_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    distributed = pytest.importorskip("distributed")
    monkeypatch.setattr("engine.sweep._PATIENCE", 1)
    timeline, cases, measure = family()
    with (
        distributed.LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address=":0", silence_logs=50) as empty,
        pytest.raises(Unreachable, match="has no workers: start some with dask worker"),
    ):
        sweep(timeline.history, cases, measure, cluster=empty.scheduler_address)


def test_a_cluster_that_is_lost_on_the_way_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    distributed = pytest.importorskip("distributed")
    monkeypatch.setattr("engine.sweep._PATIENCE", 3)
    timeline, cases, measure = family()
    journal = tmp_path / "journal"
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, host="127.0.0.1", dashboard_address=":0", silence_logs=50
    ) as lost:

        def lose(done: int, of: int) -> None:
            if done == 2:
                lost.close()

        with pytest.raises(Unreachable, match="was lost on the way"):
            sweep(timeline.history, cases, measure, cluster=lost.scheduler_address, journal=journal, progress=lose)
    assert len(journal.read_text().splitlines()) >= 1 + 2


class _Lacking:
    def result(self) -> Any:
        raise ModuleNotFoundError("No module named 'projections'")


def test_a_worker_that_lacks_the_engine_is_told() -> None:
    with pytest.raises(Unreachable, match=r"lack a part of the engine .* install the same version there"):
        _result(_Lacking(), "tcp://x")


def test_without_the_extra_package_a_cluster_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    timeline, cases, measure = family()
    with pytest.raises(Unreachable, match=r"pip install 'coalition-engine\[cluster\]'"):
        sweep(timeline.history, cases, measure, cluster="tcp://127.0.0.1:9")


# Questions and constants


def test_a_question_that_makes_no_sense_is_told_before_anything_is_run() -> None:
    with pytest.raises(OutcomeError, match="there is no 'phas' to ask about"):
        table({"a": "phas == 'x'"}, WHEN, example("i3t"))
    with pytest.raises(OutcomeError, match="There is no 'navi'"):
        table({"a": "accountability.parties.navi.kept_rate"}, WHEN, example("i3t"))


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("momentum.half_life", 3, "There is no weight momentum.half_life"),
        ("momentum.half_life_days", -1, "The weight momentum.half_life_days"),
        ("momentum", 3, "momentum should be a table"),
        ("momentum.half_life_days = 3\nx", 3, "is no weight"),
        ("a..b", 3, "is no weight"),
        ("", 3, "is no weight"),
    ],
)
def test_a_constant_that_there_is_not_is_told(name: str, value: float, words: str) -> None:
    with pytest.raises(OutcomeError, match=words):
        weighed(None, ((name, value),))


def test_other_constants_leave_the_rest_as_it_was() -> None:
    changed = weighed(None, (("momentum.half_life_days", 20), ("trust.kept", 2)))
    base = weighed(None, ())
    assert (changed.momentum.half_life_days, changed.trust.kept) == (20, 2)
    assert changed.momentum.delivery == base.momentum.delivery
    assert weighed(changed, (("trust.kept", base.trust.kept),)).momentum.half_life_days == 20


def test_an_answer_that_is_no_number_of_json_is_unknown() -> None:
    timeline = example("went-alone")
    measure = table({"odd": "0.0 / 0.0", "list": "members", "text": "phase"}, WHEN, timeline)
    told_of_it = measure(timeline, {})
    assert (told_of_it["odd"], told_of_it["text"]) == (None, "abandoned")
    assert [list(member) for member in told_of_it["list"]] == [["name", "party", "standing"]] * 2


@pytest.mark.parametrize("name", EXAMPLES)
def test_only_what_differs_from_the_record_is_marked(name: str) -> None:
    timeline = example(name)
    cases = [Case("as recorded"), Case("nothing", Scenario((Drop((timeline.droppable[-1],)),)))]
    rows = sweep(timeline.history, cases, table({"phase": "phase", "n": "events"}, WHEN, timeline), workers=1)
    marked = [name for name in rows[0].outcomes if rows[0].outcomes[name] != rows[1].outcomes[name]]
    assert differing(rows) == [[], marked]


def test_interrupting_reaches_the_one_who_asked(tmp_path: Path) -> None:
    """An interruption from outside ends the sweep, not the workers' answers that are in by then."""
    timeline, cases, measure = family()
    journal = tmp_path / "journal"
    fired = threading.Event()

    def interrupt(done: int, of: int) -> None:
        if done >= 3 and not fired.is_set():
            fired.set()
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        sweep(timeline.history, cases, measure, workers=2, journal=journal, progress=interrupt)
    assert 3 <= len(journal.read_text().splitlines()) - 1 < len(cases)
    assert sweep(timeline.history, cases, measure, workers=1, journal=journal) == one_by_one()
