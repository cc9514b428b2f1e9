"""The portfolio on the command line: all coalitions side by side, caught up when read, and made anew on request."""

from __future__ import annotations

import re
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from command_line import new, run

from cli.render import text
from projections.rounding import rounded

THEN = ("--as-of", "2019-05-01")


def listed(*options: str | Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = run("list", "--json", *options).json["coalitions"]
    return rows


def names(*options: str | Path) -> list[str]:
    return [row["coalition"] for row in listed(*options)]


def test_the_list_has_a_line_for_every_coalition(examples: Path) -> None:
    lines = run("list").out.splitlines()
    assert [line.split()[0] for line in lines] == ["coalition", "fell-apart", "i3t", "leads", "went-alone"]
    assert re.split("  +", lines[0]) == [
        *("coalition", "name", "phase", "age", "members", "momentum", "state"),
        *("kept", "overdue", "last activity", "events"),
    ]


def test_on_a_narrow_terminal_it_stays_a_table_and_says_what_it_leaves_out(
    examples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    lines = run("list", columns=80).out.splitlines()
    assert lines[0].split() == ["coalition", "name", "phase", "momentum", "state", "kept", "overdue"]
    assert [line.split()[0] for line in lines if not line.startswith((" ", "…"))] == [
        *("coalition", "fell-apart", "i3t", "leads", "went-alone"),
    ]
    assert lines[-1] == "… more with a wider terminal or --json: age, members, last activity, events"
    assert "events" in run("list", "--sort", "events", columns=80).out.splitlines()[0]
    assert "members" in run("list", columns=100).out.splitlines()[0]
    assert "…" not in run("list", columns=120).out


@pytest.mark.parametrize(
    ("command", "titles"),
    [
        ("trust", ["from", "to", "expectation", "uncertainty", "perceived"]),
        ("accountability", ["party", "made", "kept", "kept", "late", "overdue", "awaiting", "broken", "kept", "rate"]),
    ],
)
def test_a_wide_table_leaves_columns_out_before_it_falls_apart(
    examples: Path, command: str, titles: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    lines = run(command, "i3t", columns=80).out.splitlines()
    assert lines[2].split() == titles
    assert any(line.startswith("… more with a wider terminal or --json: ") for line in lines)


def test_a_column_in_which_nothing_stands_is_the_first_to_go(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text, "on_terminal", lambda: True)
    monkeypatch.setenv("COLUMNS", "30")
    text.table(("one", "two" * 8, "three"), [("a", None, "b"), ("c", "", "d")])
    assert capsys.readouterr().out.split() == ["one", "three", "a", "b", "c", "d"]


def test_a_small_momentum_is_told_with_two_digits(examples: Path) -> None:
    day = ("--as-of", "2020-12-07")
    told = [rounded(value) for value in (-1.123, -0.016, 0.0961, 0.1, 0.0, -0.001, 12.34)]
    assert told == ["-1.1", "-0.02", "0.10", "0.1", "0.00", "0.00", "12.3"]
    row = listed("--party", "navy", *day)[0]
    assert f"  {rounded(row['momentum'])}  " in run("list", "--party", "navy", *day).out


def test_a_coalition_is_told_as_of_a_date(examples: Path) -> None:
    data = run("list", "--json", *THEN).json
    assert {name: data[name] for name in ("as_of", "known_at", "position", "head", "behind")} == {
        "as_of": "2019-05-01T23:59:59.999999Z",
        "known_at": None,
        "position": 334,
        "head": 334,
        "behind": 0,
    }
    (row,) = data["coalitions"]
    accountability = run("accountability", "i3t", "--json", *THEN).json["coalition"]
    momentum = run("momentum", "i3t", "--json", *THEN).json
    assert row["momentum"] == pytest.approx(momentum["score"])
    assert row | {"momentum": None} == {
        "coalition": "i3t",
        "name": "Integrated Infrastructure Information Technology (I3T) Working Group",
        "phase": "chartered",
        "opened_at": "2018-05-02",
        "ended_at": None,
        "age_days": 364,
        "members": 5,
        "momentum": None,
        "momentum_state": momentum["state"],
        "kept_rate": accountability["kept_rate"],
        "kept_rate_n": accountability["kept_rate_n"],
        "overdue": accountability["overdue"],
        "last_activity": "2019-04-24T14:00:00-05:00",
        "events": 91,
        "version": 133,
    }


def test_nothing_was_known_before_it_was_recorded(examples: Path) -> None:
    assert listed("--known-at", "2024-05-31") == []
    assert names("--known-at", "2024-06-01", "--as-of", "2019-05-01") == ["i3t"]


def test_it_is_filtered_and_put_in_order(examples: Path) -> None:
    assert names("--phase", "dissolved") == ["fell-apart", "leads"]
    assert names("--state", "stalled", "--phase", "abandoned") == ["went-alone"]
    assert names("--party", "navy") == ["i3t"]
    assert names("--sort", "events", "--descending") == ["leads", "i3t", "fell-apart", "went-alone"]
    assert names("--sort", "kept_rate") == ["fell-apart", "i3t", "leads", "went-alone"]  # unknown comes last
    assert names("--sort", "kept_rate", "--descending") == ["leads", "i3t", "fell-apart", "went-alone"]
    assert names("--descending") == ["went-alone", "leads", "i3t", "fell-apart"]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("--phase", "charted"), "There is no phase 'charted'; there is: proposed, forming, chartered"),
        (("--state", "tired"), "There is no state 'tired'; there is: unknown, reversing, stalled"),
        (("--sort", "age"), "There is no column 'age'; there is: coalition, name"),
        (("--parties", "--sort", "phase"), "There is no column 'phase'; there is: party, name, coalitions"),
    ],
)
def test_what_cannot_be_asked_is_told_with_what_can(examples: Path, asked: tuple[str, ...], told: str) -> None:
    done = run("list", *asked)
    assert (done.code, done.out) == (2, "")
    assert told in done.err


