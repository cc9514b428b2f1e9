"""Factors, reckoned from the rules told at each condition: present, weak, absent or unknown.

`measures.md` names the seventeen conditions and leaves their rules open; these follow the words in which the measure
documents them. A coalition that has ended is judged as it stood at its end. With each state goes the number behind it,
which is null where the state is unknown, and of some the events that say so.
"""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Any, TypeAlias

from domain.coalition import Coalition
from domain.event import Recorded
from domain.history import fold

from .factor_rhythm import rhythm_kept
from .momentum import ENDS
from .plain import (
    CYCLE,
    days_between,
    events_of,
    in_time,
    named,
    of_type,
    promises_after,
    standing_after,
    today,
    written,
)

FEW, ENOUGH, RECENT = 1, 3, 180
FOR_TRUST = ("trust-moment", "information-shared", "target-set-aside", "control-ceded")
TALK = ("session-held", "update-released", "information-shared")
Found: TypeAlias = tuple[str, float | None]
SUCCESS = ("delivery-accepted", "milestone-reached", "quick-win-delivered", "charter-ratified")


def factors(records: list[Recorded], as_of: datetime) -> dict[str, Any]:
    coalition = fold(records)
    ends = of_type(records, *ENDS)
    now = min(as_of, ends[-1].event.moment) if ends and coalition.dissolution.ended else as_of
    told = in_time(records)
    found = {
        "threat-apart": _threat(told),
        "trust-before-need": _trust_first(told),
        "shared-values": _values(told, coalition),
        "joint-charter": _charter(records, coalition),
        "clear-roles": _roles(told, coalition),
        "milestones": _graded(len(of_type(told, "milestone-planned", "goal-set")), told, "initiative-launched"),
        "communication": _graded(len(_recent(of_type(told, *TALK), now)), told, "channel-opened", *TALK),
        "rhythm": rhythm_kept(records, now),
        "quick-wins": _quick_wins(told),
        "sponsorship": _sponsorship(told, coalition),
        "celebrations": _celebrations(told),
        "equal-accountability": _equal(records, now),
        "five-steps": _five_steps(records, coalition, now),
        "power-shared": _power(told),
        "experiments": _graded(len(of_type(told, "experiment-started")), told),
        "end-in-sight": _end(coalition, now),
        "representation": _representation(told),
    }
    states = [state for state, _ in found.values()]
    counts = {state: states.count(state) for state in ("present", "weak", "absent", "unknown")}
    rows: dict[str, dict[str, Any]] = {name: {"state": state, "value": value} for name, (state, value) in found.items()}
    for name, events in _events(told).items():
        rows[name]["events"] = sorted(r.n for r in events)
    return counts | {"factors": rows}


def _events(told: list[Recorded]) -> dict[str, list[Recorded]]:
    """The events that speak to a condition, of those conditions to which a few types of event do."""
    raised = of_type(told, "conflict-raised")[:1]
    before = told[: told.index(raised[0])] if raised else told
    plays = [r for r in of_type(told, "trust-fractured") if named(r, "kind") == "power-play"]
    return {
        "threat-apart": list({named(r, "threat"): r for r in of_type(told, "threat-assessed")}.values()),
        "trust-before-need": [*of_type(before, *FOR_TRUST), *raised],
        "milestones": of_type(told, "milestone-planned", "goal-set", "initiative-launched"),
        "quick-wins": of_type(told, "dissatisfaction-voiced", "quick-win-delivered"),
        "power-shared": [*of_type(told, "control-ceded", "target-set-aside"), *plays],
        "experiments": of_type(told, "experiment-started", "experiment-concluded"),
    }


def _graded(number: float, told: list[Recorded], *speaking: str) -> Found:
    """By how many there are; unknown where there are none and none of these speak to it either."""
    if number == 0 and not of_type(told, *speaking):
        return "unknown", None
    return "present" if number >= ENOUGH else "weak" if number >= FEW else "absent", number


