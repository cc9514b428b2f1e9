"""The page: one coalition in one file, for who has neither the ledger nor the engine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from cli.conventions import (
    ENVIRONMENT,
    AsOf,
    AtVersion,
    CoalitionId,
    Json,
    KnownAt,
    Store,
    WeightsFile,
    answer,
    asked,
    heading,
    opened,
    pinned,
    say,
    stream,
    weighed,
)
from cli.render.patience import patience

if TYPE_CHECKING:
    from cli.render.page.document import Document
    from engine.ledger import Ledger

T = TypeVar("T")

#: How to install what only the page needs.
_INSTALL = "pip install 'coalition-engine[report]'"


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(report)


def report(
    coalition: CoalitionId,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="A new file, such as page.html.")],
    as_of: AsOf = None,
    known_at: KnownAt = None,
    at_version: AtVersion = None,
    weights: WeightsFile = None,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Write one page that tells the whole story, with every measure on every date, for a browser without a network.

    Example: coalition report i3t -o i3t.html --as-of 2019-11-30
    """
    from cli.render.text import line

    about, constants = asked(as_of, known_at, at_version), weighed(weights)
    _refuse_where_there_is(output)
    with opened(store) as ledger:
        about = pinned(ledger, coalition, about)
        entries = stream(ledger, coalition, about)
        head = heading(ledger, coalition, about) | {"weights": constants.digest}
        integrity = _verified(ledger, coalition)
    page = _made(coalition, entries, about, constants, head, integrity)
    size = _written(output, page.html)
    data = head | {"file": str(output), "bytes": size, "dates": page.dates.days, "dates_of": page.dates.of}
    answer(as_json, data, lambda: line(_told(output, size, page)))


def _verified(ledger: Ledger, coalition: str) -> dict[str, Any]:
    """What the audit says of the ledger as it is now."""
    from cli.auditing import verifier_for
    from engine.audit.verifying import Held, verify

    with patience("Verifying") as tell:
        held = Held(verifier=verifier_for(ledger, None))
        return verify(ledger, held, coalition=coalition, progress=lambda done: tell(f"{done} leaves"))


def _made(
    coalition: str, entries: Any, about: Any, constants: Any, head: dict[str, Any], integrity: dict[str, Any]
) -> Document:
    """The page."""
    with_libraries(_load)
    from cli.render.page.document import Side, document
    from projections.page.reading import Source

    side = Side(coalition, Source(entries, about.known_at, constants), integrity=integrity)
    with patience("Making the page") as tell:
        return document([side], about.as_of, head, tell)


def with_libraries(make: Callable[[], T]) -> T:
    """What is made with the libraries for pages; where they are missing, how to install them."""
    try:
        return make()
    except ModuleNotFoundError as missing:
        say(f"This needs {missing.name}, which is not installed. Install it with: {_INSTALL}")
        raise typer.Exit(ENVIRONMENT) from None


def _load() -> None:
    from cli.render.page.document import libraries

    libraries()


def _told(output: Path, size: int, page: Document) -> str:
    held, of = len(page.dates.days), page.dates.of
    dates = f"{held} dates" if held == of else f"{held} of {of} dates, the others left out to keep it small"
    return f"Wrote {output}: {size / 1000:,.0f} kB, with {dates}."


def _refuse_where_there_is(output: Path) -> None:
    if output.exists():
        raise _taken(output)


def _taken(output: Path) -> typer.BadParameter:
    return typer.BadParameter(f"{output} exists already; it is left as it is", param_hint="-o")


def _written(output: Path, html: str) -> int:
    """Write a new file, whole or not at all; how many bytes it has."""
    from engine.files import new_file

    written = html.encode()
    try:
        with new_file(output) as stream:
            stream.write(written)
    except FileExistsError:
        raise _taken(output) from None
    return len(written)
