"""Minutes: what a convener writes down after a meeting becomes the events it stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import yaml

from domain.event import Recorded
from domain.history import consider
from domain.refusal import Refused
from domain.shape import parsed
from engine.exchange import jsonl, minutes
from engine.exchange.line import Fault, Line

EXAMPLES = Path(__file__).parents[2] / "examples"
NOW = "2020-01-02T00:00:00Z"
HEAD = "coalition: c\ndate: 2019-11-20\nby: nasa\n"


def read(text: str) -> list[Line | Fault]:
    return list(minutes.read(BytesIO(text.encode())))


def events(text: str) -> list[dict[str, Any]]:
    """The events, without what HEAD gives to all of them."""
    found = read(HEAD + text)
    assert not [item for item in found if isinstance(item, Fault)]
    given = {"coalition": "c", "at": "2019-11-20", "source": "minutes 2019-11-20"}
    lines = [dict(line.fields) for line in found if isinstance(line, Line)]
    return [{name: value for name, value in fields.items() if (name, value) not in given.items()} for fields in lines]


def fault(text: str) -> Fault:
    found = [item for item in read(text) if isinstance(item, Fault)]
    assert len(found) == 1, found
    return found[0]


def recorded(lines: Iterable[Line | Fault], history: tuple[Recorded, ...] = ()) -> tuple[Recorded, ...]:
    for line in lines:
        assert isinstance(line, Line), line
        history += consider(history, parsed(line.fields), now=NOW, recorded_by="keeper")
    return history


def i3t() -> tuple[Recorded, ...]:
    return recorded(jsonl.read(BytesIO((EXAMPLES / "i3t.jsonl").read_bytes())))


def test_the_example_is_accepted_on_top_of_its_history() -> None:
    before = i3t()
    lines = list(minutes.read(BytesIO((EXAMPLES / "minutes.yaml").read_bytes())))
    after = recorded(lines, before)[len(before) :]
    assert [record.type for record in after if record.derived_from is None] == [
        "session-held",
        "trust-moment",
        "proposal-made",
        *["stance-taken"] * 6,
        "proposal-closed",
        *["commitment-made"] * 2,
        "commitment-delivered",
        "delivery-accepted",
        "quick-win-delivered",
        "celebration-held",
        "update-released",
        "information-shared",
    ]
    assert [record.type for record in after if record.derived_from] == ["decision-reached"]
    assert {record.event.source for record in after if record.derived_from is None} == {"minutes 2019-11-20"}


def test_lines_point_into_the_minutes() -> None:
    text = (EXAMPLES / "minutes.yaml").read_text()
    lines = [line for line in minutes.read(BytesIO(text.encode())) if isinstance(line, Line)]
    written = {line.fields["type"]: text.splitlines()[line.number - 1] for line in lines}
    assert written["session-held"] == "session: november-2019"
    assert "stances:" in written["stance-taken"]
    assert "close: true" in written["proposal-closed"]
    assert "briefing-rota" in written["commitment-made"]
    assert "information-shared" in written["information-shared"]


def test_the_meeting_gives_what_its_items_do_not_say() -> None:
    [line] = read("coalition: c\ndate: 2019-11-20T10:00:00+01:00\ncelebrations:\n- of: cake\n")
    assert line == Line(
        4,
        {
            "coalition": "c",
            "type": "celebration-held",
            "at": "2019-11-20T10:00:00+01:00",
            "of": "cake",
            "source": "minutes 2019-11-20",
        },
    )


def test_an_item_may_say_so_itself() -> None:
    own = "{of: cake, at: 2019-11-21, by: navy, source: a letter, ref: r, note: n, precision: day}"
    [line] = read(f"{HEAD}source: the book\ncelebrations: [{own}]\n")
    assert isinstance(line, Line)
    assert line.fields == {
        "coalition": "c",
        "type": "celebration-held",
        "at": "2019-11-21",
        "by": "navy",
        "of": "cake",
        "source": "a letter",
        "ref": "r",
        "note": "n",
        "precision": "day",
    }


def test_whose_act_it_is_follows_from_what_it_is() -> None:
    text = """
