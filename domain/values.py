"""Values: the small types that events are made of. What was written is kept as it was written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, PlainValidator, StringConstraints
from pydantic.types import Strict

from domain.currencies import CURRENCIES
from domain.marks import PARTY, Form

Precision = Literal["instant", "day", "month", "year"]

#: How many characters of a written date two precisions have in common ("2019-03-04" is 10 of them).
_WIDTH: dict[str, int] = {"day": 10, "month": 7, "year": 4}
_COARSENESS: dict[str, int] = {"instant": 0, "day": 1, "month": 2, "year": 3}
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_DIGITS_AT_MOST = 40


@lru_cache(maxsize=1 << 16)
def instant(at: str) -> datetime:
    """The instant in UTC that a written date or RFC 3339 instant stands for; a bare date is its first moment.

    Raises ValueError where the text is neither, or lies outside the years 1 to 9999.
    """
    written = _INSTANT.fullmatch(at)
    if written is None:
        return _first_moment(at)
    fraction = written[1]
    if fraction is not None and len(fraction) > 7:  # cut to the six digits that a datetime holds
        at = at.replace(fraction, fraction[:7])
    try:
        return datetime.fromisoformat(at.upper()).astimezone(UTC)
    except OverflowError as overflow:
        raise ValueError(f"{at!r} lies outside the years 1 to 9999") from overflow
    except ValueError:
        raise ValueError(f"{at!r} is not in the calendar or on the clock: no such day or time") from None


def _first_moment(day: str) -> datetime:
    if not _DATE.fullmatch(day):
        raise ValueError(
            f"{day[:40]!r} is neither a date (2019-03-04) nor an instant with its offset (2019-03-04T10:00:00Z)"
        )
    return datetime.combine(_in_the_calendar(day), time(), UTC)


def _in_the_calendar(day: str) -> date:
    """The day that a written date stands for. Raises ValueError where that month has no such day."""
    try:
        return date.fromisoformat(day)
    except ValueError:
        raise ValueError(f"{day!r} is not in the calendar: check the day and the month") from None


def _when(at: str) -> str:
    instant(at)
    return at


@lru_cache(maxsize=1 << 12)
def _calendar_day(written: str) -> str:
    if not _DATE.fullmatch(written):
        raise ValueError(f"{written[:40]!r} is not a date; write it as 2019-03-04")
    _in_the_calendar(written)
    return written


def default_precision(at: str) -> Precision:
    """How exactly `at` is known where nobody said: a bare date to the day, an instant exactly."""
    return "day" if len(at) == 10 else "instant"


def coarser(one: Precision, other: Precision) -> Precision:
    """The less exact of two precisions."""
    return one if _COARSENESS[one] >= _COARSENESS[other] else other


def not_later(at: str, precision: Precision, than: str, than_precision: Precision) -> bool:
    """Whether `at` is not later than `than`, at the coarser precision; days and months as written."""
    common = precision if precision == than_precision else coarser(precision, than_precision)
    if common == "instant":
        return at <= than if _written_alike(at, than) else instant(at) <= instant(than)
    return at[: _WIDTH[common]] <= than[: _WIDTH[common]]


def _written_alike(at: str, than: str) -> bool:
    """Whether two instants, both in UTC and of as many digits, come in the order of their letters."""
    return len(at) == len(than) <= 27 and at[-1] == than[-1] == "Z" and at[10] == than[10]


def is_future(at: str, now: datetime) -> bool:
    """Whether `at` lies more than a day after `now`."""
    if at[:10] < _surely_past(now):  # the dates as written tell, but for the last few days
        return False
    try:
        return instant(at) > now + timedelta(days=1)
    except OverflowError:  # now is the last day there is
        return False


@lru_cache(maxsize=256)
def _surely_past(now: datetime) -> str:
    """The first written date of which it cannot be told, whatever the offset, that it lies before tomorrow."""
    return now.date().isoformat()


def asked_moment(asked: str) -> datetime:
    """The instant a date asked about stands for; a bare date means the end of that day (UTC). Raises ValueError."""
    moment = instant(asked)
    return moment if len(asked) > 10 else moment + timedelta(days=1, microseconds=-1)


def rfc3339(moment: datetime) -> str:
    """An instant as the ledger writes it: in UTC, with microseconds and a Z."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def written_day(at: str) -> str:
    """The calendar day of a date or instant as it was written, in its own offset."""
    return at[:10]


