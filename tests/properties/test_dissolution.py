"""The end waits for every promise: nothing is dissolved while one holds it up, and the last one settled ends it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from domain.event import Recorded
from domain.history import consider
from domain.shape import parsed

MEMBERS = ("ash", "birch", "cedar")
ENDINGS = ("accepted", "released", "revoked", "broken")


class Promise(NamedTuple):
    """A promise, how far it is when the end is put before the members, and how it is settled."""

    promisor: str
    promisee: str
    before: str
    ending: str


PROMISES = st.builds(
    Promise,
    promisor=st.sampled_from(MEMBERS),
    promisee=st.sampled_from((*MEMBERS, "all")),
    before=st.sampled_from(("open", "delivered", "refused")),
    ending=st.sampled_from(ENDINGS),
).filter(lambda promise: promise.promisor != promise.promisee)


@given(promises=st.lists(PROMISES, max_size=4), order=st.randoms(use_true_random=False))
def test_the_last_promise_settled_ends_the_coalition(promises: list[Promise], order: Any) -> None:
    story = Story(promises)
    story.put_the_end_to_the_members()
    left = list(range(len(promises)))
    order.shuffle(left)
    while left:
        assert not story.has_ended
        story.settle(left.pop())
    assert story.has_ended
    assert story.history[-1].derived_from == story.history[-2].n


@given(promises=st.lists(PROMISES, min_size=1, max_size=4), leaver=st.sampled_from(MEMBERS))
def test_whoever_leaves_takes_no_promise_along(promises: list[Promise], leaver: str) -> None:
    """Nothing is left to settle but what is orphaned, and that still waits for whom it was promised to."""
    story = Story(promises)
    story.put_the_end_to_the_members()
    story.record("party-withdrew", leaver, party=leaver, reason="moved away")
    assert not story.has_ended
    for number, promise in enumerate(promises):
        assert not story.has_ended
        story.settle_without(number, promise, leaver)
    assert story.has_ended


class Story:
    """Three members, promises among them, and an end proposed."""

    def __init__(self, promises: Sequence[Promise]) -> None:
        self.history: list[Recorded] = []
        self.promises = promises
        self.record("coalition-proposed", "ash", name="Alder", purpose="paths", convener="ash", origin="mandated")
        for party in MEMBERS:
            self.record("party-joined", party, party=party, name=party, kind="community", standing="member")
        for number, promise in enumerate(promises):
            made = {"promisor": promise.promisor, "promisee": promise.promisee, "what": "a map", "due": "2020-03-01"}
            self.record("commitment-made", promise.promisor, commitment=f"c-{number}", **made)
            if promise.before in ("delivered", "refused"):
                self.record("commitment-delivered", promise.promisor, commitment=f"c-{number}", evidence="seen")
            if promise.before == "refused":
                self.record("delivery-refused", self.other(promise), commitment=f"c-{number}", reason="torn")

    @property
    def has_ended(self) -> bool:
        return self.history[-1].type == "coalition-dissolved"

    def put_the_end_to_the_members(self) -> None:
        self.record("dissolution-proposed", "ash", reason="purpose-achieved")
        for party in MEMBERS:
            assert not self.has_ended
            self.record("dissolution-consented", party, party=party)

    def settle(self, number: int) -> None:
        promise, name = self.promises[number], f"c-{number}"
        opened = promise.before != "delivered"
        if promise.ending == "released" or (not opened and promise.ending in ("revoked", "broken")):
            self.record("commitment-released", self.other(promise), commitment=name, reason="never mind")
        elif promise.ending == "revoked":
            self.record("commitment-revoked", promise.promisor, commitment=name, reason="no money")
        elif promise.ending == "broken":
            self.record("commitment-broken", self.other(promise), commitment=name, reason="late", at="2020-03-02")
        else:
            if opened:
                self.record("commitment-delivered", promise.promisor, commitment=name, evidence="seen")
                assert not self.has_ended
            self.record("delivery-accepted", self.other(promise), commitment=name)

    def settle_without(self, number: int, promise: Promise, leaver: str) -> None:
        """Released by whom it was promised to or, where that has left, by a member that does not answer for it."""
        others = [party for party in MEMBERS if party not in (leaver, promise.promisor)]
        by = promise.promisee if promise.promisee in others else others[0]
        self.record("commitment-released", by, commitment=f"c-{number}", reason="never mind")

    def other(self, promise: Promise) -> str:
        """Who speaks for whom the promise was made to."""
        others = [party for party in MEMBERS if party != promise.promisor]
        return promise.promisee if promise.promisee in others else others[0]

    def record(self, event_type: str, by: str, **fields: Any) -> None:
        written = {"coalition": "alder", "type": event_type, "at": "2020-03-01", "by": by, **fields}
        self.history += consider(self.history, parsed(written), now="2021-01-01T00:00:00Z", recorded_by="scribe")
