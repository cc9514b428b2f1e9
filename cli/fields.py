"""Fields from the command line: what was typed for an option becomes the value that the event's field takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import typer

from domain.catalogue import form
from domain.event import Event


def field_value(event_type: type[Event], name: str, given: str | Sequence[str]) -> Any:
    """The value of a field, from one option or a repeated one. Raises BadParameter where it cannot be read."""
    try:
        return _read(event_type, name, given)
    except ValueError as wrong:
        raise typer.BadParameter(f"{wrong}", param_hint=f"--{name.replace('_', '-')}") from None


def _read(event_type: type[Event], name: str, given: str | Sequence[str]) -> Any:
    from engine.exchange.table import field_readings

    if isinstance(given, str):
        return field_readings(event_type)[name](given)
    if len(given) == 1 and given[0].lstrip().startswith(("[", "{")) and not _is_one_part(event_type, name, given[0]):
        return _json(given[0])
    if form(event_type, name).startswith("map"):
        return dict(_pair(event_type, name, item) for item in given)
    return [_json(item) if _has_parts(event_type, name) else item for item in given]


def _has_parts(event_type: type[Event], name: str) -> bool:
    return "{" in form(event_type, name)


def _is_one_part(event_type: type[Event], name: str, item: str) -> bool:
    return _has_parts(event_type, name) and item.lstrip().startswith("{")


def _pair(event_type: type[Event], name: str, item: str) -> tuple[str, Any]:
    key, equals, value = item.partition("=")
    if not equals:
        raise ValueError(f"{item!r} should read name=value")
    shape = form(event_type, name)
    if "list of" in shape:
        return key, [part.strip() for part in value.split(",") if part.strip()]
    return key, int(value) if "whole number" in shape and value.isdecimal() else value


def _json(text: str) -> Any:
    from engine.exchange import jsonl

    return jsonl.loads(text)
