"""The audit on the command line: what an auditor types, and what an outsider needs nothing but a file and a key for."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import stat
from pathlib import Path
from typing import Any

import pytest
from audit.sealed import relogged
from command_line import joined, new, run, spawn

EDIT = "UPDATE stored_events SET state = CAST(replace(CAST(state AS TEXT), 'calendar', 'kalendar') AS BLOB)"


def tampered(*statements: str) -> None:
    with sqlite3.connect("coalition.db") as connection:
        for statement in statements:
            connection.execute(statement)


def faults(*more: str | Path) -> list[dict[str, Any]]:
    done = run("audit", "verify", "--json", *more)
    assert done.code == (4 if done.json["faults"] else 0)
    found: list[dict[str, Any]] = done.json["faults"]
    return found


@pytest.fixture
def key(examples: Path) -> str:
    """The log's key, as an outsider has it from somewhere else."""
    done = run("audit", "key")
    assert done.code == 0
    return done.out.strip()


def test_nothing_is_wrong(examples: Path) -> None:
    done = run("audit", "verify", "--json")
    assert done.code == 0
    assert {name: done.json[name] for name in ("size", "faults", "checkpoints")} == {
        "size": 334,
        "faults": [],
        "checkpoints": [],
    }
    assert re.fullmatch("[0-9a-f]{64}", done.json["root"])
    assert run("audit", "verify").out == f"334 leaves, root {done.json['root']}: nothing is wrong.\n"


def test_the_key_is_made_on_first_use_for_its_owner_alone(examples: Path, folder: Path) -> None:
    file = Path(os.environ["COALITION_KEY"])
    assert not file.exists()
    first = run("audit", "key", "--json").json
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert run("audit", "key", "--json").json == first
    assert re.fullmatch(r"coalition-ledger/[0-9a-f]{32}\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}", first["key"])
    assert len(first["fingerprint"].split()) == 16
    file.chmod(0o644)
    done = run("audit", "checkpoint")
    assert (done.code, done.out) == (1, "")
    assert f"chmod 600 {file}" in done.err


def test_a_checkpoint_is_kept_and_the_ledger_held_against_it(examples: Path, key: str) -> None:
    done = run("audit", "checkpoint", "-o", "march", "--leaves", "march.leaves", "--json")
    assert (done.json["size"], done.json["key"]) == (335, key)
    assert Path("march").read_text(encoding="utf-8") == done.json["note"]
    run("record", "celebration-held", "i3t", "--of", "it", "--by", "nasa")
    assert run("audit", "verify", "--against", "march", "--leaves", "march.leaves").out.splitlines()[0] == (
        "holds: checkpoint of size 335: The log holds all that it held then."
    )
    tampered("DELETE FROM stored_events WHERE originator_id = 'i3t' AND originator_version = 133")
    found = faults("--against", "march", "--leaves", "march.leaves")
    assert {(fault["kind"], fault["coalition"], fault["version"]) for fault in found} == {
        ("event-missing", "i3t", 133),
    }


def test_an_edit_is_told_with_its_place(examples: Path) -> None:
    tampered(f"{EDIT} WHERE originator_id = 'i3t' AND originator_version = 38")
    (fault,) = faults("--hashes-only")
    assert fault == {
        "kind": "event-altered",
        "index": fault["index"],
        "coalition": "i3t",
        "version": 38,
        "interval": None,
        "message": "The event is not the one that was logged",
    }
    lines = run("audit", "verify", "--hashes-only").out.splitlines()
    assert lines[0].split() == ["kind", "leaf", "coalition", "event", "between", "what"]
    assert lines[-1].endswith("1 faults.")
    assert faults("leads", "--hashes-only") == []
    assert "event-altered" in run("audit", "verify", "i3t", "--json").out
    done = run("audit", "checkpoint")
    assert (done.code, done.out) == (4, "")
    assert "Nothing was signed, because something does not hold: The event is not the one that was logged" in done.err


