"""Exactly once: a command id stands for one recording, however often it is given."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from domain.refusal import Refused
from engine.errors import CommandReused
from engine.ledger import Batch, Ledger, Receipt

from .samples import CLERK, begin, joined, moment, opened, proposed, record, record_all, told


def test_a_command_given_again_gives_the_first_receipt_and_stores_nothing(ledger: Ledger) -> None:
    begin(ledger)
    first = record(ledger, moment("a walk"), command_id="c-1")
    record(ledger, moment("a meal"))
    again = record(ledger, moment("a walk"), command_id="c-1")
    assert again == first._replace(repeated=True)
    assert told(ledger.stream("alder")) == ["a walk", "a meal"]


def test_a_command_is_known_to_every_ledger_on_the_store(ledger: Ledger, store_url: str) -> None:
    first = record_all(ledger, opened(), command_id="c-1")
    with Ledger(store_url) as later:
        assert record_all(later, opened(), command_id="c-1") == first._replace(repeated=True)
        assert later.version("alder") == 3


def test_a_command_given_again_is_not_judged_again(ledger: Ledger) -> None:
    begin(ledger)
    record(ledger, joined("cedar"), command_id="c-1")
    assert record(ledger, joined("cedar"), command_id="c-1").repeated
    with pytest.raises(Refused):
        record(ledger, joined("cedar"), command_id="c-2")


def test_each_recording_without_a_command_id_is_one_of_its_own(ledger: Ledger) -> None:
    begin(ledger)
    receipts = [record(ledger, moment("a walk")) for _ in range(3)]
    assert len({receipt.command_id for receipt in receipts}) == 3
    assert told(ledger.stream("alder")) == ["a walk"] * 3


def test_a_receipt_names_a_command_that_can_be_given_again(ledger: Ledger) -> None:
    begin(ledger)
    receipt = record(ledger, moment("a walk"))
    assert record(ledger, moment("a walk"), command_id=receipt.command_id).repeated


def test_a_command_id_stands_for_one_coalition(ledger: Ledger) -> None:
    begin(ledger)
    record(ledger, moment("a walk"), command_id="c-1")
    with pytest.raises(CommandReused, match="alder"):
        record(ledger, proposed("beech"), command_id="c-1")
    assert list(ledger.streams()) == ["alder"]


def test_a_refused_command_is_not_spent(ledger: Ledger) -> None:
    begin(ledger)
    with pytest.raises(Refused):
        record(ledger, joined("birch"), command_id="c-1")
    assert not record(ledger, joined("cedar"), command_id="c-1").repeated


def test_who_is_overtaken_by_its_own_command_gets_the_receipt_of_that(ledger: Ledger, other: Ledger) -> None:
    begin(ledger)

    def work(batch: Batch) -> None:
        batch.propose(moment("a walk"))
        record(other, moment("a walk"), command_id="c-1")

    receipt = ledger.write("alder", work, recorded_by=CLERK, command_id="c-1")
    assert receipt == Receipt("c-1", "alder", 4, 4, repeated=True)
    assert told(ledger.stream("alder")) == ["a walk"]


def test_who_is_overtaken_by_its_own_command_and_more_gets_the_receipt_all_the_same(
    ledger: Ledger, other: Ledger
) -> None:
    begin(ledger)

    def work(batch: Batch) -> None:
        batch.propose(moment("a walk"))
        record(other, moment("something else"))
        record(other, moment("a walk"), command_id="c-1")

    assert ledger.write("alder", work, recorded_by=CLERK, command_id="c-1").first == 5
    assert told(ledger.stream("alder")) == ["something else", "a walk"]


def test_a_command_id_taken_meanwhile_for_another_coalition_stores_nothing(ledger: Ledger, other: Ledger) -> None:
    begin(ledger)

    def work(batch: Batch) -> None:
        batch.propose(moment("a walk"))
        record(other, proposed("beech"), command_id="c-1")

    with pytest.raises(CommandReused, match="beech"):
        ledger.write("alder", work, recorded_by=CLERK, command_id="c-1")
    assert ledger.version("alder") == 3


def test_one_command_given_by_many_at_once_is_stored_once(ledger: Ledger) -> None:
    begin(ledger)

    def give(number: int) -> Receipt:
        return record(ledger, moment("a walk"), command_id=f"c-{number % 5}")

    with ThreadPoolExecutor(8) as pool:
        receipts = list(pool.map(give, range(80)))
    assert len({receipt.first for receipt in receipts}) == 5
    assert sum(not receipt.repeated for receipt in receipts) == 5
    assert ledger.version("alder") == 8


def test_the_ledger_tells_what_was_acknowledged(ledger: Ledger) -> None:
    record_all(ledger, opened(), command_id="c-2")
    record(ledger, moment("a walk"), command_id="c-1")
    assert list(ledger.commands()) == [("c-1", "alder", 4, 4), ("c-2", "alder", 1, 3)]
