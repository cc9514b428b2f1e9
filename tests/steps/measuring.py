"""Then, of the measures: what a figure is on a date, which events it comes from, what was known of it when.

A figure is named by its path, as in `accountability.parties.navy.kept_rate`; a date means the end of that day, an
instant itself. Values are said as people say them: 2/3, 0.25, about 0.693, yes, unknown, nothing, "some words",
c-1 and c-2. Whatever number is looked at, its parts are seen to add up to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from functools import reduce
from math import isclose
from pathlib import Path
from typing import Any

import pytest
from pytest_bdd import given, parsers, then
from steps.world import World

from domain.event import Recorded
from domain.history import counting
from domain.values import asked_moment
from engine.ledger import Ledger
from projections.figure import Figure, found, plain
from projections.measures import MEASURES, diff, figures
from projections.portfolio import Portfolio, ordered
from projections.session import session
from projections.timeline import timeline
from projections.weights import Weights, shipped, weights_from
from projections.why import steps, why

_DAY = r"\d{4}-\d{2}-\d{2}(?:T[\d:.]+Z)?"
_WHEN = rf"(?:as known on (?P<known>{_DAY}), )?on (?P<day>{_DAY})"
_KNOWN = rf"(?:as known on (?P<known>{_DAY}), )?"
_NUMBER = re.compile(r"-?\d+(?:\.\d+|/\d+)?")
_LIST = re.compile(r'"([^"]*)"|([^\s,"]+)')
_STATES = "present|weak|absent|unknown"
_STATUSES = "open|due-soon|overdue|undated|awaiting-acceptance|kept|broken|revoked|released|orphaned"


@dataclass(slots=True)
class Reading:
    """What a scenario reads: with which weights, and the figure that it looked at last."""

    weights: Weights = field(default_factory=shipped)
    path: str = ""
    parts: list[dict[str, Any]] = field(default_factory=list)
    others: list[Recorded] = field(default_factory=list)  #: the histories of further coalitions

    def place(self, history: Sequence[Recorded], path: str, day: str, known: str | None) -> Any:
        """What lies at a path; the parts of a figure are seen to add up to it."""
        as_of, records = _asked(history, day, known)
        view, *rest = steps(path)
        match view:
            case "session":
                return found(session(records, rest[0], as_of), rest[1:])
            case "timeline":
                return found(timeline(records, as_of), rest)
        place = found(figures(view, records, as_of, self.weights), rest)
        if isinstance(place, Figure):
            self._explained(path, records, as_of)
        return place

    def _explained(self, path: str, records: Sequence[Recorded], as_of: datetime) -> None:
        told = why(path, records, as_of, self.weights)
        self.path, self.parts = path, told["contributions"]
        if told["value"] is not None:
            whole = float(sum(part["contribution"] for part in self.parts))
            assert isclose(whole, float(told["value"]), abs_tol=1e-9), f"the parts of {path} make {whole}"


@pytest.fixture
def reading() -> Reading:
    """Nothing was read yet."""
    return Reading()


@given(parsers.re(r"the weight (?P<path>[a-z_.-]+) is (?P<number>-?[\d.]+)"))
def a_weight(reading: Reading, path: str, number: str) -> None:
    *tables, name = path.split(".")
    reading.weights = weights_from(f"[{'.'.join(tables)}]\n{name} = {number}")


@given(parsers.re(r"beside it there is the coalition (?P<name>[a-z0-9-]+)"))
def another_coalition(world: World, reading: Reading, name: str) -> None:
    """What happens from here on happens in another coalition of the same ledger."""
    reading.others += world.history
    world.empty()
    world.name = name


@then(parsers.re(rf"{_WHEN} the portfolio(?: of (?P<party>[a-z-]+))?(?: by (?P<column>[a-z_]+))? tells"))
def portfolio_tells(
    world: World,
    reading: Reading,
    tmp_path: Path,
    day: str,
    known: str | None,
    party: str | None,
    column: str | None,
    datatable: list[list[str]],
) -> None:
    """Every coalition, the one with most of a column first; with what the first row names of each."""
    with _portfolio(world, reading, tmp_path) as portfolio:
        rows = portfolio.rows(asked_moment(day), None if known is None else asked_moment(known), party=party)
    _check_rows(ordered(rows, column, descending=True) if column else rows, datatable)


@then(parsers.re(rf"{_WHEN} the parties of the portfolio are"))
def parties_are(
    world: World, reading: Reading, tmp_path: Path, day: str, known: str | None, datatable: list[list[str]]
) -> None:
    """Every party across coalitions, with what the first row names of each."""
    with _portfolio(world, reading, tmp_path) as portfolio:
        rows = portfolio.parties(asked_moment(day), None if known is None else asked_moment(known))
    _check_rows(rows, datatable)


@contextmanager
def _portfolio(world: World, reading: Reading, folder: Path) -> Iterator[Portfolio]:
    """The portfolio of a ledger that keeps all coalitions of the scenario."""
    store = folder / "ledger.db"
    with Ledger(f"sqlite:///{store}", create=not store.exists()) as ledger:
        if not any(ledger.streams()):
            ledger.restore([*reading.others, *world.history])
        yield Portfolio(ledger, weights=reading.weights)


def _check_rows(rows: list[dict[str, Any]], table: list[list[str]]) -> None:
    columns, *told = table
    assert len(rows) == len(told), rows
    for row, values in zip(rows, told, strict=True):
        for column, value in zip(columns, values, strict=True):
            _check(f"{column} of {next(iter(row.values()))}", row[column], value)


@then(parsers.re(rf"{_WHEN},? the figure (?P<path>\S+) is (?P<value>.+)"))
def figure_is(world: World, reading: Reading, day: str, known: str | None, path: str, value: str) -> None:
    _check(path, reading.place(world.history, path, day, known), value)


@then(parsers.re(rf"{_WHEN},? the figures of (?P<path>\S+) are"))
def figures_are(
    world: World, reading: Reading, day: str, known: str | None, path: str, datatable: list[list[str]]
) -> None:
    for name, value in datatable:
        _check(name, reading.place(world.history, f"{path}.{name}", day, known), value)


@then(parsers.re(rf"{_KNOWN}the figure (?P<path>\S+) is in turn"))
def figure_is_in_turn(world: World, reading: Reading, known: str | None, path: str, datatable: list[list[str]]) -> None:
    """On one date after the other."""
    for day, value in datatable:
        _check(f"{path} on {day}", reading.place(world.history, path, day, known), value)


@then(parsers.re(rf"{_WHEN} all is unknown of the figures of (?P<path>\S+): (?P<names>.+)"))
def all_unknown(world: World, reading: Reading, day: str, known: str | None, path: str, names: str) -> None:
    for name in _listed(names):
        _check(name, reading.place(world.history, f"{path}.{name}", day, known), "unknown")


@then("it is made of")
def made_of(reading: Reading, datatable: list[list[str]]) -> None:
    """Each part of the figure looked at last: the event's type, what it adds and, where told, when it was."""
    told = [(part["type"], part["contribution"], part["at"]) for part in reading.parts]
    assert len(told) == len(datatable), f"{reading.path} is made of {told}"
    for (kind, amount, at), (said_kind, said_amount, *said_at) in zip(told, datatable, strict=True):
        assert kind == said_kind, f"{reading.path} is made of {told}"
        _check(f"{kind} in {reading.path}", amount, said_amount)
        assert not said_at or at.startswith(said_at[0]), f"{kind} in {reading.path} is of {at}"


