"""Factor rules: when each of the conditions of success that the sources name is present, weak, absent or unknown.

These are the first eight: what brings the parties together, and how they set themselves up. The others are in
`factor_practice`. How each is judged is ours, and told at its rule; so are the shares from which on a rhythm is kept.
*Graded* means: the number is compared with two weights, from `enough` (3) on it is present, from `few` (1) on weak,
below absent; and unknown where nothing was counted and nothing else speaks to it. *Recent* is what happened in the
last `recent_days` (180).
"""

from __future__ import annotations

from datetime import timedelta

from domain.charter import CharterDrafted, CharterRatified, CharterRepealed, Draft
from domain.common_ground import ValueShared
from domain.conflicts import ConflictRaised
from domain.event import Recorded
from domain.formation import CoalitionAbandoned, ThreatAssessed
from domain.initiatives import GoalSet, InitiativeLaunched, MilestonePlanned
from domain.membership import Role, RoleAssigned, RoleRelinquished
from domain.sessions import ChannelOpened, RhythmAgreed, RhythmEnded, SessionHeld, UpdateReleased
from domain.trust import ControlCeded, InformationShared, TargetSetAside, TrustMoment
from projections.evidence import Evidence, Finding, by_share, condition, number_of, sum_of
from projections.figure import Figure, Part, case, total
from projections.moments import intervals, when

KEPT, HALF_KEPT = 3 / 4, 1 / 2


@condition(
    "threat-apart",
    "The threat of staying apart is greater than that of working together.",
    "the threat of staying apart less that of working together, where the difference is largest",
)
def threat_apart(e: Evidence) -> Finding:
    """By the latest assessment of each threat, where it speaks most for working together: present where staying apart
    is the greater threat, weak where both are equal, absent where it is the smaller one."""
    latest = {event.threat: (recorded, event.apart - event.together) for recorded, event in e.told(ThreatAssessed)}
    if not latest:
        return Finding("unknown")
    most, surplus = max(latest.values(), key=lambda assessed: assessed[1])
    others = tuple(recorded for recorded, _ in latest.values() if recorded is not most)
    return Finding(by_share(surplus, present=1, weak=0), total([(case(most), surplus)]), others)


@condition(
    "trust-before-need",
    "Trust was built before it was needed.",
    "moments of trust, information shared, targets set aside and control ceded before the first conflict",
)
def trust_before_need(e: Evidence) -> Finding:
    """Graded: what was done for trust before the first conflict was raised; without a conflict, all of it so far."""
    first = e.of(ConflictRaised)[:1]
    built = e.of(TrustMoment, InformationShared, TargetSetAside, ControlCeded)
    return e.graded(number_of(r for r in built if not first or when(r) < when(first[0])), first)


@condition("shared-values", "The parties share values.", "values shared between parties or written into the charter")
def shared_values(e: Evidence) -> Finding:
    """Graded: each value that parties found they share, once, and those that the charter in force names. A charter
    that names none, and one that was repealed, speak to it too."""
    shared = {event.value.casefold(): recorded for recorded, event in reversed(e.told(ValueShared))}
    drafted = charter_in_force(e)
    named = [(recorded, len({v.casefold() for v in event.values} - shared.keys())) for recorded, event in drafted]
    spoken = [recorded for recorded, _ in drafted] or e.of(CharterRepealed)
    return e.graded(sum_of([*((r, 1) for r in sorted(shared.values(), key=when)), *named]), spoken)


@condition("joint-charter", "The parties wrote their charter together.", "authors of the charter")
def joint_charter(e: Evidence) -> Finding:
    """Present where a charter is in force that two parties or more wrote; weak where such a one is only drafted, or
    where several consented to one whose authors are not recorded or are one; absent where one party alone wrote it
    or consented to it, where it was repealed, and where the coalition was given up before it had any."""
    charter = e.known.coalition.charter
    drafted = [(recorded, len(event.authors)) for recorded, event in charter_in_force(e) or draft_pending(e)]
    ratified = [pair for pair in e.told(CharterRatified) if pair[1].version == charter.in_force][-1:]
    written, beside = sum_of(drafted), tuple(recorded for recorded, _ in ratified)
    authors = written.value or 0
    consents = sum(len(event.consents) for _, event in ratified)
    if charter.in_force is not None and not authors and not consents:
        return Finding("unknown", beside=beside)
    if authors >= 2 or consents >= 2:
        return Finding("present" if beside and authors >= 2 else "weak", written, beside)
    against = (*beside, *e.of(CharterRepealed, CoalitionAbandoned))
    return Finding("absent", written, against) if against or authors else Finding("unknown")


