"""Reading: what people see of the example histories, word for word, and what the filters choose.

The texts lie beside this file. After a change that is meant, write them anew: SNAPSHOTS=write pytest tests/cli
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from command_line import entries, joined, new, run

SNAPSHOTS = Path(__file__).parent / "snapshots"
READ = {
    "show-i3t": ("show", "i3t", "--as-of", "2019-10-15"),
    "show-i3t-in-dispute": ("show", "i3t", "--as-of", "2019-05-01"),
    "show-leads-drafting": ("show", "leads", "--as-of", "2021-12-31"),
    "show-went-alone": ("show", "went-alone", "--as-of", "2024-06-01"),
    "timeline-fell-apart": ("timeline", "fell-apart", "--as-of", "2024-06-01"),
    "timeline-i3t-navy": ("timeline", "i3t", "--party", "navy", "--lane", "commitments", "--as-of", "2024-06-01"),
    "session-leads": ("session", "leads", "developing-coalitions"),
    "session-i3t": ("session", "i3t", "first-meeting"),
    "event-leads": ("event", "leads", "61"),
    "log-went-alone": ("log", "went-alone"),
}


@pytest.mark.parametrize("name", READ)
def test_what_people_read(examples: Path, name: str) -> None:
    done = run(*READ[name])
    assert (done.code, done.err) == (0, "")
    assert done.out == kept(f"{name}.txt", done.out)


@pytest.mark.parametrize("name", ["show-i3t", "timeline-fell-apart", "log-went-alone"])
def test_what_people_read_on_a_terminal(examples: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    shown = "".join(f"{line.rstrip()}\n" for line in run(*READ[name], columns=80).out.splitlines())
    assert shown == kept(f"{name}-terminal.txt", shown)


def kept(name: str, shown: str) -> str:
    """The text that is kept under a name."""
    file = SNAPSHOTS / name
    if os.environ.get("SNAPSHOTS") == "write":
        file.write_text(shown, encoding="utf-8")
    return file.read_text(encoding="utf-8")


def told(*options: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = run("timeline", "i3t", "--json", *options).json["entries"]
    return entries


def test_a_timeline_is_filtered_by_party_area_and_dates(examples: Path) -> None:
    everything = told()
    assert told("--party", "navy") == [entry for entry in everything if "navy" in entry["parties"]]
    assert told("--lane", "common-ground") == told("--lane", "common_ground")
    assert {entry["lane"] for entry in told("--lane", "common-ground")} == {"common_ground"}
    between = told("--since", "2018-05-16", "--until", "2018-05-16")
    assert {entry["at"][:10] for entry in between} == {"2018-05-16"}
    assert between == [entry for entry in everything if entry["at"][:10] == "2018-05-16"]
    assert run("timeline", "i3t", "--until", "1999-01-01").err == "No entry is like that.\n"
    assert run("timeline", "i3t", "--until", "1999-01-01").code == 0


def test_a_log_is_filtered_by_type_actor_and_when_it_was_recorded(examples: Path) -> None:
    everything = entries("i3t")
    assert [entry["n"] for entry in everything] == list(range(1, 134))
    of_type = entries("i3t", "--type", "commitment-made", "--by", "navy")
    assert of_type == [e for e in everything if e["type"] == "commitment-made" and e["by"] == "navy"]
    assert entries("i3t", "--since", "2024-06-01") == everything
    assert entries("i3t", "--since", "2024-06-02") == []
    assert entries("i3t", "--as-of", "2018-05-02") == everything[:2]
    assert entries("i3t", "--at-version", "7") == everything[:7]
    assert run("log", "i3t", "--type", "coalition-dissolved").err == "No entry is like that.\n"


def test_a_log_tells_what_was_voided_as_far_as_it_was_known(examples: Path) -> None:
    voided = [entry["n"] for entry in entries("leads") if entry["voided"]]
    assert voided == [61]
    assert not any(entry["voided"] for entry in entries("leads", "--at-version", "62"))
    assert "voided" in run("log", "leads").out


def test_an_entry_tells_what_it_hangs_together_with(examples: Path) -> None:
    mended = run("event", "leads", "61", "--json").json
    assert (mended["voided_by"], mended["corrected_by"]) == ([63], [64])
    assert mended["event"]["n"] == 61
    earlier = run("event", "leads", "61", "--at-version", "62", "--json").json
    assert (earlier["voided_by"], earlier["corrected_by"]) == ([], [])
    derived = run("event", "went-alone", "9", "--json").json
    assert derived["rests_on"] == [8]
    assert run("event", "went-alone", "8", "--json").json["derived"] == [9]


def test_what_hangs_on_an_entry_is_told_as_it_was_on_a_date(examples: Path) -> None:
    later = run("event", "leads", "62", "--json").json["rested_on_by"]
    by_then = run("event", "leads", "62", "--json", "--as-of", "2022-02-28").json["rested_on_by"]
    assert (by_then, bool(later)) == ([], True)


def test_an_id_that_came_in_twice_rests_where_it_came_in_before() -> None:
    new(), joined("nasa"), joined("navy")
    promise = ("--commitment", "c", "--promisor", "navy", "--promisee", "nasa", "--what", "it", "--due", "2019-04-01")
    made = ("record", "commitment-made", "g", "--by", "navy", "--at", "2019-01-03", *promise)
    told = ("--commitment", "c", "--evidence", "there")
    delivered = ("record", "commitment-delivered", "g", "--by", "navy", "--at", "2019-01-04", *told)
    retracted = (
        "record",
        "event-retracted",
        "g",
        "--by",
        "nasa",
        "--event",
        "4",
        "--reason",
        "no",
        "--cascade",
        "true",
    )
    for command in (made, delivered, retracted, made, delivered):
        assert run(*command).code == 0
    rests_on = {n: run("event", "g", n, "--json").json["rests_on"] for n in ("5", "8")}
    assert rests_on == {"5": [4], "8": [7]}


def test_a_date_known_to_the_month_is_told_to_the_month() -> None:
    new(), joined("nasa")
    run("record", "celebration-held", "g", "--by", "nasa", "--of", "it", "--at", "2019-03-01", "--precision", "month")
    assert run("timeline", "g").out.splitlines()[3].split()[:2] == ["3", "2019-03"]


def test_testimony_is_told_beside_what_it_is_about(examples: Path) -> None:
    lines = run("timeline", "leads").out.splitlines()
    contested = [line for line in lines if "[contested by " in line]
    assert len(contested) == 1
    assert "reconciled by" in contested[0]
