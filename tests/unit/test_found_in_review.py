"""Found in review: small histories that once went wrong, each with what the vocabulary says of them."""

from __future__ import annotations

from typing import Any

import pytest

from domain.coalition import Coalition
from domain.event import Recorded
from domain.history import coalition_of, consider
from domain.refusal import Refused
from domain.shape import parsed

NOW = "2020-06-01T00:00:00Z"


class History:
    """A coalition of parties that ash convenes."""

    def __init__(self, *members: str) -> None:
        self.records: list[Recorded] = []
        said = {"name": "Alder", "purpose": "Meet.", "convener": "ash", "origin": "grassroots"}
        self.tell("coalition-proposed", **said)
        for party in members:
            self.tell("party-joined", by=party, party=party, name=party.title(), kind="other", standing="member")

    def tell(self, type_: str, attest: str | None = None, **fields: Any) -> Recorded:
        event = parsed({"coalition": "alder", "type": type_, "at": "2020-01-01", "by": "ash", **fields})
        records = consider(self.records, event, now=NOW, recorded_by="clerk", attest=attest)
        self.records += records
        return records[0]

    def promise(self, **fields: Any) -> None:
        said = {"commitment": "c-1", "promisor": "ash", "promisee": "all", "what": "x", "due": "2020-02-01"}
        self.tell("commitment-made", **(said | fields))

    def refused(self, type_: str, **fields: Any) -> Refused:
        with pytest.raises(Refused) as refused:
            self.tell(type_, **fields)
        return refused.value

    @property
    def coalition(self) -> Coalition:
        return coalition_of(self.records)


def test_a_convener_that_left_without_being_seen_to_join_is_gone() -> None:
    history = History("birch", "cedar")
    history.tell("party-withdrew", attest="from the register", party="ash", reason="moved")
    history.tell("role-assigned", by="birch", role="convener", person="bo", party="birch")
    assert history.coalition.membership.convener == "birch"
    assert history.refused("celebration-held", by="ash", of="x").rule == "membership.actor-is-in"


def test_terms_that_a_ratification_does_not_tell_are_consensus_and_all() -> None:
    history = History("ash", "birch")
    history.tell("charter-ratified", attest="from the register", version=1, decision_rule="majority")
    terms = history.coalition.charter.terms
    assert terms is not None
    assert (terms.rule, terms.quorum) == ("majority", 1)


def test_a_quorum_lies_between_none_and_all() -> None:
    assert "between 0 and 1" in History("ash").refused("charter-ratified", version=1, quorum="7").message


def test_a_party_called_all_is_not_everybody() -> None:
    history = History("ash", "birch")
    history.tell("party-joined", by="all", party="all", name="All", kind="other", standing="observer")
    history.promise()
    history.tell("commitment-delivered", commitment="c-1", evidence="there")
    assert history.refused("delivery-accepted", by="all", commitment="c-1").rule == (
        "commitments.only-the-promisee-accepts"
    )
    history.tell("delivery-accepted", by="birch", commitment="c-1")
    assert history.coalition.commitments.promises["c-1"].state == "accepted"


def test_nobody_accepts_its_own_work_by_introducing_itself_for_the_promisee() -> None:
    history = History("ash", "birch")
    said = {"party": "ash", "person": "birch", "role": "guest", "how_we_got_here": "by bus"}
    history.tell("introduction-made", by="birch", **said)
    history.promise(by="birch", promisor="birch", promisee="ash")
    history.tell("commitment-delivered", by="birch", commitment="c-1", evidence="there")
    refused = history.refused("delivery-accepted", by="birch", commitment="c-1")
    assert refused.rule == "commitments.only-the-promisee-accepts"


def test_within_the_month_of_its_date_a_promise_is_not_yet_broken() -> None:
    history = History("ash", "birch")
    history.promise()
    vague = {"by": "birch", "commitment": "c-1", "reason": "late", "at": "2020-02-28"}
    assert history.refused("commitment-broken", **vague, precision="month").rule == "commitments.past-due"
    history.tell("commitment-broken", **vague)


def test_the_rules_of_its_own_row_come_first_where_accountability_changes() -> None:
    history = History("ash", "birch")
    history.promise(promisee="birch")
    history.tell("commitment-released", by="birch", commitment="c-1", reason="done")
    refused = history.refused("accountability-changed", by="birch", commitment="c-1", co_accountable=["birch"])
    assert refused.breaches == ("commitments.open", "commitments.promisor-agrees", "commitments.not-to-self")


def test_a_promise_never_passes_to_its_own_promisee() -> None:
    history = History("ash", "birch", "cedar")
    history.promise(
        attest="from the register", by="cedar", promisor="cedar", promisee="birch", co_accountable=["birch"]
    )
    history.tell("party-withdrew", by="cedar", party="cedar", reason="moved")
    assert history.coalition.commitments.promises["c-1"].state == "orphaned"


def test_a_strangers_retraction_is_refused_for_being_a_strangers_first() -> None:
    history = History("ash", "birch")
    history.promise()
    instead = {"commitment": "c-1", "promisor": "ash", "promisee": "all", "what": "x", "due": "2019-02-01"}
    said = {"event": 4, "reason": "typo", "cascade": False, "instead": instead}
    stranger = history.refused("event-retracted", by="zed", **said)
    assert stranger.breaches == ("membership.actor-is-in", "commitments.due-ahead")
    own = history.refused("event-retracted", **said)
    assert own.rule == "commitments.due-ahead"
    assert own.message.startswith("In instead: ")
