"""Asking: the options that commands share are made out once, and every command that reads is handed them alike."""

from __future__ import annotations

import inspect
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import pytest
import typer
from command_line import run

from cli.asking import DATES, FIGURE, Asking, asks

Word = Annotated[str, typer.Option("--word")]


def parameters(command: Any) -> list[str]:
    return list(inspect.signature(command).parameters)


def test_the_shared_options_stand_after_the_commands_own_in_the_order_of_the_help() -> None:
    @asks("weights", "at_version")
    def command(asking: Asking, word: Word = "so") -> None:
        """A command."""

    assert parameters(command) == ["coalition", "word", "at_version", "weights", "store", "as_json"]
    assert (command.__name__, command.__doc__) == ("command", "A command.")


def test_a_command_is_handed_what_was_typed_and_the_rest_as_left_out() -> None:
    handed: list[tuple[Asking, str]] = []

    @asks(*DATES)
    def command(asking: Asking, word: Word = "so") -> None:
        handed.append((asking, word))

    command("i3t", word="thus", as_of="2019-05-01", known_at=None, at_version=3, store="sqlite:///a.db", as_json=True)
    [(asking, word)] = handed
    assert word == "thus"
    assert asking == Asking("i3t", "sqlite:///a.db", True, as_of="2019-05-01", at_version=3)
    assert (asking.weights, asking.everything) == (None, False)


def test_what_is_listed_ends_only_where_a_date_was_asked_about() -> None:
    end = datetime(2019, 5, 1, 23, 59, 59, 999999, UTC)
    for asking, last in ((Asking("i3t", None, False, as_of="2019-05-01"), end), (Asking("i3t", None, False), None)):
        assert asking.happened_by(asking.about()) == last


def test_whoever_records_meanwhile_changes_nothing_of_what_is_read(examples: Path) -> None:
    asking = Asking("i3t", None, False)
    with asking.read(asking.about()) as reading:
        version, entries = reading.about.at_version, reading.stream()
        done = run("record", "celebration-held", "i3t", "--of", "it", "--by", "nasa")
        assert done.code == 0, done.err
        assert reading.stream() == entries
        assert reading.heading()["version"] == version == len(entries)
    with asking.read(asking.about()) as later:
        assert later.about.at_version is not None
        assert later.about.at_version > len(entries)


@pytest.mark.parametrize("shared", [DATES, FIGURE])
def test_the_digest_of_the_constants_is_told_only_where_figures_hang_on_them(
    examples: Path, shared: tuple[str, ...]
) -> None:
    told: list[dict[str, Any]] = []

    @asks(*shared)
    def command(asking: Asking) -> None:
        with asking.read(asking.about()) as reading:
            told.append(reading.heading(asking.constants() if "weights" in shared else None))

    options = dict.fromkeys(shared)
    command("i3t", **options, store=None, as_json=False)
    assert (told[0]["weights"] is None) == ("weights" not in shared)


def test_a_measure_offers_the_parties_of_its_coalition(examples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_COALITION_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "coalition accountability i3t --party hal")
    monkeypatch.setenv("COMP_CWORD", "4")
    assert run().out.split() == ["halcyon-launch"]
