"""Readings, dates, the story and the course of a page: the same that the views say, and nothing from later."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from itertools import pairwise

import pytest
from reference.histories import ROOT, in_file, recorded

from benchmarks.histories import history as generated
from domain.event import Recorded
from domain.history import counting
from domain.values import asked_moment, instant
from engine.scenario import Drop, Scenario, Timeline, read_scenario
from projections.branch import whatif
from projections.consulted import Consulted, When
from projections.figure import plain
from projections.measures import measured
from projections.page.contrast import NAMES, contrast
from projections.page.course import course
from projections.page.dates import Dates, dates, said, thinned
from projections.page.reading import MEASURES, Reader, Reading, Source
from projections.page.story import story
from projections.show import show
from projections.timeline import timeline
from projections.weights import shipped
from projections.why import steps

EXAMPLES = ("i3t", "leads", "went-alone", "fell-apart")
LONG_AFTER = asked_moment("2025-01-01")


@cache
def history(name: str) -> list[Recorded]:
    (lines,) = in_file(ROOT / "examples" / f"{name}.jsonl").values()
    return recorded(lines)


@cache
def reading(name: str, day: str) -> Reading:
    return Reader(Source(history(name))).at(asked_moment(day))


def told(name: str, day: str) -> str:
    return " ".join(sentence.text for sentence in story(reading(name, day)))


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_reader_that_went_through_other_dates_says_what_a_fresh_one_says(name: str) -> None:
    source = Source(history(name))
    through = Reader(source)
    moments = dates(source, LONG_AFTER, 12).moments(LONG_AFTER)
    for moment in (*moments, moments[3], moments[1], moments[-1]):
        view, records = through.at(moment), counting(source.entries, moment)
        assert view.views["show"] == show(records, moment)
        assert view.views["timeline"] == timeline(records, moment)
        for measure in MEASURES:
            assert view.views[measure] == measured(measure, records, moment)


def test_days_on_which_something_changes_are_all_there() -> None:
    found = dates(Source(history("i3t")), asked_moment("2019-11-30"), 1000)
    assert found.days == sorted(set(found.days))
    assert found.of == len(found.days)
    happened = {recorded.event.moment.date().isoformat() for recorded in history("i3t")}
    assert happened <= set(found.days)
    turned = {"2019-09-23", "2019-09-30", "2019-10-01"}  # a promise is due soon, due, overdue
    assert turned <= set(found.days)
    assert "2019-11-20" in found.days, "a session was due and none was held"
    assert {"2018-07-01", "2019-02-01"} <= set(found.days), "the first days of months in between"
    assert found.days[-1] == "2019-11-30"


def test_where_there_is_no_room_what_happened_goes_first() -> None:
    source = Source(history("i3t"))
    everything = dates(source, LONG_AFTER, 1000)
    few = dates(source, LONG_AFTER, 90)
    assert len(few.days) == 90
    assert few.of == len(everything.days)
    happened = {recorded.event.moment.date().isoformat() for recorded in source.entries}
    assert len(happened) < 90
    assert happened <= set(few.days)
    assert len(dates(source, LONG_AFTER, 2).days) == 2


def test_between_two_dates_nothing_but_fading_happens() -> None:
    """No count and no status changes on a day that is not among the dates."""
    source, until = Source(history("fell-apart")), asked_moment("2021-07-01")
    held = set(dates(source, until, 1000).days)
    reader, before = Reader(source), None
    for month in range(1, 7):
        for number in range(1, 29):
            now = reader.at(asked_moment(f"2021-{month:02}-{number:02}"))
            state = (
                [one["status"] for one in now.views["accountability"]["commitments"]],
                now.views["accountability"]["coalition"]["kept_rate_n"],
                now.views["show"]["phase"],
                len(now.views["timeline"]["entries"]),
            )
            assert state == before or now.day in held or before is None
            before = state


def test_thinning_keeps_both_ends() -> None:
    these = Dates([f"2020-01-{number:02}" for number in range(1, 31)], 30)
    fewer = thinned(these, 7)
    assert (len(fewer.days), fewer.days[0], fewer.days[-1], fewer.of) == (7, "2020-01-01", "2020-01-30", 30)
    assert thinned(these, 2).days == ["2020-01-01", "2020-01-30"]


def test_dates_are_said_as_far_as_they_are_known() -> None:
    assert said("2019-03-04T10:00:00Z") == "4 March 2019"
    assert said("2019-03-01", "month") == "March 2019"
    assert said("0987-01-01", "year") == "987"


def test_the_story_is_told_from_the_data() -> None:
    story_of = told("i3t", "2019-05-01")
    assert story_of.startswith("NASA proposed “Integrated Infrastructure Information Technology (I3T) Working Group”")
    assert "its charter came into force on 24 October 2018, 161 days later." in story_of
    assert "It has 5 members and 1 observer, convened by NASA and sponsored by facility-coo (advisory)." in story_of
    assert "Of 6 promises made, 6 have fallen due: 2 kept by the first date given (33%)" in story_of
    assert "“Who goes first in the shared duct, and who tells whom.” is open. Step 4 waits for U.S. Navy" in story_of
    assert story_of.endswith("91 events are on record, the latest of 24 April 2019.")


def test_the_story_grows_with_the_history() -> None:
    assert told("i3t", "2018-05-02").endswith("2 events are on record, the latest of 2 May 2018.")
    assert "No promise is on record." in told("i3t", "2018-05-02")
    assert "none has fallen due yet" in told("i3t", "2018-06-11")
    assert story(reading("i3t", "2018-05-01")) == []
    assert "it was dissolved on 28 November 2023" in told("leads", "2024-01-31")
    assert "It is now called “Coalition for Integration”." in told("leads", "2024-01-31")
    assert "the proposal to end it was withdrawn on 28 February 2023" in told("leads", "2024-01-31")
    assert "It was given up on 20 March 2020" in told("fell-apart", "2021-07-01")
    assert "Trust between parties was broken twice on record." in told("fell-apart", "2021-07-01")


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_sentence_rests_on_events_that_had_happened(name: str) -> None:
    source = Source(history(name))
    reader = Reader(source)
    for day in dates(source, LONG_AFTER, 20).days:
        view = reader.at(asked_moment(day))
        there = {recorded.n for recorded in view.records}
        assert {n for sentence in story(view) for n in sentence.events} <= there


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_the_charts_say_of_a_day_does_not_depend_on_what_came_after(name: str) -> None:
    source = Source(history(name))
    moments = dates(source, LONG_AFTER, 30).moments(LONG_AFTER)
    whole, early = (_course(source, moments, moment) for moment in (LONG_AFTER, moments[len(moments) // 2]))
    assert whole is not None
    assert early is not None
    until = early.until
    scores = {point["at"]: point["score"] for point in whole.curve}
    common = [point for point in early.curve[:-1] if point["at"] in scores]
    assert len(common) > 3
    assert all(point["score"] == pytest.approx(scores[point["at"]]) for point in common)
    assert [head for head in whole.heads if head.at <= until] == early.heads
    phases = [(span.phase, span.since) for span in whole.phases if span.since < until]
    assert phases == [(span.phase, span.since) for span in early.phases]


def _course(source: Source, moments: list[datetime], until: datetime):  # type: ignore[no-untyped-def]
    reader = Reader(source)
    return course(reader, reader.at(until), [moment for moment in moments if moment <= until])


def test_the_moments_that_changed_momentum_most_are_those_that_weigh_most() -> None:
    reader = Reader(Source(history("i3t")))
    found = course(reader, reader.at(asked_moment("2019-11-30")), [])
    assert found is not None
    assert len(found.pushes) == 9
    assert all(one.at < other.at for one, other in pairwise(found.pushes))
    broken = next(push for push in found.pushes if push.events == (80,))
    assert (broken.written, round(broken.change, 6)) == ("2019-04-16", -4)
    ratified = next(push for push in found.pushes if 49 in push.events)
    assert round(ratified.change, 6) == 5


def test_promises_that_ran_past_their_date_are_told_as_such() -> None:
    reader = Reader(Source(history("fell-apart")))
    found = course(reader, reader.at(asked_moment("2021-07-01")), [])
    assert found is not None
    assert sum(push.passed for push in found.pushes) <= 3
    assert all(push.events or push.passed or push.missed for push in found.pushes)


def test_a_coalition_without_events_has_no_course() -> None:
    reader = Reader(Source([]))
    assert course(reader, reader.at(LONG_AFTER), []) is None
    assert dates(Source([]), LONG_AFTER, 10).days == ["2025-01-01"]


def test_where_no_constituency_is_on_record_heads_are_told_by_kind() -> None:
    reader = Reader(Source(history("went-alone")))
    found = course(reader, reader.at(asked_moment("2022-04-01")), [])
    assert found is not None
    assert (found.heads_by, [(head.group, head.number) for head in found.heads]) == ("kind", [("health-provider", 4)])


def test_heads_are_those_of_constituencies_or_of_the_parties_of_them() -> None:
    reader = Reader(Source(history("leads")))
    found = course(reader, reader.at(asked_moment("2024-01-31")), [])
    assert found is not None
    first = {head.group: head.number for head in found.heads if head.at == instant("2021-06-23")}
    assert first == {"calgary": 9, "central": 4, "edmonton": 4, "north-zone": 6, "south-zone": 1}
    second = {head.group: head.number for head in found.heads if head.at == instant("2021-10-19T17:00:00-06:00")}
    assert second == {"calgary": 3, "central": 2, "edmonton": 2, "north-zone": 3, "not recorded": 2, "south-zone": 1}


def test_facts_that_arrive_late_are_read_in_their_place_however_the_dates_are_gone_through() -> None:
    """Recorded late means that an earlier date lacks what stands before it in reader order: folds go on from there."""
    records = recorded(list(generated(3, 300)))
    source = Source(records)
    through = Reader(source)
    moments = dates(source, LONG_AFTER, 12).moments(LONG_AFTER)
    late = [one for one, other in pairwise(source.records) if other.event.moment < one.event.moment]
    assert late, "something arrived late"
    for moment in (*moments, moments[5], moments[2]):
        view, counted = through.at(moment), counting(records, moment)
        assert view.records == counted
        for measure in MEASURES:
            assert view.views[measure] == measured(measure, counted, moment)
        assert view.views["timeline"] == timeline(counted, moment)


def test_a_branch_is_read_as_what_if_reads_it() -> None:
    replay = Timeline(history("i3t")).replay(Scenario((Drop((39,)),)))
    reader, until = Reader(Source.branch(replay, shipped())), asked_moment("2019-01-31")
    view = reader.at(until)
    consulted = Consulted(replay.branch, When(until))
    assert view.records == list(consulted.records)
    for measure in MEASURES:
        assert view.views[measure] == plain(consulted.view(measure))
    found = contrast(Reader(Source(history("i3t"))).at(until), view, replay)
    told = whatif(replay, When(until))["differences"]
    assert [one._asdict() for one in found] == [one for one in told if steps(one["path"])[0] in NAMES]
    assert len(found) > 20


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("five-steps-earlier", ("2022-04-13", "2023-03-01")),  # first what drives momentum has other numbers
        ("promise-kept", ("2019-04-20",)),
        ("without-the-convener", ("2019-11-30",)),
    ],
)
def test_where_a_branch_differs_is_what_what_if_tells(name: str, days: tuple[str, ...]) -> None:
    with (ROOT / "examples" / "scenarios" / f"{name}.yaml").open("rb") as stream:
        file = read_scenario(stream)
    records = history(file.coalition or "")
    replay = Timeline(records).replay(file.scenario)
    record, branch = Reader(Source(records)), Reader(Source.branch(replay, shipped()))
    for until in map(asked_moment, days):
        found = contrast(record.at(until), branch.at(until), replay)
        told = whatif(replay, When(until))["differences"]
        assert [one._asdict() for one in found] == [one for one in told if steps(one["path"])[0] in NAMES]
        assert found


def test_what_two_histories_have_in_common_is_read_once_and_what_they_have_not_is_not() -> None:
    records, until = history("i3t"), asked_moment("2019-11-30")
    replay = Timeline(records).replay(Scenario((Drop((39,)),)))
    record, branch = Source(records), Source.branch(replay, shipped())
    one, other, alone = Reader(record), Reader(branch), Reader(branch)
    shared = []
    for moment in dates(record, until, 40).moments(until):
        told = one.at(moment)
        beside = other.at(moment, told)
        assert (beside.as_of, beside.views) == (moment, alone.at(moment).views)
        shared.append(beside is told)
    assert shared == sorted(shared, reverse=True)
    assert set(shared) == {True, False}


def test_a_reading_under_other_constants_of_another_date_or_of_fewer_views_is_no_substitute() -> None:
    source, moment = Source(history("went-alone")), asked_moment("2022-04-01")
    told = Reader(source).at(moment)
    assert Reader(source).at(moment, told) is told
    assert Reader(source).at(asked_moment("2022-04-02"), told) is not told
    assert Reader(source).at(moment, Reader(source, ("show",)).at(moment)) is not told
    faster = shipped().momentum.model_copy(update={"half_life_days": 1.0})
    other = Source(source.entries, weights=shipped().model_copy(update={"momentum": faster}))
    assert Reader(other).at(moment, told).weights is other.weights


def test_days_on_which_the_phase_changed_are_always_held() -> None:
    source = Source(history("leads"))
    turns = {"2021-10-19", "2023-02-28", "2023-11-28"}
    few = dates(source, LONG_AFTER, 8, always=turns)
    assert turns <= set(few.days)
    assert (len(few.days), few.days[-1]) == (8, "2025-01-01")
    assert few.days[0] == dates(source, LONG_AFTER, 1000).days[0]
    assert turns <= set(thinned(few, 6, turns).days)


def test_dates_of_histories_beside_each_other_are_those_of_both() -> None:
    one, other = Source(history("i3t")), Source(history("leads"))
    both = dates(one, LONG_AFTER, 2000, other)
    assert set(both.days) == {*dates(one, LONG_AFTER, 2000).days, *dates(other, LONG_AFTER, 2000).days}
    assert both.of == len(both.days)


def test_very_many_sessions_are_told_some_days_together_and_nobody_is_lost() -> None:
    reader = Reader(Source(recorded(list(generated(5, 2400)))))
    last = reader.at(LONG_AFTER)
    found = course(reader, last, [])
    assert found is not None
    assert found.heads_every > 1
    assert len({head.at for head in found.heads}) <= 161
    total = last.views["participation"]["headcount"]["total"]
    assert sum(head.number for head in found.heads) == total > 0
