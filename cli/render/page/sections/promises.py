"""Promises: who keeps their word, party by party, and what became of every promise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Any

from cli.render.page.sheet import Column, Section, Sheet, empty, folded, line, table
from cli.render.page.tree import Content, Node, h
from cli.render.page.words import STATUSES, UNKNOWN, numbered, plainly, short, status_of

#: How a status is told of what was late.
_LATE = {"kept-late": "kept late, by {}", "awaiting-acceptance": "delivered {} late, not yet accepted"}
_DRAWN = 30  # promises of a party
_LISTED = 500  # promises by themselves
#: What the table of parties tells of each.
_RATED = (
    *("kept_rate", "kept_rate_n", "honoured_rate", "honoured_rate_n"),
    *("overdue", "median_days_late", "load"),
)
_SETTLED = ("kept", "broken", "revoked", "released")
_TROUBLED = ("overdue", "broken", "revoked", "orphaned")


def section(sheet: Sheet) -> Section:
    """By party, then by promise."""
    told = sheet.views["accountability"]
    if not told["commitments"]:
        return Section("promises", "Promises", _note(), empty("No promise was on record by then."))
    body = [
        h("h3", "By party", key="h-parties"),
        _parties(sheet),
        _key(told["commitments"]),
        _reasons(told["coalition"]["reasons"]),
        h("h3", "By promise", key="h-all"),
        _filters(sheet),
        _promises(sheet),
    ]
    return Section("promises", "Promises", _note(), body)


def _note() -> Content:
    return [
        h("strong", "Kept"),
        " is strict: accepted, and delivered by the first date ever given. ",
        h("strong", "Honoured"),
        " follows dates that were moved in time. Each is of what has fallen due, but for what waits to be "
        "accepted or was released in time. A promise that several parties answer for counts for each of them.",
    ]


def _parties(sheet: Sheet) -> Node:
    told = sheet.views["accountability"]
    shares = _shares(told["commitments"])
    columns = [
        Column("Party", lambda party: _party(sheet, party)),
        Column("Its promises", lambda party: _drawn(sheet, party, shares.get(party, ())), "units"),
        Column("Kept", lambda party: _rate(sheet, party, "kept_rate"), "num"),
        Column("Honoured", lambda party: _rate(sheet, party, "honoured_rate"), "num"),
        Column("Overdue", lambda party: sheet.figure(f"{_at(party)}.overdue"), "num"),
        Column("Days late, median", lambda party: sheet.figure(f"{_at(party)}.median_days_late"), "num"),
        Column("Open now", lambda party: sheet.figure(f"{_at(party)}.load", _load), "num"),
    ]
    rows = [
        (party or "", _share(sheet, columns, party, figures, shares.get(party, ())))
        for party, figures in [*told["parties"].items(), (None, told["coalition"])]
    ]
    return table("Promises by party", columns, rows, "cards parties")


def _share(
    sheet: Sheet,
    columns: Sequence[Column],
    party: str | None,
    figures: Mapping[str, Any],
    own: Sequence[Mapping[str, Any]],
) -> Node:
    """What a party answers for: told once for all dates on which that stands so."""
    number = len(sheet.views["accountability"]["commitments"]) if party is None else None
    hangs_on = (
        *("share", party, sheet.name(party), number, tuple(map(status_of, own))),
        *((name, type(figures[name]), figures[name]) for name in _RATED),
    )
    return sheet.once(hangs_on, partial(line, party or "", columns, party))


def _load(value: Any) -> str:
    return UNKNOWN if value is None else f"{value:.1f}" if isinstance(value, float) else str(value)


def _at(party: str | None) -> str:
    return "accountability.coalition" if party is None else f"accountability.parties.{party}"


def _party(sheet: Sheet, party: str | None) -> Content:
    return h("strong", "All together") if party is None else sheet.name(party)


def _rate(sheet: Sheet, party: str | None, rate: str) -> Content:
    number = sheet.reading.at(f"{_at(party)}.{rate}_n")
    beside = h("span", f" of {number}", class_="of") if number else None
    return [sheet.share(f"{_at(party)}.{rate}"), beside]


def _shares(commitments: Iterable[Mapping[str, Any]]) -> dict[str | None, list[Mapping[str, Any]]]:
    """By party, the promises that it answers for."""
    shares: dict[str | None, list[Mapping[str, Any]]] = {}
    for one in commitments:
        for party in dict.fromkeys(one["accountable"]):
            shares.setdefault(party, []).append(one)
    return shares


def _drawn(sheet: Sheet, party: str | None, own: Sequence[Mapping[str, Any]]) -> Content:
    """A mark for each promise of a party, in the order in which they were made."""
    if party is None:
        return f"{numbered(len(sheet.views['accountability']['commitments']), 'promise')}"
    if not own:
        return UNKNOWN
    runs = groupby(own[:_DRAWN], key=status_of)
    marks = [h("span", STATUSES[status][0] * len(list(run)), class_=f"u {status}") for status, run in runs]
    more = f" and {len(own) - _DRAWN} more" if len(own) > _DRAWN else None
    return [h("span", marks, aria_hidden="true"), h("span", _counted(own), class_="sr"), more]


def _counted(commitments: Iterable[Mapping[str, Any]]) -> str:
    counted: dict[str, int] = {}
    for one in commitments:
        counted[status_of(one)] = counted.get(status_of(one), 0) + 1
    return ", ".join(f"{number} {STATUSES[status][1]}" for status, number in counted.items())


def _key(commitments: Sequence[Mapping[str, Any]]) -> Node:
    """What the marks mean, of those that are there."""
    there = {status_of(one) for one in commitments}
    return h(
        "p",
        [
            h("span", h("span", mark, class_=f"u {status}", aria_hidden="true"), " ", words, class_="key", key=status)
            for status, (mark, words) in STATUSES.items()
            if status in there
        ],
        class_="legend",
        key="legend",
    )


def _reasons(reasons: Mapping[str, int]) -> Node:
    """Why promises were missed, where it was said."""
    told = [h("li", f"“{reason}”", f" {number} times" if number > 1 else None) for reason, number in reasons.items()]
    if not told:
        return h("div", key="reasons")
    return h("div", h("h3", "Reasons given for misses"), h("ul", told, class_="plain"), key="reasons")


def _filters(sheet: Sheet) -> Node:
    """What chooses among the promises, shown where a script can do so; the same on every date."""
    statuses = [(status, words) for status, (_, words) in STATUSES.items()]
    chosen = [("status", "Status", statuses), ("party", "Party", sheet.choices["promisors"])]
    return sheet.once("filters of promises", lambda: filters(sheet, "promises", chosen))


def filters(sheet: Sheet, of: str, chosen: Iterable[tuple[str, str, Sequence[tuple[str, str]]]], *more: Node) -> Node:
    """Lists to choose from; `of` is the id of what they choose among."""
    fields = [
        h(
            "label",
            h("span", title),
            h(
                "select",
                h("option", "all", value=""),
                [h("option", told, value=value) for value, told in options],
                name=name,
            ),
        )
        for name, title, options in chosen
    ]
    found = h("span", "", class_="found", role="status")
    return h("form", fields, *more, found, class_="filters", data_of=sheet.id(of), hidden=True, key=f"filters-{of}")


def _promises(sheet: Sheet) -> Node:
    columns = [
        Column("Promise", lambda one: _what(sheet, one)),
        Column("Status", _status, "status"),
        Column("Due", lambda one: _due(sheet, one)),
        Column("Delivered", lambda one: sheet.when(one["delivered_at"])),
        Column("Events", lambda one: sheet.events(one["events"], 6), "refs"),
    ]
    commitments = sheet.views["accountability"]["commitments"]
    rows = [(one["commitment"], _row(sheet, columns, one)) for one in _listed(commitments)]
    made = table("Every promise", columns, rows, "cards promises")
    title = f"All {len(rows)} promises" if len(rows) == len(commitments) else f"{len(rows)} promises"
    listed = folded(title, made, True, "all") if sheet.long else made
    return h(
        "div",
        _left_out(sheet, len(rows), len(commitments)),
        listed,
        id=sheet.id("promises-list"),
        class_="list",
        key="promises",
    )


def _row(sheet: Sheet, columns: Sequence[Column], one: Mapping[str, Any]) -> Node:
    """A promise as it stands: told once for all dates on which it stands so."""
    hangs_on = (
        *("promise", one["commitment"], status_of(one), one["days_late"], one["first_due"], one["due"]),
        *(one["delivered_at"], _whose(one), _who(sheet, one), tuple((n, sheet.lists(n)) for n in one["events"])),
    )
    made = partial(line, one["commitment"], columns, one, data_status=status_of, data_party=_whose)
    return sheet.once(hangs_on, made)


def _listed(commitments: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Of very many, those that are still to be settled, then those that were settled last; as they were made."""
    if len(commitments) <= _LISTED:
        return list(commitments)
    ranked = sorted(commitments, key=lambda one: (one["status"] in _SETTLED, -max(one["events"], default=0)))
    chosen = {one["commitment"] for one in ranked[:_LISTED]}
    return [one for one in commitments if one["commitment"] in chosen]


