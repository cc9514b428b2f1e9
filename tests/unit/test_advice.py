"""Advice: who of those named is not in, which field to fill in, and what else a refusal rests on."""

from __future__ import annotations

from typing import Any

import pytest

from domain.advice import guests
from domain.coalition import Coalition, decide, evolve, refusal
from domain.refusal import RULES, Refused
from domain.shape import parsed

NOW = "2026-12-01T00:00:00Z"


def coalition(*lines: dict[str, Any]) -> Coalition:
    found = Coalition()
    for line in lines:
        for recorded in decide(found, event(line), now=NOW, recorded_by="keeper"):
            found = evolve(found, recorded)
    return found


def event(line: dict[str, Any]) -> Any:
    return parsed({"coalition": "fb", "at": "2026-06-01", "by": "pantry"} | line)


def joined(party: str, standing: str = "member") -> dict[str, Any]:
    return {"type": "party-joined", "by": party, "party": party, "name": party, "kind": "unit", "standing": standing}


PROPOSED = {"type": "coalition-proposed", "name": "FB", "purpose": "p", "convener": "pantry", "origin": "grassroots"}
FOUNDED = (
    PROPOSED,
    *map(joined, ("pantry", "church", "grocer")),
    joined("school", "observer"),
    {"type": "party-invited", "party": "mayor", "standing": "member"},
    joined("bakery"),
    {
        "type": "introduction-made",
        "by": "bakery",
        "party": "bakery",
        "person": "bea",
        "role": "r",
        "how_we_got_here": "h",
    },
    {"type": "party-withdrew", "by": "bakery", "party": "bakery", "reason": "moved"},
)
PROMISE = {"type": "commitment-made", "commitment": "k", "what": "Bread.", "due": "2026-06-30"}
WHO = "Who is in: church, grocer, pantry, school."


def refused(line: dict[str, Any], before: tuple[dict[str, Any], ...] = FOUNDED) -> Refused:
    with pytest.raises(Refused) as told:
        decide(coalition(*before), event(line), now=NOW, recorded_by="keeper")
    return told.value


def advice(line: dict[str, Any], before: tuple[dict[str, Any], ...] = FOUNDED) -> tuple[str, str]:
    """The first rule broken, and what is said behind its sentence."""
    found = refused(line, before)
    assert found.message.startswith(RULES[found.rule].sentence)
    return found.rule, found.message.removeprefix(RULES[found.rule].sentence).strip()


@pytest.mark.parametrize(
    ("line", "rule", "said"),
    [
        (
            PROMISE | {"by": "groccer", "promisor": "groccer", "promisee": "church"},
            "membership.actor-is-in",
            f"groccer is not in; did you mean grocer? {WHO}",
        ),
        (
            PROMISE | {"by": "grocer", "promisor": "groccer", "promisee": "church", "co_accountable": ["grocer"]},
            "commitments.promisor-is-in",
            f"groccer is not in; did you mean grocer? {WHO}",
        ),
        (
            PROMISE | {"by": "grocer", "promisor": "grocer", "promisee": "pantri"},
            "commitments.promisee-is-in",
            f"pantri is not in; did you mean pantry? {WHO}",
        ),
        (
            PROMISE | {"by": "grocer", "promisor": "grocer", "promisee": "xyz"},
            "commitments.promisee-is-in",
            f"xyz is not in. {WHO}",
        ),
        (
            {"type": "trust-moment", "between": ["church", "mayor", "bakery"], "kind": "help", "what": "w"},
            "trust.all-in",
            f"mayor was invited, and has not joined. bakery is not in any more. {WHO}",
        ),
        (
            {"type": "celebration-held", "of": "it", "by": "bea"},
            "membership.actor-is-in",
            f"bea acts for bakery, which is not in. {WHO}",
        ),
        (
            {"type": "party-removed", "party": "churc", "reason": "r"},
            "membership.is-in",
            f"churc is not in; did you mean church? {WHO}",
        ),
        (
            {"type": "value-shared", "value": "v", "parties": ["church", "shool"]},
            "common-ground.all-in",
            f"shool is not in; did you mean school? {WHO}",
        ),
        (
            {"type": "conflict-raised", "conflict": "x", "between": ["church", "grocr"], "about": "a", "stage": 1},
            "conflicts.all-in",
            f"grocr is not in; did you mean grocer? {WHO}",
        ),
        (
            {
                "type": "charter-drafted",
                "version": 1,
                "mission": "m",
                "vision": "v",
                "decision_rule": "consensus",
                "authors": ["church", "school", "groser"],
            },
            "charter.written-together",
            "school is in as an observer. groser is not in; did you mean grocer?",
        ),
        (
            {"type": "dissolution-proposed", "reason": "other"} | {"by": "schol"},
            "membership.actor-is-in",
            f"schol is not in; did you mean school? {WHO}",
        ),
        (
            PROMISE | {"by": "grocer", "promisor": "grocer", "promisee": "church", "due": None},
            "commitments.dated",
            "Fill in due: the day by which it is to be done, such as 2019-04-01. "
            "Where no day was agreed, agree on one; or keep it all the same, as undated, with the reason why: "
            "attested in a file, --attest on the command line.",
        ),
    ],
    ids=str,
)
def test_a_refusal_says_who_is_meant_or_what_to_fill_in(line: dict[str, Any], rule: str, said: str) -> None:
    assert advice(line) == (rule, said)


