"""Integrity: what the audit of the ledger found. Left out where it was not asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cli.render.page.sheet import Section, Sheet, facts
from cli.render.page.tree import Content, Node, h
from cli.render.page.words import numbered


def section(sheet: Sheet) -> Section | None:
    """What was verified, of `{"size", "root", "faults": [{"message"…}], "checkpoints": [{"size", "ok", "message"}]}`.

    That is what `coalition audit verify --json` answers; other keys are not looked at, and missing ones not missed.
    """
    if sheet.integrity is None:
        return None
    note = "Every entry is a leaf of a hash tree: whoever keeps a checkpoint can tell whether one was changed."
    faults = sheet.integrity.get("faults") or []
    said = "Everything that was looked at holds." if not faults else f"{numbered(len(faults), 'fault')} found."
    body = [
        h("p", h("strong", said), class_="blocked" if faults else "summary", key="said"),
        facts(_told(sheet.integrity), "checked"),
        h("ul", [h("li", fault["message"]) for fault in faults[:50]], class_="plain", key="faults"),
    ]
    return Section("integrity", "Integrity", note, body)


def _told(integrity: Mapping[str, Any]) -> Iterable[tuple[str, Content]]:
    if (size := integrity.get("size")) is not None:
        yield "Leaves read", f"{size}: one for each entry of the ledger, also for what was taken back since"
    if root := integrity.get("root"):
        yield "Root", h("code", root)
    for place, checkpoint in enumerate(integrity.get("checkpoints") or [], 1):
        yield f"Checkpoint {place}", _checkpoint(checkpoint)


def _checkpoint(checkpoint: Mapping[str, Any]) -> Node:
    holds = "holds" if checkpoint.get("ok") else "does not hold"
    message = f": {checkpoint['message']}" if checkpoint.get("message") else ""
    return h("span", f"of {checkpoint.get('size')} leaves {holds}{message}")
