"""Retractions held against what they take back: what was voided decides what counts, so nobody's word is taken for it.

Whether the acts that are left stand is for the rules, which are asked again about all of them. Here it is looked at
whether a retraction voids its act whole and nothing that did not count; and where others fell with it, whether it were
these, which takes asking the rules what would have fallen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.event import Recorded
from domain.history import consider
from domain.refusal import Refused
from domain.testimony import EventRetracted
from engine.audit.counted import Counted


def unsound(history: Sequence[Recorded]) -> Iterator[tuple[Recorded, str]]:
    """The retractions of a whole history that do not void what they should, each with what is wrong.

    The events are numbered from 1 on without a gap. They are read once; where a retraction took other acts with it,
    the rules are asked again about those from the act on that it takes back. Raises LookupError where something
    follows from none.
    """
    before = Counted()
    for place, record in enumerate(history):
        if isinstance(record.event, EventRetracted) and (wrong := _wrong(before, record, history, place + 1)):
            yield record, wrong
        before.read(record)


def _wrong(before: Counted, retraction: Recorded, history: Sequence[Recorded], after: int) -> str | None:
    assert isinstance(retraction.event, EventRetracted)
    target, voids = before.named(retraction.event.event), {*retraction.voids}
    if not before.is_act(target) or target is None:
        return "retracts what did not count"
    whole = before.group_of(target)
    if not {target, *(record.n for record in whole.consequences)} <= voids or not all(map(before.counts, voids)):
        return "does not void what it retracts, or voids what did not count"
    if {*filter(before.is_act, voids)} == {target}:
        return None
    return _otherwise(before, target, retraction, history, after)


def _otherwise(
    before: Counted, target: int, retraction: Recorded, history: Sequence[Recorded], after: int
) -> str | None:
    """What is wrong with a retraction that takes other acts with it: the rules are asked which."""
    try:
        told, *arisen = _considered(before, target, retraction)
    except Refused as refused:
        return f"is not accepted by the rules: {refused}"
    if {*told.voids} != {*retraction.voids}:
        return f"voids {_numbers(retraction.voids)} where the rules void {_numbers(told.voids)}"
    if [record.event for record in arisen] != [record.event for record in history[after : after + len(arisen)]]:
        return "is not followed by what arises from it"
    return None


def _considered(before: Counted, target: int, retraction: Recorded) -> Sequence[Recorded]:
    """The retraction as the rules have it, and what arises from it. Raises Refused."""
    attest = retraction.attested.reason if retraction.attested else None
    now, clerk = retraction.recorded_at, retraction.recorded_by
    if before.odd:  # it may stand anywhere: nothing that was kept holds
        return consider(before.entries, retraction.event, now=now, recorded_by=clerk, attest=attest)
    coalition, since = before.coalition(), before.since(target)
    return consider(since, retraction.event, now=now, recorded_by=clerk, attest=attest, coalition=coalition)


def _numbers(voids: Sequence[int]) -> str:
    return ", ".join(map(str, sorted(voids))) or "nothing"
