"""The mapper: every record comes back from its row as it was; a row that is not what it says is damaged."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, ClassVar

import pytest
from eventsourcing.persistence import StoredEvent
from hypothesis import given, settings
from hypothesis import strategies as st
from properties.strategies import events

from domain.event import ADDED_BY_RECORDING, Attested, Event, Recorded, registry
from domain.shape import parsed
from domain.values import Text
from engine.errors import Damaged
from engine.exchange import jsonl
from engine.mapper import EventMapper

MAPPER = EventMapper()
EASY = settings(max_examples=12, deadline=None, database=None)
NUMBERS = st.integers(1, 10**6)
TEXTS = st.sampled_from(["clerk", "Ōe, 書記", "first\nsecond\tline", '"quoted" \\ ', "🌲"])
ADDED = st.fixed_dictionaries(
    {"n": NUMBERS, "recorded_at": st.sampled_from(["2020-01-02T03:04:05.000006Z", "2020-01-02"]), "recorded_by": TEXTS},
    optional={
        "derived_from": NUMBERS,
        "attested": st.builds(Attested, TEXTS, TEXTS),
        "breaches": st.just(("dissolution.ended", "membership.actor-is-in")),
        "voids": st.lists(NUMBERS, max_size=3).map(tuple),
        "stands_at": NUMBERS,
    },
)


def as_recorded(event: Event, added: dict[str, Any]) -> Recorded:
    """A record as there may be one: retractions alone void, and give another place to what follows from them."""
    impossible = {"voids"} if event.type != "event-retracted" else set()
    impossible |= {"stands_at"} if "derived_from" not in added else set()
    return Recorded(event, **{name: value for name, value in added.items() if name not in impossible})


def there_and_back(record: Recorded) -> Recorded:
    return MAPPER.to_domain_event(MAPPER.to_stored_event(record))


def row(**changed: Any) -> StoredEvent:
    """The row of a plain record, with some columns changed."""
    event = parsed({"type": "risk-mitigated", "coalition": "alder", "at": "2020-01-01", "risk": "r-1", "how": "so"})
    stored = MAPPER.to_stored_event(Recorded(event, 3, "2020-01-02T00:00:00Z", "clerk"))
    columns = {name: getattr(stored, name) for name in ("originator_id", "originator_version", "topic", "state")}
    return StoredEvent(**columns | changed)


@pytest.mark.parametrize("tag", registry())
@EASY
@given(data=st.data())
def test_a_record_of_every_type_comes_back_as_it_was(tag: str, data: st.DataObject) -> None:
    record = as_recorded(data.draw(events(event_types=(tag,))), data.draw(ADDED))
    again = there_and_back(record)
    assert again == record
    assert type(again.event) is registry()[tag]
    assert again.event.model_fields_set == record.event.model_fields_set
    assert jsonl.dumps(again.as_exported()) == jsonl.dumps(record.as_exported())  # numbers as they were written
    assert there_and_back(again) == again


@EASY
@given(event=events(), added=ADDED)
def test_a_row_tells_its_stream_its_number_and_its_type(event: Event, added: dict[str, Any]) -> None:
    stored = MAPPER.to_stored_event(as_recorded(event, added))
    assert (stored.originator_id, stored.originator_version) == (event.coalition, added["n"])
    assert stored.topic == event.type
    assert isinstance(stored.state, bytes)


@EASY
@given(event=events(), added=ADDED)
def test_the_state_is_two_lines_what_was_written_and_what_recording_added(event: Event, added: dict[str, Any]) -> None:
    written, recorded = MAPPER.to_stored_event(as_recorded(event, added)).state.decode().split("\n")
    assert set(json.loads(written)) == event.model_fields_set
    assert set(json.loads(recorded)) <= ADDED_BY_RECORDING - {"n", "prev", "hash"}
    assert {name for name, value in json.loads(recorded).items() if not value} == set()


def test_what_was_omitted_stays_omitted_and_what_was_null_stays_null() -> None:
    fields = {"type": "risk-mitigated", "coalition": "alder", "at": "2020-01-01", "risk": "r-1", "how": "so"}
    for given_ in (fields, fields | {"by": None}, fields | {"note": None, "ref": "r"}):
        record = Recorded(parsed(given_), 1, "2020-01-01", "clerk")
        assert there_and_back(record).event.as_written() == given_


@pytest.mark.parametrize(
    "amount",
    ["12.50", "0.1", 12, 10**39, Decimal("12.50"), Decimal("0.1"), Decimal("1E+3"), Decimal("1." + "0" * 30 + "1")],
    ids=repr,
)
@pytest.mark.parametrize("within", ["event", "correction"])
def test_no_number_passes_through_a_float(amount: Any, within: str) -> None:
    fields: dict[str, Any] = {"coalition": "alder", "at": "2020-01-01"}
    if within == "event":
        fields |= {"type": "contribution-received", "pledge": "p-1", "amount": amount}
    else:
        fields |= {"type": "event-retracted", "event": 2, "cascade": False, "instead": {"amount": amount}}
    again = there_and_back(Recorded(parsed(fields), 1, "2020-01-01", "clerk")).event.as_written()
    kept = again["amount"] if within == "event" else again["instead"]["amount"]
    assert isinstance(kept, type(amount))
    assert (kept, str(kept)) == (amount, str(amount))


# Schema versions: a type that has changed its form twice, known to a mapper of its own.


class TreePlanted(Event, type="test-tree-planted"):
    """A tree is planted; once it had a `size` in feet, then a `height` in feet, now one in metres."""

    schema_version: ClassVar[int] = 3

    tree: Text
    height_in_metres: int

    @classmethod
    def upcast(cls, fields: dict[str, Any], from_version: int) -> dict[str, Any]:
        match from_version:
            case 1:
                return {name: value for name, value in fields.items() if name != "size"} | {"height": fields["size"]}
            case 2:
                metres = round(fields["height"] * 0.3048)
                return {name: value for name, value in fields.items() if name != "height"} | {
                    "height_in_metres": metres
                }
        return super().upcast(fields, from_version)


GROWING = EventMapper({"test-tree-planted": TreePlanted})


def stored_tree(version: int | None, **fields: Any) -> StoredEvent:
    written = {"coalition": "alder", "at": "2020-01-01", "tree": "oak"} | fields
    recorded: dict[str, Any] = {"recorded_at": "2020-01-02T00:00:00Z", "recorded_by": "clerk"}
    recorded |= {} if version is None else {"schema_version": version}
    state = f"{json.dumps(written)}\n{json.dumps(recorded)}".encode()
    return StoredEvent("alder", 1, "test-tree-planted", state)


@pytest.mark.parametrize(
    "stored",
    [
        stored_tree(None, size=100),
        stored_tree(1, size=100),
        stored_tree(2, height=100),
        stored_tree(3, height_in_metres=30),
    ],
)
def test_an_older_form_is_brought_up_to_date_step_by_step(stored: StoredEvent) -> None:
    record = GROWING.to_domain_event(stored)
    assert record.event.as_written() == {
        "coalition": "alder",
        "type": "test-tree-planted",
        "at": "2020-01-01",
        "tree": "oak",
        "height_in_metres": 30,
    }


def test_what_was_brought_up_to_date_is_stored_in_the_new_form() -> None:
    stored = GROWING.to_stored_event(GROWING.to_domain_event(stored_tree(1, size=100)))
    assert json.loads(stored.state.split(b"\n")[1])["schema_version"] == 3
    assert GROWING.to_domain_event(stored) == GROWING.to_domain_event(stored_tree(3, height_in_metres=30))


def test_a_first_form_tells_no_version() -> None:
    assert b"schema_version" not in row().state


@pytest.mark.parametrize(
    ("stored", "told"),
    [
        (stored_tree(4, height_in_metres=30), "newer than this engine knows"),
        (stored_tree(2, size=100), "height"),
        (stored_tree(3, size=100), "size|height_in_metres"),
        (stored_tree(0, size=100), "schema_version"),
        (stored_tree(1, size="tall"), "cannot be read"),
    ],
)
def test_a_form_that_cannot_be_brought_up_to_date_is_damaged(stored: StoredEvent, told: str) -> None:
    with pytest.raises(Damaged, match=told):
        GROWING.to_domain_event(stored)


def test_a_type_without_older_forms_says_so() -> None:
    state = row().state.replace(b'{"recorded', b'{"schema_version":2,"recorded')
    with pytest.raises(Damaged, match="newer"):
        MAPPER.to_domain_event(row(state=state))
    with pytest.raises(ValueError, match="risk-mitigated has no schema version 1"):
        registry()["risk-mitigated"].upcast({}, 1)


def test_a_type_of_the_tests_is_none_of_the_vocabulary() -> None:
    assert "test-tree-planted" not in registry()
    with pytest.raises(Damaged, match="no event type is called 'test-tree-planted'"):
        MAPPER.to_domain_event(stored_tree(3, height_in_metres=30))


# Damage


@pytest.mark.parametrize(
    "changed",
    [
        {"topic": "risk-identified"},
        {"topic": "risk-mitigated "},
        {"topic": "domain.risks:RiskMitigated"},
        {"topic": ""},
        {"topic": None},
        {"topic": b"risk-mitigated"},
        {"originator_id": "beech"},
        {"originator_id": None},
        {"originator_version": 0},
        {"originator_version": "3"},
        {"originator_version": 2.0},
        {"originator_version": None},
        {"state": b""},
        {"state": b"\n"},
        {"state": None},
        {"state": "text"},
        {"state": 10**12},
        {"state": row().state + b"\n"},
        {"state": row().state.replace(b"\n", b"")},
        {"state": row().state.replace(b"so", b"\xff\xfe")},
        {"state": row().state.replace(b'"so"', b"[" * 100_000)},
        {"state": row().state.replace(b'"so"', b"1" * 5_000)},
        {"state": row().state.replace(b'"so"', b"NaN")},
        {"state": b"[]\n[]"},
        {"state": b"null\nnull"},
    ],
    ids=lambda changed: str(changed)[:60],
)
def test_a_row_that_is_not_what_it_says_is_damaged(changed: dict[str, Any]) -> None:
    with pytest.raises(Damaged, match=r"^The stored .* event .* cannot be read: .+\. See: coalition store check$"):
        MAPPER.to_domain_event(row(**changed))


@settings(max_examples=300, deadline=None, database=None)
@given(place=st.integers(0, len(row().state) - 1), byte=st.integers(0, 255))
def test_a_changed_byte_makes_another_record_or_damage_and_nothing_else(place: int, byte: int) -> None:
    state = bytearray(row().state)
    state[place] = byte
    try:
        MAPPER.to_domain_event(row(state=bytes(state)))
    except Damaged as damaged:
        told = str(damaged)
        assert len(told) < 500


@pytest.mark.parametrize("forged", [{"voids": (1,)}, {"stands_at": 2}])
def test_what_only_a_retraction_does_is_believed_of_nothing_else(forged: dict[str, Any]) -> None:
    event = parsed({"type": "risk-mitigated", "coalition": "alder", "at": "2020-01-01", "risk": "r-1", "how": "so"})
    with pytest.raises(Damaged, match="only a retraction voids anything"):
        there_and_back(Recorded(event, 3, "2020-01-02T00:00:00Z", "clerk", **forged))
