"""Writing: a page as text, every text of a history escaped, with nothing in it that may run or style but its own."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from cli.render.page.tree import Child, Node

_FOLDER = Path(__file__).parent
_SCRIPTS = ("time.js", "page.js")
_EMPTY = frozenset(("input", "br"))
#: Bytes of what differs between the dates from which on that is packed.
_LARGE = 1_000_000


def filled(content: Node, about: Node, dates: Mapping[str, Any], title: str, class_: str) -> str:
    """The template with everything in its place; the digests name what may run or style."""
    style = _asset("page.css")
    script = "".join(map(_asset, _SCRIPTS))
    return (
        environment(_FOLDER)
        .get_template("page.html")
        .render(
            title=title,
            class_=class_,
            content=markup(content),
            about=markup(about),
            dates=dates,
            style=Markup(style),
            script=Markup(script),
            style_digest=digest(style),
            script_digest=digest(script),
        )
    )


def markup(tree: Child) -> Markup:
    """A tree as HTML."""
    return Markup("".join(_written(tree)))


def compact(back: list[Any]) -> tuple[dict[str, Any], int]:
    """What differs between the dates as the page holds it, and how many bytes that takes.

    It stands there as it is or, where that would be much, packed (zlib) for the script to unpack.
    """
    text = json.dumps(back, separators=(",", ":"))
    if len(text) <= _LARGE:
        return {"back": back}, len(text)
    packed = base64.b64encode(zlib.compress(text.encode(), 9)).decode()
    return {"packed": packed}, len(packed)


def environment(folder: Path) -> Environment:
    """Templates that escape whatever is put into them."""
    made = Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined)
    made.policies["json.dumps_kwargs"] = {"separators": (",", ":")}
    return made


def digest(text: str) -> str:
    """As a content security policy names what stands in a page."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _written(tree: Child) -> Iterator[str]:
    if isinstance(tree, str):
        yield escape(tree)
        return
    yield f"<{tree.tag}"
    for name, value in tree.attributes:
        yield f' {name}="{escape(value)}"' if value else f" {name}"
    yield ">"
    if tree.tag not in _EMPTY:
        for child in tree.children:
            yield from _written(child)
        yield f"</{tree.tag}>"


def _asset(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")
