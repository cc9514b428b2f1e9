"""YAML: a list of events, or several documents that are each an event or a list of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from engine.exchange.line import Fault, Line, kind_of
from engine.exchange.yaml_nodes import Node, nodes


def read(stream: BinaryIO) -> Iterator[Line | Fault]:
    """The events of a file, each with the line at which it starts."""
    for node in nodes(stream, hints=()):
        yield node if isinstance(node, Fault) else _event(node)


def _event(node: Node) -> Line | Fault:
    if isinstance(node.value, dict):
        return Line(node.line, node.plain())
    return Fault(node.line, f"An event is a map of fields, not {kind_of(node.value)}: write one as type: …, at: …")
