"""Reading: what the ledger holds, in tables for people or JSON for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from cli.conventions import (
    AsOf,
    AtVersion,
    CoalitionId,
    Json,
    KnownAt,
    Store,
    answer,
    asked,
    heading,
    history,
    moment,
    opened,
)

if TYPE_CHECKING:
    from domain.event import Recorded

Maybe = Optional[str]  # noqa: UP045
Party = Annotated[Maybe, typer.Option("--party", metavar="PARTY", help="Only what this party took part in.")]
Since = Annotated[Maybe, typer.Option("--since", metavar="DATE", help="Only what happened on or after that date.")]
Until = Annotated[Maybe, typer.Option("--until", metavar="DATE", help="Only what happened until that date.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (list_, show, timeline, session, log, event):
        app.command(command.__name__.rstrip("_"))(command)


def list_(store: Store = None, as_json: Json = False) -> None:
    """List the coalitions of the ledger.

    Example: coalition list
    """
    from cli.render.text import table

    with opened(store) as ledger:
        rows = [listed._asdict() for listed in ledger.list()]
    columns = ("coalition", "name", "events", "proposed_at", "last_recorded_at")
    answer(as_json, {"coalitions": rows}, lambda: table(columns, [[row[c] for c in columns] for row in rows]))


def show(
    coalition: CoalitionId,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    at_version: AtVersion = None,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Show one screen: phase, members, charter, what is overdue and whose, open conflicts, what comes next.

    Example: coalition show i3t --as-of 2019-05-01
    """
    from cli.render.views import show as render
    from projections.show import show as view

    about = asked(as_of, known_at, at_version)
    with opened(store) as ledger:
        data = heading(ledger, coalition, about) | view(history(ledger, coalition, about), about.as_of)
    answer(as_json, data, lambda: render(data))


def timeline(
    coalition: CoalitionId,
    party: Party = None,
    lane: Annotated[Maybe, typer.Option("--lane", metavar="AREA", help="Only one area, such as charter.")] = None,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    at_version: AtVersion = None,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Tell the story in order of time, a plain sentence each, with the phases.

    Example: coalition timeline i3t --party navy --since 2019-01-01
    """
    from cli.render.views import timeline as render
    from projections.timeline import timeline as view

    about = asked(as_of, known_at, at_version)
    chosen = {
        "party": party,
        "lane": lane,
        "since": None if since is None else _start(since),
        "until": None if until is None else moment(until, "--until"),
    }
    with opened(store) as ledger:
        told = view(history(ledger, coalition, about), about.as_of, **chosen)  # type: ignore[arg-type]
        data = heading(ledger, coalition, about) | told
    answer(as_json, data, lambda: render(data))


def session(
    coalition: CoalitionId,
    session_id: Annotated[str, typer.Argument(metavar="SESSION", help="The session.")],
    as_of: AsOf = None,
    known_at: KnownAt = None,
    at_version: AtVersion = None,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Print the Network Session Summary of one session.

    Example: coalition session leads developing-coalitions
    """
    from cli.render.views import session as render
    from projections.session import session as view

    about = asked(as_of, known_at, at_version)
    with opened(store) as ledger:
        data = heading(ledger, coalition, about) | _found(view, history(ledger, coalition, about), session_id)
    answer(as_json, data, lambda: render(data))


def log(
    coalition: CoalitionId,
    type_: Annotated[Maybe, typer.Option("--type", metavar="TYPE", help="Only this type.")] = None,
    by: Annotated[Maybe, typer.Option("--by", metavar="PARTY", help="Only what this party or person did.")] = None,
    since: Annotated[Maybe, typer.Option("--since", metavar="DATE", help="Only what was recorded since.")] = None,
    at_version: AtVersion = None,
    known_at: KnownAt = None,
    as_of: AsOf = None,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """List the raw entries in the order of recording, voided ones too: who, when, recorded when and by whom.

    Example: coalition log i3t --type commitment-made --by navy
    """
    from cli.render.views import log as render

    about = asked(as_of, known_at, at_version)
    with opened(store) as ledger:
        entries = [r for r in ledger.stream(coalition) if at_version is None or r.n <= at_version]
        head = heading(ledger, coalition, about)
    voided = {n for r in entries for n in r.voids if about.known_at is None or r.known_from <= about.known_at}
    start = None if since is None else _start(since)
    kept = [
        r
        for r in entries
        if (type_ is None or r.type == type_)
        and (by is None or r.event.by == by)
        and (start is None or r.known_from >= start)
        and (about.known_at is None or r.known_from <= about.known_at)
        and r.event.moment <= about.as_of
    ]
    rows = [r.as_exported() | {"voided": r.n in voided} for r in kept]
    answer(as_json, head | {"entries": rows}, lambda: render(rows))


def event(
    coalition: CoalitionId,
    number: Annotated[int, typer.Argument(metavar="N", help="The number of the event.")],
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Show one entry: who, when, on what evidence, what it led to, what rests on it, who tells it otherwise.

    Example: coalition event i3t 12
    """
    from cli.render.views import event as render
    from projections.entry import entry

    with opened(store) as ledger:
        stream = ledger.stream(coalition)
        data: dict[str, Any] = heading(ledger, coalition, asked(None, None, None)) | _found(entry, stream, number)
    answer(as_json, data, lambda: render(data))


def _found(view: Any, records: list[Recorded], what: Any) -> dict[str, Any]:
    """What a view finds; wrong usage, in its own words, where there is no such thing."""
    try:
        return dict(view(records, what))
    except LookupError as missing:
        raise typer.BadParameter(str(missing.args[0])) from None


def _start(text: str) -> Any:
    """The first moment of a date asked about."""
    from domain.values import instant

    moment(text, "--since")
    return instant(text)
