"""Reading: what was typed for a field becomes the value that the field of an event takes."""

from __future__ import annotations

from typing import Any

from domain.event import Event
from engine.exchange.cells import field_readings


def field_value(event_type: type[Event], name: str, given: Any) -> Any:
    """The value of a field: a text is read as in a table, texts stand as they were typed, `null` stands for nothing.

    What is no text is a value already. Raises ValueError where a list or map cannot be read.
    """
    if not isinstance(given, str):
        return given
    if given == "null":
        return None
    reading = field_readings(event_type).get(name)
    value = given if reading is None else reading(given)
    return given if isinstance(value, str) else value


def written_with(event: Event, values: dict[str, Any]) -> dict[str, Any]:
    """The fields of an event as its caller would have written it with these values; null takes an optional one out."""
    fields = {name: value for name, value in event.as_written().items() if name != "type"}
    for name, value in values.items():
        field = type(event).model_fields.get(name)
        if value is None and field is not None and not field.is_required():
            fields.pop(name, None)
        else:
            fields[name] = value
    if "precision" not in values and "at" in values:
        fields.pop("precision", None)
    return fields
