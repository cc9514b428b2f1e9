"""`coalition import` and `coalition export`: many events in, whole histories out."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from command_line import COMMAND, EXAMPLES, Done, entries, environment, new, run, shell

PROPOSED = {
    "coalition": "g",
    "type": "coalition-proposed",
    "at": "2019-01-01",
    "by": "nasa",
    "name": "The Group",
    "purpose": "to try",
    "convener": "nasa",
    "origin": "grassroots",
}
JOINED = {
    "coalition": "g",
    "type": "party-joined",
    "at": "2019-01-02",
    "by": "nasa",
    "party": "nasa",
    "name": "NASA",
    "kind": "unit",
    "standing": "member",
}
STRANGER = {"coalition": "g", "type": "celebration-held", "at": "2019-01-03", "by": "nobody", "of": "it"}


def lines(*events: dict[str, Any]) -> bytes:
    return "".join(json.dumps(event) + "\n" for event in events).encode()


def imported(*events: dict[str, Any], options: tuple[str, ...] = ()) -> Done:
    return run("import", "-", *options, given=lines(*events))


@pytest.mark.parametrize("name", ["i3t", "leads", "went-alone", "fell-apart"])
def test_the_examples_are_imported_by_the_name_of_the_file(name: str) -> None:
    done = run("import", EXAMPLES / f"{name}.jsonl")
    assert (done.code, done.err) == (0, "")
    assert done.out.endswith("accepted, 0 refused, in 1 coalition\n")


def unfounded(count: int) -> list[dict[str, Any]]:
    """So many coalitions of which nobody wrote down where they came from."""
    proposed = {name: value for name, value in PROPOSED.items() if name != "origin"}
    return [event | {"coalition": f"g{number}"} for number in range(count) for event in (proposed, JOINED, STRANGER)]


def test_of_very_many_refused_lines_the_first_are_named_and_the_rest_are_counted() -> None:
    done = imported(*unfounded(30))
    *named, rest, following, advice = done.err.splitlines()
    assert [told.split(": ")[0] for told in named] == [f"-, line {3 * number + 1}" for number in range(25)]
    assert rest == "-: 5 more lines, from line 76 on, are refused by recording.complete; --json names each."
    assert following == (
        "-: 60 more lines of 30 coalitions refused by ¶opened, for want of a coalition-proposed before them."
    )
    assert "--attest" in advice
    assert (done.code, done.out) == (3, "-: 0 accepted, 90 refused, in 30 coalitions\n")
    told = imported(*unfounded(30), options=("--json",))
    assert [refusal["line"] for refusal in told.json["refusals"]] == list(range(1, 91))
    taken = imported(*unfounded(30), options=("--attest", "nobody wrote it down"))
    assert (taken.code, taken.out) == (0, "-: 90 accepted, 0 refused, in 30 coalitions\n")


def test_of_every_rule_and_every_mistake_in_form_the_first_line_is_named() -> None:
    wrong: list[dict[str, Any]] = [{"of": None}, {"at": "3/4/2026"}, {"by": "Nobody!"}, {"type": "no"}]
    slips = [STRANGER | one for one in wrong]
    done = imported(PROPOSED, JOINED, *[STRANGER] * 30, *slips, *[STRANGER] * 30, JOINED)
    told = done.err.splitlines()
    named = [int(line.split(":")[0].removeprefix("-, line ")) for line in told if line.startswith("-, line ")]
    assert len(named) == 25
    assert named == sorted(named)
    assert {3, 33, 34, 35, 36, 67} <= {*named}
    assert told[-1].startswith("-: 40 more lines, from line 23 on, are refused by membership.actor-is-in")


def test_who_broke_a_rule_is_not_told_to_attest_it() -> None:
    """What is missing may never have been written down; a stranger who acts is more likely a slip of the pen."""
    lacking = {"coalition": "g", "type": "commitment-made", "at": "2019-01-04", "by": "nasa", "commitment": "c"}
    assert "--attest" not in imported(PROPOSED, JOINED, STRANGER).err
    assert "--attest" not in imported(*unfounded(1), PROPOSED, JOINED, STRANGER, lacking).err


def test_the_same_again_stores_nothing() -> None:
    first = run("import", EXAMPLES / "leads.jsonl", "--json").json
    again = run("import", EXAMPLES / "leads.jsonl", "--json").json
    assert first["coalitions"]["leads"] == {"accepted": 146, "refused": 0, "version": 152, "repeated": False}
    assert again["coalitions"]["leads"] == {"accepted": 146, "refused": 0, "version": 152, "repeated": True}
    told, counted = run("import", EXAMPLES / "leads.jsonl"), "0 accepted, 0 refused, in 1 coalition"
    before = "146 were recorded before, by this very import of leads: nothing was stored twice"
    assert (told.code, told.err, told.out) == (0, "", f"{EXAMPLES / 'leads.jsonl'}: {counted}; {before}\n")
    assert len(entries("leads")) == 152


def test_a_refused_line_keeps_its_coalition_out_and_no_other() -> None:
    other = [{**event, "coalition": "h"} for event in (PROPOSED, JOINED)]
    done = imported(PROPOSED, *other, JOINED, STRANGER)
    assert done.code == 3
    assert done.err.startswith("-, line 5: g celebration-held refused by membership.actor-is-in. ")
    assert done.out == "-: 2 accepted, 1 refused, in 2 coalitions\n"
    assert run("show", "g").code == 2
    assert len(entries("h")) == 2


def test_what_is_accepted_is_kept_where_asked_to_keep_going() -> None:
    told = imported(PROPOSED, STRANGER, JOINED, options=("--keep-going", "--json"))
    assert told.code == 3
    assert (told.json["accepted"], told.json["refused"]) == (2, 1)
    assert told.json["refusals"][0].keys() == {"line", "coalition", "type", "rule", "message"}
    assert [entry["type"] for entry in entries("g")] == ["coalition-proposed", "party-joined"]


def test_a_rehearsal_tells_the_same_and_stores_nothing(folder: Path) -> None:
    done = imported(PROPOSED, STRANGER, options=("--dry-run",))
    assert (done.code, done.out) == (3, "-: 0 would be accepted, 1 refused, in 1 coalition\n")
    assert imported(PROPOSED, JOINED, options=("--dry-run",)).code == 0
    assert list(folder.iterdir()) == []
    imported(PROPOSED)
    assert imported(JOINED, options=("--dry-run", "--json")).json["accepted"] == 1
    assert len(entries("g")) == 1


def test_a_reason_attests_what_breaks_rules() -> None:
    assert imported(PROPOSED, JOINED, STRANGER, options=("--attest", "from the register")).code == 0
    assert entries("g")[-1]["attested"] == {"reason": "from the register", "by": "ann"}
    assert "attested" not in entries("g")[0]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (b"{", "line 1: unreadable. Not JSON"),
        (b"\xff\n", "line 1: unreadable. Not UTF-8"),
        (b"[]\n", "line 1: unreadable. An event is an object"),
        (b'{"type": "party-joined"}\n', "The field coalition is missing"),
    ],
)
def test_a_line_that_cannot_be_read_keeps_the_file_out(given: bytes, words: str) -> None:
    done = run("import", "-", given=lines(PROPOSED) + given)
    assert done.code == 2
    assert words.replace("line 1", "line 2") in done.err
    assert run("import", "-", "--keep-going", "--json", given=given + b"\n" + lines(PROPOSED)).json["accepted"] == 1


@pytest.mark.parametrize("name", ["empty.jsonl", "empty.csv", "empty.yaml"])
def test_an_empty_file_holds_nothing(name: str) -> None:
    Path(name).touch()
    done = run("import", name)
    assert (done.code, done.out) == (2, f"{name}: 0 accepted, 1 refused, in 0 coalitions\n")
    assert done.err == f"{name}, line 1: unreadable. The file holds no events.\n"
    assert run("import", name, "--dry-run").code == 2
    assert run("list", "--json").json["coalitions"] == []


def test_tables_yaml_and_minutes_are_imported(examples: Path) -> None:
    Path("a.csv").write_text(
        "coalition;type;at;by;name;purpose;convener;origin\n"
        'a;coalition-proposed;2019-01-01;nasa;"=1+1";"It\'s; ""odd""";nasa;grassroots\n',
        encoding="utf-8",
    )
    Path("b.yaml").write_text(f"- {json.dumps({**PROPOSED, 'coalition': 'b'})}\n", encoding="utf-8")
    done = run("import", "a.csv", "b.yaml", EXAMPLES / "minutes.yaml")
    assert (done.code, done.err) == (0, "")
    assert [line.partition(": ")[2] for line in done.out.splitlines()] == [
        "1 accepted, 0 refused, in 1 coalition",
        "1 accepted, 0 refused, in 1 coalition",
        "18 accepted, 0 refused, in 1 coalition",
    ]
    assert entries("a")[0]["purpose"] == 'It\'s; "odd"'


