"""Plausible next steps: what a coalition in this state may well record next, so that deep states are reached.

Each function gives events as written, envelope apart from `by`; the machine adds when and on what evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from domain.coalition import Coalition
from domain.conflicts import Conflict
from domain.promises import Commitment

from .strategies import PARTIES, Pools

Step: TypeAlias = dict[str, Any]


def steps(coalition: Coalition) -> list[list[Step]]:
    """What may well be recorded next, by theme; a theme without anything to do is left out."""
    themes = THEMES if coalition.dissolution.ended is None else (_after_the_end, _joining)
    return [found for theme in themes if (found := list(theme(coalition)))]


def pools_of(coalition: Coalition, moments: tuple[str, ...]) -> Pools:
    """What events are drawn from in this state: who and what is known, and a little that is not."""
    known: dict[str, tuple[str, ...]] = {}
    for kind, name in sorted(coalition.ids):
        known[kind] = (*known.get(kind, ()), name)
    parties = tuple(sorted(coalition.membership.parties))
    version = coalition.version
    return Pools(
        actors=(*parties * 4, *PARTIES, "pat", "quin", "stranger"),
        known=known,
        events=(*range(1, version + 2), *sorted(coalition.entry_refs), "nowhere", 10**20),
        versions=(coalition.charter.highest + 1, max(coalition.charter.highest, 1), 1),
        moments=moments,
    )


def _after_the_end(coalition: Coalition) -> Iterator[Step]:
    for convener in PARTIES[:2]:
        yield _step("coalition-reconvened", convener, purpose="begin again", convener=convener)
    yield _step("lesson-learned", PARTIES[0], party=PARTIES[0], text="meet sooner")


def _joining(coalition: Coalition) -> Iterator[Step]:
    for party in PARTIES:
        if not coalition.membership.is_in(party):
            for standing in ("member", "rotating", "observer"):
                yield _step("party-joined", party, party=party, name=party, kind="community", standing=standing)


def _membership(coalition: Coalition) -> Iterator[Step]:
    convener = coalition.membership.convener
    for party in sorted(coalition.membership.parties):
        yield _step("party-withdrew", party, party=party, reason="too far")
        yield _step("standing-changed", party, party=party, standing="observer")
        yield _step("standing-changed", party, party=party, standing="member")
        yield _step("introduction-made", "pat", party=party, person="pat", role="clerk", how_we_got_here="by bus")
        yield _step("role-assigned", convener, role="convener", person="quin", party=party)
        yield _step("role-assigned", party, role="facilitator", person="pat", party=party)
        if convener is not None:
            yield _step("party-removed", convener, party=party, reason="broke its word")
    for role in sorted(coalition.membership.roles, key=repr):
        held = {"responsible_for": role.responsible_for} if role.responsible_for is not None else {}
        yield _step("role-relinquished", role.person, role=role.name, person=role.person, **held)


def _charter(coalition: Coalition) -> Iterator[Step]:
    members, charter = coalition.membership.members, coalition.charter
    if len(members) >= 2:
        for rule in ("majority", "supermajority", "consensus") if charter.pending is None else ("majority",):
            yield _draft(charter.highest + 1, rule, members)
        if charter.highest:  # attested only, and without the clauses it had
            yield _draft(charter.highest, "majority", members) | {"clauses": []}
    if charter.in_force is not None and members:
        yield _step("charter-repealed", members[0], version=charter.in_force, reason="outdated")


def _consents(coalition: Coalition) -> Iterator[Step]:
    charter = coalition.charter
    for version in sorted({charter.pending, charter.in_force} - {None}):  # type: ignore[type-var]
        assert version is not None
        poll = charter.poll(version)
        for party in coalition.membership.members:
            if party in poll.objections:
                yield _step("charter-objection-withdrawn", party, version=version, party=party)
            if party not in poll.consents:
                yield _step("charter-consented", party, version=version, party=party)
                yield _step("charter-consented", party, version=version, party=party)
            else:
                yield _step("charter-objected", party, version=version, party=party, reason="too long")


def _promising(coalition: Coalition) -> Iterator[Step]:
    parties, name = sorted(coalition.membership.parties), _fresh(coalition, "commitment")
    clause = next(iter(sorted(coalition.charter.clauses_in_force)), None)
    requests = [name for name, request in coalition.commitments.requests.items() if request.state == "open"]
    for promisor in parties:
        others = [party for party in parties if party != promisor]
        said: Step = {"commitment": name, "promisor": promisor, "what": "a map", "due": "2021-02-28"}
        if clause is not None:
            said["clause"] = clause
        yield _step("commitment-made", promisor, **said, promisee="all")
        for other in others[:2]:
            yield _step("commitment-made", promisor, **said, promisee=other)
            yield _step("commitment-made", promisor, **said, promisee="all", co_accountable=[other])
            asking = {"request": _fresh(coalition, "request"), "asker": promisor, "asked": other, "what": "a map"}
            yield _step("request-made", promisor, **asking)
        for request in sorted(requests)[:1]:
            yield _step("commitment-made", promisor, **said, promisee="all", answers=request)


def _keeping(coalition: Coalition) -> Iterator[Step]:
    for name in sorted(coalition.commitments.pending):
        commitment = coalition.commitments.promises[name]
        for other in _their_side(coalition, commitment):
            yield from _one_promise(name, commitment, other)


def _one_promise(name: str, commitment: Commitment, other: str) -> Iterator[Step]:
    promisor = commitment.promisor
    if commitment.state == "open":
        yield _step("commitment-delivered", promisor, commitment=name, evidence="seen")
        yield _step("commitment-revoked", promisor, commitment=name, reason="no money")
        agreed: Step = {"commitment": name, "due": "2024-02-29", "agreed_by": other}
        yield _step("commitment-renegotiated", promisor, **agreed)
        yield _step("accountability-changed", promisor, commitment=name, co_accountable=[other])
    if commitment.state == "delivered":
        yield _step("delivery-accepted", other, commitment=name)
        yield _step("delivery-accepted", other, commitment=name)
        yield _step("delivery-refused", other, commitment=name, reason="not that one")
    if commitment.state in ("open", "orphaned"):
        yield _step("commitment-handed-over", other, commitment=name, to=other, accepted_by=other)
    yield _step("commitment-released", other, commitment=name, reason="never mind")


def _deciding(coalition: Coalition) -> Iterator[Step]:
    members = coalition.membership.members
    waiting = [proposal for proposal in coalition.decisions.values() if proposal.state == "open"]
    for party in members[: 2 - len(waiting)] if len(waiting) < 2 else ():
        yield _step("proposal-made", party, proposal=_fresh(coalition, "proposal"), what="a fee", proposer=party)
    for name, proposal in sorted(coalition.decisions.items()):
        if proposal.state != "open":
            continue
        for party in members:
            for stance in ("agree", "agree", "abstain", "block"):
                yield _step("stance-taken", party, proposal=name, party=party, stance=stance)
        if proposal.proposer is not None:
            yield _step("proposal-closed", proposal.proposer, proposal=name)


def _conflict(coalition: Coalition) -> Iterator[Step]:
    parties = sorted(coalition.membership.parties)
    if len(parties) >= 2 and not any(conflict.state == "open" for conflict in coalition.conflicts.values()):
        name = _fresh(coalition, "conflict")
        yield _step("conflict-raised", parties[0], conflict=name, between=parties[:2], about="noise", over=[], stage=2)
        stated = {"interest": _fresh(coalition, "interest"), "party": parties[0], "text": "quiet", "weight": 5}
        yield _step("interest-stated", parties[0], **stated)
    for name, conflict in sorted(coalition.conflicts.items()):
        if conflict.state == "open":
            yield from _five_steps(coalition, name, conflict)
        if conflict.state == "settled":
            yield _step("conflict-reviewed", parties[0] if parties else None, conflict=name, held=False)


def _five_steps(coalition: Coalition, name: str, conflict: Conflict) -> Iterator[Step]:
    for party in conflict.sides:
        mine = {"conflict": name, "party": party}
        told = {"how_we_got_here": "slowly", "happening_now": "a row", "contributions": {party: "silence"}}
        if party not in conflict.prepared:
            yield _step("conflict-prepared", party, **mine, **told)
        elif party not in conflict.motives:
            yield _step("conflict-purpose-checked", party, **mine, motive="protect")
        elif conflict.congruent and party not in conflict.at_stake:
            own = [i for i, stated in sorted(coalition.common_ground.interests.items()) if stated.party == party]
            yield _step("conflict-explored", party, **mine, perspective="mine", impact="none", at_stake=own[:2])
    sides = list(conflict.sides)
    if set(sides) <= conflict.prepared and not conflict.congruent:
        found = {"common_purposes": ["sleep"], "parties": sides}
        yield _step("conflict-congruence-found", sides[0] if sides else None, conflict=name, **found)
    if conflict.congruent and set(sides) <= set(conflict.at_stake):
        yield _settlement(name, conflict)


def _settlement(name: str, conflict: Conflict) -> Step:
    return _step(
        "conflict-settled",
        conflict.sides[0] if conflict.sides else None,
        conflict=name,
        contract=[{"party": party, "will_do": "call first", "due": "2021-02-28"} for party in conflict.sides],
        interests_met={party: list(conflict.at_stake.get(party, ())) for party in conflict.sides},
        positive_consequences=["peace"],
        negative_consequences=["noise"],
        review_on="2024-02-29",
    )


def _ending(coalition: Coalition) -> Iterator[Step]:
    members, ending = coalition.membership.members, coalition.dissolution
    if ending.proposal is None:
        for party in members[:2]:
            yield _step("dissolution-proposed", party, reason="purpose-achieved")
        if len(members) == 1 and not coalition.charter.ratified:
            yield _step("coalition-abandoned", members[0], reason="nobody came")
        return
    for party in members:
        if party not in ending.poll.consents:
            yield _step("dissolution-consented", party, party=party)
            yield _step("dissolution-consented", party, party=party)
        else:
            yield _step("dissolution-objected", party, party=party, reason="not yet")
    if members:
        yield _step("dissolution-proposal-withdrawn", members[0], reason="not yet")


def _testimony(coalition: Coalition) -> Iterator[Step]:
    for party in sorted(coalition.membership.parties)[:2]:
        for event in (coalition.version, max(coalition.version - 2, 1), *sorted(coalition.entry_refs)):
            yield _step("account-contested", party, event=event, party=party, account="not so")
        for event in sorted(coalition.testimony.contested, key=str):
            yield _step("account-reconciled", party, event=event, agreed_account="half so")


def _draft(version: int, rule: str, members: list[str]) -> Step:
    said: Step = {"version": version, "mission": "paths", "vision": "a park", "decision_rule": rule}
    said |= {"clauses": [{"clause": "c-1", "text": "share"}], "authors": members[:2]}
    if rule == "majority":
        said |= {"quorum": "0.5"}
    return _step("charter-drafted", members[0], **said)


def _their_side(coalition: Coalition, commitment: Commitment) -> list[str]:
    if coalition.membership.is_in(commitment.promisee):
        return [commitment.promisee]
    return [party for party in coalition.membership.members if party not in commitment.accountable]


def _fresh(coalition: Coalition, kind: str) -> str:
    return next(name for n in range(1, 1000) if (kind, name := f"{kind}-{n}") not in coalition.ids)


def _step(event_type: str, by: str | None, **fields: Any) -> Step:
    return {"type": event_type, "by": by, **fields}


THEMES: tuple[Callable[[Coalition], Iterator[Step]], ...] = (
    _joining,
    _consents,
    _charter,
    _promising,
    _keeping,
    _deciding,
    _conflict,
    _ending,
    _testimony,
    _membership,
)