@then(parsers.re(r"it comes from (?P<types>.+)"))
def comes_from(reading: Reading, types: str) -> None:
    """The types of the events that add something to the figure looked at last; each as often as it does."""
    adding = sorted(part["type"] for part in reading.parts if part["contribution"])
    assert adding == sorted(_listed(types)), f"{reading.path} comes from {adding}"


@then(parsers.re(r"it adds (?P<value>\S+) to the figure (?P<path>\S+)"))
def adds(world: World, reading: Reading, value: str, path: str) -> None:
    """What was tried last makes this difference, at the moment at which it happened."""
    at = world.latest.act.event.at
    moment = f"{at}T00:00:00Z" if len(at) == len("2019-01-07") else at
    before = reading.place(world.history[: world.kept_before], path, moment, None)
    after = reading.place(world.history, path, moment, None)
    _check(f"what is added to {path}", (plain(after) or 0) - (plain(before) or 0), value)


@then(parsers.re(rf"between (?P<one>{_DAY}) and (?P<other>{_DAY}) these figures changed"))
def changed(world: World, reading: Reading, one: str, other: str, datatable: list[list[str]]) -> None:
    """Among the differences are these: from what to what, and by which types of event."""
    _differs(world, reading, _asked(world.history, one, None), _asked(world.history, other, None), datatable)


@then(parsers.re(rf"between what was known on (?P<one>{_DAY}) and on (?P<other>{_DAY}), (?P<day>{_DAY}) changed"))
def known_changed(world: World, reading: Reading, one: str, other: str, day: str, datatable: list[list[str]]) -> None:
    """What the ledger learned in between about one date."""
    _differs(world, reading, _asked(world.history, day, one), _asked(world.history, day, other), datatable)


@then(parsers.re(rf"{_WHEN} the (?P<status>{_STATUSES}) promises? (?:is|are) (?P<names>.+)"))
def promises_are(world: World, reading: Reading, day: str, known: str | None, status: str, names: str) -> None:
    assert _promises(world, reading, day, known, status) == _listed(names)


@then(parsers.re(rf"{_WHEN} no promise is (?P<status>{_STATUSES})"))
def no_promise_is(world: World, reading: Reading, day: str, known: str | None, status: str) -> None:
    assert _promises(world, reading, day, known, status) == []


@then(parsers.re(rf"{_WHEN} the condition (?P<slug>[a-z-]+) is (?P<state>{_STATES})"))
def condition_is(world: World, reading: Reading, day: str, known: str | None, slug: str, state: str) -> None:
    told = reading.place(world.history, f"factors.factors.{slug}.state", day, known)
    assert told == state, f"{slug} is {told}"


