"""Stories: a few records of a history, told in order, a plain sentence each."""

from __future__ import annotations

from collections.abc import Sequence

from domain.event import Recorded
from projections.timeline import timeline


def story(records: Sequence[Recorded]) -> list[str]:
    """The records in sentences, each with its day, in the order in which they happened."""
    return [f"{entry['at'][:10]}: {entry['sentence']}" for entry in timeline(records)["entries"]] if records else []


def sentences(records: Sequence[Recorded]) -> dict[int, str]:
    """Each record in a sentence, by its number."""
    return {entry["n"]: entry["sentence"] for entry in timeline(records)["entries"]} if records else {}
