"""Sweep files: which family of scenarios is swept, and what is asked of each, in YAML.

    name: Does it hang on one party?
    coalition: i3t
    outcomes:
      chartered: phase == 'chartered'
      momentum: momentum.score
    vary:
      without-party: each
      drop: ["38", 41..48]
      shift: [73 by -30d, 73 by 30d]
      charter: {decision_rule: [consensus, majority]}
      weights: {momentum.half_life_days: [21, 42, 84]}

Each item of `drop`, `replace`, `shift` and `without-party` is a scenario of its own; `each` stands for every act that
can be dropped, or every party that ever was in. `charter` and `weights` are grids: every choice of one value a field.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from itertools import product
from typing import Any, BinaryIO, TypeAlias, cast

from engine.exchange.line import Fault, kind_of
from engine.exchange.yaml_nodes import Node, nodes
from engine.scenario import (
    AFTER,
    After,
    CharterField,
    Drop,
    Edit,
    Scenario,
    ScenarioError,
    Timeline,
    WithoutParty,
    parse_edit,
)
from engine.sweep import Case, SweepError

_KEYS = ("name", "question", "coalition", "outcomes", "from", "after", "vary")
_LISTS = ("drop", "replace", "shift", "without-party")
_GRIDS = ("charter", "weights")
_EACH = "each"
AS_RECORDED = "as recorded"
#: More scenarios than these are a mistake.
_AT_MOST = 100_000

Choice: TypeAlias = tuple[str, Any]


@dataclass(frozen=True)
class Sweep:
    """A family of scenarios, and what is asked of each."""

    outcomes: Mapping[str, str]  #: name → expression
    lists: tuple[tuple[str, tuple[Edit, ...] | None], ...]  #: kind → edits, each a scenario; null: each there can be
    grids: Mapping[str, tuple[tuple[str, tuple[Any, ...]], ...]]  #: charter or weights → field → values
    name: str | None = None
    question: str | None = None
    coalition: str | None = None
    start: int | str | None = None
    after: After = "admissible"

    def cases(self, timeline: Timeline) -> list[Case]:
        """The family on one history, the record itself first. Raises SweepError where a grid is too large."""
        return [Case(AS_RECORDED), *self._listed(timeline), *self._charters(), *self._weights()]

    def _listed(self, timeline: Timeline) -> Iterator[Case]:
        for kind, edits in self.lists:
            for edit in _every(kind, timeline) if edits is None else edits:
                yield Case(_label(edit, timeline), self._scenario([edit]))

    def _charters(self) -> Iterator[Case]:
        for chosen in _combined(self.grids.get("charter", ())):
            edits = [CharterField(name, value) for name, value in chosen]
            yield Case(f"charter {_choices(chosen)}", self._scenario(edits))

    def _weights(self) -> Iterator[Case]:
        for chosen in _combined(self.grids.get("weights", ())):
            yield Case(f"weights {_choices(chosen)}", Scenario(), chosen)

    def _scenario(self, edits: Sequence[Edit]) -> Scenario:
        return Scenario(tuple(edits), self.start, self.after)


def read_sweep(stream: BinaryIO) -> Sweep:
    """The sweep that a file describes. Raises SweepError, naming the line and what to write instead."""
    found = list(nodes(stream))
    if not found:
        raise SweepError("Nothing is written here: a sweep has outcomes: … and vary: …")
    for node in found:
        if isinstance(node, Fault):
            raise SweepError(f"line {node.number}: {node.message}")
    first = cast(Node, found[0])
    if len(found) > 1 or not isinstance(first.value, dict):
        raise SweepError(f"line {first.line}: a sweep is one map of keys: outcomes: …, vary: …")
    return _sweep(first.value)


def _sweep(form: dict[str, Node]) -> Sweep:
    _check_keys(form, _KEYS, "a sweep")
    vary = _map(form, "vary", "vary: {without-party: each}")
    _check_keys(vary, (*_LISTS, *_GRIDS), "vary")
    if not vary:
        raise SweepError(f"line {form['vary'].line}: vary nothing, and there is nothing to sweep: vary: {{drop: each}}")
    return Sweep(
        outcomes=_outcomes(form),
        lists=tuple((kind, _edits(kind, node)) for kind, node in vary.items() if kind in _LISTS),
        grids={kind: tuple(_grid(kind, node)) for kind, node in vary.items() if kind in _GRIDS},
        name=_text(form, "name"),
        question=_text(form, "question"),
        coalition=_text(form, "coalition"),
        start=_start(form),
        after=_after(form),
    )


def _outcomes(form: dict[str, Node]) -> dict[str, str]:
    told = _map(form, "outcomes", "outcomes: {chartered: phase == 'chartered'}")
    if not told:
        raise SweepError(f"line {form['outcomes'].line}: ask for at least one outcome: chartered: phase == 'chartered'")
    return {name: _written(node, f"the outcome {name}") for name, node in told.items()}


def _edits(kind: str, node: Node) -> tuple[Edit, ...] | None:
    if node.value == _EACH and kind in ("drop", "without-party"):
        return None
    if not isinstance(node.value, list):
        each = " or the word each" if kind in ("drop", "without-party") else ""
        raise SweepError(f"line {node.line}: {kind} should be a list{each}, not {kind_of(node.value)}")
    return tuple(_edit(kind, item) for item in node.value)


def _edit(kind: str, node: Node) -> Edit:
    try:
        return parse_edit(kind, _written(node, kind))
    except ScenarioError as wrong:
        raise SweepError(f"line {node.line}: {wrong}") from None


def _grid(kind: str, node: Node) -> Iterator[tuple[str, tuple[Any, ...]]]:
    if not isinstance(node.value, dict):
        raise SweepError(f"line {node.line}: {kind} should be a map of fields, each with a list of values")
    for name, values in node.value.items():
        if not isinstance(values.value, list) or not values.value:
            raise SweepError(f"line {values.line}: give {name} a list of values: [{_first(values)}, …]")
        yield name, tuple(_value(kind, name, item) for item in values.value)


def _value(kind: str, name: str, node: Node) -> Any:
    value = node.plain()
    if kind == "charter":
        return value if isinstance(value, (list, dict)) else _written(node, name)
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise SweepError(f"line {node.line}: the weight {name} should be a number, not {kind_of(value)}")
    return value if isinstance(value, int) else float(value)


def _combined(grid: Sequence[tuple[str, tuple[Any, ...]]]) -> Iterator[tuple[Choice, ...]]:
    if not grid:
        return
    names = [name for name, _ in grid]
    for number, chosen in enumerate(product(*(values for _, values in grid))):
        if number >= _AT_MOST:
            raise SweepError(f"The grid over {', '.join(names)} has more than {_AT_MOST:,} points: give fewer values")
        yield tuple(zip(names, chosen, strict=True))


def _every(kind: str, timeline: Timeline) -> Iterator[Edit]:
    """Every act that can be dropped, or every party that ever was in."""
    if kind == "drop":
        yield from (Drop((n,)) for n in timeline.droppable)
        return
    membership = timeline.coalition.membership
    yield from map(WithoutParty, sorted({*membership.parties, *membership.former}))


def _label(edit: Edit, timeline: Timeline) -> str:
    """An edit in words; of a single act that is dropped, with its type."""
    named = edit.acts[0] if isinstance(edit, Drop) and len(edit.acts) == 1 else None
    act = next((act for act in timeline.acts if act.n == named), None)
    return str(edit) if act is None else f"{edit} {act.type}"


def _choices(chosen: Sequence[Choice]) -> str:
    return " ".join(f"{name}={value}" for name, value in chosen)


def _check_keys(form: Mapping[str, Node], known: Sequence[str], where: str) -> None:
    for key, node in form.items():
        if key not in known:
            near = get_close_matches(key, known, 1)
            instead = f"perhaps {near[0]}" if near else f"there is: {', '.join(known)}"
            raise SweepError(f"line {node.line}: {where} has no key {key[:60]!r}; {instead}")


def _map(form: Mapping[str, Node], name: str, example: str) -> dict[str, Node]:
    if name not in form:
        raise SweepError(f"A sweep needs {name}: {example}")
    node = form[name]
    if not isinstance(node.value, dict):
        raise SweepError(f"line {node.line}: {name} should be a map, not {kind_of(node.value)}: {example}")
    return node.value


def _text(form: Mapping[str, Node], name: str) -> str | None:
    return None if name not in form or form[name].value is None else _written(form[name], name)


def _written(node: Node, what: str) -> str:
    if isinstance(node.value, (list, dict, bool)) or node.value is None:
        raise SweepError(f"line {node.line}: {what} should be text, not {kind_of(node.value)}")
    return str(node.value)


def _start(form: Mapping[str, Node]) -> int | str | None:
    node = form.get("from")
    if node is None or node.value is None:
        return None
    return node.value if isinstance(node.value, int) else _written(node, "from")


def _after(form: Mapping[str, Node]) -> After:
    told = _text(form, "after") or "admissible"
    if told not in AFTER:
        raise SweepError(f"line {form['after'].line}: after is one of {', '.join(AFTER)}, not {told[:60]!r}")
    return told


def _first(node: Node) -> str:
    return "…" if isinstance(node.value, (list, dict)) else str(node.value)
