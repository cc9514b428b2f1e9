"""Orphans: why something could not have been recorded, in a sentence that a convener understands."""

from __future__ import annotations

import json
from typing import Any

import pytest

from domain.event import registry
from engine.scenario import Scenario, Timeline, parse_edit
from projections.orphans import stories
from projections.sentences.deeds import _DEEDS
from projections.story import sentences, story

from .worlds import EXAMPLES, accepted, act, consented, delivered, drafted, example, opened, promised, told

KEPT = [*opened("ash", "birch"), promised("ash", "birch"), delivered("ash"), accepted("birch")]  # 4, 5, 6


def orphans(lines: Any, *edits: tuple[str, str]) -> dict[Any, str]:
    timeline = lines if isinstance(lines, Timeline) else Timeline(told(lines))
    replay = timeline.replay(Scenario(tuple(parse_edit(kind, text) for kind, text in edits)))
    return {told["n"]: told["sentence"] for told in stories(replay)}


def test_what_was_never_promised_cannot_be_delivered() -> None:
    assert orphans(KEPT, ("drop", "4")) == {
        5: "Ash’s delivery of c-1 could not have been recorded: c-1 was never promised, because act 4 was dropped.",
        6: "Birch’s acceptance of c-1 could not have been recorded: c-1 was never promised, because act 4 was dropped.",
    }


def test_what_could_not_have_been_recorded_takes_others_with_it() -> None:
    assert orphans(KEPT, ("drop", "3")) == {
        4: "Ash’s promise c-1 could not have been recorded, by the rule that a promise is made only to a party that is "
        "in, or to all: act 3 was dropped.",
        5: "Ash’s delivery of c-1 could not have been recorded: c-1 was never promised, because act 4 could not have "
        "been recorded either, as act 3 was dropped.",
        6: "Birch’s acceptance of c-1 could not have been recorded: c-1 was never promised, because act 4 could not "
        "have been recorded either, as act 3 was dropped.",
    }


def test_what_was_moved_is_told_as_such() -> None:
    early = orphans(KEPT, ("shift", "5 by -2d"))
    rule = "by the rule that only what has been delivered can be accepted or refused"
    assert early[5].endswith(": it was moved to 2020-01-03.")
    assert early[6] == f"Birch’s acceptance of c-1 could not have been recorded, {rule}: act 5 was moved to 2020-01-03."


def test_what_was_inserted_is_told_as_such() -> None:
    left = {"type": "party-withdrew", "at": "2020-01-04T12:00:00Z", "by": "ash", "party": "ash", "reason": "away"}
    told_of_it = orphans(KEPT, ("insert", json.dumps(left)))
    assert list(told_of_it) == [5, 6]
    assert all(sentence.endswith("i1 was inserted.") for sentence in told_of_it.values())


def test_what_is_inserted_and_refused_itself_is_told_as_such_with_all_that_the_refusal_says() -> None:
    released = {"by": "ash", "type": "update-released", "at": "2019-01-01", "channel": "c", "summary": "s"}
    assert orphans(KEPT, ("insert", json.dumps(released))) == {
        "i1": "The update in c could not have been recorded, by the rule that a coalition's history starts with "
        "coalition-proposed: it was inserted. grove has none; record that first."
    }
    unknown = orphans(KEPT, ("insert", json.dumps(released | {"at": "2020-01-06"})))
    assert unknown["i1"].endswith(": it was inserted. No channel c is known; check the spelling or record it first.")


def test_what_a_derived_event_brought_in() -> None:
    """A settlement promises by itself; without it, nobody promised."""
    found = orphans(example("i3t"), ("drop", "93"))
    assert found[103] == (
        "NOAA’s delivery of duct-clash-2 could not have been recorded: duct-clash-2 was never promised, "
        "because event 95 did not follow, as act 93 was dropped."
    )


def test_a_person_acts_for_a_party() -> None:
    found = orphans(example("i3t"), ("drop", "73"))
    assert found[78].startswith("U.S. Navy’s report on fiber-survey could not have been recorded")


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_orphan_of_every_drop_has_its_sentence(name: str) -> None:
    timeline = example(name)
    for n in timeline.droppable[::5]:
        replay = timeline.without([n])
        told_of = stories(replay)
        assert [one["n"] for one in told_of] == list(replay.taken)
        for one in told_of:
            sentence = one["sentence"]
            assert "could not have been recorded" in sentence
            assert sentence.endswith(f"act {n} was dropped.")
            assert sentence[0].isupper() or not sentence[0].isalpha() or sentence[0].islower()
            assert not set(sentence) & set("\x00{}")


def test_every_type_has_the_name_of_a_deed() -> None:
    assert list(_DEEDS) == list(registry())
    for name, event_type in registry().items():
        fields = {piece.partition("}")[0] for piece in _DEEDS[name].split("{")[1:]}
        assert fields <= {"doer", *event_type.model_fields}


def test_a_story_tells_what_happened_in_order() -> None:
    timeline = Timeline(told([*opened("ash", "birch"), drafted("ash", "birch"), consented("ash"), consented("birch")]))
    assert story(timeline.records)[-1].startswith("2020-01-06: Version 1 of the charter came into force")
    assert story([]) == []
    assert sentences(timeline.records)[2] == "Ash joined as a member (community)."
    assert sentences([]) == {}


def test_a_list_is_named_in_full() -> None:
    lines = [
        *opened("ash", "birch"),
        act("trust-moment", "ash", between=["ash", "birch"], kind="help", what="x"),
    ]
    found = orphans(lines, ("drop", "3"))
    assert found[4].startswith("The moment of trust between Ash and Birch could not have been recorded")
