"""Histories: what of a stream counts, the coalition it amounts to, and what happens when an act is retracted.

Nothing is ever edited. A retracted act stays in the stream and stops counting; `consider` puts the acts
that count before the rules again without it, and stores what falls and what arises on the retraction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from domain.advice import advised
from domain.coalition import Coalition, accept, decide, enter, evolve, judge, refusal
from domain.event import Attested, Recorded
from domain.event import Event as Act
from domain.happened import happened
from domain.reached import Entries, Since
from domain.refusal import RULES, Refused
from domain.registers import built, under_construction
from domain.shape import corrected
from domain.testimony import EventRetracted


class Group(NamedTuple):
    """An act that counts, with what the rules derived from it."""

    act: Recorded
    consequences: tuple[Recorded, ...]


def counting(
    history: Iterable[Recorded], as_of: datetime | None = None, known_at: datetime | None = None
) -> list[Recorded]:
    """The events that count, in reader order: recorded order, corrections in the place of what they mend.

    With `known_at`, only what the ledger knew by then, and only the voids it knew of. With `as_of`, only
    what had happened by then; an event waits until everything it refers to is in.
    """
    known = [r for r in history if known_at is None or r.known_from <= known_at]
    voided = {n for r in known for n in r.voids}
    corrections = _corrections(known)
    kept = [r for r in known if r.n not in voided]
    kept.sort(key=lambda r: (r.place, _is_consequence(r, corrections), r.n))
    return kept if as_of is None else list(happened(kept, as_of))


def fold(records: Iterable[Recorded], start: Coalition | None = None) -> Coalition:
    """The coalition after these records, in the order given."""
    coalition = under_construction() if start is None else start
    for recorded in records:
        coalition = evolve(coalition, recorded)
    return built(coalition) if start is None else coalition


def coalition_of(history: Sequence[Recorded]) -> Coalition:
    """The coalition that a whole stream amounts to: what counts, folded; what was voided stays on the register."""
    if not any(r.voids for r in history):
        return fold(history)
    ledger = Entries(history)
    return ledger.known_before(len(history) + 1, ledger.fold(counting(history)))


def acts(history: Sequence[Recorded]) -> list[Recorded]:
    """The acts and corrections that count, retractions left out, in reader order."""
    return [group.act for group in groups_of(history)]


def redecide(history: Sequence[Recorded]) -> list[Group]:
    """Put the acts that count before the rules again. Raises Refused where the rules no longer take one.

    Attested acts are replayed attested. The answer holds the very events that count, breaches apart.
    """
    coalition, groups = under_construction(), list[Group]()
    ledger = Entries(history) if any(r.voids for r in history) else None  # else the acts register themselves
    for act in acts(history):
        coalition = coalition if ledger is None else ledger.known_before(act.place, coalition)
        _retry(coalition, act)
        derived, coalition = accept(coalition, act)
        groups.append(Group(act, derived))
    return groups


class Anew(NamedTuple):
    """An act with what followed from it on record, and what the rules say of it when they are asked again."""

    group: Group
    breaches: tuple[str, ...] = ()
    derived: tuple[Recorded, ...] = ()
    refused: Refused | None = None


def again(history: Iterable[Recorded], after: int = 0) -> Iterator[Anew]:
    """Each act of a history in which nothing was voided, put before the rules again.

    It is read event by event and nothing is kept. Acts up to number `after` are taken as they stand and not told; it
    ends at an act that the rules no longer take. Raises LookupError where what follows has nothing to follow from.
    """
    coalition = under_construction()
    for group in _as_recorded(history):
        if group.act.n <= after:
            coalition = fold((group.act, *group.consequences), coalition)
            continue
        try:
            breaches = _retry(coalition, group.act)
        except Refused as refused:
            yield Anew(group, refused=refused)
            return
        derived, coalition = accept(coalition, group.act)
        yield Anew(group, breaches, derived)


def _as_recorded(history: Iterable[Recorded]) -> Iterator[Group]:
    act: Recorded | None = None
    consequences: list[Recorded] = []
    for recorded in history:
        if recorded.derived_from is None:
            if act is not None:
                yield Group(act, tuple(consequences))
                consequences = []
            act = recorded
        elif act is None:
            raise LookupError(f"event {recorded.n} follows from none")
        else:
            consequences.append(recorded)
    if act is not None:
        yield Group(act, tuple(consequences))


def consider(
    history: Sequence[Recorded],
    event: Act,
    *,
    now: str,
    recorded_by: str,
    attest: str | None = None,
    coalition: Coalition | None = None,
) -> tuple[Recorded, ...]:
    """The records that an event leads to, a retraction included. Raises Refused.

    `coalition` is what the history amounts to, where the caller has it at hand.
    """
    coalition = coalition_of(history) if coalition is None else coalition
    if not isinstance(event, EventRetracted):
        return decide(coalition, event, now=now, recorded_by=recorded_by, attest=attest)
    retraction = Recorded(event, coalition.version + 1, now, recorded_by)
    return _retracted(history, coalition, retraction, event, attest)


def _retracted(
    history: Sequence[Recorded], coalition: Coalition, retraction: Recorded, event: EventRetracted, attest: str | None
) -> tuple[Recorded, ...]:
    """The retraction, with what it voids, and what arises by it."""
    breaches = judge(coalition, event, retraction.recorded_at)
    target = _retractable(history, coalition, event)
    try:
        replay = _replayed(history, target, retraction)
    except Refused as wrong:  # the correction: its rules come after those of the retraction itself, but sense first
        if breaches and attest is None and not RULES[wrong.rule].structural:
            refused = refusal(coalition, event, dict.fromkeys((*breaches, *wrong.breaches)))
            raise advised(refused, coalition, event) from None
        raise wrong.within("In instead") from None
    if replay.fallen and not event.cascade:
        breaches = (*breaches, "testimony.nothing-left-hanging")
    if breaches and attest is None:
        if breaches[0].startswith("testimony.n"):
            raise _hanging(replay.fallen)
        raise advised(refusal(coalition, event, breaches), coalition, event)
    attested = Attested(attest, retraction.recorded_by) if breaches and attest is not None else None
    voids = tuple(sorted(replay.voids))
    return (replace(retraction, attested=attested, breaches=breaches, voids=voids), *replay.arisen)


@dataclass(slots=True)
class _Replay:
    """What becomes of a history without one of its acts."""

    voids: list[int] = field(default_factory=list)
    fallen: list[int] = field(default_factory=list)  #: acts that could no longer have been accepted
    arisen: list[Recorded] = field(default_factory=list)

    def void(self, group: Group) -> None:
        """The act and all that followed from it fall."""
        self.voids += [group.act.n, *(r.n for r in group.consequences)]


def _replayed(history: Sequence[Recorded], target: Recorded, retraction: Recorded) -> _Replay:
    groups = groups_of(history)
    first = next(i for i, group in enumerate(groups) if group.act.n == target.n)
    ledger = Entries(history)
    coalition = ledger.known_before(target.place, ledger.fold(_flat(groups[:first])))
    replay = _Replay()
    replay.void(groups[first])
    correction = _correction(coalition, target, retraction)
    if correction is not None:
        replay.arisen.append(correction)
        coalition = _arise(replay, coalition, correction, target.place, retraction)
    for group in groups[first + 1 :]:
        coalition = _again(replay, ledger.known_before(group.act.place, coalition), group, retraction)
    return replay


def _again(replay: _Replay, coalition: Coalition, group: Group, retraction: Recorded) -> Coalition:
    """Put one act before the rules again, and note what becomes of it and of its consequences."""
    try:
        _retry(coalition, group.act)
    except Refused:
        replay.fallen.append(group.act.n)
        replay.void(group)
        return coalition
    derived, after = accept(coalition, group.act)
    if derived == group.consequences:
        return after
    if [r.event for r in derived] == [r.event for r in group.consequences]:
        return fold((group.act, *group.consequences), coalition)
    replay.voids += [r.n for r in group.consequences]
    return _arise(replay, coalition, group.act, group.act.place, retraction, derived)


def _arise(
    replay: _Replay,
    coalition: Coalition,
    act: Recorded,
    place: int,
    retraction: Recorded,
    derived: Sequence[Recorded] | None = None,
) -> Coalition:
    """Number what arises anew from an act, place it, and fold it."""
    if derived is None:
        derived = accept(coalition, act)[0]
    arisen = [
        replace(
            record,
            n=retraction.n + len(replay.arisen) + number,
            recorded_at=retraction.recorded_at,
            recorded_by=retraction.recorded_by,
            derived_from=retraction.n,
            stands_at=place,
        )
        for number, record in enumerate(derived, 1)
    ]
    replay.arisen += arisen
    return fold((act, *arisen), coalition)


def _correction(coalition: Coalition, target: Recorded, retraction: Recorded) -> Recorded | None:
    """The act that stands in the place of the one retracted, judged attested exactly where that was."""
    assert isinstance(retraction.event, EventRetracted)
    if retraction.event.instead is None:
        return None
    event = corrected(target.event, retraction.event.instead)
    attest = target.attested.reason if target.attested else None
    entered = enter(coalition, event, retraction.n + 1, retraction.recorded_at, retraction.recorded_by, attest)
    attested = target.attested if entered.attested else None
    return replace(entered, attested=attested, derived_from=retraction.n, stands_at=target.place)


def _retractable(history: Sequence[Recorded], coalition: Coalition, event: EventRetracted) -> Recorded:
    number = coalition.number_of(event.event)
    for act in acts(history)[1:]:
        if act.n == number:
            return act
    raise Refused("¶retractable", RULES["¶retractable"].sentence, rests_on=() if number is None else (number,))


def _hanging(fallen: Sequence[int]) -> Refused:
    sentence = RULES["testimony.nothing-left-hanging"].sentence
    acts = f"act{'s' * (len(fallen) > 1)} {', '.join(map(str, fallen))}"
    return Refused("testimony.nothing-left-hanging", f"{sentence} It would take {acts} with it.", (), fallen)


def _retry(coalition: Coalition, act: Recorded) -> tuple[str, ...]:
    """The breaches of an act that is put before the rules again. Raises Refused where it is not attested."""
    breaches = judge(coalition, act.event, act.recorded_at)
    if breaches and act.attested is None:
        raise refusal(coalition, act.event, breaches)
    return breaches


def groups_of(history: Sequence[Recorded]) -> list[Group]:
    """The acts that count, each with its consequences, in reader order."""
    if isinstance(history, Since):
        return list(history.groups)
    corrections = _corrections(history)
    groups: list[Group] = []
    for recorded in counting(history):
        if isinstance(recorded.event, EventRetracted):
            continue
        if _is_consequence(recorded, corrections):
            act, consequences = groups[-1]
            groups[-1] = Group(act, (*consequences, recorded))
        else:
            groups.append(Group(recorded, ()))
    return groups


def _corrections(history: Iterable[Recorded]) -> frozenset[int]:
    """The numbers of corrections: what a retraction puts in place of an act is recorded right after it."""
    return frozenset(r.n + 1 for r in history if isinstance(r.event, EventRetracted) and r.event.instead is not None)


def _is_consequence(recorded: Recorded, corrections: frozenset[int]) -> bool:
    return recorded.derived_from is not None and recorded.n not in corrections


def _flat(groups: Iterable[Group]) -> Iterator[Recorded]:
    for group in groups:
        yield group.act
        yield from group.consequences
