"""YAML nodes: a YAML file read piece by piece, every piece with the line at which it stands.

Plainer than YAML itself, so that what was written is what is meant. A date is text, a number with a point
is a Decimal, only true and false are booleans (`no` is text, and may be a party), a key is text and stands
once in its map. Tags that make anything but plain values, merge keys, recursive aliases and aliases that
blow a file up are refused. Files are read as a stream of events, so that nothing nests deeper than is
allowed for, not even on its way to being refused.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, BinaryIO, TypeAlias

import yaml

from engine.exchange.jsonl import exact, whole
from engine.exchange.line import BOM, DEPTH_AT_MOST, Fault, not_utf8
from engine.exchange.yaml_losses import comments, marks

FILE_AT_MOST = 64 << 20
#: How many nodes one event, or one meeting's minutes, may have, those that aliases repeat counted each time.
NODES_AT_MOST = 100_000

_NOT_YAML = (yaml.YAMLError, ValueError, OverflowError)

Scalar: TypeAlias = str | int | Decimal | bool | None

_TAG = "tag:yaml.org,2002:"
_RESOLVED = frozenset(_TAG + name for name in ("int", "float", "bool", "null"))
_KNOWN_TAGS: dict[Any, frozenset[str | None]] = {
    yaml.ScalarEvent: frozenset((None, "!", _TAG + "str", *_RESOLVED)),
    yaml.SequenceStartEvent: frozenset((None, "!", _TAG + "seq")),
    yaml.MappingStartEvent: frozenset((None, "!", _TAG + "map")),
}
_WORDS: dict[str, Scalar] = dict.fromkeys(("", "~", "null", "Null", "NULL"))
_WORDS |= dict.fromkeys(("true", "True", "TRUE"), True) | dict.fromkeys(("false", "False", "FALSE"), False)
_WHOLE = re.compile(r"-?(0|[1-9][0-9]*)")
_EXACT = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_ALIKE = (
    "indent the keys of one item alike; a text that begins with a quotation mark, or has one more in it, "
    "goes in quotation marks as a whole"
)
_HINTS = {
    "mapping values are not allowed": (
        "put a text that holds ': ' in quotation marks; indent the keys of one item alike"
    ),
    "cannot start any token": "indent with spaces; a text that starts with a special character goes in quotation marks",
    "expected ',' or": "put a text that holds a comma, a colon or a bracket in quotation marks",
    "alphabetic or numeric": "a text that starts with * or & goes in quotation marks",
    "'-' indicator": "indent the keys of one item alike, each below the first",
    "expected key": _ALIKE,
    "<block end>": _ALIKE,
    "could not find expected ':'": "after a key comes a colon and a blank; indent what belongs to one text alike",
    "unexpected end of stream": "a quotation mark or bracket is opened and not closed",
}


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a file, and the line at which it starts."""

    line: int
    value: Scalar | list[Node] | dict[str, Node]
    size: int = 1  #: nodes it is made of, those that aliases repeat counted each time
    height: int = 1  #: levels of nodes

    def plain(self) -> Any:
        """The value without its lines."""
        if isinstance(self.value, dict):
            return {name: node.plain() for name, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


class _Unreadable(Exception):
    """What stands at a line cannot be read, nor anything after it."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.fault = Fault(line, message)


def nodes(stream: BinaryIO, hints: Collection[str] | None = None) -> Iterator[Node | Fault]:
    """What the documents of a file hold, empty ones apart; of a list, its items. After a fault comes nothing more.

    For a file that is to be recorded, `hints` are the comments that may stand behind a value: where anything else
    would be passed over as a comment or a mark, there come the faults that say so, and nothing but these.
    """
    try:
        text = _text(stream)
        lost = [] if hints is None else _lost(text, hints)
        yield from lost or _Composer(_parsed(text)).items()
    except _Unreadable as unreadable:
        yield unreadable.fault
    except _NOT_YAML as error:
        yield _not_yaml(error)


def _parsed(text: str) -> Iterator[Any]:
    events: Iterator[Any] = yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return events


def _lost(text: str, hints: Collection[str]) -> list[Fault]:
    """What would be passed over: comments, also of what is no YAML for want of what they cut off; else marks.

    Raises what the parser raises, and _Unreadable: before marks are told what else is wrong with them.
    """
    cut = list[Fault]()
    with suppress(*_NOT_YAML):
        cut.extend(comments(text, _parsed(text), hints))
    if cut:
        return cut
    if unused := list(marks(text, _parsed(text))):
        deque(_Composer(_parsed(text)).items(), maxlen=0)
    return unused


def _text(stream: BinaryIO) -> str:
    data = stream.read(FILE_AT_MOST + 1).removeprefix(BOM)
    if len(data) > FILE_AT_MOST:
        raise _Unreadable(1, f"The file is larger than {FILE_AT_MOST >> 20} MiB: split it, or write JSON Lines.")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line, start = data.count(b"\n", 0, error.start) + 1, data.rfind(b"\n", 0, error.start) + 1
        raise _Unreadable(line, not_utf8(error, start)) from None
    if control := _CONTROL.search(text):
        line = text.count("\n", 0, control.start()) + 1
        raise _Unreadable(line, f"The control character U+{ord(control[0]):04X} may not stand in YAML: take it out.")
    return text


class _Composer:
    """Makes nodes of the events of a YAML parser."""

    def __init__(self, events: Iterator[Any]) -> None:
        self._events = events
        self._anchors: dict[str, Node] = {}
        self._repeated = 0  #: nodes that aliases stood for so far

    def items(self) -> Iterator[Node]:
        """The top of each document, item by item where it is a list."""
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                self._anchors = {}
            elif isinstance(event, yaml.SequenceStartEvent):
                _check_tag(event)
                yield from (self._node(item, 1) for item in self._until(yaml.SequenceEndEvent))
            elif isinstance(event, yaml.NodeEvent):
                node = self._node(event, 1)
                if node.value is not None:
                    yield node

    def _until(self, end: type) -> Iterator[Any]:
        while not isinstance(event := next(self._events), end):
            yield event

    def _node(self, event: Any, depth: int) -> Node:
        line = _line(event)
        if isinstance(event, yaml.AliasEvent):
            return self._aliased(event.anchor, line, depth)
        _check_tag(event)
        _check_depth(depth, line)
        node = self._made(event, line, depth)
        if event.anchor is not None:
            self._anchors[event.anchor] = node
        return node

    def _aliased(self, anchor: Any, line: int, depth: int) -> Node:
        if anchor not in self._anchors:
            raise _Unreadable(line, f"No value before this is marked &{anchor[:80]}, or it holds itself: write it out.")
        node = self._anchors[anchor]
        self._repeated += node.size
        _check_size(self._repeated, line)
        _check_depth(depth + node.height - 1, line)
        return replace(node, line=line)

    def _made(self, event: Any, line: int, depth: int) -> Node:
        if isinstance(event, yaml.ScalarEvent):
            return Node(line, _scalar(event, line))
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(line, depth)
        return self._map(line, depth)

    def _list(self, line: int, depth: int) -> Node:
        found, size = list[Node](), 1
        for event in self._until(yaml.SequenceEndEvent):
            found.append(self._node(event, depth + 1))
            size += found[-1].size
            _check_size(size, line)
        return Node(line, found, size, _height(found))

    def _map(self, line: int, depth: int) -> Node:
        found, size = dict[str, Node](), 1
        for event in self._until(yaml.MappingEndEvent):
            key = _key(event)
            if key in found:
                raise _Unreadable(_line(event), f"The key {key[:80]!r} stands more than once in one map: keep one.")
            found[key] = self._node(next(self._events), depth + 1)
            size += found[key].size
            _check_size(size, line)
        return Node(line, found, size, _height(found.values()))


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _height(nodes: Iterable[Node]) -> int:
    return 1 + max((node.height for node in nodes), default=0)


def _check_size(size: int, line: int) -> None:
    if size > NODES_AT_MOST:
        raise _Unreadable(line, f"More than {NODES_AT_MOST:,} values in one piece or by aliases: write less into one.")


def _check_depth(depth: int, line: int) -> None:
    if depth > DEPTH_AT_MOST:
        raise _Unreadable(line, f"Nested more than {DEPTH_AT_MOST} deep: no event needs that; flatten it.")


def _check_tag(event: Any) -> None:
    for kind, tags in _KNOWN_TAGS.items():
        if isinstance(event, kind) and event.tag not in tags:
            tag = event.tag.replace(_TAG, "!!")
            raise _Unreadable(_line(event), f"The tag {tag[:80]!r} is not known here: leave it out.")


def _key(event: Any) -> str:
    line = _line(event)
    if not isinstance(event, yaml.ScalarEvent):
        raise _Unreadable(line, "A key is a plain name: put a text that holds brackets in quotation marks.")
    _check_tag(event)
    if event.value == "<<" and not event.style:
        raise _Unreadable(line, "Maps are not merged here (<<): write the fields out.")
    return _without_surrogates(event.value, line)


def _scalar(event: Any, line: int) -> Scalar:
    text: str = event.value
    if event.tag in _RESOLVED or (event.tag is None and not event.style):
        try:
            return _resolved(text)
        except ValueError as error:
            raise _Unreadable(line, str(error)) from None
    return _without_surrogates(text, line)


def _resolved(text: str) -> Scalar:
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return whole(text)
    return exact(text) if _EXACT.fullmatch(text) else text


def _without_surrogates(text: str, line: int) -> str:
    if _SURROGATE.search(text):
        raise _Unreadable(line, "A text holds half of a surrogate pair: write the whole character.")
    return text


def _not_yaml(error: Exception) -> Fault:
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return Fault(1, f"Not YAML: {str(error).partition(chr(10))[0][:200]}.")
    problem, mark = error.problem or error.context or "it breaks off", error.problem_mark
    hint = next((f"; {hint}" for words, hint in _HINTS.items() if words in problem), "")
    return Fault(mark.line + 1, f"Not YAML at column {mark.column + 1}: {problem}{hint}.")


def part_of(node: Node, part: int | str) -> Node:
    """An entry of a list or a map; the whole where there is no such entry."""
    if isinstance(node.value, list) and isinstance(part, int):
        return node.value[part] if part < len(node.value) else node
    return node.value.get(str(part), node) if isinstance(node.value, dict) else node
