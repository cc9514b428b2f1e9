"""Guards: a batch is for one coalition, a command is acknowledged once however its writers race, damage stays local."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from domain.refusal import Refused
from domain.shape import parsed
from engine.batch import Batch
from engine.errors import NoCoalition
from engine.ledger import Ledger


def event(type_: str, coalition: str = "alder", **fields: Any) -> Any:
    return parsed({"coalition": coalition, "type": type_, "at": "2020-01-01", "by": "ash", **fields})


def opening(coalition: str = "alder") -> Any:
    said = {"name": "Alder", "purpose": "Meet.", "convener": "ash", "origin": "grassroots"}
    return event("coalition-proposed", coalition, **said)


def test_a_batch_takes_no_event_of_another_coalition(store_url: str) -> None:
    with Ledger(store_url, create=True) as ledger:
        ledger.record(opening(), recorded_by="clerk")

        def work(batch: Batch) -> None:
            batch.propose(event("celebration-held", "birch", of="x"))

        with pytest.raises(ValueError, match="no event of birch"):
            ledger.write("alder", work, recorded_by="clerk")
        assert [record.n for record in ledger.stream("alder")] == [1]
        with pytest.raises(NoCoalition):
            ledger.stream("birch")


def test_the_slower_of_two_twins_gets_the_receipt_of_the_faster(store_url: str) -> None:
    with Ledger(store_url, create=True) as ledger, Ledger(store_url) as twin:
        ledger.record(opening(), recorded_by="clerk")
        risk = event("risk-identified", risk="rain", what="Rain", likelihood=2, impact=2, owner="ash")

        def overtaken(batch: Batch) -> None:
            if twin.version("alder") == 1:  # between the look-up of the command and this decision
                twin.record(risk, recorded_by="clerk", command_id="once")
                raise Refused("¶new", "taken by the twin")
            batch.propose(risk)

        receipt = ledger.write("alder", overtaken, recorded_by="clerk", command_id="once")
        assert (receipt.first, receipt.last, receipt.repeated) == (2, 2, True)
        assert ledger.version("alder") == 2


def test_one_damaged_coalition_does_not_hide_the_others(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    with Ledger(url, create=True) as ledger:
        ledger.record(opening("alder"), recorded_by="clerk")
        ledger.record(opening("birch"), recorded_by="clerk")
    connection = sqlite3.connect(tmp_path / "a.db")
    connection.execute("UPDATE stored_events SET state=x'00' WHERE originator_id='alder'")
    connection.commit()
    connection.close()
    with Ledger(url) as ledger:
        assert [(listed.coalition, listed.name, listed.events) for listed in ledger.list()] == [
            ("alder", None, 1),
            ("birch", "Alder", 1),
        ]


def test_versions_and_dates_that_make_no_sense_are_told_so(store_url: str) -> None:
    with Ledger(store_url, create=True) as ledger:
        ledger.record(opening(), recorded_by="clerk")
        for version in (0, -1, 2, 10**30):
            with pytest.raises(NoCoalition, match="versions 1 to 1"):
                ledger.history("alder", at_version=version)
        with pytest.raises(ValueError, match="offset"):
            ledger.history("alder", as_of=datetime(2020, 1, 1))  # noqa: DTZ001


def test_a_version_within_a_recording_means_the_whole_of_it(store_url: str) -> None:
    with Ledger(store_url, create=True) as ledger:
        ledger.record(opening(), recorded_by="clerk")
        joined = {"party": "ash", "name": "Ash", "kind": "other", "standing": "member"}
        ledger.record(event("party-joined", **joined), recorded_by="clerk")
        made = {"promisor": "ash", "promisee": "all", "what": "x", "due": "2020-02-01"}
        ledger.record(event("commitment-made", commitment="c-1", **made), recorded_by="clerk")
        ledger.record(event("commitment-delivered", commitment="c-1", evidence="there"), recorded_by="clerk")
        instead = {"commitment": "c-1", **made, "due": "2020-03-01"}
        retraction = event("event-retracted", event=3, reason="typo", cascade=False, instead=instead)
        assert ledger.record(retraction, recorded_by="clerk").last == 6
        assert ledger.coalition("alder", at_version=5) == ledger.coalition("alder")
        assert ledger.coalition("alder", at_version=4).commitments.promises["c-1"].due == "2020-02-01"
