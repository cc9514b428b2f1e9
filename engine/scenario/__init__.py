"""Scenarios: replaying a history under its own rules, with edits. Nothing of it is ever written to a ledger."""

from __future__ import annotations

from engine.scenario.edits import (
    AFTER,
    ASSUMPTION,
    After,
    CharterField,
    Drop,
    Edit,
    Insert,
    Onwards,
    Replace,
    Scenario,
    ScenarioError,
    Shift,
    Span,
    WithoutParty,
)
from engine.scenario.files import ScenarioFile, read_scenario
from engine.scenario.outcome import LABELS, Label, Replay, Side, Step
from engine.scenario.texts import parse_edit
from engine.scenario.timeline import Timeline

__all__ = [
    "AFTER",
    "ASSUMPTION",
    "After",
    "CharterField",
    "Drop",
    "Edit",
    "Insert",
    "LABELS",
    "Label",
    "Onwards",
    "Replace",
    "Replay",
    "Scenario",
    "ScenarioError",
    "ScenarioFile",
    "Shift",
    "Side",
    "Span",
    "Step",
    "Timeline",
    "WithoutParty",
    "parse_edit",
    "read_scenario",
]
