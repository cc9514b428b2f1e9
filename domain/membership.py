"""Membership: who is in, who acts for whom, who holds which role."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated, Literal

from rpds import HashTrieMap

from domain.event import Event
from domain.evolution import evolves
from domain.formation import CoalitionProposed
from domain.marks import EXPECTED, PERSON
from domain.refusal import rule
from domain.values import PartyId, Slug, Standing, Text, Texts

if TYPE_CHECKING:
    from domain.coalition import Coalition

PartyKind = Literal[
    "public-agency",
    "health-provider",
    "nonprofit",
    "commercial",
    "industry",
    "academic",
    "community",
    "professional-body",
    "political-party",
    "unit",
    "individual",
    "other",
]
RoleName = Literal["convener", "facilitator", "secretary", "champion", "liaison", "co-lead"]
PersonId = Annotated[Slug, PERSON]

#: Under this name a refusal finds the last event that gave a party its standing.
STANDING_GIVEN = "standing-given"


class PartyInvited(Event, type="party-invited"):
    """A party is asked to join."""

    party: PartyId
    standing: Standing


class PartyJoined(Event, type="party-joined"):
    """A party joins, as a member, an observer, or a member that rotates."""

    party: PartyId
    name: Text
    kind: Annotated[PartyKind | None, EXPECTED] = None
    constituency: Slug | None = None
    standing: Standing

    def steps(self) -> Iterable[tuple[str, str]]:
        """The party's latest standing."""
        return [(STANDING_GIVEN, self.party)]


class PartyDeclined(Event, type="party-declined"):
    """An invited party says no."""

    party: PartyId
    reason: Annotated[Text | None, EXPECTED] = None


class PartyWithdrew(Event, type="party-withdrew"):
    """A party leaves of its own accord."""

    party: PartyId
    reason: Annotated[Text | None, EXPECTED] = None


class PartyRemoved(Event, type="party-removed"):
    """The convener removes a party."""

    party: PartyId
    reason: Annotated[Text | None, EXPECTED] = None


class StandingChanged(Event, type="standing-changed"):
    """A party becomes a member, an observer, or a rotating member."""

    party: PartyId
    standing: Standing

    def steps(self) -> Iterable[tuple[str, str]]:
        """The party's latest standing."""
        return [(STANDING_GIVEN, self.party)]


class IntroductionMade(Event, type="introduction-made"):
    """The opening dialogue: a person tells who they are, how they got here, their role and their unique needs."""

    party: PartyId
    person: PersonId
    role: Text
    how_we_got_here: Text
    needs: Texts = ()


class RoleAssigned(Event, type="role-assigned"):
    """A person takes on a role for a party."""

    role: RoleName
    person: PersonId
    party: PartyId
    responsible_for: Text | None = None


class RoleRelinquished(Event, type="role-relinquished"):
    """A person gives a role up."""

    role: RoleName
    person: PersonId
    responsible_for: Text | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """What a person was trusted with; the key under which the holder's party is kept."""

    name: str
    person: str
    responsible_for: str | None = None


@dataclass(frozen=True, slots=True)
class Membership:
    parties: HashTrieMap[str, str] = field(default_factory=HashTrieMap)  #: party → its standing, while in
    names: HashTrieMap[str, str] = field(default_factory=HashTrieMap)  #: party → the name it joined under
    former: HashTrieMap[str, bool] = field(default_factory=HashTrieMap)  #: parties that once were in
    joined: HashTrieMap[str, bool] = field(default_factory=HashTrieMap)  #: joined in this cycle, also if gone since
    departed: HashTrieMap[str, bool] = field(default_factory=HashTrieMap)  #: left in this cycle, seen to join or not
    invited: HashTrieMap[str, str] = field(default_factory=HashTrieMap)
    acts_for: HashTrieMap[str, tuple[str, ...]] = field(default_factory=HashTrieMap)  #: person → parties
    roles: HashTrieMap[Role, str] = field(default_factory=HashTrieMap)
    convener: str | None = None

    def is_in(self, party: str) -> bool:
        """Whether the party is in, in whatever standing."""
        return party in self.parties

    def is_member(self, party: str) -> bool:
        """Whether the party is in and decides."""
        return self.parties.get(party) in ("member", "rotating")

    @property
    def members(self) -> list[str]:
        """The parties that decide, by id."""
        return sorted(party for party in self.parties if self.is_member(party))

    @property
    def observers(self) -> list[str]:
        """The parties that attend and are heard but do not decide, by id."""
        return sorted(party for party in self.parties if not self.is_member(party))

    def acting(self, actor: str) -> tuple[str, ...]:
        """The parties that the actor may act as: itself, and those it was introduced or given a role for."""
        return (actor, *self.acts_for.get(actor, ()))

    def acts_as(self, actor: str, party: str) -> bool:
        """Whether what the actor does is done by the party."""
        return party in self.acting(actor)

    def acts_as_member(self, actor: str) -> bool:
        """Whether the actor is, or acts for, a member."""
        return any(self.is_member(party) for party in self.acting(actor))

    def acts_as_convener(self, actor: str) -> bool:
        """Whether the actor is, or acts for, the convener."""
        return self.convener is not None and self.acts_as(actor, self.convener)

    def acts_as_facilitator(self, actor: str) -> bool:
        """Whether the actor holds the facilitator's role, or is the party it is held for."""
        return any(r.name == "facilitator" and actor in (r.person, party) for r, party in self.roles.items())

    def has_left(self, party: str) -> bool:
        """Whether the party once was in and is no longer."""
        return party in self.former and party not in self.parties

    def had_standing(self, party: str) -> bool:
        """Whether the party is in or once was."""
        return party in self.parties or party in self.former

    @property
    def convener_not_yet_joined(self) -> bool:
        """Whether the convener has not joined since the coalition was proposed or last reconvened."""
        convener = self.convener
        return convener is not None and convener not in self.joined and convener not in self.departed

    @property
    def convener_gone(self) -> bool:
        """Whether nobody convenes any more: no convener is known, or it has left."""
        return self.convener is None or (self.convener not in self.parties and not self.convener_not_yet_joined)


