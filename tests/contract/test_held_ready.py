"""A coalition that a ledger holds ready is no news: what others recorded since is always seen before it matters."""

from __future__ import annotations

import pytest

from domain.refusal import Refused
from engine.ledger import Batch, Ledger

from .samples import CLERK, begin, event, joined, moment, record, retracted, told


def test_what_others_made_possible_is_not_refused(ledger: Ledger, other: Ledger) -> None:
    begin(ledger)
    record(other, joined("cedar"))
    assert record(ledger, moment("a walk", between=["ash", "cedar"])).first == 5


def test_what_others_made_impossible_is_refused(ledger: Ledger, other: Ledger) -> None:
    begin(ledger)
    record(other, event("party-withdrew", party="birch", by="birch", reason="So."))
    with pytest.raises(Refused, match="between parties that are in"):
        record(ledger, moment("a walk"))
    assert ledger.version("alder") == 4


def test_what_others_took_back_is_gone(ledger: Ledger, other: Ledger) -> None:
    begin(ledger)
    record(ledger, joined("cedar"))
    record(other, retracted(4))
    with pytest.raises(Refused):
        record(ledger, moment("a walk", between=["ash", "cedar"]))
    assert record(ledger, joined("cedar")).first == 6


def test_a_retraction_is_decided_on_what_others_left(ledger: Ledger, other: Ledger) -> None:
    begin(ledger)
    record(other, moment("a walk"))
    record(ledger, retracted(4))
    assert told(ledger.history("alder")) == []


def test_work_that_finds_nothing_to_do_has_looked_at_what_others_left(ledger: Ledger, other: Ledger) -> None:
    begin(ledger)
    record(other, moment("a walk"))
    seen: list[int] = []

    def only_after_a_walk(batch: Batch) -> None:
        seen.append(batch.coalition.version)
        if batch.coalition.version == 4:
            batch.propose(moment("a meal"))

    assert ledger.write("alder", only_after_a_walk, recorded_by=CLERK).first == 5
    assert seen == [3, 4]


def test_a_refusal_on_what_is_up_to_date_is_decided_once(ledger: Ledger) -> None:
    begin(ledger)
    seen: list[int] = []

    def impossible(batch: Batch) -> None:
        seen.append(batch.coalition.version)
        batch.propose(moment("a walk", between=["ash", "cedar"]))

    with pytest.raises(Refused):
        ledger.write("alder", impossible, recorded_by=CLERK)
    assert seen == [3]


def test_two_who_take_turns_both_get_on(ledger: Ledger, other: Ledger) -> None:
    begin(ledger)
    for number in range(4):
        record(ledger, moment(f"walk {number}"))
        record(other, moment(f"meal {number}"))
    assert told(other.history("alder")) == [f"{what} {n}" for n in range(4) for what in ("walk", "meal")]
