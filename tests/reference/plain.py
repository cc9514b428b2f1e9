"""What the reference calculations share: order in time, who is in, and where each promise stands.

Everything here is read off the records with lists and loops; nothing comes from the views. Who is in and where a
promise stands follows the rules, which read a stream as it was recorded; dates are compared by `at`, ties as they are
read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from domain.event import Recorded

DAY = timedelta(days=1)
LEAVING = ("party-withdrew", "party-removed")
CYCLE = "coalition-reconvened"
MEMBERSHIP = ("party-joined", *LEAVING, "standing-changed", CYCLE)


def in_time(records: Iterable[Recorded]) -> list[Recorded]:
    """By `at`; what happened at the same instant stays as it is read."""
    return sorted(records, key=lambda r: r.event.moment)


def of_type(records: Iterable[Recorded], *types: str) -> list[Recorded]:
    return [r for r in records if r.type in types]


def events_of(records: Iterable[Recorded], *types: str) -> list[Any]:
    return [r.event for r in records if r.type in types]


def named(recorded: Recorded, field_name: str) -> Any:
    """What an event says in a field; null where its type has no such field."""
    return vars(recorded.event).get(field_name)


Reckoned = TypeVar("Reckoned")
More = ParamSpec("More")
_KEPT = 300


def once(
    reckon: Callable[Concatenate[Sequence[Recorded], More], Reckoned],
) -> Callable[Concatenate[Sequence[Recorded], More], Reckoned]:
    """Reckoned once for the same list of records, which nobody changes; another list that is equal is another one."""
    kept: dict[tuple[Any, ...], tuple[Sequence[Recorded], Reckoned]] = {}

    @wraps(reckon)
    def reckoned(records: Sequence[Recorded], /, *args: More.args, **kwargs: More.kwargs) -> Reckoned:
        key = (id(records), *args, *kwargs.values())
        if key not in kept:
            if len(kept) == _KEPT:
                del kept[next(iter(kept))]
            kept[key] = (records, reckon(records, *args, **kwargs))  # as long as it is kept, no other has its id
        return kept[key][1]

    return reckoned


@once
def _by_name(records: Sequence[Recorded], field_name: str) -> dict[str | None, list[Recorded]]:
    found: dict[str | None, list[Recorded]] = {}
    for recorded in records:
        found.setdefault(named(recorded, field_name), []).append(recorded)
    return found


def naming(records: Sequence[Recorded], field_name: str, name: str) -> list[Recorded]:
    """The events that name this in a field, as they are read."""
    return _by_name(records, field_name).get(name, [])


def written(recorded: Recorded) -> str:
    """The day of an event as it was written."""
    return recorded.event.at[:10]


def today(as_of: datetime) -> str:
    return as_of.astimezone(UTC).date().isoformat()


def start_of(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(), UTC)


def days_between(earlier: str, later: str) -> int:
    return (date.fromisoformat(later) - date.fromisoformat(earlier)).days


def share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def median(values: Sequence[float]) -> float | None:
    ordered = sorted(values)
    if not ordered:
        return None
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def happened_by(records: Sequence[Recorded], moment: datetime) -> list[Recorded]:
    """What had happened by then, in the order in which it is read."""
    return [r for r in records if r.event.moment <= moment]


def standing_then(records: Iterable[Recorded], last: Recorded) -> Standing:
    """Who was in when this happened: what came before it, in the order in which it is read."""
    return standing_after(r for r in records if r.type in MEMBERSHIP and came_before(r, last))


def members_then(records: Iterable[Recorded], last: Recorded) -> list[str]:
    """Who was a member when this happened."""
    return standing_then(records, last).members


@dataclass
class Standing:
    """Who is in and with what standing, who once was, and who acts for whom."""

    standing: dict[str, str] = field(default_factory=dict)
    former: set[str] = field(default_factory=set)
    joined: dict[str, Any] = field(default_factory=dict)  #: party → its latest party-joined
    acts_for: dict[str, list[str]] = field(default_factory=dict)

    def take(self, event: Any) -> None:
        if event.type == "party-joined":
            self.standing[event.party] = event.standing
            self.joined[event.party] = event
        elif event.type in LEAVING:
            self.standing.pop(event.party, None)
            self.former.add(event.party)
        elif event.type == "standing-changed" and event.party in self.standing:
            self.standing[event.party] = event.standing
        elif event.type in ("introduction-made", "role-assigned"):
            self.acts_for.setdefault(event.person, []).append(event.party)
        elif event.type == CYCLE:
            self.former |= set(self.standing)
            self.standing = {}

    @property
    def members(self) -> list[str]:
        return sorted(p for p, standing in self.standing.items() if standing in ("member", "rotating"))

    @property
    def observers(self) -> list[str]:
        return sorted(p for p, standing in self.standing.items() if standing == "observer")

    def acting(self, actor: str) -> list[str]:
        return [actor, *self.acts_for.get(actor, [])]


def standing_after(records: Iterable[Recorded]) -> Standing:
    """Who is in after these records, taken in the order given."""
    found = Standing()
    for recorded in records:
        found.take(recorded.event)
    return found


@dataclass
class Promise:
    """A commitment as the rules see it."""

    made: Recorded
    promisor: str
    promisee: str
    co_accountable: list[str]
    state: str = "open"
    events: list[int] = field(default_factory=list)  #: what was said of it, and what changed whose it is
    entered: Recorded | None = None  #: the event that brought it into the state in which it is
    self_certified: bool = False  #: whether the latest acceptance came from who answers for it

    @property
    def accountable(self) -> list[str]:
        return list(dict.fromkeys([self.promisor, *self.co_accountable]))


_STATE_AFTER = {
    "commitment-delivered": "delivered",
    "delivery-accepted": "accepted",
    "delivery-refused": "open",
    "commitment-released": "released",
    "commitment-revoked": "revoked",
    "commitment-broken": "broken",
}


def promises_after(records: Iterable[Recorded]) -> dict[str, Promise]:
    """Every commitment after these records, taken in the order given; what speaks of an unknown one is passed over."""
    promises: dict[str, Promise] = {}
    standing = Standing()
    for recorded in records:
        event: Any = recorded.event
        if recorded.type == "delivery-accepted" and event.commitment in promises:
            promise = promises[event.commitment]
            promise.self_certified = _by_who_answers(promise, event.by, standing)
        standing.take(event)
        _step(promises, recorded, standing)
    return promises


def _step(promises: dict[str, Promise], recorded: Recorded, standing: Standing) -> None:
    event: Any = recorded.event
    if recorded.type == "commitment-made":
        co = list(event.co_accountable)
        promises[event.commitment] = Promise(recorded, event.promisor, event.promisee, co, events=[recorded.n])
    elif recorded.type in LEAVING:
        for promise in promises.values():
            if promise.promisor == event.party and promise.state == "open":
                promise.events.append(recorded.n)
                _pass_on(promise, standing)
    elif recorded.type == CYCLE:
        for promise in promises.values():
            if promise.state == "open":
                promise.events.append(recorded.n)
                promise.state = "orphaned"
    elif getattr(event, "commitment", None) in promises:
        promise = promises[event.commitment]
        promise.events.append(recorded.n)
        before = promise.state
        _about(promise, event, standing)
        promise.entered = recorded if promise.state != before else promise.entered


def _about(promise: Promise, event: Any, standing: Standing) -> None:
    promise.state = _STATE_AFTER.get(event.type, promise.state)
    if event.type == "delivery-refused":
        if promise.promisor in standing.former and promise.promisor not in standing.standing:
            _pass_on(promise, standing)
    elif event.type == "accountability-changed":
        promise.co_accountable = list(event.co_accountable)
    elif event.type == "commitment-handed-over":
        promise.promisor = event.to
        promise.promisee = "all" if event.to == promise.promisee else promise.promisee
        promise.co_accountable = [party for party in promise.co_accountable if party != event.to]
        promise.state = "open" if promise.state == "orphaned" else promise.state


def _pass_on(promise: Promise, standing: Standing) -> None:
    for party in promise.co_accountable:
        if party in standing.standing:
            promise.promisor = party
            promise.co_accountable = [other for other in promise.co_accountable if other != party]
            return
    promise.state = "orphaned"


def _by_who_answers(promise: Promise, by: str | None, standing: Standing) -> bool:
    """Whether who accepted answers for the promise, and speaks for nobody else on the promisee's side."""
    if by is None:
        return False
    acting = standing.acting(by)
    entitled = [promise.promisee] if promise.promisee in standing.standing else standing.members
    others = [party for party in acting if party in entitled and party not in promise.accountable]
    return any(party in promise.accountable for party in acting) and not others


