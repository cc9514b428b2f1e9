"""iCalendar (RFC 5545): the dates of histories for any calendar.

Every date is an event, due dates too: an entry of its own that takes no time. To-dos (VTODO) would say more, but the
calendars that most people have, Google's and Outlook's, leave them out. What is known to the day is a whole day, to
the month a month; an instant is written in the offset in which it was recorded, with a time zone that is that offset.

A calendar knows an entry again by its UID and takes the telling with the higher SEQUENCE, which is the number of the
ledger's last entry that bears on it; DTSTAMP and LAST-MODIFIED say when that was recorded. So the same ledger gives
the same calendar, at whatever time and how often it is exported. A date that no longer holds stays as CANCELLED.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, timezone

from icalendar import Calendar, Component, Event, Timezone, TimezoneStandard

from domain.event import Recorded
from domain.values import instant
from projections.export.calendar import Entry, entries
from projections.export.dates import Date

#: Where clocks say something else than UTC, by the id of the time zone that is made for it.
Offsets = dict[str, timedelta]

_PRODUCT = "-//coalition-engine//coalition export//EN"
_LONG_AGO = datetime(1601, 1, 1)  # noqa: DTZ001 (a time zone begins by its own clock)


def blocks(histories: Iterable[tuple[str, Sequence[Recorded]]]) -> Iterator[str]:
    """A calendar of these coalitions, piece by piece; the histories with all entries, voided ones too."""
    calendar = Calendar()
    for name, value in (("prodid", _PRODUCT), ("version", "2.0"), ("calscale", "GREGORIAN")):
        calendar.add(name, value)
    written, _, end = _text(calendar).rpartition("END:")
    yield written
    known: Offsets = {}
    for _, stream in histories:
        for entry in entries(stream):
            yield from _zone(entry.date, known)
            yield _text(_event(entry))
    yield f"END:{end}"


def _event(entry: Entry) -> Event:
    event, changed = Event(), _recorded(entry.changed)
    event.add("uid", entry.uid)
    event.add("sequence", entry.changed.n)
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("created", _recorded(entry.created))
    event.add("summary", entry.summary)
    event.add("description", "\n".join(entry.details))
    event.add("categories", [entry.slot.kind, entry.coalition])
    event.add("status", "CANCELLED" if entry.state == "off" else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    _place(event, entry.date)
    return event


def _place(event: Event, on: Date) -> None:
    """When it is: an instant, a day, or all of a month or year of which nobody knows more."""
    if on.precision != "instant":
        first, days = _span(on)
        event.add("dtstart", first)
        if days > 1:
            event.add("duration", timedelta(days=days))
    elif name := _offset(on)[0]:
        event.add("dtstart", _clock(on), parameters={"TZID": name})
    else:
        event.add("dtstart", instant(on.at).replace(microsecond=0))


def _span(on: Date) -> tuple[date, int]:
    """The first day and how many there are."""
    day = date.fromisoformat(on.at[:10])
    match on.precision:
        case "month":
            return day.replace(day=1), monthrange(day.year, day.month)[1]
        case "year":
            return date(day.year, 1, 1), 366 if monthrange(day.year, 2)[1] == 29 else 365
    return day, 1


def _clock(on: Date) -> datetime:
    """What the clocks said, as it was written."""
    return datetime.fromisoformat(on.at[:19].upper())


def _offset(on: Date) -> tuple[str, timedelta]:
    """The offset in which an instant was written, and a name for it; none for UTC."""
    offset = _clock(on).replace(tzinfo=UTC) - instant(on.at).replace(microsecond=0)
    if not offset:
        return "", offset
    return timezone(offset).tzname(None).replace(":", ""), offset


def _zone(on: Date, known: Offsets) -> Iterator[str]:
    """The time zone of an instant, where it was not told yet."""
    if on.precision != "instant":
        return
    name, offset = _offset(on)
    if name and name not in known:
        known[name] = offset
        zone, clocks = Timezone(), TimezoneStandard()
        zone.add("tzid", name)
        for attribute in ("dtstart", "rdate"):  # some readers know no other beginnings than those of a list or rule
            clocks.add(attribute, _LONG_AGO)
        for attribute in ("tzoffsetfrom", "tzoffsetto"):
            clocks.add(attribute, offset)
        clocks.add("tzname", name)
        zone.add_component(clocks)
        yield _text(zone)


def _recorded(record: Recorded) -> datetime:
    return record.known_from.replace(microsecond=0)


def _text(component: Component) -> str:
    written: bytes = component.to_ical()
    return written.decode()
