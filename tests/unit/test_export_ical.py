"""iCalendar: what another program's reader finds in a calendar, and how a later export of a ledger updates it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from exporting import HISTORIES, HOSTILE, OPENED, history, line, promised, recorded
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream
from ical.event import Event, EventStatus

from domain.event import Recorded
from domain.history import counting
from domain.values import instant
from projections.accountability import accountability
from projections.export.ical import blocks
from projections.show import show

#: What tells which telling of an entry is the newer, and when it changed.
REVISION = {"SEQUENCE", "DTSTAMP", "LAST-MODIFIED"}


def written(*histories: Sequence[Recorded]) -> str:
    return "".join(blocks((stream[0].event.coalition, stream) for stream in histories))


def calendar(*histories: Sequence[Recorded]) -> Calendar:
    return IcsCalendarStream.calendar_from_ics(written(*histories))


def entries(*histories: Sequence[Recorded]) -> dict[str, Event]:
    """The entries by kind and id."""
    return {str(event.uid).partition("@")[0]: event for event in calendar(*histories).events}


def properties(text: str) -> list[dict[str, str]]:
    """The properties of each event, read by hand."""
    unfolded = re.sub("\r\n[ \t]", "", text)
    events = re.findall("BEGIN:VEVENT\r\n(.*?)END:VEVENT\r\n", unfolded, re.DOTALL)
    return [dict(re.findall("([^:;]+)([^\r]*)\r\n", event)) for event in events]


@pytest.mark.parametrize("name", HISTORIES)
def test_every_line_is_short_ends_in_crlf_and_holds_no_control_character(name: str) -> None:
    text = written(history(name)).encode()
    assert text.endswith(b"END:VCALENDAR\r\n")
    for physical in text.removesuffix(b"\r\n").split(b"\r\n"):
        assert len(physical) <= 75
        assert not re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", physical)
        physical.removeprefix(b" ").decode()  # no character is cut in two


@pytest.mark.parametrize("name", HISTORIES)
def test_every_entry_has_a_uid_of_its_own_and_says_when_it_changed(name: str) -> None:
    stream = history(name)
    events = calendar(stream).events
    assert len({event.uid for event in events}) == len(events) > 0
    for event in events:
        changed = stream[(event.sequence or 0) - 1]
        assert event.dtstamp == event.last_modified == changed.known_from.replace(microsecond=0)
        assert event.created is not None
        assert event.created <= event.dtstamp


@pytest.mark.parametrize("name", HISTORIES)
def test_promises_stand_on_the_dates_that_accountability_tells(name: str) -> None:
    stream = history(name)
    found = entries(stream)
    told = accountability(counting(stream))["commitments"]
    for one in told:
        event = found.get(f"promise.{one['commitment']}")
        if one["due"] is None:
            assert event is None or event.status == EventStatus.CANCELLED
            continue
        assert event is not None
        assert event.dtstart == date.fromisoformat(one["due"])
        off = one["status"] in ("released", "revoked")
        assert (event.status == EventStatus.CANCELLED) == off
        assert one["what"] in str(event.description)
    dated = {f"promise.{one['commitment']}" for one in told if one["due"] is not None}
    live = {n for n, e in found.items() if n.startswith("promise.") and e.status != EventStatus.CANCELLED}
    assert live <= dated


@pytest.mark.parametrize("name", HISTORIES)
def test_what_show_tells_comes_next_stands_in_the_calendar_on_that_day(name: str) -> None:
    stream = history(name)
    told = show(counting(stream), instant("2020-01-01"))
    ahead = {
        (e.dtstart, str(e.description).split("\n")[0])
        for e in entries(stream).values()
        if e.status == EventStatus.CONFIRMED
    }
    for item in (*told["next"], *told["overdue"]):
        assert item["on"] in {day.isoformat() for day, _ in ahead}


@pytest.mark.parametrize("name", HISTORIES)
def test_sessions_stand_where_they_were_written(name: str) -> None:
    stream = history(name)
    found = entries(stream)
    for record in counting(stream):
        if record.type == "session-held":
            event, held = found[f"session.{record.event.session}"], record.event  # type: ignore[attr-defined]
            if held.exactness == "instant":
                assert isinstance(event.dtstart, datetime)
                assert event.dtstart == held.moment.replace(microsecond=0)
                assert event.dtstart.isoformat()[:19] == held.at[:19].upper()  # as the clocks there said
            else:
                assert event.dtstart == date.fromisoformat(held.at[:10])


@pytest.mark.parametrize("name", HISTORIES)
def test_a_later_export_updates_what_changed_and_nothing_gets_an_older_number(name: str) -> None:
    """Of each entry: once told it is told again, and what it says changes only with a higher SEQUENCE."""
    stream = history(name)
    before: dict[str, dict[str, str]] = {}
    whole = [n for n in range(1, len(stream)) if stream[n].derived_from is None]  # an act stands with what follows
    for held in (*whole[:: len(whole) // 30 + 1], len(stream)):
        now = {entry["UID"]: entry for entry in properties(written(stream[:held]))}
        assert before.keys() <= now.keys()
        for uid, entry in before.items():
            sequence = int(now[uid]["SEQUENCE"][1:])
            assert sequence >= int(entry["SEQUENCE"][1:])
            assert now[uid]["DTSTAMP"] >= entry["DTSTAMP"]
            said = [{k: v for k, v in e.items() if k not in REVISION} for e in (entry, now[uid])]
            assert said[0] == said[1] or sequence > int(entry["SEQUENCE"][1:]), uid
        before = now


def test_the_same_ledger_gives_the_same_calendar() -> None:
    assert written(history("i3t")) == written(list(history("i3t")))


def test_a_calendar_is_the_same_wherever_the_history_was_recorded_again() -> None:
    lines = [*OPENED, promised(due="2020-03-01")]
    uids = {event.uid for stream in (recorded(*lines), recorded(*lines)[:5]) for event in calendar(stream).events}
    other = [OPENED[0] | {"name": "Other ducts"}, *OPENED[1:], promised(due="2020-03-01")]
    assert len(uids) == 1
    assert {event.uid for event in calendar(recorded(*other)).events}.isdisjoint(uids)


def states(*more: dict[str, Any], entry: str = "promise.m", **fields: Any) -> list[tuple[str, str, str]]:
    """What each event after a promise makes of its entry: the day, the status and the first words."""
    told = []
    lines = [*OPENED, promised(due="2020-03-01", **fields)]
    for held in range(len(more) + 1):
        event = entries(recorded(*lines, *more[:held]))[entry]
        told.append((event.dtstart.isoformat(), _status(event), str(event.summary).partition(":")[0]))
    return told


def test_a_promise_moves_with_its_date_and_ends_where_it_ends() -> None:
    moved = line("commitment-renegotiated", "2020-02-01", commitment="m", due="2020-04-01", agreed_by="birch")
    dateless = line("commitment-renegotiated", "2020-02-02", commitment="m", due=None, agreed_by="birch")
    again = line("commitment-renegotiated", "2020-02-03", commitment="m", due="2020-05-01", agreed_by="birch")
    delivered = line("commitment-delivered", "2020-04-01", commitment="m", evidence="seen")
    accepted = line("delivery-accepted", "2020-04-02", "birch", commitment="m")
    assert states(moved, dateless, again, delivered, accepted) == [
        ("2020-03-01", "CONFIRMED", "Due"),
        ("2020-04-01", "CONFIRMED", "Due"),
        ("2020-04-01", "CANCELLED", "No date any more"),
        ("2020-05-01", "CONFIRMED", "Due"),
        ("2020-05-01", "CONFIRMED", "Delivered, not accepted yet"),
        ("2020-05-01", "CONFIRMED", "Kept"),
    ]


def test_a_promise_that_is_taken_back_or_off_the_record_is_cancelled() -> None:
    revoked = line("commitment-revoked", "2020-02-01", commitment="m", reason="no money")
    retracted = line("event-retracted", "2020-02-02", event=6, reason="mistyped", cascade=False)
    never_said = line("event-retracted", "2020-02-03", event=5, reason="never said", cascade=True)
    assert states(revoked, retracted, never_said) == [
        ("2020-03-01", "CONFIRMED", "Due"),
        ("2020-03-01", "CANCELLED", "Taken back"),
        ("2020-03-01", "CONFIRMED", "Due"),
        ("2020-03-01", "CANCELLED", "No promise any more"),
    ]


def test_other_due_dates_sessions_and_reviews_have_their_entries() -> None:
    stream = recorded(
        OPENED[0] | {"sunset": "2024-12-31"},
        *OPENED[1:],
        line("request-made", request="r", asker="ash", asked="birch", what="a map", needed_by="2020-02-01"),
        line("proposal-made", proposal="p", what="Dig twice?", proposer="ash", decide_by="2020-02-02"),
        line("goal-set", goal="g", statement="No cuts", measure="cuts", target="0", unit="cuts", due="2020-02-03"),
        line("initiative-launched", initiative="i", name="Dig once"),
        line("milestone-planned", milestone="s", initiative="i", what="First trench", due="2020-02-04"),
        line(
            "session-held", session="w", topic="Trenches", kind="working", attendance={"ash": 2}, next_on="2020-02-05"
        ),
        line(
            "agreement-reached",
            agreement="a",
            review_on="2020-02-06",
            terms=[
                {"party": "ash", "gives": "spades", "to": "birch"},
                {"party": "birch", "gives": "maps", "to": "ash"},
            ],
        ),
        line("conflict-raised", conflict="k", between=["ash", "birch"], about="Who digs", stage=1),
        line("conflict-settled", conflict="k", contract=[], review_on="2020-02-07"),
        line("proposal-made", proposal="q", what="Dig thrice?", proposer="ash"),
        line("decision-reached", proposal="q", outcome="adopted"),
        line("decision-reviewed", proposal="q", outcome="upheld", next_review="2020-02-08"),
        attest="told in a few words",
    )
    found = entries(stream)
    assert {name: event.dtstart.isoformat() for name, event in found.items()} == {
        "sunset.c": "2024-12-31",
        "request.r": "2020-02-01",
        "decision.p": "2020-02-02",
        "goal.g": "2020-02-03",
        "milestone.s": "2020-02-04",
        "session.w": "2020-01-01",
        "next-session.w": "2020-02-05",
        "agreement-review.a": "2020-02-06",
        "conflict-review.k": "2020-02-07",
        "decision-review.q": "2020-02-08",
    }
    assert {_status(event) for event in found.values()} == {"CONFIRMED"}
    assert {tuple(event.categories) for event in found.values()} >= {("goal", "c"), ("sunset", "c")}
    met = (
        line("request-declined", "2020-01-02", "birch", request="r", reason="no map"),
        line("proposal-withdrawn", "2020-01-02", proposal="p", reason="once is enough"),
        line("milestone-reached", "2020-01-02", milestone="s", evidence="seen"),
        line("session-missed", "2020-02-06", due_on="2020-02-05", reason="snow"),
        line("conflict-reviewed", "2020-02-07", conflict="k", held=True),
        line("agreement-reviewed", "2020-02-07", agreement="a", outcome="upheld", next_review="2020-03-06"),
        line("coalition-dissolved", "2020-05-01", reason="purpose-achieved"),
    )
    later = [*map(_as_written, stream), *met]
    told = {
        n: (e.dtstart.isoformat(), _status(e), str(e.summary).partition(":")[0])
        for n, e in entries(recorded(*later, attest="told in a few words")).items()
    }
    assert told == {
        "sunset.c": ("2024-12-31", "CANCELLED", "No sunset any more"),
        "request.r": ("2020-02-01", "CANCELLED", "No answer due any more"),
        "decision.p": ("2020-02-02", "CANCELLED", "Not to be decided any more"),
        "goal.g": ("2020-02-03", "CANCELLED", "No goal any more"),
        "milestone.s": ("2020-02-04", "CONFIRMED", "Milestone reached"),
        "session.w": ("2020-01-01", "CONFIRMED", "Session"),
        "next-session.w": ("2020-02-05", "CANCELLED", "Session once announced"),
        "agreement-review.a": ("2020-03-06", "CONFIRMED", "Reviewed"),
        "conflict-review.k": ("2020-02-07", "CONFIRMED", "Reviewed"),
        "decision-review.q": ("2020-02-08", "CONFIRMED", "Reviewed"),
    }


def _status(event: Event) -> str:
    return "none" if event.status is None else event.status.value


def _as_written(record: Recorded) -> dict[str, Any]:
    return record.event.as_written()


@pytest.mark.parametrize(
    ("at", "precision", "start", "lasts"),
    [
        ("2020-02-01", None, date(2020, 2, 1), timedelta(days=1)),
        ("2020-02-11", "month", date(2020, 2, 1), timedelta(days=29)),
        ("2020-02-11", "year", date(2020, 1, 1), timedelta(days=366)),
        ("2021-02-11", "year", date(2021, 1, 1), timedelta(days=365)),
        ("2020-02-01T23:30:00-05:00", "day", date(2020, 2, 1), timedelta(days=1)),
        ("2020-02-01T10:00:00Z", None, datetime(2020, 2, 1, 10, tzinfo=UTC), timedelta(0)),
        ("2020-02-01t10:00:00.123456789z", None, datetime(2020, 2, 1, 10, tzinfo=UTC), timedelta(0)),
        ("2020-02-01T10:00:00+00:00", None, datetime(2020, 2, 1, 10, tzinfo=UTC), timedelta(0)),
        ("2020-02-01T23:30:00-05:00", None, datetime(2020, 2, 2, 4, 30, tzinfo=UTC), timedelta(0)),
        ("2020-02-01T10:00:00+05:45", None, datetime(2020, 2, 1, 4, 15, tzinfo=UTC), timedelta(0)),
    ],
)
def test_a_session_is_told_as_exactly_as_it_is_known(
    at: str, precision: str | None, start: Any, lasts: timedelta
) -> None:
    held = line(
        "session-held", at, session="w", topic="Trenches", **({} if precision is None else {"precision": precision})
    )
    event = entries(recorded(*OPENED, held, attest="x"))["session.w"]
    assert event.dtstart == start
    assert event.computed_duration == lasts


def test_instants_keep_the_offset_in_which_they_were_written() -> None:
    text = written(history("i3t"))
    assert "DTSTART;TZID=UTC-0500:20180516T100000\r\n" in text
    assert text.count("BEGIN:VTIMEZONE") == 2
    assert text.index("TZID:UTC-0500") < text.index("DTSTART;TZID=UTC-0500")
    session = entries(history("i3t"))["session.first-meeting"]
    assert isinstance(session.dtstart, datetime)
    assert session.dtstart.utcoffset() == timedelta(hours=-5)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text(text: str) -> None:
    session = line("session-held", session="w", topic=text, kind="working", attendance={"ash": 1}, highlights=[text])
    stream = recorded(OPENED[0] | {"name": text}, *OPENED[1:], promised(what=text), session, attest=text)
    found = entries(stream)
    assert found.keys() == {"promise.m", "session.w"}
    assert text.strip("\n ") in str(found["promise.m"].description)
    assert "\n" not in str(found["session.w"].summary)
    assert calendar(stream).calscale == "GREGORIAN"


def test_several_coalitions_share_a_calendar_and_its_time_zones() -> None:
    text = written(history("i3t"), history("leads"))
    found = IcsCalendarStream.calendar_from_ics(text)
    assert {category for event in found.events for category in event.categories} >= {"i3t", "leads"}
    assert len({zone.tz_id for zone in found.timezones}) == len(found.timezones)
    assert calendar().events == []


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_there_are(day: str) -> None:
    stream = recorded(line("coalition-proposed", "0001-01-01", name="x", purpose="y", sunset=day), attest="x")
    assert entries(stream)["sunset.c"].dtstart == date.fromisoformat(day)
