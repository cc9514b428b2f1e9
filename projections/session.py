"""Sessions: the Network Session Summary of each session, laid out as such summaries are sent round."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Self

from rpds import HashTrieMap

from domain.event import Recorded
from domain.membership import PartyJoined
from domain.sessions import SessionHeld
from domain.values import written_day
from projections.view import read


def session(records: Iterable[Recorded], session_id: str, as_of: datetime | None = None) -> dict[str, Any]:
    """The summary of one session. Raises LookupError, naming the sessions there are, for any other."""
    summaries = read(Sessions.initial(), records, as_of)
    if session_id not in summaries:
        known = f"Known: {', '.join(summaries)}." if summaries else "None is on record."
        raise LookupError(f"No session {session_id} is on record. {known}")
    summary: dict[str, Any] = summaries[session_id]
    return summary


@dataclass(frozen=True, slots=True)
class Sessions:
    held: HashTrieMap[str, SessionHeld] = field(default_factory=HashTrieMap)
    names: HashTrieMap[str, str] = field(default_factory=HashTrieMap)  #: party → the name it joined under

    @classmethod
    def initial(cls) -> Self:
        return cls()

    def apply(self, recorded: Recorded) -> Self:
        """The sessions with one more, where the event is one."""
        match recorded.event:
            case SessionHeld() as held:
                return replace(self, held=self.held.insert(held.session, held))
            case PartyJoined(party=party, name=name):
                return replace(self, names=self.names.insert(party, name))
        return self

    def at(self, as_of: datetime) -> dict[str, dict[str, Any]]:
        """The summary of every session by its id, in the order in which they were held."""
        held = sorted(self.held.values(), key=lambda event: (event.moment, event.session))
        return {event.session: self._summary(event) for event in held}

    def _summary(self, event: SessionHeld) -> dict[str, Any]:
        return {
            "session": event.session,
            "topic": event.topic,
            "date": written_day(event.at),
            "at": event.at,
            "precision": event.exactness,
            "kind": event.kind,
            "hosts": list(event.hosts),
            "objectives": list(event.objectives),
            "resources": list(event.resources),
            "highlights": list(event.highlights),
            "statistics": self._statistics(event),
            "next_on": event.next_on,
        }

    def _statistics(self, event: SessionHeld) -> dict[str, Any]:
        counted = event.participants_by or event.attendance
        return {
            "total": sum(counted.values()) if counted else None,
            "participant_kind": event.participant_kind,
            "participants_by": dict(event.participants_by),
            "represented": dict(event.represented),
            "attendance": [
                {"party": party, "name": self.names.get(party) or party, "headcount": headcount}
                for party, headcount in event.attendance.items()
            ],
        }
