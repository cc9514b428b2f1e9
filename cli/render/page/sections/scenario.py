"""The scenario: what was changed, what became of it, why what was refused was refused, and what differs on a date.

These stand over the whole page, above what record and branch tell beside each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cli.render.page.sections.contrast import differences
from cli.render.page.sheet import Column, Section, Sheet, folded, table
from cli.render.page.tree import Content, Node, h
from cli.render.page.words import listed, numbered, short
from engine.scenario import Label
from projections.page.dates import said
from projections.page.scenario import Asked, Fate, Name, Orphan

_SHOWN = 8  # lines of a list; what is longer is folded
#: What became of events, as one and as several.
FATES: dict[Label, tuple[str, str]] = {
    "dropped": ("was dropped", "were dropped"),
    "inserted": ("was inserted", "were inserted"),
    "changed": ("is other than recorded", "are other than recorded"),
    "orphaned": ("could not have been recorded", "could not have been recorded"),
    "vanished": ("no longer follows", "no longer follow"),
    "appeared": ("was added by the rules", "were added by the rules"),
}
_AFTER = {
    "admissible": "Each act after the first change was put before the rules again.",
    "keep": "What follows the first change is taken as recorded all the same, unchecked.",
    "none": "The what-if stops at the first change.",
}


class Pair(NamedTuple):
    """Record and branch on the same date, and the scenario between them."""

    record: Sheet
    branch: Sheet
    asked: Asked
    drawing: Content  #: both curves in one plot


def opening(pair: Pair) -> list[Node]:
    """What the page begins with: the question, what was changed, and what came of it in a sentence."""
    as_of, asked = pair.record.reading.day, pair.asked
    show = pair.record.views["show"]
    purpose = (
        [h("p", show["purpose"], class_="purpose", key="purpose")] if same_purpose(pair) and show["purpose"] else []
    )
    when = h("time", said(as_of), datetime=as_of, class_="as-of")
    question = asked.question or asked.name or "What if some of it had been otherwise?"
    return [
        h("p", "Coalition report: what if, beside the record, as of ", when, class_="kicker"),
        h("h1", show["name"] or pair.record.coalition),
        *purpose,
        h("p", question, class_="question"),
        h("dl", [h("div", h("dt", label), h("dd", what)) for label, what in _facts(asked)], class_="asked"),
        h("p", asked.assumption, class_="aside assumption"),
    ]


def same_purpose(pair: Pair) -> bool:
    """Whether both sides are for the same, which is told once then."""
    return bool(pair.record.views["show"]["purpose"] == pair.branch.views["show"]["purpose"])


def lead(asked: Asked) -> Node:
    """What the side of the branch begins with: what became of the record on it."""
    return h("p", _sentence(asked), " ", h("a", "What was changed, and why", href="#changed"), class_="lead")


def sections(pair: Pair) -> list[Section]:
    """What was changed; what differs on the date."""
    note = (
        "The acts that people recorded were put before the rules again, with the scenario’s changes. What the rules "
        "then refuse could not have been recorded. The same on every date."
    )
    return [
        Section("differs", "What differs", _note(), differences(pair.record, pair.branch, pair.asked, pair.drawing)),
        Section("changed", "What was changed, and why", note, _changed_by(pair).children),
    ]


def _note() -> Content:
    return (
        "Both sides on the date shown, reckoned in the same way. The figures that say most come first; the list below "
        "has every one that differs."
    )


def _facts(asked: Asked) -> Iterator[tuple[str, Content]]:
    title = "The scenario" if asked.name is None or asked.question is None else f"The scenario: {asked.name}"
    edits = [h("li", h("code", edit)) for edit in asked.edits]
    start = f"It leaves the record at {asked.start}. " if asked.start else ""
    beside = h("p", start, _AFTER[asked.after], class_="beside")
    yield title, [h("ul", edits) if edits else "Nothing is changed.", beside]
    if asked.expectation is not None:
        yield "Expected", _expected(asked)


def _expected(asked: Asked) -> Content:
    expected = asked.expectation or {}
    unknown = expected["unknown"]
    beside = f" {listed(unknown)} {'is' if len(unknown) == 1 else 'are'} unknown." if unknown else ""
    held = "it does" if expected["held"] else "it does not"
    verdict = h("strong", "It holds" if expected["holds"] else "It does not hold")
    return [
        h("p", h("code", expected["outcome"])),
        h("p", verdict, f" in the what-if.{beside} ", h("span", f"As recorded {held}.", class_="beside")),
    ]


def _sentence(asked: Asked) -> str:
    kept = asked.counts["kept"]
    told = [f"{many} {_fate(label, many)}" for label, many in _counted(asked)]
    stand = f"{numbered(kept, 'event')} {'stands' if kept == 1 else 'stand'} as recorded"
    return f"{stand}; {listed(told)}." if told else f"{stand}: nothing differs."


def _counted(asked: Asked) -> list[tuple[Label, int]]:
    return [(label, asked.counts[label]) for label in FATES if asked.counts[label]]


def _fate(label: Label, many: int) -> str:
    return FATES[label][many != 1]


def _changed_by(pair: Pair) -> Node:
    """The same on every date but for the links to events that had happened by then."""
    asked = pair.asked
    linked = [one.n for one in asked.fates] + [
        n for one in asked.orphans for n in (one.n, *(n for _, n in one.because))
    ]
    hangs_on = [frozenset(filter(sheet.lists, linked)) for sheet in (pair.record, pair.branch)]
    return pair.record.once(("changed", *hangs_on), lambda: h("div", _changed(pair)))


def _changed(pair: Pair) -> Iterator[Content]:
    asked = pair.asked
    if not asked.fates and not asked.orphans:
        yield h("p", "Nothing would have been different.", class_="empty", key="nothing")
    if asked.fates:
        rows = [(f"{one.label}-{one.n}", one) for one in asked.fates]
        yield from _long("Events that are not as recorded", rows, lambda some: _fates(pair, some), "fates")
    if asked.orphans:
        told = [(str(one.n), one) for one in asked.orphans]
        yield from _long("What could not have been recorded", told, lambda some: _orphans(pair, some), "orphans")


def _long(title: str, rows: Sequence[tuple[str, object]], made: object, key: str) -> Iterator[Node]:
    """The first lines, and the rest folded."""
    assert callable(made)
    yield h("h3", title, key=f"h-{key}")
    yield h("div", made(rows[:_SHOWN]), key=key)
    if len(rows) > _SHOWN:
        rest = rows[_SHOWN:]
        yield folded(f"{len(rest)} more", made(rest), True, f"more-{key}")


def _fates(pair: Pair, rows: Sequence[tuple[str, Fate]]) -> Node:
    columns = [
        Column("Event", lambda one: _link(pair, one.name, one.n, one.on_branch), "event"),
        Column("What became of it", lambda one: h("span", FATES[one.label][0], class_=f"fate {one.label}"), "status"),
        Column("When", lambda one: _when(pair, one), "date"),
        Column("What happened", lambda one: _told(one), "what-happened"),
    ]
    return table("Events that are not as recorded", columns, rows, "cards fates")


def _when(pair: Pair, one: Fate) -> Content:
    now = pair.record.when(one.told.at, one.told.precision)
    if one.was is None or one.was.at == one.told.at:
        return now
    return [h("s", short(one.was.at, one.was.precision)), now]


def _told(one: Fate) -> Content:
    if one.was is None or one.was.sentence == one.told.sentence:
        return one.told.sentence
    return [one.told.sentence, h("s", "Recorded: ", one.was.sentence)]


def _orphans(pair: Pair, rows: Sequence[tuple[str, Orphan]]) -> Node:
    return h("ol", [_orphan(pair, one, key) for key, one in rows], class_="plain orphans")


def _orphan(pair: Pair, one: Orphan, key: str) -> Node:
    rule = [h("p", "Refused by ", h("code", one.rule), f": {one.message}", class_="rule")] if one.rule else []
    chain = [part for name, n in one.because for part in (" ← ", _link(pair, name, n))]
    rests = [h("p", "It comes from ", _link(pair, one.name, one.n), chain, class_="refs")] if chain else []
    was = [pair.record.when(one.told.at, one.told.precision), ": ", one.told.sentence]
    return h("li", h("p", one.why, class_="why"), h("p", was, class_="was"), rule, rests, key=key)


def _link(pair: Pair, name: Name, n: int, on_branch: bool = False) -> Node:
    """An event of a step: what the scenario inserted is only on the branch."""
    sheet = pair.branch if on_branch or isinstance(name, str) else pair.record
    return sheet.event(n)
