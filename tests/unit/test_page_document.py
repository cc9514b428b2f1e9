"""The file that a page is: its dates thinned where they would not fit, its charts bare shapes, its text escaped."""

from __future__ import annotations

import base64
import json
import re
import zlib
from functools import cache

import pytest
from reference.histories import ROOT, in_file, recorded

from cli.render.page import charts, writing
from cli.render.page import sheet as sheets
from cli.render.page.document import Document, Side, document
from cli.render.page.drawing import Frame, drawn
from cli.render.page.sections import promises, relations
from cli.render.page.sheet import Sheet
from cli.render.page.tree import Node
from cli.render.page.words import number, share, short, signed
from domain.event import Recorded
from domain.values import asked_moment, rfc3339
from engine.scenario import Drop, Scenario, Timeline
from projections.page.course import course
from projections.page.reading import Reader, Source
from projections.page.scenario import asked
from projections.weights import shipped

UNTIL = asked_moment("2021-07-01")


@cache
def history(name: str) -> list[Recorded]:
    (lines,) = in_file(ROOT / "examples" / f"{name}.jsonl").values()
    return recorded(lines)


@cache
def page(name: str = "fell-apart", room: int = 3_000_000) -> Document:
    records = history(name)
    head = {"coalition": name, "as_of": rfc3339(UNTIL), "known_at": None, "version": len(records), "weights": "0" * 16}
    return document([Side(name, Source(records))], UNTIL, head, room=room)


def test_dates_are_thinned_until_the_page_fits_and_it_says_so() -> None:
    whole = page()
    size = len(whole.html.encode())
    assert len(whole.dates.days) == whole.dates.of == 49
    assert "all 49 on which something changed" in whole.html
    small = page(room=size - 40_000)
    assert len(small.html.encode()) <= size - 40_000
    assert 2 <= len(small.dates.days) < 49
    assert (small.dates.days[0], small.dates.days[-1], small.dates.of) == ("2020-02-03", "2021-07-01", 49)
    assert f"{len(small.dates.days)} of the 49 on which something changed" in small.html


def test_where_nothing_fits_the_first_and_the_latest_date_are_left() -> None:
    assert page(room=1).dates.days == ["2020-02-03", "2021-07-01"]


def test_the_data_in_the_page_cannot_end_it() -> None:
    data = re.search(r'<script type="application/json" id="dates">(.*?)</script>', page().html, re.DOTALL)
    assert data is not None
    assert not set("<>&\u2028\u2029") & set(data[1])
    held = json.loads(data[1])
    assert len(held["back"]) == len(held["days"]) - 1 == len(held["moments"]) - 1


def test_before_anything_happened_there_is_a_page_that_says_so() -> None:
    early = asked_moment("2019-01-01")
    head = {"coalition": "x", "as_of": rfc3339(early), "known_at": None, "version": 38, "weights": "0" * 16}
    made = document([Side("fell-apart", Source(history("fell-apart")))], early, head)
    assert made.dates.days == ["2019-01-01"]
    assert "Nothing was on record yet." in made.html
    assert "1 January 2019 alone" in made.html


def test_of_a_matrix_in_which_nothing_stands_it_is_said_in_words() -> None:
    """On that day the first had come to trust another a little; nobody had given anything."""
    reading = Reader(Source(history("i3t"))).at(asked_moment("2018-05-16"))
    body = relations.section(Sheet("i3t", reading)).body
    matrices, *_ = body if isinstance(body, list) else []
    trust, gifts = matrices.children
    assert (trust.tag, gifts.tag) == ("table", "div")
    assert [text for node in everything(gifts) for text in node.children if isinstance(text, str)] == [
        *(" The row gave to the column, times", "Reciprocity"),
        "Nothing that tells of it is on record of any two parties by then.",
    ]


def test_charts_are_bare_shapes() -> None:
    reader = Reader(Source(history("i3t")))
    found = course(reader, reader.at(asked_moment("2019-11-30")), [asked_moment("2019-11-30")])
    assert found is not None
    drawings = [
        chart(found, size) for chart in (charts.overview, charts.momentum, charts.heads) for size in charts.SIZES
    ]
    for drawing in (*drawings, *charts.components(found).values()):
        assert {node.tag for node in everything(drawing)} <= {"svg", "g", "path", "line", "rect", "circle", "text"}
        for node in everything(drawing):
            names = {name for name, _ in node.attributes}
            assert not names & {"id", "class", "style", "href", "clip-path", "role"} or node is drawing
            colours = [value for name, value in node.attributes if name in ("fill", "stroke")]
            assert all(value == "none" or value.startswith("var(--") for value in colours)
        assert dict(drawing.attributes)["role"] == "img"
        assert dict(drawing.attributes)["aria-label"].endswith(".")


def everything(node: Node) -> list[Node]:
    return [node, *(below for child in node.children if isinstance(child, Node) for below in everything(child))]


