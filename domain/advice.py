"""Advice: what helps someone whose event a rule refuses, beside the rule's own sentence.

Who of those that the event names is not in, and who may have been meant; which field to fill in; what it runs into
that is on record (`facts`); what else to look at. It is asked for only at the door, where an event is refused to
somebody's face, never in a replay: it reads the whole of the membership, and takes longer than a rule does.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from domain.event import Event
from domain.facts import facts
from domain.refusal import RULES, Refused

if TYPE_CHECKING:
    from domain.coalition import Coalition
    from domain.membership import Membership

_NAMED = 8  #: parties at most; of more it is told how many they are

#: Which field names those who should be in, by the rule that says so.
_IN = {
    "membership.actor-is-in": "by",
    "membership.is-in": "party",
    "common-ground.all-in": "parties",
    "trust.all-in": "between",
    "agreements.all-in": "parties",
    "conflicts.all-in": "between",
    "commitments.promisor-is-in": "promisor",
    "commitments.promisee-is-in": "promisee",
}
#: The same of those who should be members.
_MEMBERS = {
    "charter.written-together": "authors",
    "charter.members-decide": "party",
    "decisions.members-decide": "party",
    "dissolution.members-decide": "party",
}
#: The rules that ask who is in, and as what.
OF_BEING_IN = frozenset((*_IN, *_MEMBERS))
_FILL_IN = {
    "commitments.dated": "Fill in due: the day by which it is to be done, such as 2019-04-01. Where no day was agreed, "
    "agree on one; or keep it all the same, as undated, with the reason why: attested in a file, --attest on the "
    "command line."
}


def advised(refused: Refused, coalition: Coalition, event: Event) -> Refused:
    """The same refusal of an event, saying also what helps, and pointing to what else the rule rests on."""
    told = [refused.message, *_helpful(refused.rule, coalition, event)]
    return Refused(refused.rule, " ".join(told), refused.breaches, _rests_on(refused, coalition, event))


def _rests_on(refused: Refused, coalition: Coalition, event: Event) -> list[int]:
    """What the refusal rests on, with what its rule names beyond what the event speaks of."""
    rests = RULES[refused.rule].rests
    found = set(refused.rests_on)
    for key in () if rests is None else rests(coalition, event):
        found |= {origin.n for origin in coalition.origins_of(*key)}
        found |= {coalition.touched[key]} if key in coalition.touched else set()
    return sorted(found)


def guests(coalition: Coalition, event: Event) -> list[str]:
    """Of each name that a session counts heads under and that never was a party's or an invitee's, a sentence."""
    attendance: Iterable[str] = getattr(event, "attendance", ())
    membership = coalition.membership
    known = tuple(sorted(membership.parties))
    strangers = [n for n in attendance if not (membership.had_standing(n) or n in membership.invited)]
    return [f"{n} is no party of {event.coalition}; taken as a guest{_or(n, known)}." for n in strangers]


def _helpful(rule: str, coalition: Coalition, event: Event) -> Iterator[str]:
    membership = coalition.membership
    if rule in _FILL_IN:
        yield _FILL_IN[rule]
    if rule == "membership.actor-is-in" and event.by is not None:
        yield _actor(membership, event.by)
        yield _who_is_in(membership, event.coalition)
    elif rule in _IN:
        yield from _those_out(membership, _named(event, _IN[rule]), membership.is_in)
        yield _who_is_in(membership, event.coalition)
    elif rule in _MEMBERS:
        yield from _those_out(membership, _named(event, _MEMBERS[rule]), membership.is_member)
    else:
        yield from facts(rule, coalition, event)


def _named(event: Event, field: str) -> list[str]:
    """The parties that a field names."""
    named: Any = getattr(event, field)
    return [named] if isinstance(named, str) else list(named)


def _actor(membership: Membership, actor: str) -> str:
    """Why the actor cannot act: for whom it would, or who may have been meant."""
    _, *parties = membership.acting(actor)
    if parties:
        return f"{actor} acts for {', '.join(parties)}, which {'is' if len(parties) == 1 else 'are'} not in."
    return _out(membership, actor, {*membership.parties, *membership.acts_for})


def _those_out(membership: Membership, named: Iterable[str], right: Callable[[str], bool]) -> Iterator[str]:
    for party in named:
        if right(party):
            continue
        if membership.is_in(party):
            yield f"{party} is in as an observer."
        else:
            yield _out(membership, party, membership.parties)


def _out(membership: Membership, name: str, known: Iterable[str]) -> str:
    """That somebody is not in, and what may have been meant."""
    if membership.has_left(name):
        return f"{name} is not in any more."
    if name in membership.invited:
        return f"{name} was invited, and has not joined."
    near = _nearest(name, tuple(sorted(known)))
    return f"{name} is not in." if near is None else f"{name} is not in; did you mean {near}?"


def _or(name: str, known: tuple[str, ...]) -> str:
    near = _nearest(name, known)
    return "" if near is None else f" (did you mean {near}?)"


@lru_cache(maxsize=256)
def _nearest(name: str, known: tuple[str, ...]) -> str | None:
    """The name that looks most like it: a file that is taken in may hold the same mistake many times."""
    return next(iter(difflib.get_close_matches(name, known, n=1)), None)


def _who_is_in(membership: Membership, coalition: str) -> str:
    names = sorted(membership.parties)
    if not names:
        return "Nobody is in yet: record party-joined first."
    if len(names) > _NAMED:
        return f"{len(names)} parties are in; see: coalition show {coalition}"
    return f"Who is in: {', '.join(names)}."
