"""Cells: what a cell of a table means, and how a value becomes one that no spreadsheet takes for a formula.

What a cell means follows from the kind of its field: whole numbers; `true` and `false`; lists as JSON or as `a; b; c`;
maps, and lists of objects, as JSON; all else is text as it stands, decimals and dates too. `null` stands for "expressly
nothing" where a field demands it.

Spreadsheets run cells that begin with = + - @ as formulas, their full-width forms among them, and cut some off in front
of them: blanks, quotation marks, marks that nobody sees, a tab, a carriage return. A text that begins so is therefore
written behind one apostrophe, and so is what begins so inside a text behind a semicolon, a tab or a line break: where
a spreadsheet takes another delimiter than the comma, a cell begins there. Reading takes one apostrophe away in the same
places: `'=1+1` is read as `=1+1`, `''=1` as `'=1`, and `'tis` as it stands. What is written is read back to the letter;
a blank text, which would be taken for an empty cell, stands behind an apostrophe for that reason, and so does a ref
that looks like a number. Inside JSON the characters themselves are written as JSON's escapes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, TypeAlias

from domain.event import Event
from engine.exchange.jsonl import dumps, loads
from engine.exchange.kinds import ADDED, Kind, kinds, nullable

Reading: TypeAlias = Callable[[str], Any]

_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b"
#: What may stand before a sign without taking its effect away: quotation marks, and what is not seen.
_UNSEEN = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
_BEFORE = f"'\"`‘’‚‛“”„‟«»{_UNSEEN}"
_FORMULA = rf"[\s{_BEFORE}]*[{_SIGNS}\t\r]"
_FORMULA_INSIDE = rf"(?:[^\S\t\r\n]|[{_BEFORE}])*[{_SIGNS}]"
_BLANK = r"'*\s+\Z"
_DANGERS = rf"(?:\A(?={_FORMULA}|{_BLANK})|(?<=[;\t\r\n])(?={_FORMULA_INSIDE}))"
_TO_GUARD = re.compile(_DANGERS)
_GUARDED = re.compile(rf"(?:\A'(?={_FORMULA}|{_BLANK})|(?<=[;\t\r\n])'(?={_FORMULA_INSIDE}))")
_JSON_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')
_SIGN_IN_JSON = re.compile(rf'(^"|[;,]|\\[nt])((?:\\"|[\s{_BEFORE}])*)([{_SIGNS}])')
_WHOLE = re.compile(r"-?[0-9]{1,18}")
_GUARDED_WHOLE = re.compile(r"'+-?[0-9]{1,18}")
_PLAIN_ITEM = re.compile(r"[^\s;]+(?: [^\s;]+)*")


@cache
def field_readings(event_type: type[Event]) -> Mapping[str, Reading]:
    """How the cells of each field of a type are read; the base stands for types that nobody knows."""
    readings = {name: _READINGS[kind] for name, kind in {**kinds(event_type), **ADDED}.items()}
    return {**readings, **dict.fromkeys(nullable(event_type), _text_or_null)}


def cell(kind: Kind, value: Any) -> str:
    """The cell of a value that is there: `field_readings` reads it back, a decimal as text."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case Decimal():
            return guarded(format(value, "f"))
        case int():
            return guarded(str(value))
        case str():
            return _apart(value) if kind == "event" else guarded(value)
        case list() | tuple() if kind == "texts":
            return _listed(value)
    return _as_json(value)


def guarded(text: str) -> str:
    """The text behind an apostrophe wherever a spreadsheet could take it for a formula, or leave it out."""
    return _TO_GUARD.sub("'", text)


def unguarded(text: str) -> str:
    """The text as it was before it was guarded."""
    return _GUARDED.sub("", text)


def _apart(ref: str) -> str:
    """A ref; one that could be the number of an event stands behind an apostrophe."""
    return f"'{ref}" if _WHOLE.fullmatch(ref) else guarded(ref)


def _listed(items: list[str] | tuple[str, ...]) -> str:
    """`a; b; c` where that reads well and is read back, else JSON."""
    plain = "; ".join(items)
    if items and all(map(_PLAIN_ITEM.fullmatch, items)) and plain[0] not in "[{" and guarded(plain) == plain:
        return plain
    return _as_json(items)


def _as_json(value: Any) -> str:
    return _JSON_TEXT.sub(lambda text: _SIGN_IN_JSON.sub(_escaped, text[0]), dumps(value))


def _escaped(found: re.Match[str]) -> str:
    return f"{found[1]}{found[2]}\\u{ord(found[3]):04x}"


def _text_or_null(written: str) -> str | None:
    return None if written.strip() == "null" else unguarded(written)


def _number(written: str) -> int | str:
    return int(written) if _WHOLE.fullmatch(written.strip()) else written


def _number_or_ref(written: str) -> int | str:
    return written[1:] if _GUARDED_WHOLE.fullmatch(written) else _number(written)


def _flag(written: str) -> bool | str:
    return {"true": True, "false": False}.get(written.strip().lower(), written)


def _json(written: str) -> Any:
    return loads(written) if written.lstrip().startswith(("[", "{")) else written


def _list_of_text(written: str) -> Any:
    if written.lstrip().startswith(("[", "{")):
        return loads(written)
    return [item.strip() for item in written.split(";") if item.strip()]


_READINGS: Mapping[Kind, Reading] = {
    "text": unguarded,
    "date": unguarded,
    "decimal": unguarded,
    "whole": _number,
    "event": _number_or_ref,
    "flag": _flag,
    "texts": _list_of_text,
    "parts": _json,
}
