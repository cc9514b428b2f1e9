"""Batches: in whatever portions a history is caught up, every view says the same of it.

A view is kept from batch to batch: what was recorded since is folded into it, and where a retraction is among that it
is made anew from what counts. In between it is asked, on any date; that changes nothing, nor does what comes later
change what an earlier one says. A batch holds whole recordings, as a transaction does.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.generate import generate
from reference.histories import GENERATED
from reference.histories import recorded as put_before_the_rules

from domain.coalition import Coalition
from domain.event import Recorded
from domain.history import consider, counting
from domain.refusal import Refused
from domain.shape import parsed
from domain.testimony import EventRetracted
from domain.values import instant
from engine.exchange import jsonl
from engine.ledger import Ledger
from projections.figure import plain
from projections.measures import MEASURES, initial
from projections.portfolio import Portfolio
from projections.show import Show
from projections.timeline import Timeline
from projections.view import folded

from . import checks, recordings
from .strategies import COALITION, MOMENTS, PARTIES, Draw

VIEWS = (*MEASURES, "timeline", "show")
NOW = instant("2021-07-01T00:00:00Z")
REASON = "from the minutes"


def empty(view: str) -> Any:
    """A view of a history without events."""
    return {"timeline": Timeline.initial, "show": Show.initial}[view]() if view not in MEASURES else initial(view)


def told(view: Any, as_of: datetime) -> str:
    """What a view says, as JSON; figures with all that adds to them."""
    if not hasattr(view, "figures"):
        return jsonl.dumps(view.at(as_of))
    figures = view.figures(as_of)
    return jsonl.dumps([plain(figures), json.loads(json.dumps(figures, default=repr))])


@st.composite
def histories(draw: Draw) -> list[Recorded]:
    """Anything and what may well happen, attested where it breaks rules, with retractions and corrections."""
    history: list[Recorded] = []
    coalition, now = Coalition(), NOW
    opening = {"coalition": COALITION, "type": "coalition-proposed", "at": "2020-03-01", "by": "ash", "name": "Alder"}
    lines: list[Any] = [parsed(opening | {"purpose": "paths", "origin": "grassroots", "convener": "ash"})]
    for party in PARTIES[: draw(st.integers(1, 4))]:
        joined = {"coalition": COALITION, "type": "party-joined", "at": "2020-03-01", "by": party, "party": party}
        lines.append(parsed(joined | {"name": party, "kind": "community", "standing": "member"}))
    for number in range(draw(st.integers(10, 30))):
        if number < len(lines):
            event = lines[number]
        elif draw(st.integers(0, 7)) == 0:
            event = draw(recordings.retraction(history, coalition, MOMENTS, True))
        else:
            event = draw(draw(st.sampled_from(_NEXT))(coalition, MOMENTS))
        now += timedelta(hours=1)
        when = now.isoformat().replace("+00:00", "Z")
        try:
            records = consider(history, event, now=when, recorded_by="scribe", attest=REASON, coalition=coalition)
        except Refused:
            continue
        history += records
        coalition = checks.kept_up(coalition, history, records)
    return history


_NEXT = (recordings.plausible, recordings.plausible, recordings.plausible, recordings.anything)


@cache
def generated(kind: str, seed: int) -> tuple[Recorded, ...]:
    return tuple(put_before_the_rules(generate(seed, 90, 6, **GENERATED[kind])))


@st.composite
def plausible_histories(draw: Draw) -> tuple[Recorded, ...]:
    """Busy coalitions that keep the rules or break them, told late, mended, ended and begun again."""
    return generated(draw(st.sampled_from(sorted(GENERATED))), draw(st.integers(0, 5)))


def batches(history: Sequence[Recorded], cuts: Iterable[float]) -> list[Sequence[Recorded]]:
    """The history in portions, cut between recordings at shares of it; a portion may be empty."""
    between = [place for place, recorded in enumerate(history) if recorded.derived_from is None]
    places = [between[round(cut * (len(between) - 1))] for cut in sorted(cuts)]
    return [history[one:other] for one, other in zip([0, *places], [*places, len(history)], strict=True)]


CUTS = st.lists(st.floats(0, 1), max_size=5)
ASKED = st.sampled_from([instant("2020-03-15"), instant("2021-03-15"), NOW + timedelta(days=900)])


def caught_up(view: str, portions: Iterable[Sequence[Recorded]], asked: datetime) -> tuple[Any, Any]:
    """The view after all portions, and what was asked of it on the way: (view then, what it said)."""
    kept, entries, earlier = empty(view), list[Recorded](), []
    for portion in portions:
        entries += portion
        if any(isinstance(recorded.event, EventRetracted) for recorded in portion):
            kept = folded(empty(view), counting(entries))
        else:
            kept = folded(kept, portion)
        earlier.append((kept, told(kept, asked)))
    return kept, earlier


def check(view: str, history: Sequence[Recorded], cuts: Iterable[float], asked: datetime) -> None:
    """Portion by portion, it says what it says of the whole; what was said on the way is still said."""
    kept, earlier = caught_up(view, batches(history, cuts), asked)
    whole = folded(empty(view), counting(history))
    for as_of in (asked, max(recorded.event.moment for recorded in history), NOW + timedelta(days=40)):
        assert told(kept, as_of) == told(whole, as_of)
    assert all(told(then, asked) == said for then, said in earlier)


@pytest.mark.parametrize("view", VIEWS)
@settings(max_examples=settings().max_examples // 5)
@given(history=plausible_histories(), cuts=CUTS, asked=ASKED)
def test_in_whatever_portions_a_busy_history_is_read_every_view_says_the_same(
    view: str, history: tuple[Recorded, ...], cuts: list[float], asked: datetime
) -> None:
    check(view, history, cuts, asked)


@settings(max_examples=settings().max_examples // 2)
@given(history=histories(), cuts=CUTS, asked=ASKED)
def test_in_whatever_portions_anything_is_read_every_view_says_the_same(
    history: list[Recorded], cuts: list[float], asked: datetime
) -> None:
    for view in VIEWS:
        check(view, history, cuts, asked)


@settings(max_examples=settings().max_examples // 5)
@given(history=histories(), cuts=CUTS)
def test_the_portfolio_caught_up_in_portions_is_the_one_made_at_once(
    history: list[Recorded], cuts: list[float]
) -> None:
    """Recorded in portions and caught up after each, retractions and corrections among them."""
    with TemporaryDirectory() as folder, Ledger(f"sqlite:///{Path(folder)}/ledger.db", create=True) as ledger:
        portfolio = Portfolio(ledger, lambda: NOW + timedelta(days=30))
        for portion in batches(history, cuts):
            if portion:
                ledger.events.put(portion)
            portfolio.catch_up()
            assert portfolio.status()["behind"] == 0
            assert portfolio.rows() == anew(ledger).rows()
            assert portfolio.parties() == anew(ledger).parties()
        assert len(portfolio.rows()) == 1


def anew(ledger: Ledger) -> Portfolio:
    """A portfolio that nothing was stored of: under weights by another digest, which weigh the same."""
    portfolio = Portfolio(ledger, lambda: NOW + timedelta(days=30))
    portfolio._follower._view += " anew"
    return portfolio


def test_the_histories_have_retractions_and_corrections_in_them() -> None:
    kinds = {recorded.type for kind in GENERATED for seed in range(6) for recorded in generated(kind, seed)}
    mended = [r for kind in GENERATED for seed in range(6) for r in generated(kind, seed) if r.stands_at is not None]
    assert "event-retracted" in kinds
    assert mended
