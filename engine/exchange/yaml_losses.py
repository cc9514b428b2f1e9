"""Losses: what somebody wrote into a YAML file as text, and YAML would pass over without a word.

A blank and `#` begin a comment, also in the middle of a sentence; `&` at the start of a text marks it for repeating.
Neither is recorded. A comment on a line of its own is always one, and so is one behind a bracket or a quoted text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

import yaml

from engine.exchange.line import Fault

_SHOWN = 80  #: characters of what would be lost
_BREAK = "\n\r\x85\u2028\u2029"
_BEHIND = re.compile(rf"[ \t]+#([^{_BREAK}]*)")
#: A comment behind the colon or the hyphen of a value that begins on a later line.
_BEFORE = re.compile(rf"(?:\A.?[ \t]*:|(?:\A|[{_BREAK}])[ \t]*(?:-[ \t]+)*-)[ \t]+#([^{_BREAK}]*)[{_BREAK}]")


def comments(text: str, events: Iterable[Any], hints: Collection[str]) -> Iterator[Fault]:
    """Of a file, and its parser's events, the comments on lines on which an unquoted text, or a blank, stands.

    `hints` are those that may stand there. Raises what the parser raises.
    """
    before = 0
    for event in events if "#" in text else ():
        if isinstance(event, yaml.ScalarEvent) and not event.style:
            yield from _comments(text, event, before, hints)
        before = event.end_mark.index


def marks(text: str, events: Iterable[Any]) -> Iterator[Fault]:
    """Of a file, and its parser's events, the marks that nothing repeats. Raises what the parser raises."""
    marked = dict[str | None, Fault]()
    for event in events if "&" in text else ():
        if isinstance(event, yaml.AliasEvent):
            marked.pop(event.anchor, None)
        elif isinstance(event, yaml.NodeEvent) and event.anchor is not None:
            if event.anchor in marked:
                yield marked[event.anchor]
            marked[event.anchor] = _mark(event)
    yield from marked.values()


def _comments(text: str, event: Any, before: int, hints: Collection[str]) -> Iterator[Fault]:
    """The comments before and behind a text, or a blank, that is not quoted."""
    start, end = event.start_mark, event.end_mark
    between = text[max(before - 1, 0) : start.index]
    if event.value and (found := _BEFORE.search(between)) and found[1].strip() not in hints:
        yield _comment(start.line + 1 - _breaks(between[found.start(1) :]), found[1])
    if (found := _BEHIND.match(text, end.index)) and found[1].strip() not in hints:
        yield _comment(end.line + 1, found[1])


def _breaks(text: str) -> int:
    return sum(text.replace("\r\n", "\n").count(sign) for sign in _BREAK)


def _comment(line: int, said: str) -> Fault:
    lost = _shown(f"#{said.rstrip()}")
    return Fault(
        line,
        f"{lost} would be a comment and not recorded: put the text in quotation marks, "
        "or the comment on a line of its own.",
    )


def _mark(event: Any) -> Fault:
    lost = _shown(f"&{event.anchor}")
    return Fault(
        int(event.start_mark.line) + 1,
        f"{lost} would be a mark for repeating and not recorded: put a text that starts with & in quotation marks.",
    )


def _shown(lost: str) -> str:
    return f"'{lost if len(lost) <= _SHOWN else f'{lost[:_SHOWN]}…'}'"
