"""Conflicts: how far each one's conversation has come, step by step and side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from cli.render.page.sheet import Column, Section, Sheet, empty, table
from cli.render.page.tree import Content, Node, h
from cli.render.page.words import UNKNOWN, listed, plainly
from projections.sentences.wording import SHORT, quote

STEPS = ("Prepare", "Check the purpose", "Find congruence", "Explore", "Settle")
_GLASL = 9


def section(sheet: Sheet) -> Section:
    """Each conflict in the order in which they were raised."""
    note = (
        "Conflicts are met in five steps, each taken by every side. The stage is Glasl’s, from 1, tension, to 9, "
        "together into the abyss."
    )
    told = sheet.views["conflicts"]["conflicts"]
    if not told:
        return Section("conflicts", "Conflicts", note, empty("No conflict was on record by then."))
    return Section("conflicts", "Conflicts", note, [_conflict(sheet, one) for one in told])


def _conflict(sheet: Sheet, one: Mapping[str, Any]) -> Node:
    blocked = [h("p", one["blocked_by"], class_="blocked", key="blocked")] if one["blocked_by"] else []
    return h(
        "article",
        h("h3", one["about"]),
        h("p", _standing(sheet, one), class_="beside"),
        *blocked,
        _steps(sheet, one),
        *_contract(sheet, one),
        h("p", "Events ", sheet.events(one["events"], 16), class_="refs"),
        class_="conflict",
        key=one["conflict"],
    )


def _standing(sheet: Sheet, one: Mapping[str, Any]) -> list[Content]:
    ended = {"settled": one["settled_at"], "closed": one["closed_at"]}.get(one["state"])
    since: list[Content] = [", ", sheet.when(ended)] if ended else []
    stage = f"; stage {one['stage']} of {_GLASL}" if one["stage"] is not None else "; no stage recorded"
    rounds = f"; round {one['rounds']}" if one["rounds"] > 1 else ""
    state = h("strong", one["state"].capitalize())
    raised: list[Content] = ["; raised ", sheet.when(one["raised_at"])]
    return [state, *since, *raised, stage, rounds, *_reviews(sheet, one)]


def _reviews(sheet: Sheet, one: Mapping[str, Any]) -> Iterable[Content]:
    for name, words in (
        ("reviews_due", "; to be reviewed "),
        ("reviews_overdue", "; its review has been overdue since "),
    ):
        for review in one[name]:
            yield from (words, sheet.when(review["on"]))


def _steps(sheet: Sheet, one: Mapping[str, Any]) -> Node:
    """A row a side: which of the steps it has taken; then how long each step lasted."""
    head = [h("th", f"{place} {step}", scope="col") for place, step in enumerate(STEPS, 1)]
    rows = [
        h(
            "tr",
            h("th", sheet.name(side), scope="row"),
            [_step(place, reached, one["state"]) for place in range(1, len(STEPS) + 1)],
            key=side,
        )
        for side, reached in one["steps"].items()
    ]
    days = [h("td", _days(one["days_in_step"], place), data_l=STEPS[place - 1]) for place in range(1, len(STEPS) + 1)]
    last = h("tr", h("th", "Days in the step", scope="row"), days, class_="days", key="days")
    caption = h("caption", "Steps taken by each side", class_="sr")
    table_head = h("thead", h("tr", h("th", "Side", scope="col"), head))
    return h("table", caption, table_head, h("tbody", rows, last), class_="steps cards", key="steps")


@cache  # there are a few dozen
def _step(place: int, reached: int | None, state: str) -> Node:
    """Taken, next, or not taken; `reached` is the first step that is yet to be taken."""
    if state == "settled" or (reached is not None and place < reached):
        mark, words, class_ = "●", "taken", "done"
    elif place == reached and state == "open":
        mark, words, class_ = "◐", "next", "next"
    else:
        mark, words, class_ = "○", "not taken", "ahead"
    told = [h("span", mark, aria_hidden="true"), h("span", words, class_="sr")]
    return h("td", told, class_=class_, data_l=STEPS[place - 1])


def _days(days: Mapping[str, Any], place: int) -> str:
    known = days.get(str(place), days.get(place))  # type: ignore[call-overload]
    return UNKNOWN if known is None else str(known)


def _contract(sheet: Sheet, one: Mapping[str, Any]) -> Iterable[Node]:
    """What the sides have promised each other, and where that stands."""
    if one["contract"]:
        columns = [
            Column("In the contract", lambda line: line["will_do"]),
            Column("Who", lambda line: sheet.name(line["party"])),
            Column("Due", lambda line: sheet.when(line["due"]), "date"),
            Column("Stands", lambda line: "overdue" if line["overdue"] else plainly(line["status"])),
        ]
        rows = [(line["commitment"], line) for line in one["contract"]]
        yield h("div", table("The contract of this conflict", columns, rows), key="contract")
    if one["sides_left"]:
        left = f"{sheet.names(one['sides_left'])} left the coalition while it was open."
        yield h("p", left, class_="aside", key="left")
    if one["over"]:
        yield h("p", f"It is over {listed([_thing(sheet, name) for name in one['over']])}.", class_="aside", key="over")


def _thing(sheet: Sheet, name: str) -> str:
    """A promise in its words, an agreement by its id."""
    promises = {promise["commitment"]: promise["what"] for promise in sheet.views["accountability"]["commitments"]}
    return f"the promise {quote(promises[name], SHORT)}" if name in promises else f"the agreement {name}"
