"""Language: how a phrase of the phrasebook is written down, and how what a convener says is understood.

A phrase is a pattern such as `{name:by+promisor} promises {promisee:promisee} {text:what}[ by {date:due}]`.
In braces stand a kind of word and the fields that take it; a star takes the words as they were said;
a list given to `by` gives it its first. What stands in brackets may be left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from typing import Any, NamedTuple

_NAME = r"(?:the )?[A-Z][\w&.'-]*(?: [A-Z][\w&.'-]*)*"
_ID = r'(?:[a-z0-9][a-z0-9-]*|"[^"]*")'
_TEXT = r'"[^"]*"'
_DAY = r"\d{4}-\d{2}-\d{2}"
_MOMENT = rf"{_DAY}(?:T[\d:.]+(?:Z|[+-]\d{{2}}:\d{{2}}))?"


def _listed(item: str) -> str:
    return rf"{item}(?:, {item})*(?: and {item})?"


def slug(name: str) -> str:
    """The id under which a name is recorded: "the Navy" is navy."""
    plain = re.sub(r"^the ", "", name.strip('"')).lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _quoted(text: str) -> str:
    return text[1:-1]


def _all(item: str, value: Callable[[str], Any]) -> Callable[[str], list[Any]]:
    return lambda said: [value(found) for found in re.findall(item, said)]


def _parts(said: str) -> dict[str, str]:
    return {slug(name): _quoted(text) for name, text in re.findall(rf"({_NAME}) ({_TEXT})", said)}


def _terms(said: str) -> list[dict[str, str]]:
    found = re.findall(rf"({_NAME}) gives ({_TEXT}) to ({_NAME})", said)
    return [{"party": slug(party), "gives": _quoted(gives), "to": slug(to)} for party, gives, to in found]


def _lines(said: str) -> list[dict[str, str]]:
    found = re.findall(rf"({_NAME}) will ({_TEXT}) by ({_DAY})(?: as ({_ID}))?", said)
    lines = [{"party": slug(p), "will_do": _quoted(w), "due": d, "commitment": slug(c)} for p, w, d, c in found]
    return [{name: value for name, value in line.items() if value} for line in lines]


def _leads(said: str) -> list[dict[str, str]]:
    found = re.findall(rf"({_NAME}) of ({_NAME}) in ({_TEXT})", said)
    return [{"person": slug(person), "party": slug(party), "area": _quoted(area)} for person, party, area in found]


def _owned(said: str) -> dict[str, list[str]]:
    owned: dict[str, list[str]] = {}
    for party, interest in re.findall(rf"({_NAME})'s ({_ID})", said):
        owned.setdefault(slug(party), []).append(slug(interest))
    return owned


def _event(said: str) -> int | str:
    return int(said) if said.isdigit() else said


class Kind(NamedTuple):
    """A kind of word: what it looks like and what it stands for."""

    looks: str
    value: Callable[[str], Any]


_CLAUSE_TEXT = "What is written here holds for all."
KINDS = {
    "name": Kind(_NAME, slug),
    "names": Kind(_listed(_NAME), _all(_NAME, slug)),
    "promisee": Kind(rf"(?:everyone|{_NAME})", lambda said: "all" if said == "everyone" else slug(said)),
    "id": Kind(_ID, slug),
    "ids": Kind(_listed(_ID), lambda said: [slug(found) for found in re.findall(_ID, said) if found != "and"]),
    "text": Kind(_TEXT, _quoted),
    "texts": Kind(_listed(_TEXT), _all(_TEXT, _quoted)),
    "word": Kind(r"[a-z-]+", str),
    "int": Kind(r"-?\d+", int),
    "decimal": Kind(r"-?\d+(?:\.\d+)?", str),
    "currency": Kind(r"[A-Z]{3}", str),
    "date": Kind(_DAY, str),
    "event": Kind(r"[a-z0-9][a-z0-9-]*", _event),
    "parts": Kind(_listed(rf"{_NAME} {_TEXT}"), _parts),
    "terms": Kind(_listed(rf"{_NAME} gives {_TEXT} to {_NAME}"), _terms),
    "lines": Kind(_listed(rf"{_NAME} will {_TEXT} by {_DAY}(?: as {_ID})?"), _lines),
    "leads": Kind(_listed(rf"{_NAME} of {_NAME} in {_TEXT}"), _leads),
    "owned": Kind(_listed(rf"{_NAME}'s {_ID}"), _owned),
    "clauses": Kind(
        _listed(_ID),
        lambda said: [{"clause": found, "text": _CLAUSE_TEXT} for found in KINDS["ids"].value(said)],
    ),
}

_SLOT = re.compile(r"\{(\w+):([\w+*]+)\}")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A way of saying that something happened: the event type it stands for, and the fields it fills."""

    type: str
    pattern: str
    given: dict[str, Any] = field(default_factory=dict)  #: fields that the words leave unsaid

    def heard(self, said: str) -> dict[str, Any] | None:
        """The fields that these words fill; null where they are other words than the phrase's."""
        match = _looks(self.pattern).fullmatch(said)
        if match is None:
            return None
        fields = dict(self.given)
        for number, (kind, names) in enumerate(_SLOT.findall(self.pattern), 1):
            words = match[f"slot{number}"]
            if words is not None:
                fields |= _filled(kind, names, words)
        return fields


