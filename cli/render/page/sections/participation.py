"""Participation: who was at the table, whom they stand for, and how often they came."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from cli.render.page.shades import OTHER, class_of, shaded
from cli.render.page.sheet import Column, Section, Sheet, empty, line, table
from cli.render.page.tree import Content, Node, h
from cli.render.page.words import UNKNOWN, number, numbered, plainly, titled
from projections.page.scale import scale_of


def section(sheet: Sheet) -> Section:
    """The charts, the parties, and who is missing."""
    note = (
        "Attendance counts the sessions held while a party was in, of those whose attendance is on record. Persons are "
        "counted anew at each session."
    )
    told = sheet.views["participation"]
    if not told["parties"]:
        return Section("participation", "Participation", note, empty("Nobody had joined by then."))
    body = [*_charts(sheet), _summary(sheet), h("h3", "Parties", key="h-parties"), _parties(sheet), _absent(sheet)]
    return Section("participation", "Participation", note, body)


def _charts(sheet: Sheet) -> Iterator[Node]:
    course = sheet.course
    if course is None:
        return
    scale = course.scale or scale_of([course])
    shades = shaded(scale.groups)
    if course.heads:
        at = f"sessions, those of {course.heads_every} days together" if course.heads_every else "each session"
        yield _once(sheet, "heads", f"Persons at {at}, by {course.heads_by}", scale.heads, shades)
    if course.seats:
        constituted = bool(sheet.views["participation"]["by_constituency"])
        by = "constituency" if constituted else "kind"
        yield _once(sheet, "seats", f"Parties that were in, by {by}", scale.seats, shades)


def _once(sheet: Sheet, name: str, title: str, groups: list[str], shades: Mapping[str, str]) -> Node:
    """A chart is the same on every date."""
    return sheet.once(("chart", name, title), lambda: _chart(sheet, name, title, groups, shades))


def _chart(sheet: Sheet, name: str, title: str, groups: list[str], shades: Mapping[str, str]) -> Node:
    keys = [_key(shades[group], plainly(group)) for group in groups if group in shades]
    if rest := len(groups) - len(keys):
        keys.append(_key(OTHER, numbered(rest, "other")))
    return h(
        "div",
        h("h3", title),
        h("p", keys, class_="legend"),
        h("div", sheet.drawings[name], class_="chart"),
        class_="charted",
        key=f"chart-{name}",
    )


def _key(shade: str, words: str) -> Node:
    return h("span", h("span", "■", class_=class_of(shade), aria_hidden="true"), f" {words}", class_="key")


def _summary(sheet: Sheet) -> Node:
    told = sheet.views["participation"]
    held, total = told["sessions"]["held"], told["headcount"]["total"]
    words: list[Content] = [
        sheet.figure("participation.members"),
        f" member{'' if told['members'] == 1 else 's'} and ",
        sheet.figure("participation.observers"),
        f" observer{'' if told['observers'] == 1 else 's'}; ",
        sheet.figure("participation.sessions.held"),
        f" session{'' if held == 1 else 's'} held",
    ]
    if total is not None:
        words += [", ", sheet.figure("participation.headcount.total"), " attendances of persons"]
    words += [*_rhythm(sheet), "."]
    blau = told["diversity"]["constituency"]["blau_normalised"]
    if blau is not None:
        index = sheet.figure("participation.diversity.constituency.blau_normalised", lambda value: number(value, 2))
        words += [" Constituencies are mixed to ", index, ", of 1 where all are equally many (Blau, normalised)."]
    return h("p", words, class_="summary", key="summary")


def _rhythm(sheet: Sheet) -> Iterator[Content]:
    for name, series in sheet.views["participation"]["sessions"]["series"].items():
        if series["regularity"] is not None:
            of = "" if name == "main" else f" of the series {name}"
            yield from (
                f"; the rhythm{of} was kept to ",
                sheet.share(f"participation.sessions.series.{name}.regularity"),
            )


def _parties(sheet: Sheet) -> Node:
    columns = [
        Column("Party", lambda row: sheet.name(row[0])),
        Column("Standing", lambda row: row[1]["standing"] or "left"),
        Column("Kind", lambda row: plainly(row[1]["kind"] or UNKNOWN)),
        Column("Constituency", lambda row: plainly(row[1]["constituency"] or UNKNOWN)),
        Column("In", lambda row: _stay(sheet, row[1]), "date"),
        Column("Sessions", lambda row: _attended(sheet, row[0]), "num"),
    ]
    parties = sheet.views["participation"]["parties"].items()
    rows = [(party, _row(sheet, columns, party, told)) for party, told in parties]
    return table("Parties that are or were in", columns, rows, "cards seats")


def _row(sheet: Sheet, columns: Sequence[Column], party: str, told: dict[str, Any]) -> Node:
    """A party as it stands: told once for all dates on which it stands so."""
    hangs_on = tuple(
        [told[name] for name in ("standing", "kind", "constituency", "joined_at", "left_at", "held", "attended")]
    )
    made = partial(line, party, columns, (party, told))
    return sheet.once(("party", party, sheet.name(party), hangs_on), made)


def _stay(sheet: Sheet, told: dict[str, Any]) -> Content:
    since = sheet.when(told["joined_at"]) if told["joined_at"] else UNKNOWN
    return [since, " to ", sheet.when(told["left_at"])] if told["left_at"] else ["since ", since]


def _attended(sheet: Sheet, party: str) -> Content:
    path = f"participation.parties.{party}"
    if not sheet.reading.at(f"{path}.held"):
        return UNKNOWN
    of = h("span", " of ", sheet.figure(f"{path}.held"), class_="of")
    return [sheet.figure(f"{path}.attended"), of]


def _absent(sheet: Sheet) -> Node:
    """Who was invited and is not in."""
    absent = sheet.views["participation"]["invited_absent"]
    told = [h("li", _why(sheet, one), key=one["party"]) for one in absent]
    if not told:
        return h("div", key="absent")
    return h("div", h("h3", "Invited, but not in"), h("ul", told, class_="plain"), key="absent")


def _why(sheet: Sheet, one: dict[str, Any]) -> list[Content]:
    declined = [": declined ", sheet.when(one["declined_at"])] if one["declined_at"] else [": no answer on record"]
    reason = [f", “{one['reason']}”"] if one["reason"] else []
    return [titled(sheet.name(one["party"])), ", invited ", sheet.when(one["invited_at"]), *declined, *reason]
