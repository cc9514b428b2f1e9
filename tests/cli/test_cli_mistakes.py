"""Mistakes at the command line that must not pass for an answer: reversed dates, mistyped names, unusable files."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from command_line import EXAMPLES, environment, new, run

from cli.render.causes import necessary
from cli.render.measures import diff, tables
from cli.render.measures import why as why_told
from cli.render.views import show


def test_versions_are_compared_at_one_instant(examples: Path) -> None:
    assert run("diff", "i3t", "--from", "100", "--to", "100", "--json").json["differences"] == []
    told = run("diff", "i3t", "--from", "100", "--to", "101", "--json").json
    assert told["read_at"]["from"] == told["read_at"]["to"]


def test_a_version_beside_a_date_tells_as_of_when_it_is_read(examples: Path) -> None:
    done = run("diff", "i3t", "--from", "2019-05-01", "--to", "100")
    today = run("diff", "i3t", "--from", "2019-05-01", "--to", "100", "--json").json["read_at"]["to"][:10]
    assert f"between 2019-05-01 and version 100 (as of {today})" in done.out
    assert "between version 99 and version 100\n" in run("diff", "i3t", "--from", "99", "--to", "100").out


@pytest.mark.parametrize(
    "words",
    [
        ("diff", "i3t", "--from", "101", "--to", "100"),
        ("diff", "i3t", "--from", "2019-06-01", "--to", "2019-05-01"),
        ("accountability", "i3t", "--since", "2019-06-01", "--until", "2019-05-01"),
        ("timeline", "i3t", "--since", "2019-06-01", "--until", "2019-05-01"),
    ],
)
def test_what_is_the_wrong_way_round_is_wrong_usage(examples: Path, words: tuple[str, ...]) -> None:
    done = run(*words)
    assert (done.code, done.out) == (2, "")
    assert "is later than" in done.err


@pytest.mark.parametrize(
    ("given", "mistake"),
    [
        (b"\xff", "w.toml is not a text in UTF-8: byte 1"),
        (b"[momentum", "w.toml: The weights are not TOML"),
        (b"[momentum]\nhalf_life_days = -1\n", "w.toml: The weight momentum.half_life_days is -1"),
        (b"[momentun]\n", "w.toml: There is no weight momentun"),
    ],
)
def test_a_mistake_in_a_file_of_weights_is_wrong_usage(examples: Path, given: bytes, mistake: str) -> None:
    Path("w.toml").write_bytes(given)
    for words in (("momentum", "i3t"), ("list",)):
        done = run(*words, "--weights", "w.toml")
        assert (done.code, done.out) == (2, "")
        assert mistake in done.err


@pytest.mark.parametrize("command", ["accountability", "momentum", "trust", "timeline"])
def test_a_party_of_which_nobody_ever_spoke_is_wrong_usage(examples: Path, command: str) -> None:
    done = run(command, "i3t", "--party", "navi")
    assert (done.code, done.out) == (2, "")
    assert "There is no party 'navi' in i3t; there is: navy, " in done.err


def test_a_person_of_whom_nobody_ever_spoke_is_wrong_usage(examples: Path) -> None:
    done = run("log", "i3t", "--by", "chief-navi")
    assert (done.code, done.out) == (2, "")
    assert "There is no party or person 'chief-navi' in i3t; there is: chief-navy, " in done.err
    assert run("log", "i3t", "--by", "chief-navy").code == 0


def test_the_list_says_which_parties_there_are(examples: Path) -> None:
    done = run("list", "--party", "navi")
    assert done.code == 0
    assert "There is no party 'navi' in any coalition; there is: navy, " in done.err


def test_momentum_says_that_it_is_of_the_whole(examples: Path) -> None:
    done = run("momentum", "i3t", "--party", "navy")
    assert done.code == 0
    assert done.err == "Momentum is of the whole coalition: --party navy leaves nothing out of it.\n"


def test_parties_are_told_across_the_coalitions_that_are_chosen(examples: Path) -> None:
    rows = run("list", "--json").json["coalitions"]
    chosen = {row["coalition"] for row in rows if row["phase"] == "chartered"}
    told = run("list", "--parties", "--phase", "chartered", "--json").json["parties"]
    assert chosen < {row["coalition"] for row in rows}
    assert {name for row in told for name in row["coalitions"]} == chosen


def test_an_empty_ledger_holds_no_coalition_yet(folder: Path) -> None:
    new("g")
    Path("empty.jsonl").touch()
    assert run("import", "empty.jsonl", "--store", "other.db").code == 2
    done = run("list", "--store", "other.db")
    assert (done.code, done.err) == (0, "The ledger holds no coalition yet.\n")


def test_reviews_are_told_by_their_dates(examples: Path) -> None:
    told = run("conflicts", "i3t", "--as-of", "2019-08-01")
    (conflict,) = run("conflicts", "i3t", "--as-of", "2019-08-01", "--json").json["conflicts"]
    dates = [review["on"] for review in conflict["reviews_due"] + conflict["reviews_overdue"]]
    assert dates
    assert "{" not in told.out
    assert all(date in told.out for date in dates)


def test_in_a_sentence_what_is_unknown_is_called_so(capsys: pytest.CaptureFixture[str]) -> None:
    why_told({"path": "momentum.trend", "value": None, "contributions": []})
    tables("reciprocity", {"reciprocity": None, "density": -0.001, "pairs": {}, "one_way": [], "silos": []})
    tables("collaboration", {"level": None, "name": None, "pairs": {}})
    curve: dict[str, Any] = {"score": -0.001, "state": "stalled", "trend": None, "curve": [], "components": {}}
    tables("momentum", curve | {"drivers": []})
    out = capsys.readouterr().out
    assert "momentum.trend = unknown" in out
    assert "Reciprocity unknown, density 0%" in out
    assert "level unknown, unknown" in out
    assert "Momentum 0.00, stalled, trend unknown" in out


def test_one_is_told_as_one(capsys: pytest.CaptureFixture[str]) -> None:
    necessary({"outcome": "x", "holds": True, "necessary": [{"n": 1, "takes": []}]}, {1: "a"})
    diff({"from": "1", "to": "2", "events": [2], "differences": []})
    out = capsys.readouterr().out
    assert "x: 1 act without" in out
    assert "1 event lies between version 1 and version 2" in out


def test_a_screen_shows_the_oldest_of_what_is_overdue(examples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = run("show", "i3t", "--json").json
    late = [{"on": f"2019-01-{day:02}", "what": f"promise {day}", "whose": []} for day in range(1, 31)]
    show(data | {"overdue": late[::-1]})
    out = capsys.readouterr().out
    assert "promise 10\n" in out
    assert "promise 11\n" not in out
    assert "… and 20 more: coalition accountability i3t" in out


@pytest.fixture
def reader(folder: Path) -> Iterator[Path]:
    """A store in a folder, for somebody who may write neither."""
    if not hasattr(os, "geteuid"):
        pytest.skip("no users to be")
    place, before = Path(tempfile.mkdtemp()), os.geteuid()
    try:
        new("g", "--store", f"sqlite:///{place / 'a.db'}")
        assert run("log", "g", "--store", str(place / "a.db")).code == 0  # loads what that other user may not read
        (place / "a.db").chmod(0o444)
        place.chmod(0o555)
        if before == 0:
            os.seteuid(65534)
        yield place / "a.db"
    finally:
        os.seteuid(before)
        place.chmod(0o777)
        shutil.rmtree(place)


def test_a_store_that_cannot_be_written_is_called_that(reader: Path) -> None:
    done = run("log", "g", "--store", f"sqlite:///{reader}")
    assert (done.code, done.out) == (1, "")
    assert f"{reader} cannot be opened for writing" in done.err
    assert "coalition store restore" in done.err


def test_who_interrupts_the_loading_sees_no_traceback() -> None:
    script = """