@cache
def _looks(pattern: str) -> re.Pattern[str]:
    """What the words of a pattern look like; each slot is a group."""
    looks = re.sub(r"([.?|^$])", r"\\\1", pattern)
    looks = looks.replace("a(n) ", "an? ").replace("(s)", "s?").replace("[", "(?:").replace("]", ")?")
    numbers = count(1)
    return re.compile(_SLOT.sub(lambda slot: f"(?P<slot{next(numbers)}>{KINDS[slot[1]].looks})", looks))


def _filled(kind: str, names: str, words: str) -> dict[str, Any]:
    fields = {}
    for name in names.split("+"):
        value = words.strip('"') if name.endswith("*") else KINDS[kind].value(words)
        fields[name.rstrip("*")] = value[0] if name == "by" and isinstance(value, list) else value
    return fields


@dataclass(slots=True)
class Said:
    """What was said, taken apart: an event type with its fields, and how it is to be recorded."""

    type: str
    fields: dict[str, Any]
    attest: str | None = None
    recorded_by: str | None = None
    unsigned: bool = False  #: nobody knows who did it
    patterns: frozenset[str] = frozenset()  #: of the phrases that it was said in


#: What may follow any phrase, in any order.
_TAILS: tuple[tuple[str, Callable[[re.Match[str], Said], None]], ...] = (
    (rf" on ({_MOMENT})", lambda found, said: said.fields.setdefault("at", found[1])),
    (
        r" sometime in (\d{4}-\d{2})",
        lambda found, said: said.fields.update(at=f"{found[1]}-01", precision="month"),
    ),
    (r" sometime in (\d{4})", lambda found, said: said.fields.update(at=f"{found[1]}-01-01", precision="year")),
    (rf" \(said by ({_NAME})\)", lambda found, said: said.fields.update(by=slug(found[1]))),
    (r" \(nobody knows by whom\)", lambda found, said: setattr(said, "unsigned", True)),
    (rf" \(recorded by ({_NAME})\)", lambda found, said: setattr(said, "recorded_by", found[1])),
    (r" \(noted as ([a-z0-9-]+)\)", lambda found, said: said.fields.update(ref=found[1])),
    (rf" attested ({_TEXT})", lambda found, said: setattr(said, "attest", _quoted(found[1]))),
)


def tails_off(words: str) -> tuple[str, Said]:
    """The words without what followed the phrase, and what that said."""
    tail = Said("", {})
    while True:
        for looks, note in _TAILS:
            if found := re.search(looks + "$", words):
                note(found, tail)
                words = words[: found.start()]
                break
        else:
            return words, tail


#: The kinds of the fields that a table under a step may give; all others are texts.
_CELLS = {
    "hosts": "texts",
    "objectives": "texts",
    "resources": "texts",
    "highlights": "texts",
    "values": "texts",
    "goals": "texts",
    "exit_conditions": "texts",
    "positive_consequences": "texts",
    "negative_consequences": "texts",
    "clauses": "parts",
    "consents": "names",
    "authors": "names",
    "next_on": "date",
    "version": "int",
    "interests_met": "owned",
    "contract": "lines",
}
_COUNTS = frozenset(("attendance", "participants_by", "represented", "tally"))


def cell(name: str, words: str) -> Any:
    """What a cell of a table says about a field."""
    if name in _COUNTS:
        counted = (entry.rpartition(" ") for entry in words.split(", "))
        return {slug(what): int(count) for what, _, count in counted}
    if name == "clauses":
        return [{"clause": clause, "text": text} for clause, text in _parts(words).items()]
    return KINDS[_CELLS[name]].value(words) if name in _CELLS else words


def with_table(fields: dict[str, Any], table: list[list[str]]) -> dict[str, Any]:
    """The fields with those that a table gives; a dash takes a field away."""
    fields = dict(fields)
    for words, value in table:
        name = words.replace(" ", "_")
        if value == "-":
            fields.pop(name, None)
        else:
            fields[name] = cell(name, value)
    return fields
