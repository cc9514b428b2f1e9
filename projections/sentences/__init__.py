"""Sentences: every event in one plain sentence, as a convener would write it down.

`draft` is made as the event is read, `finished` when the reader is told; see `wording`.
"""

from __future__ import annotations

from domain.event import Event
from projections.known import Known
from projections.sentences import beginnings, deciding, meeting, promising  # noqa: F401  (they enter their tellers)
from projections.sentences.wording import TELLERS, finished

__all__ = ["draft", "finished"]


def draft(event: Event, known: Known) -> str:
    """The draft of a sentence about an event, given the coalition as the event found it."""
    return TELLERS[type(event)](event, known)