def test_a_file_that_cannot_be_read_keeps_those_before_it_out(folder: Path) -> None:
    assert run("import", EXAMPLES / "i3t.jsonl", "nowhere.jsonl").code == 2
    assert list(folder.iterdir()) == []


def test_a_pipe_is_a_file_too() -> None:
    os.mkfifo("pipe")
    writer = threading.Thread(target=lambda: Path("pipe").write_bytes(lines(PROPOSED)))
    writer.start()
    assert run("import", "pipe", "--format", "jsonl").code == 0
    writer.join()


def test_only_json_is_printed_however_much_is_told() -> None:
    done = run("import", EXAMPLES / "leads.jsonl", "--verbose", "--json")
    assert done.json["accepted"] == 146
    assert done.err == "recorded leads 152\n"
    assert run("import", EXAMPLES / "i3t.jsonl", "-v").out.splitlines()[0] == "recorded i3t 133"


def test_many_repetitions_are_counted_not_listed() -> None:
    events = [{**PROPOSED, "coalition": f"g{number}"} for number in range(6)]
    imported(*events)
    again, of = imported(*events), "by this very import of 6 coalitions"
    assert (again.err, again.out) == (
        "",
        f"-: 0 accepted, 0 refused, in 6 coalitions; 6 were recorded before, {of}: nothing was stored twice\n",
    )


