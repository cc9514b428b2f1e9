"""The Network Session Summary of a session, laid out as the one that seeded it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from domain.event import Recorded
from domain.history import consider, counting
from domain.shape import parsed
from domain.values import instant
from projections.session import Sessions, session
from projections.view import folded

EXAMPLES = Path(__file__).parents[2] / "examples"
PROPOSED = {
    "coalition": "c",
    "type": "coalition-proposed",
    "at": "2020-01-01",
    "by": "navy",
    "name": "Ducts",
    "purpose": "Dig once",
    "convener": "navy",
    "origin": "grassroots",
}


def held(session_id: str, at: str = "2020-01-02", **fields: Any) -> dict[str, Any]:
    event = {"coalition": "c", "type": "session-held", "at": at, "by": "navy", "session": session_id}
    return {**event, "topic": "Ducts", "kind": "working", **fields}


def record(*lines: dict[str, Any]) -> list[Recorded]:
    history: list[Recorded] = []
    for line in lines:
        history += consider(history, parsed(line), now="2026-01-01T00:00:00Z", recorded_by="clerk")
    return history


@cache
def example(name: str) -> list[Recorded]:
    lines = (EXAMPLES / f"{name}.jsonl").read_text().splitlines()
    return counting(record(*map(json.loads, lines)))


def test_a_webinar_is_summed_up_with_its_zones_and_who_was_represented() -> None:
    summary = session(example("leads"), "developing-coalitions")
    assert summary["topic"] == "LEADS: Developing Coalitions"
    assert summary["date"] == "2021-06-23"
    assert summary["hosts"] == ["a leadership adviser", "a network facilitator"]
    assert len(summary["objectives"]) == 2
    assert len(summary["resources"]) == 2
    assert summary["highlights"]
    assert summary["statistics"] == {
        "total": 24,
        "participant_kind": "physician",
        "participants_by": {"north-zone": 6, "edmonton": 4, "central": 4, "calgary": 9, "south-zone": 1},
        "represented": {"primary-care-network": 15},
        "attendance": [],
    }
    assert next(iter(summary["statistics"]["participants_by"])) == "north-zone"
    assert summary["next_on"] is None
    assert json.loads(json.dumps(summary)) == summary


def test_a_meeting_of_parties_is_summed_up_by_attendance_under_their_names() -> None:
    assert session(example("i3t"), "first-meeting") == {
        "session": "first-meeting",
        "topic": "Who are we, and what do we each depend on?",
        "date": "2018-05-16",
        "at": "2018-05-16T10:00:00-05:00",
        "precision": "instant",
        "kind": "dialogue",
        "hosts": ["the NASA information technology lead"],
        "objectives": ["Hear every tenant before proposing anything", "Find out where needs overlap"],
        "resources": [],
        "highlights": [
            "Each tenant had believed itself to be the only one kept in the dark",
            "Everyone stayed half an hour longer than planned",
        ],
        "statistics": {
            "total": 7,
            "participant_kind": None,
            "participants_by": {},
            "represented": {},
            "attendance": [
                {"party": "nasa", "name": "NASA", "headcount": 3},
                {"party": "navy", "name": "U.S. Navy", "headcount": 2},
                {"party": "noaa", "name": "NOAA", "headcount": 2},
            ],
        },
        "next_on": "2018-05-30",
    }


def test_the_total_is_that_of_the_constituencies_where_both_are_counted() -> None:
    both = held("s", participants_by={"north": 5, "south": 0}, attendance={"navy": 2})
    assert session(record(PROPOSED, both), "s")["statistics"]["total"] == 5


def test_a_total_that_nobody_counted_is_unknown_and_one_that_was_counted_may_be_none() -> None:
    records = record(PROPOSED, held("uncounted"), held("empty", participants_by={"north": 0}))
    assert session(records, "uncounted")["statistics"]["total"] is None
    assert session(records, "empty")["statistics"]["total"] == 0


def test_a_party_that_never_joined_goes_by_its_id() -> None:
    attendance = session(record(PROPOSED, held("s", attendance={"navy": 1})), "s")["statistics"]["attendance"]
    assert attendance == [{"party": "navy", "name": "navy", "headcount": 1}]


def test_an_unknown_session_is_told_with_those_that_are_known_in_the_order_held() -> None:
    records = record(PROPOSED, held("second", at="2020-03-01"), held("first", at="2020-02-01"))
    with pytest.raises(LookupError, match=r"^No session third is on record\. Known: first, second\.$"):
        session(records, "third")
    with pytest.raises(LookupError, match=r"^No session third is on record\. None is on record\.$"):
        session([], "third")


def test_as_of_an_earlier_date_a_later_session_is_not_known() -> None:
    history = record(PROPOSED, held("first", at="2020-02-01"), held("second", at="2020-03-01"))
    on = instant("2020-02-15")
    with pytest.raises(LookupError, match="Known: first"):
        session(counting(history, on), "second", on)


def test_a_corrected_session_is_summed_up_as_corrected() -> None:
    retraction = {
        "coalition": "c",
        "type": "event-retracted",
        "at": "2020-02-01",
        "by": "navy",
        "event": 2,
        "reason": "The list was found",
        "cascade": False,
        "instead": {"session": "s", "topic": "Ducts", "kind": "working", "attendance": {"navy": 4}},
    }
    records = counting(record(PROPOSED, held("s"), retraction))
    assert session(records, "s")["statistics"]["total"] == 4


def test_quotes_and_emoji_stand_as_they_were_written() -> None:
    summary = session(record(PROPOSED, held("s", topic='"Ducts" 🦆\nand more', hosts=["Ann “A.” 😀"])), "s")
    assert (summary["topic"], summary["hosts"]) == ('"Ducts" 🦆\nand more', ["Ann “A.” 😀"])


def test_the_view_holds_every_session() -> None:
    summaries = folded(Sessions.initial(), example("leads")).at(instant("2024-01-01"))
    assert next(iter(summaries)) == "developing-coalitions"
    assert [summary["date"] for summary in summaries.values()] == sorted(s["date"] for s in summaries.values())
    assert len(summaries) == 7
