"""Events of every type: they survive being written and read, and refuse what is not of their shape."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.event import ADDED_BY_RECORDING, Event, registry
from domain.refusal import Refused
from domain.shape import parsed

from .checks import check_round_trip
from .strategies import events, written

#: What JSON may hold, and a float, which it may not.
JUNK = st.floats() | st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.decimals(allow_nan=False, allow_infinity=False)
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)),
    max_leaves=6,
)
#: What an attested event may leave out wherever a type has it.
MAY_BE_ABSENT = ("by", "reason", "purpose", "kind", "accepted_by", "extent")


@pytest.mark.parametrize("event_type", registry())
@settings(max_examples=settings.default.max_examples // 6)
@given(data=st.data())
def test_an_event_of_every_type_survives_being_written_and_read(event_type: str, data: st.DataObject) -> None:
    event = data.draw(events(event_types=(event_type,)))
    assert event.type == event_type
    check_round_trip(event)


@given(written(), st.sampled_from((*sorted(ADDED_BY_RECORDING), "Name", "due_date")), st.sampled_from((None, 1, "x")))
def test_unknown_fields_are_refused(fields: dict[str, Any], unknown: str, value: Any) -> None:
    with pytest.raises(Refused) as refused:
        parsed(fields | {unknown: value})
    assert refused.value.rule == "¶shape"
    assert unknown in refused.value.message


@given(written(), st.data())
def test_what_a_type_requires_is_required(fields: dict[str, Any], data: st.DataObject) -> None:
    required = [name for name, field in registry()[fields["type"]].model_fields.items() if field.is_required()]
    left_out = data.draw(st.sampled_from(required))
    with pytest.raises(Refused) as refused:
        parsed({name: value for name, value in fields.items() if name != left_out})
    assert f"'{left_out}' is missing" in refused.value.message


@given(written(), st.data())
def test_a_number_is_neither_a_boolean_nor_a_float(fields: dict[str, Any], data: st.DataObject) -> None:
    numbers = [name for name, value in fields.items() if type(value) is int]
    if numbers:
        name = data.draw(st.sampled_from(numbers))
        for value in (bool(fields[name]), float(fields[name])):
            with pytest.raises(Refused):
                parsed(fields | {name: value})


@given(written(), JUNK, st.data())
def test_whatever_is_written_is_an_event_or_refused_for_its_shape(
    fields: dict[str, Any], junk: Any, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from((*registry()[fields["type"]].model_fields, "type")))
    try:
        event = parsed(fields | {name: junk})
    except Refused as refused:
        shown = refused
    else:
        check_round_trip(event)
        return
    assert shown.rule == "¶shape"
    assert 10 < len(shown.message) < 2_000


@given(written(), st.sampled_from((None, [], "x", 3, {"type": ["x"]}, {"type": "no-such-type"})))
def test_anything_else_is_refused_for_its_shape(fields: dict[str, Any], other: Any) -> None:
    for wrong in (other, {**fields, "at": other}, {**fields, "coalition": other} if other != "x" else None):
        with pytest.raises(Refused) as refused:
            parsed(wrong)
        assert refused.value.rule == "¶shape"


@pytest.mark.parametrize("event_type", registry().values(), ids=lambda event_type: event_type.type)
def test_what_may_be_absent_may_be_absent_wherever_it_stands(event_type: type[Event]) -> None:
    for name in MAY_BE_ABSENT:
        field = event_type.model_fields.get(name)
        assert field is None or (not field.is_required() and field.default is None)
    assert not [name for name in _lists(event_type) if event_type.model_fields[name].is_required()]


def _lists(event_type: type[Event]) -> Iterator[str]:
    for name, field in event_type.model_fields.items():
        if str(field.annotation).startswith(("tuple", "dict")):
            yield name
