"""Directions: Arabic, Hebrew and the like are written from right to left, and keep to their own column all the same.

Where such text stands beside other text on a line, a terminal turns around what lies between it and the next, columns
included (Unicode Standard Annex 9). Isolates keep it apart: invisible marks around a text that is laid out as one
thing. Text that a history holds can bring none of its own: they are shown as escapes before anything is laid out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from unicodedata import bidirectional

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult
    from rich.measure import Measurement
    from rich.text import Text

_LEFT, _RIGHT, _END = "\u2066", "\u2067", "\u2069"
_LETTERS = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff"
_FROM_RIGHT = re.compile(f"[{_LETTERS}]")
#: Words that are written from the right, with what binds them to one name; zero-width joiners shape their letters.
_WORD = f"[{_LETTERS}][{_LETTERS}\u200c\u200d]*"
_NAME = re.compile(_WORD + "(?:[ '’\"“”.-]+" + _WORD + ")*")


def isolated(text: str) -> str:
    """Harmless text on one line, kept apart from what stands beside it where it needs to be."""
    return _isolated(text, _mostly_from_right(text)) if _FROM_RIGHT.search(text) else text


def laid_out(text: str) -> Any:
    """Harmless text as a cell that rich wraps; where it needs to be, every line of it is kept apart."""
    from rich.text import Text

    return _Apart(Text(text)) if _FROM_RIGHT.search(text) else Text(text)


class _Apart:
    """Text of which each line is isolated once it is wrapped: no isolate goes on beyond its line."""

    def __init__(self, text: Text) -> None:
        self._text, self._from_right = text, _mostly_from_right(text.plain)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        from rich.measure import Measurement

        return Measurement.get(console, options, self._text)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        from rich.text import Text

        for line in _wrapped(self._text, console, options):
            told = line.plain.rstrip()
            yield Text(_isolated(told, self._from_right) if _FROM_RIGHT.search(told) else told, no_wrap=True)


def _wrapped(text: Text, console: Console, options: ConsoleOptions) -> Iterable[Text]:
    return text.wrap(console, options.max_width, overflow=options.overflow, no_wrap=options.no_wrap)


def _isolated(text: str, from_right: bool) -> str:
    """A text that reads from the right as a whole; or one that does not, with each name in it that does."""
    if from_right:
        return f"{_RIGHT}{text}{_END}"
    return f"{_LEFT}{_NAME.sub(lambda name: f'{_RIGHT}{name[0]}{_END}', text)}{_END}"


def _mostly_from_right(text: str) -> bool:
    """Whether more of its letters are written from the right than from the left.

    The first letter does not tell: a sentence about a party begins with its name, in whatever language the rest is.
    """
    kinds = [bidirectional(character) for character in text]
    return sum(kind in ("R", "AL") for kind in kinds) > kinds.count("L")
