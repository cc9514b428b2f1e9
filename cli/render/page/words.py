"""Words: figures and dates as people read them. What is not known is a dash, never a zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from projections.page.dates import said
from projections.rounding import rounded

UNKNOWN = "–"
#: How a status of a promise is drawn, and what it is called: filled is done, half late, hollow to come.
STATUSES: Mapping[str, tuple[str, str]] = {
    "kept": ("●", "kept"),
    "kept-late": ("◐", "kept late"),
    "awaiting-acceptance": ("◒", "delivered, not yet accepted"),
    "open": ("○", "open"),
    "due-soon": ("◌", "due soon"),
    "undated": ("◇", "without a date"),
    "overdue": ("▲", "overdue"),
    "broken": ("✕", "broken"),
    "revoked": ("⊘", "taken back"),
    "released": ("–", "released"),
    "orphaned": ("□", "without a promisor"),
}


def short(at: str | None, precision: str = "day") -> str:
    """A date with its month cut short: 4 Mar 2019."""
    if at is None:
        return UNKNOWN
    *day, month, year = (
        ["", *said(at, precision).split()][-3:] if precision != "year" else ["", "", said(at, precision)]
    )
    return " ".join(part for part in (*day, month[:3], year) if part)


def share(value: Any) -> str:
    """A share in per cent."""
    return UNKNOWN if value is None else f"{float(value):.0%}"


def number(value: Any, digits: int = 0) -> str:
    """A number with so many digits; a whole one with none."""
    if value is None:
        return UNKNOWN
    return minus(f"{float(value):z.{digits}f}") if isinstance(value, float) else minus(str(value))


def scored(value: float) -> str:
    """A momentum, with as many digits as in every list."""
    return minus(rounded(value))


def signed(value: Any, digits: int | None = None) -> str:
    """A number with its sign; of zero, none. Where no digits are named, as many as a momentum is told with."""
    if value is None:
        return UNKNOWN
    told = scored(float(value)) if digits is None else number(float(value), digits)
    return told if not told.strip("−0.") or told.startswith("−") else f"+{told}"


def minus(told: str) -> str:
    """A number with a real minus sign."""
    return told.replace("-", "−")


def plainly(tag: str) -> str:
    """A tag of the vocabulary in words."""
    return tag.replace("-", " ").replace("_", " ")


def titled(tag: str) -> str:
    """The same as a title."""
    words = plainly(tag)
    return words[:1].upper() + words[1:]


def listed(items: Sequence[str]) -> str:
    """a, b and c."""
    *others, last = items or [""]
    return f"{', '.join(others)} and {last}" if others else last


def numbered(number_of: int, one: str, many: str | None = None) -> str:
    """1 party, 3 parties."""
    return f"{number_of} {one if number_of == 1 else many or one + 's'}"


def status_of(commitment: Mapping[str, Any]) -> str:
    """The status of a promise, one that was kept late told apart."""
    late = commitment["status"] == "kept" and commitment["days_late"]
    return "kept-late" if late else str(commitment["status"])
