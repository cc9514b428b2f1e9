"""The sections of the page, in their order."""

from __future__ import annotations

from cli.render.page.sections import (
    conflicts,
    doubts,
    factors,
    integrity,
    momentum,
    overview,
    participation,
    promises,
    record,
    relations,
)
from cli.render.page.sheet import Section, Sheet


def sections(sheet: Sheet) -> list[Section]:
    """All that stands below the opening; the integrity of the ledger only where it was looked at."""
    made = [
        overview.section(sheet),
        momentum.section(sheet),
        promises.section(sheet),
        relations.section(sheet),
        conflicts.section(sheet),
        participation.section(sheet),
        factors.section(sheet),
        doubts.section(sheet),
        integrity.section(sheet),
        record.section(sheet),
    ]
    return [one for one in made if one is not None]