@then(parsers.re(r"the condition (?P<slug>[a-z-]+) is in turn"))
def condition_is_in_turn(world: World, reading: Reading, slug: str, datatable: list[list[str]]) -> None:
    """On one date after the other."""
    for day, state in datatable:
        condition_is(world, reading, day, None, slug, state)


@then(parsers.re(rf"{_WHEN} the drivers of momentum are (?P<types>.+)"))
def drivers_are(world: World, reading: Reading, day: str, known: str | None, types: str) -> None:
    drivers = plain(reading.place(world.history, "momentum.drivers", day, known))
    assert [driver["type"] for driver in drivers] == _listed(types)


@then(parsers.re(rf"{_WHEN},? the timeline tells"))
def timeline_tells(world: World, reading: Reading, day: str, known: str | None, datatable: list[list[str]]) -> None:
    """The last of its entries, with what the first row names of each."""
    columns, *rows = datatable
    entries = reading.place(world.history, "timeline.entries", day, known)
    for entry, row in zip(entries[-len(rows) :], rows, strict=True):
        for column, value in zip(columns, row, strict=True):
            place = reduce(lambda told, name: told[name], column.split("."), entry)
            _check(f"{column} of {entry['type']}", place, value)


@then(parsers.re(rf"{_WHEN},? the phases were"))
def phases_were(world: World, reading: Reading, day: str, known: str | None, datatable: list[list[str]]) -> None:
    phases = reading.place(world.history, "timeline.phases", day, known)
    assert len(phases) == len(datatable), phases
    for phase, row in zip(phases, datatable, strict=True):
        for value, words in zip(phase.values(), row, strict=True):
            _check("a phase", value, words)


def _asked(history: Sequence[Recorded], day: str, known: str | None) -> tuple[datetime, list[Recorded]]:
    as_of = asked_moment(day)
    return as_of, counting(history, as_of, None if known is None else asked_moment(known))


def _promises(world: World, reading: Reading, day: str, known: str | None, status: str) -> list[str]:
    commitments = reading.place(world.history, "accountability.commitments", day, known)
    return [one["commitment"] for one in commitments if one["status"] == status]


def _differs(
    world: World,
    reading: Reading,
    one: tuple[datetime, list[Recorded]],
    other: tuple[datetime, list[Recorded]],
    rows: list[list[str]],
) -> None:
    found_differences = diff((one[1], one[0]), (other[1], other[0]), reading.weights)["differences"]
    by_path = {difference["path"]: difference for difference in found_differences}
    types = {recorded.n: recorded.type for recorded in world.history}
    for path, was, is_now, behind in rows:
        assert path in by_path, f"{path} did not change; these did: {', '.join(by_path)}"
        _check(path, by_path[path]["from"], was)
        _check(path, by_path[path]["to"], is_now)
        assert [types[n] for n in by_path[path]["events"]] == _listed(behind), path


def _listed(words: str) -> list[str]:
    return [] if words == "nothing" else [quoted or bare for quoted, bare in _LIST.findall(words) if bare != "and"]


def _check(what: str, place: Any, words: str) -> None:
    value = plain(place)
    assert _says(value, words), f"{what} is {value!r}, not {words}"


def _says(value: Any, words: str) -> bool:
    """Whether a value is what the words say."""
    if value is None or words == "unknown":
        return value is None and words == "unknown"
    if isinstance(value, bool):
        return words == ("yes" if value else "no")
    if isinstance(value, str):
        return value == words.removeprefix('"').removesuffix('"')
    if isinstance(value, (list, Mapping)):
        return list(_told(value)) == _listed(words)
    return _amounts_to(value, words)


def _told(value: Any) -> Iterator[str]:
    """The items of a list, pairs with a colon between them; of a map its names, with their values if they are plain."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield str(name) if isinstance(inner, (list, Mapping)) else f"{name}={inner}"
        return
    for item in value:
        first = next(iter(item.values())) if isinstance(item, Mapping) else item
        yield ":".join(map(str, first)) if isinstance(first, list) else str(first)


def _amounts_to(number: Any, words: str) -> bool:
    about = words.removeprefix("about ")
    assert _NUMBER.fullmatch(about), f"{words!r} is no number"
    if about == words:
        return isclose(float(number), float(Fraction(words)), abs_tol=1e-9)
    places = len(about.partition(".")[2])
    return round(float(number), places) == float(about)


def measures_read(words: str) -> str | None:
    """The measure that a step reads; null where it reads none."""
    if " portfolio " in words:
        return "portfolio"
    if " the timeline " in words or " the phases " in words:
        return "timeline"
    if " drivers of momentum " in words:
        return "momentum"
    if " condition " in words:
        return "factors"
    if re.search(rf" (?:{_STATUSES}) promises? | no promise is ", words):
        return "accountability"
    path = re.search(r"figures? (?:of )?([a-z]+)", words)
    return path[1] if path and path[1] in (*MEASURES, "session", "timeline") else None
