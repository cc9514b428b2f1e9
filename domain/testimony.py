"""Testimony: accounts that disagree are kept side by side, and what was recorded wrongly stops counting.

What a retraction does to a history is worked out in `history`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated, Any

from rpds import HashTrieMap

from domain.event import Event
from domain.marks import EVENT, EXPECTED
from domain.refusal import declare, rule
from domain.values import Flag, Number, PartyId, Slug, Text

if TYPE_CHECKING:
    from domain.coalition import Coalition

#: The number of an event, or its ref.
EventId = Annotated[Number | Slug, EVENT]


class AccountContested(Event, type="account-contested"):
    """A party remembers an event differently; its account stands beside the record."""

    event: EventId
    party: Annotated[PartyId | None, EXPECTED] = None
    account: Text


class AccountReconciled(Event, type="account-reconciled"):
    """The parties agree how an event that was contested is to be told."""

    event: EventId
    agreed_account: Text


class EventRetracted(Event, type="event-retracted"):
    """An event that was recorded wrongly stops counting; a correction may stand in its place."""

    event: EventId
    reason: Annotated[Text | None, EXPECTED] = None
    cascade: Flag
    instead: dict[str, Any] | None = None  #: the correction: all of the type's own fields


@dataclass(frozen=True, slots=True)
class Testimony:
    contested: HashTrieMap[int, bool] = field(default_factory=HashTrieMap)  #: the places of what was contested


declare(
    "¶retractable",
    "What is retracted has to be an act or a correction that counts: "
    "not the first event, not a retraction, nothing derived.",
    EventRetracted,
)


@rule("testimony.has-standing", "An account is contested only by a party that is in or once was.", AccountContested)
def has_standing(coalition: Coalition, event: AccountContested) -> bool:
    return event.party is None or coalition.membership.had_standing(event.party)


@rule("testimony.was-contested", "Only an account that was contested is reconciled.", AccountReconciled)
def was_contested(coalition: Coalition, event: AccountReconciled) -> bool:
    return coalition.place_of(event.event) in coalition.testimony.contested


declare(
    "testimony.nothing-left-hanging",
    "A retraction may leave nothing that could no longer have been accepted, unless it takes that with it (cascade).",
    EventRetracted,
)


def contested(testimony: Testimony, place: int) -> Testimony:
    """What stands at this place of the ledger is contested."""
    return replace(testimony, contested=testimony.contested.insert(place, True))
