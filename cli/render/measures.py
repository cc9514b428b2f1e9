"""Measures for people: the same figures that the JSON holds, in tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from cli.render.text import heading, line, parts, some, table

_PARTY_FIGURES = ("made", "kept", "kept_late", "overdue", "awaiting", "broken", "revoked", "released", "orphaned")
_PARTY_RATES = ("kept_rate", "kept_rate_n", "verified_rate", "honoured_rate", "median_days_late", "load")
#: What a narrow terminal leaves out of the table of parties and of that of trust, the first one first.
_SPARE_FIGURES = (
    *("median days late", "load", "verified rate", "kept rate n", "honoured rate"),
    *("orphaned", "released", "revoked", "kept late"),
)
_SPARE_TRUST = ("overconfident", "perception gap")
_SHARES = frozenset(
    ("kept_rate", "verified_rate", "honoured_rate", "attendance_rate", "decline_rate", "reciprocity", "density")
)
#: How wide a cell that sums up many figures may be, and how many items and events it names.
_BRIEF, _ITEMS, _EVENTS = 60, 4, 8


def tables(measure: str, data: Mapping[str, Any]) -> bool:
    """Print one measure; whether there was anything to print."""
    _TABLES[measure](data)
    return any(data.get(rows) for rows in _ROWS[measure]) if measure in _ROWS else True


def why(data: Mapping[str, Any]) -> None:
    """A figure, and what adds up to it."""
    heading(f"{data['path']} = {_said(data['value'])}")
    table(
        ("n", "type", "at", "adds"),
        [(c["n"], c["type"], c["at"][:10], _shown(c["contribution"])) for c in data["contributions"]],
    )


def diff(data: Mapping[str, Any]) -> None:
    """What changed, view by view."""
    between = " and ".join(_side(data, side) for side in ("from", "to"))
    number = len(data["events"])
    line(f"1 event lies between {between}" if number == 1 else f"{number} events lie between {between}")
    for view, found in groupby(data["differences"], key=itemgetter("view")):
        line()
        heading(view)
        rows = [
            (d["path"].removeprefix(f"{view}."), _brief(d["from"]), _brief(d["to"]), some(d["events"], _EVENTS))
            for d in found
        ]
        table(("figure", "from", "to", "events"), rows)


def _side(data: Mapping[str, Any], side: str) -> str:
    """A side of a comparison; of a version that is compared with a date, also on which day it is read."""
    asked = [str(data[end]) for end in ("from", "to")]
    if not data[side].isdecimal():
        return str(data[side])
    version = f"version {data[side]}"
    return version if all(map(str.isdecimal, asked)) else f"{version} (as of {data['read_at'][side][:10]})"


def _brief(value: Any) -> Any:
    """What stands in one cell of a table of differences: of what has parts, so much as tells which it is."""
    if isinstance(value, list):
        return [_brief(item) for item in some(value, _ITEMS)]
    if isinstance(value, Mapping):
        return parts(value, _brief, _BRIEF)
    return _shown(value)


def _accountability(data: Mapping[str, Any]) -> None:
    columns = (*_PARTY_FIGURES, *_PARTY_RATES)
    everyone = {**data["parties"], "all": data["coalition"]}
    _by_name("Parties", "party", everyone, columns, _SPARE_FIGURES)
    _listed(
        "Promises", data["commitments"], ("commitment", "what", "accountable", "promisee", "due", "status", "days_late")
    )
    if data["coalition"].get("reasons"):
        _pairs("Reasons of misses", "reason", data["coalition"]["reasons"])


def _momentum(data: Mapping[str, Any]) -> None:
    from projections.sparkline import sparkline

    score, state, trend = (_said(data[name]) for name in ("score", "state", "trend"))
    line(f"Momentum {score}, {state}, trend {trend}  {sparkline(data['curve'])}")
    _pairs("Components", "component", data["components"])
    _listed("Drivers", data["drivers"], ("n", "type", "at", "contribution"))


def _trust(data: Mapping[str, Any]) -> None:
    columns = ("expectation", "uncertainty", "perceived", "perception_gap", "overconfident")
    _matrix("Expectations", data["pairs"], columns, _SPARE_TRUST)
    _pairs("The well", "", data["well"])


def _participation(data: Mapping[str, Any]) -> None:
    _by_name(
        "Parties",
        "party",
        data["parties"],
        ("name", "standing", "kind", "constituency", "attended", "held", "attendance_rate"),
    )
    _by_name("Diversity", "by", data["diversity"], ("blau", "blau_normalised", "shannon"))
    _by_name("Sessions", "series", data["sessions"]["series"], ("every_days", "expected", "met", "held", "regularity"))
    if data["invited_absent"]:
        line()
        line(f"Invited but absent: {', '.join(invited['party'] for invited in data['invited_absent'])}")


def _reciprocity(data: Mapping[str, Any]) -> None:
    line(f"Reciprocity {_said(data['reciprocity'], True)}, density {_said(data['density'], True)}")
    _matrix("Given and received", data["pairs"], ("given", "received", "balance"))
    _listed("One way only", data["one_way"], ("from", "to", "given"))
    if data["silos"]:
        line("No information either way: " + "; ".join(" and ".join(pair) for pair in data["silos"]))


def _collaboration(data: Mapping[str, Any]) -> None:
    line(f"The whole: level {_said(data['level'])}, {_said(data['name'])}")
    _matrix("Pairs", data["pairs"], ("level", "name", "unmet"))


def _conflicts(data: Mapping[str, Any]) -> None:
    columns = ("conflict", "about", "state", "sides", "stage", "step", "blocked_by", "reviews_due", "reviews_overdue")
    _listed("Conflicts", [conflict | _review_dates(conflict) for conflict in data["conflicts"]], columns)
    for conflict in data["conflicts"]:
        _listed(
            f"Contract of {conflict['conflict']}",
            conflict["contract"],
            ("party", "will_do", "due", "commitment", "status"),
        )


def _review_dates(conflict: Mapping[str, Any]) -> dict[str, list[str]]:
    return {name: [review["on"] for review in conflict[name]] for name in ("reviews_due", "reviews_overdue")}


def _decisions(data: Mapping[str, Any]) -> None:
    columns = (
        "proposal",
        "what",
        "proposer",
        "state",
        "days_open",
        "rule",
        "charter_version",
        "review_due",
        "commitments",
    )
    _listed("Proposals", data["proposals"], columns)


def _factors(data: Mapping[str, Any]) -> None:
    rows = [(f["state"], f["sentence"], some(f["events"], _EVENTS)) for f in data["factors"].values()]
    table(("state", "condition of success", "events"), rows)


def _resources(data: Mapping[str, Any]) -> None:
    _by_name("Budgets", "budget", data["budgets"], ("kind", "currency", "period", "approved", "spent", "left"))
    _by_name("Pledges", "pledge", data["pledges"], ("party", "kind", "currency", "pledged", "received", "outstanding"))
    _by_name("Risks", "risk", data["risks"], ("what", "owner", "weight", "state", "overdue_for_mitigation"))


_TABLES: dict[str, Callable[[Mapping[str, Any]], None]] = {
    "accountability": _accountability,
    "momentum": _momentum,
    "trust": _trust,
    "participation": _participation,
    "reciprocity": _reciprocity,
    "collaboration": _collaboration,
    "conflicts": _conflicts,
    "decisions": _decisions,
    "factors": _factors,
    "resources": _resources,
}


#: Where the rows stand of those that print nothing but rows.
_ROWS = {"conflicts": ("conflicts",), "decisions": ("proposals",), "resources": ("budgets", "pledges", "risks")}


def _by_name(label: str, name: str, rows: Mapping[str, Any], columns: Iterable[str], spare: Sequence[str] = ()) -> None:
    columns = tuple(columns)
    cells = [(key, *(_cell(row, column) for column in columns)) for key, row in rows.items()]
    _titled(label, (name, *columns), cells, spare)


def _listed(label: str, rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    _titled(label, columns, [[_cell(row, column) for column in columns] for row in rows])


def _matrix(
    label: str, pairs: Mapping[str, Mapping[str, Any]], columns: Sequence[str], spare: Sequence[str] = ()
) -> None:
    rows = [(i, j, *(_cell(pair, column) for column in columns)) for i, row in pairs.items() for j, pair in row.items()]
    _titled(label, ("from", "to", *columns), rows, spare)


def _pairs(label: str, name: str, values: Mapping[str, Any]) -> None:
    _titled(label, (name, ""), [(key, _shown(value)) for key, value in values.items()])


def _titled(label: str, columns: Sequence[str], rows: Sequence[Sequence[object]], spare: Sequence[str] = ()) -> None:
    if rows:
        line()
        heading(label)
        table([column.replace("_", " ") for column in columns], rows, spare)


def _cell(row: Mapping[str, Any], column: str) -> object:
    return _shown(row.get(column), column in _SHARES)


def _said(value: Any, share: bool = False) -> object:
    """A figure in a sentence, which cannot leave it out where it is unknown."""
    return "unknown" if value is None else _shown(value, share)


def _shown(value: Any, share: bool = False) -> object:
    """A figure for people: shares in per cent, fractions with two places; unknown stays empty, never zero."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:z.0%}" if share else f"{value:z.2f}"
    if isinstance(value, int) and share:
        return f"{value:.0%}"
    return value
