"""What arbitrary histories once brought to light, each as a small example."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain.event import Recorded, has_decimals
from domain.history import consider, counting, redecide
from domain.polls import Poll, Terms, is_met
from domain.refusal import Refused
from domain.resources import Sum
from domain.shape import corrected, parsed
from domain.values import fraction, instant

from . import checks


class Told:
    """A history to which events are recorded in a few words."""

    def __init__(self) -> None:
        self.history: list[Recorded] = []
        self.record("coalition-proposed", name="Alder", purpose="paths", convener="ash", origin="grassroots")
        for party in ("ash", "birch"):
            self.record("party-joined", by=party, party=party, name=party, kind="community", standing="member")

    def record(self, event_type: str, attest: str | None = None, **fields: Any) -> Recorded:
        """Record one event; the first of the records it leads to."""
        written = {"coalition": "alder", "type": event_type, "at": "2020-03-01", "by": "ash", **fields}
        records = consider(
            self.history, parsed(written), now="2021-01-01T00:00:00Z", recorded_by="scribe", attest=attest
        )
        self.history += records
        return records[0]

    def retract(self, event: int | str, **fields: Any) -> Recorded:
        """Take an event back."""
        return self.record("event-retracted", **{"event": event, "reason": "mistyped", "cascade": False, **fields})


def test_what_an_account_contests_stays_the_same_entry_when_its_ref_is_given_again() -> None:
    told = Told()
    told.record("celebration-held", of="one", ref="party")
    told.record("account-contested", event="party", party="birch", by="birch", account="nobody came")
    told.retract("party")
    told.record("celebration-held", of="another", ref="party", at="2020-05-01")
    redecide(told.history)
    told.record("account-reconciled", event=4, agreed_account="few came")
    with pytest.raises(Refused) as refused:
        told.record("account-reconciled", event="party", agreed_account="few came", at="2020-05-02")
    assert refused.value.rule == "testimony.was-contested"


def test_an_account_contested_of_what_is_then_corrected_can_be_reconciled_by_the_same_ref() -> None:
    told = Told()
    told.record("celebration-held", of="one", ref="party")
    told.record("account-contested", event="party", party="birch", by="birch", account="that was two")
    told.retract("party", instead={"of": "two", "at": "2020-04-01"})
    told.record("account-reconciled", event="party", agreed_account="two", at="2020-04-01")
    checks.check_history(told.history)


def test_a_correction_speaks_of_what_was_on_record_before_its_place() -> None:
    told = Told()
    told.record("celebration-held", of="one")
    contested = told.record("account-contested", event=4, party="birch", by="birch", account="nobody came")
    later = told.record("celebration-held", of="two")
    with pytest.raises(Refused) as refused:
        told.retract(contested.n, instead={"event": later.n, "party": "birch", "account": "nobody came"})
    assert refused.value.rule == "¶known"


def test_what_makes_no_sense_in_a_correction_is_refused_before_rules_that_the_retraction_breaks() -> None:
    told = Told()
    told.record("celebration-held", of="one")
    with pytest.raises(Refused) as refused:
        told.retract(4, by="stranger", instead={"of": ""})
    assert refused.value.breaches == ("¶shape",)


def test_a_clause_is_known_from_whichever_version_brought_it_in_first() -> None:
    told = Told()
    draft = {"mission": "paths", "vision": "a park", "decision_rule": "majority", "authors": ["ash", "birch"]}
    clauses = [{"clause": "share", "text": "share"}]
    told.record("charter-drafted", version=1, at="2020-03-31", **draft, clauses=clauses)
    told.record("charter-drafted", version=2, at="2020-03-02", **draft, clauses=clauses)
    objected = told.record("charter-objected", version=2, at="2020-03-02", party="ash", clause="share", reason="no")
    assert objected in counting(told.history, as_of=instant("2020-03-02"))


def test_sums_of_money_are_not_rounded() -> None:
    sum_ = Sum(fraction("10000000000000000000000000000.5"))
    assert not sum_.covers("10000000000000000000000000000.6")
    assert not sum_.using("10000000000000000000000000000.5").covers("0.1")


def test_a_quorum_is_not_rounded() -> None:
    two_of_three = Poll(Poll().consents.insert("ash", None).insert("birch", None))  # type: ignore[arg-type]
    quorum = Decimal("0.6666666666666666666666666666666667")
    assert not is_met(Terms("majority", quorum), two_of_three, ["ash", "birch", "cedar"])


def test_a_correction_of_the_precision_alone_is_kept() -> None:
    told = parsed({"coalition": "a", "type": "celebration-held", "at": "2020-03-01", "precision": "month", "of": "it"})
    assert corrected(told, {"of": "it", "precision": "year"}).precision == "year"


def test_decimals_in_a_correction_never_pass_through_a_float() -> None:
    told = Told()
    budget = {"budget": "b", "kind": "capital", "amount": Decimal("0.10"), "currency": "EUR", "period": "2020"}
    told.record("budget-approved", **budget)
    retraction = told.retract(4, instead=budget | {"amount": Decimal("0.30")})
    assert has_decimals(type(retraction.event))
    checks.check_round_trip(retraction.event)


def test_what_follows_from_an_act_waits_for_what_that_act_waits_for() -> None:
    told = Told()
    made = {"commitment": "map", "promisor": "ash", "promisee": "birch", "what": "a map", "due": "2020-12-31"}
    told.record("commitment-made", at="2020-03-20", **made)
    told.record("dissolution-proposed", reason="merged")
    for party in ("ash", "birch"):
        told.record("dissolution-consented", by=party, party=party)
    told.record(
        "commitment-released", by="birch", commitment="map", reason="merged", at="2020-03-02", precision="month"
    )
    assert told.history[-1].type == "coalition-dissolved"
    assert len(counting(told.history, as_of=instant("2020-03-10"))) == len(told.history) - 3
    checks.check_as_of(told.history)


def test_what_follows_from_a_correction_waits_for_it() -> None:
    told = Told()
    told.record("alone-or-together-weighed", culture_distance=3, time_pressure=3, choice="alone", reason="slow")
    weighed = {"culture_distance": 3, "time_pressure": 4, "choice": "alone", "reason": "slow"}
    told.retract(4, instead=weighed | {"at": "2020-06-01"})
    for days in (-1, 0):
        happened = counting(told.history, as_of=instant("2020-06-01") + timedelta(days=days))
        assert [r.type for r in happened][3:5] == (
            ["alone-or-together-weighed", "coalition-abandoned"] if days == 0 else []
        )
