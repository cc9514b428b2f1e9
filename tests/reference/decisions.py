"""Decisions, reckoned from their definition: how everybody stood, what came of it, under which rule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from domain.coalition import Coalition
from domain.event import Recorded
from domain.history import fold

from .momentum import ENDS
from .plain import CYCLE, days_between, in_time, named, of_type, once, standing_after, today

STANCES = ("agree", "abstain", "disagree", "block")


def decisions(records: list[Recorded], as_of: datetime) -> dict[str, Any]:
    rows = [_proposal(records, made, as_of) for made in of_type(records, "proposal-made")]
    states = [row["state"] for row in rows]
    named = {"open": "open", "adopted": "adopted", "rejected": "rejected", "no_quorum": "no-quorum"}
    counts = {name: states.count(state) for name, state in named.items()}
    counts |= {"withdrawn": states.count("withdrawn"), "lapsed": states.count("lapsed")}
    turned = sum(1 for row in rows if row["commitments"])
    return counts | {"turned_into_commitments": turned, "proposals": rows}


def _proposal(records: list[Recorded], made: Recorded, as_of: datetime) -> dict[str, Any]:
    event: Any = made.event
    told = [r for r in records if named(r, "proposal") == event.proposal]
    turns = [r for r in of_type(records, *ENDS, CYCLE) if _place(records, r) > _place(records, made)]
    ended = of_type(told, "decision-reached", "proposal-withdrawn")
    last: Any = ended[-1].event if ended else turns[0].event if turns else None
    state = "open" if last is None else getattr(last, "outcome", "withdrawn") if ended else "lapsed"
    until = today(last.moment if last else as_of)
    reviews: list[Any] = [r.event for r in in_time(of_type(told, "decision-reviewed"))]
    follow = _following(records, event.proposal, ended[-1]) if state == "adopted" else []
    lapsed = [turn for turn in turns if not [r for r in ended if _place(records, r) < _place(records, turn)]][:1]
    behind = [*told, *follow, *lapsed]
    return {
        "proposal": event.proposal,
        "what": event.what,
        "proposer": event.proposer,
        "state": state,
        "commitments": [named(made, "commitment") for made in follow],
        "events": sorted({r.n for r in behind}),
        "stances": _stances(in_time(of_type(told, "stance-taken"))),
        "outcome": getattr(last, "outcome", None),
        "days_open": max(days_between(today(event.moment), until), 0),
        "decide_by": event.decide_by,
        "review_due": reviews[-1].next_review if reviews and not turns else None,
        **(_decided(records, told, ended) if state != "withdrawn" and state != "lapsed" else {}),
    }


def _following(records: list[Recorded], proposal: str, decided: Recorded) -> list[Recorded]:
    """The commitments made from the day of the decision on whose words name the proposal."""
    found = []
    for made in in_time(of_type(records, "commitment-made")):
        texts = [named(made, "what"), made.event.source, made.event.note]
        width = 4 if "year" in (made.event.exactness, decided.event.exactness) else 10
        width = min(width, 7) if "month" in (made.event.exactness, decided.event.exactness) else width
        if made.event.at[:width] >= decided.event.at[:width] and any(
            _names(text or "", proposal) for text in texts if proposal in (text or "")
        ):
            found.append(made)
    return found


def _names(text: str, proposal: str) -> bool:
    """Whether an id stands in a text as a word of its own; an ordinary word only after one that says what it is."""
    words, word = [], ""
    for letter in f"{text} ":
        if letter == "-" or (letter.isascii() and letter.isalnum()):
            word += letter
        elif word:
            words.append(word)
            word = ""
    for place, found in enumerate(words):
        before = words[place - 1].lower() if place else ""
        is_ordinary = all(letter.isalpha() for letter in proposal)
        if found.strip("-") == proposal and (not is_ordinary or before in ("proposal", "decision")):
            return True
    return False


def _place(records: list[Recorded], recorded: Recorded) -> int:
    return [r.n for r in records].index(recorded.n)


def _stances(taken: list[Recorded]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for recorded in taken:
        event: Any = recorded.event
        told = {"stance": event.stance, "at": event.at, "n": recorded.n, "reason": event.reason}
        found.setdefault(event.party, []).append(told)
    return found


def _decided(records: list[Recorded], told: list[Recorded], ended: list[Recorded]) -> dict[str, Any]:
    """The tally; rule, quorum and charter: those of the charter in force then, or now; before there is one, consensus.

    By which rule an outcome was reached that somebody recorded by hand, nobody knows.
    """
    until = _place(records, ended[-1]) if ended else len(records)
    charter = _after(records, until).charter
    found: dict[str, Any] = {"charter_version": charter.in_force}
    if ended and ended[-1].derived_from is None:
        event: Any = ended[-1].event
        tally = {stance: getattr(event.tally, stance) for stance in STANCES} if event.tally else dict.fromkeys(STANCES)
        return found | {"rule": None, "tally": tally}
    found["rule"] = charter.terms.rule if charter.terms else "consensus"
    if charter.terms:
        found["quorum"] = charter.terms.quorum
    return found | {"tally": _tally(records[:until], told, until)}


@once
def _after(records: Sequence[Recorded], until: int) -> Coalition:
    return fold(records[:until])


def _tally(records: list[Recorded], told: list[Recorded], until: int) -> dict[str, int]:
    """Of each member present, the stance recorded last."""
    latest: dict[str, str] = {}
    known = {r.n for r in records}
    for recorded in of_type(told, "stance-taken"):
        event: Any = recorded.event
        if recorded.n in known:
            latest[event.party] = event.stance
    members = standing_after(records).members
    present = [stance for party, stance in latest.items() if party in members]
    return {stance: present.count(stance) for stance in STANCES}
