"""What breaks a rule and says so, as in histories written up afterwards, and what is mended in the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from .scene import Line, Scene
from .usual import promising

WHY = {"reason": "written up afterwards"}


def _odd_promise(scene: Scene) -> Iterator[Line]:
    for line in promising(scene):
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


def _odd_quarrel(scene: Scene) -> Iterator[Line]:
    """What was refused is brought again and accepted, on dates that say otherwise."""
    waiting = scene.promised("delivered")
    if waiting and (side := scene.their_side(waiting[0])):
        promise, by = waiting[0], waiting[0].promisor
        about = {"commitment": promise.id, "attested": WHY}
        back = (scene.random.randint(0, 20) for _ in range(3))
        promise.state = "accepted"
        yield scene.line("delivery-refused", side[0], **about, reason="half of it", back=next(back))
        yield scene.line("commitment-delivered", by, **about, evidence="the rest", back=next(back))
        yield scene.line("delivery-accepted", side[0], **about, back=next(back))


def _odd_moves(scene: Scene) -> Iterator[Line]:
    """A party leaves and comes back within days, and nobody is sure in which order."""
    party = scene.random.choice([party for party in scene.parties[1:] if party in scene.present] or scene.parties)
    if party in scene.present:
        scene.leave(party)
        scene.present[party] = "member"
        said = {"name": party.title(), "kind": "nonprofit", "standing": "member", "attested": WHY}
        back = (scene.random.randint(0, 4) for _ in range(2))
        left = {"reason": "a row", "attested": WHY}
        yield scene.line("party-withdrew", party, party=party, **left, back=next(back))
        yield scene.line("party-joined", party, party=party, **said, back=next(back))


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


def mended(scene: Scene) -> Iterator[Line]:
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
ODDITIES: tuple[Callable[[Scene], Iterator[Line]], ...] = (
    _odd_promise,
    _odd_word,
    _odd_word,
    _odd_acceptance,
    _odd_quarrel,
    _odd_moves,
    _odd_leaving,
    _odd_outcome,
    _odd_evidence,
)
