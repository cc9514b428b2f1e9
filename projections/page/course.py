"""The course: what happened over time, as the charts draw it, once for the whole history that a page is about.

A page shows earlier dates by covering what was still to come. That is right because what these series say of a day does
not depend on what came after it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from domain.sessions import SessionHeld
from domain.values import instant
from projections.curve import left
from projections.figure import Part, plain
from projections.page.reading import Reader, Reading, Source
from projections.page.scale import Scale, scale_of

_SAMPLES = 240  # points of a curve besides those of the events
_DOTS = 200  # of an area, at most
_PUSHES = 9  # are marked on it
_BARS = 160  # of sessions, at most; of more, those of some days are one
_MOVING = ("formation", "membership", "dissolution")  # areas whose events may change who is in
#: The group of persons whose party none is on record of, such as guests.
NOT_RECORDED = "not recorded"
_SLACK = 0.03  # of the span is left free after the last thing that happened


class Span(NamedTuple):
    """A phase from one instant to another."""

    phase: str
    since: datetime
    until: datetime


class Dot(NamedTuple):
    """What happened in one area on one day."""

    lane: str
    at: datetime
    events: int
    doubtful: bool  #: whether one of them is contested or attested


class Push(NamedTuple):
    """By how much momentum changed at a moment, by which events, and by how much of what no event made."""

    at: datetime
    written: str
    score: float  #: right after it
    change: float
    events: tuple[int, ...]  #: the one that weighs most first
    passed: int  #: promises that ran past their date
    missed: int  #: sessions that were due and not held


class Heads(NamedTuple):
    """How many persons of a group came to a session; where there are very many, to those of some days."""

    at: datetime
    group: str
    number: int


class Seats(NamedTuple):
    """How many parties of a group were in from a day on."""

    at: datetime
    group: str
    number: int


class Course(NamedTuple):
    """A history over time, from its first event until time alone passes."""

    since: datetime
    until: datetime
    phases: list[Span]
    dots: list[Dot]
    curve: list[dict[str, Any]]  #: `{"at": datetime, "score", "components"}`
    pushes: list[Push]  #: in the order of time
    heads: list[Heads]
    heads_by: str  #: whether their groups are constituencies or kinds of party
    heads_every: int  #: days whose sessions are told together; of 0, each is told by itself
    seats: list[Seats]
    scale: Scale | None = None  #: that it shares with others; without one, its own


def course(
    reader: Reader, last: Reading, moments: Sequence[datetime], span: tuple[datetime, datetime] | None = None
) -> Course | None:
    """The course up to the last reading of a reader; at these moments it is told which parties were in.

    It goes over a span, such as that of histories beside each other, or over its own. Null where nothing happened.
    """
    if not last.records:
        return None
    since, until = span_of(last) if span is None else span
    curve, pushes = _momentum(reader, since, until)
    days = _days_together(last, since, until)
    return Course(
        since,
        until,
        list(_phases(last, until)),
        list(_dots(last, since, until)),
        curve,
        pushes,
        list(_together(_heads(last, _heads_by(last)), since, days)),
        _heads_by(last),
        days,
        list(_seats(reader.source, _moved(last, [moment for moment in moments if moment <= until] + [until]))),
    )


def span_of(last: Reading) -> tuple[datetime, datetime]:
    """From the first thing that happened, of some, until time alone passes."""
    since = min(recorded.event.moment for recorded in last.records)
    return since, _until(last, since)


def aligned(courses: Sequence[Course | None]) -> list[Course | None]:
    """The same on a scale that all share."""
    scale = scale_of([one for one in courses if one is not None])
    return [None if one is None else one._replace(scale=scale) for one in courses]


def _until(last: Reading, since: datetime) -> datetime:
    """The last thing that happened, or was to be done, and a little more; never later than the date asked about."""
    happened = max(recorded.event.moment for recorded in last.records)
    due = [instant(one["due"]) for one in last.views["accountability"]["commitments"] if one["due"]]
    known = max([happened, *(day for day in due if day <= last.as_of)])
    slack = max((known - since) * _SLACK, timedelta(days=1))
    return min(last.as_of, known + slack)


def _phases(last: Reading, until: datetime) -> Iterator[Span]:
    for span in last.views["timeline"]["phases"]:
        start, end = instant(span["from"]), until if span["to"] is None else instant(span["to"])
        if start < end:
            yield Span(span["phase"], start, end)


def _dots(last: Reading, since: datetime, until: datetime) -> Iterator[Dot]:
    """What happened on one day, or of long histories within some days, is one dot."""
    found: dict[tuple[str, int], list[dict[str, Any]]] = {}
    days = max(1, (until - since).days // _DOTS)
    for entry in last.views["timeline"]["entries"]:
        found.setdefault((entry["lane"], (instant(entry["at"]) - since).days // days), []).append(entry)
    for (lane, _), entries in found.items():
        doubtful = any(one["contested"] or one["attested"] for one in entries)
        yield Dot(lane, min(instant(entry["at"]) for entry in entries), len(entries), doubtful)


def _momentum(reader: Reader, since: datetime, until: datetime) -> tuple[list[dict[str, Any]], list[Push]]:
    """Momentum right after each event and on days in between, which show how it fades; and what changed it most."""
    view, half_life = reader.view("momentum"), reader.source.weights.momentum.half_life_days
    parts = list(_new(view.figures(until)["curve"], half_life))
    step = (until - since) / _SAMPLES
    days = {since + step * place for place in range(1, _SAMPLES)} | {instant(part.at) for part in parts}
    told = view.figures(until, sorted(days))["curve"]
    curve = [
        point for point in ({**plain(point), "at": instant(point["at"])} for point in told) if point["at"] <= until
    ]
    return curve, _pushes(parts, {point["at"]: point["score"] for point in curve})


def _new(curve: Iterable[dict[str, Any]], half_life: float) -> Iterator[Part]:
    """What each point of the curve adds to the one before, by its full weight."""
    before = datetime.min.replace(tzinfo=UTC)
    for point in curve:
        at = instant(point["at"])
        for part in point["score"].parts:
            if part.type != "carried-over" and instant(part.at) > before:
                yield part._replace(contribution=float(part.contribution) / left(half_life, instant(part.at), at))
        before = at


def _pushes(parts: Iterable[Part], scores: Mapping[datetime, float]) -> list[Push]:
    """The moments at which momentum changed most, in the order of time; each by at least the weight of a promise."""
    moments: dict[datetime, list[Part]] = {}
    for part in parts:
        if instant(part.at) in scores:
            moments.setdefault(instant(part.at), []).append(part)
    found = [_push(at, new, scores[at]) for at, new in moments.items()]
    most = sorted((push for push in found if abs(push.change) >= 1), key=lambda push: (-abs(push.change), push.at))
    return sorted(most[:_PUSHES], key=lambda push: push.at)


def _push(at: datetime, new: Sequence[Part], score: float) -> Push:
    types = [part.type for part in new]
    ranked = sorted(
        (part for part in new if part.n is not None), key=lambda part: (-abs(float(part.contribution)), part.n or 0)
    )
    events = dict.fromkeys(part.n for part in ranked if part.n is not None)
    change = sum(float(part.contribution) for part in new)
    return Push(at, new[0].at, score, change, tuple(events), types.count("overdue"), types.count("rhythm-missed"))


def _heads(last: Reading, by: str) -> Iterator[Heads]:
    """Who came to each session by group; of a session that counts by party, by the groups of the parties."""
    parties = last.views["participation"]["parties"]
    for event in _sessions(last):
        counted: dict[str, int] = dict(event.participants_by)
        for party, heads in event.attendance.items() if not counted else ():
            group = parties.get(party, {}).get(by) or NOT_RECORDED
            counted[group] = counted.get(group, 0) + heads
        for group in sorted(counted):
            yield Heads(event.moment, group, counted[group])


def _days_together(last: Reading, since: datetime, until: datetime) -> int:
    days = {event.moment for event in _sessions(last)}
    return 0 if len(days) <= _BARS else max(1, -(-(until - since).days // _BARS))


def _together(heads: Iterable[Heads], since: datetime, days: int) -> Iterator[Heads]:
    """Those of so many days as one, on the first of them."""
    if not days:
        yield from heads
        return
    found: dict[tuple[datetime, str], int] = {}
    for one in heads:
        key = since + timedelta(days=(one.at - since).days // days * days), one.group
        found[key] = found.get(key, 0) + one.number
    yield from (Heads(at, group, number) for (at, group), number in found.items())


def _heads_by(last: Reading) -> str:
    """Constituency, where any is on record; else kind."""
    of_parties = any(one["constituency"] for one in last.views["participation"]["parties"].values())
    of_sessions = any(event.participants_by for event in _sessions(last))
    return "constituency" if of_parties or of_sessions else "kind"


def _sessions(last: Reading) -> list[SessionHeld]:
    return [recorded.event for recorded in last.records if isinstance(recorded.event, SessionHeld)]


def _moved(last: Reading, moments: Sequence[datetime]) -> Iterator[datetime]:
    """Those of the moments since the one before which somebody came or went; and the first and the last."""
    moves = sorted(record.event.moment for record in last.records if record.event.area in _MOVING)
    before = 0
    for place, moment in enumerate(moments):
        passed = bisect_right(moves, moment)
        if passed != before or place in (0, len(moments) - 1):
            yield moment
        before = passed


def _seats(source: Source, moments: Iterable[datetime]) -> Iterator[Seats]:
    """By constituency or, where none was ever recorded, by kind."""
    reader = Reader(source, ("participation",))
    told = [(moment, reader.at(moment).views["participation"]) for moment in moments]
    by = "by_constituency" if any(view["by_constituency"] for _, view in told) else "by_kind"
    named = sorted({group for _, view in told for group in view[by]})
    for at, view in told:
        for group in named:
            yield Seats(at, group, view[by].get(group, 0))