def _recent(told: list[Recorded], now: datetime) -> list[Recorded]:
    return [r for r in told if _age(r, now) <= RECENT]


def _age(recorded: Recorded, now: datetime) -> int:
    """In calendar days (UTC)."""
    return days_between(today(recorded.event.moment), today(now))


def _threat(told: list[Recorded]) -> Found:
    events: list[Any] = [r.event for r in of_type(told, "threat-assessed")]
    latest = {event.threat: event.apart - event.together for event in events}
    if not latest:
        return "unknown", None
    most = max(latest.values())
    return "present" if most > 0 else "weak" if most == 0 else "absent", most


def _trust_first(told: list[Recorded]) -> Found:
    raised = [place for place, r in enumerate(told) if r.type == "conflict-raised"]
    before = told[: raised[0]] if raised else told
    return _graded(len(of_type(before, *FOR_TRUST)), told, "conflict-raised")


def _values(told: list[Recorded], coalition: Coalition) -> Found:
    shared = {event.value for event in events_of(told, "value-shared")}
    standing = coalition.charter.standing
    charter = standing.written if standing else None
    named = set(charter.values) if charter else set()
    speaking = ("charter-repealed", "charter-drafted") if charter else ("charter-repealed",)
    return _graded(len(shared | named), told, *speaking)


def _charter(records: list[Recorded], coalition: Coalition) -> Found:
    charter = coalition.charter
    if charter.standing is not None:
        authors = charter.standing.written.authors if charter.standing.written else ()
        if len(authors) >= 2:
            return "present", len(authors)
        ratified = [event for event in events_of(records, "charter-ratified") if event.version == charter.in_force]
        consents = {party for event in ratified for party in event.consents}
        consents |= set(charter.poll(charter.standing.version).consents)
        if len(consents) >= 2:
            return "weak", len(authors)
        return ("absent", len(authors)) if len(authors) == 1 or len(consents) == 1 else ("unknown", None)
    this = _this_cycle(records)
    drafts: list[Any] = [r.event for r in of_type(this, "charter-drafted")]
    if charter.pending is not None:
        authors = [event for event in drafts if event.version == charter.pending][-1].authors
        if authors:
            return "weak" if len(authors) >= 2 else "absent", len(authors)
    return ("absent", 0) if of_type(this, "charter-repealed", "coalition-abandoned") else ("unknown", None)


def _roles(told: list[Recorded], coalition: Coalition) -> Found:
    held = [party for party in coalition.membership.roles.values() if party in coalition.membership.parties]
    launched: list[Any] = [r.event for r in of_type(told, "initiative-launched")]
    leads = [lead for event in launched if coalition.initiatives.running[event.initiative] for lead in event.leads]
    return _graded(len(held) + len(leads), _this_cycle(told), "role-relinquished")


def _this_cycle(told: list[Recorded]) -> list[Recorded]:
    begun = [place for place, r in enumerate(told) if r.type == CYCLE]
    return told[begun[-1] :] if begun else told


def _quick_wins(told: list[Recorded]) -> Found:
    voiced = {event.dissatisfaction for event in events_of(told, "dissatisfaction-voiced")}
    wins: list[Any] = [r.event for r in of_type(told, "quick-win-delivered")]
    answered = {name for event in wins for name in event.addresses}
    if not voiced and not wins:
        return "unknown", None
    if answered and (2 * len(answered) >= len(voiced) or len(answered) >= ENOUGH):
        return "present", len(answered)
    return "weak" if len(answered) >= FEW else "absent", len(answered)


def _sponsorship(told: list[Recorded], coalition: Coalition) -> Found:
    if len(coalition.sponsorship.sponsors):
        return "present", len(coalition.sponsorship.sponsors)
    if of_type(told, "recognition-received"):
        return "weak", 0
    asked = of_type(told, "sponsorship-requested", "sponsorship-declined", "sponsorship-withdrawn")
    return ("absent", 0) if asked else ("unknown", None)


