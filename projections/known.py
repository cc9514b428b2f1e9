"""Known: the coalition at one point of its history, and the words in which its parts were brought in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

from rpds import HashTrieMap

from domain.coalition import Coalition, evolve
from domain.event import Event, Recorded

E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True)
class Known:
    """What views share that need the coalition's state: the rules keep no words, so those are kept beside it."""

    coalition: Coalition = field(default_factory=Coalition)
    introduced: HashTrieMap[tuple[str, str], Event] = field(default_factory=HashTrieMap)  #: by (kind, id)

    def apply(self, recorded: Recorded) -> Known:
        """The same with one more record taken in."""
        introduced = self.introduced
        for key in recorded.event.introduces():
            introduced = introduced.insert(key, recorded.event)
        return Known(evolve(self.coalition, recorded), introduced)

    def of(self, event_type: type[E], kind: str, name: str) -> E | None:
        """The event that brought something in; null where none of this type did."""
        event = self.introduced.get((kind, name))
        return event if isinstance(event, event_type) else None

    def name(self, party: str) -> str:
        """The name a party joined under, as far as it is known; else its id."""
        return self.coalition.membership.names.get(party) or party
