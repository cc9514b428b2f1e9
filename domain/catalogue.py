"""The catalogue: every event type with its fields, every rule with its sentence, read from the code."""

from __future__ import annotations

import types
from functools import cache
from typing import Annotated, Any, Literal, TypedDict, Union, get_args, get_origin

from domain.event import AREAS, Event, registry
from domain.marks import AtLeast, Expected, Form, NamesParty, RefersTo, RefersToEvent
from domain.refusal import RULES, Rule


class FieldEntry(TypedDict):
    """A field of an event type."""

    name: str
    type: str
    required: bool


class EventEntry(TypedDict):
    """An event type."""

    type: str
    area: str
    sentence: str
    derived: bool
    fields: list[FieldEntry]


class RuleEntry(TypedDict):
    """A rule; no types where it judges every one."""

    rule: str
    sentence: str
    structural: bool
    types: list[str]


def events() -> list[EventEntry]:
    """Every event type in the order of the vocabulary."""
    return [
        EventEntry(
            type=name,
            area=event_type.area,
            sentence=event_type.__doc__ or "",
            derived=event_type.derived,
            fields=[
                FieldEntry(name=field, type=form(event_type, field), required=is_required(event_type, field))
                for field in event_type.model_fields
            ],
        )
        for name, event_type in registry().items()
    ]


def rules() -> list[RuleEntry]:
    """Every rule: structural ones first, then those for every type, then each area's."""
    import domain.coalition  # noqa: F401  (every room has entered its rules then)

    order = sorted(RULES.values(), key=_in_page_order)
    return [
        RuleEntry(
            rule=rule.id,
            sentence=rule.sentence,
            structural=rule.structural,
            types=[event_type.type for event_type in rule.types],
        )
        for rule in order
    ]


def _in_page_order(rule: Rule) -> tuple[bool, bool, int]:
    area = rule.id.partition(".")[0].replace("-", "_")
    return not rule.structural, bool(rule.types), AREAS.index(area) if rule.types and area in AREAS else -1


def is_required(event_type: type[Event], field: str) -> bool:
    """Whether a living coalition's event must give the field (an attested one may leave some of them out)."""
    info = event_type.model_fields[field]
    return info.is_required() or any(isinstance(mark, (Expected, AtLeast)) for mark in info.metadata)


@cache
def form(event_type: type[Event], field: str) -> str:
    """What the field holds, in words: "date", "id of a commitment", "list of ids", "member, observer or rotating"."""
    info = event_type.model_fields[field]
    for mark in info.metadata:
        if isinstance(mark, RefersToEvent):
            return "number or ref of an event"
        if isinstance(mark, RefersTo) and get_origin(_bare(info.annotation)) is None:
            return f"id of {_article(' or '.join(mark.kinds))}"
    return _form(info.annotation, tuple(info.metadata))


def example(event_type: type[Event]) -> str:
    """Options that record such an event, as an example."""
    options = []
    for name in event_type.model_fields:
        if name in ("by", "at", *_WORTH_SHOWING) or (name not in Event.model_fields and is_required(event_type, name)):
            options += [f"--{name.replace('_', '-')} {sample}" for sample in _samples(event_type, name)]
    return " ".join(options)


def _form(annotation: Any, metadata: tuple[Any, ...] = ()) -> str:
    if words := [mark.words for mark in metadata if isinstance(mark, Form)]:
        return words[0]
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _form(arguments[0], arguments[1:])
    if origin in (Union, types.UnionType):
        return _form(_bare(annotation, keep_marks=True))
    if origin is Literal:
        *most, last = arguments
        return f"{', '.join(most)} or {last}"
    if origin is tuple:
        return f"list of {_plural(_form(arguments[0]))}"
    if origin is dict:
        return "fields of an event" if arguments[1] is Any else f"map of {_form(arguments[0])} to {_form(arguments[1])}"
    return "{" + ", ".join(annotation.model_fields) + "}"


def _bare(annotation: Any, *, keep_marks: bool = False) -> Any:
    """The type without "or null", and without its marks."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated and not keep_marks:
        return _bare(arguments[0])
    if origin in (Union, types.UnionType):
        return _bare(next(a for a in arguments if a is not type(None)), keep_marks=keep_marks)
    return annotation


def _plural(word: str) -> str:
    return {"id": "ids", "text": "texts"}.get(word, word)


def _article(word: str) -> str:
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"


#: Fields that may be left out, but that an event of their type seldom goes without.
_WORTH_SHOWING = ("due", "addresses", "terms", "contract", "contributions", "attendance", "clauses")
_SAMPLES: dict[str, tuple[str, ...]] = {
    "at": ("2019-03-04",),
    "by": ("navy",),
    "party": ("navy",),
    "promisor": ("navy",),
    "promisee": ("nasa",),
    "ratee": ("nasa",),
    "asked": ("nasa",),
    "what": ('"share the outage calendar"',),
    "due": ("2019-04-01",),
    "commitment": ("c-1",),
    "event": ("12",),
    "amount": ("1200.00",),
    "currency": ("USD",),
    "version": ("1",),
    "cascade": ("false",),
    "parties": ("nasa", "navy"),
    "between": ("nasa", "navy"),
    "authors": ("nasa", "navy"),
    "against": ("nasa",),
    "to": ("nasa",),
    "addresses": ("no-word",),
    "attendance": ("nasa=3", "navy=2"),
    "contributions": ('navy="we dug without asking"',),
    "clauses": ("""'{"clause": "cl-1", "text": "We keep one calendar."}'""",),
    "terms": (
        """'{"party": "nasa", "gives": "fibre", "to": "navy"}'""",
        """'{"party": "navy", "gives": "trenches", "to": "nasa"}'""",
    ),
    "contract": (
        """'{"party": "nasa", "will_do": "mark the ducts", "due": "2019-06-01"}'""",
        """'{"party": "navy", "will_do": "ask before digging", "due": "2019-06-01"}'""",
    ),
    "tally": ("""'{"agree": 3, "abstain": 0, "disagree": 1, "block": 0}'""",),
}
_BY_FORM = (
    ("date", "2019-04-01"),
    ("whole", "3"),
    ("decimal from", "0.5"),
    ("decimal", "12.5"),
    ("true", "true"),
    ("number or ref", "12"),
)


def _samples(event_type: type[Event], name: str) -> tuple[str, ...]:
    if name in _SAMPLES and not (name == "to" and "text" in form(event_type, name)):
        return _SAMPLES[name]
    shape = form(event_type, name)
    for start, sample in _BY_FORM:
        if shape.startswith(start):
            return (sample,)
    if shape.startswith("id"):
        return (
            ("navy",)
            if any(isinstance(m, NamesParty) for m in event_type.model_fields[name].metadata)
            else (f"{name.replace('_', '-')}-1",)
        )
    if " or " in shape:
        return (shape.split(", ")[0].split(" or ")[0],)
    return ('"…"',)