import sys

class Interrupting:
    def find_spec(self, name, *_):
        if name == "typer":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Interrupting())
from cli.start import main
main()
"""
    words = [sys.executable, "-c", script]
    done = subprocess.run(words, env=environment(), capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


@pytest.mark.parametrize(
    ("scenario", "answers"),
    [("majority", "charter"), ("promise-kept", "accountability"), ("navy-leaves", "conflicts")],
)
def test_an_example_expects_what_it_asks_and_the_record_does_not_have(
    examples: Path, scenario: str, answers: str
) -> None:
    told = run("whatif", "i3t", "--scenario", EXAMPLES / "scenarios" / f"{scenario}.yaml", "--json")
    expectation = told.json["expectation"]
    assert (told.code, expectation["holds"], expectation["held"]) == (0, True, False)
    assert expectation["outcome"].startswith(answers)


@pytest.mark.parametrize(("typed", "meant"), [("fbb", " Did you mean fb?"), ("fo", " Did you mean fb?"), ("xyz", "")])
def test_a_short_name_that_is_mistyped_is_known_again(folder: Path, typed: str, meant: str) -> None:
    """And where one may be meant, nobody is told to propose a coalition of the name that was mistyped."""
    new("fb")
    assert run("show", typed).err == f"The ledger holds no coalition {typed!r}.{meant} See: coalition list\n"
    done = run("record", "celebration-held", typed, "--of", "it", "--by", "nasa")
    assert done.code == 3
    assert done.err == (
        "Refused by ¶opened: A coalition's history starts with coalition-proposed. "
        f"{typed} has none{f'.{meant}' if meant else '; record that first.'}\n"
    )
    asked = run("record", "celebration-held", typed, "--of", "it", "--by", "nasa", "--json")
    refused = asked.json["refused"]
    assert (asked.code, refused["rule"], refused["breaches"]) == (3, "¶opened", ["¶opened"])
    assert done.err == f"Refused by ¶opened: {refused['message']}\n"


def test_a_type_is_known_by_what_people_call_it(folder: Path) -> None:
    done = run("record", "promise-made", "fb")
    assert done.code == 2
    assert "No event type is called 'promise-made'; did you mean commitment-made?" in done.err


def test_the_version_is_told(folder: Path) -> None:
    done = run("--version")
    assert (done.code, done.err) == (0, "")
    assert done.out == f"coalition {version('coalition-engine')}\n"


def test_a_coalition_without_a_date_is_said_to_be_proposed_as_of_today(folder: Path) -> None:
    told = ("--name", "N", "--purpose", "p", "--convener", "pantry", "--origin", "grassroots")
    today = run("new", "a", *told)
    assert today.out == "a 1: pantry proposed “N”, from the grassroots: “p”. Proposed as of today.\n"
    dated = run("new", "b", *told, "--at", "2026-06-01")
    assert dated.out == "b 1: pantry proposed “N”, from the grassroots: “p”.\n"
    date = run("log", "a", "--json").json["entries"][0]["at"][:10]
    earlier = run("show", "a", "--as-of", "2020-01-01")
    assert earlier.out == f"a: it was proposed on {date}; by then nothing that counts was on record\n"


def test_a_refusal_names_all_rules_that_are_broken(folder: Path) -> None:
    new("g")
    told = ("--commitment", "c", "--promisor", "navy", "--promisee", "noaa", "--what", "it", "--due", "2019-04-01")
    done = run("record", "commitment-made", "g", "--at", "2019-01-03", "--by", "navy", *told, "--json")
    assert done.code == 3
    assert done.err.endswith(" It also breaks: commitments.promisor-is-in, commitments.promisee-is-in.\n")
    assert done.json["refused"]["breaches"] == [
        "membership.actor-is-in",
        "commitments.promisor-is-in",
        "commitments.promisee-is-in",
    ]


def test_a_review_is_not_taken_for_a_promise(examples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = run("show", "i3t", "--json").json
    about = {"id": "x", "on": "2019-01-01", "whose": []}
    kinds = {
        "conflict-review": "Vans in the clinic's lot",
        "decision-review": "Brief every guest",
        "agreement-review": "the agreement between NASA and NOAA",
        "promise": "Bread",
    }
    show(data | {"overdue": [about | {"kind": kind, "what": what} for kind, what in kinds.items()], "next": []})
    out = capsys.readouterr().out
    assert "  review of the settlement: Vans in the clinic's lot\n" in out
    assert "  review of the decision: Brief every guest\n" in out
    assert "  review of the agreement between NASA and NOAA\n" in out
    assert "  Bread\n" in out


def test_the_delay_of_recording_is_not_called_as_that_of_a_delivery(examples: Path) -> None:
    for told in (run("timeline", "i3t").out, run("audit", "log", "i3t").out):
        heading, first, *_ = told.splitlines()
        assert "days late" not in heading
        assert re.search(r"  \d+ d  ", first)
        assert "recorded after" in heading
    assert "days late" in run("accountability", "i3t").out
