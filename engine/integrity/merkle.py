"""The Merkle tree of Certificate Transparency (RFC 6962; RFC 9162, section 2.1): roots, proofs, their verification.

Hashes are SHA-256, 32 bytes. Node (level, idx) covers the 2**level leaves from idx * 2**level: once these are there
it never changes, so it can be kept. Leaves and sizes count from 0; proofs are made from O(log n) kept nodes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from hashlib import sha256
from typing import NamedTuple, Protocol, TypeAlias

Path: TypeAlias = Sequence[bytes]
EMPTY = sha256().digest()  #: the root of a tree without leaves


class Tree(Protocol):
    """What proofs are made from. Both lookups raise LookupError for what is not there."""

    @property
    def size(self) -> int:
        """How many leaves it has."""

    def leaf(self, idx: int) -> bytes:
        """The leaf hash at an index."""

    def node(self, level: int, idx: int) -> bytes:
        """The hash of a node of level 1 or above all of whose leaves are there."""


class Node(NamedTuple):
    """A complete subtree of 2**level leaves."""

    level: int
    idx: int
    hash: bytes


def leaf_hash(entry: bytes) -> bytes:
    """The hash of a leaf that holds these bytes."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over two others."""
    return sha256(b"\x01" + left + right).digest()


def root(tree: Tree, size: int | None = None) -> bytes:
    """The root of the first `size` leaves of a tree, of all where None: MTH of RFC 9162, section 2.1.1."""
    return _over_peaks(peaks(tree, tree.size if size is None else size))


def peaks(tree: Tree, size: int) -> list[bytes]:
    """The complete subtrees that the first `size` leaves consist of, the largest first."""
    if not 0 <= size <= tree.size:
        raise ValueError(f"The tree has {tree.size} leaves, not {size}")
    return [_complete(tree, level, (size >> level) - 1) for level in _bits(size)]


def inclusion_path(tree: Tree, index: int, size: int) -> tuple[bytes, ...]:
    """The proof that a leaf is in the tree of the first `size`: PATH of RFC 9162, section 2.1.3.1, from its sibling up.

    Raises ValueError where there is no such leaf.
    """
    if not 0 <= index < size <= tree.size:
        raise ValueError(f"There is no leaf {index} in the first {size} of {tree.size}")
    start, end, path = 0, size, []
    while end - start > 1:
        middle = _middle(start, end)
        if index < middle:
            path.append(_between(tree, middle, end))
            end = middle
        else:
            path.append(_between(tree, start, middle))
            start = middle
    return tuple(reversed(path))


def consistency_path(tree: Tree, first: int, second: int) -> tuple[bytes, ...]:
    """The proof that the first `first` leaves begin the tree of the first `second`: PROOF of RFC 9162, 2.1.4.1.

    Raises ValueError where there are no two such trees; the empty tree begins every tree, and that has no proof.
    """
    if not 0 < first <= second <= tree.size:
        raise ValueError(f"There is no proof from {first} to {second} leaves in a tree of {tree.size}")
    start, end, path = 0, second, []
    while end != first:
        middle = _middle(start, end)
        if first <= middle:
            path.append(_between(tree, middle, end))
            end = middle
        else:
            path.append(_between(tree, start, middle))
            start = middle
    if start:  # where it is 0, what is left is the first tree itself, which the verifier knows
        path.append(_between(tree, start, end))
    return tuple(reversed(path))


def included(leaf: bytes, index: int, size: int, path: Path, root: bytes) -> bool:
    """Whether a path shows the leaf at an index of the tree with this size and root: RFC 9162, section 2.1.3.2.

    Instead of shifting two counters, the levels are told apart by where the ways to the leaf and to the last
    leaf part: below that it has siblings on either side, above it only subtrees to its left that are complete.
    """
    if not 0 <= index < size or not _are_hashes(leaf, *path):
        return False
    parting, lefts = _steps(index, size)
    if len(path) != parting + lefts:
        return False
    for level, sibling in enumerate(path):
        is_left = level < parting and not index >> level & 1
        leaf = node_hash(leaf, sibling) if is_left else node_hash(sibling, leaf)
    return leaf == root


