"""A few of everything else that a coalition records, none of it against the rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

from .scene import Line, Scene
from .usual import promising


def _two(scene: Scene) -> tuple[str, str]:
    first, second = scene.random.sample(sorted(scene.present), 2)
    return first, second


def moved(scene: Scene) -> Iterator[Line]:
    """A promise is moved, handed on, shared, told of, given up or let go."""
    unkept = [p for p in scene.promised("open") if p.promisor in scene.present]
    if not unkept:
        return
    promise = scene.random.choice(unkept)
    what, side = {"commitment": promise.id}, scene.their_side(promise)
    others = [p for p in sorted(scene.present) if p not in (promise.promisee, *promise.accountable)]
    match scene.random.randrange(7):
        case 0 | 1 if side:
            agreed = {"agreed_by": side[0], "due": scene.soon(scene.random)}
            promise.due = agreed["due"]
            yield scene.line("commitment-renegotiated", promise.promisor, **what, **agreed)
        case 2 if others:
            promise.promisor = scene.random.choice(others)
            over = {"to": promise.promisor, "accepted_by": promise.promisor}
            yield scene.line("commitment-handed-over", promise.promisor, **what, **over)
        case 3 if others:
            promise.co_accountable = others[:1]
            by = promise.promisor
            yield scene.line("accountability-changed", by, **what, co_accountable=promise.co_accountable)
        case 4:
            yield scene.line("progress-reported", promise.promisor, **what, what="half way")
        case 5:
            promise.state = "revoked"
            yield scene.line("commitment-revoked", promise.promisor, **what, reason="no money")
        case _ if side:
            promise.state = "released"
            yield scene.line("commitment-released", side[0], **what, reason="no longer needed")


def broken(scene: Scene) -> Iterator[Line]:
    late = [p for p in scene.promised("open") if p.due and scene.clock and p.due < _before(scene)]
    if late and (side := scene.their_side(late[0])):
        late[0].state = "broken"
        line = scene.line("commitment-broken", side[0], commitment=late[0].id, reason="never came")
        yield line
        against = [p for p in side if p not in late[0].accountable][:2]
        if against and late[0].promisor in scene.present:
            said = {"breached_by": late[0].promisor, "against": against, "kind": "promise-broken"}
            yield scene.line("trust-fractured", against[0], **said, severity=scene.random.randint(1, 5), what="a word")


def _before(scene: Scene) -> str:
    """A day so long ago that no line which is dated back comes before it."""
    assert scene.clock is not None
    return (scene.clock - timedelta(days=35)).date().isoformat()


def came_and_went(scene: Scene) -> Iterator[Line]:
    gone = [party for party in scene.parties if party not in scene.present]
    if gone:
        party = scene.random.choice(gone)
        yield scene.line("party-invited", scene.members[0], party=party, standing="member")
        if scene.random.random() < 0.3:
            yield scene.line("party-declined", party, party=party, reason="not now")
            return
        scene.present[party] = "member"
        named = {"party": party, "name": party.title(), "kind": "nonprofit", "standing": "member"}
        yield scene.line("party-joined", party, **named, constituency="zone-1")
        return
    party = scene.random.choice(scene.parties[1:])
    scene.leave(party)
    yield scene.line("party-withdrew", party, party=party, reason="too far")


def trusted(scene: Scene) -> Iterator[Line]:
    first, second = _two(scene)
    match scene.random.randrange(5):
        case 0:
            told = [party for party in sorted(scene.present) if party not in (first, second)]
            yield scene.line("information-shared", first, giver=first, to=[second, *told[:3]], what="the plan")
            for party in [second, *told[:2]]:
                yield scene.line("information-shared", party, giver=party, to=[first], what="the other plan")
        case 1:
            yield scene.line("target-set-aside", first, party=first, target="ours", in_favour_of="all")
        case 2:
            yield scene.line("control-ceded", first, giver=first, to=second, over="the calendar")
        case 3:
            said = {"breached_by": second, "against": [first], "kind": "exclusion", "what": "left out"}
            yield scene.line("trust-fractured", first, **said, severity=scene.random.randint(1, 5))
        case _:
            scores = {name: scene.random.randint(1, 4) for name in ("reliability", "mission_support", "openness")}
            yield scene.line("trust-rated", first, rater=first, ratee=second, **scores)


def agreed(scene: Scene) -> Iterator[Line]:
    if scene.running and scene.random.random() < 0.6:
        outcome = scene.random.choice(("upheld", "upheld", "revised", "ended"))
        agreement = scene.random.choice(scene.running)
        if outcome == "ended":
            scene.running.remove(agreement)
        yield scene.line("agreement-reviewed", scene.members[0], agreement=agreement, outcome=outcome)
        return
    first, second = _two(scene)
    terms = [{"party": first, "gives": "space", "to": second}, {"party": second, "gives": "hands", "to": first}]
    scene.running.append(scene.fresh("agr"))
    yield scene.line("agreement-reached", first, agreement=scene.running[-1], terms=terms, review_on="2023-01-01")


def disputed(scene: Scene) -> Iterator[Line]:
    """A conflict, all five steps of it, or as far as it goes."""
    first, second = _two(scene)
    conflict, far = scene.fresh("dispute"), scene.random.randint(0, 7)
    about = {"conflict": conflict}
    between = {"between": [first, second], "about": "noise", "stage": 2}
    lines = [scene.line("conflict-raised", first, **about, **between)]
    told = {"how_we_got_here": "slowly", "happening_now": "a row"}
    for party in (first, second):
        mine = {**about, "party": party}
        lines.append(scene.line("conflict-prepared", party, **mine, **told, contributions={party: "silence"}))
        lines.append(scene.line("conflict-purpose-checked", party, **mine, motive="protect"))
    found = {"common_purposes": ["sleep"], "parties": [first, second]}
    lines.append(scene.line("conflict-congruence-found", first, **about, **found))
    for party in (first, second):
        lines.append(scene.line("conflict-explored", party, **about, party=party, perspective="x", impact="y"))
    if far < 6:
        lines = lines[: far + 1]
        ends: dict[str, Line] = {
            "conflict-escalated": {"stage": 5, "to": "the press"},
            "conflict-closed": {"reason": "tired"},
        }
        for event_type in scene.random.sample(sorted(ends), scene.random.randint(0, 1)):
            lines.append(scene.line(event_type, first, **about, **ends[event_type]))
        yield from lines
        return
    contract = [{"party": p, "will_do": "call first", "due": scene.soon(scene.random)} for p in (first, second)]
    ends_well = {"positive_consequences": ["peace"], "negative_consequences": ["noise"], "review_on": "2023-06-01"}
    lines.append(scene.line("conflict-settled", first, **about, contract=contract, **ends_well))
    if far == 7:
        held = scene.random.random() < 0.6
        lines.append(scene.line("conflict-reviewed", second, **about, held=held, next_review="2024-01-01"))
    yield from lines


def decided(scene: Scene) -> Iterator[Line]:
    proposer, proposal = scene.members[0], scene.fresh("p")
    yield scene.line("proposal-made", proposer, proposal=proposal, what="dig on Monday", proposer=proposer)
    for party in scene.members[: scene.random.randint(0, len(scene.members))]:
        stance = scene.random.choice(("agree", "agree", "agree", "abstain", "disagree", "block"))
        yield scene.line("stance-taken", party, proposal=proposal, party=party, stance=stance)
    match scene.random.randrange(4):
        case 0 | 1:
            yield scene.line("proposal-closed", proposer, proposal=proposal)
            for line in promising(scene):
                yield line | {"note": scene.random.choice(("", "see ", "proposal ")) + f"{proposal}, point 2"}
        case 2:
            yield scene.line("proposal-withdrawn", proposer, proposal=proposal, reason="premature")


def asked(scene: Scene) -> Iterator[Line]:
    first, second = _two(scene)
    request = scene.fresh("r")
    yield scene.line("request-made", first, request=request, asker=first, asked=second, what="a map")
    if scene.random.random() < 0.6:
        yield scene.line("request-declined", second, request=request, reason="no time")


def paid(scene: Scene) -> Iterator[Line]:
    first, _ = _two(scene)
    kind, currency = scene.random.choice(("operating", "capital")), scene.random.choice(("EUR", "USD"))
    budget, pledge = scene.fresh("b"), scene.fresh("pl")
    sums = {"amount": "1000.50", "currency": currency}
    yield scene.line("budget-approved", first, budget=budget, kind=kind, **sums, period="2022")
    yield scene.line("expenditure-recorded", first, budget=budget, amount="99.95", for_what="spades")
    yield scene.line("contribution-pledged", first, pledge=pledge, party=first, kind="money", **sums)
    yield scene.line(
        "contribution-received", first, pledge=pledge, amount=scene.random.choice(("0.10", "400", "1000.5"))
    )


def risked(scene: Scene) -> Iterator[Line]:
    first, _ = _two(scene)
    risk = scene.fresh("risk")
    chance = {"likelihood": scene.random.randint(1, 5), "impact": scene.random.randint(1, 5)}
    yield scene.line("risk-identified", first, risk=risk, what="rain", owner=first, **chance)
    match scene.random.randrange(3):
        case 0:
            yield scene.line("risk-mitigated", first, risk=risk, how="a tent")
        case 1:
            yield scene.line("risk-materialised", first, risk=risk, what="it rained")


def worked(scene: Scene) -> Iterator[Line]:
    (first, second), initiative, milestone = _two(scene), scene.fresh("i"), scene.fresh("m")
    leads = [{"person": "pat", "party": first, "area": "care"}, {"person": "quin", "party": second, "area": "money"}]
    yield scene.line("initiative-launched", first, initiative=initiative, name="One trench", leads=leads)
    planned = {"milestone": milestone, "initiative": initiative, "what": "half", "due": "2023-01-01"}
    yield scene.line("milestone-planned", first, **planned)
    if scene.random.random() < 0.7:
        yield scene.line("milestone-reached", first, milestone=milestone, evidence="seen")
        outcome = scene.random.choice(("completed", "stopped"))
        yield scene.line("initiative-ended", first, initiative=initiative, outcome=outcome, learned="much")


def cheered(scene: Scene) -> Iterator[Line]:
    first, second = _two(scene)
    win, pain, channel, trial = (scene.fresh(kind) for kind in ("w", "d", "ch", "x"))
    goal = {"goal": scene.fresh("g"), "statement": "less noise", "measure": "hours", "target": "3", "unit": "h"}
    yield scene.line("dissatisfaction-voiced", first, dissatisfaction=pain, party=first, about="noise", severity=4)
    yield scene.line("quick-win-delivered", second, win=win, what="a wall", delivered_by=[second], addresses=[pain])
    yield scene.line("celebration-held", first, of="the wall")
    yield scene.line("channel-opened", first, channel=channel, kind="chat", audience="all")
    yield scene.line("update-released", first, channel=channel, summary="the wall stands")
    yield scene.line("purpose-reaffirmed", first, words="dig once")
    yield scene.line("experiment-started", first, experiment=trial, hypothesis="it holds", lead=first)
    yield scene.line("goal-set", first, **goal, due="2024-01-01")


def backed(scene: Scene) -> Iterator[Line]:
    first, sponsor = scene.members[0], scene.fresh("sponsor")
    yield scene.line("sponsorship-requested", first, sponsor=sponsor, ask="help")
    match scene.random.randrange(3):
        case 0:
            yield scene.line("sponsorship-declined", sponsor, sponsor=sponsor, reason="no")
        case 1:
            yield scene.line("sponsorship-granted", sponsor, sponsor=sponsor, mandate="advisory", support="a hall")
        case _:
            yield scene.line("sponsorship-granted", sponsor, sponsor=sponsor, mandate="none", support="a hall")
            yield scene.line("sponsorship-withdrawn", sponsor, sponsor=sponsor, reason="elections")
    yield scene.line("recognition-received", sponsor, from_whom="the mayor", recognised_as="useful")


def valued(scene: Scene) -> Iterator[Line]:
    first, second = _two(scene)
    value = scene.random.choice(("candour", "patience", "thrift"))
    yield scene.line("value-shared", first, value=value, parties=[first, second])
    role = {"role": "facilitator", "person": f"{second}-helper"}
    yield scene.line("role-assigned", second, party=second, **role)
    if scene.random.random() < 0.4:
        yield scene.line("role-relinquished", second, **role)


def met_or_not(scene: Scene) -> Iterator[Line]:
    first, _ = _two(scene)
    match scene.random.randrange(4):
        case 0:
            yield scene.line("rhythm-agreed", first, every_days=scene.random.choice((7, 14, 30)))
        case 1:
            yield scene.line("rhythm-agreed", first, every_days=21, series="technical")
        case 2:
            yield scene.line("rhythm-agreed", first, every_days=14, series="other")
            yield scene.line("rhythm-ended", first, series="other")
        case _:
            yield scene.line("session-missed", first, due_on="2022-01-01", reason="snow")


OTHERS: tuple[Callable[[Scene], Iterator[Line]], ...] = (
    moved,
    moved,
    moved,
    broken,
    broken,
    came_and_went,
    trusted,
    trusted,
    agreed,
    disputed,
    decided,
    asked,
    paid,
    risked,
    worked,
    cheered,
    backed,
    valued,
    met_or_not,
)
