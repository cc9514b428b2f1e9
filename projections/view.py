"""Views: what a history means. A view is an immutable value that takes in records one by one and answers for a date.

The same fold serves a stream read now, as of an earlier date, on a what-if branch, and materialised: who reads
decides which records go in, and in which order; the view never looks at a clock or a store.

    folded(Timeline.initial(), records).at(as_of)

`records` are what counts, in reader order, as `domain.history.counting` gives them. What lies after `as_of` was
left out there: `at` is only about what the passing of time does, such as a promise that falls due.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Protocol, Self, TypeVar

from domain.event import Recorded

Answer = TypeVar("Answer")
Answer_co = TypeVar("Answer_co", covariant=True)
V = TypeVar("V", bound="View[Any]")


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


def read(initial: View[Answer], records: Iterable[Recorded], as_of: datetime | None = None) -> Answer:
    """What a view says of these records on a date; without one, as of the latest of them."""
    records = list(records)
    return folded(initial, records).at(latest_moment(records) if as_of is None else as_of)


def latest_moment(records: Iterable[Recorded]) -> datetime:
    """The instant of the latest event; of no events, the beginning of time."""
    return max((r.event.moment for r in records), default=datetime.min.replace(tzinfo=UTC))
