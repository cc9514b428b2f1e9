"""`coalition new` and `coalition record`: from options to events."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from command_line import Done, entries, joined, new, run, spawn


@pytest.fixture(autouse=True)
def group(folder: Path) -> None:
    """A group of two."""
    assert new().code == joined("nasa").code == joined("navy").code == 0


def record(event_type: str, *options: str, given: bytes = b"") -> Done:
    return run("record", event_type, "g", "--by", "nasa", "--at", "2019-01-03", *options, given=given)


def recorded(event_type: str, *options: str, given: bytes = b"") -> dict[str, Any]:
    """The event that a command recorded first."""
    done = record(event_type, *options, "--json", given=given)
    assert done.code == 0, done
    event: dict[str, Any] = done.json["events"][0]
    return event


SESSION = ("--session", "s", "--topic", "t", "--kind", "dialogue")


def test_new_tells_what_it_recorded() -> None:
    assert new("other").out == "other 1: nasa proposed “The Group”, from the grassroots: “to try”.\n"
    told = new("third", "--by", "navy", "--sunset", "2030-01-01", "--json").json
    assert (told["coalition"], told["first"], told["last"], told["repeated"]) == ("third", 1, 1, False)
    assert told["events"][0]["by"] == "navy"
    assert new("third").code == 3
    assert new("THIRD").code == 3


def test_record_tells_the_event_in_a_sentence_and_what_the_rules_derived() -> None:
    assert joined("noaa").out == "g 4: NOAA joined as a member (unit).\n"
    record("charter-drafted", *CHARTER)
    record("charter-consented", "--version", "1", "--party", "nasa")
    done = run("record", "charter-consented", "g", "--by", "navy", "--version", "1", "--party", "navy")
    assert done.out.splitlines()[-1].endswith("(by the rules)")


CHARTER = (
    *("--version", "1", "--mission", "m", "--vision", "v", "--decision-rule", "majority", "--quorum", "0.5"),
    *("--authors", "nasa", "--authors", "navy"),
)


def test_lists_are_repeated_options_or_json() -> None:
    event = recorded("session-held", *SESSION, "--hosts", "a", "--hosts", "b; c", "--objectives", '["x", "y"]')
    assert (event["hosts"], event["objectives"]) == (["a", "b; c"], ["x", "y"])


def test_a_text_may_begin_with_a_bracket() -> None:
    event = recorded("session-held", *SESSION, "--objectives", "[draft] agree", "--hosts", "{she}", "--topic", "[x]")
    assert (event["objectives"], event["hosts"], event["topic"]) == (["[draft] agree"], ["{she}"], "[x]")


def test_maps_are_name_value_or_json() -> None:
    event = recorded(
        "session-held",
        *(*SESSION, "--attendance", "navy=2", "--attendance", "nasa=3"),
        *("--participants-by", '{"north": 4}', "--represented", "pcn=15"),
    )
    assert event["attendance"] == {"navy": 2, "nasa": 3}
    assert event["participants_by"] == {"north": 4}
    assert event["represented"] == {"pcn": 15}


def test_parts_are_json_one_an_option_or_all_in_one() -> None:
    one, other = {"clause": "a", "text": "We keep our word."}, {"clause": "b", "text": "We say so in time."}
    event = recorded("charter-drafted", *CHARTER, "--clauses", json.dumps(one), "--clauses", json.dumps(other))
    assert event["clauses"] == [one, other]
    event = recorded("charter-drafted", *CHARTER, "--version", "2", "--clauses", json.dumps([one, other]))
    assert event["clauses"] == [one, other]
    assert event["quorum"] == "0.5"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--attendance", "navy"), "should read name=value"),
        (("--attendance", "navy=2", "--attendance", "navy=3"), "more than once"),
        (("--attendance", '{"navy": 2, "navy": 3}'), "more than once"),
        (("--attendance", '{"navy": '), "Not JSON"),
        (("--hosts", "[a, b]"), "Not JSON"),
    ],
)
def test_what_cannot_be_read_is_wrong_usage(options: tuple[str, ...], words: str) -> None:
    done = record("session-held", *SESSION, *options)
    assert (done.code, done.out) == (2, "")
    assert options[0] in done.err
    assert words in done.err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--attendance", "navy=two"), "'attendance.navy' is 'two' and should be a whole number"),
        (("--attendance", "navy=-2"), "greater than or equal to 0"),
        (("--kind", "party"), "'kind' is 'party' and should be"),
        (("--note", ""), "'note' should not be empty"),
        (("--hosts", ""), "entry 1 of 'hosts' should not be empty"),
        (("--next-on", "null"), "not a date"),
        (("--precision", "instant"), "a bare date"),
    ],
)
def test_what_has_the_wrong_shape_is_refused(options: tuple[str, ...], words: str) -> None:
    done = record("session-held", *SESSION, *options)
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith("Refused by ¶shape: ")
    assert words in done.err


def test_a_text_stands_as_it_was_typed() -> None:
    for text in ("'=1+1", "=1+1", "null", " true ", "12", '"quoted"', "🎉 it's", "[red]x[/red]"):
        assert recorded("celebration-held", "--of", text)["of"] == text


def test_a_kind_that_begins_like_a_list_is_no_list() -> None:
    assert recorded("channel-opened", "--channel", "c", "--kind", "listserv", "--audience", "all")["kind"] == "listserv"


def test_flags_numbers_and_nothing() -> None:
    record("commitment-made", *PROMISE, "--by", "navy")
    event = recorded("commitment-renegotiated", "--commitment", "c", "--due", "null", "--agreed-by", "nasa")
    assert event["due"] is None
    assert recorded("risk-identified", *RISK, "--likelihood", "4")["likelihood"] == 4
    assert record("risk-identified", *RISK, "--likelihood", "4.0").code == 3
    assert record("risk-identified", *RISK, "--likelihood", "true").code == 3


PROMISE = ("--commitment", "c", "--promisor", "navy", "--promisee", "nasa", "--what", "it", "--due", "2019-04-01")
RISK = ("--risk", "r", "--what", "it", "--impact", "5", "--owner", "navy")


def test_false_is_false(histories: Path) -> None:
    run("restore", histories, "--store", "examples.db")
    told = (
        "--by",
        "edmonton",
        "--conflict",
        "bed-data",
        "--held",
        "false",
        "--at",
        "2022-06-01",
        "--attest",
        "minuted",
    )
    done = run("record", "conflict-reviewed", "leads", *told, "--store", "examples.db", "--json")
    assert done.json["events"][0]["held"] is False


def test_a_correction_is_given_as_json() -> None:
    record("commitment-made", *PROMISE, "--by", "navy")
    instead = {"commitment": "c", "promisor": "navy", "promisee": "nasa", "what": "it", "due": "2019-05-01"}
    told = ("--event", "4", "--reason", "mistyped", "--cascade", "false", "--instead", json.dumps(instead))
    assert record("event-retracted", *told).out.splitlines()[1].endswith("(stands at 4)")
    assert [entry["n"] for entry in entries("g") if entry["voided"]] == [4]


def test_what_breaks_a_rule_is_recorded_attested_and_its_breaches_are_told() -> None:
    told = ("--commitment", "c")
    record("commitment-made", *PROMISE, "--by", "navy")
    assert record("delivery-accepted", *told).code == 3
    done = record("delivery-accepted", *told, "--attest", "as minuted on [red]3 May[/red]")
    assert done.out.endswith("It breaks commitments.delivered.\n")
    entry = entries("g")[-1]
    assert entry["attested"] == {"reason": "as minuted on [red]3 May[/red]", "by": "ann"}
    assert entry["breaches"] == ["commitments.delivered"]
    assert record("delivery-accepted", *told, "--attest", "").code == 2
    assert record("delivery-accepted", *told, "--attest", "\x1b[31m").code == 2


def test_a_command_id_stores_nothing_twice() -> None:
    first = record("celebration-held", "--of", "it", "--command-id", "k", "--json").json
    again = record("celebration-held", "--of", "it", "--command-id", "k", "--json").json
    assert (first["repeated"], again["repeated"]) == (False, True)
    assert first["events"] == again["events"]
    assert record("celebration-held", "--of", "it", "--command-id", "k").out.startswith("Recorded before, as g 4: ")
    assert len(entries("g")) == 4
    record("event-retracted", "--event", "4", "--reason", "it did not happen", "--cascade", "false")
    assert "does not count any more" in record("celebration-held", "--of", "it", "--command-id", "k").out
    new("other")
    elsewhere = run("record", "celebration-held", "other", "--of", "it", "--by", "nasa", "--command-id", "k")
    assert (elsewhere.code, elsewhere.out) == (2, "")
    assert record("celebration-held", "--of", "it", "--command-id", "").code == 2


def test_an_event_is_read_as_json_and_options_win() -> None:
    event = {"type": "celebration-held", "of": "it", "by": "nasa", "at": "2018-01-01"}
    assert recorded("celebration-held", "--json-in", "-", given=json.dumps(event).encode())["at"] == "2019-01-03"
    Path("event.json").write_text(json.dumps(event), encoding="utf-8")
    assert recorded("celebration-held", "--json-in", "event.json", "--of", "that")["of"] == "that"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (b"", "Not JSON"),
        (b"[1]", "one JSON object"),
        (b'{"of": 1, "of": 2}', "more than once"),
        (b"\xff", "Not UTF-8 at byte 1"),
        (b'{"type": "party-joined"}', "not 'celebration-held'"),
        (b'{"coalition": "h"}', "not 'g'"),
    ],
)
def test_json_that_cannot_be_read_is_wrong_usage(given: bytes, words: str) -> None:
    done = record("celebration-held", "--json-in", "-", given=given)
    assert (done.code, done.out) == (2, "")
    assert "--json-in" in done.err
    assert words in done.err


@pytest.mark.parametrize("file", ["nowhere.json", "."])
def test_a_json_file_that_cannot_be_read_is_wrong_usage(file: str) -> None:
    assert record("celebration-held", "--json-in", file).code == 2


def test_a_field_that_the_type_does_not_have_is_refused_by_name() -> None:
    done = record("celebration-held", "--json-in", "-", "--of", "it", given=b'{"off": "it"}')
    assert done.code == 3
    assert "'off' is not a field of celebration-held (did you mean of?)" in done.err


def test_now_is_when_nothing_is_said() -> None:
    run("record", "celebration-held", "g", "--of", "it", "--by", "nasa")
    entry = entries("g")[-1]
    assert entry["at"] <= entry["recorded_at"]
    assert entry["at"][:10] == entry["recorded_at"][:10]


def test_a_coalition_of_one_can_be_recorded_and_read() -> None:
    assert new("solo").code == 0
    assert run("record", "party-joined", "solo", "--by", "me", "--party", "me", "--name", "Me", *KIND).code == 0
    assert [member["name"] for member in run("show", "solo", "--json").json["members"]] == ["Me"]
    assert run("timeline", "solo").code == 0


KIND = ("--kind", "individual", "--standing", "member")


def test_nothing_is_recorded_where_the_store_is_gone() -> None:
    Path("coalition.db").rename("moved.db")
    assert record("celebration-held", "--of", "it").code == 2
    assert not Path("coalition.db").exists()


def test_nobody_sits_at_the_keyboard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COALITION_USER")

    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found: 4711")

    monkeypatch.setattr("getpass.getuser", nobody)
    done = record("celebration-held", "--of", "it")
    assert (done.code, done.out) == (2, "")
    assert "--as" in done.err


def test_a_recording_is_there_for_the_next_process() -> None:
    done = spawn("record", "celebration-held", "g", "--of", "it", "--by", "nasa")
    assert done.returncode == 0, done
    assert entries("g")[-1]["of"] == "it"


def test_a_year_that_lies_too_early_is_pointed_out() -> None:
    words = ("record", "celebration-held", "g", "--by", "nasa", "--of", "it", "--at", "2018-01-03", "--command-id", "a")
    done = run(*words, "--json")
    assert (done.code, done.json["repeated"]) == (0, False)
    assert done.err == "2018-01-03 lies before g was proposed (2019-01-01); check the year.\n"
    assert run(*words).err == ""
    assert record("celebration-held", "--of", "it").err == ""


def test_a_date_moved_to_before_it_was_moved_is_pointed_out() -> None:
    promise = ("--commitment", "k", "--promisor", "nasa", "--promisee", "navy", "--what", "w", "--due", "2019-02-01")
    assert record("commitment-made", *promise).code == 0
    moved = record("commitment-renegotiated", "--commitment", "k", "--agreed-by", "navy", "--due", "2018-03-01")
    assert moved.code == 0
    assert moved.err == "2018-03-01 lies before k was renegotiated (2019-01-03); check the year.\n"


def test_a_refusal_says_what_the_event_runs_into() -> None:
    done = run("record", "party-invited", "g", "--by", "nasa", "--party", "navy", "--standing", "member")
    assert done.code == 3
    assert done.err == (
        "Refused by membership.not-already-in: Only a party that is not in yet joins or is invited. "
        "navy has been a member since 2019-01-02.\n"
    )
