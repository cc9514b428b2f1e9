"""Retraction through the ledger: from the cache, beside other writers, within a batch."""

from __future__ import annotations

import pytest

from domain.refusal import Refused
from engine.ledger import Batch, Ledger

from .samples import CLERK, begin, event, joined, moment, record, record_all, retracted, told


def test_a_retracted_event_stays_in_the_stream_and_stops_counting(ledger: Ledger) -> None:
    begin(ledger)
    record_all(ledger, [moment("a walk"), moment("a meal")])
    receipt = record(ledger, retracted(4))
    assert (receipt.first, receipt.last) == (6, 6)
    assert told(ledger.stream("alder")) == ["a walk", "a meal"]
    assert told(ledger.history("alder")) == ["a meal"]
    assert ledger.stream("alder")[-1].voids == (4,)


def test_a_correction_is_recorded_with_the_retraction_and_read_in_the_place_of_the_mistake(ledger: Ledger) -> None:
    begin(ledger)
    record_all(ledger, [moment("a wlak"), moment("a meal")])
    receipt = record(ledger, retracted(4, instead={"between": ["ash", "birch"], "kind": "help", "what": "a walk"}))
    assert (receipt.first, receipt.last) == (6, 7)
    assert told(ledger.history("alder")) == ["a walk", "a meal"]


def test_what_hangs_on_the_retracted_event_falls_only_with_cascade(ledger: Ledger) -> None:
    begin(ledger)
    record(ledger, moment("a walk"))
    with pytest.raises(Refused) as refused:
        record(ledger, retracted(3))
    assert refused.value.rule == "testimony.nothing-left-hanging"
    assert ledger.version("alder") == 4
    record(ledger, retracted(3, cascade=True))
    assert ledger.stream("alder")[-1].voids == (3, 4)


def test_recording_goes_on_after_a_retraction(ledger: Ledger) -> None:
    begin(ledger)
    record(ledger, retracted(3))
    with pytest.raises(Refused):
        record(ledger, moment("without birch"))
    record_all(ledger, [joined("birch"), moment("a walk")])
    assert [entry.n for entry in ledger.stream("alder")] == [1, 2, 3, 4, 5, 6]


def test_a_coalition_held_ready_catches_up_with_a_retraction_by_somebody_else(ledger: Ledger, other: Ledger) -> None:
    begin(ledger)
    record(other, retracted(3))
    with pytest.raises(Refused) as refused:
        record(ledger, moment("without birch"))
    assert refused.value.rule == "trust.all-in"
    assert record(ledger, joined("birch")).first == 5


def test_a_coalition_held_ready_catches_up_with_a_correction_and_what_came_after(ledger: Ledger, other: Ledger) -> None:
    begin(ledger)
    record(other, retracted(3, instead={"party": "birch", "name": "Birches", "kind": "other", "standing": "observer"}))
    record(other, moment("a walk"))
    record(ledger, moment("a meal"))
    assert ledger.coalition("alder") == other.coalition("alder")
    assert told(ledger.history("alder")) == ["a walk", "a meal"]


def test_an_event_is_retracted_in_the_batch_that_records_it(ledger: Ledger) -> None:
    begin(ledger)
    record_all(ledger, [moment("a walk", ref="walk"), retracted("walk"), moment("a meal")])
    assert told(ledger.history("alder")) == ["a meal"]


def test_a_retraction_that_was_overtaken_is_worked_out_again(ledger: Ledger, other: Ledger) -> None:
    begin(ledger)
    overtaken = iter([True])

    def work(batch: Batch) -> None:
        batch.propose(retracted(3, cascade=True))
        if next(overtaken, False):
            record(other, moment("theirs"))

    receipt = ledger.write("alder", work, recorded_by=CLERK)
    assert (receipt.first, receipt.last) == (5, 5)
    assert ledger.stream("alder")[-1].voids == (3, 4)


def test_what_was_derived_falls_and_arises_in_the_same_transaction(ledger: Ledger) -> None:
    begin(ledger)
    record_all(ledger, [event("proposal-made", proposal="p-1", what="Plant.", proposer="ash")])
    record_all(ledger, [event("stance-taken", proposal="p-1", party=p, stance="agree", by=p) for p in ("ash", "birch")])
    record(ledger, event("proposal-closed", proposal="p-1"))
    assert [entry.type for entry in ledger.stream("alder")][-2:] == ["proposal-closed", "decision-reached"]
    receipt = record(ledger, retracted(6, cascade=True))
    entries = ledger.stream("alder")[receipt.first - 1 :]
    assert [entry.type for entry in entries] == ["event-retracted", "decision-reached"]
    assert entries[0].voids == (6, 8)
    assert entries[1].stands_at == 7
    assert ledger.history("alder")[-1].type == "event-retracted"


def test_a_live_coalition_is_what_its_stream_amounts_to(ledger: Ledger, store_url: str) -> None:
    begin(ledger)
    record_all(ledger, [moment("a walk"), retracted(4), moment("a meal"), joined("cedar")])
    with Ledger(store_url) as fresh:
        assert fresh.rehearse("alder", CLERK).coalition == ledger.rehearse("alder", CLERK).coalition
        assert fresh.coalition("alder") == ledger.rehearse("alder", CLERK).coalition