@condition("clear-roles", "Roles are clear.", "roles that somebody holds, and leads of initiatives that run")
def clear_roles(e: Evidence) -> Finding:
    """Graded: roles held now for parties that are in, and the leads of running initiatives, each of whom answers for
    an area. Roles that were given up speak to it too."""
    coalition = e.known.coalition
    assigned = {Role(event.role, event.person, event.responsible_for): r for r, event in e.told(RoleAssigned)}
    held = [role for role, party in coalition.membership.roles.items() if coalition.membership.is_in(party)]
    roles = [(assigned[role], 1) for role in held if role in assigned]
    running = coalition.initiatives.running
    leads = [(r, len(event.leads)) for r, event in e.told(InitiativeLaunched) if running.get(event.initiative)]
    return e.graded(sum_of(sorted([*roles, *leads], key=lambda pair: when(pair[0]))), e.of(RoleRelinquished))


@condition("milestones", "Milestones are planned.", "milestones planned, and goals set with their dates")
def milestones(e: Evidence) -> Finding:
    """Graded: milestones planned and goals set, each of which has a date. Where initiatives
    were launched and nothing is planned, it is absent."""
    return e.graded(number_of(e.of(MilestonePlanned, GoalSet)), e.of(InitiativeLaunched))


@condition("communication", "Communication is frequent.", "recent sessions, updates and information shared")
def communication(e: Evidence) -> Finding:
    """Graded: recent sessions, updates and information shared. A channel that was opened, and what lies further back,
    speak to it too: there was communication, and there is none now."""
    told = e.of(SessionHeld, UpdateReleased, InformationShared)
    recent = [recorded for recorded in told if e.is_recent(recorded)]
    return e.graded(number_of(recent), () if recent else (*e.of(ChannelOpened), *told[-1:]))


@condition("rhythm", "A rhythm of meeting is kept.", "recent sessions ÷ those that the rhythm asked for")
def rhythm(e: Evidence) -> Finding:
    """The sessions held since the rhythm was agreed, or recently, ÷ the full intervals of it in that time (at least
    the last two intervals are looked at), by the time elapsed. Present from three quarters on, weak from a half on,
    else absent; weak at best where it was given up. Unknown where none was agreed, or no interval is over yet. As in
    momentum, the series agreed first is the one that counts."""
    every = e.told(RhythmAgreed)
    if not every:
        return Finding("unknown")
    series = every[0][1].series
    agreed, event = [told for told in every if told[1].series == series][-1]
    ended = [r for r, event in e.told(RhythmEnded) if event.series == series and when(r) > when(agreed)]
    return _kept(e, agreed, event.every_days, ended[:1])


def charter_in_force(e: Evidence) -> list[tuple[Recorded, CharterDrafted]]:
    """The draft that came into force, where its text is on record."""
    return _written(e, e.known.coalition.charter.standing)


def draft_pending(e: Evidence) -> list[tuple[Recorded, CharterDrafted]]:
    """The draft that waits for consents."""
    charter = e.known.coalition.charter
    return [] if charter.pending is None else _written(e, charter.drafts[charter.pending])


def _written(e: Evidence, draft: Draft | None) -> list[tuple[Recorded, CharterDrafted]]:
    if draft is None or draft.written is None:
        return []
    return [(recorded, event) for recorded, event in e.told(CharterDrafted) if event == draft.written][-1:]


def _kept(e: Evidence, agreed: Recorded, every_days: int, given_up: list[Recorded]) -> Finding:
    """How far a rhythm was kept, up to now or to the day on which it was given up."""
    until = given_up[0].event.moment if given_up else e.until
    begun, most = agreed.event.moment, max(e.limits.recent_days, 2 * every_days)
    since = begun if (until - begun) / timedelta(days=1) <= most else until - timedelta(days=most)
    expected = intervals(since, until, every_days)
    if expected < 1:
        return Finding("absent" if given_up else "unknown", beside=(agreed, *given_up))
    held = [case(r) for r in e.of(SessionHeld) if begun < r.event.moment and since <= r.event.moment <= until]
    value = Figure(len(held) / expected, tuple(Part(*session, 1 / expected) for session in held))
    state = by_share(len(held) / expected, KEPT, HALF_KEPT)
    return Finding("weak" if given_up and state == "present" else state, value, (agreed, *given_up))
