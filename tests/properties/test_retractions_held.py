"""Retractions held against what they take back: read once, they show what they show when each is looked at anew.

The slow way, which takes what counts from the whole history before every retraction and has the rules begin with the
first event each time, is the reference. Histories are sound, or somebody forged a few of their records.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache
from random import Random
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.generate import generate
from reference.histories import GENERATED
from reference.histories import recorded as put_before_the_rules

from domain.coalition import Coalition
from domain.event import Event, Recorded
from domain.evolution import evolutions
from domain.history import Group, coalition_of, consider, counting, groups_of, redecide
from domain.refusal import Refused
from domain.shape import parsed
from domain.testimony import EventRetracted
from domain.values import instant
from engine.audit import counted
from engine.audit.counted import Counted
from engine.audit.retractions import unsound

from . import checks, recordings
from .retraction_checks import own_fields
from .retraction_oracle import forged, slowly_amounting, slowly_unsound
from .strategies import COALITION, MOMENTS, PARTIES, Draw

NOW = instant("2021-07-01T00:00:00Z")
REASON = "from the minutes"

# Histories


class Told:
    """A history in the making."""

    def __init__(self, history: Sequence[Recorded] = ()) -> None:
        self.history, self.coalition, self._now = [*history], Coalition(), NOW
        if history:
            self.coalition, self._now = coalition_of(history), instant("2026-11-22T00:00:00Z")

    def record(self, event: Event, attest: str | None = REASON) -> None:
        """Record one more event, unless the rules refuse it."""
        self._now += timedelta(hours=1)
        now, scribe = self._now.isoformat().replace("+00:00", "Z"), "scribe"
        try:
            records = consider(
                self.history, event, now=now, recorded_by=scribe, attest=attest, coalition=self.coalition
            )
        except Refused:
            return
        self.history += records
        self.coalition = checks.kept_up(self.coalition, self.history, records)


@st.composite
def histories(draw: Draw) -> list[Recorded]:
    """Anything and what may well happen, and every so often a retraction, which mostly takes others with it."""
    told = Told()
    opening = {"coalition": COALITION, "type": "coalition-proposed", "at": "2020-03-01", "by": "ash", "name": "Alder"}
    told.record(parsed(opening | {"purpose": "paths", "origin": "grassroots", "convener": "ash"}))
    for party in PARTIES[: draw(st.integers(1, 4))]:
        joined = {"coalition": COALITION, "type": "party-joined", "at": "2020-03-01", "by": party, "party": party}
        told.record(parsed(joined | {"name": party, "kind": "community", "standing": "member"}))
    for _ in range(draw(st.integers(8, 28))):
        if draw(st.integers(0, 3)) == 0:
            cascade = draw(st.integers(0, 4)) > 0
            event = draw(recordings.retraction(told.history, told.coalition, MOMENTS, cascade))
        else:
            event = draw(draw(st.sampled_from(_NEXT))(told.coalition, MOMENTS))
        told.record(event, draw(st.sampled_from((REASON, REASON, None))))
    return told.history


_NEXT: tuple[Callable[..., st.SearchStrategy[Event]], ...] = (
    *(recordings.plausible,) * 3,
    recordings.anything,
)


@cache
def mended(kind: str, seed: int) -> tuple[Recorded, ...]:
    """A busy coalition of which more and more is taken back and put right, some of it more than once."""
    random, lines = Random(seed), generate(seed, 80, 5, **GENERATED[kind])
    told = Told(put_before_the_rules(lines))
    for number in range(16):
        acts = [group.act for group in groups_of(told.history)][8:]
        promises = [act for act in acts if act.type == "commitment-made"]  # others hang on these
        act = random.choice(promises if promises and number % 2 else acts)
        written: dict[str, Any] = {"coalition": act.event.coalition, "type": "event-retracted", "at": "2026-11-21"}
        written |= {"by": "party-01", "event": act.n, "reason": "a slip", "cascade": random.random() < 0.9}
        if random.random() < 0.4:
            written["instead"] = own_fields(act.event) | random.choice(({}, {"at": "2026-11-20"}))
        if random.random() < 0.3:
            written["ref"] = f"taken-{number}"
        if act.event.ref is not None and random.random() < 0.5:
            written["event"] = act.event.ref
        told.record(parsed(written))
    return tuple(told.history)


# What holds


def shown(found: Iterable[tuple[Recorded, str]]) -> list[tuple[int, str]]:
    """What is shown, and last whether the search broke off: what nobody could have recorded may make no sense."""
    told: list[tuple[int, str]] = []
    try:
        for record, message in found:
            told.append((record.n, message))
    except (LookupError, ValueError, TypeError, AttributeError) as senseless:
        told.append((0, "" if isinstance(senseless, LookupError) else repr(senseless)))
    return told


def check_the_same_is_shown(history: Sequence[Recorded], every: int) -> list[tuple[int, str]]:
    """What is shown of a history, having been shown the same in the slow way."""
    with patch.object(counted, "_KEPT_EVERY", every):
        told = shown(unsound(history))
    assert told == shown(slowly_unsound(history))
    return told


def check_what_counts(history: Sequence[Recorded], every: int) -> None:
    """Entry by entry, what counts and what it amounts to is what the entries until then say by themselves."""
    so_far = Counted()
    with patch.object(counted, "_KEPT_EVERY", every):
        for place, record in enumerate(history):
            so_far.read(record)
            entries = history[: place + 1]
            groups = groups_of(entries)
            assert [so_far.group_of(n) for n in range(1, place + 2) if so_far.is_act(n)] == in_number_order(groups)
            left_in = checks.without_retractions(counting(entries))
            assert {n for n in range(1, place + 2) if so_far.counts(n)} == {r.n for r in left_in}
            if all(following.derived_from is None for following in history[place + 1 : place + 2]):  # it is all there
                assert so_far.coalition() == coalition_of(entries)
                check_since(so_far, groups, groups[place % len(groups)])
    assert so_far.coalition() == slowly_amounting(history)


def check_since(so_far: Counted, groups: list[Group], group: Group) -> None:
    """From the act before one on, the groups are those of the whole, and it is taken back as it is in the whole."""
    since, slot = so_far.since(group.act.n), max(groups.index(group) - 1, 0)
    assert groups_of(since) == groups[slot:]
    assert [*since] == so_far.entries
    assert not so_far.odd
    if group.act.n % 3 == 0:
        written: dict[str, Any] = {"coalition": group.act.event.coalition, "type": "event-retracted", "by": "ash"}
        written |= {"at": "2026-11-21", "event": group.act.n, "reason": "a slip", "cascade": group.act.n % 2 == 0}
        assert taken_back(since, written, so_far.coalition()) == taken_back(so_far.entries, written, None)


def taken_back(history: Sequence[Recorded], written: dict[str, Any], coalition: Coalition | None) -> object:
    """What a retraction leads to, or how it is refused."""
    now, event = "2026-11-22T00:00:00Z", parsed(written)
    try:
        return consider(history, event, now=now, recorded_by="scribe", attest=REASON, coalition=coalition)
    except Refused as refused:
        return refused.rule, str(refused), refused.rests_on


def in_number_order(groups: Iterable[Group]) -> list[Group]:
    """The groups in the order in which their acts were recorded."""
    return sorted(groups, key=lambda group: group.act.n)


EVERY = st.sampled_from((1, 2, 7, 64))
BUSY = st.builds(mended, st.sampled_from(sorted(GENERATED)), st.integers(0, 4))


@given(history=histories(), every=EVERY)
def test_of_a_sound_history_nothing_is_shown(history: list[Recorded], every: int) -> None:
    assert check_the_same_is_shown(history, every) == []
    check_what_counts(history, every)


@given(history=histories(), every=EVERY, seed=st.integers(0, 1 << 30))
def test_of_a_forged_history_the_same_is_shown(history: list[Recorded], every: int, seed: int) -> None:
    for number in range(4):
        check_the_same_is_shown(forged(history, Random(seed + number)), every)


@settings(max_examples=settings().max_examples // 6)
@given(history=BUSY, every=EVERY)
def test_of_a_busy_history_that_is_mended_nothing_is_shown(history: tuple[Recorded, ...], every: int) -> None:
    assert check_the_same_is_shown(history, every) == []
    check_what_counts(history, every)
    assert redecide(history)


@settings(max_examples=settings().max_examples // 2)
@given(history=BUSY, every=EVERY, seed=st.integers(0, 1 << 30))
def test_of_a_busy_history_that_is_forged_the_same_is_shown(
    history: tuple[Recorded, ...], every: int, seed: int
) -> None:
    check_the_same_is_shown(forged(history, Random(seed)), every)


def test_forgeries_show_everything_there_is_to_show() -> None:
    history, wanted = mended("odd", 1), {*_MESSAGES}
    for seed in range(200):
        if not wanted:
            break
        told = check_the_same_is_shown(forged(history, Random(seed)), 64)
        wanted -= {message for message in wanted for _, one in told if message in one}
    assert wanted == set()


_MESSAGES = (
    "retracts what did not count",
    "does not void what it retracts, or voids what did not count",
    "is not accepted by the rules: ",
    "where the rules void",
    "is not followed by what arises from it",
)


def test_busy_histories_are_mended_with_and_without_taking_others_along() -> None:
    history = mended("odd", 1)
    taken = [record for record in history if isinstance(record.event, EventRetracted)]
    acts = {record.n for record in history if record.derived_from is None}
    assert len(taken) > 8
    assert any(len(acts & {*record.voids}) > 1 for record in taken)
    assert any(record.event.instead for record in taken if isinstance(record.event, EventRetracted))
    assert any(record.stands_at for record in history)


@pytest.mark.parametrize(("n", "stands_at", "odd"), [(9, 5, True), (9, 9, True), (9, 40, True), (9, None, False)])
def test_what_stands_where_nobody_can_have_recorded_it_is_odd_from_then_on(
    n: int, stands_at: int | None, odd: bool
) -> None:
    """Before anything was taken back nothing has another place, and later none that is yet to come."""
    history, so_far = [*mended("odd", 1)], Counted()
    history[n - 1] = replace(history[n - 1], stands_at=stands_at)
    for record in history:
        so_far.read(record)
    assert so_far.odd == odd
    for every in (1, 64):
        check_the_same_is_shown(history, every)


def test_a_correction_said_to_stand_further_on_is_odd() -> None:
    history, so_far = [*mended("odd", 1)], Counted()
    arisen = next(record for record in history if record.stands_at is not None)
    history[arisen.n - 1] = replace(arisen, stands_at=arisen.n + 7)
    for record in history:
        so_far.read(record)
    assert so_far.odd
    assert check_the_same_is_shown(history, 1) == check_the_same_is_shown(history, 64)


def test_a_retraction_changes_no_more_of_a_coalition_than_that_it_was_recorded() -> None:
    assert evolutions(EventRetracted) == []
    retraction = parsed(
        {"coalition": "alder", "type": "event-retracted", "at": "2021-01-01", "event": 2, "cascade": True}
    )
    assert [*retraction.introduces(), *retraction.also_names(), *retraction.refers(), *retraction.steps()] == []
