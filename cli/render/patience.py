"""Patience: what is shown on a terminal, on stderr, while something takes more than a second."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer

_AFTER = 1.0  # seconds


@contextmanager
def patience(doing: str) -> Iterator[Callable[[str], None]]:
    """Show what is being done, and how far it has come, as the function given is told; nothing when piped."""
    if not sys.stderr.isatty():
        yield lambda come: None
        return
    from rich.console import Console
    from rich.text import Text

    from cli.render.text import cell

    status = Console(stderr=True, highlight=False).status(Text(cell(doing)))
    timer = Timer(_AFTER, status.start)
    timer.daemon = True
    timer.start()
    try:
        yield lambda come: status.update(Text(cell(f"{doing}: {come}")))
    finally:
        timer.cancel()
        timer.join()
        status.stop()
