"""Where shifted and inserted acts stand: a property for each sentence of the rule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.event import Event, Recorded
from domain.shape import parsed
from domain.values import instant
from engine.scenario.moments import later, shifted
from engine.scenario.placing import Placed, with_insertion, with_shift

DAY = timedelta(days=1)
#: Days of the acts of a record, in recorded order: now and then `at` runs backwards, or stands still.
DAYS = st.lists(st.integers(1, 12), min_size=1, max_size=9)
BY = st.integers(-9, 9).map(lambda days: days * DAY)


def order_of(days: Sequence[int], gone: Sequence[int] = ()) -> list[Placed]:
    """A record whose first act lies before all others."""
    acts = [act(1, 0), *(act(n, day) for n, day in enumerate(days, 2))]
    return [Placed(slot, None if slot in gone else each) for slot, each in enumerate(acts)]


def act(n: int, day: int) -> Recorded:
    at = (datetime(2020, 3, 1, tzinfo=UTC) + day * DAY).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Recorded(parsed({"coalition": "alder", "type": "celebration-held", "at": at, "of": "it"}), n, at, "scribe")


def slots(order: Sequence[Placed]) -> list[int | None]:
    return [placed.slot for placed in order]


def at(placed: Placed) -> datetime:
    assert placed.act is not None
    return placed.act.event.moment


@st.composite
def shifts(draw: st.DrawFn) -> tuple[list[Placed], list[int], timedelta]:
    order = order_of(draw(DAYS), draw(st.lists(st.integers(1, 9), max_size=2)))
    moving = draw(st.lists(st.integers(1, len(order) - 1), min_size=1, unique=True))
    return order, [slot for slot in moving if order[slot].act is not None], draw(BY)


@given(DAYS, st.data())
def test_forward_it_goes_just_after_the_last_following_one_that_was_not_earlier_and_now_is(
    days: list[int], data: st.DataObject
) -> None:
    order = order_of(days)
    slot, by = data.draw(st.integers(1, len(days))), data.draw(st.integers(1, 9)) * DAY
    was, now = at(order[slot]), at(order[slot]) + by
    passed = [other for other in order[slot + 1 :] if at(other) >= was and at(other) < now]
    others = [placed for placed in order if placed.slot != slot]
    place = others.index(passed[-1]) + 1 if passed else slot
    assert slots(with_shift(order, [slot], by)) == slots([*others[:place], order[slot], *others[place:]])


@given(DAYS, st.data())
def test_back_it_goes_just_before_the_first_preceding_one_that_was_not_later_and_now_is(
    days: list[int], data: st.DataObject
) -> None:
    order = order_of(days)
    slot, by = data.draw(st.integers(1, len(days))), data.draw(st.integers(1, 15)) * -DAY
    was, now = at(order[slot]), at(order[slot]) + by
    passed = [other for other in order[:slot] if at(other) <= was and at(other) > now]
    others = [placed for placed in order if placed.slot != slot]
    place = others.index(passed[0]) if passed else slot
    assert slots(with_shift(order, [slot], by)) == slots([*others[:place], order[slot], *others[place:]])


@given(shifts())
def test_each_of_several_goes_there_unless_that_is_before_one_recorded_earlier(
    drawn: tuple[list[Placed], list[int], timedelta],
) -> None:
    order, moving, by = drawn
    alone = {slot: _gap(order, moving, slot, by) for slot in moving}
    after = slots(with_shift(order, moving, by))
    standing = [slot for slot in after if slot not in moving]
    least = 0
    for slot in sorted(moving):
        least = max(least, alone[slot])
        assert [s for s in after[: after.index(slot)] if s not in moving] == standing[:least]


def _gap(order: list[Placed], moving: list[int], slot: int, by: timedelta) -> int:
    """How many unshifted ones stand before an act that is shifted, if it were the only one of those shifted."""
    left = [placed for placed in order if placed.slot == slot or placed.slot not in moving]
    return slots(with_shift(left, [slot], by)).index(slot)


@given(shifts())
def test_shifted_acts_keep_their_order_among_themselves(drawn: tuple[list[Placed], list[int], timedelta]) -> None:
    order, moving, by = drawn
    assert [s for s in slots(with_shift(order, moving, by)) if s in moving] == sorted(moving)


@given(shifts())
def test_untouched_acts_keep_their_recorded_order(drawn: tuple[list[Placed], list[int], timedelta]) -> None:
    order, moving, by = drawn
    after = with_shift(order, moving, by)
    assert [placed for placed in after if placed.slot not in moving] == [p for p in order if p.slot not in moving]


@given(shifts())
def test_a_shift_by_zero_changes_nothing(drawn: tuple[list[Placed], list[int], timedelta]) -> None:
    order, moving, _ = drawn
    assert with_shift(order, moving, 0 * DAY) == order


@given(shifts())
def test_at_and_recorded_at_move_alike(drawn: tuple[list[Placed], list[int], timedelta]) -> None:
    order, moving, by = drawn
    for placed in with_shift(order, moving, by):
        assert placed.slot is not None
        before = order[placed.slot].act
        if placed.act is not None and before is not None:
            moved = by if placed.slot in moving else 0 * DAY
            assert placed.act.event.moment == before.event.moment + moved
            assert placed.act.known_from == before.known_from + moved


@given(shifts())
def test_it_is_moved_where_its_neighbours_that_stay_are_others(
    drawn: tuple[list[Placed], list[int], timedelta],
) -> None:
    order, moving, by = drawn
    after = with_shift(order, moving, by)
    for placed in after:
        stay = [s for s in slots(after)[: after.index(placed)] if s not in moving]
        stayed = [s for s in range(placed.slot or 0) if s not in moving]
        assert placed.moved == (placed.slot in moving and stay != stayed)


@given(DAYS, BY)
def test_the_first_act_keeps_its_place(days: list[int], by: timedelta) -> None:
    after = with_shift(order_of(days), [0], by)
    assert slots(after) == slots(order_of(days))
    assert at(after[0]) == at(order_of(days)[0]) + by


@given(DAYS, st.integers(-3, 15), st.lists(st.integers(1, 9), max_size=2))
def test_what_is_inserted_stands_before_the_first_in_recorded_order_whose_at_is_later(
    days: list[int], day: int, gone: list[int]
) -> None:
    order, new = order_of(days, gone), act(99, day)
    after = with_insertion(order, new)
    place = slots(after).index(None)
    assert after[place].act is new
    assert [*after[:place], *after[place + 1 :]] == order
    assert all(at(placed) <= new.event.moment for placed in order[:place] if placed.act is not None)
    later_ones = [placed for placed in order[place:] if placed.act is not None]
    assert (place == len(order)) or at(next(p for p in order[place:] if p.act is not None)) > new.event.moment
    assert bool(later_ones) == (place < len(order))


@given(st.sampled_from(("2020-03-01", "2020-03-02T04:30:00Z", "2020-03-01T23:30:00-05:00")), BY)
def test_a_moment_keeps_the_form_in_which_it_was_written(written: str, by: timedelta) -> None:
    moved = later(written, by)
    assert len(moved) == len(written)
    assert moved[19:] == written[19:]
    assert instant(moved) == instant(written) + by


def test_a_bare_date_that_is_moved_by_hours_is_still_known_to_the_day() -> None:
    event = parsed({"coalition": "alder", "type": "celebration-held", "at": "2020-03-01", "of": "it"})
    moved: Event = shifted(Recorded(event, 2, "2020-03-04T00:00:00Z", "scribe"), timedelta(hours=36)).event
    assert (moved.at, moved.exactness) == ("2020-03-02T12:00:00Z", "day")
    assert parsed({**moved.as_written()}) == moved


def test_fractions_of_a_second_and_small_letters_stay() -> None:
    assert later("2020-03-02t10:00:00.123456789z", DAY) == "2020-03-03t10:00:00.123456789z"


@pytest.mark.parametrize(("written", "by"), [("9999-12-31", DAY), ("0001-01-01T00:00:00Z", -DAY)])
def test_no_act_is_moved_out_of_time(written: str, by: timedelta) -> None:
    with pytest.raises(ValueError, match="outside the years 1 to 9999"):
        later(written, by)
