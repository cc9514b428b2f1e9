"""Generated histories: plausible lines of a coalition's ledger, the same for the same seed, of any size.

The mix is that of a busy coalition: 30 % commitments made, 40 % deliveries and acceptances, 15 % sessions, 15 %
moments of trust, and a few of everything else. Some facts arrive late, with an earlier `at` than the line before.
With `oddities`, some lines break rules and say so (`attested`), as histories written up afterwards do, and the last
lines correct and retract earlier ones. Only the standard library is used, so that a benchmark may use it too.

    lines = generate(seed=7, events=10_000)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from random import Random

from .others import OTHERS
from .scene import Line, Promise, Scene, chosen, names_in

BEGIN = datetime(2021, 1, 11, 9, tzinfo=UTC)
OFFSET = timezone(timedelta(hours=-5))
KINDS = ("public-agency", "nonprofit", "academic", "community", "commercial")
MOMENTS = ("personal", "shared-food", "listening", "introduction", "encouragement", "help", "repair")
WHY = {"reason": "written up afterwards"}


def generate(
    seed: int,
    events: int = 1000,
    parties: int = 12,
    *,
    days: float = 900,
    others: float = 0.02,
    late: float = 0.05,
    oddities: bool = False,
    reconvened: bool = False,
    coalition: str = "generated",
) -> list[Line]:
    """The lines of one history: about `events` of them over `days`, `others` being the share of everything else.

    `late` is the share of facts that are recorded up to a month after they happened; `reconvened` lets the coalition
    end half way and begin again. Lines that bear no `attested` break no rule.
    """
    random = Random(seed)
    scene = Scene(coalition, random, [f"party-{number:02}" for number in range(1, parties + 1)])
    lines: list[Line] = []
    for line in _formed(scene, BEGIN):
        lines.append(line)
    clock, step = BEGIN + timedelta(days=2), timedelta(days=days) / max(events, 1)
    while len(lines) < events:
        if reconvened and len(lines) >= events // 2:
            reconvened = False
            lines += _again(scene, clock)
            clock += timedelta(days=31)
            continue
        for line in _next(scene, others, oddities):
            lines.append(_dated(scene, line, clock, late))
            clock += step * random.expovariate(1)
    if oddities:
        lines += [_dated(scene, line, clock, 0) for line in _mended(scene)]
    return lines


def _formed(scene: Scene, clock: datetime) -> Iterator[Line]:
    """Proposed, joined, a rhythm agreed, a charter written and ratified."""
    first, *_ = scene.parties
    at = {"at": clock.isoformat().replace("+00:00", "Z")}
    if scene.cycle == 0:
        said = {"name": "Generated", "purpose": "Dig once", "convener": first, "origin": "grassroots"}
        yield scene.line("coalition-proposed", first, **said) | at
        threat = {"apart": scene.random.randint(1, 5), "together": scene.random.randint(1, 5), "uncertainty": 3}
        yield scene.line("threat-assessed", first, threat="noise", **threat) | at
    for number, party in enumerate(scene.parties):
        yield _joining(scene, party, number) | at
    for party in scene.parties[:4]:
        yield _introducing(scene, party) | at
    yield scene.line("rhythm-agreed", first, every_days=scene.random.choice((7, 14, 28))) | at
    scene.cycle += 1
    draft = {"version": scene.cycle, "mission": "one trench", "vision": "no noise", "decision_rule": "majority"}
    draft["clauses"] = [{"clause": "word", "text": "We keep our word."}]
    draft |= scene.random.choice(_CHARTERS)
    yield scene.line("charter-drafted", first, **draft, authors=scene.members[:2]) | at
    for party in scene.members:
        yield scene.line("charter-consented", party, version=scene.cycle, party=party) | at


def _joining(scene: Scene, party: str, number: int) -> Line:
    observes = number >= 4 and number % 5 == 4
    standing = "observer" if observes else "rotating" if number % 7 == 6 else "member"
    scene.present[party] = standing
    said: Line = {"party": party, "name": party.title(), "kind": KINDS[number % len(KINDS)], "standing": standing}
    if number % 3:
        said["constituency"] = f"zone-{number % 4}"
    return scene.line("party-joined", party, **said)


def _introducing(scene: Scene, party: str) -> Line:
    """From now on somebody speaks for the party."""
    scene.speakers[party] = f"{party}-speaker"
    said = {"person": scene.speakers[party], "role": "engineer", "how_we_got_here": "by bus", "needs": ["quiet"]}
    return scene.line("introduction-made", party, party=party, **said)


def _again(scene: Scene, clock: datetime) -> list[Line]:
    """The coalition is said to have ended, somebody still acts, and a month later it begins again."""
    first, second, *_ = scene.parties
    at = {"at": clock.isoformat().replace("+00:00", "Z")}
    ended = scene.line("coalition-dissolved", first, reason="term-ended") | at | {"attested": WHY}
    shared = scene.line("information-shared", first, giver=first, to=[second], what="keys") | at | {"attested": WHY}
    again = clock + timedelta(days=30)
    convened = scene.line("coalition-reconvened", first, purpose="Dig again", convener=first)
    scene.reconvene()
    convened["at"] = again.isoformat().replace("+00:00", "Z")
    return [ended, shared, convened, *_formed(scene, again)]


def _next(scene: Scene, others: float, oddities: bool) -> Iterator[Line]:
    random = scene.random
    if oddities and random.random() < 0.06:
        yield from chosen(random, _ODDITIES)(scene)
    elif random.random() < others:
        yield from chosen(random, OTHERS)(scene)
    else:
        yield from random.choices(_USUAL, (30, 40, 15, 15))[0](scene)


def _promising(scene: Scene) -> Iterator[Line]:
    random = scene.random
    promisor, other, third = random.sample(sorted(scene.present), 3)
    promise = Promise(scene.fresh("c"), promisor, "all" if random.random() < 0.4 else other)
    if random.random() < 0.15:
        promise.co_accountable = [third]
    scene.promises[promise.id] = promise
    line = scene.line("commitment-made", promisor, commitment=promise.id, promisor=promisor, what="ducts and maps")
    line |= {"promisee": promise.promisee, "co_accountable": promise.co_accountable, "due": scene.soon(random)}
    if random.random() < 0.2:
        line["clause"] = "word"
    promise.told = {name: value for name, value in line.items() if name not in ("coalition", "type", "by")}
    yield line | {"ref": f"made-{promise.id}"}


def _keeping(scene: Scene) -> Iterator[Line]:
    """Something promised is brought, or what was brought is accepted, now and then refused."""
    delivered = scene.promised("delivered")
    waiting = [promise for promise in delivered if scene.their_side(promise)]
    if waiting and scene.random.random() < 0.55:
        promise = scene.random.choice(waiting)
        by = scene.random.choice(scene.their_side(promise))
        if scene.random.random() < 0.07:
            promise.state = "open"
            scene.settle_if_gone(promise)
            yield scene.line("delivery-refused", by, commitment=promise.id, reason="not what was meant")
        else:
            promise.state = "accepted"
            by = scene.speaker(by)
            yield scene.line("delivery-accepted", by, commitment=promise.id)
        return
    unkept = scene.promised("open")
    if not unkept:
        yield from _promising(scene)
        return
    promise = scene.random.choice(unkept[:25])
    promise.state = "delivered"
    by = scene.random.choice([p for p in promise.accountable if p in scene.present])
    by = scene.speaker(by)
    yield scene.line("commitment-delivered", by, commitment=promise.id, evidence="seen by both")


def _meeting(scene: Scene) -> Iterator[Line]:
    present = sorted(scene.present)
    came = scene.random.sample(present, scene.random.randint(2, len(present)))
    attendance = {party: scene.random.randint(1, 4) for party in came}
    line = scene.line("session-held", came[0], session=scene.fresh("s"), topic="the works", kind="working")
    line["attendance"] = attendance
    if scene.random.random() < 0.3:
        line["participants_by"] = {"zone-1": 3, "zone-2": 4}
    yield line


def _moment(scene: Scene) -> Iterator[Line]:
    between = scene.random.sample(sorted(scene.present), scene.random.randint(2, 3))
    yield scene.line("trust-moment", between[0], between=between, kind=scene.random.choice(MOMENTS), what="a word")


def _odd_promise(scene: Scene) -> Iterator[Line]:
    for line in _promising(scene):
        if scene.random.random() < 0.5:
            yield {name: value for name, value in line.items() if name != "due"} | {"attested": WHY}
        else:
            yield line | {"due": "2021-01-05", "attested": WHY}


def _odd_word(scene: Scene) -> Iterator[Line]:
    """Somebody says of a promise what the rules would not let it say."""
    if not scene.promises:
        return
    promise = scene.random.choice(list(scene.promises.values()))
    event_type, fields, state = scene.random.choice(_SAID)
    by = scene.random.choice([promise.promisor, scene.parties[0], None])
    line = scene.line(event_type, by, commitment=promise.id, **fields)
    if event_type == "commitment-handed-over":
        promise.promisor = line["to"] = scene.random.choice(scene.parties)
        promise.promisee = "all" if promise.promisee == promise.promisor else promise.promisee
        promise.co_accountable = [party for party in promise.co_accountable if party != promise.promisor]
        state = "open" if promise.state == "orphaned" else None
    if event_type == "commitment-renegotiated":
        promise.due = line["due"] = scene.random.choice((None, scene.soon(scene.random)))
    promise.state = state or promise.state
    scene.settle_if_gone(promise) if event_type == "delivery-refused" else None
    yield line | {"attested": WHY}


def _odd_acceptance(scene: Scene) -> Iterator[Line]:
    """Who answers for a promise calls it kept, in its own name or by the person who speaks for it."""
    waiting = scene.promised("delivered")
    if waiting:
        promise = scene.random.choice(waiting)
        promise.state = "accepted"
        by = scene.speaker(scene.random.choice(promise.accountable))
        yield scene.line("delivery-accepted", by, commitment=promise.id) | {"attested": WHY}


def _odd_leaving(scene: Scene) -> Iterator[Line]:
    ghost = scene.fresh("ghost")
    yield scene.line("party-withdrew", None, party=ghost, reason="never seen") | {"attested": WHY}


def _odd_outcome(scene: Scene) -> Iterator[Line]:
    proposal = scene.fresh("p")
    yield scene.line("proposal-made", None, proposal=proposal, what="an exception") | {"attested": WHY}
    yield scene.line("decision-reached", None, proposal=proposal, outcome="adopted") | {"attested": WHY}


def _odd_evidence(scene: Scene) -> Iterator[Line]:
    first, second = scene.random.sample(scene.parties, 2)
    yield scene.line("information-shared", first, giver=first, to=[first, second], what="x") | {"attested": WHY}
    yield scene.line("trust-moment", None, between=[first], what="alone") | {"attested": WHY}
    yield scene.line("trust-moment", None, between=[], what="nobody") | {"attested": WHY}


def _mended(scene: Scene) -> Iterator[Line]:
    """At last: due dates corrected, and a promise that was never given taken out with all that hangs on it."""
    by = scene.parties[0]
    dated = [promise for promise in scene.promises.values() if promise.first_due and "due" in promise.told]
    for promise in scene.random.sample(dated, min(3, len(dated))):
        due = (datetime.fromisoformat(promise.first_due) + timedelta(days=9)).date().isoformat()
        mended = scene.line("event-retracted", by, event=f"made-{promise.id}", reason="a slip", cascade=True)
        yield mended | {"attested": WHY, "instead": promise.told | {"due": due, "what": "other ducts"}}
    for promise in scene.random.sample(dated, min(1, len(dated))):
        gone = scene.line("event-retracted", by, event=f"made-{promise.id}", reason="never said", cascade=True)
        yield gone | {"attested": WHY}


def _dated(scene: Scene, line: Line, clock: datetime, late: float) -> Line:
    """The line with its `at`: mostly an instant, sometimes a bare date or in another offset, sometimes earlier."""
    random = scene.random
    moment = clock.replace(microsecond=0)
    if random.random() < late:
        moment -= timedelta(days=random.randint(1, 30), hours=random.randint(0, 20))
    moves = f"{line.get('party')} moved" if line["type"] in _MOVES else ""
    moment = max([moment, BEGIN, *(scene.born[name] for name in [*names_in(line), moves] if name in scene.born)])
    scene.bear(line, moment)
    scene.born[moves] = moment
    if line["type"] in _AFTERWARDS:
        scene.born[line["commitment"]] = moment
    form = random.random()
    at = moment.isoformat().replace("+00:00", "Z")
    if form < 0.2:
        at = at[:10]
    elif form < 0.3 and moment.hour >= 5:
        at = moment.astimezone(OFFSET).isoformat()
    if line.get("due") is not None and line["type"] == "commitment-made" and "attested" not in line:
        line = line | {"due": (moment + timedelta(days=random.randint(3, 90))).date().isoformat()}
        promise = scene.promises[line["commitment"]]
        promise.due = promise.first_due = line["due"]
    return line | {"at": at}


_SAID: tuple[tuple[str, Line, str | None], ...] = (
    ("commitment-delivered", {"evidence": "said so"}, "delivered"),
    ("delivery-accepted", {}, "accepted"),
    ("delivery-refused", {}, "open"),
    ("commitment-broken", {"reason": "never came"}, "broken"),
    ("commitment-revoked", {}, "revoked"),
    ("commitment-released", {"reason": "moot"}, "released"),
    ("commitment-renegotiated", {}, None),
    ("commitment-handed-over", {}, None),
)
_MOVES = ("party-invited", "party-joined", "party-withdrew")
#: What is said of a promise after these is dated after them.
_AFTERWARDS = ("commitment-delivered", "delivery-refused")
_USUAL: tuple[Callable[[Scene], Iterator[Line]], ...] = (_promising, _keeping, _meeting, _moment)
_ODDITIES = (_odd_promise, _odd_word, _odd_word, _odd_acceptance, _odd_leaving, _odd_outcome, _odd_evidence)
_CHARTERS: tuple[Line, ...] = (
    {},
    {"values": ["candour", "patience"], "exit_conditions": ["the trench is dug"]},
    {"exit_conditions": ["the trench is dug"], "quorum": "0.4", "decision_rule": "supermajority"},
    {"values": ["candour"], "sunset": "2022-03-31"},
)
