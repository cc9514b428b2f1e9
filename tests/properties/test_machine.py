"""A coalition to which anything is recorded, in any order, attested or not, and what holds of it all the while."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain.coalition import Coalition, judge
from domain.event import Event, Recorded
from domain.history import acts, consider
from domain.marks import AtLeast, Expected
from domain.refusal import Refused
from domain.shape import parsed
from domain.testimony import EventRetracted
from domain.values import instant

from . import checks, recordings
from .outcome_checks import check_outcomes
from .retraction_checks import check_idle_correction, check_retraction
from .strategies import COALITION, LATER_MOMENTS, MOMENTS, PARTIES
from .structure_checks import check_structure

OPENING = {"coalition": COALITION, "type": "coalition-proposed", "at": "2020-03-01", "by": "ash", "name": "Alder"}
BEFORE_ANYTHING = "2021-06-01T12:00:00Z"
REASON = "from the minutes"
CHRONICLES = (("2020-03-02",), ("2020-03-02", *MOMENTS), ("2020-03-02", *MOMENTS, *LATER_MOMENTS))


class Chronicle(RuleBasedStateMachine):
    """One coalition, its records as they came, and the coalition kept beside them."""

    def __init__(self) -> None:
        super().__init__()
        self.history: list[Recorded] = []
        self.coalition = Coalition()
        self.now = instant(BEFORE_ANYTHING)
        self.moments: tuple[str, ...] = MOMENTS

    @initialize(members=st.integers(0, 4), moments=st.sampled_from(CHRONICLES), convener=st.booleans())
    def open(self, members: int, moments: tuple[str, ...], convener: bool) -> None:
        self.moments = moments
        told = {"purpose": "paths", "origin": "grassroots"} | ({"convener": "ash"} if convener else {})
        self.record(parsed(OPENING | told), REASON)
        for party in PARTIES[:members]:
            joined: dict[str, Any] = {"coalition": COALITION, "type": "party-joined", "at": "2020-03-01", "by": party}
            joined |= {"party": party, "name": party, "kind": "community", "standing": "member"}
            self.record(parsed(joined), None)

    @rule(data=st.data(), attest=st.sampled_from((None, REASON, REASON)), times=st.integers(1, 5))
    def anything(self, data: st.DataObject, attest: str | None, times: int) -> None:
        for _ in range(times):
            self.record(data.draw(recordings.anything(self.coalition, self.moments)), attest)

    @rule(data=st.data(), attest=st.sampled_from((None, None, REASON)), times=st.integers(1, 6))
    def what_may_well_happen(self, data: st.DataObject, attest: str | None, times: int) -> None:
        for _ in range(times):
            self.record(data.draw(recordings.plausible(self.coalition, self.moments)), attest)

    @rule(data=st.data())
    def something_goes_wrong(self, data: st.DataObject) -> None:
        self.record(data.draw(recordings.spoilt(self.coalition, self.moments)), REASON)

    @precondition(lambda self: len(self.history) > 4)
    @rule(data=st.data(), attest=st.sampled_from((None, REASON)), cascade=st.booleans())
    def retract(self, data: st.DataObject, attest: str | None, cascade: bool) -> None:
        self.record(data.draw(recordings.retraction(self.history, self.coalition, self.moments, cascade)), attest)

    @invariant()
    def folding_equals_recording(self) -> None:
        checks.check_folding(self.history, self.coalition)

    def teardown(self) -> None:
        for recorded in self.history:
            note(f"{recorded.n}: {recorded.as_exported()}")
        checks.check_history(self.history)
        check_outcomes(self.history)
        for act in acts(self.history)[-3:]:
            check_idle_correction(self.history, act, "2035-01-01T00:00:00Z")

    def record(self, event: Event, attest: str | None) -> None:
        """Put an event before the rules, and check what is true of every answer."""
        checks.check_round_trip(event)
        self.now += timedelta(hours=len(self.history) % 3)
        now = self.now.isoformat().replace("+00:00", "Z")
        before, coalition = tuple(self.history), self.coalition
        _check_absence(coalition, event, now)
        try:
            records = consider(self.history, event, now=now, recorded_by="scribe", attest=attest, coalition=coalition)
        except Refused as refused:
            _check_refusal(refused, event, attest)
            records, broken = (), refused.breaches
        else:
            broken = records[0].breaches
        check_structure(self.history, event, now, broken)
        assert tuple(self.history) == before
        assert self.coalition == coalition
        self.history += records
        self.coalition = checks.kept_up(coalition, self.history, records)
        for recorded in records:
            checks.check_breaches(recorded)
            checks.check_round_trip(recorded.event)
        if records and isinstance(event, EventRetracted):
            checks.check_what_counts_is_what_the_rules_give(self.history)
            check_retraction(before, records, now)


def _check_refusal(refused: Refused, event: Event, attest: str | None) -> None:
    assert refused.rule == refused.breaches[0]
    assert refused.message
    structural = [rule for rule in refused.breaches if rule.startswith("¶")]
    assert structural in ([], list(refused.breaches))
    assert len(set(refused.breaches)) == len(refused.breaches)
    if not structural and not isinstance(event, EventRetracted):
        assert attest is None
        checks.check_order(type(event), refused.breaches)


def _check_absence(coalition: Coalition, event: Event, now: str) -> None:
    """What is absent breaks `recording.complete` and no rule that the event with it would not break."""
    try:
        broken = set(judge(coalition, event, now))
    except Refused:
        return
    for name, field in type(event).model_fields.items():
        expected = any(isinstance(mark, Expected | AtLeast) for mark in field.metadata)
        if expected and name in event.model_fields_set:
            absent: Any = () if any(isinstance(mark, AtLeast) for mark in field.metadata) else None
            nulled = event.model_copy(update={name: absent})
            left = set(judge(coalition, nulled, now))
            assert "recording.complete" in left
            assert left - broken <= {"recording.complete"}, name


TestChronicle = Chronicle.TestCase
TestChronicle.settings = settings(max_examples=settings.default.max_examples * 2 // 3)
