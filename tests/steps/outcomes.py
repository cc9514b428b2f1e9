"""Then: what came of what was tried, and how the coalition stands after it."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from pytest_bdd import parsers, then
from steps.language import KINDS, slug, with_table
from steps.world import World, rule_saying

from domain.event import Recorded
from domain.history import counting
from domain.values import instant

_NAME = KINDS["name"].looks
_IDS = re.compile(r"[a-z0-9¶][a-z0-9.-]*(?<!\.)")


@then(parsers.re(r"it is refused (?:because|by the rule that) (?P<sentence>.+)"))
def refused(world: World, sentence: str) -> None:
    refusal = world.latest.refusal
    assert refusal is not None, f"it was recorded: {world.latest.records}"
    assert refusal.rule == rule_saying(sentence), f"refused by {refusal.rule}: {refusal}"
    world.latest.seen = True


@then(parsers.re(r'the refusal says "(?P<words>[^"]+)"'))
def refusal_says(world: World, words: str) -> None:
    assert words in str(world.latest.refusal)


@then(parsers.re(r"the refusal points to (?P<refs>.+)"))
def refusal_points_to(world: World, refs: str) -> None:
    refusal = world.latest.refusal
    assert refusal is not None
    assert sorted(refusal.rests_on) == sorted(world.number(ref) for ref in _ids(refs))


@then(parsers.re(r"the breaches are (?P<rules>.+)"))
def breaches_are(world: World, rules: str) -> None:
    attempt = world.latest
    breaches = attempt.refusal.breaches if attempt.refusal else attempt.act.breaches
    assert list(breaches) == _ids(rules)


@then("nothing was recorded")
def nothing_recorded(world: World) -> None:
    assert world.latest.refusal is not None
    assert not world.latest.records
    assert len(world.history) == world.kept_before


@then("it is recorded")
def recorded(world: World) -> None:
    assert world.latest.act.attested is None, f"in breach of {world.latest.act.breaches}"


@then(parsers.re(r'it is recorded attested, "(?P<reason>[^"]+)" by (?P<by>.+)'))
def recorded_attested(world: World, reason: str, by: str) -> None:
    assert world.latest.act.attested == (reason, by)


@then("the rules add nothing")
def nothing_added(world: World) -> None:
    assert world.latest.added == ()


@then(parsers.re(rf"the rules add (?P<event_type>[a-z]+-[a-z-]+)(?: on (?P<at>[\dT:Z+-]+))?(?: by (?P<by>{_NAME}))?"))
def added(
    world: World, event_type: str, at: str | None, by: str | None, datatable: list[list[str]] | None = None
) -> None:
    wanted = with_table({}, datatable or [])
    if at is not None:
        wanted["at"] = at
    if by is not None:
        wanted["by"] = slug(by)
    candidates = [record for record in world.latest.added if record.type == event_type]
    assert candidates, f"no {event_type} among {[record.type for record in world.latest.added]}"
    told = [_told(record, wanted) for record in candidates]
    assert wanted in told, f"{wanted} is not among {told}"


@then(parsers.re(r"the rules add (?P<number>\d+) events?"))
def added_number(world: World, number: str) -> None:
    assert len(world.latest.added) == int(number), [record.type for record in world.latest.added]


@then("what was added is attested as well")
def added_attested(world: World) -> None:
    assert world.latest.added
    assert all(record.attested == world.latest.act.attested for record in world.latest.added)


@then(parsers.re(r"(?P<labels>.+) stops? counting"))
def stop_counting(world: World, labels: str) -> None:
    """All that the retraction voids, under its ref or, where it has none, its type."""
    by_number = {record.n: record for record in world.history}
    fallen = [by_number[n] for n in world.latest.act.voids]
    assert Counter(record.event.ref or record.type for record in fallen) == Counter(_ids(labels))


@then(parsers.re(r"it stands where (?P<ref>[a-z0-9-]+) stood"))
def stands_where(world: World, ref: str) -> None:
    first = next(record.n for record in world.history if record.event.ref == ref)
    assert world.latest.added
    assert {record.stands_at for record in world.latest.added} == {first}


@then(parsers.re(r"(?P<label>[a-z0-9-]+) is still in the ledger"))
def still_in_the_ledger(world: World, label: str) -> None:
    assert any(label in (record.event.ref, record.type) for record in world.history)


@then(parsers.re(r"(?P<ref>[a-z0-9-]+) counted in what was known on (?P<day>[\d-]+)"))
def counted_in_what_was_known(world: World, ref: str, day: str) -> None:
    assert ref in _refs_known_on(world, day)


@then(parsers.re(r"(?P<ref>[a-z0-9-]+) no longer counts in what is known on (?P<day>[\d-]+)"))
def no_longer_counts(world: World, ref: str, day: str) -> None:
    assert ref not in _refs_known_on(world, day)


@then(parsers.re(r"what was added keeps the breach(?:es)? (?P<rules>.+) on the word of (?P<by>.+)"))
def added_keeps_breaches(world: World, rules: str, by: str) -> None:
    for record in world.latest.added:
        assert record.attested is not None
        assert record.attested.by == by
        assert list(record.breaches) == _ids(rules)


@then(parsers.re(r"the act has no (?P<name>[a-z_ ]+) on record"))
def not_on_record(world: World, name: str) -> None:
    assert getattr(world.latest.act.event, name.replace(" ", "_")) is None


def _ids(listed: str) -> list[str]:
    return [found for found in _IDS.findall(listed) if found != "and"]


def _refs_known_on(world: World, day: str) -> set[str | None]:
    return {record.event.ref for record in counting(world.history, known_at=instant(day))}


def _told(record: Recorded, wanted: dict[str, Any]) -> dict[str, Any]:
    """What a record says on the fields that are wanted."""
    dumped = record.event.model_dump(mode="json")
    return {name: str(dumped[name]) if name == "quorum" else dumped[name] for name in wanted}
