"""Facts: what is on record that an event runs into, said after the sentence of the rule that refuses it."""

from __future__ import annotations

from typing import Any

import pytest

from domain.coalition import Coalition, decide, evolve
from domain.event import Recorded
from domain.facts import early
from domain.refusal import RULES, Refused
from domain.shape import parsed

NOW = "2026-12-01T00:00:00Z"


def event(line: dict[str, Any]) -> Any:
    return parsed({"coalition": "fb", "at": "2026-06-01", "by": "pantry"} | line)


def told(line: dict[str, Any], before: tuple[dict[str, Any], ...]) -> tuple[str, str]:
    """The rule that refuses an event, and what is said after its sentence."""
    coalition = Coalition()
    for earlier in before:
        for recorded in decide(coalition, event(earlier), now=NOW, recorded_by="keeper"):
            coalition = evolve(coalition, recorded)
    with pytest.raises(Refused) as refused:
        decide(coalition, event(line), now=NOW, recorded_by="keeper")
    sentence = RULES[refused.value.rule].sentence
    assert refused.value.message.startswith(f"{sentence} ")
    return refused.value.rule, refused.value.message.removeprefix(f"{sentence} ")


def joined(party: str, standing: str = "member", at: str = "2026-02-01") -> dict[str, Any]:
    told = {"party": party, "name": party, "kind": "unit", "standing": standing}
    return {"type": "party-joined", "by": party, "at": at, **told}


PROPOSED = {
    "type": "coalition-proposed",
    "at": "2026-01-20T10:00:00+02:00",
    "name": "FB",
    "purpose": "p",
    "convener": "pantry",
    "origin": "grassroots",
}
FOUNDED = (PROPOSED, *map(joined, ("pantry", "church", "grocer")), joined("school", "observer", "2026-03-04"))
PROMISE = {
    "type": "commitment-made",
    "by": "grocer",
    "commitment": "k",
    "promisor": "grocer",
    "promisee": "church",
    "what": "Bread.",
    "due": "2026-06-30",
}
MOVED = {"type": "commitment-renegotiated", "by": "grocer", "commitment": "k", "due": "2026-07-30"}
DONE = {"type": "commitment-delivered", "by": "grocer", "commitment": "k", "evidence": "e"}
DRAFT = {
    "type": "charter-drafted",
    "version": 1,
    "mission": "m",
    "vision": "v",
    "decision_rule": "consensus",
    "authors": ["church", "pantry"],
}
CONSENT = {"type": "charter-consented", "by": "church", "party": "church", "version": 3}
RATIFIED = (
    *FOUNDED,
    DRAFT,
    *(CONSENT | {"version": 1, "by": party, "party": party} for party in ("pantry", "church", "grocer")),
)


@pytest.mark.parametrize(
    ("line", "before", "rule", "said"),
    [
        (joined("grocer"), FOUNDED, "membership.not-already-in", "grocer has been a member since 2026-02-01."),
        (
            {"type": "party-invited", "party": "school", "standing": "member"},
            FOUNDED,
            "membership.not-already-in",
            "school has been an observer since 2026-03-04.",
        ),
        (
            joined("school"),
            (*FOUNDED, {"type": "standing-changed", "at": "2026-04-01", "party": "school", "standing": "rotating"}),
            "membership.not-already-in",
            "school has been a rotating member since 2026-04-01.",
        ),
        (
            joined("school"),
            (*FOUNDED[:4], joined("school", "observer", "2026-03-01") | {"precision": "month"}),
            "membership.not-already-in",
            "school has been an observer since 2026-03.",
        ),
        (
            PROPOSED,
            FOUNDED,
            "formation.once",
            "fb was proposed on 2026-01-20: choose another id for another coalition.",
        ),
        (
            PROMISE | {"due": "2025-06-30"},
            FOUNDED,
            "commitments.due-ahead",
            "This one is made on 2026-06-01 and due on 2025-06-30: check the year.",
        ),
        (
            PROMISE | {"by": "pantry"},
            FOUNDED,
            "commitments.own-word",
            "It may be said by grocer, or who acts for it, not by pantry.",
        ),
        (
            PROMISE | {"by": "church", "co_accountable": ["pantry"]},
            FOUNDED,
            "commitments.own-word",
            "It may be said by grocer or pantry, or who acts for one of them, not by church.",
        ),
        (
            PROMISE | {"promisee": "grocer"},
            FOUNDED,
            "commitments.not-to-self",
            "It is promised to grocer, and grocer would answer for it.",
        ),
        (
            {"type": "accountability-changed", "by": "grocer", "commitment": "k", "co_accountable": ["church"]},
            (*FOUNDED, PROMISE),
            "commitments.not-to-self",
            "It is promised to church, and church would answer for it.",
        ),
        (
            MOVED | {"agreed_by": "pantry"},
            (*FOUNDED, PROMISE),
            "commitments.promisee-agrees",
            "That side is church, or who acts for it; pantry is not on it.",
        ),
        (
            MOVED | {"agreed_by": "grocer"},
            (*FOUNDED, PROMISE | {"promisee": "all"}),
            "commitments.promisee-agrees",
            "That side is church or pantry, or who acts for one of them; grocer is not on it.",
        ),
        (
            MOVED | {"agreed_by": "grocer"},
            (*FOUNDED, *(joined(f"p{number}") for number in range(7)), PROMISE | {"promisee": "all"}),
            "commitments.promisee-agrees",
            "That side is any member that does not answer for the promise; grocer is not on it.",
        ),
        (
            MOVED | {"agreed_by": "grocer"},
            (PROPOSED, joined("grocer"), PROMISE | {"promisee": "all"}),
            "commitments.promisee-agrees",
            "Nobody who is in is on that side; grocer is not.",
        ),
        (
            DONE | {"by": "pantry"},
            (*FOUNDED, PROMISE),
            "commitments.only-the-accountable-deliver",
            "pantry reported it; grocer answers for it.",
        ),
        (
            DONE | {"by": "church"},
            (*FOUNDED, PROMISE | {"promisee": "all", "co_accountable": ["school", "pantry"]}),
            "commitments.only-the-accountable-deliver",
            "church reported it; grocer, school and pantry answer for it.",
        ),
        (
            {"type": "delivery-accepted", "by": "pantry", "commitment": "k"},
            (*FOUNDED, PROMISE, DONE),
            "commitments.only-the-promisee-accepts",
            "That side is church, or who acts for it; pantry is not on it.",
        ),
        (
            {"type": "delivery-refused", "by": "grocer", "commitment": "k", "reason": "stale"},
            (*FOUNDED, PROMISE | {"promisee": "all"}, DONE),
            "commitments.only-the-promisee-accepts",
            "That side is church or pantry, or who acts for one of them; grocer is not on it.",
        ),
        (
            {"type": "commitment-released", "by": "grocer", "commitment": "k", "reason": "closed"},
            (*FOUNDED, PROMISE),
            "commitments.only-the-promisee-releases",
            "That side is church, or who acts for it; grocer is not on it.",
        ),
        (CONSENT, FOUNDED, "charter.is-the-draft", "Version 3 is neither: no draft waits, no charter is in force."),
        (
            CONSENT,
            (*FOUNDED, DRAFT),
            "charter.is-the-draft",
            "Version 3 is neither: the present draft is version 1, no charter is in force.",
        ),
        (
            CONSENT,
            (*RATIFIED, DRAFT | {"version": 2}),
            "charter.is-the-draft",
            "Version 3 is neither: the present draft is version 2, version 1 is in force.",
        ),
    ],
)
def test_a_refusal_says_what_the_event_runs_into(
    line: dict[str, Any], before: tuple[dict[str, Any], ...], rule: str, said: str
) -> None:
    assert told(line, before) == (rule, said)


