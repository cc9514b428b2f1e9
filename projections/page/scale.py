"""Scales: what the charts of several histories have in common, so that what stands side by side can be compared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from domain.event import AREAS

if TYPE_CHECKING:
    from projections.page.course import Course, Heads, Seats

#: From the lowest to the highest value.
Reach = tuple[float, float]


class Scale(NamedTuple):
    """The rows, groups and reaches of the charts."""

    lanes: list[str]  #: in the order of the vocabulary
    heads: list[str]  #: groups of persons at sessions
    seats: list[str]  #: groups of parties
    groups: list[str]  #: of both, which so have the same shade in every chart
    score: Reach
    parts: Reach  #: of the components of momentum
    most_heads: int  #: of all groups together at a time
    most_seats: int


def scale_of(courses: Sequence[Course]) -> Scale:
    """What fits all of these."""
    lanes = {dot.lane for one in courses for dot in one.dots}
    scores = [point["score"] for one in courses for point in one.curve]
    parts = [value for one in courses for point in one.curve for value in point["components"].values()]
    heads = list(dict.fromkeys(head.group for one in courses for head in one.heads))
    seats = list(dict.fromkeys(seat.group for one in courses for seat in one.seats))
    return Scale(
        sorted(lanes, key=lambda lane: AREAS.index(lane) if lane in AREAS else len(AREAS)),
        heads,
        seats,
        list(dict.fromkeys((*seats, *heads))),
        (min([*scores, 0]), max([*scores, 1])),
        (min([*parts, 0]), max([*parts, 1])),
        max((_most(one.heads) for one in courses), default=0),
        max((_most(one.seats) for one in courses), default=0),
    )


def _most(those: Iterable[Heads] | Iterable[Seats]) -> int:
    """The largest sum of all groups at one time."""
    at: dict[datetime, int] = {}
    for one in those:
        at[one.at] = at.get(one.at, 0) + one.number
    return max(at.values(), default=0)