def consistent(first: int, second: int, path: Path, first_root: bytes, second_root: bytes) -> bool:
    """Whether a path shows that the tree with the first size and root begins the second: RFC 9162, section 2.1.4.2.

    The path is that of the first tree's last leaf in the second, from the largest complete subtree which ends
    there; what lies to the left of it belongs to both trees, what lies to the right to the second alone.
    """
    if first == second:
        return first > 0 and not path and first_root == second_root
    if not 0 < first < second or not path or not _are_hashes(*path):
        return False
    low = (first & -first).bit_length() - 1
    seed, *rest = (first_root, *path) if first == 1 << low else path
    parting, lefts = _steps(first - 1, second)
    if len(rest) != parting - low + lefts:
        return False
    old = new = seed
    for level, sibling in enumerate(rest, low):
        if level < parting and not (first - 1) >> level & 1:
            new = node_hash(new, sibling)
        else:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
    return old == first_root and new == second_root


def beginning(leaf: bytes, index: int, size: int, path: Path, first: int) -> bytes | None:
    """The root of the first `first` leaves, from a path that shows a leaf in a larger tree; None where it cannot tell.

    The path must have been verified (`included`), so that it binds the root. It can tell where the leaf lies in the
    last complete subtree of the smaller tree, as that one's last leaf does: beside the way, what lies to the left
    belongs to both trees, and what lies to the right of that subtree to the larger one alone.
    """
    low = (first & -first).bit_length() - 1
    if not index < first <= size or index >> low != first - 1 >> low:
        return None
    parting, _ = _steps(index, size)
    for level, sibling in enumerate(path):
        if level >= parting or index >> level & 1:
            leaf = node_hash(sibling, leaf)
        elif level < low:
            leaf = node_hash(leaf, sibling)
    return leaf


class Growing:
    """A tree that takes in leaves one by one and holds nothing but its peaks, so that its root costs O(log n)."""

    def __init__(self, tree: Tree | None = None) -> None:
        self.size = tree.size if tree else 0
        self._peaks = peaks(tree, tree.size) if tree else []

    @property
    def root(self) -> bytes:
        """The root of all leaves so far."""
        return _over_peaks(self._peaks)

    def append(self, leaf: bytes) -> list[Node]:
        """Take in a leaf hash; the nodes of level 1 and above that it completes, the lowest first."""
        made: list[Node] = []
        idx, self.size = self.size, self.size + 1
        while idx & 1:
            leaf, idx = node_hash(self._peaks.pop(), leaf), idx >> 1
            made.append(Node(len(made) + 1, idx, leaf))
        self._peaks.append(leaf)
        return made


class InMemory:
    """A tree that holds every node, made of leaf hashes: for proofs where nothing was kept, or what was is damaged."""

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self._growing, self._levels = Growing(), [[*leaves]]
        for leaf in self._levels[0]:
            self._keep(self._growing.append(leaf))

    @property
    def size(self) -> int:
        """How many leaves it has."""
        return self._growing.size

    def leaf(self, idx: int) -> bytes:
        """The leaf hash at an index."""
        return self._levels[0][idx]

    def node(self, level: int, idx: int) -> bytes:
        """The hash of a complete node."""
        return self._levels[level][idx]

    def _keep(self, nodes: Iterable[Node]) -> None:
        for node in nodes:
            if node.level == len(self._levels):
                self._levels.append([])
            self._levels[node.level].append(node.hash)


def _bits(size: int) -> Iterator[int]:
    """The bits set in a size, the highest first: the levels of its peaks."""
    return (level for level in reversed(range(size.bit_length())) if size >> level & 1)


def _over_peaks(hashes: Sequence[bytes]) -> bytes:
    return reduce(lambda right, left: node_hash(left, right), reversed(hashes)) if hashes else EMPTY


def _complete(tree: Tree, level: int, idx: int) -> bytes:
    return tree.node(level, idx) if level else tree.leaf(idx)


def _middle(start: int, end: int) -> int:
    """Where a tree parts: after the largest power of two of leaves that is smaller than the whole."""
    return start + (1 << (end - start - 1).bit_length() - 1)


def _between(tree: Tree, start: int, end: int) -> bytes:
    """The root of the leaves from `start` to before `end`, where these are a subtree of the tree."""
    level = (end - start - 1).bit_length()
    if end - start == 1 << level:
        return _complete(tree, level, start >> level)
    middle = _middle(start, end)
    return node_hash(_between(tree, start, middle), _between(tree, middle, end))


def _steps(index: int, size: int) -> tuple[int, int]:
    """The levels below which the ways to a leaf and to the last leaf part, and how many subtrees lie left above."""
    parting = (index ^ size - 1).bit_length()
    return parting, (index >> parting).bit_count()


def _are_hashes(*values: bytes) -> bool:
    return all(len(value) == len(EMPTY) for value in values)