@rule("membership.not-already-in", "Only a party that is not in yet joins or is invited.", PartyInvited, PartyJoined)
def not_already_in(coalition: Coalition, event: PartyInvited | PartyJoined) -> bool:
    return not coalition.membership.is_in(event.party)


@rule("membership.was-invited", "Only a party that was invited can decline.", PartyDeclined)
def was_invited(coalition: Coalition, event: PartyDeclined) -> bool:
    return event.party in coalition.membership.invited


@rule(
    "membership.is-in",
    "Only a party that is in leaves, changes its standing or is given a role.",
    PartyWithdrew,
    PartyRemoved,
    StandingChanged,
    RoleAssigned,
)
def party_is_in(coalition: Coalition, event: PartyWithdrew | PartyRemoved | StandingChanged | RoleAssigned) -> bool:
    return coalition.membership.is_in(event.party)


@rule("membership.speaks-for-itself", "A party withdraws only by its own word.", PartyWithdrew)
def withdraws_itself(coalition: Coalition, event: PartyWithdrew) -> bool:
    return event.by is None or coalition.membership.acts_as(event.by, event.party)


@rule("membership.convener-removes", "Only the convener removes a party.", PartyRemoved)
def convener_removes(coalition: Coalition, event: PartyRemoved) -> bool:
    return event.by is None or coalition.membership.acts_as_convener(event.by)


@rule(
    "membership.convener-hands-over",
    "The convener's role is handed on by the present convener or, once that has left, by any member.",
    RoleAssigned,
)
def convener_hands_over(coalition: Coalition, event: RoleAssigned) -> bool:
    membership = coalition.membership
    if event.role != "convener" or event.by is None:
        return True
    if membership.convener_gone:
        return membership.acts_as_member(event.by)
    return membership.acts_as_convener(event.by)


@rule("membership.holds-role", "A role is given up only by a person who holds it.", RoleRelinquished)
def holds_role(coalition: Coalition, event: RoleRelinquished) -> bool:
    return Role(event.role, event.person, event.responsible_for) in coalition.membership.roles


@evolves("membership", CoalitionProposed)
def convened(membership: Membership, event: CoalitionProposed) -> Membership:
    return replace(membership, convener=event.convener)


@evolves("membership", PartyInvited)
def invited(membership: Membership, event: PartyInvited) -> Membership:
    return replace(membership, invited=membership.invited.insert(event.party, event.standing))


@evolves("membership", PartyJoined)
def joined(membership: Membership, event: PartyJoined) -> Membership:
    return replace(
        membership,
        parties=membership.parties.insert(event.party, event.standing),
        names=membership.names.insert(event.party, event.name),
        joined=membership.joined.insert(event.party, True),
        invited=membership.invited.discard(event.party),
    )


@evolves("membership", PartyDeclined)
def declined(membership: Membership, event: PartyDeclined) -> Membership:
    return replace(membership, invited=membership.invited.discard(event.party))


@evolves("membership", PartyWithdrew, PartyRemoved)
def left(membership: Membership, event: PartyWithdrew | PartyRemoved) -> Membership:
    return replace(
        membership,
        parties=membership.parties.discard(event.party),
        former=membership.former.insert(event.party, True),
        departed=membership.departed.insert(event.party, True),
    )


@evolves("membership", StandingChanged)
def standing_changed(membership: Membership, event: StandingChanged) -> Membership:
    if not membership.is_in(event.party):  # attested of a party never seen to join: nothing to change
        return membership
    return replace(membership, parties=membership.parties.insert(event.party, event.standing))


@evolves("membership", IntroductionMade)
def introduced(membership: Membership, event: IntroductionMade) -> Membership:
    return _acting_for(membership, event.person, event.party)


@evolves("membership", RoleAssigned)
def role_assigned(membership: Membership, event: RoleAssigned) -> Membership:
    acting = _acting_for(membership, event.person, event.party)
    role = Role(event.role, event.person, event.responsible_for)
    if event.role != "convener":
        return replace(acting, roles=acting.roles.insert(role, event.party))
    roles = _without_convener(acting.roles).insert(role, event.party)
    return replace(acting, roles=roles, convener=event.party)


@evolves("membership", RoleRelinquished)
def role_relinquished(membership: Membership, event: RoleRelinquished) -> Membership:
    role = Role(event.role, event.person, event.responsible_for)
    if role not in membership.roles:
        return membership
    convener = None if role.name == "convener" else membership.convener
    return replace(membership, roles=membership.roles.remove(role), convener=convener)


def emptied(membership: Membership, convener: str | None) -> Membership:
    """A new cycle: nobody is in, no role is held; who once was in stays known, and who spoke for whom."""
    former = membership.former
    for party in membership.parties:
        former = former.insert(party, True)
    return Membership(names=membership.names, former=former, acts_for=membership.acts_for, convener=convener)


def _acting_for(membership: Membership, person: str, party: str) -> Membership:
    already = membership.acts_for.get(person, ())
    if party in already or person == party:
        return membership
    return replace(membership, acts_for=membership.acts_for.insert(person, (*already, party)))


def _without_convener(roles: HashTrieMap[Role, str]) -> HashTrieMap[Role, str]:
    for role in [role for role in roles if role.name == "convener"]:
        roles = roles.remove(role)
    return roles
