"""The opening: the name, the story in a paragraph, and the figures that come first."""

from __future__ import annotations

from collections.abc import Iterator

from cli.render.page.sheet import Sheet, facts
from cli.render.page.tree import Content, Node, h
from cli.render.page.words import UNKNOWN, numbered, share, signed
from projections.page.dates import said
from projections.page.story import fallen_due, story


def opening(sheet: Sheet) -> list[Node]:
    """What the page of one history begins with."""
    show, as_of = sheet.views["show"], sheet.reading.day
    return [
        h("p", "Coalition report, as of ", h("time", said(as_of), datetime=as_of, class_="as-of"), class_="kicker"),
        h("h1", show["name"] or sheet.coalition),
        *_purpose(sheet),
        *_told_in_short(sheet),
    ]


def beside(sheet: Sheet, *lead: Node, purpose: bool = True) -> list[Node]:
    """What a history begins with that stands beside another: the name and the date are told above both."""
    return [*lead, *(_purpose(sheet) if purpose else []), *_told_in_short(sheet)]


def _purpose(sheet: Sheet) -> list[Node]:
    purpose = sheet.views["show"]["purpose"]
    return [h("p", purpose, class_="purpose", key="purpose")] if purpose else []


def _told_in_short(sheet: Sheet) -> list[Node]:
    return [_story(sheet), *([_figures(sheet)] if sheet.reading.records else [])]


def _story(sheet: Sheet) -> Node:
    told = story(sheet.reading)
    if not told:
        return h("p", "Nothing was on record yet.", class_="story")
    return h("p", [part for one in told for part in (one.text, _rests_on(sheet, one.events), " ")][:-1], class_="story")


def _rests_on(sheet: Sheet, events: tuple[int, ...]) -> Content:
    """The events of a sentence, set high."""
    return h("sup", [part for n in events for part in (sheet.event(n), " ")][:-1]) if events else None


def _figures(sheet: Sheet) -> Node:
    return facts(_first(sheet), "figures")


def _first(sheet: Sheet) -> Iterator[tuple[str, Content]]:
    show, whole = sheet.views["show"], sheet.views["accountability"]["coalition"]
    momentum, conflicts = sheet.views["momentum"], sheet.views["conflicts"]
    members, observers = len(show["members"]), len(show["observers"])
    yield "Phase", _one(show["phase"] or UNKNOWN, "sponsored" if show["sponsored"] else "without a sponsor", "word")
    yield "Members", _one(str(members), numbered(observers, "observer") if observers else "no observers")
    yield "Momentum", _one(sheet.figure("momentum.score", signed), momentum["state"])
    kept = sheet.figure("accountability.coalition.kept_rate", share)
    yield "Promises kept", _one(kept, _judged(whole["kept_rate_n"], len(fallen_due(sheet.reading))))
    waiting = whole["awaiting"]
    overdue = sheet.figure("accountability.coalition.overdue")
    yield "Overdue", _one(overdue, f"{waiting} awaiting acceptance" if waiting else "promises past their date")
    settled = conflicts["settled"]
    yield "Open conflicts", _one(sheet.figure("conflicts.open"), f"{settled} settled" if settled else "none settled")


def _judged(judged: int, due: int) -> str:
    """Of how many the share is: what has fallen due, but for what waits to be accepted or was released in time."""
    if judged == due:
        return f"of {due} due, by the first date" if due else "none has fallen due"
    return f"of {judged} judged by the first date, of {due} due" if judged else f"of {due} due none is judged yet"


def _one(value: Content, beside: str, class_: str | None = None) -> list[Node]:
    return [h("span", value, class_=f"value {class_}" if class_ else "value"), h("span", beside, class_="beside")]
