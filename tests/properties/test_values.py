"""Values: what is accepted as a moment, a text, an id or a decimal, and how moments compare."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.event import Event
from domain.refusal import Refused
from domain.shape import parsed
from domain.values import Precision, coarser, fraction, is_future, latest, not_later, written_day

from .checks import check_round_trip
from .strategies import MOMENTS

OFFSETS = st.integers(-14 * 60, 14 * 60)
PRECISIONS = st.sampled_from(("day", "month", "year"))
MARGIN = timedelta(days=1)
#: A day within the first and the last there are, so that they are days in every offset.
FIRST, LAST = (datetime(*day, tzinfo=UTC).replace(tzinfo=None) for day in ((1, 1, 2), (9999, 12, 30)))


@st.composite
def moments(draw: Any) -> tuple[str, datetime]:
    """An RFC 3339 instant with any offset, and the instant in UTC that it stands for."""
    offset = timezone(timedelta(minutes=draw(OFFSETS)))
    moment = draw(st.datetimes(FIRST, LAST)).replace(tzinfo=offset)
    return moment.isoformat(), moment.astimezone(UTC)


@st.composite
def exact(draw: Any) -> tuple[str, Precision]:
    """A date or instant with a precision that it may have."""
    at = draw(st.one_of(moments().map(lambda moment: moment[0]), st.dates().map(str), st.sampled_from(MOMENTS)))
    return at, "instant" if len(at) > 10 and draw(st.booleans()) else draw(PRECISIONS)


@given(moments())
def test_an_instant_is_read_in_its_own_offset_and_kept_as_written(moment: tuple[str, datetime]) -> None:
    written, meant = moment
    event = held(at=written)
    assert event.moment == meant
    assert event.as_written()["at"] == written
    assert written_day(written) == written[:10]
    check_round_trip(event)


@pytest.mark.parametrize("at", ["0001-01-01", "9999-12-31", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z"])
def test_the_first_and_the_last_day_there_are(at: str) -> None:
    event = held(at=at)
    check_round_trip(event)
    assert not is_future(at, LAST.replace(tzinfo=UTC) + MARGIN)
    assert is_future(at, FIRST.replace(tzinfo=UTC)) == at.startswith("9999")


@pytest.mark.parametrize(
    "at",
    [
        *("0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "0000-01-01", "10000-01-01"),
        *("2020-03-01T10:00:00", "2020-03-01 10:00:00Z", "2020-03-01T10:00Z", "2020-02-30", "2020-3-1"),
        *("2020-03-01T24:00:01Z", "2020-03-01T10:00:60Z", "2020-03-01T10:00:00+25:00", "２０２０-03-01", "", "today"),
    ],
)
def test_what_is_no_moment_is_refused(at: str) -> None:
    with pytest.raises(Refused) as refused:
        held(at=at)
    assert refused.value.rule == "¶shape"


@given(st.datetimes(FIRST, LAST))
def test_a_naive_datetime_is_refused(naive: datetime) -> None:
    with pytest.raises(Refused):
        held(at=naive.isoformat(timespec="microseconds"))


@given(exact(), exact())
def test_of_two_moments_one_is_not_later(one: tuple[str, Precision], other: tuple[str, Precision]) -> None:
    assert not_later(*one, *one)
    assert not_later(*one, *other) or not_later(*other, *one)
    assert coarser(one[1], other[1]) == coarser(other[1], one[1])


@given(exact(), exact(), exact())
def test_at_one_precision_not_later_is_an_order(
    one: tuple[str, Precision], other: tuple[str, Precision], third: tuple[str, Precision]
) -> None:
    first, second, last = ((at, one[1]) for at, _ in (one, other, third))
    if one[1] == "instant" and min(len(at) for at, _ in (first, second, last)) == 10:
        return
    if not_later(*first, *second) and not_later(*second, *last):
        assert not_later(*first, *last)


@given(exact(), exact(), PRECISIONS)
def test_what_is_not_later_stays_so_at_a_coarser_precision(
    one: tuple[str, Precision], other: tuple[str, Precision], common: Precision
) -> None:
    """As written: days and months are those of the date itself, in whatever offset."""
    if not_later(one[0], "day", other[0], "day"):
        assert not_later(one[0], common, other[0], one[1] if common == "year" else common)


@given(moments(), moments())
def test_instants_compare_as_instants(one: tuple[str, datetime], other: tuple[str, datetime]) -> None:
    assert not_later(one[0], "instant", other[0], "instant") == (one[1] <= other[1])
    assert latest([(one[0], None), (other[0], None)])[0] == (other[0] if other[1] > one[1] else one[0])


@given(moments(), st.timedeltas(-MARGIN * 3, MARGIN * 3))
def test_more_than_a_day_ahead_lies_in_the_future(moment: tuple[str, datetime], ahead: timedelta) -> None:
    written, meant = moment
    try:
        now = meant - ahead
    except OverflowError:
        return
    assert is_future(written, now) == (ahead > timedelta(days=1))


@given(st.one_of(st.text(max_size=5), st.text(st.characters(min_codepoint=0, max_codepoint=160), max_size=5)))
@example("\ud800")
@example("a" * 10_000)
@example("a" * 10_001)
def test_a_text_has_one_to_ten_thousand_characters_and_no_control_characters(text: str) -> None:
    controls = [char for char in text if unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t"]
    if 1 <= len(text) <= 10_000 and not controls:
        check_round_trip(held(of=text))
    else:
        with pytest.raises(Refused):
            held(of=text)


@given(st.text("aZ0-_é\n ", max_size=6))
@example("a" * 64)
@example("a" * 65)
@example("a\n")
def test_a_slug_is_small_letters_digits_and_hyphens(slug: str) -> None:
    if re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", slug):
        check_round_trip(held(by=slug))
    else:
        with pytest.raises(Refused):
            held(by=slug)


@given(st.one_of(st.text("0123456789.-+eE ", max_size=8), st.decimals(), st.integers(), st.floats(), st.booleans()))
@example("0." + "9" * 38)
@example("0." + "9" * 39)
@example(Decimal("1E+40"))
@example(Decimal("1E+41"))
@example(10**40)
@example(Decimal("-0"))
def test_a_decimal_is_kept_as_written_and_never_a_float(value: Any) -> None:
    try:
        event = reported(value)
    except Refused:
        assert not _is_plain(value)
        return
    assert type(value) in (str, int, Decimal)
    assert fraction(value) == fraction(str(value))
    check_round_trip(event)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-2, max_value=2))
def test_a_quorum_lies_between_nothing_and_all(quorum: Decimal) -> None:
    fits = 0 <= quorum <= 1 and _is_plain(quorum)
    try:
        event = drafted(quorum)
    except Refused:
        assert not fits
    else:
        assert fits
        check_round_trip(event)


def held(**fields: Any) -> Event:
    return parsed({"coalition": "alder", "type": "celebration-held", "at": "2020-03-01", "of": "it"} | fields)


def reported(value: Any) -> Event:
    fields = {"goal": "g", "value": value, "period_end": "2020-03-01"}
    return parsed({"coalition": "alder", "type": "measure-reported", "at": "2020-03-01"} | fields)


def drafted(quorum: Any) -> Event:
    fields = {"version": 1, "mission": "paths", "vision": "a park", "decision_rule": "majority", "quorum": quorum}
    return parsed({"coalition": "alder", "type": "charter-drafted", "at": "2020-03-01"} | fields)


def _is_plain(value: Any) -> bool:
    """Whether a value is a decimal as JSON has them, of a size that anybody writes."""
    if isinstance(value, bool | float):
        return False
    if isinstance(value, str):
        return len(value) <= 40 and re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", value) is not None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return False
    return number.is_finite() and len(number.as_tuple().digits) <= 40 and abs(number.adjusted()) <= 40
