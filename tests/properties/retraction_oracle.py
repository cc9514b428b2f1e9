"""Retractions held against what they take back, the slow way, and records forged for it to find.

What counts is taken from the whole history before every retraction, and the rules begin with the first event each time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from random import Random
from typing import Any

from domain.coalition import Coalition, changed, evolve, registered
from domain.event import Attested, Recorded
from domain.history import consider, counting, groups_of
from domain.refusal import Refused
from domain.testimony import EventRetracted


def slowly_unsound(history: Sequence[Recorded]) -> Iterator[tuple[Recorded, str]]:
    """The retractions that do not void what they should: each against the whole history before it."""
    for place, record in enumerate(history):
        if isinstance(record.event, EventRetracted) and (
            wrong := _wrong(history[:place], record, record.event, history[place + 1 :])
        ):
            yield record, wrong


def _wrong(
    before: Sequence[Recorded], retraction: Recorded, event: EventRetracted, after: Sequence[Recorded]
) -> str | None:
    groups, voids = groups_of(before), {*retraction.voids}
    target = _named(before, event.event)
    whole = next((group for group in groups if group.act.n == target), None)
    if whole is None:
        return "retracts what did not count"
    counted = {record.n for group in groups for record in (group.act, *group.consequences)}
    if not {whole.act.n, *(record.n for record in whole.consequences)} <= voids <= counted:
        return "does not void what it retracts, or voids what did not count"
    if voids & {group.act.n for group in groups} == {target}:
        return None
    return _otherwise(before, retraction, after)


def _named(before: Sequence[Recorded], named: int | str) -> int | None:
    if isinstance(named, int):
        return named
    return max((record.n for record in before if record.event.ref == named), default=None)


def _otherwise(before: Sequence[Recorded], retraction: Recorded, after: Sequence[Recorded]) -> str | None:
    attest = retraction.attested.reason if retraction.attested else None
    now, clerk = retraction.recorded_at, retraction.recorded_by
    try:
        told, *arisen = consider(before, retraction.event, now=now, recorded_by=clerk, attest=attest)
    except Refused as refused:
        return f"is not accepted by the rules: {refused}"
    if {*told.voids} != {*retraction.voids}:
        return f"voids {_numbers(retraction.voids)} where the rules void {_numbers(told.voids)}"
    if [record.event for record in arisen] != [record.event for record in after[: len(arisen)]]:
        return "is not followed by what arises from it"
    return None


def _numbers(voids: Sequence[int]) -> str:
    return ", ".join(map(str, sorted(voids))) or "nothing"


def slowly_amounting(history: Sequence[Recorded]) -> Coalition:
    """What a history amounts to: what counts is folded, each event knowing the entries before its place anew."""
    coalition = Coalition()
    for record in counting(history):
        coalition = evolve(knowing(coalition, history[: record.place - 1]), record)
    return knowing(coalition, history)


def knowing(coalition: Coalition, entries: Iterable[Recorded]) -> Coalition:
    """The coalition, knowing of these entries in its ledger and of no others."""
    known = Coalition()
    for record in entries:
        known = registered(known, record)
    return changed(coalition, {"entries": known.entries, "entry_refs": known.entry_refs})


# Forgeries


def forged(history: Sequence[Recorded], random: Random) -> list[Recorded]:
    """The same history with a record or a few of it forged, numbered as before."""
    spoilt = [*history]
    for _ in range(random.choice((1, 1, 2, 4))):
        taking = [record for record in spoilt if isinstance(record.event, EventRetracted)]
        arisen = [record for record in spoilt if record.stands_at is not None]
        one = random.choice(random.choice([of for of in (taking, taking, arisen, spoilt) if of]))
        spoilt[one.n - 1] = random.choice(_FORGERIES[isinstance(one.event, EventRetracted)])(one, spoilt, random)
    return spoilt


def _voids(one: Recorded, history: Sequence[Recorded], random: Random) -> Recorded:
    fewer = {n for n in one.voids if random.random() < 0.7}
    more = {random.randint(1, len(history) + 1) for _ in range(random.randint(0, 2))}
    return replace(one, voids=random.choice([(*sorted(fewer),), (*sorted({*one.voids, *more}),), (*fewer, *more)]))


def _takes_another(one: Recorded, history: Sequence[Recorded], random: Random) -> Recorded:
    refs = [record.event.ref for record in history if record.event.ref]
    return _told(one, event=random.choice([*refs, random.randint(1, len(history))]))


def _takes_otherwise(one: Recorded, history: Sequence[Recorded], random: Random) -> Recorded:
    return _told(one, **random.choice(_OTHERWISE))


_OTHERWISE: tuple[dict[str, Any], ...] = (
    {"cascade": False},
    {"instead": None},
    {"by": "nobody"},
    {"at": "2019-01-01"},
)


def _stands_elsewhere(one: Recorded, history: Sequence[Recorded], random: Random) -> Recorded:
    near = (one.n - 1, one.n, one.n + 3, random.randint(1, one.n), random.randint(1, len(history) + 5), None)
    return replace(one, stands_at=random.choice(near))


def _follows_from_another(one: Recorded, history: Sequence[Recorded], random: Random) -> Recorded:
    return replace(one, derived_from=random.choice((None, 1, one.n - 1 or None, random.randint(1, len(history)))))


def _is_called(one: Recorded, history: Sequence[Recorded], random: Random) -> Recorded:
    refs = [record.event.ref for record in history if record.event.ref]
    return _told(one, ref=random.choice([*refs, "taken-1", None]))


def _is_attested(one: Recorded, history: Sequence[Recorded], random: Random) -> Recorded:
    return replace(one, attested=random.choice([None, Attested("from the minutes", "scribe")]))


def _says_what_another_says(one: Recorded, history: Sequence[Recorded], random: Random) -> Recorded:
    return replace(one, event=random.choice(history).event)


def _told(one: Recorded, **said: Any) -> Recorded:
    return replace(one, event=one.event.model_copy(update=said))


_ANY = (_stands_elsewhere, _follows_from_another, _is_called, _is_attested, _says_what_another_says)
#: Of what may be anything, and of a retraction.
_FORGERIES: tuple[tuple[Callable[[Recorded, Sequence[Recorded], Random], Recorded], ...], ...] = (
    _ANY,
    (*(_voids,) * 6, *(_takes_another,) * 2, *(_takes_otherwise,) * 2, *_ANY),
)
