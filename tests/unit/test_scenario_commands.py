"""Commands that record for real what a scenario inserted: read back, they say the very same event."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from cli.fields import field_value
from domain.catalogue import form
from domain.event import Attested, Recorded, registry
from domain.shape import parsed
from engine.scenario.commands import command


def read_back(words: list[str]) -> dict[str, Any]:
    """The event that a command line records, as its options are read."""
    program, name, event_type, coalition, *options = words
    assert (program, name) == ("coalition", "record")
    fields: dict[str, Any] = {"type": event_type, "coalition": coalition}
    for option, text in zip(options[::2], options[1::2], strict=True):
        field = option.removeprefix("--").replace("-", "_")
        event = registry()[event_type]
        repeated = form(event, field).startswith(("list of", "map of"))
        fields[field] = field_value(event, field, [text] if repeated else text)
    return fields


def words(**written: Any) -> list[str]:
    event = parsed({"coalition": "i3t", "at": "2019-05-10", "by": "navy", **written})
    return command(Recorded(event, 200, "2019-05-10T00:00:00Z", "scenario"))


@pytest.mark.parametrize(
    "written",
    [
        {"type": "party-withdrew", "party": "navy", "reason": "No crew, and no --time to find one"},
        {"type": "commitment-renegotiated", "commitment": "c", "due": None, "agreed_by": "nasa"},
        {"type": "budget-approved", "budget": "b", "amount": "12.50", "currency": "EUR", "period": "2020"},
        {"type": "trust-moment", "between": ["navy", "nasa"], "kind": "help", "what": "[sic] a word"},
        {"type": "session-held", "session": "s", "topic": "null", "attendance": {"navy": 2}, "kind": "working"},
        {"type": "conflict-reviewed", "conflict": "c", "held": False},
        {"type": "agreement-reached", "agreement": "a", "terms": [{"party": "navy", "gives": "x", "to": "nasa"}]},
        {
            "type": "event-retracted",
            "event": 5,
            "reason": "x",
            "cascade": True,
            "instead": {"amount": Decimal("1.50"), "parties": ["a"]},
        },
    ],
)
def test_a_command_read_back_is_the_event(written: dict[str, Any]) -> None:
    event = parsed({"coalition": "i3t", "at": "2019-05-10", "by": "navy", **written})
    assert parsed(read_back(words(**written))) == event


def test_a_reason_for_attesting_is_given() -> None:
    event = parsed({"coalition": "i3t", "at": "2019-05-10", "type": "celebration-held", "of": "it"})
    act = Recorded(event, 200, "2019-05-10T00:00:00Z", "scenario", attested=Attested("hearsay", "scenario"))
    assert command(act)[-2:] == ["--attest", "hearsay"]


def test_what_was_left_out_stays_out() -> None:
    assert words(type="celebration-held", of="it", note=None) == [
        *("coalition", "record", "celebration-held", "i3t"),
        *("--at", "2019-05-10", "--by", "navy", "--of", "it"),
    ]
