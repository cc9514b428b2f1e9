"""Understanding: from the words of a step to the event that they stand for."""

from __future__ import annotations

from steps.language import Said, tails_off, with_table
from steps.phrasebook import PHRASES

_INSTEAD = " into: "


def understood(words: str, table: list[list[str]] | None = None) -> Said:
    """What was said. Raises ValueError where no phrase, or more than one, stands for it."""
    if _INSTEAD in words:
        return _correction(*words.split(_INSTEAD, 1))
    phrase_words, said = tails_off(words)
    found = [(phrase, heard) for phrase in PHRASES if (heard := phrase.heard(phrase_words)) is not None]
    if len(found) != 1:
        raise ValueError(f"{len(found)} phrases stand for {words!r}: {[phrase.pattern for phrase, _ in found]}")
    phrase, heard = found[0]
    said.type, said.patterns = phrase.type, frozenset((phrase.pattern,))
    said.fields = with_table(heard | said.fields, table or [])
    return said


def is_phrase(words: str) -> bool:
    """Whether these are words of the phrasebook."""
    if _INSTEAD in words:
        return is_phrase(words.split(_INSTEAD, 1)[1])
    phrase_words, _ = tails_off(words)
    return any(phrase.heard(phrase_words) is not None for phrase in PHRASES)


def _correction(head: str, words: str) -> Said:
    """A retraction of one event with another in its place: "NASA corrects r-1 into: …"."""
    said = understood(head.replace(" corrects ", " retracts "))
    instead = understood(words)
    said.fields["instead"] = {name: value for name, value in instead.fields.items() if name != "by"}
    said.patterns |= instead.patterns
    return said
