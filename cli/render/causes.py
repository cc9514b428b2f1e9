"""Causes for people: which acts an outcome or a figure hung on, and what hangs on an act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cli.render.text import bullets, heading, line, table
from cli.render.whatif import more, shown

_SHOWN = 20


def necessary(data: Mapping[str, Any], sentences: Mapping[int, str]) -> None:
    """The but-for causes, each with how many acts it takes with it."""
    from engine.scenario import ASSUMPTION

    if not data["holds"]:
        line(f"{data['outcome']}: this does not hold on record, so no act is necessary for it.")
        return
    acts = data["necessary"]
    heading(f"{data['outcome']}: {_acts(acts)} without which it would not hold" if acts else _nothing(data))
    if acts:
        table(("n", "takes with it", "what happened"), [(a["n"], _many(a["takes"]), sentences[a["n"]]) for a in acts])
    line()
    line(ASSUMPTION)


def sufficient(data: Mapping[str, Any]) -> None:
    """A smallest sub-history, as a story."""
    from engine.scenario import ASSUMPTION

    if not data["holds"]:
        line(f"{data['outcome']}: this does not hold on record, so nothing leads to it.")
        return
    verb = "is" if len(data["sufficient"]) == 1 else "are"
    heading(f"{data['outcome']}: {_acts(data['sufficient'])} {verb} enough")
    bullets(data["story"])
    line()
    line(ASSUMPTION)


def influence(data: Mapping[str, Any], sentences: Mapping[int, str], everything: bool) -> None:
    """The acts by what they do to a figure."""
    from engine.scenario import ASSUMPTION

    acts = data["influence"]
    heading(f"{data['path']} = {shown(data['value']) if data['value'] is not None else 'unknown'}")
    some = acts if everything else acts[:_SHOWN]
    rows = [(a["n"], shown(a["change"]), shown(a["without"]), _share(a["share"]), sentences[a["n"]]) for a in some]
    if rows:
        table(("n", "adds", "without it", "share", "what happened"), rows)
    else:
        line("No act alone changes it.")
    more(len(acts) - len(some), "acts")
    line()
    line(ASSUMPTION)


def depends(data: Mapping[str, Any], sentences: Mapping[int, str]) -> None:
    """What rests on an entry, and what it rests on."""
    heading(f"{data['n']}: {sentences[data['n']]}")
    if data["takes"] is None:
        line("The rules added it, so it cannot be dropped by itself.")
    else:
        _entries("Without it, these could not have been recorded", data["takes"], sentences)
    _entries("It rests on", data["rests_on"], sentences)


def _entries(title: str, numbers: Sequence[int], sentences: Mapping[int, str]) -> None:
    line()
    heading(title if numbers else f"{title}: nothing")
    if numbers:
        table(("n", "what happened"), [(n, sentences[n]) for n in numbers])


def _nothing(data: Mapping[str, Any]) -> str:
    return f"{data['outcome']}: it holds, and no act alone is necessary for it"


def _acts(acts: Sequence[object]) -> str:
    return f"{len(acts)} act{'s' * (len(acts) != 1)}"


def _many(takes: Sequence[int]) -> str:
    named = ", ".join(map(str, takes[:6]))
    return f"{named} and {len(takes) - 6} more" if len(takes) > 6 else named


def _share(share: float | None) -> str | None:
    return None if share is None else f"{share:z.0%}"
