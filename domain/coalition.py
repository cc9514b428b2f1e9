"""The coalition: the aggregate. `decide` says what an event leads to, `evolve` what it leaves behind.

    decide(coalition, event, …) → the records to append, or Refused
    evolve(coalition, recorded) → coalition

What spans rooms is said here, once, by asking each room: a party leaves, a promise reopens, a new
cycle begins, an outcome that waited is now due.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Literal, NamedTuple, TypeAlias

from rpds import HashTrieMap

from domain import charter, conflicts, dissolution, membership, promises, testimony
from domain.advice import advised
from domain.agreements import Agreements
from domain.charter import Charter, CharterRatified
from domain.commitments import DeliveryRefused
from domain.common_ground import CommonGround
from domain.common_rules import COMMON, senseless
from domain.conflicts import Conflicts
from domain.decisions import Proposals
from domain.dissolution import CoalitionReconvened, Dissolution
from domain.event import Attested, Event, Recorded
from domain.evolution import evolutions
from domain.formation import Formation
from domain.initiatives import Initiatives
from domain.membership import Membership, PartyRemoved, PartyWithdrew
from domain.promises import Commitments
from domain.refusal import RULES, Holds, Refused, rules_for
from domain.resources import Resources
from domain.risks import Risks
from domain.sessions import Sessions
from domain.sponsorship import Sponsorship
from domain.testimony import AccountContested, EventRetracted, Testimony
from domain.trust import Trust
from domain.values import Precision, instant

Phase: TypeAlias = Literal["proposed", "forming", "chartered", "dissolving", "dissolved", "abandoned"]


class Origin(NamedTuple):
    """Where something came from: the event, and when that happened."""

    n: int
    at: str
    exactness: Precision


def _map() -> Any:
    return field(default_factory=HashTrieMap)


@dataclass(frozen=True)
class Coalition:
    """Everything that the rules need to know of a coalition; an immutable value. Without slots: see `changed`."""

    version: int = 0  #: n of the last event
    ids: HashTrieMap[tuple[str, str], Origin] = _map()  #: (kind, id) → the event that brought it in
    ids_again: HashTrieMap[tuple[str, str], tuple[Origin, ...]] = _map()  #: a clause, by later versions of the charter
    refs: HashTrieMap[str, int] = _map()  #: the callers' own names for events that count
    touched: HashTrieMap[tuple[str, str], int] = _map()  #: (kind, id), or a step → the last event that spoke of it
    entries: HashTrieMap[int, Origin] = _map()  #: every entry of the ledger, voided or not, by n, with its place
    entry_refs: HashTrieMap[str, int] = _map()  #: their refs; the latest entry of that name

    formation: Formation = field(default_factory=Formation)
    membership: Membership = field(default_factory=Membership)
    common_ground: CommonGround = field(default_factory=CommonGround)
    sessions: Sessions = field(default_factory=Sessions)
    trust: Trust = field(default_factory=Trust)
    charter: Charter = field(default_factory=Charter)
    sponsorship: Sponsorship = field(default_factory=Sponsorship)
    commitments: Commitments = field(default_factory=Commitments)
    decisions: Proposals = _map()
    agreements: Agreements = _map()
    conflicts: Conflicts = _map()
    initiatives: Initiatives = field(default_factory=Initiatives)
    resources: Resources = field(default_factory=Resources)
    risks: Risks = _map()
    testimony: Testimony = field(default_factory=Testimony)
    dissolution: Dissolution = field(default_factory=Dissolution)

    @property
    def opened(self) -> bool:
        """Whether it was ever proposed."""
        return self.version > 0

    @property
    def phase(self) -> Phase:
        """Where the coalition is in its life."""
        if self.dissolution.ended is not None:
            return self.dissolution.ended
        if self.dissolution.proposal is not None:
            return "dissolving"
        if self.charter.in_force is not None:
            return "chartered"
        return "forming" if len(self.membership.joined) else "proposed"

    @property
    def sponsored(self) -> bool:
        """Whether anyone sponsors it now."""
        return len(self.sponsorship.sponsors) > 0

    def origins_of(self, kind: str, name: str) -> tuple[Origin, ...]:
        """Where an id came from; in the order of recording where from several events."""
        first = self.ids.get((kind, name))
        return () if first is None else (first, *self.ids_again.get((kind, name), ()))

    def number_of(self, event: int | str) -> int | None:
        """The number of an event named by number or ref; null where no entry bears the ref."""
        return event if isinstance(event, int) else self.entry_refs.get(event)

    def place_of(self, event: int | str) -> int | None:
        """The place of an entry named by number or ref: a correction's is that of the act it mends."""
        number = self.number_of(event)
        entry = self.entries.get(number) if number is not None else None
        return None if entry is None else entry.n


