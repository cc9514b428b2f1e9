"""Trees of a page: what differs between two of them changes one into the other; text stays text; charts are shapes."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cli.render.page.tree import Child, Node, as_data, difference, h
from cli.render.text import plain

texts = st.text("ab<&\u202e\x1b", max_size=3)
keys = st.none() | st.sampled_from("xyz")


@st.composite
def nodes(draw: st.DrawFn, depth: int = 3) -> Node:
    inner = st.lists(texts if not depth else texts | nodes(depth - 1), max_size=4)
    attributes = draw(st.dictionaries(st.sampled_from(["class_", "id", "data_l"]), texts | st.booleans() | st.none()))
    return h(draw(st.sampled_from(["p", "li", "td"])), draw(inner), key=draw(keys), **attributes)


def as_browsers_keep(child: Child) -> Any:
    """Lists that can be changed: what the script in the page works on."""
    data = as_data(child)
    return data if isinstance(data, str) else [data[0], data[1], *map(_copied, data[2:])]


def _copied(data: Any) -> Any:
    return data if isinstance(data, str) else [data[0], dict(data[1]), *map(_copied, data[2:])]


def changed(data: Any, patch: Any) -> Any:
    """What the script does with a patch."""
    if patch is None:
        return data
    if isinstance(patch, str):
        return patch
    tag, attributes, *children = data
    for name, value in patch.get("a", {}).items():
        attributes = {key: old for key, old in attributes.items() if key != name} | (
            {} if value is None else {name: value}
        )
    children = [changed(child, patch.get(str(place))) for place, child in enumerate(children)]
    for at, gone, come in patch.get("s", ()):
        children[at : at + gone] = come
    return [tag, attributes, *children]


@given(nodes(), nodes())
def test_a_difference_changes_one_tree_into_the_other(before: Node, after: Node) -> None:
    after = Node(before.tag, after.attributes, after.children)
    assert changed(as_browsers_keep(before), difference(before, after)) == as_browsers_keep(after)


@given(nodes())
def test_nothing_differs_from_itself(tree: Node) -> None:
    assert difference(tree, tree) is None
    assert difference(tree, Node(tree.tag, tree.attributes, tree.children, "another name")) is None


@given(nodes())
def test_texts_are_as_a_browser_reads_them(tree: Node) -> None:
    for children in _all_children(tree):
        assert "" not in children
        assert not any(isinstance(one, str) and isinstance(other, str) for one, other in pairwise(children))
        assert not any("\u202e" in one or "\x1b" in one for one in children if isinstance(one, str))


def _all_children(tree: Node) -> list[tuple[Child, ...]]:
    return [
        tree.children,
        *(below for child in tree.children if isinstance(child, Node) for below in _all_children(child)),
    ]


def test_a_row_that_comes_and_one_that_goes_leave_the_others_alone() -> None:
    rows = [h("li", f"{n}", key=str(n)) for n in range(20)]
    before, after = h("ol", rows), h("ol", rows[:3], rows[4:], h("li", "new", key="new"))
    assert difference(before, after) == {"s": [(20, 0, [["li", {}, "new"]]), (3, 1, [])]}


def test_attributes_are_spelt_as_html_spells_them() -> None:
    node = h("input", class_="a", data_l="b", hidden=True, checked=False, value=None, size=3)
    assert node.attributes == (("class", "a"), ("data-l", "b"), ("hidden", ""), ("size", "3"))


@given(st.text() | st.integers() | st.booleans())
def test_text_that_a_terminal_takes_as_it_is_stays_as_it_is_and_other_text_is_escaped(text: object) -> None:
    told = plain(text)
    assert told == "".join(map(plain, str(text))) or "\u200b" in str(text), "letter by letter is the same"
    assert all(one in "\t\n" or ord(one) >= ord(" ") for one in told)


def test_rows_whose_names_are_known_are_told_apart_by_what_is_in_them() -> None:
    before = h("ul", h("li", "1", key="a"), h("li", "2", key="b"), h("li", "3", key="c"))
    after = h("ul", h("li", "0", key="new"), before.children[0], h("li", "20", key="b"), before.children[2])
    assert difference(before, after) == {"1": {"0": "20"}, "s": [(0, 0, [["li", {}, "0"]])]}
    assert difference(before, h("ul", h("p", "other"))) == {"s": [(0, 3, [["p", {}, "other"]])]}
