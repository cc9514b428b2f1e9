"""The story: a coalition on a date in one paragraph, every sentence of it made from the views, with its events.

What is not known is not told: a sentence without its figures is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from domain.formation import CoalitionProposed
from projections.page.dates import said
from projections.page.reading import Reading
from projections.rounding import rounded
from projections.sentences.wording import SHORT, count, cut, listed, quote

_ORIGINS = {"grassroots": "from the grassroots", "mandated": "under a mandate", "invited": "by invitation"}
_ENTERED = {
    "proposed": "it was brought together again on {}",
    "forming": "the first party joined on {}",
    "chartered": "its charter came into force on {}",
    "dissolving": "its end was proposed on {}",
    "dissolved": "it was dissolved on {}",
    "abandoned": "it was given up on {}",
}
#: Where it came from tells what entering a phase meant.
_CAME_BACK = {
    ("dissolving", "chartered"): "the proposal to end it was withdrawn on {}",
    ("dissolving", "forming"): "the proposal to end it was withdrawn on {}",
    ("dissolving", "proposed"): "the proposal to end it was withdrawn on {}",
    ("chartered", "forming"): "its charter was repealed on {}",
}
_ENDED = ("dissolved", "abandoned")
_STATES = {
    "reversing": "and is reversing: of late more went wrong than right",
    "stalled": "and has stalled: nothing has pushed it for a long while",
    "building": "and is building",
    "slowing": "and is slowing",
    "steady": "and is steady",
}
#: What no event made, in words.
UNMADE = {"overdue": "a promise ran past its date", "rhythm-missed": "a session was due and none was held"}
_FELT = 0.05  # a contribution that shows
_TURNS = 6  # of phase are told; of more, the first and the latest


class Sentence(NamedTuple):
    """A sentence with the events it rests on."""

    text: str
    events: tuple[int, ...] = ()


def story(reading: Reading) -> list[Sentence]:
    """The paragraph of a date, sentence by sentence; before anything happened, none."""
    if not reading.records:
        return []
    tellers = (_opened, _phases, _people, _promises, _conflicts, _trust, _momentum, _record)
    return [sentence for tell in tellers for sentence in tell(reading)]


def _opened(reading: Reading) -> Iterator[Sentence]:
    for recorded in reading.records:
        event = recorded.event
        if isinstance(event, CoalitionProposed):
            by, name = reading.name(event.convener or event.by), event.name
            origin = f", {_ORIGINS[event.origin]}" if event.origin else ""
            yield Sentence(
                f"{cut(by, SHORT)} proposed “{name}” on {said(event.at, event.exactness)}{origin}.", (recorded.n,)
            )
            now = reading.views["show"]["name"]
            if now not in (None, name):
                yield Sentence(f"It is now called “{now}”.")
            return


def _phases(reading: Reading) -> Iterator[Sentence]:
    spans: Sequence[Mapping[str, Any]] = reading.views["timeline"]["phases"]
    turns = list(pairwise(spans))
    if len(turns) > _TURNS:
        turns = [turns[0], *turns[1 - _TURNS :]]
    if turns:
        told = "; ".join(_entered(before, after) for before, after in turns)
        events = {(entry["at"], entry["phase"]): entry["n"] for entry in reversed(reading.views["timeline"]["entries"])}
        found = (events.get((after["from"], after["phase"])) for _, after in turns)
        yield Sentence(f"{told[0].upper()}{told[1:]}.", tuple(n for n in found if n is not None))


def _entered(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    words = _CAME_BACK.get((before["phase"], after["phase"]), _ENTERED[after["phase"]])
    later = f", {count(before['days'], 'day', 'days')} later" if before["days"] else ""
    return words.format(said(after["from"])) + later


def _people(reading: Reading) -> Iterator[Sentence]:
    show = reading.views["show"]
    members, observers = len(show["members"]), len(show["observers"])
    if not members and not observers:
        return
    verb = "had" if show["phase"] in _ENDED else "has"
    seats = listed(
        [count(members, "member", "members"), *([count(observers, "observer", "observers")] * bool(observers))]
    )
    convener = f", convened by {cut(show['convener']['name'], SHORT)}" if show["convener"] else ""
    sponsors = [f"{cut(one['name'], SHORT)} ({one['mandate']})" for one in show["sponsors"]]
    sponsored = f" and sponsored by {listed(sponsors)}" if sponsors else ""
    yield Sentence(f"It {verb} {seats}{convener}{sponsored}.")


def _promises(reading: Reading) -> Iterator[Sentence]:
    told = reading.views["accountability"]
    whole, made = told["coalition"], told["coalition"]["made"]
    if not made:
        yield Sentence("No promise is on record.")
        return
    promises, due = count(made, "promise", "promises"), fallen_due(reading)
    if not due:
        yield Sentence(f"{_capital(promises)} {'was' if made == 1 else 'were'} made; none has fallen due yet.")
    else:
        yield Sentence(f"Of {promises} made, {_so_many(len(due), whole)} fallen due{_judged(whole, due)}.")
        yield from _not_judged(due, whole["kept_rate_n"])
    yield from _overdue(reading, [one for one in told["commitments"] if one["status"] == "overdue"])


def fallen_due(reading: Reading) -> list[Mapping[str, Any]]:
    """The commitments whose first due date has come, judged or not: the day itself is in, as in the rates."""
    commitments: Sequence[Mapping[str, Any]] = reading.views["accountability"]["commitments"]
    return [one for one in commitments if one["first_due"] is not None and one["first_due"] <= reading.day]


def _so_many(due: int, whole: Mapping[str, Any]) -> str:
    """All of them, where some of all are not judged: nobody is to think that those are the ones not due."""
    if due == whole["made"] > 1 and due > whole["kept_rate_n"]:
        return "both have" if due == 2 else f"all {due} have"
    return f"{due} {'has' if due == 1 else 'have'}"


def _judged(whole: Mapping[str, Any], due: Sequence[object]) -> str:
    """What is said of those that count in the rate; of fewer than have fallen due, how many they are."""
    judged = whole["kept_rate_n"]
    if judged == len(due):
        return f": {_kept(whole)}"
    if not judged:
        return "; none is judged yet" if len(due) > 1 else ", and is not judged yet"
    return f". Of these {judged} {'is' if judged == 1 else 'are'} judged: {_kept(whole)}"


def _not_judged(due: Sequence[Mapping[str, Any]], judged: int) -> Iterator[Sentence]:
    """Why the others that have fallen due count in no rate: they wait to be accepted, or were released in time."""
    waiting = [one for one in due if one["status"] == "awaiting-acceptance"]
    freed = len(due) - judged - len(waiting)
    if waiting:
        late = sum(bool(one["days_late"]) for one in waiting)
        was, awaits = ("was", "awaits") if len(waiting) == 1 else ("were", "await")
        beside = f", {_late(late, len(waiting))}" if late else ""
        yield Sentence(f"{len(waiting)} {was} reported done and {awaits} acceptance{beside}.")
    if freed:
        yield Sentence(f"{freed} {'was' if freed == 1 else 'were'} released in time.")


def _late(late: int, of: int) -> str:
    if late == of:
        return "after its date" if of == 1 else "all of them after their date"
    return f"{late} of them after {'its' if late == 1 else 'their'} date"


def _kept(whole: Mapping[str, Any]) -> str:
    rate, number, honoured = whole["kept_rate"], whole["kept_rate_n"], whole["honoured_rate"]
    told = f"{round(rate * number) or 'none'} kept by the first date given ({rate:.0%})"
    moved = honoured is not None and honoured != rate
    return told + (f", {honoured:.0%} where dates moved in time count" if moved else "")


def _overdue(reading: Reading, late: Sequence[Mapping[str, Any]]) -> Iterator[Sentence]:
    if late:
        worst = max(late, key=lambda one: one["days_overdue"])
        whose = listed(cut(reading.name(party), SHORT) for party in worst["accountable"])
        only = "One promise is overdue" if len(late) == 1 else f"{len(late)} promises are overdue, the longest"
        since = count(worst["days_overdue"], "day", "days")
        text = f"{only} by {since}: {quote(worst['what'], SHORT)} ({whose})."
        yield Sentence(text, tuple(worst["events"][:1]))


def _conflicts(reading: Reading) -> Iterator[Sentence]:
    told = reading.views["conflicts"]["conflicts"]
    for state, words in (("settled", "settled by the parties"), ("closed", "closed without a settlement")):
        those = [one for one in told if one["state"] == state]
        if those:
            yield Sentence(f"{_those(those)} {_were(those)} {words}.", _raised(those))
    still = [one for one in told if one["state"] == "open"]
    if still:
        blocked = f" {still[0]['blocked_by']}" if len(still) == 1 and still[0]["blocked_by"] else ""
        yield Sentence(f"{_those(still)} {'is' if len(still) == 1 else 'are'} open.{blocked}", _raised(still))


def _those(conflicts: Sequence[Mapping[str, Any]]) -> str:
    if len(conflicts) > 1:
        return f"{len(conflicts)} conflicts"
    return f"The conflict over {quote(conflicts[0]['about'], SHORT)}"


def _were(those: Sequence[object]) -> str:
    return "was" if len(those) == 1 else "were"


def _raised(conflicts: Iterable[Mapping[str, Any]]) -> tuple[int, ...]:
    return tuple(one["events"][0] for one in conflicts if one["events"])


def _trust(reading: Reading) -> Iterator[Sentence]:
    broken = [entry["n"] for entry in reading.views["timeline"]["entries"] if entry["type"] == "trust-fractured"]
    if broken:
        times = {1: "once", 2: "twice"}.get(len(broken), f"{len(broken)} times")
        yield Sentence(f"Trust between parties was broken {times} on record.", tuple(broken[:4]))


def _momentum(reading: Reading) -> Iterator[Sentence]:
    told = reading.views["momentum"]
    if told["score"] is None or told["state"] == "unknown":
        return
    yield Sentence(f"Momentum stands at {_signed(told['score'])} {_STATES[told['state']]}.")
    pushes = [one for one in told["drivers"] if one["contribution"] >= _FELT]
    drags = [one for one in told["drivers"] if one["contribution"] <= -_FELT]
    for found, words in ((pushes, "The strongest push"), (drags, "The heaviest drag")):
        if found:
            n = found[0]["n"]
            yield Sentence(f"{words}: {_driver(reading, found[0])}", () if n is None else (n,))


def _signed(score: float) -> str:
    return rounded(score).replace("-", "−")


def _driver(reading: Reading, driver: Mapping[str, Any]) -> str:
    if driver["n"] in reading.sentences:
        return reading.sentences[driver["n"]]
    return f"{UNMADE.get(driver['type'], driver['type'])} on {said(driver['at'])}."


def _record(reading: Reading) -> Iterator[Sentence]:
    entries = reading.views["timeline"]["entries"]
    attested = [entry for entry in entries if entry["attested"]]
    contested = [entry["n"] for entry in entries if entry["contested"]]
    latest = said(entries[-1]["at"], entries[-1]["precision"])
    taken_back = reading.withdrawn
    many = ("event counts", "events count") if taken_back else ("event is on record", "events are on record")
    told = [f"{count(len(entries), *many)}, the latest of {latest}"]
    if attested:
        told.append(f"{len(attested)} of them written down although they break rules")
    if contested:
        told.append(f"{len(contested)} contested by someone who was there")
    yield Sentence(f"{', '.join(told)}.", tuple(contested[:4]))
    if taken_back:
        back = tuple(dict.fromkeys(one.by.n for one in taken_back if one.by.n in reading.sentences))
        told_of = "was taken back, and is" if len(taken_back) == 1 else "were taken back, and are"
        yield Sentence(f"{len(taken_back)} more {told_of} in no figure.", back[:4])


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