def decide(
    coalition: Coalition, event: Event, *, now: str, recorded_by: str, attest: str | None = None
) -> tuple[Recorded, ...]:
    """The records that an event leads to: itself, and what the rules derive from it.

    `now` is the RFC 3339 instant of recording. With `attest`, a reason, an event that breaks normative
    rules is accepted all the same and keeps them as breaches. Raises Refused; raises ValueError for a
    retraction, which only `history.consider` can decide.
    """
    return taken(coalition, event, now=now, recorded_by=recorded_by, attest=attest)[0]


def taken(
    coalition: Coalition, event: Event, *, now: str, recorded_by: str, attest: str | None = None
) -> tuple[tuple[Recorded, ...], Coalition]:
    """What `decide` answers, and the coalition after it."""
    if isinstance(event, EventRetracted):
        raise ValueError("a retraction is decided against the whole history: see history.consider")
    act = enter(coalition, event, coalition.version + 1, now, recorded_by, attest)
    derived, after = accept(coalition, act)
    return (act, *derived), after


def enter(coalition: Coalition, event: Event, n: int, now: str, recorded_by: str, attest: str | None) -> Recorded:
    """The record of an act, judged but without its consequences. Raises Refused."""
    breaches = judge(coalition, event, now)
    if breaches and attest is None:
        raise advised(refusal(coalition, event, breaches), coalition, event)
    attested = Attested(attest, recorded_by) if breaches and attest is not None else None
    return Recorded(event, n, now, recorded_by, attested=attested, breaches=breaches)


def judge(coalition: Coalition, event: Event, now: str) -> tuple[str, ...]:
    """The normative rules that an event breaks, in the order of report. Raises Refused for structural ones."""
    if faults := list(senseless(coalition, event, instant(now))):
        rule, message = faults[0]
        raise Refused(rule, message, [fault for fault, _ in faults], _rests_on(coalition, event))
    return tuple([rule_id for rule_id, holds in _normative(type(event)) if not holds(coalition, event)])


def refusal(coalition: Coalition, event: Event, breaches: Iterable[str]) -> Refused:
    """A refusal by these normative rules, as cheap as a replay needs it; `advised` makes it one for people."""
    first, *_ = breaches = tuple(breaches)
    message = RULES[first].sentence
    if first == "recording.complete":
        message = f"{message} Missing or too short: {', '.join(event.missing())}."
    return Refused(first, message, breaches, _rests_on(coalition, event))


def accept(coalition: Coalition, act: Recorded) -> tuple[tuple[Recorded, ...], Coalition]:
    """What the rules derive from an act that is accepted, and the coalition after all of it."""
    outcomes, due = _outcomes()
    before, coalition = coalition, evolve(coalition, act)
    derived: list[Recorded] = []
    for outcome in outcomes(before, act.event):
        derived.append(_derived(act, outcome, act.n + 1 + len(derived)))
        coalition = evolve(coalition, derived[-1])
    while (waited := due(coalition, act.event)) is not None:
        derived.append(_derived(act, waited, act.n + 1 + len(derived)))
        coalition = evolve(coalition, derived[-1])
    return tuple(derived), coalition


@cache
def _outcomes() -> tuple[Callable[[Coalition, Event], Iterable[Event]], Callable[[Coalition, Event], Event | None]]:
    """What follows at once, and what waited and is due: those rooms read the coalition that is defined here."""
    from domain.outcomes import due, outcomes

    return outcomes, due


def evolve(coalition: Coalition, recorded: Recorded) -> Coalition:
    """The coalition after a recorded event. Total on what structural rules allow; never refuses."""
    event, here = recorded.event, _here(recorded)
    changes = _bookkeeping(coalition, recorded, here)
    for slice_name, change in evolutions(type(event)):
        changes[slice_name] = change(changes.get(slice_name, getattr(coalition, slice_name)), event)
    spanning = _SPANNING.get(type(event))
    if spanning is not None:
        return registered(spanning(changed(coalition, changes), event), recorded)
    changes.update(_entered(coalition, recorded, here))
    return changed(coalition, changes)


def registered(coalition: Coalition, recorded: Recorded) -> Coalition:
    """The same coalition, knowing of an entry in its ledger, whether or not it counts."""
    return changed(coalition, _entered(coalition, recorded, _here(recorded)))


def changed(coalition: Coalition, changes: Mapping[str, Any]) -> Coalition:
    """The same coalition but for these slices: `replace` for what happens at every event, five times as fast.

    It takes the others over as they are, where `replace` hands each to the constructor again.
    """
    copy = object.__new__(Coalition)
    slices = copy.__dict__
    slices.update(coalition.__dict__)
    slices.update(changes)
    return copy


def _here(recorded: Recorded) -> Origin:
    """The entry itself, as where something came from."""
    return Origin(recorded.n, recorded.event.at, recorded.event.exactness)


