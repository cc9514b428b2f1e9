"""Timeline: what happened, one plain sentence an event, and how long each phase lasted.

Entries stand in the order in which things happened; of the same instant, in reader order, which is recorded order
with corrections in their place. Phases are told in reader order: an entry's phase is that of the coalition right
after the event was read, so beside facts that arrived late it may be a later phase than its neighbours'. A span
begins with the `at` of the event that changed the phase, or, where that lies before the span then running, with
the beginning of that one, which so gets no length: phases never overlap and no length is negative.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import zip_longest
from typing import Any, NamedTuple, Self

from rpds import HashTrieMap, List

from domain.event import Event, Recorded
from domain.testimony import AccountContested, AccountReconciled
from domain.values import instant, written_day
from projections import sentences
from projections.known import NOTHING, Known, is_party
from projections.parties import actors, involved
from projections.view import read


def timeline(
    records: Iterable[Recorded],
    as_of: datetime | None = None,
    *,
    party: str | None = None,
    lane: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    types: Collection[str] | None = None,
) -> dict[str, Any]:
    """`{"entries": […], "phases": […]}` of these records; the filters choose among the entries.

    `party` is one that took part, `lane` an area of the domain, `since` and `until` the first and last instant.
    """
    told = read(Timeline.initial(), records, as_of)
    entries = [
        entry
        for entry in told["entries"]
        if (party is None or party in entry["parties"])
        and (lane is None or lane.replace("-", "_") == entry["lane"])
        and (types is None or entry["type"] in types)
        and (since is None or since <= instant(entry["at"]))
        and (until is None or instant(entry["at"]) <= until)
    ]
    return {"entries": entries, "phases": told["phases"]}


class Entry(NamedTuple):
    """An event that was read, with what of the coalition its telling needs."""

    recorded: Recorded
    phase: str
    draft: str
    involved: tuple[str, ...]
    actors: tuple[str, ...]  #: parties or persons; which of them are parties shows later
    about: int | None  #: of testimony, the number of the event that it is about


class Span(NamedTuple):
    phase: str
    since: str


@dataclass(frozen=True, slots=True)
class Timeline:
    known: Known = NOTHING
    entries: List[Entry] = field(default_factory=List)  #: the last one first
    spans: tuple[Span, ...] = ()

    @classmethod
    def initial(cls) -> Self:
        return cls()

    def apply(self, recorded: Recorded) -> Self:
        """The timeline with one more event told."""
        event, known = recorded.event, self.known.apply(recorded)
        entry = Entry(
            recorded,
            known.coalition.phase,
            sentences.draft(event, self.known),
            tuple(involved(event, self.known)),
            tuple(actors(event, self.known.coalition.membership)),
            _about(event, self.known),
        )
        spans = _spans(self.spans, entry.phase, event.at)
        return type(self)(known, self.entries.push_front(entry), spans)

    def at(self, as_of: datetime) -> dict[str, Any]:
        """The entries, and the phases with the running one's days up to this date."""
        entries = list(self.entries)[::-1]
        contested = _accounts(entries, AccountContested)
        reconciled = _accounts(entries, AccountReconciled)
        dates = {entry.recorded.n: entry.recorded.event.at for entry in entries}
        nobody: list[int] = []  # the same for all that nobody gave another account of
        told = [
            self._told(entry, contested.get(entry.recorded.n, nobody), reconciled.get(entry.recorded.n, nobody), dates)
            for entry in sorted(entries, key=lambda entry: entry.recorded.event.moment)
        ]
        return {"entries": told, "phases": list(_phases(self.spans, as_of))}

    def _told(
        self, entry: Entry, contested: list[int], reconciled: list[int], dates: Mapping[int, str]
    ) -> dict[str, Any]:
        recorded, event, membership = entry.recorded, entry.recorded.event, self.known.coalition.membership
        return {
            "n": recorded.n,
            "at": event.at,
            "precision": event.exactness,
            "type": event.type,
            "lane": event.area,
            "phase": entry.phase,
            "sentence": sentences.finished(entry.draft, self._names, dates),
            "parties": sorted({*entry.involved, *(actor for actor in entry.actors if is_party(membership, actor))}),
            "recorded_late_by": days_late(recorded),
            "contested": contested,
            "reconciled": reconciled,
            "attested": _attested(recorded),
            "derived_from": recorded.derived_from,
            **_where_it_applies(recorded),
        }

    @property
    def _names(self) -> HashTrieMap[str, str]:
        return self.known.coalition.membership.names


def _spans(spans: tuple[Span, ...], phase: str, at: str) -> tuple[Span, ...]:
    if not spans:
        return (Span(phase, at),)
    running = spans[-1]
    if running.phase == phase:
        return spans
    return (*spans, Span(phase, max(running.since, at, key=instant)))


def _phases(spans: tuple[Span, ...], as_of: datetime) -> Iterator[dict[str, Any]]:
    for span, following in zip_longest(spans, spans[1:]):
        end = as_of if following is None else instant(following.since)
        yield {
            "phase": span.phase,
            "from": span.since,
            "to": None if following is None else following.since,
            "days": max(0, (end - instant(span.since)).days),
        }


def _about(event: Event, known: Known) -> int | None:
    if isinstance(event, AccountContested | AccountReconciled):
        return known.coalition.number_of(event.event)
    return None


def _accounts(entries: Iterable[Entry], testimony: type[Event]) -> dict[int, list[int]]:
    """By entry, the testimonies of one type about it; of an entry that was mended, on what stands in its place."""
    stands: dict[int, int] = {}
    for entry in entries:
        stands.setdefault(entry.recorded.place, entry.recorded.n)
    found: dict[int, list[int]] = {}
    for entry in entries:
        if entry.about is not None and isinstance(entry.recorded.event, testimony):
            found.setdefault(stands.get(entry.about, entry.about), []).append(entry.recorded.n)
    return found


def days_late(recorded: Recorded) -> int | None:
    """Whole days from when it happened to when it was recorded, where that is more than a day."""
    late = recorded.known_from - _happened_by(recorded.event)
    return late.days if late > timedelta(days=1) else None


def _happened_by(event: Event) -> datetime:
    """The moment from which lateness counts: what is known to the month or year may be of its last day."""
    if event.exactness not in ("month", "year"):
        return event.moment
    day = date.fromisoformat(written_day(event.at))
    month = 12 if event.exactness == "year" else day.month
    return datetime.combine(date(day.year, month, monthrange(day.year, month)[1]), time(), UTC)


def _attested(recorded: Recorded) -> dict[str, Any] | None:
    if recorded.attested is None:
        return None
    return {**recorded.attested._asdict(), "breaches": list(recorded.breaches)}


def _where_it_applies(recorded: Recorded) -> dict[str, Any]:
    added: dict[str, Any] = {} if recorded.stands_at is None else {"stands_at": recorded.stands_at}
    return added | ({"voids": list(recorded.voids)} if recorded.type == "event-retracted" else {})
