"""Known: the coalition at one point of its history, and the words in which its parts were brought in."""

from __future__ import annotations

from typing import Any, NamedTuple, Self, TypeVar

from rpds import HashTrieMap

from domain.coalition import Coalition, changed, evolve
from domain.dissolution import CoalitionReconvened
from domain.event import Event, Recorded
from domain.evolution import evolutions
from domain.membership import Membership, emptied
from domain.promises import Commitments
from projections.view import shared

E = TypeVar("E", bound=Event)


class _Unkept:
    """A register in which nothing is kept."""

    def insert(self, key: Any, value: Any) -> Self:
        """The same register."""
        return self

    def get(self, key: Any, otherwise: Any = None) -> Any:
        """What stands in its place."""
        return otherwise

    def __contains__(self, key: Any) -> bool:
        return False


#: A coalition as views need it, without what the rules enter of every event: that takes longer than all the rest.
_UNREGISTERED = changed(Coalition(), dict.fromkeys(("ids", "ids_again", "refs", "touched", "entries"), _Unkept()))


class Known(NamedTuple):
    """What views share that need the coalition's state: the rules keep no words, so those are kept beside it."""

    coalition: Coalition = _UNREGISTERED  #: its slices, and which entry bears which ref
    introduced: HashTrieMap[tuple[str, str], Event] = HashTrieMap()  #: by (kind, id)

    @shared
    def apply(self, recorded: Recorded) -> Known:
        """The same with one more record taken in."""
        introduced = self.introduced
        for key in recorded.event.introduces():
            introduced = introduced.insert(key, recorded.event)
        return Known(evolve(self.coalition, recorded), introduced)

    def with_promises(self, commitments: Commitments) -> Known:
        """The same, where promises stand as somebody else has followed them."""
        return self._replace(coalition=changed(self.coalition, {"commitments": commitments}))

    def of(self, event_type: type[E], kind: str, name: str) -> E | None:
        """The event that brought something in; null where none of this type did."""
        event = self.introduced.get((kind, name))
        return event if isinstance(event, event_type) else None

    def began(self, kind: str, name: str) -> str:
        """When something was brought in, as written; who was given a coalition alone looks in its register."""
        event = self.introduced.get((kind, name))
        return self.coalition.ids[kind, name].at if event is None else event.at

    def name(self, party: str) -> str:
        """The name a party joined under, as far as it is known; else its id."""
        return self.coalition.membership.names.get(party) or party


def membership_after(membership: Membership, event: Event) -> Membership:
    """Who is in after an event, by the rules' own reckoning, for views that need no more of the coalition than that."""
    if isinstance(event, CoalitionReconvened):
        return emptied(membership, event.convener)
    for slice_name, change in evolutions(type(event)):
        membership = change(membership, event) if slice_name == "membership" else membership
    return membership


def is_party(membership: Membership, actor: str) -> bool:
    """Whether an actor is, as far as is known, a party and no person: it is in, once was, or convenes."""
    return actor in membership.names or actor in membership.former or actor == membership.convener


#: Of a history without events; views that are folded side by side begin with this one.
NOTHING = Known()
