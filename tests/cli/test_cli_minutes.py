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


FOOD_BANK = """\
coalition: food-bank
date: 2026-06-02
by: pantry
events:
  - {type: party-joined, party: pantry, name: Pantry, kind: nonprofit, standing: member}
  - {type: party-joined, by: church, party: church, name: St Anne's, kind: community, standing: member}
  - {type: party-joined, by: grocer, party: grocer, name: Hill Grocers, kind: commercial, standing: member}
"""
JUNE = """\
coalition: food-bank
date: 2026-06-20
by: pantry
session: june
topic: Bread
kind: working
attendance: {pantri: 1, church: 2, press: 1}
commitments:
  - {commitment: bread, promisor: grocer, promisee: church, what: Bread., due: 2026-06-30}
  - {commitment: milk, promisor: grocer, promisee: church, what: Milk., due: 2026-06-30}
"""


@pytest.fixture
def food_bank(folder: Path) -> None:
    """A coalition of a pantry, a church and a grocer."""
    told = ("--name", "Food Bank", "--purpose", "p", "--convener", "pantry", "--origin", "grassroots")
    assert run("new", "food-bank", *told, "--at", "2026-06-01").code == 0
    assert run("minutes", "-", given=FOOD_BANK.encode()).code == 0


def june(*changes: tuple[str, str], code: int) -> list[str]:
    """What is told on stderr of the minutes of June, with something in them changed."""
    text = JUNE
    for one, other in changes:
        assert one in text
        text = text.replace(one, other)
    done = run("minutes", "-", given=text.encode())
    assert done.code == code
    return done.err.splitlines()


@pytest.mark.usefixtures("food_bank")
def test_a_text_that_would_be_cut_at_a_comma_keeps_the_minutes_out() -> None:
    told = june(("what: Bread.", "what: Yesterday's bread, every Friday"), code=2)
    assert told[0].startswith(
        "-, line 9: unreadable. 'every Friday' is not a key of commitments: "
        "a text that holds a comma goes in quotation marks."
    )
    assert len(entries("food-bank")) == 4


@pytest.mark.usefixtures("food_bank")
def test_who_is_counted_and_is_no_party_is_told_to_be_a_guest() -> None:
    assert june(code=0) == [
        "pantri is no party of food-bank; taken as a guest (did you mean pantry?).",
        "press is no party of food-bank; taken as a guest.",
    ]
    assert june(code=0) == ["These minutes of food-bank were recorded before; nothing was stored twice."]


@pytest.mark.usefixtures("food_bank")
def test_who_is_meant_and_what_else_is_broken_is_told() -> None:
    told = june(("bread, promisor: grocer", "bread, promisor: groccer"), code=3)
    assert told == [
        "-, line 9: food-bank commitment-made refused by membership.actor-is-in. "
        "Only a party that is in acts, or a person introduced or given a role for one. "
        "groccer is not in; did you mean grocer? Who is in: church, grocer, pantry. "
        "It also breaks: commitments.promisor-is-in.",
        "Nothing of these minutes was recorded.",
    ]


@pytest.mark.usefixtures("food_bank")
def test_who_is_no_id_is_told_of_the_field_that_was_filled_in() -> None:
    told = june(("milk, promisor: grocer", "milk, promisor: Hill Grocers"), code=3)
    assert told[0] == (
        "-, line 10: food-bank commitment-made refused by ¶shape. 'promisor' is 'Hill Grocers' and should be an id: "
        "small letters, digits and hyphens, at most 64, not starting with a hyphen."
    )


@pytest.mark.usefixtures("food_bank")
def test_minutes_changed_after_they_were_recorded_say_how_to_change_them() -> None:
    june(code=0)
    told = june(("topic: Bread", "topic: Bread and milk"), code=3)
    assert [line.partition(". ")[0] for line in told[:3]] == [
        "-, line 4: food-bank session-held refused by ¶new",
        "-, line 9: food-bank commitment-made refused by ¶new",
        "-, line 10: food-bank commitment-made refused by ¶new",
    ]
    assert told[3:] == [
        "These minutes seem to be recorded already. To change what they said, find the entry in: "
        "coalition log food-bank, and put another in its place; see: coalition record event-retracted --help",
        "Nothing of these minutes was recorded.",
    ]


