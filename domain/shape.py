"""Shape: from what somebody wrote to an event of the vocabulary, or a refusal that says which field is wrong."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from domain.event import ADDED_BY_RECORDING, Event, registry
from domain.refusal import Refused

_ENVELOPE = ("coalition", "type", "by", "ref")
#: What people call things that go by another word in the names of types.
_SYNONYMS = {
    "promise": "commitment",
    "meeting": "session",
    "vote": "stance",
    "member": "party",
    "partner": "party",
}
_SHOWN = 40  #: characters of a value that is wrong
_PLAIN = {
    "missing": "is missing",
    "extra_forbidden": "is not a field of this type",
    "string_type": "should be text",
    "int_type": "should be a whole number",
    "bool_type": "should be true or false",
    "tuple_type": "should be a list",
    "dict_type": "should be a map from names to values",
    "mapping_type": "should be a map from names to values",
    "string_too_short": "should not be empty",
    "string_too_long": "should have at most 10,000 characters",
    "string_unicode": "holds characters that are not valid Unicode",
}


def parsed(written: Mapping[str, Any]) -> Event:
    """The event that a mapping of fields stands for. Raises Refused (¶shape) with what is wrong and where."""
    if not isinstance(written, Mapping):
        raise Refused("¶shape", f"An event is an object with fields, not {_kind(written)}.")
    fields = dict(written)
    event_type = fields.pop("type", None)
    return shaped(event_type_called(event_type), fields)


def event_type_called(name: object) -> type[Event]:
    """The event type with this tag. Raises Refused (¶shape), suggesting the nearest tag."""
    known = registry()
    if isinstance(name, str) and name in known:
        return known[name]
    if not isinstance(name, str):
        raise Refused("¶shape", "The field type is missing or not text; see: coalition catalogue events.")
    words = "-".join(_SYNONYMS.get(word, word) for word in name[:100].split("-"))
    near = difflib.get_close_matches(words, known, n=1)
    hint = f"did you mean {near[0]}?" if near else "see: coalition catalogue events."
    raise Refused("¶shape", f"No event type is called {name[:100]!r}; {hint}")


def shaped(event_type: type[Event], fields: Mapping[str, Any]) -> Event:
    """An event of this type with these fields. Raises Refused (¶shape)."""
    try:
        return event_type.model_validate(fields)
    except ValidationError as invalid:
        raise Refused("¶shape", "; ".join(_faults(event_type, invalid)) + ".") from None


def corrected(original: Event, instead: Mapping[str, Any]) -> Event:
    """The event that stands in the place of another: same type, same ids, its `by`, its `ref`, unless given its `at`.

    Raises Refused (¶shape) where the correction is of another type or about something else.
    """
    kept = {"coalition": original.coalition, "type": original.type, "by": original.by, "ref": original.ref}
    for name in _ENVELOPE:
        if name in instead and instead[name] != kept[name]:
            raise Refused("¶shape", f"instead.{name} differs from that of the event it corrects: leave it out.")
    if added := sorted(ADDED_BY_RECORDING & instead.keys()):
        raise Refused("¶shape", f"instead holds {', '.join(added)}, which recording adds: leave it out.")
    fields = {name: value for name, value in instead.items() if name not in _ENVELOPE}
    fields |= {name: kept[name] for name in ("coalition", "by", "ref") if name in original.model_fields_set}
    if "at" not in fields:
        kept_too = {name: getattr(original, name) for name in ("at", "precision") if name in original.model_fields_set}
        fields = kept_too | fields
    try:
        event = shaped(type(original), fields)
    except Refused as refused:
        raise refused.within("In instead") from None
    if list(event.introduces()) != list(original.introduces()) and original.type != "charter-drafted":
        raise Refused("¶shape", "instead introduces another id than the event it corrects: keep the id.")
    return event


def _faults(event_type: type[Event], invalid: ValidationError) -> Iterable[str]:
    seen: dict[str, str] = {}
    for error in invalid.errors(include_url=False):
        place = _place(error["loc"])
        seen.setdefault(place, f"{_told(error['loc'])}{_fault(event_type, error, place)}")
    return list(seen.values())[:5]


def first_place(event_type: type[Event], fields: Mapping[str, Any]) -> tuple[int | str, ...]:
    """Where in the fields of an event the first thing stands that is wrong; empty where nothing is, or the whole."""
    try:
        event_type.model_validate(fields)
    except ValidationError as invalid:
        return next(_parts(error["loc"]) for error in invalid.errors(include_url=False))
    return ()


def _parts(loc: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """Where in the event: without the branch names that unions put into a path."""
    return tuple(part for part in loc if not (isinstance(part, str) and ("[" in part or part in _BRANCHES)))


def _place(loc: tuple[int | str, ...]) -> str:
    """Where in the event, as a name."""
    return ".".join(str(part)[:80] for part in _parts(loc)) or _WHOLE


def _told(loc: tuple[int | str, ...]) -> str:
    """Where in the event, in words; the entries of a list are counted from 1."""
    names, told = list[str](), ""
    for part in _parts(loc):
        if isinstance(part, int):
            names, told = [], f"entry {part + 1} of {_inside(names, told)}"
        else:
            names.append(part[:80])
    return _inside(names, told) or _WHOLE


def _inside(names: list[str], told: str) -> str:
    """A field, within the entry of a list where that is told."""
    quoted = f"'{'.'.join(names)}'" if names else ""
    return f"{quoted} in {told}" if quoted and told else quoted or told


_WHOLE = "the event"
_BRANCHES = frozenset(("str", "int", "constrained-str", "constrained-int", "[key]", "nullable"))


def _fault(event_type: type[Event], error: Any, place: str) -> str:
    """What is wrong with a field, to be read after its name."""
    kind, message, value = error["type"], error["msg"], error["input"]
    if kind == "extra_forbidden":
        return f" is not a field of {event_type.type}{_meant_by_key(place, value, event_type.model_fields)}"
    if kind == "missing":
        return f" {_PLAIN[kind]}"
    if kind == "value_error":
        said = message.removeprefix("Value error, ")
        return f": {said}" if place == _WHOLE or said.startswith("'") else f" {said}"
    return f"{_shown(value)}{_should(kind, message)}{_meant_as_text(event_type, error)}{_meant_by_word(error)}"


def _should(kind: str, message: str) -> str:
    """What the value should have been."""
    if kind == "string_pattern_mismatch":
        if "a-z0-9" in message:
            return "should be an id: small letters, digits and hyphens, at most 64, not starting with a hyphen"
        return "holds control characters; only newline and tab may stand in a text"
    return _PLAIN.get(kind) or message.removeprefix("Input ")


def _meant_as_text(event_type: type[Event], error: Any) -> str:
    """How a number, or a word that stands for yes or no, is written where it is meant as a text, or as a date."""
    if error["type"] != "string_type" or not isinstance(error["input"], int | float | Decimal):
        return ""
    from domain.catalogue import form

    field = str(error["loc"][0]) if error["loc"] else ""
    is_date = field in event_type.model_fields and form(event_type, field).startswith("date")
    return ": write it as 2019-03-04" if is_date else ": put it in quotation marks"


def _shown(value: object) -> str:
    """What was written, so that it is recognised; a list or a map is told by its name alone."""
    if isinstance(value, str):
        said = repr(value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…")
    elif isinstance(value, bool):
        said = str(value).lower()
    elif isinstance(value, int | float | Decimal):
        said = f"{value:.{_SHOWN}}" if isinstance(value, float) else str(value)[:_SHOWN]
    else:
        return " is blank and " if value is None else " "
    return f" is {said} and " if value != "" else " "


def _meant_by_key(place: str, value: object, known: Iterable[str]) -> str:
    """Which field was meant; or how a text came to be taken for the name of one."""
    if " " in place and value is None:
        return " (a text that holds a comma goes in quotation marks)"
    near = difflib.get_close_matches(place, list(known), n=1)
    return f" (did you mean {near[0]}?)" if near else ""


def _meant_by_word(error: Any) -> str:
    """Which word of a closed list was meant."""
    if error["type"] != "literal_error" or not isinstance(error["input"], str):
        return ""
    words = re.findall("'([^']+)'", error["ctx"]["expected"])
    near = difflib.get_close_matches(error["input"][:80].lower(), words, n=1)
    return f" (did you mean {near[0]}?)" if near else ""


def _kind(value: object) -> str:
    return {list: "a list", str: "text", int: "a number", bool: "true or false"}.get(type(value), "nothing")