def taken(kind: str, side: str, **fields: Any) -> dict[str, Any]:
    return {"type": f"conflict-{kind}", "by": side, "conflict": "x", "party": side, **fields}


def interest(name: str, party: str, weight: int) -> dict[str, Any]:
    return {
        "type": "interest-stated",
        "by": party,
        "interest": name,
        "party": party,
        "text": "t",
        "weight": weight,
    }


SIDES = ("church", "grocer")
RAISED = {"type": "conflict-raised", "conflict": "x", "between": list(SIDES), "about": "a", "stage": 1}
COMMON = {"type": "conflict-congruence-found", "conflict": "x", "common_purposes": ["c"], "parties": list(SIDES)}
HEARD = (
    *FOUNDED,
    *(interest("waste", "church", 5), interest("yard", "grocer", 4), interest("name", "grocer", 2)),
    RAISED,
    *(taken("prepared", s, how_we_got_here="h", happening_now="n", contributions={s: "c"}) for s in SIDES),
    taken("purpose-checked", "church", motive="protect"),
    taken("purpose-checked", "grocer", motive="punish"),
    COMMON,
    taken("explored", "church", perspective="p", impact="i", at_stake=["waste"]),
    taken("explored", "grocer", perspective="p", impact="i", at_stake=["yard", "name"]),
)
SETTLED = {
    "type": "conflict-settled",
    "conflict": "x",
    "contract": [{"party": side, "will_do": "w", "due": "2026-07-01"} for side in SIDES],
    "positive_consequences": ["p"],
    "negative_consequences": ["n"],
    "review_on": "2026-07-01",
    "interests_met": {"church": ["waste"]},
}


def test_a_settlement_is_told_whose_motive_and_which_interest_is_in_its_way() -> None:
    assert told(SETTLED, HEARD) == ("conflicts.no-hostile-motive", "By its latest word grocer wants to punish.")
    calm = (*HEARD, taken("purpose-checked", "grocer", motive="protect"))
    assert told(SETTLED, calm) == ("conflicts.interests-met", "Not among interests_met: yard of grocer.")


def opening() -> Recorded:
    return decide(Coalition(), event(PROPOSED), now=NOW, recorded_by="keeper")[0]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"type": "celebration-held", "of": "it", "at": "2026-01-20"}, []),
        ({"type": "celebration-held", "of": "it", "at": "2026-01-01", "precision": "month"}, []),
        (
            {"type": "celebration-held", "of": "it", "at": "2025-06-01"},
            ["2025-06-01 lies before fb was proposed (2026-01-20); check the year."],
        ),
        (
            {"type": "celebration-held", "of": "it", "at": "2025-06-01", "precision": "year"},
            ["2025 lies before fb was proposed (2026-01-20); check the year."],
        ),
        (MOVED | {"due": "2026-06-01"}, []),
        (MOVED | {"due": None}, []),
        (
            MOVED | {"due": "2025-07-30"},
            ["2025-07-30 lies before k was renegotiated (2026-06-01); check the year."],
        ),
    ],
)
def test_what_lies_so_early_that_the_year_may_be_wrong_is_told(line: dict[str, Any], said: list[str]) -> None:
    assert early(opening().event, event(line)) == said
