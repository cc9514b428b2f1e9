"""Sides: who speaks for whom a promise was made to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domain.coalition import Coalition
    from domain.promises import Commitment


def on_promisees_side(coalition: Coalition, actor: str, commitment: Commitment) -> bool:
    """Whether the actor speaks for whom the promise was made to.

    That is the promisee; for "all", or a promisee no longer in, any member not accountable for it.
    """
    membership = coalition.membership
    if actor in commitment.accountable:  # nobody marks its own work as done, for whomever it may speak beside
        return False
    if _is_a_party_in(coalition, commitment.promisee):
        return membership.acts_as(actor, commitment.promisee)
    return any(
        membership.is_member(party) and party not in commitment.accountable for party in membership.acting(actor)
    )


def someone_on_promisees_side(coalition: Coalition, commitment: Commitment) -> bool:
    """Whether anybody who is in could still accept or release the promise."""
    membership = coalition.membership
    if _is_a_party_in(coalition, commitment.promisee):
        return True
    return any(party not in commitment.accountable for party in membership.members)


def side_of_promisee(coalition: Coalition, commitment: Commitment) -> list[str]:
    """The parties on whose side, or for whom, somebody has to act to accept or release the promise, by id."""
    if _is_a_party_in(coalition, commitment.promisee):
        return [commitment.promisee]
    return [party for party in coalition.membership.members if party not in commitment.accountable]


def acts_as_any(coalition: Coalition, actor: str, parties: Iterable[str]) -> bool:
    """Whether the actor may act as one of the parties."""
    acting = coalition.membership.acting(actor)
    return any(party in acting for party in parties)


def _is_a_party_in(coalition: Coalition, promisee: str) -> bool:
    """Whether the promisee is one party that is in; "all" is everybody, whatever a party may be called."""
    return promisee != "all" and coalition.membership.is_in(promisee)
