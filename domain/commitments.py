"""Commitments: who asked, who promised what to whom by when, and on whose word it is done.

The loop is request → promise or decline → delivered → accepted or refused. Nobody marks their own
work as done: delivery is the promisor's word, acceptance the promisee's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from domain.event import Event
from domain.marks import EXPECTED, PARTY, Introduces, RefersTo
from domain.refusal import judges_too, rule
from domain.sides import acts_as_any, on_promisees_side
from domain.values import Day, Parties, PartyId, Slug, Text, not_later

if TYPE_CHECKING:
    from domain.coalition import Coalition
    from domain.promises import Commitment

CommitmentId = Annotated[Slug, RefersTo("commitment")]


class RequestMade(Event, type="request-made"):
    """A party asks another for something."""

    request: Annotated[Slug, Introduces("request")]
    asker: PartyId
    asked: PartyId
    what: Text
    needed_by: Day | None = None


class RequestDeclined(Event, type="request-declined"):
    """The party that was asked says no."""

    request: Annotated[Slug, RefersTo("request")]
    reason: Annotated[Text | None, EXPECTED] = None


class CommitmentMade(Event, type="commitment-made"):
    """A party promises something to another or to all, by a date."""

    commitment: Annotated[Slug, Introduces("commitment")]
    promisor: PartyId
    promisee: PartyId  #: a party, or "all"
    what: Text
    due: Day | None = None
    co_accountable: Parties = ()
    clause: Annotated[Slug | None, RefersTo("clause")] = None
    initiative: Annotated[Slug | None, RefersTo("initiative")] = None
    answers: Annotated[Slug | None, RefersTo("request")] = None
    settles: Annotated[Slug | None, RefersTo("conflict")] = None


class CommitmentAnchored(Event, type="commitment-anchored"):
    """An earlier promise is put under the charter, which then holds its maker to it."""

    commitment: CommitmentId
    clause: Annotated[Slug, RefersTo("clause")]


class AccountabilityChanged(Event, type="accountability-changed"):
    """Other parties than before answer for a promise beside its promisor."""

    commitment: CommitmentId
    co_accountable: Parties = ()
    reason: Text | None = None


class ProgressReported(Event, type="progress-reported"):
    """Someone tells how far a promise has come."""

    commitment: CommitmentId
    what: Text


class AssessmentGiven(Event, type="assessment-given"):
    """An outsider gives a verdict on how far a promise was kept; it stands beside the promise."""

    commitment: CommitmentId
    assessor: Text
    extent: Annotated[Literal["none", "limited", "substantial", "complete", "not-assessable"] | None, EXPECTED] = None
    evidence: Text


class CommitmentDelivered(Event, type="commitment-delivered"):
    """Whoever answers for a promise says that it is done."""

    commitment: CommitmentId
    evidence: Text


class DeliveryAccepted(Event, type="delivery-accepted"):
    """The promisee says that what was delivered is what was promised."""

    commitment: CommitmentId


class DeliveryRefused(Event, type="delivery-refused"):
    """The promisee says that what was delivered is not what was promised."""

    commitment: CommitmentId
    reason: Annotated[Text | None, EXPECTED] = None


class CommitmentRenegotiated(Event, type="commitment-renegotiated"):
    """Promisor and promisee agree on another date; null withdraws the date."""

    commitment: CommitmentId
    due: Day | None
    what: Text | None = None
    agreed_by: Annotated[Slug | None, EXPECTED] = None


class CommitmentReleased(Event, type="commitment-released"):
    """The promisee lets the promisor off."""

    commitment: CommitmentId
    reason: Annotated[Text | None, EXPECTED] = None


class CommitmentRevoked(Event, type="commitment-revoked"):
    """The promisor takes a promise back."""

    commitment: CommitmentId
    reason: Annotated[Text | None, EXPECTED] = None


class CommitmentBroken(Event, type="commitment-broken"):
    """The promisee or the convener calls a promise broken whose date has passed."""

    commitment: CommitmentId
    reason: Annotated[Text | None, EXPECTED] = None


class CommitmentHandedOver(Event, type="commitment-handed-over"):
    """Another party takes a promise over and becomes its promisor."""

    commitment: CommitmentId
    to: PartyId
    accepted_by: Annotated[Slug | None, PARTY, EXPECTED] = None


#: The events that speak of one commitment and change where it stands.
About: TypeAlias = (
    CommitmentAnchored
    | AccountabilityChanged
    | ProgressReported
    | CommitmentDelivered
    | DeliveryAccepted
    | DeliveryRefused
    | CommitmentRenegotiated
    | CommitmentReleased
    | CommitmentRevoked
    | CommitmentBroken
    | CommitmentHandedOver
)


@rule("commitments.request-open", "Only an open request can be declined.", RequestDeclined)
def request_open(coalition: Coalition, event: RequestDeclined) -> bool:
    return coalition.commitments.requests[event.request].state == "open"


@rule("commitments.only-the-asked-declines", "A request is declined only by the party that was asked.", RequestDeclined)
def asked_declines(coalition: Coalition, event: RequestDeclined) -> bool:
    asked = coalition.commitments.requests[event.request].asked
    return event.by is None or coalition.membership.acts_as(event.by, asked)


@rule("commitments.promisor-is-in", "Only a party that is in promises.", CommitmentMade)
def promisor_is_in(coalition: Coalition, event: CommitmentMade) -> bool:
    return coalition.membership.is_in(event.promisor)


@rule("commitments.promisee-is-in", "A promise is made only to a party that is in, or to all.", CommitmentMade)
def promisee_is_in(coalition: Coalition, event: CommitmentMade) -> bool:
    return event.promisee == "all" or coalition.membership.is_in(event.promisee)


@rule(
    "commitments.not-to-self",
    "Nobody promises to itself: the promisee may not answer for the promise too.",
    CommitmentMade,
)
def not_to_self(coalition: Coalition, event: CommitmentMade | AccountabilityChanged) -> bool:
    if isinstance(event, CommitmentMade):
        return event.promisee not in (event.promisor, *event.co_accountable)
    return _of(coalition, event).promisee not in event.co_accountable


@rule("commitments.dated", "A promise needs a date; without one it is a wish.", CommitmentMade)
def dated(coalition: Coalition, event: CommitmentMade) -> bool:
    return event.due is not None


@rule("commitments.due-ahead", "A promise may not be due before it is made.", CommitmentMade)
def due_ahead(coalition: Coalition, event: CommitmentMade) -> bool:
    return event.due is None or not_later(event.at, event.exactness, event.due, "day")


@rule(
    "commitments.own-word",
    "A promise is given only by the party that promises or one that answers for it too.",
    CommitmentMade,
)
def own_word(coalition: Coalition, event: CommitmentMade) -> bool:
    return event.by is None or acts_as_any(coalition, event.by, (event.promisor, *event.co_accountable))


@rule(
    "commitments.unsettled",
    "Only a promise that is open, delivered or orphaned can be released.",
    CommitmentReleased,
)
def unsettled(coalition: Coalition, event: CommitmentReleased) -> bool:
    return _of(coalition, event).unsettled


@rule(
    "commitments.open",
    "This needs a promise that is open.",
    CommitmentAnchored,
    AccountabilityChanged,
    ProgressReported,
    CommitmentDelivered,
    CommitmentRenegotiated,
    CommitmentRevoked,
    CommitmentBroken,
)
def is_open(coalition: Coalition, event: About) -> bool:
    return _of(coalition, event).state == "open"


@rule(
    "commitments.clause-in-force",
    "A promise rests only on a clause of the charter in force.",
    CommitmentMade,
    CommitmentAnchored,
)
def clause_in_force(coalition: Coalition, event: CommitmentMade | CommitmentAnchored) -> bool:
    return event.clause is None or event.clause in coalition.charter.clauses_in_force


@rule(
    "commitments.promisor-agrees",
    "Who answers for a promise beside its promisor changes only by the promisor's word.",
    AccountabilityChanged,
)
def promisor_agrees(coalition: Coalition, event: AccountabilityChanged) -> bool:
    return event.by is None or coalition.membership.acts_as(event.by, _of(coalition, event).promisor)


judges_too("commitments.not-to-self", AccountabilityChanged)  # after the rules of its own row


@rule(
    "commitments.only-the-accountable-deliver",
    "A delivery is reported only by a party that answers for the promise.",
    CommitmentDelivered,
)
def accountable_deliver(coalition: Coalition, event: CommitmentDelivered) -> bool:
    return event.by is None or acts_as_any(coalition, event.by, _of(coalition, event).accountable)


@rule(
    "commitments.delivered",
    "Only what has been delivered can be accepted or refused.",
    DeliveryAccepted,
    DeliveryRefused,
)
def is_delivered(coalition: Coalition, event: DeliveryAccepted | DeliveryRefused) -> bool:
    return _of(coalition, event).state == "delivered"


@rule(
    "commitments.only-the-promisee-accepts",
    "Delivery is accepted or refused only on the promisee's side, never by who answers for the promise.",
    DeliveryAccepted,
    DeliveryRefused,
)
def promisee_accepts(coalition: Coalition, event: DeliveryAccepted | DeliveryRefused) -> bool:
    return event.by is None or on_promisees_side(coalition, event.by, _of(coalition, event))


@rule(
    "commitments.promisee-agrees",
    "A promise is renegotiated only with the agreement of the promisee's side.",
    CommitmentRenegotiated,
)
def promisee_agrees(coalition: Coalition, event: CommitmentRenegotiated) -> bool:
    return event.agreed_by is None or on_promisees_side(coalition, event.agreed_by, _of(coalition, event))


@rule(
    "commitments.only-the-promisee-releases",
    "A promise is released only on the promisee's side.",
    CommitmentReleased,
)
def promisee_releases(coalition: Coalition, event: CommitmentReleased) -> bool:
    return event.by is None or on_promisees_side(coalition, event.by, _of(coalition, event))


@rule("commitments.only-the-promisor-revokes", "A promise is revoked only by its promisor.", CommitmentRevoked)
def promisor_revokes(coalition: Coalition, event: CommitmentRevoked) -> bool:
    return event.by is None or coalition.membership.acts_as(event.by, _of(coalition, event).promisor)


@rule("commitments.past-due", "A promise can be called broken only once its date has passed.", CommitmentBroken)
def past_due(coalition: Coalition, event: CommitmentBroken) -> bool:
    due = _of(coalition, event).due
    return due is not None and not not_later(event.at, event.exactness, due, "day")


@rule(
    "commitments.not-by-its-maker",
    "A promise is called broken by the promisee's side or the convener, not by its maker.",
    CommitmentBroken,
)
def not_by_its_maker(coalition: Coalition, event: CommitmentBroken) -> bool:
    commitment = _of(coalition, event)
    if event.by is None or on_promisees_side(coalition, event.by, commitment):
        return True
    convenes = coalition.membership.acts_as_convener(event.by)
    return convenes and not coalition.membership.acts_as(event.by, commitment.promisor)


@rule(
    "commitments.open-or-orphaned",
    "Only an open or orphaned promise can be handed over.",
    CommitmentHandedOver,
)
def open_or_orphaned(coalition: Coalition, event: CommitmentHandedOver) -> bool:
    return _of(coalition, event).state in ("open", "orphaned")


@rule(
    "commitments.receiver-accepts",
    "A promise is handed over by the word of the party that takes it on, and the promisee takes on only an orphan.",
    CommitmentHandedOver,
)
def receiver_accepts(coalition: Coalition, event: CommitmentHandedOver) -> bool:
    commitment = _of(coalition, event)
    if event.to == commitment.promisee and commitment.state != "orphaned":
        return False
    speakers = [actor for actor in (event.accepted_by, event.by) if actor is not None]
    return all(coalition.membership.acts_as(actor, event.to) for actor in speakers)


def _of(coalition: Coalition, event: About) -> Commitment:
    return coalition.commitments.promises[event.commitment]
