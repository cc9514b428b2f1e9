"""Then, of the coalition: its phase, who is in, and where charters, promises, conflicts and the rest stand."""

from __future__ import annotations

import re

from pytest_bdd import parsers, then
from steps.language import KINDS, slug
from steps.world import World

from domain.decisions import Proposal

_NAME = KINDS["name"].looks
_PHASES = "proposed|forming|chartered|dissolving|dissolved|abandoned"
_STATES = "open|delivered|accepted|released|revoked|broken|orphaned"


@then(parsers.re(rf"the coalition is (?P<phase>{_PHASES})"))
def phase_is(world: World, phase: str) -> None:
    assert world.coalition.phase == phase


@then(parsers.re(r"the coalition is (?P<negated>not )?sponsored"))
def sponsored(world: World, negated: str | None) -> None:
    assert world.coalition.sponsored is (negated is None)


@then(parsers.re(r'the coalition is called "(?P<name>[^"]+)"'))
def called(world: World, name: str) -> None:
    assert world.coalition.formation.name == name


@then(parsers.re(r'the purpose is "(?P<purpose>[^"]+)"'))
def purpose_is(world: World, purpose: str) -> None:
    assert world.coalition.formation.purpose == purpose


@then(parsers.re(r"the sunset is (?P<day>[\d-]+)"))
def sunset_is(world: World, day: str) -> None:
    assert world.coalition.dissolution.sunset == day


@then(parsers.re(r"the members are (?P<names>.+)"))
def members_are(world: World, names: str) -> None:
    assert set(world.coalition.membership.members) == _slugs(names)


@then(parsers.re(r"the observers are (?P<names>.+)"))
def observers_are(world: World, names: str) -> None:
    assert set(world.coalition.membership.observers) == _slugs(names)


@then("nobody is in")
def nobody_is_in(world: World) -> None:
    assert len(world.coalition.membership.parties) == 0
    assert len(world.coalition.membership.roles) == 0


@then(parsers.re(rf"(?P<party>{_NAME}) is a former party"))
def former_party(world: World, party: str) -> None:
    assert world.coalition.membership.has_left(slug(party))


@then(parsers.re(rf"the convener is (?P<party>{_NAME})"))
def convener_is(world: World, party: str) -> None:
    assert world.coalition.membership.convener == slug(party)


@then("there is no convener")
def no_convener(world: World) -> None:
    assert world.coalition.membership.convener is None


@then(parsers.re(r"charter (?P<version>\d+) is in force(?: under (?P<rule>[a-z]+))?"))
def charter_in_force(world: World, version: str, rule: str | None) -> None:
    charter = world.coalition.charter
    assert charter.in_force == int(version)
    assert rule is None or (charter.terms is not None and charter.terms.rule == rule)


@then("no charter is in force")
def no_charter_in_force(world: World) -> None:
    assert world.coalition.charter.in_force is None


@then(parsers.re(r"charter (?P<version>\d+) waits for consent"))
def charter_waits(world: World, version: str) -> None:
    assert world.coalition.charter.pending == int(version)


@then("no draft waits for consent")
def no_draft(world: World) -> None:
    assert world.coalition.charter.pending is None


@then(parsers.re(r"(?P<names>.+) consents? to charter (?P<version>\d+)"))
def consenting(world: World, names: str, version: str) -> None:
    consents = world.coalition.charter.poll(int(version)).consents
    assert set(consents) == (set() if names == "Nobody" else _slugs(names))


@then(parsers.re(r"(?P<names>.+) objects? to charter (?P<version>\d+)"))
def objecting(world: World, names: str, version: str) -> None:
    objections = world.coalition.charter.poll(int(version)).objections
    assert set(objections) == (set() if names == "Nobody" else _slugs(names))


@then(parsers.re(r"(?P<names>.+) consents? to the end"))
def consenting_to_the_end(world: World, names: str) -> None:
    consents = world.coalition.dissolution.poll.consents
    assert set(consents) == (set() if names == "Nobody" else _slugs(names))


@then(parsers.re(rf"the promise (?P<commitment>[a-z0-9-]+) is (?P<state>{_STATES})"))
def promise_is(world: World, commitment: str, state: str) -> None:
    assert world.coalition.commitments.promises[commitment].state == state


@then(parsers.re(rf"the promise (?P<commitment>[a-z0-9-]+) is owed by (?P<by>.+?)(?: to (?P<to>everyone|{_NAME}))?"))
def promise_owed(world: World, commitment: str, by: str, to: str | None) -> None:
    """Owed by the promisor, and those named after it answer beside it."""
    promise = world.coalition.commitments.promises[commitment]
    assert list(promise.accountable) == [slug(name) for name in re.findall(_NAME, by)]
    assert to is None or promise.promisee == ("all" if to == "everyone" else slug(to))


@then(parsers.re(r"the promise (?P<commitment>[a-z0-9-]+) is due on (?P<due>[\d-]+)(?:, first on (?P<first>[\d-]+))?"))
def promise_due(world: World, commitment: str, due: str, first: str | None) -> None:
    promise = world.coalition.commitments.promises[commitment]
    assert promise.due == due
    assert first is None or promise.first_due == first


@then(parsers.re(r"the promise (?P<commitment>[a-z0-9-]+) is undated(?:, first due on (?P<first>[\d-]+))?"))
def promise_undated(world: World, commitment: str, first: str | None) -> None:
    promise = world.coalition.commitments.promises[commitment]
    assert promise.due is None
    assert promise.first_due == first


@then(parsers.re(r"the request (?P<request>[a-z0-9-]+) is (?P<state>open|declined|answered)"))
def request_is(world: World, request: str, state: str) -> None:
    assert world.coalition.commitments.requests[request].state == state


@then(parsers.re(r"the proposal (?P<proposal>[a-z0-9-]+) is (?P<state>open|withdrawn|adopted|rejected|no-quorum)"))
def proposal_is(world: World, proposal: str, state: str) -> None:
    found: Proposal = world.coalition.decisions[proposal]
    assert found.state == state


@then(parsers.re(r"the agreement (?P<agreement>[a-z0-9-]+) is (?P<negated>no longer )?in force"))
def agreement_in_force(world: World, agreement: str, negated: str | None) -> None:
    assert world.coalition.agreements[agreement] is (negated is None)


@then(parsers.re(r"the conflict (?P<conflict>[a-z0-9-]+) is (?P<state>open|settled|closed)"))
def conflict_is(world: World, conflict: str, state: str) -> None:
    assert world.coalition.conflicts[conflict].state == state


@then(parsers.re(r"the conflict (?P<conflict>[a-z0-9-]+) is at stage (?P<stage>\d)"))
def conflict_at_stage(world: World, conflict: str, stage: str) -> None:
    assert world.coalition.conflicts[conflict].stage == int(stage)


@then(parsers.re(r"the sides of (?P<conflict>[a-z0-9-]+) are (?P<names>.+)"))
def sides_are(world: World, conflict: str, names: str) -> None:
    assert set(world.coalition.conflicts[conflict].sides) == _slugs(names)


@then(parsers.re(r"the risk (?P<risk>[a-z0-9-]+) is (?P<state>open|mitigated|materialised)"))
def risk_is(world: World, risk: str, state: str) -> None:
    assert world.coalition.risks[risk].state == state


def _slugs(names: str) -> set[str]:
    return {slug(name) for name in re.findall(_NAME, names)}
