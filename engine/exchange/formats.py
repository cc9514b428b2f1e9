"""Formats: which reader a file is for, by the name of its format or the ending of its own."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import BinaryIO, TypeAlias

from engine.exchange.line import Fault, Line

Reader: TypeAlias = Callable[[BinaryIO], Iterator[Line | Fault]]

#: The modules are imported when a reader is asked for: YAML is slow to load, and most files are JSON Lines.
_MODULES = {"jsonl": "jsonl", "csv": "table", "yaml": "yaml_events", "minutes": "minutes"}
FORMATS = tuple(_MODULES)
_ENDINGS = {"ndjson": "jsonl", "tsv": "csv", "yml": "yaml"} | {name: name for name in FORMATS if name != "minutes"}


def reader_for(name: str) -> Reader:
    """The reader for a format, a file's ending or a file's name. Raises ValueError where there is none.

    YAML files are told apart when they are read: a map with a coalition and a date but no type is minutes.
    """
    ending = name.lower().rpartition(".")[2]
    chosen = name if name in _MODULES else _ENDINGS.get(ending)
    if chosen is None:
        raise ValueError(f"{name!r} does not tell its format: name one of {', '.join(FORMATS)}")
    return _yaml_of_either_kind if chosen == "yaml" else _reader(chosen)


def _reader(format_name: str) -> Reader:
    read: Reader = importlib.import_module(f"engine.exchange.{_MODULES[format_name]}").read
    return read


def _yaml_of_either_kind(stream: BinaryIO) -> Iterator[Line | Fault]:
    from engine.exchange.yaml_nodes import FILE_AT_MOST, Node, nodes

    data = stream.read(FILE_AT_MOST + 1)
    first = next(nodes(BytesIO(data)), None)
    fields = first.value if isinstance(first, Node) and isinstance(first.value, dict) else {}
    is_minutes = {"coalition", "date"} <= fields.keys() and "type" not in fields
    yield from _reader("minutes" if is_minutes else "yaml")(BytesIO(data))
