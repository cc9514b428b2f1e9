"""The contrast: what differs between record and branch on a date, both figures side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from cli.render.page.sheet import Column, Sheet, folded, line, table
from cli.render.page.tree import Content, Node, h
from cli.render.page.words import UNKNOWN, minus, number, plainly, share, short, signed
from projections.branch import Difference
from projections.page.contrast import contrast
from projections.page.scenario import Asked
from projections.paths import steps
from projections.sentences.wording import cut

_MOST = 150  # figures that are listed with their paths
_PARTIES = 24  # lines about parties
_CELL = 60  # letters of a value that is told in brief

Told = Callable[[Any], str]


def _yes(value: Any) -> str:
    return UNKNOWN if value is None else "yes" if value else "no"


def _word(value: Any) -> str:
    return UNKNOWN if value is None else plainly(str(value))


def _score(value: Any) -> str:
    return signed(value, 2)


def _percent(value: Any) -> str:
    return UNKNOWN if value is None else f"{signed(value * 100, 0)}%"


#: Figures that have a name of their own, in the order in which they are told.
_FIRST: Mapping[str, tuple[str, Told]] = {
    "phase": ("Phase", _word),
    "sponsored": ("Sponsored", _yes),
    "charter.ratified_at": ("Charter in force since", short),
    "participation.members": ("Members", number),
    "participation.observers": ("Observers", number),
    "participation.sessions.held": ("Sessions held", number),
    "accountability.coalition.made": ("Promises made", number),
    "accountability.coalition.kept_rate": ("Promises kept, by the first date", share),
    "accountability.coalition.honoured_rate": ("Promises honoured", share),
    "accountability.coalition.overdue": ("Promises overdue", number),
    "accountability.coalition.awaiting": ("Promises awaiting acceptance", number),
    "accountability.coalition.broken": ("Promises broken", number),
    "accountability.coalition.revoked": ("Promises taken back", number),
    "momentum.score": ("Momentum", _score),
    "momentum.state": ("Momentum is", _word),
    "momentum.trend": ("Trend of momentum", _percent),
    "conflicts.open": ("Open conflicts", number),
    "conflicts.settled": ("Conflicts settled", number),
    "reciprocity.reciprocity": ("Given and matched", share),
    "factors.present": ("Conditions of success present", number),
    "factors.weak": ("Conditions that are weak", number),
    "factors.absent": ("Conditions that are absent", number),
    "factors.unknown": ("Conditions unknown", number),
    "events": ("Events that count", number),
    "breaches": ("Breaches of rules", number),
}
_OF_PARTY: Mapping[str, tuple[str, Told]] = {
    "made": ("promises made", number),
    "kept_rate": ("promises kept", share),
    "overdue": ("promises overdue", number),
    "broken": ("promises broken", number),
}


class Row(NamedTuple):
    """A figure of both sides."""

    label: str
    path: str
    record: Any
    branch: Any
    told: Told


def differences(record: Sheet, branch: Sheet, asked: Asked, drawing: Content) -> list[Content]:
    """The curves in one plot, the figures with a name, and every figure with its path."""
    found = contrast(record.reading, branch.reading, asked.replay)
    rows = [*_first(found), *_of_parties(record, branch, found)]
    legend = h(
        "p",
        h("span", h("span", "▬", class_="line-record", aria_hidden="true"), " as recorded"),
        h("span", h("span", "▬", class_="line-branch", aria_hidden="true"), " what if"),
        class_="legend",
    )
    chart: list[Content] = []
    if drawing:
        chart = [h("h3", "Momentum on both sides"), legend, h("div", drawing, class_="chart")]
    shown = h("div", h("div", _figures(rows, bool(found))), h("div", chart), class_="contrast", key="contrast")
    return [shown, _every(record, found)]


def _figures(rows: Sequence[Row], any_: bool) -> Node:
    if not rows:
        words = "None of the first figures differs on this date." if any_ else "Nothing differs on this date."
        return h("p", words, class_="empty", key="figures")
    columns = [
        Column("Figure", lambda row: row.label),
        Column("As recorded", lambda row: h("data", _sides(row)[0], data_f=row.path, class_="of-record"), "num"),
        Column("What if", lambda row: h("data", _sides(row)[1], data_f=row.path, class_="of-branch"), "num if"),
        Column("Difference", _change, "num change"),
    ]
    return table(
        "What differs on this date", columns, [(row.path, row) for row in rows], "cards differs", key="figures"
    )


def _first(found: Sequence[Difference]) -> Iterator[Row]:
    there = {one.path: one for one in found}
    for path, (label, told) in _FIRST.items():
        one = there.get(path)
        if one is None and path == "charter.ratified_at" and "charter" in there:
            whole = there["charter"]
            one = Difference(path, *((side or {}).get("ratified_at") for side in (whole.record, whole.branch)))
        if one is not None and one.record != one.branch:
            yield Row(label, path, one.record, one.branch, told)


def _of_parties(record: Sheet, branch: Sheet, found: Sequence[Difference]) -> Iterator[Row]:
    """What a party is on one side only, and what it kept of its word."""
    rows = [row for one in found for row in _of_party(record, branch, one)]
    yield from rows[:_PARTIES]


def _of_party(record: Sheet, branch: Sheet, one: Difference) -> Iterator[Row]:
    match steps(one.path):
        case ["accountability", "parties", party, figure] if figure in _OF_PARTY:
            words, told = _OF_PARTY[figure]
            yield Row(f"{_name(record, branch, party)}: {words}", one.path, one.record, one.branch, told)
        case ["members", party] | ["members", party, "standing"]:
            standing = [side["standing"] if isinstance(side, Mapping) else side for side in (one.record, one.branch)]
            yield Row(f"{_name(record, branch, party)}: a member", one.path, standing[0], standing[1], _word)
        case ["conflicts", "conflicts", conflict, "state"]:
            yield Row(f"Conflict {conflict}", one.path, one.record, one.branch, _word)
        case ["timeline", "phases", phase, "from"]:
            yield Row(f"{phase.capitalize()} since", one.path, one.record, one.branch, short)


def _name(record: Sheet, branch: Sheet, party: str) -> str:
    return record.name(party) if party in record.reading.names else branch.name(party)


def _sides(row: Row) -> tuple[str, str]:
    """Both figures, with as many digits as they need to differ."""
    one, other = row.told(row.record), row.told(row.branch)
    digits = 3
    while one == other and digits < 7 and isinstance(row.record, float) and isinstance(row.branch, float):
        one, other, digits = number(row.record, digits), number(row.branch, digits), digits + 1
    return one, other


def _change(row: Row) -> str:
    was, becomes = row.record, row.branch
    if any(isinstance(side, (bool, str, type(None), Mapping, list)) for side in (was, becomes)):
        return ""
    by = becomes - was
    if row.told is _percent and max(abs(was), abs(becomes)) > 1:
        return f"much {'more' if by > 0 else 'less'}" if abs(by) > 1 else "more" if by > 0 else "less"
    if row.told in (share, _percent):
        points = signed(by * 100, 0)
        return f"{points} point{'' if points.strip('+−') == '1' else 's'}"
    return signed(float(by), 2) if isinstance(by, float) else f"{'+' if by > 0 else ''}{minus(str(by))}"


def _every(sheet: Sheet, found: Sequence[Difference]) -> Node:
    """All of them, folded, under the paths by which the command line knows them."""
    if not found:
        return h("div", key="every")
    columns = [
        Column("Figure", lambda row: h("code", row[0]), "path"),
        Column("As recorded", lambda row: row[1]),
        Column("What if", lambda row: row[2]),
    ]
    told = [(one.path, _brief(one.record), _brief(one.branch)) for one in found[:_MOST]]
    rows = [(row[0], sheet.once(("differs", *row), partial(line, row[0], columns, row))) for row in told]
    listed = table("Every figure that differs", columns, rows, "cards every")
    more = f" The first {_MOST} are listed; coalition whatif --all tells all." if len(found) > _MOST else ""
    note = h("p", f"Paths as coalition whatif --json has them.{more}", class_="aside")
    return folded(f"Every figure that differs ({len(found)})", [note, listed], True, "every")


def _brief(value: Any) -> str:
    """A value in a few words; of what has many parts, the first ones."""
    if isinstance(value, Mapping):
        parts = [f"{plainly(str(name))} {_brief(part)}" for name, part in value.items() if _tells(part)]
        return cut(", ".join(parts) or "there", _CELL)
    if isinstance(value, (list, tuple)):
        return cut(", ".join(map(_brief, value)) or "none", _CELL)
    if isinstance(value, bool):
        return _yes(value)
    if isinstance(value, float):
        return number(value, 3)
    return UNKNOWN if value is None else cut(minus(str(value)) if isinstance(value, int) else str(value), _CELL)


def _tells(part: Any) -> bool:
    return isinstance(part, (str, int, float))
