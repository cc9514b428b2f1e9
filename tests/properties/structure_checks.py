"""Checks of the structural rules: what an event may speak of, read from the records that came before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from domain.event import Event, Recorded
from domain.history import counting
from domain.testimony import EventRetracted
from domain.values import instant, not_later

from .checks import named


def check_structure(history: Sequence[Recorded], event: Event, now: str, broken: Iterable[str]) -> None:
    """An event is refused for structure exactly where what it speaks of is taken, unknown or yet to come."""
    found = [rule for rule in broken if rule.startswith("¶") and rule != "¶retractable"]
    faults = list(_faults(history, event, now))
    of_its_correction = isinstance(event, EventRetracted) and event.instead is not None and not faults
    assert of_its_correction or found == faults, (found, faults)


def _faults(history: Sequence[Recorded], event: Event, now: str) -> Iterator[str]:
    count = [recorded.event for recorded in counting(history)]
    if not history and event.type != "coalition-proposed":
        yield "¶opened"
    if _is_taken(count, event):
        yield "¶new"
    if not all(_is_known(count, event, kinds, name) for kinds, name in event.refers()) or not all(
        _is_entry(history, event, named_as) for named_as in event.refers_to_events()
    ):
        yield "¶known"
    if event.moment > instant(now) + timedelta(days=1):
        yield "¶not-in-the-future"


def _is_taken(count: Sequence[Event], event: Event) -> bool:
    brought = [*event.introduces(), *event.reserves()]
    taken = {key for earlier in count for key in earlier.introduces()}
    refs = {earlier.ref for earlier in count if earlier.ref is not None}
    return len(set(brought)) < len(brought) or bool(taken & set(brought)) or event.ref in refs


def _is_known(count: Sequence[Event], event: Event, kinds: tuple[str, ...], name: str) -> bool:
    return any(
        (kind, name) in [*earlier.introduces(), *earlier.also_names()] and _not_after(earlier, event)
        for earlier in count
        for kind in kinds
    )


def _is_entry(history: Sequence[Recorded], event: Event, named_as: int | str) -> bool:
    number = named(history, named_as, len(history) + 1)
    return number is not None and number <= len(history) and _not_after(history[number - 1].event, event)


def _not_after(earlier: Event, event: Event) -> bool:
    return not_later(earlier.at, earlier.exactness, event.at, event.exactness)
