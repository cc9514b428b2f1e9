"""Retractions held against what they take back: what was voided decides what counts, so nobody's word is taken for it.

Whether the acts that are left stand is for the rules, which are asked again about all of them. Here it is looked at
whether a retraction voids its act whole and nothing that did not count; and where others fell with it, whether it were
these, which takes asking the rules what would have fallen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.event import Recorded
from domain.history import consider, groups_of
from domain.refusal import Refused
from domain.testimony import EventRetracted

_HANGING = "testimony.nothing-left-hanging"


def unsound(history: Sequence[Recorded]) -> Iterator[tuple[Recorded, str]]:
    """The retractions of a whole history that do not void what they should, each with what is wrong."""
    for place, record in enumerate(history):
        if isinstance(record.event, EventRetracted) and (
            wrong := _wrong(history[:place], record, history[place + 1 :])
        ):
            yield record, wrong


def _wrong(before: Sequence[Recorded], retraction: Recorded, after: Sequence[Recorded]) -> str | None:
    groups, voids = groups_of(before), {*retraction.voids}
    target = _named(before, retraction)
    whole = next((group for group in groups if group.act.n == target), None)
    if whole is None:
        return "retracts what did not count"
    counted = {record.n for group in groups for record in (group.act, *group.consequences)}
    if not {whole.act.n, *(record.n for record in whole.consequences)} <= voids <= counted:
        return "does not void what it retracts, or voids what did not count"
    if voids & {group.act.n for group in groups} == {target}:
        return None
    return _otherwise(before, retraction, after)


def _named(before: Sequence[Recorded], retraction: Recorded) -> int | None:
    """The number of the act that is retracted, which may be called by its ref; the latest of that name is meant."""
    assert isinstance(retraction.event, EventRetracted)
    named = retraction.event.event
    if isinstance(named, int):
        return named
    return max((record.n for record in before if record.event.ref == named), default=None)


def _otherwise(before: Sequence[Recorded], retraction: Recorded, after: Sequence[Recorded]) -> str | None:
    """What is wrong with a retraction that takes other acts with it: the rules are asked which."""
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
