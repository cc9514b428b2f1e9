"""Generated histories: what a busy coalition records, the same for the same seed, at any size, quickly.

Of the events 30 % are commitments made, 40 % deliveries and acceptances, 15 % sessions, 15 % moments of trust; then
there are a few of everything else, and some facts arrive late. Twelve parties, about 200 bytes an event. Every line is
accepted by the rules as it stands. `scenes` tells the rest of the story: what is seldom.

    lines = list(history(seed=7, events=10_000))
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any, TypeAlias

from benchmarks import scenes

#: An event as a file of JSON Lines holds it.
Line: TypeAlias = dict[str, Any]

PARTIES = tuple(f"party-{number:02}" for number in range(1, 13))
BEGIN = datetime(2021, 1, 11, 9, tzinfo=UTC)
_DAYS = 900.0  #: over which a history of whatever size goes
_SELDOM = 0.05  #: the share of everything else, so that a thousand events hold about one scene of each kind
_LATE = 0.05  #: the share of sessions and moments of trust that are recorded up to ten days late
_KINDS = ("public-agency", "nonprofit", "academic", "community", "commercial", "health-provider")
_MOMENTS = ("personal", "shared-food", "listening", "introduction", "encouragement", "help", "repair")
_WHAT = ("share the outage calendar of the northern works", "bring the ducts and maps of the fourth ward up to date")
_EVIDENCE = ("seen by both at the site", "the files are in the common folder")


def history(seed: int, events: int, coalition: str = "generated") -> Iterator[Line]:
    """So many lines of one coalition, spread over the same time however many they are."""
    story = _Story(Random(seed), coalition, timedelta(days=_DAYS) / max(events, 1))
    yield from islice(story.tell(), events)


def written(lines: Iterable[Line], file: Path) -> int:
    """Write lines as JSON Lines; how many bytes that are."""
    with file.open("w", encoding="utf-8") as out:
        return sum(out.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n") for line in lines)


class _Story:
    """A coalition that goes on for ever."""

    def __init__(self, random: Random, coalition: str, pace: timedelta) -> None:
        self._random, self._coalition, self._pace = random, coalition, pace
        self._now, self._number = BEGIN, 0
        self._open: list[Line] = []  #: promises to be kept, as they were made
        self._delivered: list[Line] = []

    def tell(self) -> Iterator[Line]:
        """The lines, one after the other."""
        for event_type, by, fields in scenes.opening(PARTIES, _KINDS):
            yield self._line(event_type, by, fields)
        random, usual = self._random, (self._promising, self._keeping, self._meeting, self._moment)
        seldom = scenes.seldom(random, PARTIES, self._fresh, self._day)
        while True:
            if random.random() < _SELDOM / scenes.LENGTH:
                yield from (self._line(*told) for told in next(seldom))
            else:
                yield random.choices(usual, (30, 40, 15, 15))[0]()

    def _promising(self) -> Line:
        promisor, other, beside = self._random.sample(PARTIES, 3)
        fields: Line = {"commitment": self._fresh("c"), "promisor": promisor, "what": self._random.choice(_WHAT)}
        fields |= {"promisee": "all" if self._random.random() < 0.2 else other, "due": self._day(3, 90)}
        if self._random.random() < 0.15:
            fields["co_accountable"] = [beside]
        self._open.append(fields)
        return self._line("commitment-made", promisor, fields)

    def _keeping(self) -> Line:
        """One of the promises is delivered, or what was delivered is accepted."""
        if self._delivered and (self._random.random() < 0.5 or not self._open):
            promise = self._taken(self._delivered)
            return self._line("delivery-accepted", self._judge(promise), {"commitment": promise["commitment"]})
        if not self._open:
            return self._promising()
        promise = self._taken(self._open)
        self._delivered.append(promise)
        fields = {"commitment": promise["commitment"], "evidence": self._random.choice(_EVIDENCE)}
        return self._line("commitment-delivered", promise["promisor"], fields)

    def _meeting(self) -> Line:
        came = self._random.sample(PARTIES, self._random.randint(2, 4))
        fields = {"session": self._fresh("s"), "topic": "the works of the month", "kind": "working"}
        return self._late("session-held", came[0], fields | {"attendance": dict.fromkeys(came, 2)})

    def _moment(self) -> Line:
        between = self._random.sample(PARTIES, 2)
        fields = {"between": between, "kind": self._random.choice(_MOMENTS), "what": "a word in passing, and a laugh"}
        return self._late("trust-moment", between[0], fields)

    def _judge(self, promise: Line) -> str:
        """Who accepts: the promisee, or of what was promised to all a party that does not answer for it."""
        if promise["promisee"] != "all":
            return str(promise["promisee"])
        answering = (promise["promisor"], *promise.get("co_accountable", ()))
        return next(party for party in PARTIES if party not in answering)

    def _taken(self, promises: list[Line]) -> Line:
        """One of them, in whatever order: the last one comes to stand in its place."""
        place = self._random.randrange(len(promises))
        promises[place], promises[-1] = promises[-1], promises[place]
        return promises.pop()

    def _line(self, event_type: str, by: str, fields: Line, days_ago: float = 0) -> Line:
        """What happens now, or is told now; then time passes, once there is something to tell of."""
        at = max(BEGIN, self._now - timedelta(days=days_ago)).isoformat(timespec="seconds").replace("+00:00", "Z")
        if self._number:
            self._now += self._pace * self._random.expovariate(1)
        return {"coalition": self._coalition, "type": event_type, "at": at, "by": by, **fields}

    def _late(self, event_type: str, by: str, fields: Line) -> Line:
        """What rests on nothing that was told before, and may be told late."""
        days_ago = self._random.uniform(1, 10) if self._random.random() < _LATE else 0
        return self._line(event_type, by, fields, days_ago)

    def _fresh(self, kind: str) -> str:
        self._number += 1
        return f"{kind}-{self._number}"

    def _day(self, first: int = 3, last: int = 90) -> str:
        """A day that lies so many days ahead."""
        return (self._now + timedelta(days=self._random.randint(first, last))).date().isoformat()
