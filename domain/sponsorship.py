"""Sponsorship: who from outside lends the coalition a mandate, support or recognition."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated, Literal

from rpds import HashTrieMap

from domain.event import Event
from domain.evolution import evolves
from domain.marks import EXPECTED
from domain.refusal import rule
from domain.values import Slug, Text

if TYPE_CHECKING:
    from domain.coalition import Coalition


class SponsorshipRequested(Event, type="sponsorship-requested"):
    """The coalition asks someone to sponsor it."""

    sponsor: Slug
    ask: Text


class SponsorshipGranted(Event, type="sponsorship-granted"):
    """A sponsor lends its support, with or without a mandate."""

    sponsor: Slug
    mandate: Literal["none", "advisory", "delegated", "decision"]
    support: Text


class SponsorshipDeclined(Event, type="sponsorship-declined"):
    """Someone who was asked to sponsor says no."""

    sponsor: Slug
    reason: Annotated[Text | None, EXPECTED] = None


class SponsorshipWithdrawn(Event, type="sponsorship-withdrawn"):
    """A sponsor takes its support back."""

    sponsor: Slug
    reason: Annotated[Text | None, EXPECTED] = None


class RecognitionReceived(Event, type="recognition-received"):
    """Somebody outside recognises the coalition for what it is."""

    from_whom: Text
    recognised_as: Text


@dataclass(frozen=True, slots=True)
class Sponsorship:
    requested: HashTrieMap[str, bool] = field(default_factory=HashTrieMap)  #: asked and not answered yet
    sponsors: HashTrieMap[str, str] = field(default_factory=HashTrieMap)  #: sponsor → mandate


@rule("sponsorship.was-requested", "Only someone who was asked can decline to sponsor.", SponsorshipDeclined)
def was_requested(coalition: Coalition, event: SponsorshipDeclined) -> bool:
    return event.sponsor in coalition.sponsorship.requested


@rule("sponsorship.is-sponsor", "Only a present sponsor can withdraw.", SponsorshipWithdrawn)
def is_sponsor(coalition: Coalition, event: SponsorshipWithdrawn) -> bool:
    return event.sponsor in coalition.sponsorship.sponsors


@evolves("sponsorship", SponsorshipRequested)
def requested(sponsorship: Sponsorship, event: SponsorshipRequested) -> Sponsorship:
    return replace(sponsorship, requested=sponsorship.requested.insert(event.sponsor, True))


@evolves("sponsorship", SponsorshipGranted)
def granted(sponsorship: Sponsorship, event: SponsorshipGranted) -> Sponsorship:
    return Sponsorship(
        requested=sponsorship.requested.discard(event.sponsor),
        sponsors=sponsorship.sponsors.insert(event.sponsor, event.mandate),
    )


@evolves("sponsorship", SponsorshipDeclined)
def declined(sponsorship: Sponsorship, event: SponsorshipDeclined) -> Sponsorship:
    return replace(sponsorship, requested=sponsorship.requested.discard(event.sponsor))


@evolves("sponsorship", SponsorshipWithdrawn)
def withdrawn(sponsorship: Sponsorship, event: SponsorshipWithdrawn) -> Sponsorship:
    return replace(sponsorship, sponsors=sponsorship.sponsors.discard(event.sponsor))
