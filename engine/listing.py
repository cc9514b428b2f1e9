"""The list: every coalition of a ledger in a line, from few of its entries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, cast

from eventsourcing.persistence import Mapper

from domain.event import Recorded
from domain.formation import CoalitionProposed, CoalitionRenamed
from domain.history import counting
from engine.errors import Damaged
from engine.stores import Ends, LedgerRecorder


class Listed(NamedTuple):
    """One coalition of the ledger, from its first and last entry and those that named it.

    All but its id and count is null where these cannot be read: see `care.check`.
    """

    coalition: str
    name: str | None  #: that it goes by now
    events: int
    proposed_at: str | None
    last_recorded_at: str | None


def listed(recorder: LedgerRecorder, mapper: Mapper[str]) -> Iterator[Listed]:
    """Every coalition that a store holds by id, without reading whole streams."""
    for ends in recorder.select_ends():
        try:
            yield _line(recorder, mapper, ends)
        except Damaged:  # one damaged coalition does not hide the others
            yield Listed(ends.stream, None, ends.last.originator_version, None, None)


def _line(recorder: LedgerRecorder, mapper: Mapper[str], ends: Ends) -> Listed:
    first = cast(Recorded, mapper.to_domain_event(ends.first))
    last = cast(Recorded, mapper.to_domain_event(ends.last))
    naming = map(mapper.to_domain_event, recorder.select_naming(first.event.coalition))
    name = _name([first, *cast(Iterator[Recorded], naming)])
    return Listed(ends.stream, name, last.n, first.event.at, last.recorded_at)


def _name(records: list[Recorded]) -> str:
    """What a coalition goes by after its first entry and all that may have named it since."""
    events = [record.event for record in counting(records)]
    names = [event.name for event in events if isinstance(event, (CoalitionProposed, CoalitionRenamed))]
    return names[-1] if names else records[0].event.coalition