@pytest.mark.usefixtures("food_bank")
def test_one_id_that_is_taken_does_not_make_minutes_recorded_already() -> None:
    june(code=0)
    told = june(("june", "july"), ("commitment: milk", "commitment: eggs"), code=3)
    assert len(told) == 2
    assert "Taken already: commitment bread." in told[0]


@pytest.mark.usefixtures("food_bank")
def test_minutes_of_a_coalition_that_is_misspelt_say_which_is_meant() -> None:
    told = june(("food-bank", "foodbank"), code=3)
    assert told[-2:] == [
        "The ledger holds no coalition 'foodbank'. Did you mean food-bank?",
        "Nothing of these minutes was recorded.",
    ]
    misspelt = june(("food-bank", "foodbank"), code=3)[0]
    assert misspelt == (
        "-, line 4: foodbank session-held refused by ¶opened. "
        "A coalition's history starts with coalition-proposed. foodbank has none."
    )
    strange = june(("food-bank", "xyz"), code=3)
    assert strange[0].endswith(" xyz has none; record that first.")
    assert strange[-2] == "The ledger holds no coalition 'xyz'."


@pytest.mark.usefixtures("food_bank")
def test_a_text_that_would_be_cut_at_a_comment_keeps_the_minutes_out() -> None:
    said = (
        "-, line 5: unreadable. '#4 and what we owe' would be a comment and not recorded: "
        "put the text in quotation marks, or the comment on a line of its own."
    )
    text = JUNE.replace("topic: Bread", "topic: Room #4 and what we owe").encode()
    for options in ((), ("--preview",)):
        done = run("minutes", "-", *options, given=text)
        assert (done.code, done.out) == (2, "")
        assert done.err.splitlines() == [said, "Nothing of these minutes was recorded."]
    assert len(entries("food-bank")) == 4


@pytest.mark.usefixtures("food_bank")
def test_a_number_where_a_text_belongs_is_told_at_its_line() -> None:
    told = june(("topic: Bread", "topic: 2025"), code=3)
    assert told[0] == (
        "-, line 5: food-bank session-held refused by ¶shape. "
        "'topic' is 2025 and should be text: put it in quotation marks."
    )
    told = june(("attendance: {pantri: 1, church: 2, press: 1}", "attendance: {church: 2, G: 1}"), code=3)
    assert told[0].startswith("-, line 7: food-bank session-held refused by ¶shape. 'attendance.G' is 'G' and should")


@pytest.mark.usefixtures("food_bank")
def test_a_year_that_lies_before_the_beginning_is_pointed_out_once() -> None:
    said = "2025-06-20 lies before food-bank was proposed (2026-06-01); check the year."
    guests = ("attendance: {pantri: 1, church: 2, press: 1}", "attendance: {church: 2}")
    assert june(("date: 2026-06-20", "date: 2025-06-20"), guests, code=0) == [said]
    assert june(("date: 2026-06-20", "date: 2025-06-20"), guests, code=0) == [
        "These minutes of food-bank were recorded before; nothing was stored twice."
    ]
    assert june(("june", "july"), ("bread", "eggs"), ("milk", "oats"), guests, code=0) == []


JULY = """\
coalition: food-bank
date: 2026-07-15
by: pantry
delivered:
  - {commitment: bread, by: grocer, evidence: Two baskets.}
"""
LATE = "bread was due on 2026-06-30 and {} on record as done on 2026-07-15, the day of the meeting. If it was done "
CORRECT = "earlier, correct it with at: and that day; see: coalition record event-retracted --help"
BEFORE = "earlier, say so with at: and that day."


@pytest.mark.usefixtures("food_bank")
def test_what_is_late_only_by_the_day_of_the_meeting_is_pointed_out() -> None:
    june(("pantri", "pantry"), (", press: 1", ""), code=0)
    looked = run("minutes", "-", "--preview", given=JULY.encode())
    assert (looked.code, looked.err) == (0, LATE.format("would be") + BEFORE + "\n")
    done = run("minutes", "-", given=JULY.encode())
    assert (done.code, done.err) == (0, LATE.format("is") + CORRECT + "\n")
    again = run("minutes", "-", given=JULY.encode())
    assert again.err == "These minutes of food-bank were recorded before; nothing was stored twice.\n"


