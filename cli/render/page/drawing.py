"""Drawing: charts by Vega-Lite, rendered ahead, as trees of bare shapes.

Vega-Lite (the library vl-convert, without a browser or a network) turns a chart into SVG. Of that only shapes and texts
are taken over, without styles, links, scripts or ids, so that nothing in a chart needs more of a browser than a picture
does. Colours are names of the page's own (`var(--ink)`), so one drawing serves dark and light.

Each chart is drawn at several widths, of which the page shows the one that fits: letters keep their size.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from xml.etree import ElementTree

from cli.render.page.tree import Child, Node, h

_VEGA_LITE = "5.20"
_REMEMBERED = 64  # drawings: those of two sides that are alike, and of pages made one after the other
_SHAPES = frozenset(("g", "path", "line", "rect", "text"))
_KEPT = frozenset(
    (
        *("d", "transform", "x", "y", "x2", "y2", "width", "height", "fill", "fill-opacity", "stroke", "stroke-width"),
        *("stroke-dasharray", "stroke-opacity", "stroke-linejoin", "opacity", "text-anchor", "font-size"),
        *("font-weight",),
    )
)
#: What a browser takes anyway.
_DEFAULTS = {("opacity", "1"), ("stroke-width", "1"), ("fill-opacity", "1"), ("stroke-opacity", "1")}
#: What a shape takes over from the group it is in.
_INHERITED = _KEPT & {
    *("fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-opacity", "stroke-linejoin"),
    *("text-anchor", "font-size", "font-weight"),
}
_CIRCLE = re.compile(r"M(?P<r>[\d.]+),0A(?P=r),(?P=r),0,1,1,-(?P=r),0A(?P=r),(?P=r),0,1,1,(?P=r),0Z")
_MOVED = re.compile(r"translate\(([-\d.]+),([-\d.]+)\)")
_DIGITS = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")


class Frame(NamedTuple):
    """Where in a drawing the plot lies, in its units."""

    left: int
    top: int
    width: int
    height: int
    right: int
    bottom: int

    @property
    def whole(self) -> tuple[int, int]:
        """Width and height of the drawing."""
        return self.left + self.width + self.right, self.top + self.height + self.bottom


def drawn(layers: list[dict[str, Any]], frame: Frame, label: str, **attributes: str) -> Node:
    """A chart of these layers as one `svg`; `label` says what a reader who cannot see it needs to know."""
    width, height = frame.whole
    plot = f"{frame.left} {frame.top} {frame.width} {frame.height}"
    shapes = plotted(json.dumps(_spec(layers, frame)))
    return h(
        "svg", *shapes, role="img", aria_label=label, viewBox=f"0 0 {width} {height}", data_plot=plot, **attributes
    )


@lru_cache(maxsize=_REMEMBERED)
def plotted(spec: str) -> tuple[Node, ...]:
    """What Vega-Lite draws of it."""
    import vl_convert

    root = ElementTree.fromstring(vl_convert.vegalite_to_svg(spec, vl_version=_VEGA_LITE))
    return tuple(shape for element in root for shape in _shapes(element))


def _spec(layers: list[dict[str, Any]], frame: Frame) -> dict[str, Any]:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": frame.width,
        "height": frame.height,
        "padding": {"left": frame.left, "top": frame.top, "right": frame.right, "bottom": frame.bottom},
        "autosize": {"type": "none"},
        "background": None,
        "layer": layers,
        "resolve": {"scale": {"color": "independent"}},
        "config": {
            "view": {"stroke": None},
            "axis": {
                "domain": False,
                "ticks": False,
                "labelColor": "var(--soft)",
                "labelFontSize": 11,
                "labelPadding": 7,
                "gridColor": "var(--hair)",
                "title": None,
            },
            "text": {"fontSize": 11, "color": "var(--soft)"},
        },
    }


def _shapes(element: ElementTree.Element) -> Iterator[Node]:
    """The shapes in an element: a group of one, or of no account, is left out for what is in it."""
    tag = element.tag.rpartition("}")[2]
    if tag not in _SHAPES or element.get("display") == "none" or element.get("opacity") == "0":
        return
    attributes = tuple(_attributes(element))
    children: tuple[Child, ...] = tuple(shape for child in element for shape in _shapes(child))
    if tag == "text":
        children = (element.text,) if element.text else ()
    if tag == "g":
        yield from _group(attributes, [child for child in children if isinstance(child, Node)])
    elif tag == "path" and (round_one := _CIRCLE.fullmatch(dict(attributes).get("d", ""))):
        yield _circle(round_one["r"], dict(attributes))
    elif children or (tag != "text" and _shows(dict(attributes))):
        yield Node(tag, attributes, children)


def _group(attributes: Sequence[tuple[str, str]], shapes: Sequence[Node]) -> Iterator[Node]:
    """A group says once what all in it have in common; one that says nothing is left out for what is in it."""
    common = set.intersection(*(set(shape.attributes) for shape in shapes)) if len(shapes) > 1 else set()
    shared = sorted(one for one in common if one[0] in _INHERITED and one[0] not in dict(attributes))
    told = (*attributes, *shared)
    if not told:
        yield from shapes
    elif shapes:
        bare = [s._replace(attributes=tuple(one for one in s.attributes if one not in shared)) for s in shapes]
        yield Node("g", told, tuple(bare))


def _circle(radius: str, attributes: dict[str, str]) -> Node:
    """A circle that was drawn as a path."""
    place = _MOVED.fullmatch(attributes.pop("transform", ""))
    attributes.pop("d")
    x, y = place.groups() if place else ("0", "0")
    return Node("circle", (("cx", x), ("cy", y), ("r", radius), *attributes.items()), ())


def _shows(attributes: dict[str, str]) -> bool:
    painted = {attributes.get("fill"), attributes.get("stroke")} - {None, "none", "transparent"}
    return bool(painted) and attributes.get("d") != ""


def _attributes(element: ElementTree.Element) -> Iterator[tuple[str, str]]:
    for name, value in element.attrib.items():
        told = _DIGITS.sub(_brief, value)
        if name in _KEPT and (name, told) not in _DEFAULTS and told != "translate(0,0)":
            yield name, told


def _brief(number: re.Match[str]) -> str:
    return f"{float(number[0]):.1f}".removesuffix(".0")