def test_one_promise_is_proved_to_an_outsider(examples: Path, key: str, tmp_path: Path) -> None:
    done = run("audit", "prove", "i3t", "38", "-o", "promise.tlog-proof")
    assert done.code == 0
    assert done.out.splitlines()[1] == f"It is checked with: coalition audit check promise.tlog-proof --key {key}"
    outside = tmp_path / "outside"
    outside.mkdir()
    Path("promise.tlog-proof").rename(outside / "promise.tlog-proof")
    checked = spawn("audit", "check", "promise.tlog-proof", "--key", key, "--json", cwd=outside)
    assert checked.returncode == 0, checked
    data = json.loads(checked.stdout)
    assert (data["kind"], data["holds"]) == ("receipt", True)
    assert json.loads(data["event"])["commitment"] == "outage-calendar"
    assert list(outside.iterdir()) == [outside / "promise.tlog-proof"]


def test_a_pack_is_checked_with_nothing_but_the_key(examples: Path, key: str) -> None:
    Path("log.key").write_text(f"{key}\n", encoding="utf-8")
    told = run("audit", "pack", "i3t", "leads", "-o", "two.zip", "--json").json
    assert (told["coalitions"], told["key"]) == ({"i3t": 133, "leads": 152}, key)
    data = run("audit", "check", "two.zip", "--key", "log.key", "--json").json
    assert (data["kind"], data["holds"], data["coalitions"]) == ("pack", True, {"i3t": 133, "leads": 152})
    assert data["left_out"] == ["fell-apart", "went-alone"]
    assert run("audit", "check", "two.zip", "--key", "log.key").out.splitlines()[-1] == "It holds."
    spoilt = bytearray(Path("two.zip").read_bytes())
    spoilt[len(spoilt) // 2] ^= 1
    Path("two.zip").write_bytes(spoilt)
    done = run("audit", "check", "two.zip", "--key", key)
    assert (done.code, done.out.splitlines()[-1]) == (4, "It does not hold: believe nothing in it.")


MENDED = json.dumps({"of": "a year", "source": "minutes"})


def test_the_receipt_of_what_was_taken_back_comes_with_a_word_about_it(examples: Path, key: str) -> None:
    run("record", "celebration-held", "i3t", "--of", "a yaer", "--by", "nasa", "--at", "2019-11-02")
    taken = ("--event", "134", "--by", "nasa", "--cascade", "false", "--reason", "mistyped", "--instead", MENDED)
    assert run("record", "event-retracted", "i3t", *taken).code == 0
    told = (
        "Event 134 of i3t was taken back by event 135, and event 136 stands in its place. The receipt cannot say so: "
        "prove that one, too, with coalition audit prove i3t 136 -o FILE\n"
    )
    for more in ((), ("--json",)):
        done = run("audit", "prove", "i3t", "134", "-o", "x", *more)
        assert (done.code, done.err) == (0, told)
    assert done.json == {
        "coalition": "i3t",
        "n": 134,
        "index": 334,
        "size": 338,
        "key": key,
        "retracted": {"n": 135, "instead": 136},
    }
    checked = run("audit", "check", "x", "--key", key)
    assert (checked.code, checked.out.splitlines()[-1]) == (0, "It holds.")  # for the receipt cannot know
    standing = run("audit", "prove", "i3t", "136", "-o", "y", "--json")
    assert (standing.json["retracted"], standing.err) == (None, "")
    run("record", "event-retracted", "i3t", "--event", "136", "--by", "nasa", "--cascade", "false", "--reason", "x")
    assert run("audit", "prove", "i3t", "136", "-o", "y").err == (
        "Event 136 of i3t was taken back by event 137, and nothing stands in its place. The receipt cannot say so.\n"
    )


def test_the_receipt_of_what_followed_from_something_taken_back(folder: Path) -> None:
    new("g")
    joined("navy", "g")
    joined("noaa", "g")
    run("record", "proposal-made", "g", "--proposal", "p", "--what", "It.", "--proposer", "navy", "--by", "navy")
    for party in ("navy", "noaa"):
        run("record", "stance-taken", "g", "--proposal", "p", "--party", party, "--stance", "agree", "--by", party)
    closed = run("record", "proposal-closed", "g", "--proposal", "p", "--by", "navy", "--json").json
    assert closed["events"][-1]["derived_from"] == closed["first"]
    number = str(closed["first"])
    run("record", "event-retracted", "g", "--event", number, "--by", "navy", "--cascade", "false", "--reason", "x")
    done = run("audit", "prove", "g", str(closed["last"]), "-o", "x", "--json")
    gone = closed["last"] + 1
    assert done.json["retracted"] == {"n": gone, "instead": None}
    assert done.err == (
        f"Event {closed['last']} of g followed from others, and no longer counts since event {gone} took one of them "
        "back.\n"
    )


@pytest.mark.parametrize(
    ("more", "happened"),
    [
        (("--at", "2018-08-15"), "on 2018-08-15"),
        (("--at", "2018-08-15T23:00:00-05:00"), "on 2018-08-15"),
        (("--at", "2018-08-15", "--precision", "month"), "in 2018-08"),
        (("--at", "2018-08-15", "--precision", "year"), "in 2018"),
    ],
)
def test_a_receipt_tells_when_it_was_on_whose_word_and_what_it_shows(
    folder: Path, more: tuple[str, ...], happened: str
) -> None:
    """What was recorded today of a day long past has a receipt that holds; the two dates stand side by side."""
    new("g", "--at", "2018-01-01")
    recorded = run("record", "celebration-held", "g", "--of", "it", "--by", "nasa", *more, "--receipt", "x", "--json")
    day = recorded.json["events"][0]["recorded_at"][:10]
    lines = run("audit", "check", "x", "--key", run("audit", "key").out.strip()).out.splitlines()
    assert lines[-3:] == [
        f"It happened {happened}, as it says; it was recorded on {day}, as the ledger says.",
        "Shown: the log held it at the checkpoint. Not shown: that it still stands, nor that it is true.",
        "It holds.",
    ]


def test_a_receipt_is_held_against_the_checkpoint_that_somebody_kept(examples: Path, key: str) -> None:
    run("audit", "checkpoint", "-o", "march")
    run("record", "celebration-held", "i3t", "--of", "it", "--by", "nasa")
    run("audit", "checkpoint", "-o", "april")
    run("audit", "prove", "i3t", "38", "-o", "new")
    done = run("audit", "check", "new", "--key", key, "--against", "march", "--json")
    assert (done.code, done.json["holds"]) == (4, True)
    ask = "Ask for: coalition audit prove i3t 38 --checkpoint 335"
    assert [(known["size"], known["ok"]) for known in done.json["against"]] == [(335, None)]
    assert done.json["against"][0]["message"].endswith(ask)
    lines = run("audit", "check", "new", "--key", key, "--against", "march").out.splitlines()
    assert f"{ask}." in lines[2]
    assert lines[-1] == "It holds by itself; that it fits what you kept is not shown."
    assert run("audit", "prove", "i3t", "38", "-o", "old", "--checkpoint", "335", "--json").json["size"] == 335
    done = run("audit", "check", "old", "--key", key, "--against", "march")
    assert done.code == 0
    assert (
        "holds: It rests on the same 335 entries as the checkpoint that you kept: the event was in it when you were "
        "given that."
    ) in done.out.splitlines()
    run("audit", "pack", "i3t", "-o", "x.zip")
    done = run("audit", "check", "x.zip", "--key", key, "--against", "march", "--against", "april", "--json")
    assert (done.code, [known["ok"] for known in done.json["against"]]) == (0, [True, True])
    assert done.json["against"][0]["message"].endswith("held then: i3t 1 to 133")
    assert run("audit", "check", "new", "--key", key, "--json").json["against"] == []


def test_a_receipt_of_a_history_made_anew_does_not_fit_what_somebody_kept(examples: Path, key: str) -> None:
    """The same events but for one word, logged and signed anew with the right key: only what was kept tells."""
    run("audit", "checkpoint", "-o", "march")
    tampered(f"{EDIT} WHERE originator_id = 'i3t' AND originator_version = 38", "DELETE FROM checkpoint")
    with sqlite3.connect("coalition.db") as connection:
        connection.execute("DELETE FROM audit_leaf WHERE notification_id IS NULL")
        relogged(connection)
    assert run("audit", "checkpoint", "--json").json["size"] == 335
    run("audit", "prove", "i3t", "38", "-o", "x")
    assert run("audit", "check", "x", "--key", key).code == 0
    done = run("audit", "check", "x", "--key", key, "--against", "march")
    assert (done.code, done.out.splitlines()[-1]) == (4, "It does not hold: believe nothing in it.")
    assert "DOES NOT HOLD: The log has signed two different histories of 335 entries" in done.out


def test_what_is_none_of_ours_is_told_so(examples: Path, key: str) -> None:
    Path("x").write_bytes(b"anything")
    done = run("audit", "check", "x", "--key", key)
    assert done.code == 4
    assert "It is none of what can be checked" in done.out


@pytest.mark.parametrize(
    ("command", "code", "told"),
    [
        (("check", "nowhere", "--key", "a+b+c"), 2, "no file nowhere"),
        (("check", "coalition.db", "--key", "a+b+c"), 2, "verifier key"),
        (("check", "coalition.db", "--key", "nowhere"), 2, "no file nowhere"),
        (("verify", "nobody"), 2, "no coalition 'nobody'"),
        (("verify", "--against", "nowhere"), 2, "no file nowhere"),
        (("verify", "--leaves", "coalition.db"), 2, "file of leaves"),
        (("prove", "i3t", "999", "-o", "x"), 2, "events 1 to 133, not 999"),
        (("prove", "nobody", "1", "-o", "x"), 2, "no coalition 'nobody'"),
        (("prove", "i3t", "1", "-o", "nowhere/x"), 1, "cannot be written"),
        (("prove", "i3t", "1", "-o", "x", "--checkpoint", "7"), 2, "No checkpoint of size 7 was signed here"),
        (("prove", "i3t", "1", "-o", "x", "--checkpoint", "0"), 2, "--checkpoint"),
        (("prove", "i3t", "1", "-o", "x", "--checkpoint", "march"), 2, "--checkpoint"),
        (("check", "coalition.db", "--key", "a+b+c", "--against", "nowhere"), 2, "no file nowhere"),
        (("check", "coalition.db", "--key", "a+b+c", "--against", "coalition.db"), 2, "coalition.db is no checkpoint"),
        (("pack", "nobody", "-o", "x"), 2, "no coalition 'nobody'"),
        (("log", "nobody"), 2, "no coalition 'nobody'"),
        (("breaches", "nobody"), 2, "no coalition 'nobody'"),
        (("checkpoint", "--key", "."), 1, "Is a directory"),
    ],
)
def test_what_cannot_be_done_is_told(examples: Path, command: tuple[str, ...], code: int, told: str) -> None:
    done = run("audit", *command)
    assert (done.code, done.out) == (code, "")
    assert told in done.err
    assert not Path("x").exists()


def test_a_checkpoint_that_is_spoilt_is_a_fault_and_what_is_none_is_wrong_usage(examples: Path, key: str) -> None:
    Path("x").write_bytes(b"anything")
    done = run("audit", "verify", "--against", "x")
    assert (done.code, done.out) == (2, "")
    assert "x is no checkpoint" in done.err
    run("audit", "checkpoint", "-o", "march")
    spoilt = Path("march").read_text(encoding="utf-8").replace("\n335\n", "\n334\n")
    Path("march").write_text(spoilt, encoding="utf-8")
    assert {fault["kind"] for fault in faults("--against", "march")} == {"checkpoint-wrong"}


def test_what_is_of_another_ledger_is_told_so(examples: Path, key: str) -> None:
    run("audit", "checkpoint", "-o", "march", "--leaves", "march.leaves")
    new("g", "--store", "other.db")
    found = faults("--against", "march", "--store", "other.db")
    assert [fault["kind"] for fault in found] == ["checkpoint-wrong"]
    assert "another ledger" in found[0]["message"]
    done = run("audit", "verify", "--leaves", "march.leaves", "--store", "other.db")
    assert "those of another ledger" in done.err
    lines = Path("march.leaves").read_text(encoding="utf-8").splitlines()
    Path("march.leaves").write_text("\n".join(lines[:9]) + "\n", encoding="utf-8")
    assert "it is not whole" in run("audit", "verify", "--leaves", "march.leaves").err


def test_the_signing_key_is_never_shown(examples: Path, key: str) -> None:
    run("audit", "checkpoint", "-o", "march")
    private = Path(os.environ["COALITION_KEY"])
    done = run("audit", "check", "march", "--key", private)
    assert done.code == 2
    assert "show it to nobody" in done.err
    assert private.read_text(encoding="utf-8").splitlines()[1][:20] not in done.err


def test_breaches_are_listed_by_rule_and_by_party(examples: Path) -> None:
    data = run("audit", "breaches", "--json").json
    (breach,) = data["breaches"]
    assert (breach["coalition"], breach["n"], breach["rules"]) == ("fell-apart", 28, ["membership.speaks-for-itself"])
    assert data["by_party"] == {"bright-pharma": {"membership.speaks-for-itself": 1}}
    assert data["by_rule"]["membership.speaks-for-itself"]["events"] == 1
    assert run("audit", "breaches", "i3t").out == "No rule was broken.\n"
    assert run("audit", "breaches", "--as-of", "2021-01-01").out == "No rule was broken.\n"
    lines = run("audit", "breaches", "fell-apart").out.splitlines()
    assert lines[0].split()[0] == "n"
    assert {"By rule", "By party"} <= set(lines)


def test_the_audit_log_tells_how_each_entry_came_to_be_on_record(examples: Path) -> None:
    data = run("audit", "log", "leads", "--json").json
    assert data["coalition"] == "leads"
    assert len(data["entries"]) == 152
    retracted = [entry["n"] for entry in data["entries"] if not entry["counts"]]
    assert retracted
    assert data["entries"][retracted[0] - 1]["retracted"][0]["says"]
    assert data["evidence"]["acts"] == data["evidence"]["with_source"] + data["evidence"]["without_source"]
    early = run("audit", "log", "leads", "--as-of", "2021-12-31", "--json").json
    assert 0 < len(early["entries"]) < 152
    assert run("audit", "log", "leads", "--known-at", "2024-05-31", "--json").json["evidence"]["coverage"] is None
    lines = run("audit", "log", "leads").out.splitlines()
    assert lines[0].startswith("n ")
    assert any(line.startswith("Evidence: ") for line in lines)


def test_a_recording_gives_its_receipt(folder: Path) -> None:
    assert new("g", "--receipt", "opened.tlog-proof").code == 0
    assert joined("navy", "g", "--receipt", "joined.tlog-proof").code == 0
    key = run("audit", "key").out.strip()
    for file in ("opened.tlog-proof", "joined.tlog-proof"):
        assert run("audit", "check", file, "--key", key).code == 0
    done = joined("noaa", "g", "--receipt", "nowhere/x")
    assert done.code == 0
    assert "It is recorded as event 3, but its receipt was not written" in done.err
    assert run("audit", "verify", "--json").json["faults"] == []
    assert [known["size"] for known in run("audit", "verify", "--json").json["checkpoints"]] == [2, 4, 6]


def test_a_spoilt_portfolio_is_a_fault(examples: Path) -> None:
    run("list")
    tampered("UPDATE view_row SET state = replace(state, 'NASA', 'SAAN')")
    assert [(fault["kind"], fault["coalition"]) for fault in faults()] == [("view", "i3t")]
    assert faults("i3t") == []
    run("views", "rebuild")
    assert faults() == []