@pytest.mark.usefixtures("food_bank")
@pytest.mark.parametrize("day", ["2026-06-28", "2026-07-15"])
def test_what_has_a_day_of_its_own_or_is_in_time_is_not_pointed_out(day: str) -> None:
    june(("pantri", "pantry"), (", press: 1", ""), code=0)
    dated = JULY.replace("evidence", f"at: {day}, evidence")
    in_time = JULY.replace("2026-07-15", "2026-06-30").replace("bread", "milk")
    for given in (dated, in_time):
        done = run("minutes", "-", given=given.encode())
        assert (done.code, done.err) == (0, "")


@pytest.mark.usefixtures("food_bank")
@pytest.mark.parametrize(
    ("one", "other", "rule"),
    [
        ("due: 2026-06-30}\n  - {commitment: milk", "due: 6/30/2026}\n  - {commitment: milk", "¶shape"),
        ("kind: working", "kind: clinic", "¶shape"),
        ("what: Milk., due: 2026-06-30", "what: Milk.", "commitments.dated"),
        ("milk, promisor: grocer", "milk, promisor: bakery", "membership.actor-is-in"),
    ],
)
def test_a_preview_refuses_what_recording_refuses(one: str, other: str, rule: str) -> None:
    wrong = JUNE.replace(one, other).encode()
    assert wrong != JUNE.encode()
    looked, done = run("minutes", "-", "--preview", given=wrong), run("minutes", "-", given=wrong)
    assert (looked.code, done.code) == (3, 3)
    assert f"refused by {rule}." in looked.err
    assert looked.err == done.err
    assert len(looked.out.splitlines()) == 3
    told = run("minutes", "-", "--preview", "--json", given=wrong)
    assert (told.code, told.err, len(told.json["events"])) == (3, done.err, 3)
    assert run("minutes", "-", "--preview", "--attest", "as minuted", given=wrong).code == (
        3 if rule == "¶shape" else 0
    )
    assert len(entries("food-bank")) == 4


@pytest.mark.usefixtures("food_bank")
def test_a_preview_points_out_what_recording_points_out() -> None:
    looked = run("minutes", "-", "--preview", given=JUNE.encode())
    assert looked.code == 0
    assert looked.err.splitlines() == june(code=0)


def test_a_preview_needs_no_ledger(folder: Path) -> None:
    looked = run("minutes", "-", "--preview", given=JUNE.encode())
    assert (looked.code, len(looked.out.splitlines())) == (3, 3)
    lacking = "There is no ledger yet, and minutes make none: coalition new does."
    assert looked.err.startswith(f"{lacking}\n-, line 4: food-bank session-held refused by ¶opened.")
    assert looked.err.endswith("Nothing of these minutes was recorded.\n")
    opening = "{type: coalition-proposed, name: F, purpose: p, convener: pantry, origin: grassroots}"
    whole = FOOD_BANK.replace("events:\n", f"events:\n  - {opening}\n") + "---\n" + JUNE
    sound = run("minutes", "-", "--preview", given=whole.encode())
    assert (sound.code, sound.err.splitlines()[0]) == (0, lacking)
    assert list(folder.glob("*.db")) == []


@pytest.mark.usefixtures("food_bank")
def test_a_preview_of_minutes_that_are_recorded_says_so() -> None:
    assert june(code=0) is not None
    looked, again = (run("minutes", "-", *options, given=JUNE.encode()) for options in (("--preview",), ()))
    assert (looked.code, again.code) == (0, 0)
    assert "These minutes of food-bank are recorded already; nothing would be stored twice." in looked.err
    assert "These minutes of food-bank were recorded before; nothing was stored twice." in again.err


