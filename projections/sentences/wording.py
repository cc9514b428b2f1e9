"""Wording: how sentences about events are put together, and how a draft becomes a sentence.

A draft names parties by id, between two characters that no text may hold. When it is read it gets the names
that the parties are known by then, which may be long after the event: who asks is often not in yet.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, TypeAlias, TypeVar

from rpds import HashTrieMap

from domain.event import Event
from domain.values import written_day
from projections.known import Known

Teller: TypeAlias = Callable[[Any, Known], str]
F = TypeVar("F", bound=Teller)

#: How long a quoted text may be, and one that only reminds of what was said earlier.
LONG, SHORT = 160, 80

_MARK = "\x00"
_MARKED = re.compile(f"{_MARK}([^{_MARK}]+){_MARK}")
_ENTRY = "\x01"
_ENTRIES = re.compile(f"{_ENTRY}([0-9]+){_ENTRY}")
_BREAKS = re.compile("\\s*[\n\t\u2028\u2029]\\s*")

#: Event type → the function that tells it.
TELLERS: dict[type[Event], Teller] = {}


def tells(event_type: type[Event]) -> Callable[[F], F]:
    """Enter the function that tells one type of event; it is given the coalition as the event found it."""

    def enter(teller: F) -> F:
        TELLERS[event_type] = teller
        return teller

    return enter


def finished(draft: str, names: HashTrieMap[str, str], dates: Mapping[int, str] | None = None) -> str:
    """The sentence that a draft stands for, with the names that parties are known by, and when entries happened."""
    sentence = _MARKED.sub(lambda marked: cut(names.get(marked[1]) or marked[1], SHORT), draft)
    if _ENTRY in sentence:
        sentence = _ENTRIES.sub(lambda marked: _dated(marked[1], dates or {}), sentence)
    ended = sentence.removesuffix("”").endswith((".", "!", "?", "…"))
    return sentence if ended else sentence + "."


def _dated(number_of: str, dates: Mapping[int, str]) -> str:
    at = dates.get(int(number_of))
    return f"event {number_of}" if at is None else f"event {number_of} of {written_day(at)}"


def entry(number_of: int) -> str:
    """An entry of the ledger, with its date where it can still be found when the sentence is read."""
    return f"{_ENTRY}{number_of}{_ENTRY}"


def who(name: str) -> str:
    """A party, or a person, as it will be known when the sentence is read."""
    return "everyone" if name == "all" else f"{_MARK}{name}{_MARK}"


def whose(name: str) -> str:
    """What belongs to a party."""
    return f"{who(name)}’s"


def parties(names: Iterable[str], otherwise: str = "The parties") -> str:
    """Several parties in the order given; where none is named, other words."""
    return listed(map(who, names)) or otherwise


def actor(event: Event, known: Known) -> str:
    """Who did it, with whom a person acts for; someone, where that is not recorded."""
    if event.by is None:
        return "Someone"
    acting_for = known.coalition.membership.acts_for.get(event.by, ())
    return f"{who(event.by)} for {parties(acting_for)}" if acting_for else who(event.by)


def listed(items: Iterable[str]) -> str:
    """a, b and c."""
    *others, last = list(items) or [""]
    return f"{', '.join(others)} and {last}" if others else last


def cut(text: str, longest: int = LONG) -> str:
    """A text on one line, cut at a word where it is long."""
    if not text.isprintable():  # only then is there a break in it; looking for one takes longer
        text = _BREAKS.sub(" ", text)
    if len(text) <= longest:
        return text
    kept = text[: longest - 1]
    at_a_word = kept.rpartition(" ")[0]
    return (at_a_word if len(at_a_word) > longest // 2 else kept).rstrip() + "…"


def quote(text: str, longest: int = LONG) -> str:
    """A text in quotation marks, word for word unless it is long."""
    return f"“{cut(text, longest)}”"


def quotes(texts: Iterable[str]) -> str:
    """Several short quotations."""
    return listed(quote(text, SHORT) for text in texts)


def given(before: str, value: object, after: str = "") -> str:
    """Words around a value; nothing where it is not recorded."""
    return "" if value is None or value == "" else f"{before}{value}{after}"


def because(reason: str | None) -> str:
    """A reason at the end of a sentence, where one is recorded."""
    return "" if reason is None else f": {quote(reason)}"


def thing(kind: str, words: str | None, name: str) -> str:
    """Something brought in earlier, by its words and its id."""
    return f"the {kind} {name}" if words is None else f"the {kind} {quote(words, SHORT)} ({name})"


def capital(words: str) -> str:
    """The same words at the start of a sentence."""
    return words[0].upper() + words[1:]


def plain(tag: str) -> str:
    """A tag of the vocabulary in words."""
    return tag.replace("-", " ")


def number(value: str | int | Decimal) -> str:
    """A decimal, never in exponents."""
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def count(number_of: int, one: str, many: str) -> str:
    """1 person, 7 people."""
    return f"{number_of} {one if number_of == 1 else many}"
