"""Portfolio: the figures of each coalition, between which instants they hold, and parties across coalitions."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from reference.generate import generate

from domain.coalition import Coalition
from domain.event import Recorded
from domain.history import coalition_of, consider, counting
from domain.shape import parsed
from domain.values import instant
from projections.accountability import accountability
from projections.curve import left
from projections.momentum import momentum
from projections.portfolio import COLUMNS, chosen, ordered
from projections.show import show
from projections.summary import Held, summary
from projections.weights import shipped

EXAMPLES = Path(__file__).parents[2] / "examples"
HISTORIES = ("i3t", "leads", "fell-apart", "went-alone", "generated", "odd", "reconvened")
TICK = timedelta(microseconds=1)


def line(event_type: str, at: str = "2020-01-01", by: str = "navy", **fields: Any) -> dict[str, Any]:
    return {"coalition": "c", "type": event_type, "at": at, "by": by, **fields}


def joined(party: str, at: str = "2020-01-01") -> dict[str, Any]:
    return line("party-joined", at, party, party=party, name=party.title(), kind="other", standing="member")


PROPOSED = line("coalition-proposed", name="Ducts", purpose="Dig once", convener="navy", origin="grassroots")
OPENED = (PROPOSED, joined("navy"), joined("nasa"))
PROMISE = line("commitment-made", commitment="m", promisor="navy", promisee="nasa", what="maps", due="2020-03-01")
DELIVERED = line("commitment-delivered", "2020-02-20", commitment="m", evidence="seen")
ACCEPTED = line("delivery-accepted", "2020-02-21", "nasa", commitment="m")


def record(*lines: dict[str, Any], now: str = "2026-01-01T00:00:00Z") -> list[Recorded]:
    history, coalition = list[Recorded](), Coalition()
    for written in lines:
        fields = dict(written)
        attest = (fields.pop("attested", None) or {}).get("reason")
        event = parsed(fields)
        known = history if event.type == "event-retracted" else ()
        history += consider(known, event, now=now, recorded_by="clerk", attest=attest, coalition=coalition)
        coalition = coalition_of(history)
    return history


@cache
def entries(name: str) -> list[Recorded]:
    match name:
        case "generated":
            return record(*generate(1, 150, days=200))
        case "odd":
            return record(*generate(2, 150, days=200, oddities=True))
        case "reconvened":
            return record(*generate(3, 150, days=200, reconvened=True))
    return record(*map(json.loads, (EXAMPLES / f"{name}.jsonl").read_text().splitlines()))


def held(*lines: dict[str, Any], on: str = "2020-02-01") -> Held:
    return summary(record(*lines), instant(on))


def state(*lines: dict[str, Any], on: str = "2020-02-01") -> dict[str, Any]:
    told = held(*lines, on=on).state
    assert told is not None
    return told


def moments(name: str, number: int = 12) -> Iterator[datetime]:
    """Instants in the life of a coalition and a while after it."""
    happened = [recorded.event.moment for recorded in entries(name)]
    first, span = min(happened), max(happened) - min(happened) + timedelta(days=200)
    yield from (first + span * Random(f"{name} {turn}").random() for turn in range(number))


@pytest.mark.parametrize("name", HISTORIES)
def test_it_tells_what_the_other_views_tell(name: str) -> None:
    for moment in moments(name):
        records = counting(entries(name), moment)
        word, pace, screen = accountability(records, moment), momentum(records, moment), show(records, moment)
        told, since, _ = summary(entries(name), moment)
        assert told is not None
        whole = word["coalition"]
        assert [told[figure] for figure in ("kept_rate", "kept_rate_n", "overdue", "momentum_state")] == [
            *(whole[figure] for figure in ("kept_rate", "kept_rate_n", "overdue")),
            pace["state"],
        ]
        faded = told["momentum"] * left(shipped().momentum.half_life_days, since, moment)
        assert math.isclose(faded, pace["score"], rel_tol=1e-9, abs_tol=1e-9)
        assert (told["name"], told["phase"], told["events"]) == (screen["name"], screen["phase"], screen["events"])
        assert told["members"] == len(screen["members"])


@pytest.mark.parametrize("name", HISTORIES)
def test_a_party_has_its_figures_of_accountability(name: str) -> None:
    for moment in moments(name, 4):
        records = counting(entries(name), moment)
        told, (parties, *_) = accountability(records, moment)["parties"], summary(entries(name), moment)
        assert parties is not None
        for party, figures in told.items():
            mine = parties["parties"].get(party, dict.fromkeys(("made", "kept", "judged", "overdue"), 0))
            assert (mine["made"], mine["overdue"]) == (figures["made"], figures["overdue"])
            assert mine["judged"] == figures["kept_rate_n"]
            assert math.isclose(mine["kept"], (figures["kept_rate"] or 0) * mine["judged"], abs_tol=1e-9)


@pytest.mark.parametrize("name", HISTORIES)
def test_what_holds_between_two_turning_points_is_the_very_same_throughout(name: str) -> None:
    for moment in moments(name, 6):
        told = summary(entries(name), moment)
        assert told.since <= moment
        assert summary(entries(name), told.since) == told
        if told.until is not None:
            assert moment < told.until
            assert summary(entries(name), told.until - TICK) == told
            assert summary(entries(name), told.until).since == told.until


def test_a_coalition_that_ended_badly_does_not_reverse_for_ever() -> None:
    at_last = summary(entries("fell-apart"), datetime(2999, 1, 1, tzinfo=UTC))
    before = summary(entries("fell-apart"), at_last.since - TICK)
    assert before.state is not None
    assert at_last.state is not None
    assert (before.state["momentum_state"], at_last.state["momentum_state"]) == ("reversing", "stalled")
    assert (before.until, at_last.until) == (at_last.since, None)
    assert at_last.state["momentum"] == pytest.approx(-0.005)
    for moment, state in ((at_last.since - timedelta(minutes=1), "reversing"), (at_last.since, "stalled")):
        assert momentum(entries("fell-apart"), moment)["state"] == state


def test_what_a_coalition_is_at_last_holds_for_ever() -> None:
    long_after = datetime(2999, 1, 1, tzinfo=UTC)
    told = summary(record(*OPENED, PROMISE), long_after)
    assert told.until is None
    assert summary(record(*OPENED, PROMISE), datetime.max.replace(tzinfo=UTC)) == told


def test_time_alone_turns_it_when_windows_pass_and_when_nothing_pushes_on() -> None:
    until = {day: held(*OPENED, on=day).until for day in ("2020-01-10", "2020-02-01", "2020-03-10", "2020-04-01")}
    passing = (instant("2020-01-15"), instant("2020-03-01"), instant("2020-03-25"), None)  # 14, 60 and 84 days
    assert tuple(until.values()) == passing


def test_a_rhythm_that_nobody_keeps_turns_it_again_and_again() -> None:
    rhythm = line("rhythm-agreed", every_days=30)
    assert held(*OPENED, rhythm, on="2020-01-20").until == instant("2020-01-31")
    ended = line("rhythm-ended", "2020-01-18", reason="no time")
    assert held(*OPENED, rhythm, ended, on="2020-01-20").until == instant("2020-03-01")


def test_a_promise_counts_from_its_due_date_and_is_overdue_the_day_after() -> None:
    figures = ("kept_rate", "kept_rate_n", "overdue")
    told = {day: state(*OPENED, PROMISE, on=day) for day in ("2020-02-29", "2020-03-01", "2020-03-02")}
    assert [[told[day][figure] for figure in figures] for day in told] == [[None, 0, 0], [0, 1, 0], [0, 1, 1]]
    assert state(*OPENED, PROMISE, DELIVERED, ACCEPTED, on="2020-03-02")["kept_rate"] == 1


def test_a_coalition_is_told_from_its_first_event_to_its_end() -> None:
    ended = line("coalition-abandoned", "2020-01-19", reason="nobody-came")
    told = state(*OPENED, ended)
    assert (told["phase"], told["opened_at"], told["ended_at"]) == ("abandoned", "2020-01-01", "2020-01-19")
    assert (told["last_activity"], told["name"], told["members"], told["events"]) == ("2020-01-19", "Ducts", 2, 4)
    again = line("coalition-reconvened", "2020-01-25", purpose="Again", convener="navy")
    assert state(*OPENED, ended, again)["ended_at"] is None


def test_last_activity_is_the_latest_by_when_it_happened() -> None:
    late = line("trust-moment", "2020-01-02", between=["navy", "nasa"], kind="help", what="a lift")
    offset = line("celebration-held", "2020-01-10T23:00:00-05:00", of="spring")
    assert state(*OPENED, offset, late)["last_activity"] == "2020-01-10T23:00:00-05:00"


def test_a_coalition_that_is_still_to_come_has_nothing_to_tell() -> None:
    assert held(*OPENED, on="2019-12-31") == Held(None, datetime.min.replace(tzinfo=UTC), instant("2020-01-01"))


def test_an_event_to_come_is_the_next_turning_point() -> None:
    come = line("trust-moment", "2020-01-02T12:00:00Z", between=["navy", "nasa"], kind="help", what="a lift")
    history = record(*OPENED, come, now="2020-01-02T00:00:00Z")
    before = summary(history, instant("2020-01-02"))
    assert before.state is not None
    assert (before.state["events"], before.until) == (3, instant("2020-01-02T12:00:00Z"))
    after = summary(history, instant("2020-01-02T12:00:00Z"))
    assert after.state is not None
    assert after.state["events"] == 4


def test_what_was_known_by_a_date_leaves_out_what_was_recorded_later() -> None:
    told = summary(record(*OPENED, now="2020-06-01T00:00:00Z"), instant("2021-01-01"), instant("2020-05-01"))
    assert told.state is None


def test_what_was_retracted_does_not_count() -> None:
    gone = line("event-retracted", "2020-01-05", event=4, reason="never said", cascade=False)
    told = state(*OPENED, PROMISE, gone, on="2020-04-01")
    assert (told["overdue"], told["parties"]["navy"]["made"]) == (0, 0)


def test_who_left_is_still_told_of() -> None:
    left_it = line("party-withdrew", "2020-01-09", "nasa", party="nasa", reason="too far")
    parties = state(*OPENED, left_it)["parties"]
    assert {party: told["present"] for party, told in parties.items()} == {"nasa": False, "navy": True}


def row(coalition: str, **told: Any) -> dict[str, Any]:
    return dict.fromkeys(COLUMNS) | {"coalition": coalition, **told}


def test_rows_are_ordered_by_a_column_and_null_comes_last() -> None:
    rows = [row("a", overdue=2), row("b"), row("c", overdue=1), row("d", overdue=2)]
    assert [r["coalition"] for r in ordered(rows, "overdue")] == ["c", "a", "d", "b"]
    assert [r["coalition"] for r in ordered(rows, "overdue", descending=True)] == ["a", "d", "c", "b"]
    with pytest.raises(LookupError, match="no column 'weight'; there is: coalition, name"):
        ordered(rows, "weight")
    assert ordered([], "overdue") == []


def test_dates_are_ordered_by_the_instants_that_they_stand_for() -> None:
    rows = [row("a", opened_at="2020-01-01T23:00:00-05:00"), row("b", opened_at="2020-01-02T01:00:00Z")]
    assert [r["coalition"] for r in ordered(rows, "opened_at")] == ["b", "a"]


def test_rows_are_chosen_by_phase_and_state_but_never_hidden_where_they_cannot_be_read() -> None:
    rows = [
        row("a", phase="forming", momentum_state="steady"),
        row("b", phase="forming", momentum_state="stalled"),
        row("c", phase="chartered", momentum_state="stalled"),
        row("d", fault="spoilt"),
    ]
    assert [r["coalition"] for r in chosen(rows, phase="forming")] == ["a", "b", "d"]
    assert [r["coalition"] for r in chosen(rows, "forming", "stalled")] == ["b", "d"]
    assert chosen(rows) == rows
