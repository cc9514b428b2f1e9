"""`coalition minutes`: one meeting's minutes become the events they stand for, all or none of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import EXAMPLES, entries, run

MINUTES = EXAMPLES / "minutes.yaml"


def test_the_empty_form_is_no_minutes_yet(examples: Path) -> None:
    done = run("minutes", "--template")
    assert (done.code, done.err) == (0, "")
    Path("form.yaml").write_text(done.out, encoding="utf-8")
    for options in ((), ("--preview",)):
        empty = run("minutes", "form.yaml", *options)
        assert (empty.code, empty.out) == (2, "")
        assert empty.err.startswith("form.yaml, line ")
        assert "coalition is not filled in" in empty.err
    told = run("minutes", "form.yaml", "--json")
    assert told.code == 2
    assert {refusal["rule"] for refusal in told.json["refusals"]} == {None}


def test_a_preview_shows_the_events_and_records_none(examples: Path) -> None:
    lines = run("minutes", MINUTES, "--preview").out.splitlines()
    assert len(lines) == 18
    assert len(run("minutes", MINUTES, "--preview", "--json").json["events"]) == 18
    assert len(entries("i3t")) == 133
    shown = "\n".join(lines).encode()
    assert run("import", "-", "--dry-run", given=shown).code == 0


def test_every_event_is_told_and_the_second_time_none(examples: Path) -> None:
    done = run("minutes", MINUTES)
    assert (done.code, done.err) == (0, "")
    assert len(done.out.splitlines()) == 19
    assert sum(line.endswith("(by the rules)") for line in done.out.splitlines()) == 1
    again = run("minutes", MINUTES)
    assert (again.code, again.out) == (0, "")
    assert again.err == "These minutes of i3t were recorded before; nothing was stored twice.\n"
    assert len(entries("i3t")) == 152


def test_a_program_is_told_as_of_an_import(examples: Path) -> None:
    told = run("minutes", MINUTES, "--json").json
    assert told["coalitions"] == {"i3t": {"accepted": 18, "refused": 0, "version": 152, "repeated": False}}


def test_minutes_come_from_standard_input_too(examples: Path) -> None:
    assert run("minutes", "-", given=MINUTES.read_bytes()).code == 0


def test_one_refused_event_keeps_all_of_them_out(examples: Path) -> None:
    wrong = MINUTES.read_text(encoding="utf-8").replace("commitment: visitor-desk", "commitment: nobody-knows")
    done = run("minutes", "-", given=wrong.encode())
    assert (done.code, done.out) == (3, "")
    assert "i3t delivery-accepted refused by ¶known." in done.err
    assert done.err.endswith("Nothing of these minutes was recorded.\n")
    assert run("minutes", "-", "--json", given=wrong.encode()).json["accepted"] == 0
    assert len(entries("i3t")) == 133


def test_minutes_may_be_attested(examples: Path) -> None:
    wrong = MINUTES.read_text(encoding="utf-8").replace(
        "commitment: visitor-desk, by: nasa", "commitment: winter-drill, by: navy"
    )
    assert run("minutes", "-", given=wrong.encode()).code == 3
    assert run("minutes", "-", "--attest", "as minuted", given=wrong.encode()).code == 0
    assert [entry["attested"]["reason"] for entry in entries("i3t") if "attested" in entry] == ["as minuted"]


@pytest.mark.parametrize(
    "given", [b"", b"- a\n- b\n", b"\xff\xfe", b"coalition: [\n", b"coalition: i3t\ndate: never\n"]
)
def test_what_is_no_minutes_is_said_with_its_line(examples: Path, given: bytes) -> None:
    done = run("minutes", "-", given=given)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("-, line ")
