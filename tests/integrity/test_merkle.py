"""The tree: held to RFC 9162 as it is written, for every size up to 64, and to published vectors."""

from __future__ import annotations

import base64
import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.integrity.merkle import (
    EMPTY,
    Growing,
    InMemory,
    Node,
    beginning,
    consistency_path,
    consistent,
    included,
    inclusion_path,
    leaf_hash,
    node_hash,
    peaks,
    root,
)
from integrity import plainly

VECTORS = Path(__file__).parents[2] / "../shared/data/rfc6962/testdata"
#: The eight entries of Certificate Transparency's own tests, and the roots of the trees of the first 1 to 8 of them.
ENTRIES = [bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")]
ENTRIES.append(bytes(range(0x60, 0x70)))
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
SIZES = range(1, 65)
DATA = [b"entry %d" % number for number in range(64)]
LEAVES = [leaf_hash(entry) for entry in DATA]
TREE = InMemory(LEAVES)
HASHES = st.binary(min_size=32, max_size=32)


def vectors(kind: str) -> list[Any]:
    """The published vectors of a kind; one that is skipped where they are not at hand."""
    files = sorted((VECTORS / kind).rglob("*.json"))
    absent = pytest.param({}, marks=pytest.mark.skip(f"the published vectors are not at hand: {VECTORS} is missing"))
    return [pytest.param(json.loads(file.read_text()), id=f"{file.parent.name}-{file.stem}") for file in files] or [
        absent
    ]


def decoded(vector: dict[str, Any], name: str) -> bytes:
    return base64.b64decode(vector[name])


def path_of(vector: dict[str, Any]) -> list[bytes]:
    return [base64.b64decode(step) for step in vector["proof"] or ()]


class Uniform:
    """A tree of any size whose leaves are all one, so that a node depends on its level alone; counts what is asked."""

    def __init__(self, size: int) -> None:
        self.size, self.asked = size, 0
        self.hashes = [leaf_hash(b"the same")]
        while len(self.hashes) < 64:
            self.hashes.append(node_hash(self.hashes[-1], self.hashes[-1]))

    def leaf(self, idx: int) -> bytes:
        return self._hash(0, idx)

    def node(self, level: int, idx: int) -> bytes:
        if level == 0:
            raise LookupError("leaves are kept elsewhere")
        return self._hash(level, idx)

    def _hash(self, level: int, idx: int) -> bytes:
        self.asked += 1
        if not 0 <= idx < self.size >> level:
            raise LookupError(f"node {idx} of level {level} is not complete")
        return self.hashes[level]


@pytest.mark.parametrize("vector", vectors("inclusion"))
def test_published_proofs_of_inclusion(vector: dict[str, Any]) -> None:
    claim = (decoded(vector, "leafHash"), vector["leafIdx"], vector["treeSize"], path_of(vector))
    assert included(*claim, decoded(vector, "root")) is not vector["wantErr"]


@pytest.mark.parametrize("vector", vectors("consistency"))
def test_published_proofs_of_consistency(vector: dict[str, Any]) -> None:
    roots = decoded(vector, "root1"), decoded(vector, "root2")
    assert consistent(vector["size1"], vector["size2"], path_of(vector), *roots) is not vector["wantErr"]


def test_all_published_vectors_are_read() -> None:
    if not VECTORS.exists():
        pytest.skip(f"the published vectors are not at hand: {VECTORS} is missing")
    wanted = {"inclusion": [92, 6], "consistency": [92, 6]}
    found = {kind: [parameter.values[0]["wantErr"] for parameter in vectors(kind)] for kind in wanted}
    assert {kind: [errors.count(True), errors.count(False)] for kind, errors in found.items()} == wanted


def test_hashes_of_certificate_transparency() -> None:
    assert EMPTY.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert leaf_hash(b"").hex() == ROOTS[0]
    tree = InMemory(map(leaf_hash, ENTRIES))
    assert tuple(root(tree, size).hex() for size in range(1, 9)) == ROOTS
    assert [step.hex()[:8] for step in inclusion_path(tree, 5, 8)] == ["bc1a0643", "ca854ea1", "d37ee418"]
    assert [step.hex()[:8] for step in consistency_path(tree, 6, 8)] == ["0ebc5d34", "ca854ea1", "d37ee418"]


def test_leaves_and_nodes_are_told_apart() -> None:
    left, right = LEAVES[:2]
    assert leaf_hash(left + right) == sha256(b"\x00" + left + right).digest()
    assert node_hash(left, right) == sha256(b"\x01" + left + right).digest()


def test_the_empty_tree() -> None:
    assert root(InMemory()) == root(TREE, 0) == Growing().root == EMPTY == plainly.mth([])
    assert peaks(TREE, 0) == []


@pytest.mark.parametrize("size", SIZES)
def test_roots_of_every_size(size: int) -> None:
    assert root(TREE, size) == root(InMemory(LEAVES[:size])) == plainly.mth(DATA[:size])


@pytest.mark.parametrize("size", SIZES)
def test_every_leaf_of_every_size_is_proved(size: int) -> None:
    whole = plainly.mth(DATA[:size])
    for index in range(size):
        path = inclusion_path(TREE, index, size)
        assert list(path) == plainly.path(index, DATA[:size])
        assert included(LEAVES[index], index, size, path, whole)


@pytest.mark.parametrize("second", SIZES)
def test_every_size_is_shown_to_begin_every_later_one(second: int) -> None:
    for first in range(1, second + 1):
        path = consistency_path(TREE, first, second)
        assert list(path) == plainly.proof(first, DATA[:second])
        assert consistent(first, second, path, plainly.mth(DATA[:first]), plainly.mth(DATA[:second]))


def spoilt(path: tuple[bytes, ...]) -> list[tuple[bytes, ...]]:
    """What may become of a path: a step lost, doubled, exchanged, changed by a bit or cut; one more at either end."""
    ways = [path[1:], path[:-1], (*path, EMPTY), (EMPTY, *path), path[::-1]]
    for place, step in enumerate(path):
        others = [b"", step[:-1], step + b"\0", bytes([step[0] ^ 1, *step[1:]]), bytes([*step[:-1], step[-1] ^ 0x80])]
        ways += [(*path[:place], other, *path[place + 1 :]) for other in others]
        ways += [(*path[:place], *path[place + 1 :]), (*path[:place], step, *path[place:])]
    return [way for way in ways if way != path]


@pytest.mark.parametrize("size", range(1, 18))
def test_a_proof_of_inclusion_shows_nothing_else(size: int) -> None:
    whole = root(TREE, size)
    for index in range(size):
        path, leaf = inclusion_path(TREE, index, size), LEAVES[index]
        assert not any(included(leaf, index, size, way, whole) for way in spoilt(path))
        assert not any(included(leaf, other, size, path, whole) for other in range(-2, 20) if other != index)
        assert not any(included(other, index, size, path, whole) for other in LEAVES if other != leaf)
        assert not included(leaf[:-1], index, size, path, whole)
        assert not included(leaf, index, size, path, EMPTY)
        for other in (*range(-2, size), *range(size + 1, 36)):  # another size with this root: only where the way is
            assert included(leaf, index, other, path, whole) == (
                other > 0 and plainly.verify_inclusion(leaf, index, other, path, whole)
            )


@pytest.mark.parametrize("second", range(1, 18))
def test_a_proof_of_consistency_shows_nothing_else(second: int) -> None:
    for first in range(1, second + 1):
        path, roots = consistency_path(TREE, first, second), (root(TREE, first), root(TREE, second))
        assert not any(consistent(first, second, way, *roots) for way in spoilt(path))
        assert not consistent(first, second, path, EMPTY, roots[1])
        assert not consistent(first, second, path, roots[0], EMPTY)
        assert (not consistent(first, second, path, *roots[::-1])) is (first != second)
        for other in (*range(-2, 20),):
            if other != first:
                assert not consistent(other, second, path, *roots)
            if other != second:
                claim = plainly.verify_consistency(first, other, path, *roots) if first < other else False
                assert consistent(first, other, path, *roots) == claim


@pytest.mark.parametrize("size", [0, 1, 31, 33, 64])
def test_hashes_that_are_none_show_nothing_even_where_they_lead_to_the_root(size: int) -> None:
    step, leaf = bytes(size), LEAVES[0]
    assert not included(step, 0, 1, (), step)
    assert not included(step, 0, 2, (leaf,), node_hash(step, leaf))
    assert not included(leaf, 0, 2, (step,), node_hash(leaf, step))
    assert not included(leaf, 1, 2, (step,), node_hash(step, leaf))
    assert not consistent(1, 2, (step,), leaf, node_hash(leaf, step))
    assert not consistent(3, 4, (step, leaf, leaf), node_hash(leaf, step), node_hash(leaf, node_hash(step, leaf)))


def test_nothing_is_shown_of_the_empty_tree() -> None:
    assert not consistent(0, 0, (), EMPTY, EMPTY)
    assert not consistent(0, 1, (), EMPTY, LEAVES[0])
    assert not consistent(0, 2, (EMPTY,), EMPTY, root(TREE, 2))
    assert not included(EMPTY, 0, 0, (), EMPTY)


@settings(max_examples=300, deadline=None, database=None)
@given(st.integers(0, 40), st.integers(0, 40), st.lists(HASHES, max_size=7), HASHES)
def test_the_verdict_on_any_path_is_that_of_the_rfc(index: int, size: int, path: list[bytes], leaf: bytes) -> None:
    reached = leaf
    for level, sibling in enumerate(path):  # a root which some of these ways lead to
        reached = node_hash(sibling, reached) if index >> level & 1 else node_hash(reached, sibling)
    claim = (leaf, index, size, path, reached)
    assert included(*claim) == plainly.verify_inclusion(*claim)


@settings(max_examples=300, deadline=None, database=None)
@given(st.integers(1, 40), st.integers(1, 40), st.data())
def test_the_verdict_on_any_two_sizes_is_that_of_the_rfc(first: int, second: int, data: st.DataObject) -> None:
    one, two = sorted((data.draw(st.integers(1, 40)), data.draw(st.integers(1, 40))))
    path, roots = consistency_path(TREE, one, two), (root(TREE, one), root(TREE, two))
    wanted = first < second and plainly.verify_consistency(first, second, path, *roots)
    assert consistent(first, second, path, *roots) == (wanted or (first == second and one == two))


def test_what_is_not_there_is_not_proved() -> None:
    for index, size in ((-1, 5), (5, 5), (0, 0), (0, 65), (64, 65)):
        with pytest.raises(ValueError, match="There is no leaf"):
            inclusion_path(TREE, index, size)
    for first, second in ((0, 5), (-1, 5), (6, 5), (5, 65), (0, 0)):
        with pytest.raises(ValueError, match="There is no proof"):
            consistency_path(TREE, first, second)
    for size in (-1, 65):
        with pytest.raises(ValueError, match=f"The tree has 64 leaves, not {size}"):
            root(TREE, size)


def test_a_growing_tree_gives_the_root_and_the_nodes_after_every_leaf() -> None:
    growing, kept = Growing(), dict[tuple[int, int], bytes]()
    for number, leaf in enumerate(LEAVES, 1):
        made = growing.append(leaf)
        assert [node[:2] for node in made] == [
            (level, (number >> level) - 1) for level in range(1, 7) if number % (1 << level) == 0
        ]
        kept |= {(node.level, node.idx): node.hash for node in made}
        assert (growing.size, growing.root) == (number, plainly.mth(DATA[:number]))
    assert kept == {
        (level, idx): plainly.mth(DATA[idx << level : idx + 1 << level])
        for level in range(1, 7)
        for idx in range(64 >> level)
    }


@pytest.mark.parametrize("size", [0, 1, 2, 3, 31, 32, 33, 63])
def test_a_growing_tree_goes_on_from_what_was_kept(size: int) -> None:
    growing = Growing(InMemory(LEAVES[:size]))
    assert (growing.size, growing.root) == (size, plainly.mth(DATA[:size]))
    whole = Growing(InMemory(LEAVES[:size]))
    assert [whole.append(leaf) for leaf in LEAVES[size:]][-1][-1] == Node(6, 0, root(TREE, 64))
    assert whole.root == root(TREE)


def test_what_is_not_kept_cannot_be_looked_up() -> None:
    tree = InMemory(LEAVES[:5])
    with pytest.raises(LookupError):
        tree.leaf(5)
    with pytest.raises(LookupError):
        tree.node(1, 2)
    assert tree.node(2, 0) == root(tree, 4)


@pytest.mark.parametrize("size", [1_000_000, 2**40 - 1, 2**40, 2**40 + 1, 3 * 2**41 + 77])
def test_proofs_in_large_trees_ask_for_few_nodes(size: int) -> None:
    tree = Uniform(size)
    whole, height = root(tree), size.bit_length()
    for index in (0, 1, size // 3, size // 2, size - 2, size - 1):
        tree.asked = 0
        path = inclusion_path(tree, index, size)
        assert tree.asked <= 2 * height
        assert included(tree.hashes[0], index, size, path, whole)
        earlier = root(tree, index + 1)
        tree.asked = 0
        assert consistent(index + 1, size, consistency_path(tree, index + 1, size), earlier, whole)
        assert tree.asked <= 2 * height
    growing, tree.asked = Growing(tree), 0
    growing.append(tree.hashes[0])
    assert (growing.size, growing.root) == (size + 1, root(Uniform(size + 1)))


# Smaller trees seen from the way to a leaf


def test_a_way_tells_the_root_of_every_smaller_tree_in_whose_last_complete_subtree_it_begins() -> None:
    for size in range(1, 34):
        for index in range(size):
            way = inclusion_path(TREE, index, size)
            for first in range(size + 2):
                last = first - (first & -first)  # where the last complete subtree of the smaller tree begins
                told = root(TREE, first) if last <= index < first <= size else None
                assert beginning(LEAVES[index], index, size, way, first) == told, (index, size, first)


def test_the_way_to_the_last_leaf_of_a_smaller_tree_tells_its_root() -> None:
    for size in SIZES:
        for first in range(1, size + 1):
            way = inclusion_path(TREE, first - 1, size)
            assert beginning(LEAVES[first - 1], first - 1, size, way, first) == plainly.mth(DATA[:first])


def test_a_way_that_was_changed_tells_another_root() -> None:
    """Each hash on the left of the way counts for the smaller tree; those to the right of it do not."""
    way = inclusion_path(TREE, 5, 11)
    for place in range(len(way)):
        changed = [bytes(32) if at == place else step for at, step in enumerate(way)]
        same = beginning(LEAVES[5], 5, 11, changed, 6) == root(TREE, 6)
        assert same is (place in (1, 3))
    assert beginning(LEAVES[4], 5, 11, way, 6) != root(TREE, 6)
