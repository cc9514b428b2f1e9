"""Factor practice: the other conditions of success, nine of them: what the parties make of their coalition.

Each rule is ours, as are the shares from which on accountability is called equal (`EVEN`, `UNEVEN`). What is *graded*
and what is *recent* is told in `factor_rules`.
"""

from __future__ import annotations

from domain.charter import CharterRatified
from domain.commitments import CommitmentMade, DeliveryAccepted
from domain.common_ground import CelebrationHeld, DissatisfactionVoiced, QuickWinDelivered
from domain.dissolution import SunsetExtended
from domain.event import Recorded
from domain.formation import CoalitionProposed
from domain.initiatives import InitiativeEnded, MilestoneReached
from domain.membership import PartyJoined
from domain.sessions import SessionHeld
from domain.sponsorship import (
    RecognitionReceived,
    SponsorshipDeclined,
    SponsorshipGranted,
    SponsorshipRequested,
    SponsorshipWithdrawn,
)
from domain.trust import ControlCeded, ExperimentConcluded, ExperimentStarted, TargetSetAside, TrustFractured
from domain.values import written_day
from projections.conflicts import Thread
from projections.evidence import Evidence, Finding, State, by_share, condition, number_of, sum_of
from projections.factor_rules import charter_in_force, draft_pending
from projections.figure import UNKNOWN, case, mean
from projections.moments import day, when
from projections.shares import equality

EVEN, UNEVEN = 2 / 3, 1 / 3


@condition("quick-wins", "Quick wins answer real dissatisfactions.", "dissatisfactions that a quick win answered")
def quick_wins(e: Evidence) -> Finding:
    """Present where quick wins answered half of the dissatisfactions voiced, or `enough` (3) of them; weak from `few`
    (1) on; absent where dissatisfactions were voiced, or wins delivered, and no win answers any."""
    voiced, answered, wins = e.of(DissatisfactionVoiced), set[str](), list[tuple[Recorded, int]]()
    for recorded, event in e.told(QuickWinDelivered):
        wins.append((recorded, len(set(event.addresses) - answered)))
        answered |= set(event.addresses)
    graded = e.graded(sum_of(wins), (*voiced, *(recorded for recorded, _ in wins)))
    return graded._replace(state="present") if graded.state == "weak" and 2 * len(answered) >= len(voiced) else graded


@condition("sponsorship", "Somebody from outside sponsors the coalition.", "sponsors")
def sponsored(e: Evidence) -> Finding:
    """Present where a sponsor stands by the coalition; weak where somebody outside at least recognises it; absent
    where sponsorship was asked for and not granted, or was withdrawn."""
    sponsors = e.known.coalition.sponsorship.sponsors
    granted = {event.sponsor: r for r, event in e.told(SponsorshipGranted) if event.sponsor in sponsors}
    recognised = tuple(e.of(RecognitionReceived))
    if granted:
        return Finding("present", number_of(sorted(granted.values(), key=when)), recognised)
    lost = tuple(e.of(SponsorshipRequested, SponsorshipDeclined, SponsorshipWithdrawn))
    state: State = "weak" if recognised else "absent" if lost else "unknown"
    return Finding(state, UNKNOWN if state == "unknown" else number_of(()), (*recognised, *lost))


@condition("celebrations", "Successes are celebrated.", "days on which a success was celebrated")
def celebrations(e: Evidence) -> Finding:
    """Graded: the days of celebrations, sessions held as such among them. The latest success (an acceptance, a
    milestone, a quick win, a charter, an initiative completed) speaks to it where none was ever celebrated."""
    held = [r for r, event in e.told(SessionHeld) if event.kind == "celebration"]
    days = {written_day(r.event.at): r for r in sorted([*held, *e.of(CelebrationHeld)], key=when, reverse=True)}
    completed = [r for r, event in e.told(InitiativeEnded) if event.outcome == "completed"]
    successes = [*e.of(DeliveryAccepted, MilestoneReached, QuickWinDelivered, CharterRatified), *completed]
    uncelebrated = [] if days else sorted(successes, key=when)[-1:]
    return e.graded(number_of(sorted(days.values(), key=when)), uncelebrated)


@condition(
    "equal-accountability",
    "The parties are equally accountable.",
    "1 − the Gini coefficient of the commitments that members answer for",
)
def equal_accountability(e: Evidence) -> Finding:
    """The equality of accountability: present from two thirds on, weak from a third on, else absent. Unknown of fewer
    than two members, and while there are fewer commitments than members: those cannot be shared equally."""
    coalition = e.known.coalition
    carried: dict[str, list[Recorded]] = {member: [] for member in coalition.membership.members}
    for recorded, event in e.told(CommitmentMade):
        for party in set(coalition.commitments.promises[event.commitment].accountable) & carried.keys():
            carried[party].append(recorded)
    if len(carried) < 2 or sum(map(len, carried.values())) < len(carried):
        return Finding("unknown")
    value = equality(carried, day(e.until))
    return Finding(by_share(float(value.value or 0), EVEN, UNEVEN), value)


