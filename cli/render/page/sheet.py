"""Sheets: what the sections are made from, one for each history that the page shows side by side."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from cli.render.page.tree import Content, Node, h
from cli.render.page.words import number, share, short
from engine.scenario import Label
from projections.page.course import Course
from projections.page.reading import Reading
from projections.page.scenario import Asked
from projections.page.withdrawn import Withdrawn
from projections.sentences.wording import cut

#: Entries of the record that a page lists on a date.
LISTED = 1_500
_NAME = 48  # letters of a name in a table
_cut = lru_cache(maxsize=2_048)(cut)  # the same names stand all over the page


@dataclass(frozen=True)
class Sheet:
    """One history on one date: its reading, and what its drawings show, which is the same on every date."""

    coalition: str
    reading: Reading
    course: Course | None = None
    drawings: Mapping[str, Any] = field(default_factory=dict)
    prefix: str = ""  #: of every id, so that two histories can stand on one page
    title: str | None = None  #: what it is called beside another
    integrity: Mapping[str, Any] | None = None  #: what the audit found, where it was asked
    long: bool = False  #: whether lists are folded, on every date alike
    asked: Asked | None = None  #: the scenario, where this is a branch or stands beside one
    on_branch: bool = False
    #: what is told in the same way on many dates, by what it hangs on
    memory: dict[Hashable, Node] = field(default_factory=dict)
    beside: Reading | None = None  #: what the other side says on the date
    choices: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)  #: for the filters

    @property
    def views(self) -> Mapping[str, Any]:
        return self.reading.views

    @property
    def readings(self) -> list[Reading]:
        """Its own, and that of the other side."""
        return [self.reading] if self.beside is None else [self.reading, self.beside]

    def id(self, name: str) -> str:
        """An id on the page."""
        return self.prefix + name

    def name(self, party: str | None) -> str:
        """What a party is called, cut where it is long."""
        return _cut(self.reading.name(party), _NAME)

    def names(self, parties: Iterable[str]) -> str:
        """Several parties."""
        return ", ".join(self.name(party) for party in parties)

    def figure(self, path: str, told: Callable[[Any], str] = number) -> Node:
        """A figure with the path under which `why` tells what made it."""
        return self.said(path, told(self.reading.at(path)))

    def said(self, path: str, words: str) -> Node:
        """A figure in words, which are mostly those of the date before."""
        return self.once(("figure", path, words), lambda: h("data", words, data_f=path))

    def share(self, path: str) -> Node:
        """The same of a share, in per cent."""
        return self.figure(path, share)

    @cached_property
    def entries(self) -> Sequence[Mapping[str, Any]]:
        """The entries of the record that are listed, with those that were taken back: of very many, the latest."""
        return self.reading.entries[-LISTED:]

    @cached_property
    def _there(self) -> frozenset[int]:
        return frozenset(entry["n"] for entry in self.entries)

    @cached_property
    def withdrawn(self) -> Mapping[int, Withdrawn]:
        """By number, what was taken back."""
        return {one.record.n: one for one in self.reading.withdrawn}

    @cached_property
    def marks(self) -> Mapping[int, Label]:
        """What the scenario made of events of this side."""
        return {} if self.asked is None else self.asked.marks(self.on_branch)

    def called(self, n: int) -> str:
        """What an event goes by: i1, i2 … where a scenario inserted it, new where only the rules of a branch add it."""
        name = self.asked.replay.name_of(n) if self.asked is not None and self.on_branch else n
        return "new" if name is None else str(name)

    def lists(self, n: int) -> bool:
        """Whether the record has an event on the date, and lists it."""
        return n in self._there

    def linked(self, numbers: Sequence[int], most: int = 8) -> Hashable:
        """What the links to several events hang on."""
        return len(numbers), tuple([(n, n in self._there) for n in numbers[:most]])

    def once(self, hangs_on: Hashable, made: Callable[[], Node]) -> Node:
        """What is made, or was for another date on which it hangs on the same."""
        found = self.memory.get(hangs_on)
        if found is None:
            found = self.memory[hangs_on] = made()
        return found

    def event(self, n: int) -> Node:
        """A link to an event in the record, where that lists it."""
        return self.once(("event", n, self.lists(n)), lambda: self._link(n))

    def _link(self, n: int) -> Node:
        if not self.lists(n):
            return h("span", self.called(n), class_="n")
        return h("a", self.called(n), href=f"#{self.id('e')}{n}")

    def events(self, numbers: Sequence[int], most: int = 8) -> Content:
        """Links to several; of many, to the first ones."""
        shown = [self.event(n) for n in numbers[:most]]
        rest = f" and {len(numbers) - most} more" if len(numbers) > most else None
        return [*[part for link in shown for part in (link, " ")][:-1], rest]

    def when(self, at: str | None, precision: str = "day") -> Content:
        """A date, marked up as one."""
        if at is None:
            return short(at)
        return self.once(("when", at, precision), lambda: h("time", short(at, precision), datetime=at[:10]))


class Section(NamedTuple):
    """A part of the page; what stands in it may be of several histories, side by side."""

    id: str
    title: str
    note: Content  #: how to read it
    body: Content


class Column(NamedTuple):
    """A column of a table: its title, what a cell of a row holds, and how it is set."""

    title: str
    cell: Callable[[Any], Content]
    class_: str | None = None


def table(
    caption: str,
    columns: Sequence[Column],
    rows: Iterable[tuple[str, Any]],
    class_: str = "cards",
    key: str | None = None,
    **more: Any,
) -> Node:
    """A table whose first column names its rows, which are given with their keys; on a narrow screen each is a card."""
    head = _head(tuple([(column.title, column.class_) for column in columns]))
    body = [row if isinstance(row, Node) else line(name, columns, row, **more) for name, row in rows]
    return h("table", h("caption", caption, class_="sr"), head, h("tbody", body), class_=class_, key=key)


@lru_cache(maxsize=64)  # there are as many as the code has
def _head(columns: Sequence[tuple[str, str | None]]) -> Node:
    return h("thead", h("tr", [h("th", title, scope="col", class_=class_) for title, class_ in columns]))


def line(name: str, columns: Sequence[Column], row: Any, **more: Callable[[Any], Any]) -> Node:
    """A row of a table."""
    return h("tr", _cells(columns, row), key=name, **_of_row(row, more))


def _of_row(row: Any, more: Mapping[str, Callable[[Any], Any]]) -> dict[str, Any]:
    return {name: told(row) for name, told in more.items()}


def _cells(columns: Sequence[Column], row: Any) -> Iterable[Node]:
    first, *others = columns
    yield h("th", first.cell(row), scope="row", class_=first.class_)
    for column in others:
        yield h("td", column.cell(row), class_=column.class_, data_l=column.title)


def facts(pairs: Iterable[tuple[str, Content]], class_: str | None = None) -> Node:
    """What is known under its labels."""
    return h("dl", [h("div", h("dt", label), h("dd", value), key=label) for label, value in pairs], class_=class_)


def folded(title: str, content: Content, fold: bool, key: str, opened: bool = False) -> Node:
    """Something under a title, or folded under it."""
    if fold:
        return h("details", h("summary", title), content, open=opened, class_="part-of-list", key=key)
    return h("section", h("h3", title), content, class_="part-of-list", key=key)


def empty(words: str) -> Node:
    """What is said where there is nothing to show."""
    return h("p", words, class_="empty", key="empty")
