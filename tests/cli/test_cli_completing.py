"""Completing: what the shell offers."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import run

from domain.event import registry
from projections.measures import MEASURES

Offer = Callable[[str], list[str]]


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> Offer:
    """What bash is offered for the last word of a line."""

    def offer(line: str) -> list[str]:
        words = line.split(" ")
        monkeypatch.setenv("_COALITION_COMPLETE", "complete_bash")
        monkeypatch.setenv("COMP_WORDS", line.rstrip())
        monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))
        done = run()
        assert (done.code, done.err) == (0, "")
        return done.out.split()

    return offer


#: Of figures that are many alike, such as those of each date, the first.
MOMENTUM = [
    "momentum.score",
    *(f"momentum.components.{name}" for name in ("delivery", "rhythm", "energy", "support", "trust", "conflict")),
    *("momentum.trend", "momentum.drivers.0.contribution", "momentum.curve.2018-05-02.score"),
]
KEPT = [f"accountability.parties.navy.{name}" for name in ("kept", "kept_late", "kept_rate", "kept_rate_n")]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("coalition sh", ["show"]),
        ("coalition show ", ["fell-apart", "i3t", "leads", "went-alone"]),
        ("coalition show i", ["i3t"]),
        ("coalition export i3t l", ["leads"]),
        ("coalition record party-in", ["party-invited"]),
        ("coalition record party-joined ", ["fell-apart", "i3t", "leads", "went-alone"]),
        ("coalition record party-joined i3t --st", ["--standing", "--store"]),
        ("coalition record party-joined i3t --standing ", ["member", "observer", "rotating"]),
        ("coalition record conflict-reviewed i3t --held ", ["true", "false"]),
        ("coalition record commitment-made i3t --promisor na", ["nasa", "navy"]),
        ("coalition record commitment-delivered i3t --commitment w", ["welcome-pack"]),
        ("coalition record celebration-held i3t --by manager-", ["manager-noaa"]),
        ("coalition log i3t --type commitment-b", ["commitment-broken"]),
        ("coalition timeline i3t --lane comm", ["common-ground", "commitments"]),
        ("coalition timeline i3t --party hal", ["halcyon-launch"]),
        ("coalition session i3t j", ["january-2019", "june-2019"]),
        ("coalition catalogue events conflict-s", ["conflict-settled"]),
        ("coalition why i3t momentum.s", ["momentum.score"]),
        ("coalition why i3t mom", MOMENTUM),
        ("coalition why i3t accountability.parties.navy.kept", KEPT),
        ("coalition why i3t nothing.", []),
        ("coalition why nowhere mom", []),
        ("coalition list --sort over", ["overdue"]),
        ("coalition list --sort m", ["members", "momentum", "momentum_state"]),
        ("coalition list --parties --sort p", ["party", "present_in"]),
        ("coalition list --party na", ["nasa", "navy"]),
        ("coalition import --format ", ["jsonl", "csv", "yaml", "minutes"]),
        ("coalition import ", []),
        ("coalition timeline nowhere --party ", []),
        ("coalition timeline --party ", []),
    ],
)
def test_what_is_offered(examples: Path, offered: Offer, line: str, words: list[str]) -> None:
    assert offered(line) == words


def test_of_the_figures_of_all_measures_each_tells_of_one(examples: Path, offered: Offer) -> None:
    told = offered("coalition why leads ")
    assert [path.split(".")[0] for path in told] == list(MEASURES)
    assert all(run("why", "leads", path).code == 0 for path in told)


def test_figures_are_offered_step_by_step(examples: Path, offered: Offer) -> None:
    dates = offered("coalition why i3t momentum.curve.")
    assert all(re.fullmatch(r"momentum\.curve\.\d{4}-\d\d-\d\d\.\w+(\.\w+)?", path) for path in dates)
    assert len({path.split(".")[2] for path in dates}) > 20
    assert offered("coalition why i3t momentum.curve.2018-05-02.s") == ["momentum.curve.2018-05-02.score"]


def test_every_type_is_offered_without_building_its_command(offered: Offer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli.record.command_for", lambda event_type: 1 / 0)
    assert offered("coalition record ") == list(registry())


def test_the_store_on_the_line_is_looked_into(examples: Path, offered: Offer) -> None:
    examples.rename("other.db")
    assert offered("coalition show ") == []
    assert offered("coalition show --store other.db i") == ["i3t"]


def test_nothing_is_offered_from_what_is_no_store(folder: Path, offered: Offer) -> None:
    Path("coalition.db").write_text("Nobody said a word. " * 100, encoding="utf-8")
    assert offered("coalition show ") == []


def test_a_store_cannot_slip_commands_to_the_shell(examples: Path, offered: Offer) -> None:
    with sqlite3.connect("coalition.db") as connection:
        connection.execute("UPDATE stored_events SET originator_id = 'x$(reboot)' WHERE originator_id = 'leads'")
    connection.close()
    assert offered("coalition show ") == ["fell-apart", "i3t", "went-alone"]


def test_the_script_for_the_shell_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shellingham.detect_shell", lambda *_: ("bash", "/bin/bash"))
    done = run("--show-completion")
    assert done.code == 0
    assert "_COALITION_COMPLETE=complete_bash" in done.out
