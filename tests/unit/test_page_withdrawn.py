"""What was taken back: both versions stay on the page, and what was taken back enters no figure."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from reference.histories import recorded

from cli.render.page.document import Side, document
from cli.render.page.sections import record
from cli.render.page.sheet import Sheet
from cli.render.page.tree import Node
from cli.render.page.writing import markup
from domain.event import Recorded
from domain.values import asked_moment, rfc3339
from engine.scenario import Drop, Scenario, Timeline
from projections.page.dates import dates
from projections.page.reading import Reader, Source
from projections.page.scenario import asked
from projections.page.story import story
from projections.weights import shipped

UNTIL = asked_moment("2020-12-01")


def line(event_type: str, at: str, by: str = "navy", **fields: Any) -> dict[str, Any]:
    return {"coalition": "c", "type": event_type, "at": at, "by": by, **fields}


def joined(party: str, name: str) -> dict[str, Any]:
    return line("party-joined", "2020-01-02", party, party=party, name=name, kind="community", standing="member")


def promised(name: str, at: str, what: str, **fields: Any) -> dict[str, Any]:
    return line("commitment-made", at, commitment=name, promisor="navy", promisee="nasa", what=what, **fields)


BEGUN = (
    line("coalition-proposed", "2020-01-01", name="Ducts", purpose="Dig once", convener="navy", origin="grassroots"),
    joined("navy", "U.S. Navy"),
    joined("nasa", "NASA"),
)
WRONG = promised("calendar", "2020-02-01", "Share the calender.", due="2020-03-01")  # 4
DONE = line("commitment-delivered", "2020-02-20", commitment="calendar", evidence="sent round")  # 5
LATER = promised("map", "2020-04-01", "Draw the map.", due="2020-05-01")  # 6
MENDED = line(
    "event-retracted",
    "2020-06-01",
    "nasa",
    event=4,
    reason="Misspelt",
    cascade=True,
    instead={key: WRONG[key] for key in ("commitment", "promisor", "promisee", "due")}
    | {"what": "Share the calendar."},
)  # 7, and 8 in the place of 4
GONE = line("event-retracted", "2020-07-01", "nasa", event=6, reason="Never said", cascade=True)  # 9


def history() -> list[Recorded]:
    return recorded([*BEGUN, WRONG, DONE, LATER, MENDED, GONE])


def listed(day: str, **more: Any) -> str:
    """The record on a day, as written on the page."""
    source = Source(history(), **more)
    sheet = Sheet("c", Reader(source).at(asked_moment(day)), choices={"lanes": [], "parties": []})
    body = record.section(sheet).body
    assert isinstance(body, list)
    return "".join(markup(part) for part in body if isinstance(part, Node))


def items(told: str) -> dict[int, str]:
    found = re.findall(r'<li id="e(\d+)"(.*?)</li>', told, re.DOTALL)
    return {int(n): f'<li id="e{n}"{rest}' for n, rest in found}


def words(told: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", told))


def test_what_was_taken_back_stands_struck_out_where_it_happened() -> None:
    told = items(listed("2020-12-01"))
    assert list(told) == [1, 2, 3, 4, 8, *([5] if 5 in told else []), 6, 7, 9]
    assert 'class="withdrawn"' in told[4]
    assert "<del>U.S. Navy promised NASA by 2020-03-01: “Share the calender.” (calendar).</del>" in told[4]
    assert "“Share the calendar.”" in told[8]
    assert "<del>" not in told[8]
    assert "taken back by NASA in 7, 1 Jun 2020" in words(told[4])
    assert '<a href="#e7">7</a>' in told[4], "a link to what took it back"
    assert '<a href="#e4">4</a>' in told[7], "and from there to it"
    assert '<a href="#e6">6</a>' in told[9]
    assert "withdrawn" not in told[7]


def test_counts_are_reconciled_in_words() -> None:
    reading = Reader(Source(history())).at(UNTIL)
    entries = reading.views["timeline"]["entries"]
    taken_back = len(reading.withdrawn)
    assert len(entries) + taken_back == len(history()) == len(reading.entries)
    assert f"{len(entries)} events count; {taken_back} more were taken back" in words(listed("2020-12-01"))
    told = " ".join(sentence.text for sentence in story(reading))
    assert f"{len(entries)} events count, the latest of 1 July 2020." in told
    assert f"{taken_back} more were taken back, and are in no figure." in told
    head = {"coalition": "c", "as_of": rfc3339(UNTIL), "known_at": None, "version": 9, "weights": "0" * 16}
    integrity = {"size": 9, "root": "0", "faults": []}
    html = words(document([Side("c", Source(history()), integrity=integrity)], UNTIL, head).html)
    assert f"version 9, that is 9 events recorded, {taken_back} of which were taken back" in html
    assert "9: one for each entry of the ledger, also for what was taken back since" in html


def test_where_nothing_was_taken_back_nothing_is_said_of_it() -> None:
    source = Source(recorded([*BEGUN, WRONG]))
    reading = Reader(source).at(UNTIL)
    assert reading.withdrawn == []
    assert reading.entries is reading.views["timeline"]["entries"]
    assert " ".join(sentence.text for sentence in story(reading)).endswith(
        "4 events are on record, the latest of 1 February 2020."
    )


def test_what_was_taken_back_is_in_no_view_on_any_date() -> None:
    for day in ("2020-02-01", "2020-04-01", "2020-06-30", "2020-12-01"):
        reading = Reader(Source(history())).at(asked_moment(day))
        assert "map" not in {one["commitment"] for one in reading.views["accountability"]["commitments"]}
        assert {4, 6} & {entry["n"] for entry in reading.views["timeline"]["entries"]} == set()
        assert {4, 6} & set(reading.sentences) == set()


def test_before_it_was_taken_back_it_is_struck_out_too_for_it_does_not_count() -> None:
    """As of a date is what had happened by then, as the ledger knows it now: the figures are without it."""
    told = items(listed("2020-04-01"))
    assert "<del>" in told[6]
    assert "taken back by NASA in 9, 1 Jul 2020" in words(told[6])
    assert 'href="#e9"' not in told[6], "no link leads nowhere"
    assert 6 not in items(listed("2020-03-31"))


def test_before_anybody_knew_that_it_was_wrong_it_stands_as_it_was_told() -> None:
    known = [replace(one, recorded_at=f"2021-01-{one.n:02}T00:00:00Z") for one in history()]
    source = Source(known, known_at=asked_moment("2021-01-06"))
    reading = Reader(source).at(UNTIL)
    assert reading.withdrawn == []
    assert 6 in reading.sentences
    assert [one.record.n for one in Source(known, known_at=asked_moment("2021-01-08")).withdrawn if not one.fell] == [4]


def test_what_fell_with_it_says_so() -> None:
    lines = [*BEGUN, WRONG, DONE, line("event-retracted", "2020-06-01", "nasa", event=4, reason="Wrong", cascade=True)]
    source = Source(recorded(lines))
    reading = Reader(source).at(UNTIL)
    assert [(one.record.n, one.fell) for one in reading.withdrawn] == [(4, False), (5, True)]
    sheet = Sheet("c", reading, choices={"lanes": [], "parties": []})
    body = record.section(sheet).body
    assert isinstance(body, list)
    told = items("".join(markup(part) for part in body if isinstance(part, Node)))
    assert "fell with what was taken back by NASA in 6" in words(told[5])


def test_what_is_taken_back_twice_over_stands_in_each_version() -> None:
    again = line("event-retracted", "2020-07-02", "navy", event=8, reason="Wrong", cascade=True)
    reading = Reader(Source(recorded([*BEGUN, WRONG, DONE, LATER, MENDED, again]))).at(UNTIL)
    told = {one.record.n: one.by.n for one in reading.withdrawn}
    assert (told[4], told[8]) == (7, 9)


def test_filters_offer_and_find_what_was_taken_back() -> None:
    head = {"coalition": "c", "as_of": rfc3339(UNTIL), "known_at": None, "version": 6, "weights": "0" * 16}
    lines = [*BEGUN, WRONG, line("event-retracted", "2020-06-01", "nasa", event=4, reason="Wrong", cascade=True)]
    html = document([Side("c", Source(recorded(lines)))], UNTIL, head).html
    assert '<option value="commitments">commitments</option>' in html
    struck = items(html)[4]
    assert 'data-lane="commitments"' in struck
    assert 'data-party="nasa navy"' in struck


def test_the_day_of_what_was_taken_back_is_a_day_on_which_the_page_changes() -> None:
    assert "2020-04-01" in dates(Source(history()), UNTIL, 1000).days
    reader, before = Reader(Source(history())), -1
    for day in dates(Source(history()), UNTIL, 1000).days:
        now = len(reader.at(asked_moment(day)).entries)
        assert now >= before
        before = now


@pytest.mark.parametrize("edits", [(), (Drop((3,)),), (Drop((7,)),), (Drop((9,)),), (Drop((5,)),)])
def test_beside_a_branch_both_sides_tell_it_once(edits: tuple[Drop, ...]) -> None:
    """The branch has what its own retractions took back."""
    replay = Timeline(history()).replay(Scenario(edits))
    sides = [Source(history()), Source.branch(replay, shipped())]
    for source in sides:
        reading = Reader(source).at(UNTIL)
        numbers = [entry["n"] for entry in reading.entries]
        assert len(numbers) == len(set(numbers))
    head = {"coalition": "c", "as_of": rfc3339(UNTIL), "known_at": None, "version": 9, "weights": "0" * 16}
    both = [Side("c", source, title) for source, title in zip(sides, ("As recorded", "What if"), strict=True)]
    assert 'id="e6"' in document(both, UNTIL, head, asked=asked(replay)).html
