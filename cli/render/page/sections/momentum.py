"""Momentum: the curve, its components, and the events that drove it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from cli.render.page.sheet import Column, Section, Sheet, empty, table
from cli.render.page.tree import Content, Node, h
from cli.render.page.words import number, numbered, plainly, signed, titled
from projections.impulses import COMPONENTS
from projections.page.course import Push
from projections.page.story import UNMADE

_MEANT: Mapping[str, str] = {
    "delivery": "promises made, kept and broken, milestones, quick wins",
    "rhythm": "sessions held and missed",
    "energy": "celebrations, updates, experiments, goals",
    "support": "who joins and leaves, the charter, sponsors, recognition",
    "trust": "small moments, what is shared and given up, fractures",
    "conflict": "conflicts raised, settled, escalated",
}


def section(sheet: Sheet) -> Section:
    """The curve with the moments that changed it most, the components, and what drives it on the date."""
    half_life = number(sheet.reading.weights.momentum.half_life_days)
    note = (
        f"Every event that pushes or holds back adds its weight, and loses half of it every {half_life} days. The "
        "score is what is left of all of them. Numbers mark the moments that changed it most."
    )
    if "momentum" not in sheet.drawings:
        return Section("momentum", "Momentum", note, empty("There is no momentum before anything happens."))
    body = [
        h("div", sheet.drawings["momentum"], class_="chart", key="chart"),
        _pushes(sheet),
        _summary(sheet),
        h("h3", "What it is made of", key="h-parts"),
        h("div", [_component(sheet, name) for name in COMPONENTS], class_="parts", key="parts"),
        h("h3", "What drives it now", key="h-drivers"),
        _drivers(sheet),
    ]
    return Section("momentum", "Momentum", note, body)


def _summary(sheet: Sheet) -> Node:
    told = sheet.views["momentum"]
    trend: Content = "no trend, for want of a pace to compare with"
    if told["trend"] is not None:
        trend = _trend(sheet, told["trend"])
    score = sheet.figure("momentum.score", lambda value: signed(value, 2))
    words = ", the pace of the last fortnight against that of the last twelve weeks."
    pace = words if told["trend"] is not None else "."
    return h("p", score, f" on this date: {told['state']}, ", trend, pace, class_="summary", key="summary")


def _trend(sheet: Sheet, trend: float) -> Content:
    """The figure, and beyond a doubling, where a share says little, words first."""
    figure = sheet.figure("momentum.trend", _percent)
    if abs(trend) <= 1:
        return ["with a trend of ", figure]
    return [f"much {'more' if trend > 0 else 'less'} than in the weeks before (a trend of ", figure, ")"]


def _percent(trend: float | None) -> str:
    return signed(None if trend is None else trend * 100, 0) + "%"


def _pushes(sheet: Sheet) -> Node:
    """The numbered moments, those that had come by then."""
    told = enumerate(sheet.course.pushes if sheet.course else (), 1)
    there = [(place, push) for place, push in told if push.at <= sheet.reading.as_of]
    return h("ol", [_push(sheet, place, push) for place, push in there], class_="pushes", key="pushes")


def _push(sheet: Sheet, place: int, push: Push) -> Node:
    """Told once for all dates on which its events are told and linked in the same way."""
    sentence = sheet.reading.sentences.get(push.events[0]) if push.events else None
    hangs_on = ("push", place, sentence, sheet.linked(push.events))
    return sheet.once(hangs_on, partial(_pushed, sheet, place, push))


def _pushed(sheet: Sheet, place: int, push: Push) -> Node:
    change = h("span", signed(push.change), class_="change")
    return h(
        "li",
        h("span", str(place), class_="mark"),
        h("span", sheet.when(push.written), " ", change, class_="when"),
        h("span", [part for told in _said(sheet, push) for part in (told, " ")], class_="what"),
        key=f"push-{place}",
    )


def _said(sheet: Sheet, push: Push) -> Iterator[Content]:
    first, *others = push.events or (0,)
    if first:
        yield [sheet.reading.sentences.get(first, ""), " ", sheet.event(first)]
    if others:
        yield ["With ", sheet.events(others, 6), "."]
    if push.passed:
        yield f"{numbered(push.passed, 'promise')} ran past {'its' if push.passed == 1 else 'their'} date."
    if push.missed:
        yield "A session was due and none was held."


def _component(sheet: Sheet, name: str) -> Node:
    score = sheet.figure(f"momentum.components.{name}", signed)
    return sheet.once(("component", name, score), partial(_scored, sheet, name, score))


def _scored(sheet: Sheet, name: str, score: Node) -> Node:
    return h(
        "div",
        h("p", h("strong", titled(name)), " ", score, class_="part-head"),
        h("p", _MEANT[name], class_="part-note"),
        h("div", sheet.drawings["components"][name], class_="spark"),
        class_="part",
        key=name,
    )


def _drivers(sheet: Sheet) -> Node:
    columns = [
        Column("What", lambda driver: _driver(sheet, driver)),
        Column("When", lambda driver: sheet.when(driver["at"]), "date"),
        Column("Adds now", lambda driver: h("data", signed(driver["contribution"], 2)), "num"),
    ]
    drivers = sheet.views["momentum"]["drivers"]
    felt = [driver for driver in drivers if number(abs(driver["contribution"]), 2) != "0.00"]
    if not felt:
        return h("p", "Nothing of weight is left of what happened.", class_="empty")
    return table("What drives momentum on this date", columns, [(_key(driver), driver) for driver in felt])


def _key(driver: Mapping[str, Any]) -> str:
    return f"{driver['n']}-{driver['at']}-{driver.get('commitment')}"


def _driver(sheet: Sheet, driver: Mapping[str, Any]) -> Content:
    if driver["n"] is not None:
        return [sheet.reading.sentences.get(driver["n"], plainly(driver["type"])), " ", sheet.event(driver["n"])]
    words = UNMADE.get(driver["type"], plainly(driver["type"]))
    return f"{words[0].upper()}{words[1:]}{_of(sheet, driver['commitment'])}."


def _of(sheet: Sheet, commitment: str | None) -> str:
    promises = sheet.views["accountability"]["commitments"]
    what = next((one["what"] for one in promises if one["commitment"] == commitment), None)
    return f": “{what.rstrip('.')}”" if what else ""
