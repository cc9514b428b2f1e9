"""Reading: a history as it stood on a date, as it was known by a date, at a version; the list of coalitions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from domain.values import asked_moment
from engine.errors import NoCoalition
from engine.ledger import Ledger, Listed

from .samples import Clock, begin, event, joined, moment, proposed, record, record_all, retracted, told


@pytest.fixture
def told_late(ledger: Ledger, clock: Clock) -> Ledger:
    """A ledger that heard in February of the 10th, in March of the 5th, and in April what the 10th really was."""
    begin(ledger)
    record(ledger, moment("a wlak", at="2020-01-10"))
    clock.set("2020-03-01")
    record(ledger, moment("a meal", at="2020-01-05"))
    clock.set("2020-04-01")
    instead = {"between": ["ash", "birch"], "kind": "help", "what": "a walk"}
    record(ledger, retracted(4, instead=instead, at="2020-03-30"))
    return ledger


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ["a walk", "a meal"]),
        ({"as_of": "2020-01-04"}, []),
        ({"as_of": "2020-01-05"}, ["a meal"]),
        ({"as_of": "2020-01-10"}, ["a walk", "a meal"]),
        ({"known_at": "2020-01-31"}, []),
        ({"known_at": "2020-02-01"}, ["a wlak"]),
        ({"known_at": "2020-03-01"}, ["a wlak", "a meal"]),
        ({"known_at": "2020-04-01"}, ["a walk", "a meal"]),
        ({"known_at": "2020-03-15", "as_of": "2020-01-07"}, ["a meal"]),
        ({"known_at": "2020-02-15", "as_of": "2020-01-07"}, []),
        ({"known_at": "2020-02-15", "as_of": "2020-01-12"}, ["a wlak"]),
        ({"at_version": 3}, []),
        ({"at_version": 4}, ["a wlak"]),
        ({"at_version": 5}, ["a wlak", "a meal"]),
        ({"at_version": 7}, ["a walk", "a meal"]),
        ({"at_version": 5, "as_of": "2020-01-07"}, ["a meal"]),
        ({"at_version": 7, "known_at": "2020-02-15"}, ["a wlak"]),
    ],
    ids=str,
)
def test_a_history_is_read_as_it_stood_was_known_and_was_numbered(
    told_late: Ledger, asked: dict[str, Any], expected: list[str]
) -> None:
    dates = {name: asked_moment(date) for name, date in asked.items() if name != "at_version"}
    version = {name: number for name, number in asked.items() if name == "at_version"}
    assert told(told_late.history("alder", **dates, **version)) == expected


def test_the_stream_holds_every_entry_as_it_was_recorded(told_late: Ledger) -> None:
    entries = told_late.stream("alder")
    assert [entry.n for entry in entries] == [1, 2, 3, 4, 5, 6, 7]
    assert told(entries) == ["a wlak", "a meal", "a walk"]
    assert entries[6].stands_at == 4


def test_what_was_known_at_an_instant_includes_what_was_recorded_in_it(told_late: Ledger) -> None:
    exactly = datetime(2020, 3, 1, tzinfo=UTC)
    assert told(told_late.history("alder", known_at=exactly)) == ["a wlak", "a meal"]


def test_before_anything_was_known_there_is_nothing_to_tell(told_late: Ledger) -> None:
    long_ago = asked_moment("1999-01-01")
    assert told_late.history("alder", known_at=long_ago) == told_late.history("alder", as_of=long_ago) == []
    assert not told_late.coalition("alder", known_at=long_ago).opened


def test_a_coalition_is_seen_as_the_rules_saw_it_then(ledger: Ledger, clock: Clock) -> None:
    record(ledger, proposed(at="2020-01-01"))
    clock.set("2020-02-10")
    record(ledger, joined("ash", at="2020-01-20"))
    clock.set("2020-02-20")
    record(ledger, joined("birch", at="2020-01-02"))
    phases = [ledger.coalition("alder", at_version=version).phase for version in (1, 2, 3)]
    assert phases == ["proposed", "forming", "forming"]

    def members(**asked: datetime) -> tuple[str, ...]:
        return tuple(ledger.coalition("alder", **asked).membership.members)

    assert members() == ("ash", "birch")
    assert members(as_of=asked_moment("2020-01-10")) == ("birch",)
    assert members(known_at=asked_moment("2020-02-15")) == ("ash",)
    assert members(as_of=asked_moment("2020-01-10"), known_at=asked_moment("2020-02-15")) == ()


def test_a_coalition_at_a_version_is_the_one_that_decided_what_came_next(told_late: Ledger) -> None:
    for version in (3, 4, 5, 7):
        assert told_late.coalition("alder", at_version=version).version == version


@pytest.mark.parametrize("version", [-1, 0, 4, 10**9])
def test_a_version_that_never_was_is_said_to_be_none(ledger: Ledger, version: int) -> None:
    begin(ledger)
    with pytest.raises(NoCoalition, match=f"versions 1 to 3, not {version}"):
        ledger.history("alder", at_version=version)


@pytest.mark.parametrize("name", ["beech", "", "a\x00b", "'; DROP TABLE stored_events; --", "ALDER"])
def test_a_coalition_that_is_not_there_is_said_to_be_none(ledger: Ledger, name: str) -> None:
    begin(ledger)
    for read in (ledger.stream, ledger.history, ledger.coalition):
        with pytest.raises(NoCoalition):
            read(name)
    with pytest.raises(NoCoalition):
        ledger.history(name, at_version=1)
    assert ledger.version(name) == 0


def test_the_list_names_every_coalition_by_id(ledger: Ledger, clock: Clock) -> None:
    assert list(ledger.list()) == list(ledger.streams()) == []
    for name in ("cherry", "alder-2", "alder"):
        begin(ledger, name)
    clock.set("2020-02-03")
    record(ledger, moment("a walk", "cherry"))
    assert list(ledger.streams()) == ["alder", "alder-2", "cherry"]
    assert list(ledger.list())[1:] == [
        Listed("alder-2", "Alder", 3, "2020-01-01", "2020-02-01T00:00:00.000000Z"),
        Listed("cherry", "Alder", 4, "2020-01-01", "2020-02-03T00:00:00.000000Z"),
    ]


def test_the_list_tells_the_name_that_a_coalition_goes_by_now(ledger: Ledger) -> None:
    def name() -> str:
        [listed] = ledger.list()
        return listed.name

    begin(ledger)
    record_all(ledger, [event("coalition-renamed", name="Beech"), moment("a walk")])
    assert name() == "Beech"
    record(ledger, retracted(4, instead={"name": "Copper Beech"}))
    assert name() == "Copper Beech"
    record(ledger, event("coalition-renamed", name="Cherry"))
    assert name() == "Cherry"
    record(ledger, retracted(8))
    assert name() == "Copper Beech"
    record(ledger, retracted(7))
    assert name() == "Alder"


def test_reading_changes_nothing(told_late: Ledger, other: Ledger) -> None:
    before = other.stream("alder")
    told_late.history("alder", as_of=asked_moment("2020-01-07"))
    list(told_late.list())
    told_late.health()
    assert told_late.stream("alder") == before
