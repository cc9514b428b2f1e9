"""The walk along the log: every entry against its leaf, its event and the entry before it in its coalition.

It recomputes everything from the stored bytes. Where an entry is what the event gives, one comparison tells; only
where it is not, is it looked at what does not fit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from typing import Any

from engine.audit.faults import Faults
from engine.integrity import entry as entries
from engine.integrity import heads as stream_heads
from engine.integrity.heads import Head
from engine.integrity.merkle import Growing
from engine.integrity.strict import NUMBER_AT_MOST, Malformed
from engine.stores.leaves import Leaf

Progress = Callable[[int], None]
_STEP = 5000  # leaves between two tellings of progress


def silent(done: int) -> None:
    """Tell nobody."""


class Walk:
    """What is found on the way, and the tree as it was recomputed: proofs can be made from it."""

    def __init__(self, faults: Faults, known: Mapping[int, str], marks: Iterable[int]) -> None:
        """`known`: leaf hashes, in hex, that somebody kept. `marks`: sizes of the log whose roots are wanted."""
        self.faults = faults
        self.roots: dict[int, bytes] = {}  #: at the sizes that were asked for
        self.trusted = 0  #: how many leaves were there before the log, and are trusted as they were found
        self.closed: list[int] = []  #: the sizes before which stream heads were written
        self.leaves: list[bytes] = []  #: their hashes, as recomputed
        self.nodes: dict[tuple[int, int], bytes] = {}  #: the complete ones from level 1 on, by level and index
        self._known, self._marks = known, frozenset(marks)
        self._tree, self._heads = Growing(), dict[str, Head]()
        self._notification, self._number, self._missing = 0, 0, 0
        self._mark()

    @property
    def size(self) -> int:
        """How many leaves were walked along."""
        return self._tree.size

    @property
    def root(self) -> bytes:
        """The root over them."""
        return self._tree.root

    def leaf(self, idx: int) -> bytes:
        """The hash of a leaf. Raises LookupError."""
        return self.leaves[idx]

    def node(self, level: int, idx: int) -> bytes:
        """The hash of a complete node. Raises LookupError."""
        return self.nodes[level, idx]

    def along(self, leaves: Iterable[Leaf], progress: Progress = silent) -> None:
        """Walk along the log."""
        for leaf in leaves:
            if not 0 <= leaf.idx <= NUMBER_AT_MOST:
                message = f"A leaf stands at index {leaf.idx}, which is none: its event is in no checkpoint"
                self.faults.add("leaf-altered", message, index=leaf.idx, **_place(leaf))
                continue
            self._gap(leaf)
            self._step(leaf)
            if self.size % _STEP == 0:
                progress(self.size)
        for index in sorted(index for index in self._known if index >= self.size):
            self.faults.add("truncated", "The log ends before this leaf, which it is known to have had", index=index)
        progress(self.size)

    def _gap(self, leaf: Leaf) -> None:
        """What is missing before a leaf. The tree goes on without it, so that no root after it fits any more."""
        missing = leaf.idx - self.size
        if missing > 0 and missing != self._missing:
            self.faults.add("leaf-missing", f"The log lacks {_leaves(leaf.idx, missing)}", index=leaf.idx - missing)
        self._missing = missing

    def _step(self, leaf: Leaf) -> None:
        written = leaf.entry if isinstance(leaf.entry, bytes) else b""
        digest = sha256(b"\x00" + written).digest()
        in_hex = digest.hex()
        if leaf.leaf != digest:
            self.faults.add("leaf-altered", "The leaf is not the hash of its entry", index=leaf.idx, **_place(leaf))
        if self._known.get(leaf.idx, in_hex) != in_hex:
            self.faults.add("leaf-altered", "The entry is not the one that was logged", index=leaf.idx, **_place(leaf))
        if leaf.notification_id is None:
            self._other(leaf, written)
        else:
            self._event(leaf, written, in_hex)
        self._grow(digest)

    def _grow(self, digest: bytes) -> None:
        self.leaves.append(digest)
        for level, idx, hash in self._tree.append(digest):
            self.nodes[level, idx] = hash
        self._mark()

    def _mark(self) -> None:
        if self.size in self._marks:
            self.roots[self.size] = self.root

    def _event(self, leaf: Leaf, written: bytes, digest: str) -> None:
        before = self._heads.get(leaf.stream)
        if isinstance(leaf.state, bytes) and written == _expected(leaf, before):
            in_order = self._in_order(leaf)
            self._heads[leaf.stream] = Head(leaf.version, digest)
            if in_order:
                return
        else:
            self._differs(leaf, written, digest)

    def _in_order(self, leaf: Leaf) -> bool:
        """Whether it was recorded after the leaf before it."""
        in_order = isinstance(leaf.notification_id, int) and leaf.notification_id > self._notification
        if in_order:
            self._notification = leaf.notification_id
        else:
            self.faults.add("event-moved", "It was logged in another order", index=leaf.idx, **_place(leaf))
        return in_order

    def _differs(self, leaf: Leaf, written: bytes, digest: str) -> None:
        """An entry that is not what its event gives: what of it does not fit."""
        try:
            entry = entries.parsed(written)
        except Malformed as malformed:
            self.faults.add("entry-malformed", str(malformed), index=leaf.idx, **_place(leaf))
            return
        where = {"index": leaf.idx, "coalition": entry.stream, "version": entry.version}
        before = self._heads.get(entry.stream)
        if leaf.stream is None:
            self.faults.add("event-missing", "The log knows this event, and the store does not hold it", **where)
        else:
            self._compared(leaf, entry, where)
        if (entry.prev, entry.version) != ((before.leaf, before.version + 1) if before else (None, 1)):
            self.faults.add("chain-broken", "It does not follow on the coalition's entry before it", **where)
        self._heads[entry.stream] = Head(entry.version, digest)

    def _compared(self, leaf: Leaf, entry: entries.Entry, where: dict[str, Any]) -> None:
        moved = [
            f"{name} {theirs!r} instead of {ours!r}"
            for name, ours, theirs in (
                ("coalition", entry.stream, leaf.stream),
                ("number", entry.version, leaf.version),
                ("type", entry.topic, leaf.topic),
            )
            if (type(ours), ours) != (type(theirs), theirs)
        ]
        if moved:
            self.faults.add("event-moved", f"The event stands in the store with {', '.join(moved)}", **where)
        if not isinstance(leaf.state, bytes) or not entry.holds(leaf.state):
            self.faults.add("event-altered", "The event is not the one that was logged", **where)
        self._in_order(leaf)

    def _other(self, leaf: Leaf, written: bytes) -> None:
        """An entry that was not made for an event: only stream heads are such."""
        self._number += 1
        try:
            told = stream_heads.parsed(written)
        except Malformed as malformed:
            self.closed.append(leaf.idx + 1)
            self.faults.add("entry-malformed", str(malformed), index=leaf.idx)
            return
        if told.trusted and self._number == 1:
            self.trusted = leaf.idx + 1
        else:
            self.closed.append(leaf.idx + 1)
        if told.number != self._number:
            message = f"Stream heads number {told.number} stand where number {self._number} should"
            self.faults.add("heads-wrong", message, index=leaf.idx)
        for stream in sorted({*told.heads, *self._heads}):
            if told.heads.get(stream) != self._heads.get(stream):
                message = f"The stream heads do not say where {stream} ended"
                self.faults.add("heads-wrong", message, index=leaf.idx, coalition=stream)


def _expected(leaf: Leaf, before: Head | None) -> bytes | None:
    """The bytes of its entry, taken from the event; null where it does not follow on the one before."""
    if leaf.version != (before.version + 1 if before else 1) or type(leaf.version) is not int:
        return None
    digest, prev = sha256(leaf.state).hexdigest(), before.leaf if before else None
    return entries.assumed(leaf.stream, leaf.version, leaf.topic, digest, prev)


def _place(leaf: Leaf) -> dict[str, Any]:
    """Where it stands, as far as the store tells."""
    stream, version = leaf.stream, leaf.version
    return {
        "coalition": stream if isinstance(stream, str) else None,
        "version": version if isinstance(version, int) else None,
    }


def _leaves(end: int, count: int) -> str:
    return f"leaf {end - 1}" if count == 1 else f"leaves {end - count} to {end - 1}"


def nodes_differ(
    kept: Iterable[tuple[Any, Any, Any]], tree: Mapping[tuple[int, int], bytes], signed: int
) -> list[tuple[Any, Any]]:
    """Level and index of the nodes kept that are not of the tree, and of those under `signed` leaves not kept."""
    held = {(level, idx): hash for level, idx, hash in kept}
    wrong = [place for place, hash in held.items() if tree.get(place) != hash or tuple(map(type, place)) != (int, int)]
    return wrong + [(level, idx) for level, idx in tree if (idx + 1) << level <= signed and (level, idx) not in held]