@condition("five-steps", "Conflicts are met by the five steps.", "conflicts met by the five steps ÷ all conflicts")
def five_steps(e: Evidence) -> Finding:
    """A conflict counts in full once it is settled after all four steps before that; half while it is open and a step
    was taken in this round; not at all where it was closed, settled without the steps, or left with fewer than two
    sides. One that was raised, or raised again, only recently and awaits its first step does not count yet. Present
    where all count in full, absent where none counts at all, else weak."""
    threads = sorted(e.conflicts.threads.items(), key=lambda named: when(named[1].raised))
    met = [(thread.raised, _met(e, name, thread)) for name, thread in threads]
    value = mean((case(raised), share) for raised, share in met if share is not None)
    beside = tuple(raised for raised, share in met if share is None)
    if value.value is None:
        return Finding("unknown", value, beside)
    return Finding("absent" if value.value == 0 else by_share(float(value.value), 1, 0), value, beside)


@condition("power-shared", "Power is shared.", "control ceded and targets set aside, less power plays")
def power_shared(e: Evidence) -> Finding:
    """Graded: each time that a party ceded control or set a target of its own aside, less each power play by which
    one broke trust."""
    shared = [(recorded, 1) for recorded in e.of(ControlCeded, TargetSetAside)]
    plays = [(recorded, -1) for recorded, event in e.told(TrustFractured) if event.kind == "power-play"]
    return e.graded(sum_of(sorted([*shared, *plays], key=lambda pair: when(pair[0]))))


@condition("experiments", "There is room for experiments.", "experiments started")
def experiments(e: Evidence) -> Finding:
    """Graded: experiments started, whatever came of them. No event speaks against it: where there was none, nobody
    knows whether there was room for one."""
    return e.graded(number_of(e.of(ExperimentStarted)), e.of(ExperimentConcluded))


@condition("end-in-sight", "An end is in sight.", "exit conditions of the charter in force, and a sunset ahead")
def end_in_sight(e: Evidence) -> Finding:
    """Present where the charter in force names exit conditions, or a sunset is still ahead; weak where only a draft
    names an end, or the sunset has passed; absent where a charter or a draft names none. Unknown without either."""
    in_force, draft = charter_in_force(e), draft_pending(e)
    sunset = _sunset(e)
    passed = day(e.until) > (e.known.coalition.dissolution.sunset or "9999-12-31")
    exits = [(recorded, len(event.exit_conditions)) for recorded, event in in_force]
    value = sum_of([*exits, *((recorded, 1) for recorded in sunset if not passed)])
    beside = tuple(recorded for recorded, _ in (*in_force, *draft))
    if value.parts:
        return Finding("present", value, beside)
    if sunset or any(event.exit_conditions or event.sunset for _, event in draft):
        return Finding("weak", value, (*beside, *sunset))
    return Finding("absent", value, beside) if beside else Finding("unknown")


@condition("representation", "Representation is diverse.", "kinds of party, or constituencies, beyond the first")
def representation(e: Evidence) -> Finding:
    """Graded: how many kinds there are beside the first among the parties that are in, or constituencies where those
    are more. The kind “other” tells nothing. Unknown of fewer than two parties, and where nothing is told of them."""
    parties = e.known.coalition.membership.parties
    joined = {event.party: (recorded, event) for recorded, event in e.told(PartyJoined) if event.party in parties}
    kinds, constituencies = dict[str, Recorded](), dict[str, Recorded]()
    for recorded, event in sorted(joined.values(), key=lambda told: when(told[0])):
        if event.kind not in (None, "other"):
            kinds.setdefault(str(event.kind), recorded)
        if event.constituency is not None:
            constituencies.setdefault(event.constituency, recorded)
    if len(parties) < 2:
        return Finding("unknown")
    first, *others = max(kinds, constituencies, key=len).values() or (None,)
    return e.graded(number_of(others), [] if first is None else [first])


def _met(e: Evidence, name: str, thread: Thread) -> float | None:
    """How far a conflict was met by the five steps; null where it is too early to say."""
    now = thread.round
    match e.conflicts.state(name):
        case "settled":
            return 1.0 if len(now.done()) == 4 else 0.0
        case "open" if now.stranded is None:
            if now.together is not None or len(now.taken):
                return 0.5
            return None if e.is_recent(now.opened) else 0.0
    return 0.0


def _sunset(e: Evidence) -> list[Recorded]:
    """The event that set the present sunset."""
    sunset = e.known.coalition.dissolution.sunset
    set_by = [
        *(r for r, event in e.told(CoalitionProposed) if event.sunset == sunset),
        *(r for r, event in e.told(SunsetExtended) if event.sunset == sunset),
        *(r for r, event in charter_in_force(e) if event.sunset == sunset),
    ]
    return [] if sunset is None else sorted(set_by, key=when)[-1:]
