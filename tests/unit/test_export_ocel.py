"""OCEL: what a reader written from the specification finds in a log, against what the views say of the same history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import ocel_reader
import pytest
from exporting import HISTORIES, HOSTILE, OPENED, REGISTER, history, joined, line, promised, recorded, register
from ocel_reader import Log

from domain.event import Recorded
from domain.history import counting
from projections.accountability import accountability
from projections.conflicts import conflicts
from projections.export import ocel
from projections.export.objects import TYPES
from projections.show import show

#: How accountability tells where a promise stands, where the rules have another word for it.
_STANDS = {"kept": "accepted", "awaiting-acceptance": "delivered"} | dict.fromkeys(
    ("open", "due-soon", "overdue", "undated"), "open"
)


def log(*histories: Sequence[Recorded]) -> Log:
    named = ((stream[0].event.coalition, stream) for stream in histories)
    return ocel_reader.read("".join(f"{line}\n" for line in ocel.Log().lines(named)))


@cache
def log_of(name: str) -> Log:
    """The log of one of the histories."""
    return log(history(name))


def moments(stream: Sequence[Recorded], at_most: int = 20) -> list[datetime]:
    """Moments of a history, spread over it, and the instants before them."""
    found = sorted({record.event.moment for record in stream})
    chosen = found[:: max(1, len(found) // at_most)]
    return [moment - before for moment in (*chosen, found[-1]) for before in (timedelta(0), timedelta(microseconds=1))]


@pytest.mark.parametrize("name", HISTORIES)
def test_every_event_that_counts_is_in_with_all_that_it_says(name: str) -> None:
    stream = history(name)
    [coalition] = {record.event.coalition for record in stream}
    found = log_of(name)
    assert found.events.keys() == {f"{coalition}/{record.n}" for record in counting(stream)}
    for record in counting(stream):
        event = found.events[f"{coalition}/{record.n}"]
        said = {k: v for k, v in record.as_exported().items() if v is not None and k not in ("coalition", "type")}
        assert (event.type, event.time, event.attributes.keys()) == (record.type, record.event.moment, said.keys())
        for field, value in said.items():
            if isinstance(value, str) and field not in ("recorded_at", "amount", "value", "target", "quorum"):
                assert event.attributes[field] == value
        assert event.attributes["n"] == record.n
        assert event.attributes["recorded_at"] == record.known_from
        assert ("coalition", coalition) in event.objects


@pytest.mark.parametrize("name", HISTORIES)
def test_events_stand_in_the_order_of_time_and_of_one_instant_in_reader_order(name: str) -> None:
    stream = history(name)
    order = {f"{record.event.coalition}/{record.n}": place for place, record in enumerate(counting(stream))}
    found = [(event.time, order[number]) for number, event in log_of(name).events.items()]
    assert found == sorted(found)


@pytest.mark.parametrize("name", HISTORIES)
def test_what_objects_are_at_any_moment_is_what_the_views_say_then(name: str) -> None:
    stream = history(name)
    [coalition] = {record.event.coalition for record in stream}
    found = log_of(name)
    for moment in moments(stream):
        records = counting(stream, as_of=moment)
        if records:
            check_promises(found, coalition, accountability(records, moment), moment)
            check_conflicts(found, coalition, conflicts(records, moment), moment)
            check_the_whole(found, coalition, show(records, moment), moment)


def check_promises(found: Log, coalition: str, told: dict[str, Any], moment: datetime) -> None:
    prefix = f"{coalition}/commitment/"
    made = {number for number, thing in found.objects.items() if thing.at(moment, "status") is not None}
    assert {n.removeprefix(prefix) for n in made} == {one["commitment"] for one in told["commitments"]}
    for one in told["commitments"]:
        thing = found.objects[prefix + one["commitment"]]
        assert thing.at(moment, "status") == _STANDS.get(one["status"], one["status"])
        assert (thing.at(moment, "due") or None) == one["due"]
        assert (thing.at(moment, "first_due") or None) == one["first_due"]
        answers = [thing.at(moment, "promisor"), *filter(None, (thing.at(moment, "co_accountable") or "").split("; "))]
        assert list(dict.fromkeys(answers)) == one["accountable"]
        assert thing.at(moment, "promisee") == one["promisee"]
        assert thing.at(moment, "what") == one["what"]


def check_conflicts(found: Log, coalition: str, told: dict[str, Any], moment: datetime) -> None:
    for one in told["conflicts"]:
        thing = found.objects[f"{coalition}/conflict/{one['conflict']}"]
        assert thing.at(moment, "state") == one["state"]
        assert thing.at(moment, "stage") == one["stage"]
        if one["state"] == "open":
            assert (thing.at(moment, "sides") or "") == "; ".join(one["sides"])
        reviews = [review["on"] for review in (*one["reviews_due"], *one["reviews_overdue"])]
        assert not reviews or thing.at(moment, "review_on") == reviews[0]


def check_the_whole(found: Log, coalition: str, told: dict[str, Any], moment: datetime) -> None:
    whole = found.objects[coalition]
    assert (whole.at(moment, "name"), whole.at(moment, "phase")) == (told["name"], told["phase"])
    assert whole.at(moment, "sponsored") == told["sponsored"]
    assert (whole.at(moment, "convener") or None) == (told["convener"] and told["convener"]["party"])
    charter = told["charter"] and str(told["charter"]["version"])
    assert (whole.at(moment, "charter") or None) == charter
    members = {party["party"]: party["standing"] for party in told["members"]}
    members |= {party["party"]: "observer" for party in told["observers"]}
    parties = {n: thing.at(moment, "standing") for n, thing in found.objects.items() if thing.type == "party"}
    here = {n.removeprefix(f"{coalition}/party/"): s for n, s in parties.items()}
    assert {party: s for party, s in here.items() if s in ("member", "rotating", "observer")} == members


@pytest.mark.skipif(not REGISTER.exists(), reason=f"{REGISTER.name} is not at hand")
def test_the_log_of_a_real_register_says_what_the_views_say() -> None:
    moment = datetime(2024, 1, 1, tzinfo=UTC)
    for coalition, stream in register():
        found, records = log(stream), counting(stream, as_of=moment)
        if records:
            check_the_whole(found, coalition, show(records, moment), moment)
            check_promises(found, coalition, accountability(records, moment), moment)


def test_a_promise_changes_hands_dates_and_state_when_that_happened_however_late_it_was_recorded() -> None:
    stream = recorded(
        *OPENED,
        promised(due="2020-02-01", at="2020-01-02", co_accountable=["cedar"]),
        line("commitment-delivered", "2020-03-20", "cedar", commitment="m", evidence="seen"),
        line("delivery-accepted", "2020-03-21", "birch", commitment="m"),
        line("commitment-renegotiated", "2020-01-20", "ash", commitment="m", due="2020-03-01", agreed_by="birch"),
        line("commitment-handed-over", "2020-02-10", "cedar", commitment="m", to="cedar", accepted_by="cedar"),
        attest="told late",
    )
    promise = log(stream).objects["c/commitment/m"].attributes
    assert [(v.since.date().isoformat(), v.value) for v in promise["due"]] == [
        ("2020-01-02", "2020-02-01"),
        ("2020-01-20", "2020-03-01"),
    ]
    assert [(v.since.date().isoformat(), v.value) for v in promise["promisor"]] == [
        ("2020-01-02", "ash"),
        ("2020-02-10", "cedar"),
    ]
    assert [v.value for v in promise["status"]] == ["open", "delivered", "accepted"]


def test_a_date_that_is_withdrawn_leaves_an_empty_text() -> None:
    stream = recorded(
        *OPENED,
        promised(),
        line("commitment-renegotiated", "2020-02-01", "ash", commitment="m", due=None, agreed_by="birch"),
    )
    assert [value.value for value in log(stream).objects["c/commitment/m"].attributes["due"]] == ["2020-03-01", ""]


def test_relations_are_qualified_by_what_the_object_is_to_the_event() -> None:
    found = log(history("i3t"))
    [made] = [
        e for e in found.events.values() if e.attributes.get("commitment") == "fiber-survey" and "due" in e.attributes
    ]
    assert made.objects == {
        ("coalition", "i3t"),
        ("by", "i3t/party/navy"),
        ("promisor", "i3t/party/navy"),
        ("promisee", "i3t/party/noaa"),
        ("commitment", "i3t/commitment/fiber-survey"),
    }
    clash = found.objects["i3t/conflict/duct-clash"]
    assert clash.objects == {
        ("part-of", "i3t"),
        ("between", "i3t/party/navy"),
        ("between", "i3t/party/noaa"),
        ("over", "i3t/commitment/fiber-survey"),
    }
    assert set(found.object_types) == set(TYPES)


def test_a_person_acts_for_a_party_and_testimony_is_about_what_it_is_about() -> None:
    stream = recorded(
        *OPENED,
        line("introduction-made", by="pat", party="ash", person="pat", role="clerk", how_we_got_here="on foot"),
        promised(by="ash") | {"by": "pat", "ref": "the-promise", "promisee": "all", "co_accountable": ["cedar"]},
        line("account-contested", "2020-01-03", "birch", event="the-promise", party="birch", account="It was a wish."),
        line("account-reconciled", "2020-01-04", "birch", event=6, agreed_account="It was a promise."),
    )
    made, contested, reconciled = (log(stream).events[f"c/{n}"].objects for n in (6, 7, 8))
    assert {("by", "c/party/ash"), ("promisee", "c"), ("co_accountable", "c/party/cedar")} <= made
    assert {("about", "c/commitment/m"), ("about", "c/party/ash"), ("party", "c/party/birch")} <= contested
    assert ("about", "c/commitment/m") in reconciled


def test_a_milestone_belongs_to_its_initiative() -> None:
    found = log(history("leads"))
    reached = next(event for event in found.events.values() if event.type == "milestone-reached")
    assert any(qualifier == "initiative" for qualifier, _ in reached.objects)


def test_what_was_taken_back_is_not_in_and_what_stands_in_its_place_is() -> None:
    stream = recorded(
        *OPENED,
        promised(due="2020-03-01"),
        promised("gone"),
        line("event-retracted", "2020-01-05", event=5, reason="mistyped", cascade=False, instead=own_promise()),
        line("event-retracted", "2020-01-05", event=6, reason="never said", cascade=False),
    )
    found = log(stream)
    assert "c/5" not in found.events
    assert "c/6" not in found.events
    assert found.objects["c/commitment/m"].attributes["due"][0].value == "2020-04-01"
    assert "c/commitment/gone" not in found.objects


def own_promise() -> dict[str, Any]:
    kept = ("coalition", "type", "by", "at")
    return {name: value for name, value in promised(due="2020-04-01").items() if name not in kept}


def test_a_party_comes_and_goes() -> None:
    stream = recorded(
        *OPENED,
        line("party-invited", "2020-01-02", party="dogwood", standing="observer"),
        line("party-invited", "2020-01-02", party="elm", standing="member"),
        line("party-declined", "2020-01-03", "dogwood", party="dogwood", reason="no time"),
        joined("elm", "2020-01-04", constituency="north"),
        line("standing-changed", "2020-01-05", "elm", party="elm", standing="observer"),
        line("party-withdrew", "2020-01-06", "elm", party="elm", reason="moved"),
    )
    objects = log(stream).objects
    standings = {n: [v.value for v in objects[f"c/party/{n}"].attributes["standing"]] for n in ("dogwood", "elm")}
    assert standings == {
        "dogwood": ["invited", "declined"],
        "elm": ["invited", "member", "observer", "left"],
    }
    assert objects["c/party/elm"].attributes["constituency"][0].value == "north"


def test_several_coalitions_are_in_one_log_and_apart() -> None:
    found = log(history("i3t"), history("leads"))
    assert {"i3t", "leads"} <= found.objects.keys()
    assert {number.partition("/")[0] for number in found.events} == {"i3t", "leads"}
    assert log().events == {}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text(text: str) -> None:
    stream = recorded(*OPENED, promised(what=text, note=text), attest=text)
    found = log(stream)
    assert found.events["c/5"].attributes["what"] == found.events["c/5"].attributes["note"] == text
    assert found.objects["c/commitment/m"].attributes["what"][0].value == text
