"""Scenario files: a scenario written down in YAML, with the question that it answers.

    name: The Navy leaves in May
    question: Would the conflict over the duct have been settled?
    coalition: i3t            # optional
    from: 2019-04-17          # optional: a version, a date or an instant
    after: admissible         # or keep, or none
    edits:
      - drop: 3 7..9
      - replace: 12 due=2024-05-01
      - shift: from 14 on by 2w
      - insert: {type: party-withdrew, at: 2019-05-10, by: navy, party: navy, reason: no crew}
      - without-party: navy
      - charter: decision_rule=majority
    expect: phase == 'chartered'   # optional: what is claimed of the outcome

The file is read as other YAML is (`exchange.yaml_nodes`): dates are text, and nothing nests or repeats without end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, BinaryIO

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.types import Strict

from domain.values import Slug, Text
from engine.exchange.line import Fault, kind_of
from engine.exchange.yaml_nodes import Node, nodes
from engine.scenario.edits import After, CharterField, Drop, Edit, Insert, Replace, Scenario, ScenarioError
from engine.scenario.texts import parse_edit

KINDS = ("drop", "replace", "shift", "insert", "without-party", "charter")


@dataclass(frozen=True)
class ScenarioFile:
    """A scenario with what it is called, what it asks, and what is claimed of its outcome."""

    name: str
    scenario: Scenario
    question: str | None = None
    coalition: str | None = None
    expect: str | None = None  #: an expression over the views of the branch, as it was written


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Text
    question: Text | None = None
    coalition: Slug | None = None
    start: Annotated[int, Strict()] | Annotated[str, Strict()] | None = Field(default=None, alias="from")
    after: After = "admissible"
    edits: list[dict[str, Any]] = []
    expect: Text | None = None


def read_scenario(stream: BinaryIO) -> ScenarioFile:
    """The scenario of a file. Raises ScenarioError with the line where something cannot be read."""
    top = _top(stream)
    try:
        written = _Written.model_validate(top.plain())
    except ValidationError as invalid:
        raise _fault(top, invalid) from None
    assert isinstance(top.value, dict)
    edits = tuple(_edits(top.value["edits"])) if written.edits else ()
    scenario = Scenario(edits, written.start, written.after)
    return ScenarioFile(written.name, scenario, written.question, written.coalition, written.expect)


def _top(stream: BinaryIO) -> Node:
    found = list(nodes(stream))
    for node in found:
        if isinstance(node, Fault):
            raise ScenarioError(f"Line {node.number}: {node.message}")
    if not found:
        raise ScenarioError("The file is empty: a scenario has a name and edits.")
    first, *others = (node for node in found if isinstance(node, Node))
    if others or not isinstance(first.value, dict):
        line = others[0].line if others else first.line
        raise ScenarioError(f"Line {line}: a scenario is one map with a name and edits.")
    return first


def _edits(listed: Node) -> Iterator[Edit]:
    assert isinstance(listed.value, list)
    for node in listed.value:
        assert isinstance(node.value, dict)
        if len(node.value) != 1:
            raise ScenarioError(
                f"Line {node.line}: an edit is one of {', '.join(KINDS)}; put each behind a dash of its own."
            )
        [(kind, said)] = node.value.items()
        try:
            yield from _edit(kind, said)
        except ScenarioError as wrong:
            raise ScenarioError(f"Line {said.line}: {wrong}") from None


def _edit(kind: str, said: Node) -> Iterator[Edit]:
    value = said.plain()
    match kind, value:
        case "drop", list() if value:
            yield Drop(tuple(name for each in value for name in _names(each)))
        case "insert", dict():
            yield Insert(value)
        case "replace", dict() if len(value) > 1 and _is_name(value.get("act")):
            act = value.pop("act")
            yield Replace(act, tuple(value.items()))
        case "charter", dict() if value:
            yield from (CharterField(name, given) for name, given in value.items())
        case _, bool() | None | list() | dict():
            raise ScenarioError(f"{kind}: this should be text, not {kind_of(value)}.")
        case _:
            yield parse_edit(kind, str(value))


def _is_name(value: Any) -> bool:
    """Whether a value may name an act."""
    return isinstance(value, (int, str)) and not isinstance(value, bool)


def _names(each: Any) -> Sequence[Any]:
    if not _is_name(each):
        raise ScenarioError(f"drop: a list of acts holds numbers, ranges and refs, not {kind_of(each)}.")
    edit = parse_edit("drop", str(each))
    assert isinstance(edit, Drop)
    return edit.acts


def _fault(top: Node, invalid: ValidationError) -> ScenarioError:
    error = invalid.errors(include_url=False)[0]
    name = str(error["loc"][0])
    line = _line(top, error["loc"])
    known = ", ".join(field.alias or called for called, field in _Written.model_fields.items())
    if error["type"] == "extra_forbidden":
        return ScenarioError(f"Line {line}: {name[:80]!r} is not known here; a scenario has {known}.")
    if error["type"] == "missing":
        return ScenarioError(f"Line {line}: the {name} of the scenario is missing.")
    if name == "from":
        return ScenarioError(f"Line {line}: from should be a version, a date or an instant.")
    if name == "edits":
        return ScenarioError(f"Line {line}: edits is a list of maps, each one edit: - drop: 3 7..9")
    said = _PLAIN.get(error["type"], error["msg"].removeprefix("Input "))
    return ScenarioError(f"Line {line}: {name}: this {said}.")


_PLAIN = {
    "string_type": "should be text",
    "string_too_short": "should not be empty",
    "string_pattern_mismatch": "should be an id, or a text without control characters",
}


def _line(node: Node, loc: Sequence[int | str]) -> int:
    for part in loc:
        held = node.value
        if isinstance(held, dict) and part in held:
            node = held[str(part)]
        elif isinstance(held, list) and isinstance(part, int) and part < len(held):
            node = held[part]
        else:
            break
    return node.line
