"""Without a party: what it did goes, it is taken out of every list, and what cannot stand without it goes too."""

from __future__ import annotations

from typing import Any

import pytest
from branching import replay, step, timeline, told
from recounting import ASH, BIRCH, CEDAR, PROPOSED, attested, joined, line, promised, shared

from domain.shape import parsed
from engine.scenario.absent import names, without


def left(**written: Any) -> Any:
    """What is left of an event without Birch: its fields as written, or null where it cannot stand."""
    event = without(parsed({"coalition": "c", "at": "2020-01-02", "by": "ash", **written}), "birch")
    fields = None if event is None else event.as_written()
    return fields and {name: value for name, value in fields.items() if name not in ("coalition", "at", "by", "type")}


def test_it_is_taken_out_of_lists_and_maps() -> None:
    moment = {"type": "trust-moment", "kind": "help", "what": "x", "between": ["ash", "birch", "cedar"]}
    assert left(**moment)["between"] == ("ash", "cedar")
    session = {"type": "session-held", "session": "s", "topic": "x", "attendance": {"ash": 1, "birch": 2}}
    assert left(**session)["attendance"] == {"ash": 1}
    promise = {"type": "commitment-made", "commitment": "c", "promisor": "ash", "promisee": "all", "what": "x"}
    assert left(**promise, co_accountable=["birch"])["co_accountable"] == ()


def test_it_is_taken_out_of_what_is_inside() -> None:
    terms = [
        {"party": "ash", "gives": "a", "to": "birch"},
        {"party": "cedar", "gives": "b", "to": "ash"},
        {"party": "birch", "gives": "c", "to": "ash"},
    ]
    assert left(type="agreement-reached", agreement="a", terms=terms)["terms"] == (terms[1],)
    leads = [{"person": "pat", "party": "birch", "area": "x"}, {"person": "quin", "party": "ash", "area": "y"}]
    assert left(type="initiative-launched", initiative="i", name="n", leads=leads)["leads"] == (leads[1],)


@pytest.mark.parametrize(
    "written",
    [
        {"type": "party-joined", "party": "birch", "name": "Birch", "standing": "member"},
        {"type": "trust-moment", "what": "x", "between": ["ash", "birch"]},
        {"type": "value-shared", "value": "x", "parties": ["ash", "birch"]},
        {"type": "information-shared", "giver": "ash", "to": ["birch"], "what": "x"},
        {"type": "quick-win-delivered", "win": "w", "what": "x", "delivered_by": ["birch"], "addresses": []},
        {"type": "commitment-made", "commitment": "c", "promisor": "ash", "promisee": "birch", "what": "x"},
        {"type": "proposal-made", "proposal": "p", "what": "x", "proposer": "birch"},
        {"type": "risk-identified", "risk": "r", "what": "x", "likelihood": 1, "impact": 1, "owner": "birch"},
        {"type": "commitment-renegotiated", "commitment": "c", "due": None, "agreed_by": "birch"},
        {"type": "coalition-reconvened", "purpose": "x", "convener": "birch"},
    ],
)
def test_what_names_it_alone_cannot_stand(written: dict[str, Any]) -> None:
    assert left(**written) is None


@pytest.mark.parametrize(
    "written",
    [
        {"type": "celebration-held", "of": "birch"},
        {"type": "party-joined", "party": "ash", "name": "birch", "standing": "member", "constituency": "birch"},
        {"type": "sponsorship-requested", "sponsor": "birch", "ask": "x"},
        {"type": "commitment-delivered", "commitment": "birch", "evidence": "x"},
    ],
)
def test_what_only_sounds_like_it_stays_as_it_is(written: dict[str, Any]) -> None:
    event = parsed({"coalition": "c", "at": "2020-01-02", "by": "ash", **written})
    assert without(event, "birch") is event
    assert not names(event, "birch")


