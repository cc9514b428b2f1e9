"""Recording: one event or many, all or none, with what the rules derive; writers that race decide again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.event import Attested
from domain.refusal import Refused
from engine.errors import Contended
from engine.ledger import Batch, Ledger, rehearsal

from .samples import CLERK, Clock, begin, event, joined, moment, opened, proposed, record, record_all, told


def test_an_event_is_stored_with_what_recording_adds(ledger: Ledger) -> None:
    receipt = record(ledger, proposed())
    assert (receipt.coalition, receipt.first, receipt.last, receipt.repeated) == ("alder", 1, 1, False)
    [entry] = ledger.stream("alder")
    assert entry.event == proposed()
    assert (entry.n, entry.recorded_at, entry.recorded_by) == (1, "2020-02-01T00:00:00.000000Z", "clerk")
    assert entry.derived_from is entry.attested is entry.stands_at is None
    assert entry.breaches == entry.voids == ()


def test_a_batch_is_stored_as_one(ledger: Ledger, other: Ledger) -> None:
    receipt = record_all(ledger, [*opened(), moment("a walk")])
    assert (receipt.first, receipt.last) == (1, 4)
    assert [entry.n for entry in other.stream("alder")] == [1, 2, 3, 4]


def test_a_refusal_stores_nothing_of_the_batch(ledger: Ledger) -> None:
    begin(ledger)
    with pytest.raises(Refused) as refused:
        record_all(ledger, [moment("a walk"), event("party-withdrew", party="cedar", reason="x"), moment("a meal")])
    assert refused.value.rule == "membership.is-in"
    assert ledger.version("alder") == 3
    assert [command.last for command in ledger.commands()] == [3]


def test_a_refusal_leaves_no_trace_for_what_is_recorded_next(ledger: Ledger) -> None:
    begin(ledger)
    with pytest.raises(Refused):
        record_all(ledger, [joined("cedar"), joined("cedar")])
    record(ledger, joined("cedar"))
    assert [entry.type for entry in ledger.stream("alder")][3:] == ["party-joined"]


def test_a_refused_opening_leaves_no_coalition(ledger: Ledger) -> None:
    with pytest.raises(Refused) as refused:
        record(ledger, joined("ash"))
    assert refused.value.rule == "¶opened"
    assert list(ledger.streams()) == []


def test_what_the_rules_derive_is_recorded_with_its_cause(ledger: Ledger) -> None:
    record(ledger, proposed())
    choice = event(
        "alone-or-together-weighed", culture_distance=5, time_pressure=5, choice="alone", reason="No time is left."
    )
    receipt = record(ledger, choice)
    assert (receipt.first, receipt.last) == (2, 3)
    cause, derived = ledger.stream("alder")[1:]
    assert (derived.type, derived.derived_from, derived.recorded_at) == ("coalition-abandoned", 2, cause.recorded_at)
    assert ledger.coalition("alder").phase == "abandoned"


def test_the_rules_derive_from_events_of_the_same_batch(ledger: Ledger) -> None:
    choice = event("alone-or-together-weighed", culture_distance=1, time_pressure=5, choice="alone", reason="So.")
    lesson = event("lesson-learned", party="ash", text="Ask sooner.")
    receipt = record_all(ledger, [proposed(), joined("ash"), choice, lesson])
    assert (receipt.first, receipt.last) == (1, 5)
    assert ledger.stream("alder")[-1].type == "lesson-learned"


def test_coalitions_are_kept_apart(ledger: Ledger) -> None:
    for name in ("alder", "beech", "cherry"):
        begin(ledger, name)
    record(ledger, moment("a walk", "beech"))
    assert [ledger.version(name) for name in ("alder", "beech", "cherry", "dogwood")] == [3, 4, 3, 0]


def test_more_coalitions_than_are_held_ready(ledger: Ledger) -> None:
    for number in range(70):
        record_all(ledger, opened(f"c-{number}"))
    for number in range(70):
        assert record(ledger, moment("again", f"c-{number}")).last == 4


@pytest.mark.parametrize("coalitions", [(), ("alder", "beech")])
def test_a_batch_is_for_one_coalition(ledger: Ledger, coalitions: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="one coalition"):
        record_all(ledger, map(proposed, coalitions))
    assert list(ledger.streams()) == []


def test_an_attested_event_keeps_why_and_what_it_broke(ledger: Ledger) -> None:
    begin(ledger)
    stranger = event("party-withdrew", party="cedar", reason="It says so.")
    ledger.record(stranger, recorded_by=CLERK, attest="from the minutes")
    entry = ledger.stream("alder")[-1]
    assert entry.attested == Attested("from the minutes", CLERK)
    assert entry.breaches == ("membership.is-in", "membership.speaks-for-itself")


def test_an_event_that_breaks_no_rule_is_enforced_also_when_attested(ledger: Ledger) -> None:
    begin(ledger)
    ledger.record(moment("a walk"), recorded_by=CLERK, attest="from the minutes")
    entry = ledger.stream("alder")[-1]
    assert (entry.attested, entry.breaches) == (None, ())


def test_what_is_no_sense_is_refused_also_when_attested(ledger: Ledger) -> None:
    begin(ledger)
    with pytest.raises(Refused) as refused:
        ledger.record(event("risk-mitigated", risk="r-1", how="x"), recorded_by=CLERK, attest="from the minutes")
    assert refused.value.rule == "¶known"


def test_a_writer_who_was_overtaken_decides_again(ledger: Ledger, other: Ledger) -> None:
    begin(ledger)
    overtaken = iter([True])

    def work(batch: Batch) -> None:
        batch.propose(moment("mine"))
        if next(overtaken, False):
            record(other, moment("theirs"))

    receipt = ledger.write("alder", work, recorded_by=CLERK)
    assert (receipt.first, receipt.last, receipt.repeated) == (5, 5, False)
    assert told(ledger.stream("alder")) == ["theirs", "mine"]


def test_a_writer_who_was_overtaken_is_judged_on_what_the_other_left(ledger: Ledger, other: Ledger) -> None:
    begin(ledger)

    def work(batch: Batch) -> None:
        batch.propose(joined("cedar"))
        record(other, joined("cedar", name="Cedars"))

    with pytest.raises(Refused) as refused:
        ledger.write("alder", work, recorded_by=CLERK)
    assert refused.value.rule == "membership.not-already-in"
    assert ledger.version("alder") == 4


def test_who_is_overtaken_each_time_is_told_so_in_the_end(ledger: Ledger, other: Ledger) -> None:
    begin(ledger)

    def work(batch: Batch) -> None:
        batch.propose(moment("mine"))
        record(other, moment("theirs"))

    with pytest.raises(Contended, match="nothing was recorded"):
        ledger.write("alder", work, recorded_by=CLERK)
    assert set(told(ledger.stream("alder"))) == {"theirs"}


def test_a_coalition_held_ready_catches_up_with_other_writers(ledger: Ledger, other: Ledger) -> None:
    begin(ledger)
    for writer in (other, ledger, ledger, other, other, ledger):
        record(writer, moment("a walk"))
    record(other, event("party-withdrew", party="birch", by="birch", reason="moved"))
    with pytest.raises(Refused) as refused:
        record(ledger, moment("too late"))
    assert refused.value.rule == "trust.all-in"
    assert [entry.n for entry in ledger.stream("alder")] == list(range(1, 11))


def test_a_batch_of_nothing_stores_nothing(ledger: Ledger) -> None:
    receipt = ledger.write("alder", lambda batch: None, recorded_by=CLERK, command_id="idle")
    assert (receipt.first, receipt.last) == (0, 0)
    assert list(ledger.commands()) == []


def test_a_clock_set_back_never_makes_a_later_entry_known_earlier(ledger: Ledger, other: Ledger, clock: Clock) -> None:
    begin(ledger)
    clock.set("2020-03-01")
    record(ledger, moment("in March"))
    clock.set("2020-02-10")
    record(ledger, moment("in February, by the clock"))
    record(other, moment("by another"))
    assert [entry.recorded_at[:10] for entry in ledger.stream("alder")[3:]] == ["2020-03-01"] * 3


def test_moments_of_recording_are_kept_in_utc(ledger: Ledger, clock: Clock) -> None:
    clock.moment = clock.moment.fromisoformat("2020-02-01T01:30:00.000001+05:00")
    begin(ledger)
    assert {entry.recorded_at for entry in ledger.stream("alder")} == {"2020-01-31T20:30:00.000001Z"}


@pytest.mark.parametrize("text", ["", "a\x00b", "\x1b[31m", "\u0085", "x" * 10_001, "\udc80"])
@pytest.mark.parametrize("place", ["recorded_by", "attest", "command_id"])
def test_what_is_stored_beside_an_event_is_plain_text(ledger: Ledger, place: str, text: str) -> None:
    with pytest.raises(ValueError, match="plain text"):
        ledger.record(proposed(), **{"recorded_by": CLERK, place: text})
    assert list(ledger.streams()) == []


def test_text_in_any_script_is_kept_as_it_is(ledger: Ledger) -> None:
    ledger.record(proposed(name="Erlen – ольха\n🌲\t«…»"), recorded_by="Ōe, 書記", command_id="№ 1")
    [entry] = ledger.stream("alder")
    assert entry.recorded_by == "Ōe, 書記"
    assert entry.event.as_written()["name"] == "Erlen – ольха\n🌲\t«…»"


def test_a_rehearsal_tells_what_would_happen_and_stores_nothing(ledger: Ledger) -> None:
    begin(ledger)
    for batch in (ledger.rehearse("alder", CLERK), rehearsal(ledger, CLERK)("alder")):
        assert [record.n for record in batch.propose(moment("a walk"))] == [4]
        with pytest.raises(Refused):
            batch.propose(joined("birch"))
        assert batch.coalition.version == 4
    assert ledger.version("alder") == 3


def test_a_rehearsal_at_a_version_tells_what_would_have_happened(ledger: Ledger) -> None:
    begin(ledger)
    batch = ledger.rehearse("alder", CLERK, at_version=2)
    [again] = batch.propose(joined("birch"))
    assert replace(again, recorded_at="") == replace(ledger.stream("alder")[2], recorded_at="")


def test_a_rehearsal_needs_no_store(new_url: object) -> None:
    batch = rehearsal(None, CLERK)("alder")
    for each in opened():
        batch.propose(each)
    assert [record.n for record in batch.records] == [1, 2, 3]


def test_a_batch_takes_no_event_of_another_coalition(ledger: Ledger) -> None:
    begin(ledger)
    with pytest.raises(ValueError, match="alder"):
        ledger.write("alder", lambda batch: batch.propose(proposed("beech")) and None, recorded_by=CLERK)
    assert ledger.version("alder") == 3
    assert list(ledger.streams()) == ["alder"]
