"""Sentences: every event in one plain sentence, as a convener would write it down.

`draft` is made as the event is read, `finished` when the reader is told; see `wording`. The rooms with what is told are
imported when the first sentence is: most of who imports this is after the wording alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from domain.event import Event
from projections.known import Known
from projections.sentences.wording import TELLERS, Teller, finished

__all__ = ["draft", "finished", "tellers"]


def draft(event: Event, known: Known) -> str:
    """The draft of a sentence about an event, given the coalition as the event found it."""
    return tellers()[type(event)](event, known)


@cache
def tellers() -> Mapping[type[Event], Teller]:
    """Event type → the function that tells it."""
    from projections.sentences import beginnings, deciding, meeting, promising  # noqa: F401  (they enter their tellers)

    return TELLERS
