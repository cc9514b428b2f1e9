"""Withdrawn: what was recorded and taken back later, told as it stood until then.

Both versions stay on record. What was taken back enters no figure, on no date: a page tells every date as the ledger
knows it now, and a retraction mends the past. So it is told as taken back on every date from its own on, before the
retraction happened too; where the page is of what was known before the retraction was recorded, it simply counts.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from domain.event import Recorded
from domain.testimony import EventRetracted
from domain.values import instant


class Withdrawn(NamedTuple):
    """An event that was taken back, the retraction that did so, and its entry in the timeline until then."""

    record: Recorded
    by: Recorded
    entry: Mapping[str, Any]

    @property
    def fell(self) -> bool:
        """Whether it was not what the retraction names, but could not have been recorded without that."""
        event = self.by.event
        assert isinstance(event, EventRetracted)
        return event.event not in (self.record.n, self.record.event.ref)

    def had_happened(self, as_of: datetime) -> bool:
        return self.record.event.moment <= as_of


def merged(entries: Sequence[Mapping[str, Any]], withdrawn: Iterable[Withdrawn]) -> list[Mapping[str, Any]]:
    """The entries of a timeline with those that were taken back at their place: before what was put there instead.

    They take the phase of what stands beside them, for they changed none.
    """
    whole = list(entries)
    for one in sorted(withdrawn, key=lambda one: (one.record.event.moment, one.record.place, one.record.n)):
        at = bisect_left(whole, (one.record.event.moment, one.record.place, one.record.n), key=_place)
        beside = whole[at : at + 1] or whole[at - 1 : at]
        whole.insert(at, {**one.entry, "phase": beside[0]["phase"] if beside else one.entry["phase"]})
    return whole


def _place(entry: Mapping[str, Any]) -> tuple[datetime, int, int]:
    """Where an entry stands: by when it happened, then in the order of reading."""
    return instant(entry["at"]), entry.get("stands_at", entry["n"]), entry["n"]
