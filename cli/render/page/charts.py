"""Charts: what a page draws of the course of a coalition, as layers of Vega-Lite.

All share one axis of time and the same margins, so that what stands above each other happened at the same time. The
page covers what was still to come on the date it shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from cli.render.page.axes import drawable, ms, time_axis
from cli.render.page.drawing import Frame, drawn
from cli.render.page.shades import OTHER
from cli.render.page.shades import shaded as shaded
from cli.render.page.tree import Node
from cli.render.page.words import numbered, plainly, scored, titled
from projections.impulses import COMPONENTS
from projections.page.course import Course, Push
from projections.page.scale import Scale, scale_of

Layer = dict[str, Any]


class Size(NamedTuple):
    """A width at which charts are drawn."""

    name: str
    left: int
    width: int  #: of the plot
    ticks: int


SIZES = (Size("narrow", 34, 290, 4), Size("medium", 104, 500, 6), Size("wide", 112, 732, 9))
_RIGHT = 16
_ROW, _RIBBON, _AXIS = 22, 22, 26
_CURVE, _NUMBER = 210, 24  # height of the curve, and of the number of a moment below its circle
_LETTER = 6.2  # units that a letter of a label takes


def overview(course: Course, size: Size) -> Node:
    """The phases as a ribbon, and below it a row for each area with a dot for every day on which something happened."""
    lanes = _scale(course).lanes
    inside = size.name == "narrow"
    row, top = (_ROW + 12 if inside else _ROW), _RIBBON + 16
    frame = Frame(size.left, 2, size.width, top + row * len(lanes), _RIGHT, _AXIS)
    at = {lane: top + row * place + row * (0.7 if inside else 0.5) for place, lane in enumerate(lanes)}
    layers = [
        *_ribbon(course, size),
        *_rows(at, size, inside),
        _dots(course, at, size),
    ]
    phases = ", ".join(f"{span.phase} from {span.since:%d %b %Y}" for span in course.phases)
    label = f"Phases: {phases}. Below them a dot for each day with events, in {numbered(len(lanes), 'area')}."
    return _finished(layers, course, size, frame, label)


def momentum(course: Course, size: Size) -> Node:
    """The curve of the score, with the moments that changed it most, numbered."""
    frame = Frame(size.left, 18, size.width, _CURVE, _RIGHT, _AXIS)
    y = _of_score(course)
    layers = [*_curve(drawable(_scores(course), size.width), y), *_pushed(course, y)]
    scores = [point["score"] for point in course.curve]
    label = (
        f"Momentum from {course.since:%d %b %Y} to {course.until:%d %b %Y}: between {scored(min(scores))} and "
        f"{scored(max(scores))}. The numbered moments are listed below."
    )
    return _finished(layers, course, size, frame, label)


def _scores(course: Course) -> list[tuple[Any, Any]]:
    return [(point["at"], point["score"]) for point in course.curve]


def _of_score(course: Course) -> Layer:
    """The axis of a score, over all that the page shows of it."""
    axis = {"grid": True, "tickCount": 4, "labelExpr": "replace(datum.label, '-', '−')"}
    scale = {"domain": list(_scale(course).score), "nice": True}
    return {"field": "v", "type": "quantitative", "axis": axis, "scale": scale}


def _zero() -> Layer:
    rule = {"type": "rule", "color": "var(--soft)"}
    return {"data": {"values": [{}]}, "mark": rule, "encoding": {"y": {"datum": 0}}}


def _curve(points: Any, y: Layer) -> list[Layer]:
    line = {"type": "line", "color": "var(--accent)", "strokeWidth": 1.8}
    return [
        {"data": {"values": points}, "mark": {"type": "area", "color": "var(--wash)"}, "encoding": {"y": y}},
        _zero(),
        {"data": {"values": points}, "mark": line, "encoding": {"y": y}},
    ]


def _pushed(course: Course, y: Layer) -> list[Layer]:
    """A circle for each moment that changed the score most, and its number."""
    pushes = [
        {"t": ms(push.at), "v": round(push.score, 3), "n": str(place), "side": _side(course, push)}
        for place, push in enumerate(course.pushes, 1)
    ]
    ring = {"stroke": "var(--accent)", "strokeWidth": 1.5, "size": 30, "opacity": 1}
    circles = {"type": "circle", "color": "var(--paper)", **ring}
    return [
        {"data": {"values": pushes}, "mark": circles, "encoding": {"y": y}},
        *(_numbers([push for push in pushes if push["side"] == side], y, side) for side in _SIDES),
    ]


#: Where the number of a moment stands: above its circle, below it, or before it.
_SIDES: dict[str, Layer] = {"above": {"dy": -11}, "below": {"dy": 13}, "before": {"dx": -8, "dy": -4, "align": "right"}}


def _side(course: Course, push: Push) -> str:
    """Off the curve, and off the axis of time."""
    low, high = _scale(course).score
    room = (push.score - low) * _CURVE >= _NUMBER * (high - low)
    return "above" if push.change > 0 else "below" if room else "before"


def curves(courses: Sequence[Course], size: Size) -> Node:
    """The curves of histories beside each other in one plot, the last one in colour."""
    frame = Frame(size.left, 12, size.width, 190, _RIGHT, _AXIS)
    y, layers = _of_score(courses[0]), [_zero()]
    for place, one in enumerate(courses):
        points = drawable(_scores(one), size.width)
        last = place == len(courses) - 1
        look = {"color": "var(--accent)", "strokeWidth": 2.2} if last else {"color": "var(--ink)", "strokeWidth": 1.3}
        layers.append({"data": {"values": points}, "mark": {"type": "line", **look}, "encoding": {"y": y}})
    ends = " and ".join(scored(one.curve[-1]["score"]) for one in courses)
    label = f"The curves of momentum in one plot, from {courses[0].since:%d %b %Y}. They end at {ends}."
    return _finished(layers, courses[0], size, frame, label)


def components(course: Course) -> dict[str, Node]:
    """The parts that momentum is the sum of, each small and all to one scale."""
    return {name: _component(course, name, _scale(course).parts) for name in COMPONENTS}


def heads(course: Course, size: Size) -> Node:
    """How many persons came to each session, by constituency."""
    scale = _scale(course)
    shades = shaded(scale.groups)
    rows = [{"t": ms(h.at), "v": h.number, "g": h.group, "c": shades.get(h.group, OTHER)} for h in course.heads]
    width = max(3, min(12, round(size.width / (2 * max(1, len({row["t"] for row in rows}))))))
    mark = {"type": "bar", "width": width, "stroke": "var(--paper)", "strokeWidth": 0.5}
    at = {row["t"] for row in rows}
    told = f"the sessions of {course.heads_every} days each" if course.heads_every else numbered(len(at), "session")
    label = f"Persons at {told}, by {course.heads_by}: {', '.join(one for one in scale.heads if one in shades)}."
    return _stacked(rows, mark, course, size, label, scale.most_heads)


def seats(course: Course, size: Size) -> Node:
    """How many parties were in, by constituency or kind."""
    scale = _scale(course)
    shades = shaded(scale.groups)
    rows = [{"t": ms(s.at), "v": s.number, "g": s.group, "c": shades.get(s.group, OTHER)} for s in course.seats]
    mark = {"type": "area", "interpolate": "step-after", "stroke": "var(--paper)", "strokeWidth": 0.5}
    label = f"Parties that were in, by group: {', '.join(one for one in scale.seats if one in shades)}."
    return _stacked(rows, mark, course, size, label, scale.most_seats)


def _scale(course: Course) -> Scale:
    """The one that it shares with what stands beside it, or its own."""
    return scale_of([course]) if course.scale is None else course.scale


def _stacked(rows: list[Layer], mark: Layer, course: Course, size: Size, label: str, most: int) -> Node:
    frame = Frame(size.left, 10, size.width, 130, _RIGHT, _AXIS)
    axis = {"grid": True, "tickCount": 4, "tickMinStep": 1, "format": "d"}
    encoding = {
        "y": {
            "field": "v",
            "type": "quantitative",
            "stack": True,
            "axis": axis,
            "scale": {"domain": [0, most], "nice": True},
        },
        "color": {"field": "c", "type": "nominal", "scale": None},
        "detail": {"field": "g"},
        "order": {"field": "g"},
    }
    return _finished([{"data": {"values": rows}, "mark": mark, "encoding": encoding}], course, size, frame, label)


def _component(course: Course, name: str, domain: tuple[float, float]) -> Node:
    frame = Frame(2, 6, 276, 64, 2, 4)
    points = drawable([(point["at"], point["components"][name]) for point in course.curve], 276)
    y = {"field": "v", "type": "quantitative", "scale": {"domain": list(domain), "nice": False}, "axis": None}
    layers = [
        {"data": {"values": points}, "mark": {"type": "area", "color": "var(--wash)"}, "encoding": {"y": y}},
        {"data": {"values": [{}]}, "mark": {"type": "rule", "color": "var(--hair)"}, "encoding": {"y": {"datum": 0}}},
        {
            "data": {"values": points},
            "mark": {"type": "line", "color": "var(--ink)", "strokeWidth": 1.2},
            "encoding": {"y": y},
        },
    ]
    values = [point["v"] for point in points]
    label = f"{titled(name)}: between {min(values):.1f} and {max(values):.1f}."
    return _finished(layers, course, Size("all", 2, 276, 0), frame, label)


def _numbers(pushes: Sequence[Layer], y: Layer, side: str) -> Layer:
    mark = {"type": "text", "fontSize": 11, "fontWeight": 600, "color": "var(--ink)"} | _SIDES[side]
    return {"data": {"values": list(pushes)}, "mark": mark, "encoding": {"y": y, "text": {"field": "n"}}}


def _ribbon(course: Course, size: Size) -> list[Layer]:
    spans = [
        {"t": ms(span.since), "u": ms(span.until), "p": span.phase, "c": f"var(--phase-{span.phase})"}
        for span in course.phases
        if span.since < course.until
    ]
    whole = (course.until - course.since).total_seconds()
    for span, told in zip((s for s in course.phases if s.since < course.until), spans, strict=True):
        room = size.width * (min(span.until, course.until) - span.since).total_seconds() / whole
        told["p"] = span.phase if room > len(span.phase) * _LETTER + 12 else ""
    x2 = {"x2": {"field": "u"}}
    y, y2 = {"value": 0}, {"value": _RIBBON}
    bar = {"type": "rect", "stroke": "var(--paper)", "strokeWidth": 1.5}
    text = {"type": "text", "align": "left", "baseline": "middle", "dx": 7, "fontWeight": 600}
    return [
        {
            "data": {"values": spans},
            "mark": bar,
            "encoding": {"y": y, "y2": y2, "color": {"field": "c", "type": "nominal", "scale": None}, **x2},
        },
        {
            "data": {"values": [span for span in spans if span["p"]]},
            "mark": text | {"color": "var(--on-phase)"},
            "encoding": {"y": {"value": _RIBBON / 2 + 1}, "text": {"field": "p"}},
        },
    ]


def _rows(at: dict[str, float], size: Size, inside: bool) -> list[Layer]:
    rows = [{"y": y, "l": plainly(lane)} for lane, y in at.items()]
    y = {"field": "y", "type": "quantitative", "scale": None, "axis": None}
    text = {"type": "text", "align": "left" if inside else "right", "baseline": "bottom" if inside else "middle"}
    place = {"value": 0 if inside else -10}
    return [
        {
            "data": {"values": rows},
            "mark": {"type": "rule", "color": "var(--hair)"},
            "encoding": {"y": y, "x": {"value": 0}, "x2": {"value": size.width}},
        },
        {
            "data": {"values": rows},
            "mark": text | {"dy": -7 if inside else 0},
            "encoding": {"y": y, "x": place, "text": {"field": "l"}},
        },
    ]


def _dots(course: Course, at: dict[str, float], size: Size) -> Layer:
    dots = [
        {
            "t": ms(dot.at),
            "y": at[dot.lane],
            "e": min(dot.events, 9),
            "c": "var(--paper)" if dot.doubtful else "var(--accent)",
        }
        for dot in course.dots
    ]
    return {
        "data": {"values": dots},
        "mark": {"type": "circle", "stroke": "var(--accent)", "strokeWidth": 1.2, "opacity": 1, "fillOpacity": 0.8},
        "encoding": {
            "y": {"field": "y", "type": "quantitative", "scale": None, "axis": None},
            "size": {
                "field": "e",
                "type": "quantitative",
                "scale": {"domain": [1, 9], "range": [22, 120]},
                "legend": None,
            },
            "color": {"field": "c", "type": "nominal", "scale": None},
        },
    }


def _finished(layers: list[Layer], course: Course, size: Size, frame: Frame, label: str) -> Node:
    """The layers on the axis of time that all charts share."""
    since, until = ms(course.since), ms(course.until)
    axis = time_axis(course.since, course.until, size.ticks) if size.ticks else None
    x = {
        "field": "t",
        "type": "temporal",
        "scale": {"type": "utc", "domain": [since, until], "nice": False, "padding": 0},
        "axis": axis,
    }
    for layer in layers:
        if "x" not in layer["encoding"] and layer["mark"]["type"] != "rule":
            layer["encoding"]["x"] = x
    return drawn(layers, frame, label, class_=size.name, data_from=str(since), data_to=str(until))
