"""Delivery: which delivery an acceptance is about, the same for accountability, momentum and trust."""

from __future__ import annotations

from typing import Any

import pytest
from recounting import PROPOSED, attested, joined, line, promised, record

from domain.event import Recorded
from domain.values import asked_moment
from projections.accountability import accountability
from projections.impulses import Scale, accepted
from projections.promises import Promises
from projections.trust import trust
from projections.view import folded
from projections.weights import shipped

PROMISED = (PROPOSED, joined("ash"), joined("birch"), promised("p", "ash", "birch", "2020-04-01"))


def delivered(at: str) -> dict[str, Any]:
    return attested(line("commitment-delivered", at, commitment="p", evidence="seen"))


def refused(at: str) -> dict[str, Any]:
    return attested(line("delivery-refused", at, "birch", commitment="p", reason="half of it"))


def taken(at: str) -> dict[str, Any]:
    return attested(line("delivery-accepted", at, "birch", commitment="p"))


def moved(at: str, due: str) -> dict[str, Any]:
    return attested(line("commitment-renegotiated", at, commitment="p", due=due, agreed_by="birch"))


def told(*lines: dict[str, Any]) -> tuple[str, str | None, int | None]:
    """Status, delivery and days late by accountability, once momentum and trust are seen to agree."""
    records = record(*PROMISED, *lines)
    (promise,) = accountability(records, asked_moment("2020-12-31"))["commitments"]
    if promise["status"] == "kept":
        in_time = promise["days_late"] == 0
        assert weight_of_last_acceptance(records) == (3 if in_time else 1)
        seen = trust(records, asked_moment("2020-12-31"))["pairs"]["birch"]["ash"]
        assert (seen["negative"] == 0) is in_time
    return promise["status"], promise["delivered_at"], promise["days_late"]


def weight_of_last_acceptance(records: list[Recorded]) -> float:
    (promise,) = folded(Promises(), records).each()  # type: ignore[type-var]
    assert promise.acceptance is not None
    impulses = accepted(promise, Scale.of(shipped().momentum))
    return {impulse.case.n: impulse.weight for impulse in impulses}[promise.acceptance.recorded.n]


FIRST, SECOND = "2020-03-20", "2020-04-20"


@pytest.mark.parametrize("on", ["2020-03-22", "2020-04-10", "2020-05-01", "2020-03-01"])
def test_what_was_refused_is_never_what_was_accepted_whatever_the_date_of_the_acceptance(on: str) -> None:
    """Between the delivery and its refusal, between the refusal and the next delivery, after both, before both."""
    lines = [delivered(FIRST), refused("2020-03-25"), delivered(SECOND), taken(on)]
    assert told(*lines) == ("kept", SECOND, 19)


def test_what_was_refused_does_not_wait_though_it_is_dated_later() -> None:
    lines = [delivered("2020-05-10"), refused("2020-05-12"), delivered("2020-03-30")]
    assert told(*lines) == ("awaiting-acceptance", "2020-03-30", 0)
    assert told(*lines, taken("2020-05-20")) == ("kept", "2020-03-30", 0)


def test_a_refusal_that_was_told_later_was_about_what_was_in_force_when_it_was_told() -> None:
    lines = [delivered(FIRST), refused("2020-04-25"), delivered(SECOND), taken("2020-05-01")]
    assert told(*lines) == ("kept", SECOND, 19)
    bare = [delivered("2020-04-01T10:00:00Z"), refused("2020-04-01"), delivered("2020-04-02"), taken("2020-04-01")]
    assert told(*bare) == ("kept", "2020-04-02", 1)


def test_where_everything_was_refused_the_acceptance_stands_for_the_delivery() -> None:
    lines = [delivered(FIRST), refused("2020-03-25"), taken("2020-04-05")]
    assert told(*lines) == ("kept", "2020-04-05", 4)
    again = [delivered(FIRST), taken("2020-03-21"), refused("2020-03-25"), taken("2020-03-30")]
    assert told(*again) == ("kept", "2020-03-30", 0)


def test_what_was_accepted_and_then_refused_is_open_again() -> None:
    assert told(delivered(FIRST), taken("2020-03-21"), refused("2020-03-25")) == ("overdue", None, None)


@pytest.mark.parametrize(("on", "delivery"), [("2020-04-10", FIRST), ("2020-05-01", SECOND), ("2020-03-01", SECOND)])
def test_of_two_in_force_the_latest_before_the_acceptance_counts_and_of_none_before_it_the_latest(
    on: str, delivery: str
) -> None:
    assert told(delivered(FIRST), delivered(SECOND), taken(on))[1] == delivery
    assert told(delivered(SECOND), delivered(FIRST), taken(on))[1] == delivery


def test_a_second_acceptance_is_about_the_same_delivery() -> None:
    assert told(delivered(FIRST), taken("2020-03-21"), taken("2020-06-01")) == ("kept", FIRST, 0)


def test_a_delivery_told_after_its_acceptance_waits_for_another() -> None:
    assert told(taken("2020-03-25"), delivered(FIRST)) == ("awaiting-acceptance", FIRST, 0)
    assert told(taken("2020-03-25"), delivered(FIRST), taken("2020-03-25")) == ("kept", FIRST, 0)


def test_the_date_in_force_on_the_day_of_the_delivery_is_that_of_the_record_of_the_day() -> None:
    """Moved at ten and delivered "that day", told in this order: delivered by the new date, for every measure."""
    lines = [moved("2020-04-03T10:00:00Z", "2020-05-01"), delivered("2020-04-03"), taken("2020-04-03")]
    assert told(*lines) == ("kept", "2020-04-03", 0)
    assert told(lines[1], lines[0], lines[2]) == ("kept", "2020-04-03", 2)
