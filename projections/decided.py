"""Decided: the commitments that what was decided turned into.

No field of a commitment points to a proposal, so only what people wrote can tell: those commitments are found that were
made on or after the day of the adoption and whose `what`, `source` or `note` names the proposal's id as a word of its
own. An id without hyphen or digit may be any word, and counts only right after “proposal” or “decision”. So what is
found was meant; what is not found may exist all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from domain.commitments import CommitmentMade
from domain.event import Recorded
from domain.values import coarser, not_later
from projections.moments import when

_WORD = re.compile(r"[A-Za-z0-9-]+")


def followed(adopted: Mapping[str, Recorded], promises: Iterable[Recorded]) -> dict[str, list[Recorded]]:
    """By proposal, the commitments that came of it, in the order in which they were made.

    `adopted` holds the event by which each proposal was adopted, `promises` every `commitment-made`.
    """
    follow: dict[str, list[Recorded]] = {name: [] for name in adopted}
    for made in sorted(promises, key=when) if adopted else ():
        event = made.event
        assert isinstance(event, CommitmentMade)
        for name in sorted(_named((event.what, event.source, event.note)) & adopted.keys()):
            decided = adopted[name].event
            if not_later(decided.at, coarser(decided.exactness, "day"), event.at, event.exactness):
                follow[name].append(made)
    return follow


def _named(texts: Iterable[str | None]) -> set[str]:
    """The ids that texts may name: words that no ordinary word looks like, and those introduced as a proposal's."""
    found: set[str] = set()
    for text in texts:
        before = ""
        for word in _WORD.findall(text or ""):
            name = word.strip("-")
            if not name.isalpha() or before.lower() in ("proposal", "decision"):
                found.add(name)
            before = word
    return found
