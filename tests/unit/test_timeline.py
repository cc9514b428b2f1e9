"""The timeline: a sentence for every event, in the order in which things happened, and the phases."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pytest
from pydantic import AfterValidator, PlainValidator, StringConstraints
from rpds import HashTrieMap

from domain.event import Event, Part, Recorded, registry
from domain.history import consider, counting
from domain.shape import parsed
from domain.values import instant
from projections.known import Known
from projections.sentences import draft, finished, tellers
from projections.timeline import Timeline, timeline
from projections.view import folded

EXAMPLES = Path(__file__).parents[2] / "examples"
NOBODY: HashTrieMap[str, str] = HashTrieMap()


def line(event_type: str, at: str = "2020-01-01", by: str | None = "navy", **fields: Any) -> dict[str, Any]:
    written = {"coalition": "c", "type": event_type, "at": at, **fields}
    return written if by is None else {**written, "by": by}


PROPOSED = line("coalition-proposed", name="Ducts", purpose="Dig once", convener="navy", origin="grassroots")
NAVY = line("party-joined", party="navy", name="U.S. Navy", kind="public-agency", standing="member")
NASA = line("party-joined", by="nasa", party="nasa", name="NASA", kind="public-agency", standing="member")
PROMISE = line(
    "commitment-made",
    at="2020-01-02",
    commitment="c-1",
    promisor="navy",
    promisee="nasa",
    what="share the outage calendar",
    due="2020-04-01",
)


def record(*lines: dict[str, Any], now: str = "2021-01-01T00:00:00Z") -> list[Recorded]:
    """A history of these lines; a line may say why it is attested and when it is recorded."""
    history: list[Recorded] = []
    for written in lines:
        fields = dict(written)
        attest = (fields.pop("attested", None) or {}).get("reason")
        recorded_at = fields.pop("now", now)
        history += consider(history, parsed(fields), now=recorded_at, recorded_by="clerk", attest=attest)
    return history


def told(*lines: dict[str, Any], **filters: Any) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = timeline(counting(record(*lines)), **filters)["entries"]
    return entries


@cache
def example(name: str) -> list[Recorded]:
    lines = (EXAMPLES / f"{name}.jsonl").read_text().splitlines()
    return counting(record(*map(json.loads, lines), now="2026-01-01T00:00:00Z"))


# Every type has a sentence


def sample(annotation: Any, metadata: tuple[Any, ...] = (), number: int = 1) -> Any:
    """Something that a field of this type may hold."""
    origin, args = get_origin(annotation), get_args(annotation)
    if any(isinstance(mark, PlainValidator) for mark in metadata):
        return "0.5"
    if origin is Annotated:
        return sample(args[0], args[1:], number)
    if origin is Literal:
        return args[0]
    if origin in (Union, UnionType):
        return sample(args[0], metadata, number)
    if origin is tuple:
        return [sample(args[0], number=1), sample(args[0], number=2)]
    if origin is dict:
        return {sample(args[0], number=n): sample(args[1], number=n) for n in (1, 2)}
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return {
            name: sample(field.annotation, tuple(field.metadata)) for name, field in annotation.model_fields.items()
        }
    return text(metadata, number) if annotation is str else {bool: True, int: 2}.get(annotation)


def text(metadata: tuple[Any, ...], number: int) -> str:
    for mark in metadata:
        if isinstance(mark, StringConstraints) and "a-z0-9" in str(mark.pattern):
            return f"some-{number}"
        if isinstance(mark, AfterValidator):
            return "EUR" if mark.func.__name__ == "_currency" else "2020-02-03"
    return f"A text, “quoted” 🌱\nno. {number}"


def given(event_type: type[Event], everything: bool) -> dict[str, Any]:
    """An event with all of its fields, or with those alone that no event may lack."""
    fields: dict[str, Any] = {"coalition": "c", "at": "2020-01-01"}
    for name, field in event_type.model_fields.items():
        if name not in ("coalition", "at", "precision", "instead") and (everything or field.is_required()):
            fields[name] = sample(field.annotation, tuple(field.metadata))
    return fields


def variants(event_type: type[Event]) -> list[dict[str, Any]]:
    """The full and the bare event, and a full one for every value of every field with a fixed choice."""
    full = given(event_type, everything=True)
    found = [full, given(event_type, everything=False)]
    for name, field in event_type.model_fields.items():
        for choice in (field.annotation, *get_args(field.annotation)):
            if name != "precision" and get_origin(choice) is Literal:
                found += [{**full, name: value} for value in get_args(choice)]
    return found


def test_every_type_has_a_teller() -> None:
    assert set(tellers()) == set(registry().values())


@pytest.mark.parametrize("event_type", registry().values(), ids=registry())
def test_every_type_is_told_in_one_plain_sentence_whatever_is_absent(event_type: type[Event]) -> None:
    for fields in variants(event_type):
        sentence = finished(draft(event_type.model_validate(fields), Known()), NOBODY)
        assert sentence.removesuffix("”")[-1] in ".!?…", sentence
        for blot in (
            "None",
            "null",
            "\x00",
            "\n",
            "  ",
            "“”",
            "()",
            " .",
            " ,",
            ",,",
            "..",
            ": :",
            "( ",
            ":.",
            "{",
            "[",
        ):
            assert blot not in sentence
        assert sentence.count("(") == sentence.count(")")
        assert len(sentence) < 600


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (line("party-withdrew", party="navy"), "navy withdrew."),
        (line("party-withdrew", party="navy", reason="No time."), "navy withdrew: “No time.”"),
        (line("charter-ratified", version=2), "Version 2 of the charter came into force."),
        (
            line("charter-ratified", version=2, decision_rule="majority", consents=["a", "b", "c"]),
            "Version 2 of the charter came into force, to decide by a majority, with the consent of a, b and c.",
        ),
        (line("coalition-dissolved"), "The coalition was dissolved."),
        (
            line("coalition-dissolved", reason="merged", legacy="a map"),
            "The coalition was dissolved because it merged with another; it leaves “a map”.",
        ),
        (line("party-removed", by=None, party="navy"), "Someone removed navy."),
        (line("commitment-broken", commitment="c-9"), "navy called the promise c-9 broken."),
        (
            line("commitment-renegotiated", commitment="c-9", due=None),
            "The promise c-9 has no date any more.",
        ),
        (
            line("commitment-renegotiated", commitment="c-9", due="2020-05-01", what="half of it", agreed_by="nasa"),
            "The promise c-9 is now due on 2020-05-01, agreed by nasa, and now reads “half of it”.",
        ),
        (line("decision-reached", proposal="p", outcome="no-quorum"), "The proposal p failed for want of a quorum."),
        (
            line(
                "decision-reached",
                proposal="p",
                outcome="adopted",
                tally={"agree": 3, "abstain": 0, "disagree": 1, "block": 0},
            ),
            "The proposal p was adopted (3 agreed, 1 disagreed).",
        ),
        (line("session-held", session="s", topic="Ducts"), "A session was held: “Ducts” (s)."),
        (
            line("session-held", session="s", topic="Ducts", kind="webinar", participants_by={"north": 1}),
            "A webinar was held with 1 person: “Ducts” (s).",
        ),
        (line("information-shared", giver="navy", what="Dates"), "navy let others know: “Dates”."),
        (line("conflict-reviewed", conflict="x", held=True), "The settlement of the conflict x held."),
        (line("agreement-reached", agreement="a"), "An agreement (a) was reached."),
        (line("initiative-ended", initiative="i"), "The initiative i was ended."),
        (line("contribution-received", pledge="p", amount="5.50"), "Of the pledge p, 5.50 arrived."),
        (line("rhythm-agreed", every_days=1), "The parties agreed to meet every day."),
        (line("event-retracted", event="slip", cascade=False), "navy retracted event slip."),
    ],
)
def test_absent_fields_are_left_out_of_the_sentence(fields: dict[str, Any], sentence: str) -> None:
    assert finished(draft(parsed(fields), Known()), NOBODY) == sentence


# Entries


def test_a_promise_is_told_with_names_date_and_id() -> None:
    *_, entry = told(PROPOSED, NAVY, NASA, PROMISE)
    assert entry == {
        "n": 4,
        "at": "2020-01-02",
        "precision": "day",
        "type": "commitment-made",
        "lane": "commitments",
        "phase": "forming",
        "sentence": "U.S. Navy promised NASA by 2020-04-01: “share the outage calendar” (c-1).",
        "parties": ["nasa", "navy"],
        "recorded_late_by": 365,
        "contested": [],
        "reconciled": [],
        "attested": None,
        "derived_from": None,
    }


def test_who_acted_before_joining_is_told_by_the_name_it_joined_under() -> None:
    assert told(PROPOSED, NAVY)[0]["sentence"] == "U.S. Navy proposed “Ducts”, from the grassroots: “Dig once”."
    assert told(PROPOSED)[0]["sentence"] == "navy proposed “Ducts”, from the grassroots: “Dig once”."


def test_a_person_is_told_with_the_party_it_acts_for() -> None:
    role = line("role-assigned", role="liaison", person="ada", party="navy")
    progress = line("progress-reported", at="2020-01-03", by="ada", commitment="c-1", what="Half of it")
    entry = told(PROPOSED, NAVY, NASA, role, PROMISE, progress)[-1]
    assert entry["sentence"] == (
        "ada for U.S. Navy reported progress on the promise “share the outage calendar” (c-1): “Half of it”."
    )
    assert entry["parties"] == ["nasa", "navy"]


def test_parties_are_those_named_and_those_between_whom_the_thing_lies() -> None:
    assert {entry["type"]: entry["parties"] for entry in timeline(example("went-alone"))["entries"]} == {
        "coalition-proposed": ["harbour-clinic"],
        "request-made": ["harbour-clinic", "hillside-surgery"],
        "party-joined": ["hillside-surgery"],
        "session-held": ["harbour-clinic", "hillside-surgery"],
        "request-declined": ["harbour-clinic", "hillside-surgery"],
        "threat-assessed": ["harbour-clinic"],
        "alone-or-together-weighed": ["harbour-clinic"],
        "coalition-abandoned": ["harbour-clinic"],
        "lesson-learned": ["hillside-surgery"],
    }


def test_who_takes_over_in_person_is_not_a_party() -> None:
    role = line("role-assigned", role="liaison", person="ada", party="noaa", by="noaa")
    noaa = line("party-joined", by="noaa", party="noaa", name="NOAA", kind="public-agency", standing="member")
    over = line("commitment-handed-over", at="2020-02-01", by="ada", commitment="c-1", to="noaa", accepted_by="ada")
    entry = told(PROPOSED, NAVY, NASA, noaa, role, PROMISE, over)[-1]
    assert entry["parties"] == ["nasa", "navy", "noaa"]
    assert entry["sentence"] == "NOAA took over the promise “share the outage calendar” (c-1) from U.S. Navy."


def test_names_with_quotes_emoji_and_a_full_stop_stand_as_they_are() -> None:
    joined = line("party-joined", party="navy", name='The "Ducks" 🦆 Inc.', kind="other", standing="member")
    entries = told(PROPOSED, joined, line("charter-repealed", version=1, attested={"reason": "minutes"}))
    assert entries[1]["sentence"] == 'The "Ducks" 🦆 Inc. joined as a member.'
    assert entries[2]["sentence"] == 'The "Ducks" 🦆 Inc. repealed version 1 of the charter.'
    withdrew = line("standing-changed", party="navy", standing="observer")
    assert told(PROPOSED, joined, line("party-invited", party="nasa", standing="member"), withdrew)[-1]["sentence"] == (
        'The "Ducks" 🦆 Inc. became an observer.'
    )


def test_a_sentence_that_ends_on_a_name_with_a_full_stop_gets_no_second_one() -> None:
    incorporated = line("party-joined", by="nasa", party="nasa", name="NASA Inc.", kind="other", standing="member")
    over = line("commitment-handed-over", at="2020-02-01", by="nasa", commitment="w", to="nasa", accepted_by="nasa")
    wish = line("commitment-made", commitment="w", promisor="navy", promisee="all", what="w", due="2020-03-01")
    back = line("commitment-handed-over", at="2020-02-02", commitment="w", to="navy", accepted_by="navy")
    assert told(PROPOSED, NAVY, incorporated, wish, over, back)[-1]["sentence"].endswith("from NASA Inc.")


def test_a_long_text_is_cut_at_a_word_and_stays_on_one_line() -> None:
    words = "dig " * 80
    entry = told(PROPOSED, NAVY, line("purpose-reaffirmed", words=f"First\nline. {words}"))[-1]
    quoted = entry["sentence"].split("“")[1]
    assert quoted.startswith("First line. dig dig")
    assert quoted.endswith("dig…”")
    assert 140 < len(quoted) <= 161


def test_a_text_without_spaces_is_cut_all_the_same() -> None:
    entry = told(PROPOSED, NAVY, line("purpose-reaffirmed", words="x" * 10_000))[-1]
    assert entry["sentence"].endswith("“" + "x" * 159 + "…”")


def test_entries_stand_in_the_order_in_which_things_happened() -> None:
    late = line("celebration-held", at="2020-01-02", of="the start")
    entries = told(PROPOSED, NAVY, line("celebration-held", at="2020-03-01", of="the spring"), late)
    assert [entry["n"] for entry in entries] == [1, 2, 4, 3]


def test_events_of_one_day_keep_the_order_in_which_they_were_recorded() -> None:
    same_day = [line("celebration-held", of=str(number)) for number in range(20)]
    assert [entry["n"] for entry in told(PROPOSED, NAVY, NASA, *same_day)] == list(range(1, 24))


@pytest.mark.parametrize(
    ("at", "precision", "recorded_at", "late"),
    [
        ("2020-05-01", None, "2020-05-01T23:00:00Z", None),
        ("2020-05-01", None, "2020-05-02T00:00:00Z", None),
        ("2020-05-01", None, "2020-05-03T12:00:00Z", 2),
        ("2020-05-01T10:00:00+02:00", None, "2020-05-02T08:00:01Z", 1),
        ("2020-05-01", "month", "2020-06-01T00:00:00Z", None),
        ("2020-05-01", "month", "2020-06-03T00:00:00Z", 3),
        ("2020-05-01", "year", "2020-12-31T00:00:00Z", None),
        ("2020-05-01", "year", "2021-01-10T00:00:00Z", 10),
    ],
)
def test_late_recording_is_told_in_whole_days(
    at: str, precision: str | None, recorded_at: str, late: int | None
) -> None:
    held = line("celebration-held", at=at, of="spring", now=recorded_at)
    if precision is not None:
        held["precision"] = precision
    entry = told(PROPOSED | {"now": "2020-01-01T00:00:00Z"}, NAVY | {"now": "2020-01-01T00:00:00Z"}, held)[-1]
    assert entry["recorded_late_by"] == late


def test_what_was_attested_says_why_on_whose_word_and_against_which_rules() -> None:
    repealed = line("charter-repealed", version=1, attested={"reason": "from the minutes"})
    assert told(PROPOSED, NAVY, repealed)[-1]["attested"] == {
        "reason": "from the minutes",
        "by": "clerk",
        "breaches": ["recording.complete", "charter.in-force"],
    }


def test_a_correction_stands_in_the_place_of_what_it_mends_and_the_retraction_names_what_fell() -> None:
    instead = {"commitment": "c-1", "promisor": "navy", "promisee": "nasa", "what": "share it", "due": "2020-05-01"}
    mended = line("event-retracted", at="2020-02-01", event=4, reason="Mistyped", cascade=False, instead=instead)
    spring = line("celebration-held", at="2020-01-02", of="spring")
    entries = told(PROPOSED, NAVY, NASA, PROMISE, spring, mended)
    assert [entry["n"] for entry in entries] == [1, 2, 3, 7, 5, 6]
    correction, _, retraction = entries[-3:]
    assert correction["stands_at"] == 4
    assert correction["derived_from"] == 6
    assert correction["sentence"] == "U.S. Navy promised NASA by 2020-05-01: “share it” (c-1)."
    assert retraction["voids"] == [4]
    assert retraction["sentence"] == "U.S. Navy retracted event 4 and put a correction in its place: “Mistyped”."
    assert "stands_at" not in retraction
    assert "voids" not in correction


def test_contested_accounts_are_marked_on_the_event_named_by_number_or_ref() -> None:
    broke = line(
        "trust-fractured",
        ref="row",
        breached_by="navy",
        against=["nasa"],
        kind="exclusion",
        severity=3,
        what="A meeting",
    )
    entries = told(
        PROPOSED,
        NAVY,
        NASA,
        broke,
        line("account-contested", at="2020-01-02", event="row", party="navy", account="It was open."),
        line("account-contested", at="2020-01-03", by="nasa", event=4, party="nasa", account="It was not."),
        line("account-reconciled", at="2020-01-04", event=4, agreed_account="Open, and not announced."),
    )
    assert [(entry["contested"], entry["reconciled"]) for entry in entries] == [([], [])] * 3 + [([5, 6], [7])] + [
        ([], [])
    ] * 3
    assert entries[3]["sentence"] == "U.S. Navy broke trust with NASA by exclusion, severity 3 of 5: “A meeting”."
    assert entries[4]["sentence"] == "U.S. Navy told event 4 of 2020-01-01 differently: “It was open.”"
    assert entries[6]["sentence"] == (
        "The parties agreed how event 4 of 2020-01-01 is to be told: “Open, and not announced.”"
    )


def test_an_account_contested_before_a_correction_is_marked_on_the_correction() -> None:
    contested = line("account-contested", at="2020-01-03", by="nasa", event=4, party="nasa", account="May.")
    instead = {"commitment": "c-1", "promisor": "navy", "promisee": "nasa", "what": "share it", "due": "2020-05-01"}
    mended = line("event-retracted", at="2020-02-01", event=4, reason="Mistyped", cascade=False, instead=instead)
    entries = told(PROPOSED, NAVY, NASA, PROMISE, contested, mended)
    assert {entry["n"]: entry["contested"] for entry in entries if entry["contested"]} == {7: [5]}


def test_filters_choose_among_the_entries_and_leave_the_phases() -> None:
    records = example("i3t")
    whole = timeline(records)
    navy = timeline(records, party="navy", lane="trust")
    assert [entry["type"] for entry in navy["entries"]] == [
        *("trust-moment", "trust-moment", "information-shared", "trust-rated", "trust-fractured", "trust-moment"),
        *("control-ceded", "trust-rated"),
    ]
    assert navy["phases"] == whole["phases"]
    assert timeline(records, lane="common-ground") == timeline(records, lane="common_ground")
    assert timeline(records, lane="common-ground")["entries"]
    first, *_ = explored = timeline(records, types={"conflict-explored"})["entries"]
    moment = instant(first["at"])
    assert [entry["parties"] for entry in explored] == [["navy", "noaa"]] * 2
    assert timeline(records, since=moment, until=moment)["entries"] == [first]


# Phases


def test_phases_last_from_the_event_that_changed_them_to_the_next_one() -> None:
    assert timeline(example("fell-apart"), instant("2021-05-26T12:00:00Z"))["phases"] == [
        {"phase": "proposed", "from": "2020-02-03", "to": "2020-03-20", "days": 46},
        {"phase": "abandoned", "from": "2020-03-20", "to": "2020-09-01", "days": 165},
        {"phase": "proposed", "from": "2020-09-01", "to": "2020-09-15", "days": 14},
        {"phase": "forming", "from": "2020-09-15", "to": "2020-10-12", "days": 27},
        {"phase": "chartered", "from": "2020-10-12", "to": "2021-03-29", "days": 168},
        {"phase": "forming", "from": "2021-03-29", "to": "2021-04-12", "days": 14},
        {"phase": "dissolving", "from": "2021-04-12", "to": "2021-04-26", "days": 14},
        {"phase": "dissolved", "from": "2021-04-26", "to": None, "days": 30},
    ]


def test_a_phase_that_is_told_late_has_no_negative_length() -> None:
    ratified = line("charter-ratified", at="2020-06-01", version=1, attested={"reason": "minutes"})
    ending = line("dissolution-proposed", at="2020-03-01", reason="other")
    assert timeline(counting(record(PROPOSED, NAVY, ratified, ending)))["phases"] == [
        {"phase": "proposed", "from": "2020-01-01", "to": "2020-01-01", "days": 0},
        {"phase": "forming", "from": "2020-01-01", "to": "2020-06-01", "days": 152},
        {"phase": "chartered", "from": "2020-06-01", "to": "2020-06-01", "days": 0},
        {"phase": "dissolving", "from": "2020-06-01", "to": None, "days": 0},
    ]


def test_a_date_before_the_running_phase_gives_it_no_negative_length() -> None:
    assert folded(Timeline.initial(), record(PROPOSED)).at(instant("2019-01-01"))["phases"][0]["days"] == 0


# Histories


def test_an_empty_history_tells_nothing() -> None:
    assert timeline([]) == {"entries": [], "phases": []}
    assert timeline([], instant("2020-01-01")) == {"entries": [], "phases": []}


def test_a_coalition_of_one_is_told_like_any_other() -> None:
    entries = told(PROPOSED, NAVY, line("party-withdrew", party="navy", reason="Nobody else came"))
    assert [entry["sentence"] for entry in entries] == [
        "U.S. Navy proposed “Ducts”, from the grassroots: “Dig once”.",
        "U.S. Navy joined as a member (public agency).",
        "U.S. Navy withdrew: “Nobody else came”.",
    ]


def test_as_of_an_earlier_date_only_what_had_happened_is_told() -> None:
    history = record(*(json.loads(written) for written in (EXAMPLES / "i3t.jsonl").read_text().splitlines()))
    on = instant("2018-06-01")
    told_then = timeline(counting(history, on), on)
    assert len(told_then["entries"]) == 23
    assert told_then["phases"][-1] == {"phase": "forming", "from": "2018-05-16", "to": None, "days": 16}


@pytest.mark.parametrize("name", ["i3t", "leads", "fell-apart", "went-alone"])
def test_the_examples_are_told_in_full_and_are_ready_for_json(name: str) -> None:
    records = example(name)
    result = timeline(records)
    assert json.loads(json.dumps(result)) == result
    assert sorted(entry["n"] for entry in result["entries"]) == sorted(r.n for r in records)
    moments = [instant(entry["at"]) for entry in result["entries"]]
    assert moments == sorted(moments)
    assert not [entry["sentence"] for entry in result["entries"] if "None" in entry["sentence"]]


def test_a_view_that_took_in_more_leaves_the_earlier_one_as_it_was() -> None:
    records = example("fell-apart")
    half = folded(Timeline.initial(), records[:20])
    before = half.at(instant("2021-01-01"))
    whole = folded(half, records[20:])
    assert half.at(instant("2021-01-01")) == before
    assert whole.at(instant("2022-01-01")) == timeline(records, instant("2022-01-01"))