def test_a_list_that_was_too_short_before_is_no_reason() -> None:
    written = {"type": "trust-moment", "what": "x", "between": ["ash"]}
    assert left(**written)["between"] == ["ash"] or left(**written)["between"] == ("ash",)


SPOKEN = line("introduction-made", "2020-01-02", "pat", party="birch", person="pat", role="x", how_we_got_here="x")


class TestARecord:
    def test_what_it_did_is_dropped_also_by_a_person_who_acts_for_it_alone(self) -> None:
        held = timeline(PROPOSED, ASH, BIRCH, CEDAR, SPOKEN, line("celebration-held", "2020-01-03", "pat", of="x"))
        assert told(replay(held, "without-party birch").differing) == [
            "3 dropped party-joined",
            "5 dropped introduction-made",
            "6 dropped celebration-held",
        ]

    def test_who_acts_for_others_too_is_asked_by_the_rules(self) -> None:
        both = {**SPOKEN, "party": "cedar", "at": "2020-01-02"}
        held = timeline(
            PROPOSED, ASH, BIRCH, CEDAR, SPOKEN, both, line("celebration-held", "2020-01-03", "pat", of="x")
        )
        found = replay(held, "without-party birch")
        assert step(found, 7).label == "kept"

    def test_who_is_a_party_itself_acts_for_itself(self) -> None:
        introduced = {**SPOKEN, "by": "birch", "person": "cedar"}
        held = timeline(
            PROPOSED, ASH, BIRCH, CEDAR, introduced, line("celebration-held", "2020-01-03", "cedar", of="x")
        )
        assert step(replay(held, "without-party birch"), 6).label == "kept"

    def test_the_proposal_stays_also_without_its_convener(self) -> None:
        found = replay(timeline(PROPOSED, ASH, BIRCH), "without-party ash")
        assert told(found.steps) == ["1 kept coalition-proposed", "2 dropped party-joined", "3 kept party-joined"]
        assert found.coalition.membership.convener == "ash"

    def test_what_rests_on_what_it_did_is_orphaned(self) -> None:
        promise = promised("map", "birch", "cedar", "2020-02-01")
        accepted = line("delivery-accepted", "2020-01-05", "cedar", commitment="map")
        delivered = line("commitment-delivered", "2020-01-04", "birch", commitment="map", evidence="x")
        found = replay(timeline(PROPOSED, ASH, BIRCH, CEDAR, promise, delivered, accepted), "without-party birch")
        assert step(found, 7).label == "orphaned"
        assert step(found, 7).because == (5,)

    def test_a_correction_is_read_like_what_it_corrects(self) -> None:
        moment = line("trust-moment", "2020-01-02", between=["ash", "cedar"], kind="help", what="x")
        instead = {"between": ["ash", "birch", "cedar"], "kind": "help", "what": "x"}
        mended = line("event-retracted", "2020-01-03", event=5, reason="x", cascade=False, instead=instead)
        found = replay(timeline(PROPOSED, ASH, BIRCH, CEDAR, moment, mended), "without-party birch")
        assert [r.event.between for r in found.branch.records if r.type == "trust-moment"] == [("ash", "cedar")]
        assert step(found, 6).label == "changed"

    def test_two_parties_may_be_gone(self) -> None:
        held = timeline(PROPOSED, ASH, BIRCH, CEDAR, joined("dogwood"), shared("ash", ["birch", "cedar", "dogwood"]))
        found = replay(held, "without-party birch", "without-party cedar")
        assert found.branch.records[-1].event.to == ("dogwood",)
        assert (
            replay(held, "without-party birch", "without-party cedar", "without-party dogwood").counts["dropped"] == 4
        )

    def test_what_is_attested_may_be_short_but_not_for_its_sake(self) -> None:
        held = timeline(PROPOSED, ASH, BIRCH, attested(line("trust-moment", between=["birch"], kind="help", what="x")))
        assert step(replay(held, "without-party birch"), 4).label == "dropped"
