"""Trees: what a page holds, as elements and texts; and what differs between the trees of two dates.

A tree knows no markup. The template writes it out with every text escaped, and the script in the page adds the parts
that a date has and a later one lacks as elements and texts, never as markup: so text stays text on either way. Text
that would turn the direction of writing around, or that no reader sees, is shown as an escape, as on a terminal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import cache
from typing import Any, NamedTuple, TypeAlias

from cli.render.text import plain

#: A run of letters in which no line ends.
_LONG_WORD = re.compile(r"[^\s\u2010-\u2015/-]{25,}")


class Node(NamedTuple):
    """An element: its name, its attributes, what is in it, and under which name it is known again on another date."""

    tag: str
    attributes: tuple[tuple[str, str], ...]
    children: tuple[Child, ...]
    key: str | None = None


Child: TypeAlias = "Node | str"
#: What may be put into an element: nothing for null, numbers as text, and the parts of lists.
Content: TypeAlias = "Node | str | int | Iterable[Content] | None"
#: What changes an element into another: a text for a text; else `a`, its attributes, by the place of a child that
#: stays, what changes that, and `s`, splices of its children: [place, how many go, what comes instead], last one first.
Patch: TypeAlias = "str | dict[str, Any]"


def h(tag: str, *content: Content, key: str | None = None, **attributes: str | int | bool | None) -> Node:
    """An element. An attribute that is true stands without a value, one that is false or null is left out; an
    underscore stands for a hyphen, and none at the end for `class_` and `for_`."""
    written = tuple(
        [
            (_written(name), "" if value is True else plain(value))
            for name, value in attributes.items()
            if value is not None and value is not False
        ]
    )
    children: list[Child] = []
    _add(content, children)
    return Node(tag, written, tuple(children), key)


def difference(before: Child, after: Child) -> Patch | None:
    """What changes one tree into another; null where they are the same. Their roots are of one kind."""
    if before is after or before == after:
        return None
    if isinstance(before, str) or isinstance(after, str):
        return str(after)
    patch: dict[str, Any] = {}
    if before.attributes != after.attributes:
        patch["a"] = dict.fromkeys(dict(before.attributes)) | dict(after.attributes)
    stays, splices = _aligned(before.children, after.children)
    for old, new in stays:
        one, other = before.children[old], after.children[new]
        if one is not other and (inner := difference(one, other)) is not None:
            patch[str(old)] = inner
    if splices:
        patch["s"] = splices
    return patch or None


def has_long_words(tree: Child) -> bool:
    """Whether a text has a word that is too long for a narrow column; codes and drawings see to themselves."""
    if isinstance(tree, str):
        return _LONG_WORD.search(tree) is not None
    return tree.tag not in ("code", "svg") and any(map(has_long_words, tree.children))


def as_data(child: Child) -> Any:
    """A tree as JSON: a text, or [name, attributes, …children]."""
    if isinstance(child, str):
        return child
    return [child.tag, dict(child.attributes), *map(as_data, child.children)]


def _add(content: Iterable[Content], children: list[Child]) -> None:
    """Texts that follow each other are one, and an empty one is none, as a browser reads them."""
    for item in content:
        if isinstance(item, Node):
            children.append(item)
        elif isinstance(item, (str, int)):
            text = plain(item)
            if children and isinstance(children[-1], str):
                children[-1] += text
            elif text:
                children.append(text)
        elif item is not None:
            _add(item, children)


@cache  # there are as many as the code has
def _written(name: str) -> str:
    """The name of an attribute as a page has it."""
    return name.rstrip("_").replace("_", "-")


def _aligned(
    before: Sequence[Child], after: Sequence[Child]
) -> tuple[list[tuple[int, int]], list[tuple[int, int, list[Any]]]]:
    """The children that stay, by their places in both; and the splices that leave out and bring in the rest."""
    start = _in_common(before, after)
    end = _in_common(before[start:][::-1], after[start:][::-1])
    stays = [(place, place) for place in range(start)]
    splices: list[tuple[int, int, list[Any]]] = []
    for kind, i, i_end, j, j_end in _steps(before[start : len(before) - end], after[start : len(after) - end]):
        if kind == "equal":
            stays += [(start + i + step, start + j + step) for step in range(i_end - i)]
        else:
            splices.append((start + i, i_end - i, [as_data(child) for child in after[start + j : start + j_end]]))
    stays += [(len(before) - step, len(after) - step) for step in range(end, 0, -1)]
    return stays, splices[::-1]


def _steps(before: Sequence[Child], after: Sequence[Child]) -> Sequence[tuple[str, int, int, int, int]]:
    """What of one has to change to become the other, by the names alone."""
    if not before or not after:  # mostly
        return [("replace", 0, len(before), 0, len(after))] if before or after else []
    return SequenceMatcher(None, list(map(_name, before)), list(map(_name, after)), autojunk=False).get_opcodes()


def _name(child: Child) -> tuple[str, str] | None:
    """Under which it is known again: an element by its kind and key; texts are all alike."""
    return None if isinstance(child, str) else (child.tag, child.key or "")


def _in_common(one: Sequence[Child], other: Sequence[Child]) -> int:
    """How many names both begin with."""
    place = 0
    for before, after in zip(one, other, strict=False):
        if before is not after and _name(before) != _name(after):
            break
        place += 1
    return place
