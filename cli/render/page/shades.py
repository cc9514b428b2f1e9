"""Shades: the colour of each group of persons or parties, the same in every chart and in every key."""

from __future__ import annotations

from collections.abc import Iterable

from domain.event import AREAS
from projections.page.course import NOT_RECORDED

_GROUPS = 6  # that shades tell apart; the rest are one
#: Of the groups beyond those, and of persons of whom no group is on record: neutral both.
OTHER, UNTOLD = "var(--shade-6)", "var(--shade-7)"


def shaded(groups: Iterable[str]) -> dict[str, str]:
    """A shade for each group as they come; beyond six, the rest share one. Those of whom none is known have their own.

    The groups are those of all charts together: what only one of them shows takes no other's shade.
    """
    ranked = _ranked(groups)
    named = [group for group in ranked if group != NOT_RECORDED]
    shades = {group: f"var(--shade-{place})" for place, group in enumerate(named[:_GROUPS])}
    return shades | ({NOT_RECORDED: UNTOLD} if NOT_RECORDED in ranked else {})


def class_of(shade: str) -> str:
    """The class that has the colour of a shade."""
    return f"s{shade.removeprefix('var(--shade-').removesuffix(')')}"


def _ranked(names: Iterable[str]) -> list[str]:
    """Each name once, in the order of the vocabulary for areas, else as it comes."""
    found = list(dict.fromkeys(names))
    return sorted(found, key=lambda name: AREAS.index(name) if name in AREAS else len(AREAS))