decisions: [{proposal: p, what: w, proposer: noaa, stances: {navy: agree}, close: yes}]
commitments: [{commitment: k, promisor: navy}]
accepted: [{commitment: j}]
events: [{type: purpose-reaffirmed, words: yes}]
"""
    assert [(event["type"], event["by"]) for event in events(text)] == [
        ("proposal-made", "noaa"),
        ("stance-taken", "navy"),
        ("proposal-closed", "noaa"),
        ("commitment-made", "navy"),
        ("delivery-accepted", "nasa"),
        ("purpose-reaffirmed", "nasa"),
    ]


def test_a_stance_may_have_a_reason_and_a_decision_a_date_of_its_own() -> None:
    text = """
decisions:
  - {proposal: p, what: w, by: gulf, ref: r, at: 2019-11-21,
     stances: {navy: {stance: block, reason: too early}, no: agree}}
"""
    at = {"at": "2019-11-21", "proposal": "p"}
    assert events(text) == [
        {"type": "proposal-made", "by": "gulf", **at, "what": "w", "ref": "r"},
        {"type": "stance-taken", "by": "navy", **at, "party": "navy", "stance": "block", "reason": "too early"},
        {"type": "stance-taken", "by": "no", **at, "party": "no", "stance": "agree"},
    ]


def test_what_was_proposed_earlier_can_be_decided_now() -> None:
    assert events("decisions: [{proposal: p, stances: {navy: agree}, close: true}]") == [
        {"type": "stance-taken", "by": "navy", "proposal": "p", "party": "navy", "stance": "agree"},
        {"type": "proposal-closed", "by": "nasa", "proposal": "p"},
    ]
    assert events("decisions: [{proposal: p, stances: {navy: agree}, close: no}]")[1:] == []


def test_blanks_count_for_nothing_except_in_events() -> None:
    text = """
session: s
topic:
hosts:
  -
attendance: {nasa: 3, navy: }
commitments:
  - {commitment: , promisor: }
  -
celebrations:
events:
  - {type: commitment-renegotiated, commitment: k, due: }
