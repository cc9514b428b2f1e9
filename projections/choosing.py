"""Choosing: of a measure the part that concerns one party, or that lies between two dates.

What is chosen are the rows of a measure: its promises, pairs, conflicts, proposals, conditions, budgets. Figures of the
whole coalition stay as they are; they are not reckoned anew from the rows that are left. What a measure says on a date
it still says on that date: `since` and `until` choose among its rows, they do not ask about another day.

By party (`of_party`) these rows stay:

- accountability: promises that it answers for, was promised, or of whose history it is a part; its own figures
- momentum: everything, since momentum is of the coalition
- trust, collaboration: pairs of which it is one, either way
- reciprocity: the same from its side; silos and one-way relations with it
- participation: itself, its heads, and its invitation where it was invited and is absent
- conflicts: those it is or was a side of, or for whose contract it answers
- decisions: proposals that are by or about it, or on which it took a stance
- factors: the conditions to which events by or about it speak
- resources: budgets, pledges and risks of which an event is by or about it: approved, spent, pledged, owned, met

By date (`between`), both ends included, these:

- accountability: promises that were made then, or are or first were due then
- momentum: points of the curve, and drivers, of then
- participation: invitations of the absent that were given or declined then
- conflicts: those that were raised, settled or closed then
- decisions: proposals that were made, to be decided, or over then
- resources: risks that were identified then

The other measures have no rows of a date.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, TypeAlias

from domain.values import asked_moment, instant

#: The measures that have rows of a date.
DATED = frozenset(("accountability", "momentum", "participation", "conflicts", "decisions", "resources"))

Data: TypeAlias = Mapping[str, Any]
Row: TypeAlias = Mapping[str, Any]

#: Fields of a promise's history that name parties.
_TAKES_PART = ("by", "promisor", "promisee", "to", "accepted_by", "agreed_by", "co_accountable")


def of_party(measured: Data, party: str) -> dict[str, Any]:
    """The rows of a measure that concern one party, and the figures of the whole."""
    return {name: _BY_PARTY[name](value, party) if name in _BY_PARTY else value for name, value in measured.items()}


def between(measured: Data, since: datetime | None = None, until: datetime | None = None) -> dict[str, Any]:
    """The rows of a measure that lie between two instants, both included, and the figures of the whole.

    A calendar date counts where any of its day lies between them. Raises ValueError for an instant without offset.
    """
    if any(moment is not None and moment.tzinfo is None for moment in (since, until)):
        raise ValueError("A date that is asked about needs its offset: datetime(…, tzinfo=UTC)")

    def lies(name: str) -> Callable[[Row], bool]:
        return lambda row: _lies(_DATES[name](row), since, until)

    return {name: _those(value, lies(name)) if name in _DATES else value for name, value in measured.items()}


def _those(rows: Any, wanted: Callable[[Row], bool]) -> Any:
    """The rows that are wanted, of a list or by name."""
    if isinstance(rows, Mapping):
        return {name: row for name, row in rows.items() if wanted(row)}
    return [row for row in rows if wanted(row)]


def _own(rows: Mapping[str, Any], party: str) -> dict[str, Any]:
    return {party: rows[party]} if party in rows else {}


def _pairs(pairs: Mapping[str, Mapping[str, Row]], party: str) -> dict[str, Any]:
    """Those from the party and those to it; what was given and received is told from its side alone."""
    if all("received" in figures for others in pairs.values() for figures in others.values()):
        return _own(pairs, party)
    chosen = {one: dict(others) if one == party else _own(others, party) for one, others in pairs.items()}
    return {one: others for one, others in chosen.items() if others}


def _rows(wanted: Callable[[Row, str], bool]) -> Callable[[Any, str], Any]:
    return lambda rows, party: _those(rows, lambda row: wanted(row, party))


def _took_part(promise: Row, party: str) -> bool:
    named = (event.get(name) for event in promise["history"] for name in _TAKES_PART)
    return party in (*promise["accountable"], promise["promisee"]) or any(
        party == value or (isinstance(value, list) and party in value) for value in named
    )


def _is_a_side(conflict: Row, party: str) -> bool:
    answers = (name for line in conflict["contract"] for name in line["accountable"])
    return party in (*conflict["sides"], *conflict["sides_left"], *answers)


def _headcount(headcount: Row, party: str) -> dict[str, Any]:
    return {**headcount, "by_party": _own(headcount["by_party"], party)}


_PARTIES = _rows(lambda row, party: party in row["parties"])
#: How the rows that stand under a name are chosen by party; what is not among these stays whole.
_BY_PARTY: dict[str, Callable[[Any, str], Any]] = {
    "commitments": _rows(_took_part),
    "parties": _own,
    "pairs": _pairs,
    "silos": lambda pairs, party: [pair for pair in pairs if party in pair],
    "one_way": _rows(lambda row, party: party in (row["from"], row["to"])),
    "headcount": _headcount,
    "invited_absent": _rows(lambda row, party: row["party"] == party),
    "conflicts": _rows(_is_a_side),
    "proposals": _PARTIES,
    "factors": _PARTIES,
    "budgets": _PARTIES,
    "pledges": _PARTIES,
    "risks": _PARTIES,
}


def _promised(promise: Row) -> Iterator[str | None]:
    yield from (event["at"] for event in promise["history"] if event["type"] == "commitment-made")
    yield from (promise["first_due"], promise["due"])


#: The dates of a row, by the name under which rows stand.
_DATES: dict[str, Callable[[Row], Iterable[str | None]]] = {
    "commitments": _promised,
    "curve": lambda point: (point["at"],),
    "drivers": lambda driver: (driver["at"],),
    "invited_absent": lambda absent: (absent["invited_at"], absent["declined_at"]),
    "conflicts": lambda conflict: (conflict["raised_at"], conflict["settled_at"], conflict["closed_at"]),
    "proposals": lambda proposal: (proposal["made_at"], proposal["decide_by"], proposal["over_at"]),
    "risks": lambda risk: (risk["identified_at"],),
}


def _lies(dates: Iterable[str | None], since: datetime | None, until: datetime | None) -> bool:
    """Whether any of these dates lies between two instants; a calendar date does where any of its day does."""
    return any(
        (until is None or instant(date) <= until) and (since is None or since <= asked_moment(date))
        for date in dates
        if date is not None
    )