def test_where_nothing_is_like_that_it_says_so(examples: Path) -> None:
    assert run("list", "--phase", "forming").err == "There is no coalition like that.\n"
    assert run("list", "--parties", "--phase", "forming").err == "There is nobody like that.\n"


def test_parties_are_told_across_their_coalitions(examples: Path) -> None:
    rows = {row["party"]: row for row in run("list", "--parties", "--json", *THEN).json["parties"]}
    one = run("accountability", "i3t", "--json", *THEN).json["parties"]["navy"]
    assert rows["navy"] == {
        "party": "navy",
        "name": "U.S. Navy",
        "coalitions": ["i3t"],
        "present_in": ["i3t"],
        "commitments": one["made"],
        "kept_rate": one["kept_rate"],
        "kept_rate_n": one["kept_rate_n"],
        "overdue": one["overdue"],
    }
    assert run("list", "--parties", "--party", "navy", *THEN).out.splitlines()[1].startswith("navy   U.S. Navy  i3t")


def test_other_constants_are_not_stored(examples: Path) -> None:
    Path("w.toml").write_text("[momentum]\nhalf_life_days = 7\n", encoding="utf-8")
    other, shipped = (run("list", "--json", *THEN, *more).json for more in (("--weights", "w.toml"), ()))
    assert (other["position"], shipped["position"]) == (0, 334)
    assert other["weights"] != shipped["weights"]
    asked = ("momentum", "i3t", "--json", *THEN, "--weights", "w.toml")
    assert other["coalitions"][0]["momentum"] == pytest.approx(run(*asked).json["score"])


def test_the_views_are_behind_until_they_are_read(examples: Path) -> None:
    assert run("views", "status", "--json").json == {"portfolio": {"position": 0, "head": 334, "behind": 334}}
    assert run("views", "status").out == "portfolio: 334 of 334 events behind\n"
    run("list")
    assert run("views", "status").out == "portfolio: 0 of 334 events behind\n"
    run("record", "celebration-held", "i3t", "--of", "it", "--by", "nasa")
    assert run("views", "status").out == "portfolio: 1 of 335 events behind\n"
    assert (run("list", "--json").json["behind"], run("views", "status", "--json").json["portfolio"]["behind"]) == (
        0,
        0,
    )


def test_a_rebuild_gives_the_same_rows_whatever_was_stored(examples: Path) -> None:
    before = run("list", "--json", *THEN).json
    with sqlite3.connect("coalition.db") as connection:
        (table,) = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if any(column[1] == "until" for column in connection.execute(f"PRAGMA table_info({name})"))
        ]
        connection.execute(f"UPDATE {table} SET state = replace(state, 'NASA', 'SAAN')")
    assert run("list", "--parties").out.count("SAAN")
    assert run("views", "rebuild").out == "Rebuilt the portfolio from 334 events.\n"
    assert run("list", "--json", *THEN).json == before
    assert not run("list", "--parties").out.count("SAAN")


def test_a_ledger_that_cannot_be_written_is_read_all_the_same(examples: Path) -> None:
    run("list")
    run("record", "celebration-held", "i3t", "--of", "it", "--by", "nasa")
    shutil.copy("coalition.db", "copy.db")
    with sqlite3.connect("copy.db") as connection:  # rights on a file do not stop root
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            if "tracking" in table or "view" in table:
                for action in ("INSERT", "UPDATE"):
                    connection.execute(
                        f"CREATE TRIGGER no_{action}_{table} BEFORE {action} ON {table} "
                        "BEGIN SELECT RAISE(ABORT, 'read only'); END"
                    )
    done = run("list", "--json", "--store", "copy.db")
    assert done.code == 0
    assert "1 events behind and cannot be stored" in done.err
    assert (done.json["behind"], done.json["coalitions"][1]["events"]) == (1, 134)


def test_one_that_cannot_be_read_does_not_hide_the_others(examples: Path) -> None:
    new("other")
    with sqlite3.connect("coalition.db") as connection:
        connection.execute(
            "UPDATE stored_events SET state = 'x' WHERE originator_id = 'leads' AND originator_version = 9"
        )
    done = run("list")
    assert done.code == 4
    assert "leads" in done.err
    assert [line.split()[0] for line in done.out.splitlines()[1:]] == [
        "fell-apart",
        "i3t",
        "leads",
        "other",
        "went-alone",
    ]
