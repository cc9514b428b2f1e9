"""The course: what happened over time, as the charts draw it, once for the whole history that a page is about.

A page shows earlier dates by covering what was still to come. That is right because what these series say of a day does
not depend on what came after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from domain.sessions import SessionHeld
from domain.values import instant
from projections.curve import left
from projections.figure import Part, plain
from projections.page.reading import Reader, Reading, Source

_SAMPLES = 240  # points of a curve besides those of the events
_DOTS = 200  # of an area, at most
_PUSHES = 9  # are marked on it
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
    """How many persons of a group came to a session."""

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
    seats: list[Seats]


def course(reader: Reader, last: Reading, moments: Sequence[datetime]) -> Course | None:
    """The course up to the last reading of a reader; at these moments it is told which parties were in.

    Null where nothing has happened.
    """
    if not last.records:
        return None
    since = min(recorded.event.moment for recorded in last.records)
    until = _until(last, since)
    curve, pushes = _momentum(reader, since, until)
    return Course(
        since,
        until,
        list(_phases(last, until)),
        list(_dots(last, since, until)),
        curve,
        pushes,
        list(_heads(last, _heads_by(last))),
        _heads_by(last),
        list(_seats(reader.source, [moment for moment in moments if moment <= until] + [until])),
    )


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
            group = parties.get(party, {}).get(by) or "not recorded"
            counted[group] = counted.get(group, 0) + heads
        for group in sorted(counted):
            yield Heads(event.moment, group, counted[group])


def _heads_by(last: Reading) -> str:
    """Constituency, where any is on record; else kind."""
    of_parties = any(one["constituency"] for one in last.views["participation"]["parties"].values())
    of_sessions = any(event.participants_by for event in _sessions(last))
    return "constituency" if of_parties or of_sessions else "kind"


def _sessions(last: Reading) -> list[SessionHeld]:
    return [recorded.event for recorded in last.records if isinstance(recorded.event, SessionHeld)]


def _seats(source: Source, moments: Sequence[datetime]) -> Iterator[Seats]:
    """By constituency or, where none was ever recorded, by kind."""
    reader = Reader(source, ("participation",))
    told = [(moment, reader.at(moment).views["participation"]) for moment in moments]
    by = "by_constituency" if any(view["by_constituency"] for _, view in told) else "by_kind"
    named = sorted({group for _, view in told for group in view[by]})
    for at, view in told:
        for group in named:
            yield Seats(at, group, view[by].get(group, 0))