def _celebrations(told: list[Recorded]) -> Found:
    days = {written(r) for r in of_type(told, "celebration-held")}
    days |= {written(r) for r in of_type(told, "session-held") if named(r, "kind") == "celebration"}
    completed = [r for r in of_type(told, "initiative-ended") if named(r, "outcome") == "completed"]
    return _graded(len(days), [*of_type(told, *SUCCESS), *completed], *SUCCESS, "initiative-ended")


def _equal(records: list[Recorded], now: datetime) -> Found:
    """By 1 − Gini of what members answer for, as a fraction; what two answer for counts for each."""
    promises = promises_after(records).values()
    members = standing_after(records).members
    carried = [sum(1 for promise in promises if member in promise.accountable) for member in members]
    if len(members) < 2 or sum(carried) < len(members):
        return "unknown", None
    apart = sum(abs(one - other) for one in carried for other in carried)
    equality = 1 - Fraction(apart, 2 * len(carried) * sum(carried))
    return "present" if 3 * equality >= 2 else "weak" if 3 * equality >= 1 else "absent", float(equality)


def _five_steps(records: list[Recorded], coalition: Coalition, now: datetime) -> Found:
    """Each conflict as the rules see it: the steps of its present round, and of a settled one those before that."""
    met = []
    for name in coalition.conflicts:
        conflict = coalition.conflicts[name]
        told = [r for r in records if named(r, "conflict") == name]
        again = [p for p, r in enumerate(told) if r.type == "conflict-reviewed" and not named(r, "held")]
        this = told[again[-1] if again else 0 :]
        taken = bool(conflict.prepared) or len(conflict.motives) or conflict.congruent or len(conflict.at_stake)
        if conflict.state == "settled":
            each = all(_all_four(conflict, side) for side in conflict.sides)
            met.append(1.0 if each else 0.0)
        elif conflict.state == "closed" or len(conflict.sides) < 2:
            met.append(0.0)
        elif taken:
            met.append(0.5)
        elif _age(this[0], now) > RECENT:
            met.append(0.0)
    if not met:
        return "unknown", None
    return "present" if min(met) == 1 else "absent" if max(met) == 0 else "weak", sum(met) / len(met)


def _all_four(conflict: Any, side: str) -> bool:
    return bool(
        side in conflict.prepared and side in conflict.motives and conflict.congruent and side in conflict.at_stake
    )


def _power(told: list[Recorded]) -> Found:
    plays = [r for r in of_type(told, "trust-fractured") if named(r, "kind") == "power-play"]
    shared = of_type(told, "control-ceded", "target-set-aside")
    return _graded(len(shared) - len(plays), [*shared, *plays], "control-ceded", "target-set-aside", "trust-fractured")


def _end(coalition: Coalition, now: datetime) -> Found:
    charter = coalition.charter
    standing = charter.standing.written if charter.standing else None
    pending = charter.drafts[charter.pending].written if charter.pending is not None else None
    sunset = coalition.dissolution.sunset
    ends = len(standing.exit_conditions) if standing else 0
    ends += sunset is not None and sunset >= today(now)
    if ends:
        return "present", ends
    if sunset is not None or (pending and (pending.exit_conditions or pending.sunset)):
        return "weak", 0
    return ("absent", 0) if standing or pending else ("unknown", None)


def _representation(told: list[Recorded]) -> Found:
    standing = standing_after(told)
    present = [standing.joined[party] for party in standing.standing]
    kinds = {joined.kind for joined in present} - {None, "other"}
    constituencies = {joined.constituency for joined in present} - {None}
    if len(present) < 2 or not kinds | constituencies:
        return "unknown", None
    beside = max(len(kinds), len(constituencies)) - 1
    return "present" if beside >= ENOUGH else "weak" if beside >= FEW else "absent", beside
