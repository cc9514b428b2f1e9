"""Errors: what is told on stderr, in a few sentences, and the code that a command leaves with."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from command_line import Done, entries, joined, new, run, shell, spawn


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("frobnicate",), "No such command 'frobnicate'"),
        (("show",), "Missing argument 'ID'"),
        (("show", "i3t", "--frobnicate"), "No such option: --frobnicate"),
        (("show", "nowhere"), "no coalition 'nowhere'"),
        (("event", "i3t", "0"), "events 1 to 133"),
        (("event", "i3t", "134"), "events 1 to 133"),
        (("event", "i3t", "twelve"), "'N'"),
        (("session", "i3t", "nope"), "Known: first-meeting"),
        (("log", "i3t", "--type", "commitment-mad"), "did you mean commitment-made?"),
        (("log", "i3t", "--since", "soon"), "--since"),
        (("timeline", "i3t", "--lane", "kitchen"), "common-ground"),
        (("timeline", "i3t", "--until", "soon"), "--until"),
        (("catalogue", "events", "nope"), "No event type"),
        (("catalogue", "rules", "nope"), "No event type"),
        (("record", "party-joind", "i3t"), "did you mean party-joined?"),
        (("import", "nowhere.jsonl"), "There is no file nowhere.jsonl"),
        (("import", "."), "does not tell its format"),
        (("import", ".", "--format", "jsonl"), "cannot be read"),
        (("import", "-", "--format", "docx"), "jsonl, csv, yaml, minutes"),
        (("minutes",), "--template"),
        (("minutes", "nowhere.yaml"), "There is no file"),
        (("export", "--format", "docx"), "jsonl"),
        (("export", "nowhere"), "no coalition 'nowhere'"),
        (("restore", "nowhere.db", "--store", "new.db"), "no backup at nowhere.db"),
        (("list", "--store", "."), "not a coalition store"),
        (("list", "--store", "notes.txt"), "not a coalition store"),
        (("list", "--store", "mysql://here"), "sqlite:///path"),
        (("list", "--store", "sqlite://coalition.db"), "third slash"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_wrong_usage_is_said_in_a_few_sentences(examples: Path, arguments: tuple[str, ...], words: str) -> None:
    Path("notes.txt").write_text("Nobody said a word. " * 100, encoding="utf-8")
    done = run(*arguments)
    assert (done.code, done.out) == (2, "")
    assert words in done.err
    assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize("command", [(), ("record",), ("store",), ("catalogue",), ("record", "party-joined")])
def test_a_command_that_lacks_everything_shows_its_help(command: tuple[str, ...]) -> None:
    done = run(*command)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("Usage: coalition")


def test_a_refusal_names_the_rule_the_sentence_and_what_it_rests_on() -> None:
    new(), joined("nasa"), joined("navy")
    done = promise("--by", "nasa")
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith("Refused by commitments.own-word: ")
    told = promise("--by", "nasa", "--json")
    assert told.code == 3
    assert told.json["refused"]["rule"] == "commitments.own-word"
    assert told.json["refused"]["breaches"] == ["commitments.own-word"]
    assert told.json["refused"]["message"] in told.err
    assert len(entries("g")) == 3


def promise(*more: str) -> Done:
    told = ("--commitment", "c", "--promisor", "navy", "--promisee", "nasa", "--what", "it", "--due", "2019-04-01")
    return run("record", "commitment-made", "g", "--at", "2019-01-03", *told, *more)


def test_what_cannot_be_written_is_an_error_of_the_environment(examples: Path) -> None:
    done = run("export", "i3t", "-o", "no/such/folder/out.jsonl")
    assert (done.code, done.out) == (1, "")
    assert "no/such/folder/out.jsonl" in done.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_a_full_disk_is_an_error_of_the_environment(examples: Path) -> None:
    full = shell("coalition timeline i3t > /dev/full")
    assert (full.returncode, full.stderr) == (1, "No space left on device: the store or a file\n")


def test_what_was_checked_and_does_not_hold_leaves_with_4(examples: Path) -> None:
    assert run("store", "check").out == "334 events of 4 coalitions read; 0 faults.\n"
    edit("UPDATE stored_events SET state = CAST(replace(state, 'navy', 'nasa') AS BLOB) WHERE originator_id = 'i3t'")
    edit("UPDATE stored_events SET state = 'scribble' WHERE originator_id = 'leads' AND originator_version = 2")
    edit("DELETE FROM stored_events WHERE originator_id = 'fell-apart' AND originator_version = 38")
    done = run("store", "check")
    assert done.code == 4
    assert {line.partition(":")[0] for line in done.out.splitlines()[:-1]} == {"i3t", "leads", "fell-apart"}
    told = run("store", "check", "--json")
    assert told.code == 4
    assert {fault["coalition"] for fault in told.json["faults"]} == {"i3t", "leads", "fell-apart"}
    assert run("show", "went-alone").code == 0
    damaged = run("show", "leads")
    assert (damaged.code, damaged.out) == (4, "")
    assert "leads event 2" in damaged.err


def edit(statement: str) -> None:
    """Change the rows of the store behind its back."""
    with sqlite3.connect("coalition.db") as connection:
        connection.execute(statement)
    connection.close()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("show", "nowhere"), 2), (("record", "celebration-held", "i3t", "--of", "it", "--by", "nobody"), 3)],
    ids=["wrong usage", "a refusal"],
)
def test_no_traceback_is_shown_unless_asked_for(examples: Path, arguments: tuple[str, ...], code: int) -> None:
    plain, debugged = spawn(*arguments), spawn("--debug", *arguments)
    assert (plain.returncode, debugged.returncode) == (code, code)
    assert "Traceback" not in plain.stderr
    assert debugged.stderr.startswith("Traceback (most recent call last):\n")
    assert debugged.stderr.endswith(plain.stderr)


def test_an_unforeseen_error_is_one_sentence(examples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("projections.monday.monday", lambda *_: 1 / 0)
    done = run("show", "i3t")
    assert done.code == 1
    assert done.err.startswith("Something unforeseen went wrong (ZeroDivisionError: division by zero).")
    assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize(
    "script",
    [
        "coalition timeline i3t | head -1",
        "coalition export | head -1",
        "coalition log leads --json | head -c 10",
        "coalition catalogue events | head -1",
        "coalition list | true",
    ],
)
def test_a_pipe_that_is_closed_early_is_no_matter(examples: Path, script: str) -> None:
    assert shell(script).stderr == ""


@pytest.mark.parametrize("variables", ["LC_ALL=C", "PYTHONIOENCODING=ascii", "PYTHONIOENCODING=latin-1"])
def test_json_is_utf_8_whatever_the_locale(examples: Path, variables: str) -> None:
    done = shell(f"export {variables}; coalition timeline fell-apart --json; coalition show nop“")
    assert "“Open Compound Alliance”" in done.stdout
    assert "Traceback" not in done.stderr