"""
    assert events(text) == [
        {"type": "session-held", "by": "nasa", "session": "s", "attendance": {"nasa": 3}},
        {"type": "commitment-renegotiated", "by": "nasa", "commitment": "k", "due": None},
    ]


def test_several_documents_are_several_meetings() -> None:
    item = "celebrations: [{of: cake}]\n"
    assert [line.number for line in read(HEAD + item + "---\n" + HEAD + item)] == [4, 9]


@pytest.mark.parametrize(
    ("text", "number", "said"),
    [
        ("", 1, "Nothing is written here"),
        ("- a\n", 1, "Minutes are a map of keys, not text"),
        ("coalition: c\n", 1, "date is not filled in"),
        ("date: 2019-11-20\n", 1, "coalition is not filled in"),
        ("coalition: 7\ndate: 2019-11-20\n", 1, "coalition should be text, not a number: put it in quotation marks."),
        ("coalition: [7]\ndate: 2019-11-20\n", 1, "coalition should be text, not a list."),
        ("coalition: c\ndate: 20 November\n", 2, "'20 November' is neither a date"),
        ("coalition: c\ndate: 2019-11-31\n", 2, "date: "),
        (HEAD, 1, "hold no event yet"),
        (HEAD + "comitments: []\n", 4, "'comitments' is not a key of minutes (did you mean commitments?)"),
        (HEAD + "xyzzy: 1\n", 4, "Its keys: accepted, attendance, by, celebrations"),
        (
            HEAD + "celebrations:\n- {of: cake}\n- {off: cake}\n",
            6,
            "'off' is not a key of celebrations (did you mean of?)",
        ),
        (HEAD + "celebrations: [{of: cake, coalition: d}]\n", 4, "'coalition' is not a key of celebrations"),
        (HEAD + "commitments: {commitment: k}\n", 4, "commitments should be a list"),
        (HEAD + "events: {type: k}\n", 4, "events should be a list"),
        (HEAD + "commitments:\n- k\n", 5, "An item of commitments is a map of keys, not text"),
        (HEAD + "events:\n-\n", 5, "An item of events is a map of keys, not nothing"),
        (HEAD + "topic: t\nkind: working\n", 4, "topic tells of a session without an id"),
        (HEAD + "decisions: [{proposal: p}]\n", 4, "A decision says what is proposed"),
        (HEAD + "decisions: [{proposal: p, note: n, close: true}]\n", 4, "'note' is not a key of decisions on what"),
        (HEAD + "decisions: [{proposal: p, stance: {a: agree}}]\n", 4, "did you mean stances?"),
        (HEAD + "decisions: [{proposal: p, stances: agree}]\n", 4, "stances is a map"),
        (
            HEAD + "decisions: [{proposal: p, stances: {a: {stance: agree, why: x}}}]\n",
            4,
            "'why' is not a key of a stance",
        ),
        (HEAD + "decisions: [{proposal: p, close: perhaps}]\n", 4, "close should be true or false"),
        (HEAD + "decisions: [{proposal: p, close: [true]}]\n", 4, "close should be true or false"),
        (HEAD + "celebrations: [{of: a: b}]\n", 4, "Not YAML"),
    ],
)
def test_what_stands_for_no_event_is_a_fault_that_says_why(text: str, number: int, said: str) -> None:
    found = fault(text)
    assert said in found.message
    assert found.number == number


COMMA = ": a text that holds a comma goes in quotation marks."


def test_a_text_cut_at_a_comma_is_not_taken_for_the_whole_of_it() -> None:
    cut = "{commitment: k, promisor: grocer, promisee: church, what: Yesterday's bread, every Friday, due: 2026-06-30}"
    found = fault(f"{HEAD}commitments:\n- {cut}\n")
    assert found.number == 5
    assert found.message.startswith(
        f"'every Friday' is not a key of commitments{COMMA} Its keys: answers, at, attested, by, "
    )
    assert fault(f"{HEAD}decisions: [{{proposal: p, what: w, soon}}]\n").message.startswith(
        f"'soon' is not a key of decisions{COMMA}"
    )
    assert fault(f"{HEAD}celebrations: [{{cake, of: }}]\n").message.startswith(
        f"'cake' is not a key of celebrations{COMMA}"
    )


def test_a_reason_cut_at_a_comma_is_not_taken_for_the_whole_of_it() -> None:
    stances = "{navy: {stance: block, reason: too early, I think}, noaa: agree}"
    found = fault(f"{HEAD}decisions: [{{proposal: p, what: w, stances: {stances}}}]\n")
    assert found.message.startswith(f"'I think' is not a key of a stance{COMMA} Its keys: at, attested, by, ")


def test_a_blank_key_that_is_not_known_is_named_however_it_is_written() -> None:
    assert fault(HEAD + "commitments:\n- commitment: k\n  remarks:\n").message.startswith(
        "'remarks' is not a key of commitments. Its keys: "
    )
    assert (
        "'evidance' is not a key of delivered (did you mean evidence?)."
        in fault(HEAD + "delivered:\n- commitment: k\n  evidance:\n").message
    )


def test_a_blank_opening_does_not_keep_a_decision_on_an_earlier_proposal_out() -> None:
    text = "decisions: [{proposal: p, what: , proposer: , decide_by: , stances: {navy: agree, noaa: }}]"
    assert [(event["type"], event["by"]) for event in events(text)] == [("stance-taken", "navy")]


def test_who_is_no_id_is_wrong_in_the_field_in_which_it_was_written() -> None:
    text = """
