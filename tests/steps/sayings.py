"""Given and When: what has happened, and what is tried."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pytest_bdd import given, parsers, when
from steps.language import KINDS
from steps.understanding import is_phrase, understood
from steps.world import World


class Words(parsers.StepParser):
    """Any words that stand in the phrasebook."""

    def is_matching(self, name: str) -> bool:
        """Whether these are words of the phrasebook."""
        return is_phrase(name)

    def parse_arguments(self, name: str) -> dict[str, str]:
        """The words, as they were said."""
        return {"words": name}


@given(Words("it happened"))
def it_happened(world: World, words: str, datatable: list[list[str]] | None = None) -> None:
    world.happens(understood(words, datatable))


@when(Words("it is tried"))
def it_is_tried(world: World, words: str, datatable: list[list[str]] | None = None) -> None:
    world.tries(understood(words, datatable))


@given(parsers.re(r"today is (?P<moment>[\dT:Z-]+)"))
@when(parsers.re(r"today is (?P<moment>[\dT:Z-]+)"))
def today_is(world: World, moment: str) -> None:
    world.today = moment if "T" in moment else f"{moment}T12:00:00Z"
    world.day = moment[:10]


@given("an empty ledger")
def an_empty_ledger(world: World) -> None:
    world.empty()


@given(
    parsers.re(
        r'a coalition "(?P<title>[^"]+)" of (?P<members>.+?)(?:, observed by (?P<observers>.+?))?'
        r" convened by (?P<convener>.+)"
    )
)
def a_coalition(world: World, title: str, members: str, observers: str | None, convener: str) -> None:
    _tell(world, f'{convener} proposes a coalition "{title}" to "work together" as grassroots')
    _tell(world, *(f"{party} joins as a member" for party in _names(members)))
    _tell(world, *(f"{party} joins as an observer" for party in _names(observers or "")))


@given(
    parsers.re(
        r"charter (?P<version>\d+) is in force under (?P<rule>[a-z]+)(?: with a quorum of (?P<quorum>[\d.]+))?"
        r"(?: and the clauses? (?P<clauses>.+))?"
    )
)
def a_charter_in_force(world: World, version: str, rule: str, quorum: str | None, clauses: str | None) -> None:
    members = [_said(party) for party in world.coalition.membership.members]
    terms = f" with a quorum of {quorum}" if quorum else ""
    terms += f" and the clauses {clauses}" if clauses else ""
    _tell(world, f"{members[0]} and {members[1]} draft charter {version} under {rule}{terms}")
    _tell(world, *(f"{member} consents to charter {version}" for member in members))
    assert world.coalition.charter.in_force == int(version)


@given(parsers.re(r"the conflict (?P<conflict>[a-z-]+) between (?P<sides>.+) has come to step (?P<step>[1-5])"))
def a_conflict_at_a_step(world: World, conflict: str, sides: str, step: str) -> None:
    """The steps before this one are done: 1 prepare, 2 check purposes, 3 find congruence, 4 explore, 5 settle."""
    names = list(_names(sides))
    done = int(step) - 1
    if conflict not in world.coalition.conflicts:
        _tell(world, f'{names[0]} raises the conflict {conflict} between {sides} about "the outages" at stage 2')
    if done >= 1:
        _tell(world, *(f'{side} prepares for {conflict}, naming the part of {side} "haste"' for side in names))
    if done >= 2:
        _tell(world, *(f"{side} checks its purpose in {conflict}: mutual-benefit" for side in names))
    if done >= 3:
        _tell(world, f'{sides} find the common purpose "a plant that runs" in {conflict}')
    if done >= 4:
        told = 'it saw "a trench", it felt "a dark screen"'
        _tell(world, *(f"{side} explores {conflict}: {told}" for side in names))


def _tell(world: World, *phrases: str) -> None:
    for words in phrases:
        world.happens(understood(words))


def _names(listed: str) -> Iterable[str]:
    return re.findall(KINDS["name"].looks, listed)


def _said(party: str) -> str:
    """A name that stands for a party's id."""
    return party.title()
