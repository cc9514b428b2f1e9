"""Edits as they are typed: `drop "3 7..9"`, `replace "12 due=2024-05-01"`, `shift "from 14 on by 2w"`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from engine.exchange import jsonl
from engine.scenario.edits import (
    CharterField,
    Drop,
    Edit,
    Insert,
    Named,
    Onwards,
    Replace,
    ScenarioError,
    Shift,
    Span,
    WithoutParty,
)

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_SPAN = re.compile(r"([0-9]{1,15})\.\.([0-9]{1,15})")
_SHIFT = re.compile(r"(?P<acts>.*?)\s+by\s+(?P<by>\S.*)", re.DOTALL)
_ONWARDS = re.compile(r"from\s+(\S+)\s+on")
_UNITS = {"w": 604_800, "week": 604_800, "d": 86_400, "day": 86_400, "h": 3600, "hour": 3600}
_UNITS |= {"min": 60, "minute": 60, "s": 1, "second": 1}
_PIECE = re.compile(r"\s*([0-9]{1,9})\s*([a-z]+)\s*")
_FIELD = re.compile(r"\s*([A-Za-z_][A-Za-z_0-9-]*)=")
_NEXT_FIELD = re.compile(r"\s+[A-Za-z_][A-Za-z_0-9-]*=")
_JSON_BEGINS = ('"', "[", "{")


def parse_edit(kind: str, text: str) -> Edit:
    """The edit that a text stands for; `kind` is drop, replace, shift, insert, without-party or charter.

    Raises ScenarioError with what was expected.
    """
    if kind not in _KINDS:
        raise ScenarioError(f"There is no edit {kind!r}; there is: {', '.join(_KINDS)}.")
    return _KINDS[kind](text.strip())


def _drop(text: str) -> Edit:
    return Drop(_named(text, "drop"))


def _replace(text: str) -> Edit:
    act, _, rest = text.partition(" ")
    fields = _fields(rest, f"replace {text[:60]}")
    if not act or "=" in act or not fields:
        raise ScenarioError(f"replace {text[:60]!r}: write an act's number and its new fields: 12 due=2024-05-01.")
    return Replace(_one_act(act, "replace"), fields)


def _shift(text: str) -> Edit:
    match = _SHIFT.fullmatch(text)
    if match is None:
        raise ScenarioError(f"shift {text[:60]!r}: write which acts and by how much: 14 by -30d, or from 14 on by 2w.")
    acts, by = match["acts"].strip(), duration(match["by"])
    if onwards := _ONWARDS.fullmatch(acts):
        return Shift((Onwards(_one_act(onwards[1], "shift")),), by)
    return Shift(_named(acts, "shift"), by)


def _insert(text: str) -> Edit:
    try:
        event = jsonl.loads(text)
    except ValueError as wrong:
        raise ScenarioError(f"insert: {wrong}") from None
    if not isinstance(event, dict):
        raise ScenarioError('insert: an event is one JSON object: {"type": "party-withdrew", "at": "2019-05-01", …}.')
    return Insert(event)


def _without_party(text: str) -> Edit:
    if not _SLUG.fullmatch(text):
        raise ScenarioError(f"without-party {text[:60]!r}: write the id of one party.")
    return WithoutParty(text)


def _charter(text: str) -> Edit:
    fields = _fields(text, f"charter {text[:60]}")
    if len(fields) != 1:
        raise ScenarioError(f"charter {text[:60]!r}: write one field and its value: decision_rule=majority.")
    return CharterField(*fields[0])


_KINDS: dict[str, Callable[[str], Edit]] = {
    "drop": _drop,
    "replace": _replace,
    "shift": _shift,
    "insert": _insert,
    "without-party": _without_party,
    "charter": _charter,
}


def duration(text: str) -> timedelta:
    """A length of time: `2w`, `-30d`, `36h`, `1d12h`, `90 minutes`. Raises ScenarioError."""
    sign, rest = (-1, text[1:]) if text.startswith("-") else (1, text.removeprefix("+"))
    seconds, place = 0, 0
    while match := _PIECE.match(rest, place):
        unit = match[2] if match[2] in _UNITS else match[2].removesuffix("s")
        if unit not in _UNITS:
            break
        seconds, place = seconds + int(match[1]) * _UNITS[unit], match.end()
    if place == 0 or place != len(rest):
        raise ScenarioError(
            f"{text[:40]!r} is no length of time: write weeks, days, hours or minutes, such as 2w, -30d or 36h "
            "(months and years differ in length: give days)."
        )
    try:
        return sign * timedelta(seconds=seconds)
    except OverflowError:
        raise ScenarioError(f"{text[:40]!r} is longer than any history.") from None


def _named(text: str, kind: str) -> tuple[Named, ...]:
    """Numbers, ranges and refs, apart by spaces or commas."""
    words = text.replace(",", " ").split()
    if not words:
        raise ScenarioError(f"{kind}: name at least one act, by number, range or ref: 3 7..9.")
    return tuple(_span(match, kind) if (match := _SPAN.fullmatch(word)) else _one_act(word, kind) for word in words)


def _span(match: re.Match[str], kind: str) -> Span:
    first, last = int(match[1]), int(match[2])
    if first > last:
        raise ScenarioError(f"{kind} {match[0]}: the range runs backwards; write {last}..{first}.")
    return Span(first, last)


def _one_act(word: str, kind: str) -> int | str:
    if not _SLUG.fullmatch(word):
        raise ScenarioError(f"{kind} {word[:60]!r}: an act is named by its number or its ref.")
    return int(word) if word.isdigit() and len(word) <= 15 else word


def _fields(text: str, where: str) -> tuple[tuple[str, Any], ...]:
    """`name=value` again and again: a value that is JSON text, list or object ends with it, others at the next name."""
    fields: dict[str, Any] = {}
    place = 0
    while place < len(text.rstrip()):
        match = _FIELD.match(text, place)
        if match is None:
            raise ScenarioError(f"{where}: write fields as name=value, not {text[place:].strip()[:40]!r}.")
        value, place = _value(text, match.end())
        name = match[1].replace("-", "_")
        if name in fields and fields[name] != value:
            raise ScenarioError(f"{where}: {name} is given two values; keep one of them.")
        fields[name] = value
    return tuple(fields.items())


def _value(text: str, start: int) -> tuple[Any, int]:
    if text[start : start + 1] in _JSON_BEGINS and (end := _json_end(text, start)) is not None:
        try:
            return jsonl.loads(text[start:end]), end
        except ValueError as wrong:
            raise ScenarioError(f"{text[start:end][:40]}: {wrong}") from None
    following = _NEXT_FIELD.search(text, start)
    end = len(text) if following is None else following.start()
    return text[start:end].strip(), end


def _json_end(text: str, start: int) -> int | None:
    """Where a JSON value that starts here ends; null where it is none, or where more than the next field follows."""
    try:
        _, end = _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError):
        return None
    return end if not text[end:].strip() or _NEXT_FIELD.match(text, end) else None


_DECODER = json.JSONDecoder()