def test_where_nobody_is_in_it_says_what_comes_first() -> None:
    line = {"type": "celebration-held", "of": "it", "by": "church"}
    assert advice(line, (PROPOSED,))[1] == "church is not in. Nobody is in yet: record party-joined first."


def test_many_are_counted() -> None:
    many = (PROPOSED, *(joined(f"party-{number}") for number in range(9)))
    assert advice({"type": "celebration-held", "of": "it", "by": "nobody"}, many)[1] == (
        "nobody is not in. 9 parties are in; see: coalition show fb"
    )


def test_a_replay_is_told_the_sentence_alone() -> None:
    line = event({"type": "celebration-held", "of": "it", "by": "nobody"})
    found = refusal(coalition(*FOUNDED), line, ("membership.actor-is-in",))
    assert found.message == RULES["membership.actor-is-in"].sentence


def test_the_other_rules_broken_are_named_too() -> None:
    found = refused(PROMISE | {"by": "groccer", "promisor": "groccer", "promisee": "pantri"})
    assert found.also == " It also breaks: commitments.promisor-is-in, commitments.promisee-is-in."
    assert refused(PROMISE | {"by": "grocer", "promisor": "grocer", "promisee": "pantri"}).also == ""


def test_who_is_no_party_is_a_guest() -> None:
    held = {"type": "session-held", "session": "s", "topic": "t", "kind": "working"}
    attendance = {"pantri": 1, "pantry": 1, "mayor": 1, "bakery": 1, "press": 2}
    assert guests(coalition(*FOUNDED), event(held | {"attendance": attendance})) == [
        "pantri is no party of fb; taken as a guest (did you mean pantry?).",
        "press is no party of fb; taken as a guest.",
    ]
    assert guests(coalition(*FOUNDED), event({"type": "celebration-held", "of": "it"})) == []


def interest(number: int, party: str) -> dict[str, Any]:
    return {"type": "interest-stated", "by": party, "interest": f"i{number}", "party": party, "text": "t", "weight": 5}


def prepared(party: str) -> dict[str, Any]:
    told = {"how_we_got_here": "h", "happening_now": "n", "contributions": {party: "c"}}
    return {"type": "conflict-prepared", "by": party, "conflict": "x", "party": party, **told}


def checked(party: str, motive: str) -> dict[str, Any]:
    return {"type": "conflict-purpose-checked", "by": party, "conflict": "x", "party": party, "motive": motive}


def explored(party: str, *at_stake: str) -> dict[str, Any]:
    told = {"perspective": "p", "impact": "i", "at_stake": list(at_stake)}
    return {"type": "conflict-explored", "by": party, "conflict": "x", "party": party, **told}


CONGRUENT = {
    "type": "conflict-congruence-found",
    "conflict": "x",
    "common_purposes": ["c"],
    "parties": ["church", "grocer"],
}
RAISED = (
    *(PROPOSED, *map(joined, ("pantry", "church", "grocer"))),
    *(interest(1, "church"), interest(2, "grocer")),  # 5, 6
    {"type": "conflict-raised", "conflict": "x", "between": ["church", "grocer"], "about": "a", "stage": 1},  # 7
)
PREPARED = (*RAISED, prepared("church"), prepared("grocer"))  # 8, 9
CHECKED = (*PREPARED, checked("church", "protect"), checked("grocer", "punish"), CONGRUENT)  # 10, 11, 12
SETTLED = {
    "type": "conflict-settled",
    "conflict": "x",
    "contract": [{"party": side, "will_do": "w", "due": "2026-07-01"} for side in ("church", "grocer")],
    "positive_consequences": ["p"],
    "negative_consequences": ["n"],
    "review_on": "2026-07-01",
}


def rests(line: dict[str, Any], before: tuple[dict[str, Any], ...]) -> tuple[str, tuple[int, ...]]:
    found = refused(line, before)
    return found.rule, found.rests_on


def test_what_comes_too_early_rests_on_the_steps_that_were_taken() -> None:
    assert rests(CONGRUENT, RAISED) == ("conflicts.in-order", (7,))
    assert rests(CONGRUENT, PREPARED) == ("conflicts.in-order", (7, 8, 9))
    assert rests(explored("church"), (*PREPARED, checked("church", "protect"))) == ("conflicts.in-order", (7, 8, 9, 10))


def test_a_settlement_rests_on_the_hostile_word_itself() -> None:
    heard = (*CHECKED, explored("church", "i1"), explored("grocer", "i2"))  # 13, 14
    met = {"interests_met": {"church": ["i1"], "grocer": ["i2"]}}
    assert rests(SETTLED | met, heard) == ("conflicts.no-hostile-motive", (5, 6, 7, 11, 13, 14))
    again = (*heard, checked("grocer", "coerce"))  # 15
    assert rests(SETTLED | met, again) == ("conflicts.no-hostile-motive", (5, 6, 7, 13, 14, 15))


def test_a_settlement_rests_on_who_was_heard_and_on_what_is_not_met() -> None:
    calm = (*CHECKED, checked("grocer", "protect"))  # 13
    assert rests(SETTLED, (*calm, explored("church", "i1"), checked("church", "educate"))) == (
        "conflicts.all-heard",
        (7, 14, 15),
    )
    heard = (*calm, explored("church", "i1"), explored("grocer", "i2"))  # 14, 15
    assert rests(SETTLED | {"interests_met": {"church": ["i1"]}}, heard) == (
        "conflicts.interests-met",
        (5, 6, 7, 14, 15),
    )
