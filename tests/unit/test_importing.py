"""Importing: coalitions whole or not at all, refusals with their lines, the same again, attesting, trying out."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from contract.lines import AGAIN, moment, opened, proposed, take, told, types, written

from engine import care
from engine.errors import CommandReused, Contended
from engine.exchange import jsonl
from engine.importing import How, Outcome, Refusal, Report, exported, import_lines, rehearsed
from engine.ledger import Ledger, rehearsal


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'a.db'}"


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    with Ledger(url, create=True) as made:
        yield made


def test_lines_become_events_in_their_order(ledger: Ledger) -> None:
    report = take(ledger, opened())
    assert report.as_json() == {
        "accepted": 3,
        "refused": 0,
        "coalitions": {"alder": {"accepted": 3, "refused": 0, "version": 3, "repeated": False}},
        "refusals": [],
    }
    assert [entry.event.as_written() for entry in ledger.stream("alder")] == opened()
    assert {entry.recorded_by for entry in ledger.stream("alder")} == {"clerk"}


def test_what_is_derived_counts_for_the_version_and_not_as_accepted(ledger: Ledger) -> None:
    choice = {"type": "alone-or-together-weighed", "culture_distance": 5, "time_pressure": 5, "choice": "alone"}
    line = {"coalition": "alder", "at": "2020-01-01", "by": "ash", "reason": "So."} | choice
    report = take(ledger, [proposed(), line])
    assert (report.accepted, report.coalitions["alder"].version) == (2, 3)


def test_a_refused_line_keeps_its_coalition_out_and_no_other(ledger: Ledger) -> None:
    report = take(ledger, [*opened("beech"), *opened(), AGAIN, moment("a walk"), *opened("cherry")])
    assert report.refusals == [
        Refusal(7, "alder", "party-joined", "membership.not-already-in", report.refusals[0].message)
    ]
    assert report.coalitions == {"beech": Outcome(3, 0, 3), "alder": Outcome(0, 1, 0), "cherry": Outcome(3, 0, 3)}
    assert list(ledger.streams()) == ["beech", "cherry"]
    assert (report.accepted, report.as_json()["refused"]) == (6, 1)


def test_coalitions_may_be_mixed_in_a_file(ledger: Ledger) -> None:
    mixed = [line for lines in zip(opened("alder"), opened("beech"), strict=True) for line in lines]
    assert take(ledger, mixed).accepted == 6
    assert types(ledger, "alder") == types(ledger, "beech") == ["coalition-proposed", "party-joined", "party-joined"]


def test_every_refusal_is_told_in_the_order_of_the_lines(ledger: Ledger) -> None:
    report = take(ledger, [*opened(), AGAIN, moment("", "beech"), {"coalition": "alder", "type": "x"}, AGAIN])
    assert [(refusal.line, refusal.coalition, refusal.rule) for refusal in report.refusals] == [
        (4, "alder", "membership.not-already-in"),
        (5, "beech", "¶shape"),
        (6, "alder", "¶shape"),
        (7, "alder", "membership.not-already-in"),
    ]
    assert all(refusal.message for refusal in report.refusals)


def test_what_was_recorded_before_stays_and_counts(ledger: Ledger) -> None:
    take(ledger, opened())
    report = take(ledger, [moment("a walk"), AGAIN])
    assert report.coalitions["alder"] == Outcome(0, 1, 3)
    assert ledger.version("alder") == 3
    assert take(ledger, [moment("a walk")]).coalitions["alder"] == Outcome(1, 0, 4)


def test_keeping_going_records_what_is_accepted(ledger: Ledger) -> None:
    report = take(ledger, [*opened(), AGAIN, b"{", moment("a walk")], keep_going=True)
    assert [(refusal.line, refusal.rule) for refusal in report.refusals] == [
        (4, "membership.not-already-in"),
        (5, None),
    ]
    assert report.coalitions["alder"] == Outcome(4, 1, 4)
    assert types(ledger)[-1] == "trust-moment"


@pytest.mark.parametrize(
    ("line", "told_of_it"),
    [
        (b"{", "Not JSON"),
        (b"[1]", "a list"),
        (b'{"coalition":"alder","coalition":"alder"}', "more than once"),
        (b'{"coalition":"\xff"}', "Not UTF-8"),
        ({"type": "trust-moment"}, "coalition is missing"),
        ({"coalition": 7}, "coalition is missing or not text"),
        ({"coalition": ["alder"]}, "coalition is missing or not text"),
    ],
)
def test_an_unreadable_line_keeps_the_whole_file_out(ledger: Ledger, line: Any, told_of_it: str) -> None:
    report = take(ledger, [*opened("beech"), line, *opened()])
    [refusal] = report.refusals
    assert (refusal.line, refusal.coalition, refusal.type, refusal.rule) == (4, None, None, None)
    assert told_of_it in refusal.message
    assert report.coalitions == {}
    assert list(ledger.streams()) == []


@pytest.mark.parametrize("coalition", ["Alder", "", "a" * 65, "-a", "a\u0000b", "é", "a\nb", "x" * 100_000])
def test_a_coalition_that_has_no_slug_is_refused(ledger: Ledger, coalition: str) -> None:
    report = take(ledger, [proposed(coalition)])
    assert [(refusal.line, refusal.rule) for refusal in report.refusals] == [(1, "¶shape")]
    assert list(ledger.streams()) == []


def test_a_coalition_is_told_once_it_is_on_disk(ledger: Ledger, url: str) -> None:
    seen: list[tuple[str, int, int]] = []

    def committed(coalition: str, outcome: Outcome) -> None:
        with Ledger(url) as other:
            seen.append((coalition, outcome.version, other.version(coalition)))

    take(ledger, [*opened("cherry"), *opened(), AGAIN, *opened("beech")], committed)
    assert seen == [("cherry", 3, 3), ("beech", 3, 3)]


# The same again


def test_the_same_lines_again_store_nothing(ledger: Ledger) -> None:
    lines = [*opened(), *opened("beech"), moment("a walk")]
    first = take(ledger, lines)
    again = take(ledger, lines)
    assert again.accepted == first.accepted == 7
    assert again.coalitions == {"alder": Outcome(4, 0, 4, True), "beech": Outcome(3, 0, 3, True)}
    assert (ledger.version("alder"), ledger.version("beech")) == (4, 3)


def test_an_import_that_broke_off_is_completed_by_running_it_again(ledger: Ledger) -> None:
    lines = [*opened(), *opened("beech")]

    def stop(coalition: str, outcome: Outcome) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take(ledger, lines, stop)
    assert list(ledger.streams()) == ["alder"]
    report = take(ledger, lines)
    assert report.coalitions == {"alder": Outcome(3, 0, 3, True), "beech": Outcome(3, 0, 3)}


def test_the_same_again_tells_the_same_refusals_where_it_kept_going(ledger: Ledger) -> None:
    lines = [*opened(), AGAIN, moment("a walk", ref="walk"), {**told(), "event": "walk"}, told(event="nowhere")]
    first = take(ledger, lines, keep_going=True)
    take(ledger, [moment("in between")])
    again = take(ledger, lines, keep_going=True)
    assert again.refusals == first.refusals
    assert again.coalitions == {"alder": Outcome(5, 2, 5, True)}
    assert ledger.version("alder") == 6


@pytest.mark.parametrize("how", [{"attest": "the minutes"}, {"keep_going": True}])
def test_the_same_lines_in_another_way_are_another_import(ledger: Ledger, how: dict[str, Any]) -> None:
    take(ledger, [*opened(), moment("a walk")])
    assert take(ledger, [moment("a walk")]).accepted == 1
    assert not take(ledger, [moment("a walk")], **how).coalitions["alder"].repeated
    assert types(ledger).count("trust-moment") == 3


def test_the_place_of_a_line_in_the_file_makes_no_difference(ledger: Ledger) -> None:
    take(ledger, [*opened(), *opened("beech")])
    assert take(ledger, [b"", *opened("beech"), b"  ", *opened()]).coalitions["alder"].repeated


def test_a_part_of_what_was_imported_is_another_import(ledger: Ledger) -> None:
    take(ledger, opened())
    assert [refusal.rule for refusal in take(ledger, opened()[:2]).refusals] == [
        "formation.once",
        "membership.not-already-in",
    ]


def test_what_goes_wrong_with_the_store_tells_what_is_recorded_already() -> None:
    def write(stream: str, work: object, command: str) -> Any:
        raise (Contended if stream == "alder" else CommandReused)("No")

    for stream, kind in (("alder", Contended), ("beech", CommandReused)):
        with pytest.raises(kind, match=rf"^No\. Coalitions before {stream} are recorded; import the file again"):
            import_lines(jsonl.read(io.BytesIO(written([proposed(stream)]))), How("clerk"), write)


# Attesting


def test_a_reason_attests_every_line_that_needs_it(ledger: Ledger) -> None:
    take(ledger, [*opened(), AGAIN, moment("a walk")], attest="the minutes")
    entries = ledger.stream("alder")
    assert [entry.attested and entry.attested.reason for entry in entries] == [None, None, None, "the minutes", None]
    assert entries[3].breaches == ("membership.not-already-in",)


def test_a_lines_own_reason_goes_before_that_of_the_import(ledger: Ledger) -> None:
    own = AGAIN | {"attested": {"reason": "the register", "by": "somebody"}, "breaches": ["dissolution.ended"]}
    take(ledger, [*opened(), own], attest="the minutes")
    entry = ledger.stream("alder")[3]
    assert entry.attested == ("the register", "clerk")
    assert entry.breaches == ("membership.not-already-in",)


def test_a_lines_own_reason_is_enough(ledger: Ledger) -> None:
    assert take(ledger, [*opened(), AGAIN | {"attested": {"reason": "the register"}}, moment("x")]).refusals == []
    assert take(ledger, [AGAIN | {"attested": None}]).refusals[0].rule == "membership.not-already-in"


@pytest.mark.parametrize(
    "attested", [{}, [], "yes", True, 7, {"reason": ""}, {"reason": 7}, {"reason": "a\u0001"}, {"reason": "x" * 10_001}]
)
def test_a_reason_that_is_none_is_refused(ledger: Ledger, attested: Any) -> None:
    report = take(ledger, [*opened(), moment("a walk", attested=attested)], attest="the minutes")
    assert [(refusal.line, refusal.rule) for refusal in report.refusals] == [(4, "¶shape")]
    assert "attested" in report.refusals[0].message


def test_no_reason_makes_sense_of_what_has_none(ledger: Ledger) -> None:
    report = take(ledger, [*opened(), told(event=99)], attest="the minutes")
    assert [refusal.rule for refusal in report.refusals] == ["¶known"]


# Trying out


@pytest.mark.parametrize("there", [True, False])
def test_trying_out_stores_nothing(tmp_path: Path, url: str, there: bool) -> None:
    if there:
        with Ledger(url, create=True) as ledger:
            take(ledger, opened("beech"))
    how = How("clerk")
    lines = [*opened(), AGAIN, moment("a walk", "beech")]
    with Ledger(url) if there else nullcontext() as ledger:
        report = import_lines(jsonl.read(io.BytesIO(written(lines))), how, rehearsed(rehearsal(ledger, "clerk")))
    expected = [(4, "membership.not-already-in")] if there else [(4, "membership.not-already-in"), (5, "¶opened")]
    assert [(refusal.line, refusal.rule) for refusal in report.refusals] == expected
    assert report.coalitions["beech"] == (Outcome(1, 0, 4) if there else Outcome(0, 1, 0))
    if there:
        with Ledger(url) as ledger:
            assert (list(ledger.streams()), ledger.version("beech")) == (["beech"], 3)
    else:
        assert list(tmp_path.iterdir()) == []


def test_trying_out_a_retraction_looks_at_what_is_stored(ledger: Ledger, url: str) -> None:
    take(ledger, [*opened(), moment("a walk")])
    line = {"coalition": "alder", "type": "event-retracted", "at": "2020-01-01", "by": "ash", "event": 4}
    how = How("clerk")
    for open_batch in (rehearsal(ledger, "clerk"), lambda stream: ledger.rehearse(stream, "clerk")):
        lines = jsonl.read(io.BytesIO(written([line | {"reason": "x", "cascade": False}, AGAIN])))
        report = import_lines(lines, how, rehearsed(open_batch))
        assert [refusal.line for refusal in report.refusals] == [2]
    assert ledger.version("alder") == 4


# Exports are imports


def test_an_export_imported_elsewhere_has_the_same_content(ledger: Ledger, tmp_path: Path) -> None:
    take(ledger, [*opened(), moment("a wlak"), moment("a meal", ref="meal"), AGAIN], attest="the minutes")
    correction = {"between": ["ash", "birch"], "kind": "help", "what": "a walk"}
    retracted = {"coalition": "alder", "type": "event-retracted", "at": "2020-01-01", "by": "ash", "cascade": False}
    take(ledger, [retracted | {"event": 4, "reason": "mistyped", "instead": correction}])
    take(ledger, [told(event=8), told(event="meal"), told(event=5), retracted | {"event": 8, "reason": "no"}])
    lines = [json.loads(line) for line in exported(ledger, ["alder"])]
    with Ledger(f"sqlite:///{tmp_path / 'b.db'}", create=True) as other:
        assert take(other, lines).refusals == []
        again = [json.loads(line) for line in exported(other, ["alder"])]
        assert care.check(other)["faults"] == []
    when = {"recorded_at": None, "command_id": None, "prev": None, "hash": None}
    assert [line | when for line in again] == [line | when for line in lines]


def test_reports_of_several_files_are_added_up(ledger: Ledger) -> None:
    whole = Report()
    whole.merge(take(ledger, [*opened(), AGAIN], keep_going=True))
    whole.merge(take(ledger, [moment("a walk"), *opened("beech")]))
    assert whole.coalitions == {"alder": Outcome(4, 1, 4), "beech": Outcome(3, 0, 3)}
    assert (whole.accepted, whole.as_json()["refused"]) == (7, 1)
