"""Processes that work for this one: how many are worth it, and that they end with it."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Any


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def pool(number: int, prepare: Callable[..., None], *arguments: Any) -> ProcessPoolExecutor | None:
    """So many processes, started anew, each of which calls `prepare` first; null where the system grants none.

    None of them outlives this one, however it ends. Who calls this from a script keeps the script's own work under
    `if __name__ == "__main__"`, for the script is imported by them.
    """
    try:
        return ProcessPoolExecutor(number, get_context("spawn"), initializer=_begin, initargs=(prepare, arguments))
    except (OSError, ImportError, NotImplementedError):  # such as without a place for semaphores
        return None


def _begin(prepare: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    Thread(target=_end_with_it, daemon=True).start()
    prepare(*arguments)


def _end_with_it() -> None:
    """Wait for the process that this one works for to end, and end at once."""
    if (worked_for := parent_process()) is not None:
        worked_for.join()
        os._exit(1)