def about(records: Sequence[Recorded], commitment: str) -> list[Recorded]:
    """The events that name a commitment, in the order of time."""
    return in_time(naming(records, "commitment", commitment))


def dues_of(records: Sequence[Recorded], commitment: str) -> list[tuple[Recorded, str | None]]:
    """Every due date that a commitment was given, with the event that gave it, in the order of time.

    It is made before it is renegotiated, also where the renegotiation bears no more than the date of that day.
    """
    found = []
    for recorded in about(records, commitment):
        event: Any = recorded.event
        if recorded.type in ("commitment-made", "commitment-renegotiated"):
            found.append((recorded, event.due))
    return sorted(found, key=lambda given: given[0].type != "commitment-made")


def due_in_force(dues: Sequence[tuple[Recorded, str | None]], moment: datetime) -> str | None:
    """The due date that was in force at an instant."""
    given = [due for recorded, due in dues if recorded.event.moment <= moment]
    return given[-1] if given else None


def due_when(dues: Sequence[tuple[Recorded, str | None]], delivered: Recorded) -> str | None:
    """The due date that was in force when something was delivered."""
    given = [due for recorded, due in dues if came_before(recorded, delivered)]
    return given[-1] if given else None


def ended_by(records: Sequence[Recorded], commitment: str, event_type: str) -> Recorded:
    """The latest event of a type of those since which a commitment has been what they made it."""
    run: list[Recorded] = []
    for recorded in naming(records, "commitment", commitment):
        if recorded.type in _STATE_AFTER:
            run = [*run, recorded] if recorded.type == event_type else []
    return in_time(run)[-1]


