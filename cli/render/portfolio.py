"""The portfolio for people: a row for each coalition or party, only with what is known of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cli.render.text import table
from projections.rounding import rounded

_COALITION = (
    "coalition",
    "name",
    "phase",
    "age",
    "members",
    "momentum",
    "state",
    "kept",
    "overdue",
    "last activity",
    "events",
)
#: What a narrow terminal leaves out, the first one first.
_SPARE = ("events", "last activity", "age", "members", "momentum", "kept")
_PARTY = ("party", "name", "coalitions", "commitments", "kept", "overdue")


def rows(data: Sequence[Mapping[str, Any]], by_party: bool, sort: str | None = None) -> None:
    """Coalitions or parties, side by side; what they are put in order by stays, however narrow the terminal."""
    columns = _PARTY if by_party else _COALITION
    spare = [column for column in _SPARE if not (sort and sort.replace("_", " ").startswith(column))]
    table(columns, [[_cell(row, column) for column in columns] for row in data], spare)


def _cell(row: Mapping[str, Any], column: str) -> object:
    return _TOLD[column](row) if column in _TOLD else row.get(column)


def _rate(row: Mapping[str, Any]) -> str | None:
    """A rate with what it rests on; nothing where that is nothing."""
    kept = row.get("kept_rate")
    return None if kept is None else f"{kept:.0%} of {row['kept_rate_n']}"


def _with(value: float | None, form: str) -> str | None:
    return None if value is None else form.format(value)


def _momentum(row: Mapping[str, Any]) -> str | None:
    return None if row.get("momentum") is None else rounded(row["momentum"])


#: The columns that tell a figure otherwise than the JSON does.
_TOLD: dict[str, Callable[[Mapping[str, Any]], object]] = {
    "age": lambda row: _with(row.get("age_days"), "{} d"),
    "momentum": _momentum,
    "state": lambda row: row.get("momentum_state"),
    "kept": _rate,
    "last activity": lambda row: (row.get("last_activity") or "")[:10],
}
