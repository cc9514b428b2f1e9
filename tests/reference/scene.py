"""The scene of a generated history: who is in, and where each promise stands by the rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, TypeAlias, TypeVar

T = TypeVar("T")
Line: TypeAlias = dict[str, Any]


@dataclass
class Promise:
    id: str
    promisor: str
    promisee: str
    co_accountable: list[str] = field(default_factory=list)
    state: str = "open"
    due: str | None = None
    first_due: str = ""
    told: Line = field(default_factory=dict)  #: how it was first written down

    @property
    def accountable(self) -> list[str]:
        return [self.promisor, *self.co_accountable]


@dataclass
class Scene:
    coalition: str
    random: Random
    parties: list[str]
    odd: bool = False  #: whether dates may run against the order of the lines
    present: dict[str, str] = field(default_factory=dict)  #: party → its standing
    promises: dict[str, Promise] = field(default_factory=dict)
    born: dict[str, datetime] = field(default_factory=dict)  #: id → when it came up
    speakers: dict[str, str] = field(default_factory=dict)  #: party → a person who speaks for it
    running: list[str] = field(default_factory=list)  #: agreements in force
    clock: datetime | None = None
    cycle: int = 0
    number: int = 0

    def line(self, event_type: str, by: str | None, **fields: Any) -> Line:
        said = {"coalition": self.coalition, "type": event_type, **fields}
        return said if by is None else said | {"by": by}

    def speaker(self, party: str) -> str:
        """The party itself or, every other time, the person who speaks for it."""
        return self.speakers.get(party, party) if self.random.random() < 0.5 else party

    def fresh(self, kind: str) -> str:
        self.number += 1
        return f"{kind}-{self.number}"

    def soon(self, random: Random) -> str:
        base = self.clock or datetime(2021, 3, 1, tzinfo=UTC)
        return (base + timedelta(days=random.randint(3, 90))).date().isoformat()

    def bear(self, line: Line, moment: datetime) -> None:
        """The ids in a line that are new came up at this instant."""
        self.clock = moment
        for name in names_in(line):
            if name[-1:].isdigit() and not name.startswith("party-"):
                self.born.setdefault(name, moment)

    @property
    def members(self) -> list[str]:
        return [party for party, standing in self.present.items() if standing != "observer"]

    def promised(self, state: str) -> list[Promise]:
        return [promise for promise in self.promises.values() if promise.state == state and self._answered(promise)]

    def _answered(self, promise: Promise) -> bool:
        return any(party in self.present for party in promise.accountable)

    def their_side(self, promise: Promise) -> list[str]:
        """Who may accept, release or agree to another date."""
        if promise.promisee in self.present:
            return [promise.promisee]
        return [party for party in self.members if party not in promise.accountable]

    def leave(self, party: str) -> None:
        del self.present[party]
        for promise in self.promises.values():
            if promise.promisor == party and promise.state == "open":
                self.settle_if_gone(promise)

    def settle_if_gone(self, promise: Promise) -> None:
        """A promise is open whose promisor may have left: it passes on, or is orphaned."""
        if promise.state != "open" or promise.promisor in self.present:
            return
        for party in promise.co_accountable:
            if party in self.present:
                promise.promisor = party
                promise.co_accountable = [other for other in promise.co_accountable if other != party]
                return
        promise.state = "orphaned"

    def reconvene(self) -> None:
        self.present = {}
        for promise in self.promises.values():
            if promise.state == "open":
                promise.state = "orphaned"


def chosen(random: Random, among: Sequence[T]) -> T:
    return among[random.randrange(len(among))]


def names_in(line: Line) -> list[str]:
    """The texts in a line that may be ids, also those in its lists."""
    lists = [value for value in line.values() if isinstance(value, list)]
    return [name for name in [*line.values(), *(name for one in lists for name in one)] if isinstance(name, str)]
