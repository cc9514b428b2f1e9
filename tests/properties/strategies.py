"""Strategies: arbitrary events of every type, made from the fields and marks of the types themselves.

Ids, parties, moments come from small pools, so that collisions, unknown ids and references that hold all
happen often.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st
from pydantic import AfterValidator, PlainValidator, StringConstraints
from pydantic.fields import FieldInfo

from domain import values
from domain.event import Event, Part, registry
from domain.marks import PARTY, PERSON, AtLeast, Expected, Introduces, RefersTo, RefersToEvent
from domain.shape import parsed

Draw: TypeAlias = Callable[[st.SearchStrategy[Any]], Any]

COALITION = "alder"
PARTIES = ("ash", "birch", "cedar", "dogwood")
PERSONS = ("pat", "quin")
TEXTS = ("so it was", "first line\nsecond\tline", "é ∑ 🌲 'quoted' \"twice\" \\", "12.50", " ")
#: Bare dates and instants whose day differs with the offset, some of them the same instant.
MOMENTS = (
    "2020-03-02",
    "2020-03-01",
    "2020-03-31",
    "2020-04-01",
    "2021-01-01",
    "2020-03-01T00:00:00Z",
    "2020-03-02T04:30:00Z",
    "2020-03-01T23:30:00-05:00",
    "2020-03-02T00:30:00+05:00",
    "2020-03-02t10:00:00.123456789z",
)
#: Only in time where what is recorded is recorded late.
LATER_MOMENTS = ("2021-06-02T11:59:59Z", "2031-01-01")
DAYS = ("2020-04-01", "2020-03-01", "2021-02-28", "2024-02-29", "9999-12-31")
DECIMALS = ("1", "0.5", "12.50", 1, 3, 0, "-1", Decimal("0.50"), Decimal("7"), Decimal("2.5E+3"), "0." + "3" * 38)
SHARES = ("0.5", 0, 1, "1", "0.75", Decimal("0.50"), Decimal("0.25"), "0." + "3" * 37 + "4")
CORRECTIONS = (
    {"amount": Decimal("12.50"), "currency": "EUR"},
    {"due": "2020-04-01", "co_accountable": ["ash"], "clauses": [{"clause": "c-1", "text": "so"}]},
    {},
)


@dataclass(frozen=True)
class Pools:
    """What ids, actors and moments are drawn from."""

    parties: tuple[str, ...] = PARTIES
    actors: tuple[str, ...] = (*PARTIES, *PERSONS, "stranger")
    known: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  #: kind → ids that were brought in
    events: tuple[int | str, ...] = (1, 2, 3, "r-1", "r-2", 99, "nowhere")
    versions: tuple[int, ...] = (1, 2, 3)
    moments: tuple[str, ...] = (*MOMENTS, *LATER_MOMENTS)

    def ids(self, kind: str) -> tuple[str, ...]:
        """Ids of a kind: those known, and some that may not be."""
        return (*self.known.get(kind, ()), f"{kind}-1", f"{kind}-2", f"{kind}-3")

    def referred(self, kinds: tuple[str, ...]) -> tuple[str, ...]:
        """Ids to refer to: mostly known ones."""
        known = tuple(name for kind in kinds for name in self.known.get(kind, ()))
        return known * 3 + tuple(f"{kind}-{number}" for kind in kinds for number in (1, 2))


@st.composite
def events(draw: Draw, pools: Pools = Pools(), event_types: tuple[str, ...] = ()) -> Event:
    """An event of any type, or of one of these."""
    return parsed(draw(written(pools, event_types)))


@st.composite
def written(draw: Draw, pools: Pools = Pools(), event_types: tuple[str, ...] = ()) -> dict[str, Any]:
    """An event of any type as its caller writes it."""
    event_type = draw(st.sampled_from(event_types or tuple(registry())))
    return drawn_event(draw, registry()[event_type], pools)


def drawn_event(draw: Draw, event_type: type[Event], pools: Pools) -> dict[str, Any]:
    """The fields of an event of this type, drawn."""
    fields: dict[str, Any] = {"coalition": COALITION, "type": event_type.type}
    fields |= drawn_envelope(draw, pools, event_type is registry()["coalition-proposed"])
    own = [name for name in event_type.model_fields if name not in Event.model_fields]
    fields |= drawn_fields(draw, event_type, own, pools)
    if event_type.type == "conflict-settled":
        fields.setdefault("contract", [])
    return fields


def drawn_envelope(draw: Draw, pools: Pools, proposal: bool = False) -> dict[str, Any]:
    """When, by whom, under which name, on what evidence."""
    at = pools.moments[0] if one_in(draw, 2) else draw(st.sampled_from(pools.moments))
    fields: dict[str, Any] = {"at": at}
    if not one_in(draw, 12):
        fields["by"] = draw(st.sampled_from(pools.actors))
    elif one_in(draw, 2):
        fields["by"] = None
    if one_in(draw, 6):
        fields["precision"] = draw(st.sampled_from(("day", "month", "year", None)))
    elif len(at) > 10 and one_in(draw, 12):
        fields["precision"] = "instant"
    if one_in(draw, 5):
        fields["ref"] = draw(st.sampled_from(("r-1", "r-2", "r-3")))
    for name in ("source", "note"):
        if one_in(draw, 20):
            fields[name] = draw(st.sampled_from((*TEXTS, None)))
    return fields


def drawn_fields(draw: Draw, model: type[Event] | type[Part], names: list[str], pools: Pools) -> dict[str, Any]:
    """Values for some fields of a model; those that may be omitted sometimes are."""
    fields: dict[str, Any] = {}
    for name in names:
        hint = hints(model)[name]
        expected = any(isinstance(mark, Expected | AtLeast) for mark in _split(hint)[1])
        if not model.model_fields[name].is_required() and one_in(draw, 10 if expected else 2):
            continue
        fields[name] = drawn_value(draw, name, hint, (), pools)
    return fields


def drawn_value(draw: Draw, name: str, hint: Any, marks: tuple[Any, ...], pools: Pools) -> Any:
    """A value for what a field's annotation asks for."""
    base, own = _split(hint)
    marks = (*marks, *own)
    if get_origin(base) in (Union, types.UnionType):
        return _drawn_union(draw, name, base, marks, pools)
    chosen = _by_mark(name, base, marks, pools)
    if chosen is not None:
        return draw(st.sampled_from(chosen))
    if get_origin(base) is Literal:
        return draw(st.sampled_from(get_args(base)))
    if get_origin(base) is tuple:
        return _drawn_list(draw, name, get_args(base)[0], marks, pools)
    if get_origin(base) is dict:
        return _drawn_map(draw, name, get_args(base), marks, pools)
    if base is bool:
        return draw(st.booleans())
    if base is int:
        return draw(_integers(marks))
    return drawn_fields(draw, base, list(base.model_fields), pools)


