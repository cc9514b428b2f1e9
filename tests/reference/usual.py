"""What mostly happens in a busy coalition: promises, deliveries and their acceptance, sessions, moments of trust."""

from __future__ import annotations

from collections.abc import Iterator

from .scene import Line, Promise, Scene

MOMENTS = ("personal", "shared-food", "listening", "introduction", "encouragement", "help", "repair")


def promising(scene: Scene) -> Iterator[Line]:
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


def keeping(scene: Scene) -> Iterator[Line]:
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
        yield from promising(scene)
        return
    promise = scene.random.choice(unkept[:25])
    promise.state = "delivered"
    by = scene.random.choice([p for p in promise.accountable if p in scene.present])
    by = scene.speaker(by)
    yield scene.line("commitment-delivered", by, commitment=promise.id, evidence="seen by both")


def meeting(scene: Scene) -> Iterator[Line]:
    present = sorted(scene.present)
    came = scene.random.sample(present, scene.random.randint(2, len(present)))
    attendance = {party: scene.random.randint(1, 4) for party in came}
    line = scene.line("session-held", came[0], session=scene.fresh("s"), topic="the works", kind="working")
    line["attendance"] = attendance
    if scene.random.random() < 0.3:
        line["participants_by"] = {"zone-1": 3, "zone-2": 4}
    yield line


def moment(scene: Scene) -> Iterator[Line]:
    between = scene.random.sample(sorted(scene.present), scene.random.randint(2, 3))
    yield scene.line("trust-moment", between[0], between=between, kind=scene.random.choice(MOMENTS), what="a word")