def _entered(coalition: Coalition, recorded: Recorded, here: Origin) -> dict[str, Any]:
    event = recorded.event
    entry = here if recorded.stands_at is None else here._replace(n=recorded.place)
    entries = coalition.entries.insert(recorded.n, entry)
    if event.ref is None:
        return {"entries": entries}
    latest = max(recorded.n, coalition.entry_refs.get(event.ref, 0))
    return {"entries": entries, "entry_refs": coalition.entry_refs.insert(event.ref, latest)}


def _bookkeeping(coalition: Coalition, recorded: Recorded, here: Origin) -> dict[str, Any]:
    event, n = recorded.event, recorded.n
    ids, again, touched = coalition.ids, coalition.ids_again, coalition.touched
    for key in event.introduces():
        ids, touched = ids.insert(key, here), touched.insert(key, n)
    for key in event.also_names():
        if key in ids:
            again = again.insert(key, (*again.get(key, ()), here))
        else:
            ids = ids.insert(key, here)
    for kinds, name in event.refers():
        for kind in kinds:
            touched = touched.insert((kind, name), n)
    for key in event.steps():
        touched = touched.insert(key, n)
    refs = coalition.refs if event.ref is None else coalition.refs.insert(event.ref, n)
    return {"version": max(coalition.version, n), "ids": ids, "ids_again": again, "touched": touched, "refs": refs}


def _derived(act: Recorded, event: Event, n: int) -> Recorded:
    return Recorded(event, n, act.recorded_at, act.recorded_by, derived_from=act.n, attested=act.attested)


@cache
def _normative(event_type: type[Event]) -> tuple[tuple[str, Holds], ...]:
    """The rules that an event of a type faces, by id, in the order of report."""
    return tuple((rule.id, rule.holds) for rule in (*COMMON, *rules_for(event_type)))


def _rests_on(coalition: Coalition, event: Event) -> tuple[int, ...]:
    """The recorded events that a refusal rests on: who brought in what the event speaks of, who spoke of it last."""
    found: set[int] = set()
    keys = [(kind, name) for kinds, name in event.refers() for kind in kinds]
    for key in [*keys, *event.introduces(), *event.reserves()]:
        if key in coalition.ids:
            found |= {coalition.ids[key].n, coalition.touched.get(key, coalition.ids[key].n)}
    if event.ref is not None and event.ref in coalition.refs:
        found.add(coalition.refs[event.ref])
    return tuple(sorted(found))


def _party_left(coalition: Coalition, event: PartyWithdrew | PartyRemoved) -> Coalition:
    party = event.party
    return replace(
        coalition,
        charter=charter.without_party(coalition.charter, party),
        dissolution=dissolution.without_party(coalition.dissolution, party),
        commitments=promises.without_promisor(coalition.commitments, party, coalition.membership),
        conflicts=conflicts.without_side(coalition.conflicts, party),
    )


def _delivery_refused(coalition: Coalition, event: DeliveryRefused) -> Coalition:
    commitments = promises.reopened(coalition.commitments, event.commitment, coalition.membership)
    return replace(coalition, commitments=commitments)


def _account_contested(coalition: Coalition, event: AccountContested) -> Coalition:
    """What was contested is kept by its place; a ref may later name another entry."""
    place = coalition.place_of(event.event)
    if place is None:
        return coalition
    return replace(coalition, testimony=testimony.contested(coalition.testimony, place))


def _charter_ratified(coalition: Coalition, event: CharterRatified) -> Coalition:
    written = coalition.charter.drafts[event.version].written
    if written is None or coalition.charter.in_force != event.version:
        return coalition
    return replace(coalition, dissolution=dissolution.with_sunset(coalition.dissolution, written.sunset))


def _reconvened(coalition: Coalition, event: CoalitionReconvened) -> Coalition:
    """Membership, roles, rhythm, charter, proposals and dissolution start empty; ids and promises go on."""
    gone = coalition.conflicts
    for party in coalition.membership.parties:
        gone = conflicts.without_side(gone, party)
    return replace(
        coalition,
        formation=replace(coalition.formation, purpose=event.purpose or coalition.formation.purpose),
        membership=membership.emptied(coalition.membership, event.convener),
        sessions=Sessions(),
        charter=charter.emptied(coalition.charter),
        decisions=HashTrieMap(),
        conflicts=gone,
        commitments=promises.orphaned(coalition.commitments),
        dissolution=Dissolution(),
    )


_SPANNING: dict[type[Event], Callable[[Coalition, Any], Coalition]] = {
    PartyWithdrew: _party_left,
    PartyRemoved: _party_left,
    DeliveryRefused: _delivery_refused,
    AccountContested: _account_contested,
    CharterRatified: _charter_ratified,
    CoalitionReconvened: _reconvened,
}
