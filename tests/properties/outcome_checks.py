"""Checks of what the rules add by themselves: when it is due, when it is not, and which moment it bears."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import takewhile
from typing import TypeAlias

from domain.charter import CharterConsented, CharterDrafted, CharterRatified
from domain.coalition import Coalition
from domain.decisions import DecisionReached, ProposalMade, StanceTaken
from domain.dissolution import CoalitionDissolved, CoalitionReconvened, DissolutionConsented, DissolutionProposed
from domain.event import Event, Recorded
from domain.history import counting, fold
from domain.membership import PartyRemoved, PartyWithdrew
from domain.polls import Poll, Terms
from domain.promises import Commitment

from .checks import in_groups

Said: TypeAlias = CharterConsented | DissolutionConsented | StanceTaken


def check_outcomes(history: Sequence[Recorded]) -> None:
    """Outcomes are derived when they are due, never before, and nothing that is due is left."""
    coalition, earlier = Coalition(), list[Event]()
    for act, consequences in in_groups(counting(history)):
        coalition = fold([act], coalition)
        for derived in consequences:
            _check_moment(derived.event, act.event, [*earlier, act.event], coalition)
            if isinstance(derived.event, CoalitionDissolved):
                assert not list(holding_up(coalition)), derived.n
            coalition = fold([derived], coalition)
        earlier += [act.event, *(r.event for r in consequences)]
        assert not _is_due(coalition), act.n
        if isinstance(act.event, CoalitionReconvened):
            _check_a_new_cycle(coalition)


def holding_up(coalition: Coalition) -> Iterator[str]:
    """The promises that stand between a coalition and its end."""
    for name, promise in coalition.commitments.promises.items():
        waits = promise.state in ("delivered", "orphaned") and _someone_may_answer(coalition, promise)
        if promise.state == "open" or waits:
            yield name


def _someone_may_answer(coalition: Coalition, promise: Commitment) -> bool:
    parties = coalition.membership.parties
    if promise.promisee in parties:
        return True
    answering = {promise.promisor, *promise.co_accountable}
    return any(standing != "observer" for party, standing in parties.items() if party not in answering)


def _is_due(coalition: Coalition) -> bool:
    """Whether a draft or an end has all that it needs."""
    if coalition.dissolution.ended is not None:
        return False
    charter, terms = coalition.charter, coalition.charter.terms
    version = charter.pending
    if version is not None and version not in charter.ratified:
        own = charter.drafts[version].terms
        if _carried(coalition, terms or own, charter.poll(version)):
            return True
    if coalition.dissolution.proposal is None or list(holding_up(coalition)):
        return False
    return _carried(coalition, terms or Terms(), coalition.dissolution.poll)


def _carried(coalition: Coalition, terms: Terms, poll: Poll) -> bool:
    members = {party for party, standing in coalition.membership.parties.items() if standing != "observer"}
    consents, objections = members & set(poll.consents), members & set(poll.objections)
    if not consents or Fraction(len(consents | objections), len(members)) < Fraction(terms.quorum):
        return False
    share = Fraction(len(consents), len(members))
    if terms.rule == "consensus":
        return share == 1 and not objections
    return share >= Fraction(2, 3) if terms.rule == "supermajority" else share > Fraction(1, 2)


def _check_moment(derived: Event, cause: Event, earlier: Sequence[Event], coalition: Coalition) -> None:
    """A derived event bears the latest `at` of what made it so; in a tie its cause's."""
    sources = [cause, *_counted(derived, earlier, coalition)]
    latest = max(source.moment for source in sources)
    assert derived.moment == latest
    assert (derived.at, derived.precision) in [(s.at, s.precision) for s in sources if s.moment == latest]
    if cause.moment == latest:
        assert (derived.at, derived.precision) == (cause.at, cause.precision)
    assert derived.by == cause.by


def _counted(derived: Event, earlier: Sequence[Event], coalition: Coalition) -> Iterator[Event]:
    """The draft or proposal that an outcome decides, and the consents or stances that it counts."""
    match derived:
        case CharterRatified():
            drafts = [e for e in earlier if isinstance(e, CharterDrafted) and e.version == derived.version]
            yield drafts[-1]
            given = [e for e in earlier if isinstance(e, CharterConsented) and e.version == derived.version]
            yield from _last_of_each(derived.consents, given, earlier)
        case CoalitionDissolved():
            yield [e for e in earlier if isinstance(e, DissolutionProposed)][-1]
            given_up = [e for e in earlier if isinstance(e, DissolutionConsented)]
            yield from _last_of_each(derived.consents, given_up, earlier)
        case DecisionReached():
            yield from (e for e in earlier if isinstance(e, ProposalMade) and e.proposal == derived.proposal)
            taken = [e for e in earlier if isinstance(e, StanceTaken) and e.proposal == derived.proposal]
            parties = {e.party for e in taken} & set(coalition.membership.members)
            yield from _last_of_each(parties, taken, ())


def _last_of_each(parties: Iterable[str], said: Sequence[Said], earlier: Sequence[Event]) -> Iterator[Event]:
    """What each party said last, and has said since it was last out of the coalition."""
    for party in parties:
        last = [event for event in said if event.party == party][-1]
        later = _after(last, earlier)
        left = [e for e in later if isinstance(e, PartyWithdrew | PartyRemoved) and e.party == party]
        assert not left
        assert not any(isinstance(e, CoalitionReconvened | CharterDrafted) for e in later if _is_about(e, last))
        yield last


def _after(event: Event, events: Sequence[Event]) -> list[Event]:
    return list(takewhile(lambda later: later is not event, reversed(events)))


def _is_about(event: Event, last: Event) -> bool:
    """Whether an event makes what was said before void: a new cycle, or a new text of the same version."""
    return isinstance(event, CoalitionReconvened) or getattr(event, "version", None) == getattr(last, "version", 0)


def _check_a_new_cycle(coalition: Coalition) -> None:
    """Nobody is in, nothing is in force, and whoever promised is gone."""
    assert coalition.phase == "proposed"
    assert not [name for name, promise in coalition.commitments.promises.items() if promise.state == "open"]
    assert not coalition.membership.parties
    assert not coalition.membership.roles
    assert coalition.dissolution.proposal is None
    assert coalition.charter.pending is None
