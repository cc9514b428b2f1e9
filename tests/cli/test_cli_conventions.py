"""Conventions of every command: which store, who, which dates, and what its JSON starts with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from command_line import EXAMPLES, entries, joined, new, run

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
    "show": {
        "name",
        "phase",
        "sponsored",
        "members",
        "observers",
        "charter",
        "open_conflicts",
        "next",
        "events",
        "momentum",
    },
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
    assert (data["weights"] is None) == (command[0] != "show")
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
def test_every_date_is_checked(examples: Path, command: tuple[str, ...], option: str) -> None:
    done = run(*command, option, "yesterday", "--json")
    assert (done.code, done.out) == (2, "")
    assert f"{option}: 'yesterday' is neither a date" in done.err


@pytest.mark.parametrize("date", ["2019-02-30", "2019-05-01T10:00:00", "2019-05", "", "0001-01-01T00:00:00+14:00"])
def test_a_date_that_is_none_is_wrong_usage(examples: Path, date: str) -> None:
    done = run("show", "i3t", "--as-of", date)
    assert (done.code, done.out) == (2, "")
    assert "--as-of" in done.err


@pytest.mark.parametrize(
    ("asked", "begun"),
    [
        (("--as-of", "1900-01-01"), "it was proposed on 2018-05-02"),
        (("--known-at", "2024-05-31"), "its first entry was recorded on 2024-06-01"),
    ],
)
def test_before_the_beginning_there_is_nothing_to_tell(examples: Path, asked: tuple[str, str], begun: str) -> None:
    assert run("show", "i3t", *asked).out == f"i3t: {begun}; by then nothing that counts was on record\n"
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
    is_group = path in ((), ("store",), ("catalogue",), ("views",), ("audit",))
    assert is_group or "Example: coalition" in done.out


@pytest.mark.parametrize(
    "arguments",
    [
        ("list",),
        ("list", "--parties"),
        ("views", "status"),
        ("audit", "verify"),
        ("audit", "checkpoint"),
        ("audit", "key"),
        ("audit", "prove", "i3t", "12", "-o", "x"),
        ("audit", "pack", "i3t", "-o", "x"),
        ("audit", "breaches"),
        ("audit", "log", "i3t"),
        ("views", "rebuild"),
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
