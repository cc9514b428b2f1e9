"""Log: the raw entries of a coalition in the order of recording, voided ones too."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from domain.event import Recorded


def log(
    stream: Iterable[Recorded],
    *,
    as_of: datetime | None = None,
    known_at: datetime | None = None,
    types: Collection[str] | None = None,
    by: str | None = None,
    since: datetime | None = None,
) -> list[dict[str, Any]]:
    """The entries as they would be exported, each with `voided`: whether a retraction known by then took it out.

    `types` and `by` choose what happened and on whose part, `since` what was recorded from then on.
    """
    known = [record for record in stream if known_at is None or record.known_from <= known_at]
    voided = {n for record in known for n in record.voids}
    return [
        record.as_exported() | {"voided": record.n in voided}
        for record in known
        if (as_of is None or record.event.moment <= as_of)
        and (types is None or record.type in types)
        and (by is None or record.event.by == by)
        and (since is None or record.known_from >= since)
    ]
