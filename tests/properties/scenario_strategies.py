"""Strategies for scenarios: arbitrary histories, and arbitrary edits of one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from domain.coalition import Coalition
from domain.event import Event, Recorded
from domain.history import coalition_of, consider
from domain.refusal import Refused
from domain.shape import parsed
from engine.scenario import (
    CharterField,
    Drop,
    Edit,
    Insert,
    Onwards,
    Replace,
    Scenario,
    Shift,
    Span,
    Timeline,
    WithoutParty,
)

from . import recordings
from .checks import from_json, kept_up, to_json
from .plausible import pools_of
from .strategies import COALITION, LATER_MOMENTS, MOMENTS, PARTIES, Draw, drawn_envelope, drawn_fields

OPENING = {"coalition": COALITION, "type": "coalition-proposed", "at": "2020-03-01", "by": "ash", "name": "Alder"}
OPENING |= {"purpose": "paths", "origin": "grassroots", "convener": "ash"}
EVERY = (*MOMENTS, *LATER_MOMENTS)
#: When what is recorded is recorded, counted from 2021-06-01.
NOW = ("2021-06-01T12:00:00Z", "2021-06-02T09:30:00Z", "2021-06-09T12:00:00.250000Z")
SHIFTS = (
    timedelta(days=-30),
    timedelta(days=-1),
    timedelta(0),
    timedelta(hours=5),
    timedelta(days=1),
    timedelta(days=400),
)
RULES = ("consensus", "supermajority", "majority")


@st.composite
def histories(draw: Draw, most: int = 18) -> list[Recorded]:
    """The history of a coalition to which anything was recorded, in any order, attested or not."""
    history: list[Recorded] = []
    coalition = _record(history, Coalition(), parsed(OPENING), None, NOW[0])
    for party in PARTIES[: draw(st.integers(0, 4))]:
        joined = {"coalition": COALITION, "type": "party-joined", "at": "2020-03-01", "by": party, "party": party}
        joined |= {"name": party, "kind": "community", "standing": "member"}
        coalition = _record(history, coalition, parsed(joined), None, NOW[0])
    for _ in range(draw(st.integers(1, most))):
        event = _next(draw, history, coalition)
        attest = draw(st.sampled_from((None, "from the minutes")))
        coalition = _record(history, coalition, event, attest, NOW[min(len(history) // 9, 2)])
    return history


def _next(draw: Draw, history: list[Recorded], coalition: Coalition) -> Event:
    kind = draw(st.sampled_from(("plausible", "plausible", "plausible", "anything", "spoilt", "retraction")))
    moments = draw(st.sampled_from((("2020-03-02",), MOMENTS, EVERY)))
    if kind == "retraction" and len(history) > 3:
        return draw(recordings.retraction(history, coalition, moments, draw(st.booleans())))
    if kind == "anything":
        return draw(recordings.anything(coalition, moments))
    return draw(recordings.spoilt(coalition, moments) if kind == "spoilt" else recordings.plausible(coalition, moments))


def _record(history: list[Recorded], coalition: Coalition, event: Event, attest: str | None, now: str) -> Coalition:
    try:
        records = consider(history, event, now=now, recorded_by="scribe", attest=attest, coalition=coalition)
    except Refused:
        return coalition
    history += records
    return kept_up(coalition, history, records)


@st.composite
def scenarios(draw: Draw, timeline: Timeline, most: int = 4) -> Scenario:
    """Edits of a history; some contradict each other."""
    edits = [draw(edit(timeline)) for _ in range(draw(st.integers(1, most)))]
    starts: list[Any] = [None] * 6 + [1, len(timeline.history) // 2 + 1, "2020-03-02"]
    return Scenario(tuple(edits), start=draw(st.sampled_from(starts)))


@st.composite
def edit(draw: Draw, timeline: Timeline) -> Edit:
    """One edit of a history."""
    act = draw(st.sampled_from(timeline.acts))
    kind = draw(st.sampled_from(("drop", "drop", "span", "replace", "shift", "onwards", "insert", "party", "charter")))
    if kind == "span":
        return Drop((Span(act.n, min(act.n + draw(st.integers(0, 4)), len(timeline.history))),))
    if kind == "replace":
        return Replace(act.n, (draw(_field(timeline, act.event)),))
    if kind in ("shift", "onwards"):
        return Shift((Onwards(act.n) if kind == "onwards" else act.n,), draw(st.sampled_from(SHIFTS)))
    if kind == "insert":
        return Insert(draw(_insertion(timeline)))
    if kind == "party":
        return WithoutParty(draw(st.sampled_from(PARTIES)))
    if kind == "charter":
        return CharterField("decision_rule", draw(st.sampled_from(RULES)))
    return Drop((act.n,), strict=draw(st.booleans()))


@st.composite
def _field(draw: Draw, timeline: Timeline, event: Event) -> tuple[str, Any]:
    pools = pools_of(timeline.coalition, MOMENTS)
    own = [name for name in type(event).model_fields if name not in Event.model_fields]
    fields = drawn_envelope(draw, pools) | drawn_fields(draw, type(event), own, pools)
    name = draw(st.sampled_from([name for name in fields if name != "precision"]))
    return name, from_json(to_json(fields[name]))


@st.composite
def _insertion(draw: Draw, timeline: Timeline) -> dict[str, Any]:
    """An event that could be recorded at some time of the history, or any."""
    history = timeline.history[: draw(st.integers(1, len(timeline.history)))]
    coalition = coalition_of(history)
    event = _next(draw, list(history), coalition)
    written = dict(from_json(to_json(event.as_written())))
    return written | ({"attested": {"reason": "hearsay"}} if draw(st.booleans()) else {})
