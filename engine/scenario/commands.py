"""Commands: what to type to record for real what a scenario inserted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.event import Recorded
from engine.exchange import jsonl


def command(act: Recorded) -> list[str]:
    """The command line, word by word, that records this act."""
    written = act.event.as_written()
    words = ["coalition", "record", written.pop("type"), written.pop("coalition")]
    for name, value in written.items():
        if value is not None or name in _must_be_said(act):
            words += [f"--{name.replace('_', '-')}", _word(value)]
    if act.attested is not None:
        words += ["--attest", act.attested.reason]
    return words


def _must_be_said(act: Recorded) -> set[str]:
    return {name for name, field in type(act.event).model_fields.items() if field.is_required()}


def _word(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (Mapping, list, tuple)):
        return jsonl.dumps(value)
    return str(value)
