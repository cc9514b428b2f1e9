"""What is put before the rules next: anything, something plausible, something plausible gone wrong, a retraction."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from hypothesis import strategies as st

from domain.coalition import Coalition
from domain.event import Event, Recorded, registry
from domain.history import acts
from domain.marks import Introduces, RefersTo
from domain.shape import parsed

from .checks import from_json, to_json
from .plausible import pools_of, steps
from .retraction_checks import own_fields
from .strategies import COALITION, Draw, Pools, drawn_envelope, drawn_event, drawn_fields, one_in

RETRACTED_AT = "2021-06-01"
#: What no correction can hold, or only some.
NONSENSE: tuple[dict[str, Any], ...] = (
    *({"type": "no-such-type"}, {"by": "stranger"}, {"n": 3}, {"voids": [1]}, {"at": "soon"}, {"at": None}, {"": 0}),
    *(
        {"commitment": "another"},
        {"reason": "", "legacy": 3},
        {"amount": True},
        {"clauses": [{}]},
        {"precision": "instant"},
    ),
)


@st.composite
def anything(draw: Draw, coalition: Coalition, moments: tuple[str, ...]) -> Event:
    """An event of any type, about what the coalition knows and does not know.

    Often it brings in a kind of thing that is not there yet, or speaks of one that is.
    """
    pools = pools_of(coalition, moments)
    first = [tag for tag, kinds in _kinds(Introduces).items() if not kinds & pools.known.keys()]
    follow = [tag for tag, kinds in _kinds(RefersTo).items() if kinds <= pools.known.keys()]
    types = draw(st.sampled_from([types for types in (tuple(registry()), follow, first) if types]))
    return parsed(drawn_event(draw, registry()[draw(st.sampled_from(types))], pools))


@st.composite
def plausible(draw: Draw, coalition: Coalition, moments: tuple[str, ...]) -> Event:
    """An event that the coalition may well record next."""
    return parsed(_plausible(draw, coalition, pools_of(coalition, moments)))


@st.composite
def spoilt(draw: Draw, coalition: Coalition, moments: tuple[str, ...]) -> Event:
    """A plausible event of which one field is drawn anew."""
    pools = pools_of(coalition, moments)
    written = _plausible(draw, coalition, pools)
    event_type = registry()[written["type"]]
    changed = draw(st.sampled_from([name for name in written if name not in ("coalition", "type")]))
    fields = drawn_envelope(draw, pools) | drawn_fields(draw, event_type, _own(event_type), pools)
    return parsed(written | {changed: fields.get(changed, written[changed])} | _at_of(changed, fields))


@st.composite
def retraction(
    draw: Draw, history: Sequence[Recorded], coalition: Coalition, moments: tuple[str, ...], cascade: bool
) -> Event:
    """A retraction of an act, by number or ref, with or without a correction in its place."""
    pools = pools_of(coalition, moments)
    target = draw(st.sampled_from([*acts(history)[1:], history[-1]]))
    named = target.event.ref if target.event.ref and one_in(draw, 2) else target.n
    written = drawn_envelope(draw, pools) | {"coalition": COALITION, "type": "event-retracted", "at": RETRACTED_AT}
    if one_in(draw, 2):
        written["instead"] = _correction(draw, target.event, pools)
        if one_in(draw, 12):
            written["instead"] |= draw(st.sampled_from(NONSENSE))
    if written.get("precision") == "instant":
        del written["precision"]
    return parsed(written | {"event": named, "reason": "mistyped", "cascade": cascade})


@cache
def _kinds(mark_type: type[Introduces | RefersTo]) -> dict[str, set[str]]:
    """The kinds of things that events of each type must bring in or refer to."""
    found: dict[str, set[str]] = {}
    for tag, event_type in registry().items():
        for field in event_type.model_fields.values():
            marks = [mark for mark in field.metadata if isinstance(mark, mark_type) and field.is_required()]
            for mark in marks:
                found.setdefault(tag, set()).update((mark.kind,) if isinstance(mark, Introduces) else mark.kinds[:1])
    return found


def _own(event_type: type[Event]) -> list[str]:
    return [name for name in event_type.model_fields if name not in Event.model_fields]


def _plausible(draw: Draw, coalition: Coalition, pools: Pools) -> dict[str, Any]:
    step = draw(st.sampled_from(draw(st.sampled_from(steps(coalition)))))
    return {"coalition": COALITION, **drawn_envelope(draw, pools), **step}


def _at_of(changed: str, fields: dict[str, Any]) -> dict[str, Any]:
    """When `at` or its precision changes, both do: a bare date is never known to the instant."""
    if changed not in ("at", "precision"):
        return {}
    return {"at": fields["at"], "precision": fields.get("precision")}


def _correction(draw: Draw, event: Event, pools: Pools) -> dict[str, Any]:
    """The same event with a field drawn anew, and perhaps at another time."""
    kept = own_fields(event)
    if kept and not one_in(draw, 4):
        name = draw(st.sampled_from(tuple(kept)))
        if kept[name] not in [introduced for _, introduced in event.introduces()]:
            kept |= drawn_fields(draw, type(event), [name], pools)
    if one_in(draw, 3):
        kept["at"] = draw(st.sampled_from(pools.moments))
    if one_in(draw, 8):
        kept["precision"] = draw(st.sampled_from(("month", "year", "day")))
    return dict(from_json(to_json(kept)))