def _decimal(value: object) -> str | int | Decimal:
    """A decimal as written: a JSON integer, a JSON number read as Decimal, or a decimal string."""
    if isinstance(value, str) and _DECIMAL.fullmatch(value) and len(value) <= _DIGITS_AT_MOST:
        return value
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**_DIGITS_AT_MOST:
        return value
    if isinstance(value, Decimal) and value.is_finite() and _fits(value):
        return value
    raise ValueError("should be a decimal: a string such as '12.50', or a plain number of at most 40 digits")


def _fits(value: Decimal) -> bool:
    return len(value.as_tuple().digits) <= _DIGITS_AT_MOST and abs(value.adjusted()) <= _DIGITS_AT_MOST


def decimal(value: str | int | Decimal) -> Decimal:
    """The number that a decimal, however written, stands for. Raises ValueError for what is none."""
    try:
        return Decimal(value)
    except InvalidOperation as invalid:
        raise ValueError(f"{value!r} is not a decimal") from invalid


def fraction(value: str | int | Decimal) -> Fraction:
    """The number that a decimal stands for, to reckon with: sums and products of Decimals are rounded."""
    return Fraction(decimal(value))


def _share(value: object) -> str | int | Decimal:
    written = _decimal(value)
    if not 0 <= decimal(written) <= 1:
        raise ValueError("should lie between 0 and 1")
    return written


def _currency(code: str) -> str:
    if code not in CURRENCIES:
        raise ValueError(f"{code[:40]!r} is not an ISO 4217 currency code such as EUR or USD")
    return code


def distinct(parties: tuple[str, ...]) -> tuple[str, ...]:
    """A list of parties names each of them once. Raises ValueError otherwise."""
    if len(set(parties)) != len(parties):
        raise ValueError("names a party more than once")
    return parties


def latest(moments: Iterable[tuple[str, Precision | None]]) -> tuple[str, Precision | None]:
    """The latest of several (at, precision); in a tie the first of them. There is at least one."""
    first, *others = moments
    for other in others:
        if instant(other[0]) > instant(first[0]):
            first = other
    return first


Slug = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z0-9][a-z0-9-]{0,63}$"), Form("id")]
#: 1 to 10,000 characters, no control characters but newline and tab.
Text = Annotated[
    str,
    StringConstraints(strict=True, min_length=1, max_length=10_000, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f-\x9f]*$"),
    Form("text"),
]
When = Annotated[str, Strict(), AfterValidator(_when), Form("date or instant")]
Day = Annotated[str, Strict(), AfterValidator(_calendar_day), Form("date")]
Score5 = Annotated[int, Strict(), Field(ge=1, le=5), Form("whole number from 1 to 5")]
Score4 = Annotated[int, Strict(), Field(ge=1, le=4), Form("whole number from 1 to 4")]
Stage = Annotated[int, Strict(), Field(ge=1, le=9), Form("whole number from 1 to 9")]
Count = Annotated[int, Strict(), Field(ge=0, le=1_000_000_000), Form("whole number from 0")]
Days = Annotated[int, Strict(), Field(ge=1, le=36_500), Form("whole number from 1")]
Version = Annotated[int, Strict(), Field(ge=1, le=1_000_000), Form("whole number from 1")]
Number = Annotated[int, Strict(), Field(ge=1), Form("whole number from 1")]
Flag = Annotated[bool, Strict(), Form("true or false")]
DecimalValue = Annotated[str | int | Decimal, PlainValidator(_decimal), Form("decimal")]
Share = Annotated[str | int | Decimal, PlainValidator(_share), Form("decimal from 0 to 1")]
Currency = Annotated[str, Strict(), AfterValidator(_currency), Form("currency code")]
PartyId = Annotated[Slug, PARTY]
Parties = Annotated[tuple[Slug, ...], AfterValidator(distinct), PARTY]
Standing = Literal["member", "observer", "rotating"]
DecisionRule = Literal["consensus", "supermajority", "majority"]
Texts = tuple[Text, ...]