@pytest.mark.usefixtures("food_bank")
def test_of_minutes_of_two_coalitions_it_is_said_which_were_recorded() -> None:
    told = ("--name", "Clinic", "--purpose", "p", "--convener", "ward", "--origin", "grassroots")
    assert run("new", "clinic", *told, "--at", "2026-06-01").code == 0
    meeting = JUNE.replace("food-bank", "clinic").encode()  # of which nobody is in the other coalition
    both = JUNE.encode() + b"\n---\n" + meeting
    looked = run("minutes", "-", "--preview", given=both)
    assert looked.code == 3
    assert looked.err.endswith("Nothing of these minutes was recorded. Of food-bank all of them would be.\n")
    refused = run("minutes", "-", "--preview", "--json", given=both).json["refusals"]
    assert {refusal["coalition"] for refusal in refused} == {"clinic"}
    before = len(entries("food-bank"))
    done = run("minutes", "-", given=both)
    assert (done.code, len(entries("clinic"))) == (3, 1)
    assert len(entries("food-bank")) > before
    assert done.err.endswith(
        "Of these minutes those of food-bank were recorded, and nothing of the rest. Mend that and give the same "
        "minutes again: nothing is stored twice.\n"
    )


JOINING = (
    "party-joined of {} among the events, which are recorded last: put {} own before these, with a line --- between."
)


def test_who_joins_further_down_is_told_to_come_first(folder: Path) -> None:
    told = ("--name", "Food Bank", "--purpose", "p", "--convener", "pantry", "--origin", "grassroots")
    assert run("new", "food-bank", *told, "--at", "2026-06-01").code == 0
    joining = FOOD_BANK.partition("events:\n")[2]
    both = f"{JUNE}events:\n{joining}".encode()
    for options in ((), ("--preview",)):
        done = run("minutes", "-", *options, given=both)
        assert done.code == 3
        assert JOINING.format("church and grocer (lines 13 and 14) are", "them into minutes of their") in (
            done.err.splitlines()
        )
    assert run("minutes", "-", given=f"{FOOD_BANK}---\n{JUNE}".encode()).code == 0
    bakery = "events:\n  - {type: party-joined, by: bakery, party: bakery, name: B, kind: unit, standing: member}\n"
    july = JUNE.replace("june", "july").replace("bread, promisor: grocer", "eggs, promisor: bakery")
    alone = run("minutes", "-", given=(july.replace("milk", "oats") + bakery).encode())
    assert JOINING.format("bakery (line 12) is", "it into minutes of its") in alone.err.splitlines()


@pytest.mark.usefixtures("food_bank")
def test_who_is_not_said_to_report_is_told_to_be_whoever_keeps_the_minutes() -> None:
    june(code=0)
    nobody = JULY.replace("by: grocer, ", "")
    done = run("minutes", "-", given=nobody.encode())
    assert (done.code, done.err.splitlines()) == (
        3,
        [
            "-, line 5: food-bank commitment-delivered refused by commitments.only-the-accountable-deliver. "
            "A delivery is reported only by a party that answers for the promise. pantry reported it; "
            "grocer answers for it.",
            "Line 5 has no by, and pantry, who keeps these minutes, is taken to say it: name whose word it is.",
            "Nothing of these minutes was recorded.",
        ],
    )
    somebody = run("minutes", "-", given=JULY.replace("by: grocer, ", "by: pantry, ").encode())
    assert (somebody.code, len(somebody.err.splitlines())) == (3, 2)
    twice = nobody + "  - {commitment: milk, evidence: e}\naccepted:\n  - {commitment: milk}\n"
    assert "Lines 5 and 6 have no by, and pantry," in run("minutes", "-", given=twice.encode()).err


@pytest.mark.usefixtures("food_bank")
def test_a_promise_without_a_day_is_kept_where_its_line_says_why() -> None:
    undated = JUNE.replace("what: Milk., due: 2026-06-30", "what: Milk., attested: no day was agreed")
    assert run("minutes", "-", given=undated.encode()).code == 0
    told = {entry.get("commitment"): entry for entry in entries("food-bank")}
    assert told["milk"]["attested"]["reason"] == "no day was agreed"
    assert told["milk"]["breaches"] == ["commitments.dated"]
    assert "attested" not in told["bread"]
