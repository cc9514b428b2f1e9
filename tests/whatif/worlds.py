"""Small histories whose answers are known, and those of the examples."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from hypothesis import HealthCheck, settings
from reference.histories import ROOT, in_file, recorded

from domain.event import Recorded
from engine.scenario import Timeline
from projections.consulted import When

#: For tests on histories of all kinds, which take their time to make.
FEW = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
WHEN = When(datetime(2026, 1, 1, tzinfo=UTC))
EXAMPLES = ("i3t", "leads", "fell-apart", "went-alone")
Line = dict[str, Any]


def told(lines: Iterable[Line]) -> list[Recorded]:
    """The lines as recorded, a day apart where they say no date."""
    dated = [{"coalition": "grove", "at": _day(number), **line} for number, line in enumerate(lines)]
    return recorded(dated)


def act(type_: str, by: str, **fields: Any) -> Line:
    """One act."""
    return {"type": type_, "by": by, **fields}


def opened(*parties: str) -> list[Line]:
    """A coalition with these members; the first convenes it."""
    convener = parties[0]
    given = {"name": "Grove", "purpose": "paths", "convener": convener, "origin": "grassroots"}
    return [act("coalition-proposed", convener, **given), *map(joined, parties)]


def joined(party: str) -> Line:
    """A party joins as a member."""
    return act("party-joined", party, party=party, name=party.title(), kind="community", standing="member")


def drafted(*authors: str, rule: str = "consensus", quorum: str = "1") -> Line:
    """A charter is put before the others."""
    given = {"version": 1, "mission": "keep", "vision": "a wood", "decision_rule": rule, "quorum": quorum}
    return act("charter-drafted", authors[0], authors=list(authors), **given)


def consented(party: str) -> Line:
    """A member consents to it."""
    return act("charter-consented", party, version=1, party=party)


def promised(promisor: str, promisee: str, name: str = "c-1", due: str = "2020-03-01") -> Line:
    """A promise."""
    return act("commitment-made", promisor, commitment=name, promisor=promisor, promisee=promisee, what="it", due=due)


def delivered(by: str, name: str = "c-1") -> Line:
    """What was promised is reported as done."""
    return act("commitment-delivered", by, commitment=name, evidence="seen")


def accepted(by: str, name: str = "c-1") -> Line:
    """And the other agrees."""
    return act("delivery-accepted", by, commitment=name)


@cache
def example(name: str) -> Timeline:
    """One of the example histories."""
    return Timeline(recorded(in_file(ROOT / "examples" / f"{name}.jsonl")[name]))


def types(timeline: Timeline, numbers: Iterable[int]) -> list[str]:
    """What kinds of events these are."""
    return [timeline.history[n - 1].type for n in numbers]


def _day(number: int) -> str:
    return (datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=number)).date().isoformat()
