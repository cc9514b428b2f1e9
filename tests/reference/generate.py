"""Generated histories: plausible lines of a coalition's ledger, the same for the same seed, of any size.

The mix is that of a busy coalition: 30 % commitments made, 40 % deliveries and acceptances, 15 % sessions, 15 %
moments of trust, and a few of everything else. Some facts arrive late, with an earlier `at` than the line before.
With `oddities`, some lines break rules and say so (`attested`), as histories written up afterwards do, dates run
against the order of the lines, and the last lines correct and retract earlier ones. Only the standard library is used,
so that a benchmark may use it too.

    lines = generate(seed=7, events=10_000)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from random import Random

from .oddities import ODDITIES, WHY, mended
from .others import OTHERS
from .scene import Line, Scene, chosen, names_in
from .usual import keeping, meeting, moment, promising

BEGIN = datetime(2021, 1, 11, 9, tzinfo=UTC)
OFFSET = timezone(timedelta(hours=-5))
KINDS = ("public-agency", "nonprofit", "academic", "community", "commercial")


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
    scene = Scene(coalition, random, [f"party-{number:02}" for number in range(1, parties + 1)], odd=oddities)
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
        lines += [_dated(scene, line, clock, 0) for line in mended(scene)]
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
        yield from chosen(random, ODDITIES)(scene)
    elif random.random() < others:
        yield from chosen(random, OTHERS)(scene)
    else:
        yield from random.choices(_USUAL, (30, 40, 15, 15))[0](scene)


def _dated(scene: Scene, line: Line, clock: datetime, late: float) -> Line:
    """The line with its `at`: mostly an instant, sometimes a bare date or in another offset, sometimes earlier."""
    random = scene.random
    moment = clock.replace(microsecond=0) - timedelta(days=line.pop("back", 0))
    if random.random() < late:
        moment -= timedelta(days=random.randint(1, 30), hours=random.randint(0, 20))
    moves = f"{line.get('party')} moved" if line["type"] in _MOVES else ""
    moment = max([moment, BEGIN, *(scene.born[name] for name in [*names_in(line), moves] if name in scene.born)])
    scene.bear(line, moment)
    if not (scene.odd and random.random() < 0.5):  # else what follows may be dated before it, though it is told after
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


_MOVES = ("party-invited", "party-joined", "party-withdrew")
#: What is said of a promise after these is dated after them.
_AFTERWARDS = ("commitment-delivered", "delivery-refused")
_USUAL: tuple[Callable[[Scene], Iterator[Line]], ...] = (promising, keeping, meeting, moment)
_CHARTERS: tuple[Line, ...] = (
    {},
    {"values": ["candour", "patience"], "exit_conditions": ["the trench is dug"]},
    {"exit_conditions": ["the trench is dug"], "quorum": "0.4", "decision_rule": "supermajority"},
    {"values": ["candour"], "sunset": "2022-03-31"},
)
