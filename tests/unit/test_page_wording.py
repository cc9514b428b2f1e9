"""What the page says in words is so: promises that wait to be accepted, groups and colours, trends, pairs, branches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from reference.histories import ROOT, in_file, recorded

from cli.render.page import charts
from cli.render.page.document import Side, document
from cli.render.page.sections import contrast, momentum, promises, relations, scenario
from cli.render.page.sections.opening import opening
from cli.render.page.sheet import Sheet
from cli.render.page.tree import Content, Node
from cli.render.page.writing import markup
from domain.event import Recorded
from domain.values import asked_moment, rfc3339
from projections.page.course import course
from projections.page.reading import Reader, Reading, Source
from projections.page.scale import scale_of
from projections.page.story import story


def line(event_type: str, at: str = "2020-01-01", by: str = "navy", **fields: Any) -> dict[str, Any]:
    return {"coalition": "c", "type": event_type, "at": at, "by": by, **fields}


def joined(party: str, name: str, kind: str, at: str = "2020-01-02") -> dict[str, Any]:
    return line("party-joined", at, party, party=party, name=name, kind=kind, standing="member")


BEGUN = (
    line("coalition-proposed", name="Ducts", purpose="Dig once", convener="navy", origin="grassroots"),
    joined("navy", "U.S. Navy", "public-agency"),
    joined("nasa", "NASA", "community"),
)


def promise(name: str, due: str = "2020-02-01") -> dict[str, Any]:
    return line("commitment-made", "2020-01-03", commitment=name, promisor="navy", promisee="nasa", what=name, due=due)


def done(name: str, at: str) -> dict[str, Any]:
    return line("commitment-delivered", at, commitment=name, evidence="sent round")


def accepted(name: str, at: str) -> dict[str, Any]:
    return line("delivery-accepted", at, "nasa", commitment=name)


def released(name: str, at: str) -> dict[str, Any]:
    return line("commitment-released", at, "nasa", commitment=name, reason="No need")


def sheet(*lines: dict[str, Any], on: str = "2020-03-01") -> Sheet:
    until = asked_moment(on)
    reader = Reader(Source(recorded([*BEGUN, *sorted(lines, key=lambda one: str(one["at"]))])))
    reading = reader.at(until)
    return Sheet("c", reading, course(reader, reading, [until]), choices={"promisors": []})


def told(reading: Reading) -> str:
    return " ".join(sentence.text for sentence in story(reading))


def shown(content: Content) -> str:
    return "".join(_written(content))


def words(content: Content) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", shown(content)))


def _written(content: Content) -> Iterator[str]:
    if isinstance(content, (str, Node)):
        yield markup(content)
    elif not isinstance(content, int):
        for part in content or ():
            yield from _written(part)


@cache
def history(name: str) -> list[Recorded]:
    (lines,) = in_file(ROOT / "examples" / f"{name}.jsonl").values()
    return recorded(lines)


#: Of four, one is done in time and one late, which nobody accepted; one is not done, one not due yet.
TWO_WAIT = (
    *(promise(name) for name in "abc"),
    promise("d", "2020-06-01"),
    done("a", "2020-01-31"),
    done("b", "2020-02-06"),
)


def test_what_waits_to_be_accepted_has_fallen_due_and_is_not_judged() -> None:
    page = sheet(*TWO_WAIT)
    text = told(page.reading)
    assert (
        "Of 4 promises made, 3 have fallen due. Of these 1 is judged: none kept by the first date given (0%)." in text
    )
    assert "2 were reported done and await acceptance, 1 of them after its date." in text
    assert "One promise is overdue by 29 days" in text
    assert "of 1 judged by the first date, of 3 due" in words(opening(page))


@pytest.mark.parametrize(
    ("lines", "said", "tile"),
    [
        (
            (promise("a"), done("a", "2020-02-03")),
            "Of 1 promise made, 1 has fallen due, and is not judged yet. "
            "1 was reported done and awaits acceptance, after its date.",
            "of 1 due none is judged yet",
        ),
        (
            (promise("a"), promise("b"), done("a", "2020-02-03"), done("b", "2020-02-03")),
            "Of 2 promises made, both have fallen due; none is judged yet. "
            "2 were reported done and await acceptance, all of them after their date.",
            "of 2 due none is judged yet",
        ),
        (
            (
                promise("a"),
                promise("b"),
                done("a", "2020-01-30"),
                accepted("a", "2020-01-31"),
                released("b", "2020-01-20"),
            ),
            "Of 2 promises made, both have fallen due. Of these 1 is judged: 1 kept by the first date given (100%). "
            "1 was released in time.",
            "of 1 judged by the first date, of 2 due",
        ),
        (
            (promise("a"), done("a", "2020-01-30"), accepted("a", "2020-01-31")),
            "Of 1 promise made, 1 has fallen due: 1 kept by the first date given (100%).",
            "of 1 due, by the first date",
        ),
        ((promise("a", "2020-06-01"),), "1 promise was made; none has fallen due yet.", "none has fallen due"),
    ],
)
def test_every_promise_that_has_fallen_due_is_accounted_for(
    lines: tuple[dict[str, Any], ...], said: str, tile: str
) -> None:
    page = sheet(*lines)
    assert said in told(page.reading)
    assert tile in words(opening(page))


@pytest.mark.parametrize(("on", "due"), [("2020-01-31", 0), ("2020-02-01", 3), ("2020-02-02", 3), ("2020-06-01", 4)])
def test_on_its_day_a_promise_falls_due(on: str, due: int) -> None:
    """As in the rates: whatever these judge has fallen due."""
    reading = sheet(*TWO_WAIT, on=on).reading
    number = "all 4 have" if due == 4 else f"{due} have" if due else "none has"
    assert f"{number} fallen due" in told(reading)
    assert reading.views["accountability"]["coalition"]["kept_rate_n"] <= due


def test_the_table_says_how_late_what_waits_was_reported_done() -> None:
    rows = words(promises.section(sheet(*TWO_WAIT)).body)
    assert "delivered 5 days late, not yet accepted" in rows
    assert rows.count("delivered, not yet accepted") > rows.count("days late, not yet"), "the other was in time"


GUEST = line(
    *("session-held", "2020-01-20"),
    session="first",
    topic="Ducts",
    kind="working",
    attendance={"navy": 2, "nasa": 3, "guest": 4},
)


def test_a_group_has_the_same_colour_in_both_charts_and_guests_a_neutral_one() -> None:
    page = sheet(joined("grid", "Grid", "commercial", "2020-01-25"), GUEST)
    assert page.course is not None
    scale = scale_of([page.course])
    assert set(scale.heads) == {"community", "public-agency", "not recorded"}
    assert set(scale.seats) == {"commercial", "community", "public-agency"}
    shades = charts.shaded(scale.groups)
    assert shades["not recorded"] == "var(--shade-7)"
    assert len({shades[group] for group in scale.seats}) == 3
    for drawing, groups in ((charts.heads, scale.heads), (charts.seats, scale.seats)):
        text = markup(drawing(page.course, charts.SIZES[1]))
        assert set(re.findall(r'fill="(var\(--shade-\d\))"', text)) == {shades[group] for group in groups}


def test_the_keys_of_both_charts_on_both_sides_agree() -> None:
    lines, until = [*BEGUN, GUEST], asked_moment("2020-03-01")
    more = [*lines, joined("arts", "Arts", "academic", "2020-02-01")]
    head = {"coalition": "c", "as_of": rfc3339(until), "known_at": None, "version": 4, "weights": "0" * 16}
    sides = [Side("c", Source(recorded(one)), title) for one, title in ((lines, "One"), (more, "Other"))]
    html = document(sides, until, head).html
    keys = re.findall(r'<span (?=[^>]*class="(s\d)")[^>]*>■</span> ([a-z -]+)<', html)
    found: dict[str, set[str]] = {}
    for shade, group in keys:
        found.setdefault(group, set()).add(shade)
    assert {"academic", "community", "public agency", "not recorded"} <= set(found)
    assert all(len(shades) == 1 for shades in found.values())
    assert found["not recorded"] == {"s7"}


@pytest.mark.parametrize(
    ("trend", "said"),
    [
        (-3.67, "much less than in the weeks before (a trend of −367% )"),
        (1.5, "much more than in the weeks before (a trend of +150% )"),
        (-0.4, "with a trend of −40%"),
        (1.0, "with a trend of +100%"),
    ],
)
def test_a_trend_beyond_a_doubling_is_told_in_words_first(trend: float, said: str) -> None:
    page = sheet(promise("a"))
    page.reading.views["momentum"]["trend"] = trend
    summary = momentum._summary(page)
    assert said in words(summary).replace("% ,", "%")
    assert re.search(r'<data data-f="momentum.trend">[−+]\d+%</data>', shown(summary))


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [(-3.67, -1.54, "much more"), (0.5, -1.6, "much less"), (-1.2, -0.9, "more"), (0.1, 0.4, "+30 points")],
)
def test_a_difference_of_trends_beyond_a_doubling_is_told_in_words(was: float, becomes: float, said: str) -> None:
    row = contrast.Row("Trend of momentum", "momentum.trend", was, becomes, contrast._FIRST["momentum.trend"][1])
    assert contrast._change(row) == said


def test_pairs_that_share_nothing_are_kept_apart() -> None:
    page = sheet(joined("grid", "Grid", "commercial"))
    silos = [["navy", "nasa"], ["navy", "grid"], ["nasa", "grid"]]
    assert list(relations._silos(page, silos)) == [
        "No information is on record either way between 3 pairs, among them: U.S. Navy and NASA; U.S. Navy and Grid."
    ]
    assert list(relations._silos(page, silos[:2])) == [
        "No information is on record either way between U.S. Navy and NASA; U.S. Navy and Grid."
    ]


def test_an_expectation_is_told_in_the_words_of_the_columns() -> None:
    class Expecting:
        expectation = {"outcome": "phase = chartered", "holds": True, "held": False, "unknown": []}

    told = words(scenario._expected(Expecting()))  # type: ignore[arg-type]
    assert "It holds in the what-if. As recorded it does not." in re.sub(r" +", " ", told)


def test_the_number_of_a_low_moment_keeps_off_the_axis() -> None:
    """A promise that ran past its date is the lowest point of a page of one party."""
    alone = [*BEGUN[:2], promise("a") | {"promisee": "all"}]
    until = asked_moment("2020-12-01")
    reader = Reader(Source(recorded(alone)))
    found = course(reader, reader.at(until), [until])
    assert found is not None
    assert found.pushes[-1].change < 0
    for size in charts.SIZES:
        text = markup(charts.momentum(found, size))
        number = rf'<text[^>]*(?:transform="translate\([\d.]+,|y=")([-\d.]+)\)?"[^>]*>{len(found.pushes)}</text>'
        numbers = re.findall(number, text)
        assert numbers
        assert all(float(y) < charts._CURVE for y in numbers)