def test_what_is_new_is_counted_beside_what_was_recorded_before() -> None:
    imported(PROPOSED)
    done = imported(PROPOSED, {**PROPOSED, "coalition": "h"}, {**JOINED, "coalition": "h"})
    told = "1 was recorded before, by this very import of g: nothing was stored twice"
    assert done.out == f"-: 2 accepted, 0 refused, in 2 coalitions; {told}\n"


def test_an_export_is_taken_back_to_the_byte(examples: Path) -> None:
    everything = run("export").out
    assert everything.count("\n") == 334
    assert run("export", "-o", "all.jsonl").out == ""
    assert Path("all.jsonl").read_text(encoding="utf-8") == everything
    done = run("import", "all.jsonl", "--restore", "--store", "copy.db")
    assert done.out == "Restored 334 events of 4 coalitions, as they were.\n"
    assert run("export", "--store", "copy.db").out == everything
    told = run("import", "all.jsonl", "--restore", "--store", "again.db", "--json").json
    assert told == {"restored": 334, "coalitions": ["fell-apart", "i3t", "leads", "went-alone"]}


def test_an_export_is_imported_as_new_events_with_the_same_content(examples: Path) -> None:
    run("export", "leads", "-o", "leads.jsonl")
    assert (
        run("import", "leads.jsonl", "--store", "copy.db").out
        == "leads.jsonl: 146 accepted, 0 refused, in 1 coalition\n"
    )
    told = [[entry["type"] for entry in entries("leads", "--store", store)] for store in ("coalition.db", "copy.db")]
    assert told[0] == told[1]


def test_an_export_names_each_coalition_once(examples: Path) -> None:
    assert run("export", "i3t", "leads", "i3t").out == run("export", "i3t").out + run("export", "leads").out


def test_nothing_is_restored_over_what_is_there(examples: Path) -> None:
    export = run("export", "i3t").out.encode()
    done = run("import", "-", "--restore", given=export)
    assert (done.code, done.out) == (2, "")
    assert "not empty" in done.err
    assert run("store", "check").code == 0


