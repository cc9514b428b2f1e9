"""Views: what a history means. A view is an immutable value that takes in records one by one and answers for a date.

The same fold serves a stream read now, as of an earlier date, on a what-if branch, and materialised: who reads
decides which records go in, and in which order; the view never looks at a clock or a store.

    folded(Timeline.initial(), records).at(as_of)

Views that are asked about together are folded side by side. A part that several of them have in common, such as the
coalition as the rules know it, takes in each event once then, and all of them go on with what came of it:

    conflicts, decisions = together([Conflicts.initial(), Decisions.initial()], records)

`records` are what counts, in reader order, as `domain.history.counting` gives them. What lies after `as_of` was
left out there: `at` is only about what the passing of time does, such as a promise that falls due.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import wraps
from typing import Any, Protocol, Self, TypeVar

from domain.event import Recorded

Answer = TypeVar("Answer")
Answer_co = TypeVar("Answer_co", covariant=True)
V = TypeVar("V", bound="View[Any]")
S = TypeVar("S")

#: While views are folded side by side, by fold: the last step of a part that they share (before, record, after).
_STEPS: ContextVar[dict[Any, tuple[Any, Recorded, Any]] | None] = ContextVar("steps", default=None)


class View(Protocol[Answer_co]):
    """A fold over records. `initial` may take parameters of its own (weights, say), each with a default."""

    @classmethod
    def initial(cls) -> Self:
        """The view of a history without events."""

    def apply(self, recorded: Recorded) -> Self:
        """The view with one more record taken in; this one stays as it is."""

    def at(self, as_of: datetime) -> Answer_co:
        """What the view says on a date, an instant with its offset: plain dicts, lists, texts and numbers."""


def folded(view: V, records: Iterable[Recorded]) -> V:
    """The view with these records taken in, in the order given."""
    for recorded in records:
        view = view.apply(recorded)
    return view


def together(views: Sequence[Any], records: Iterable[Recorded]) -> list[Any]:
    """Views with these records taken in, in the order given, side by side: what they share is folded once.

    Views share a part that is `shared` where it began as the very same value in all of them.
    """
    folds, token = list(views), _STEPS.set({})
    try:
        for recorded in records:
            folds = [view.apply(recorded) for view in folds]
    finally:
        _STEPS.reset(token)
    return folds


def shared(apply: Callable[[S, Recorded], S]) -> Callable[[S, Recorded], S]:
    """The fold of a part of views: of those folded side by side, the first to reach an event takes it in for all."""

    @wraps(apply)
    def step(part: S, recorded: Recorded) -> S:
        steps = _STEPS.get()
        if steps is None:
            return apply(part, recorded)
        last = steps.get(apply)
        if last is None or last[1] is not recorded or last[0] is not part:
            last = steps[apply] = part, recorded, apply(part, recorded)
        after: S = last[2]
        return after

    return step


def read(initial: View[Answer], records: Iterable[Recorded], as_of: datetime | None = None) -> Answer:
    """What a view says of these records on a date; without one, as of the latest of them."""
    records = list(records)
    return folded(initial, records).at(latest_moment(records) if as_of is None else as_of)


def latest_moment(records: Iterable[Recorded]) -> datetime:
    """The instant of the latest event; of no events, the beginning of time."""
    return max((r.event.moment for r in records), default=datetime.min.replace(tzinfo=UTC))
