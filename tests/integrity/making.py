"""Logs for the tests: events as the engine stores them, their entries, checkpoints over them, and packs of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.event import Attested, Recorded
from domain.shape import parsed
from engine.integrity import checkpoint, entry, pack, receipt
from engine.integrity.checkpoint import Checkpoint
from engine.integrity.heads import Head, StreamHeads
from engine.integrity.merkle import InMemory, leaf_hash, root
from engine.integrity.note import Signer
from engine.integrity.pack import Closing, Row
from engine.integrity.proof import Proof
from engine.mapper import EventMapper

ORIGIN = "ledger.example/alder-street"
MAPPER = EventMapper()


def signer(name: str = ORIGIN, seed: int = 1) -> Signer:
    """The same key for the same seed."""
    return Signer(name, Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32))


KEY = signer()


def state(stream: str, n: int, **changed: Any) -> tuple[str, bytes]:
    """The type of an event and its stored bytes; every third event is attested, and every fourth has its evidence."""
    fields = {"type": "celebration-held", "coalition": stream, "at": f"2024-01-{1 + n % 28:02}", "by": "navy"}
    fields |= {"of": f"the {n}. meeting"} | ({"source": f"minutes {n}"} if n % 4 == 0 else {}) | changed
    told: dict[str, Any] = {}
    if n % 3 == 0:
        told = {"attested": Attested("written up\nfrom minutes", "clerk"), "breaches": ("membership.actor-is-in",)}
    record = Recorded(parsed(fields), n, f"2024-02-01T00:00:{n % 60:02}Z", "clerk", **told)
    stored = MAPPER.to_stored_event(record)
    return stored.topic, stored.state


class Log:
    """A log as a recorder would keep it, in memory."""

    def __init__(self, key: Signer = KEY) -> None:
        self.key = key
        self.entries: list[bytes] = []
        self.rows: list[Row] = []
        self.ends: dict[str, Head] = {}
        self.closings: list[Closing] = []

    @property
    def tree(self) -> InMemory:
        return InMemory(map(leaf_hash, self.entries))

    def record(self, stream: str, stored: bytes | None = None, **changed: Any) -> None:
        """One event more in a coalition, stored as these bytes where they are given."""
        topic, made = state(stream, self.ends[stream].version + 1 if stream in self.ends else 1, **changed)
        self.keep(stream, topic, made if stored is None else stored)

    def keep(self, stream: str, topic: str, stored: bytes) -> None:
        """The entry of the next event of a coalition."""
        last = self.ends.get(stream, Head(0, ""))
        prev = bytes.fromhex(last.leaf) or None
        data = entry.for_event(stream, last.version + 1, topic, stored, prev).written()
        self.rows.append(Row(len(self.entries), data, stored))
        self.entries.append(data)
        self.ends[stream] = Head(last.version + 1, leaf_hash(data).hex())

    def close(self, ends: dict[str, Head] | None = None, number: int | None = None, trusted: bool = False) -> bytes:
        """Put the stream heads at the end and sign: the checkpoint."""
        told = dict(self.ends) if ends is None else ends
        closing = StreamHeads(number or len(self.closings) + 1, told, trusted).written()
        self.closings.append(Closing(len(self.entries), closing))
        self.entries.append(closing)
        return self.sign()

    def sign(self, size: int | None = None) -> bytes:
        return checkpoint.signed(self.head(size), self.key)

    def head(self, size: int | None = None) -> Checkpoint:
        tree = InMemory(map(leaf_hash, self.entries[:size]))
        return Checkpoint(self.key.verifier.name, tree.size, root(tree))

    def receipt(self, place: int, note: bytes) -> Proof:
        """The receipt of the event in a place of the rows."""
        head = checkpoint.opened(note, self.key.verifier)
        row = self.rows[place]
        return receipt.made(self.tree, row.idx, head, note, row.entry, row.state).proof

    def of(self, streams: Iterable[str]) -> Iterator[Row]:
        """The rows of coalitions, one coalition after the other."""
        for stream in streams:
            yield from (row for row in self.rows if entry.parsed(row.entry).stream == stream)

    def pack(self, note: bytes, streams: Iterable[str] | None = None) -> bytes:
        """A pack of these coalitions, of all where None, under the checkpoint over the whole log."""
        chosen = self.of(self.ends if streams is None else streams)
        return pack.packed(chosen, self.closings, note, self.tree, self.key.verifier)


def small() -> tuple[Log, bytes]:
    """A log of three coalitions, whose events lie mixed and which was closed once before, with its last checkpoint."""
    log = Log()
    for n in range(4):
        log.record("alder")
        log.record("birch")
        if n == 1:
            log.close()
    log.record("con")
    return log, log.close()