@pytest.mark.parametrize("options", [("--dry-run",), ("--keep-going",), ("--attest", "so"), ("--format", "csv")])
def test_an_export_is_restored_as_it_is_or_not_at_all(folder: Path, options: tuple[str, ...]) -> None:
    done = run("import", "-", "--restore", *options, given=lines(PROPOSED))
    assert (done.code, done.out) == (2, "")
    assert list(folder.iterdir()) == []


def test_what_is_no_export_cannot_be_restored(examples: Path) -> None:
    assert "Line 1: " in run("import", EXAMPLES / "i3t.jsonl", "--restore", "--store", "new.db").err
    torn = "".join(run("export", "i3t").out.splitlines(keepends=True)[1:])
    done = run("import", "-", "--restore", "--store", "torn.db", given=torn.encode())
    assert done.code == 2
    assert "not whole" in done.err


def test_a_file_that_is_there_is_left_as_it_is(examples: Path) -> None:
    Path("out.jsonl").write_text("mine", encoding="utf-8")
    assert run("export", "-o", "out.jsonl").code == 2
    assert Path("out.jsonl").read_text(encoding="utf-8") == "mine"


def test_an_export_that_fails_leaves_no_file(examples: Path) -> None:
    assert run("export", "i3t", "nowhere", "-o", "out.jsonl").code == 2
    assert not Path("out.jsonl").exists()


def test_trying_out_what_was_imported_says_so() -> None:
    assert imported(PROPOSED, JOINED).code == 0
    done = imported(PROPOSED, JOINED, options=("--dry-run",))
    assert (done.code, done.err) == (0, "")
    before = "2 were recorded before, by this very import of g: nothing was stored twice"
    assert done.out == f"-: 0 would be accepted, 0 refused, in 1 coalition; {before}\n"


@pytest.mark.parametrize(("strike", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupting_records_coalitions_whole_or_not_at_all(folder: Path, strike: signal.Signals, code: int) -> None:
    events = [json.loads(line) for line in (EXAMPLES / "leads.jsonl").read_text(encoding="utf-8").splitlines()]
    copies = [{**event, "coalition": f"g{number}"} for number in range(60) for event in events[:60]]
    Path("many.jsonl").write_bytes(lines(*copies))
    process = subprocess.Popen(
        [*COMMAND, "import", "many.jsonl", "-v"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "recorded g0 61\n"
    process.send_signal(strike)
    _, told = process.communicate(timeout=60)
    assert process.returncode == code
    assert told.startswith("Interrupted: every coalition is recorded whole or not at all.")
    connection = sqlite3.connect("coalition.db")
    rows = connection.execute("SELECT originator_id FROM stored_events").fetchall()
    connection.close()
    assert 1 <= len(set(rows)) < 60
    assert set(Counter(rows).values()) == {61}
    assert run("import", "many.jsonl", "--json").json["accepted"] == 3600
    assert len(run("list", "--json").json["coalitions"]) == 60


def test_interrupting_before_anything_was_read_records_nothing(folder: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "import", "-"], stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(), text=True
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps(PROPOSED) + "\n")
    process.stdin.flush()
    while run("list").code != 0:  # until the store is there, and the import waits for more
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130
    assert run("list", "--json").json["coalitions"] == []


def test_dates_before_and_after_all_others_are_taken_or_refused_in_a_sentence() -> None:
    assert imported({**PROPOSED, "at": "0001-01-01"}).code == 0
    late = imported({**PROPOSED, "coalition": "h", "at": "9999-12-31"})
    assert late.code == 3
    assert "¶not-in-the-future" in late.err


def test_standard_input_that_is_closed_is_no_file() -> None:
    done = shell("coalition import - <&-")
    assert done.returncode == 2
    assert "Standard input is closed" in done.stderr


def test_a_store_that_is_none_is_left_as_it_is() -> None:
    Path("notes.db").write_text("Nobody said a word. " * 100, encoding="utf-8")
    assert run("import", EXAMPLES / "i3t.jsonl", "--store", "notes.db").code == 2
    assert new("g", "--store", "notes.db").code == 2
    assert Path("notes.db").read_text(encoding="utf-8").startswith("Nobody")
