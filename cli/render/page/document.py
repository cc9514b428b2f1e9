"""The document: one file that holds a page, all that it shows on other dates, and the script that moves between them.

The page is written out for the latest date and can be read as it is. For each earlier date it holds what differs from
the date after it. `sides` are the histories that stand beside each other: a record alone, or with a branch of it.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from cli.render.page import charts
from cli.render.page.sections import about, sections
from cli.render.page.sections.opening import opening
from cli.render.page.sheet import Section, Sheet
from cli.render.page.tree import Content, Node, difference, h
from projections.page.course import Course, course
from projections.page.dates import Dates, dates, thinned
from projections.page.reading import Reader, Reading, Source
from projections.sentences.wording import cut

_FOLDER = Path(__file__).parent
_SCRIPTS = ("time.js", "page.js")
#: How large a page gets, in bytes; the dates that it holds are thinned until it fits.
ROOM = 2_900_000
_DATES = 260
_LONG = 400  # events from which on lists are folded
_TREES = 110_000  # events times dates that are read at most

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
    sides: Sequence[Side], as_of: datetime, heading: Mapping[str, Any], tell: Tell = lambda _: None, room: int = ROOM
) -> Document:
    """The page of one history, or of several side by side, up to a date; `heading` is what its JSON begins with.

    Raises ModuleNotFoundError where the libraries for the page are not installed.
    """
    these = _dates(sides, as_of)
    while True:
        page = _Page(sides, these, as_of)
        html = page.written(heading, tell)
        over = len(html.encode()) - room
        if over <= 0 or len(these.days) <= 2:
            return Document(html, these)
        these = thinned(these, _fewer(len(these.days), over, page.size_of_dates))


def _fewer(number: int, over: int, size: int) -> int:
    """How many dates fit, where so many bytes are over and the dates take so many."""
    return max(2, min(number - 1, int(number * 0.9 * (size - over) / max(size, 1))))


def libraries() -> None:
    """Load what a page is made with. Raises ModuleNotFoundError where that is not installed."""
    import_module("vl_convert")  # drawing loads it late


def _dates(sides: Sequence[Side], as_of: datetime) -> Dates:
    events = sum(len(side.source.entries) for side in sides)
    limit = max(24, min(_DATES, _TREES // max(events, 1)))
    of_each = [dates(side.source, as_of, limit) for side in sides]
    days = sorted({day for those in of_each for day in those.days})
    return Dates(days, max(len(days), *(those.of for those in of_each)) if len(sides) > 1 else of_each[0].of)


class _Page:
    """A page in the making: the readings of each date in turn, and what differs between them."""

    def __init__(self, sides: Sequence[Side], these: Dates, as_of: datetime) -> None:
        self.sides, self.dates, self.moments = sides, these, these.moments(as_of)
        self.size_of_dates = 0
        self.last = [Reader(side.source) for side in sides]
        self.readings = [reader.at(as_of) for reader in self.last]
        self.courses = [self._course(place) for place in range(len(sides))]
        self.drawings = [{} if one is None else _drawings(one) for one in self.courses]

    def _course(self, place: int) -> Course | None:
        return course(self.last[place], self.readings[place], self.moments)

    def written(self, heading: Mapping[str, Any], tell: Tell) -> str:
        """The file."""
        back = list(self._back(tell))
        content = self._tree(self.readings)
        told = about.section(heading, self.dates)
        self.size_of_dates = len(json.dumps(back, separators=(",", ":")))
        last = {"days": self.dates.days, "moments": [round(m.timestamp() * 1000) for m in self.moments], "back": back}
        return _filled(content, _section([told], ""), last, self._title())

    def _title(self) -> str:
        return cut(self.readings[0].views["show"]["name"] or self.sides[0].coalition, 80)

    def _back(self, tell: Tell) -> Iterator[Any]:
        """For each date but the last, what changes the page of the date after it into its own."""
        readers = [Reader(side.source) for side in self.sides]
        after: Node | None = None
        for place, moment in enumerate(self.moments):
            tell(f"{place} of {len(self.moments)} dates")
            before, after = after, self._tree([reader.at(moment) for reader in readers])
            if before is not None:
                yield difference(after, before)

    def _tree(self, readings: Sequence[Reading]) -> Node:
        sheets = [self._sheet(place, reading) for place, reading in enumerate(readings)]
        opened = h("header", _beside([opening(sheet) for sheet in sheets]), class_="opening")
        of_each = [{section.id: section for section in sections(sheet)} for sheet in sheets]
        there = [name for name in of_each[0] if any(name in each for each in of_each)]
        parts = [_section([each[name] for each in of_each if name in each], name) for name in there]
        return h("main", opened, _contents([of_each[0][name] for name in there]), parts, id="page")

    def _sheet(self, place: int, reading: Reading) -> Sheet:
        side = self.sides[place]
        return Sheet(
            side.coalition,
            reading,
            self.courses[place],
            self.drawings[place],
            prefix=f"side{place}-" if place else "",
            title=side.title,
            integrity=side.integrity,
            choices=_choices(self.readings[place]),
            long=len(self.readings[place].records) > _LONG,
        )


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
    entries = last.views["timeline"]["entries"]
    parties = sorted({party for entry in entries for party in entry["parties"]}, key=last.name)
    promisors = {party for one in last.views["accountability"]["commitments"] for party in one["accountable"]}
    return {
        "lanes": [(lane, lane) for lane in sorted({entry["lane"] for entry in entries})],
        "parties": [(party, cut(last.name(party), 40)) for party in parties],
        "promisors": [(party, cut(last.name(party), 40)) for party in sorted(promisors, key=last.name)],
    }


def _section(those: Sequence[Section], name: str) -> Node:
    first = those[0]
    head = h("div", h("h2", first.title), h("p", first.note, class_="note"), class_="head")
    body = h("div", _beside([section.body for section in those]), class_="body")
    return h("section", head, body, id=first.id, class_="part-of-page", key=name)


def _beside(bodies: Sequence[Content]) -> Content:
    """One as it is, several side by side."""
    if len(bodies) == 1:
        return bodies[0]
    return h("div", [h("div", body, class_="side") for body in bodies], class_="sides")


def _contents(those: Sequence[Section]) -> Node:
    links = [h("li", h("a", section.title, href=f"#{section.id}"), key=section.id) for section in those]
    return h("nav", h("ul", links), aria_label="On this page", class_="contents")


def _filled(content: Node, last: Node, dates: Mapping[str, Any], title: str) -> str:
    """The template with everything in its place; text is escaped there, and the digests name what may run or style."""
    style = _asset("page.css")
    script = "".join(map(_asset, _SCRIPTS))
    return (
        environment(_FOLDER)
        .get_template("page.html")
        .render(
            title=title,
            content=content,
            about=last,
            dates=dates,
            style=Markup(style),
            script=Markup(script),
            style_digest=digest(style),
            script_digest=digest(script),
        )
    )


def environment(folder: Path) -> Environment:
    """Templates that escape whatever is put into them."""
    made = Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined)
    made.policies["json.dumps_kwargs"] = {"separators": (",", ":")}
    return made


def _asset(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def digest(text: str) -> str:
    """As a content security policy names what stands in a page."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
