"""The document: one file that holds a page, all that it shows on other dates, and the script that moves between them.

The page is written out for the latest date and can be read as it is. For each earlier date it holds what differs from
the date after it. `sides` are the histories that stand beside each other: a record alone, or with a branch of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from importlib import import_module
from itertools import pairwise
from typing import Any, NamedTuple

from cli.render.page import charts
from cli.render.page.sections import about, scenario, sections
from cli.render.page.sections.opening import beside, opening
from cli.render.page.sheet import Section, Sheet
from cli.render.page.tree import Content, Node, difference, h, has_long_words
from cli.render.page.writing import compact, filled
from cli.render.page.writing import digest as digest
from cli.render.page.writing import environment as environment
from domain.values import instant
from projections.moments import day
from projections.page.course import Course, aligned, course, span_of
from projections.page.dates import Dates, dates, said, thinned
from projections.page.reading import Reader, Reading, Source
from projections.page.scenario import Asked
from projections.sentences.wording import cut

#: How large a page gets, in bytes; the dates that it holds are thinned until it fits.
ROOM = 2_900_000
_DATES, _FEW = 260, 60  # a page holds so many dates, and of a long history so many
_LONG = 400  # events from which on lists are folded
_TREES = 110_000  # events times dates that are read, where the dates are not few

Tell = Callable[[str], None]


class Side(NamedTuple):
    """A history on the page: where it comes from, what it is called beside another, what an audit of it found."""

    coalition: str
    source: Source
    title: str | None = None
    integrity: Mapping[str, Any] | None = None


class Document(NamedTuple):
    """A page as it is written to a file, and the dates that it holds."""

    html: str
    dates: Dates


def document(
    sides: Sequence[Side],
    as_of: datetime,
    heading: Mapping[str, Any],
    tell: Tell = lambda _: None,
    room: int = ROOM,
    asked: Asked | None = None,
) -> Document:
    """The page of one history, or of several side by side, up to a date; `heading` is what its JSON begins with.

    With `asked` the sides are a record and the branch of it that this scenario makes.
    Raises ModuleNotFoundError where the libraries for the page are not installed.
    """
    page = _Page(sides, as_of, asked)
    these = page.dates
    while True:
        html = page.written(these, heading, tell)
        over = len(html.encode()) - room
        if over <= 0 or len(these.days) <= 2:
            return Document(html, these)
        these = thinned(these, _fewer(len(these.days), over, page.size_of_dates), page.turns)


def _fewer(number: int, over: int, size: int) -> int:
    """How many dates fit, where so many bytes are over and the dates take so many."""
    return max(2, min(number - 1, int(number * 0.9 * (size - over) / max(size, 1))))


def libraries() -> None:
    """Load what a page is made with. Raises ModuleNotFoundError where that is not installed."""
    for name in ("jinja2", "vl_convert"):
        import_module(name)  # drawing loads the latter late


class _Page:
    """A page in the making: the readings of each date in turn, and what differs between them."""

    def __init__(self, sides: Sequence[Side], as_of: datetime, asked: Asked | None) -> None:
        self.sides, self.as_of, self.asked = sides, as_of, asked
        self.size_of_dates = 0
        last = [Reader(side.source) for side in sides]
        self.readings = [reader.at(as_of) for reader in last]
        self.turns = {day_ for reading in self.readings for day_ in _turns(reading)}
        self.dates = self._dates()
        self.courses = self._courses(last)
        self.drawings = [{} if one is None else _drawings(one) for one in self.courses]
        there = [one for one in self.courses if one is not None]
        self.curves = [charts.curves(there, size) for size in charts.SIZES] if asked and len(there) > 1 else None
        self.memories: list[dict[Any, Node]] = [{} for _ in sides]
        self.choices = [_choices(reading) for reading in self.readings]

    def _dates(self) -> Dates:
        events = sum(len(side.source.records) for side in self.sides)
        limit = max(_FEW, min(_DATES, _TREES // max(events, 1)))
        first, *others = (side.source for side in self.sides)
        return dates(first, self.as_of, limit, *others, always=self.turns)

    def _courses(self, last: Sequence[Reader]) -> list[Course | None]:
        """On one axis of time and one scale."""
        spans = [span_of(reading) for reading in self.readings if reading.records]
        if not spans:
            return [None for _ in self.sides]
        span, moments = (min(since for since, _ in spans), max(until for _, until in spans)), self._moments(self.dates)
        return aligned([course(one, told, moments, span) for one, told in zip(last, self.readings, strict=True)])

    def _moments(self, these: Dates) -> list[datetime]:
        return these.moments(self.as_of)

    def written(self, these: Dates, heading: Mapping[str, Any], tell: Tell) -> str:
        """The file."""
        moments = self._moments(these)
        content = self._tree(self.readings)
        held, self.size_of_dates = compact(list(self._back(moments, content, tell)))
        name = None if self.asked is None else self.asked.name
        told = about.section(heading, these, name, len(self.sides[0].source.withdrawn))
        dates_ = {"days": these.days, "of": these.of, "moments": [round(m.timestamp() * 1000) for m in moments], **held}
        class_ = " ".join(["two"] * (len(self.sides) > 1) + ["long-words"] * has_long_words(content))
        return filled(content, _section([told], [None], ""), dates_, self._title(), class_)

    def _title(self) -> str:
        name = cut(self.readings[0].views["show"]["name"] or self.sides[0].coalition, 80)
        return name if self.asked is None or self.asked.name is None else f"{name}: {cut(self.asked.name, 80)}"

    def _back(self, moments: Sequence[datetime], content: Node, tell: Tell) -> Iterator[Any]:
        """What changes the page of each date but the first into that of the date before it; the last is `content`."""
        for before, after in pairwise(self._trees(moments, content, tell)):
            yield difference(after, before)

    def _trees(self, moments: Sequence[datetime], content: Node, tell: Tell) -> Iterator[Node]:
        """The page of each date; where the sides have all in common up to then, it is read once."""
        first, *others = (Reader(side.source) for side in self.sides)
        for place, moment in enumerate(moments):
            tell(f"{place} of {len(moments)} dates")
            if place == len(moments) - 1:
                yield content
            else:
                told = first.at(moment)
                yield self._tree([told, *(reader.at(moment, told) for reader in others)])

    def _tree(self, readings: Sequence[Reading]) -> Node:
        sheets = [self._sheet(place, readings) for place in range(len(readings))]
        above, opened = self._above(sheets)
        of_each = [{section.id: section for section in sections(sheet)} for sheet in sheets]
        parts = [_section([section], [None], section.id) for section in above]
        for name in of_each[0]:
            parts.append(_section([each.get(name) for each in of_each], [sheet.title for sheet in sheets], name))
        return h("main", opened, _contents([*above, *of_each[0].values()]), parts, id="page")

    def _above(self, sheets: Sequence[Sheet]) -> tuple[list[Section], Node]:
        """What stands over all sides, and what the page begins with."""
        titles = [sheet.title for sheet in sheets]
        if len(sheets) == 1:
            return [], h("header", opening(sheets[0]), class_="opening")
        if self.asked is None:
            first = sheets[0]
            when = h("time", said(first.reading.day), datetime=first.reading.day, class_="as-of")
            kicker = h("p", "Coalition report, side by side, as of ", when, class_="kicker")
            name = h("h1", first.views["show"]["name"] or first.coalition)
            bodies = [beside(sheet) for sheet in sheets]
            return [], h("header", kicker, name, _beside(bodies, titles), class_="opening")
        pair = scenario.Pair(sheets[0], sheets[1], self.asked, self.curves)
        own = not scenario.same_purpose(pair)
        bodies = [beside(sheets[0], purpose=own), beside(sheets[1], scenario.lead(self.asked), purpose=own)]
        opened = h("header", scenario.opening(pair), _beside(bodies, titles), class_="opening")
        return scenario.sections(pair), opened

    def _sheet(self, place: int, readings: Sequence[Reading]) -> Sheet:
        side, reading = self.sides[place], readings[place]
        return Sheet(
            side.coalition,
            reading,
            self.courses[place],
            self.drawings[place],
            prefix=f"side{place}-" if place else "",
            title=side.title,
            integrity=side.integrity,
            choices=self.choices[place],
            long=len(self.readings[place].records) > _LONG,
            asked=self.asked,
            on_branch=place > 0,
            memory=self.memories[place],
            beside=readings[1 - place] if self.asked else None,
        )


def _turns(last: Reading) -> Iterator[str]:
    """The days on which the phase changed."""
    return (day(instant(span["from"])) for span in last.views["timeline"]["phases"])


def _drawings(course: Course) -> dict[str, Any]:
    """Each chart at each width; without persons at sessions, none of those."""
    made: dict[str, Any] = {
        "overview": [charts.overview(course, size) for size in charts.SIZES],
        "momentum": [charts.momentum(course, size) for size in charts.SIZES],
        "components": charts.components(course),
    }
    if course.heads:
        made["heads"] = [charts.heads(course, size) for size in charts.SIZES]
    if course.seats:
        made["seats"] = [charts.seats(course, size) for size in charts.SIZES]
    return made


def _choices(last: Reading) -> dict[str, list[tuple[str, str]]]:
    """What the filters offer: the areas and parties that anything is on record of."""
    entries = last.entries
    parties = sorted({party for entry in entries for party in entry["parties"]}, key=last.name)
    promisors = {party for one in last.views["accountability"]["commitments"] for party in one["accountable"]}
    return {
        "lanes": [(lane, lane) for lane in sorted({entry["lane"] for entry in entries})],
        "parties": [(party, cut(last.name(party), 40)) for party in parties],
        "promisors": [(party, cut(last.name(party), 40)) for party in sorted(promisors, key=last.name)],
    }


def _section(those: Sequence[Section | None], titles: Sequence[str | None], name: str) -> Node:
    there = [(section, title) for section, title in zip(those, titles, strict=True) if section is not None]
    first, _ = there[0]
    head = h("div", h("h2", first.title), h("p", first.note, class_="note"), class_="head")
    body = h("div", _beside([section.body for section, _ in there], [title for _, title in there]), class_="body")
    return h("section", head, body, id=first.id, class_="part-of-page", key=name)


def _beside(bodies: Sequence[Content], titles: Sequence[str | None]) -> Content:
    """One as it is, several side by side, each under its title."""
    if len(bodies) == 1:
        return bodies[0]
    told = zip(bodies, titles, strict=True)
    return h("div", [_side(body, title, place) for place, (body, title) in enumerate(told)], class_="sides")


def _side(body: Content, title: str | None, place: int) -> Node:
    name = h("p", title, class_="side-name") if title else None
    return h("div", name, body, class_="side" if not place else "side branch", role="group", aria_label=title)


def _contents(those: Sequence[Section]) -> Node:
    links = [h("li", h("a", section.title, href=f"#{section.id}"), key=section.id) for section in those]
    return h("nav", h("ul", links), aria_label="On this page", class_="contents")