def one_in(draw: Draw, chances: int) -> bool:
    """Whether the rarer of two things happens; it shrinks away."""
    return bool(draw(st.integers(0, chances - 1)) == chances - 1)


@cache
def hints(model: type[Event] | type[Part]) -> dict[str, Any]:
    """The annotations of a model's fields, marks included."""
    return get_type_hints(model, include_extras=True)


def _split(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    """An annotation without its marks, and its marks."""
    marks: tuple[Any, ...] = ()
    while get_origin(hint) is Annotated:
        hint, *more = get_args(hint)
        for mark in more:
            marks = (*marks, *mark.metadata) if isinstance(mark, FieldInfo) else (*marks, mark)
    return hint, marks


def _drawn_union(draw: Draw, name: str, base: Any, marks: tuple[Any, ...], pools: Pools) -> Any:
    chosen = _by_mark(name, base, marks, pools)
    if chosen is not None:
        return draw(st.sampled_from(chosen))
    options = [option for option in get_args(base) if option is not type(None)]
    expected = any(isinstance(mark, Expected) for mark in marks)
    if len(options) < len(get_args(base)) and one_in(draw, 10 if expected else 3):
        return None
    return drawn_value(draw, name, draw(st.sampled_from(options)), marks, pools)


def _drawn_list(draw: Draw, name: str, item: Any, marks: tuple[Any, ...], pools: Pools) -> list[Any]:
    least = max((mark.minimum for mark in marks if isinstance(mark, AtLeast)), default=0)
    size = least if one_in(draw, 2) else draw(st.integers(0, 3))
    if _VALIDATORS["distinct"] in marks:
        return draw(st.lists(st.sampled_from(pools.parties), min_size=min(size, 3), max_size=3, unique=True))
    return [drawn_value(draw, name, item, marks, pools) for _ in range(size)]


def _drawn_map(draw: Draw, name: str, args: tuple[Any, ...], marks: tuple[Any, ...], pools: Pools) -> dict[str, Any]:
    if name == "instead":
        return dict(draw(st.sampled_from(CORRECTIONS)))
    keys = pools.parties if PARTY in marks else ("kind-1", "kind-2")
    rest = tuple(mark for mark in marks if mark != PARTY)
    chosen = draw(st.lists(st.sampled_from(keys), max_size=2, unique=True))
    return {key: drawn_value(draw, name, args[1], rest, pools) for key in chosen}


def _by_mark(name: str, base: Any, marks: tuple[Any, ...], pools: Pools) -> tuple[Any, ...] | None:
    """The pool that a mark or validator points to, where the value is a single one."""
    if get_origin(base) in (tuple, dict):
        return None
    for mark in marks:
        if isinstance(mark, RefersToEvent):
            return pools.events
        if isinstance(mark, PlainValidator):
            return SHARES if mark == _VALIDATORS["share"] else DECIMALS
    if base is int and name == "version":
        return pools.versions
    return _text_pool(name, marks, pools) if base is str else None


def _text_pool(name: str, marks: tuple[Any, ...], pools: Pools) -> tuple[Any, ...]:
    for mark in marks:
        match mark:
            case Introduces():
                return pools.ids(mark.kind)
            case RefersTo():
                return pools.referred(mark.kinds)
            case AfterValidator() if mark == _VALIDATORS["day"]:
                return DAYS
            case AfterValidator() if mark == _VALIDATORS["currency"]:
                return ("EUR", "USD")
    if PERSON in marks:
        return PERSONS
    if PARTY in marks:
        return (*pools.parties, "all") if name == "promisee" else pools.parties
    slug = any(isinstance(mark, StringConstraints) and "a-z0-9" in str(mark.pattern) for mark in marks)
    return (*pools.actors, "weekly") if slug else TEXTS


def _integers(marks: tuple[Any, ...]) -> st.SearchStrategy[int]:
    least = max((mark.ge for mark in marks if hasattr(mark, "ge")), default=0)
    most = min((mark.le for mark in marks if hasattr(mark, "le")), default=least + 9)
    return st.integers(least, min(most, least + 9))


def _validator(alias: Any) -> Any:
    return next(mark for mark in get_args(alias)[1:] if isinstance(mark, AfterValidator | PlainValidator))


_VALIDATORS = {
    "distinct": _validator(values.Parties),
    "day": _validator(values.Day),
    "currency": _validator(values.Currency),
    "share": _validator(values.Share),
}