def _left_out(sheet: Sheet, number: int, of: int) -> Node | None:
    if number == of:
        return None
    words = (
        f"Of {of:,} promises by this date {number:,} are listed: those still to be settled, and of the others the "
        f"latest. coalition accountability {sheet.coalition} tells all of them."
    )
    return h("p", words, class_="aside", key="left-out")


def _whose(one: Mapping[str, Any]) -> str:
    return " ".join(one["accountable"])


def _what(sheet: Sheet, one: Mapping[str, Any]) -> Content:
    return [h("span", one["what"], class_="what"), h("span", _who(sheet, one), class_="who")]


def _who(sheet: Sheet, one: Mapping[str, Any]) -> str:
    promisor = sheet.names(one["accountable"]) or sheet.name(one["promisor"])
    return f"{promisor} to {sheet.name(one['promisee'])}{_way(one)}"


def _status(one: Mapping[str, Any]) -> Content:
    status = status_of(one)
    _, words = STATUSES[status]
    if one["days_late"] and status in _LATE:
        words = _LATE[status].format(numbered(one["days_late"], "day"))
    class_ = "state trouble" if status in _TROUBLED else "state"
    return h("span", words, class_=f"{class_} {status}")


def _due(sheet: Sheet, one: Mapping[str, Any]) -> Content:
    if one["first_due"] == one["due"]:
        return sheet.when(one["due"])
    return [h("s", short(one["first_due"])), " ", sheet.when(one["due"])]


def _way(one: Mapping[str, Any]) -> str:
    """What happened on the way, counted."""
    names = ("renegotiated", "handed_over", "refused", "progress")
    told = [_times(plainly(name), one[name]) for name in names if one[name]]
    told += ["self-certified"] if one["self_certified"] else []
    told += [f"{numbered(len(one['assessments']), 'assessment')}"] if one["assessments"] else []
    return f" · {', '.join(told)}" if told else ""


def _times(words: str, number: int) -> str:
    words = "progress reported" if words == "progress" else words
    return words if number == 1 else f"{words} {number}×"
