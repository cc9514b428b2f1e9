"""Contrast: where a record and a branch of it differ on a date, of all that stands on the page.

The paths are those of `coalition whatif`, and so are the figures. What that tells besides is of views that the page
does not have.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.scenario import Replay
from projections.branch import Difference, differing, named
from projections.consulted import NAMES as EVERY
from projections.consulted import SHOWN, STATE
from projections.page.reading import MEASURES, Reading

#: What may be asked about by name, of what stands on the page.
NAMES = tuple(name for name in EVERY if name in (*STATE, *SHOWN, "timeline", *MEASURES))


def contrast(record: Reading, branch: Reading, replay: Replay) -> list[Difference]:
    """Every place at which both readings differ, the views in the order in which `coalition whatif` tells them."""
    return list(_differences(record, branch, replay))


def told(reading: Reading, name: str) -> Any:
    """What a reading says under a name that may be asked about."""
    if name in STATE or name in SHOWN:
        return reading.views["show"][name]
    return {"phases": reading.views["timeline"]["phases"]} if name == "timeline" else reading.views[name]


def _differences(record: Reading, branch: Reading, replay: Replay) -> Iterator[Difference]:
    for name in NAMES:
        was, becomes = told(record, name), named(told(branch, name), replay)
        if was != becomes:
            yield from differing(name, was, becomes)
