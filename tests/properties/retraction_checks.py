"""Checks of retraction: what falls is named before it falls, and a correction that changes nothing changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from domain.event import Event, Recorded
from domain.history import acts, consider, counting
from domain.refusal import Refused
from domain.shape import parsed
from domain.testimony import EventRetracted

from .checks import check_what_counts_is_what_the_rules_give, from_json, to_json, without_retractions

REASON = "from the minutes"


def check_retraction(before: Sequence[Recorded], records: Sequence[Recorded], now: str) -> None:
    """A retraction voids its target first of all; without cascade it is refused where other acts fall with it."""
    retraction, *arisen = records
    event = retraction.event
    assert isinstance(event, EventRetracted)
    count = {act.n for act in acts(before)}
    target = next(r for r in acts(before) if r.n == event.event or r.event.ref == event.event)
    fallen = [n for n in retraction.voids if n in count and n != target.n]
    assert target.n in retraction.voids
    assert [r.n for r in arisen] == [retraction.n + number for number in range(1, len(arisen) + 1)]
    assert bool(fallen) >= ("testimony.nothing-left-hanging" in retraction.breaches)
    if retraction.attested is None:
        _check_without_cascade(before, event, fallen, now)


def _check_without_cascade(before: Sequence[Recorded], event: EventRetracted, fallen: list[int], now: str) -> None:
    alone = event.model_copy(update={"cascade": False})
    if not fallen:
        consider(before, alone, now=now, recorded_by="scribe")
        return
    with pytest.raises(Refused) as hanging:
        consider(before, alone, now=now, recorded_by="scribe")
    assert hanging.value.breaches == ("testimony.nothing-left-hanging",)
    assert sorted(hanging.value.rests_on) == fallen


def check_idle_correction(history: Sequence[Recorded], act: Recorded, now: str) -> None:
    """An act put in its own place: nothing else falls, and the same events count as before."""
    if act.n == 1:
        return
    written: dict[str, Any] = {"coalition": act.event.coalition, "type": "event-retracted", "at": now, "by": "ash"}
    written |= {"event": act.n, "reason": "only trying", "cascade": False, "instead": own_fields(act.event)}
    records = consider(history, parsed(written), now=now, recorded_by="scribe", attest=REASON)
    after = [*history, *records]
    assert "testimony.nothing-left-hanging" not in records[0].breaches
    assert _told(after) == _told(history)
    check_what_counts_is_what_the_rules_give(after)


def own_fields(event: Event) -> dict[str, Any]:
    """The fields that an event has beside those of every event, as JSON has them."""
    own = {name: value for name, value in event.as_written().items() if name not in (*Event.model_fields, "type")}
    return dict(from_json(to_json(own)))


def _told(history: Sequence[Recorded]) -> list[tuple[object, ...]]:
    events = [r.event for r in without_retractions(counting(history))]
    return [(event.type, event.at, event.by, event.ref, own_fields(event)) for event in events]
