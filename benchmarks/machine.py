"""The machine: what figures were measured on, without a word on whose it is or where."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

_LIBRARIES = ("pydantic", "eventsourcing", "rpds-py", "typer")


def described() -> str:
    """Processor, cores, interpreter, database, libraries."""
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    python = f"{platform.python_implementation()} {platform.python_version()}"
    machine = f"{_processor()}, {os.cpu_count()} cores, {platform.system()}"
    return f"{machine}; {python}; SQLite {sqlite3.sqlite_version}; {libraries}"


def _processor() -> str:
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    models = [line.partition(":")[2].strip() for line in told.splitlines() if line.startswith("model name")]
    return models[0] if models else platform.machine()


def megabytes(kind: str = "VmRSS") -> float | None:
    """The memory that this process holds (VmRSS) or has held at most (VmHWM), in MiB; null where that is not told."""
    try:
        told = Path("/proc/self/status").read_text(encoding="utf-8")
    except OSError:
        return None
    held = [line.split()[1] for line in told.splitlines() if line.startswith(f"{kind}:")]
    return int(held[0]) / 1024 if held else None


class Memory(NamedTuple):
    """What a process held before some work and at most until the end of it, in MiB."""

    before: float
    peak: float

    @property
    def grown(self) -> float:
        """What the work took."""
        return self.peak - self.before


def memory(work: Callable[..., Any], *arguments: Any) -> Memory | None:
    """What some work takes in a fresh process; null where the system does not tell."""
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        return process.submit(_memory, work, arguments).result()


def _memory(work: Callable[..., Any], arguments: tuple[Any, ...]) -> Memory | None:
    before = megabytes()
    left = work(*arguments)
    peak = megabytes("VmHWM")
    del left
    return None if before is None or peak is None else Memory(before, peak)
