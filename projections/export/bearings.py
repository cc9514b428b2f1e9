"""Bearings: which facts of a history bear on a party, on a thing that was brought in, and on the coalition itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from domain.charter import CharterDrafted, CharterRatified, CharterRepealed
from domain.commitments import CommitmentMade
from domain.dissolution import CoalitionReconvened, DissolutionConsented, DissolutionObjected, LessonLearned
from domain.event import Event
from domain.formation import CoalitionProposed
from domain.membership import (
    PartyDeclined,
    PartyInvited,
    PartyJoined,
    PartyRemoved,
    PartyWithdrew,
    RoleAssigned,
    RoleRelinquished,
    StandingChanged,
)
from projections.export import naming
from projections.export.over_time import Fact

_COMING_AND_GOING = (PartyInvited, PartyDeclined, PartyJoined, StandingChanged, PartyWithdrew, PartyRemoved)
_CYCLES = (CoalitionProposed, CoalitionReconvened)
_OF_THE_WHOLE = (PartyJoined, RoleAssigned, RoleRelinquished, CharterDrafted, CharterRatified, CharterRepealed)
_LEAVES_IT_AS_IT_IS = (DissolutionConsented, DissolutionObjected, LessonLearned)


class Bearings:
    """The facts of a history, found by what they bear on; always in reader order."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self._facts = facts
        self.parties: dict[str, None] = {}  #: that are named, in the order in which they are
        self.introduced: dict[tuple[str, str], None] = {}  #: (kind, id) in the order of coming in
        self._things: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        self._moves: defaultdict[str, list[int]] = defaultdict(list)
        self._cycles: list[int] = []
        for place, fact in enumerate(facts):
            self._enter(place, fact.recorded.event)

    def _enter(self, place: int, event: Event) -> None:
        self.introduced |= dict.fromkeys(event.introduces())
        self.parties |= dict.fromkeys(party for _, party in naming.parties(event) if party != "all")
        for mention in naming.things(event):
            for kind in mention.kinds:
                self._things[kind, mention.id].append(place)
        if isinstance(event, _COMING_AND_GOING):
            self._moves[event.party].append(place)
        elif isinstance(event, _CYCLES):
            self._cycles.append(place)

    def on_coalition(self) -> list[Fact]:
        """What gives it a name, a phase, a convener, a charter, a sponsor, an end."""
        return [fact for fact in self._facts if _of_the_whole(fact.recorded.event)]

    def on_party(self, party: str) -> list[Fact]:
        """Its coming and going, with the beginnings of cycles."""
        return self._at([*self._cycles, *self._moves.get(party, ())])

    def on_thing(self, kind: str, name: str) -> list[Fact]:
        """What names it."""
        return self._at(self._things[kind, name])

    def on_thing_and_parties(self, kind: str, name: str) -> list[Fact]:
        """The same with what its commitments answer, and with the coming and going of the parties named there."""
        places = self._things[kind, name]
        events = [self._facts[place].recorded.event for place in places]
        asked = [event.answers for event in events if isinstance(event, CommitmentMade) and event.answers]
        requests = [place for request in asked for place in self._things["request", request]]
        return self._at([*places, *requests, *self._of_parties(events)])

    def _of_parties(self, events: Iterable[Event]) -> list[int]:
        named = {party for event in events for _, party in naming.parties(event)}
        return [*self._cycles, *(place for party in named for place in self._moves.get(party, ()))]

    def _at(self, places: Iterable[int]) -> list[Fact]:
        return [self._facts[place] for place in sorted(set(places))]


def _of_the_whole(event: Event) -> bool:
    if isinstance(event, _LEAVES_IT_AS_IT_IS):
        return False
    return event.area in ("formation", "sponsorship", "dissolution") or isinstance(event, _OF_THE_WHOLE)
