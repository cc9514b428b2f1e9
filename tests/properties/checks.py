"""Checks: what holds for every history that came out of `consider`, read from the records alone."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from domain.coalition import Coalition, evolve
from domain.event import Event, Recorded
from domain.history import Anew, Group, acts, coalition_of, counting, fold, redecide
from domain.history import again as anew_of
from domain.refusal import RULES, rules_for
from domain.shape import parsed
from domain.testimony import EventRetracted
from domain.values import instant
from engine.audit.retractions import unsound

COMMON = ("dissolution.ended", "membership.actor-is-in", "recording.complete", "recording.outcomes-follow")


def check_history(history: Sequence[Recorded]) -> None:
    """Everything below that is true of a whole history."""
    assert [r.n for r in history] == list(range(1, len(history) + 1))
    check_what_counts_is_what_the_rules_give(history)
    check_voids(history)
    check_what_arose(history)
    check_derived_once(history)
    check_what_was_known(history)
    check_as_of(history)


def check_what_counts_is_what_the_rules_give(history: Sequence[Recorded]) -> None:
    """Putting the acts that count before the rules again gives back exactly the events that count."""
    again = [r for group in redecide(history) for r in (group.act, *group.consequences)]
    count = without_retractions(counting(history))
    assert [_told(r) for r in again] == [_told(r) for r in count]
    assert list(unsound(history)) == []
    if len(count) == len(history):  # read as a stream, to the letter, breaches and all
        for anew in anew_of(history):
            act = anew.group.act
            assert anew == Anew(Group(act, anew.derived), act.breaches, anew.derived)


def check_voids(history: Sequence[Recorded]) -> None:
    """A retraction voids only earlier events that counted until then, and nothing that was voided counts."""
    gone: set[int] = set()
    for place, recorded in enumerate(history):
        if not recorded.voids:
            continue
        assert isinstance(recorded.event, EventRetracted)
        counted = {r.n for r in counting(history[:place])}
        assert set(recorded.voids) <= counted - {1}
        assert list(recorded.voids) == sorted(set(recorded.voids) - gone)
        gone |= set(recorded.voids)
    assert {r.n for r in counting(history)} == {r.n for r in history} - gone
    retractions = {r.n for r in history if isinstance(r.event, EventRetracted)}
    assert not retractions & gone


def check_what_arose(history: Sequence[Recorded]) -> None:
    """What arises from a retraction stands at an act, takes its word, and is recorded as the retraction was."""
    by_number = {r.n: r for r in history}
    for arisen in (r for r in history if r.stands_at is not None):
        assert arisen.derived_from is not None
        retraction = by_number[arisen.derived_from]
        assert isinstance(retraction.event, EventRetracted)
        assert (arisen.recorded_at, arisen.recorded_by) == (retraction.recorded_at, retraction.recorded_by)
        stood = by_number[arisen.stands_at]
        assert arisen.event.by == stood.event.by
        assert arisen.attested is None or arisen.attested == stood.attested
        if retraction.event.instead is not None and arisen.n == retraction.n + 1:
            assert (arisen.attested is not None) == bool(arisen.breaches)


def check_derived_once(history: Sequence[Recorded]) -> None:
    """In one cycle no version is ratified twice by the rules, no proposal decided twice, nothing ended twice."""
    seen: set[tuple[str, object]] = set()
    for recorded in counting(history):
        event = recorded.event
        if event.type == "coalition-reconvened":
            seen = {key for key in seen if key[0] == "decision-reached"}
        if event.derived or event.type == "coalition-abandoned":
            key = (event.type, getattr(event, "version", getattr(event, "proposal", None)))
            assert recorded.derived_from is None or recorded.n in _acts(history) or key not in seen, key
            seen.add(key)


def check_what_was_known(history: Sequence[Recorded]) -> None:
    """What counted until a retraction still counts for who asks what was known just before."""
    for place, recorded in enumerate(history):
        if isinstance(recorded.event, EventRetracted):
            before = [r for r in history[:place] if r.known_from < recorded.known_from]
            just_before = recorded.known_from - timedelta(microseconds=1)
            known = counting(history, known_at=just_before)
            assert known == counting(before)
            assert {n for n in recorded.voids if n <= len(before)} <= {r.n for r in known}
            fold(known)
            happened = counting(history, as_of=recorded.event.moment, known_at=just_before)
            assert happened == counting(before, as_of=recorded.event.moment)
            fold(happened)


def check_as_of(history: Sequence[Recorded]) -> None:
    """What had happened by a date is in reader order, holds all it refers to, folds, and only grows."""
    whole, earlier = counting(history), list[Recorded]()
    for moment in _moments(history):
        happened = counting(history, as_of=moment)
        numbers = {r.n for r in happened}
        assert happened == [r for r in whole if r.n in numbers]
        assert {r.n for r in earlier} <= numbers
        assert all(r.event.moment <= moment for r in happened)
        _check_nothing_dangles(history, happened, whole)
        fold(happened)
        earlier = happened
    assert earlier == whole


def check_round_trip(event: Event) -> None:
    """An event survives being written as JSON and read again, down to what was omitted and how numbers look."""
    written = event.as_written()
    line = to_json(written)
    again = parsed(from_json(line))
    assert again == event
    assert type(again) is type(event)
    assert again.model_fields_set == event.model_fields_set
    assert repr(again.as_written()) == repr(written)
    assert to_json(again.as_written()) == line


def check_breaches(recorded: Recorded) -> None:
    """An enforced record broke nothing, an attested one something, unless the rules added it."""
    check_order(type(recorded.event), recorded.breaches)
    if recorded.attested is None:
        assert recorded.breaches == ()
    elif recorded.derived_from is None:
        assert recorded.breaches


def check_order(event_type: type[Event], breaches: Sequence[str]) -> None:
    """Breaches are of the normative rules of the type, in the order of report."""
    own = [rule.id for rule in rules_for(event_type)]
    order = [*COMMON, *own, "testimony.nothing-left-hanging"]
    assert [rule for rule in order if rule in breaches] == list(breaches)
    assert not any(RULES[rule].structural for rule in breaches)


def check_folding(history: Sequence[Recorded], kept: Coalition) -> None:
    """Folding a stream gives the coalition that was kept while recording it."""
    assert coalition_of(history) == kept


def kept_up(coalition: Coalition, history: Sequence[Recorded], records: Sequence[Recorded]) -> Coalition:
    """The coalition after what was recorded just now: evolved, and worked out anew after a retraction."""
    if any(isinstance(r.event, EventRetracted) for r in records):
        return coalition_of(history)
    for recorded in records:
        coalition = evolve(coalition, recorded)
    return coalition


def without_retractions(records: Sequence[Recorded]) -> list[Recorded]:
    """Records apart from retractions."""
    return [r for r in records if not isinstance(r.event, EventRetracted)]


def to_json(written: Any) -> str:
    """JSON in which a Decimal is a number with all its digits."""
    line = json.dumps(written, default=_decimal_marked, sort_keys=False)
    return re.sub(r'"\\u0001decimal ([^"]*)"', r"\1", line)


def from_json(line: str) -> Any:
    """The same, read: numbers with a point or an exponent as Decimal."""
    return json.loads(line, parse_float=Decimal)


def _decimal_marked(value: object) -> str:
    assert isinstance(value, Decimal), value
    written = str(value)
    return f"\x01decimal {written if set(written) & set('.E') else written + 'E0'}"


def _told(recorded: Recorded) -> tuple[object, ...]:
    return recorded.event, recorded.event.model_fields_set, recorded.attested


def _acts(history: Sequence[Recorded]) -> set[int]:
    return {act.n for act in acts(history)}


def _moments(history: Sequence[Recorded]) -> list[datetime]:
    found = {r.event.moment for r in history}
    return sorted({instant("0001-01-01"), instant("9999-12-31"), *found})


def _check_nothing_dangles(
    history: Sequence[Recorded], happened: Sequence[Recorded], whole: Sequence[Recorded]
) -> None:
    """Ids, events and causes that something refers to are there before it, unless they do not count at all."""
    known: set[tuple[str, str]] = set()
    countable, seen = {r.n for r in whole}, set[int]()
    for recorded in happened:
        for kinds, name in recorded.event.refers():
            assert any((kind, name) in known for kind in kinds), (recorded.n, kinds, name)
        for event in without_retractions([recorded]) and recorded.event.refers_to_events():
            number = named(history, event, recorded.place)
            assert number in seen or number not in countable, (recorded.n, event)
        known.update((*recorded.event.introduces(), *recorded.event.also_names()))
        seen.add(recorded.n)
    _check_causes(seen, whole)


def _check_causes(numbers: set[int], whole: Sequence[Recorded]) -> None:
    """A consequence is never there without the act it followed from."""
    for act, consequences in in_groups(whole):
        assert act.n in numbers or not numbers & {r.n for r in consequences}, act.n


def named(history: Sequence[Recorded], event: int | str, place: int) -> int | None:
    """The number of the entry that an event at this place names: the latest before it that bears the ref."""
    if isinstance(event, int):
        return event
    return max((r.n for r in history[: place - 1] if r.event.ref == event), default=None)


def in_groups(records: Sequence[Recorded]) -> list[tuple[Recorded, list[Recorded]]]:
    """Records that count, in reader order: each act, correction or retraction with what followed from it."""
    mending = {r.n + 1 for r in records if isinstance(r.event, EventRetracted) and r.event.instead is not None}
    groups: list[tuple[Recorded, list[Recorded]]] = []
    for recorded in records:
        if recorded.derived_from is None or recorded.n in mending:
            groups.append((recorded, []))
        else:
            groups[-1][1].append(recorded)
    return groups