def waiting_at(records: Sequence[Recorded], last: Recorded) -> list[Recorded]:
    """The deliveries of a commitment that had been read by then and that nobody had refused since, by `at`."""
    waiting: list[Recorded] = []
    for recorded in naming(records, "commitment", named(last, "commitment")):
        if recorded.type == "delivery-refused":
            waiting = []
        elif recorded.type == "commitment-delivered":
            waiting.append(recorded)
        if recorded.n == last.n:
            break
    return in_time(waiting)


def delivery_for(records: Sequence[Recorded], accepted: Recorded) -> Recorded:
    """The delivery that an acceptance is about: of those that waited when it was read, the latest that came before it.

    Where all that waited are dated later, the latest of them; where none did, the acceptance itself.
    """
    waiting = waiting_at(records, accepted)
    earlier = [r for r in waiting if came_before(r, accepted)]
    return (earlier or waiting or [accepted])[-1]


def came_before(one: Recorded, other: Recorded) -> bool:
    """By `at`, of which a bare date tells no more than the day, and some no more than the month or the year.

    What is dated the same, as it was read.
    """
    if one.n == other.n:
        return False
    for exactness, width in (("year", 4), ("month", 7), ("day", 10)):
        if exactness in (one.event.exactness, other.event.exactness):
            first, second = one.event.at[:width], other.event.at[:width]
            return first < second or (first == second and one.place < other.place)
    return (one.event.moment, one.place) < (other.event.moment, other.place)
