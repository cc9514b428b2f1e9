"""Folding: views stay values whatever they keep of what they were asked, and those asked together share their parts."""

from __future__ import annotations

import pickle
from functools import reduce
from typing import Any

import pytest
from reference import generate, histories

from domain.commitments import CommitmentMade
from domain.event import Recorded
from domain.history import fold
from projections.chronicle import Chronicle
from projections.figure import Case, Figure, Part, count, mean, rate, total
from projections.known import NOTHING, Known
from projections.measures import MEASURES, initial
from projections.show import Show
from projections.timeline import Timeline
from projections.view import folded, latest_moment, together

ONE, OTHER = Case(1, "session-held", "2020-01-01"), Case(2, "session-held", "2020-02-01")


def views() -> dict[str, Any]:
    return {"timeline": Timeline.initial(), "show": Show.initial(), **{name: initial(name) for name in MEASURES}}


@pytest.fixture(scope="module")
def records() -> list[Recorded]:
    return histories.recorded(generate.generate(11, 300, oddities=True, reconvened=True, others=0.2))


@pytest.mark.parametrize("name", views())
def test_a_view_that_was_asked_goes_on_like_one_that_was_not(name: str, records: list[Recorded]) -> None:
    view, half, as_of = views()[name], len(records) // 2, latest_moment(records)
    before = folded(view, records[:half])
    told = before.at(as_of)
    for end in (len(records), half + 40):
        assert folded(before, records[half:end]).at(as_of) == folded(view, records[:end]).at(as_of)
    assert before.at(as_of) == told == folded(view, records[:half]).at(as_of)


def test_views_that_are_folded_side_by_side_go_by_the_very_same_parts(records: list[Recorded]) -> None:
    named = views()
    after = dict(zip(named, together(list(named.values()), records), strict=True))
    dealings = after["trust"].dealings
    assert after["reciprocity"].dealings is after["collaboration"].trust.dealings is dealings
    assert after["participation"].chronicle is after["factors"].chronicle is dealings.chronicle
    assert after["accountability"].promises is after["momentum"].promises is dealings.promises
    assert (
        after["timeline"].known is after["show"].known is after["decisions"].known is after["factors"].conflicts.known
    )


def test_a_chronicle_tells_in_both_orders(records: list[Recorded]) -> None:
    chronicle = reduce(Chronicle.apply, records, Chronicle())
    made = [recorded for recorded in records if isinstance(recorded.event, CommitmentMade)]
    assert [fact.recorded for fact in chronicle.read([CommitmentMade])] == made
    by_time = sorted(made, key=lambda recorded: recorded.event.moment)  # of the same instant, as read
    assert by_time != made
    assert [fact.recorded for fact in chronicle.happened([CommitmentMade])] == by_time


def test_when_something_began_is_known_from_the_event_or_from_the_register_of_a_coalition(
    records: list[Recorded],
) -> None:
    known = reduce(Known.apply, records, NOTHING)
    coalition = fold(records)
    conflicts = list(coalition.conflicts)
    assert conflicts
    for name in conflicts:
        assert known.began("conflict", name) == Known(coalition).began("conflict", name)


def test_the_parts_of_a_figure_are_made_when_they_are_asked_for_and_once() -> None:
    asked: list[int] = []

    def parts() -> tuple[Part, ...]:
        asked.append(1)
        return (Part(*ONE, 2),)

    figure = Figure(2, parts)
    assert figure.value == 2
    assert not asked
    assert figure.parts == figure.parts == (Part(1, "session-held", "2020-01-01", 2),)
    assert asked == [1]


def test_figures_are_values_however_their_parts_were_given() -> None:
    given, made = Figure(3, (Part(*ONE, 1), Part(*OTHER, 2))), total([(ONE, 1), (OTHER, 2)])
    assert given == made
    assert hash(given) == hash(made)
    assert repr(given) == repr(made)
    assert pickle.loads(pickle.dumps(made)) == given
    assert made != Figure(3, (Part(*ONE, 3),))
    assert made != 3


def test_what_adds_up_may_be_handed_over_bit_by_bit() -> None:
    assert count(what for what in (ONE, OTHER)).parts == (Part(*ONE, 1), Part(*OTHER, 1))
    assert rate((what, what is ONE) for what in (ONE, OTHER)).parts == (Part(*ONE, 0.5), Part(*OTHER, 0.0))
    assert mean((what, 3.0) for what in (ONE, OTHER)).parts == (Part(*ONE, 1.5), Part(*OTHER, 1.5))