decisions: [{proposal: p, what: w, proposer: The Navy, stances: {The Gulf: agree}}]
commitments: [{commitment: k, promisor: Hill Grocers, promisee: all, what: w, due: 2019-12-01}]
"""
    refusals = list[str]()
    for line in read(HEAD + text):
        assert isinstance(line, Line)
        with pytest.raises(Refused) as refused:
            parsed(line.fields)
        refusals.append(refused.value.message)
    form = "should be an id: small letters, digits and hyphens, at most 64, not starting with a hyphen."
    assert refusals == [
        f"'proposer' is 'The Navy' and {form}",
        f"'party' is 'The Gulf' and {form}",
        f"'promisor' is 'Hill Grocers' and {form}",
    ]


def test_a_day_that_is_in_no_calendar_is_shown() -> None:
    assert fault("coalition: c\ndate: 2026-06-31\n").message == (
        "date: '2026-06-31' is not in the calendar: check the day and the month."
    )


def test_what_is_right_is_read_beside_what_is_wrong() -> None:
    found = read(HEAD + "nonsense: 1\ncelebrations: [{of: cake}, {off: cake}]\n")
    assert sorted(type(item).__name__ for item in found) == ["Fault", "Fault", "Line"]


def test_the_empty_form_says_what_to_fill_in() -> None:
    assert [item.message.partition(" ")[0] for item in read(minutes.TEMPLATE) if isinstance(item, Fault)] == [
        "coalition",
        "date",
    ]
    assert len(read(minutes.TEMPLATE)) == 2


FILLED_IN = {
    "coalition": "i3t",
    "date": "2019-11-20",
    "by": "nasa",
    "session": "november-2019",
    "topic": "Closing the year",
    "kind": "working",
    "attendance": "{nasa: 3, navy: 2}",
    "moments.between": "[nasa, navy]",
    "moments.kind": "shared-food",
    "moments.what": "Gumbo.",
    "decisions.proposal": "guest-briefing",
    "decisions.what": "Brief every new guest in the first week.",
    "decisions.proposer": "nasa",
    "decisions.stances": "{nasa: agree, navy: {stance: disagree, reason: too early}}",
    "decisions.close": "true",
    "commitments.commitment": "winter-drill",
    "commitments.promisor": "navy",
    "commitments.promisee": "all",
    "commitments.what": "Run a drill.",
    "commitments.due": "2019-12-13",
    "delivered.commitment": "cutover-guide",
    "delivered.by": "gulf-trades",
    "delivered.evidence": "Handed round.",
    "accepted.commitment": "visitor-desk",
    "accepted.by": "nasa",
    "quick_wins.win": "dig-board",
    "quick_wins.what": "A board at the gate.",
    "quick_wins.delivered_by": "[nasa]",
    "quick_wins.addresses": "[dig-twice]",
    "celebrations.of": "A year with the new charter.",
}


def filled_in() -> str:
    """The empty form, as a convener fills it in."""
    section, done, lines = "", set[str](), list[str]()
    for line in minutes.TEMPLATE.splitlines():
        match = re.match(r"(  - |    )?([a-z_]+):", line)
        if match and not match[1]:
            section = match[2]
        name = f"{section}.{match[2]}" if match and match[1] else section
        if match and name in FILLED_IN:
            done.add(name)
            line = f"{match[0]} {FILLED_IN[name]} {line[match.end() :].strip()}"
        lines.append(line)
    assert done == FILLED_IN.keys()
    return "\n".join(lines)


def test_the_form_filled_in_is_accepted() -> None:
    before = i3t()
    after = recorded(read(filled_in()), before)[len(before) :]
    assert [record.type for record in after] == [
        "session-held",
        "trust-moment",
        "proposal-made",
        "stance-taken",
        "stance-taken",
        "proposal-closed",
        "decision-reached",
        "commitment-made",
        "commitment-delivered",
        "delivery-accepted",
        "quick-win-delivered",
        "celebration-held",
    ]


def test_the_form_and_the_reference_name_the_comma() -> None:
    reference = (EXAMPLES.parent / "docs" / "reference" / "minutes.md").read_text()
    assert "holds a comma: there the text ends at the comma" in minutes.TEMPLATE
    assert "holds a comma" in reference


def test_every_key_is_on_the_form_and_in_the_reference() -> None:
    reference = (EXAMPLES.parent / "docs" / "reference" / "minutes.md").read_text()
    keys = [*minutes._HEAD, *minutes._LISTS]
    for event_type in ("session-held", "proposal-made", *(event_type for event_type, _ in minutes._PLAIN.values())):
        keys += minutes._own_fields(event_type)
    for key in keys:
        assert re.search(rf"^(  - |    )?{key}:", minutes.TEMPLATE, re.MULTILINE), key
        assert f"`{key}`" in reference, key


COMMENT = (
    "{} would be a comment and not recorded: put the text in quotation marks, or the comment on a line of its own."
)


@pytest.mark.parametrize(
    ("text", "number", "lost"),
    [
        ("session: s\ntopic: Room #4 and what we owe\n", 5, "'#4 and what we owe'"),
        ("session: s\ntopic: #4 and what we owe\n", 5, "'#4 and what we owe'"),
        ("session: s\nhighlights:\n  - Bus # 12 is late\n", 6, "'# 12 is late'"),
        ("session: s\nhighlights:\n  - # 12 is late\n", 6, "'# 12 is late'"),
        ("commitments:\n- what: Drive van # 3 to the yard\n", 5, "'# 3 to the yard'"),
        ("commitments:\n- {what: Drive van # 3, due: 2019-12-01}\n", 5, "'# 3, due: 2019-12-01}'"),
        ("session: s\nhosts: [Bus # 12, b]\nkind: working\n", 5, "'# 12, b]'"),
        ("session: s\ntopic:  # 3 crates\n  of bread\n", 5, "'# 3 crates'"),
        ("session: s\nhosts:\n- # 3 of them\n\n  Ann\n", 6, "'# 3 of them'"),
        ("session: s\nnext_on: 2019-12-01 # a Sunday\n", 5, "'# a Sunday'"),
        ("session: s\nkind: working # dialogue, working, webinar\n", 5, "'# dialogue, working, webinar'"),
        (f"session: s # {'x' * 90}\n", 4, f"'# {'x' * 78}…'"),
        ("session: s\r\ntopic: Häuser\t#4\r\n", 5, "'#4'"),
    ],
)
@pytest.mark.parametrize("parser", ["with libyaml", "without"])
def test_a_text_cut_at_a_comment_is_not_taken_for_the_whole_of_it(
    text: str, number: int, lost: str, parser: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if parser == "without":
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    assert fault(HEAD + text) == Fault(number, COMMENT.format(lost))


def test_every_text_that_would_be_cut_is_told_at_once() -> None:
    found = read(HEAD + "session: s\ntopic: Room #4\nhosts:\n- Bus # 12\n- Ann\n")
    assert found == [Fault(5, COMMENT.format("'#4'")), Fault(7, COMMENT.format("'# 12'"))]


@pytest.mark.parametrize(
    "text",
    [
        "# Room #4\nsession: s\n  # and what we owe\ntopic: t\n#\n",
        'session: s\ntopic: "Room #4" # which is the small one\n',
        "session: s # its id, such as november-2019\ntopic: t\n",
        "session: s\ntopic: t\nattendance: {nasa: 3} # by hand\nhosts: # who asked us in\n- Ann\n",
        "session: s\ntopic: Room#4\n",
        "session: s\ntopic: |  # as it was said\n  Room #4\n",
    ],
)
def test_a_comment_that_cuts_nothing_off_may_stand(text: str) -> None:
    assert [event["type"] for event in events(text)] == ["session-held"]


def test_every_hint_of_the_form_may_go_on_standing_behind_what_is_filled_in() -> None:
    behind = re.findall(r"^[ a-z_-]+:[ ]+#[ ]*(.*)$", minutes.TEMPLATE, re.MULTILINE)
    assert len(behind) > 30
    for hint in behind:
        assert events(f"session: s  # {hint}\n") == [{"type": "session-held", "by": "nasa", "session": "s"}]


def test_a_text_that_begins_with_a_mark_is_not_taken_without_it() -> None:
    advice = "would be a mark for repeating and not recorded: put a text that starts with & in quotation marks."
    text = "commitments:\n- commitment: k\n  what: {}\n"
    assert fault(HEAD + text.format("&all boxes")) == Fault(6, f"'&all' {advice}")
    assert fault(HEAD + text.format("&a x") + "  note: &a y\n  source: *a\n") == Fault(6, f"'&a' {advice}")
    assert events(text.format("'&all boxes'"))[0]["what"] == "&all boxes"
    assert events(text.format("&w boxes") + "  note: *w\n")[0]["note"] == "boxes"


def test_the_form_and_the_reference_name_the_comment() -> None:
    reference = (EXAMPLES.parent / "docs" / "reference" / "minutes.md").read_text()
    assert "a comment of your own goes on a line of its own" in minutes.TEMPLATE
    assert "a comment goes on a line of its own" in reference


def test_what_has_not_its_form_is_told_at_its_own_line() -> None:
    found = read(HEAD + "session: s\ntopic: 2025\nkind: working\n")
    assert [line.number for line in found] == [5]
    found = read(HEAD + "session: s\ntopic: t\nattendance:\n  p: 2\n  G: 1\nhosts: [a, b]\n")
    assert [line.number for line in found] == [8]
    found = read(HEAD + "session: s\nhosts:\n- a\n-\n- 7\ntopic: t\nkind: working\n")
    assert [line.number for line in found] == [8]
    found = read(HEAD + "commitments:\n- commitment: k\n  promisor: navy\n  promisee: all\n  what: w\n  due: soon\n")
    assert [line.number for line in found] == [9]


def test_a_promise_without_a_day_is_kept_for_a_reason_that_the_item_gives() -> None:
    promise = "commitments:\n- commitment: k\n  promisor: navy\n  promisee: nasa\n  what: w\n  due:\n  attested: {}\n"
    for reason in ("no day was agreed", "{reason: no day was agreed}"):
        assert events(promise.format(reason))[0]["attested"] == {"reason": "no day was agreed"}
    assert "attested" not in events(promise.format(""))[0]
    assert events(promise.format("[no]"))[0]["attested"] == ["no"]  # for the rules to refuse


def test_what_is_wrong_beside_a_reason_is_told_at_its_own_line() -> None:
    promise = "commitments:\n- commitment: k\n  attested: no day\n  promisor: navy\n  promisee: nasa\n  what: 2025\n"
    (line,) = read(HEAD + promise)
    assert line.number == 9


def test_the_day_on_which_it_was_done_is_asked_for_where_it_is_reported() -> None:
    reported = minutes.TEMPLATE.partition("\ndelivered:")[2].partition("\naccepted:")[0]
    assert re.search(r"^    at: +# the day it was done, where that is not the meeting's$", reported, re.MULTILINE)


def test_the_reason_for_what_breaks_a_rule_has_its_place_on_the_form_and_in_the_reference() -> None:
    promised = minutes.TEMPLATE.partition("\ncommitments:")[2].partition("\ndelivered:")[0]
    assert re.search(r"^    attested: +# the reason why", promised, re.MULTILINE)
    assert "`attested: no day was agreed`" in (EXAMPLES.parent / "docs" / "reference" / "minutes.md").read_text()


def test_what_an_item_does_not_say_itself_is_told_apart() -> None:
    items = "- {commitment: k, evidence: e}\n- {commitment: k, evidence: e, by: navy, at: 2019-11-20}\n"
    found = read(HEAD + "delivered:\n" + items + "commitments:\n- {commitment: c, promisor: navy}\n")
    assert [sorted(line.assumed) for line in found if isinstance(line, Line)] == [["at"], ["at", "by"], []]
