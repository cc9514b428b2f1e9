"""Promises: where each commitment and each request stands, and how events move it. The rules are in `commitments`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple, TypeAlias

from rpds import HashTrieMap

from domain.commitments import (
    About,
    AccountabilityChanged,
    CommitmentBroken,
    CommitmentDelivered,
    CommitmentHandedOver,
    CommitmentMade,
    CommitmentReleased,
    CommitmentRenegotiated,
    CommitmentRevoked,
    DeliveryAccepted,
    DeliveryRefused,
    RequestDeclined,
    RequestMade,
)
from domain.evolution import evolves
from domain.membership import Membership

State: TypeAlias = Literal["open", "delivered", "accepted", "released", "revoked", "broken", "orphaned"]


class Request(NamedTuple):
    asked: str
    state: Literal["open", "declined", "answered"] = "open"


class Commitment(NamedTuple):
    promisor: str
    promisee: str
    what: str
    due: str | None
    first_due: str | None  #: the first due date ever given
    co_accountable: tuple[str, ...] = ()
    state: State = "open"

    @property
    def accountable(self) -> tuple[str, ...]:
        """Who answers for it: the promisor and those who answer beside it."""
        return (self.promisor, *self.co_accountable)

    @property
    def unsettled(self) -> bool:
        """Whether it still stands between the coalition and its end."""
        return self.state in ("open", "delivered", "orphaned")


@dataclass(frozen=True, slots=True)
class Commitments:
    requests: HashTrieMap[str, Request] = field(default_factory=HashTrieMap)
    promises: HashTrieMap[str, Commitment] = field(default_factory=HashTrieMap)
    pending: HashTrieMap[str, bool] = field(default_factory=HashTrieMap)  #: those not settled yet

    def put(self, commitment_id: str, commitment: Commitment) -> Commitments:
        """The same commitments with this one as it now stands."""
        pending = self.pending
        if commitment.unsettled != (commitment_id in pending):
            pending = pending.insert(commitment_id, True) if commitment.unsettled else pending.remove(commitment_id)
        return Commitments(self.requests, self.promises.insert(commitment_id, commitment), pending)


@evolves("commitments", RequestMade)
def requested(commitments: Commitments, event: RequestMade) -> Commitments:
    return replace(commitments, requests=commitments.requests.insert(event.request, Request(event.asked)))


@evolves("commitments", RequestDeclined)
def request_declined(commitments: Commitments, event: RequestDeclined) -> Commitments:
    return _request_is(commitments, event.request, "declined")


@evolves("commitments", CommitmentMade)
def made(commitments: Commitments, event: CommitmentMade) -> Commitments:
    if event.answers is not None:
        commitments = _request_is(commitments, event.answers, "answered")
    commitment = Commitment(event.promisor, event.promisee, event.what, event.due, event.due, event.co_accountable)
    return commitments.put(event.commitment, commitment)


@evolves("commitments", AccountabilityChanged)
def accountability_changed(commitments: Commitments, event: AccountabilityChanged) -> Commitments:
    return _with(commitments, event, co_accountable=event.co_accountable)


@evolves("commitments", CommitmentDelivered)
def delivered(commitments: Commitments, event: CommitmentDelivered) -> Commitments:
    return _with(commitments, event, state="delivered")


@evolves("commitments", DeliveryAccepted)
def accepted(commitments: Commitments, event: DeliveryAccepted) -> Commitments:
    return _with(commitments, event, state="accepted")


@evolves("commitments", DeliveryRefused)
def refused(commitments: Commitments, event: DeliveryRefused) -> Commitments:
    return _with(commitments, event, state="open")


@evolves("commitments", CommitmentRenegotiated)
def renegotiated(commitments: Commitments, event: CommitmentRenegotiated) -> Commitments:
    earlier = commitments.promises[event.commitment]
    return _with(
        commitments,
        event,
        due=event.due,
        first_due=earlier.first_due or event.due,
        what=event.what or earlier.what,
    )


@evolves("commitments", CommitmentReleased)
def released(commitments: Commitments, event: CommitmentReleased) -> Commitments:
    return _with(commitments, event, state="released")


@evolves("commitments", CommitmentRevoked)
def revoked(commitments: Commitments, event: CommitmentRevoked) -> Commitments:
    return _with(commitments, event, state="revoked")


@evolves("commitments", CommitmentBroken)
def broken(commitments: Commitments, event: CommitmentBroken) -> Commitments:
    return _with(commitments, event, state="broken")


@evolves("commitments", CommitmentHandedOver)
def handed_over(commitments: Commitments, event: CommitmentHandedOver) -> Commitments:
    """The receiver becomes the promisor; an orphan has a promisor again; its own promisee then owes it to all."""
    earlier = commitments.promises[event.commitment]
    return _with(
        commitments,
        event,
        promisor=event.to,
        promisee="all" if event.to == earlier.promisee else earlier.promisee,
        co_accountable=tuple(party for party in earlier.co_accountable if party != event.to),
        state="open" if earlier.state == "orphaned" else earlier.state,
    )


def without_promisor(commitments: Commitments, left: str, membership: Membership) -> Commitments:
    """A party has left: each of its open promises passes to a party that answers beside it, or is orphaned."""
    for commitment_id in sorted(commitments.pending):
        commitment = commitments.promises[commitment_id]
        if commitment.promisor == left and commitment.state == "open":
            commitments = commitments.put(commitment_id, _passed_on(commitment, membership))
    return commitments


def reopened(commitments: Commitments, commitment_id: str, membership: Membership) -> Commitments:
    """A promise is open again; where its promisor has left, the same happens as when a promisor leaves."""
    commitment = commitments.promises[commitment_id]
    if not membership.has_left(commitment.promisor):
        return commitments
    return commitments.put(commitment_id, _passed_on(commitment, membership))


def orphaned(commitments: Commitments) -> Commitments:
    """A new cycle: whoever promised is no longer in, so every open promise is orphaned."""
    for commitment_id in commitments.pending:
        commitment = commitments.promises[commitment_id]
        if commitment.state == "open":
            commitments = commitments.put(commitment_id, commitment._replace(state="orphaned"))
    return commitments


def _passed_on(commitment: Commitment, membership: Membership) -> Commitment:
    for party in commitment.co_accountable:
        if membership.is_in(party) and party != commitment.promisee:  # nobody comes to owe it to itself
            rest = tuple(other for other in commitment.co_accountable if other != party)
            return commitment._replace(promisor=party, co_accountable=rest)
    return commitment._replace(state="orphaned")


def _request_is(commitments: Commitments, request: str, state: Literal["declined", "answered"]) -> Commitments:
    changed = commitments.requests[request]._replace(state=state)
    return replace(commitments, requests=commitments.requests.insert(request, changed))


def _with(commitments: Commitments, event: About, **changes: object) -> Commitments:
    changed = commitments.promises[event.commitment]._replace(**changes)  # type: ignore[arg-type]
    return commitments.put(event.commitment, changed)