def test_a_chart_says_where_its_plot_lies() -> None:
    frame = Frame(left=10, top=5, width=100, height=50, right=2, bottom=3)
    layer = {
        "data": {"values": [{"x": 0, "y": 0}, {"x": 1, "y": 1}]},
        "mark": {"type": "line", "color": "var(--ink)"},
        "encoding": {name: {"field": name, "type": "quantitative", "axis": None} for name in "xy"},
    }
    drawing = drawn([layer], frame, "A line.", data_from="0")
    told = dict(drawing.attributes)
    assert (told["viewBox"], told["data-plot"], told["data-from"]) == ("0 0 112 58", "10 5 100 50", "0")
    (path,) = [node for node in everything(drawing) if node.tag == "path"]
    assert dict(path.attributes)["d"] == "M0,50L100,0"


def test_shades_are_few_and_the_rest_share_one() -> None:
    shades = charts.shaded(f"group-{n}" for n in range(9))
    assert list(shades.values()) == [f"var(--shade-{n})" for n in range(6)]


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        (share(None), "–"),
        (share(2 / 3), "67%"),
        (number(-3), "−3"),
        (number(0.126, 2), "0.13"),
        (signed(2.0), "+2.0"),
        (signed(-0.001), "0.00"),
        (signed(-0.001, 1), "0.0"),
        (signed(-0.016), "−0.02"),
        (signed(0.04), "+0.04"),
        (signed(None), "–"),
        (short("2019-03-04"), "4 Mar 2019"),
        (short("2019-03-01", "month"), "Mar 2019"),
        (short("2019-01-01", "year"), "2019"),
        (short(None), "–"),
    ],
)
def test_figures_and_dates_are_said(told: str, shown: str) -> None:
    assert told == shown


def test_names_that_are_long_are_cut_in_tables_and_unknown_parties_go_by_their_id() -> None:
    sheet = Sheet("i3t", Reader(Source(history("i3t"))).at(asked_moment("2019-11-30")))
    assert sheet.name("navy") == "U.S. Navy"
    assert (sheet.name("all"), sheet.name(None), sheet.name("nobody")) == ("everyone", "someone", "nobody")


def test_of_very_many_events_and_promises_the_latest_are_listed_and_all_are_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sheets, "LISTED", 10)
    monkeypatch.setattr(promises, "_LISTED", 3)
    records = history("i3t")
    until = asked_moment("2019-11-30")
    head = {"coalition": "i3t", "as_of": rfc3339(until), "known_at": None, "version": 133, "weights": "0" * 16}
    html = document([Side("i3t", Source(records))], until, head).html
    latest = sorted(records, key=lambda one: (one.event.moment, one.n))[-10:]
    assert re.findall(r'<li id="e(\d+)"', html) == [str(one.n) for one in latest]
    assert "Of 133 events by this date the latest 10 are listed; go to an earlier date for earlier ones." in html
    assert "Of 11 promises by this date 3 are listed: those still to be settled" in html
    rows = re.findall(r'<tr data-status="([a-z-]+)"', html)
    assert len(rows) == 3
    assert {"overdue", "awaiting-acceptance"} <= set(rows), "what is to be settled is never left out for what is"
    assert "133 events are on record" in html
    listed = {str(one.n) for one in latest}
    assert set(re.findall(r'href="#e(\d+)"', html)) <= listed, "no link leads nowhere"


def test_a_page_of_a_branch_says_where_it_comes_from() -> None:
    records = history("i3t")
    replay = Timeline(records).replay(Scenario((Drop(("sponsor",)),)))
    until = asked_moment("2019-11-30")
    head = {"coalition": "i3t", "as_of": rfc3339(until), "known_at": None, "version": 133, "weights": "0" * 16}
    sides = [Side("i3t", Source(records), "As recorded"), Side("i3t", Source.branch(replay, shipped()), "What if")]
    unnamed = document(sides, until, head, asked=asked(replay)).html
    assert "What if some of it had been otherwise?" in unnamed
    assert "<code>drop sponsor</code>" in unnamed
    assert "132 events stand as recorded; 1 was dropped." in unnamed
    nothing = Timeline(records).replay(Scenario())
    same = document(
        [Side("i3t", Source(records), "As recorded"), Side("i3t", Source.branch(nothing, shipped()), "What if")],
        until,
        head,
        asked=asked(nothing),
    ).html
    assert "133 events stand as recorded: nothing differs." in same
    assert "Nothing differs on this date." in same
    assert "Nothing would have been different." in same


def test_what_differs_between_dates_is_packed_where_it_is_much(monkeypatch: pytest.MonkeyPatch) -> None:
    back = [{"0": "text"}] * 100
    told, size = writing.compact(back)
    assert (told, size) == ({"back": back}, len(json.dumps(back, separators=(",", ":"))))
    monkeypatch.setattr(writing, "_LARGE", 10)
    packed, size = writing.compact(back)
    assert list(packed) == ["packed"]
    assert size == len(packed["packed"])
    assert json.loads(zlib.decompress(base64.b64decode(packed["packed"]))) == back
