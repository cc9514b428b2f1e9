"""Expressions: questions about what views say, in the Common Expression Language (CEL, https://cel.dev).

    phase == 'dissolved'
    accountability.parties.gulf-trades.kept_rate < 0.5 && momentum.score > 0

CEL reckons and compares; where the values come from is settled here. A path in an expression is read as everywhere
else in the engine: a name that views know, then keys, ids and list positions, with hyphens as they stand. So each path
is taken out of the expression before CEL sees it, and CEL is given the value that lies there: no view is made that
nobody names. A hyphen between letters belongs to an id; to take away, put spaces around the minus.

What is unknown is null. CEL refuses to say whether null is less than a number, and an `&&` or `||` that its other side
settles passes over such a refusal. So unknown is neither true nor false, and what hangs on it is unknown as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from projections.paths import path_of, there_is

#: A longer one is no question that people ask.
LONGEST = 2_000

_TOKEN = re.compile(
    r"""
      (?P<text>  [bBrR]{0,2} (?: \"{3}.*?\"{3} | '{3}.*?'{3} | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' ) )
    | (?P<comment> //[^\n]* )
    | (?P<number> \d+ (?:\.\d+)? (?:[eE][+-]?\d+)? \w* )
    | (?P<path> [A-Za-z_]\w*+ (?!\s*\()
        (?: \s*+ \. \s*+ (?: "(?:[^"\n]|"")*" | \w++ (?:-\w++)*+ (?!\s*\() )
          | \[ \s* (?: "[^"\n]*" | '[^'\n]*' | \d+ ) \s* \] )* )
    | (?P<name> [A-Za-z_]\w*+ )
    | (?P<space> \s+ )
    | (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL,
)
_STEP = re.compile(r"\"((?:[^\"]|\"\")*)\"|'([^']*)'|([\w-]+)")
#: A name that CEL gives to each item of a list or map in turn.
_BINDS = re.compile(r"\.\s*(?:all|exists|exists_one|existsOne|map|filter|transformList|transformMap)\(\s*(\w+)\s*,")
_FAULT = re.compile(r"ERROR: <input>:-?\d+:(-?\d+): (?:Syntax error: )?(.*)")
#: What people write who know other languages.
_INSTEAD = {"and": "&&", "or": "||", "not": "!", "is": "==", "= ": "==", "=": "=="}


class OutcomeError(ValueError):
    """An expression that cannot be read or answered: what is wrong, where, and what to do."""


class Path(NamedTuple):
    """A path in an expression."""

    steps: tuple[str, ...]
    variable: str  #: what stands for it in what CEL reads
    asked_for: bool  #: whether the expression only asks if anything is known there: `has(path)`

    def __str__(self) -> str:
        return path_of(self.steps)


@dataclass(frozen=True)
class Expression:
    """An expression that can be read: see `read`. It pickles as its text."""

    text: str
    roots: frozenset[str] = field(repr=False)

    @cached_property
    def paths(self) -> tuple[Path, ...]:
        """The paths, each once, in the order in which they stand."""
        return self._lexed[0]

    def value(self, look_up: Callable[[Path], Any]) -> Any:
        """What it amounts to, given what lies at each path; null where that hangs on what is unknown.

        Raises OutcomeError where it makes no sense of what it is given.
        """
        values = {path: _plain(look_up(path)) for path in self.paths}
        bound = {path.variable: v is not None if path.asked_for else v for path, v in values.items()}
        try:
            return self._program.execute(bound)
        except (TypeError, LookupError, ArithmeticError, ValueError, RuntimeError) as wrong:
            if any(_has_unknown(value) for path, value in values.items() if not path.asked_for):
                return None
            raise OutcomeError(self._unanswerable(wrong, values)) from None

    def __getstate__(self) -> dict[str, Any]:
        return {"text": self.text, "roots": self.roots}

    @cached_property
    def _lexed(self) -> tuple[tuple[Path, ...], str]:
        return _lexed(self.text, self.roots)

    @cached_property
    def _program(self) -> Any:
        import cel

        try:
            return cel.compile(self._lexed[1])
        except ValueError as wrong:
            raise OutcomeError(_unreadable(self.text, str(wrong))) from None

    def check(self) -> None:
        """Raises OutcomeError where it cannot be read, or speaks of a name that is neither known nor its own."""
        own = {path.variable for path in self.paths} | set(_BINDS.findall(self.text))
        for name in self._program.variables():
            if name not in own:
                raise OutcomeError(
                    f"{self.text}: there is no {name!r} to ask about; {there_is(sorted(self.roots), name)}."
                )

    def _unanswerable(self, wrong: Exception, values: Mapping[Path, Any]) -> str:
        told = ", ".join(f"{path} is {_kind(value)}" for path, value in values.items())
        about = f" ({told})" if told else ""
        match wrong:
            case TypeError():
                hint = "texts go with texts, numbers with numbers, and 0.5 + 1 is written 0.5 + 1.0"
                return f"{self.text}: what is compared or reckoned with does not go together: {hint}{about}."
            case LookupError():
                return f"{self.text}: there is no {wrong.args[0] if wrong.args else 'such entry'} in it{about}."
        return f"{self.text}: {str(wrong).partition('. ')[0].rstrip('.')}{about}."


def read(text: str, roots: Collection[str]) -> Expression:
    """The expression that a text is; `roots` are the names that a path may begin with. Raises OutcomeError."""
    if len(text) > LONGEST:
        raise OutcomeError(f"{text[:40]}…: an outcome has at most {LONGEST:,} characters, not {len(text):,}.")
    if not text.strip():
        raise OutcomeError("An outcome is a question such as phase == 'dissolved'; nothing stands here.")
    expression = Expression(text.strip(), frozenset(roots))
    expression.check()
    return expression


def _lexed(text: str, roots: frozenset[str]) -> tuple[tuple[Path, ...], str]:
    """The paths, and the text with a variable in the place of each, as wide as that was: faults keep their columns."""
    paths: dict[tuple[tuple[str, ...], bool], Path] = {}
    pieces: list[str] = []
    for token in _TOKEN.finditer(text):
        piece, steps = token[0], _steps(token)
        before = [place for place, earlier in enumerate(pieces) if not earlier.isspace()][-2:] if steps else []
        if steps and steps[0] in roots and (not before or pieces[before[-1]] != "."):
            asked_for = [pieces[place] for place in before] == ["has", "("]
            if asked_for:
                pieces[before[0]] = "   "
            path = paths.setdefault((steps, asked_for), Path(steps, f"_{len(paths)}", asked_for))
            piece = path.variable.ljust(len(piece))
        pieces.append(piece)
    return tuple(paths.values()), "".join(pieces)


def _steps(token: re.Match[str]) -> tuple[str, ...]:
    if token.lastgroup != "path":
        return ()
    return tuple(double.replace('""', '"') or single or bare for double, single, bare in _STEP.findall(token[0]))


def _plain(value: Any) -> Any:
    """A value as CEL takes it: its numbers are whole or floating."""
    match value:
        case Decimal():
            return float(value)
        case Mapping():
            return {str(name): _plain(inner) for name, inner in value.items()}
        case list() | tuple():
            return [_plain(inner) for inner in value]
    return value


def _has_unknown(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_has_unknown, value.values()))
    return any(map(_has_unknown, value)) if isinstance(value, list) else value is None


def _kind(value: Any) -> str:
    """What a value is, in words."""
    match value:
        case None:
            return "unknown"
        case bool():
            return "true or false"
        case int() | float():
            return f"the number {value:g}"
        case str():
            return f"the text {value[:40]!r}"
    return f"a {'list' if isinstance(value, list) else 'map'} of {len(value)}"


def _unreadable(text: str, said: str) -> str:
    fault = _FAULT.search(said)
    if fault is None:
        return f"{text}: it cannot be read as a question. {said.splitlines()[0][:200]}"
    column, what = max(int(fault[1]), 1), fault[2]
    rest = text[column - 1 :]
    word = re.match(r"\w+|.", rest)
    if not rest.strip():
        why = "it breaks off there"
    elif (there := word[0] if word else "") in _INSTEAD:
        why = f"write {_INSTEAD[there]} instead of {there}"
    elif "token recognition" in what and there in "\"'":
        why = "the text in quotation marks does not end"
    else:
        why = f"{there!r} cannot stand there"
    return f"{text}: at column {column}, {why}."
