"""Refusals: the catalogue of rules, and what someone is told whose event breaks one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from domain.event import Event

if TYPE_CHECKING:
    from domain.coalition import Coalition

Holds: TypeAlias = "Callable[[Coalition, Any], bool]"
#: What else a refusal by a rule rests on: (kind, id), or (type, what and who) as `Event.steps` has them.
Rests: TypeAlias = "Callable[[Coalition, Any], Iterable[tuple[str, str]]]"
F = TypeVar("F", bound="Callable[..., bool]")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: what it is called, what it says, which events it judges and how."""

    id: str
    sentence: str
    types: tuple[type[Event], ...]  #: empty where it judges every type
    holds: Holds
    rests: Rests | None = None  #: asked only where the rule refuses, so that judging costs nothing for it

    @property
    def structural(self) -> bool:
        """Whether it says what makes sense at all (¶); such a rule holds for attested events too."""
        return self.id.startswith("¶")


class Refused(Exception):
    """An event that a rule does not allow.

    `rule` is the first rule broken, `breaches` all of them in order, `rests_on` the numbers of the
    recorded events that the refusal rests on.
    """

    def __init__(self, rule: str, message: str, breaches: Iterable[str] = (), rests_on: Iterable[int] = ()):
        super().__init__(message)
        self.rule = rule
        self.message = message
        self.breaches = tuple(breaches) or (rule,)
        self.rests_on = tuple(rests_on)

    @property
    def also(self) -> str:
        """The other rules broken, in a sentence with a blank before it; nothing where there is one only."""
        others = [rule_id for rule_id in self.breaches if rule_id != self.rule]
        return f" It also breaks: {', '.join(others)}." if others else ""

    def within(self, place: str) -> Refused:
        """The same refusal, of something inside the event that was proposed."""
        message = self.message if self.message.startswith(place) else f"{place}: {self.message}"
        return Refused(self.rule, message, self.breaches, self.rests_on)

    def __reduce__(self) -> tuple[type[Refused], tuple[str, str, tuple[str, ...], tuple[int, ...]]]:
        return type(self), (self.rule, self.message, self.breaches, self.rests_on)


RULES: dict[str, Rule] = {}
_BY_TYPE: dict[type[Event], list[Rule]] = {}


def rule(rule_id: str, sentence: str, *types: type[Event], rests: Rests | None = None) -> Callable[[F], F]:
    """Enter a predicate in the catalogue. Rules of one type are judged in the order of their definition.

    `rests`: what a refusal rests on beyond who brought in what the event speaks of and who spoke of it last.
    """

    def enter(holds: F) -> F:
        if rule_id in RULES:
            raise TypeError(f"two rules are called {rule_id!r}")
        entry = RULES[rule_id] = Rule(rule_id, sentence, types, holds, rests)
        for event_type in types:
            _BY_TYPE.setdefault(event_type, []).append(entry)
        return holds

    return enter


def judges_too(rule_id: str, *types: type[Event]) -> None:
    """Let a rule of the catalogue judge further types, after the rules that these have so far."""
    entry = RULES[rule_id] = replace(RULES[rule_id], types=(*RULES[rule_id].types, *types))
    for event_type in types:
        _BY_TYPE.setdefault(event_type, []).append(entry)


def declare(rule_id: str, sentence: str, *types: type[Event]) -> None:
    """Enter a rule that is judged elsewhere: at the door, by the clock, or against the whole history."""
    RULES[rule_id] = Rule(rule_id, sentence, types, _judged_elsewhere)


def rules_for(event_type: type[Event]) -> Iterable[Rule]:
    """The rules that one type of event has of its own, in order."""
    return _BY_TYPE.get(event_type, ())


def _judged_elsewhere(coalition: Coalition, event: Event) -> bool:
    return True
