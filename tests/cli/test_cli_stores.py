"""Stores from the command line: made, shared with a role, copied from one kind to another; no password is ever told."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import EXAMPLES, joined, new, run
from contract.postgres import new_schema, server


@pytest.fixture
def schema() -> str:
    """The name of a schema that is not there yet."""
    return new_schema()


@pytest.fixture
def shared(schema: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a store on a server, with a password in it; every command means it."""
    url = server().url(schema, "postgres:sesame")
    monkeypatch.setenv("COALITION_STORE", url)
    return url


def told(url: str) -> str:
    return url.replace(":sesame", "")


def test_a_store_is_made_empty_and_found_there_again(folder: Path) -> None:
    for _ in range(2):
        assert run("store", "init").out == "There is a store at sqlite:///coalition.db.\n"
    assert run("store", "init", "--json").json == {"store": "sqlite:///coalition.db", "app_role": None}
    assert run("list", "--json").json["coalitions"] == []


def test_a_role_is_let_in_and_records(folder: Path, shared: str, schema: str) -> None:
    server().execute(f"CREATE ROLE role_{schema} LOGIN")
    done = run("store", "init", "--app-role", f"role_{schema}")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        f"There is a store at {told(shared)}.",
        f"role_{schema} may read and append. The database refuses it everything else.",
    ]
    role = server().url(schema, f"role_{schema}")
    assert new("g", "--store", role).code == 0
    assert joined("nasa", "g", "--store", role).code == 0
    assert run("show", "g", "--json").json["coalition"] == "g"
    assert run("list", "--json", "--store", role).json["coalitions"][0]["events"] == 2


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("--app-role", "no_such_role"), 2, "CREATE ROLE no_such_role"),
        (("--app-role", "postgres"), 2, "superuser"),
        (("--app-role", "x", "--store", "sqlite:///a.db"), 2, "knows no roles"),
        (("--store", "postgresql://me@localhost:1/ledger"), 1, "cannot be reached"),
        (("--store", "postgresql://localhost/ledger"), 2, "tells no role"),
        (("--store", "mysql://localhost/ledger"), 2, "'mysql'"),
    ],
)
def test_what_cannot_be_made_is_told_in_a_line(
    folder: Path, shared: str, arguments: tuple[str, ...], code: int, message: str
) -> None:
    done = run("store", "init", *arguments)
    assert (done.code, done.out) == (code, "")
    assert message in done.err
    assert len(done.err.splitlines()) == 1


def test_every_way_to_read_and_record_works_on_a_server(folder: Path, shared: str) -> None:
    assert run("list").code == 2
    assert run("import", EXAMPLES / "i3t.jsonl", "--dry-run").code == 0
    assert run("list").code == 2
    assert run("import", EXAMPLES / "i3t.jsonl", EXAMPLES / "leads.jsonl").code == 0
    file = ("--store", "sqlite:///file.db")
    assert run("import", EXAMPLES / "i3t.jsonl", EXAMPLES / "leads.jsonl", *file).code == 0
    for words in ("show i3t --json", "timeline i3t --party navy", "session leads developing-coalitions", "log i3t"):
        here, there = run(*words.split()), run(*words.split(), *file)
        assert (here.code, len(here.out.splitlines())) == (0, len(there.out.splitlines()))
    assert run("export", "--store", shared).code == 0
    assert run("store", "check").out == "285 events of 2 coalitions read; 0 faults.\n"
    assert run("views", "rebuild").code == 0


def test_a_ledger_moves_to_a_server_and_back(examples: Path, shared: str) -> None:
    there = run("store", "copy", "sqlite:///coalition.db", shared)
    what = "Copied 334 events of 4 coalitions in 4 recordings from sqlite:///coalition.db to"
    assert there.out == f"{what} {told(shared)}, and compared them: they are the same.\n"
    back = run("store", "copy", shared, "sqlite:///back.db", "--json").json
    assert (back["source"], back["target"], back["events"]) == (told(shared), "sqlite:///back.db", 334)
    assert run("export", "--store", "back.db").out == run("export", "--store", "coalition.db").out
    again = run("store", "copy", "sqlite:///coalition.db", shared)
    assert (again.code, again.out) == (2, "")
    assert "left as it is" in again.err


def test_a_backup_of_a_server_is_a_file_and_is_restored_anywhere(examples: Path, shared: str) -> None:
    run("store", "copy", "sqlite:///coalition.db", shared)
    assert run("store", "backup", "copy.db").out == f"Copied {told(shared)} to copy.db.\n"
    elsewhere = server().url(new_schema(), "postgres:sesame")
    assert run("restore", "copy.db", "--store", elsewhere).out == f"Restored copy.db to {told(elsewhere)}.\n"
    assert run("export", "--store", elsewhere).out == run("export", "--store", "coalition.db").out


def test_a_password_is_never_told(examples: Path, shared: str) -> None:
    run("store", "copy", "sqlite:///coalition.db", shared)
    wrong = shared.replace("/postgres?", "/none?")
    for words in (
        ("store", "info"),
        ("store", "info", "--json"),
        ("store", "check", "--json"),
        ("store", "backup", "x.db"),
        ("store", "init", "--json"),
        ("store", "copy", shared, shared),
        ("list", "--store", wrong),
        ("list", "--store", f"{shared}&nonsense=1"),
        ("list", "--store", shared.replace("sesame", "sesame%")),
        ("list", "--store", shared.replace("schema=", "schema=x")),
        ("export", "--store", wrong),
    ):
        done = run(*words)
        assert "sesame" not in done.out + done.err, words
