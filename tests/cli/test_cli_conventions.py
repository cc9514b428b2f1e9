"""Conventions of every command: what it prints, in JSON too, and the code it leaves with."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from command_line import EXAMPLES, Done, entries, joined, new, run, shell, spawn

from cli.main import app

HEADING = ["coalition", "as_of", "known_at", "version", "weights"]
OF_ONE_COALITION = [
    ("show", "i3t"),
    ("timeline", "i3t"),
    ("session", "leads", "developing-coalitions"),
    ("log", "i3t"),
    ("event", "i3t", "12"),
]
JSON_KEYS = {
    "show": {"name", "phase", "sponsored", "members", "observers", "charter", "open_conflicts", "next", "events"},
    "timeline": {"entries", "phases"},
    "session": {"topic", "date", "hosts", "objectives", "resources", "highlights", "statistics", "next_on"},
    "log": {"entries"},
    "event": {"event", "derived", "rests_on", "rested_on_by", "contested_by", "voided_by"},
}


@pytest.mark.parametrize("command", OF_ONE_COALITION, ids=" ".join)
def test_the_json_about_one_coalition_starts_with_what_was_asked(examples: Path, command: tuple[str, ...]) -> None:
    data = run(*command, "--as-of", "2024-05-01", "--known-at", "2024-07-01", "--json").json
    assert list(data)[: len(HEADING)] == HEADING
    assert data["as_of"] == "2024-05-01T23:59:59.999999Z"
    assert data["known_at"] == "2024-07-01T23:59:59.999999Z"
    assert data["version"] == {"i3t": 133, "leads": 152}[data["coalition"]]
    assert data["weights"] is None
    assert data.keys() >= JSON_KEYS[command[0]]


@pytest.mark.parametrize("command", OF_ONE_COALITION, ids=" ".join)
def test_a_version_is_told_as_asked(examples: Path, command: tuple[str, ...]) -> None:
    assert run(*command, "--at-version", "60", "--json").json["version"] == 60


@pytest.mark.parametrize("command", OF_ONE_COALITION, ids=" ".join)
@pytest.mark.parametrize("version", ["0", "-1", "999"])
def test_a_version_that_never_was_is_wrong_usage(examples: Path, command: tuple[str, ...], version: str) -> None:
    done = run(*command, "--at-version", version, "--json")
    assert (done.code, done.out) == (2, "")
    assert "versions 1 to" in done.err


@pytest.mark.parametrize("command", OF_ONE_COALITION, ids=" ".join)
@pytest.mark.parametrize("option", ["--as-of", "--known-at"])
@pytest.mark.parametrize("date", ["yesterday", "2019-02-30", "2019-05-01T10:00:00", "", "\x1b[31m"])
def test_a_date_that_is_none_is_wrong_usage(examples: Path, command: tuple[str, ...], option: str, date: str) -> None:
    done = run(*command, option, date, "--json")
    assert (done.code, done.out) == (2, "")
    assert option in done.err
    assert "\x1b" not in done.err


@pytest.mark.parametrize("asked", [("--as-of", "1900-01-01"), ("--known-at", "2024-05-31")])
def test_before_the_beginning_there_is_nothing_to_tell(examples: Path, asked: tuple[str, str]) -> None:
    assert run("show", "i3t", *asked).out == "i3t: by then nothing that counts was on record\n"
    assert run("show", "i3t", *asked, "--json").json["phase"] is None
    assert run("timeline", "i3t", *asked, "--json").json["entries"] == []
    assert run("log", "i3t", *asked, "--json").json["entries"] == []
    for command in (("session", "i3t", "first-meeting"), ("event", "i3t", "12")):
        assert run(*command, *asked).code == 2


def test_in_the_far_future_everything_has_happened(examples: Path) -> None:
    assert run("show", "i3t", "--as-of", "9999-12-31", "--json").json["events"] == 133


def commands() -> Iterator[tuple[str, ...]]:
    """Every command, those of the event types apart."""

    def below(command: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        yield path
        for name, part in getattr(command, "commands", {}).items():
            yield from below(part, (*path, name))

    return below(typer.main.get_command(app), ())


@pytest.mark.parametrize("path", list(commands()), ids=lambda path: " ".join(("coalition", *path)))
def test_every_command_has_help_with_an_example(path: tuple[str, ...]) -> None:
    done = run(*path, "--help")
    assert (done.code, done.err) == (0, "")
    is_group = path in ((), ("store",), ("catalogue",))
    assert is_group or "Example: coalition" in done.out


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


@pytest.mark.parametrize(
    "arguments",
    [
        ("list",),
        ("show", "i3t"),
        ("timeline", "i3t"),
        ("session", "i3t", "first-meeting"),
        ("log", "i3t"),
        ("event", "i3t", "1"),
        ("record", "celebration-held", "i3t", "--of", "it", "--by", "nasa"),
        ("minutes", EXAMPLES / "minutes.yaml"),
        ("import", EXAMPLES / "i3t.jsonl", "--dry-run"),
        ("export",),
        ("store", "info"),
        ("store", "check"),
        ("store", "backup", "copy.db"),
    ],
    ids=lambda arguments: " ".join(map(str, arguments[:2])),
)
def test_where_there_is_no_store_it_is_said_how_to_make_one(folder: Path, arguments: tuple[str | Path, ...]) -> None:
    done = run(*arguments)
    if "--dry-run" in arguments:
        assert done.code == 0
    else:
        assert (done.code, done.out) == (2, "")
        assert "Make one with: coalition demo, coalition new or coalition import" in done.err
    assert list(folder.iterdir()) == []


def test_new_import_restore_and_demo_make_a_store(folder: Path, histories: Path) -> None:
    export = run("export", "--store", str(histories)).out.encode()
    makers = {
        "new.db": new("g", "--store", "new.db"),
        "import.db": run("import", EXAMPLES / "leads.jsonl", "--store", "import.db"),
        "taken.db": run("import", "-", "--restore", "--store", "taken.db", given=export),
        "restore.db": run("restore", histories, "--store", "restore.db"),
        "demo.db": run("demo", "."),
    }
    for name, done in makers.items():
        assert done.code == 0, done
        assert run("store", "check", "--store", name).code == 0


def test_the_store_is_the_option_else_the_variable_else_coalition_db(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert new("here").code == 0
    monkeypatch.setenv("COALITION_STORE", "sqlite:///other.db")
    assert new("there").code == 0
    assert new("elsewhere", "--store", f"sqlite:///{folder / 'third.db'}").code == 0
    assert [names("--store", store) for store in ("coalition.db", "other.db", "sqlite:///third.db")] == [
        ["here"],
        ["there"],
        ["elsewhere"],
    ]
    assert names() == ["there"]


def names(*more: str) -> list[str]:
    return [listed["coalition"] for listed in run("list", "--json", *more).json["coalitions"]]


def test_who_records_is_the_option_else_the_variable_else_the_user(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    new()
    joined("nasa", "g", "--as", "Jo “the pen”")
    monkeypatch.delenv("COALITION_USER")
    monkeypatch.setenv("LOGNAME", "os-user")
    joined("navy")
    assert [entry["recorded_by"] for entry in entries("g")] == ["ann", "Jo “the pen”", "os-user"]
    assert run("record", "celebration-held", "g", "--of", "it", "--by", "nasa", "--as", "").code == 2


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
    full = shell("coalition timeline i3t > /dev/full")
    assert full.returncode == 1
    assert full.stderr == "No space left on device: the store or a file\n"


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


def test_no_traceback_is_shown_unless_asked_for(examples: Path) -> None:
    edit("DROP TABLE command")
    plain = spawn("record", "celebration-held", "i3t", "--of", "it", "--by", "nasa", "--command-id", "k")
    assert plain.returncode == 1
    assert "Traceback" not in plain.stderr
    debugged = spawn("--debug", "record", "celebration-held", "i3t", "--of", "it", "--by", "nasa", "--command-id", "k")
    assert debugged.returncode != 0
    assert "Traceback" in debugged.stderr


def test_an_unforeseen_error_is_one_sentence(examples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("projections.show.show", lambda *_: 1 / 0)
    done = run("show", "i3t")
    assert done.code == 1
    assert done.err.startswith("Something unforeseen went wrong (ZeroDivisionError: division by zero).")
    monkeypatch.setenv("COALITION_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        run("show", "i3t")


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


def test_the_catalogue_is_read_from_the_code() -> None:
    events = run("catalogue", "events", "--json").json["events"]
    assert all(entry.keys() == {"type", "area", "sentence", "derived", "fields"} for entry in events)
    assert all(field.keys() == {"name", "type", "required"} for entry in events for field in entry["fields"])
    rules = run("catalogue", "rules", "--json").json["rules"]
    assert all(rule.keys() == {"rule", "sentence", "structural", "types"} for rule in rules)
    of_one = run("catalogue", "rules", "delivery-accepted", "--json").json["rules"]
    assert {rule["rule"] for rule in of_one} >= {"¶shape", "commitments.only-the-promisee-accepts"}
    assert len(of_one) < len(rules)
    assert [entry["type"] for entry in run("catalogue", "events", "party-joined", "--json").json["events"]] == [
        "party-joined"
    ]
    assert "standing" in run("catalogue", "events", "party-joined").out
    assert run("catalogue", "events").out.count("\n") == len(events) + 1
    assert run("catalogue", "rules").out.count("\n") == len(rules) + 1
