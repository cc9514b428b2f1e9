"""Momentum, reckoned from its definition: every impulse, its present contribution, and what they sum to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from domain.event import Recorded

from .plain import (
    CYCLE,
    DAY,
    MEMBERSHIP,
    delivery_for,
    due_in_force,
    due_when,
    dues_of,
    happened_by,
    in_time,
    named,
    naming,
    of_type,
    promises_after,
    start_of,
    written,
)

HALF_LIFE = 42
COMPONENTS = ("delivery", "rhythm", "energy", "support", "trust", "conflict")
ENDS = ("coalition-dissolved", "coalition-abandoned")

WEIGHTS = {
    "commitment-made": ("delivery", 1),
    "milestone-reached": ("delivery", 3),
    "quick-win-delivered": ("delivery", 3),
    "commitment-broken": ("delivery", -4),
    "commitment-revoked": ("delivery", -2),
    "session-held": ("rhythm", 1),
    "session-missed": ("rhythm", -1),
    "celebration-held": ("energy", 1),
    "update-released": ("energy", 0.5),
    "purpose-reaffirmed": ("energy", 0.5),
    "experiment-started": ("energy", 0.5),
    "goal-set": ("energy", 0.5),
    "party-joined": ("support", 1),
    "party-withdrew": ("support", -3),
    "party-removed": ("support", -1),
    "charter-ratified": ("support", 5),
    "sponsorship-granted": ("support", 4),
    "sponsorship-declined": ("support", -2),
    "sponsorship-withdrawn": ("support", -4),
    "recognition-received": ("support", 3),
    "trust-moment": ("trust", 0.25),
    "information-shared": ("trust", 0.25),
    "target-set-aside": ("trust", 1),
    "control-ceded": ("trust", 1),
    "conflict-raised": ("conflict", -1),
    "conflict-settled": ("conflict", 3),
    "conflict-escalated": ("conflict", -2),
    "conflict-closed": ("conflict", -3),
}


class Impulse(NamedTuple):
    at: datetime
    component: str
    weight: float
    n: int | None
    type: str


def momentum(records: list[Recorded], as_of: datetime) -> dict[str, Any]:
    impulses = impulses_by(records, as_of)
    components: Any = _components(impulses, as_of) if records else dict.fromkeys(COMPONENTS)
    score = sum(components.values()) if records else None
    trend = _trend(impulses, as_of)
    return {
        "score": score,
        "components": components,
        "trend": trend,
        "state": _state(records, impulses, score, trend, as_of),
        "drivers": _drivers(impulses, as_of),
        "curve": _curve(records, impulses, as_of),
    }


def impulses_by(records: list[Recorded], as_of: datetime) -> list[Impulse]:
    """Everything that moved the coalition until then, in the order of time."""
    found = [*_of_events(records), *_overdue(records, as_of), *_rhythm_missed(records, as_of)]
    return sorted((impulse for impulse in found if impulse.at <= as_of), key=lambda impulse: impulse.at)


def _of_events(records: list[Recorded]) -> Iterator[Impulse]:
    for recorded in records:
        event: Any = recorded.event
        found = WEIGHTS.get(recorded.type)
        if recorded.type == "delivery-accepted":
            found = ("delivery", 3 if _on_time(records, recorded) else 1)
        elif recorded.type == "initiative-ended" and event.outcome == "completed":
            found = ("delivery", 3)
        elif recorded.type == "trust-fractured":
            found = ("trust", -event.severity)
        elif recorded.type == "conflict-reviewed":
            found = ("conflict", 1 if event.held else -2)
        if found is not None:
            yield Impulse(event.moment, *found, recorded.n, recorded.type)


def _on_time(records: list[Recorded], accepted: Recorded) -> bool:
    """Whether what was accepted had been delivered on or before the due date in force."""
    commitment = named(accepted, "commitment")
    delivered = delivery_for(records, accepted)
    due = due_when(dues_of(records, commitment), delivered)
    return due is not None and written(delivered) <= due


def _overdue(records: list[Recorded], as_of: datetime) -> Iterator[Impulse]:
    places = {recorded.n: place for place, recorded in enumerate(records)}
    membership = of_type(records, *MEMBERSHIP)
    for name in promises_after(records):
        dues = dues_of(records, name)
        told = sorted([*naming(records, "commitment", name), *membership], key=lambda r: places[r.n])
        for due in sorted({due for _, due in dues if due is not None}):
            if due == "9999-12-31" or start_of(due) + DAY > as_of:
                continue
            passed = start_of(due) + DAY
            promise = promises_after(happened_by(told, passed)).get(name)
            if due_in_force(dues, passed) == due and promise is not None and promise.state == "open":
                yield Impulse(passed, "delivery", -2, None, "overdue")


class Run(NamedTuple):
    """From when on a series of meetings had which interval, in days; null where it had none."""

    since: datetime
    every_days: int | None
    series: str | None = None


def watched_rhythm(records: list[Recorded]) -> list[Run]:
    """The rhythm of the first series agreed, in each cycle."""
    found: list[Run] = []
    watched, agreed = None, False
    for recorded in in_time(records):
        event: Any = recorded.event
        if recorded.type == CYCLE:
            watched, agreed = None, False
            found.append(Run(event.moment, None))
        elif recorded.type == "rhythm-agreed" and (not agreed or event.series == watched):
            watched, agreed = event.series, True
            found.append(Run(event.moment, event.every_days, watched))
        elif recorded.type == "rhythm-ended" and agreed and event.series == watched:
            found.append(Run(event.moment, None, watched))
    return found


def _rhythm_missed(records: list[Recorded], as_of: datetime) -> Iterator[Impulse]:
    sessions = [r.event.moment for r in of_type(records, "session-held")]
    ends = [r.event.moment for r in of_type(records, *ENDS)]
    rhythm = watched_rhythm(records)
    for number, (since, every_days, _) in enumerate(rhythm):
        if every_days is None or had_ended(records, since):
            continue
        until = min([run.since for run in rhythm[number + 1 :]] + [end for end in ends if end >= since] + [_LAST])
        starts = sorted({since, *(held for held in sessions if since < held < until)})
        for start, following in zip(starts, [*starts[1:], until], strict=True):
            moment = start + timedelta(days=every_days)
            while moment < following and moment <= as_of:
                yield Impulse(moment, "rhythm", -1, None, "rhythm-missed")
                moment += timedelta(days=every_days)


def had_ended(records: list[Recorded], moment: datetime) -> bool:
    turns = [r.type for r in in_time(of_type(records, *ENDS, CYCLE)) if r.event.moment <= moment]
    return bool(turns) and turns[-1] in ENDS


_LAST = start_of("9990-01-01")


def _weight_now(impulse: Impulse, moment: datetime) -> float:
    days = (moment - impulse.at) / DAY
    return float(impulse.weight * 2 ** (-days / HALF_LIFE))


def _components(impulses: list[Impulse], moment: datetime) -> dict[str, float]:
    return {
        component: sum(_weight_now(i, moment) for i in impulses if i.component == component and i.at <= moment)
        for component in COMPONENTS
    }


def _sum_of_last(impulses: list[Impulse], days: int, as_of: datetime) -> float:
    return sum(i.weight for i in impulses if as_of - i.at < days * DAY)


def _trend(impulses: list[Impulse], as_of: datetime) -> float | None:
    usual = _sum_of_last(impulses, 84, as_of) / 84
    return None if usual <= 0 else _sum_of_last(impulses, 14, as_of) / 14 / usual - 1


def _state(
    records: list[Recorded], impulses: list[Impulse], score: float | None, trend: float | None, as_of: datetime
) -> str:
    if score is None:
        return "unknown"
    if f"{score:z.2f}".startswith("-"):  # as it is shown
        return "reversing"
    rhythm = watched_rhythm(records)
    every_days = rhythm[-1].every_days if rhythm else None
    patience = 2 * every_days if every_days is not None else 60
    lifted = [i.at for i in impulses if i.weight > 0]
    last = max(lifted) if lifted else min(r.event.moment for r in records)
    if as_of - last >= patience * DAY:
        return "stalled"
    if trend is not None and trend >= 0.1:
        return "building"
    return "slowing" if trend is not None and trend <= -0.1 else "steady"


def _drivers(impulses: list[Impulse], as_of: datetime) -> list[dict[str, Any]]:
    told = [{"n": i.n, "type": i.type, "at": i.at, "contribution": _weight_now(i, as_of)} for i in impulses]
    return sorted(told, key=lambda driver: -abs(driver["contribution"]))


def _curve(records: list[Recorded], impulses: list[Impulse], as_of: datetime) -> list[dict[str, Any]]:
    """What it came to once everything of an instant had happened, at each instant at which something did, and now."""
    points: list[dict[str, Any]] = []
    now, waiting = dict.fromkeys(COMPONENTS, 0.0), list(impulses)[::-1]
    earlier: datetime | None = None
    of_events = {r.event.moment for r in records} | ({as_of} if records else set())
    for moment in sorted(of_events | {i.at for i in impulses}):
        fade = 1.0 if earlier is None else 2 ** (-((moment - earlier) / DAY) / HALF_LIFE)
        now = {component: value * fade for component, value in now.items()}
        while waiting and waiting[-1].at <= moment:
            impulse = waiting.pop()
            now[impulse.component] += impulse.weight
        points.append({"at": moment, "event": moment in of_events, "score": sum(now.values()), "components": now})
        earlier = moment
    return points
