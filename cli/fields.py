"""Fields from the command line: what was typed for an option becomes the value that the event's field takes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import typer

from domain.catalogue import form
from domain.event import Event

_WHOLE = re.compile(r"-?[0-9]{1,18}")


def field_value(event_type: type[Event], name: str, given: str | Sequence[str]) -> Any:
    """The value of a field, from one option or a repeated one. Raises BadParameter where it cannot be read."""
    try:
        return _one(event_type, name, given) if isinstance(given, str) else _several(form(event_type, name), given)
    except ValueError as wrong:
        raise typer.BadParameter(f"{wrong}", param_hint=f"--{name.replace('_', '-')}") from None


def _one(event_type: type[Event], name: str, given: str) -> Any:
    """A single value is read as in a table, but for texts: those stand as they were typed."""
    from engine.exchange.table import field_readings

    value = field_readings(event_type)[name](given)
    return given if isinstance(value, str) else value


def _several(shape: str, given: Sequence[str]) -> Any:
    """A list or a map, from items or from one piece of JSON. Texts may well begin with a bracket."""
    whole = given[0].strip() if len(given) == 1 else ""
    if shape.startswith("map"):
        return _json(whole) if whole.startswith("{") else _map(shape, given)
    if whole.startswith("[") and whole.endswith("]"):
        return _json(whole)
    return [_json(item) if "{" in shape else item for item in given]


def _map(shape: str, given: Sequence[str]) -> dict[str, Any]:
    pairs: dict[str, Any] = {}
    for item in given:
        name, equals, value = item.partition("=")
        if not equals:
            raise ValueError(f"{item!r} should read name=value")
        if name in pairs:
            raise ValueError(f"{name!r} is given more than once: keep one of them")
        pairs[name] = _entry(shape, value)
    return pairs


def _entry(shape: str, value: str) -> Any:
    if "list of" in shape:
        return [part.strip() for part in value.split(",") if part.strip()]
    return int(value) if "whole number" in shape and _WHOLE.fullmatch(value) else value


def _json(text: str) -> Any:
    from engine.exchange import jsonl

    return jsonl.loads(text)
